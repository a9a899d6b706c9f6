"""The funnel: is a unit unlike the whole, or has it merely few cases?"""

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
    line,
    note,
    rate_ticks,
    rows_of,
    symbol,
    text_colour,
)  # fmt: skip
from ui.theme import INK2, INK3, LINE, look

WARNING_Z, ALARM_Z = 1.96, 3.09
"""Normal quantiles of the 95 % and 99,8 % limits (usual in funnel plots of health services)."""

_HEIGHT, _RIGHT, _CURVE = 340, 96, 60


def limits(centre_pct: float, cases: float, z: float) -> tuple[float, float]:
    """Return the limits (0-100) of a rate over `cases` when the true rate is `centre_pct`."""
    share = centre_pct / 100
    reach = 100 * z * math.sqrt(share * (1 - share) / cases)
    return max(0.0, centre_pct - reach), min(100.0, centre_pct + reach)


def funnel(table: pd.DataFrame, whole: str, unit: str = "hồ sơ") -> Figure:
    """Draw rate against number of cases with the limits of chance around Σ ÷ Σ.

    `whole` names what the rows add up to ("15 xã"). Colour outside 99,8 %, name outside 95 %.
    """
    rows = rows_of(table)
    centre = 100.0 * sum(row.numerator for row in rows) / max(1, sum(row.denominator for row in rows))
    most = 1.12 * max([row.denominator for row in rows] + [40])
    lowest = min([row.rate_pct for row in rows if not is_small(row)] + [centre])
    low = max(0.0, math.floor(lowest) - 1.0)
    highest = max([row.rate_pct for row in rows] + [centre])
    high = 100.0 if highest > 90 else min(100.0, math.ceil(highest) + 3.0)
    drawn = [row for row in rows if row.rate_pct >= low]
    return {
        "data": [*_curves(centre, most, low), _dots(drawn, centre, unit)],
        "layout": layout(
            _HEIGHT, right=_RIGHT, top=16, bottom=44,
            shapes=[line(0, centre, most, centre, INK2, 2)],
            annotations=[
                *_names(drawn, centre, most, high - low),
                note(f"{fmt.in_chart(whole)}:<br>{fmt.percent(centre)}", 1, centre, xref="paper", xanchor="left",
                     xshift=6, align="left", font={"size": 12, "color": INK2}),
            ],
            xaxis=axis(0, most, ticks=_case_ticks(most), title=_axis_title(unit)),
            yaxis=axis(low, high + 0.02 * (high - low), ticks=rate_ticks(low, high, 5), grid=True, automargin=True),
        ),
    }  # fmt: skip


def _axis_title(unit: str) -> Figure:
    text = f"Số {unit} · giới hạn 95 % (chấm), 99,8 % (liền)"
    return {"text": text, "font": {"size": 13, "color": INK2}, "standoff": 6}


def _curves(centre: float, most: float, low: float) -> list[Figure]:
    curves = []
    for z, dash in ((WARNING_Z, "dot"), (ALARM_Z, "solid")):
        for side in (0, 1):
            xs = [most * (place / _CURVE) ** 2 for place in range(1, _CURVE + 1)]
            ys = [limits(centre, x, z)[side] for x in xs]
            curves.append({"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": xs,
                           "y": [y if y >= low else None for y in ys],
                           "line": {"color": LINE, "width": 1.4, "dash": dash}})  # fmt: skip
    return curves


def _outside(row: Any, centre: float, z: float) -> int:
    bottom, top = limits(centre, row.denominator, z)
    return -1 if row.rate_pct < bottom else int(row.rate_pct > top)


def _dots(rows: list[Any], centre: float, unit: str) -> Figure:
    far = [_outside(row, centre, ALARM_Z) for row in rows]
    status = [{-1: "missed", 1: "met"}.get(side, "no_target") for side in far]
    colours = [look(name).mark if side else INK3 for name, side in zip(status, far, strict=True)]
    return {
        "type": "scatter", "mode": "markers", "x": [row.denominator for row in rows],
        "y": [row.rate_pct for row in rows], "text": [hover(row, unit) for row in rows],
        "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        "marker": {"opacity": 1, "size": 10, "color": colours, "line": {"width": 1, "color": colours},
                   "symbol": [symbol(name, is_small(row)) for name, row in zip(status, rows, strict=True)]},
    }  # fmt: skip


def _names(rows: list[Any], centre: float, most: float, span: float) -> list[Figure]:
    """Name what lies outside 95 %, beside its dot where there is room, else a line higher or lower."""
    taken = [(row.denominator, row.denominator, row.rate_pct) for row in rows]
    notes: list[Figure] = []
    line_height = span * 15 / (_HEIGHT - 60)
    for row in sorted(rows, key=lambda row: row.rate_pct):
        if not _outside(row, centre, WARNING_Z):
            continue
        width = most * len(str(row.name_shown)) * 7.2 / 290
        box, is_left = _free_place(row, width, line_height, taken, most)
        taken.append(box)
        far = _outside(row, centre, ALARM_Z)
        colour = text_colour("missed") if far < 0 else (look("met").text if far > 0 else INK2)
        notes.append(note(fmt.in_chart(row.name_shown), row.denominator, box[2], xanchor="right" if is_left else "left",
                          xshift=-9 if is_left else 9, font={"size": 12.5, "color": colour}))  # fmt: skip
    return notes


def _free_place(
    row: Any, width: float, line_height: float, taken: list[tuple[float, float, float]], most: float,
) -> tuple[tuple[float, float, float], bool]:  # fmt: skip
    margin = most * 0.025
    right = (row.denominator + margin, row.denominator + margin + width)
    left = (row.denominator - margin - width, row.denominator - margin)
    sides = [(right, False), (left, True)] if right[1] <= most else [(left, True)]
    for lines in (0, -1, 1, -2, 2, -3, 3):
        y = row.rate_pct + lines * line_height
        for (start, end), is_left in sides:
            if start >= 0 and not any(
                start < x1 and x0 < end and abs(y - other) < line_height for x0, x1, other in taken
            ):
                return (start, end, y), is_left
    return (*sides[0][0], row.rate_pct), sides[0][1]


def _case_ticks(most: float) -> dict[float, str]:
    step = next(size for size in (10, 20, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10**4, 10**5, 10**6)
                if most / size <= 6)  # fmt: skip
    return {float(value): fmt.number(value) for value in range(step, int(most) + 1, step)}
