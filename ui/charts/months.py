"""The run chart: one rate by month with its usual range and its target."""

from typing import Any

import pandas as pd

from metrics import signals
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
    spread,
    symbol,
    text_colour,
)  # fmt: skip
from ui.theme import BAND, INK, INK2, LINE

_HEIGHT, _RIGHT, _BOTTOM, _TOP = 235, 150, 28, 16


def usual_range(table: pd.DataFrame) -> tuple[float, float, float, int] | None:
    """Return (low, centre, high, months used) of `metrics.signals.limits`, in 0-100; None with too few months."""
    found = signals.limits(list(zip(table["numerator"], table["denominator"], strict=True)))
    return None if found is None else (found.low, found.centre, found.high, found.months)


def run_chart(table: pd.DataFrame, unit: str = "hồ sơ", target_pct: float | None = None) -> Figure:
    """Draw a rate by month (one row a month, ordered, `month` as "2023-04").

    Points outside the usual range are coloured; months with few cases are hollow. The right
    margin names the range and the target.
    """
    rows = rows_of(table.assign(name=table["month"].map(fmt.month)))
    limits = usual_range(table)
    low, high = _value_range(rows, limits, target_pct)
    months = list(table["month"])
    place = {month: index for index, month in enumerate(months)}
    outside = [limits is not None and not limits[0] <= row.rate_pct <= limits[2] for row in rows]
    xs, last = [place[row.month] for row in rows], len(months) - 1
    data = [
        {
            "type": "scatter", "mode": "lines+markers", "x": xs, "y": [row.rate_pct for row in rows],
            "line": {"color": INK2, "width": 2}, "hovertemplate": "%{text}<extra></extra>",
            "text": [hover(row, unit) for row in rows],
            "marker": {
                "opacity": 1, "line": {"width": 2},
                "size": [11 if out else 7 for out in outside],
                "color": [_colour(row, out) for row, out in zip(rows, outside, strict=True)],
                "symbol": [symbol(row.status if out else "met", is_small(row))
                           for row, out in zip(rows, outside, strict=True)],
            },
        }
    ]  # fmt: skip
    years, year_notes = _year_lines(months)
    is_left_free = not any(2 * line["x0"] < last for line in years)
    shapes, notes = _limits(limits, target_pct, low, high, is_left_free=is_left_free)
    return {
        "data": data,
        "layout": layout(
            _HEIGHT, left=56, right=_RIGHT, top=_TOP, bottom=_BOTTOM, shapes=shapes + years,
            annotations=notes + year_notes + _last_label(rows, place, high - low, outside),
            xaxis=axis(-0.4, last + 0.6, ticks=_month_ticks(months)),
            yaxis=axis(low, high, ticks=rate_ticks(low, high, 4, target_pct), grid=True),
        ),
    }  # fmt: skip


def _colour(row: Any, out: bool) -> str:
    return mark_colour(row.status) if out and mark_colour(row.status) != mark_colour("met") else INK2


def _value_range(rows: list[Any], limits: tuple[float, float, float, int] | None, target: float | None) -> tuple:
    values = [row.rate_pct for row in rows] + (list(limits[:3]) if limits else [])
    values += [] if target is None or fmt.missing(target) else [target]
    low, high = min(values, default=0.0), max(values, default=100.0)
    room = max(high - low, 1.0) * 0.14
    return max(0.0, low - 1.6 * room) if low > 0 else -room, min(high + room, 100.0 + room)


def _month_ticks(months: list[str]) -> dict[float, str]:
    every = 1 if len(months) <= 8 else 3
    crowded = every > 1 and months[1].endswith("-01")  # the first month would run into January
    return {
        float(place): fmt.month(month, with_year=place == 0 or month.endswith("-01"))
        for place, month in enumerate(months)
        if (place == 0 and not crowded) or (int(month[5:]) - 1) % every == 0
    }


def _year_lines(months: list[str]) -> tuple[list[Figure], list[Figure]]:
    starts = [place for place, month in enumerate(months) if place and month.endswith("-01")]
    lines = [line(x - 0.5, 0, x - 0.5, 1, LINE, 1, yref="paper", **{"line": {"dash": "dot"}}) for x in starts]
    texts = [note(months[x][:4], x - 0.5, 1, yref="paper", xanchor="left", yanchor="bottom", xshift=4,
                  font={"size": 12, "color": INK2}) for x in starts]  # fmt: skip
    return lines, texts


def _limits(
    limits: tuple[float, float, float, int] | None, target: float | None, low: float, high: float, *, is_left_free: bool
) -> tuple[list[Figure], list[Figure]]:
    """Return the range, its names and, above the plot on the side without a year, of how few months it is made."""
    shapes: list[Figure] = []
    labels: list[tuple[float, str, str]] = []
    if limits:
        bottom, centre, top, months = limits
        shapes.append({"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": bottom, "y1": top, "layer": "below",
                       "line": {"width": 0}, "fillcolor": BAND})  # fmt: skip
        shapes.append(line(0, centre, 1, centre, LINE, 1, xref="paper"))
        provisional = "" if months >= signals.BASELINE else f", tạm tính {months} tháng"
        labels += [
            (top, f"Giới hạn trên {fmt.rate(top)}", INK2),
            (centre, f"Trung bình {fmt.rate(centre)}{provisional and '*'}", INK2),
            (bottom, f"Giới hạn dưới {fmt.rate(bottom)}", INK2),
        ]
    if target is not None and not fmt.missing(target):
        shapes.append(line(0, target, 1, target, INK, 2, xref="paper"))
        labels.append((target, f"<b>Chỉ tiêu {fmt.target(target)}{fmt.NBSP}%</b>", INK))
    gap = 17 / (_HEIGHT - _TOP - _BOTTOM) * (high - low)
    places = spread([value for value, _, _ in labels], gap, low, high)
    notes = [
        note(text, 1, y, xref="paper", xanchor="left", xshift=8, font={"size": 12.5, "color": colour})
        for y, (_, text, colour) in zip(places, labels, strict=True)
    ]
    if limits and limits[3] < signals.BASELINE:
        x, anchor = (0, "left") if is_left_free else (1, "right")
        notes.append(note(f"* giới hạn tạm tính từ {limits[3]} tháng đầu", x, 1, xref="paper", yref="paper",
                          xanchor=anchor, yanchor="bottom", font={"size": 12, "color": INK2}))  # fmt: skip
    return shapes, notes


def _last_label(rows: list[Any], place: dict[str, int], span: float, outside: list[bool]) -> list[Figure]:
    if not rows:
        return []
    row = rows[-1]
    return [
        note(
            f"<b>{fmt.rate(row.rate_pct, row.target_pct, 1)}</b>", place[row.month], row.rate_pct, yshift=-16,
            font={"size": 14, "color": text_colour(row.status) if outside[-1] else INK},
        )
    ]  # fmt: skip
