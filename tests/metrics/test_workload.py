"""Counts of dossiers that stand beside the rates, of a rollup written down by hand."""

import pytest

from metrics.indicator import Kind, rates
from metrics.workload import DUE_SOON_COUNT, OPEN_OVERDUE_COUNT, WITHDRAWN_COUNT
from tests.metrics.rollups import rollup
from warehouse.period import Period


@pytest.mark.parametrize(
    ("indicator", "december", "january", "february"),
    [(OPEN_OVERDUE_COUNT, 2, 1, 1), (DUE_SOON_COUNT, 0, 2, 0), (WITHDRAWN_COUNT, 0, 1, 0)],
)
def test_what_is_open_is_counted_on_the_last_day_and_what_was_withdrawn_in_the_period(
    indicator, december, january, february
):
    """Of 5 received in December 2 become overdue, of which 1 ends in January; 2 are due soon until 01/02."""
    con = rollup(
        {"day": "2022-12-20", "received": 5, "became_overdue": 2},
        {"day": "2023-01-10", "received": 3, "overdue_ended": 1, "became_due_soon": 2, "withdrawn": 1},
        {"day": "2023-02-01", "due_soon_ended": 2},
    )
    found = [
        rates(con, indicator, Period.parse(month))[["numerator", "denominator"]].iloc[0].tolist()
        for month in ("2022-12", "2023-01", "2023-02")
    ]
    assert found == [[december, 5], [january, 8], [february, 8]]
    assert (indicator.kind, indicator.higher_is_better) == (Kind.VALUE, False)
