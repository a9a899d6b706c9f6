"""Rates of petitions, of a rollup of two days written down here."""

import duckdb
import pytest

from metrics.indicator import ratio
from metrics.petitions import PETITION_HANDLED_RATE, PETITION_ON_TIME_RATE, PETITION_SATISFACTION_RATE
from warehouse.period import Period


@pytest.mark.parametrize(
    ("indicator", "variant", "found"),
    [
        (PETITION_ON_TIME_RATE, "plan", (4, 5 + 2)), (PETITION_ON_TIME_RATE, "766", (4 + 6 - 2, 5 + 6)),
        (PETITION_HANDLED_RATE, "handled", (7, 7 + 5)), (PETITION_SATISFACTION_RATE, "rated", (1, 3)),
    ],
)  # fmt: skip
def test_each_rate_of_petitions_is_the_sum_that_it_says(indicator, variant, found):
    """Three came in December, one of them ended; ten come in February, seven end, five of these with a day.

    At the end of March 13 - 8 are open, 12 - 6 of those with a day, and 3 - 1 are overdue.
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(
            """
            CREATE TABLE rollup_petition AS SELECT * FROM (VALUES
                (DATE '2022-12-10', 3, 3, 1, 1, 1, 1, 1, 0, 0, 0, 0),
                (DATE '2023-02-10', 10, 9, 7, 5, 7, 5, 4, 3, 1, 3, 1)
            ) AS t (day, received, received_with_due, ended, ended_with_due, closed, closed_with_due, on_time,
                became_overdue, overdue_ended, rated, satisfied)
            """
        )
        con.execute("CREATE VIEW coarse_petition AS SELECT *, day AS first_day FROM rollup_petition")
        assert ratio(con, indicator, Period.parse("2023-Q1"), variant=variant) == found
