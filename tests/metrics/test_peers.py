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
