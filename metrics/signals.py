"""Signals (dấu hiệu): which months of a rate differ from its usual variation, and what may be expected of it.

An individuals chart (XmR) with limits locked on the first twelve months. Source: D. J. Wheeler, Understanding Variation
(1993); words after NHS England, Making Data Count: variation and assurance are two marks, and neither is a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise

from metrics.held import Reader
from metrics.indicator import Indicator, rates
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from warehouse.period import Period

LIMIT_FACTOR = Fraction("2.66")
"""Limits are the centre ± 2,66 mean moving ranges: three standard deviations, for a range of two is 1,128 of them."""

BASELINE = 12
"""Months that lock the limits; with fewer they are provisional ("tạm tính") and move with every month."""

LEAST = 4
"""Fewest months for any limits; a setting of this product."""

RUN = 8
"""Months in a row on one side of the centre that are a signal.

Two rules and no more: a month outside the limits (about 3 false alarms in 1.000 months), eight in a row on one side
(Western Electric's fourth rule, 1 in 128). Two of three near a limit is left out: rates near 100 lean to one side, so
it would cry wolf, and a year has only twelve months.
"""


class Variation(StrEnum):
    """What the last month is part of."""

    USUAL = "usual"
    BETTER = "better"
    WORSE = "worse"
    UNKNOWN = "unknown"


class Assurance(StrEnum):
    """Where the target stands against the usual variation."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"
    UNKNOWN = "unknown"


VARIATION_WORDS = {
    Variation.USUAL: "dao động thường",
    Variation.BETTER: "có dấu hiệu tốt lên",
    Variation.WORSE: "có dấu hiệu kém đi",
    Variation.UNKNOWN: "chưa đủ tháng để biết dao động",
}
"""The marks of variation in words."""

ASSURANCE_WORDS = {
    Assurance.ALWAYS: "dao động thường nằm trọn trong mức đạt",
    Assurance.SOMETIMES: "dao động thường có lúc đạt, có lúc không",
    Assurance.NEVER: "dao động thường nằm trọn ngoài mức đạt",
    Assurance.UNKNOWN: "chưa đủ tháng hoặc không có chỉ tiêu để so",
}
"""The marks of assurance in words: what is, and no promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The usual range of a monthly rate (0-100), and of how many months it is made; provisional below twelve."""

    low: float
    centre: float
    high: float
    months: int

    @property
    def is_provisional(self) -> bool:
        """Whether the limits still move with every month."""
        return self.months < BASELINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month with cases: its counts, its rate (0-100), and the signals that it is part of.

    `side`: above the centre 1, below -1, on it (or without limits) 0.
    """

    token: str
    numerator: int
    denominator: int
    rate_pct: float
    side: int
    is_outside: bool
    is_in_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A rate by month with its limits (None with fewer than four months) and its two marks."""

    months: tuple[Month, ...]
    limits: Limits | None
    variation: Variation
    assurance: Assurance


def limits(counts: Sequence[tuple[int, int]]) -> Limits | None:
    """Return the usual range of monthly counts (numerator, denominator), from the first twelve with cases.

    The centre is Σ numerator ÷ Σ denominator, as every rate of ours, and not the mean of the months' rates: with
    months of one size both are the same.

    Months of a hundred: 98, 97, 99, 98. Centre 98; moving ranges 1, 2, 1, their mean 4/3, times 2,66 is 3,55.

    >>> usual = limits([(98, 100), (97, 100), (99, 100), (98, 100)])
    >>> round(usual.low, 2), round(usual.centre, 2), round(usual.high, 2), usual.is_provisional
    (94.45, 98.0, 100.0, True)
    """
    found = _limits(counts)
    if found is None:
        return None
    low, centre, high = (float(bound) for bound in found)
    return Limits(low=low, centre=centre, high=high, months=min(BASELINE, sum(cases > 0 for _, cases in counts)))


def chart(
    months: Sequence[tuple[str, int, int]], target_pct: float | None = None, *, higher_is_better: bool = True
) -> Chart:
    """Find the signals of a rate by month: (token, numerator, denominator) in order; months without cases are left out.

    A month on the centre belongs to neither side and ends a run.

    Twelve months of 97 and 99 in turn, then 90: the limits are 98 ± 2,66 x 2, so 92,68 to 100 (103,32 cannot be).

    >>> year = [(f"2022-{month:02}", 97 + 2 * (month % 2), 100) for month in range(1, 13)]
    >>> found = chart([*year, ("2023-01", 90, 100)], 98)
    >>> round(found.limits.low, 2), found.months[-1].is_outside, found.variation.value, found.assurance.value
    (92.68, True, 'worse', 'sometimes')
    """
    known = [(token, hits, cases) for token, hits, cases in months if cases]
    counts = [(hits, cases) for _, hits, cases in known]
    exact = _limits(counts)
    monthly = [_rate(hits, cases) for hits, cases in counts]
    sides = [0 if exact is None else (rate > exact[1]) - (rate < exact[1]) for rate in monthly]
    runs = [side != 0 and length >= RUN for side, length in _runs(sides) for _ in range(length)]
    found = tuple(
        Month(
            token=token,
            numerator=hits,
            denominator=cases,
            rate_pct=float(rate),
            side=side,
            is_outside=exact is not None and not exact[0] <= rate <= exact[2],
            is_in_run=in_run,
        )
        for (token, hits, cases), rate, side, in_run in zip(known, monthly, sides, runs, strict=True)
    )
    usual = limits(counts)
    return Chart(
        months=found,
        limits=usual,
        variation=_variation(found, usual, higher_is_better),
        assurance=_assurance(usual, target_pct, higher_is_better),
    )


def by_month(
    con: Reader,
    indicator: Indicator,
    period: Period,
    target_pct: float | None = None,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> Chart:
    """Chart an indicator by month from the start of the year before to the end of a period, from the rollup.

    So the months of last year lock the limits that this year is held against; where they are missing, this year's own
    months do, provisionally.
    """
    last_year = period.whole_year().year_before()
    span = Period.between(last_year.start, period.last, period.calendar)
    table = rates(con, indicator, span, (Dimension.MONTH,), variant=variant, compare=compare, scope=scope)
    months = [
        (str(token), int(hits), int(cases))
        for token, hits, cases in zip(table["month"], table["numerator"], table["denominator"], strict=True)
    ]
    return chart(months, target_pct, higher_is_better=indicator.higher_is_better)


def _rate(numerator: int, denominator: int) -> Fraction:
    return Fraction(100 * int(numerator), int(denominator))


def _limits(counts: Sequence[tuple[int, int]]) -> tuple[Fraction, Fraction, Fraction] | None:
    """Low, centre and high as exact numbers, so that a month equal to a limit is never outside by rounding."""
    known = [(hits, cases) for hits, cases in counts if cases][:BASELINE]
    if len(known) < LEAST:
        return None
    centre = _rate(sum(hits for hits, _ in known), sum(cases for _, cases in known))
    ranges = [abs(_rate(*one) - _rate(*following)) for one, following in pairwise(known)]
    reach = LIMIT_FACTOR * sum(ranges, Fraction(0)) / len(ranges)
    return max(Fraction(0), centre - reach), centre, min(Fraction(100), centre + reach)


def _runs(sides: Sequence[int]) -> list[tuple[int, int]]:
    return [(side, len(list(group))) for side, group in groupby(sides)]


def _variation(months: Sequence[Month], usual: Limits | None, higher_is_better: bool) -> Variation:
    if usual is None or not months:
        return Variation.UNKNOWN
    last = months[-1]
    if not (last.is_outside or last.is_in_run):
        return Variation.USUAL
    return Variation.BETTER if (last.side > 0) == higher_is_better else Variation.WORSE


def _assurance(usual: Limits | None, target_pct: float | None, higher_is_better: bool) -> Assurance:
    if usual is None or target_pct is None:
        return Assurance.UNKNOWN
    best, worst = (usual.high, usual.low) if higher_is_better else (-usual.low, -usual.high)
    goal = target_pct if higher_is_better else -target_pct
    if worst >= goal:
        return Assurance.ALWAYS
    return Assurance.NEVER if best < goal else Assurance.SOMETIMES
