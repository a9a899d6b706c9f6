"""Words of figures that have moved since a report: what it was and is, how far it moved, which loads moved it.

Plain text: names come from files and are escaped by whoever puts them on a screen.
"""

from collections.abc import Sequence

from metrics import score_words, wording
from metrics.restatements import Cause, Restated
from metrics.scorecard import Score

ONLY_COUNTING = "cách tính của chương trình đã thay đổi, không do lần nạp nào"
"""Why a figure is another though no file moved it."""


def figure(score: Score) -> str:
    """Say the figure of a target: rate with its counts, value with its unit, state of work, or a dash."""
    said, counted = score_words.value(score), score_words.counts(score)
    return f"{said} ({counted})" if counted else said


def difference(then: Score, now: Score) -> str:
    """Say how far a figure moved: points between rates, the plain difference between values, else a dash."""
    if then.figure and now.figure:
        was, is_ = then.figure.rate_pct, now.figure.rate_pct
        return wording.NOTHING if was is None or is_ is None else wording.points(is_ - was)
    if then.measure and now.measure and then.measure.value is not None and now.measure.value is not None:
        moved = now.measure.value - then.measure.value
        return ("+" if moved > 0 else "") + wording.target(moved)
    return wording.NOTHING


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
        return f"{len(found)} số nay khác lúc báo cáo: {wording.joined([one.now.target.label for one in found])}."
    (one,) = found
    return f"{one.now.target.label}: báo cáo ghi {figure(one.was)}; nay {figure(one.now)}."
