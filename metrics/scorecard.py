"""The scorecard: every target of the plan with its figure and status, or the reason why it has none."""

from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from fractions import Fraction

from metrics import reasons
from metrics.catalogue import discover
from metrics.held import Reader
from metrics.indicator import Indicator, Kind, ratio
from metrics.judging import against_value, against_year_before, of_work
from metrics.measures import Compare, Scope
from metrics.pace import Pace, State, of_year, progress
from metrics.plan import LEVELS, Plan, Status, Target, status
from metrics.progress import Report, reports, standing, total
from metrics.task_states import decisions
from metrics.tasks import TaskStanding, TaskState, standings
from warehouse.period import Period

AMOUNTS = ("đồng",)
"""Units of what is paid out through the year: such a value is measured alike only over the same months."""

DISTRICT_ONLY = ("điểm", "hạng")
"""Units of what the province gives the district as a whole: a unit's own points are no part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One rate of one part of the district against a target: counts, percent (None without cases) and status."""

    level: str | None
    field_groups: tuple[str, ...] | None
    numerator: int
    denominator: int
    rate_pct: float | None
    gap_pct: float | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What stands beside or instead of a rate: a value in the target's unit, that of the year before, a state of work.

    `baseline_year` is the year before; shares are in percent. `evidence` are the products that reports name.
    """

    value: float | None = None
    baseline: float | None = None
    baseline_year: int | None = None
    state: TaskState | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One target of the plan in one period, judged by the value valid on the period's last day.

    `figure` is that of the target's whole scope, None when no rate can be counted; `parts` are the same for each level
    (common targets) and for each field group (targets of several groups). `variant` None: as reported, not counted.
    `measure` is there for targets against the year before, places, counts and milestones. `reason` says why there is no
    verdict. `tasks` are numbers of the appendix, `deadline` the earliest day by which one of them is due, and
    `at_deadline` the same target on that day, once it has come (conflict 28: due on 31/10, target of the whole year).
    `pace` is what the year still allows where a counted rate misses its target in a year under way, None elsewhere;
    `course` says in one word how such a year goes, also for work done step by step and milestones.
    """

    target: Target
    period: str
    variant: str | None
    figure: Figure | None
    parts: tuple[Figure, ...]
    status: Status
    reason: str | None
    measure: Measure | None = None
    tasks: tuple[int, ...] = ()
    deadline: date | None = None
    at_deadline: "Score | None" = None
    pace: Pace | None = None
    course: State | None = None

    def as_data(self) -> dict[str, object]:
        """Return the score as plain data for JSON."""
        figure, measure, target = self.figure, self.measure or Measure(), self.target
        return {
            "id": target.id,
            "label": target.label,
            "reform_area": target.reform_area,
            "indicator": target.indicator,
            "kind": target.kind,
            "unit": target.unit,
            "period": self.period,
            "variant": self.variant,
            "level": target.level,
            "field_group": "+".join(target.field_groups) if target.field_groups else None,
            "numerator": figure.numerator if figure else None,
            "denominator": figure.denominator if figure else None,
            "rate_pct": figure.rate_pct if figure else None,
            "target_pct": _number(target.value) if figure else None,
            "gap_pct": figure.gap_pct if figure else None,
            "value": measure.value,
            "baseline": measure.baseline,
            "baseline_year": measure.baseline_year,
            "state": measure.state.value if measure.state else None,
            "status": self.status.value,
            "course": self.course.value if self.course else None,
            "reason": self.reason,
            "target_value": _number(target.value),
            "printed_value": _number(target.printed_value),
            "amended_by": target.amended.document if target.amended else None,
            "amended_from": target.amended.valid_from.isoformat() if target.amended else None,
            "tasks": list(self.tasks),
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "status_at_deadline": self.at_deadline.status.value if self.at_deadline else None,
            "rate_pct_at_deadline": (
                self.at_deadline.figure.rate_pct if self.at_deadline and self.at_deadline.figure else None
            ),
            "parts": [asdict(part) | {"field_groups": list(part.field_groups or ()) or None} for part in self.parts],
        }


