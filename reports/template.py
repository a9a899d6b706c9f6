"""The frame of the Word report: a document with placeholders in double braces, which an office may word as it likes.

Without a template of the office's own the frame is built here; `python -m reports template -o FILE` writes it out to
be changed. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I; names of persons, number and day are left to be filled in.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from reports.office import FONT, shape, write

PLACE = Path(__file__).resolve().parents[1] / "data" / "templates" / "bao-cao.docx"
"""Where an office puts its own template; README.md beside it lists the placeholders."""

VARIABLE = "REPORT_TEMPLATE"
"""Environment variable naming a template elsewhere."""

WORDS = {
    "trich_yeu": "trích yếu: công tác cải cách hành chính 9 tháng năm 2023",
    "trich_yeu_hoa": "trích yếu viết hoa chữ cái đầu",
    "ky": "tên kỳ, thường: 9 tháng năm 2023",
    "tu_ngay": "ngày đầu kỳ, dd/mm/yyyy",
    "den_ngay": "ngày cuối kỳ, dd/mm/yyyy",
    "nam": "năm của kỳ",
    "ke_hoach": "tên kế hoạch",
    "so_ke_hoach": "số, ký hiệu của kế hoạch",
    "ban_so_lieu": "tên bản số liệu đã dùng",
    "ngay_xuat": "ngày xuất của tệp mới nhất, dd/mm/yyyy",
    "minh_hoa": "câu báo số liệu minh họa; trống khi số liệu là thật",
}
"""Placeholders that stand inside a line, with what they become."""

BLOCKS = {
    "ket_qua_chung": "câu tổng hợp, bảng số chỉ tiêu theo lĩnh vực, hình kết quả so với chỉ tiêu",
    "ket_qua_theo_linh_vuc": "bảy lĩnh vực: câu của từng chỉ tiêu, so cùng kỳ, so quý trước, bảng",
    "giai_quyet_ho_so": "tình hình giải quyết hồ sơ: câu, hình theo tháng, bảng theo nhóm lĩnh vực và đơn vị",
    "han_che": "chỉ tiêu chưa đạt, nhiệm vụ quá hạn, hồ sơ quá hạn, chỉ tiêu chưa có số liệu",
    "nguyen_nhan": "tách thay đổi thành phần do tỷ lệ và phần do cơ cấu hồ sơ",
    "nhiem_vu_ky_toi": "chỉ tiêu phải nâng, nhiệm vụ quá hạn và đến hạn trong kỳ tới",
    "thay_doi_so_voi_bao_cao_truoc": "số của báo cáo trước nay đã khác, và lần nạp làm khác",
    "phu_luc_nguon": "phụ lục nguồn số liệu: tử số, mẫu số, cách tính, tệp (bắt buộc có)",
}
"""Placeholders that stand alone in a paragraph and become whole blocks."""

REQUIRED = "phu_luc_nguon"
"""The block without which numbers would have no source."""

SAMPLE = "SỐ LIỆU MINH HỌA, KHÔNG DÙNG ĐỂ BÁO CÁO"
"""Said under the title of a document while any file that counts is made up."""

_DAMAGES = (
    PackageNotFoundError, BadZipFile, zlib.error, XMLSyntaxError, EOFError, AttributeError, NotImplementedError,
    ValueError, KeyError, OSError,
)  # fmt: skip
"""What opening raises for files that are no document, or a damaged one."""

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class TemplateError(ValueError):
    """A template cannot be used. The text is Vietnamese and says what to change in it."""


def chosen(given: Path | None = None) -> Path | None:
    """Return the template to use: the one given, that of REPORT_TEMPLATE, the office's own; None for the built-in."""
    named = given or (Path(os.environ[VARIABLE]).expanduser() if os.environ.get(VARIABLE) else None)
    return named or (PLACE if PLACE.exists() else None)


