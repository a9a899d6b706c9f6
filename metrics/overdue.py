"""Overdue dossiers (hồ sơ quá hạn chưa giải quyết) at a day, with the row that each comes from."""

from datetime import date, timedelta

import duckdb
import pandas as pd

from metrics.asked import Register
from metrics.figure_rows import rows
from metrics.lineage import NO_LIMIT
from metrics.measures import EVERYTHING, Scope


def overdue(con: duckdb.DuckDBPyConnection, day: date, *, scope: Scope = EVERYTHING) -> pd.DataFrame:
    """List dossiers that stood open beyond their appointed day at the end of a day; nothing of the citizen is known.

    As many as `metrics.timeliness.balance` counts as open_overdue where lists are handed in. The clock of a waiting
    dossier stands, so that it is none of them.

    Returns one row per dossier, the longest overdue first, then by unit and code: the columns of
    `metrics.figure_rows.rows`, and days_overdue (calendar days up to that day).
    """
    register = Register(scope=scope, open_on=day, due_to=day - timedelta(days=1))
    table = rows(con, register, until=day, limit=NO_LIMIT)
    table["days_overdue"] = (pd.Timestamp(day) - pd.to_datetime(table["due_on"])).dt.days
    return table.sort_values(["due_on", "unit", "code"], ignore_index=True)
