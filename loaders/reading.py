"""Read one export from bytes to fact rows; runs in the child process, so that personal data never leaves it."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import Parsed, Parser, parse_distinct
from loaders.child import report
from loaders.dates import date_parser
from loaders.export import Column, Match, Remark, Rows, absent_headers, best_match, mapped_match
from loaders.grid import Sheet, Workbook, column_letters
from loaders.guesses import best_header, distinct_units, examples, headers, sheet_facts, unit_suggestions
from loaders.header import candidates, heading, is_number_row
from loaders.kinds import EXPORTS
from loaders.legacy_fonts import readable
from loaders.lines import Lines, labelled_lines
from loaders.mapping import Mapping, from_data
from loaders.periods import period_in_name
from loaders.steps import CHECKING, OPENING, RECOGNISING
from loaders.titles import Title, WholeSheet, lines_elsewhere, title_lines, title_of
from loaders.totals import stated_counts, total_remarks
from loaders.units import DatedUnitParser
from loaders.workbook import read
from warehouse.folding import fold, nfc
from warehouse.period import Period

# The numeral of a group row, or the name of a variable: CamelCase.
_NO_KEY = re.compile(r"[IVXLC]+\.?|[A-Z]\.?|([A-Z][a-z]+\d?){2,}")
_TOTAL = re.compile(r"(cộng|tổng|tổng số|tổng cộng|toàn huyện)\b")
_DATE_LIKE = r"\d{1,4}[/\-.]\d{1,2}[/\-.]\d{1,4}|^\d{5}(\.\d+)?$"
_OUR_NAME = re.compile(r"\{(\w+)\}")
_EVENTS = (
    "received_at", "finished_at", "handed_over_at", "paid_on", "received_on", "escalated_on", "answered_on",
    "finished_on",
)  # fmt: skip
_LONG_NUMBER = r"^(0\d{9,10}|\d{9}|\d{12})$"


REMARKS_TOLD = 40
"""Odd cells of a sheet that are told one by one; the rest is told as a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the person is told about a file: error, warning or info; sheet and cell where it stands, else None."""

    level: str
    text: str
    sheet: str | None = None
    cell: str | None = None

    def as_data(self) -> dict[str, str | None]:
        """Return the message as plain data for JSON."""
        return {"level": self.level, "sheet": self.sheet, "cell": self.cell, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A sum that does not agree: where it is printed, what it adds up, the number printed and the one added up.

    `line` is the name of the line as printed ("" where it has none), `text` the message that tells the same.
    """

    sheet: str
    cell: str
    line: str
    sums: str
    printed: int
    added: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """How many things a list says that it holds, where it says so, and the rows and distinct keys of its sheet."""

    sheet: str
    cell: str
    number: int
    rows: int
    keys: int


@dataclass(slots=True, kw_only=True)
class Tally:
    """Rows of a file so far: read = loaded + rejected + skipped."""

    read: int = 0
    loaded: int = 0
    rejected: int = 0

    def as_data(self) -> dict[str, int]:
        """Return the four counts by name."""
        skipped = self.read - self.loaded - self.rejected
        return {"read": self.read, "loaded": self.loaded, "rejected": self.rejected, "skipped": skipped}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The latest day on which rows say that something happened, and the cell or row that says so."""

    day: date
    sheet: str
    cell: str | None
    row: int

    def as_data(self) -> dict[str, Any]:
        """Return the event as plain data for JSON."""
        return {"day": self.day.isoformat(), "sheet": self.sheet, "cell": self.cell, "row": self.row}


@dataclass(slots=True, kw_only=True)
class Found:
    """What reading a file has gathered; filled sheet by sheet."""

    messages: list[Message] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    tables: list[pa.Table] = field(default_factory=list)
    totals: list[pa.Table] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    match: Match | None = None
    last_day: date | None = None
    last_event: Event | None = None
    is_refused: bool = False
    is_shifted: bool = False

    def say(self, level: str, text: str, sheet: str | None = None, cell: str | None = None) -> None:
        """Add a message."""
        self.messages.append(Message(level=level, text=text, sheet=sheet, cell=cell))

    def rows(self) -> dict[str, int]:
        """Return the counts; of a refused file every row is rejected."""
        if self.is_refused:
            return {"read": self.tally.read, "loaded": 0, "rejected": self.tally.read, "skipped": 0}
        return self.tally.as_data()

    def refuse(self, text: str, sheet: str | None = None, cell: str | None = None) -> None:
        """Refuse the whole file for a reason."""
        self.is_refused = True
        self.say("error", text, sheet, cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person or command line has decided beforehand; None is to be found in the file.

    `period` is the one chosen or printed, in whose units and days rows without a day of their own are read.
    """

    kind: str | None
    mapping: Mapping | None
    saved: dict[str, Mapping]
    unit: str | None
    period: Period | None = None
    aliases: dict[str, str] = field(default_factory=dict)


