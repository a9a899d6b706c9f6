"""The deck of a meeting: its slides, made from one snapshot and one period.

Exceptions first, then each reform area, the tasks due, and the conclusions of last time. Each slide says one thing, in
its title. What a slide is: metrics.slide.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import duckdb

from metrics import evidence, score_words, wording
from metrics.catalogue import discover
from metrics.indicator import EVERYTHING, Compare, Dimension, Scope, rates
from metrics.plan import Plan, ReformAreaName, Status, Target, against_plan
from metrics.progress import reports
from metrics.score_words import MISSES, WORST_FIRST, Attention
from metrics.scorecard import Figure, Score, scorecard
from metrics.sentences import PLACES, UNIT_WORDS, of_score
from metrics.slide import (
    ADDED,
    AREA,
    EMPTY,
    EXCEPTIONS,
    LAST_TIME,
    MOST_LETTERS,
    MOST_LINES,
    SUMMARY,
    TARGET,
    TASKS,
    TODAY,
    Deck,
    Line,
    Point,
    Row,
    Slide,
)
from metrics.tally import STATUS_LABELS, counted
from metrics.task_states import decisions
from metrics.tasks import DUE_SOON_DAYS, STATE_LABELS, TaskStanding, TaskState, standings
from warehouse.meeting_ledger import Agenda, AgendaItem, Conclusion, ConclusionState
from warehouse.period import Period

MOST_EXCEPTIONS = 5
"""Missed targets that get a slide of their own; others can be added to the agenda."""

_NO_SLIDE = "Chương trình họp đã ẩn các trang có số liệu. Mở Chuẩn bị họp để chọn lại."
_OF_TARGETS = ("Kết quả", "Chỉ tiêu", "Cách")
_OF_TASKS = ("Chủ trì", "Hạn", "")
_COMPARE_WORDS = {"source": "theo cài đặt của nguồn", "date": "so theo ngày", "datetime": "so theo ngày giờ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the figures of a deck rest on: the snapshot, its time (aware), the newest export, the last day told."""

    snapshot: str
    published_at: datetime
    export_date: date | None
    last_day: date | None
    is_sample: bool


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


def deck(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    *,
    conclusions: Sequence[Conclusion] = (),
    agenda: Agenda | None = None,
    day: date,
) -> Deck:
    """Return the slides of a meeting on `day`, in the order of the agenda where there is one.

    Slides that the agenda does not name (made from figures that are new since it was saved) keep their usual place
    behind the slide before them; a slide that it names and that cannot be made is left out; where none is left, one
    says so. Every slide reads `con`.
    """
    maker = _Maker(con, settings)
    made = {slide.key: slide for slide in maker.usual(conclusions, day)}
    items = [item for item in arranged(list(made), agenda) if not item.is_hidden]
    slides = [slide for item in items if (slide := made.get(item.key) or maker.one(item)) is not None]
    return Deck(
        slides=tuple(slides) or (Slide(key=EMPTY, title="Chưa có trang nào", subtitle=_NO_SLIDE),),
        footer=footer(settings, source),
        is_sample=source.is_sample,
    )


def arranged(made: Sequence[str], agenda: Agenda | None) -> list[AgendaItem]:
    """Return every slide of an agenda, and of the keys `made` from data those that it does not name, in order.

    A slide that is new since the agenda was saved stands behind the nearest slide that usually goes before it.

    >>> from warehouse.period import Period
    >>> saved = Agenda(period=Period.parse("2023"), items=(AgendaItem(key="c"), AgendaItem(key="a", is_hidden=True)),
    ...     saved_at=datetime(2023, 7, 4), by="Lan")
    >>> [item.key for item in arranged(["a", "b", "c", "d"], saved)]
    ['c', 'd', 'a', 'b']
    >>> [item.key for item in arranged(["a", "b"], None)]
    ['a', 'b']
    """
    items = list(agenda.items) if agenda is not None else []
    for place, key in enumerate(made):
        keys = [item.key for item in items]
        if key not in keys:
            before = next((other for other in reversed(made[:place]) if other in keys), None)
            items.insert(0 if before is None else keys.index(before) + 1, AgendaItem(key=key))
    return items


def usual(
    con: duckdb.DuckDBPyConnection, settings: Settings, *, conclusions: Sequence[Conclusion] = (), day: date
) -> list[Slide]:
    """Return the slides of a meeting as they are without an agenda."""
    return _Maker(con, settings).usual(conclusions, day)


