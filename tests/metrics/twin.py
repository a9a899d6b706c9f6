"""Count every figure a second time, in plain Python over a list of printed rows, from the definitions alone.

Written from the definitions of the project's domain guide (rules R1, R2, R7; statuses; on_time_rate; units; fields)
and from nothing of the product but `warehouse.folding`: no SQL, no rollup, no running sums. Every count looks at
every dossier again, which is slow and easy to check by reading. Days are `date`, periods are their first and last
day, both included. Rows are as the loader lets them through: a day of reception (except for what was not accepted),
a known unit, no end before the day of reception.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from warehouse.folding import fold, nfc

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
"""Folder of units.csv and fields.csv, read here without the product's own reader."""

COUNTS = (
    "carried_over", "received", "resolved", "on_time", "late", "no_due", "undated", "withdrawn", "open",
    "open_overdue", "waiting", "unknown_status",
)  # fmt: skip
"""The counts shown beside a rate."""

VARIANTS = {
    "on_time_rate": ("A", "B", "C", "D"), "online_filing_rate": ("received", "resolved"),
    "digitization_rate": ("received", "766"), "digitized_result_rate": ("resolved",), "e_result_rate": ("resolved",),
    "open_overdue_count": ("count",), "due_soon_count": ("count",), "withdrawn_count": ("count",),
}  # fmt: skip
"""Indicators that this twin can count, with their variants, the default first."""

COUNTS_ALONE = ("open_overdue_count", "due_soon_count", "withdrawn_count")
"""Indicators that are no rate: a count, beside how many dossiers were received up to the end of the period."""

Parts = tuple[int, int]
"""Numerator and denominator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One file taken in. `compare` is date or datetime; `withdrawn_at` None while it counts."""

    load_id: str
    export_date: date
    known_until: date
    loaded_at: datetime
    compare: str = "date"
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One printed row of a dossier list: what the export says, nothing derived."""

    load_id: str
    source_row: int
    code: str
    unit: str | None = None
    procedure_code: str | None = None
    procedure_name: str | None = None
    field: str | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    handed_over_at: datetime | None = None
    status: str | None = None
    channel: str | None = None
    is_digitized: bool | None = None
    is_result_digitized: bool | None = None
    has_e_result: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One row of the procedure catalogue; `code` is the stem d.dddddd."""

    load_id: str
    source_row: int
    code: str
    name: str
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that was loaded."""

    loads: tuple[Load, ...]
    rows: tuple[Row, ...]
    procedures: tuple[Procedure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One dossier as the counted loads together know it.

    `state` is open, waiting, withdrawn, done, unknown or not_accepted. `end` is the printed end, `left` the day on
    which the dossier left the stock: None while it is there.
    """

    code: str
    unit: str | None
    field: str | None
    field_group: str
    procedure_code: str | None
    procedure_name: str | None
    channel: str | None
    received: date
    due: datetime | None
    state: str
    end: datetime | None
    left: date | None
    compare: str
    is_digitized: bool | None
    is_result_digitized: bool | None
    has_e_result: bool | None

    @property
    def level(self) -> str | None:
        """Level of the receiving unit, district or commune."""
        return levels().get(self.unit or "")

    @property
    def commune(self) -> str | None:
        """Code of the receiving unit when it is a commune."""
        return self.unit if self.level == "commune" else None

    @property
    def counts(self) -> bool:
        """Whether it stands in the counts at all."""
        return self.state not in ("unknown", "not_accepted")

    @property
    def is_undated(self) -> bool:
        """Done, but nobody printed when."""
        return self.state == "done" and self.end is None

    def is_received_in(self, first: date, last: date) -> bool:
        """Received inside the period."""
        return self.counts and first <= self.received <= last

    def is_left_in(self, first: date, last: date) -> bool:
        """Left the stock inside the period."""
        return self.counts and self.left is not None and first <= self.left <= last

    def is_resolved_in(self, first: date, last: date) -> bool:
        """Done, with a printed end, inside the period."""
        return self.state == "done" and self.end is not None and self.is_left_in(first, last)

    def is_carried_into(self, first: date) -> bool:
        """Received before the first day and not ended before it; an end on the first day counts."""
        return self.counts and self.received < first and (self.left is None or self.left >= first)

    def is_open_on(self, day: date) -> bool:
        """Received by the day and not ended by it, even if it ended later."""
        return self.counts and self.received <= day and (self.left is None or self.left > day)

    def is_overdue_on(self, day: date) -> bool:
        """Open past its due day while the clock runs; a comparison of days whatever the compare mode.

        Not so for a dossier that was done without a printed end: nobody knows whether it was open on that day.
        """
        runs = self.state != "waiting" and not self.is_undated
        return self.is_open_on(day) and runs and self.due is not None and self.due.date() < day

    def is_due_soon_on(self, day: date) -> bool:
        """Open while the clock runs, due on the day or one of the three after it."""
        runs = self.state != "waiting" and not self.is_undated
        return self.is_open_on(day) and runs and self.due is not None and 0 <= (self.due.date() - day).days <= 3

    def is_on_time(self, compare: str) -> bool:
        """Ended by what the slip promised: a day, or with compare datetime an hour where one is printed."""
        if self.end is None or self.due is None:
            return False
        mode = self.compare if compare == "source" else compare
        if mode == "date" or self.due.time() == time():
            return self.end.date() <= self.due.date()
        return self.end <= self.due


