"""Biểu số II.06a/VPCP/KSTT filled from dossier lists: how dossiers came in, went and stand, in the form's columns."""

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import pandas as pd

from metrics.measures import EVERYTHING, Compare, Dimension, Scope, Term
from metrics.rollup import counts
from metrics.timeliness import BALANCE
from warehouse.period import Period

_PARTS: dict[str, tuple[Term, ...]] = {
    "online": (Term(measure="received_online"),),
    **{name: BALANCE[name] for name in ("received", "carried_over", "early", "on_time", "late", "withdrawn")},
    **{name: BALANCE[name] for name in ("no_due", "undated", "open", "open_overdue")},
}

COLUMNS = (
    "online", "other_channels", "carried_over", "early", "on_time", "late", "unjudged", "open_in_time", "open_overdue",
)  # fmt: skip
"""Columns of `form_06a` that are counts; those of the form that are sums of others (3, 7, 11) are left to the reader.

`online` is column 4, `other_channels` 5, `carried_over` 6, `early` 8, `on_time` 9, `late` 10, `open_in_time` 12,
`open_overdue` 13; `unjudged` has no column in the form. 3 = 4 + 5 + 6, 7 = 8 + 9 + 10 + unjudged, 11 = 12 + 13,
and 3 = 7 + 11.
"""


def form_06a(
    con: duckdb.DuckDBPyConnection,
    period: Period,
    by: Sequence[Dimension],
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> pd.DataFrame:
    """Count dossiers of lists in the columns of form II.06a, by slice; forms that stand in for lists are left out.

    As the form says of its columns, withdrawn and returned dossiers stand in 9 with those on the appointed day.
    Waiting dossiers are open and stand in 12, so that none stands twice. What has no appointed day, or no day of its
    end, is resolved and neither on time nor late: `unjudged`, never put into 8 to 10. A dossier whose file names no
    channel is not online.

    Returns one row per slice with any dossier, ordered by slice: the `by` columns, then COLUMNS (whole numbers).
    Source: header texts of the form (domain guide 4.1, L4); as law unverified.
    """
    table = counts(con, "dossier", _PARTS, period, by, compare=compare, scope=replace(scope, basis="list"))
    table["other_channels"] = table["received"] - table["online"]
    table["on_time"] = table["on_time"] - table["early"] + table["withdrawn"]
    table["unjudged"] = table["no_due"] + table["undated"]
    table["open_in_time"] = table["open"] - table["open_overdue"]
    table = table[[*(dimension.value for dimension in by), *COLUMNS]]
    return table[table[list(COLUMNS)].any(axis="columns")].reset_index(drop=True)
