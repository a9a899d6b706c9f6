"""Tasks of the plan: how each stands at a day, from progress reports and its deadlines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from metrics.plan import Plan, Task
from metrics.progress import Report, standing
from warehouse.period import Period, cumulative_periods

DUE_SOON_DAYS = 31
"""Days before a deadline from which a task is due soon; a setting of this product, no legal source."""


class TaskState(StrEnum):
    """How a task stands (trạng thái mốc): chưa, đang, xong, quá hạn."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    OVERDUE = "overdue"


STATE_LABELS = {
    TaskState.NOT_STARTED: "Chưa thực hiện",
    TaskState.IN_PROGRESS: "Đang thực hiện",
    TaskState.DONE: "Hoàn thành",
    TaskState.OVERDUE: "Quá hạn",
}
"""States with their names on screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One day on which a task owes something; `done_on` when it was given, None while it is not (or not yet)."""

    on: date
    done_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStanding:
    """One task at a day.

    `reported` is the status that units print (done only when all who report say so; None: nobody has reported),
    `n_done` of `n_reporting` units. `dues` are all its days, in order; `due_on` the first that is open, `days_left`
    until it (negative: days late), `is_due_soon` within DUE_SOON_DAYS. `done_on` is the day of the last product.
    `evidence` names the products reported, each once. `decided_on`: the day from which a state holds that a
    person has set, where that is what counts.
    """

    task: Task
    day: date
    state: TaskState
    reported: str | None
    n_done: int
    n_reporting: int
    dues: tuple[Due, ...]
    due_on: date | None
    days_left: int | None
    is_due_soon: bool
    is_late: bool
    done_on: date | None
    evidence: tuple[str, ...]
    decided_on: date | None = None

    @property
    def note(self) -> str | None:
        """Say in Vietnamese what the state rests on where that is little, else None."""
        if self.decided_on:
            return f"Trạng thái do người phụ trách cập nhật, tính từ {self.decided_on:%d/%m/%Y}."
        if not self.n_reporting:
            return "Chưa có báo cáo tiến độ nào nhắc nhiệm vụ này."
        if 0 < self.n_done < self.n_reporting:
            return f"{self.n_done}/{self.n_reporting} đơn vị báo đã hoàn thành."
        return None

    def as_data(self) -> dict[str, object]:
        """Return the standing as plain data for JSON."""
        return {
            "no": self.task.no,
            "reform_area": self.task.reform_area,
            "lead": self.task.lead,
            "target_ids": list(self.task.target_ids),
            "deadline_class": self.task.deadline_class,
            "deadline_as_printed": self.task.deadline_as_printed,
            "day": self.day.isoformat(),
            "state": self.state.value,
            "state_name": STATE_LABELS[self.state],
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "days_left": self.days_left,
            "is_due_soon": self.is_due_soon,
            "is_late": self.is_late,
            "done_on": self.done_on.isoformat() if self.done_on else None,
            "n_done": self.n_done,
            "n_reporting": self.n_reporting,
            "evidence": list(self.evidence),
            "decided_on": self.decided_on.isoformat() if self.decided_on else None,
            "note": self.note,
        }


def standings(plan: Plan, lines: Iterable[Report], day: date, decisions: Iterable[Report]) -> list[TaskStanding]:
    """Return how every task of a plan stands at a day, in the order of the appendix.

    Only what had been reached by the day counts: lines whose period ends by then, and days of completion by then.
    `decisions` are states that a person has set (`metrics.task_states.decisions`), the newest of a day last.
    """
    by_item: dict[str, list[Report]] = {}
    for line in lines:
        by_item.setdefault(line.item, []).append(line)
    decided: dict[str, list[Report]] = {}
    for decision in decisions:
        decided.setdefault(decision.item, []).append(decision)
    items = [(task, f"PL.{task.no}") for task in plan.tasks]
    return [standing_of(task, by_item.get(item, []), day, plan.year, decided.get(item, [])) for task, item in items]


