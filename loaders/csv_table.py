"""Read a CSV as text, streaming into columns."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path

import pyarrow as pa

from loaders.encodings import decoded_chunks, encoding_of
from loaders.grid import Sheet, UnreadableFileError
from loaders.sheet_facts import MAX_AREA, MAX_COLUMNS
from loaders.text_columns import printable_name, tidy, trimmed

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 100
_MAX_CELL = 1 << 20
_BATCH_CELLS = 200_000
_BROKEN = "Tệp CSV hỏng ở khoảng dòng {}: dấu nháy không khép kín hoặc ô quá dài. Xuất lại từ phần mềm rồi tải lên."


def read_csv(path: Path) -> tuple[Sheet, str]:
    """Return the one sheet of a CSV, named by the file, and its encoding.

    Delimiter (comma, semicolon, tab or bar) and encoding are found out; title rows above the header may be
    shorter than the table. More rows than Excel can hold are fine, up to the limit on the area.

    Raises:
        UnreadableFileError: undecodable, binary, an open quote, fewer than two columns, or over a limit.
    """
    encoding = encoding_of(path)
    lines = _lines(path, encoding)
    head = list(islice(lines, _SAMPLE_LINES))
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(chain(head, lines), delimiter=delimiter_of(head), strict=True)
    try:
        columns = _columns(reader)
    except csv.Error as error:
        raise UnreadableFileError(_BROKEN.format(f"{reader.line_num:,}".replace(",", "."))) from error
    except pa.ArrowInvalid as error:
        raise UnreadableFileError("Tệp CSV quá lớn. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp.") from error
    if len(columns) < 2:
        raise UnreadableFileError(
            "Tệp chữ không chia thành cột (dấu phẩy, chấm phẩy hoặc tab). Xuất lại dạng .xlsx từ phần mềm."
        )
    sheet = Sheet(name=printable_name(path.stem), is_hidden=False, first_row=1, columns=columns, merged=(), notes=())
    return sheet, encoding


def delimiter_of(lines: Iterable[str]) -> str:
    """Find the delimiter of sample lines: the one that cuts most rows into the same number (over one) of cells.

    Quoted cells may hold any of them, and line breaks: one by which the quotes come out wrong is the last choice.
    A comma when nothing is cut at all.
    """
    sample = list(lines)
    best, best_score = ",", (False, 0, 0)
    for delimiter in _DELIMITERS:
        widths: Counter[int] = Counter()
        reader = csv.reader(sample, delimiter=delimiter, strict=True)
        is_sound = True
        try:
            for row in reader:
                widths[len(row)] += len(row) > 1
                is_sound &= not any(cell.count('"') % 2 for cell in row)  # half of a quoted cell
        except csv.Error:
            is_sound &= reader.line_num == len(sample)  # the sample ends within a cell
        score = max(
            ((is_sound, rows * (width - 1), width) for width, rows in widths.items() if rows), default=(False, 0, 0)
        )
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield lines with their ends, however the pieces of the file fall; CR, LF and both together end a line."""
    carry = ""
    for text in decoded_chunks(path, encoding, is_told=True):
        text = carry + text
        if len(text) > 64 << 20:
            raise UnreadableFileError("Tệp CSV có dòng quá dài. Xuất lại từ phần mềm rồi tải lên.")
        cut = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        carry = text[cut:]
        yield from _split(text[:cut])
    yield from _split(carry)


def _split(text: str) -> Iterator[str]:
    # Not str.splitlines: it also cuts at form feeds and at Unicode's line separators, which cells may hold.
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:]


def _columns(reader: Iterator[list[str]]) -> tuple[pa.Array, ...]:
    batches: list[tuple[int, list[pa.Array]]] = []
    width = n_rows = 0
    for rows in _batches(reader):
        width = max(width, *map(len, rows))
        n_rows += len(rows)
        if width > MAX_COLUMNS:
            raise UnreadableFileError("Tệp CSV rộng quá 16.384 cột. Xuất lại từ phần mềm rồi tải lên.")
        if width * n_rows > MAX_AREA:
            raise UnreadableFileError("Tệp CSV có quá 50 triệu ô. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp.")
        batches.append((len(rows), [pa.array(column, pa.string()) for column in zip_longest(*rows)]))
    columns = []
    for index in range(width):
        pieces = []
        for size, arrays in batches:
            has_it = index < len(arrays)
            pieces.append(arrays[index] if has_it else pa.nulls(size, pa.string()))
            if has_it:
                arrays[index] = None  # let go of each piece once it is joined
        columns.append(trimmed(pa.concat_arrays(pieces)))
    return tidy(columns)


def _batches(reader: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """Gather rows until they hold about `_BATCH_CELLS` cells, so that wide files take no more memory than long ones."""
    rows: list[list[str]] = []
    n_cells = 0
    for row in reader:
        rows.append(row)
        n_cells += len(row)
        if n_cells >= _BATCH_CELLS or len(rows) >= _BATCH_CELLS:
            yield rows
            rows, n_cells = [], 0
    if rows:
        yield rows