def opened(path: Path | None) -> Document:
    """Open a template, the built-in one for None, and check its placeholders.

    Raises:
        TemplateError: the file is no .docx or cannot be read, names a placeholder that does not exist, or lacks a
            necessary one.
    """
    if path is None:
        return built_in()
    try:
        document = docx.Document(str(path))
        check(document, path.name)  # some parts are read only now
    except TemplateError:
        raise
    except _DAMAGES as error:
        raise TemplateError(f"Không mở được mẫu báo cáo {path.name}. Lưu mẫu ở dạng .docx rồi lập lại.") from error
    return document


def check(document: Document, name: str) -> None:
    """Check that every placeholder of a template is known and stands where it may.

    Raises:
        TemplateError: what is wrong, and which placeholders there are.
    """
    found: set[str] = set()
    for paragraph in paragraphs(document):
        text = paragraph.text
        names = _PLACEHOLDER.findall(text)
        if len(names) != text.count("{{") or len(names) != text.count("}}"):
            raise TemplateError(
                f'Mẫu {name}: dấu ngoặc {{{{ }}}} không đủ cặp ở đoạn "{text.strip()[:60]}". Sửa trong mẫu.'
            )
        for placeholder in names:
            if placeholder not in WORDS and placeholder not in BLOCKS:
                known = ", ".join([*WORDS, *BLOCKS])
                raise TemplateError(f'Mẫu {name}: không có ô "{placeholder}". Các ô dùng được: {known}.')
            if placeholder in BLOCKS and text.strip() != _PLACEHOLDER.search(text).group(0):  # type: ignore[union-attr]
                raise TemplateError(f'Mẫu {name}: ô "{placeholder}" phải đứng riêng một đoạn.')
        found.update(names)
    if REQUIRED not in found:
        raise TemplateError(
            f'Mẫu {name} thiếu ô "{REQUIRED}". Thêm {{{{{REQUIRED}}}}} vào một đoạn riêng, để mỗi con số có nguồn.'
        )


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Yield every paragraph of a document: text, tables in it, headers and footers."""
    yield from _inside(document)
    for section in document.sections:
        for part in (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from _inside(part)


def fill_words(document: Document, values: Mapping[str, str]) -> None:
    """Replace the placeholders that stand inside lines; the formats of the lines stay.

    Word cuts a line into runs as it pleases: what replaces a placeholder takes the format of the run where it begins.
    """
    for paragraph in list(paragraphs(document)):
        while (found := _first(paragraph, values)) is not None:
            _replace(paragraph, *found)


def fill_blocks(document: Document, fill: Callable[[str, Paragraph], None]) -> None:
    """Call `fill` with the name and the paragraph of each block in order, then remove the paragraph."""
    for paragraph in list(paragraphs(document)):
        match = _PLACEHOLDER.fullmatch(paragraph.text.strip())
        if match and match[1] in BLOCKS:
            fill(match[1], paragraph)
            _remove(paragraph)


def _remove(paragraph: Paragraph) -> None:
    """Take a paragraph out; one that carries the end of a section, or is alone in a cell, stays and is emptied."""
    element = paragraph._element
    properties = element.pPr
    is_section_end = properties is not None and properties.find(qn("w:sectPr")) is not None
    is_last_in_cell = element.getparent().tag == qn("w:tc") and element.getnext() is None
    if is_section_end or is_last_in_cell:
        for run in list(paragraph.runs):
            element.remove(run._element)
    else:
        element.getparent().remove(element)


def _inside(part: object) -> Iterator[Paragraph]:
    for item in part.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(item, Paragraph):
            yield item
        elif isinstance(item, Table):
            seen: set[object] = set()
            for row in item.rows:
                for cell in row.cells:
                    if cell._element not in seen:
                        seen.add(cell._element)
                        yield from _inside(cell)


def _first(paragraph: Paragraph, values: Mapping[str, str]) -> tuple[int, int, str] | None:
    text = "".join(run.text for run in paragraph.runs)
    for match in _PLACEHOLDER.finditer(text):
        if match[1] in values:
            return match.start(), match.end(), values[match[1]]
    return None


def _replace(paragraph: Paragraph, start: int, end: int, value: str) -> None:
    at, is_written = 0, False
    for run in paragraph.runs:
        text = run.text
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            run.text = text[:first] + ("" if is_written else value) + text[last:]
            is_written = True
        at += len(text)


def as_bytes(document: Document) -> bytes:
    """Return a document as the bytes of a .docx."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def built_in() -> Document:
    """Build the frame that is used where an office has no template of its own."""
    document = blank("BC-UBND")
    title(document, "BÁO CÁO", "{{trich_yeu_hoa}}", "{{minh_hoa}}")
    _body(
        document,
        "Thực hiện {{ke_hoach}} (số {{so_ke_hoach}}), Ủy ban nhân dân huyện Xuân Lộc báo cáo "
        "{{trich_yeu}} (từ ngày {{tu_ngay}} đến ngày {{den_ngay}}) như sau:",
    )
    _body(
        document,
        "Số trong ngoặc vuông sau mỗi câu là số thứ tự của nguồn ở phụ lục, nơi ghi tử số, mẫu số, cách tính và tệp.",
        italic=True,
    )
    for heading, block in (
        ("I. KẾT QUẢ CHUNG", "ket_qua_chung"),
        ("II. KẾT QUẢ THEO TỪNG LĨNH VỰC", "ket_qua_theo_linh_vuc"),
        ("III. TÌNH HÌNH GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH", "giai_quyet_ho_so"),
        ("IV. TỒN TẠI, HẠN CHẾ", "han_che"),
        ("V. NGUYÊN NHÂN", "nguyen_nhan"),
        ("VI. NHIỆM VỤ TRỌNG TÂM KỲ TỚI", "nhiem_vu_ky_toi"),
    ):
        _section_heading(document, heading)
        document.add_paragraph(f"{{{{{block}}}}}")
    _body(document, "Trên đây là báo cáo {{trich_yeu}} của Ủy ban nhân dân huyện Xuân Lộc./.")
    _signature(document)
    changed = _section_heading(document, "NHỮNG SỐ ĐÃ KHÁC SO VỚI BÁO CÁO TRƯỚC", ALIGN.CENTER)
    changed.paragraph_format.page_break_before = True
    document.add_paragraph("{{thay_doi_so_voi_bao_cao_truoc}}")
    across = document.add_section(WD_SECTION.NEW_PAGE)
    _page(across, across=True)
    _section_heading(document, "PHỤ LỤC NGUỒN SỐ LIỆU", ALIGN.CENTER)
    write(
        shape(document.add_paragraph(), ALIGN.CENTER),
        "(Kèm theo Báo cáo {{trich_yeu}}; bản số liệu {{ban_so_lieu}}, tệp xuất mới nhất ngày {{ngay_xuat}})",
        italic=True, size=12,
    )  # fmt: skip
    document.add_paragraph("{{phu_luc_nguon}}")
    return document


