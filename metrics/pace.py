"""Pace (nhịp độ): how many more misses a yearly target can bear, counted in whole cases and never in percent.

A miss is a case that counts against the target: a late dossier, one not filed online. For a rate that must stay low
it is a case in the numerator.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from metrics.held import Reader
from metrics.indicator import Indicator, rates
from metrics.measures import EVERYTHING, Compare, Dimension, Scope, Term, When
from metrics.rollup import monthly, totals
from warehouse.period import Period


class State(StrEnum):
    """Where a year stands on the way to its target."""

    HOLD = "hold"
    CATCH_UP = "catch_up"
    SLOW = "slow"
    OUT_OF_REACH = "out_of_reach"
    ON_PACE = "on_pace"


STATE_WORDS = {
    State.HOLD: "giữ mức",
    State.CATCH_UP: "kịp nếu bù",
    State.SLOW: "chậm",
    State.OUT_OF_REACH: "đã không thể đạt",
    State.ON_PACE: "đúng nhịp",
}
"""The states in words.

For rates of a flow (`pace`): giữ mức, the rate meets its target now; kịp nếu bù, below it, but what is left of the
year can make up for it; chậm, only if the year brings more cases than the low expectation; đã không thể đạt, not even
if every expected case is a hit. For work done step by step (`progress`): giữ mức, done; đúng nhịp, chậm.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How many cases a whole year is expected to bring, from `low` to `high`, and what that is taken from, in words."""

    low: int
    high: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a yearly target still allows; every pair is for the low and the high expected volume of the year.

    `used` misses so far of `allowed`; `left` is what remains (negative: how many are too many). `required_pct` is the
    rate that the rest of the year needs (0-100; None where no case is left or the target is out of reach).
    `recovery` hits in a row bring today's rate back to the target: 0 when it stands there, None when no number would.
    """

    numerator: int
    denominator: int
    target: Fraction
    volume: Volume
    used: int
    allowed: tuple[int, int]
    left: tuple[int, int]
    required_pct: tuple[float | None, float | None]
    recovery: int | None
    state: State

    @property
    def still_allowed(self) -> int:
        """Misses that the year can bear for certain: those left at the low volume, never below 0."""
        return max(0, self.left[0])

    @property
    def projected(self) -> tuple[int, int]:
        """Misses of the whole year if the rest misses as often as until now, at the low and the high volume."""
        low, high = (Fraction(self.used * cases, self.denominator) for cases in (self.volume.low, self.volume.high))
        return floor(low), ceil(high)


def allowed_misses(denominator: int, target: Fraction, *, higher_is_better: bool = True) -> int:
    """Return the most cases that may miss while the target (0-100) is still met.

    >>> allowed_misses(9_362, Fraction(98))  # two of a hundred: 187.24
    187
    >>> allowed_misses(1_000, Fraction("99.5"))
    5
    >>> allowed_misses(1_000, Fraction(2), higher_is_better=False)  # at most 2 % may be hits
    20
    """
    return floor(denominator * _share(target, higher_is_better) / 100)


def misses(numerator: int, denominator: int, *, higher_is_better: bool = True) -> int:
    """Return how many cases count against the target.

    >>> misses(9_120, 9_362)
    242
    """
    return denominator - numerator if higher_is_better else numerator


def recovery(numerator: int, denominator: int, target: Fraction, *, higher_is_better: bool = True) -> int | None:
    """Return how many cases in a row, all hits, bring the rate back to its target; None when no number does.

    242 late of 9.362 at 98 %: 242 are two of a hundred of 12.100, so 12.100 - 9.362 = 2.738 more on time.

    >>> recovery(9_120, 9_362, Fraction(98))
    2738
    >>> recovery(98, 100, Fraction(98))
    0
    >>> recovery(99, 100, Fraction(100)) is None
    True
    """
    share = _share(target, higher_is_better)
    used = misses(numerator, denominator, higher_is_better=higher_is_better)
    if share == 0:
        return None if used else 0
    return max(0, ceil(100 * used / share) - denominator)


