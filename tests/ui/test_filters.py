"""Which period is shown first, and how it is said."""

from datetime import date

import pytest

from ui.filters import default_period, period_caption
from warehouse.period import Period


@pytest.mark.parametrize(
    ("last_day", "token"),
    [
        (None, "2023-Q1"),
        (date(2023, 2, 10), "2023-Q1"),
        (date(2023, 4, 4), "2023-Q1"),
        (date(2023, 6, 30), "2023-H1"),
        (date(2023, 7, 4), "2023-H1"),
        (date(2023, 8, 15), "2023-9M"),
        (date(2024, 1, 4), "2023"),
        (date(2025, 1, 1), "2023"),
    ],
)
def test_the_latest_year_to_date_period_with_data_is_shown_first(last_day, token):
    assert default_period(2023, last_day).token == token


@pytest.mark.parametrize(
    ("token", "caption"),
    [("2023-H1", "Lũy kế 01/01–30/06/2023"), ("2023-Q2", "Riêng trong kỳ 01/04–30/06/2023"),
     ("2023-04", "Riêng trong kỳ 01/04–30/04/2023")],
)  # fmt: skip
def test_a_period_says_whether_it_is_cumulative_and_its_days(token, caption):
    assert period_caption(Period.parse(token)) == caption
