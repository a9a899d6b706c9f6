"""Words of the screen of reform areas: the title that answers, and a target's value, goal and distance in few words.

Pure text and counts from scores and standings. Texts of the plan are escaped by whoever puts them on a screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.plan import ReformAreaName
from metrics.scorecard import AMOUNTS, DISTRICT_ONLY, Measure, Score
from metrics.sentences import UNIT_WORDS
from metrics.tasks import STATE_LABELS, TaskStanding, TaskState
from ui import format as fmt
from ui import task_words, words
from ui.theme import STATUSES

_SHARES = ("threshold", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """What one unit leads in an area: how many tasks, how many of them are overdue and how many are done."""

    name: str
    tasks: int
    overdue: int
    done: int


def title(area: ReformAreaName, scores: Sequence[Score], standings: Sequence[TaskStanding]) -> str:
    """Return the title: how many targets of an area are met, what the others are, and what is late of its tasks.

    `scores` are those that count (a target that the plan prints twice counts once).
    """
    counts = words.by_status(scores)
    judged = sum(counts[status] for status in ("met", "near", "missed", "out_of_reach"))
    others = [
        f"{counts[status]} {STATUSES[status].label.lower()}"
        for status in ("near", "missed", "out_of_reach")
        if counts[status]
    ]
    with_data = " có số liệu" if counts["no_data"] else ""
    met = f"{counts['met']}/{judged} chỉ tiêu{with_data} đạt" if judged else "chưa chỉ tiêu nào có số liệu"
    overdue = sum(standing.state is TaskState.OVERDUE for standing in standings)
    work = f"{len(standings)} nhiệm vụ, {overdue} quá hạn" if standings else "không có nhiệm vụ"
    return f"{area.short_label}: {', '.join([met, *others])}; {work}"


def value(score: Score) -> str:
    """Say what a target has reached: a rate with its counts, a value in its unit, a state of work, or a dash."""
    measure, figure = score.measure or Measure(), score.figure
    if measure.state is not None:
        return STATE_LABELS[measure.state]
    if figure is not None and figure.denominator:
        goal = None if score.target.value is None else float(score.target.value)
        return fmt.percent(figure.rate_pct, goal if score.target.kind != "relative" else None)
    return fmt.NOTHING if measure.value is None else _with_unit(measure.value, score)


def counts(score: Score) -> str | None:
    """Say numerator and denominator of a rate, None where there is no rate."""
    figure = score.figure
    return fmt.ratio(figure.numerator, figure.denominator) if figure is not None and figure.denominator else None


def goal(score: Score) -> str:
    """Say what a target must reach: a number, the year before, or the day by which work is due; else a dash."""
    target, measure = score.target, score.measure or Measure()
    if target.kind == "milestone":
        return f"hạn {fmt.day(score.deadline)}" if score.deadline else fmt.NOTHING
    if target.kind == "relative":
        if measure.baseline is None:
            return fmt.NOTHING
        side = "trên" if target.direction == "up" else "dưới"
        return f"{side} {_with_unit(measure.baseline, score)} (năm {measure.baseline_year})"
    if target.value is None:
        return fmt.NOTHING
    if target.kind == "rank":
        return f"hạng {fmt.target(float(target.value))} trở lên"
    return f"{'≥' if target.direction == 'up' else '≤'}{fmt.NBSP}{_with_unit(float(target.value), score)}"


def distance(score: Score) -> str:
    """Say how far a target is from its goal with a sign, in points or in its unit; a dash without either."""
    target, measure, figure = score.target, score.measure or Measure(), score.figure
    if figure is not None:
        return fmt.points(figure.gap_pct)
    against = measure.baseline if target.kind == "relative" else target.value
    if measure.value is None or against is None or target.kind == "rank":
        return fmt.NOTHING
    gap = measure.value - float(against)
    sign = "+" if gap > 0 else (fmt.MINUS if gap < 0 else "")
    return f"{sign}{_with_unit(abs(gap), score)}"


def leading(standings: Iterable[TaskStanding]) -> list[Leading]:
    """Return who leads the tasks of an area, those with the most overdue first; a task led by several counts for each.

    Its own three counts; a task that is neither overdue nor done is in the first alone.
    """
    every = list(standings)
    found = []
    for name in task_words.leads(standing.task for standing in every):
        own = [standing.state for standing in every if name in task_words.led_by(standing.task)]
        overdue, done = own.count(TaskState.OVERDUE), own.count(TaskState.DONE)
        found.append(Leading(name=name, tasks=len(own), overdue=overdue, done=done))
    return sorted(found, key=lambda one: (-one.overdue, -one.tasks))


def _with_unit(number: float, score: Score) -> str:
    target = score.target
    if target.kind == "rank":
        return f"hạng {fmt.target(number)}"
    is_share = target.kind in _SHARES and target.unit not in (*AMOUNTS, *DISTRICT_ONLY)
    unit = "%" if is_share or score.figure is not None else UNIT_WORDS.get(target.unit, target.unit)
    return f"{fmt.target(number)}{fmt.NBSP}{unit}"