def blank(symbol: str) -> Document:
    """Return an empty office document on A4 with the letterhead, `symbol` behind its number (BC-UBND)."""
    document = docx.Document()
    _styles(document)
    _page(document.sections[0])
    _letterhead(document, symbol)
    return document


def title(document: Document, kind: str, subject: str, remark: str) -> None:
    """Write what a document is and what it is about, with a rule below and a remark in italics."""
    for text in (kind, subject):
        write(shape(document.add_paragraph(), ALIGN.CENTER, after=0), text, bold=True, size=14)
    _rule(document.add_paragraph(), 5.5)
    write(shape(document.add_paragraph(), ALIGN.CENTER), remark, bold=True, italic=True, size=13)


def signatures(document: Document, left: str, right: str) -> None:
    """Leave room for two signatures side by side, names blank."""
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, text in zip(table.rows[0].cells, (left, right), strict=True):
        cell.width = Cm(8.25)
        _lines(cell, (text, 14, True, False))
        for _ in range(3):
            shape(cell.add_paragraph(), ALIGN.CENTER, after=6)
    shape(document.add_paragraph(), after=0)


def _styles(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def _page(section: Section, *, across: bool = False) -> None:
    """Set A4 with margins of 20, 20, 30 and 20 mm; the page number stands on top, but not on the first page."""
    width, height = Cm(21.0), Cm(29.7)
    if across:
        section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    section.left_margin, section.right_margin = Cm(3 if not across else 2), Cm(2)
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = not across
    if across:
        return
    paragraph = section.header.paragraphs[0]
    shape(paragraph, ALIGN.CENTER)
    run = write(paragraph, "", size=13)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)


