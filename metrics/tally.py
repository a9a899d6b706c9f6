"""Targets counted by status (tổng hợp theo trạng thái), each once though the plan may print it twice."""

from collections import Counter
from collections.abc import Sequence

from metrics.plan import Status
from metrics.scorecard import Score

JUDGED = (Status.MET, Status.NEAR, Status.MISSED, Status.OUT_OF_REACH)
"""Statuses of targets that have a figure and a value to hold it against."""

STATUS_LABELS = {
    Status.OUT_OF_REACH: "Không thể đạt",
    Status.MISSED: "Chưa đạt",
    Status.NEAR: "Gần đạt",
    Status.NO_DATA: "Chưa có số liệu",
    Status.NO_TARGET: "Không có mục tiêu",
    Status.MET: "Đạt",
}
"""Statuses with their names on screen and in documents, in the order of every list that puts the worst first."""


def repeats(scores: Sequence[Score]) -> dict[str, str]:
    """Return the targets that the plan prints twice, by id, with the id that is counted.

    The same rate, value, level and field groups is one target, wherever it is printed.
    """
    first: dict[tuple[object, ...], str] = {}
    again: dict[str, str] = {}
    for score in scores:
        target = score.target
        if target.kind not in ("threshold", "coverage") or target.value is None:
            continue
        same = (target.indicator, target.value, target.level, target.field_groups)
        if first.setdefault(same, target.id) != target.id:
            again[target.id] = first[same]
    return again


def counted(scores: Sequence[Score]) -> list[Score]:
    """Return the scores without targets that are printed twice."""
    twice = repeats(scores)
    return [score for score in scores if score.target.id not in twice]


def by_status(scores: Sequence[Score]) -> Counter[str]:
    """Count targets by status; a figure without a target value counts as missing data."""
    return Counter(score.status.value if score.status in JUDGED else "no_data" for score in counted(scores))
