"""Overdue dossiers (hồ sơ quá hạn chưa giải quyết) at a day, with the row that each comes from."""

from datetime import date

import duckdb
import pandas as pd

from metrics.completeness import namer
from metrics.decomposition import limited
from metrics.indicator import EVERYTHING, Scope


def overdue(con: duckdb.DuckDBPyConnection, day: date, *, scope: Scope = EVERYTHING) -> pd.DataFrame:
    """List dossiers that stood open beyond their appointed day at the end of a day; nothing of the citizen is known.

    As many as `metrics.timeliness.balance` counts as open_overdue where lists are handed in. The clock of a waiting
    dossier stands, so that it is none of them.

    Returns one row per dossier, the longest overdue first, then by unit and code: dossier_code, unit, unit_name, level,
    field, field_group, procedure, received_on, due_on, days_overdue (calendar days), file, sheet, row.
    """
    where, values = limited(scope)
    table = con.execute(
        f"""
        SELECT
            dossier.dossier_code, dossier.unit_code AS unit, dossier.unit_code AS unit_name, dossier.level,
            dossier.field, dossier.field_group, dossier.procedure, dossier.received_on, dossier.due_on,
            CAST($day AS DATE) - dossier.due_on AS days_overdue,
            loads.file, dossier.source_sheet AS sheet, dossier.source_row AS row
        FROM (
            SELECT * FROM core_dossier
            WHERE overdue_on <= $day AND (ended_on IS NULL OR ended_on > $day){where}
        ) AS dossier
        INNER JOIN loads ON loads.load_id = dossier.load_id
        ORDER BY days_overdue DESC, dossier.unit_code, dossier.dossier_code
        """,
        {"day": day, **values},
    ).df()
    name_of = namer(con)
    table["unit_name"] = [name_of(unit, day) for unit in table["unit"]]
    return table
