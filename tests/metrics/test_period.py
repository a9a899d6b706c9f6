"""Periods: every token, where it starts and ends, what it is called, and what is refused."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.period import CALENDARS, Period, UnknownPeriodError, cumulative_periods, discrete_periods

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))

TOKENS = {
    "2023": ("2023-01-01", "2023-12-31", "Năm 2023"),
    "2023-Q1": ("2023-01-01", "2023-03-31", "Quý I 2023"),
    "2023-Q2": ("2023-04-01", "2023-06-30", "Quý II 2023"),
    "2023-Q3": ("2023-07-01", "2023-09-30", "Quý III 2023"),
    "2023-Q4": ("2023-10-01", "2023-12-31", "Quý IV 2023"),
    "2023-H1": ("2023-01-01", "2023-06-30", "6 tháng 2023"),
    "2023-H2": ("2023-07-01", "2023-12-31", "6 tháng cuối năm 2023"),
    "2023-9M": ("2023-01-01", "2023-09-30", "9 tháng 2023"),
    "2023-04": ("2023-04-01", "2023-04-30", "Tháng 4/2023"),
    "2023-12": ("2023-12-01", "2023-12-31", "Tháng 12/2023"),
    "2023-02": ("2023-02-01", "2023-02-28", "Tháng 2/2023"),
    "2024-02": ("2024-02-01", "2024-02-29", "Tháng 2/2024"),
    "2023-01-15..2023-02-14": ("2023-01-15", "2023-02-14", "15/01/2023 – 14/02/2023"),
    "2023-04-05..2023-04-05": ("2023-04-05", "2023-04-05", "05/04/2023 – 05/04/2023"),
}
"""Token: first day, last day (included), name as offices write it."""


@pytest.mark.parametrize(("token", "expected"), TOKENS.items())
def test_a_token_says_first_day_last_day_and_name(token: str, expected: tuple[str, str, str]) -> None:
    period = Period.parse(token)
    assert (period.start.isoformat(), period.last.isoformat(), period.label) == expected
    assert period.token == token
    assert period.end == period.last + timedelta(days=1)


@pytest.mark.parametrize(
    "token",
    [
        "", "23", "2023-", "2023-Q5", "2023-Q0", "2023-q1", "2023-H3", "2023-6M", "2023-13", "2023-00", "2023-4",
        "Quý I", " 2023", "2023\n", "2023-01-01", "2023-01-01..", "2023-01-01..2023-3-31", "2023-01-01...2023-03-31",
    ],
)  # fmt: skip
def test_what_is_no_token_is_refused_with_the_forms_that_are(token: str) -> None:
    with pytest.raises(UnknownPeriodError, match="Không hiểu kỳ") as refused:
        Period.parse(token)
    for form in ("2023", "2023-Q1", "2023-H1", "2023-9M", "2023-04", "2023-01-01..2023-03-31"):
        assert form in str(refused.value)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownPeriodError, match="ngày không có thật"):
        Period.parse("2023-02-01..2023-02-29")


@pytest.mark.parametrize(
    "token", ["2023-01-01..9999-12-31", "0001-01-01..2023-01-01", "9999", "0000", "0001-Q1", "9999-12"]
)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_year_too_far_away_to_reckon_with_is_refused(token: str, calendar: str) -> None:
    with pytest.raises(UnknownPeriodError, match="ngoài các năm 1000 đến 9000"):
        Period.parse(token, calendar)


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(UnknownPeriodError, match="kết thúc trước khi bắt đầu"):
        Period.parse("2023-03-01..2023-02-28")


def test_months_of_a_range_are_cut_to_its_days() -> None:
    months = Period.parse("2023-01-15..2023-03-02").months()
    assert [(month.token, month.start.isoformat(), month.last.isoformat()) for month in months] == [
        ("2023-01", "2023-01-15", "2023-01-31"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2023-03", "2023-03-01", "2023-03-02"),
    ]


def test_quarters_of_a_range_over_new_year_are_cut_to_its_days() -> None:
    quarters = Period.parse("2022-12-31..2023-04-01").quarters()
    assert [(quarter.token, quarter.start.isoformat(), quarter.last.isoformat()) for quarter in quarters] == [
        ("2022-Q4", "2022-12-31", "2022-12-31"),
        ("2023-Q1", "2023-01-01", "2023-03-31"),
        ("2023-Q2", "2023-04-01", "2023-04-01"),
    ]


@given(first=DAYS, last=DAYS)
def test_months_and_quarters_cover_every_day_of_a_period_once(first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    period = Period.parse(f"{first}..{last}")
    for parts in (period.months(), period.quarters()):
        assert (parts[0].start, parts[-1].end) == (period.start, period.end)
        assert all(one.end == following.start for one, following in pairwise(parts))
        assert all(part.start < part.end for part in parts)
        assert len({part.token for part in parts}) == len(parts)


@given(first=DAYS, last=DAYS)
def test_a_period_between_two_days_has_these_days_and_a_token_that_reads_back(first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    period = Period.between(first, last)
    assert (period.start, period.last) == (first, last)
    assert Period.parse(period.token) == period


@pytest.mark.parametrize("token", TOKENS)
def test_days_of_a_named_period_find_its_shortest_token(token: str) -> None:
    period = Period.parse(token)
    assert Period.between(period.start, period.last) == period


def test_the_year_of_a_period_is_that_of_its_last_day() -> None:
    assert Period.parse("2022-12-15..2023-03-14").year == 2023
    assert Period.parse("2023").year == 2023


@pytest.mark.parametrize(
    ("token", "expected"),
    [("2023", True), ("2023-Q1", True), ("2023-9M", True), ("2023-Q2", False), ("2023-H2", False), ("2023-04", False)],
)
def test_year_to_date_is_what_starts_on_the_first_of_january(token: str, expected: bool) -> None:
    assert Period.parse(token).is_year_to_date is expected


def test_the_four_reports_of_a_year_have_a_cumulative_and_a_discrete_form() -> None:
    assert [period.token for period in cumulative_periods(2023)] == ["2023-Q1", "2023-H1", "2023-9M", "2023"]
    assert [period.token for period in discrete_periods(2023)] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]
