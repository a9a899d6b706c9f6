"""Words of the screen of tasks: the title that answers, how far a deadline is, what is due in which month.

Pure text and counts from standings. Texts of the plan and of reports are escaped by whoever puts them on a screen.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from metrics.plan import Status, Task
from metrics.progress import Report, Told, standing
from metrics.scorecard import Measure, Score
from metrics.sentences import UNIT_WORDS
from metrics.tasks import DUE_SOON_DAYS, STATE_LABELS, Due, TaskStanding, TaskState
from ui import format as fmt
from ui.theme import TASK_LOOKS, look
from warehouse.folding import without_marks
from warehouse.period import Period

UNREPORTED = "unreported"
"""Key of a task that no report names and that is not overdue: nobody has said that it has not begun."""

DUE_SOON = "due_soon"
"""Key of what is open and due within metrics.tasks.DUE_SOON_DAYS."""

_RANKS = (TaskState.OVERDUE, TaskState.IN_PROGRESS, TaskState.NOT_STARTED, UNREPORTED, TaskState.DONE)
_FIGURE_RANKS = (
    Status.OUT_OF_REACH, Status.MISSED, Status.NEAR, Status.MET, Status.NO_TARGET, Status.NO_DATA,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMonth:
    """What is due in one month: its days, and the numbers of tasks by how each due stands.

    `late`: given after its day; `done`: given in time; `open`: its day has not come.
    """

    month: str
    days: tuple[date, ...]
    overdue: tuple[int, ...]
    late: tuple[int, ...]
    open: tuple[int, ...]
    done: tuple[int, ...]


def key(standing: TaskStanding) -> str:
    """Return the key of a task's look: its state, or that nobody has reported."""
    is_silent = standing.state is TaskState.NOT_STARTED and not standing.n_reporting
    return UNREPORTED if is_silent else standing.state.value


def title(standings: Sequence[TaskStanding]) -> str:
    """Return the title: how many tasks, what is overdue and due soon, what is done, what nobody speaks of."""
    total = len(standings)
    counts = by_key(standings)
    soon = sum(standing.is_due_soon for standing in standings)
    if not any(standing.n_reporting for standing in standings):
        past = f"; {counts[TaskState.OVERDUE]} nhiệm vụ đã qua hạn" if counts[TaskState.OVERDUE] else ""
        return f"Chưa có báo cáo tiến độ của {total} nhiệm vụ{past}"
    parts = [
        (counts[TaskState.OVERDUE], "quá hạn"),
        (soon, f"đến hạn trong {DUE_SOON_DAYS} ngày"),
        (counts[TaskState.DONE], "hoàn thành"),
    ]
    said = [f"{count} {what}" for count, what in parts if count or what == "quá hạn"]
    return f"{total} nhiệm vụ: {', '.join(said)}"


def by_key(standings: Iterable[TaskStanding]) -> Counter[str]:
    """Count tasks by the key of their look."""
    return Counter(key(standing) for standing in standings)


def ordered(standings: Iterable[TaskStanding]) -> list[TaskStanding]:
    """Return tasks in the order of a reader: overdue first, the longest at the top, then by due date, done last."""
    return sorted(
        standings,
        key=lambda standing: (
            standing.state is not TaskState.OVERDUE,
            standing.state is TaskState.DONE,
            standing.due_on or date.max,
            _RANKS.index(key(standing)),
            standing.task.no,
        ),
    )


def found(standing: TaskStanding, wanted: str) -> bool:
    """Tell whether a task has the words that a reader typed, with or without accents, in its texts or its codes."""
    task = standing.task
    texts = (f"PL.{task.no}", task.text, task.product, task.lead, task.partners, *task.target_ids, *standing.evidence)
    return without_marks(wanted.strip()) in without_marks(" ".join(texts))


def leads(tasks: Iterable[Task]) -> list[str]:
    """Return who leads tasks, each once, in the order of the appendix; one task may be led by several."""
    return list(dict.fromkeys(lead for task in tasks for lead in led_by(task)))


def led_by(task: Task) -> tuple[str, ...]:
    """Return who leads a task: the appendix parts several with semicolons."""
    return tuple(lead.strip() for lead in task.lead.split(";") if lead.strip())


def when(standing: TaskStanding) -> str:
    """Say how far the next due day is, by how much it has passed, or when the task was done."""
    late = max((_days_late(due) for due in standing.dues), default=0)
    if standing.state is TaskState.DONE:
        return f"xong, trễ {late} ngày" if late > 0 else f"xong {fmt.day(standing.done_on)}"
    if standing.days_left is None:
        return "thường xuyên" if standing.task.deadline_class == "continuous" else "đã nộp đủ"
    if standing.days_left < 0:
        return f"quá {-standing.days_left} ngày"
    return f"còn {standing.days_left} ngày" if standing.days_left else "đúng ngày hạn"


def due(standing: TaskStanding) -> date | None:
    """Return the day that a task owes something next; of a task that is done, the last day that the plan prints."""
    return standing.due_on or standing.task.later_deadline or standing.task.deadline


