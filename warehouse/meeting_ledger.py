"""Keep the ledger of meetings: agendas prepared beforehand, conclusions reached, and what became of each.

`meetings.jsonl` lies beside the ledger of snapshots and is sealed like it (warehouse.sealed_lines). A line is never
changed: an agenda saved again, or a conclusion that is done, is one more line. The snapshot that a conclusion was
reached on is cited, so that retention keeps it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from warehouse import ledger, retention, sealed_lines
from warehouse.health import Snapshot
from warehouse.period import Period

MEETINGS_NAME = "meetings.jsonl"
"""File name of the ledger of meetings, inside the warehouse folder."""

LONGEST = 600
"""Most letters of one conclusion, and of one line typed on a slide."""

_log = logging.getLogger(__name__)


class ConclusionState(StrEnum):
    """What became of a conclusion: open until somebody says that it is done or no longer wanted."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One slide of an agenda: `key` names it; `title` and `lines` are typed text, empty for slides made from data."""

    key: str
    is_hidden: bool = False
    title: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The slides of a meeting on one period, in order; `saved_at` aware and in UTC."""

    period: Period
    items: tuple[AgendaItem, ...]
    saved_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """One conclusion (kết luận): what, who, by when (None: no day was named), and on which slide it was reached.

    `id` is that of its line; `met_on` the local day of the meeting, `snapshot` the file name of what was on the
    screen. `state`, `state_note` and `state_at` are those of the newest line that speaks of it.
    """

    id: str
    text: str
    who: str
    due_on: date | None
    slide: str
    slide_title: str
    period: Period
    snapshot: str
    met_on: date
    at: datetime
    by: str
    state: ConclusionState = ConclusionState.OPEN
    state_note: str = ""
    state_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """All that was kept, oldest first; `breaks` are numbers (from 1) of lines that were edited or follow a gap."""

    agendas: tuple[Agenda, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    breaks: tuple[int, ...] = ()

    def agenda(self, period: Period) -> Agenda | None:
        """Return the agenda saved last for a period, None when nobody has saved one."""
        return next((one for one in reversed(self.agendas) if one.period == period), None)


def save_agenda(directory: Path, period: Period, items: Sequence[AgendaItem], *, by: str) -> None:
    """Keep the slides of a period's meeting, in order; the newest agenda of a period is the one in use.

    Raises:
        ValueError: nothing is left to show, a text is too long, or nobody is named; the text is Vietnamese.
        WarehouseBusyError: the writers' lock was not free in time.
        OSError: the line could not be written; the ledger is as it was.
    """
    if not any(not item.is_hidden for item in items):
        raise ValueError("Chương trình họp không còn trang nào để chiếu. Bỏ ẩn ít nhất một trang.")
    for item in items:
        for line in (item.title, *item.lines):
            _within(line, "Một dòng của trang thêm vào")
    fields = {
        "what": "agenda",
        "period": period.token,
        "calendar": period.calendar,
        "items": [
            {"key": item.key, "is_hidden": item.is_hidden, "title": item.title, "lines": list(item.lines)}
            for item in items
        ],
        "at": datetime.now(UTC).isoformat(),
        "by": _said(by, "người lưu chương trình họp"),
    }
    with ledger.writing(directory):
        _append(directory, fields)


def conclude(
    snapshot: Snapshot,
    *,
    text: str,
    who: str,
    due_on: date | None,
    slide: str,
    slide_title: str,
    period: Period,
    met_on: date,
    by: str,
) -> None:
    """Keep a conclusion, and the snapshot that it was reached on.

    Raises:
        ValueError: what or who is missing, a text is too long, or the day lies before the meeting (Vietnamese).
        WarehouseBusyError: the writers' lock was not free in time.
        OSError: the line could not be written; the ledger is as it was.
    """
    if due_on is not None and due_on < met_on:
        raise ValueError(f"Hạn {due_on:%d/%m/%Y} trước ngày họp {met_on:%d/%m/%Y}. Chọn ngày từ ngày họp trở đi.")
    fields = {
        "what": "conclusion",
        "text": _within(_said(text, "nội dung kết luận"), "Nội dung kết luận"),
        "who": _within(_said(who, "đơn vị thực hiện"), "Tên đơn vị thực hiện"),
        "due_on": due_on.isoformat() if due_on else None,
        "slide": slide,
        "slide_title": slide_title,
        "period": period.token,
        "calendar": period.calendar,
        "snapshot": snapshot.path.name,
        "met_on": met_on.isoformat(),
        "at": datetime.now(UTC).isoformat(),
        "by": _said(by, "người ghi"),
    }
    directory = snapshot.path.parent
    with ledger.writing(directory):
        retention.cite(snapshot)
        _append(directory, fields)


def set_state(directory: Path, conclusion: str, state: ConclusionState, *, note: str, by: str) -> None:
    """Say what became of a conclusion; earlier lines stay.

    Raises:
        ValueError: there is no such conclusion, or nobody is named; the text is Vietnamese.
        WarehouseBusyError: the writers' lock was not free in time.
        OSError: the line could not be written; the ledger is as it was.
    """
    fields = {
        "what": "state",
        "conclusion": conclusion,
        "state": state.value,
        "note": _within(note.strip(), "Ghi chú"),
        "at": datetime.now(UTC).isoformat(),
        "by": _said(by, "người ghi"),
    }
    with ledger.writing(directory):
        if conclusion not in {one.id for one in read(directory).conclusions}:
            raise ValueError("Không tìm thấy kết luận này trong sổ họp. Mở lại trang rồi chọn lại.")
        _append(directory, fields)


def read(directory: Path) -> Meetings:
    """Read the ledger of meetings of a folder; a missing file is an empty one. Never raises for what the lines say.

    Raises:
        OSError: the file is there but cannot be read.
    """
    path = directory / MEETINGS_NAME
    written = sealed_lines.whole_lines(path.read_bytes()) if path.exists() else []
    agendas: list[Agenda] = []
    conclusions: dict[str, Conclusion] = {}
    breaks: list[int] = []
    for number, (one, head) in enumerate(sealed_lines.with_heads(written), start=1):
        try:
            fields, is_chained = sealed_lines.unseal(one, head)
            _enter(fields, sealed_lines.digest(one)[:12], agendas, conclusions)
        except sealed_lines.UNREADABLE as error:
            _log.warning("a line of the ledger of meetings cannot be read: %s", type(error).__name__)
            is_chained = False
        if not is_chained:
            breaks.append(number)
    return Meetings(agendas=tuple(agendas), conclusions=tuple(conclusions.values()), breaks=tuple(breaks))


def _append(directory: Path, fields: dict[str, Any]) -> None:
    sealed_lines.add(directory / MEETINGS_NAME, fields, "meeting")


def _enter(fields: dict[str, Any], id: str, agendas: list[Agenda], conclusions: dict[str, Conclusion]) -> None:
    if fields["what"] == "agenda":
        agendas.append(_agenda(fields))
    elif fields["what"] == "conclusion":
        conclusions[id] = _conclusion(fields, id)
    elif fields["what"] == "state":
        of = str(fields["conclusion"])
        conclusions[of] = replace(
            conclusions[of],
            state=ConclusionState(fields["state"]),
            state_note=str(fields["note"]),
            state_at=datetime.fromisoformat(fields["at"]).astimezone(UTC),
        )
    else:
        raise ValueError("a line of the ledger of meetings of a kind that nobody knows")


def _agenda(fields: dict[str, Any]) -> Agenda:
    return Agenda(
        period=Period.parse(str(fields["period"]), str(fields["calendar"])),
        items=tuple(
            AgendaItem(
                key=str(item["key"]),
                is_hidden=bool(item["is_hidden"]),
                title=str(item["title"]),
                lines=tuple(map(str, item["lines"])),
            )
            for item in fields["items"]
        ),
        saved_at=datetime.fromisoformat(fields["at"]).astimezone(UTC),
        by=str(fields["by"]),
    )


def _conclusion(fields: dict[str, Any], id: str) -> Conclusion:
    return Conclusion(
        id=id,
        text=str(fields["text"]),
        who=str(fields["who"]),
        due_on=date.fromisoformat(fields["due_on"]) if fields["due_on"] else None,
        slide=str(fields["slide"]),
        slide_title=str(fields["slide_title"]),
        period=Period.parse(str(fields["period"]), str(fields["calendar"])),
        snapshot=str(fields["snapshot"]),
        met_on=date.fromisoformat(fields["met_on"]),
        at=datetime.fromisoformat(fields["at"]).astimezone(UTC),
        by=str(fields["by"]),
    )


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise ValueError(f"Còn thiếu {what}.")
    return " ".join(text.split())


def _within(text: str, what: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"{what} dài {len(text)} chữ, nhiều nhất {LONGEST}. Viết ngắn lại.")
    return text
