"""Pace: what a year still allows, in whole dossiers, and the laws that this must keep."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measures import Scope
from metrics.pace import (
    State,
    Volume,
    allowed_misses,
    misses,
    of_year,
    pace,
    progress,
    recovery,
    to_date,
    volume_at_run_rate,
    volume_like_last_year,
)
from metrics.plan import Status, status
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.twin import Load, Row, World
from tests.metrics.worlds import stored
from warehouse.period import Period

unhurried = settings(deadline=None)  # a busy machine is no failure

TARGETS = st.sampled_from([Fraction(text) for text in ("0", "5", "50", "97", "97.5", "98", "99.5", "99.99", "100")])
CASES = st.integers(1, 30_000)


@st.composite
def rates_so_far(draw) -> tuple[int, int]:
    denominator = draw(CASES)
    most = draw(st.sampled_from((denominator, denominator // 20)))
    return denominator - draw(st.integers(0, most)), denominator


def is_met(numerator: int, denominator: int, target: Fraction, higher: bool) -> bool:
    return status(numerator, denominator, target, higher_is_better=higher) is Status.MET


@unhurried
@given(CASES, TARGETS, st.booleans())
def test_the_allowed_misses_meet_the_target_and_one_more_does_not(cases, target, higher):
    allowed = allowed_misses(cases, target, higher_is_better=higher)
    hits = [cases - allowed, cases - allowed - 1] if higher else [allowed, allowed + 1]
    assert is_met(hits[0], cases, target, higher)
    assert not 0 <= hits[1] <= cases or not is_met(hits[1], cases, target, higher)


@unhurried
@given(rates_so_far(), TARGETS, st.booleans(), st.integers(0, 20_000), st.integers(0, 5_000))
def test_taking_exactly_what_is_left_meets_the_target_and_one_more_misses_it(counts, target, higher, rest, more):
    numerator, denominator = counts
    volume = Volume(low=denominator + rest, high=denominator + rest + more, basis="")
    one = pace(numerator, denominator, target, volume, higher_is_better=higher)
    for cases, left in zip((volume.low, volume.high), one.left, strict=True):
        to_come = cases - denominator

        def year_end(missed: int, to_come: int = to_come, cases: int = cases) -> tuple[int, int]:
            return numerator + (to_come - missed if higher else missed), cases

        if left < 0:
            assert not is_met(*year_end(0), target, higher)
            continue
        taken = min(left, to_come)
        assert is_met(*year_end(taken), target, higher)
        if taken < to_come:
            assert not is_met(*year_end(taken + 1), target, higher)


@unhurried
@given(rates_so_far(), TARGETS, st.booleans())
def test_recovery_is_the_least_number_of_hits_that_brings_the_target_back(counts, target, higher):
    numerator, denominator = counts
    needed = recovery(numerator, denominator, target, higher_is_better=higher)

    def after(hits: int) -> bool:
        return is_met(numerator + (hits if higher else 0), denominator + hits, target, higher)

    if needed is None:
        assert not any(after(hits) for hits in (0, 1, 10**9))
    else:
        assert after(needed)
        assert needed == 0 or not after(needed - 1)


@unhurried
@given(rates_so_far(), TARGETS, st.integers(0, 20_000), st.integers(0, 5_000))
def test_the_state_says_what_the_numbers_say(counts, target, rest, more):
    numerator, denominator = counts
    volume = Volume(low=denominator + rest, high=denominator + rest + more, basis="")
    one = pace(numerator, denominator, target, volume)
    assert (one.state is State.OUT_OF_REACH) == (max(one.left) < 0)
    assert (one.state is State.HOLD) == is_met(numerator, denominator, target, True)
    assert one.still_allowed == max(0, min(one.left))
    assert one.used == misses(numerator, denominator)
    for required, left, cases in zip(one.required_pct, one.left, (volume.low, volume.high), strict=True):
        assert (required is None) == (left < 0 or cases == denominator)
        assert required is None or 0 <= required <= 100


def test_a_pace_counted_by_hand():
    """1.000 so far, 15 late; 2.000 to 2.100 in the year; at 98 % 40 to 42 may be late, 25 to 27 are left."""
    one = pace(985, 1_000, Fraction(98), Volume(low=2_000, high=2_100, basis=""))
    assert (one.used, one.allowed, one.left, one.recovery, one.state) == (15, (40, 42), (25, 27), 0, State.HOLD)
    assert one.required_pct == pytest.approx((97.5, 100 * (1_100 - 27) / 1_100))


def test_below_the_target_but_within_what_the_year_allows_is_to_be_caught_up():
    """1.000 so far, 25 late: five too many now, which 250 on time make up for; 15 of the year's 40 are left."""
    one = pace(975, 1_000, Fraction(98), Volume(low=2_000, high=2_000, basis=""))
    assert (one.left, one.recovery, one.state) == ((15, 15), 250, State.CATCH_UP)


def test_one_miss_of_a_target_of_100_is_out_of_reach():
    one = pace(99, 100, Fraction(100), Volume(low=500, high=600, basis=""))
    assert (one.state, one.recovery, one.still_allowed) == (State.OUT_OF_REACH, None, 0)


def test_nothing_yet_has_no_pace():
    assert pace(0, 0, Fraction(98), Volume(low=0, high=0, basis="")) is None


def test_at_the_end_of_the_year_nothing_is_left_to_come():
    assert volume_like_last_year(1_200, 1_200, 1_000, 0) == Volume(
        low=1_200, high=1_200, basis="theo nhịp hồ sơ năm trước"
    )
    volume = volume_at_run_rate(1_200, [(31, 100), (28, 90)], 0)
    assert (volume.low, volume.high) == (1_200, 1_200)


