"""Calendars of reports: what their periods are, what they are compared with, and how they are cut."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import period as period_module
from warehouse.period import (
    CALENDARS,
    PERIODS,
    Period,
    UnknownPeriodError,
    cumulative_periods,
    discrete_periods,
    like_with_like,
)

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


def span(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.last.isoformat()


@pytest.fixture
def custom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Periods as two provinces published them: a month from the 21st, a first quarter from 1 December."""
    rows = PERIODS.read_text(encoding="utf-8") + (
        "custom,2021-08,,Tháng 8,2021-07-21,2021-08-20\n"
        "custom,{year}-Q1,Quý I,Quý I,{previous_year}-12-01,{year}-02-28\n"
    )
    (tmp_path / "periods.csv").write_text(rows, encoding="utf-8")
    monkeypatch.setattr(period_module, "PERIODS", tmp_path / "periods.csv")
    period_module._rows.cache_clear()
    yield
    period_module._rows.cache_clear()


@pytest.mark.parametrize(
    ("token", "expected"),
    {
        "2023": ("2022-12-15", "2023-12-14"),
        "2023-Q1": ("2022-12-15", "2023-03-14"),
        "2023-Q2": ("2023-03-15", "2023-06-14"),
        "2023-H1": ("2022-12-15", "2023-06-14"),
        "2023-9M": ("2022-12-15", "2023-09-14"),
        "2023-Q4": ("2023-09-15", "2023-12-14"),
        "2023-01": ("2022-12-15", "2023-01-14"),
        "2023-04": ("2023-03-15", "2023-04-14"),
        "2024-03": ("2024-02-15", "2024-03-14"),
        "2023-01-01..2023-01-31": ("2023-01-01", "2023-01-31"),
    }.items(),
)
def test_from_the_15th_to_the_14th(token: str, expected: tuple[str, str]) -> None:
    period = Period.parse(token, "d15_14")
    assert span(period) == expected
    assert (period.token, period.calendar) == (token, "d15_14")


def test_the_table_says_of_the_civil_calendar_what_the_program_does() -> None:
    with PERIODS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["calendar"] == "calendar"]
    assert len(rows) >= 7
    for row in rows:
        period = Period.parse(row["token"].format(year=2024))
        assert span(period) == tuple(row[end].format(year=2024, previous_year=2023) for end in ("from", "to"))


def test_months_of_the_15th_fill_its_year_once() -> None:
    year = Period.parse("2023", "d15_14")
    for parts in (year.months(), year.quarters()):
        assert (parts[0].start, parts[-1].end) == (year.start, year.end)
        assert all(one.end == following.start for one, following in pairwise(parts))
    assert [part.token for part in year.months()][::11] == ["2023-01", "2023-12"]
    assert [part.quarter for part in year.months()][2:4] == ["2023-Q1", "2023-Q2"]


def test_a_year_of_the_15th_belongs_to_the_plan_of_its_end_and_counts_from_its_own_start() -> None:
    for token in ("2023", "2023-Q1", "2023-01", "2022-12-15..2022-12-31"):
        assert Period.parse(token, "d15_14").year == 2023
    assert Period.parse("2022-12-14..2022-12-14", "d15_14").year == 2022
    assert Period.parse("2023-9M", "d15_14").is_year_to_date
    assert not Period.parse("2023-Q2", "d15_14").is_year_to_date
    assert not Period.parse("2023-01-01..2023-03-31", "d15_14").is_year_to_date


def test_outside_the_civil_calendar_a_label_carries_its_days() -> None:
    assert Period.parse("2023-H1", "d15_14").label == "6 tháng 2023 (15/12/2022 – 14/06/2023)"
    assert Period.parse("2023-04", "d15_14").label == "Tháng 4/2023 (15/03/2023 – 14/04/2023)"
    assert Period.parse("2023-04-01..2023-04-05", "d15_14").label == "01/04/2023 – 05/04/2023"


def test_the_office_adds_periods_of_its_own(custom: None) -> None:
    assert span(Period.parse("2021-08", "custom")) == ("2021-07-21", "2021-08-20")
    quarter = Period.parse("2020-Q1", "custom")
    assert (span(quarter), quarter.year) == (("2019-12-01", "2020-02-28"), 2020)
    assert quarter.label == "Quý I 2020 (01/12/2019 – 28/02/2020)"
    with pytest.raises(UnknownPeriodError, match=r'không có kỳ "2021-09".*periods\.csv'):
        Period.parse("2021-09", "custom")


