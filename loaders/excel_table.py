"""Read the sheets of .xlsx and .xls as text with fastexcel; each is read twice and must come out the same."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.child import report
from loaders.grid import Note, Sheet, UnreadableFileError, column_letters
from loaders.sheet_facts import MAX_AREA, SheetFacts
from loaders.sniff import encrypted_or_foreign
from loaders.steps import OPENING
from loaders.text_columns import tidy, trimmed
from loaders.xls_check import check_xls
from loaders.xlsx_check import CHECKED_PART, check

CHECKED_BESIDE = 4 << 20
"""Bytes from which on an .xlsx is checked while it is read, instead of before."""

_DATE_LIKE = r"^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$|^\d\d:\d\d:\d\d$"
_NUMBER_LIKE = r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_DAMAGED = "Tệp Excel hỏng hoặc sai cấu trúc. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
_PASSWORD = "Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên."  # noqa: S105 - a sentence


def read_xlsx(path: Path) -> tuple[Sheet, ...]:
    """Read every worksheet of an .xlsx, hidden ones too; chart sheets are left out.

    Raises:
        UnreadableFileError: over a limit, damaged, or the two readers disagree.
    """
    with _checked_beside(path) as checked:
        # A large file is opened while it is being checked; what fails here fails again below, in words.
        early = _first_sheet(path) if path.stat().st_size > CHECKED_BESIDE else None
        facts = {each.name: each for each in checked()}
    with _refusing_what_fails(any(each.errors for each in facts.values())):
        reader, first = early or (fastexcel.read_excel(str(path)), None)
        names = reader.sheet_names
        if len(set(names)) < len(names):
            raise UnreadableFileError("Tệp có hai trang trùng tên. Đổi tên trang, lưu lại rồi tải lên.")
        loaded = {names[0]: first} if first is not None else {}
        wanted = [name for name in names if name in facts]
        del early, first  # the only reference left lets go of the cells once they are text columns
        return tuple(
            _xlsx_sheet(
                loaded.pop(name) if name in loaded else _load(reader, name),
                facts[name],
                partial(_tell, place, len(wanted)),
            )
            for place, name in enumerate(wanted)
        )


def _tell(sheets_done: int, n_sheets: int, part: float) -> None:
    """Tell how far opening is when `part` of the columns of the next sheet are text."""
    report(OPENING, CHECKED_PART + (1 - CHECKED_PART) * (sheets_done + part) / n_sheets)


def _load(reader: fastexcel.ExcelReader, sheet: str | int) -> fastexcel.ExcelSheet:
    return reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")


def _first_sheet(path: Path) -> tuple[fastexcel.ExcelReader, fastexcel.ExcelSheet] | None:
    try:
        reader = fastexcel.read_excel(str(path))
        return reader, _load(reader, 0)
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # PanicException does not derive from Exception
        return None


@contextmanager
def _checked_beside(path: Path) -> Iterator[Callable[[], tuple[SheetFacts, ...]]]:
    """Give a function that returns what `check` says of a file; a large one is checked meanwhile, on another core.

    Hostile files are small, so they are checked before the main reader sees them. Windows cannot fork: there
    the check runs when it is asked for.
    """
    if path.stat().st_size <= CHECKED_BESIDE or "fork" not in get_all_start_methods():
        yield lambda: check(path)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        yield pool.submit(check, path).result


def read_xls(path: Path) -> tuple[Sheet, ...]:
    """Read every worksheet of an .xls (Excel 97-2003), hidden ones too.

    Raises:
        UnreadableFileError: encrypted, damaged, not a workbook at all, or the two readers disagree.
    """
    if reason := encrypted_or_foreign(path.read_bytes()):
        raise UnreadableFileError(reason)
    with _refusing_what_fails(False):
        reader = fastexcel.read_excel(str(path))
        facts = {each.name: each for each in check_xls(path)}
        return tuple(
            _xls_sheet(reader, index, facts[name])
            for index, name in enumerate(reader.sheet_names)
            if name in facts  # chart sheets hold no cells
        )


@contextmanager
def _refusing_what_fails(has_errors: bool) -> Iterator[None]:
    """Turn whatever the Rust reader raises, its panics included, into a refusal without cell values."""
    try:
        yield
    except (UnreadableFileError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # PanicException does not derive from Exception
        if "password" in str(error).lower():
            raise UnreadableFileError(_PASSWORD) from None
        if has_errors and "error value" in str(error):
            raise UnreadableFileError("Tệp có ô lỗi kiểu mới (#SPILL!, #CALC!…). Sửa ô lỗi rồi tải lên.") from None
        raise UnreadableFileError(_DAMAGED) from None


def _xlsx_sheet(sheet: fastexcel.ExcelSheet, facts: SheetFacts, tell: Callable[[float], None]) -> Sheet:
    first, arrays = _arrays(sheet, lambda loaded: loaded.to_arrow())
    del sheet  # the reader's own copy of all cells; only the texts are needed from here on

    def finish(offset: int) -> pa.Array:
        column = trimmed(arrays[offset])
        arrays[offset] = None  # so that only the columns at work are alive twice
        return _as_stored(column, first + offset, facts)

    finished: list[pa.Array] = []
    with ThreadPoolExecutor(2) as pool:
        for column in pool.map(finish, range(len(arrays))):
            finished.append(column)
            tell(len(finished) / len(arrays))
    empty = pa.nulls(len(finished[0]), pa.string()) if finished else None
    return _compared(tidy([empty] * first + finished), facts)


def _xls_sheet(reader: fastexcel.ExcelReader, index: int, facts: SheetFacts) -> Sheet:
    sheet = _load(reader, index)
    if sheet.width * sheet.total_height > MAX_AREA:
        raise UnreadableFileError(f"Trang “{facts.name}” trải rộng quá 50 triệu ô. Xóa các ô thừa rồi tải lên.")
    errors: list[tuple[int, int, str]] = []

    def load(loaded: fastexcel.ExcelSheet) -> pa.RecordBatch:
        batch, found = loaded.to_arrow_with_errors()
        for error in found.errors if found else ():
            kind = re.search(r"Error\((\w+)\)", error.detail)
            errors.append((*error.position, _ERRORS.get(kind[1] if kind else "", "#ERROR")))
        return batch

    first, arrays = _arrays(sheet, load)
    columns = []
    for offset, array in enumerate(arrays):
        column = _as_stored(_short_dates(trimmed(array)), first + offset, facts)
        cells = [(row, text) for row, at, text in errors if at == offset]
        if cells:
            rows, texts = zip(*cells, strict=True)
            column = _replaced(column, np.array(rows), pa.array(texts, pa.string()))
        columns.append(column)
    empty = pa.nulls(len(columns[0]), pa.string()) if columns else None
    return _compared(tidy([empty] * first + columns), facts)


def _compared(columns: tuple[pa.Array, ...], facts: SheetFacts) -> Sheet:
    _compare(columns, facts)
    return Sheet(
        name=facts.name,
        is_hidden=facts.is_hidden,
        first_row=1,
        columns=columns,
        merged=tuple(facts.merged),
        notes=_notes(facts),
    )


def _arrays(
    sheet: fastexcel.ExcelSheet, load: Callable[[fastexcel.ExcelSheet], pa.RecordBatch]
) -> tuple[int, list[pa.Array]]:
    """Return the sheet column that the used range starts at (zero-based) and the arrays from there on."""
    if not sheet.width or not sheet.total_height:
        return 0, []
    first = sheet.selected_columns[0].absolute_index
    return first, list(load(sheet).columns)


def _as_stored(column: pa.Array, index: int, facts: SheetFacts) -> pa.Array:
    """Mend what fastexcel alters: times at midnight, long numbers, booleans, errors, ISO dates."""
    if facts.numbers[index]:
        column = _short_dates(column)
    for patch in facts.patches:
        chosen = np.flatnonzero((patch.columns == index) & (patch.rows < len(column)))
        if not len(chosen):
            continue
        rows, texts = patch.rows[chosen], patch.texts.take(pa.array(chosen))
        if patch.kind == "number":
            keep = pc.fill_null(pc.invert(pc.match_substring_regex(column.take(pa.array(rows)), _DATE_LIKE)), False)
            rows = rows[keep.to_numpy(zero_copy_only=False)]
            texts = pa.array([_number_text(text) for text in texts.filter(keep).to_pylist()], pa.string())
        elif patch.kind == "date":
            texts = pc.replace_substring_regex(texts, r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d).*$", r"\1 \2")
        column = _replaced(column, rows, texts)
    return column


def _short_dates(column: pa.Array) -> pa.Array:
    """Cut the midnight off dates and the year 1899 off times of day."""
    column = pc.replace_substring_regex(column, r"^(\d{4}-\d\d-\d\d) 00:00:00$", r"\1")
    return pc.replace_substring_regex(column, r"^1899-12-3[01] (\d\d:\d\d:\d\d)$", r"\1")


def _replaced(column: pa.Array, rows: np.ndarray, texts: pa.Array) -> pa.Array:
    if not len(rows):
        return column
    order = np.argsort(rows, kind="stable")
    is_last = np.append(np.diff(rows[order]) > 0, True)
    order = order[is_last]
    mask = np.zeros(len(column), bool)
    mask[rows] = True
    return pc.replace_with_mask(column, pa.array(mask), texts.take(pa.array(order)))


def _number_text(stored: str) -> str:
    """Write a stored number without exponent: whole numbers as stored, others in the shortest exact form."""
    if re.fullmatch(r"-?\d+", stored):
        return stored
    shortest = repr(float(stored))
    if shortest in ("inf", "-inf", "nan"):
        return stored
    plain = format(Decimal(shortest), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if len(plain) <= 40 else shortest


def _compare(columns: tuple[pa.Array, ...], facts: SheetFacts) -> None:
    """Hold the grid against the second reader: filled cells of each column, totals where they are comparable."""
    for index in range(max(len(columns), facts.last_column)):
        column = columns[index] if index < len(columns) else pa.nulls(0, pa.string())
        same = len(column) - column.null_count == facts.filled[index]
        if not same or not _same_total(column, index, facts):
            raise UnreadableFileError(
                f"Trang “{facts.name}”, cột {column_letters(index)}: hai lần đọc độc lập cho kết quả khác nhau. "
                "Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
            )


def _same_total(column: pa.Array, index: int, facts: SheetFacts) -> bool:
    # Texts that look like numbers cannot be told from numbers here, and dates were numbers in the file:
    # totals are compared only where every number-like text stems from a cell stored as a number.
    if not facts.numbers[index] or pc.any(pc.match_substring_regex(column, _DATE_LIKE)).as_py():
        return True
    numbers = column.filter(pc.match_substring_regex(column, _NUMBER_LIKE))
    if len(numbers) != facts.numbers[index]:
        return True
    values = pc.cast(numbers, pa.float64()).to_numpy()
    slack = 1e-9 * (float(np.abs(values).sum()) + 1)
    return bool(np.isclose(values.sum(), facts.totals[index], rtol=0, atol=slack))


def _notes(facts: SheetFacts) -> tuple[Note, ...]:
    told = (
        ("hidden_rows", facts.hidden_rows, "{} hàng đang ẩn; vẫn được đọc như hàng thường."),
        ("hidden_columns", facts.hidden_columns, "{} cột đang ẩn; vẫn được đọc như cột thường."),
        ("error_cells", facts.errors, "{} ô báo lỗi công thức (#N/A, #REF!…)."),
        ("formulas_without_value", facts.unvalued_formulas, "{} ô công thức chưa lưu kết quả, coi như ô trống."),
        ("repeated_cells", facts.repeated, "{} ô được ghi nhiều lần trong tệp; lấy lần ghi sau cùng."),
        ("merged_cells", len(facts.merged), "{} vùng ô gộp."),
    )
    return tuple(
        Note(code=code, count=count, text=text.format(f"{count:,}".replace(",", ".")))
        for code, count, text in told
        if count
    )