def volume_like_last_year(denominator: int, so_far: int, last_so_far: int, last_rest: int) -> Volume:
    """Expect the rest of the year to be as large as last year's rest, or as large in proportion to what came before.

    `denominator` cases count now; `so_far` new cases came this year until now, `last_so_far` last year until the
    same day, `last_rest` from then to its end (not 0: last_so_far).

    600 now, 500 until the same day last year and 450 after it: 450 more, or 600 x 450/500 = 540 more.

    >>> volume = volume_like_last_year(600, 600, 500, 450)
    >>> (volume.low, volume.high)
    (1050, 1140)
    """
    rests = (Fraction(last_rest), Fraction(so_far * last_rest, last_so_far))
    return Volume(
        low=denominator + floor(min(rests)), high=denominator + ceil(max(rests)), basis="theo nhịp hồ sơ năm trước"
    )


def volume_at_run_rate(denominator: int, months: Sequence[tuple[int, int]], rest_days: int) -> Volume:
    """Expect the rest of the year to go on as in the slowest or as in the fastest month so far.

    `months` are (days, new cases) of each month so far, `rest_days` the days to the end of the year.

    310 cases in 31 days and 140 in 28, 306 days left: 5 or 10 a day.

    >>> volume = volume_at_run_rate(450, [(31, 310), (28, 140)], 306)
    >>> (volume.low, volume.high)
    (1980, 3510)
    """
    daily = [Fraction(cases, days) for days, cases in months]
    return Volume(
        low=denominator + floor(min(daily) * rest_days),
        high=denominator + ceil(max(daily) * rest_days),
        basis="theo tháng ít nhất và tháng nhiều nhất từ đầu năm",
    )


def pace(
    numerator: int, denominator: int, target: Fraction, volume: Volume, *, higher_is_better: bool = True
) -> Pace | None:
    """Hold the misses so far against those that the year allows; None before the first case.

    242 late of 9.362, 12.000 to 13.000 expected, target 98 %: 240 to 260 may be late, so 2 too many to 18 left;
    the other 3.638 need (3.638 - 18)/3.638 on time.

    >>> one = pace(9_120, 9_362, Fraction(98), Volume(low=12_000, high=13_000, basis="ví dụ"))
    >>> (one.used, one.allowed, one.left, one.state.value)
    (242, (240, 260), (-2, 18), 'slow')
    >>> [None if rate is None else round(rate, 2) for rate in one.required_pct]
    [None, 99.51]
    >>> one.projected  # 310,2 and 336,04
    (310, 337)
    """
    if denominator == 0:
        return None
    used = misses(numerator, denominator, higher_is_better=higher_is_better)
    allowed = [allowed_misses(cases, target, higher_is_better=higher_is_better) for cases in (volume.low, volume.high)]
    left = (allowed[0] - used, allowed[1] - used)
    needed = recovery(numerator, denominator, target, higher_is_better=higher_is_better)
    return Pace(
        numerator=numerator,
        denominator=denominator,
        target=target,
        volume=volume,
        used=used,
        allowed=(allowed[0], allowed[1]),
        left=left,
        required_pct=(
            _required(volume.low - denominator, left[0], higher_is_better),
            _required(volume.high - denominator, left[1], higher_is_better),
        ),
        recovery=needed,
        state=_state(needed, left),
    )


def progress(numerator: int, denominator: int, target: Fraction, elapsed: Fraction) -> State:
    """Judge work that is done step by step over a year (units inspected, people trained) by the share of it gone by.

    80 % of 16 units are 13 (12,8 rounded up); half of the year asks for 7 (6,4 rounded up).

    >>> [progress(done, 16, Fraction(80), Fraction(1, 2)).value for done in (6, 7, 13)]
    ['slow', 'on_pace', 'hold']
    """
    if numerator >= ceil(denominator * target / 100):
        return State.HOLD
    return State.ON_PACE if numerator >= ceil(denominator * target * elapsed / 100) else State.SLOW


