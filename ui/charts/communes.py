"""Communes side by side: the dot plot with intervals, the tile map, and the map where boundaries are known."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import (
    Figure,
    axis,
    hover,
    is_small,
    layout,
    line,
    mark_colour,
    note,
    rate_ticks,
    rows_of,
    symbol,
    text_colour,
)  # fmt: skip
from ui.theme import GAP_RAMP, INK, INK2, LINE, PAPER, ink_on, ramp_step

NEAR_100_REACH, WIDE_REACH = 4.0, 12.0
"""Points below and above the target at which the colours of the tile map end: targets from 90 %, and lower ones."""

_ROW, _TOP, _BOTTOM, _RIGHT = 23, 30, 26, 116
_ROOM = 1.2
"""Width and height of land, the whole map being 6 across, in which three lines of a label stand clear of others."""


def dot_plot(table: pd.DataFrame, unit: str = "hồ sơ") -> Figure:
    """Draw one dot a row with its 95 % interval, worst on top, few cases apart at the bottom.

    Needs `name`, `low_pct`, `high_pct` beside the columns of a rates table, and one common
    target. An interval wholly on one side of the target is thick. The axis is cut; a dot left
    of it becomes an arrow.
    """
    rows = sorted(rows_of(table), key=lambda row: (is_small(row), row.rate_pct))
    target = next((float(row.target_pct) for row in rows if not fmt.missing(row.target_pct)), None)
    low, high = _cut(rows, target)
    count = len(rows)
    ys = [count - place for place in range(count)]
    data = [_interval(row, y, low, high) for row, y in zip(rows, ys, strict=True)]
    data.append(_dots(rows, ys, low, unit))
    shapes: list[Figure] = []
    notes = _columns(rows, ys, unit)
    if target is not None:
        shapes.append(line(target, 0.4, target, count + 0.6, INK, 2))
        notes.append(note(f"<b>Chỉ tiêu {fmt.target(target)}{fmt.NBSP}%</b>", target, count + 0.6, yanchor="bottom",
                          xanchor="center" if target < low + 0.9 * (high - low) else "right",
                          font={"size": 13, "color": INK}))  # fmt: skip
    small = sum(is_small(row) for row in rows)
    if small and small < count:
        shapes.append(line(0, small + 0.5, 1, small + 0.5, LINE, 1, xref="paper", **{"line": {"dash": "dot"}}))
    ticks = rate_ticks(low, high, 4, target)
    return {
        "data": data,
        "layout": layout(
            _TOP + _BOTTOM + _ROW * max(count, 1), left=8, right=_RIGHT, top=_TOP, bottom=_BOTTOM,
            shapes=shapes, annotations=notes,
            xaxis=axis(low, high, ticks=ticks, grid=True),
            yaxis=axis(0.4, count + 0.6, automargin=True,
                       ticks={float(y): fmt.in_chart(row.name_shown) for row, y in zip(rows, ys, strict=True)}),
        ),
    }  # fmt: skip


def _cut(rows: list[Any], target: float | None) -> tuple[float, float]:
    ranked = [row for row in rows if not is_small(row)]
    ranked = ranked if 2 * len(ranked) >= len(rows) else rows
    values = [row.rate_pct for row in ranked] + ([] if target is None else [target])
    low = max(0.0, math.floor(min(values, default=0.0)) - 1.0)
    top = max([*values, 0.0])
    return low, 100.0 if top >= 90 else min(100.0, math.ceil(top / 5) * 5 + 5.0)


def _interval(row: Any, y: int, low: float, high: float) -> Figure:
    apart = not fmt.missing(row.target_pct) and not row.low_pct <= row.target_pct <= row.high_pct
    grey = is_small(row) or mark_colour(row.status) == mark_colour("met")
    colour = LINE if grey else mark_colour(row.status)
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "opacity": 0.65 if colour != LINE else 1,
        "x": [min(high, max(low, row.low_pct)), min(high, max(low, row.high_pct))], "y": [y, y],
        "line": {"color": colour, "width": 6 if apart and not is_small(row) else 2},
    }  # fmt: skip


def _dots(rows: list[Any], ys: list[int], low: float, unit: str) -> Figure:
    cut_off = [row.rate_pct < low for row in rows]
    return {
        "type": "scatter", "mode": "markers", "x": [max(low, row.rate_pct) for row in rows], "y": ys,
        "cliponaxis": False, "hovertemplate": "%{text}<extra></extra>",
        "text": [f"{hover(row, unit)}<br>Khoảng tin cậy 95 %: {fmt.rate(row.low_pct)}–{fmt.rate(row.high_pct)}"
                 for row in rows],
        "marker": {
            "opacity": 1, "size": [11 if row.status in ("missed", "out_of_reach") else 10 for row in rows],
            "color": [mark_colour(row.status) for row in rows],
            "symbol": [_symbol(row, cut) for row, cut in zip(rows, cut_off, strict=True)],
            "line": {"width": [2 if is_small(row) else 0 for row in rows],
                     "color": [mark_colour(row.status) for row in rows]},
        },
    }  # fmt: skip


def _symbol(row: Any, cut: bool) -> str:
    return ("triangle-left-open" if is_small(row) else "triangle-left") if cut else symbol(row.status, is_small(row))


def _columns(rows: list[Any], ys: list[int], unit: str) -> list[Figure]:
    notes = [
        note(text, 1, len(rows) + 0.6, xref="paper", xanchor="right", yanchor="bottom", xshift=shift,
             font={"size": 12, "color": INK2})
        for text, shift in (("%", 58), (unit[:1].upper() + unit[1:], 112))
    ]  # fmt: skip
    for row, y in zip(rows, ys, strict=True):
        notes.append(note(fmt.rate(row.rate_pct, row.target_pct), 1, y, xref="paper", xanchor="right", xshift=58,
                          font={"size": 13, "color": text_colour(row.status)}))  # fmt: skip
        notes.append(note(fmt.number(row.denominator), 1, y, xref="paper", xanchor="right", xshift=112))
    return notes


def tile_map(table: pd.DataFrame, selected: str | None = None, unit: str = "hồ sơ") -> Figure:
    """Draw one tile a commune in its place, filled by the gap from the target.

    Needs `name`, `code`, `row`, `column` beside the columns of a rates table; a commune without
    cases keeps its tile. Few cases: no fill, dotted edge. `selected` gets a thick edge.
    """
    rows: list[Any] = list(table.rename(columns={"name": "name_shown"}).itertuples(index=False, name="Row"))
    target = next((row.target_pct for row in rows if not fmt.missing(row.target_pct)), None)
    reach = WIDE_REACH if target is not None and target < 90 else NEAR_100_REACH
    deep, wide = int(table["row"].max()), int(table["column"].max())
    shapes: list[Figure] = []
    notes: list[Figure] = []
    for row in rows:
        fill, ink = _tile_fill(row, reach)
        picked = row.code == selected
        shapes.append({
            "type": "rect", "x0": row.column - 0.96, "x1": row.column - 0.04, "y0": deep - row.row + 0.04,
            "y1": deep - row.row + 0.96, "layer": "below", "fillcolor": fill,
            "line": {"color": INK if picked else (LINE if fill == PAPER else fill), "width": 3 if picked else 1,
                     "dash": "dot" if fill == PAPER and not picked else "solid"},
        })  # fmt: skip
        notes += _tile_text(row, deep, ink)
    key_shapes, key_notes = _ramp_key(target, wide, reach)
    return {
        "data": [_pickable(rows, [(row.column - 0.5, deep - row.row + 0.5) for row in rows], unit, size=62)],
        "layout": layout(430, right=8, shapes=shapes + key_shapes, annotations=notes + key_notes,
                         xaxis=axis(0, wide), yaxis=axis(-0.62, deep)),
    }  # fmt: skip


def land_map(
    table: pd.DataFrame,
    land: Mapping[str, Sequence[Sequence[tuple[float, float]]]],
    selected: str | None = None,
    unit: str = "hồ sơ",
) -> Figure:
    """Draw communes in their boundaries, filled and labelled as the tiles of `tile_map` are; small ones in short.

    `land`: by code, outer lines as points, y upwards, the map 6 across (ui.boundaries). Needs `name`, `code` beside the
    columns of a rates table.
    """
    shown: list[Any] = list(table.rename(columns={"name": "name_shown"}).itertuples(index=False, name="Row"))
    # The thick edge of the chosen one lies over its neighbours.
    rows = sorted((row for row in shown if row.code in land), key=lambda row: row.code == selected)
    target = next((row.target_pct for row in rows if not fmt.missing(row.target_pct)), None)
    reach = WIDE_REACH if target is not None and target < 90 else NEAR_100_REACH
    points = [point for rings in land.values() for ring in rings for point in ring]
    wide, deep = max(x for x, _ in points), max(y for _, y in points)
    shapes: list[Figure] = []
    notes: list[Figure] = []
    middles: list[tuple[float, float]] = []
    for row in rows:
        fill, ink = _tile_fill(row, reach)
        picked = row.code == selected
        edge = {"color": INK if picked else (LINE if fill == PAPER else PAPER), "width": 3 if picked else 1.5}
        shapes += [
            {"type": "path", "path": _path(ring), "layer": "below", "fillcolor": fill, "line": edge}
            for ring in land[row.code]
        ]
        largest = max(land[row.code], key=len)
        middles.append(_middle(largest))
        notes.append(note(_land_label(row, largest), *middles[-1], font={"size": 11.5, "color": ink}))
    key_shapes, key_notes = _ramp_key(target, math.ceil(wide), reach)
    return {
        "data": [_pickable(rows, middles, unit, size=44)],
        "layout": layout(
            max(430, round(60 + 70 * deep)), right=8, shapes=shapes + key_shapes, annotations=notes + key_notes,
            xaxis=axis(0, wide), yaxis=axis(-0.62, deep, scaleanchor="x", scaleratio=1),
        ),
    }  # fmt: skip


def _land_label(row: Any, ring: Sequence[tuple[float, float]]) -> str:
    """Return name, rate and cases where the land has room for them, else the short name and the rate."""
    name = str(row.name_shown).removeprefix("Thị trấn ").removeprefix("Xã ")
    value = f"<b>{fmt.rate(row.rate_pct, row.target_pct, 1)}</b>"
    wide, high = (max(side) - min(side) for side in zip(*ring, strict=True))
    if wide >= _ROOM and high >= _ROOM:
        return f"{fmt.in_chart(name)}<br>{value}<br>{fmt.number(row.denominator)}"
    first, _, last = name.rpartition(" ")
    return f"{fmt.in_chart(f'{first[:1]}.{last}' if first else name)}<br>{value}"


def _path(ring: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x},{y}" for x, y in ring) + " Z"


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return where a label stands inside a closed line: as high as its centre, midway between the sides there."""
    doubled = x_sum = y_sum = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        doubled, x_sum, y_sum = doubled + cross, x_sum + (x0 + x1) * cross, y_sum + (y0 + y1) * cross
    if not doubled:
        return ring[0]
    x, y = x_sum / (3 * doubled), y_sum / (3 * doubled)
    sides = sorted(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y0 > y) != (y1 > y)
    )
    spans = zip(sides[::2], sides[1::2], strict=True)
    return min(((left + right) / 2 for left, right in spans), key=lambda middle: abs(middle - x)), y


