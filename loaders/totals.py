"""Find what a file says of its own sums, and compare it with what its lines add up to."""

import re
from collections.abc import Iterator, Sequence

from loaders.export import Remark
from loaders.grid import Sheet
from loaders.lines import Lines
from warehouse.folding import fold

Counts = dict[str, list[int]]
"""Counts by column name, one per line."""


_THINGS = r"(?:hồ sơ|phiếu|thủ tục|phản ánh|kiến nghị|bản ghi|dòng)\b"
_STATED = re.compile(
    rf"(?:tổng số|tổng cộng|tổng|cộng)(?: số)?(?: {_THINGS})? ?:? ?(?P<number>\d[\d.,]*)(?: {_THINGS})?\.?"
)
_LINES_LOOKED_AT = 200


def stated_counts(sheet: Sheet, other: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return how many things a list says that it holds: grid row, column and the number, wherever it says so.

    `other`: the grid rows that are no data. Only a whole line such as "Tổng số hồ sơ: 1.204" counts; a total of money
    or a part ("Tổng số hồ sơ đã trả") says nothing of the rows.
    """
    said = []
    for row in other[:_LINES_LOOKED_AT] if len(other) <= _LINES_LOOKED_AT else [*other[:100], *other[-100:]]:
        cells = {column: cell for column, cell in enumerate(sheet.row(row)) if cell}
        for column, text in [*cells.items(), (max(cells, default=0), " ".join(cells.values()))]:
            found = _STATED.fullmatch(fold(text))
            if found and re.search(_THINGS, fold(text)):
                said.append((row, column, int(re.sub(r"\D", "", found["number"]))))
                break
    return said


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
        added = max(readings, key=lambda sums: sum(sums[name] == said[name] for name in said))
        for name, value in said.items():
            if value != added[name]:
                text = f"{{{name}}} của dòng tổng in {value}, cộng các dòng được {added[name]}. Giữ nguyên như in."
                sums = f"cộng cột {{{name}}}"
                remarks.append(
                    Remark(row=position, column=name, text=text, sums=sums, printed=value, added=added[name])
                )
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
