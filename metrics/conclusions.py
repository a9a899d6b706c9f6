"""Conclusions of meetings on slides: those of the meetings before and of today, and how each stands on a day."""

from collections.abc import Sequence
from datetime import date

from metrics import wording
from metrics.slide import LAST_TIME, MOST_LETTERS, MOST_LINES, TASKS, TODAY, Line, Slide, beyond
from warehouse.meeting_ledger import Conclusion, ConclusionState


def last_time(conclusions: Sequence[Conclusion], day: date) -> list[Conclusion]:
    """Return what a meeting on `day` opens with: conclusions still open, and all of the meeting before; late first."""
    earlier = [one for one in conclusions if one.met_on < day]
    before = max((one.met_on for one in earlier), default=None)
    found = [one for one in earlier if one.state is ConclusionState.OPEN or one.met_on == before]
    return sorted(found, key=lambda one: (one.state is not ConclusionState.OPEN, one.due_on or date.max, one.at))


def slides(conclusions: Sequence[Conclusion], day: date) -> list[Slide]:
    """Return a slide of the conclusions that a meeting on `day` opens with, and one of its own, where there are any."""
    of_today = [one for one in conclusions if one.met_on == day]
    found = [_slide(LAST_TIME, last_time(conclusions, day), day), _slide(TODAY, of_today, day)]
    return [slide for slide in found if slide is not None]


def in_short(conclusions: Sequence[Conclusion], day: date) -> str:
    """Say in one sentence how the conclusions of earlier meetings stand; empty where there are none."""
    earlier = last_time(conclusions, day)
    if not earlier:
        return ""
    open_ = sum(one.state is ConclusionState.OPEN for one in earlier)
    late = sum(_is_late(one, day) for one in earlier)
    return f"Kết luận các lần trước: {open_} đang thực hiện ({late} quá hạn)."


def _slide(key: str, found: Sequence[Conclusion], day: date) -> Slide | None:
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
        subtitle=beyond(len(found), f"Xét vào ngày {wording.day(day)}"),
        lines=tuple(line(one, day) for one in found[:MOST_LINES]),
        heads=("Thực hiện", "Hạn", ""),
        leads_to=TASKS,
    )


def line(one: Conclusion, day: date) -> Line:
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
