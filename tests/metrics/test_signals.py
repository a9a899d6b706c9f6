"""Signals of a monthly rate: limits against a set worked by hand, the two rules, the two marks."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measures import Compare, Scope
from metrics.signals import (
    ASSURANCE_WORDS,
    BASELINE,
    LEAST,
    RUN,
    VARIATION_WORDS,
    Assurance,
    Variation,
    by_month,
    chart,
    limits,
)
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.rollups import resolved, rollup
from tests.metrics.test_pace import a_world
from tests.metrics.twin import Row, World
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

unhurried = settings(deadline=None)  # a busy machine is no failure

HAND = [960, 975, 969, 981, 972, 966, 978, 984, 970, 974, 968, 976]
"""On time of 1.000 each month. Sum 11.673, centre 97,275 %. Moving ranges in tenths of a point:
15 6 12 9 6 12 6 14 4 6 8 = 98, mean 98/11; 2,66 x 98/110 points = 2,3698. Limits 94,9052 and 99,6448."""


def year(*hits: int, cases: int = 1_000, first: int = 1) -> list[tuple[str, int, int]]:
    return [(f"{2021 + at // 12}-{at % 12 + 1:02}", one, cases) for at, one in enumerate(hits, first - 1)]


def test_limits_are_those_worked_by_hand():
    found = limits([(hits, 1_000) for hits in HAND])
    assert (found.low, found.centre, found.high) == pytest.approx((94.9052, 97.275, 99.6448), abs=5e-5)
    assert not found.is_provisional


def test_the_centre_is_a_ratio_of_sums_and_no_mean_of_rates():
    assert limits([(100, 100), (0, 300), (100, 100), (100, 100)]).centre == 50


def test_limits_are_locked_by_the_first_twelve_months_with_cases():
    later = [(hits, 1_000) for hits in HAND] + [(500, 1_000)] * 9
    assert limits(later) == limits(later[:BASELINE])
    assert limits([(0, 0), *later]) == limits(later)


def test_fewer_than_twelve_months_are_provisional_and_fewer_than_four_nothing():
    months = [(hits, 1_000) for hits in HAND]
    assert limits(months[: BASELINE - 1]).is_provisional
    assert limits(months[: LEAST - 1]) is None
    few = chart(year(*HAND[: LEAST - 1]), 98)
    assert (few.variation, few.assurance) == (Variation.UNKNOWN, Assurance.UNKNOWN)
    assert not any(month.is_outside or month.is_in_run or month.side for month in few.months)


def test_months_of_one_rate_are_never_outside_by_rounding():
    months = [(f"2021-{at}", 7 * at, 30 * at) for at in range(1, 30)]
    assert not any(month.is_outside or month.side for month in chart(months).months)


def test_months_without_cases_do_not_count_and_those_with_one_case_do():
    assert limits([(0, 0), (1, 1), (0, 1), (0, 0), (1, 1), (1, 1)]).months == 4


def test_every_month_has_its_side_of_the_centre():
    """389 of 400 are 97,25 %; the limits, 97,25 ± 2,66 x 5/3, hold all four: only the centre tells the sides."""
    found = chart([("2023-01", 97, 100), ("2023-02", 98, 100), ("2023-03", 96, 100), ("2023-04", 98, 100)])
    assert float(found.limits.centre) == 97.25
    assert [(month.token, month.rate_pct, month.side, month.is_outside) for month in found.months] == [
        ("2023-01", 97, -1, False), ("2023-02", 98, 1, False), ("2023-03", 96, -1, False), ("2023-04", 98, 1, False),
    ]  # fmt: skip


def test_eight_in_a_row_above_the_centre_are_a_signal_too():
    found = chart(year(*HAND, 960, *[980] * RUN))
    assert [month.is_in_run for month in found.months] == [False] * 13 + [True] * RUN
    assert (found.months[-1].side, found.variation) == (1, Variation.BETTER)


def test_limits_stay_within_0_and_100():
    found = limits([(0, 10), (10, 10)] * 6)
    assert (found.low, found.high) == (0, 100)


@pytest.mark.parametrize(("hits", "outside"), [(949, True), (950, False), (997, True), (996, False)])
def test_a_month_outside_the_limits_is_a_signal(hits, outside):
    """94,9 is below 94,9052: a signal; 95,0 is not. Above, 99,7 is one, 99,6 is not."""
    last = chart(year(*HAND, hits)).months[-1]
    assert last.is_outside is outside


def test_eight_in_a_row_on_one_side_are_a_signal_and_seven_are_not():
    below = [970] * RUN
    found = chart(year(*HAND, 990, *below))
    assert [month.is_in_run for month in found.months] == [False] * 13 + [True] * RUN
    assert found.variation is Variation.WORSE
    assert chart(year(*HAND, 990, *below[1:])).variation is Variation.USUAL


def test_a_month_on_the_centre_ends_a_run():
    flat = [(f"2021-{month:02}", 950 if month % 2 else 970, 1_000) for month in range(1, 13)]
    months = [*flat, *year(*[962] * 4, 960, *[962] * 4, first=13)]
    assert chart(months).limits.centre == 96
    assert not any(month.is_in_run for month in chart(months).months)


def test_a_better_signal_is_up_only_where_up_is_good():
    assert chart(year(*HAND, 999)).variation is Variation.BETTER
    assert chart(year(*HAND, 999), higher_is_better=False).variation is Variation.WORSE


@pytest.mark.parametrize(
    ("target", "higher", "assurance"),
    [
        (94.0, True, Assurance.ALWAYS), (98.0, True, Assurance.SOMETIMES), (99.9, True, Assurance.NEVER),
        (99.9, False, Assurance.ALWAYS), (98.0, False, Assurance.SOMETIMES), (94.0, False, Assurance.NEVER),
        (None, True, Assurance.UNKNOWN),
    ],
)  # fmt: skip
def test_assurance_says_where_the_target_stands_against_the_limits(target, higher, assurance):
    assert chart(year(*HAND), target, higher_is_better=higher).assurance is assurance


def test_a_target_on_a_limit_is_met_by_that_limit():
    usual = limits([(98, 100), (97, 100), (99, 100), (98, 100)])
    months = [("2023-01", 98, 100), ("2023-02", 97, 100), ("2023-03", 99, 100), ("2023-04", 98, 100)]
    assert chart(months, usual.low).assurance is Assurance.ALWAYS
    assert chart(months, usual.high).assurance is Assurance.SOMETIMES


def test_every_mark_has_words():
    assert set(VARIATION_WORDS) == set(Variation)
    assert set(ASSURANCE_WORDS) == set(Assurance)


@unhurried
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted).map(tuple), max_size=30))
def test_a_mirror_image_of_the_months_has_the_same_signals(counts):
    months = [(f"2021-{at}", hits, cases) for at, (hits, cases) in enumerate(counts)]
    mirrored = [(token, cases - hits, cases) for token, hits, cases in months]
    one, other = chart(months, 60), chart(mirrored, 40, higher_is_better=False)
    assert [month.is_in_run for month in one.months] == [month.is_in_run for month in other.months]
    assert len(one.months) == sum(cases > 0 for _, cases in counts)


def test_months_are_read_from_january_of_the_year_before():
    """Nine of ten on time in every month of 2022 and in three of 2023; then all ten of April are late."""
    world = a_world()
    late = tuple(
        Row(
            load_id="L0", source_row=900 + at, code=f"A{at}", unit="26425", field="Hộ tịch", status="done",
            received_at=datetime(2023, 4, 1), due_at=datetime(2023, 4, 5), finished_at=datetime(2023, 4, 6),
        )
        for at in range(10)
    )  # fmt: skip
    con = stored(World(loads=world.loads, rows=world.rows + late))
    found = by_month(con, ON_TIME_RATE, Period.parse("2023-H1"), 98.0)
    assert [month.token for month in found.months][:13:12] == ["2022-01", "2023-01"]
    assert (found.limits.centre, found.limits.months) == (90, 12)
    assert (found.months[-1].token, found.months[-1].rate_pct, found.months[-1].is_outside) == ("2023-04", 0, True)
    assert (found.variation, found.assurance) == (Variation.WORSE, Assurance.NEVER)


def test_months_are_counted_as_asked_for():
    """In March 2023 two more: one still open and overdue in 26425, one done on its day but after its hour in 26428."""
    world = a_world()
    told = {"load_id": "L0", "field": "Hộ tịch", "received_at": datetime(2023, 3, 1)}
    more = (
        Row(**told, source_row=901, code="A1", unit="26425", status="open", due_at=datetime(2023, 3, 10, 8)),
        Row(**told, source_row=902, code="A2", unit="26428", status="done", due_at=datetime(2023, 3, 10, 8),
            finished_at=datetime(2023, 3, 10, 9)),
    )  # fmt: skip
    con = stored(World(loads=world.loads, rows=world.rows + more))

    def march(**asked) -> tuple[int, int]:
        last = by_month(con, ON_TIME_RATE, Period.parse("2023-Q1"), **asked).months[-1]
        return last.numerator, last.denominator

    assert march() == (10, 11)
    assert march(scope=Scope(units=("26425",))) == (9, 10)
    assert march(compare=Compare.DATETIME) == (9, 11)
    assert march(variant="B")[1] == 12


def test_a_rate_that_must_stay_low_is_worse_when_it_rises():
    low_is_good = replace(ON_TIME_RATE, higher_is_better=False)
    found = by_month(stored(a_world()), low_is_good, Period.parse("2023-Q1"), 95.0)
    assert found.assurance is Assurance.ALWAYS


def test_months_are_those_of_the_period_calendar():
    """By months from the 15th to the 14th the dossiers of 9 and 11 January 2022 fall into the year's first month."""
    found = by_month(stored(a_world()), ON_TIME_RATE, Period.parse("2023-Q1", "d15_14"), 98.0)
    assert [month.denominator for month in found.months] == [10] * 15
    assert (found.months[0].token, found.months[-1].token) == tuple(
        Period.parse(token, "d15_14").months()[0].token for token in ("2022-01", "2023-03")
    )


