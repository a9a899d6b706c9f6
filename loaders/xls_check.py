"""Read an .xls a second time with xlrd: count its cells, and say which are booleans, hidden or merged."""

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import xlrd

from loaders.sheet_facts import Patch, SheetFacts

_BOOLEAN = ("FALSE", "TRUE")


def check_xls(path: Path) -> tuple[SheetFacts, ...]:
    """Return the facts of every worksheet, hidden ones too, in the order of the workbook.

    Raises:
        Exception: whatever xlrd makes of a damaged file; the caller turns it into a refusal.
        UnreadableFileError: over a limit.
    """
    with xlrd.open_workbook(path, logfile=io.StringIO(), formatting_info=True, ragged_rows=True) as book:
        return tuple(map(_facts, book.sheets()))


def _facts(sheet: xlrd.sheet.Sheet) -> SheetFacts:
    facts = SheetFacts(name=sheet.name, is_hidden=sheet.visibility != 0)
    lengths = [sheet.row_len(row) for row in range(sheet.nrows)]
    types = np.frombuffer(b"".join(bytes(sheet.row_types(row)) for row in range(sheet.nrows)), np.uint8)
    values = [value for row in range(sheet.nrows) for value in sheet.row_values(row)]
    rows = np.repeat(np.arange(sheet.nrows), lengths)
    columns = np.concatenate([np.arange(length) for length in lengths] or [np.zeros(0, int)])

    is_filled = ~np.isin(types, (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK))
    texts = np.flatnonzero(types == xlrd.XL_CELL_TEXT).tolist()
    is_filled[[place for place in texts if not values[place].strip()]] = False
    facts.stretch(rows[is_filled], columns[is_filled])
    facts.add_filled(columns[is_filled])
    numbers = np.flatnonzero(np.isin(types, (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE)))
    facts.add_numbers(columns[numbers], np.array([values[place] for place in numbers.tolist()], float))
    booleans = np.flatnonzero(types == xlrd.XL_CELL_BOOLEAN)
    shown = pa.array([_BOOLEAN[values[place]] for place in booleans.tolist()], pa.string())
    facts.patches.append(Patch(kind="boolean", rows=rows[booleans], columns=columns[booleans], texts=shown))
    facts.errors = int((types == xlrd.XL_CELL_ERROR).sum())
    facts.hidden_rows = sum(bool(info.hidden) for row, info in sheet.rowinfo_map.items() if row < sheet.nrows)
    facts.hidden_columns = sum(bool(info.hidden) for column, info in sheet.colinfo_map.items() if column < sheet.ncols)
    facts.merged = [(top, left, below - 1, after - 1) for top, below, left, after in sheet.merged_cells]
    return facts