def footer(settings: Settings, source: Source) -> str:
    """Say below each slide of what and of when its figures are, and of which snapshot.

    >>> from datetime import UTC
    >>> from metrics.plan import load
    >>> said = footer(Settings(plan=load(2023), period=Period.parse("2023-H1")), Source(snapshot="a.duckdb",
    ...     published_at=datetime(2023, 7, 4, 2, 0, tzinfo=UTC), export_date=date(2023, 7, 4),
    ...     last_day=date(2023, 6, 30), is_sample=False))
    >>> said.split(" · bản số liệu")[0].replace(wording.NBSP, " ")
    '6 tháng 2023, tính đến 30/06/2023 · toàn huyện · đúng hạn: cách A, theo cài đặt của nguồn · xuất 04/07/2023'
    """
    until = min(settings.period.last, source.last_day or settings.period.last)
    place = settings.place or PLACES[settings.scope.level]
    said = [
        f"{settings.period.label}, tính đến {wording.day(until)}",
        place[:1].lower() + place[1:],
        f"đúng hạn: cách {settings.variant}, {_COMPARE_WORDS[settings.compare.value]}",
        f"xuất {wording.day(source.export_date)}",
        f"bản số liệu {source.published_at.astimezone():%d/%m/%Y %H:%M:%S}",
    ]
    return " · ".join([*said, "SỐ LIỆU MINH HỌA"] if source.is_sample else said)


