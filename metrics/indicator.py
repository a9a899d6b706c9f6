"""What an indicator is, and its figure in every slice of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import pandas as pd

from metrics.held import Reader
from metrics.measures import EVERYTHING, REPORTS, Compare, Dimension, Scope, Term
from metrics.rollup import counts, monthly, totals
from warehouse.period import Period


class ReformArea(IntEnum):
    """The seven areas of reform, numbered as in section II of the plan."""

    INSTITUTIONS = 1
    PROCEDURES = 2
    ORGANISATION = 3
    CIVIL_SERVICE = 4
    PUBLIC_FINANCE = 5
    DIGITAL_GOVERNMENT = 6
    STEERING = 7


class Kind(StrEnum):
    """What the figure of an indicator is: a rate of two counts, or a value (a count, an amount, points, a place)."""

    RATE = "rate"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One declared reading of an indicator: its formula in words and as sums of measures, and who reads it so.

    `out_of`: the cases of which the denominator holds those that the files tell of; their share is shown beside
    (`coverage`). Empty where every case is told.
    """

    key: str
    formula: str
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    defined_in: str
    out_of: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure, declared once; everything else (slices, dictionary, definitions on screen) is derived from it.

    `source` is the rollup it is summed from, `counted_by` the day it counts by, in words; `unit` what is counted.
    The first variant is the default. Where up is good, `higher_is_better`. A value (kind VALUE) is its numerator, with
    `decimals`; its denominator counts what the value rests on, 0 meaning that there is none. `told_in`: the files that
    tell it, in words, where not all files of its rollup do. `is_stepwise`: what is lacking can be made good until the
    year ends (units still to inspect, people still to train), so a year under way is judged by the share gone by.
    """

    key: str
    label: str
    area: ReformArea
    definition: str
    defined_in: str
    source: str
    counted_by: str
    unit: str
    variants: tuple[Variant, ...]
    higher_is_better: bool = True
    kind: Kind = Kind.RATE
    decimals: int = 0
    edge_cases: str = ""
    told_in: str = ""
    is_stepwise: bool = False

    def variant(self, key: str | None = None) -> Variant:
        """Return a variant by key, the default one for None.

        Raises:
            ValueError: the indicator has no such variant (Vietnamese, names those it has).
        """
        for variant in self.variants:
            if key is None or variant.key == key:
                return variant
        known = ", ".join(variant.key for variant in self.variants)
        raise ValueError(f'Chỉ tiêu "{self.key}" không có cách tính "{key}". Các cách: {known}.')


def rates(
    con: Reader,
    indicator: Indicator,
    period: Period,
    by: Sequence[Dimension] = (),
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> pd.DataFrame:
    """Compute one indicator for every slice of a period.

    Returns one row per slice, ordered by slice (exactly one row when `by` is empty): the `by`
    columns (text codes; reform_area a number; missing where the source knows none: petitions have no procedure),
    `numerator` and `denominator` (whole counts of `indicator.unit`; numbers with `indicator.decimals` as float64) and
    `rate_pct` (0-100, a ratio of sums; missing when the denominator is 0, and for values). By month or quarter each
    row is the rate of that part of the period, stocks read at its own start and end.

    Raises:
        ValueError: the variant does not exist.
    """
    table = counts(
        con,
        indicator.source,
        _both(indicator, variant),
        period,
        by,
        compare=compare,
        scope=scope,
        area=indicator.area,
        figure=_reported(indicator),
        decimals=indicator.decimals,
    )
    if indicator.kind is Kind.RATE:
        table["rate_pct"] = 100.0 * table["numerator"] / table["denominator"].where(table["denominator"] > 0)
    else:
        table["rate_pct"] = float("nan")
    return table.astype({"denominator": "int64"})


def ratio(
    con: Reader,
    indicator: Indicator,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> tuple[int, int]:
    """Return numerator and denominator of a rate in a period, the one row of `rates` without slices.

    Raises:
        ValueError: the variant does not exist.
    """
    sums, figure = _both(indicator, variant), _reported(indicator)
    found = totals(con, indicator.source, sums, period, compare=compare, scope=scope, figure=figure)
    return int(found["numerator"]), int(found["denominator"])


def monthly_rates(
    con: Reader,
    indicator: Indicator,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> dict[str, float]:
    """Return `rate_pct` of each month of a period (0-100, missing without cases) by its token, as `rates` has it.

    Raises:
        ValueError: the variant does not exist.
    """
    sums, figure = _both(indicator, variant), _reported(indicator)
    found = monthly(con, indicator.source, sums, period, compare=compare, scope=scope, figure=figure)
    return {month: 100.0 * hits / cases if cases > 0 else float("nan") for month, (hits, cases) in found.items()}


def _both(indicator: Indicator, variant: str | None) -> dict[str, tuple[Term, ...]]:
    chosen = indicator.variant(variant)
    return {"numerator": chosen.numerator, "denominator": chosen.denominator}


def _reported(indicator: Indicator) -> str | None:
    """Return which rows of REPORTS speak of an indicator, None for the other sources."""
    return indicator.key if indicator.source == REPORTS else None


def coverage(
    con: Reader,
    indicator: Indicator,
    period: Period,
    by: Sequence[Dimension] = (),
    *,
    variant: str | None = None,
    scope: Scope = EVERYTHING,
) -> pd.DataFrame:
    """Count how many of the cases the files tell enough of to stand in a rate (of petitions: how many were rated).

    Returns one row per slice: the `by` columns, `told` (the rate's denominator), `out_of` (whole counts) and
    `coverage_pct` (0-100; missing when there is no case, or the variant is told of every case).

    Raises:
        ValueError: the variant does not exist.
    """
    chosen = indicator.variant(variant)
    sums = {"told": chosen.denominator, "out_of": chosen.out_of or chosen.denominator}
    table = counts(con, indicator.source, sums, period, by, scope=scope, area=indicator.area)
    told = table["told"].where((table["out_of"] > 0) & bool(chosen.out_of))
    table["coverage_pct"] = 100.0 * told / table["out_of"]
    return table
