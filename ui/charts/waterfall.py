"""The waterfall: how a rate came from one period to the next, part by part, one row each."""

from itertools import accumulate, pairwise
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import Figure, axis, layout, line, mark_colour, note, on_two_lines, rate_ticks, symbol
from ui.theme import INK, INK2, LINE, PAPER, look

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 28, 24, 26, 112, 24
_LONGEST = 16


def waterfall(steps: pd.DataFrame, ends: pd.DataFrame, target_pct: float | None = None) -> Figure:
    """Draw two rates as dots and, between them, what leads from the first down to the second as bars.

    `steps` has one row a part: `name`, `points` (which add up to the difference of the rates), `is_mix`; `ends` the
    two rows `name`, `rate_pct`, `status`, earlier first. The axis is cut, so the rates are dots and only parts bars.
    The target is drawn where it lies near enough to be seen without squeezing the parts.
    """
    first, last = ends["rate_pct"]
    levels = list(accumulate(steps["points"], initial=float(first)))
    low, high, goal = _range([*levels, float(last)], target_pct)
    names = [ends["name"].iloc[0], *steps["name"], ends["name"].iloc[1]]
    places = list(range(1, len(names) - 1))
    shapes = [line(level, y + 0.1, level, y + 0.7, LINE, 1) for y, level in enumerate(levels)]
    notes = [_step_label(y, points, pair, low, high) for y, points, pair in
             zip(places, steps["points"], pairwise(levels), strict=True)]  # fmt: skip
    notes += [_end_label(y, row, low, high) for y, row in zip((0, len(names) - 1), _rows(ends), strict=True)]
    if goal is not None:
        shapes.append(line(goal, 0, goal, 1, INK, 2, yref="paper"))
        notes.append(note(f"<b>Chỉ tiêu {fmt.target(goal)}{fmt.NBSP}%</b>", goal, 1, yref="paper", yanchor="bottom",
                          font={"size": 12.5, "color": INK}))  # fmt: skip
    return {
        "data": [_bars(steps, levels, places), _dots(ends, len(names) - 1)],
        "layout": layout(
            _TOP + _BOTTOM + _ROW * len(names), left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM, shapes=shapes,
            annotations=notes, xaxis=axis(low, high, ticks=rate_ticks(low, high, 4, goal), grid=True),
            yaxis=axis(len(names) - 0.4, -0.6,
                       ticks={float(y): on_two_lines(name, _LONGEST) for y, name in enumerate(names)}),
        ),
    }  # fmt: skip


def _range(levels: list[float], target: float | None) -> tuple[float, float, float | None]:
    """Return the ends of the axis, with room for the numbers beside the bars, and the target if it is near."""
    low, high = min(levels), max(levels)
    span = max(high - low, 0.2)
    goal = target if target is not None and low - span <= target <= high + span else None
    if goal is not None:
        low, high = min(low, goal), max(high, goal)
    room = max(high - low, 0.2) * 0.24
    return low - room, high + room, goal


def _bars(steps: pd.DataFrame, levels: list[float], places: list[int]) -> Figure:
    colours = [
        INK2 if is_mix else look("met" if points >= 0 else "missed").mark
        for points, is_mix in zip(steps["points"], steps["is_mix"], strict=True)
    ]
    return {
        "type": "bar", "orientation": "h", "y": places, "x": list(steps["points"]), "base": levels[:-1], "width": 0.6,
        "marker": {"color": colours, "opacity": 1, "line": {"width": 0}},
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [f"<b>{fmt.in_chart(name)}</b><br>{fmt.points(points)}"
                      for name, points in zip(steps["name"], steps["points"], strict=True)],
    }  # fmt: skip


def _dots(ends: pd.DataFrame, last: int) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "y": [0, last], "x": list(ends["rate_pct"]),
        "hovertemplate": "%{text}<extra></extra>",
        "text": [f"<b>{fmt.in_chart(row.name)}</b><br>{fmt.percent(row.rate_pct)}" for row in _rows(ends)],
        "marker": {"size": 11, "opacity": 1, "color": [mark_colour(status) for status in ends["status"]],
                   "symbol": [symbol(status, hollow=False) for status in ends["status"]]},
    }  # fmt: skip


def _rows(ends: pd.DataFrame) -> list[Any]:
    return list(ends.itertuples(index=False, name="End"))


def _step_label(y: int, points: float, pair: tuple[float, float], low: float, high: float) -> Figure:
    return _beside(fmt.gap(points), max(pair), min(pair), y, low, high, 4)


def _end_label(y: int, row: Any, low: float, high: float) -> Figure:
    return _beside(f"<b>{fmt.percent(row.rate_pct)}</b>", row.rate_pct, row.rate_pct, y, low, high, 10)


def _beside(text: str, right: float, left: float, y: int, low: float, high: float, away: int) -> Figure:
    """Return a number on the right of its mark, or on the left where the axis ends."""
    is_right = high - right > (high - low) * 0.2
    return note(text, right if is_right else left, y, xanchor="left" if is_right else "right",
                xshift=away if is_right else -away, font={"size": 13, "color": INK}, bgcolor=PAPER,
                borderpad=0)  # fmt: skip