class _Maker:
    """Makes slides from one connection; every target is judged once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
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

    def usual(self, conclusions: Sequence[Conclusion], day: date) -> list[Slide]:
        attention = score_words.attention(self.scores)
        missed = list(dict.fromkeys(row.target_id for row in attention))[:MOST_EXCEPTIONS]
        found: list[Slide | None] = [self.summary(conclusions, day), self.exceptions(attention)]
        found += map(self.target, missed)
        found += map(self.area, self.settings.plan.areas)
        found.append(self.tasks())
        found.append(_conclusions(LAST_TIME, last_time(conclusions, day), day))
        found.append(_conclusions(TODAY, [one for one in conclusions if one.met_on == day], day))
        return [slide for slide in found if slide is not None]

    def one(self, item: AgendaItem) -> Slide | None:
        """Make a slide that the usual ones do not have: of a target, or of typed text."""
        if item.key.startswith(TARGET):
            return self.target(item.key.removeprefix(TARGET))
        if item.key.startswith(ADDED):
            lines = tuple(Line(status="", word="", text=line) for line in item.lines[:MOST_LINES])
            return Slide(key=item.key, title=item.title, lines=lines)
        return None

    def summary(self, conclusions: Sequence[Conclusion], day: date) -> Slide:
        rows = []
        for area in self.settings.plan.areas:
            statuses = sorted(map(_shown, self.of_area(area)), key=lambda status: WORST_FIRST.index(Status(status)))
            judged = [status for status in statuses if status != Status.NO_DATA]
            said = f"{judged.count(Status.MET)}/{len(judged)} đạt" if judged else "chưa có số liệu"
            rows.append(Row(name=area.short_label, statuses=tuple(statuses), said=said))
        said_of = [score_words.missing_data(self.scores)]
        earlier = last_time(conclusions, day)
        if earlier:
            late = sum(_is_late(one, day) for one in earlier)
            open_ = sum(one.state is ConclusionState.OPEN for one in earlier)
            said_of.append(f"Kết luận các lần trước: {open_} đang thực hiện, trong đó {late} quá hạn.")
        return Slide(
            key=SUMMARY,
            title=score_words.overview(self.scores),
            subtitle=" ".join(said_of),
            rows=tuple(rows),
            unit="chỉ tiêu",
            leads_to=SUMMARY,
        )

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
            subtitle=_rest(len(attention), "Kém nhất ở trên"),
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
            return replace(slide, lines=(_line(score),), heads=_OF_TARGETS)
        counts = wording.ratio(score.figure.numerator, score.figure.denominator)
        said = [f"{counts} {_unit(score)}", score_words.parts_said(score)]
        if target.kind != "relative":  # the sentence of those says the year compared with, and stays the title
            named = () if settings.is_of_some_units else points
            said.append(sentence.partition("; ")[2].rstrip("."))
            slide = replace(slide, title=_target_title(score, score.figure, named))
        subtitle = "; ".join(part for part in said if part)
        if len(points) < 2:
            return replace(slide, subtitle=subtitle, lines=(_line(score),), heads=_OF_TARGETS)
        if settings.is_of_some_units:
            subtitle += f". So sánh mọi {_compared(score, settings.scope)}, không chỉ nơi đang chọn."
        goal = None if target.value is None else float(target.value)
        return replace(slide, subtitle=subtitle, points=points, target_pct=goal, unit=_unit(score))

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
            subtitle=_rest(len(known), without),
            leads_to=AREA,
            about=area.short_label,
        )
        if known:
            return replace(slide, lines=tuple(map(_line, known[:MOST_LINES])), heads=_OF_TARGETS)
        work = _by_day(own)
        return replace(
            slide,
            subtitle=_rest(len(work), f"{without}; nhiệm vụ của lĩnh vực, xếp theo hạn"),
            lines=tuple(map(_task_line, work[:MOST_LINES])),
            heads=_OF_TASKS,
        )

    def tasks(self) -> Slide:
        day = self.settings.period.last
        due = _by_day(one for one in self.standings if one.state is TaskState.OVERDUE or one.is_due_soon)
        late = sum(one.state is TaskState.OVERDUE for one in due)
        title = f"{len(self.standings)} nhiệm vụ: {late} quá hạn, {len(due) - late} đến hạn trong {DUE_SOON_DAYS} ngày"
        return Slide(
            key=TASKS,
            title=title,
            subtitle=_rest(len(due), f"Xét vào ngày cuối của kỳ, {wording.day(day)}"),
            lines=tuple(map(_task_line, due[:MOST_LINES])),
            heads=_OF_TASKS,
            leads_to=TASKS,
        )


def last_time(conclusions: Sequence[Conclusion], day: date) -> list[Conclusion]:
    """Return what a meeting on `day` opens with: conclusions still open, and all of the meeting before; late first."""
    earlier = [one for one in conclusions if one.met_on < day]
    before = max((one.met_on for one in earlier), default=None)
    found = [one for one in earlier if one.state is ConclusionState.OPEN or one.met_on == before]
    return sorted(found, key=lambda one: (one.state is not ConclusionState.OPEN, one.due_on or date.max, one.at))


def _conclusions(key: str, found: Sequence[Conclusion], day: date) -> Slide | None:
    if not found:
        return None
    done = sum(one.state is ConclusionState.DONE for one in found)
    late = sum(_is_late(one, day) for one in found)
    if key == TODAY:
        title = f"Kết luận cuộc họp này: {len(found)} việc"
    else:
        title = f"Kết luận các lần trước: {len(found)} việc, {done} đã xong, {late} quá hạn"
    return Slide(
        key=key,
        title=title,
        subtitle=_rest(len(found), f"Xét vào ngày {wording.day(day)}"),
        lines=tuple(conclusion_line(one, day) for one in found[:MOST_LINES]),
        heads=("Thực hiện", "Hạn", ""),
        leads_to=TASKS,
    )


def conclusion_line(one: Conclusion, day: date) -> Line:
    """Return a conclusion as a line: how it stands on a day, what, who and by when."""
    states = {
        ConclusionState.DONE: ("done", "Đã xong"),
        ConclusionState.DROPPED: ("unreported", "Không thực hiện nữa"),
        ConclusionState.OPEN: ("overdue", "Quá hạn") if _is_late(one, day) else ("in_progress", "Đang thực hiện"),
    }
    status, word = states[one.state]
    due = wording.day(one.due_on) if one.due_on else "không ghi hạn"
    return Line(
        status=status,
        word=word,
        text=wording.shortened(one.text, MOST_LETTERS),
        value=wording.shortened(one.who, 40),
        against=due,
    )


def _is_late(one: Conclusion, day: date) -> bool:
    return one.state is ConclusionState.OPEN and one.due_on is not None and one.due_on < day


def _shown(score: Score) -> str:
    return score.status.value if score.status is not Status.NO_TARGET else Status.NO_DATA.value


def _line(score: Score) -> Line:
    counts = score_words.counts(score)
    return Line(
        status=_shown(score),
        word=STATUS_LABELS[score.status],
        text=wording.shortened(score.target.label, MOST_LETTERS) + (f" ({counts} {_unit(score)})" if counts else ""),
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
        numerator=int(number("numerator") or 0),
        denominator=int(number("denominator") or 0),
        rate_pct=number("rate_pct") or 0.0,
        low_pct=number("low_pct") or 0.0,
        high_pct=number("high_pct") or 0.0,
        target_pct=number("target_pct"),
        gap_pct=number("gap_pct"),
        status=str(row["status"]),
    )


def _unit(score: Score) -> str:
    indicator = discover().get(score.target.indicator)
    return indicator.unit if indicator is not None else UNIT_WORDS.get(score.target.unit, score.target.unit)


def _rest(count: int, said: str) -> str:
    left = count - MOST_LINES
    return f"{said}; còn {left} dòng khác trên màn hình chi tiết" if left > 0 else said


def choices(plan: Plan) -> dict[str, Target]:
    """Return the targets of a plan by the key of their slide, for adding one to an agenda."""
    return {f"{TARGET}{target.id}": target for target in plan.targets}
