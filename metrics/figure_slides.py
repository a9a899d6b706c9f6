"""Slides made from figures: the summary, what needs attention, targets, reform areas and the tasks due.

Each says one thing, in its title, and reads one snapshot in one way of counting. What a slide is: metrics.slide.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from metrics import evidence, score_words, wording
from metrics.catalogue import discover
from metrics.held import Reader
from metrics.indicator import rates
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from metrics.plan import Plan, ReformAreaName, Status, against_plan
from metrics.progress import reports
from metrics.score_words import MISSES, WORST_FIRST, Attention
from metrics.scorecard import Figure, Score, scorecard
from metrics.scorecard import score as judged
from metrics.sentences import UNIT_WORDS, of_score
from metrics.slide import (
    AREA,
    EXCEPTIONS,
    MOST_LETTERS,
    MOST_LINES,
    SUMMARY,
    TARGET,
    TASKS,
    Line,
    Point,
    Row,
    Slide,
    beyond,
)
from metrics.tally import STATUS_LABELS, counted
from metrics.task_states import decisions
from metrics.tasks import DUE_SOON_DAYS, STATE_LABELS, TaskStanding, TaskState, standings
from warehouse.period import Period, cumulative_periods

MOST_EXCEPTIONS = 5
"""Missed targets that get a slide of their own; others can be added to the agenda."""

_OF_TARGETS = ("Kết quả", "Chỉ tiêu", "Cách")
_OF_TASKS = ("Chủ trì", "Hạn", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the figures of a deck are asked for; `place` says the scope in words, None for the whole district.

    `allowed` are the units that the viewer may see (None: all); units are compared among them, whatever the scope is.
    """

    plan: Plan
    period: Period
    variant: str = "A"
    compare: Compare = Compare.SOURCE
    scope: Scope = EVERYTHING
    place: str | None = None
    allowed: tuple[str, ...] | None = None

    @property
    def is_of_some_units(self) -> bool:
        """Say whether the scope is narrower than what the viewer may see."""
        return self.scope.units is not None and set(self.scope.units) != set(self.allowed or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Slides made from figures: the usual ones in their usual order, and others that were asked for."""

    usual: tuple[Slide, ...]
    further: tuple[Slide, ...] = ()


def made(con: Reader, settings: Settings, targets: Sequence[str] = ()) -> Made:
    """Make the usual slides, and those of further targets, named by their ids; ids that no target has are left out."""
    maker = _Maker(con, settings)
    usual = maker.usual()
    keys = {slide.key for slide in usual}
    further = (maker.target(id) for id in targets if f"{TARGET}{id}" not in keys)
    return Made(usual=usual, further=tuple(slide for slide in further if slide is not None))


class _Maker:
    """Makes slides from one connection; every target is judged once."""

    def __init__(self, con: Reader, settings: Settings) -> None:
        self.con, self.settings = con, settings
        self.scores = scorecard(
            con,
            settings.plan,
            settings.period,
            variants={"on_time_rate": settings.variant},
            compare=settings.compare,
            scope=settings.scope,
        )
        self.standings = standings(settings.plan, reports(con), settings.period.last, decisions(con))

    def usual(self) -> tuple[Slide, ...]:
        attention = score_words.attention(self.scores)
        missed = list(dict.fromkeys(row.target_id for row in attention))[:MOST_EXCEPTIONS]
        of_targets = (slide for id in missed if (slide := self.target(id)) is not None)
        of_areas = map(self.area, self.settings.plan.areas)
        return (self.summary(), self.exceptions(attention), *of_targets, *of_areas, self.tasks())

    def summary(self) -> Slide:
        rows = []
        for area in self.settings.plan.areas:
            statuses = sorted(map(_shown, self.of_area(area)), key=lambda status: WORST_FIRST.index(Status(status)))
            judged = [status for status in statuses if status != Status.NO_DATA]
            said = f"{judged.count(Status.MET)}/{len(judged)} đạt" if judged else "chưa có số liệu"
            rows.append(Row(name=area.short_label, statuses=tuple(statuses), said=said))
        return Slide(
            key=SUMMARY,
            title=score_words.overview(self.scores),
            subtitle=" ".join(filter(None, (score_words.missing_data(self.scores), self.on_pace()))),
            rows=tuple(rows),
            unit="chỉ tiêu",
            leads_to=SUMMARY,
        )

    def on_pace(self) -> str:
        kept = score_words.on_pace(self.scores)
        return f"{kept}." if kept else ""

    def exceptions(self, attention: Sequence[Attention]) -> Slide:
        if not attention:
            judged = any(_shown(score) != Status.NO_DATA for score in self.scores)
            title = "Mọi chỉ tiêu có số liệu đều đạt" if judged else "Chưa có số liệu để nêu việc cần chú ý"
            return Slide(key=EXCEPTIONS, title=title, leads_to=SUMMARY)
        first = attention[0]
        found = wording.percent(first.rate_pct, first.target_pct)
        return Slide(
            key=EXCEPTIONS,
            title=f"{len(attention)} việc cần chú ý; trước hết: {first.label}, {found}",
            subtitle=beyond(len(attention), "Kém nhất ở trên"),
            lines=tuple(
                Line(
                    status=row.status,
                    word=STATUS_LABELS[Status(row.status)],
                    text=wording.shortened(f"{row.label}. {row.why}", MOST_LETTERS),
                    value=wording.percent(row.rate_pct, row.target_pct),
                    against=f"{wording.target(row.target_pct)}{wording.NBSP}%",
                    note=wording.points(row.gap_pct),
                )
                for row in attention[:MOST_LINES]
            ),
            heads=_OF_TARGETS,
            leads_to=SUMMARY,
        )

    def target(self, id: str) -> Slide | None:
        score = next((score for score in self.scores if score.target.id == id), None)
        if score is None:
            return None
        settings, target = self.settings, score.target
        sentence = of_score(
            self.con, score, settings.period, said_of=settings.place, compare=settings.compare, scope=settings.scope
        )
        points = self.points(score)
        slide = Slide(key=f"{TARGET}{id}", title=sentence.rstrip("."), leads_to=TARGET, about=id)
        if score.figure is None or not score.figure.denominator:
            return replace(slide, lines=self.alone(score), heads=_OF_TARGETS)
        counts = wording.ratio(score.figure.numerator, score.figure.denominator)
        said = [f"{counts} {_unit(score)}", score_words.parts_said(score)]
        if target.kind != "relative":  # the sentence of those says the year compared with, and stays the title
            named = () if settings.is_of_some_units else points
            said.append(sentence.partition("; ")[2].rstrip("."))
            slide = replace(slide, title=_target_title(score, score.figure, named))
        subtitle = "; ".join(part for part in said if part)
        if len(points) < 2:
            return replace(slide, subtitle=subtitle, lines=self.alone(score), heads=_OF_TARGETS)
        if settings.is_of_some_units:
            subtitle += f". So sánh mọi {_compared(score, settings.scope)}, không chỉ nơi đang chọn."
        goal = None if target.value is None else float(target.value)
        return replace(slide, subtitle=subtitle, points=points, target_pct=goal, unit=_unit(score))

    def alone(self, score: Score) -> tuple[Line, ...]:
        """Return the lines of a target without units side by side: itself, its levels or fields, the periods before."""
        settings = self.settings
        whole = score.figure.denominator if score.figure else 0
        parts = [_part_line(score, part) for part in score.parts if 0 < part.denominator < whole]
        earlier = []
        if settings.period.is_year_to_date:
            for period in cumulative_periods(settings.period.year, settings.period.calendar):
                if period.end < settings.period.end:
                    earlier.append(self.earlier(score, period))
        known = [line for line in reversed(earlier) if line is not None]
        return (_line(score), *parts, *known)[:MOST_LINES]

    def earlier(self, score: Score, period: Period) -> Line | None:
        """Return how a target stood at the end of an earlier period of the year, None where nothing was known."""
        settings = self.settings
        variant = settings.variant if score.target.indicator == "on_time_rate" else None
        then = judged(
            self.con, score.target, period, variant=variant, compare=settings.compare, scope=settings.scope
        )  # fmt: skip
        if score_words.value(then) == wording.NOTHING:
            return None
        return replace(_line(then), text=f"{period.label}{_counts(then)}")

    def points(self, score: Score) -> tuple[Point, ...]:
        """Return the communes, or the agencies where the target is theirs, worst first; nothing where none is told.

        They are all that the viewer may see, also where the scope is one of them: that one is seen among the others.
        """
        settings, target = self.settings, score.target
        indicator = discover().get(target.indicator)
        if indicator is None or score.variant is None or score.figure is None or not score.figure.denominator:
            return ()
        by, scope = _among(score, settings.scope)
        scope = replace(scope, units=settings.allowed)
        table = rates(
            self.con, indicator, settings.period, (by,), variant=score.variant, compare=settings.compare, scope=scope
        )
        table = table[table[by.value].notna() & (table["denominator"] > 0)]
        if table.empty:
            return ()
        plan = settings.plan.at(settings.period.last)
        table = against_plan(self.con, table, indicator, plan, scope)
        table = evidence.beside(table, higher_is_better=indicator.higher_is_better)
        names = self.names()
        table = table.sort_values("rate_pct", ascending=indicator.higher_is_better, kind="stable")
        return tuple(_point(row, names.get(row[by.value], row[by.value])) for row in table.to_dict("records"))

    def names(self) -> dict[str, str]:
        rows = self.con.execute(
            "SELECT code, short_name FROM ref_unit WHERE valid_from <= ? ORDER BY valid_from",
            [self.settings.period.last],
        ).fetchall()
        return dict(rows)

    def of_area(self, area: ReformAreaName) -> list[Score]:
        return [score for score in counted(self.scores) if score.target.reform_area == area.no]

    def area(self, area: ReformAreaName) -> Slide:
        scores = sorted(self.of_area(area), key=lambda score: WORST_FIRST.index(Status(_shown(score))))
        own = [one for one in self.standings if one.task.reform_area == area.no]
        known = [score for score in scores if score_words.value(score) != wording.NOTHING]
        silent = len(scores) - len(known)
        without = f"{silent} chỉ tiêu chưa có số liệu" if silent else "Mọi chỉ tiêu của lĩnh vực đều có số liệu"
        slide = Slide(
            key=f"{AREA}{area.no}",
            title=score_words.area_title(area, scores, own),
            subtitle=beyond(len(known), without),
            leads_to=AREA,
            about=area.short_label,
        )
        if known:
            return replace(slide, lines=tuple(map(_line, known[:MOST_LINES])), heads=_OF_TARGETS)
        work = _by_day(own)
        return replace(
            slide,
            subtitle=beyond(len(work), f"{without}; nhiệm vụ của lĩnh vực, xếp theo hạn"),
            lines=tuple(map(_task_line, work[:MOST_LINES])),
            heads=_OF_TASKS,
        )

    def tasks(self) -> Slide:
        day = self.settings.period.last
        due = _by_day(one for one in self.standings if one.state is TaskState.OVERDUE or one.is_due_soon)
        shown, said = due, f"Xét vào ngày cuối của kỳ, {wording.day(day)}"
        if not due:
            shown = [one for one in _by_day(self.standings) if one.due_on is not None]
            said += "; đến hạn kế tiếp ở dưới" if shown else ""
        late = sum(one.state is TaskState.OVERDUE for one in due)
        title = f"{len(self.standings)} nhiệm vụ: {late} quá hạn, {len(due) - late} đến hạn trong {DUE_SOON_DAYS} ngày"
        return Slide(
            key=TASKS,
            title=title,
            subtitle=beyond(len(shown), said),
            lines=tuple(map(_task_line, shown[:MOST_LINES])),
            heads=_OF_TASKS,
            leads_to=TASKS,
        )


def _shown(score: Score) -> str:
    return score.status.value if score.status is not Status.NO_TARGET else Status.NO_DATA.value


def _counts(score: Score) -> str:
    counts = score_words.counts(score)
    return f" ({counts} {_unit(score)})" if counts else ""


def _part_line(score: Score, part: Figure) -> Line:
    goal = None if score.target.value is None else float(score.target.value)
    counts = wording.ratio(part.numerator, part.denominator)
    return Line(
        status=part.status.value if part.status is not Status.NO_TARGET else Status.NO_DATA.value,
        word=STATUS_LABELS[part.status],
        text=f"Trong đó {score_words.part_word(part)} ({counts} {_unit(score)})",
        value=wording.percent(part.rate_pct, goal),
        against=score_words.goal(score),
        note=wording.points(part.gap_pct),
    )


def _line(score: Score) -> Line:
    return Line(
        status=_shown(score),
        word=STATUS_LABELS[score.status],
        text=wording.shortened(score.target.label, MOST_LETTERS) + _counts(score),
        value=score_words.value(score),
        against=score_words.goal(score),
        note=score_words.distance(score),
    )


def _by_day(found: Iterable[TaskStanding]) -> list[TaskStanding]:
    """Order tasks by the day on which they owe something, those that owe nothing last."""
    return sorted(found, key=lambda one: (one.due_on or date.max, one.task.no))


def _task_line(one: TaskStanding) -> Line:
    first, *others = [lead.strip() for lead in one.task.lead.split(";")]
    silent = one.state is TaskState.NOT_STARTED and not one.n_reporting
    due_soon = one.is_due_soon and one.state is not TaskState.OVERDUE
    days = one.days_left
    return Line(
        status="due_soon" if due_soon else ("unreported" if silent else one.state.value),
        word="Sắp đến hạn" if due_soon else ("Chưa báo cáo" if silent else STATE_LABELS[one.state]),
        text=wording.shortened(f"{one.task.no}. {one.task.text}", MOST_LETTERS),
        value=wording.shortened(first, 40) + (f" (+{len(others)})" if others else ""),
        against=wording.day(one.due_on),
        note="" if days is None else (f"quá {-days} ngày" if days < 0 else f"còn {days} ngày"),
    )


def _among(score: Score, scope: Scope) -> tuple[Dimension, Scope]:
    """Return by what the units of a target are compared, and the scope of all of them."""
    level = score.target.level or scope.level
    by = Dimension.UNIT if level == "district" else Dimension.COMMUNE
    return by, Scope(level=level, field_groups=score.target.field_groups)


def _compared(score: Score, scope: Scope) -> str:
    return "xã" if _among(score, scope)[0] is Dimension.COMMUNE else "đơn vị"


def _target_title(score: Score, figure: Figure, points: Sequence[Point]) -> str:
    """Say the rate, whether it meets a fixed target, by how much, and where it is lowest (or misses most)."""
    target = score.target
    goal = None if target.value is None else float(target.value)
    head = f"{target.label} {wording.percent(figure.rate_pct, goal)}"
    if figure.gap_pct is not None:
        distance = wording.points(abs(figure.gap_pct)).lstrip("+")
        over, under = ("vượt", "thiếu") if target.direction == "up" else ("đạt, thấp hơn", "cao hơn")
        if figure.status is Status.MET:
            head += f", {over} {distance}" if figure.gap_pct else ", đạt"
        else:
            head += f", {under} {distance}"
    misses = [point.name for point in points if point.status in MISSES and point.denominator >= evidence.MIN_N]
    if not misses:
        return head
    worst = wording.joined(misses[:2])
    return f"{head}; {worst} {'thấp nhất' if target.direction == 'up' else 'cao nhất'}"


def _point(row: Mapping[Hashable, Any], name: str) -> Point:
    def number(key: str) -> float | None:
        value = row[key]
        return None if wording.missing(value) else float(value)

    return Point(
        name=name,
        numerator=int(row["numerator"]),
        denominator=int(row["denominator"]),
        rate_pct=float(row["rate_pct"]),
        low_pct=float(row["low_pct"]),
        high_pct=float(row["high_pct"]),
        target_pct=number("target_pct"),
        gap_pct=number("gap_pct"),
        status=str(row["status"]),
    )


def _unit(score: Score) -> str:
    indicator = discover().get(score.target.indicator)
    return indicator.unit if indicator is not None else UNIT_WORDS.get(score.target.unit, score.target.unit)
