"""Hold what a file says before anyone interprets it: sheets of text cells, and what is odd about them."""

from dataclasses import dataclass
from enum import Enum

import pyarrow as pa


class Format(Enum):
    """A kind of file that can be read, told from its bytes."""

    XLSX = "xlsx"
    XLS = "xls"
    HTML = "html"
    CSV = "csv"


class UnreadableFileError(Exception):
    """Refuse a file; the text is a Vietnamese sentence for the screen: what is wrong and the remedy, no cell values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Tell of one kind of oddity in a sheet: a stable `code`, how many times, a Vietnamese sentence for the screen."""

    code: str
    count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Hold one sheet as text.

    `columns`: one string array per sheet column from column A on, all as long as the last used row;
    null is an empty cell, outer white space is cut, everything else is as stored.
    `first_row`: the 1-based sheet row of row 0, so that a message can name a cell.
    `merged`: (row, column, row, column), zero-based, both ends included; the text sits in the first cell.
    """

    name: str
    is_hidden: bool
    first_row: int
    columns: tuple[pa.Array, ...]
    merged: tuple[tuple[int, int, int, int], ...]
    notes: tuple[Note, ...]

    @property
    def n_rows(self) -> int:
        """Count the rows up to the last used one."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def n_columns(self) -> int:
        """Count the columns up to the last used one."""
        return len(self.columns)

    def cell(self, row: int, column: int) -> str | None:
        """Return the text of a cell (zero-based), None when it is empty or lies outside the grid."""
        if not (0 <= row < self.n_rows and 0 <= column < self.n_columns):
            return None
        text: str | None = self.columns[column][row].as_py()
        return text

    def row(self, index: int) -> list[str | None]:
        """Return the cells of a row (zero-based) from column A to the last used column."""
        return [self.cell(index, column) for column in range(self.n_columns)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """Hold all sheets of a file in file order.

    `encoding`: how the bytes were decoded (CSV and HTML only). `title`: the <title> of an HTML page, else None;
    one-stop software prints the moment of export there.
    """

    format: Format
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    title: str | None = None


def column_letters(column: int) -> str:
    """Return the sheet letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
