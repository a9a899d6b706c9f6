"""The waterfall: how a rate came from one period to the next, part by part."""

from itertools import accumulate, pairwise
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import TURNING, Figure, axis, layout, line, mark_colour, note, on_two_lines, rate_ticks, symbol
from ui.theme import INK, INK2, LINE, PAPER, look

_HEIGHT, _TOP, _BOTTOM, _RIGHT = 260, 16, 46, 96
_LONGEST = 9


def waterfall(steps: pd.DataFrame, ends: pd.DataFrame, target_pct: float | None = None) -> Figure:
    """Draw two rates as dots and what leads from the first to the second as bars between them.

    `steps` has one row a part: `name`, `points` (which add up to the difference of the rates), `is_mix`; `ends` the
    two rows `name`, `rate_pct`, `status`, earlier first. The axis is cut, so the rates are dots and only parts bars.
    The target is drawn where it lies near enough to be seen without squeezing the parts.
    """
    first, last = ends["rate_pct"]
    levels = list(accumulate(steps["points"], initial=float(first)))
    low, high, goal = _range([*levels, float(last)], target_pct)
    names = [ends["name"].iloc[0], *steps["name"], ends["name"].iloc[1]]
    places = range(1, len(names) - 1)
    joints = [line(x + 0.1, level, x + 0.7, level, LINE, 1) for x, level in enumerate(levels)]
    notes = [_step_label(x, points, pair, low, high) for x, points, pair in
             zip(places, steps["points"], pairwise(levels), strict=True)]  # fmt: skip
    notes += [_end_label(x, row) for x, row in zip((0, len(names) - 1), ends.itertuples(), strict=True)]
    if goal is not None:
        joints.append(line(0, goal, 1, goal, INK, 2, xref="paper"))
        notes.append(note(f"<b>Chỉ tiêu {fmt.target(goal)}{fmt.NBSP}%</b>", 1, goal, xref="paper", xanchor="left",
                          xshift=6, font={"size": 12.5, "color": INK}))  # fmt: skip
    return {
        "data": [_bars(steps, levels, list(places)), _dots(ends, len(names) - 1)],
        "layout": layout(
            _HEIGHT, left=56, right=_RIGHT, top=_TOP, bottom=_BOTTOM, shapes=joints, annotations=notes,
            xaxis=axis(-0.6, len(names) - 0.4, **TURNING,
                       ticks={float(x): on_two_lines(name, _LONGEST) for x, name in enumerate(names)}),
            yaxis=axis(low, high, ticks=rate_ticks(low, high, 4, goal), grid=True),
        ),
    }  # fmt: skip


def _range(levels: list[float], target: float | None) -> tuple[float, float, float | None]:
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
        "type": "bar", "x": places, "y": list(steps["points"]), "base": levels[:-1], "width": 0.6,
        "marker": {"color": colours, "opacity": 1, "line": {"width": 0}},
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [f"<b>{fmt.in_chart(name)}</b><br>{fmt.points(points)}"
                      for name, points in zip(steps["name"], steps["points"], strict=True)],
    }  # fmt: skip


def _dots(ends: pd.DataFrame, last: int) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": [0, last], "y": list(ends["rate_pct"]),
        "hovertemplate": "%{text}<extra></extra>",
        "text": [f"<b>{fmt.in_chart(row.name)}</b><br>{fmt.percent(row.rate_pct)}" for row in _rows(ends)],
        "marker": {"size": 11, "opacity": 1, "color": [mark_colour(status) for status in ends["status"]],
                   "symbol": [symbol(status, hollow=False) for status in ends["status"]]},
    }  # fmt: skip


def _rows(ends: pd.DataFrame) -> list[Any]:
    return list(ends.itertuples(index=False, name="End"))


def _step_label(x: int, points: float, pair: tuple[float, float], low: float, high: float) -> Figure:
    under = min(pair) - low > (high - low) * 0.16
    return note(fmt.gap(points), x, min(pair) if under else max(pair), yanchor="top" if under else "bottom",
                yshift=-3 if under else 3, font={"size": 13, "color": INK}, bgcolor=PAPER, borderpad=0)  # fmt: skip


def _end_label(x: int, row: Any) -> Figure:
    return note(f"<b>{fmt.percent(row.rate_pct)}</b>", x, row.rate_pct, yshift=18, font={"size": 13, "color": INK})
