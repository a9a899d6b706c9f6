"""Words of figures that were another before: a target then and now, the difference, and what changed it.

Pure text from scores and restatements. Names from files are escaped by whoever puts them on a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from metrics.restatements import Cause, Restated
from metrics.scorecard import Score
from metrics.sentences import UNIT_WORDS
from metrics.tasks import STATE_LABELS
from ui import format as fmt
from ui.words import joined

REPORTS = {"word": "Báo cáo Word", "excel": "Bảng Excel", "slides": "Bản trình chiếu"}
"""Kinds of report as they stand on screen."""

ONLY_COUNTING = "cách tính của chương trình đã thay đổi, không do lần nạp nào"
"""Why a figure is another though no file moved it."""


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


def figure(score: Score) -> str:
    """Say the figure of a target: rate with its counts, value with its unit, state of work, or a dash."""
    rate, measure = score.figure, score.measure
    if rate is not None and rate.denominator:
        goal = None if score.target.value is None else float(score.target.value)
        return f"{fmt.percent(rate.rate_pct, goal)} ({fmt.ratio(rate.numerator, rate.denominator)})"
    if rate is None and measure is not None and measure.value is not None:
        return f"{fmt.target(measure.value)} {UNIT_WORDS.get(score.target.unit, score.target.unit)}".rstrip()
    if rate is None and measure is not None and measure.state is not None:
        return STATE_LABELS[measure.state]
    return fmt.NOTHING


def difference(then: Score, now: Score) -> str:
    """Say how far a figure moved: points between rates, the plain difference between values, else a dash."""
    if then.figure and now.figure:
        was, is_ = then.figure.rate_pct, now.figure.rate_pct
        return fmt.NOTHING if was is None or is_ is None else fmt.points(is_ - was)
    if then.measure and now.measure and then.measure.value is not None and now.measure.value is not None:
        moved = now.measure.value - then.measure.value
        return ("+" if moved > 0 else "") + fmt.target(moved)
    return fmt.NOTHING


def as_known(day: date, moved: int, all_: int, files_then: int, files_now: int) -> str:
    """Say how many targets were another on a day, and how many files were known then."""
    known = f"{fmt.number(files_then)} tệp khi đó, {fmt.number(files_now)} tệp nay"
    if not all_:
        return f"Chưa chỉ tiêu nào có số liệu ({known})"
    if not moved:
        return f"Số liệu biết đến hết {fmt.day(day)} như nay ({known})"
    return f"{moved}/{all_} chỉ tiêu biết đến hết {fmt.day(day)} khác nay ({known})"


def causes(found: Sequence[Cause]) -> str:
    """Say which loads and withdrawals moved a figure, oldest first."""
    return "; ".join(map(_cause, found)) if found else ONLY_COUNTING


def _cause(cause: Cause) -> str:
    reason = f" (lý do: {cause.reason})" if cause.reason else ""
    return f"{cause.what} {cause.file}, {cause.at.astimezone():%d/%m/%Y %H:%M}{reason}"


def restated(found: Sequence[Restated]) -> str:
    """Say in one sentence what has become of a report's figures.

    A single restatement is spelled out.
    """
    if not found:
        return "Không số nào khác đi."
    if len(found) > 1:
        return f"{len(found)} số nay khác lúc báo cáo: {joined([one.now.target.label for one in found])}."
    (one,) = found
    return f"{one.now.target.label}: báo cáo ghi {figure(one.was)}; nay {figure(one.now)}."
