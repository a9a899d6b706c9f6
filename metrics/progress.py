"""Progress reports: what units have said of a target or task, and which of it stands at the end of a period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby

from metrics.held import Reader
from warehouse.period import Period, UnknownPeriodError


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One line of a progress report: of a target (CT4.03) or a task (PL.7), by one unit, for one period.

    `unit` None: the whole district speaks. `numerator` is the value itself where the target is no share. `status`:
    not_started, in_progress, done, overdue, as printed. `value_2022` is what the line gives for that year.
    """

    item: str
    period: Period
    unit: str | None = None
    level: str | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value_2022: Fraction | None = None
    status: str | None = None
    evidence: str | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of a progress report as one load brought it, whether or not it still counts.

    `period` None: the line and its load name none that is known. `unit` is the name in the newest list of units, None
    for the whole district; `status` as in Report; `loaded_at` in UTC. `is_withdrawn`: the load was taken back.
    """

    period: Period | None
    unit: str | None
    status: str | None
    evidence: str | None
    finished_on: date | None
    file: str
    loaded_at: datetime
    loaded_by: str
    is_withdrawn: bool


def history(con: Reader, item: str, units: Sequence[str] | None = None) -> list[Told]:
    """Return every line that any load brought of one target or task, the newest load first.

    `units` limits the lines to those of some units and of the whole district.
    """
    rows = con.execute(
        """
        SELECT
            coalesce(line.period, loads.period), unit.name, line.status, line.evidence, line.finished_on,
            loads.file, loads.loaded_at, loads.loaded_by, counted_load.load_id IS NULL
        FROM fact_progress AS line
        INNER JOIN loads ON loads.load_id = line.load_id
        LEFT JOIN counted_load ON counted_load.load_id = line.load_id
        LEFT JOIN (
            SELECT code, max_by(name, valid_from) AS name FROM ref_unit WHERE type <> 'district' GROUP BY code
        ) AS unit ON unit.code = line.unit_code
        WHERE line.item = $item AND ($units IS NULL OR unit.code IS NULL OR list_contains($units, unit.code))
        ORDER BY loads.loaded_at DESC, line.source_sheet, line.source_row
        """,
        {"item": item, "units": None if units is None else list(units)},
    ).fetchall()
    return [
        Told(
            period=_period(token),
            unit=unit,
            status=status,
            evidence=evidence,
            finished_on=finished_on,
            file=file,
            loaded_at=loaded_at,
            loaded_by=loaded_by,
            is_withdrawn=is_withdrawn,
        )
        for token, unit, status, evidence, finished_on, file, loaded_at, loaded_by, is_withdrawn in rows
    ]


def reports(con: Reader) -> list[Report]:
    """Read every line that counts, ordered by item, last day, unit. Lines without a known period are left out.

    The district's own code stands for the whole district.
    """
    rows = con.execute(
        """
        SELECT
            item, period, unit.code, unit.level, numerator, denominator, value_2022, status, evidence, finished_on
        FROM live_progress AS line
        LEFT JOIN (
            SELECT code, min(level) AS level FROM ref_unit WHERE type <> 'district' GROUP BY code
        ) AS unit ON unit.code = line.unit_code
        ORDER BY item, period, unit.code
        """
    ).fetchall()
    found = []
    for item, token, unit, level, numerator, denominator, value_2022, status, evidence, finished_on in rows:
        period = _period(token)
        if period is None:
            continue
        found.append(
            Report(
                item=item,
                period=period,
                unit=unit,
                level=level,
                numerator=_exact(numerator),
                denominator=_exact(denominator),
                value_2022=_exact(value_2022),
                status=status,
                evidence=evidence,
                finished_on=finished_on,
            )
        )
    return sorted(found, key=lambda line: (line.item, line.period.last, line.unit or ""))


def standing(lines: Iterable[Report], period: Period) -> list[Report]:
    """Return the lines of one item that stand at the end of a period: of its year, the newest of each unit.

    A line of the whole district takes the place of those before it; so does a unit's line of an older one of the
    district. Of lines that end on one day the units' count before the district's, and the longest period.

    >>> first = Report(item="CT4.03", unit="26425", period=Period.parse("2023-Q1"), numerator=Fraction(3))
    >>> later = Report(item="CT4.03", unit="26425", period=Period.parse("2023-H1"), numerator=Fraction(7))
    >>> [int(line.numerator) for line in standing([first, later], Period.parse("2023-9M"))]
    [7]
    >>> whole = Report(item="CT4.03", period=Period.parse("2023-9M"), numerator=Fraction(40))
    >>> [int(line.numerator) for line in standing([first, later, whole], Period.parse("2023-9M"))]
    [40]
    """
    known = [line for line in lines if line.period.last <= period.last and line.period.year == period.year]
    known.sort(key=lambda line: (line.period.last, line.period.start))
    stand: dict[str | None, Report] = {}
    for _, day in groupby(known, key=lambda line: line.period.last):
        newest: dict[str | None, Report] = {}
        for line in day:
            newest.setdefault(line.unit, line)
        if set(newest) - {None}:
            newest.pop(None, None)
            stand.pop(None, None)
        else:
            stand.clear()
        stand |= newest
    return [stand[unit] for unit in sorted(stand, key=str)]


def total(values: Sequence[Fraction | None]) -> Fraction | None:
    """Add up what several units have said, None when one of them said nothing: a part is not the whole.

    >>> total([Fraction(2), Fraction(3)])
    Fraction(5, 1)
    >>> total([Fraction(2), None]) is None, total([]) is None
    (True, True)
    """
    known = [value for value in values if value is not None]
    return sum(known, Fraction()) if known and len(known) == len(values) else None


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def _period(token: str | None) -> Period | None:
    try:
        return Period.parse(token) if token else None
    except UnknownPeriodError:
        return None
