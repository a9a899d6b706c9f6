"""Word paragraphs, tables, bookmarks and pictures as Vietnamese offices print them, over python-docx.

Fonts, sizes and margins: Nghị định 30/2020/NĐ-CP, Phụ lục I (Times New Roman, 13 to 14, A4).
"""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reports.sources import Said

FONT = "Times New Roman"
"""Font of every text."""

BODY, SMALL, TABLE = 14.0, 11.0, 10.5
"""Sizes in points: running text, notes, tables."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return a text without the characters that no XML file may hold."""
    return _CONTROLS.sub("", text)


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = BODY,
    bold: bool = False,
    italic: bool = False,
    superscript: bool = False,
) -> Run:
    """Add text to a paragraph in the font of offices."""
    run = paragraph.add_run(plain(text))
    run.font.name, run.font.size = FONT, Pt(size)
    run.bold, run.italic = bold or None, italic or None
    if superscript:
        run.font.superscript = True
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    return run


def shape(paragraph: Paragraph, align: Any = ALIGN.JUSTIFY, *, indent_cm: float = 0.0, after: float = 6.0) -> Paragraph:
    """Set how a paragraph stands: alignment, indent of its first line, points after it."""
    style = paragraph.paragraph_format
    style.alignment, style.first_line_indent = align, Cm(indent_cm)
    style.space_before, style.space_after, style.line_spacing = Pt(0), Pt(after), 1.1
    return paragraph


class Writer:
    """Write blocks one after the other in front of one paragraph of a document, which is the place of a placeholder.

    Sentences get a bookmark `cau_N` and links to their sources (`nguon_N`), and sources link back.
    """

    def __init__(self, document: Document, anchor: Paragraph, marks: "Marks") -> None:
        """Take the document, the paragraph in whose place blocks are written, and the marks of the whole document."""
        self._document, self._anchor, self._marks = document, anchor, marks

    def paragraph(self) -> Paragraph:
        """Add an empty paragraph."""
        return self._anchor.insert_paragraph_before()

    def text(self, text: str, *, bold: bool = False, italic: bool = False, size: float = BODY) -> None:
        """Add a paragraph of running text without a source."""
        write(shape(self.paragraph(), indent_cm=1.0), text, bold=bold, italic=italic, size=size)

    def heading(self, text: str) -> None:
        """Add a heading inside a section, kept on the page of what follows."""
        paragraph = shape(self.paragraph(), ALIGN.LEFT, indent_cm=1.0)
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, text, bold=True)

    def caption(self, text: str) -> None:
        """Add the title of a table or chart, kept on its page."""
        paragraph = shape(self.paragraph(), ALIGN.CENTER, after=3)
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, text, bold=True, size=12)

    def note(self, text: str) -> None:
        """Add a small line under a table or chart."""
        write(shape(self.paragraph(), ALIGN.LEFT), text, italic=True, size=SMALL)

    def say(self, *sentences: Said, lead: str = "", dash: bool = False) -> None:
        """Add a paragraph of sentences, each bookmarked and linked to its sources; `lead` stands before them, bold."""
        paragraph = shape(self.paragraph(), indent_cm=1.0)
        if dash:
            write(paragraph, "- ")
        if lead:
            write(paragraph, f"{lead} ", bold=True)
        for place, sentence in enumerate(sentences):
            if place:
                write(paragraph, " ")
            self._marks.sentence(paragraph, sentence)

    def picture(self, png: bytes, alt: str, width_cm: float = 16.0) -> None:
        """Add a picture across the text, with its description for those who cannot see it."""
        paragraph = shape(self.paragraph(), ALIGN.CENTER)
        inline = paragraph.add_run().add_picture(BytesIO(png), width=Cm(width_cm))
        inline._inline.docPr.set("descr", plain(alt))
        inline._inline.docPr.set("id", str(self._marks.next_id()))

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths_cm: Sequence[float],
        *,
        numbers: Sequence[int] = (),
        bold_rows: Sequence[int] = (),
        links: Sequence[Sequence[int]] = (),
        names: Sequence[int] = (),
    ) -> Table:
        """Add a table whose header row is repeated on every page and whose rows are never cut by a page.

        `numbers` are columns set to the right, `names` such as begin on the left though they are the first,
        `bold_rows` rows in bold (numbers from 0), `links` the sources of each row, linked behind its first cell.
        """
        table = self._document.add_table(rows=1 + len(rows), cols=len(heads))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _tight(table)
        self._anchor._element.addprevious(table._element)
        for at, width in enumerate(widths_cm):
            table.columns[at].width = Cm(width)
        cells = [list(row.cells) for row in table.rows]
        for at, head in enumerate(heads):
            _fill(cells[0][at], head, ALIGN.CENTER, Cm(widths_cm[at]), bold=True)
        for place, row in enumerate(rows):
            for at, text in enumerate(row):
                align = ALIGN.RIGHT if at in numbers else (ALIGN.CENTER if at == 0 and 0 not in names else ALIGN.LEFT)
                paragraph = _fill(cells[place + 1][at], text, align, Cm(widths_cm[at]), bold=place in bold_rows)
                if at == 0 and links and links[place]:
                    self._marks.links(paragraph, links[place], size=TABLE)
        for place, element in enumerate(table._element.tr_lst):
            settings = element.get_or_add_trPr()
            settings.append(OxmlElement("w:cantSplit"))
            if place == 0:
                settings.append(OxmlElement("w:tblHeader"))
        shape(self.paragraph(), after=2)
        return table

    def source_cell(self, cell: _Cell, no: int) -> None:
        """Bookmark the cell of a source, so that sentences can link to it, and link it back to where it is used."""
        self._marks.source(cell.paragraphs[0], no)


