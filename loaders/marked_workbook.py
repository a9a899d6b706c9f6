"""Colour and comment cells of a workbook; runs in a child process, since the bytes come from outside.

An .xlsx keeps all that openpyxl keeps (formats, formulas, widths); any other file, and a very large one, comes back
as an .xlsx of its texts.
"""

import base64
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from loaders.child import Answer
from loaders.grid import Format, Sheet
from loaders.workbook import read
from warehouse.outgoing import FORMULA_STARTS

if TYPE_CHECKING:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

ERROR_COLOUR, WARNING_COLOUR = "FFF4B183", "FFFFF2CC"
"""Fill of a cell whose row was refused (orange), and of one that was taken with a reservation (pale yellow); ARGB."""

MAX_KEPT_CELLS = 600_000
"""Cells up to which an .xlsx keeps its formats; beyond that its texts come back alone, which is ten times faster."""

MAX_COMMENTS = 5_000
"""Comments of a workbook; further faulty cells are coloured only."""

_AUTHOR = "Bảng theo dõi cải cách hành chính"
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One cell to colour: sheet name (None: the only one), cell such as B7, comment, whether its row was taken."""

    sheet: str | None
    cell: str
    text: str
    is_taken: bool


def answer(request: dict[str, Any]) -> Answer:
    """Make the workbook: the target that the child process runs; one table with the one column `workbook`.

    Raises:
        UnreadableFileError: the bytes cannot be read.
    """
    original = base64.b64decode(request["original"])
    wanted = [Mark(sheet=sheet, cell=cell, text=text, is_taken=taken) for sheet, cell, text, taken in request["marks"]]
    with _as_file(original) as path:
        grid = read(path)
    if len(grid.sheets) == 1:
        wanted = [replace(mark, sheet=grid.sheets[0].name) for mark in wanted]
    n_cells = sum(sheet.n_rows * sheet.n_columns for sheet in grid.sheets)
    content = None
    if grid.format is Format.XLSX and n_cells <= MAX_KEPT_CELLS:
        content = _kept(original, grid.sheets, wanted)
    if content is None:
        names = {grid.sheets[0].name: request["name"]} if grid.format is Format.CSV else {}
        content = _from_grid(grid.sheets, wanted, names)
    return {}, [pa.table({"workbook": pa.array([content], pa.large_binary())})]


@contextmanager
def _as_file(content: bytes) -> Iterator[Path]:
    """Give bytes a path without bringing them to a disk; where the system cannot, in a private folder, for a moment."""
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with os.fdopen(os.memfd_create("workbook"), "wb") as file:
            file.write(content)
            file.flush()
            yield Path(f"/proc/self/fd/{file.fileno()}")
        return
    with tempfile.TemporaryDirectory(prefix="nap-du-lieu-") as folder:
        path = Path(folder) / "tep"
        path.write_bytes(content)
        yield path


def _kept(original: bytes, sheets: tuple[Sheet, ...], wanted: list[Mark]) -> bytes | None:
    """Colour the cells of an .xlsx where they stand; None when openpyxl does not see what our reader saw."""
    from openpyxl import load_workbook  # openpyxl is slow to load, and only the child needs it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(original))
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError):
        return None
    for sheet in sheets:
        # Strict OOXML comes out empty here, without an error.
        if sheet.name not in book.sheetnames or book[sheet.name].max_row < sheet.n_rows:
            return None
    left = MAX_COMMENTS
    for mark in wanted:
        if mark.sheet in book.sheetnames:
            left -= _mark(book[mark.sheet], mark, may_comment=left > 0)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _mark(sheet: "Worksheet", mark: Mark, *, may_comment: bool) -> bool:
    """Colour one cell, the first of its merged area; say whether it got a comment."""
    from openpyxl.utils import coordinate_to_tuple

    row, column = coordinate_to_tuple(mark.cell)
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            row, column = area.min_row, area.min_col
    cell = sheet.cell(row, column)
    if not (mark.is_taken and cell.fill.fgColor.rgb == ERROR_COLOUR):
        cell.fill = _fill(mark)
    if not may_comment:
        return False
    earlier = f"{cell.comment.text}\n\n" if cell.comment else ""
    cell.comment = _note(f"{earlier}{mark.text}")
    return True


def _fill(mark: Mark) -> "PatternFill":
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=WARNING_COLOUR if mark.is_taken else ERROR_COLOUR)


def _note(text: str) -> "Comment":
    from openpyxl.comments import Comment

    return Comment(_CONTROLS.sub(" ", text), _AUTHOR, width=320, height=24 * (2 + len(text) // 45))


def _from_grid(sheets: tuple[Sheet, ...], wanted: list[Mark], names: dict[str, str]) -> bytes:
    """Write the texts of a file as an .xlsx; nothing in it can run as a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    titles: set[str] = set()
    left = MAX_COMMENTS
    for sheet in sheets:
        page = book.create_sheet(_title(names.get(sheet.name, sheet.name), titles))
        page.sheet_state = "hidden" if sheet.is_hidden and len(sheets) > 1 else "visible"
        marked = _by_place(mark for mark in wanted if mark.sheet == sheet.name)
        for _ in range(sheet.first_row - 1):
            page.append([])
        columns = [column.to_pylist() for column in sheet.columns]
        for number, texts in enumerate(zip(*columns, strict=True), sheet.first_row):
            cells: list[Any] = [None if text is None else _plain(text) for text in texts]
            for column, marks in marked.get(number, {}).items():
                cells += [None] * (column - len(cells))
                cells[column - 1] = _marked_cell(page, cells[column - 1], marks, may_comment=left > 0)
                left -= 1
            page.append(cells)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _by_place(marks: Iterable[Mark]) -> dict[int, dict[int, list[Mark]]]:
    """Return the marks by row and column, both from 1."""
    from openpyxl.utils import coordinate_to_tuple

    places: dict[int, dict[int, list[Mark]]] = {}
    for mark in marks:
        row, column = coordinate_to_tuple(mark.cell)
        places.setdefault(row, {}).setdefault(column, []).append(mark)
    return places


def _marked_cell(page: Any, text: str | None, marks: list[Mark], *, may_comment: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, text)
    cell.fill = _fill(min(marks, key=lambda mark: mark.is_taken))
    if may_comment:
        cell.comment = _note("\n\n".join(mark.text for mark in marks))
    return cell


def _plain(text: str) -> str:
    """Return text that a spreadsheet shows and never runs: a quote before what begins like a formula."""
    bare = _CONTROLS.sub(" ", text)[:32_767]
    return f"'{bare}" if text.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(text) else bare


def _title(name: str, taken: set[str]) -> str:
    """Return a sheet name that Excel accepts and that no earlier sheet has."""
    bare = (re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '") or "Trang")[:31]
    title, number = bare, 2
    while title.casefold() in taken:
        title, number = f"{bare[:26]} ({number})", number + 1
    taken.add(title.casefold())
    return title