@dataclass(slots=True, kw_only=True)
class _Asked:
    """What one scorecard is asked for, with what is read once for all its targets."""

    con: Reader
    plan: Plan | None
    period: Period
    compare: Compare
    scope: Scope | None
    lines: dict[str, list[Report]] = field(init=False, default_factory=dict)
    decided: list[Report] = field(init=False, default_factory=list)
    loaded: list[str] = field(init=False, default_factory=list)
    rollups: set[str] = field(init=False, default_factory=set)
    stood: dict[date, list[TaskStanding]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        tables = {name for (name,) in self.con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        self.rollups = {name.removeprefix("rollup_") for name in tables if name.startswith("rollup_")}
        self.loaded = [kind for (kind,) in self.con.execute("SELECT DISTINCT kind FROM counted_load").fetchall()]
        # A snapshot from before a kind of report was known has no such table.
        for line in reports(self.con) if "live_progress" in tables else ():
            self.lines.setdefault(line.item, []).append(line)
        self.decided = decisions(self.con) if "decided_task_state" in tables else []

    def standings(self, day: date) -> list[TaskStanding]:
        """Return how the tasks of the plan stand at a day, worked out once a day; none without a plan."""
        if day not in self.stood:
            lines = [line for of in self.lines.values() for line in of]
            self.stood[day] = standings(self.plan, lines, day, self.decided) if self.plan else []
        return self.stood[day]


def scorecard(
    con: Reader,
    plan: Plan,
    period: Period,
    *,
    variants: dict[str, str] | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope | None = None,
) -> list[Score]:
    """Judge every target of the plan in a period, in plan order, by the values valid on its last day.

    `variants` names another variant than the default for an indicator; `scope` limits all figures to some units
    or one level (a target of the other level then has no cases).
    """
    asked = _Asked(con=con, plan=plan, period=period, compare=compare, scope=scope)
    return [_score(asked, target, (variants or {}).get(target.indicator)) for target in plan.targets]


def score(
    con: Reader,
    target: Target,
    period: Period,
    *,
    plan: Plan | None = None,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope | None = None,
) -> Score:
    """Judge one target in a period; without its plan nothing is said of tasks and deadlines."""
    return _score(_Asked(con=con, plan=plan, period=period, compare=compare, scope=scope), target, variant)


def _score(asked: _Asked, target: Target, variant: str | None) -> Score:
    found = _judged(asked, target.at(asked.period.last), variant)
    tasks = asked.plan.tasks_of(target.id) if asked.plan else []
    deadline = min((task.deadline for task in tasks if task.deadline), default=None)
    found = replace(found, tasks=tuple(task.no for task in tasks), deadline=deadline)
    found = replace(found, course=_course(found, asked.period))
    if deadline is None or not asked.period.start <= deadline < asked.period.last:
        return found
    earlier = copy(asked)
    earlier.period = asked.period.until(deadline)
    return replace(found, at_deadline=_judged(earlier, target.at(deadline), variant))


def _judged(asked: _Asked, target: Target, variant: str | None) -> Score:
    if target.kind == "milestone":
        return _milestone(asked, target)
    indicator = discover().get(target.indicator)
    if indicator is not None and indicator.source in asked.rollups and indicator.kind is Kind.RATE:
        return _counted(asked, target, indicator, variant)
    if target.kind in ("threshold", "coverage") and target.unit not in (*AMOUNTS, *DISTRICT_ONLY):
        return _reported_rate(asked, target)
    return _reported_value(asked, target)


def _counted(asked: _Asked, target: Target, indicator: Indicator, variant: str | None) -> Score:
    """Judge a rate that is counted from exports."""
    baseline = _year_before(asked, target, indicator, variant) if target.kind == "relative" else None
    up = indicator.higher_is_better

    def figure(part: Scope) -> Figure:
        counts = ratio(asked.con, indicator, asked.period, variant=variant, compare=asked.compare, scope=part)
        return _figure(part, *counts, target, baseline, up=up)

    whole, parts = _scopes(target, asked.scope)
    found = figure(whole)
    pace = None
    if found.status in (Status.NEAR, Status.MISSED):
        pace = _pace(asked, target, indicator, variant, whole)
    if pace is not None and pace.state is State.OUT_OF_REACH:
        found = replace(found, status=Status.OUT_OF_REACH)
    reason = None
    if found.denominator == 0:
        reason = reasons.not_loaded(target, asked.loaded) or reasons.nothing_in_period(
            target, asked.loaded, is_ever_counted=_is_ever_counted(asked, indicator, variant)
        )
    return Score(
        target=target,
        period=asked.period.token,
        variant=indicator.variant(variant).key,
        figure=found,
        parts=tuple(figure(part) for part in parts),
        status=found.status,
        reason=reason or _no_goal(target, baseline, asked.period.year - 1),
        measure=_share(found, baseline, asked.period.year - 1) if target.kind == "relative" else None,
        pace=pace,
    )


def _pace(asked: _Asked, target: Target, indicator: Indicator, variant: str | None, scope: Scope) -> Pace | None:
    """Return what a year under way still allows; only a period from its first day on can tell."""
    if target.value is None or target.kind == "relative" or not _is_under_way(asked.period):
        return None
    return of_year(
        asked.con, indicator, target.value, asked.period, variant=variant, compare=asked.compare, scope=scope
    )


def _is_under_way(period: Period) -> bool:
    return period.start == period.year_to_date().start and period.end < period.whole_year().end


def _course(found: Score, period: Period) -> State | None:
    """Say how a year under way goes where a target is missed: work done step by step has until its day, or all year."""
    target, figure, measure = found.target, found.figure, found.measure
    if found.pace is not None:
        return found.pace.state
    if found.status not in (Status.NEAR, Status.MISSED) or not _is_under_way(period):
        return None
    until = min(found.deadline or period.whole_year().last, period.whole_year().last)
    if measure is not None and measure.state is not None:
        is_on_pace = measure.state is TaskState.IN_PROGRESS and period.last <= until
        return State.ON_PACE if is_on_pace else State.SLOW
    indicator = discover().get(target.indicator)
    if indicator is None or not indicator.is_stepwise or figure is None or target.value is None:
        return None
    gone_by = min(Fraction((period.end - period.start).days, (until - period.start).days + 1), Fraction(1))
    return progress(figure.numerator, figure.denominator, target.value, gone_by)


def _scopes(target: Target, limit: Scope | None) -> tuple[Scope, list[Scope]]:
    """Return the scope of a target within a limit, and the parts judged beside it: levels, then field groups."""
    units = limit.units if limit else None
    levels = {level for level in (target.level, limit.level if limit else None) if level}
    whole = Scope(
        level=next(iter(levels), None), field_groups=target.field_groups, units=() if len(levels) > 1 else units
    )
    parts: list[Scope] = []
    if whole.level is None:
        parts += [replace(whole, level=level) for level in LEVELS]
    if target.field_groups and len(target.field_groups) > 1:
        parts += [replace(whole, field_groups=(group,)) for group in target.field_groups]
    return whole, parts


def _figure(
    scope: Scope, numerator: int, denominator: int, target: Target, baseline: Fraction | None, *, up: bool
) -> Figure:
    rate = Fraction(100 * numerator, denominator) if denominator else None
    goal = baseline if target.kind == "relative" else target.value
    if target.kind == "relative":
        verdict = against_year_before(rate, baseline, up=up, is_share=True)
    else:
        verdict = status(numerator, denominator, target.value, higher_is_better=up)
    return Figure(
        level=scope.level,
        field_groups=scope.field_groups,
        numerator=numerator,
        denominator=denominator,
        rate_pct=None if rate is None else float(rate),
        gap_pct=None if rate is None or goal is None else float(rate - goal),
        status=verdict,
    )


def _share(figure: Figure, baseline: Fraction | None, year: int) -> Measure:
    return Measure(value=figure.rate_pct, baseline=_number(baseline), baseline_year=year)


def _year_before(asked: _Asked, target: Target, indicator: Indicator, variant: str | None) -> Fraction | None:
    """Return the rate of the same period a year earlier in percent, counted alike; else what reports say it was."""
    whole, _ = _scopes(target, asked.scope)
    earlier = asked.period.year_before()
    numerator, denominator = ratio(asked.con, indicator, earlier, variant=variant, compare=asked.compare, scope=whole)
    if denominator:
        return Fraction(100 * numerator, denominator)
    return _reported_baseline(asked, target, _standing(asked, target))


def _is_ever_counted(asked: _Asked, indicator: Indicator, variant: str | None) -> bool:
    first, last = asked.con.execute(f"SELECT min(first_day), max(day) FROM coarse_{indicator.source}").fetchall()[0]
    if first is None:
        return False
    return bool(ratio(asked.con, indicator, Period.between(first, last), variant=variant)[1])


def _standing(asked: _Asked, target: Target, period: Period | None = None) -> list[Report]:
    """Return the reported lines of a target that stand at the end of a period, within what is asked for."""
    said = [line for line in asked.lines.get(target.id, []) if line.unit is None or target.unit not in DISTRICT_ONLY]
    limit = asked.scope or Scope()
    return [
        line
        for line in standing(said, period or asked.period)
        if (limit.units is None or line.unit in limit.units) and (limit.level is None or line.level == limit.level)
    ]


def _reported_rate(asked: _Asked, target: Target) -> Score:
    """Judge a share that units report: numerators over denominators, added up over those who report both."""
    lines = [line for line in _standing(asked, target) if None not in (line.numerator, line.denominator)]
    whole, parts = _scopes(target, asked.scope)
    is_whole = all(_is_count(line.numerator) and _is_count(line.denominator) for line in lines)
    if not lines or not is_whole:
        return _without_figure(asked, target, reasons.NOT_WHOLE if lines else None)

    def figure(part: Scope, of: Sequence[Report]) -> Figure:
        top, bottom = (int(sum(value or 0 for value in column)) for column in zip(*_counts(of), strict=True))
        return _figure(part, top, bottom, target, None, up=target.direction == "up")

    found = figure(whole, lines)
    beside = [(part, [line for line in lines if line.level == part.level]) for part in parts if part.level]
    return Score(
        target=target,
        period=asked.period.token,
        variant=None,
        figure=found,
        parts=tuple(figure(part, of) for part, of in beside if of),
        status=found.status,
        reason=_empty(found) or _no_goal(target, None, 0),
        measure=Measure(evidence=_evidence(lines)),
    )


def _counts(lines: Sequence[Report]) -> list[tuple[Fraction | None, Fraction | None]]:
    return [(line.numerator, line.denominator) for line in lines]


def _is_count(value: Fraction | None) -> bool:
    return value is not None and value.denominator == 1


def _empty(figure: Figure) -> str | None:
    return None if figure.denominator else "Mẫu số báo cáo bằng 0 nên không tính tỷ lệ."


def _reported_value(asked: _Asked, target: Target) -> Score:
    """Judge a count, an amount, points or a place that units report; a line with a denominator is a share.

    Beside a place (or points) the denominator is of how many: the place is no share of them.
    """
    lines = _standing(asked, target)
    is_share = target.unit not in DISTRICT_ONLY and bool(lines) and all(line.denominator for line in lines)
    value = total([line.numerator for line in lines])
    if is_share and value is not None:
        value = 100 * value / sum(line.denominator or 0 for line in lines)
    if value is None:
        return _without_figure(asked, target, None)
    up = target.direction == "up"
    baseline = _reported_baseline(asked, target, lines) if target.kind == "relative" else None
    verdict = (
        against_year_before(value, baseline, up=up, is_share=is_share)
        if target.kind == "relative"
        else against_value(value, target.value, up=up)
    )
    year = asked.period.year - 1
    return Score(
        target=target,
        period=asked.period.token,
        variant=None,
        figure=None,
        parts=(),
        status=verdict,
        reason=_no_goal(target, baseline, year),
        measure=Measure(
            value=_number(value),
            baseline=_number(baseline),
            baseline_year=year if target.kind == "relative" else None,
            evidence=_evidence(lines),
        ),
    )


def _reported_baseline(asked: _Asked, target: Target, lines: Sequence[Report]) -> Fraction | None:
    """Return the value of the year before, measured alike (domain R6), None when nobody gives it.

    It stands beside the value on the same lines; or on an older line of the whole district, for what is read at a day;
    or it is what was reported in that year: for amounts at the end of the same months, for the rest at its end.
    """
    year = asked.period.year - 1
    is_amount = target.unit in AMOUNTS
    if year == 2022:
        found = total([line.value_2022 for line in lines])
        known = [
            line.value_2022
            for line in asked.lines.get(target.id, [])
            if line.unit is None and line.value_2022 is not None and line.period.last <= asked.period.last
        ]
        if found is not None or (known and not is_amount):
            return found if found is not None else known[-1]
    then = asked.period.year_before() if is_amount else Period.parse(str(year), asked.period.calendar)
    earlier = _standing(asked, target, then)
    if is_amount and any(line.period.last != then.last for line in earlier):
        return None
    value = total([line.numerator for line in earlier])
    if value is not None and target.unit not in DISTRICT_ONLY and all(line.denominator for line in earlier):
        return 100 * value / sum(line.denominator or 0 for line in earlier)
    return value


def _milestone(asked: _Asked, target: Target) -> Score:
    """Judge a piece of work by what is reported of it, else by the tasks of the appendix that serve it."""
    lines = [line for line in _standing(asked, target) if line.status]
    evidence = _evidence(lines)
    day = asked.period.last
    state: TaskState | None = None
    if lines:
        statuses = {line.status for line in lines}
        one = TaskState(statuses.pop() or "") if len(statuses) == 1 else TaskState.IN_PROGRESS
        is_done = all((line.finished_on or line.period.last) <= day for line in lines)
        state = TaskState.IN_PROGRESS if one is TaskState.DONE and not is_done else one
    else:
        known = [one for one in asked.standings(day) if target.id in one.task.target_ids and one.n_reporting]
        states = {one.state for one in known}
        state = (states.pop() if len(states) == 1 else TaskState.IN_PROGRESS) if states else None
        evidence = tuple(dict.fromkeys(text for one in known for text in one.evidence))
    if state is None:
        return _without_figure(asked, target, None)
    return Score(
        target=target,
        period=asked.period.token,
        variant=None,
        figure=None,
        parts=(),
        status=of_work(state),
        reason=None,
        measure=Measure(state=state, evidence=evidence),
    )


def _without_figure(asked: _Asked, target: Target, reason: str | None) -> Score:
    why = reason or reasons.not_loaded(target, asked.loaded) or reasons.not_reported(target, asked.loaded)
    return Score(
        target=target,
        period=asked.period.token,
        variant=None,
        figure=None,
        parts=(),
        status=Status.NO_DATA,
        reason=why,
    )


def _evidence(lines: Sequence[Report]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.evidence for line in lines if line.evidence))


def _no_goal(target: Target, baseline: Fraction | None, year: int) -> str | None:
    """Say what a figure cannot be held against, None when it can."""
    if target.kind == "relative":
        return None if baseline is not None else reasons.no_year_before(year)
    if target.value is not None:
        return None
    return reasons.NO_GROUP_SIZE if target.kind == "rank" else reasons.NO_NUMBER


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
