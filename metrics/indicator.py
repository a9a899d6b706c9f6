"""What an indicator is, and the one query that computes every slice of every indicator from the rollup."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any

import duckdb
import pandas as pd

from warehouse.period import Period, half_month


class ReformArea(IntEnum):
    """The seven areas of reform, numbered as in section II of the plan."""

    INSTITUTIONS = 1
    PROCEDURES = 2
    ORGANISATION = 3
    CIVIL_SERVICE = 4
    PUBLIC_FINANCE = 5
    DIGITAL_GOVERNMENT = 6
    STEERING = 7


class Dimension(StrEnum):
    """What a rate can be broken down by; the only names that reach SQL."""

    UNIT = "unit"
    COMMUNE = "commune"
    LEVEL = "level"
    REFORM_AREA = "reform_area"
    FIELD = "field"
    FIELD_GROUP = "field_group"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    MONTH = "month"
    QUARTER = "quarter"


class Compare(StrEnum):
    """How on time is judged: by calendar days, by hours, or (the default) as the source of each load says.

    A source says so in its mapping file; where it says nothing, days are compared.
    """

    SOURCE = "source"
    DATE = "date"
    DATETIME = "datetime"


class Kind(StrEnum):
    """What the figure of an indicator is: a rate of two counts, or a value (a count, an amount, points, a place)."""

    RATE = "rate"
    VALUE = "value"


class When(StrEnum):
    """Which days a measure is summed over: the period, or all days up to its start or end (a stock)."""

    PERIOD = "period"
    AT_START = "at_start"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One measure of the rollup in a sum: which days, which sign; `by_compare` picks its date or datetime twin."""

    measure: str
    when: When = When.PERIOD
    sign: int = 1
    by_compare: bool = False

    def column(self, compare: Compare) -> str:
        """Name of the rollup column for a mode of comparison."""
        return f"{self.measure}_{compare.value}" if self.by_compare and compare is not Compare.SOURCE else self.measure


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
    tell it, in words, where not all files of its rollup do.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the district is asked for; None is everything, an empty collection nothing.

    `units` also limits rows to what a viewer may see. Field groups are keys of data/reference/field_groups.csv.
    `basis`: "list" leaves out the aggregate forms that stand in where no list was handed in.
    `items`: targets as progress reports name them (CT1.03); only reports have them.
    """

    level: str | None = None
    field_groups: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    basis: str | None = None
    items: tuple[str, ...] | None = None


REPORTS = "report"
"""Rollup of stocks and year-to-date figures: each row says under `figure` which indicator it speaks of."""

EVERYTHING = Scope()
"""The whole district."""


def rates(
    con: duckdb.DuckDBPyConnection,
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
    con: duckdb.DuckDBPyConnection,
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


def _both(indicator: Indicator, variant: str | None) -> dict[str, tuple[Term, ...]]:
    chosen = indicator.variant(variant)
    return {"numerator": chosen.numerator, "denominator": chosen.denominator}


def _reported(indicator: Indicator) -> str | None:
    """Return which rows of REPORTS speak of an indicator, None for the other sources."""
    return indicator.key if indicator.source == REPORTS else None


def coverage(
    con: duckdb.DuckDBPyConnection,
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


def counts(
    con: duckdb.DuckDBPyConnection,
    source: str,
    sums: Mapping[str, tuple[Term, ...]],
    period: Period,
    by: Sequence[Dimension] = (),
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    area: ReformArea | None = None,
    figure: str | None = None,
    decimals: int = 0,
) -> pd.DataFrame:
    """Sum measures of one rollup for every slice of a period.

    `con` is a connection or cursor that no other thread uses meanwhile. `figure` picks the rows of one indicator where
    the source is REPORTS.
    Returns one row per slice, ordered by slice, with the `by` columns and one number per name in `sums`: whole, or
    float64 when `decimals` are asked for.
    """
    slices = [dimension for dimension in by if dimension is not Dimension.REFORM_AREA]
    rows = _summed(con, source, sums, _parts(period, by), slices, compare, scope, figure, decimals)
    names = [dimension.value for dimension in slices] + list(sums)
    table = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(sums, "float64" if decimals else "int64"))
    if slices:
        table = table.sort_values([dimension.value for dimension in slices], ignore_index=True, na_position="last")
    if Dimension.REFORM_AREA in by:
        table.insert(0, Dimension.REFORM_AREA.value, int(area) if area else None)
    return table[[dimension.value for dimension in by] + list(sums)]


def totals(
    con: duckdb.DuckDBPyConnection,
    source: str,
    sums: Mapping[str, tuple[Term, ...]],
    period: Period,
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    figure: str | None = None,
    decimals: int = 0,
) -> dict[str, float]:
    """Sum measures of one rollup for a whole period: the one row of `counts` without slices, and quicker.

    Returns one number per name in `sums`: whole, or a float when `decimals` are asked for.
    """
    ((*found,),) = _summed(con, source, sums, [period], [], compare, scope, figure, decimals)
    return dict(zip(sums, found, strict=True))


def _summed(
    con: duckdb.DuckDBPyConnection,
    source: str,
    sums: Mapping[str, tuple[Term, ...]],
    parts: Sequence[Period],
    slices: Sequence[Dimension],
    compare: Compare,
    scope: Scope,
    figure: str | None,
    decimals: int,
) -> list[tuple[Any, ...]]:
    """Return one row a slice: its dimensions, then the sums. The only query over rollups."""
    columns = ", ".join(f"{EXPRESSIONS[dimension]} AS {dimension.value}" for dimension in slices)
    type_ = "DOUBLE" if decimals else "BIGINT"
    totals = ", ".join(f"CAST({_sum(terms, compare)} AS {type_}) AS {name}" for name, terms in sums.items())
    flows_only = all(term.when is When.PERIOD for terms in sums.values() for term in terms)
    spans = ", ".join("(?, ?, CAST(? AS DATE), CAST(? AS DATE))" for _ in parts)
    by_quarter = Dimension.QUARTER in slices
    bounds: list[str | date] = [
        value for part in parts for value in (part.token, part.quarter if by_quarter else "", part.start, part.end)
    ]
    where, values = limits(scope, figure)
    query = f"""
        SELECT {columns + ", " if columns else ""}{totals}
        FROM {_rows(source, parts, slices)} AS rollup
        INNER JOIN (VALUES {spans}) AS part(token, quarter, first_day, end_day)
            ON rollup.day < part.end_day{" AND rollup.first_day >= part.first_day" if flows_only else ""}
        {where}
        {"GROUP BY " + ", ".join(EXPRESSIONS[dimension] for dimension in slices) if slices else ""}
    """
    return con.execute(query, [*bounds, *values]).fetchall()


def _rows(source: str, parts: Sequence[Period], slices: Collection[Dimension]) -> str:
    """Return the rows to sum as SQL: by half months, but by days in those that a part begins or ends within."""
    if Dimension.PROCEDURE in slices:
        return f"rollup_{source}"
    bounds = {day for part in parts for day in (part.start, part.end)}
    cut = sorted({half_month(day) for day in bounds if day != half_month(day)[0]})
    if not cut:
        return f"coarse_{source}"
    is_cut = " OR ".join(
        f"{column} BETWEEN DATE '{first}' AND DATE '{last}'" for first, last in cut for column in ("day", "first_day")
    )
    return f"""(
        SELECT * FROM coarse_{source} WHERE NOT ({is_cut})
        UNION ALL BY NAME SELECT * EXCLUDE (procedure) FROM rollup_{source} WHERE {is_cut}
    )"""


def belongs_to(
    con: duckdb.DuckDBPyConnection, source: str, dimension: Dimension, column: Dimension
) -> dict[str | None, str]:
    """Say for each value of one dimension which single value of another it belongs to: a field's group, a unit's level.

    Values that belong to several are left out.
    """
    rows = con.execute(
        f"SELECT {EXPRESSIONS[dimension]}, min({EXPRESSIONS[column]}) FROM {_rows(source, [], [dimension])} AS rollup "
        f"GROUP BY {EXPRESSIONS[dimension]} HAVING min({EXPRESSIONS[column]}) = max({EXPRESSIONS[column]})"
    ).fetchall()
    return dict(rows)


EXPRESSIONS = {
    Dimension.UNIT: "rollup.unit",
    Dimension.COMMUNE: "CASE WHEN rollup.level = 'commune' THEN rollup.unit END",
    Dimension.LEVEL: "rollup.level",
    Dimension.FIELD: "rollup.field",
    Dimension.FIELD_GROUP: "rollup.field_group",
    Dimension.PROCEDURE: "rollup.procedure",
    Dimension.CHANNEL: "rollup.channel",
    Dimension.MONTH: "part.token",
    Dimension.QUARTER: "part.quarter",
}
"""Each dimension as SQL over rows called rollup, and parts of a period called part."""

DAYS_SUMMED = {
    When.PERIOD: "rollup.first_day >= part.first_day",
    When.AT_START: "rollup.day < part.first_day",
    When.AT_END: "TRUE",
}
"""Which of the rows before the end of a part a term sums, as SQL like EXPRESSIONS."""


def _parts(period: Period, by: Collection[Dimension]) -> list[Period]:
    if Dimension.MONTH in by:
        return period.months()
    return period.quarters() if Dimension.QUARTER in by else [period]


def _sum(terms: Sequence[Term], compare: Compare) -> str:
    return " ".join(
        f"{'+' if term.sign > 0 else '-'} "
        f"coalesce(sum(rollup.{term.column(compare)}) FILTER (WHERE {DAYS_SUMMED[term.when]}), 0)"
        for term in terms
    )


def limits(scope: Scope, figure: str | None) -> tuple[str, list[object]]:
    """Return the WHERE clause of a scope and of the rows of one figure of reports, and the values bound in it."""
    conditions: list[str] = []
    values: list[object] = []
    if figure is not None:
        conditions.append("rollup.figure = ?")
        values.append(figure)
    if scope.level is not None:
        conditions.append("rollup.level = ?")
        values.append(scope.level)
    if scope.basis is not None:
        conditions.append("rollup.basis = ?")
        values.append(scope.basis)
    for column, allowed in (
        ("field_group", scope.field_groups), ("field", scope.fields), ("unit", scope.units), ("item", scope.items),
    ):  # fmt: skip
        if allowed is not None:
            conditions.append(f"rollup.{column} IN ({', '.join('?' for _ in allowed)})" if allowed else "FALSE")
            values.extend(allowed)
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), values
