"""Put the mess of domain guide 4.4 around tables that must be read as if they were clean, in any format (M1 to M40)."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from books import csv_file, grid, page, xlsx

Shown = Callable[[Random, Any, bool], Any]
"""Prints a value as some office does; the flag says whether cells have types (.xlsx) or are all text."""

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1258")
"""What a .csv is written in (M2, M16)."""

_PERSONAL = ("Chủ hồ sơ", "Người nộp", "Địa chỉ", "Số điện thoại", "Ghi chú", "Cán bộ xử lý hiện tại")
_TONES = (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("Ủy", "Uỷ"))
_EXCEL_EPOCH = datetime(1899, 12, 30)


def as_is(_chance: Random, value: Any, _typed: bool) -> Any:
    """Print a value as it is."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: headers from group to leaf, each with all spellings that mean the same, and a value per row."""

    path: tuple[tuple[str, ...], ...]
    values: Sequence[Any]
    shown: Shown = as_is

    @property
    def is_sum(self) -> bool:
        """Whether a total row adds it up."""
        return self.shown in (count, told_count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one sheet says: columns of equal length, the first of which only numbers the rows.

    `lines`: column (not the first) that names the rows of a table of numbers, None for a list with a code in each row;
    `titles`: lines that must stand above; `merge`: column whose equal neighbours may be merged (M31);
    `is_printed`: made by software, which leaves names of variables unrendered (M7).
    """

    columns: tuple[Column, ...]
    lines: int | None = None
    titles: tuple[str, ...] = ()
    merge: int | None = None
    is_printed: bool = True

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return len(self.columns[0].values)


@dataclass(slots=True)
class _Sheet:
    rows: list[list[Any]] = field(default_factory=list)


def words(chance: Random, text: str | None, _typed: bool = False) -> str | None:
    """Print a name in another case, Unicode form, tone style or spacing (M28, M29, M36)."""
    if not text:
        return text
    for style in chance.sample(("tone", "case", "nfd", "space", "edge"), chance.randrange(3)):
        if style == "tone":
            for new, old in _TONES:
                text = text.replace(new, old)
        elif style == "case":
            text = text.upper()
        elif style == "nfd":
            text = unicodedata.normalize("NFD", text)
        elif style == "space":
            text = text.replace(" ", chance.choice(("\xa0", "  ")))
        else:
            text = f" {text}\xa0"
    return text


def moment(chance: Random, value: datetime | None, typed: bool) -> Any:
    """Print a moment as text, day first or year first, or as an Excel serial (M14, M15)."""
    if value is None:
        return chance.choice(("", None))
    serial = round((value - _EXCEL_EPOCH).total_seconds() / 86400, 6)
    clock = chance.choice((" %H:%M", " %H:%M:%S")) if value.time() != datetime.min.time() else ""
    plain = f"{value.day}/{value.month}/{value.year}" + value.strftime(clock)
    texts = [value.strftime(day + clock) for day in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")]
    return chance.choice([*texts, texts[0], texts[0], plain, str(serial), *([value, serial] if typed else [])])


def told_count(chance: Random, value: int | None, typed: bool) -> Any:
    """Print a count as number or text, in groups of three or not (M12); None stays empty."""
    if value is None:
        return None
    dotted = f"{value:,}".replace(",", ".")
    return chance.choice([str(value), dotted, f" {dotted} ", *([value, float(value)] if typed else [])])


def count(chance: Random, value: int, typed: bool) -> Any:
    """Print a count of a form, where 0 may be a dash or nothing (M10)."""
    return chance.choice((0, "0", "-", "", None)) if value == 0 else told_count(chance, value, typed)


def money(chance: Random, value: int, typed: bool) -> Any:
    """Print an amount in đồng; nothing for no fee (M12)."""
    if not value:
        return chance.choice(("", "0", None))
    dotted = f"{value:,}".replace(",", ".")
    return chance.choice([dotted, f"{dotted} đ", f"{dotted} đồng", str(value), *([value] if typed else [])])


def share(chance: Random, value: tuple[int, int], typed: bool) -> Any:
    """Print a percentage as text or number; of nothing it may say anything (M11, M13)."""
    part, whole = value
    if not whole:
        return chance.choice(("", "0%", "100%", None))
    rate = round(100 * part / whole, 2)
    return chance.choice([f"{rate}%", f"{rate:.2f} %".replace(".", ","), *([rate, rate / 100] if typed else [])])


def one_of(*texts: Any) -> Shown:
    """Return a printer that says a value in one of the words that are paired with it, as ("Có", True)."""
    known: dict[Any, list[str]] = {}
    for text, value in texts:
        known.setdefault(value, []).append(text)

    def shown(chance: Random, value: Any, typed: bool) -> Any:
        return words(chance, chance.choice(known[value]), typed)

    return shown


def ordinals(n_rows: int) -> Column:
    """Return the running number."""
    return Column(path=(("STT", "TT", "Số TT"),), values=list(range(1, n_rows + 1)))


def write(folder: Path, tables: Mapping[str, Table], chance: Random) -> tuple[Path, int]:
    """Write tables as the sheets of one file with mess that changes nothing; also the rows that have any text.

    Without a choice of format left by the tables (several sheets need .xlsx) it is .xlsx, HTML named .xls or .csv.
    """
    if len(tables) == 1 and chance.random() < 0.2:
        ((name, table),) = tables.items()
        tables = _in_two(name, table, chance)
    form = chance.choice(("xlsx", "xlsx", "html", "csv")) if len(tables) == 1 else "xlsx"
    sheets = {name: _sheet(table, chance, form) for name, table in tables.items()}
    n_rows = sum(any(cell not in (None, "") for cell in row) for rows in sheets.values() for row in grid(rows)[0])
    (rows,) = list(sheets.values()) if len(sheets) == 1 else [[]]
    if form == "html":
        title = chance.choice((None, " 5/4/2023 10:20.xls "))
        return page(folder / "tệp.xls", rows, title=title, tag=chance.choice(("td", "th"))), n_rows
    if form == "csv":
        delimiter, encoding = chance.choice(",;\t"), chance.choice(ENCODINGS)
        return csv_file(folder / "tệp.csv", rows, delimiter=delimiter, encoding=encoding), n_rows
    if chance.random() < 0.3:
        cover = [["UBND HUYỆN XUÂN LỘC"], ["Bảng kê kèm theo công văn"]]
        sheets, n_rows = {"Bìa": cover} | sheets, n_rows + len(cover)
    hidden = [name for name in sheets if name != next(iter(sheets)) and chance.random() < 0.2]
    rows_hidden = chance.sample(range(1, 12), chance.choice((0, 0, 2)))
    return xlsx(folder / "tệp.xlsx", sheets, hidden_rows=rows_hidden, hidden_sheets=hidden), n_rows


def _in_two(name: str, table: Table, chance: Random) -> dict[str, Table]:
    """Cut a table over two sheets, each with a header of its own."""
    cut = chance.randint(1, table.n_rows - 1) if table.n_rows > 1 else 0
    parts = (slice(None, cut), slice(cut, None)) if cut else (slice(None),)
    return {
        f"{name} {number}": replace(
            table, columns=tuple(replace(column, values=column.values[part]) for column in table.columns)
        )
        for number, part in enumerate(parts, 1)
    }


def _sheet(table: Table, chance: Random, form: str) -> list[list[Any]]:
    """Lay a table out: title, header, body and end, with columns in some order and others in between."""
    order = _order(table, chance)
    head = _head(order, chance)
    rows = [*_above(table, chance), *head]
    if chance.random() < 0.5:
        rows.append(_numbers(len(order), chance))
    rows += _body(table, order, head, chance, form)
    rows += _below(chance)
    left = [None] * chance.choice((0, 0, 0, 1, 2))
    return [[*left, *row] if row else row for row in rows]


def _order(table: Table, chance: Random) -> list[Column | None]:
    """Shuffle blocks of columns (a group stays together), add personal ones and empty ones (None)."""
    blocks: list[list[Column | None]] = []
    for column in table.columns:
        last = blocks[-1][-1] if blocks else None
        if last and len(column.path) > 1 and last.path[0] == column.path[0]:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    n_rows = table.n_rows
    for header in chance.sample(_PERSONAL, chance.choice((0, 0, 1, 3))):
        values = [f"090000{number:04d}" if header == "Số điện thoại" else "(minh họa)" for number in range(n_rows)]
        blocks.append([Column(path=((header,),), values=values)])
    blocks += [[None]] * chance.choice((0, 0, 0, 1))
    if chance.random() < 0.5:
        chance.shuffle(blocks)
        for block in blocks:
            if all(column and len(column.path) == 2 for column in block):
                chance.shuffle(block)
    elif blocks[-1] == [None]:
        blocks.insert(1, blocks.pop())
    return [column for block in blocks for column in block]


def _head(order: Sequence[Column | None], chance: Random) -> list[list[Any]]:
    """Print header rows: a group spans its leaves, a header without a group spans down (M4)."""
    height = max(len(column.path) for column in order if column)
    chosen: dict[tuple[str, ...], str] = {}
    for column in order:
        for spellings in column.path if column else ():
            text = chosen.setdefault(spellings, words(chance, chance.choice(spellings)) or "")
            if chance.random() < 0.2:
                chosen[spellings] = text.replace(" ", "\n", 1)
    rows: list[list[Any]] = [[] for _ in range(height)]
    for at, column in enumerate(order):
        if column is None:
            rows[0].append((None, height, 1))
            continue
        for level, spellings in enumerate(column.path):
            before = order[at - 1] if at else None
            if before and before.path[: level + 1] == column.path[: level + 1] and level + 1 < len(column.path):
                continue
            width = 1
            is_leaf = level + 1 == len(column.path)
            while not is_leaf and at + width < len(order):
                after = order[at + width]
                if after is None or after.path[: level + 1] != column.path[: level + 1]:
                    break
                width += 1
            down = height - level if is_leaf else 1
            rows[level].append((chosen[spellings], down, width) if down * width > 1 else chosen[spellings])
    return rows


def _above(table: Table, chance: Random) -> list[list[Any]]:
    """Print letterhead, title and what must stand above (M5)."""
    rows: list[list[Any]] = []
    if chance.random() < 0.6:
        rows.append(["UBND HUYỆN XUÂN LỘC", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
        rows.append([None, None, None, "Độc lập - Tự do - Hạnh phúc"])
    if chance.random() < 0.6:
        rows.append([(words(chance, "Kết quả tiếp nhận, giải quyết hồ sơ"), 1, 4)])
    rows += [[None] * chance.randrange(2) + [text] for text in table.titles]
    rows += [[]] * chance.choice((0, 0, 1, 3))
    return rows


def _numbers(n_columns: int, chance: Random) -> list[Any]:
    """Print a row that numbers the columns (M6)."""
    style = chance.choice(("{}", "({})", "({})={}+{}", "int"))
    numbers = range(1, n_columns + 1)
    if style == "int":
        return list(numbers)
    if style == "({})={}+{}":
        return [f"({number})" if number % 3 else f"({number})={number - 2}+{number - 1}" for number in numbers]
    return [style.format(number) for number in numbers]


def _body(
    table: Table, order: Sequence[Column | None], head: Sequence[Sequence[Any]], chance: Random, form: str
) -> list[list[Any]]:
    """Print the rows, with what is none between and below them: groups, totals, headers again (M7 to M9, M40)."""
    typed = form == "xlsx"
    cells = [
        [column.shown(chance, column.values[row], typed) if column else None for column in order]
        for row in range(table.n_rows)
    ]
    bands = _bands(table, order, cells, chance) if form != "csv" else [[row] for row in cells]
    rows: list[list[Any]] = []
    done = 0
    is_grouped = table.lines is not None and chance.random() < 0.4 and bands
    starts = sorted(chance.sample(range(1, len(bands)), min(1, len(bands) - 1))) if is_grouped else []
    edges = [0, *starts, len(bands)]
    for at, band in enumerate(bands):
        if is_grouped and at in edges[:-1]:
            place = edges.index(at)
            members = range(done, done + sum(map(len, bands[at : edges[place + 1]])))
            rows.append(_sums(table, order, members, f"{'I' * (place + 1)}", "Cấp huyện", chance, typed))
        elif table.lines is None and chance.random() < 0.1:
            rows.append(chance.choice((["II", "Xã, thị trấn"], ["I. Sở, ban, ngành"], ["Cộng", "12"])))
        if chance.random() < 0.1:
            rows.append([])
        if chance.random() < 0.05:
            rows += grid(head)[0]
        if table.is_printed and chance.random() < 0.05:
            rows.append(["TenBien" if column else None for column in order])
        rows += band
        done += len(band)
    if chance.random() < 0.6:
        rows.append(
            _sums(table, order, range(table.n_rows), "", chance.choice(("Tổng cộng", "TỔNG SỐ")), chance, typed)
        )
    return rows


def _bands(
    table: Table, order: Sequence[Column | None], cells: list[list[Any]], chance: Random
) -> list[list[list[Any]]]:
    """Merge equal neighbours of one column in half of the cases (M31); rows of a band stay together."""
    if table.merge is None or chance.random() < 0.5:
        return [[row] for row in cells]
    column = table.columns[table.merge]
    at = order.index(column)
    bands: list[list[list[Any]]] = []
    for number, row in enumerate(cells):
        if number and column.values[number] == column.values[number - 1]:
            bands[-1].append([*row[:at], *row[at + 1 :]])
            bands[-1][0][at] = (bands[-1][0][at][0], len(bands[-1]), 1)
        else:
            bands.append([[*row[:at], (row[at], 1, 1), *row[at + 1 :]]])
    return bands


def _sums(
    table: Table,
    order: Sequence[Column | None],
    members: Sequence[int],
    numeral: str,
    label: str,
    chance: Random,
    typed: bool,
) -> list[Any]:
    """Print a total, or a group with its numeral, with the sums of its members; a list only says the word."""
    row: list[Any] = []
    names = table.columns[table.lines or 0]
    for column in order:
        if column is names:
            row.append(label)
        elif column is table.columns[0]:
            row.append(numeral or None)
        elif column and column.is_sum:
            row.append(told_count(chance, sum(column.values[member] or 0 for member in members), typed))
        else:
            row.append(None)
    return row


def _below(chance: Random) -> list[list[Any]]:
    """Print place, day and signatures (M5)."""
    if chance.random() < 0.4:
        return []
    return [
        [],
        [None, None, "Xuân Lộc, ngày 04 tháng 4 năm 2023"],
        ["NGƯỜI LẬP BIỂU", None, "THỦ TRƯỞNG ĐƠN VỊ"],
        [None, None, "(Ký, đóng dấu)"],
    ]
