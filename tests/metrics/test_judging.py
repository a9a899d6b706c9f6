"""Verdicts on figures that are no share of a fixed value, on both sides of every edge."""

from fractions import Fraction

import pytest

from metrics.judging import against_value, against_year_before, of_work
from metrics.plan import Status
from metrics.tasks import TaskState


@pytest.mark.parametrize(
    ("value", "up", "is_share", "verdict"),
    [
        ("42.1", True, True, Status.MET), ("42", True, True, Status.NEAR), ("41", True, True, Status.NEAR),
        ("40.9", True, True, Status.MISSED), ("41.9", False, True, Status.MET), ("42", False, True, Status.NEAR),
        ("43", False, True, Status.NEAR), ("43.1", False, True, Status.MISSED), ("42", True, False, Status.MISSED),
        ("41.5", True, False, Status.MISSED), ("42.5", False, False, Status.MISSED), ("43", True, False, Status.MET),
    ],
)  # fmt: skip
def test_a_value_is_judged_against_the_42_of_the_year_before(value, up, is_share, verdict):
    """A share within one point of 42 is near, one that only equals it too; a count is never near."""
    assert against_year_before(Fraction(value), Fraction(42), up=up, is_share=is_share) is verdict


def test_a_count_is_not_near_unless_it_is_said_to_be_a_share():
    assert against_year_before(Fraction(10), Fraction(10), up=True) is Status.MISSED


@pytest.mark.parametrize(("value", "baseline"), [(None, Fraction(1)), (Fraction(1), None), (None, None)])
def test_without_either_year_there_is_nothing_to_judge(value, baseline):
    assert against_year_before(value, baseline, up=True) is Status.NO_DATA


@pytest.mark.parametrize(
    ("value", "up", "verdict"),
    [
        (4, True, Status.MISSED), (5, True, Status.MET), (6, True, Status.MET),
        (4, False, Status.MET), (5, False, Status.MET), (6, False, Status.MISSED),
    ],
)  # fmt: skip
def test_a_place_or_an_amount_is_judged_against_5(value, up, verdict):
    assert against_value(Fraction(value), Fraction(5), up=up) is verdict


def test_a_missing_value_comes_before_a_missing_target():
    assert against_value(None, None, up=True) is Status.NO_DATA
    assert against_value(None, Fraction(5), up=True) is Status.NO_DATA
    assert against_value(Fraction(5), None, up=True) is Status.NO_TARGET


def test_only_finished_work_has_met_its_milestone():
    assert {state: of_work(state) for state in TaskState} == {
        TaskState.NOT_STARTED: Status.MISSED,
        TaskState.IN_PROGRESS: Status.MISSED,
        TaskState.DONE: Status.MET,
        TaskState.OVERDUE: Status.MISSED,
    }
    assert of_work(None) is Status.NO_DATA