def read_export(request: dict[str, Any]) -> tuple[dict[str, Any], list[pa.Table]]:
    """Read the file at request["path"]: the target that the child process runs.

    Returns plain data (kind, rows, messages, period, export_date, headers ...) and three tables: fact rows, rejects
    (source_sheet, source_row, cell, column_name, reason), and printed totals of a form (as fact_form_total).
    A refused file has no fact rows and no totals.

    Raises:
        UnreadableFileError: the bytes are no workbook that can be read.
    """
    choices = Choices(
        kind=request.get("kind"),
        mapping=from_data(request["mapping"]) if request.get("mapping") else None,
        saved={signature: from_data(mapping) for signature, mapping in request.get("saved", {}).items()},
        unit=request.get("unit"),
        period=Period.parse(request["period"]) if request.get("period") else None,
        aliases=request.get("aliases") or {},
    )
    report(OPENING, 0.0)
    workbook = readable(read(Path(request["path"])))
    report(RECOGNISING, 0.0)
    found = Found()
    title = title_of(workbook)
    choices = replace(choices, period=choices.period or title.period)
    matches = [(sheet, match) for sheet in workbook.sheets if (match := _recognise(sheet, choices, found))]
    usable = [(sheet, match) for sheet, match in matches if not match.missing]
    if usable and usable[0][1].export.needs_period and "period" not in usable[0][1].columns:
        named = period_in_name(request.get("file_name") or "")
        _tell_period(title.period, named, found)
        title = replace(title, period=title.period or named)
        choices = replace(choices, period=choices.period or named)
    if not usable:
        _explain_unknown(workbook, [match for _, match in matches], choices.mapping, found)
    elsewhere = lines_elsewhere(workbook, [sheet for sheet, _ in usable])
    for number, (sheet, match) in enumerate(usable):
        report(CHECKING, number / len(usable))
        if found.match and match.export is not found.match.export:
            found.refuse(
                f'Trang "{sheet.name}" là {match.export.name}, khác trang trước. Tách ra tệp riêng.',
                sheet.name,
            )
            continue
        found.match = found.match or match
        whole = WholeSheet(
            chosen=choices.unit,
            sheet_name=sheet.name,
            title=list(title_lines(sheet, match.header.row)),
            elsewhere=elsewhere,
            aliases=choices.aliases,
        )
        _read_sheet(sheet, match, choices, whole, found)
    for sheet in workbook.sheets:
        if not any(sheet is used for used, _ in usable):
            found.tally.read += int(_used_rows(sheet).sum())
            found.sheets.append(sheet_facts(sheet, None, [], 0))
            if usable and sheet.n_rows:
                found.say("info", "Trang này không có dữ liệu nhận ra được, bỏ qua.", sheet.name)
    _tell_stated(found)
    order = {sheet.name: place for place, sheet in enumerate(workbook.sheets)}
    found.sheets.sort(key=lambda facts: order[facts["name"]])
    meta, tables = _answer(workbook, title, found)
    return meta | _for_mapping(workbook, matches, is_shifted=found.is_shifted), tables


def _tell_period(printed: Period | None, named: Period | None, found: Found) -> None:
    """Say where the period of a file that needs one was read: its title, which wins, or its name."""
    if printed and named and (printed.start, printed.end) != (named.start, named.end):
        found.say("warning", f"Tiêu đề ghi kỳ {printed.label}, tên tệp ghi {named.label}. Dùng kỳ trong tiêu đề.")
    elif period := printed or named:
        found.say("info", f"Kỳ {period.label} đọc từ {'tiêu đề' if printed else 'tên tệp'}.")


