"""Read the tables of an HTML page (one-stop software names them .xls), streaming: no tree is built.

Each table becomes a sheet. A table inside a cell becomes a sheet of its own, and its text is not
repeated in that cell; tables without any text (page layout) are left out.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
from lxml import etree

from loaders.encodings import decoded_chunks, encoding_of
from loaders.grid import Note, Sheet, UnreadableFileError
from loaders.sheet_facts import MAX_AREA, MAX_COLUMNS, MAX_ROWS
from loaders.text_columns import printable_name, tidy, trimmed

_BATCH = 4096
_BATCH_CELLS = 200_000
_SKIPPED = {"style", "script", "noscript", "template"}
_BREAKS = {"br", "p", "div", "li"}


def read_html(path: Path) -> tuple[tuple[Sheet, ...], str, str | None]:
    """Return the tables as sheets, the encoding they were decoded with, and the page's title.

    rowspan and colspan move the cells after them, as on the screen, and are listed in `merged`.

    Raises:
        UnreadableFileError: no table, undecodable text, or over a limit.
    """
    encoding = encoding_of(path, _declared(path))
    page = _Page()
    parser = etree.HTMLParser(target=page, huge_tree=True)
    try:
        for text in decoded_chunks(path, encoding, is_told=True):
            parser.feed(text.replace("\0", ""))
        parser.close()
    except etree.LxmlError as error:
        raise UnreadableFileError("Trang HTML hỏng, không đọc được. Xuất lại từ phần mềm rồi tải lên.") from error
    tables = [table for table in page.tables if table.has_text]
    if not tables:
        raise UnreadableFileError("Trang HTML không có bảng nào có dữ liệu. Xuất lại từ phần mềm rồi tải lên.")
    title = " ".join("".join(page.title).split()) or None
    return tuple(table.sheet(_name(title, index, len(tables))) for index, table in enumerate(tables)), encoding, title


def _name(title: str | None, index: int, count: int) -> str:
    return printable_name(title) if title and count == 1 else f"Bảng {index + 1}"


def _declared(path: Path) -> str | None:
    """Find the charset that the page states about itself, in its first bytes."""
    with path.open("rb") as file:
        found = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", file.read(4096), re.IGNORECASE)
    return found[1].decode("ascii", "replace").lower() if found else None


class _Page:
    """Listen to the parser: keep the open tables on a stack, the title beside them."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self.title: list[str] = []
        self._open: list[_Table] = []
        self._skipping = 0
        self._in_title = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "title" and not self.title:
            self._in_title = True
        elif tag == "table":
            if len(self._open) > 50:
                raise UnreadableFileError("Trang HTML lồng quá nhiều bảng. Xuất lại từ phần mềm rồi tải lên.")
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif self._open:
            self._in_table(tag, attributes)

    def _in_table(self, tag: str, attributes: dict[str, str]) -> None:
        table = self._open[-1]
        if tag == "tr":
            table.start_row()
        elif tag in ("td", "th"):
            table.start_cell(_span(attributes.get("rowspan")), _span(attributes.get("colspan")))
        elif tag in _BREAKS:
            table.add("\n")

    def end(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag == "title":
            self._in_title = False
        elif self._open:
            if tag == "table":
                self._open.pop().end_row()
            elif tag in ("td", "th"):
                self._open[-1].end_cell()
            elif tag == "tr":
                self._open[-1].end_row()

    def data(self, text: str) -> None:
        if self._in_title:
            self.title.append(text)
        elif self._open and not self._skipping:
            self._open[-1].add(text)

    def comment(self, text: str) -> None:
        """Pass over comments; lxml wants to be told."""

    def close(self) -> None:
        for table in self._open:
            table.end_row()


class _Table:
    """Place cells into a grid row by row, batches of rows going to Arrow."""

    def __init__(self) -> None:
        self.has_text = False
        self._rows: list[list[str | None]] = []
        self._batches: list[list[pa.Array]] = []
        self._n_rows = self._width = self._n_cells = 0
        self._row: list[str | None] | None = None
        self._column = 0
        self._taken: dict[int, int] = {}  # column -> rows still covered by a cell above
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._merged: list[tuple[int, int, int, int]] = []

    def start_row(self) -> None:
        self.end_row()
        self._row = []
        self._column = 0

    def start_cell(self, n_rows: int, n_columns: int) -> None:
        if self._row is None:
            self.start_row()
        self.end_cell()
        self._cell = []
        self._span = (n_rows or MAX_ROWS, n_columns or 1)

    def add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text)

    def end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = _cell_text(self._cell)
        self._cell = None
        self.has_text = self.has_text or bool(text)
        while self._taken.get(self._column, 0) > 0:
            self._column += 1
        n_rows, n_columns = self._span
        if self._column + n_columns > MAX_COLUMNS:
            raise UnreadableFileError("Bảng HTML rộng quá 16.384 cột. Xuất lại từ phần mềm rồi tải lên.")
        self._row.extend([None] * (self._column - len(self._row)))
        self._row.append(text or None)
        if n_rows > 1 or n_columns > 1:
            top, left = self._n_rows, self._column
            self._merged.append((top, left, top + n_rows - 1, left + n_columns - 1))
        if n_rows > 1:
            for column in range(self._column, self._column + n_columns):
                self._taken[column] = n_rows
        self._column += n_columns

    def end_row(self) -> None:
        self.end_cell()
        if self._row is None:
            return
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}
        self._width = max(self._width, self._column)
        self._n_cells += len(self._row)
        self._rows.append(self._row)
        self._n_rows += 1
        self._row = None
        if self._n_rows > MAX_ROWS or self._n_rows * self._width > MAX_AREA:
            raise UnreadableFileError("Bảng HTML quá lớn. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp.")
        if len(self._rows) >= _BATCH or self._n_cells > _BATCH_CELLS:
            self._flush()

    def sheet(self, name: str) -> Sheet:
        self._flush()
        columns = tidy([trimmed(self._joined(column)) for column in range(self._width)])
        n_rows = self._n_rows
        merged = tuple(
            (top, left, min(bottom, n_rows - 1), right)
            for top, left, bottom, right in self._merged
            if bottom < n_rows or top < n_rows - 1 or right > left
        )
        notes = (Note(code="merged_cells", count=len(merged), text=f"{len(merged)} vùng ô gộp."),) if merged else ()
        return Sheet(name=name, is_hidden=False, first_row=1, columns=columns, merged=merged, notes=notes)

    def _flush(self) -> None:
        if self._rows:
            columns = zip_longest(*self._rows)
            self._batches.append([pa.array(column, pa.string()) for column in columns] or [])
            self._batches[-1].append(pa.nulls(len(self._rows), pa.string()))
            self._rows, self._n_cells = [], 0

    def _joined(self, column: int) -> pa.Array:
        # The last array of a batch is empty cells, for the columns that the batch does not have.
        pieces = [batch[column] if column < len(batch) - 1 else batch[-1] for batch in self._batches]
        return pa.concat_arrays(pieces) if pieces else pa.nulls(0, pa.string())


def _span(text: str | None) -> int:
    """Read a rowspan or colspan as browsers do: 0 to the end, nonsense is 1, capped."""
    digits = (text or "1").strip()
    return min(int(digits), MAX_ROWS) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1


def _cell_text(pieces: list[str]) -> str:
    """Join the text of a cell as a browser shows it: spaces folded, line breaks from <br> and the like kept."""
    if len(pieces) == 1 and pieces[0].isalnum():
        return pieces[0]
    return "\n".join(filter(None, _lines(pieces)))


def _lines(pieces: list[str]) -> Iterator[str]:
    line: list[str] = []
    for piece in pieces:
        if piece == "\n":
            yield " ".join("".join(line).split(None))
            line = []
        else:
            line.append(piece)
    yield " ".join("".join(line).split(None))
