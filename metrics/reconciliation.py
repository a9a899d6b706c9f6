"""Reconciliation (đối chiếu): what forms print against what dossier lists count, and against themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from metrics.completeness import State, communes, coverage, namer, spans_of
from metrics.measures import Dimension, Scope
from metrics.online_services import ONLINE_FILING_RATE
from metrics.rollup import counts
from metrics.timeliness import BALANCE
from warehouse.folding import fold
from warehouse.period import Period

MEASURES: dict[str, str] = {
    "total": "Tổng số",
    "carried_over": "Kỳ trước chuyển sang",
    "received": "Tiếp nhận trong kỳ",
    "received_online": "Tiếp nhận trực tuyến",
    "resolved": "Đã giải quyết",
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "open": "Đang giải quyết",
    "open_overdue": "Đang giải quyết, quá hạn",
    "waiting": "Chờ bổ sung, tạm dừng",
    "withdrawn": "Trả lại, rút",
}
"""The counts that a form and a list share, with their names on screen, in the order of the forms' columns.

received_online is compared only where the list says of every dossier received how it came in: a list without such a
column cannot be asked, and a part of the dossiers would show a difference that is none.
"""

_ONLINE = ONLINE_FILING_RATE.variant("received")
_LISTED = BALANCE | {"received_online": _ONLINE.numerator, "received_with_channel": _ONLINE.denominator}
"""What is counted of a list."""

DIFFERENCE_COLUMNS = (
    "unit", "unit_name", "field", "period", "form", "measure", "label", "list_value", "form_value", "difference",
    "state", "list_coverage", "note", "load_id", "file", "sheet", "row",
)  # fmt: skip
"""Columns of `differences`, in order."""

PRINTED = (
    "total", "carried_over", "received", "received_online", "received_direct", "received_postal", "resolved", "early",
    "on_time", "late", "open", "open_within", "open_overdue", "waiting", "paused", "financial", "withdrawn", "other",
    "not_digitized", "digitized", "reused", "results_not_digitized", "results_digitized", "fee_dossiers", "online_paid",
)  # fmt: skip
"""The number columns of a form, in the order of the table."""

Counts = Mapping[str, int]
"""One slice of metrics.timeliness.balance: counts by name."""

Line = Mapping[str, int | None]
"""The numbers of one printed line, None where the form has no such column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the columns of one form are counted from a list, and the words that say so on screen."""

    of_list: Callable[[Counts, Line], dict[str, int]]
    note: str


def _plain(count: Counts, line: Line) -> dict[str, int]:
    """Return the counts under the names of a form that keeps withdrawn dossiers apart (L2, L3, L5).

    Done without a day is resolved all the same; early and on time are two columns there. Where the form counts
    waiting dossiers apart they are not among the open ones.
    """
    apart = any(line.get(name) is not None for name in _WAITING)
    return {
        "total": count["carried_over"] + count["received"],
        "carried_over": count["carried_over"],
        "received": count["received"],
        "received_online": count["received_online"],
        "resolved": count["resolved"] + count["undated"],
        "early": count["early"],
        "on_time": count["on_time"] - count["early"],
        "late": count["late"],
        "open": count["open"] - (count["waiting"] if apart else 0),
        "open_overdue": count["open_overdue"],
        "waiting": count["waiting"],
        "withdrawn": count["withdrawn"],
    }


def _with_withdrawn(count: Counts, line: Line) -> dict[str, int]:
    """Withdrawn dossiers among the resolved, in the column of those on time (QĐ 766 progress form)."""
    plain = _plain(count, line)
    more = count["withdrawn"]
    return plain | {"resolved": plain["resolved"] + more, "on_time": plain["on_time"] + more}


def _ii_06a(count: Counts, line: Line) -> dict[str, int]:
    """Withdrawn and waiting dossiers among the resolved, in column 9; columns 11 to 13 then hold no waiting ones."""
    plain = _with_withdrawn(count, line)
    waiting = count["waiting"]
    return plain | {
        "resolved": plain["resolved"] + waiting,
        "on_time": plain["on_time"] + waiting,
        "open": count["open"] - waiting,
    }


_WAITING = ("waiting", "paused", "financial")

READINGS: dict[str, Reading] = {
    "ii_06a": Reading(
        of_list=_ii_06a,
        note=(
            "Cột 7 và cột 9 của biểu II.06a gồm cả hồ sơ chờ bổ sung và hồ sơ trả lại, rút; "
            "đã cộng vào số từ danh sách."
        ),
    ),
    "progress_766": Reading(
        of_list=_with_withdrawn, note="Cột đã xử lý của biểu gồm cả hồ sơ rút; đã cộng vào số từ danh sách."
    ),
}
"""How each form is read, where it is not read plainly. Source: header of column 9 of biểu số II.06a/VPCP/KSTT
("Bao gồm cả hồ sơ chờ Bổ sung và Trả lại / Xin rút"); portal specification of the QĐ 766 formulas."""

NO_FIELD = "Không rõ lĩnh vực"
"""Field shown for dossiers of which no file says the field."""

PLAIN = Reading(of_list=_plain, note="")
"""The reading of every other form: each column counts what its name says."""


def differences(con: duckdb.DuckDBPyConnection, period: Period | None = None) -> pd.DataFrame:
    """Compare every line of a form in use with the count of the dossier lists for its unit, field and own period.

    `period` limits to forms whose days lie inside it. Stocks are counted as of the last day of the form's period.

    Returns one row per unit, field, period, form and measure that does not agree, ordered so: unit (None = the whole
    district), unit_name, field (None = all fields), period (token), form, measure, label (its Vietnamese name),
    list_value, form_value, difference (form - list; all three missing where not known), state (differs, only_form: no
    list speaks of the unit; only_list: dossiers in a field that the form leaves out), list_coverage (how much
    of the period the lists cover: complete, partial, missing), note (Vietnamese), load_id, file, sheet and row of the
    form's line (missing for only_list). Empty when all agree. A unit that a form does not print is no difference: see
    `unprinted`.
    """
    lines = _lines(con, period)
    spans = spans_of(con, "dossiers")
    seen = {span.unit for span in spans if span.unit}
    rows: list[tuple[Any, ...]] = []
    for token in sorted({line.period for line in lines}):
        days = Period.parse(token)
        counted = _counted(con, days)
        of_period = [line for line in lines if line.period == token]
        required = {*communes(con, days.last), *seen}
        for line in of_period:
            covered = coverage([line.unit] if line.unit else required, days, spans)
            rows += _compared(line, _sum(counted.slices, line.unit, line.field_key), covered)
        for form in sorted({line.form for line in of_period}):
            printed = [line for line in of_period if line.form == form]
            for unit, key, count in _left_out(printed, counted.slices):
                covered = coverage([unit] if unit else required, days, spans)
                rows += _only_listed(printed[0], unit, counted.names.get(key, NO_FIELD), count, covered)
    name_of = namer(con)
    shown = [(row[0], name_of(row[0], Period.parse(row[2]).last), *row[1:]) for row in rows]
    table = pd.DataFrame(shown, columns=list(DIFFERENCE_COLUMNS))
    table = table.astype(dict.fromkeys(("list_value", "form_value", "difference", "row"), "Int64"))
    return table.sort_values(["unit", "field", "period", "form"], kind="stable", na_position="first", ignore_index=True)


def unprinted(con: duckdb.DuckDBPyConnection, period: Period | None = None) -> pd.DataFrame:
    """List the units with dossiers in lists that a form of several units does not print.

    Returns one row per form and period that leaves any out, ordered so: form, period (token), printed (how many units
    it prints), units (tuple of the names of those left out, by code), dossiers (received in the period by these).
    """
    lines = [line for line in _lines(con, period) if line.unit and line.field_key is None]
    name_of = namer(con)
    rows: list[tuple[Any, ...]] = []
    for form, token in sorted({(line.form, line.period) for line in lines}):
        by_load: dict[str, set[str]] = {}
        for line in lines:
            if (line.form, line.period) == (form, token) and line.unit:
                by_load.setdefault(line.load_id, set()).add(line.unit)
        if all(len(units) == 1 for units in by_load.values()):
            continue
        days = Period.parse(token)
        slices = _counted(con, days).slices
        printed = set().union(*by_load.values())
        received = {unit: _sum(slices, unit, None)["received"] for unit in {at[0] for at in slices if at[0]} - printed}
        left = sorted(unit for unit, count in received.items() if count)
        if left:
            names = tuple(str(name_of(unit, days.last)) for unit in left)
            rows.append((form, token, len(printed), names, sum(received.values())))
    return pd.DataFrame(rows, columns=["form", "period", "printed", "units", "dossiers"])


def identities(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """List the printed lines whose own columns do not add up; nothing is repaired.

    Returns one row per line and broken identity, ordered by file, sheet and row: load_id, file, sheet, row, form, unit,
    field, identity (such as "3 = 4 + 5 + 6", column numbers as printed), left, right (the two sides).
    """
    return con.execute(
        """
        SELECT
            broken.load_id, loads.file, broken.source_sheet AS sheet, broken.source_row AS row, broken.form,
            broken.unit_code AS unit, broken.field_name AS field, broken.identity,
            broken.left_value AS "left", broken.right_value AS "right"
        FROM quality_identity AS broken
        INNER JOIN loads ON loads.load_id = broken.load_id
        WHERE broken.left_value <> broken.right_value
        ORDER BY loads.file, sheet, row, broken.identity
        """
    ).df()


def totals(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Compare printed total lines with the sum of the rows of their sheet.

    With one total line in a sheet it is that of the whole sheet. With several, a line above every row or below them
    all is the whole sheet's and each other one that of the rows between it and its neighbour: below its rows when the
    sheet starts with rows, above them when it starts with a total (group lines such as "I. Cấp huyện").
    A total agrees when it equals either its own rows or the whole sheet, so nested totals raise no false alarm.

    Returns one row per total line and number that does not agree, ordered by file, sheet, row: load_id, file, sheet,
    row, form, label (as printed), measure, printed, summed, difference (printed - summed). Refused rows are not in the
    sum, so a total shows what they would have held.
    """
    numbers = ", ".join(PRINTED)
    query = (
        f"SELECT line.load_id, counted_load.file, line.source_sheet, line.source_row, line.form, {{label}}, {numbers} "
        "FROM {table} AS line INNER JOIN counted_load ON counted_load.load_id = line.load_id "
        "ORDER BY counted_load.file, line.load_id, line.source_sheet, line.source_row"
    )
    lines: dict[tuple[str, str], list[_Printed]] = {}
    for row in con.execute(query.format(label="NULL", table="fact_form")).fetchall():
        lines.setdefault((row[0], row[2]), []).append(_printed(row))
    found: list[tuple[Any, ...]] = []
    printed: dict[tuple[str, str], list[_Printed]] = {}
    for row in con.execute(query.format(label="line.label", table="fact_form_total")).fetchall():
        printed.setdefault((row[0], row[2]), []).append(_printed(row))
    for sheet, sums in printed.items():
        found += _unequal(sums, lines.get(sheet, []))
    columns = "load_id file sheet row form label measure printed summed difference"
    return pd.DataFrame(found, columns=list(columns.split(" ")))


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormLine:
    load_id: str
    file: str
    sheet: str
    row: int
    form: str
    unit: str | None
    field: str | None
    field_key: str | None
    period: str
    numbers: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    load_id: str
    file: str
    sheet: str
    row: int
    form: str
    label: str | None
    numbers: Line