def _for_mapping(workbook: Workbook, matches: Sequence[tuple[Sheet, Match]], *, is_shifted: bool) -> dict[str, Any]:
    """Return the headers of the sheet that was or could be read, with masked examples, for a mapping by hand."""
    best = max(matches, key=lambda pair: (not pair[1].missing, len(pair[1].columns)), default=None)
    largest = max(workbook.sheets, key=lambda sheet: sheet.n_rows * sheet.n_columns, default=None)
    sheet, match = best or (largest, None)
    if match and match.missing and len(match.columns) < 3 and not match.mapping:
        match = None  # too little in common to trust where its header stands
    header = best_header(sheet, match) if sheet else None
    if sheet is None or header is None:
        return {"headers": [], "examples": {}}
    return {"headers": headers(header), "examples": examples(sheet, header, is_shifted=is_shifted)}


def _recognise(sheet: Sheet, choices: Choices, found: Found) -> Match | None:
    """Read a sheet by the mapping given, a saved mapping of its layout, or the declared layouts; in this order."""
    if choices.mapping:
        return mapped_match(sheet, EXPORTS[choices.mapping.kind], choices.mapping)
    if choices.saved:
        for header in candidates(sheet):
            mapping = choices.saved.get(header.signature)
            match = mapping and mapped_match(sheet, EXPORTS[mapping.kind], mapping)
            if match:
                found.say("info", "Đọc theo cách đã lưu cho mẫu tệp này.", sheet.name)
                return match
    return best_match(sheet, [EXPORTS[choices.kind]] if choices.kind else list(EXPORTS.values()))


def _explain_unknown(workbook: Workbook, incomplete: Sequence[Match], mapping: Mapping | None, found: Found) -> None:
    if not any(sheet.n_rows for sheet in workbook.sheets):
        found.refuse("Tệp không có ô nào có chữ. Xuất lại từ phần mềm.")
        return
    nearest = max(incomplete, key=lambda match: len(match.columns), default=None)
    missing = nearest.missing if nearest else []
    if mapping and not nearest:
        missing = min((absent_headers(sheet, mapping) for sheet in workbook.sheets), key=len)
    if missing:
        found.match = nearest
        for header in missing:
            found.refuse(f'Thiếu cột "{header}". Chọn cột tương ứng hoặc tải tệp khác.')
    else:
        kinds = "; ".join(export.name for export in EXPORTS.values())
        found.refuse(
            f"Không nhận ra mẫu tệp. Đọc được: {kinds}. Với mẫu khác, khai cách đọc (cột của tệp ứng với cột nào)."
        )


def _read_sheet(sheet: Sheet, match: Match, choices: Choices, whole: WholeSheet, found: Found) -> None:
    used = _used_rows(sheet)
    found.tally.read += int(used.sum())
    for note in sheet.notes:
        found.say("info", note.text, sheet.name)
    if sheet.is_hidden:
        found.say("warning", "Trang này bị ẩn trong tệp, vẫn được đọc.", sheet.name)
    for header in match.doubled:
        found.say("warning", f'Cột "{header}" có hai lần; đọc cột đầu.', sheet.name)
    lines = _labelled(sheet, match, used) if match.export.labels else None
    rows, keyless = (lines.data, lines.nameless) if lines else _data_rows(sheet, match, used)
    raw = _raw_columns(sheet, match, rows, choices)
    if not lines:
        _note_stated(sheet, match, rows + keyless, used, found)
    parsed = _parse(raw, match, choices, whole)
    found.last_day = max(filter(None, (found.last_day, _latest(parsed))), default=None)
    reasons = match.export.check(parsed, match)
    for reason in reasons:
        found.refuse(reason, sheet.name)
        found.is_shifted = True
    if not reasons:
        loaded = _collect(sheet, match, rows, keyless, parsed, found)
        if lines and lines.totals and match.export.totals:
            _collect_totals(sheet, match, lines, parsed, found)
        units = distinct_units(loaded["unit_code"]) if "unit_code" in loaded.column_names else []
        found.sheets.append(sheet_facts(sheet, match.export.kind, units, loaded.num_rows))
        if "unit" in match.columns:
            found.suggestions += unit_suggestions(raw["unit"], list(parsed["unit"].errors), _last_day(parsed, choices))
    else:
        found.sheets.append(sheet_facts(sheet, match.export.kind, [], 0))
    _warn_of_personal_columns(sheet, match, rows, found)


def _note_stated(sheet: Sheet, match: Match, rows: list[int], used: np.ndarray, found: Found) -> None:
    """Note how many things a list says that it holds, beside the rows that were read."""
    others = np.setdiff1d(np.flatnonzero(used), rows).tolist()
    for row, column, number in stated_counts(sheet, others):
        cell = f"{column_letters(column)}{row + sheet.first_row}"
        keys = pc.count_distinct(sheet.columns[match.columns[match.key]].take(pa.array(rows, pa.int64()))).as_py()
        found.stated.append(Stated(sheet=sheet.name, cell=cell, number=number, rows=len(rows), keys=keys))


