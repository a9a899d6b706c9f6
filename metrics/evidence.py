"""How much a rate of n cases can say: intervals, stated beside a verdict and never instead of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import ceil, exp, floor, lgamma, log, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

Z_95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""

MIN_N = 30
"""Fewest cases for a rank or a filled tile; a setting of this product, no legal source."""

NOT_ENOUGH = "chưa đủ bằng chứng"
"""The mark that stands beside an official verdict, never instead of it."""

WARNING, ALARM = 0.95, 0.998
"""Share of chance results inside the inner and the outer limits of a funnel. Source: D. J. Spiegelhalter, Statistics in
Medicine 24 (2005), 1185-1202."""

_STANDARD_DEVIATIONS = 12
"""Results further away than this are left out of the sums: together less than one in a thousand million."""


_ROUNDING = 1e-9
"""Relative error allowed to sums of chances, so that a chance equal to the limit counts as inside."""


class Evidence(StrEnum):
    """Whether a rate lies clearly on one side of its target, could lie on either, or has too few cases to say."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    FEW = "few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands beside a verdict: the kind, its words ("" where the evidence is clear) and why."""

    kind: Evidence
    words: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Place of one unit among those with enough cases (1 is best, equal rates share it), and from which to which.

    `best` and `worst` are the ends of its rank interval: the places that chance leaves open.
    """

    place: int
    best: int
    worst: int
    of: int


def wilson(numerator: int, denominator: int, z: float = Z_95) -> tuple[float, float] | None:
    """Return the Wilson score interval of a proportion in percent, None when there are no cases.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.

    >>> [round(bound, 2) for bound in wilson(90, 100)]
    [82.56, 94.48]
    >>> wilson(0, 0) is None
    True

    Raises:
        ValueError: numerator outside 0..denominator.
    """
    if denominator == 0:
        return None
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    share = numerator / denominator
    centre = share + z * z / (2 * denominator)
    half = z * sqrt(share * (1 - share) / denominator + z * z / (4 * denominator * denominator))
    scale = 1 + z * z / denominator
    low = 0.0 if numerator == 0 else (centre - half) / scale
    high = 1.0 if numerator == denominator else (centre + half) / scale
    return 100 * low, 100 * high


def difference(before: tuple[int, int], after: tuple[int, int], z: float = Z_95) -> tuple[float, float] | None:
    """Return the interval of the difference of two proportions (after - before) in points, None without cases.

    Both are (numerator, denominator) of different cases: it says nothing of two periods one of which holds the other.
    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10 (from two Wilson intervals).

    >>> [round(bound, 1) for bound in difference((48, 80), (56, 70))]
    [5.2, 33.4]
    """
    low, high = wilson(*before, z), wilson(*after, z)
    if low is None or high is None:
        return None
    first, second = 100 * before[0] / before[1], 100 * after[0] / after[1]
    change = second - first
    below = sqrt((second - high[0]) ** 2 + (low[1] - first) ** 2)
    above = sqrt((high[1] - second) ** 2 + (first - low[0]) ** 2)
    return change - below, change + above


def mark(numerator: int, denominator: int, target: Fraction, *, min_n: int = MIN_N) -> Mark | None:
    """Say how much a rate can carry against its target (0-100); None without cases.

    Every dossier is counted, so the official verdict stands; what is uncertain is whether work that goes on in the
    same way would meet the target again. Clear: the whole 95 % interval of Wilson lies on one side of the target.

    45 of 50 are 90 %, at worst 78,6 and at best 95,7 %: below 98 for certain, below 95 not.

    >>> [mark(45, 50, Fraction(target)).words for target in (98, 95)]
    ['', 'chưa đủ bằng chứng']
    >>> mark(29, 29, Fraction(98)).why
    'dưới 30 trường hợp'
    """
    bounds = wilson(numerator, denominator)
    if bounds is None:
        return None
    if denominator < min_n:
        return Mark(kind=Evidence.FEW, words=NOT_ENOUGH, why=f"dưới {min_n} trường hợp")
    low, high = bounds
    if low < target < high:
        return Mark(kind=Evidence.UNCLEAR, words=NOT_ENOUGH, why="chỉ tiêu nằm trong khoảng tin cậy 95\u00a0%")
    return Mark(kind=Evidence.CLEAR, words="", why="cả khoảng tin cậy 95\u00a0% ở một phía của chỉ tiêu")


@lru_cache(maxsize=4096)
def funnel_limits(denominator: int, centre_pct: Fraction, inside: float = WARNING) -> tuple[float, float] | None:
    """Return the lowest and highest rate (0-100) that chance explains when the true rate is `centre_pct`.

    A rate outside has less than (1 - inside)/2 chance, counted with the exact binomial distribution and not its normal
    approximation: targets stand near 100 and communes have few cases, where the approximation leaves the range of 0 to
    100 and calls good units bad. Limits are rates that can occur, so they are steps. None without cases.

    Ten cases at 90 %: seven hits or fewer have 7,0 %, six or fewer 1,3 %, so at 95 % seven are still chance.

    >>> funnel_limits(10, Fraction(90))
    (70.0, 100.0)
    >>> funnel_limits(0, Fraction(98)) is None
    True
    """
    if denominator == 0:
        return None
    share, tail = float(centre_pct) / 100, (1 - inside) / 2 * (1 - _ROUNDING)
    if share in (0.0, 1.0):
        return 100 * share, 100 * share
    first, chances = _binomial(denominator, share)
    low = first + sum(total < tail for total in accumulate(chances))
    high = first + len(chances) - 1 - sum(total < tail for total in accumulate(reversed(chances)))
    return 100 * low / denominator, 100 * high / denominator


