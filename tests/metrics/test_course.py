"""How a year under way goes for work done step by step and milestones: by the share of the time gone by."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from metrics import score_words
from metrics.catalogue import discover
from metrics.pace import Pace, State, Volume
from metrics.plan import Status, load, status
from metrics.scorecard import Figure, Measure, Score, _course
from metrics.tasks import TaskState
from warehouse.period import Period

PLAN = load(2023)
HALF, NINE, YEAR = (Period.parse(token) for token in ("2023-H1", "2023-9M", "2023"))


def score(id: str, hits: int, cases: int, period: Period = HALF, **about) -> Score:
    target = PLAN.target(id)
    value = Fraction(target.value or 0)
    figure = Figure(
        level=None, field_groups=None, numerator=hits, denominator=cases, rate_pct=100 * hits / cases,
        gap_pct=100 * hits / cases - float(value), status=status(hits, cases, value),
    )  # fmt: skip
    found = Score(
        target=target, period=period.token, variant=None, figure=figure, parts=(), status=figure.status, reason=None
    )
    return replace(found, **about)


def milestone(state: TaskState, deadline: date | None = None) -> Score:
    found = score("CT3.02", 0, 1)
    return replace(found, figure=None, status=Status.MISSED, measure=Measure(state=state), deadline=deadline)


@pytest.mark.parametrize(
    ("inspected", "course"),
    # 80 % of 37 units are 29,6; of 365 days 181 are gone: 14,68 of them, so 15 are asked for
    [(14, State.SLOW), (15, State.ON_PACE), (29, State.ON_PACE)],
)
def test_half_of_a_year_asks_for_half_of_the_work(inspected, course):
    assert _course(score("CT7.01", inspected, 37), HALF) is course


@pytest.mark.parametrize(
    ("day", "course"),
    # 181 days of the 304 until 31/10 ask for 0,595 of 80 % of 37: 17,62, so 18; by 30/6 all is due
    [(date(2023, 10, 31), State.SLOW), (date(2023, 12, 31), State.ON_PACE), (date(2023, 6, 30), State.SLOW)],
)
def test_what_is_due_before_the_year_ends_has_only_until_then(day, course):
    assert _course(score("CT7.01", 17, 37, deadline=day), HALF) is course


def test_nothing_is_said_of_what_is_met_of_a_year_that_is_over_and_of_a_part_of_a_year():
    assert _course(score("CT7.01", 30, 37), HALF) is None
    assert _course(score("CT7.01", 15, 37, YEAR), YEAR) is None
    assert _course(score("CT7.01", 15, 37), Period.parse("2023-Q2")) is None
    assert _course(score("CT7.01", 25, 37), NINE) is State.ON_PACE


def test_a_case_that_went_wrong_for_good_has_no_pace():
    assert not discover()["online_work_file_rate"].is_stepwise
    assert _course(score("CT6.06", 99, 100), HALF) is None
    assert _course(score("CT1.01", 6, 7), HALF) is None


@pytest.mark.parametrize(
    ("state", "deadline", "course"),
    [(TaskState.IN_PROGRESS, None, State.ON_PACE), (TaskState.NOT_STARTED, None, State.SLOW),
     (TaskState.OVERDUE, None, State.SLOW), (TaskState.IN_PROGRESS, date(2023, 6, 30), State.ON_PACE),
     (TaskState.IN_PROGRESS, date(2023, 6, 29), State.SLOW)],
)  # fmt: skip
def test_a_milestone_under_way_is_on_pace_until_it_is_due(state, deadline, course):
    assert _course(milestone(state, deadline), HALF) is course


def test_a_rate_with_a_budget_goes_as_its_budget_says():
    budget = Pace(
        numerator=97, denominator=100, target=Fraction(98), volume=Volume(low=200, high=200, basis=""), used=3,
        allowed=(4, 4), left=(1, 1), required_pct=(99.0, 99.0), recovery=50, state=State.CATCH_UP,
    )  # fmt: skip
    assert _course(score("CT2.15", 97, 100, pace=budget), HALF) is State.CATCH_UP


def test_work_on_pace_asks_for_no_attention_and_is_counted_in_the_first_line():
    slow, kept = score("CT7.01", 14, 37, course=State.SLOW), score("CT2.03", 60, 120, course=State.ON_PACE)
    assert [row.target_id for row in score_words.attention([kept, slow])] == ["CT7.01"]
    assert score_words.whole_plan([kept, slow]) == (
        "Kế hoạch có 2 chỉ tiêu; 1 chỉ tiêu chưa đạt nhưng đúng nhịp cả năm (ô nhạt)."
    )
    assert score_words.whole_plan([slow]) == "Kế hoạch có 1 chỉ tiêu."