def test_work_done_step_by_step_is_slow_on_pace_or_done():
    assert [progress(done, 10, Fraction(50), Fraction(1, 4)) for done in (1, 2, 5)] == [
        State.SLOW,
        State.ON_PACE,
        State.HOLD,
    ]


def a_world(months_before: int = 12, year: int = 2023) -> World:
    """Each month ten dossiers of 26425 are resolved, one of them late; in the year itself from January to March."""
    load = Load(
        load_id="L0", export_date=date(2024, 4, 4), known_until=date(2024, 3, 31), loaded_at=datetime(2024, 4, 4, 2)
    )
    months = [(year - 1, month) for month in range(1, months_before + 1)] + [(year, month) for month in (1, 2, 3)]
    rows = [
        Row(
            load_id="L0", source_row=at, code=f"H{at}", unit="26425", field="Hộ tịch", status="done",
            received_at=datetime(of, month, 1), due_at=datetime(of, month, 10),
            finished_at=datetime(of, month, 11 if number == 0 else 9),
        )
        for at, (of, month, number) in enumerate((*month, number) for month in months for number in range(10))
    ]  # fmt: skip
    return World(loads=(load,), rows=tuple(rows))


def test_the_rest_of_a_year_follows_last_years_shape():
    """30 until March as last year, 90 after it: 120 in the year, two of a hundred may be late, three are."""
    one = of_year(stored(a_world()), ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1"))
    assert one.volume == Volume(low=120, high=120, basis="theo nhịp hồ sơ năm trước")
    assert (one.used, one.allowed, one.left, one.state) == (3, (2, 2), (-1, -1), State.OUT_OF_REACH)


def test_a_last_year_with_a_month_missing_is_not_followed():
    """30 in January to March of 31, 28 and 31 days, 275 days left: at least 10/31 and at most 10/28 a day."""
    one = of_year(stored(a_world(months_before=11)), ON_TIME_RATE, Fraction(90), Period.parse("2023-Q1"))
    assert (one.volume.low, one.volume.high) == (30 + 88, 30 + 99)
    assert (one.left, one.state) == ((11 - 3, 12 - 3), State.HOLD)


def test_a_month_that_has_only_begun_does_not_set_the_run_rate():
    period = Period.parse("2023-01-01..2023-04-02")
    one = of_year(stored(a_world(months_before=0)), ON_TIME_RATE, Fraction(90), period)
    assert one.volume.low == 30 + 273 * 10 // 31


def test_the_pace_of_a_quarter_is_that_of_the_year_until_then():
    con = stored(a_world(months_before=0))
    assert of_year(con, ON_TIME_RATE, Fraction(98), Period.parse("2023-02")) == of_year(
        con, ON_TIME_RATE, Fraction(98), Period.parse("2023-01-01..2023-02-28")
    )


def test_a_part_of_the_district_without_cases_has_no_pace():
    con = stored(a_world())
    for_nobody = Scope(units=("26434",))
    assert of_year(con, ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1"), scope=for_nobody) is None


def test_stocks_at_the_start_of_a_variant_are_no_new_cases():
    """Variant B divides by received and carried over; the volume to come is what is received."""
    one = of_year(stored(a_world()), ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1"), variant="B")
    assert (one.denominator, one.volume.low, one.volume.high) == (30, 120, 120)


def test_the_year_is_that_of_the_period_calendar():
    """From the 15th to the 14th: the quarter begins in December, its year ends on 14/12, the dossiers are the same."""
    one = of_year(stored(a_world()), ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1", "d15_14"))
    assert (one.denominator, one.volume.low, one.volume.high) == (30, 120, 120)
    alone = of_year(stored(a_world(months_before=0)), ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1", "d15_14"))
    assert (alone.volume.low, alone.volume.high) == (30 + 275 * 10 // 31, 30 + -(-275 * 10 // 28))


def test_cases_that_no_month_holds_go_on_as_the_year_so_far(monkeypatch):
    """A survey of a quarter has no months: 30 in 90 days, 275 to come."""
    monkeypatch.setattr("metrics.pace._by_month", lambda *_: {})
    one = of_year(stored(a_world()), ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1"))
    assert (one.volume.low, one.volume.high) == (30 + 91, 30 + 92)


def test_misses_add_up_month_by_month_to_those_of_the_year_so_far():
    con, period = stored(a_world()), Period.parse("2023-01-01..2023-04-30")
    table = to_date(con, ON_TIME_RATE, period)
    assert table.to_numpy().tolist() == [
        ["2023-01", 1, 10], ["2023-02", 2, 20], ["2023-03", 3, 30], ["2023-04", 3, 30],
    ]  # fmt: skip
    assert table["used"].iloc[-1] == of_year(con, ON_TIME_RATE, Fraction(98), period).used


def test_months_of_a_variant_with_a_stock_are_not_added_up():
    with pytest.raises(ValueError, match='"C" có số hồ sơ tồn'):
        to_date(stored(a_world()), ON_TIME_RATE, Period.parse("2023"), variant="C")


def test_going_on_as_until_now_takes_the_rate_of_misses_to_the_end_of_the_year():
    """15 of 1.000 late: 30 of 2.000, 31,5 of 2.100."""
    one = pace(985, 1_000, Fraction(98), Volume(low=2_000, high=2_100, basis=""))
    assert one.projected == (30, 32)


def test_the_last_of_february_is_held_against_the_last_of_february():
    one = of_year(stored(a_world(year=2024)), ON_TIME_RATE, Fraction(98), Period.parse("2024-01-01..2024-02-29"))
    assert (one.denominator, one.volume.low, one.volume.high) == (20, 120, 120)