def standing_of(
    task: Task, lines: Sequence[Report], day: date, year: int, decisions: Sequence[Report] = ()
) -> TaskStanding:
    """Return how one task stands at a day; `lines` and `decisions` are those of its own item.

    A state set by a person stands in place of all that reports say up to its day; a report of a later day takes over.

    A day of completion holds from that day on, whichever report names it. "Quá hạn" as printed is a verdict: the days
    decide. A task owes, by its class (plan 17/KH-UBND, appendix): `date`, `month` its deadline; `quarterly` a report
    for each of the four reports of the year, until it is done; `continuous` nothing on any day.

    Task 7 is due on 31/10/2023. Reported as running for nine months, it is overdue on 01/11:

    >>> task = Task(no=7, area_as_printed="", reform_area=2, text="", product="", lead="", partners="",
    ...     deadline_as_printed="31/10/2023", deadline_class="date", deadline=date(2023, 10, 31), later_deadline=None,
    ...     target_ids=("CT2.03",))
    >>> line = Report(item="PL.7", period=Period.parse("2023-9M"), status="in_progress")
    >>> [standing_of(task, [line], day, 2023).state.value for day in (date(2023, 10, 31), date(2023, 11, 1))]
    ['in_progress', 'overdue']
    >>> standing_of(task, [line], date(2023, 10, 1), 2023).is_due_soon
    True
    """
    own = [line for line in lines if line.period.year == year]
    now = standing(_told_by(own, day), Period.between(min(day, date(year, 1, 1)), day))
    decided = _decided(decisions, now, day, year)
    if decided is None:
        told = own
    else:
        now = [decided]
        # Of two dates the first may have been met before, which a report alone has told.
        told = [*own, decided] if task.later_deadline else now
    days = _completions(told, day)
    n_done = sum(line.status == "done" and (_done_on(line) or day) <= day for line in now)
    is_done = bool(now) and n_done == len(now)
    done_on = max(min(of_unit) for of_unit in days.values()) if is_done else None
    dues = _dues(task, own, done_on, sorted(set().union(*days.values())), day, year)
    open_dues = [due for due in dues if due.done_on is None]
    is_done = is_done and not (task.later_deadline and open_dues)
    due_on = open_dues[0].on if open_dues and not is_done else None
    is_overdue = due_on is not None and due_on < day
    reported = _reported([line.status for line in now])
    return TaskStanding(
        task=task,
        day=day,
        state=_state(is_done, is_overdue, reported),
        reported=reported,
        n_done=n_done,
        n_reporting=len(now),
        dues=dues,
        due_on=due_on,
        days_left=(due_on - day).days if due_on else None,
        is_due_soon=due_on is not None and day <= due_on <= day + timedelta(days=DUE_SOON_DAYS),
        is_late=is_overdue or any(due.done_on is not None and due.done_on > due.on for due in dues),
        done_on=(dues[-1].done_on if task.later_deadline else done_on) if is_done else None,
        evidence=tuple(dict.fromkeys(line.evidence for line in now if line.evidence)),
        decided_on=decided.period.last if decided is not None else None,
    )


def _decided(decisions: Sequence[Report], now: Sequence[Report], day: date, year: int) -> Report | None:
    """Return the newest state that a person has set by a day, unless a report of a later day stands."""
    known = [one for one in decisions if one.period.year == year and one.period.last <= day]
    if not known:
        return None
    newest = max(enumerate(known), key=lambda place: (place[1].period.last, place[0]))[1]
    return None if any(line.period.last > newest.period.last for line in now) else newest


def _told_by(lines: Sequence[Report], day: date) -> list[Report]:
    """Return what was so by a day: lines that end by then, and later ones that name an earlier day of completion."""
    early = Period.between(day, day)
    return [
        line if line.period.last <= day else replace(line, period=early)
        for line in lines
        if line.period.last <= day or (line.status == "done" and line.finished_on and line.finished_on <= day)
    ]


def _done_on(line: Report) -> date | None:
    """Return the day of completion; without one, of a line that says done, the end of its period."""
    if line.status != "done":
        return None
    return line.finished_on or line.period.last


def _completions(lines: Sequence[Report], day: date) -> dict[str | None, set[date]]:
    """Return the days of completion by unit; where none is named, the end of the first period that says done."""
    found: dict[str | None, set[date]] = {}
    done = [line for line in lines if line.status == "done" and (_done_on(line) or day) <= day]
    for unit in {line.unit for line in done}:
        named = {line.finished_on for line in done if line.unit == unit and line.finished_on}
        found[unit] = named or {min(line.period.last for line in done if line.unit == unit)}
    return found


def _dues(
    task: Task, lines: Sequence[Report], done_on: date | None, finished: Sequence[date], day: date, year: int
) -> tuple[Due, ...]:
    if task.deadline_class == "quarterly":
        return tuple(_report_due(period, lines, done_on, day) for period in cumulative_periods(year))
    if task.deadline is None:
        return ()
    if task.later_deadline is None:
        return (Due(on=task.deadline, done_on=done_on),)
    # One day of completion never stands for two products: the second one came after the first.
    first, second = (*finished, None, None)[:2]
    return Due(on=task.deadline, done_on=first), Due(on=task.later_deadline, done_on=second)


def _report_due(period: Period, lines: Sequence[Report], done_on: date | None, day: date) -> Due:
    """Say whether a report of a quarter is there; what is done by its end owes none."""
    is_there = any(line.period.last == period.last and line.period.last <= day for line in lines)
    is_over = done_on is not None and done_on <= period.last
    return Due(on=period.last, done_on=period.last if is_there or is_over else None)


def _reported(statuses: Sequence[str | None]) -> str | None:
    known = {status for status in statuses if status}
    if not known:
        return None
    return known.pop() if len(known) == 1 else TaskState.IN_PROGRESS.value


def _state(is_done: bool, is_overdue: bool, reported: str | None) -> TaskState:
    if is_done:
        return TaskState.DONE
    if is_overdue:
        return TaskState.OVERDUE
    return TaskState.NOT_STARTED if reported in (None, "not_started") else TaskState.IN_PROGRESS
