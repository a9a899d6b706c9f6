"""The pace of a year, asked of a rollup written down by hand: which cases it counts, whose, and what it expects."""

from dataclasses import replace
from fractions import Fraction

import pytest

from metrics.measures import Compare, Scope
from metrics.pace import STATE_WORDS, State, of_year, recovery, to_date
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.rollups import resolved, rollup
from warehouse.period import Period

TARGET = Fraction(90)
LIKE_LAST_YEAR = "theo nhịp hồ sơ năm trước"
RUN_RATE = "theo tháng ít nhất và tháng nhiều nhất từ đầu năm"


def months(year: int, *cases: int, **about) -> list[dict]:
    """As many cases on the 10th of each month from January on, one of them late."""
    return [
        resolved(f"{year}-{month:02}-10", number - 1, number, **about)
        for month, number in enumerate(cases, start=1)
        if number
    ]


LAST_YEAR = months(2022, *[20] * 3, *[40] * 9)
"""60 until March, 360 after it."""


def test_the_rest_of_the_year_is_last_years_or_grows_as_the_beginning_has():
    """90 until March where there were 60: 360 or 540 to come; 450 to 630, of which a tenth may be late: 45 to 63."""
    one = of_year(rollup(*LAST_YEAR, *months(2023, 30, 30, 30)), ON_TIME_RATE, TARGET, Period.parse("2023-Q1"))
    assert (one.numerator, one.denominator, one.target) == (87, 90, TARGET)
    assert (one.volume.low, one.volume.high, one.volume.basis) == (450, 630, LIKE_LAST_YEAR)
    assert (one.used, one.allowed, one.left, one.recovery) == (3, (45, 63), (42, 60), 0)
    assert one.required_pct == pytest.approx((100 - 100 * 42 / 360, 100 - 100 * 60 / 540))
    assert one.state is State.HOLD


def test_a_last_year_that_lacks_a_month_is_not_followed():
    """Without December 2022: 30 in 31, 28 and 31 days; 275 days to come bring 266 to 295."""
    rows = [*LAST_YEAR[:-1], *months(2023, 30, 30, 30)]
    one = of_year(rollup(*rows), ON_TIME_RATE, TARGET, Period.parse("2023-Q1"))
    assert (one.volume.low, one.volume.high, one.volume.basis) == (90 + 266, 90 + 295, RUN_RATE)


def test_a_month_without_cases_is_the_slowest():
    one = of_year(rollup(*months(2023, 0, 28, 0)), ON_TIME_RATE, TARGET, Period.parse("2023-Q1"))
    assert (one.volume.low, one.volume.high) == (28, 28 + 275)


def test_days_of_a_month_that_has_begun_count_and_do_not_set_the_rate():
    rows = [*months(2023, 31), resolved("2023-02-02", 1, 1)]
    one = of_year(rollup(*rows), ON_TIME_RATE, TARGET, Period.parse("2023-01-01..2023-02-03"))
    assert (one.denominator, one.volume.low, one.volume.high) == (32, 32 + 331, 32 + 331)


def test_before_the_first_month_is_whole_its_own_days_set_the_rate():
    one = of_year(rollup(resolved("2023-01-05", 9, 10)), ON_TIME_RATE, TARGET, Period.parse("2023-01-01..2023-01-10"))
    assert (one.volume.low, one.volume.high) == (10 + 355, 10 + 355)


def test_a_year_cut_within_a_month_is_held_against_the_same_days_of_last_year():
    """20 on 10 January 2022, so 20 until the 15th; 15 on 10 January now: 400 or 300 more."""
    rows = [*LAST_YEAR, *months(2023, 15)]
    one = of_year(rollup(*rows), ON_TIME_RATE, TARGET, Period.parse("2023-01-01..2023-01-15"))
    assert (one.denominator, one.volume.low, one.volume.high) == (15, 15 + 300, 15 + 400)
    later = rollup(*rows, resolved("2022-01-20", 7, 7))  # after the day: 407 were to come, or 305,25 in proportion
    one = of_year(later, ON_TIME_RATE, TARGET, Period.parse("2023-01-01..2023-01-15"))
    assert (one.volume.low, one.volume.high) == (15 + 305, 15 + 407)
    early = of_year(
        rollup(*rows, resolved("2023-01-02", 5, 5)), ON_TIME_RATE, TARGET, Period.parse("2023-01-01..2023-01-05")
    )
    assert (early.denominator, early.volume.basis) == (5, RUN_RATE)


