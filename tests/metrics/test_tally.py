"""Targets counted by status: each once, though the plan may print it twice."""

from dataclasses import replace
from fractions import Fraction

import pytest

from metrics import tally
from metrics.plan import Status, load
from metrics.scorecard import Score

PLAN = load(2023)
FIRST = replace(
    PLAN.target("CT2.15"), id="A", indicator="on_time_rate", kind="threshold", value=Fraction(98), level=None,
    field_groups=None,
)  # fmt: skip


def score(status: Status = Status.MET, **target) -> Score:
    return Score(
        target=replace(FIRST, **target), period="2023", variant="A", figure=None, parts=(), status=status, reason=None
    )


def test_a_target_printed_again_is_counted_where_it_stands_first():
    scores = [score(), score(id="B"), score(id="C", kind="coverage")]
    assert tally.repeats(scores) == {"B": "A", "C": "A"}
    assert [one.target.id for one in tally.counted(scores)] == ["A"]


@pytest.mark.parametrize(
    "other",
    [
        {"indicator": "online_filing_rate"}, {"value": Fraction(97)}, {"level": "commune"},
        {"field_groups": ("dat_dai",)},
    ],
)  # fmt: skip
def test_another_rate_value_level_or_group_is_another_target(other):
    assert tally.repeats([score(), score(id="B", **other)]) == {}


@pytest.mark.parametrize("other", [{"kind": "milestone"}, {"kind": "relative"}, {"value": None}])
def test_targets_without_a_number_to_reach_are_never_taken_for_repeats_and_hide_none_after_them(other):
    scores = [score(**other), score(id="B", **other), score(id="C"), score(id="D")]
    assert tally.repeats(scores) == {"D": "C"}


def test_a_figure_without_a_target_value_counts_as_missing():
    statuses = [Status.MET, Status.NO_TARGET, Status.NO_DATA, Status.OUT_OF_REACH, Status.NEAR, Status.MISSED]
    scores = [score(status, id=status, value=Fraction(place)) for place, status in enumerate(statuses)]
    assert tally.by_status([*scores, replace(scores[0], target=replace(scores[0].target, id="again"))]) == {
        "met": 1, "no_data": 2, "out_of_reach": 1, "near": 1, "missed": 1,
    }  # fmt: skip