def test_days_that_a_calendar_of_ones_own_leaves_out_are_cut_by_civil_months(custom: None) -> None:
    months = Period.parse("2021-07-21..2021-09-30", "custom").months()
    assert [(month.token, *span(month)) for month in months] == [
        ("2021-07", "2021-07-21", "2021-07-31"), ("2021-08", "2021-08-01", "2021-08-31"),
        ("2021-09", "2021-09-01", "2021-09-30"),
    ]  # fmt: skip


def test_an_unknown_calendar_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownPeriodError, match=r"calendar, d15_14, custom"):
        Period.parse("2023", "lunar")


def test_reports_have_a_cumulative_and_a_discrete_form_in_each_calendar() -> None:
    assert [span(period)[0] for period in cumulative_periods(2023, "d15_14")] == ["2022-12-15"] * 4
    assert [span(period)[1][5:] for period in discrete_periods(2023, "d15_14")] == ["03-14", "06-14", "09-14", "12-14"]


@pytest.mark.parametrize(
    ("token", "calendar", "previous", "year_before"),
    [
        ("2023-04", "calendar", "2023-03", "2022-04"),
        ("2023-01", "calendar", "2022-12", "2022-01"),
        ("2023-Q1", "d15_14", "2022-Q4", "2022-Q1"),
        ("2023-H1", "calendar", "2022-H2", "2022-H1"),
        ("2023", "d15_14", "2022", "2022"),
        ("2023-9M", "calendar", "2022-04-03..2022-12-31", "2022-9M"),
        ("2023-01-15..2023-01-24", "calendar", "2023-01-05..2023-01-14", "2022-01-15..2022-01-24"),
    ],
)
def test_what_comes_before_and_what_was_a_year_ago(token: str, calendar: str, previous: str, year_before: str) -> None:
    period = Period.parse(token, calendar)
    assert (period.previous().token, period.year_before().token) == (previous, year_before)


def test_a_running_quarter_is_compared_over_the_same_number_of_days() -> None:
    """2 April to 15 May would be another number of days: the quarter's first 45 days stand against 45 and 45."""
    compared = like_with_like(Period.parse("2023-Q2"), date(2023, 5, 15))
    assert span(compared.current) == ("2023-04-01", "2023-05-15")
    assert span(compared.previous) == ("2023-01-01", "2023-02-14")
    assert span(compared.year_before) == ("2022-04-01", "2022-05-15")
    assert compared.is_partial
    assert compared.current.n_days == compared.previous.n_days == 45


def test_a_period_that_is_over_is_compared_with_whole_periods() -> None:
    for known_until in (None, date(2023, 6, 30), date(2024, 1, 1)):
        compared = like_with_like(Period.parse("2023-Q2"), known_until)
        assert (compared.current.token, compared.previous.token, compared.year_before.token, compared.is_partial) == (
            "2023-Q2", "2023-Q1", "2022-Q2", False,
        )  # fmt: skip


@given(day=DAYS, calendar=st.sampled_from(CALENDARS[:2]), kind=st.sampled_from(["months", "quarters"]))
def test_a_cut_period_never_stands_against_more_days(day: date, calendar: str, kind: str) -> None:
    (part,) = getattr(Period.parse(f"{day}..{day}", calendar), kind)()
    compared = like_with_like(Period.parse(part.token, calendar), day)
    assert compared.current.last == day
    assert compared.previous.n_days <= compared.current.n_days or not compared.is_partial
    assert compared.previous.end <= compared.current.start
    assert abs((compared.current.last - compared.year_before.last).days - 365) <= 1


@given(first=DAYS, length=st.integers(0, 500), calendar=st.sampled_from(CALENDARS[:2]))
def test_year_to_date_starts_with_the_year_of_the_calendar(first: date, length: int, calendar: str) -> None:
    last = first + timedelta(days=length)
    period = Period.parse(f"{first}..{last}", calendar).year_to_date()
    assert period.last == last
    assert period.is_year_to_date
    assert period.start == (date(period.year, 1, 1) if calendar == "calendar" else date(period.year - 1, 12, 15))
