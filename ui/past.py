"""Words of figures that were another before: a target then and now, the difference, and what changed it.

Pure text from scores and restatements. Names from files are escaped by whoever puts them on a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from metrics.restated_words import ONLY_COUNTING, causes, difference, figure, restated
from metrics.scorecard import Score
from ui import format as fmt

__all__ = [
    "ONLY_COUNTING", "REPORTS", "Change", "as_known", "causes", "changes", "difference", "end_of", "figure", "restated",
]  # fmt: skip

REPORTS = {"word": "Báo cáo Word", "excel": "Phụ lục Excel", "slides": "Trình chiếu PowerPoint",
           "html": "Trình chiếu không cần mạng", "minutes": "Biên bản họp"}  # fmt: skip
"""Kinds of report as they stand on screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One target as known then and now, in words; `is_moved` when what a report prints differs."""

    label: str
    then: str
    now: str
    difference: str
    status: str
    is_moved: bool


def end_of(day: date) -> datetime:
    """Return the end of a day on the clock here as the warehouse keeps moments (UTC, naive)."""
    midnight = datetime.combine(day + timedelta(days=1), time()).astimezone()
    return midnight.astimezone(UTC).replace(tzinfo=None)


def changes(then: Sequence[Score], now: Sequence[Score]) -> list[Change]:
    """Set targets side by side that have a figure then or now, those that moved first, else in plan order."""
    before = {score.target.id: score for score in then}
    rows = [_change(before[score.target.id], score) for score in now if score.target.id in before]
    known = [row for row in rows if (row.then, row.now) != (fmt.NOTHING, fmt.NOTHING)]
    return sorted(known, key=lambda row: not row.is_moved)


def _change(then: Score, now: Score) -> Change:
    was, is_ = figure(then), figure(now)
    return Change(
        label=now.target.label,
        then=was,
        now=is_,
        difference=difference(then, now),
        status=now.status.value,
        is_moved=was != is_,
    )


def as_known(day: date, moved: int, all_: int, files_then: int, files_now: int) -> str:
    """Say how many targets were another on a day, and how many files were known then."""
    known = f"{fmt.number(files_then)} tệp khi đó, {fmt.number(files_now)} tệp nay"
    if not all_:
        return f"Chưa chỉ tiêu nào có số liệu ({known})"
    if not moved:
        return f"Số liệu biết đến hết {fmt.day(day)} như nay ({known})"
    return f"{moved}/{all_} chỉ tiêu biết đến hết {fmt.day(day)} khác nay ({known})"
