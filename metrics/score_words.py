"""Words of scores: how many targets are met, what misses and why, a target's value, goal and distance in few words.

Shared by screens, slides and reports. Plain text: names from files and texts of the plan are escaped by whoever puts
them on a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from metrics import wording
from metrics.pace import State, allowed_misses
from metrics.plan import ReformAreaName, Status
from metrics.scorecard import AMOUNTS, DISTRICT_ONLY, Figure, Measure, Score
from metrics.sentences import UNIT_WORDS
from metrics.tally import JUDGED, STATUS_LABELS, by_status, counted
from metrics.tasks import STATE_LABELS, TaskStanding, TaskState

WORST_FIRST = tuple(STATUS_LABELS)
"""The order of every list that is sorted by status."""

MISSES = (Status.OUT_OF_REACH, Status.MISSED, Status.NEAR)
"""Statuses that are an exception: they take colour and stand first."""

LEVEL_WORDS = {"district": "cấp huyện", "commune": "cấp xã"}
"""Levels as they stand in a sentence."""

GROUP_WORDS = {"dat_dai": "đất đai", "xay_dung": "xây dựng", "dau_tu": "đầu tư"}
"""Field groups with a target of their own, as they stand in a sentence."""

_SHARES = ("threshold", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One row of "Cần chú ý": what misses its target, by how much, and why."""

    status: str
    label: str
    why: str
    rate_pct: float
    target_pct: float
    gap_pct: float
    target_id: str


def overview(scores: Sequence[Score]) -> str:
    """Return the title of the overview: how many targets with data are met, and what the others are."""
    met, others = _met_and_others(scores)
    if met is None:
        return "Chưa chỉ tiêu nào có số liệu của kỳ này"
    return f"{met}; {', '.join(others)}" if others else met


def _met_and_others(scores: Sequence[Score]) -> tuple[str | None, list[str]]:
    """Say how many targets with data are met, and how many stand in each other status; None without any data."""
    counts = by_status(scores)
    judged = sum(counts[status.value] for status in JUDGED)
    others = [
        f"{counts[status]} {STATUS_LABELS[Status(status)].lower()}" + (" trong năm" if status == "out_of_reach" else "")
        for status in ("near", "missed", "out_of_reach")
        if counts[status]
    ]
    with_data = " có số liệu" if counts["no_data"] else ""
    return (f"{counts['met']}/{judged} chỉ tiêu{with_data} đạt" if judged else None), others


def missing_data(scores: Sequence[Score]) -> str:
    """Say how many targets the plan has and how many of them cannot be judged, and why."""
    own = counted(scores)
    no_goal = sum(score.status is Status.NO_TARGET for score in own)
    no_data = sum(score.status not in JUDGED for score in own) - no_goal
    head = f"Kế hoạch có {len(own)} chỉ tiêu"
    if not no_data and not no_goal:
        return f"{head}, tất cả có số liệu."
    said = [f"{no_data} chưa có số liệu"] if no_data else []
    said += [f"{no_goal} kế hoạch không ghi con số mục tiêu"] if no_goal else []
    return f"{head}; {', '.join(said)} nên chưa đánh giá."


def on_pace(scores: Sequence[Score]) -> str:
    """Say how many targets that miss keep the pace of the year, nothing where none does."""
    kept = sum(score.course is State.ON_PACE for score in counted(scores))
    return f"{kept} chỉ tiêu chưa đạt nhưng đúng nhịp cả năm" if kept else ""


def whole_plan(scores: Sequence[Score]) -> str:
    """Say how many targets the plan has, and how many of those that miss keep the pace of the year."""
    head, kept = f"Kế hoạch có {len(counted(scores))} chỉ tiêu", on_pace(scores)
    return f"{head}; {kept} (ô nhạt)." if kept else f"{head}."


def attention(scores: Sequence[Score]) -> list[Attention]:
    """Return what misses its target, worst first: targets, and levels that miss where the whole meets it.

    Work that keeps the pace of the year is left out.
    """
    rows = []
    for score in counted(scores):
        if score.figure is None or score.target.value is None or score.course is State.ON_PACE:
            continue
        if score.status.value in MISSES:
            rows.append(_attention(score, score.figure, score.target.label, parts_said(score)))
        else:
            rows += [
                _attention(score, part, f"{score.target.label}, {part_word(part)}", "")
                for part in score.parts
                if part.status.value in MISSES
            ]
    return sorted(rows, key=lambda row: (WORST_FIRST.index(Status(row.status)), row.gap_pct))


def _attention(score: Score, figure: Figure, label: str, parts: str) -> Attention:
    return Attention(
        status=figure.status.value,
        label=label,
        why=shortfall(score, figure) + (f"; {parts}" if parts else "") + ".",
        rate_pct=figure.rate_pct or 0.0,
        target_pct=float(score.target.value or 0),
        gap_pct=figure.gap_pct or 0.0,
        target_id=score.target.id,
    )