def _tell_stated(found: Found) -> None:
    """Tell where a list holds more or fewer rows than it says: of its sheet, its distinct keys, or the whole file."""
    whole = found.tally.loaded + found.tally.rejected
    for said in found.stated:
        if said.number in (said.rows, said.keys, whole):
            continue
        text_ = f"Ô {said.cell}: tệp ghi {said.number} dòng, đọc được {said.rows}."
        found.say("warning", text_, said.sheet, said.cell)
        found.differences.append(
            Difference(
                sheet=said.sheet,
                cell=said.cell,
                line="",
                sums="số dòng của danh sách",
                printed=said.number,
                added=said.rows,
                text=text_,
            )
        )


def _labelled(sheet: Sheet, match: Match, used: np.ndarray) -> Lines:
    labels = _filled_down(sheet, match.columns[match.key], match.header.body).to_pylist()
    return labelled_lines(sheet, match, labels, used)


def _raw_columns(sheet: Sheet, match: Match, rows: list[int], choices: Choices) -> dict[str, pa.Array]:
    """Return the text columns of the data rows by our name; the period of the file where it has no such column."""
    places = pa.array(rows, pa.int64())
    raw = {name: _filled_down(sheet, index, match.header.body).take(places) for name, index in match.columns.items()}
    for name, value in (match.mapping.constants if match.mapping else {}).items():
        raw[name] = pa.array([value] * len(rows), pa.string())
    declared = {column.name for column in match.export.columns}
    if "period" not in raw and "period" in declared and choices.period:
        raw["period"] = pa.array([choices.period.token] * len(rows), pa.string())
    return raw


def _used_rows(sheet: Sheet) -> np.ndarray:
    used = np.zeros(sheet.n_rows, dtype=bool)
    for column in sheet.columns:
        used |= pc.is_valid(column).to_numpy(zero_copy_only=False)
    return used


def _data_rows(sheet: Sheet, match: Match, used: np.ndarray) -> tuple[list[int], list[int]]:
    """Tell data rows from titles, number rows, groups, totals and signatures.

    Returns grid rows of data, and of rows that have a date but no key (to be refused by name). The rest is skipped.
    """
    export, header = match.export, match.header
    key = sheet.columns[match.columns[export.key]]
    has_key = pc.is_valid(key).to_numpy(zero_copy_only=False)
    dated = np.zeros(sheet.n_rows, dtype=bool)
    if export.anchor in match.columns:
        anchor = sheet.columns[match.columns[export.anchor]]
        dated = _matches(anchor, _DATE_LIKE)
    filled = sum(
        pc.is_valid(sheet.columns[index]).to_numpy(zero_copy_only=False).astype(int) for index in match.columns.values()
    )
    likely = _matches(key, f"^(?:{export.key_pattern.pattern})$")
    body = np.arange(sheet.n_rows) >= header.body
    # Every code has a digit: words under its header stand there by mistake in a full row, else they are a signature.
    enough = np.where(_matches(key, r"\d"), 4 if export.anchor else 2, min(4, len(match.columns)))
    is_data = body & has_key & (likely | dated | (filled >= enough))
    doubtful = np.flatnonzero(is_data & (~likely | _matches(key, r"^\(?\d{1,2}\b")))
    labels = set(header.names(match.columns[export.key]))
    for row in doubtful:
        code = key[row].as_py()
        if heading(code) in labels or (not dated[row] and _is_no_entry(code, sheet.row(int(row)))):
            is_data[row] = False
    return np.flatnonzero(is_data).tolist(), np.flatnonzero(body & used & ~has_key & dated).tolist()


def _matches(column: pa.Array, pattern: str) -> np.ndarray:
    """Say per row whether a text matches; an empty cell does not."""
    found: np.ndarray = pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(zero_copy_only=False)
    return found


def _is_no_entry(code: str, cells: Sequence[str | None]) -> bool:
    """Say whether an undated row is a number row (M6), unrendered (M7), a group (M8) or a total (M9)."""
    first = next((cell for cell in cells if cell), "")
    is_total = _TOTAL.match(fold(first)) or _TOTAL.match(fold(code))
    return bool(is_total or _NO_KEY.fullmatch(code) or is_number_row(cells))


