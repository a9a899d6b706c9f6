"""Verdicts on figures that are no share of a fixed value: against the year before, a place, a piece of work."""

from fractions import Fraction

from metrics.plan import NEAR_MARGIN, Status
from metrics.tasks import TaskState


def against_year_before(
    value: Fraction | None, baseline: Fraction | None, *, up: bool, is_share: bool = False
) -> Status:
    """Judge a value that must rise (or fall) against that of the year before; equal is no rise.

    A share (percent) that misses by at most the margin of points is near; a count is not: it has no points.

    >>> against_year_before(Fraction(12), Fraction(10), up=True).value
    'met'
    >>> against_year_before(Fraction(10), Fraction(10), up=False).value
    'missed'
    >>> against_year_before(Fraction("41.2"), Fraction(42), up=True, is_share=True).value
    'near'
    >>> against_year_before(Fraction(12), None, up=True).value
    'no_data'
    """
    if value is None or baseline is None:
        return Status.NO_DATA
    gain = (value - baseline) * (1 if up else -1)
    if gain > 0:
        return Status.MET
    return Status.NEAR if is_share and gain >= -NEAR_MARGIN else Status.MISSED


def against_value(value: Fraction | None, target: Fraction | None, *, up: bool) -> Status:
    """Judge a count, an amount or a place against the one to be reached; equal is met.

    A place counts from 1, so the third of a leading group of five has met it.

    >>> against_value(Fraction(3), Fraction(5), up=False).value
    'met'
    >>> against_value(Fraction(6), Fraction(5), up=False).value
    'missed'
    >>> against_value(Fraction(6), None, up=False).value
    'no_target'
    """
    if value is None:
        return Status.NO_DATA
    if target is None:
        return Status.NO_TARGET
    return Status.MET if (value >= target if up else value <= target) else Status.MISSED


def of_work(state: TaskState | None) -> Status:
    """Judge a milestone by the state of its work: met when done; what is under way is not reached yet.

    >>> of_work(TaskState.DONE).value, of_work(TaskState.IN_PROGRESS).value, of_work(None).value
    ('met', 'missed', 'no_data')
    """
    if state is None:
        return Status.NO_DATA
    return Status.MET if state is TaskState.DONE else Status.MISSED