def _pickable(rows: list[Any], places: Sequence[tuple[float, float]], unit: str, *, size: int) -> Figure:
    """Return unseen marks that tell of a commune under the pointer, and which one was clicked."""
    return {
        "type": "scatter", "mode": "markers", "hovertemplate": "%{text}<extra></extra>",
        "x": [x for x, _ in places], "y": [y for _, y in places],
        "text": [f"<b>{fmt.in_chart(row.name_shown)}</b><br>không phát sinh {unit}" if fmt.missing(row.rate_pct)
                 else hover(row, unit) for row in rows],
        "customdata": [row.code for row in rows],
        "marker": {"size": size, "symbol": "square", "color": "rgba(0,0,0,0)", "opacity": 1, "line": {"width": 0}},
    }  # fmt: skip


def _tile_fill(row: Any, reach: float) -> tuple[str, str]:
    if fmt.missing(row.gap_pct) or is_small(row):
        return PAPER, INK
    step = ramp_step(float(row.gap_pct), reach)
    return GAP_RAMP[step], ink_on(step)


def _tile_text(row: Any, deep: int, ink: str) -> list[Figure]:
    words = fmt.in_chart(str(row.name_shown).removeprefix("Thị trấn ").removeprefix("Xã ")).split(" ", 1)
    x, y = row.column - 0.5, deep - row.row
    value = fmt.rate(row.rate_pct, row.target_pct, 1)
    colour = text_colour(row.status) if ink == INK and is_small(row) else ink
    return [
        note("<br>".join(words), x, y + 0.72, font={"size": 13, "color": ink}),
        note(f"<b>{value}</b>", x, y + 0.36, font={"size": 15, "color": colour}),
        note(fmt.number(row.denominator), x, y + 0.15, font={"size": 11.5, "color": ink}),
    ]


def _ramp_key(target: float | None, wide: int, reach: float) -> tuple[list[Figure], list[Figure]]:
    left, width = wide / 3, wide * 2 / 3 / len(GAP_RAMP)
    shapes = [
        {"type": "rect", "x0": left + place * width, "x1": left + (place + 1) * width, "y0": -0.3, "y1": -0.14,
         "line": {"width": 0}, "fillcolor": colour, "layer": "below"}
        for place, colour in enumerate(GAP_RAMP)
    ]  # fmt: skip
    wanted = "" if target is None else f" {fmt.target(target)}{fmt.NBSP}%"
    notes = [note(f"Cách chỉ tiêu{wanted}", 0, -0.22, xanchor="left")]
    ends = ((0, f"≤ {fmt.number(-reach)}", "left"), (5, "0", "center"), (10, f"≥ +{fmt.number(reach)} điểm", "right"))
    notes += [note(text, left + place * width, -0.46, xanchor=anchor, font={"size": 12, "color": INK2})
              for place, text, anchor in ends]  # fmt: skip
    return shapes, notes
