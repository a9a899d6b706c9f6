"""Count every figure that no dossier list gives a second time, in plain Python, from the definitions alone.

Written from the domain guide (3.5 catalogue of indicators, 4.1 layouts, 2.1 targets) and the rules that the views state
in words: no SQL, no rollup, no running sums. Every figure is worked out anew for the days that are asked for. Periods
are first and last day, both included. `pieces` gives what stands in a figure; slices are sums of pieces.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.metrics import twin
from tests.metrics.twin import Dossier, Parts, group_of, levels

Slice = tuple[str | None, ...]
Span = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """One printed row of a list of petitions."""

    load_id: str
    row: int
    code: str
    unit: str
    field: str | None
    about: bool | None
    received: date
    due: date | None
    answered: date | None
    status: str | None
    satisfied: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One printed row of a survey; `dossier` None: a sum of the unit."""

    load_id: str
    row: int
    unit: str
    token: str
    dossier: str | None
    field: str | None
    answered: int
    very_satisfied: int
    satisfied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """One printed row of the form of certified copies."""

    load_id: str
    row: int
    unit: str
    token: str
    provided: bool | None
    copies: int | None
    e_copies: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One printed row of a fee list."""

    load_id: str
    row: int
    code: str
    unit: str | None
    paid_on: date
    amount: int | None
    method: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One printed row of the procedure catalogue with the columns added by hand."""

    load_id: str
    row: int
    code: str
    name: str
    field: str | None
    level: str | None
    service_level: str | None = None
    is_internal: bool | None = None
    has_sample: bool | None = None
    is_eligible_online: bool | None = None
    is_online: bool | None = None
    has_fee: bool | None = None
    has_online_payment: bool | None = None
    is_published: bool | None = None
    is_reviewed: bool | None = None
    is_simplified: bool | None = None
    fields_before: int | None = None
    fields_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One printed row of a progress report; `unit` None: the whole district."""

    load_id: str
    row: int
    item: str
    unit: str | None
    token: str
    numerator: float | None
    denominator: float | None
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Everything that was loaded; `world` has the loads, the dossiers, and the catalogue's entries as it needs them."""

    world: twin.World
    petitions: tuple[Petition, ...] = ()
    surveys: tuple[Survey, ...] = ()
    copies: tuple[Copies, ...] = ()
    payments: tuple[Payment, ...] = ()
    entries: tuple[Entry, ...] = ()
    progress: tuple[Progress, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one row adds to a figure, and where it stands."""

    numerator: float
    denominator: int
    unit: str | None = None
    level: str | None = None
    field: str | None = None
    field_group: str | None = None
    procedure: str | None = None
    channel: str | None = None

    def value(self, dimension: str) -> str | None:
        """Slice of one dimension."""
        if dimension == "commune":
            return self.unit if self.level == "commune" else None
        found = getattr(self, dimension)
        return None if found is None else str(found)


DAYS_OF = {
    "2022": ("2022-01-01", "2022-12-31"), "2023-Q1": ("2023-01-01", "2023-03-31"),
    "2023-Q2": ("2023-04-01", "2023-06-30"), "2023-H1": ("2023-01-01", "2023-06-30"),
    "2023-9M": ("2023-01-01", "2023-09-30"), "2023": ("2023-01-01", "2023-12-31"),
    "2023-H2": ("2023-07-01", "2023-12-31"), "2023-04": ("2023-04-01", "2023-04-30"),
    "2024-Q1": ("2024-01-01", "2024-03-31"), "2022-12-15..2023-02-14": ("2022-12-15", "2023-02-14"),
    "2023-02-15..2023-05-14": ("2023-02-15", "2023-05-14"),
}  # fmt: skip
"""Periods that reports name, with their days (domain guide, chapter 1)."""

RATES = {
    "CT1.01": "legal_drafting_compliance_rate", "CT2.04": "internal_procedure_publication_coverage",
    "CT2.11": "online_procedure_coverage", "CT6.02": "online_procedure_coverage",
    "CT4.03": "staff_training_rate", "CT7.01": "inspected_unit_rate",
}  # fmt: skip
VALUES = {
    "CT3.03": "public_service_unit_count", "CT5.03": "direct_budget_spending", "CT7.03": "par_index_score",
    "CT7.04": "par_index_rank",
}  # fmt: skip
MILESTONES = ("CT1.03", "CT3.02")
DISTRICT_TARGETS = {"CT1.01", "CT2.04", "CT1.03", "CT3.02", *VALUES}
"""Targets that reports are drawn of, and which of them speak of cấp huyện alone (domain guide 2.1)."""

PLAN_YEAR = 2023
"""The one year with a plan: what "CT3.03" means in another year nobody says."""

CATALOGUE = {
    "procedure_review_coverage": (False, "is_reviewed"),
    "procedure_publication_coverage": (False, "is_published"),
    "procedures_with_sample_rate": (False, "has_sample"),
    "procedure_simplification_rate": (False, "is_simplified"),
    "internal_procedure_publication_coverage": (True, "is_published"),
    "internal_procedure_simplification_rate": (True, "is_simplified"),
}
"""Figures that are a yes or no of one column, of internal procedures or of the others."""

KEYS = (
    ("petition_on_time_rate", "plan"), ("petition_on_time_rate", "766"), ("petition_handled_rate", "handled"),
    ("petition_satisfaction_rate", "rated"), ("satisfaction_rate", "satisfied"), ("e_certified_copy_share", "copies"),
    ("e_certification_coverage", "units"), ("cashless_payment_rate", "transactions"),
    ("online_payment_rate", "transactions"), ("online_payment_rate", "766"), ("milestone_status", "reported"),
    *((key, "reported") for key in dict.fromkeys(
        (*RATES.values(), *VALUES.values(), *CATALOGUE, "declared_info_reduction_rate",
         "e_processing_procedure_coverage", "online_payment_procedure_coverage")
    )),
)  # fmt: skip
"""Every figure and variant that this twin counts."""


def span(token: str) -> Span:
    """First and last day of a period that a report names."""
    first, last = DAYS_OF[token]
    return date.fromisoformat(first), date.fromisoformat(last)


def sliced(
    reports: Reports, key: str, variant: str, first: date, last: date, by: tuple[str, ...]
) -> dict[Slice, Parts]:
    """Count every slice by itself; a month or quarter is counted as a period of its own."""
    periods: list[tuple[dict[str, str], date, date]] = [({}, first, last)]
    for unit, cut in (("quarter", twin.quarters), ("month", twin.months)):
        if unit in by:
            periods = [
                (names | {unit: name}, start, end) for names, since, until in periods
                for name, start, end in cut(since, until)
            ]  # fmt: skip
    found: dict[Slice, Parts] = {}
    for names, start, end in periods:
        for piece in pieces(reports, key, variant, start, end):
            place = tuple(names[name] if name in names else piece.value(name) for name in by)
            top, bottom = found.get(place, (0, 0))
            found[place] = (top + piece.numerator, bottom + piece.denominator)
    return found or ({} if by else {(): (0, 0)})


def pieces(reports: Reports, key: str, variant: str, first: date, last: date) -> list[Piece]:
    """What stands in a figure of a period."""
    if key.startswith("petition"):
        return _petitions(reports, key, variant, first, last)
    if key == "satisfaction_rate":
        return _satisfaction(reports, first, last)
    if key == "e_certified_copy_share":
        return _copy_share(reports, first, last)
    if key == "e_certification_coverage":
        return _providing(reports, last)
    if key in ("cashless_payment_rate", "online_payment_rate"):
        return _payments(reports, key, variant, first, last)
    return _catalogue(reports, key, last) + _progress(reports, key, last)


def _age(reports: Reports, row: object) -> tuple[date, datetime]:
    source = next(source for source in reports.world.loads if source.load_id == row.load_id)
    return source.export_date, source.loaded_at


def _known_until(reports: Reports, row: object) -> date:
    return next(source.known_until for source in reports.world.loads if source.load_id == row.load_id)


def _petitions(reports: Reports, key: str, variant: str, first: date, last: date) -> list[Piece]:
    rows = sorted(reports.petitions, key=lambda row: (*_age(reports, row), row.row))
    found = []
    for one in {row.code: row for row in rows}.values():
        state = {"forwarded": "open", None: "closed" if one.answered else "open"}.get(one.status, one.status)
        if one.about is False or state not in ("open", "closed"):
            continue
        is_closed, is_dated = state == "closed", one.answered is not None
        left = None if not is_closed else one.answered or max(_known_until(reports, one), one.received)
        is_open = one.received <= last and (left is None or left > last)
        is_closed_now = is_closed and is_dated and first <= one.answered <= last
        has_due = one.due is not None and not (is_closed and not is_dated)
        is_overdue = is_open and has_due and one.due < last
        on_time = is_closed_now and has_due and one.answered <= one.due
        top, bottom = {
            ("petition_on_time_rate", "plan"): (on_time, (is_closed_now and has_due) or is_overdue),
            ("petition_on_time_rate", "766"): (
                on_time or (is_open and has_due and not is_overdue), has_due and (is_closed_now or is_open),
            ),
            ("petition_handled_rate", "handled"): (is_closed_now, is_closed_now or is_open),
            ("petition_satisfaction_rate", "rated"): (
                is_closed_now and one.satisfied is True, is_closed_now and one.satisfied is not None,
            ),
        }[key, variant]  # fmt: skip
        found.append(
            Piece(
                numerator=int(top), denominator=int(bottom), unit=one.unit, level=levels()[one.unit],
                field=one.field, field_group=(group_of(one.field) or "khac") if one.field else None,
            )
        )  # fmt: skip
    return found


def _counted_reports(spans: Iterable[Span]) -> list[Span]:
    """Periods of one unit, without those that begin inside another one that counts and end after it."""
    found: list[Span] = []
    for one in sorted(set(spans)):
        if not any(other[0] < one[0] <= other[1] < one[1] for other in found):
            found.append(one)
    return found


def _parts(spans: list[Span], first: date, last: date) -> list[tuple[Span, int]]:
    """Which periods' lines a reading adds (1) and takes off (-1): each report without the longest ones inside it."""
    found: list[tuple[Span, int]] = []
    for one in spans:
        inside = [other for other in spans if other != one and one[0] <= other[0] and other[1] <= one[1]]
        since = max((end + timedelta(days=1) for start, end in inside if start == one[0]), default=one[0])
        if since < first or one[1] > last:
            continue
        longest = [
            each for each in inside
            if not any(other != each and other[0] <= each[0] and each[1] <= other[1] for other in inside)
        ]  # fmt: skip
        found += [(one, 1), *((each, -1) for each in longest)]
    return found


def _satisfaction(reports: Reports, first: date, last: date) -> list[Piece]:
    newest: dict[tuple[object, ...], tuple[date, datetime]] = {}

    def place(row: Survey) -> tuple[object, ...]:
        return (row.dossier, row.token) if row.dossier else (None, row.unit, row.field, row.token)

    for row in reports.surveys:
        newest[place(row)] = max(newest.get(place(row), _age(reports, row)), _age(reports, row))
    rows = [row for row in reports.surveys if _age(reports, row) == newest[place(row)]]
    dossiers = {one.code: one for one in twin.dossiers(reports.world)}
    found = []
    for unit in {row.unit for row in rows}:
        sums = [row for row in rows if row.unit == unit and row.dossier is None]
        summed = _counted_reports(span(row.token) for row in sums)
        single = [row for row in rows if row.unit == unit and row.dossier is not None]
        every = {span(row.token) for row in single}
        free = [one for one in every if not any(one[0] <= end and start <= one[1] for start, end in summed)]
        for lines, spans in ((sums, summed), (single, _counted_reports(free))):
            for one, sign in _parts(spans, first, last):
                for row in lines:
                    if span(row.token) == one:
                        found.append(_answers(row, sign, dossiers.get(row.dossier or "")))
    return found


def _answers(row: Survey, sign: int, dossier: Dossier | None) -> Piece:
    own = (group_of(row.field) or "khac") if row.field else None
    return Piece(
        numerator=sign * (row.very_satisfied + row.satisfied),
        denominator=sign * row.answered,
        unit=row.unit,
        level=levels()[row.unit],
        field=row.field or (dossier.field if dossier else None),
        field_group=own or (dossier.field_group if dossier else None),
        procedure=twin.value(dossier, "procedure") if dossier else None,
        channel=dossier.channel if dossier else None,
    )


def _newest_copies(reports: Reports) -> list[Copies]:
    rows = sorted(reports.copies, key=lambda row: (*_age(reports, row), row.row))
    return list({(row.unit, row.token): row for row in rows}.values())


def _copy_share(reports: Reports, first: date, last: date) -> list[Piece]:
    rows = _newest_copies(reports)
    found = []
    for unit in {row.unit for row in rows}:
        own = {span(row.token): row for row in rows if row.unit == unit}
        for one, sign in _parts(_counted_reports(own), first, last):
            row = own[one]
            if row.copies is not None and row.e_copies is not None:
                found.append(
                    Piece(
                        numerator=sign * row.e_copies, denominator=sign * row.copies, unit=unit, level=levels()[unit],
                    )
                )  # fmt: skip
    return found


def _providing(reports: Reports, last: date) -> list[Piece]:
    said = [(span(row.token)[1], row) for row in _newest_copies(reports) if row.provided is not None]
    said = [(day, row) for day, row in said if day <= last and day.year == last.year]
    if not said:
        return []
    newest: dict[str, tuple[date, bool]] = {}
    for day, row in said:
        unit = row.unit if levels()[row.unit] == "commune" else "741"
        before = newest.get(unit, (date.min, False))
        if day > before[0]:
            newest[unit] = (day, row.provided)
        elif day == before[0]:
            newest[unit] = (day, row.provided or before[1])
    communes = [f"264{number}" for number in (25, 28, 31, 34, 37, 40, 43, 46, 49, 52, 55, 58, 61, 64, 67)]
    return [
        Piece(
            numerator=int(newest.get(unit, (last, False))[1]), denominator=1, unit=unit,
            level="district" if unit == "741" else "commune",
        )
        for unit in (*communes, "741")
    ]  # fmt: skip


def _payments(reports: Reports, key: str, variant: str, first: date, last: date) -> list[Piece]:
    rows = sorted(reports.payments, key=lambda row: (*_age(reports, row), row.row))
    paid = list({(row.code, row.paid_on): row for row in rows}.values())
    dossiers = {one.code: one for one in twin.dossiers(reports.world)}
    real = [row for row in paid if (row.amount or 0) > 0 and row.method in ("cash", "cashless", "online")]
    found = []
    if variant == "766":
        with_fee = {entry.code for entry in _newest_catalogue(reports).values() if entry.has_fee}
        for one in dossiers.values():
            own = [row for row in real if row.code == one.code]
            if one.is_received_in(first, last) and (own or one.procedure_code in with_fee):
                found.append(_of_dossier(one, int(any(row.method == "online" for row in own)), 1))
        return found
    wanted = ("cashless", "online") if key == "cashless_payment_rate" else ("online",)
    for row in real:
        if first <= row.paid_on <= last:
            one, top = dossiers.get(row.code), int(row.method in wanted)
            if one is not None:
                found.append(_of_dossier(one, top, 1, unit=row.unit))
            else:
                level = levels().get(row.unit or "", "district")
                found.append(Piece(numerator=top, denominator=1, unit=row.unit, level=level, field_group="khac"))
    return found


def _of_dossier(one: Dossier, numerator: int, denominator: int, unit: str | None = None) -> Piece:
    return Piece(
        numerator=numerator, denominator=denominator, unit=one.unit or unit, level=one.level or "district",
        field=one.field, field_group=one.field_group, procedure=twin.value(one, "procedure"), channel=one.channel,
    )  # fmt: skip


_TOLD = tuple(name for name in Entry.__dataclass_fields__ if name not in ("load_id", "row", "code", "name", "field"))


def _catalogue_at(reports: Reports, day: date) -> dict[str, Entry]:
    """What is known of each procedure on a day: the newest line, with what older ones say where it says nothing."""
    rows = [row for row in reports.entries if _known_until(reports, row) <= day]
    rows.sort(key=lambda row: (_known_until(reports, row), *_age(reports, row), row.row))
    return _overlaid(rows)


def _newest_catalogue(reports: Reports) -> dict[str, Entry]:
    """What is known of each procedure now: the newest export's line decides, of whatever day it speaks."""
    return _overlaid(sorted(reports.entries, key=lambda row: (*_age(reports, row), row.row)))


def _overlaid(rows: list[Entry]) -> dict[str, Entry]:
    known: dict[str, dict[str, object]] = {}
    for row in rows:
        said = {name: getattr(row, name) for name in Entry.__dataclass_fields__}
        before = known.get(row.code, {})
        known[row.code] = {
            name: before.get(name) if name in _TOLD and value is None else value for name, value in said.items()
        }
    return {code: Entry(**said) for code, said in known.items()}


def _procedure_parts(key: str, one: Entry) -> Parts | None:
    """Numerator and denominator of one procedure, None where it says nothing of the figure."""
    internal = one.is_internal is True
    if key in CATALOGUE:
        of_internal, column = CATALOGUE[key]
        answer = getattr(one, column)
        return None if internal is not of_internal or answer is None else (int(answer), 1)
    if internal:
        return None
    if key == "declared_info_reduction_rate":
        if one.fields_before is None or one.fields_after is None:
            return None
        return one.fields_before - one.fields_after, one.fields_before
    if key == "online_procedure_coverage":
        return (int(one.is_online), 1) if one.is_eligible_online and one.is_online is not None else None
    if key == "online_payment_procedure_coverage":
        return (int(one.has_online_payment), 1) if one.has_fee and one.has_online_payment is not None else None
    if key == "e_processing_procedure_coverage":
        return (int(one.service_level in ("full", "partial")), 1) if one.service_level else None
    return None


def _district_levels(one: Entry) -> list[str | None]:
    return [None] if one.level is None else [part for part in ("district", "commune") if part in one.level.split("; ")]


def _catalogue(reports: Reports, key: str, last: date) -> list[Piece]:
    found = []
    for one in _catalogue_at(reports, last).values():
        parts = _procedure_parts(key, one)
        for level in _district_levels(one) if parts else ():
            found.append(
                Piece(
                    numerator=parts[0], denominator=parts[1], level=level, field=one.field,
                    field_group=group_of(one.field) or "khac", procedure=one.name,
                )
            )  # fmt: skip
    return found


def _first_in_catalogue(reports: Reports, key: str) -> date:
    """First day on which the catalogue tells a figure."""
    days = sorted({_known_until(reports, row) for row in reports.entries})
    return next((day for day in days if _catalogue(reports, key, day)), date.max)


def _progress(reports: Reports, key: str, last: date) -> list[Piece]:
    if last >= _first_in_catalogue(reports, key):
        return []
    rows = sorted(reports.progress, key=lambda row: (*_age(reports, row), row.row))
    newest = {(row.item, row.unit, row.token): row for row in rows}.values()
    if key == "milestone_status":
        return [piece for item in MILESTONES for piece in _standing(newest, (item,), key, last)]
    items = tuple(item for item, figure in (RATES | VALUES).items() if figure == key)
    return _standing(newest, items, key, last)


def _says_something(row: Progress, key: str) -> bool:
    if key == "milestone_status":
        return row.status is not None
    if row.numerator is None:
        return False
    if key in VALUES.values():
        return key == "par_index_score" or float(row.numerator).is_integer()
    return row.denominator is not None and float(row.numerator).is_integer() and float(row.denominator).is_integer()


def _standing(rows: Iterable[Progress], items: tuple[str, ...], key: str, last: date) -> list[Piece]:
    """The newest line of each unit in the year, day after day; the whole district and its units replace each other."""
    said = [
        row for row in rows
        if row.item in items and _says_something(row, key) and span(row.token)[1] <= last
        and span(row.token)[1].year == last.year == PLAN_YEAR and not (key.startswith("par_index") and row.unit)
    ]  # fmt: skip
    stand: dict[str | None, Progress] = {}
    for day in sorted({span(row.token)[1] for row in said}):
        today: dict[str | None, Progress] = {}
        for row in sorted(said, key=lambda row: (span(row.token)[0], row.item)):
            if span(row.token)[1] == day:
                today.setdefault(row.unit, row)
        if set(today) == {None}:
            stand = {}
        else:
            today.pop(None, None)
            stand.pop(None, None)
        stand |= today
    return [_reported(row, key) for row in stand.values()]


def _reported(row: Progress, key: str) -> Piece:
    level = levels()[row.unit] if row.unit else ("district" if row.item in DISTRICT_TARGETS else None)
    if key == "milestone_status":
        return Piece(numerator=int(row.status == "done"), denominator=1, unit=row.unit, level=level)
    bottom = 1 if key in VALUES.values() else int(row.denominator)
    return Piece(numerator=row.numerator, denominator=bottom, unit=row.unit, level=level)
