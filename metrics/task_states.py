"""States that a person has set for tasks of the plan, with their history: beside progress reports, not in them."""

from dataclasses import dataclass
from datetime import date, datetime

from metrics.held import Reader
from metrics.progress import Report
from warehouse.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One state that a person set: from which day it holds, what it says, why, by whom and when (UTC).

    `withdrawn_at`, `withdrawn_by` and `withdrawn_because` are there once it was taken back.
    """

    id: str
    stated_on: date
    status: str
    evidence: str | None
    finished_on: date | None
    note: str | None
    reason: str
    changed_at: datetime
    changed_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_because: str | None = None


def decisions(con: Reader) -> list[Report]:
    """Return the states that count, as lines of the whole district on their day, oldest decision first."""
    rows = con.execute(
        "SELECT task_no, stated_on, status, evidence, finished_on FROM decided_task_state ORDER BY changed_at, edit_id"
    ).fetchall()
    return [
        Report(
            item=f"PL.{task_no}",
            period=Period.between(stated_on, stated_on),
            status=status,
            evidence=evidence,
            finished_on=finished_on,
        )
        for task_no, stated_on, status, evidence, finished_on in rows
    ]


def history(con: Reader, year: int, task_no: int) -> list[Edit]:
    """Return every state ever set for a task, newest first, those taken back too."""
    rows = con.execute(
        """
        SELECT
            edit.edit_id, edit.stated_on, edit.status, edit.evidence, edit.finished_on, edit.note, edit.reason,
            edit.changed_at, edit.changed_by, gone.changed_at, gone.changed_by, gone.reason
        FROM task_state AS edit
        LEFT JOIN task_state AS gone ON gone.edit_id = edit.edit_id AND gone.is_withdrawn
        WHERE NOT edit.is_withdrawn AND edit.year = $year AND edit.task_no = $task_no
        ORDER BY edit.changed_at DESC, edit.edit_id
        """,
        {"year": year, "task_no": task_no},
    ).fetchall()
    names = tuple(Edit.__dataclass_fields__)
    return [Edit(**dict(zip(names, row, strict=True))) for row in rows]
