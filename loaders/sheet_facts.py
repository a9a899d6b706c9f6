"""Gather what the second reader counts in one sheet, and hold the sheet to its limits."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from loaders.grid import UnreadableFileError

MAX_ROWS = 1_048_576
"""Rows of a sheet, as in Excel."""
MAX_COLUMNS = 16_384
"""Columns of a sheet, as in Excel."""
MAX_AREA = 50_000_000
"""Cells between A1 and the last used row and column."""
MAX_TEXT = 1 << 29
"""Bytes of text of one sheet once every shared string is written out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Hold stored texts of cells that the main reader alters: error, boolean, date or number cells of one batch."""

    kind: str
    rows: np.ndarray
    columns: np.ndarray
    texts: pa.Array


@dataclass(slots=True, kw_only=True)
class SheetFacts:
    """Count one sheet; arrays run over the columns. Totals are of cells stored as numbers, dates among them."""

    name: str
    is_hidden: bool = False
    filled: np.ndarray = field(default_factory=lambda: np.zeros(MAX_COLUMNS, np.int64))
    numbers: np.ndarray = field(default_factory=lambda: np.zeros(MAX_COLUMNS, np.int64))
    totals: np.ndarray = field(default_factory=lambda: np.zeros(MAX_COLUMNS))
    last_row: int = 0
    last_column: int = 0
    text_bytes: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    errors: int = 0
    unvalued_formulas: int = 0
    repeated: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)

    def check_references(self, rows: np.ndarray, columns: np.ndarray) -> None:
        """Refuse a cell outside Excel's own bounds; rows and columns are zero-based, empty cells included.

        Raises:
            UnreadableFileError: a row or a column too far out.
        """
        if not len(rows):
            return
        if rows.max() >= MAX_ROWS or rows.min() < 0 or columns.max() >= MAX_COLUMNS or columns.min() < 0:
            raise UnreadableFileError(
                f"Trang “{self.name}” có ô nằm ngoài bảng tính (quá 1.048.576 hàng hoặc 16.384 cột). "
                "Xuất lại từ phần mềm rồi tải lên."
            )

    def stretch(self, rows: np.ndarray, columns: np.ndarray) -> None:
        """Widen the used area by cells that hold something.

        Raises:
            UnreadableFileError: the area from A1 on is over `MAX_AREA` cells.
        """
        if not len(rows):
            return
        self.last_row = max(self.last_row, int(rows.max()) + 1)
        self.last_column = max(self.last_column, int(columns.max()) + 1)
        if self.last_row * self.last_column > MAX_AREA:
            raise UnreadableFileError(
                f"Trang “{self.name}” trải rộng quá 50 triệu ô. Xóa các ô thừa ở xa bảng, lưu lại rồi tải lên."
            )

    def add_text(self, n_bytes: int) -> None:
        """Count text that cells hold.

        Raises:
            UnreadableFileError: over `MAX_TEXT`.
        """
        self.text_bytes += n_bytes
        if self.text_bytes > MAX_TEXT:
            raise UnreadableFileError(
                f"Trang “{self.name}” chứa quá nhiều chữ (hơn 512 MB). Xuất theo kỳ ngắn hơn rồi tải lên từng tệp."
            )

    def add_filled(self, columns: np.ndarray) -> None:
        """Count cells that are not blank."""
        self.filled += np.bincount(columns, minlength=MAX_COLUMNS)

    def add_numbers(self, columns: np.ndarray, values: np.ndarray) -> None:
        """Count and sum cells stored as numbers."""
        self.numbers += np.bincount(columns, minlength=MAX_COLUMNS)
        self.totals += np.bincount(columns, weights=values, minlength=MAX_COLUMNS)

    def take(self, part: "SheetFacts") -> None:
        """Add what was counted in a part of the sheet.

        Raises:
            UnreadableFileError: the parts together are over a limit.
        """
        for name in ("hidden_rows", "hidden_columns", "errors", "unvalued_formulas", "repeated"):
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.filled += part.filled
        self.numbers += part.numbers
        self.totals += part.totals
        self.merged += part.merged
        self.patches += part.patches
        self.add_text(part.text_bytes)
        if part.last_row:
            self.stretch(np.array([part.last_row - 1]), np.array([part.last_column - 1]))
