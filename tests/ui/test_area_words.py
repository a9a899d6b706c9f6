"""Words of the screen of reform areas: value, goal and distance of every kind of target, and who leads what."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from metrics.plan import Status, load, status
from metrics.progress import Report
from metrics.scorecard import Figure, Measure, Score
from metrics.tasks import TaskState, standings
from ui import area_words
from warehouse.period import Period

PLAN = load(2023)
SPACE = "\u00a0"


def score(id: str, measure: Measure | None = None, counts: tuple[int, int] | None = None) -> Score:
    target, figure, verdict = PLAN.target(id), None, Status.NO_DATA
    if counts is not None:
        hits, cases = counts
        verdict = status(hits, cases, target.value)
        rate = Fraction(100 * hits, cases)
        against = target.value if target.value is not None else None
        figure = Figure(level=None, field_groups=None, numerator=hits, denominator=cases, rate_pct=float(rate),
                        gap_pct=None if against is None else float(rate - against), status=verdict)  # fmt: skip
    return Score(target=target, period="2023-9M", variant=None, figure=figure, parts=(), status=verdict, reason=None,
                 measure=measure)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "value", "goal", "distance"),
    [
        (score("CT2.15", counts=(970, 1000)), f"97,00{SPACE}%", f"≥{SPACE}98{SPACE}%", f"−1,00{SPACE}điểm"),
        (score("CT2.15", counts=(97996, 100000)), f"97,996{SPACE}%", f"≥{SPACE}98{SPACE}%", f"−0,004{SPACE}điểm"),
        (score("CT2.22", counts=(1, 2)), f"50,00{SPACE}%", "–", "–"),
        (score("CT2.03"), "–", f"≥{SPACE}70{SPACE}%", "–"),
        (
            score("CT7.03", Measure(value=86.5, baseline=84.2, baseline_year=2022)),
            f"86,5{SPACE}điểm", f"trên 84,2{SPACE}điểm (năm 2022)", f"+2,3{SPACE}điểm",
        ),
        (
            score("CT3.03", Measure(value=40.0, baseline=42.0, baseline_year=2022)),
            f"40{SPACE}đơn vị", f"dưới 42{SPACE}đơn vị (năm 2022)", f"−2{SPACE}đơn vị",
        ),
        (score("CT7.03", Measure(value=86.5)), f"86,5{SPACE}điểm", "–", "–"),
        (score("CT7.04", Measure(value=3.0)), "hạng 3", "–", "–"),
        (score("CT1.03", Measure(state=TaskState.IN_PROGRESS)), "Đang thực hiện", "–", "–"),
    ],
)  # fmt: skip
def test_every_kind_of_target_says_its_value_goal_and_distance(given, value, goal, distance):
    assert (area_words.value(given), area_words.goal(given), area_words.distance(given)) == (value, goal, distance)


def test_a_place_is_held_against_the_size_of_the_leading_group_once_it_is_known():
    third = score("CT7.04", Measure(value=3.0))
    known = replace(third, target=replace(third.target, value=Fraction(5)))
    assert (area_words.goal(known), area_words.distance(known)) == ("hạng 5 trở lên", "–")


def test_a_milestone_says_its_day():
    assert area_words.goal(replace(score("CT7.05"), deadline=date(2023, 1, 31))) == "hạn 31/01/2023"


def test_counts_are_said_of_rates_only():
    assert area_words.counts(score("CT2.15", counts=(970, 1000))) == "970/1.000"
    assert area_words.counts(score("CT7.03", Measure(value=86.5))) is None


def test_the_title_says_targets_and_tasks():
    area = PLAN.areas[1]
    own = [one for one in standings(PLAN, [], date(2023, 3, 31), []) if one.task.reform_area == 2]
    scores = [score("CT2.15", counts=(970, 1000)), score("CT2.16", counts=(99, 100)), score("CT2.03")]
    assert area_words.title(area, scores, own) == (
        "Thủ tục hành chính: 1/2 chỉ tiêu có số liệu đạt, 1 gần đạt; 13 nhiệm vụ, 0 quá hạn"
    )
    assert area_words.title(area, [score("CT2.03")], []) == (
        "Thủ tục hành chính: chưa chỉ tiêu nào có số liệu; không có nhiệm vụ"
    )


def test_who_leads_is_counted_for_each_lead_and_the_latest_come_first():
    """01/11: task 15 (four leads) lacks its quarterly reports, task 3 (Tư pháp) was done in time."""
    done = Report(item="PL.3", period=Period.parse("2023-9M"), status="done", finished_on=date(2023, 9, 5))
    every = standings(PLAN, [done], date(2023, 11, 1), [])
    found = {one.name: one for one in area_words.leading(one for one in every if one.task.no in (3, 15))}
    assert len(found) == 5
    assert list(found)[-1] == "Phòng Tư pháp"
    assert (found["Phòng Tư pháp"].tasks, found["Phòng Tư pháp"].overdue, found["Phòng Tư pháp"].done) == (1, 0, 1)
    assert found["Phòng Tài nguyên và Môi trường"].overdue == 1
