"""From whom a unit can learn: similar mixes first, slices with enough cases only, marks beyond what chance explains."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.peers import overlap, peers

MIXES = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 500), max_size=5)


def table(*rows):
    return pd.DataFrame(rows, columns=["commune", "field_group", "numerator", "denominator"])


@given(MIXES, MIXES)
def test_overlap_is_the_same_both_ways_and_whole_only_for_equal_shares(first, second):
    common = overlap(first, second)
    assert common == overlap(second, first)
    assert 0 <= common <= 1
    cases, others = sum(first.values()), sum(second.values())
    equal = bool(first) and {key: Fraction(count, cases) for key, count in first.items()} == {
        key: Fraction(count, others) for key, count in second.items()
    }
    assert (common == 1) == equal


def test_the_most_similar_mix_comes_first_even_if_another_is_better():
    known = table(
        ("own", "a", 80, 100), ("own", "b", 90, 100),
        ("near", "a", 90, 100), ("near", "b", 85, 110),
        ("far", "a", 100, 100), ("far", "c", 900, 900),
    )  # fmt: skip
    found = peers(known, "own")
    assert [peer.unit for peer in found] == ["near", "far"]
    assert found[0].overlap == Fraction(100, 210) + Fraction(1, 2)
    assert found[0].total == (175, 210)
    assert [(lead.key, lead.points) for lead in found[0].leads] == [("a", 10)]


def test_clear_leads_come_before_larger_ones_that_chance_explains():
    known = table(
        ("own", "few", 20, 30), ("own", "many", 800, 1000),
        ("near", "few", 25, 30), ("near", "many", 900, 1000),
    )  # fmt: skip
    (peer,) = peers(known, "own")
    assert [(lead.key, lead.is_clear) for lead in peer.leads] == [("many", True), ("few", False)]
    assert peer.leads[1].points > peer.leads[0].points


@pytest.mark.parametrize("cases", [29, 30])
def test_slices_and_units_with_few_cases_teach_nothing(cases):
    known = table(("own", "a", 50, 100), ("near", "a", cases, cases))
    assert bool(peers(known, "own")) == (cases == 30)
    assert bool(peers(table(("own", "a", 1, cases), ("near", "a", 99, 100)), "own")) == (cases == 30)


def test_nobody_teaches_who_is_no_better_and_rows_without_a_unit_or_slice_are_nobodys():
    same = table(("own", "a", 90, 100), ("near", "a", 90, 100), (None, "a", 100, 100), ("near", None, 100, 100))
    assert peers(same, "own") == []
    assert peers(same, "unknown") == []


def test_where_low_is_good_the_lower_rate_leads():
    known = table(("own", "a", 50, 100), ("low", "a", 10, 100), ("high", "a", 90, 100))
    assert [(peer.unit, peer.leads[0].is_clear) for peer in peers(known, "own", higher_is_better=False)] == [
        ("low", True)
    ]


def test_no_more_peers_than_asked_for():
    known = table(("own", "a", 50, 100), *((f"unit {number}", "a", 60 + number, 100) for number in range(9)))
    assert len(peers(known, "own")) == 3
    assert len(peers(known, "own", most=5)) == 5


def test_mixes_without_cases_have_nothing_in_common_and_a_kind_that_one_lacks_does_not_count():
    assert overlap({}, {"A": 1}) == overlap({"A": 1}, {}) == 0
    assert overlap({"A": 1, "B": 1}, {"A": 2}) == Fraction(1, 2)


def test_a_single_case_counts_in_the_mix():
    known = table(("own", "a", 80, 99), ("own", "b", 1, 1), ("near", "a", 90, 99), ("near", "b", 1, 1))
    (peer,) = peers(known, "own")
    assert (peer.total, peer.overlap) == ((91, 100), 1)


def test_a_slice_with_few_cases_hides_none_of_the_others():
    few = [(unit, f"few {n}", 1, 2) for unit in ("own", "near") for n in range(20)]
    (peer,) = peers(table(("own", "a", 50, 100), ("near", "a", 90, 100), *few), "own")
    assert [lead.key for lead in peer.leads] == ["a"]


@pytest.mark.parametrize(
    ("own", "near", "higher", "is_clear"),
    [(800, 840, True, True), (800, 825, True, False), (840, 800, False, True), (840, 815, False, False)],
)
def test_a_lead_is_clear_where_its_interval_leaves_out_0(own, near, higher, is_clear):
    """Of a thousand each: 1,96 standard deviations are 3,4 points, so 4 points are clear by half a point, 2,5 not."""
    (peer,) = peers(table(("own", "a", own, 1000), ("near", "a", near, 1000)), "own", higher_is_better=higher)
    assert [lead.is_clear for lead in peer.leads] == [is_clear]


def test_of_two_clear_leads_the_larger_one_comes_first():
    known = table(
        ("own", "a", 500, 1000), ("own", "b", 500, 1000), ("near", "a", 600, 1000), ("near", "b", 700, 1000),
    )  # fmt: skip
    (peer,) = peers(known, "own")
    assert [lead.key for lead in peer.leads] == ["b", "a"]
