"""Fields (lĩnh vực) side by side, each against its own target."""

import math
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import (
    Figure,
    axis,
    hover,
    is_small,
    layout,
    mark_colour,
    note,
    on_two_lines,
    rate_ticks,
    rows_of,
    symbol,
    text_colour,
)
from ui.charts.frame import line as a_line
from ui.theme import INK, INK2, LINE

_ROW, _TOP, _BOTTOM, _RIGHT, _ONE_LINE, _LONGEST = 30, 30, 26, 108, 22, 46
_ROW_OF_TWO_LINES = 38


def field_dots(table: pd.DataFrame, unit: str = "hồ sơ", missed: str = "Trễ") -> Figure:
    """Draw one dot a field with its 95 % interval and its own target as an ink stroke.

    Needs `name`, `late`, `low_pct`, `high_pct` beside the columns of a rates table. Worst gap
    on top, fields with few cases at the bottom. Columns on the right: %, n; `missed` is the word for late.
    """
    rows = sorted(rows_of(table), key=lambda row: (is_small(row), _gap(row)))
    ranked = [row for row in rows if not is_small(row)] or rows
    targets = sorted({float(row.target_pct) for row in rows if not fmt.missing(row.target_pct)})
    low = max(0.0, math.floor(min([row.rate_pct for row in ranked] + targets, default=0.0)) - 1.0)
    count, names = len(rows), [_name(row) for row in rows]
    height = _ROW_OF_TWO_LINES if any("<br>" in name for name in names) else _ROW
    ys = [count - place for place in range(count)]
    shapes = [
        a_line(row.target_pct, y - 0.5, row.target_pct, y + 0.5, INK, 2)
        for row, y in zip(rows, ys, strict=True)
        if not fmt.missing(row.target_pct)
    ]
    small = sum(is_small(row) for row in rows)
    if small and small < count:
        shapes.append(a_line(0, small + 0.5, 1, small + 0.5, LINE, 1, xref="paper", **{"line": {"dash": "dot"}}))
    notes = [
        note(f"<b>{fmt.target(value)}{fmt.NBSP}%</b>", value, count + 0.6, yanchor="bottom", xanchor=anchor,
             xshift={"right": 8, "center": 0, "left": -8}[anchor], font={"size": 13, "color": INK})
        for value, anchor in zip(targets, ["right", "left"] if len(targets) == 2 else ["center"] * count, strict=False)
    ]  # fmt: skip
    ticks = {value: text for value, text in rate_ticks(low, 100, 5).items() if value not in targets}
    return {
        "data": [
            *(_interval(row, y, low) for row, y in zip(rows, ys, strict=True)),
            _dots(rows, ys, low, unit, missed),
        ],
        "layout": layout(
            _TOP + _BOTTOM + height * max(1, count), right=_RIGHT, top=_TOP, bottom=_BOTTOM,
            shapes=shapes, annotations=notes + _columns(rows, ys, unit),
            xaxis=axis(low, 100, ticks=ticks, grid=True),
            yaxis=axis(0.4, count + 0.6, automargin=True,
                       ticks={float(y): name for name, y in zip(names, ys, strict=True)}),
        ),
    }  # fmt: skip


def _gap(row: Any) -> float:
    return float(row.rate_pct) - 100 if fmt.missing(row.gap_pct) else float(row.gap_pct)


def _name(row: Any) -> str:
    name = str(row.name_shown)
    return on_two_lines(name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…", _ONE_LINE)


def _interval(row: Any, y: int, low: float) -> Figure:
    apart = not fmt.missing(row.target_pct) and not row.low_pct <= row.target_pct <= row.high_pct
    miss = mark_colour(row.status) != mark_colour("met") and not is_small(row)
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "opacity": 0.65 if miss else 1,
        "x": [max(low, row.low_pct), max(low, row.high_pct)], "y": [y, y],
        "line": {"color": mark_colour(row.status) if miss else LINE, "width": 6 if apart and not is_small(row) else 2},
    }  # fmt: skip


def _dots(rows: list[Any], ys: list[int], low: float, unit: str, missed: str) -> Figure:
    colours = [mark_colour(row.status) for row in rows]
    return {
        "type": "scatter", "mode": "markers", "x": [max(low, row.rate_pct) for row in rows], "y": ys,
        "cliponaxis": False, "hovertemplate": "%{text}<extra></extra>",
        "text": [f"{hover(row, unit)}<br>{missed} {fmt.number(row.late)} {unit}" for row in rows],
        "marker": {
            "opacity": 1, "size": 10, "color": colours,
            "symbol": [_symbol(row, row.rate_pct < low) for row in rows],
            "line": {"width": [2 if is_small(row) else 0 for row in rows], "color": colours},
        },
    }  # fmt: skip


def _symbol(row: Any, cut: bool) -> str:
    return ("triangle-left-open" if is_small(row) else "triangle-left") if cut else symbol(row.status, is_small(row))


def _columns(rows: list[Any], ys: list[int], unit: str) -> list[Figure]:
    places = (("%", 52), (unit[:1].upper() + unit[1:], 104))
    notes = [note(text, 1, len(rows) + 0.6, xref="paper", xanchor="right", yanchor="bottom", xshift=shift,
                  font={"size": 12, "color": INK2}) for text, shift in places]  # fmt: skip
    for row, y in zip(rows, ys, strict=True):
        texts = (fmt.rate(row.rate_pct, row.target_pct), fmt.number(row.denominator))
        for (_, shift), text in zip(places, texts, strict=True):
            colour = text_colour(row.status) if shift == places[0][1] else INK2
            notes.append(note(text, 1, y, xref="paper", xanchor="right", xshift=shift,
                              font={"size": 13, "color": colour}))  # fmt: skip
    return notes
