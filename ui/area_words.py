"""Words of the screen of reform areas: those of `metrics.score_words`, and who leads how many tasks.

Texts of the plan are escaped by whoever puts them on a screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.score_words import area_title as title
from metrics.score_words import counts, distance, goal, value
from metrics.tasks import TaskStanding, TaskState
from ui import task_words

__all__ = ["Leading", "counts", "distance", "goal", "leading", "title", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """What one unit leads in an area: how many tasks, how many of them are overdue and how many are done."""

    name: str
    tasks: int
    overdue: int
    done: int


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
