"""States of tasks set by a person: each decision publishes a snapshot, like a load, and is only ever added to."""

import re
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import warehouse
from warehouse.folding import nfc

STATUSES = ("not_started", "in_progress", "done")
"""States that a person may set; overdue is what the days say."""

MAX_TEXT = 400
"""Letters that evidence, note and reason may have, each."""

_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_PERSON_NUMBER = re.compile(r"(?<![\d.,])(?:(?:\+84|0)\d?(?:[ .-]?\d){8,11}|\d{9}|\d{12})(?![\d.,]?\d)")
"""Numbers of telephones and of citizens, grouped or not; a date or an amount of money (1.234.567.890) is none."""


class TaskStateError(ValueError):
    """A state that cannot be kept. The text is Vietnamese and says why."""


def set_state(
    directory: Path,
    year: int,
    task_no: int,
    status: str,
    stated_on: date,
    *,
    reason: str,
    by: str,
    evidence: str = "",
    finished_on: date | None = None,
    note: str = "",
) -> warehouse.Snapshot | None:
    """Set the state of a task from a day on; returns the new snapshot.

    Raises:
        TaskStateError: no reason or name, a state that nobody can set, days that do not fit, or numbers of persons.
        warehouse.WarehouseError: nothing was published.
    """
    _check(status, stated_on, finished_on, year, (evidence, note, reason), reason, by)
    values = [
        uuid.uuid4().hex[:12], year, task_no, stated_on, status, nfc(evidence.strip()) or None, finished_on,
        nfc(note.strip()) or None, nfc(reason.strip()), _now(), by.strip(), False,
    ]  # fmt: skip
    with warehouse.staged(directory, by=by, why=f"Cập nhật trạng thái nhiệm vụ {task_no}: {reason}") as staging:
        staging.con.execute(f"INSERT INTO task_state VALUES ({', '.join('?' for _ in values)})", values)
        staging.publish = True
    return staging.snapshot


def withdraw(directory: Path, edit_id: str, *, reason: str, by: str) -> warehouse.Snapshot | None:
    """Take a state back: what stood before it counts again; the line stays in the history.

    Raises:
        TaskStateError: no reason or name.
        LookupError: no such state, or it was taken back before (Vietnamese).
        warehouse.WarehouseError: nothing was published.
    """
    _said(reason, by)
    with warehouse.staged(directory, by=by, why=f"Rút lần cập nhật trạng thái nhiệm vụ: {reason}") as staging:
        found = staging.con.execute(
            "SELECT year, task_no FROM decided_task_state WHERE edit_id = ?", [edit_id]
        ).fetchall()
        if not found:
            raise LookupError("Không còn lần cập nhật này: đã rút trước đó.")
        staging.con.execute(
            "INSERT INTO task_state (edit_id, year, task_no, reason, changed_at, changed_by, is_withdrawn) "
            "VALUES (?, ?, ?, ?, ?, ?, TRUE)",
            [edit_id, *found[0], nfc(reason.strip()), _now(), by.strip()],
        )
        staging.publish = True
    return staging.snapshot


def _check(
    status: str, stated_on: date, finished_on: date | None, year: int, texts: tuple[str, ...], reason: str, by: str
) -> None:
    _said(reason, by)
    if status not in STATUSES:
        raise TaskStateError(f'Không đặt được trạng thái "{status}". Quá hạn là do ngày hạn quyết định.')
    if stated_on.year != year:
        raise TaskStateError(f"Ngày {stated_on:%d/%m/%Y} không thuộc năm {year} của kế hoạch.")
    if finished_on is not None and (status != "done" or finished_on > stated_on):
        raise TaskStateError("Ngày hoàn thành chỉ ghi khi đã hoàn thành, và không sau ngày tính trạng thái.")
    for text in texts:
        if len(text) > MAX_TEXT:
            raise TaskStateError(f"Mỗi ô tối đa {MAX_TEXT} chữ.")
        if _PERSON_NUMBER.search(_DATE.sub(" ", text)):
            raise TaskStateError("Không ghi số điện thoại hay số định danh vào đây.")


def _said(reason: str, by: str) -> None:
    if not reason.strip():
        raise TaskStateError("Ghi lý do.")
    if not by.strip():
        raise TaskStateError("Ghi tên người thực hiện.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
