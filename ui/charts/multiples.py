"""Small multiples: the months of every commune on one scale."""

import math
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import Figure, axis, is_small, layout, mark_colour, note, rows_of, symbol, text_colour
from ui.theme import INK

_ACROSS = 5


def small_multiples(whole: pd.DataFrame, by_month: pd.DataFrame, unit: str = "hồ sơ") -> Figure:
    """Draw a small line a row of `whole`, worst first, five across, all on one y-scale.

    `whole` has one row a unit (`key`, `name` and the columns of a rates table), `by_month` one
    a unit and month (`key`, `month` and the same). The figure beside each name is that of the
    whole period; only misses take colour.
    """
    rows = sorted(rows_of(whole), key=lambda row: (is_small(row), row.rate_pct))
    months = sorted(by_month["month"].unique())
    low, high = scale(by_month, whole)
    deep = max(1, -(-len(rows) // _ACROSS))
    data: list[Figure] = []
    notes: list[Figure] = []
    axes: Figure = {}
    for place, row in enumerate(rows):
        across, down = place % _ACROSS, place // _ACROSS
        suffix = "" if place == 0 else str(place + 1)
        left, right = across / _ACROSS, (across + 0.86) / _ACROSS
        top = 1 - down / deep
        bottom = top - 0.90 / deep
        data += _panel(row, by_month[by_month["key"] == row.key], months, suffix, (low, high), unit)
        axes[f"xaxis{suffix}"] = axis(-0.5, len(months) - 0.5, domain=[left, right], anchor=f"y{suffix}")
        axes[f"yaxis{suffix}"] = axis(low, high, domain=[bottom, top - 0.2 / deep], anchor=f"x{suffix}")
        notes.append(note(f"<b>{fmt.in_chart(_short(row.name_shown))}</b>", left, top, xref="paper", yref="paper",
                          xanchor="left", yanchor="top", font={"size": 13, "color": INK}))  # fmt: skip
        notes.append(note(fmt.rate(row.rate_pct, row.target_pct, 1), right, top, xref="paper", yref="paper",
                          xanchor="right", yanchor="top",
                          font={"size": 13, "color": text_colour(row.status)}))  # fmt: skip
    return {"data": data, "layout": layout(140 * deep, right=0, annotations=notes, **axes)}


def scale(by_month: pd.DataFrame, whole: pd.DataFrame) -> tuple[float, float]:
    """Return the common y-scale (0-100): months with few cases may leave it, the target may not."""
    enough = by_month[(by_month["denominator"] >= 10) & by_month["rate_pct"].notna()]
    values = list(enough["rate_pct"]) + list(whole["target_pct"].dropna()) + list(whole["rate_pct"].dropna())
    low, high = math.floor(min(values, default=0.0)), math.ceil(max(values, default=100.0))
    return max(0.0, low - 0.5), min(100.5, high + 0.5)


def _short(name: str) -> str:
    return name.replace("Thị trấn ", "TT. ")


def _panel(
    row: Any, months_of_row: pd.DataFrame, months: list[str], suffix: str, bounds: tuple[float, float], unit: str,
) -> list[Figure]:  # fmt: skip
    known = months_of_row[months_of_row["rate_pct"].notna()].sort_values("month")
    xs = [months.index(month) for month in known["month"]]
    ys = [min(bounds[1], max(bounds[0], rate)) for rate in known["rate_pct"]]
    texts = [
        f"<b>{fmt.in_chart(row.name_shown)}</b>, {fmt.month(month)}<br>{fmt.percent(rate, row.target_pct)} = "
        f"{fmt.ratio(numerator, denominator)} {unit}"
        for month, rate, numerator, denominator in zip(
            known["month"], known["rate_pct"], known["numerator"], known["denominator"], strict=True
        )
    ]
    colour = mark_colour(row.status)
    drawn = {"type": "scatter", "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    panel: list[Figure] = []
    if not fmt.missing(row.target_pct):
        panel.append({**drawn, "mode": "lines", "hoverinfo": "skip", "x": [-0.5, len(months) - 0.5],
                      "y": [row.target_pct] * 2, "line": {"color": INK, "width": 1.2}})  # fmt: skip
    panel.append({**drawn, "mode": "lines", "x": xs, "y": ys, "text": texts, "hovertemplate": "%{text}<extra></extra>",
                  "line": {"color": colour, "width": 1.8}})  # fmt: skip
    if xs:
        panel.append({**drawn, "mode": "markers", "hoverinfo": "skip", "x": xs[-1:], "y": ys[-1:], "cliponaxis": False,
                      "marker": {"size": 9, "opacity": 1, "color": colour, "line": {"width": 1.5, "color": colour},
                                 "symbol": symbol(row.status, is_small(row))}})  # fmt: skip
    return panel