def numbers(values: Iterable[int]) -> str:
    """Write numbers in order, three and more in a row as a range.

    >>> numbers([9, 8, 10, 13, 14])
    '8–10, 13, 14'
    """
    runs: list[list[int]] = []
    for value in sorted(values):
        if runs and runs[-1][-1] == value - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(str(value) for value in run) for run in runs)


def calendar(standings: Iterable[TaskStanding]) -> list[DueMonth]:
    """Return the months in which something is due, in order."""
    every = sorted(
        ((due, standing.task.no, standing.day) for standing in standings for due in standing.dues),
        key=lambda one: (one[0].on, one[1]),
    )
    months = []
    for month, of_month in groupby(every, key=lambda one: f"{one[0].on:%Y-%m}"):
        dues = list(of_month)
        by_state = {
            state: tuple(no for due, no, day in dues if _due_state(due, day) == state)
            for state in ("overdue", "late", "open", "done")
        }
        months.append(DueMonth(month=month, days=tuple(dict.fromkeys(due.on for due, _, _ in dues)), **by_state))
    return months


def dated(standings: Iterable[TaskStanding]) -> list[TaskStanding]:
    """Return the tasks for which the plan prints a day, by that day; those due every quarter or always have none."""
    found = [standing for standing in standings if standing.task.deadline]
    return sorted(found, key=lambda standing: (due(standing) or date.max, standing.task.no))


def figure(score: Score) -> str:
    """Say the present figure of a target in few words, with its code: value, goal and status."""
    target, measure = score.target, score.measure or Measure()
    verdict = look(score.status.value).label.lower()
    if measure.state is not None:
        return f"{target.id}: {STATE_LABELS[measure.state].lower()}"
    if score.figure is not None and score.figure.denominator and target.kind != "relative":
        goal = None if target.value is None else float(target.value)
        against = "" if goal is None else f"/{fmt.target(goal)}"
        said = f"{target.id}: {fmt.rate(score.figure.rate_pct, goal)}{against}{fmt.NBSP}%"
        return said if goal is None else f"{said}, {verdict}"
    if measure.value is not None:
        unit = "%" if score.figure is not None else UNIT_WORDS.get(target.unit, target.unit)
        return f"{target.id}: {fmt.target(measure.value)}{fmt.NBSP}{unit}, {verdict}"
    return f"{target.id}: chưa có số liệu"


def figures(scores: Sequence[Score]) -> str | None:
    """Say the figure of the target that stands worst, and how many others there are; None without any."""
    if not scores:
        return None
    first, *others = sorted(scores, key=lambda score: _FIGURE_RANKS.index(score.status))
    return figure(first) + (f" (+{len(others)})" if others else "")


def lead(task: Task) -> str:
    """Return who leads a task, of several the first and how many others there are."""
    first, *others = led_by(task)
    return first + (f" (+{len(others)})" if others else "")


def labelled(label: str, sentence: str) -> str:
    """Put the name of a target before its sentence, unless the sentence begins with it."""
    return sentence if sentence.startswith(f"{label}:") else f"{label}. {sentence}"


def of_unit(lines: Iterable[Report], unit: str, name: str, period: Period) -> str:
    """Say what one unit has reported of tasks at the end of a period."""
    own = [line for line in lines if line.unit == unit and line.item.startswith("PL.")]
    items = sorted({line.item for line in own})
    now = [stood for item in items for stood in standing([line for line in own if line.item == item], period)]
    whole = f"Trạng thái nhiệm vụ dưới đây là của toàn huyện, kết quả chỉ tiêu là của {name}."
    if not now:
        return f"{name} chưa báo cáo nhiệm vụ nào. {whole}"
    counts = Counter(line.status for line in now if line.status)
    said = [f"{counts[state]} {STATE_LABELS[state].lower()}" for state in TaskState if counts[state]]
    named = f": {', '.join(said)}" if said else ""
    return f"{name} báo cáo {len(now)} nhiệm vụ{named}. {whole}"


def told(line: Told) -> str:
    """Say what one line of a report said: of which unit and period, the state, the day, the product."""
    said = [STATE_LABELS[TaskState(line.status)].lower()] if line.status else []
    said += [f"xong ngày {fmt.day(line.finished_on)}"] if line.finished_on else []
    said += [line.evidence] if line.evidence else []
    period = f", {line.period.label}" if line.period else ""
    return f"{line.unit or 'toàn huyện'}{period}: {'; '.join(said) or 'không ghi trạng thái'}"


def state_word(standing: TaskStanding) -> str:
    """Return the word of a task's state."""
    return TASK_LOOKS[key(standing)].label


def _days_late(due: Due) -> int:
    return 0 if due.done_on is None else (due.done_on - due.on).days


def _due_state(due: Due, day: date) -> str:
    if due.done_on is None:
        return "overdue" if due.on < day else "open"
    return "late" if due.done_on > due.on else "done"
