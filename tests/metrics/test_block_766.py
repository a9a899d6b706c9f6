"""The six blocks of QĐ 766: what our figures answer, and a reason for everything else."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import block_766
from metrics.block_766 import BLOCKS, NO_CASES, NO_COMPLAINTS, NO_SPLIT, NOT_ALL, NOT_DECLARED, score
from metrics.catalogue import discover
from metrics.indicator import rates
from metrics.measures import EVERYTHING, Compare, Scope
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.rollups import rollup
from tests.metrics.test_rates import january
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

unhurried = settings(deadline=None)  # a busy machine is no failure

YEAR = Period.parse("2023")

KEYS = {
    "procedure_publication_coverage", "on_time_rate", "online_procedure_coverage", "online_filing_rate",
    "online_payment_procedure_coverage", "online_payment_rate", "digitization_rate", "digitized_result_rate",
    "e_result_rate", "petition_on_time_rate", "petition_satisfaction_rate",
}  # fmt: skip
"""Keys of the catalogue that may answer a block."""


def test_the_blocks_are_those_of_the_decision_and_give_a_hundred_points():
    assert [(block.no, block.most_points) for block in BLOCKS] == [(1, 18), (2, 20), (3, 12), (4, 10), (5, 22), (6, 18)]
    assert sum(block.most_points for block in BLOCKS) == 100
    assert {part.indicator for block in BLOCKS for part in block.parts} - {None} == KEYS


@unhurried
@given(st.integers(0, 500), st.integers(1, 500))
def test_points_of_a_block_of_one_rate_are_in_proportion_to_it(hits, cases):
    hits = min(hits, cases)
    one = score(BLOCKS[1], [(hits, cases)])
    assert one.points == Fraction(20 * hits, cases)
    assert 0 <= one.points <= 20
    assert (one.answers[0].numerator, one.answers[0].denominator, one.reason) == (hits, cases, None)


def test_nothing_on_time_earns_no_points_and_is_no_missing_rate():
    one = score(BLOCKS[1], [(0, 5)])
    assert (one.points, one.reason, one.answers[0].rate_pct) == (0, None, 0)


def test_every_answer_is_of_its_own_part_and_none_goes_without():
    """The second has no cases, the third a reason of its own."""
    found = score(BLOCKS[4], [(1, 2), (0, 0), "Không có."])
    assert [answer.part.label for answer in found.answers] == [part.label for part in BLOCKS[4].parts]
    assert [answer.reason for answer in found.answers] == [None, NO_CASES, "Không có."]
    with pytest.raises(ValueError, match="shorter"):
        score(BLOCKS[4], [(1, 2), (0, 0)])


def test_hours_are_compared_when_asked_for():
    """One of two received in the year is done on its day but after its hour, the other is open and overdue."""
    row = {"on_time": 1, "on_time_date": 1, "received_with_due": 2, "ended_with_due": 1, "became_overdue": 1}
    con = rollup({"day": "2023-05-02", **row})
    found = [block_766.score(BLOCKS[1], [counted(con, compare)]).points for compare in Compare]
    assert dict(zip(Compare, found, strict=True)) == {Compare.SOURCE: 10, Compare.DATE: 10, Compare.DATETIME: 0}


def counted(con, compare):
    return block_766._counts(con, BLOCKS[1].parts[0], YEAR, compare, EVERYTHING)


def test_a_block_of_several_rates_has_rates_and_no_points():
    one = score(BLOCKS[2], [(9, 10), (1, 2)])
    assert (one.points, one.reason) == (None, NO_SPLIT)
    assert [answer.rate_pct for answer in one.answers] == [90, 50]


def test_only_progress_earns_its_points_by_one_rate():
    assert [block.no for block in BLOCKS if block.is_one_rate] == [2]
    assert score(BLOCKS[0], [(1, 2)]).reason == NO_SPLIT


def test_one_missing_rate_leaves_a_block_without_points_and_the_others_with_their_counts():
    one = score(BLOCKS[2], [(9, 10), (0, 0)])
    assert (one.points, one.reason) == (None, NOT_ALL)
    assert [(answer.numerator, answer.reason) for answer in one.answers] == [(9, None), (None, NO_CASES)]


def test_progress_is_variant_b_of_the_on_time_rate():
    """The worked example of the domain: 90 on time, 4 withdrawn, 15 open within of 120 give 109/120 of 20 points."""
    con = stored(january())
    row = rates(con, ON_TIME_RATE, YEAR, variant="B").iloc[0]
    found = block_766.of_period(con, YEAR)[1]
    assert (found.answers[0].numerator, found.answers[0].denominator) == (row["numerator"], row["denominator"])
    assert found.points == 20 * Fraction(int(row["numerator"]), int(row["denominator"]))
    assert score(BLOCKS[1], [(109, 120)]).points == Fraction(109, 6)


def test_every_answer_has_counts_or_a_reason():
    for con in (stored(january()), build.empty()):
        scores = block_766.of_period(con, YEAR)
        assert [one.block.no for one in scores] == [1, 2, 3, 4, 5, 6]
        for one in scores:
            assert (one.points is None) == (one.reason is not None)
            for answer in one.answers:
                assert (answer.reason is None) == (answer.denominator is not None) == (answer.rate_pct is not None)


def test_satisfaction_with_procedures_is_no_survey_and_stays_open():
    answer = block_766.of_period(build.empty(), YEAR)[5].answers[2]
    assert (answer.rate_pct, answer.reason) == (None, NO_COMPLAINTS)


@pytest.mark.parametrize("known", [{}, {"on_time_rate": replace(ON_TIME_RATE, variants=ON_TIME_RATE.variants[:1])}])
def test_an_indicator_or_a_variant_that_is_not_declared_is_a_reason_and_no_error(monkeypatch, known):
    monkeypatch.setattr(block_766, "discover", lambda: known)
    found = block_766.of_period(stored(january()), YEAR)[1]
    assert (found.points, found.reason) == (None, NOT_DECLARED)


def test_points_are_added_over_the_blocks_that_have_any():
    scores = block_766.of_period(stored(january()), YEAR)
    points, most = block_766.answered(scores)
    assert most >= 20
    assert points == sum(one.points for one in scores if one.points is not None)
    assert block_766.answered(()) == (0, 0)


def test_a_scope_limits_every_block():
    con = stored(january())
    found = block_766.of_period(con, YEAR, scope=Scope(units=("26425",)))[1].answers[0]
    assert found.denominator == 3


def test_declared_indicators_have_the_variants_that_the_blocks_ask_for():
    for block in BLOCKS:
        for part in block.parts:
            indicator = discover().get(part.indicator or "")
            if indicator is not None:
                assert indicator.variant(part.variant)
