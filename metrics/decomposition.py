"""What changed between two periods: rates taken apart into parts that add up exactly, and dossiers that came and went.

A rate of a whole moves because its slices (fields, communes) get better or worse, or because their shares of the cases
move: the rate part and the mix part. Source: E. M. Kitagawa, Journal of the American Statistical Association 50 (1955),
1168-1194: each effect is weighed with the midpoint of both periods, so that nothing is left over, no period is the
yardstick, and looking backwards gives the same parts with the other sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from metrics import wording
from metrics.held import Reader
from metrics.indicator import Indicator, rates
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from warehouse.period import Period

Counts = tuple[int, int]
"""Numerator and denominator."""

DIMENSION_WORDS = {
    Dimension.FIELD: "lĩnh vực",
    Dimension.FIELD_GROUP: "nhóm lĩnh vực",
    Dimension.COMMUNE: "xã, thị trấn",
    Dimension.UNIT: "đơn vị",
    Dimension.LEVEL: "cấp",
    Dimension.PROCEDURE: "thủ tục",
    Dimension.CHANNEL: "hình thức nộp",
}
"""What the slices of a dimension are called in a sentence."""

FLOW_COLUMNS = (
    "dossier_code", "unit", "field", "field_group", "procedure", "received_on", "due_on", "ended_on", "came", "went",
    "load_id", "source_sheet", "source_row",
)  # fmt: skip
"""Columns of `flow`, in order."""


WAYS = ("left", "entered", "stayed")
"""What a dossier may have done between two periods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Dossiers that stood in a period, and in another one after it.

    `left` stood in the first alone, `entered` in the second alone, each counted by how they stand at the end of the
    second: resolved, withdrawn, undated (done, without a day) or open.
    """

    left: Mapping[str, int]
    entered: Mapping[str, int]
    stayed: int

    @property
    def before(self) -> int:
        """Dossiers in the first period."""
        return sum(self.left.values()) + self.stayed

    @property
    def after(self) -> int:
        """Dossiers in the second period."""
        return sum(self.entered.values()) + self.stayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One slice in both periods, and how much of the whole's change (in points) it explains by rate and by mix."""

    key: str | None
    before: Counts
    after: Counts
    rate_points: Fraction
    mix_points: Fraction

    @property
    def points(self) -> Fraction:
        """Both parts together."""
        return self.rate_points + self.mix_points

    @property
    def direction(self) -> int | None:
        """Whether the slice's own rate went up (1), down (-1) or stayed (0); None without cases in one period."""
        if not (self.before[1] and self.after[1]):
            return None
        change = Fraction(*self.after) - Fraction(*self.before)
        return (change > 0) - (change < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of a whole's rate in points, taken apart by slice.

    `rate_points + mix_points = after_pct - before_pct`, exactly; each is the sum over `parts`.
    """

    before_pct: Fraction
    after_pct: Fraction
    parts: tuple[Part, ...]

    @property
    def points(self) -> Fraction:
        """Change of the whole."""
        return self.after_pct - self.before_pct

    @property
    def rate_points(self) -> Fraction:
        """What the slices' own rates moved."""
        return sum((part.rate_points for part in self.parts), Fraction(0))

    @property
    def mix_points(self) -> Fraction:
        """What their shares of the cases moved."""
        return sum((part.mix_points for part in self.parts), Fraction(0))

    @property
    def is_paradox(self) -> bool:
        """Whether no slice with cases in both periods went the way that the whole did (Simpson's paradox)."""
        way = (self.points > 0) - (self.points < 0)
        directions = [part.direction for part in self.parts if part.direction is not None]
        return way != 0 and bool(directions) and all(direction != way for direction in directions)


def decompose(before: Mapping[str | None, Counts], after: Mapping[str | None, Counts]) -> Change | None:
    """Take the change of a ratio of sums apart; None when one of the periods has no cases.

    A slice's rate part is its change of rate times its mean share of the cases; its mix part is its change of share
    times the distance of its mean rate from the mean rate of the whole, so that growing counts against the whole only
    where the slice is worse than it. A slice without cases in one period has no rate to change: all of it is mix.
    Parts are ordered by key, those without one last.

    Both fields better, the whole worse: A goes from 90 to 92 % and from 50 to 10 of a hundred cases, B from 50 to
    54 % and from 50 to 90. Rates: 2 x 0,3 + 4 x 0,7 = 3,4. Mix: A 91, B 52, whole (70 + 57,8)/2 = 63,9, so
    -0,4 x 27,1 + 0,4 x -11,9 = -15,6. Together 57,8 - 70 = -12,2.

    >>> change = decompose({"A": (45, 50), "B": (25, 50)}, {"A": (46, 50), "B": (243, 450)})
    >>> [float(points) for points in (change.rate_points, change.mix_points, change.points)]
    [3.4, -15.6, -12.2]
    >>> change.is_paradox
    True
    """
    totals = [tuple(map(sum, zip((0, 0), *counts.values(), strict=True))) for counts in (before, after)]
    if not all(cases for _, cases in totals):
        return None
    whole = [Fraction(*total) for total in totals]
    parts = []
    for key in sorted({*before, *after}, key=lambda key: (key is None, key or "")):
        old, new = before.get(key, (0, 0)), after.get(key, (0, 0))
        if not (old[1] or new[1]):
            continue
        shares = [Fraction(counts[1], total[1]) for counts, total in zip((old, new), totals, strict=True)]
        own = [Fraction(*(counts if counts[1] else other)) for counts, other in ((old, new), (new, old))]
        distance = (own[0] + own[1] - whole[0] - whole[1]) / 2
        parts.append(
            Part(
                key=key,
                before=old,
                after=new,
                rate_points=100 * (own[1] - own[0]) * (shares[0] + shares[1]) / 2,
                mix_points=100 * (shares[1] - shares[0]) * distance,
            )
        )
    return Change(before_pct=100 * whole[0], after_pct=100 * whole[1], parts=tuple(parts))


def in_words(change: Change, slices: str) -> str:
    """Say a change with its two parts, and a paradox where there is one; `slices` are what it is taken apart by.

    >>> change = decompose({"A": (45, 50), "B": (25, 50)}, {"A": (46, 50), "B": (243, 450)})
    >>> for clause in in_words(change, "lĩnh vực").split("; "):
    ...     print(clause.replace(wording.NBSP, " "))
    Giảm 12,20 điểm: do tỷ lệ từng lĩnh vực +3,40, do cơ cấu hồ sơ −15,60
    không lĩnh vực nào giảm mà tỷ lệ chung giảm: do cơ cấu hồ sơ
    """
    if change.points == 0:
        head = "Không đổi"
    else:
        head = f"{'Tăng' if change.points > 0 else 'Giảm'} {wording.points(float(abs(change.points))).lstrip('+')}"
    rate, mix = wording.gap(float(change.rate_points)), wording.gap(float(change.mix_points))
    said = f"{head}: do tỷ lệ từng {slices} {rate}, do cơ cấu hồ sơ {mix}"
    if not change.is_paradox:
        return said
    way = "tăng" if change.points > 0 else "giảm"
    return f"{said}; không {slices} nào {way} mà tỷ lệ chung {way}: do cơ cấu hồ sơ"


def as_table(change: Change) -> pd.DataFrame:
    """Return the parts as a table for a chart: one row a slice, in order of the parts.

    Columns: key, before_numerator, before_denominator, after_numerator, after_denominator, rate_points, mix_points,
    points (floats; the exact sums are those of the change).

    >>> as_table(decompose({"A": (1, 2)}, {"A": (2, 2)}))[["key", "rate_points", "mix_points"]].values.tolist()
    [['A', 50.0, 0.0]]
    """
    rows = [
        (part.key, *part.before, *part.after, float(part.rate_points), float(part.mix_points), float(part.points))
        for part in change.parts
    ]
    names = ["before_numerator", "before_denominator", "after_numerator", "after_denominator"]
    return pd.DataFrame(rows, columns=["key", *names, "rate_points", "mix_points", "points"])


def between(
    con: Reader,
    indicator: Indicator,
    before: Period,
    after: Period,
    by: Dimension,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> Change | None:
    """Take the change of an indicator between two periods apart by one dimension of its cases, from the rollup.

    By commune, what the district's agencies do is the slice without a key. None when one of the periods has no cases.

    Raises:
        ValueError: `by` is a dimension of time or of the plan, or the variant does not exist.
    """
    if by not in DIMENSION_WORDS:
        raise ValueError(f'Không tách thay đổi theo "{by.value}" được.')
    old, new = (
        {
            None if pd.isna(key) else str(key): (int(hits), int(cases))
            for key, hits, cases in zip(table[by.value], table["numerator"], table["denominator"], strict=True)
        }
        for table in (
            rates(con, indicator, period, (by,), variant=variant, compare=compare, scope=scope)
            for period in (before, after)
        )
    )
    return decompose(old, new)


def flow(con: Reader, period: Period, *, scope: Scope = EVERYTHING) -> pd.DataFrame:
    """List every dossier that stood in the stock of a period: how it came in and how it went.

    `came`: carried_over or received; `went`: resolved, undated (done, without a day), withdrawn, or open at the end.
    Counted by came or by went the rows are the counts of these names in `metrics.timeliness.balance`.

    Returns one row per dossier, ordered by unit, reception, code, with FLOW_COLUMNS; read from facts.
    """
    where, values = limited(scope)
    return con.execute(
        f"""
        SELECT
            dossier_code, unit_code AS unit, field, field_group, procedure, received_on, due_on, ended_on,
            CASE WHEN received_on >= $start THEN 'received' ELSE 'carried_over' END AS came,
            CASE
                WHEN ended_on IS NULL OR ended_on >= $end THEN 'open'
                WHEN state = 'withdrawn' THEN 'withdrawn'
                WHEN is_undated THEN 'undated'
                ELSE 'resolved'
            END AS went,
            load_id, source_sheet, source_row
        FROM core_dossier
        WHERE state NOT IN ('not_accepted', 'unknown')
          AND received_on < $end AND (ended_on IS NULL OR ended_on >= $start){where}
        ORDER BY unit_code, received_on, dossier_code
        """,
        {"start": period.start, "end": period.end, **values},
    ).df()[list(FLOW_COLUMNS)]


def exchange(con: Reader, before: Period, after: Period, *, scope: Scope = EVERYTHING) -> Exchange:
    """Count the dossiers that stood in one of two periods or in both, the earlier one first."""
    columns, where, values = _exchanged(before, after, scope)
    rows = con.execute(
        f"SELECT way, how, sum(dossiers) FROM (SELECT dossiers, {columns} FROM dossier_span {where}) GROUP BY way, how",
        values,
    ).fetchall()
    counts: dict[str, dict[str, int]] = {"left": {}, "entered": {}, "stayed": {}}
    for way, how, number in rows:
        counts[way][how] = int(number)
    return Exchange(left=counts["left"], entered=counts["entered"], stayed=sum(counts["stayed"].values()))


def exchanged(
    con: Reader,
    before: Period,
    after: Period,
    way: str,
    *,
    scope: Scope = EVERYTHING,
    limit: int,
) -> list[str]:
    """Return the codes of at most `limit` dossiers that left, entered or stayed, ordered by unit, reception, code.

    Raises:
        ValueError: `way` is none of the three.
    """
    if way not in WAYS:
        raise ValueError(f'Không có loại "{way}". Các loại: {", ".join(WAYS)}.')
    columns, where, values = _exchanged(before, after, scope)
    rows = con.execute(
        f"SELECT dossier_code FROM (SELECT dossier_code, unit_code, received_on, {columns} FROM core_dossier {where}) "
        "WHERE way = $way ORDER BY unit_code, received_on, dossier_code LIMIT $most",
        {**values, "way": way, "most": limit},
    ).fetchall()
    return [str(code) for (code,) in rows]


def _exchanged(before: Period, after: Period, scope: Scope) -> tuple[str, str, dict[str, date | str | list[str]]]:
    if (before.start, before.end) > (after.start, after.end):
        raise ValueError(f"Kỳ trước ({before.label}) phải đứng trước kỳ sau ({after.label}).")
    limits, values = limited(scope)
    in_before = "(received_on < $end AND (ended_on IS NULL OR ended_on >= $start))"
    in_after = "(received_on < $later_end AND (ended_on IS NULL OR ended_on >= $later_start))"
    columns = f"""
        CASE WHEN NOT {in_after} THEN 'left' WHEN NOT {in_before} THEN 'entered' ELSE 'stayed' END AS way,
        CASE
            WHEN ended_on IS NULL OR ended_on >= $later_end THEN 'open'
            WHEN state = 'withdrawn' THEN 'withdrawn'
            WHEN is_undated THEN 'undated'
            ELSE 'resolved'
        END AS how
    """
    where = f"WHERE state NOT IN ('not_accepted', 'unknown') AND ({in_before} OR {in_after}){limits}"
    days: dict[str, date | str | list[str]] = {
        "start": before.start, "end": before.end, "later_start": after.start, "later_end": after.end,
    }  # fmt: skip
    return columns, where, {**values, **days}


def limited(scope: Scope) -> tuple[str, dict[str, date | str | list[str]]]:
    """Return a scope as conditions on core_dossier (each with its AND in front) and their values by name."""
    where: list[str] = []
    values: dict[str, date | str | list[str]] = {}
    if scope.level is not None:
        where.append(" AND level = $level")
        values["level"] = scope.level
    for column, allowed in (("field_group", scope.field_groups), ("field", scope.fields), ("unit_code", scope.units)):
        if allowed is not None:
            where.append(f" AND list_contains(${column}, {column})")
            values[column] = list(allowed)
    return "".join(where), values