def shortfall(score: Score, figure: Figure) -> str:
    """Say in whole cases what a miss is: late against allowed, or how many are lacking."""
    target = score.target.value or Fraction(0)
    if score.target.indicator == "on_time_rate" and score.variant == "A":
        late, allowed = figure.denominator - figure.numerator, allowed_misses(figure.denominator, target)
        return f"Trễ {wording.number(late)} hồ sơ, mức cho phép {wording.number(allowed)}"
    lacking = ceil(Fraction(figure.denominator) * target / 100) - figure.numerator
    unit = UNIT_WORDS.get(score.target.unit, score.target.unit)
    return f"Thiếu {wording.number(lacking)} {unit} để đạt {wording.target(float(target))}{wording.NBSP}%"


def part_word(part: Figure) -> str:
    """Name a part of a figure: its level, or its field groups."""
    if part.level:
        return LEVEL_WORDS[part.level]
    return " và ".join(GROUP_WORDS.get(group, group) for group in part.field_groups or ())


def parts_said(score: Score) -> str:
    """Say the levels, or the field groups where the target has several; nothing where one part is the whole."""
    target = float(score.target.value or 0)
    groups = score.target.field_groups or ()
    parts = [
        part
        for part in score.parts
        if part.denominator and (part.field_groups != groups if len(groups) > 1 else part.level)
    ]
    if len(parts) < 2:
        return ""
    return ", ".join(f"{part_word(part)} {wording.percent(part.rate_pct, target)}" for part in parts)


def area_title(area: ReformAreaName, scores: Sequence[Score], standings: Sequence[TaskStanding]) -> str:
    """Return the title: how many targets of an area are met, what the others are, and what is late of its tasks.

    `scores` are those that count (a target that the plan prints twice counts once).
    """
    met, others = _met_and_others(scores)
    overdue = sum(standing.state is TaskState.OVERDUE for standing in standings)
    work = f"{len(standings)} nhiệm vụ, {overdue} quá hạn" if standings else "không có nhiệm vụ"
    return f"{area.short_label}: {', '.join([met or 'chưa chỉ tiêu nào có số liệu', *others])}; {work}"


def value(score: Score) -> str:
    """Say what a target has reached: a rate with its counts, a value in its unit, a state of work, or a dash."""
    measure, figure = score.measure or Measure(), score.figure
    if measure.state is not None:
        return STATE_LABELS[measure.state]
    if figure is not None and figure.denominator:
        goal = None if score.target.value is None else float(score.target.value)
        return wording.percent(figure.rate_pct, goal if score.target.kind != "relative" else None)
    return wording.NOTHING if measure.value is None else _with_unit(measure.value, score)


def counts(score: Score) -> str | None:
    """Say numerator and denominator of a rate, None where there is no rate."""
    figure = score.figure
    return wording.ratio(figure.numerator, figure.denominator) if figure is not None and figure.denominator else None


def goal(score: Score) -> str:
    """Say what a target must reach: a number, the year before, or the day by which work is due; else a dash."""
    target, measure = score.target, score.measure or Measure()
    if target.kind == "milestone":
        return f"hạn {wording.day(score.deadline)}" if score.deadline else wording.NOTHING
    if target.kind == "relative":
        if measure.baseline is None:
            return wording.NOTHING
        side = "trên" if target.direction == "up" else "dưới"
        return f"{side} {_with_unit(measure.baseline, score)} (năm {measure.baseline_year})"
    if target.value is None:
        return wording.NOTHING
    if target.kind == "rank":
        return f"hạng {wording.target(float(target.value))} trở lên"
    return f"{'≥' if target.direction == 'up' else '≤'}{wording.NBSP}{_with_unit(float(target.value), score)}"


def distance(score: Score) -> str:
    """Say how far a target is from its goal with a sign, in points or in its unit; a dash without either."""
    target, measure, figure = score.target, score.measure or Measure(), score.figure
    if figure is not None:
        return wording.points(figure.gap_pct)
    against = measure.baseline if target.kind == "relative" else target.value
    if measure.value is None or against is None or target.kind == "rank":
        return wording.NOTHING
    gap = measure.value - float(against)
    sign = "+" if gap > 0 else (wording.MINUS if gap < 0 else "")
    return f"{sign}{_with_unit(abs(gap), score)}"


def _with_unit(number: float, score: Score) -> str:
    target = score.target
    if target.kind == "rank":
        return f"hạng {wording.target(number)}"
    is_share = target.kind in _SHARES and target.unit not in (*AMOUNTS, *DISTRICT_ONLY)
    unit = "%" if is_share or score.figure is not None else UNIT_WORDS.get(target.unit, target.unit)
    return f"{wording.target(number)}{wording.NBSP}{unit}"