@cache
def levels() -> dict[str, str]:
    """Level of every unit code; one code keeps its level over time."""
    with (REFERENCE / "units.csv").open(encoding="utf-8", newline="") as lines:
        return {unit["code"]: unit["level"] for unit in csv.DictReader(lines)}


@cache
def _groups() -> dict[str, str]:
    with (REFERENCE / "fields.csv").open(encoding="utf-8", newline="") as lines:
        return {fold(field["name"]): field["group"] for field in csv.DictReader(lines)}


def group_of(field: str | None) -> str | None:
    """Group of a field by exact folded match, of the first where a cell holds several; None when it is not listed."""
    return _groups().get(fold(field.split(";")[0])) if field else None


def known_at(world: World, moment: datetime | None = None) -> World:
    """The part of a world that counts at a moment (now when None)."""
    counted = {
        load.load_id
        for load in world.loads
        if (moment is None or load.loaded_at <= moment)
        and (load.withdrawn_at is None or (moment is not None and load.withdrawn_at > moment))
    }
    return World(
        loads=tuple(load for load in world.loads if load.load_id in counted),
        rows=tuple(row for row in world.rows if row.load_id in counted),
        procedures=tuple(procedure for procedure in world.procedures if procedure.load_id in counted),
    )


def dossiers(world: World, moment: datetime | None = None) -> list[Dossier]:
    """One dossier per code: state of its newest row, descriptions of the newest row that has them."""
    world = known_at(world, moment)
    loads = {load.load_id: load for load in world.loads}

    def age(row: Row | Procedure) -> tuple[date, datetime, int]:
        load = loads[row.load_id]
        return load.export_date, load.loaded_at, row.source_row

    catalogue = list({entry.code: entry for entry in sorted(world.procedures, key=age)}.values())
    rows_of: dict[str, list[Row]] = {}
    for row in sorted(world.rows, key=age, reverse=True):
        rows_of.setdefault(row.code, []).append(row)
    found = (_dossier(rows, loads[rows[0].load_id], catalogue) for rows in rows_of.values())
    return [dossier for dossier in found if dossier is not None]


