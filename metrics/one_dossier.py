"""One dossier (hồ sơ): what each load says of it, and the numbers that it counts in."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd

from metrics.catalogue import discover
from metrics.measures import Compare, Term, When
from warehouse.period import Period

COUNTED_COLUMNS = ("indicator", "label", "variant", "formula", "numerator", "denominator")
"""Columns of `counted_in`, in order."""


def told(con: duckdb.DuckDBPyConnection, code: str) -> pd.DataFrame:
    """List what every load says of a dossier, withdrawn loads too, in the order in which they are believed.

    Returns one row per printed row, the newest export first: load_id, file, sheet, row, export_date, loaded_at (UTC),
    loaded_by, received_at, due_at, finished_at, handed_over_at, status (group of the printed state; missing where the
    file has no such column), is_withdrawn (of the load). Empty for a code that no load has.
    """
    return con.execute(
        """
        SELECT
            fact.load_id, loads.file, fact.source_sheet AS sheet, fact.source_row AS row, loads.export_date,
            loads.loaded_at, loads.loaded_by, fact.received_at, fact.due_at, fact.finished_at, fact.handed_over_at,
            fact.status_group AS status,
            fact.load_id NOT IN (SELECT load_id FROM counted_load) AS is_withdrawn
        FROM fact_dossier AS fact
        INNER JOIN loads ON loads.load_id = fact.load_id
        WHERE fact.dossier_code = ?
        ORDER BY loads.export_date DESC, loads.loaded_at DESC, fact.source_row DESC
        """,
        [code],
    ).df()


def counted_in(
    con: duckdb.DuckDBPyConnection, code: str, period: Period, *, compare: Compare = Compare.SOURCE
) -> pd.DataFrame:
    """List the numbers of a period that a dossier is part of: every variant of every indicator that it counts in.

    Returns one row per indicator and variant with something in it, in the order of the catalogue: indicator (key),
    label, variant (key), formula, numerator and denominator (what the dossier adds; for fees its transactions).
    """
    events = {"dossier": _events(con, "listed_dossier", code)}
    for source in ("payment", "survey"):
        if con.execute(f"SELECT 1 FROM rollup_{source} LIMIT 1").fetchall():
            events[source] = _events(con, f"traced_{source}", code)
    lines = []
    for indicator in discover().values():
        for variant in indicator.variants:
            own = events.get(indicator.source, [])
            parts = [_sum(own, terms, period, compare) for terms in (variant.numerator, variant.denominator)]
            if any(parts):
                lines.append((indicator.key, indicator.label, variant.key, variant.formula, *parts))
    return pd.DataFrame(lines, columns=list(COUNTED_COLUMNS))


def _events(con: duckdb.DuckDBPyConnection, view: str, code: str) -> list[dict[str, Any]]:
    found = con.execute(f"SELECT * FROM {view} WHERE code = ?", [code])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _sum(events: Sequence[Mapping[str, Any]], terms: Sequence[Term], period: Period, compare: Compare) -> int:
    return sum(
        term.sign * int(event[term.column(compare)])
        for event in events
        for term in terms
        if _is_summed(event, term.when, period)
    )


def _is_summed(event: Mapping[str, Any], when: When, period: Period) -> bool:
    if when is When.PERIOD:
        return bool(event["first_day"] >= period.start and event["day"] < period.end)
    return bool(event["day"] < (period.start if when is When.AT_START else period.end))
