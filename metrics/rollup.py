"""The one query that sums measures over every slice of a rollup."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from metrics.held import Held, Reader
from metrics.measures import EVERYTHING, Compare, Dimension, Scope, Term, When
from warehouse.period import Period


def counts(
    con: Reader,
    source: str,
    sums: Mapping[str, tuple[Term, ...]],
    period: Period,
    by: Sequence[Dimension] = (),
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    area: int | None = None,
    figure: str | None = None,
    decimals: int = 0,
) -> pd.DataFrame:
    """Sum measures of one rollup for every slice of a period.

    `figure` picks the rows of one indicator where
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


def monthly(
    con: Reader,
    source: str,
    sums: Mapping[str, tuple[Term, ...]],
    period: Period,
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    figure: str | None = None,
) -> dict[str, tuple[int, ...]]:
    """Sum measures of one rollup for each month of a period that has any row, by its token: `counts`, but quicker."""
    rows = _summed(con, source, sums, period.months(), [Dimension.MONTH], compare, scope, figure, 0)
    return {str(month): tuple(found) for month, *found in sorted(rows)}


def totals(
    con: Reader,
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
    con: Reader,
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
    if isinstance(con, Held):
        held = con.summed(source, sums, parts, slices, compare, scope, figure, decimals)
        if held is not None:
            return held
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
    cut = set[tuple[date, date]]().union(*(part.cut_half_months() for part in parts))
    if not cut:
        return f"coarse_{source}"
    is_cut = " OR ".join(
        f"{column} BETWEEN DATE '{first}' AND DATE '{last}'"
        for first, last in sorted(cut)
        for column in ("day", "first_day")
    )
    return f"""(
        SELECT * FROM coarse_{source} WHERE NOT ({is_cut})
        UNION ALL BY NAME SELECT * EXCLUDE (procedure) FROM rollup_{source} WHERE {is_cut}
    )"""


def belongs_to(con: Reader, source: str, dimension: Dimension, column: Dimension) -> dict[str | None, str]:
    """Say for each value of one dimension which single value of another it belongs to: a field's group, a unit's level.

    Values that belong to several are left out. Asked once of a snapshot whose sums are kept in memory.
    """
    kept = con.belonging if isinstance(con, Held) else {}
    key = (source, dimension.value, column.value)
    if key not in kept:
        kept[key] = _belonging(con, source, dimension, column)
    return kept[key]


def _belonging(con: Reader, source: str, dimension: Dimension, column: Dimension) -> dict[str | None, str]:
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
