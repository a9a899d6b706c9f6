"""Rows behind a figure: every number of the product as the rows of files that it counts, each with what it adds.

A figure is a sum of measures over events (metrics.indicator). The rollup holds the sums; the views traced_* hold the
same events with the row of the file that each comes from. Asked with the same terms, days and limits they give the same
number, row by row: this is the contract of the module, and a property test holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import pandas as pd

from metrics.asked import ALL, DOSSIERS, TIMES, Figure, Order, Register, Search
from metrics.completeness import namer
from metrics.lineage import STATES, problem_condition
from metrics.measures import When
from metrics.rollup import DAYS_SUMMED, EXPRESSIONS, counts, limits
from warehouse.folding import without_marks

LIST = "list"
"""Basis of an event that a list of single cases tells; every other basis is a form or report of sums."""

EVENTS = {
    "received": ("received", "not_accepted", "unknown_status"),
    "ended": ("ended", "resolved", "early", "on_time", "withdrawn"),
    "overdue": ("became_overdue",),
    "overdue_ended": ("overdue_ended",),
    "due_soon": ("became_due_soon",),
    "due_soon_ended": ("due_soon_ended",),
}
"""Events of a dossier, and how the measures begin that only they have: others need not be looked at."""

_ROW = ("basis", "load_id", "source_sheet", "source_row", "code", "unit", "field", "procedure", "channel")
_CASE = ("received_on", "due_on", "ended_on", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """How a list adds up: its number of rows, single cases or printed lines, and the sum of what they add."""

    rows: int
    counted: float


def value(con: duckdb.DuckDBPyConnection, figure: Figure) -> float:
    """Return the number as every screen shows it, from the rollup; 0 for a slice without cases."""
    by = [dimension for dimension, _ in figure.at]
    table = counts(
        con,
        figure.source,
        {"value": figure.terms},
        figure.period,
        by,
        compare=figure.compare,
        scope=figure.scope,
        figure=figure.figure,
        decimals=figure.decimals,
    )
    for dimension, wanted in figure.at:
        column = table[dimension.value]
        table = table[column.isna() if wanted is None else column == wanted]
    total = table["value"].sum()
    return float(total) if figure.decimals else int(total)


def from_forms(con: duckdb.DuckDBPyConnection, figure: Figure) -> float:
    """Return what of a number of dossiers comes from aggregate forms, without a list; 0 for other sources.

    Below 0 where a form takes off more than it adds: its flows are then those after an earlier form.
    """
    if figure.source != DOSSIERS:
        return 0
    return value(con, figure) - value(con, replace(figure, scope=replace(figure.scope, basis=LIST)))


def behind(con: duckdb.DuckDBPyConnection, listed: Figure | Register, search: Search = ALL) -> Behind:
    """Count the rows of a list and add up what they add to its number."""
    base, values = _rows_of(con, listed)
    conditions, given = _narrowed(con, search, listed)
    count, total = con.execute(
        f"{base} SELECT count(*), coalesce(sum(counted), 0) FROM behind WHERE {conditions}", [*values, *given]
    ).fetchall()[0]
    is_whole = isinstance(listed, Register) or not listed.decimals
    return Behind(rows=int(count), counted=int(total) if is_whole else float(total))


def rows(
    con: duckdb.DuckDBPyConnection,
    listed: Figure | Register,
    *,
    search: Search = ALL,
    until: date,
    order: Order = Order.UNIT,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """List the rows behind a number, or of a register, a page at a time.

    Of a number of dossiers only single dossiers; what aggregate forms add is listed by `form_lines`.

    Returns: code, unit, unit_name, field, procedure, channel, received_on, due_on, ended_on, state, state_name,
    days_late (calendar days from the appointed day to the end, or to `until` while open; missing unless positive,
    and where the office owed nothing: waiting for the citizen, not accepted, of an unknown state),
    counted (what the row adds to the number), load_id, file, sheet, row. Days and state are missing outside dossiers.
    """
    base, values = _rows_of(con, listed)
    conditions, given = _narrowed(con, search, listed)
    query = f"{base} SELECT * FROM behind WHERE {conditions}"
    return _listed(con, query, [*values, *given], until, order, limit, offset)


def form_lines(con: duckdb.DuckDBPyConnection, figure: Figure, *, until: date, limit: int) -> pd.DataFrame:
    """List the printed lines of aggregate forms that a number of dossiers has beside single dossiers, as `rows` does.

    Lines that are taken off again (a form that goes on from an earlier one) have a negative `counted`; what lists say
    of the days of a form is taken off without a file.
    """
    base, values = _traced(figure, "traced_dossier", f"rollup.basis <> '{LIST}'")
    return _listed(con, f"{base} SELECT * FROM behind", values, until, Order.UNIT, limit, 0)


def _listed(
    con: duckdb.DuckDBPyConnection,
    query: str,
    values: Sequence[object],
    until: date,
    order: Order,
    limit: int,
    offset: int,
) -> pd.DataFrame:
    first = {
        Order.UNIT: "", Order.LATE: "days_late DESC NULLS LAST, ", Order.DUE: "due_on NULLS LAST, ",
        Order.RECEIVED: "received_on DESC NULLS LAST, ",
    }[order]  # fmt: skip
    table = con.execute(
        f"""
        SELECT
            page.code, page.unit, page.field, page.procedure, page.channel, page.received_on, page.due_on,
            page.ended_on, page.state, page.days_late, page.counted, page.basis, page.load_id, loads.file,
            page.source_sheet AS sheet,
            page.source_row AS row
        FROM (
            SELECT
                found.*,
                CASE WHEN state IN ('open', 'done', 'withdrawn') AND least(coalesce(ended_on, ?), ?) > due_on
                    THEN least(coalesce(ended_on, ?), ?) - due_on END AS days_late
            FROM ({query}) AS found
            ORDER BY {first}unit NULLS LAST, received_on, code, load_id, source_sheet, source_row
            LIMIT ? OFFSET ?
        ) AS page
        LEFT JOIN loads ON loads.load_id = page.load_id
        ORDER BY {first}unit NULLS LAST, received_on, code, page.load_id, source_sheet, source_row
        """,
        [until, until, until, until, *values, limit, offset],
    ).df()
    name_of = namer(con)
    names = [name_of(None if pd.isna(unit) else unit, until) for unit in table["unit"]]
    table.insert(2, "unit_name", names)
    table.insert(list(table.columns).index("state") + 1, "state_name", table["state"].map(STATES))
    return table.astype({"row": "Int64", "days_late": "Int64"})


def _rows_of(con: duckdb.DuckDBPyConnection, listed: Figure | Register) -> tuple[str, list[object]]:
    """Return a WITH clause that calls the rows `behind`, and the values bound in it."""
    if isinstance(listed, Register):
        return _registered(con, listed)
    if listed.source != DOSSIERS:
        return _traced(listed, f"traced_{listed.source}")
    events = [
        event for event, begins in EVENTS.items() if any(term.measure.startswith(begins) for term in listed.terms)
    ]
    told = ", ".join(f"'{event}'" for event in events)
    return _traced(listed, "listed_dossier", f"rollup.event IN ({told})" if told else "FALSE")


def _traced(listed: Figure, view: str, *conditions_of_rows: str) -> tuple[str, list[object]]:
    days = listed.days
    where, values = limits(listed.scope, listed.figure)
    conditions = [*conditions_of_rows, *([where.removeprefix("WHERE ")] if where else [])]
    if days is None:
        conditions.append("FALSE")
    for dimension, wanted in listed.at:
        if dimension not in TIMES:
            conditions.append(f"{EXPRESSIONS[dimension]} {'IS NULL' if wanted is None else '= ?'}")
            values += [] if wanted is None else [wanted]
    if all(term.when is When.PERIOD for term in listed.terms):
        conditions.append("rollup.first_day >= part.first_day")
    measures = [f"rollup.{term.column(listed.compare)}" for term in listed.terms]
    conditions.append(f"({' OR '.join(f'{measure} <> 0' for measure in measures)})")
    adds = " ".join(
        f"{'+' if term.sign > 0 else '-'} CASE WHEN {DAYS_SUMMED[term.when]} THEN {measure} ELSE 0 END"
        for term, measure in zip(listed.terms, measures, strict=True)
    )
    has_days = listed.source == DOSSIERS
    keys = [*_ROW, *(_CASE if has_days else ())]
    none = "" if has_days else (
        ", CAST(NULL AS DATE) AS received_on, CAST(NULL AS DATE) AS due_on, CAST(NULL AS DATE) AS ended_on, "
        "CAST(NULL AS VARCHAR) AS state"
    )  # fmt: skip
    query = f"""
        WITH behind AS (
            SELECT {", ".join(keys)}{none}, sum(adds) AS counted
            FROM (
                SELECT {", ".join(f"rollup.{key}" for key in keys)}, {adds} AS adds
                FROM {view} AS rollup
                INNER JOIN (SELECT CAST(? AS DATE) AS first_day, CAST(? AS DATE) AS end_day) AS part
                    ON rollup.day < part.end_day
                WHERE {" AND ".join(conditions)}
            ) AS event
            GROUP BY {", ".join(keys)}
            HAVING sum(adds) <> 0
        )
    """
    bounds = days or listed.period
    return query, [bounds.start, bounds.end, *values]


def _registered(con: duckdb.DuckDBPyConnection, register: Register) -> tuple[str, list[object]]:
    where, values = limits(replace(register.scope, units=None, fields=None), None)
    conditions = [where.removeprefix("WHERE ")] if where else ["TRUE"]

    def limited(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    for column, allowed in (("unit_code", register.scope.units), ("field", register.scope.fields)):
        if allowed is not None:
            limited(f"rollup.{column} IN (SELECT unnest(CAST(? AS VARCHAR[])))", list(allowed))
    if register.open_on is not None:
        limited(
            "rollup.is_counted AND rollup.state IN ('open', 'done', 'withdrawn') AND rollup.received_on <= ? "
            "AND (rollup.ended_on IS NULL OR rollup.ended_on > ?)",
            register.open_on,
            register.open_on,
        )
    for sign, day in ((">=", register.due_from), ("<=", register.due_to)):
        if day is not None:
            limited(f"rollup.due_on {sign} ?", day)
    if register.codes is not None:
        limited("rollup.dossier_code IN (SELECT unnest(CAST(? AS VARCHAR[])))", list(register.codes))
    if register.load_id is not None:
        limited("rollup.load_id = ?", register.load_id)
    if register.problem is not None:
        condition, given = problem_condition(con, register.problem, "rollup")
        limited(f"({condition})", *given)
    view = "core_dossier" if register.problem is None else "quality_dossier"
    query = f"""
        WITH behind AS (
            SELECT
                '{LIST}' AS basis, rollup.load_id, rollup.source_sheet, rollup.source_row, rollup.dossier_code AS code,
                rollup.unit_code AS unit, rollup.field, rollup.procedure, rollup.channel, rollup.received_on,
                rollup.due_on, rollup.ended_on, rollup.state, 1 AS counted
            FROM {view} AS rollup
            WHERE {" AND ".join(conditions)}
        )
    """
    return query, values


def _narrowed(con: duckdb.DuckDBPyConnection, search: Search, listed: Figure | Register) -> tuple[str, list[object]]:
    """Return the condition of a search on rows called `behind`, and the values bound in it."""
    source = listed.source if isinstance(listed, Figure) else DOSSIERS
    conditions, values = ["TRUE"], list[object]()
    for column, wanted in (("unit", search.unit), ("field", search.field), ("state", search.state)):
        if wanted is not None:
            conditions.append(f"{column} = ?")
            values.append(wanted)
    if search.phrases:
        names = con.execute("SELECT DISTINCT code, name FROM ref_unit").fetchall()
        printed = {
            column: [
                value
                for (value,) in con.execute(
                    f"SELECT DISTINCT {column} FROM rollup_{source} WHERE {column} IS NOT NULL"
                ).fetchall()
            ]
            for column in ("field", "procedure")
        }
    for phrase in search.phrases:
        units = [code for code, name in names if phrase in without_marks(name)]
        conditions.append(
            "(contains(lower(code), ?) OR "
            + " OR ".join(f"{column} IN (SELECT unnest(CAST(? AS VARCHAR[])))" for column in ("unit", *printed))
            + ")"
        )
        values += [
            phrase,
            units,
            *([text for text in said if phrase in without_marks(text)] for said in printed.values()),
        ]
    return " AND ".join(conditions), values