def _printed(row: tuple[object, ...]) -> _Printed:
    load_id, file, sheet, line, form, label, *numbers = row
    return _Printed(
        load_id=str(load_id), file=str(file), sheet=str(sheet), row=int(str(line)), form=str(form),
        label=None if label is None else str(label),
        numbers={name: None if n is None else int(str(n)) for name, n in zip(PRINTED, numbers, strict=True)},
    )  # fmt: skip


def _unequal(sums: list[_Printed], lines: list[_Printed]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    starts_with_total = not any(line.row < sums[0].row for line in lines)
    for at, total in enumerate(sums):
        if starts_with_total:
            end = sums[at + 1].row if at + 1 < len(sums) else None
            own = [line for line in lines if line.row > total.row and (end is None or line.row < end)]
        else:
            start = sums[at - 1].row if at else 0
            own = [line for line in lines if start < line.row < total.row]
        is_whole = len(sums) == 1 or not own
        for measure in PRINTED:
            value = total.numbers[measure]
            if value is None:
                continue
            whole = sum(line.numbers[measure] or 0 for line in lines)
            part = sum(line.numbers[measure] or 0 for line in own)
            if value not in (whole, part):
                summed = whole if is_whole else part
                found.append(
                    (total.load_id, total.file, total.sheet, total.row, total.form, total.label, measure, value, summed,
                     value - summed)
                )  # fmt: skip
    return found


def _lines(con: duckdb.DuckDBPyConnection, period: Period | None) -> list[_FormLine]:
    # A form that prints a field twice (cấp huyện and cấp xã in one sheet) means their sum, told at the first of them.
    numbers = ", ".join(f"CAST(sum(line.{name}) AS BIGINT)" for name in PRINTED)
    rows = con.execute(
        f"""
        SELECT
            line.load_id, min(loads.file), arg_min(line.source_sheet, line.source_row),
            min(line.source_row) AS first_row, line.form, line.unit_code, arg_min(line.field_name, line.source_row),
            line.field_key,
            line.period_from, line.period_to, {numbers}
        FROM live_form AS line
        INNER JOIN loads ON loads.load_id = line.load_id
        WHERE line.period_from IS NOT NULL AND line.period_to IS NOT NULL
        GROUP BY line.load_id, line.form, line.unit_code, line.field_key, line.period_from, line.period_to
        ORDER BY line.form, line.load_id, min(line.source_sheet), first_row
        """
    ).fetchall()
    found = []
    for load_id, file, sheet, row, form, unit, field, key, first, last, *values in rows:
        if period is None or (first >= period.start and last <= period.last):
            line = dict(zip(PRINTED, values, strict=True))
            found.append(
                _FormLine(
                    load_id=load_id, file=file, sheet=sheet, row=row, form=form, unit=unit, field=field, field_key=key,
                    period=_token(first, last), numbers=line,
                )
            )  # fmt: skip
    return found


def _token(first: date, last: date) -> str:
    return Period.between(first, last).token


Slices = dict[tuple[str | None, str | None], dict[str, int]]
"""Counts of a period by unit and folded field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    slices: Slices
    names: dict[str | None, str]


def _counted(con: duckdb.DuckDBPyConnection, days: Period) -> _Counted:
    """Count the lists of one period by unit and folded field; slices of another spelling come together."""
    slices: Slices = {}
    names: dict[str | None, str] = {}
    by = (Dimension.UNIT, Dimension.FIELD)
    for row in counts(con, "dossier", _LISTED, days, by, scope=Scope(basis="list")).to_dict("records"):
        field = row["field"] if isinstance(row["field"], str) else None
        key = fold(field.split(";")[0]) if field else None
        if field:
            names.setdefault(key, field.split(";")[0])
        into = slices.setdefault((row["unit"], key), dict.fromkeys(_LISTED, 0))
        for name in _LISTED:
            into[name] += row[name]
    return _Counted(slices=slices, names=names)


def _sum(slices: Slices, unit: str | None, field_key: str | None) -> dict[str, int]:
    """Sum the slices of a unit (None = all) and a field (None = all): zeros when there are none."""
    total = dict.fromkeys(_LISTED, 0)
    for (own_unit, own_field), own in slices.items():
        if unit in (None, own_unit) and field_key in (None, own_field):
            for name in _LISTED:
                total[name] += own[name]
    return total


def _comparable(count: Counts) -> dict[str, str]:
    """Return the measures that a list can be asked for, with their names."""
    has_channels = count["received_with_channel"] == count["received"]
    return {name: label for name, label in MEASURES.items() if name != "received_online" or has_channels}


def _printed_number(line: Line, measure: str) -> int | None:
    """Number of a form under our name: parts are added where the form prints no sum of them."""
    parts = {
        "resolved": ("early", "on_time", "late"),
        "open": ("open_within", "open_overdue"),
        "waiting": _WAITING,
    }.get(measure, ())
    value = None if measure == "waiting" else line.get(measure)
    if value is not None or not parts:
        return value
    given = [line[name] for name in parts]
    if measure == "waiting":
        return sum(n or 0 for n in given) if any(n is not None for n in given) else None
    return sum(n or 0 for n in given) if all(n is not None for n in given) else None


def _compared(line: _FormLine, count: dict[str, int], covered: State) -> list[tuple[Any, ...]]:
    reading = READINGS.get(line.form, PLAIN)
    of_list = reading.of_list(count, line.numbers)
    is_listed = covered is not State.MISSING or any(of_list.values())
    rows: list[tuple[Any, ...]] = []
    for measure, label in _comparable(count).items():
        printed = _printed_number(line.numbers, measure)
        if printed is None or (is_listed and printed == of_list[measure]):
            continue
        note = _note(line.form, measure, reading, printed - of_list[measure], count, covered, is_listed)
        values = (of_list[measure], printed, printed - of_list[measure]) if is_listed else (None, printed, None)
        state = "differs" if is_listed else "only_form"
        rows.append(
            (line.unit, line.field, line.period, line.form, measure, label, *values, state, covered.value, note,
             line.load_id, line.file, line.sheet, line.row)
        )  # fmt: skip
    return rows


def _note(
    form: str, measure: str, reading: Reading, difference: int, count: Counts, covered: State, is_listed: bool
) -> str:
    if not is_listed:
        return "Chưa có danh sách hồ sơ của đơn vị trong kỳ này."
    notes = []
    if covered is not State.COMPLETE:
        notes.append("Danh sách hồ sơ chưa phủ hết kỳ.")
    if measure in ("early", "on_time", "late") and count["no_due"] + count["undated"]:
        notes.append(f"Danh sách có {count['no_due'] + count['undated']} hồ sơ xong thiếu ngày hẹn hoặc ngày kết thúc.")
    if reading.note and measure in ("resolved", "on_time", "open"):
        notes.append(reading.note)
        if form == "ii_06a" and count["waiting"] and abs(difference) == count["waiting"]:
            notes.append("Lệch đúng bằng số hồ sơ chờ bổ sung: tệp có thể để hồ sơ chờ ở cột 11, 12.")
    return " ".join(notes)


def _left_out(lines: list[_FormLine], slices: Slices) -> list[tuple[str | None, str | None, dict[str, int]]]:
    """Return unit, field and counts of what lists hold and the lines of one form and period leave out.

    A field is left out of a unit (or of the district) for which some fields are printed; None for dossiers without one.
    """
    found: list[tuple[str | None, str | None, dict[str, int]]] = []
    fields: dict[str | None, set[str | None]] = {}
    for line in lines:
        if line.field_key is not None:
            fields.setdefault(line.unit, set()).add(line.field_key)
    for unit, keys in fields.items():
        held = {key for own_unit, key in slices if unit in (None, own_unit)} - keys
        for key in sorted(held, key=lambda key: (key is None, key or "")):
            chosen = {at: count for at, count in slices.items() if at[1] == key}
            found.append((unit, key, _sum(chosen, unit, None)))
    return found


def _only_listed(
    line: _FormLine, unit: str | None, field: str, count: dict[str, int], covered: State
) -> list[tuple[Any, ...]]:
    of_list = READINGS.get(line.form, PLAIN).of_list(count, line.numbers)
    return [
        (unit, field, line.period, line.form, measure, label, of_list[measure], None, None, "only_list",
         covered.value, "Biểu không có dòng của lĩnh vực này.", None, None, None, None)
        for measure, label in _comparable(count).items()
        if of_list[measure] and _printed_number(line.numbers, measure) is not None
    ]  # fmt: skip
