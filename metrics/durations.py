"""Days taken (thời gian giải quyết): from reception to the end of processing, by procedure."""

import pandas as pd

from metrics.decomposition import limited
from metrics.held import Reader
from metrics.measures import EVERYTHING, Scope
from warehouse.period import Period


def days_taken(con: Reader, period: Period, *, scope: Scope = EVERYTHING) -> pd.DataFrame:
    """Say for each procedure how many calendar days its dossiers took that were resolved in a period.

    Counts dossiers of lists with a dated end, with or without an appointed day; withdrawn ones are no result. The
    median and the ninth decile are days that a dossier really took (the lower one between two).

    Returns one row per procedure as printed (else its code, missing where the file names none), ordered by it:
    procedure, dossiers, median_days, ninth_days (whole calendar days).
    """
    where, values = limited(scope)
    return con.execute(
        f"""
        WITH taken AS (
            SELECT procedure, ended_on - received_on AS days, sum(dossiers) AS dossiers
            FROM dossier_span
            WHERE state = 'done' AND NOT is_undated AND ended_on >= $start AND ended_on < $end{where}
            GROUP BY procedure, ended_on - received_on
        ), ordered AS (
            SELECT
                procedure, days, dossiers,
                sum(dossiers) OVER (PARTITION BY procedure ORDER BY days) AS until,
                sum(dossiers) OVER (PARTITION BY procedure) AS whole
            FROM taken
        )
        SELECT
            procedure, CAST(sum(dossiers) AS BIGINT) AS dossiers,
            min(days) FILTER (WHERE 2 * until >= whole) AS median_days,
            min(days) FILTER (WHERE 10 * until >= 9 * whole) AS ninth_days
        FROM ordered
        GROUP BY procedure
        ORDER BY procedure
        """,
        {"start": period.start, "end": period.end, **values},
    ).df()
