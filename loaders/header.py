"""Find the header of a sheet: below title rows, up to four rows high, groups over leaves."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from loaders.grid import Sheet
from warehouse.folding import fold

SEARCH_ROWS = 40
"""A header starts within this many rows from the top."""

MAX_HEIGHT = 4
"""A header is at most this many rows high (M4)."""

_COLUMN_NUMBER = re.compile(r"^\(\d{1,2}( ?=[\d+\-*/= ]+)?\) ?")
_GROUP_MARK = re.compile(r": | [-–] ")
_NUMBER_CELL = re.compile(r"\(?\d{1,2}\)?\s*(=.*)?|\(?\d{1,2}\s*=[\d+\-*/= ().]+\)?|[A-D]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A block of header rows: first row (0-based), height, and for each column its texts from group to leaf."""

    row: int
    height: int
    paths: tuple[tuple[str, ...], ...]

    @property
    def body(self) -> int:
        """First row below the header."""
        return self.row + self.height

    def names(self, column: int) -> Iterator[str]:
        """Yield the folded names of a column, the most exact first: leaf, group + leaf, whole path."""
        path = self.paths[column]
        if path:
            yield heading(path[-1])
            for start in range(len(path) - 2, -1, -1):
                yield heading(" ".join(path[start:]))

    def label(self, column: int) -> str:
        """Return the column's header as a person reads it."""
        return " / ".join(self.paths[column])

    @property
    def signature(self) -> str:
        """Hash of all header texts in order: the same layout has the same signature."""
        texts = "\x1f".join(heading(" ".join(path)) for path in self.paths).rstrip("\x1f")
        return hashlib.sha256(texts.encode()).hexdigest()


@lru_cache(maxsize=8192)  # a column is looked up in many candidate headers
def heading(text: str) -> str:
    """Fold a header so that case, spacing (at a slash too), Unicode form, a closing colon or star do not matter.

    Nor do the number of the column in front, "(3=4+5) Số đầu kỳ", and what parts group and leaf: "Đã xử lý: Quá hạn".
    """
    folded = _COLUMN_NUMBER.sub("", fold(text)) or fold(text)
    return re.sub(r" ?/ ?", "/", _GROUP_MARK.sub(" ", folded)).rstrip(" :*.").lstrip("* ")


def candidates(sheet: Sheet) -> Iterator[Header]:
    """Yield every block of rows near the top that could be the header, lower blocks first."""
    merged = _merged_texts(sheet)
    rows = [
        [merged.get((row, column)) or sheet.cell(row, column) or "" for column in range(sheet.n_columns)]
        for row in range(min(sheet.n_rows, SEARCH_ROWS + MAX_HEIGHT))
    ]
    for height in range(1, MAX_HEIGHT + 1):
        for row in range(min(len(rows) - height + 1, SEARCH_ROWS)):
            if any(rows[row]):
                yield Header(row=row, height=height, paths=_paths(rows[row : row + height]))


def _merged_texts(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Spread the text of merged cells near the top sideways; downwards it stands once."""
    texts = {}
    for top, left, bottom, right in sheet.merged:
        if top < SEARCH_ROWS + MAX_HEIGHT and right - left < 100 and right > left:
            text = sheet.cell(top, left)
            if text and bottom - top < MAX_HEIGHT:
                texts.update({(top, column): text for column in range(left, right + 1)})
    return texts


def _paths(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Join each column's texts from top to bottom; a group reaches right over empty cells that have a leaf below."""
    filled = [list(row) for row in rows]
    for level in range(len(rows) - 1):
        for column in range(1, len(filled[level])):
            below = any(rows[lower][column] for lower in range(level + 1, len(rows)))
            above_ends = level and filled[level - 1][column] != filled[level - 1][column - 1]
            if not filled[level][column] and below and not above_ends:
                filled[level][column] = filled[level][column - 1]
    paths = []
    for column in range(len(filled[0])):
        path: list[str] = []
        for row in filled:
            if row[column] and (not path or path[-1] != row[column]):
                path.append(row[column])
        paths.append(tuple(path))
    return tuple(paths)


def is_number_row(cells: Sequence[str | None]) -> bool:
    """Say whether a row only numbers the columns (1 2 3, (1)=2+3, A B 1 2): M6."""
    used = [cell for cell in cells if cell]
    return len(used) >= 3 and all(_NUMBER_CELL.fullmatch(cell.strip()) for cell in used) and _ascending(used)


def _ascending(cells: Sequence[str]) -> bool:
    numbers = [int(found.group()) for cell in cells if (found := re.search(r"\d+", cell))]
    return len(numbers) >= 2 and all(later > earlier for earlier, later in pairwise(numbers))