def _filled_down(sheet: Sheet, column: int, body: int) -> pa.Array:
    """Return a column in which a cell merged over several rows of the body stands in each of them (M31)."""
    texts = None
    for top, left, bottom, _ in sheet.merged:
        if left == column and bottom > top >= body:
            texts = texts or sheet.columns[column].to_pylist()
            last = min(bottom, sheet.n_rows - 1)
            texts[top : last + 1] = [texts[top]] * (last + 1 - top)
    return pa.array(texts, pa.string()) if texts else sheet.columns[column]


def _parse(raw: dict[str, pa.Array], match: Match, choices: Choices, whole: WholeSheet) -> Rows:
    """Parse the columns, the units last: by the days of the rows, and of the whole sheet where no column has them."""
    mapping = match.mapping
    dates = date_parser(mapping.date_order, mapping.date_format) if mapping else date_parser()
    translations = mapping.values if mapping else {}

    def parse(column: Column, parser: Parser) -> Parsed:
        return parser(_translated(raw[column.name], translations.get(column.name)))

    columns = [match.export.column(name) for name in raw]
    with ThreadPoolExecutor(2) as pool:  # Arrow's functions let go of the interpreter
        pending = {
            column.name: pool.submit(parse, column, column.parser if callable(column.parser) else dates)
            for column in columns
            if column.parser != "unit"
        }
        rows: Rows = {name: parsed.result() for name, parsed in pending.items()}
    day = _last_day(rows, choices)
    units = DatedUnitParser(days=_days(rows), otherwise=day, aliases=choices.aliases)
    for column in match.export.columns:
        if column.parser != "unit":
            continue
        if column.name in raw:
            rows[column.name] = parse(column, units)
        elif column.name == "unit":
            n_rows = len(next(iter(raw.values())))
            rows[column.name] = units(pa.array([whole.unit(day)] * n_rows, pa.string()))
    return rows


def _days(rows: Rows) -> pa.Array | None:
    """Return the days of the rows by which their units are known: of reception or payment, or the last of their period.

    None where no row has such a day.
    """
    for name in ("received_at", "received_on", "paid_on"):
        if name in rows and rows[name].values.null_count < len(rows[name].values):
            return rows[name].values
    if "period" in rows and rows["period"].values.null_count < len(rows["period"].values):
        return parse_distinct(rows["period"].values, lambda token: Period.parse(token).last, pa.date32()).values
    return None


def _last_day(rows: Rows, choices: Choices) -> date:
    """Return the latest day of the rows, else the last of the period, else today: whose list the whole sheet is by."""
    return _latest(rows) or (choices.period.last if choices.period else date.today())


def _latest(rows: Rows) -> date | None:
    days = _days(rows)
    latest: date | None = None if days is None else pc.max(days.cast(pa.date32())).as_py()
    return latest


def _translated(column: pa.Array, values: dict[str, str] | None) -> pa.Array:
    if not values:
        return column
    table = {fold(theirs): ours for theirs, ours in values.items()}
    return parse_distinct(column, lambda cell: table.get(fold(cell), cell), pa.string()).values


def _collect(sheet: Sheet, match: Match, rows: list[int], keyless: list[int], parsed: Rows, found: Found) -> pa.Table:
    export = match.export
    finished = export.finish(parsed, len(rows))
    errors = dict(finished.errors)
    for name, column in parsed.items():
        declared = export.column(name)
        if declared.is_lenient and column.errors:
            label = _label(match, name)
            found.say("warning", f'Cột "{label}": {len(column.errors)} ô không hiểu, để trống.', sheet.name)
        elif not declared.is_lenient:
            errors.update({row: (name, reason) for row, reason in column.errors.items()})
        for text_, count in column.notes.items():
            found.say("warning", text_ if count == 1 else f"{text_} ({count})", sheet.name)
    for text_ in finished.warnings:
        found.say("warning", text_, sheet.name)
    names = _names_of_lines(sheet, match, rows)
    told = [remark for remark in finished.remarks if remark.row not in errors]
    _tell_remarks(sheet, match, told, rows, names, found)
    for position in sorted(errors):
        name, reason = errors[position]
        found.rejects.append(_reject(sheet, match, rows[position], name, reason))
    for row in keyless:
        found.rejects.append(_reject(sheet, match, row, match.key, f"thiếu {_label(match, match.key).lower()}."))
    kept = np.ones(len(rows), dtype=bool)
    kept[list(errors)] = False
    numbers = pa.array(np.asarray(rows, dtype=np.int32) + sheet.first_row, pa.int32())
    names = pa.array([sheet.name] * len(rows), pa.string())
    table = pa.table({"source_sheet": names, "source_row": numbers, **finished.columns}).filter(pa.array(kept))
    found.tables.append(table)
    found.last_event = _latest_event(sheet, match, table, found.last_event)
    found.tally.loaded += table.num_rows
    found.tally.rejected += len(errors) + len(keyless)
    return table


