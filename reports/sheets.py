"""Sheets of an annex as offices print them: merged title and heads, number row, sums, print area, repeated heads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from warehouse.outgoing import safe

FONT = "Times New Roman"
"""Font of every cell."""

COUNT, RATE, DAY = "[$-42A]#,##0", "[$-42A]0.00", "dd/mm/yyyy"
"""Formats of cells, in Vietnamese notation (decimal comma, dots between thousands) where the program has one."""

Head = str | tuple[str, tuple[str, ...]]
"""A head over two rows, or one head over several."""

_LINE = Side(style="thin", color="000000")
_BOX = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
_GROUND = PatternFill("solid", fgColor="F1F3F6")
_LINE_HEIGHT, _LETTERS_PER_WIDTH = 15.0, 1.1


class Grid:
    """One sheet being written from the top: titles, heads, rows, sums, notes.

    `row` is the next row (from 1), `results` has the result of each formula by its cell.
    """

    def __init__(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        """Begin a sheet of as many columns as there are widths (in characters)."""
        self.row = 1
        self.results: dict[str, float | str] = {}
        self._sheet, self._columns = sheet, len(widths)
        self._heads: tuple[int, int] | None = None
        for at, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width

    def title(self, text: str) -> None:
        """Add a line of the title, merged over all columns."""
        self._merged(text, Font(name=FONT, size=13, bold=True), "center")

    def line(self, text: str) -> None:
        """Add a line in italics over all columns, at the left below the table and in the middle above it."""
        self._merged(text, Font(name=FONT, size=11, italic=True), "left" if self._heads else "center")

    def heads(self, *heads: Head, numbered: bool = False) -> None:
        """Add two rows of heads, merged where one head spans rows or columns; `numbered` adds a row 1, 2, 3."""
        top, at = self.row, 1
        for head in heads:
            if isinstance(head, str):
                self._head(top, at, head)
                self._sheet.merge_cells(start_row=top, end_row=top + 1, start_column=at, end_column=at)
                at += 1
                continue
            name, parts = head
            self._head(top, at, name)
            for place, part in enumerate(parts):
                self._head(top + 1, at + place, part)
            self._sheet.merge_cells(start_row=top, end_row=top, start_column=at, end_column=at + len(parts) - 1)
            at += len(parts)
        self._sheet.row_dimensions[top + 1].height = 48
        self.row = top + 2
        if numbered:
            for number in range(1, self._columns + 1):
                self._head(self.row, number, number)
            self.row += 1
        self._boxed(top, self.row - 1)
        self._heads = (top, self.row - 1)

    def group(self, number: str, text: str) -> None:
        """Add a row in bold that begins a group, its text over all columns."""
        self.add([number], [], bold=True)
        row = self.row - 1
        _put(self._sheet.cell(row, 2), text)
        self._sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=self._columns)

    def add(self, values: Sequence[object], formats: Sequence[str | None], *, bold: bool = False) -> None:
        """Add a row. Text never becomes a formula: formulas are what this package writes itself (Formula)."""
        for at in range(1, self._columns + 1):
            value = values[at - 1] if at <= len(values) else None
            cell = self._sheet.cell(self.row, at)
            _put(cell, value)
            if isinstance(value, Formula):
                self.results[cell.coordinate] = value.result
            cell.font = Font(name=FONT, size=11, bold=bold)
            is_number = isinstance(value, int | float | Formula)
            side = "right" if is_number and at > 1 else ("center" if at == 1 or isinstance(value, date) else "left")
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=not is_number)
            cell.border = _BOX
            if at <= len(formats) and formats[at - 1]:
                cell.number_format = formats[at - 1]
        self._sheet.row_dimensions[self.row].height = _LINE_HEIGHT * self._lines_of(values)
        self.row += 1

    def _lines_of(self, values: Sequence[object]) -> int:
        """Estimate how many lines a row needs; without it some programs print wrapped text over the next row."""
        lines = 1
        for at, value in enumerate(values, start=1):
            if isinstance(value, str):
                width = self._sheet.column_dimensions[get_column_letter(at)].width
                lines = max(lines, ceil(len(value) / (width * _LETTERS_PER_WIDTH)))
        return lines

    def total(self, label: str, at: int, values: Sequence[object], *, formats: Sequence[str | None]) -> None:
        """Add a row of sums in bold: the label over the columns before `at`, then the values."""
        self.add(["", *[None] * (at - 2), *values], [*[None] * (at - 1), *formats], bold=True)
        row = self.row - 1
        _put(self._sheet.cell(row, 2), label)
        self._sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=at - 1)

    def finish(self) -> None:
        """Set how the sheet is printed and scrolled: A4 across, one page wide, heads repeated and frozen."""
        sheet, last = self._sheet, get_column_letter(self._columns)
        sheet.print_area = f"A1:{last}{self.row - 1}"
        if self._heads:
            sheet.print_title_rows = f"{self._heads[0]}:{self._heads[1]}"
            sheet.freeze_panes = f"C{self._heads[1] + 1}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.oddFooter.center.text = "Trang &P/&N"

    def _head(self, row: int, at: int, text: object) -> None:
        cell = self._sheet.cell(row, at, safe(text))
        cell.font, cell.fill = Font(name=FONT, size=11, bold=True), _GROUND
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def _boxed(self, first: int, last: int) -> None:
        for cells in self._sheet.iter_rows(min_row=first, max_row=last, max_col=self._columns):
            for cell in cells:
                cell.border = _BOX

    def _merged(self, text: str, font: Font, side: str) -> None:
        cell = self._sheet.cell(self.row, 1)
        _put(cell, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        self._sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=self._columns)
        if side == "left":
            self._sheet.row_dimensions[self.row].height = 30 if len(text) > 110 else 16
        self.row += 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that this package wrote itself (any other text is text, whatever it begins with), and its result.

    The result is stored in the file: programs that only show a file, and Excel in protected view, do not calculate.
    """

    text: str
    result: float | str


def number(value: object) -> float:
    """Return what a cell counts as in a sum: a number, the result of a formula, else 0."""
    counted = value.result if isinstance(value, Formula) else value
    return counted if isinstance(counted, int | float) else 0


def _put(cell: Cell, value: object) -> None:
    if isinstance(value, Formula):
        cell.value = value.text
        return
    cell.value = _clean(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"


def _clean(value: object) -> object:
    if isinstance(value, str):
        return safe("".join(letter for letter in value if letter >= " " or letter in "\n\t"))
    return value