def ranks(
    counts: Sequence[tuple[int, int]], *, higher_is_better: bool = True, min_n: int = MIN_N, level: float = 0.95
) -> list[Rank | None]:
    """Rank units by their rates (numerator, denominator), each with the places that chance leaves open.

    A unit is ahead of another for certain when their Wilson intervals do not meet, drawn so wide that with the
    probability `level` all of them hold together (each at level^(1/units)); then all rank intervals hold together too.
    Source: M. Klein, T. Wright, J. Wieczorek, Journal of the Royal Statistical Society C 69 (2020), 589-606.
    No simulation: the same counts always give the same places. None for a unit with fewer than `min_n` cases.

    99, 98 and 50 of a hundred: the first two cannot be told apart, the third is last for certain.

    >>> [(rank.place, rank.best, rank.worst) for rank in ranks([(98, 100), (99, 100), (50, 100)])]
    [(2, 1, 2), (1, 1, 2), (3, 3, 3)]
    >>> ranks([(5, 5), (40, 50)])[0] is None
    True
    """
    known = [(hits, cases) for hits, cases in counts if cases >= max(1, min_n)]
    z = NormalDist().inv_cdf((1 + level ** (1 / max(1, len(known)))) / 2)
    intervals = [_oriented(wilson(hits, cases, z) or (0.0, 100.0), higher_is_better) for hits, cases in known]
    rates = [Fraction(hits, cases) * (1 if higher_is_better else -1) for hits, cases in known]
    found = iter(
        Rank(
            place=1 + sum(other > rate for other in rates),
            best=1 + sum(other_low > high for other_low, _ in intervals),
            worst=len(known) - sum(other_high < low for _, other_high in intervals),
            of=len(known),
        )
        for rate, (low, high) in zip(rates, intervals, strict=True)
    )
    return [next(found) if cases >= max(1, min_n) else None for _, cases in counts]


def beside(table: pd.DataFrame, *, higher_is_better: bool = True, min_n: int = MIN_N) -> pd.DataFrame:
    """Add to a table of rates what its numbers can carry: one row per unit, in the same order.

    `table` has numerator, denominator and target_pct (0-100, missing without a target), as
    `metrics.plan.against_plan` returns. Adds low_pct, high_pct (Wilson, 95 %), evidence (a key of Evidence, "" without
    cases or target), mark ("" or NOT_ENOUGH) and why, place, best and worst (whole, missing below `min_n` cases), and
    the limits of the funnel around the target: funnel_low, funnel_high (95 %), alarm_low, alarm_high (99,8 %), missing
    without cases or target.

    >>> known = pd.DataFrame({"numerator": [45, 40, 3], "denominator": [50, 40, 3], "target_pct": 95.0})
    >>> for row in beside(known)[["evidence", "place", "best", "worst", "funnel_low"]].round(1).values.tolist():
    ...     print(row)
    ['unclear', 2, 1, 2, 88.0]
    ['unclear', 1, 1, 2, 87.5]
    ['few', <NA>, <NA>, <NA>, 66.7]
    """
    counts = [(int(hits), int(cases)) for hits, cases in zip(table["numerator"], table["denominator"], strict=True)]
    targets = [None if pd.isna(target) else Fraction(str(float(target))) for target in table["target_pct"]]
    both = list(zip(counts, targets, strict=True))
    intervals = [wilson(*count) for count in counts]
    marks = [None if target is None else mark(*count, target, min_n=min_n) for count, target in both]
    places = ranks(counts, higher_is_better=higher_is_better, min_n=min_n)
    limits = {
        name: [None if target is None else funnel_limits(cases, target, inside) for (_, cases), target in both]
        for name, inside in (("funnel", WARNING), ("alarm", ALARM))
    }
    table = table.assign(
        low_pct=_numbers(interval and interval[0] for interval in intervals),
        high_pct=_numbers(interval and interval[1] for interval in intervals),
        evidence=[one.kind.value if one else "" for one in marks],
        mark=[one.words if one else "" for one in marks],
        why=[one.why if one else "" for one in marks],
    )
    for name in ("place", "best", "worst"):
        table[name] = pd.array([getattr(one, name) if one else pd.NA for one in places], dtype="Int64")
    for name, bounds in limits.items():
        table[f"{name}_low"] = _numbers(bound and bound[0] for bound in bounds)
        table[f"{name}_high"] = _numbers(bound and bound[1] for bound in bounds)
    return table


def _numbers(values: Iterable[float | None]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype="float64")


def _oriented(interval: tuple[float, float], higher_is_better: bool) -> tuple[float, float]:
    low, high = interval
    return (low, high) if higher_is_better else (-high, -low)


def _binomial(cases: int, share: float) -> tuple[int, list[float]]:
    """Chances of each number of hits that can be expected at all, and the first of these numbers."""
    reach = _STANDARD_DEVIATIONS * sqrt(cases * share * (1 - share)) + 1
    first, last = max(0, floor(cases * share - reach)), min(cases, ceil(cases * share + reach))
    whole = lgamma(cases + 1)
    return first, [
        exp(whole - lgamma(hits + 1) - lgamma(cases - hits + 1) + hits * log(share) + (cases - hits) * log(1 - share))
        for hits in range(first, last + 1)
    ]