def test_a_quarter_is_read_as_the_year_until_its_end():
    con = rollup(*LAST_YEAR, *months(2023, *[30] * 6))
    assert of_year(con, ON_TIME_RATE, TARGET, Period.parse("2023-Q2")) == of_year(
        con, ON_TIME_RATE, TARGET, Period.parse("2023-H1")
    )


def test_the_year_that_is_over_has_nothing_to_come():
    one = of_year(rollup(*LAST_YEAR), ON_TIME_RATE, TARGET, Period.parse("2022"))
    assert (one.denominator, one.volume.low, one.volume.high, one.required_pct) == (420, 420, 420, (None, None))


def test_a_scope_has_its_own_counts_but_its_last_year_need_not_fill_every_month():
    """26428 had 12 cases in two months of 2022, 26425 some in each: the whole district shows that lists were there."""
    theirs = [resolved("2022-02-10", 4, 4, unit="26428"), resolved("2022-08-10", 8, 8, unit="26428")]
    con = rollup(*LAST_YEAR, *theirs, *months(2023, 30, 30, 30), resolved("2023-02-10", 5, 6, unit="26428"))
    one = of_year(con, ON_TIME_RATE, TARGET, Period.parse("2023-Q1"), scope=Scope(units=("26428",)))
    assert (one.numerator, one.denominator) == (5, 6)
    assert (one.volume.low, one.volume.high, one.volume.basis) == (6 + 8, 6 + 12, LIKE_LAST_YEAR)
    cut = of_year(con, ON_TIME_RATE, TARGET, Period.parse("2023-01-01..2023-03-15"), scope=Scope(units=("26428",)))
    assert (cut.volume.low, cut.volume.high) == (6 + 8, 6 + 12)


def test_a_scope_without_a_last_year_goes_on_as_in_its_own_months():
    con = rollup(*LAST_YEAR, *months(2023, 31, 28, 31, unit="26428"))
    one = of_year(con, ON_TIME_RATE, TARGET, Period.parse("2023-Q1"), scope=Scope(units=("26428",)))
    assert (one.volume.low, one.volume.high, one.volume.basis) == (90 + 275, 90 + 275, RUN_RATE)


def test_what_is_told_of_quarters_only_goes_on_as_in_its_days_so_far():
    """30 of a survey of 90 days: 275 more days bring 91 or 92, and no month is named as the least or the most."""
    survey = {**resolved("2023-03-31", 27, 30), "first_day": "2023-01-01"}
    one = of_year(rollup(survey), ON_TIME_RATE, TARGET, Period.parse("2023-Q1"))
    assert (one.used, one.volume.low, one.volume.high) == (3, 30 + 91, 30 + 92)
    assert one.volume.basis == "theo nhịp chung từ đầu năm"


def test_hours_are_compared_when_asked_for():
    rows = [{**row, "on_time_datetime": 25, "on_time_date": 28} for row in months(2023, 30)]
    con, january = rollup(*rows), Period.parse("2023-01")
    found = [of_year(con, ON_TIME_RATE, TARGET, january, compare=compare).numerator for compare in Compare]
    assert dict(zip(Compare, found, strict=True)) == {Compare.SOURCE: 29, Compare.DATE: 28, Compare.DATETIME: 25}
    assert [to_date(con, ON_TIME_RATE, january, compare=compare)["used"].tolist() for compare in Compare] == [
        [1], [2], [5],
    ]  # fmt: skip