def _dossier(rows: list[Row], load: Load, catalogue: list[Procedure]) -> Dossier | None:
    newest = rows[0]
    if newest.received_at is None:
        return None
    received = newest.received_at.date()
    state, end, left = _ending(newest, received, load.known_until)
    code = next((row.procedure_code for row in rows if row.procedure_code is not None), None)
    name = next((row.procedure_name for row in rows if row.procedure_name is not None), None)
    printed = next((row.field for row in rows if row.field is not None), None)
    by_code = next((entry.field for entry in catalogue if code and entry.code == code), None)
    by_name = next((entry.field for entry in catalogue if name and fold(entry.name) == fold(name)), None)
    field = printed or by_code or by_name
    return Dossier(
        code=newest.code,
        unit=newest.unit,
        field=nfc(field) if field else None,
        field_group=group_of(by_code) or group_of(field) or "khac",
        procedure_code=code,
        procedure_name=name,
        channel=next((row.channel for row in rows if row.channel is not None), None),
        received=received,
        due=newest.due_at,
        state=state,
        end=end,
        left=left,
        compare=load.compare,
        is_digitized=next((row.is_digitized for row in rows if row.is_digitized is not None), None),
        is_result_digitized=next(
            (row.is_result_digitized for row in rows if row.is_result_digitized is not None), None
        ),
        has_e_result=next((row.has_e_result for row in rows if row.has_e_result is not None), None),
    )


def _ending(row: Row, received: date, known_until: date) -> tuple[str, datetime | None, date | None]:
    """State, printed end and day of leaving the stock."""
    printed = row.finished_at or row.handed_over_at
    state = row.status
    if state is None or state == "overdue":  # no status, or a verdict: the dates decide
        state = "done" if printed else "open"
    if state not in ("done", "withdrawn"):
        return state, None, None
    return state, printed, printed.date() if printed else max(known_until, received)


def balance(items: Iterable[Dossier], first: date, last: date, compare: str = "source") -> dict[str, int]:
    """The counts of a period, by name."""
    items = list(items)
    resolved = [one for one in items if one.is_resolved_in(first, last)]
    on_time = [one for one in resolved if one.is_on_time(compare)]
    return {
        "carried_over": sum(one.is_carried_into(first) for one in items),
        "received": sum(one.is_received_in(first, last) for one in items),
        "resolved": len(resolved),
        "on_time": len(on_time),
        "late": sum(one.due is not None and not one.is_on_time(compare) for one in resolved),
        "no_due": sum(one.due is None for one in resolved),
        "undated": sum(one.is_undated and one.is_left_in(first, last) for one in items),
        "withdrawn": sum(one.state == "withdrawn" and one.is_left_in(first, last) for one in items),
        "open": sum(one.is_open_on(last) for one in items),
        "open_overdue": sum(one.is_overdue_on(last) for one in items),
        "waiting": sum(one.state == "waiting" and one.is_open_on(last) for one in items),
        "unknown_status": sum(one.state == "unknown" and first <= one.received <= last for one in items),
    }