def of_year(
    con: Reader,
    indicator: Indicator,
    target: Fraction,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> Pace | None:
    """Return the pace of a year as it stands on the last day of a period, from its first day on; read from the rollup.

    The year's volume follows last year's where every month of last year has cases of this indicator, else this year's
    own months, or its days so far where files tell of longer periods only (a survey of a quarter). None: no case yet,
    or a rate over a stock, whose cases can all be mended (see `progress`).
    In the variants that count open overdue dossiers, some of these can still be withdrawn: then a miss goes away.
    """
    chosen = indicator.variant(variant)
    flow = tuple(term for term in chosen.denominator if term.when is When.PERIOD)
    if not flow:
        return None
    year = period.year_to_date()
    sums = {"numerator": chosen.numerator, "denominator": chosen.denominator, "flow": flow}
    found = totals(con, indicator.source, sums, year, compare=compare, scope=scope)
    numerator, denominator, so_far = (int(found[name]) for name in sums)
    if denominator == 0:
        return None
    whole, last, same = year.whole_year(), year.whole_year().year_before(), year.year_before()
    span = Period.between(last.start, year.last, year.calendar)
    cases = _by_month(con, indicator, flow, span, compare, scope)
    anywhere = cases if scope == EVERYTHING else _by_month(con, indicator, flow, last, compare, EVERYTHING)
    is_at_month_end = year.months()[-1] in whole.months()
    cut = cases if is_at_month_end else _by_month(con, indicator, flow, same, compare, scope)
    last_so_far = _total(cut, same)
    is_dated = _total(cases, year) == so_far
    if is_dated and last_so_far and all(month.token in anywhere for month in last.months()):
        volume = volume_like_last_year(denominator, so_far, last_so_far, _total(cases, last) - last_so_far)
    else:
        months = _whole_months(year, cases) if is_dated else [(year.n_days, so_far)]
        volume = volume_at_run_rate(denominator, months, (whole.end - year.end).days)
        if not is_dated:
            volume = replace(volume, basis="theo nhịp chung từ đầu năm")
    return pace(numerator, denominator, target, volume, higher_is_better=indicator.higher_is_better)


def to_date(
    con: Reader,
    indicator: Indicator,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> pd.DataFrame:
    """Return the misses and cases of a year added up month by month until the last day of a period, from the rollup.

    Returns one row per month, in order: month (token), used and denominator, both since the year's first day. What a
    file tells of longer periods only (a survey of a quarter) belongs to no month and is left out.

    Raises:
        ValueError: the variant counts a stock, whose months do not add up.
    """
    chosen = indicator.variant(variant)
    if any(term.when is not When.PERIOD for term in chosen.numerator + chosen.denominator):
        raise ValueError(f'Cách tính "{chosen.key}" có số hồ sơ tồn, không cộng dồn theo tháng được.')
    year = period.year_to_date()
    table = rates(con, indicator, year, (Dimension.MONTH,), variant=variant, compare=compare, scope=scope)
    table = table.set_index("month").reindex([month.token for month in year.months()], fill_value=0)
    hits, cases = table["numerator"].cumsum(), table["denominator"].cumsum()
    used = cases - hits if indicator.higher_is_better else hits
    return pd.DataFrame({"month": table.index, "used": used.to_numpy(), "denominator": cases.to_numpy()})


def _share(target: Fraction, higher_is_better: bool) -> Fraction:
    return 100 - target if higher_is_better else target


def _required(rest: int, left: int, higher_is_better: bool) -> float | None:
    if rest <= 0 or left < 0:
        return None
    may_miss = 100 * min(left, rest) / rest
    return 100 - may_miss if higher_is_better else may_miss


def _state(needed: int | None, left: tuple[int, int]) -> State:
    if left[1] < 0:
        return State.OUT_OF_REACH
    if needed == 0:
        return State.HOLD
    return State.CATCH_UP if left[0] >= 0 else State.SLOW


def _by_month(
    con: Reader,
    indicator: Indicator,
    flow: tuple[Term, ...],
    period: Period,
    compare: Compare,
    scope: Scope,
) -> dict[str, int]:
    """New cases of each month of a period that has any, by token."""
    found = monthly(con, indicator.source, {"cases": flow}, period, compare=compare, scope=scope)
    return {month: cases for month, (cases,) in found.items() if cases}


def _total(cases: dict[str, int], period: Period) -> int:
    return sum(cases.get(month.token, 0) for month in period.months())


def _whole_months(year: Period, cases: dict[str, int]) -> list[tuple[int, int]]:
    """Days and cases of each whole month; of the first month where none is whole yet."""
    every = year.whole_year().months()
    whole = [month for month in year.months() if month in every] or year.months()
    return [(month.n_days, cases.get(month.token, 0)) for month in whole]