def test_a_variant_counts_its_own_cases_and_expects_only_new_ones():
    """C: 90 resolved and 10 open and overdue; new cases are the resolved ones, as last year."""
    rows = [*LAST_YEAR, *months(2023, 30, 30, 30), {"day": "2023-03-20", "became_overdue": 10}]
    one = of_year(rollup(*rows), ON_TIME_RATE, TARGET, Period.parse("2023-Q1"), variant="C")
    assert (one.numerator, one.denominator, one.used) == (87, 100, 13)
    assert (one.volume.low, one.volume.high) == (100 + 360, 100 + 540)


def test_a_rate_over_a_stock_has_no_pace():
    chosen = ON_TIME_RATE.variant("C")
    stock = tuple(term for term in chosen.denominator if term.when.value != "period")
    only_stock = replace(ON_TIME_RATE, variants=(replace(chosen, denominator=stock),))
    assert of_year(rollup(*months(2023, 30)), only_stock, TARGET, Period.parse("2023-Q1")) is None


def test_a_rate_that_must_stay_low_counts_its_hits_as_misses():
    """29 of 30; 430 to 630 in the year, of which 5 % are 21 to 31."""
    low = replace(ON_TIME_RATE, higher_is_better=False)
    con = rollup(*LAST_YEAR, *months(2023, 30))
    one = of_year(con, low, Fraction(5), Period.parse("2023-01"))
    assert (one.used, one.allowed, one.state) == (29, (21, 31), State.SLOW)
    assert to_date(con, low, Period.parse("2023-01"))["used"].tolist() == [29]


def test_a_form_of_a_quarter_belongs_to_no_month():
    """A form of the whole quarter has 90 cases and no months: 90 in 90 days, 275 days to come."""
    con = rollup(*LAST_YEAR, resolved("2023-03-31", 87, 90, first_day="2023-01-01"))
    one = of_year(con, ON_TIME_RATE, TARGET, Period.parse("2023-Q1"))
    assert (one.denominator, one.volume.low, one.volume.high) == (90, 90 + 275, 90 + 275)


def test_nobody_has_no_pace_and_months_of_nothing():
    con = rollup(*months(2023, 30))
    nobody = Scope(units=("26434",))
    assert of_year(con, ON_TIME_RATE, TARGET, Period.parse("2023-Q1"), scope=nobody) is None
    assert to_date(con, ON_TIME_RATE, Period.parse("2023-Q1"), scope=nobody).to_numpy().tolist() == [
        ["2023-01", 0, 0], ["2023-02", 0, 0], ["2023-03", 0, 0],
    ]  # fmt: skip


def test_misses_are_added_up_from_january_in_the_variant_asked_for():
    rows = [*months(2023, 30, 0, 20), {"day": "2023-02-15", "withdrawn_with_due": 4}]
    found = {
        key: to_date(rollup(*rows), ON_TIME_RATE, Period.parse("2023-Q1"), variant=key).to_numpy().tolist()
        for key in ("A", "D")
    }
    table = to_date(rollup(*rows), ON_TIME_RATE, Period.parse("2023-Q1"))
    assert list(table.columns) == ["month", "used", "denominator"]
    assert found["A"] == [["2023-01", 1, 30], ["2023-02", 1, 30], ["2023-03", 2, 50]]
    assert found["D"] == [["2023-01", 1, 30], ["2023-02", 1, 34], ["2023-03", 2, 54]]
    assert to_date(rollup(*rows), ON_TIME_RATE, Period.parse("2023-03")).equals(
        to_date(rollup(*rows), ON_TIME_RATE, Period.parse("2023-Q1"))
    )


@pytest.mark.parametrize(("hits", "needed"), [(7, 0), (6, None)])
def test_a_target_of_100_stands_without_a_miss_and_never_comes_back_after_one(hits, needed):
    assert recovery(hits, 7, Fraction(100)) == needed


def test_every_state_has_words():
    assert set(STATE_WORDS) == set(State)