def on_time_rate(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Numerator and denominator of on_time_rate; only dossiers with a due date, and no undated end, take part."""
    judged = [one for one in items if one.counts and one.due is not None and not one.is_undated]
    resolved = [one for one in judged if one.is_resolved_in(first, last)]
    on_time = sum(one.is_on_time(compare) for one in resolved)
    withdrawn = sum(one.state == "withdrawn" and one.is_left_in(first, last) for one in judged)
    overdue = sum(one.is_overdue_on(last) for one in judged)
    within = sum(one.is_open_on(last) for one in judged) - overdue
    taken_in = sum(one.is_received_in(first, last) or one.is_carried_into(first) for one in judged)
    return {
        "A": (on_time, len(resolved)),
        "B": (on_time + withdrawn + within, taken_in),
        "C": (on_time, len(resolved) + overdue),
        "D": (on_time + withdrawn, len(resolved) + withdrawn),
    }[variant]


def online_filing_rate(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Numerator and denominator of online_filing_rate; dossiers whose file has no channel take no part."""
    del compare  # a channel is judged alike in every mode
    told = [one for one in items if one.channel is not None]
    if variant == "received":
        base = [one for one in told if one.is_received_in(first, last)]
    else:
        base = [one for one in told if one.is_resolved_in(first, last)]
    return sum(one.channel == "online" for one in base), len(base)


def digitization_rate(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Numerator and denominator of digitization_rate; 766 asks the e-result as well, of what was resolved."""
    del compare
    told = [one for one in items if one.is_digitized is not None]
    if variant == "received":
        base = [one for one in told if one.is_received_in(first, last)]
        return sum(one.is_digitized is True for one in base), len(base)
    base = [one for one in told if one.has_e_result is not None and one.is_resolved_in(first, last)]
    return sum(one.is_digitized is True and one.has_e_result is True for one in base), len(base)


def digitized_result_rate(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Numerator and denominator of digitized_result_rate, of what was resolved."""
    del variant, compare
    base = [one for one in items if one.is_result_digitized is not None and one.is_resolved_in(first, last)]
    return sum(one.is_result_digitized is True for one in base), len(base)


def e_result_rate(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Numerator and denominator of e_result_rate, of what was resolved."""
    del variant, compare
    base = [one for one in items if one.has_e_result is not None and one.is_resolved_in(first, last)]
    return sum(one.has_e_result is True for one in base), len(base)


def _known(items: Iterable[Dossier], last: date) -> int:
    return sum(one.counts and one.received <= last for one in items)


def open_overdue_count(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Open overdue at the end of the period; received up to it."""
    del first, variant, compare
    return sum(one.is_overdue_on(last) for one in items), _known(items, last)


def due_soon_count(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Open and due soon at the end of the period; received up to it."""
    del first, variant, compare
    return sum(one.is_due_soon_on(last) for one in items), _known(items, last)


def withdrawn_count(items: Iterable[Dossier], first: date, last: date, variant: str, compare: str) -> Parts:
    """Withdrawn in the period; received up to its end."""
    del variant, compare
    return sum(one.state == "withdrawn" and one.is_left_in(first, last) for one in items), _known(items, last)


COUNTERS: dict[str, Callable[[Iterable[Dossier], date, date, str, str], Parts]] = {
    "on_time_rate": on_time_rate,
    "online_filing_rate": online_filing_rate,
    "digitization_rate": digitization_rate,
    "digitized_result_rate": digitized_result_rate,
    "e_result_rate": e_result_rate,
    "open_overdue_count": open_overdue_count,
    "due_soon_count": due_soon_count,
    "withdrawn_count": withdrawn_count,
}
"""How each indicator is counted."""


def value(dossier: Dossier, dimension: str) -> str | None:
    """Slice that a dossier belongs to; a procedure by its name as printed, by its code where it has no name."""
    if dimension == "reform_area":
        return "2"
    if dimension == "procedure":
        return dossier.procedure_name or dossier.procedure_code
    found = getattr(dossier, dimension)
    return found if found is None else str(found)


def months(first: date, last: date) -> list[tuple[str, date, date]]:
    """Months that a period touches, each with its name, first and last day, cut to the period."""
    parts: dict[str, list[date]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        parts.setdefault(f"{day.year:04d}-{day.month:02d}", []).append(day)
    return [(name, days[0], days[-1]) for name, days in parts.items()]


def quarters(first: date, last: date) -> list[tuple[str, date, date]]:
    """Quarters that a period touches, like months."""
    parts: dict[str, tuple[date, date]] = {}
    for name, start, end in months(first, last):
        quarter = f"{name[:4]}-Q{(int(name[5:]) + 2) // 3}"
        parts[quarter] = (parts.get(quarter, (start, end))[0], end)
    return [(name, start, end) for name, (start, end) in parts.items()]


def sliced(
    items: Iterable[Dossier],
    first: date,
    last: date,
    by: tuple[str, ...],
    count: Callable[[list[Dossier], date, date], Parts],
) -> dict[tuple[str | None, ...], Parts]:
    """Count every slice by itself. A month or quarter has its own flows, and stocks at its own start and end."""
    items = list(items)
    periods: list[tuple[dict[str, str], date, date]] = [({}, first, last)]
    for unit, cut in (("quarter", quarters), ("month", months)):
        if unit in by:
            periods = [
                (names | {unit: name}, start, end) for names, since, until in periods
                for name, start, end in cut(since, until)
            ]  # fmt: skip
    slices: dict[tuple[str | None, ...], Parts] = {}
    for names, start, end in periods:
        members: dict[tuple[str | None, ...], list[Dossier]] = {} if by else {(): []}
        for one in items:
            key = tuple(names[name] if name in names else value(one, name) for name in by)
            members.setdefault(key, []).append(one)
        for key, group in members.items():
            slices[key] = count(group, start, end)
    return slices