def _latest_event(sheet: Sheet, match: Match, table: pa.Table, so_far: Event | None) -> Event | None:
    latest = so_far
    for name in (name for name in _EVENTS if name in table.column_names):
        days = table[name].cast(pa.date32())
        day = pc.max(days).as_py()
        if day and (latest is None or day > latest.day):
            row = table["source_row"][pc.index(days, day).as_py()].as_py()
            cell = f"{column_letters(match.columns[name])}{row}" if name in match.columns else None
            latest = Event(day=day, sheet=sheet.name, cell=cell, row=row)
    return latest


def _collect_totals(sheet: Sheet, match: Match, lines: Lines, parsed: Rows, found: Found) -> None:
    """Keep printed totals and groups beside the rows, and tell where they do not add up."""
    export = match.export
    rows = list(lines.totals)
    places = pa.array(rows, pa.int64())
    printed: Rows = {}
    for name in export.numbers & match.columns.keys():
        parser = export.column(name).parser
        if callable(parser):
            printed[name] = parser(sheet.columns[match.columns[name]].take(places))
    columns = export.totals(printed, len(rows)) if export.totals else {}
    numbers = pa.array(np.asarray(rows, dtype=np.int32) + sheet.first_row, pa.int32())
    found.totals.append(
        pa.table(
            {
                "source_sheet": pa.array([sheet.name] * len(rows), pa.string()),
                "source_row": numbers,
                "label": pa.array(list(lines.totals.values()), pa.string()),
                **columns,
            }
        )
    )
    said = {name: pc.fill_null(column.values, 0).to_pylist() for name, column in printed.items()}
    counted = {name: pc.fill_null(parsed[name].values, 0).to_pylist() for name in printed}
    names = dict(enumerate(lines.totals.values()))
    own = export.remarks(printed, len(rows)) if export.remarks else []
    _tell_remarks(sheet, match, [*total_remarks(lines, said, counted), *own], rows, names, found)


def _names_of_lines(sheet: Sheet, match: Match, rows: list[int]) -> dict[int, str]:
    """Return what names each line of a table of numbers as printed; nothing for a list, whose keys are codes."""
    if not match.export.labels or match.key not in match.columns:
        return {}
    column = _filled_down(sheet, match.columns[match.key], match.header.body)
    return {position: nfc(column[row].as_py() or "") for position, row in enumerate(rows)}


def _tell_remarks(
    sheet: Sheet, match: Match, remarks: Sequence[Remark], rows: list[int], names: dict[int, str], found: Found
) -> None:
    """Tell what is odd about single cells, with sheet and cell; {names} in a text stand for the file's own headers."""

    def said(text: str) -> str:
        return _OUR_NAME.sub(lambda name: f'"{_label(match, name[1])}"', text)

    for position, remark in enumerate(remarks):
        number = rows[remark.row] + sheet.first_row
        cell = f"{column_letters(match.columns[remark.column])}{number}" if remark.column in match.columns else None
        text_ = f"{f'Ô {cell}' if cell else f'Dòng {number}'}: {said(remark.text)}"
        if position < REMARKS_TOLD:
            found.say("warning", text_, sheet.name, cell)
        if remark.sums:
            found.differences.append(
                Difference(
                    sheet=sheet.name,
                    cell=cell or f"dòng {number}",
                    line=names.get(remark.row, ""),
                    sums=said(remark.sums),
                    printed=remark.printed,
                    added=remark.added,
                    text=text_,
                )
            )
    if len(remarks) > REMARKS_TOLD:
        rest = len(remarks) - REMARKS_TOLD
        found.say("warning", f"Còn {rest} chỗ khác cộng không khớp hoặc tỷ lệ khác số tính lại.", sheet.name)


def _label(match: Match, name: str) -> str:
    return match.header.label(match.columns[name]) if name in match.columns else match.export.column(name).headers[0]