def test_months_are_read_from_the_rollup_as_asked_for():
    """Nine of ten each month from January 2022 on, by the hour eight; in 26428 five of five; four withdrawn in May."""
    rows = [
        resolved(f"{year}-{month:02}-10", 9, 10, on_time_datetime=8) for year in (2022, 2023) for month in (1, 2, 5)
    ]
    con = rollup(
        resolved("2021-12-31", 0, 10), *rows, resolved("2023-02-11", 5, 5, unit="26428"),
        {"day": "2023-05-11", "withdrawn_with_due": 4}, resolved("2023-07-01", 0, 10),
    )  # fmt: skip

    def read(**asked) -> list[tuple[str, int, int]]:
        found = by_month(con, ON_TIME_RATE, Period.parse("2023-H1"), 80.0, **asked)
        assert (found.limits.months, found.assurance) == (6, Assurance.ALWAYS)
        return [(month.token, month.numerator, month.denominator) for month in found.months][3:]

    assert read() == [("2023-01", 9, 10), ("2023-02", 14, 15), ("2023-05", 9, 10)]
    assert read(variant="D")[2] == ("2023-05", 13, 14)
    assert read(scope=Scope(units=("26425",)))[1] == ("2023-02", 9, 10)
    assert read(compare=Compare.DATETIME, scope=Scope(units=("26425",)))[0] == ("2023-01", 8, 10)
    low = replace(ON_TIME_RATE, higher_is_better=False)
    assert by_month(con, low, Period.parse("2023-H1"), 80.0).assurance is Assurance.NEVER
    by_15 = by_month(con, ON_TIME_RATE, Period.parse("2023-Q1", "d15_14"), 80.0)
    # From the 15th of December on: the ten of the last of 2021 belong to January's month.
    assert [month.denominator for month in by_15.months] == [20, 10, 10, 10, 15]


def test_an_empty_warehouse_has_no_months():
    found = by_month(build.empty(), ON_TIME_RATE, Period.parse("2023"), 98.0)
    assert (found.months, found.limits, found.variation) == ((), None, Variation.UNKNOWN)
