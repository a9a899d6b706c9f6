"""Compare printed totals and group lines of a table with the lines that they add up."""

from collections.abc import Iterator, Sequence

from loaders.export import Remark
from loaders.lines import Lines

Counts = dict[str, list[int]]
"""Counts by column name, one per line."""


def total_remarks(lines: Lines, printed: Counts, counted: Counts) -> list[Remark]:
    """Return what does not add up; `row` of a remark counts the lines of `lines.totals` from 0.

    `printed`: what the total lines say; `counted`: what the data lines say. A total may add up the whole sheet, what
    stands since the total or group above it, or what follows it: the reading that agrees in most columns is meant.
    """
    remarks = []
    for position, row in enumerate(lines.totals):
        readings = [
            {name: sum(counted[name][index] for index in members) for name in printed if name in counted}
            for members in _readings(lines, row)
        ]
        said = {name: values[position] for name, values in printed.items() if name in counted}
        sums = max(readings, key=lambda sums: sum(sums[name] == said[name] for name in said))
        for name, value in said.items():
            if value != sums[name]:
                text = f"{{{name}}} của dòng tổng in {value}, cộng các dòng được {sums[name]}. Giữ nguyên như in."
                remarks.append(Remark(row=position, column=name, text=text))
    return remarks


def _readings(lines: Lines, row: int) -> Iterator[Sequence[int]]:
    """Yield the sets of data lines (by index) that a total or group line may add up."""
    totals = [other for other in lines.totals if other not in lines.groups]
    below = (other for other in sorted({*lines.groups, *totals}) if other > row)
    next_total = min((other for other in totals if other > row), default=1 << 31)
    following = _between(lines, row, next(below, 1 << 31))
    if row in lines.groups:
        yield following
        yield _between(lines, row, next_total)
        return
    last_mark = max((other for other in {*lines.groups, *totals} if other < row), default=-1)
    last_total = max((other for other in totals if other < row), default=-1)
    yield range(len(lines.data))
    yield _between(lines, last_mark, row)
    yield _between(lines, last_total, row)
    if following:
        yield following
        yield _between(lines, row, next_total)


def _between(lines: Lines, above: int, below: int) -> list[int]:
    return [index for index, row in enumerate(lines.data) if above < row < below]