def _reject(sheet: Sheet, match: Match, row: int, name: str, reason: str) -> dict[str, Any]:
    number = row + sheet.first_row
    cell = f"{column_letters(match.columns[name])}{number}" if name in match.columns else None
    where = f"Ô {cell}" if cell else f"Dòng {number}"
    return {
        "source_sheet": sheet.name,
        "source_row": number,
        "cell": cell,
        "column_name": _label(match, name),
        "reason": f"{where}: {reason}",
    }


def _warn_of_personal_columns(sheet: Sheet, match: Match, rows: list[int], found: Found) -> None:
    """Name the columns left out that look like phone or identity numbers."""
    sample = pa.array(rows[:200], pa.int64())
    for index, column in enumerate(sheet.columns):
        if index in match.columns.values() or not match.header.paths[index]:
            continue
        values = column.take(sample).drop_null()
        if len(values) >= 3 and (pc.sum(pc.match_substring_regex(values, _LONG_NUMBER)).as_py() or 0) * 2 > len(values):
            label = match.header.label(index)
            found.say(
                "warning", f'Cột "{label}" giống số điện thoại hoặc số định danh: không đọc, không lưu.', sheet.name
            )


_NOTHING = "Tệp không có dòng dữ liệu nào nhận được."
_NO_UNIT = 'Thiếu cột "Đơn vị tiếp nhận". Chọn cột tương ứng hoặc chọn đơn vị của cả tệp.'


def _answer(workbook: Workbook, title: Title, found: Found) -> tuple[dict[str, Any], list[pa.Table]]:
    match = found.match
    export = match.export if match else None
    facts = (
        pa.concat_tables(found.tables, promote_options="default")
        if found.tables and not found.is_refused
        else pa.table({})
    )
    if export and not found.is_refused and not facts.num_rows:
        lacks_unit = found.rejects and all(
            reject["cell"] is None and reject["reason"].endswith("thiếu đơn vị.") for reject in found.rejects
        )
        found.refuse(_NO_UNIT if lacks_unit else _NOTHING)
    totals = pa.concat_tables(found.totals, promote_options="default") if found.totals else pa.table({})
    rejects = pa.Table.from_pylist(found.rejects, schema=_REJECTS)
    meta = {
        "status": "refused" if found.is_refused else "ready",
        "format": workbook.format.value,
        "kind": export.kind if export else None,
        "kind_label": export.label if export else None,
        "signature": match.header.signature if match else None,
        "compare": match.mapping.compare if match and match.mapping else "date",
        "rows": found.rows(),
        "messages": [message.as_data() for message in found.messages],
        "differences": [asdict(difference) for difference in found.differences],
        "period": _days_of([title.period]) if title.period else _period_of_rows(facts),
        "export_date": _iso(title.export_date),
        "last_day": _iso(found.last_event.day if found.last_event else found.last_day),
        "last_event": found.last_event.as_data() if found.last_event else None,
        "columns": {name: _label(match, name) for name in match.columns} if match else {},
        "left_out": _left_out(match) if match else [],
        "sheets": found.sheets,
        "suggestions": _added_up(found.suggestions),
    }
    return meta, [facts, rejects, pa.table({}) if found.is_refused else totals]


def _period_of_rows(facts: pa.Table) -> str | None:
    """Return the days from the first to the last period that rows name themselves, None when they name none."""
    named = pc.unique(facts["period"].drop_null()).to_pylist() if "period" in facts.column_names else []
    return _days_of([Period.parse(token) for token in named]) if named else None


def _days_of(periods: Sequence[Period]) -> str:
    return f"{min(period.start for period in periods)}..{max(period.last for period in periods)}"


def _added_up(suggestions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each suggestion once, its rows over all sheets."""
    added: dict[str, dict[str, Any]] = {}
    for suggestion in suggestions:
        one = added.setdefault(suggestion["text"], suggestion | {"count": 0})
        one["count"] += suggestion["count"]
    return list(added.values())


_REJECTS = pa.schema(
    [
        ("source_sheet", pa.string()),
        ("source_row", pa.int32()),
        ("cell", pa.string()),
        ("column_name", pa.string()),
        ("reason", pa.string()),
    ]
)


def _left_out(match: Match) -> list[str]:
    taken = set(match.columns.values())
    return [match.header.label(index) for index, path in enumerate(match.header.paths) if path and index not in taken]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
