"""The Gantt chart of tasks with a printed day: the time each has, what is used of it, and what has run over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import Figure, axis, layout, line, note
from ui.theme import GRID, INK, INK2, LINE, PAPER, TASK_LOOKS

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 46, 34, 26, 8, 116


def gantt(table: pd.DataFrame, day: date, year: int) -> Figure:
    """Draw one row a task from the first day of a year to its due day, with a tick there.

    `table`: name, due_on, done_on (missing while open), state (key of ui.theme.TASK_LOOKS), said (how far the day is).
    The bar is the time until the task was done, or until `day`; what of it lies after the due day is coloured. A ring
    stands where it was done. Days beyond the year are drawn at its end. A name stands over its bar, on any screen.
    """
    rows: list[Any] = list(table.itertuples(index=False, name="Row"))
    first, last = date(year, 1, 1), date(year, 12, 31)
    shapes = [line(_at(day, last), -0.6, _at(day, last), len(rows) - 0.4, INK, 1.5, line={"dash": "dot"})]
    notes = [note(f"<b>{fmt.day(day)}</b>", _at(day, last), -0.6, yanchor="bottom", yshift=2, font={"color": INK})]
    marks: list[Figure] = []
    for place, row in enumerate(rows):
        used = day if fmt.missing(row.done_on) else row.done_on
        shapes.append(line(_at(first, last), place, _at(row.due_on, last), place, GRID, 2))
        shapes += _bar(first, min(used, row.due_on), last, place, TASK_LOOKS["not_started"].mark)
        if used > row.due_on:
            shapes += _bar(row.due_on, used, last, place, TASK_LOOKS["overdue"].mark)
        shapes.append(line(_at(row.due_on, last), place - 0.2, _at(row.due_on, last), place + 0.2, INK, 2.5))
        name = fmt.in_chart(row.name)
        notes.append(note(name, 0, place, xref="paper", xanchor="left", yanchor="bottom", yshift=9, bgcolor=PAPER))
        colour = TASK_LOOKS[row.state].text
        notes.append(
            note(fmt.in_chart(row.said), 1, place, xref="paper", xanchor="left", xshift=10, font={"color": colour})
        )
        marks.append(_mark(row, used, last, place))
    months: dict[float, str] = {_at(date(year, month, 1), last): f"T{month}" for month in (1, 4, 7, 10)}
    height = _TOP + _BOTTOM + _ROW * len(rows)
    return {
        "data": marks,
        "layout": layout(
            height, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM, shapes=shapes, annotations=notes,
            xaxis=axis(0, _at(last, last) + 1, ticks=months, grid=True), yaxis=axis(len(rows) - 0.4, -0.6),
        ),
    }  # fmt: skip


def _at(day: date, last: date) -> int:
    """Return a day of the year as a number, its first day 0."""
    return (min(day, last) - date(last.year, 1, 1)).days


def _bar(start: date, end: date, last: date, place: int, colour: str) -> Sequence[Figure]:
    if end <= start:
        return []
    return [line(_at(start, last), place, _at(end, last), place, colour, 9)]


def _mark(row: Any, used: date, last: date, place: int) -> Figure:
    """Return what is pointed at: a ring where the task was done, else nothing to see where its bar ends."""
    is_done = not fmt.missing(row.done_on)
    look = TASK_LOOKS[row.state]
    done = f"<br>hoàn thành {fmt.day(row.done_on)}" if is_done else ""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_at(used if is_done else row.due_on, last)],
        "y": [place],
        "marker": {"size": 12, "color": look.mark if is_done else LINE, "opacity": 1 if is_done else 0,
                   "symbol": "circle-open", "line": {"width": 2.5, "color": INK2}},
        "hovertemplate": "%{text}<extra></extra>",
        "text": [f"<b>{fmt.in_chart(row.name)}</b><br>hạn {fmt.day(row.due_on)}, {fmt.in_chart(row.said)}{done}"],
    }  # fmt: skip