def _letterhead(document: Document, symbol: str) -> None:
    table = document.add_table(rows=2, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    left, right = Cm(6.0), Cm(10.5)
    table.columns[0].width, table.columns[1].width = left, right
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = left, right
    _lines(table.cell(0, 0), ("ỦY BAN NHÂN DÂN", 13, True, False), ("HUYỆN XUÂN LỘC", 13, True, False), rule_cm=2.2)
    _lines(
        table.cell(0, 1), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13.5, True, False), rule_cm=6.0,
    )  # fmt: skip
    _lines(table.cell(1, 0), (f"Số:          /{symbol}", 13, False, False))
    _lines(table.cell(1, 1), ("Xuân Lộc, ngày       tháng       năm            ", 13, False, True))
    shape(document.add_paragraph(), after=0)


def _lines(cell: _Cell, *lines: tuple[str, float, bool, bool], rule_cm: float | None = None) -> None:
    paragraph = cell.paragraphs[0]
    for place, (text, size, bold, italic) in enumerate(lines):
        if place:
            paragraph = cell.add_paragraph()
        write(shape(paragraph, ALIGN.CENTER, after=0), text, size=size, bold=bold, italic=italic)
    if rule_cm is not None:
        width = cell.width.cm if cell.width is not None else rule_cm
        _rule(cell.add_paragraph(), rule_cm, within_cm=width)


def _rule(paragraph: Paragraph, width_cm: float, *, within_cm: float = 16.0) -> None:
    """Draw a thin line of a width in the middle of a column."""
    shape(paragraph, ALIGN.CENTER, after=6)
    side = Cm(max(0.0, (within_cm - width_cm) / 2 - 0.19))
    style = paragraph.paragraph_format
    style.left_indent, style.right_indent, style.line_spacing = side, side, Pt(3)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._element.get_or_add_pPr()
    # The schema wants borders before spacing and indents.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def _body(document: Document, text: str, *, italic: bool = False) -> None:
    write(shape(document.add_paragraph(), indent_cm=1.0), text, italic=italic)


def _section_heading(document: Document, text: str, align: object = ALIGN.LEFT) -> Paragraph:
    paragraph = shape(document.add_paragraph(style="Heading 1"), align, indent_cm=1.0 if align is ALIGN.LEFT else 0.0)
    paragraph.paragraph_format.space_before = Pt(6)
    run = write(paragraph, text, bold=True)
    color = run._element.get_or_add_rPr()
    ink = OxmlElement("w:color")
    ink.set(qn("w:val"), "000000")
    color.append(ink)
    return paragraph


def _signature(document: Document) -> None:
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    left, right = table.rows[0].cells
    left.width, right.width = Cm(8.0), Cm(8.5)
    write(shape(left.paragraphs[0], ALIGN.LEFT, after=0), "Nơi nhận:", size=12, bold=True, italic=True)
    for text in (
        "- Sở Nội vụ;", "- Ban Chỉ đạo CCHC huyện;", "- Chủ tịch, các Phó Chủ tịch UBND huyện;",
        "- Các phòng, ban; UBND các xã, thị trấn;", "- Lưu: VT, NV.",
    ):  # fmt: skip
        write(shape(left.add_paragraph(), ALIGN.LEFT, after=0), text, size=11)
    _lines(right, ("TM. ỦY BAN NHÂN DÂN", 14, True, False), ("CHỦ TỊCH", 14, True, False))
    for _ in range(4):
        shape(right.add_paragraph(), ALIGN.CENTER, after=6)
    shape(document.add_paragraph(), after=0)