class Marks:
    """Bookmarks and links of one document: which sentence cites which source."""

    def __init__(self) -> None:
        """Begin without any."""
        self._id = 0
        self._cited: dict[int, str] = {}

    def next_id(self) -> int:
        """Return a number that no bookmark or picture of this document has."""
        self._id += 1
        return self._id

    def sentence(self, paragraph: Paragraph, said: Said) -> None:
        """Write a sentence inside a bookmark, with links to its sources behind it."""
        if not said.sources:
            write(paragraph, said.text)
            return
        name = f"cau_{self.next_id()}"
        with_mark = self._open(paragraph, name)
        write(paragraph, said.text)
        self._close(paragraph, with_mark)
        for no in said.sources:
            self._cited.setdefault(no, name)
        self.links(paragraph, said.sources)

    def links(self, paragraph: Paragraph, sources: Sequence[int], *, size: float = BODY) -> None:
        """Write the numbers of sources as raised links."""
        for no in sources:
            self._link(paragraph, f"nguon_{no}", f"[{no}]", size=size, superscript=True)

    def source(self, paragraph: Paragraph, no: int) -> None:
        """Write a source's number inside its bookmark, linked to the first sentence that cites it."""
        mark = self._open(paragraph, f"nguon_{no}")
        if no in self._cited:
            self._link(paragraph, self._cited[no], str(no), size=TABLE)
        else:
            write(paragraph, str(no), size=TABLE)
        self._close(paragraph, mark)

    def _open(self, paragraph: Paragraph, name: str) -> str:
        mark = str(self.next_id())
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), mark)
        start.set(qn("w:name"), name)
        paragraph._element.append(start)
        return mark

    def _close(self, paragraph: Paragraph, mark: str) -> None:
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), mark)
        paragraph._element.append(end)

    def _link(self, paragraph: Paragraph, anchor: str, text: str, *, size: float, superscript: bool = False) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        run = write(paragraph, text, size=size, superscript=superscript)
        link.append(run._element)
        paragraph._element.append(link)


def _tight(table: Table) -> None:
    """Leave 1 mm beside the text of each cell, so that counts of five digits stay on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._element.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _fill(cell: _Cell, text: str, align: Any, width: Length, *, bold: bool = False) -> Paragraph:
    cell.width = width
    paragraph = shape(cell.paragraphs[0], align, after=1)
    paragraph.paragraph_format.line_spacing = 1.0
    if text:
        write(paragraph, text, size=TABLE, bold=bold)
    return paragraph
