"""Evidence: intervals against published figures, funnel limits and rank intervals against slow exact counts."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.evidence import (
    ALARM,
    MIN_N,
    NOT_ENOUGH,
    WARNING,
    Evidence,
    beside,
    difference,
    funnel_limits,
    mark,
    ranks,
    wilson,
)

unhurried = settings(deadline=None)  # a busy machine is no failure

PUBLISHED = [
    ((81, 263), (25.53, 36.62)),
    ((15, 148), (6.24, 16.05)),
    ((0, 20), (0.00, 16.11)),
    ((1, 29), (0.61, 17.18)),
]
"""R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, score method without continuity correction."""

CENTRES = st.sampled_from([Fraction(text) for text in ("2", "50", "93", "97.5", "98", "99.9")])


@st.composite
def counts(draw, least: int = 0, most: int = 400) -> tuple[int, int]:
    cases = draw(st.integers(least, most))
    return draw(st.integers(0, cases)), cases


@pytest.mark.parametrize(("count", "interval"), PUBLISHED)
def test_the_interval_is_that_of_the_published_table(count, interval):
    assert wilson(*count) == pytest.approx(interval, abs=0.005)


@unhurried
@given(counts(least=1))
def test_an_interval_holds_its_rate_and_shrinks_with_more_of_the_same(count):
    hits, cases = count
    low, high = wilson(hits, cases)
    assert 0 <= low <= 100 * hits / cases <= high <= 100
    narrow = wilson(10 * hits, 10 * cases)
    assert narrow[1] - narrow[0] < high - low


def test_more_hits_than_cases_is_refused():
    with pytest.raises(ValueError, match="no proportion"):
        wilson(3, 2)


def test_a_verdict_far_from_its_target_needs_no_mark():
    assert mark(900, 1_000, Fraction(98)).kind is Evidence.CLEAR
    assert mark(1_000, 1_000, Fraction(98)).words == ""


@pytest.mark.parametrize("hits", [975, 985])
def test_a_verdict_near_its_target_is_marked_whether_it_is_met_or_missed(hits):
    one = mark(hits, 1_000, Fraction(98))
    assert (one.kind, one.words) == (Evidence.UNCLEAR, NOT_ENOUGH)


def test_few_cases_are_marked_however_clear_they_look():
    assert mark(0, MIN_N - 1, Fraction(98)).kind is Evidence.FEW
    assert mark(0, MIN_N, Fraction(98)).kind is Evidence.CLEAR
    assert mark(0, 10, Fraction(98), min_n=5).kind is Evidence.CLEAR
    assert mark(0, 0, Fraction(98)) is None


def test_a_target_that_an_interval_only_touches_is_not_within_it():
    """All of 1.000 at 100 %, none of 1.000 at 0 %: the interval ends there, nothing lies beyond."""
    assert mark(1_000, 1_000, Fraction(100)).kind is Evidence.CLEAR
    assert mark(0, 1_000, Fraction(0)).kind is Evidence.CLEAR


def test_every_mark_says_why():
    """Wilson for 975 of 1.000 is 96,3 to 98,3; for 900 of 1.000 it is 88,0 to 91,7."""
    found = [mark(29, 29, Fraction(98)), mark(975, 1_000, Fraction(98)), mark(900, 1_000, Fraction(98))]
    assert [(one.words, one.why.replace("\u00a0", " ")) for one in found] == [
        ("chưa đủ bằng chứng", "dưới 30 trường hợp"),
        ("chưa đủ bằng chứng", "chỉ tiêu nằm trong khoảng tin cậy 95 %"),
        ("", "cả khoảng tin cậy 95 % ở một phía của chỉ tiêu"),
    ]


def chance_of_at_most(hits: int, cases: int, share: Fraction) -> Fraction:
    return sum((comb(cases, k) * share**k * (1 - share) ** (cases - k) for k in range(hits + 1)), Fraction(0))


@unhurried
@given(st.integers(1, 60), CENTRES, st.sampled_from((WARNING, ALARM)))
def test_funnel_limits_are_the_last_results_that_chance_explains(cases, centre, inside):
    share, tail = centre / 100, (1 - Fraction(str(inside))) / 2
    below = [hits for hits in range(cases + 1) if chance_of_at_most(hits, cases, share) >= tail]
    above = [hits for hits in range(cases + 1) if 1 - chance_of_at_most(hits - 1, cases, share) >= tail]
    assert funnel_limits(cases, centre, inside) == pytest.approx((100 * min(below) / cases, 100 * max(above) / cases))


@unhurried
@given(st.integers(1, 3_000), CENTRES)
def test_the_outer_limits_of_a_funnel_enclose_the_inner_ones_and_the_centre(cases, centre):
    inner, outer = funnel_limits(cases, centre), funnel_limits(cases, centre, ALARM)
    one = 100 / cases
    assert 0 <= outer[0] <= inner[0] <= centre + one
    assert centre - one <= inner[1] <= outer[1] <= 100


def test_a_target_of_everything_has_no_width():
    assert funnel_limits(50, Fraction(100)) == (100.0, 100.0)


def test_a_funnel_is_narrow_over_many_cases():
    low, high = funnel_limits(200_000, Fraction(98), ALARM)
    assert 97.9 < low < 98 < high < 98.1


@unhurried
@given(st.lists(counts(), max_size=15), st.booleans())
def test_places_are_ends_of_what_pairs_of_units_leave_open(units, higher):
    found = ranks(units, higher_is_better=higher)
    assert [one is None for one in found] == [cases < MIN_N for _, cases in units]
    known = [(unit, one) for unit, one in zip(units, found, strict=True) if one]
    for (hits, cases), one in known:
        assert 1 <= one.best <= one.place <= one.worst <= one.of == len(known)
        ahead = sum((Fraction(*other) > Fraction(hits, cases)) == higher for other, _ in known
                    if Fraction(*other) != Fraction(hits, cases))  # fmt: skip
        assert one.place == 1 + ahead
    for (first, one), (second, other) in combinations(known, 2):
        if Fraction(*first) == Fraction(*second):
            assert one.place == other.place


def test_units_that_are_alike_leave_every_place_open():
    assert {(one.place, one.best, one.worst) for one in ranks([(95, 100)] * 4)} == {(1, 1, 4)}


def test_units_far_apart_have_one_place_each():
    assert [(one.best, one.worst) for one in ranks([(500, 1_000), (900, 1_000), (700, 1_000)])] == [
        (3, 3),
        (1, 1),
        (2, 2),
    ]


def test_with_more_units_it_takes_more_to_be_ahead_for_certain():
    """97 against 81 of a hundred: apart when two are ranked, not when fifteen are."""
    two = [(97, 100), (81, 100)]
    assert ranks(two)[0].worst == 1
    assert ranks(two + [(92, 100)] * 13)[0].worst == 15


def test_two_intervals_that_shall_both_hold_are_wider_than_one():
    """Each at the root of 95 %, so 2,2365 deviations: 97 of 100 reaches down to 90,42, 84 up to 90,54, 83 to 89,78.

    At 1,96 deviations 84 would end at 89,90 and 97 begin at 91,55: apart.
    """
    assert [ranks([(97, 100), (hits, 100)])[0].worst for hits in (84, 83)] == [2, 1]


def test_where_low_is_good_the_lowest_rate_comes_first():
    found = ranks([(500, 1_000), (900, 1_000), (700, 1_000)], higher_is_better=False)
    assert [(one.place, one.best, one.worst) for one in found] == [(1, 1, 1), (3, 3, 3), (2, 2, 2)]


def test_a_single_case_is_ranked_where_one_is_asked_to_be_enough():
    assert [one.place for one in ranks([(0, 1), (1, 1)], min_n=1)] == [2, 1]


def test_nobody_is_ranked_among_nobody():
    assert ranks([]) == []
    assert ranks([(1, 1)]) == [None]


def test_a_table_of_rates_gets_what_each_row_can_carry():
    table = pd.DataFrame(
        {"numerator": [900, 990, 5, 0], "denominator": [1_000, 1_000, 5, 0], "target_pct": [98.0, 97.5, None, 98.0]},
        index=[3, 1, 2, 0],
    )
    found = beside(table)
    assert list(found.index) == [3, 1, 2, 0]
    assert found["evidence"].tolist() == ["clear", "clear", "", ""]
    assert found["mark"].tolist() == ["", "", "", ""]
    assert found["place"].tolist() == [2, 1, pd.NA, pd.NA]
    for at, (hits, cases) in enumerate([(900, 1_000), (990, 1_000), (5, 5)]):
        assert (found["low_pct"].iloc[at], found["high_pct"].iloc[at]) == wilson(hits, cases)
    assert (found["funnel_low"].iloc[1], found["alarm_high"].iloc[1]) == (
        funnel_limits(1_000, Fraction("97.5"))[0],
        funnel_limits(1_000, Fraction("97.5"), ALARM)[1],
    )
    assert found[["funnel_low", "alarm_low"]].iloc[2:].isna().all(axis=None)
    assert found["low_pct"].isna().tolist() == [False, False, False, True]
    assert "place" not in table


def test_a_table_where_low_is_good_is_ranked_from_below_and_says_why():
    """Two rows near their target, one with too few cases for the asked minimum of 200."""
    table = pd.DataFrame({"numerator": [20, 5, 1], "denominator": [1_000, 1_000, 100], "target_pct": 2.0})
    found = beside(table, higher_is_better=False, min_n=200)
    assert found["evidence"].tolist() == ["unclear", "clear", "few"]
    assert found["mark"].tolist() == [NOT_ENOUGH, "", NOT_ENOUGH]
    assert [why.replace("\u00a0", " ") for why in found["why"]] == [
        "chỉ tiêu nằm trong khoảng tin cậy 95 %",
        "cả khoảng tin cậy 95 % ở một phía của chỉ tiêu",
        "dưới 200 trường hợp",
    ]
    assert found["place"].tolist() == [2, 1, pd.NA]


def test_places_stay_whole_numbers_where_nobody_has_one():
    found = beside(pd.DataFrame({"numerator": [1, 2], "denominator": [3, 3], "target_pct": [None, 98.0]}))
    assert [str(found[name].dtype) for name in ("place", "best", "worst")] == ["Int64"] * 3
    assert found["why"].tolist() == ["", "dưới 30 trường hợp"]


def test_an_empty_table_stays_empty_with_all_columns():
    table = pd.DataFrame({"numerator": [], "denominator": [], "target_pct": []})
    assert list(beside(table).columns)[3:] == [
        "low_pct", "high_pct", "evidence", "mark", "why", "place", "best", "worst",
        "funnel_low", "funnel_high", "alarm_low", "alarm_high",
    ]  # fmt: skip


def test_the_interval_of_a_difference_is_that_of_its_source():
    """Newcombe 1998, table II, cases a and d, method 10."""
    assert difference((48, 80), (56, 70)) == pytest.approx((5.24, 33.39), abs=0.005)
    assert difference((3, 10), (9, 10)) == pytest.approx((17.05, 80.90), abs=0.005)


def test_a_difference_turns_its_sign_when_both_are_exchanged():
    low, high = difference((3, 10), (9, 10))
    assert difference((9, 10), (3, 10)) == pytest.approx((-high, -low))
    assert difference((0, 0), (9, 10)) is None


def test_a_difference_without_any_allowance_for_chance_is_the_difference_itself():
    """48 of 80 are 60 %, 56 of 70 are 80 %."""
    assert difference((48, 80), (56, 70), 0) == pytest.approx((20, 20))
