"""What every figure has in common: layout, axes, target line, hover and description."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ui import format as fmt
from ui.theme import FONT, GRID, INK, INK2, LINE, MISSES, PAPER, SMALL_N, look

Figure = dict[str, Any]
"""A Plotly figure: `data` and `layout`."""

_CONFIG: Figure = {
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "responsive": True,
    "doubleClick": False,
    "scrollZoom": False,
    "locale": "vi",
    "locales": {
        "vi": {
            "dictionary": {
                "Download plot as a PNG": "Tải hình (PNG)",
                "Preparing image - this may take a few seconds": "Đang lập hình",
                "Image download succeeded": "Đã tải hình",
                "Sorry, there was a problem downloading your image!": "Không lập được hình",
            }
        }
    },
}


def config(name: str) -> Figure:
    """Return the Plotly configuration of a chart: nothing to zoom; its picture can be taken along as `name`.png."""
    return {**_CONFIG, "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2}}


def layout(height: int, *, left: int = 8, right: int = 16, top: int = 8, bottom: int = 8, **more: Any) -> Figure:
    """Return the layout shared by all figures; `more` adds axes, shapes and annotations."""
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "modebar": {"bgcolor": PAPER, "color": INK2, "activecolor": INK},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": ",.",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": LINE, "align": "left", "font": {"family": FONT, "color": INK}},
        **more,
    }


def axis(low: float, high: float, *, ticks: dict[float, str] | None = None, grid: bool = False, **more: Any) -> Figure:
    """Return a fixed axis from `low` to `high` with its tick texts written out."""
    return {
        "range": [low, high],
        "fixedrange": True,
        "showgrid": grid,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickangle": 0,
        "tickfont": {"size": 13, "color": INK2},
        "ticklabelstandoff": 6,
        "tickvals": list(ticks or {}),
        "ticktext": list((ticks or {}).values()),
        **more,
    }


def on_two_lines(name: str, longest: int) -> str:
    """Return a name for a chart, escaped, broken in the middle when it is longer than that."""
    words = fmt.in_chart(name).split(" ")
    if len(words) < 2 or len(name) <= longest:
        return " ".join(words)
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))))
    return f"{' '.join(words[:cut])}<br>{' '.join(words[cut:])}"


def rate_ticks(low: float, high: float, at_most: int = 5, skip: float | None = None) -> dict[float, str]:
    """Return round ticks of a percentage axis; the one at `skip` (the target) is left out."""
    step = next((size for size in (0.5, 1, 2, 5, 10, 20, 25, 50) if (high - low) / size <= at_most), 100)
    first = math.ceil(low / step - 1e-9)
    values = [round(place * step, 6) for place in range(first, math.floor(high / step + 1e-9) + 1)]
    return {value: f"{fmt.target(value)}{fmt.NBSP}%" for value in values if value != skip}


def note(text: str, x: float, y: float, **more: Any) -> Figure:
    """Return an annotation without an arrow; `text` must be escaped already."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": {"size": 13, "color": INK2}, **more}


def line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, **more: Any) -> Figure:
    """Return a line drawn above the grid and below the data."""
    return {
        "type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "layer": "between",
        "line": {"color": colour, "width": width, **more.pop("line", {})}, **more,
    }  # fmt: skip


def is_small(row: Any, minimum: int = SMALL_N) -> bool:
    """Tell whether a row has too few cases to be ranked."""
    return int(row.denominator) < minimum


def mark_colour(status: str) -> str:
    """Return the colour of a mark: misses coloured, everything else grey."""
    return look(status).mark if status in MISSES else look("no_data").mark


def text_colour(status: str) -> str:
    """Return the colour of a figure in text: misses coloured, everything else ink."""
    return look(status).text if status in MISSES else INK


def symbol(status: str, hollow: bool) -> str:
    """Return the Plotly symbol of a status, its open form for a small denominator."""
    name = look(status).symbol if status in MISSES else "circle"
    return f"{name}-open" if hollow else name


def hover(row: Any, unit: str = "hồ sơ") -> str:
    """Return the hover text of a row: name bold, rate, counts and distance from the target."""
    lines = [
        f"<b>{fmt.in_chart(row.name_shown)}</b>",
        f"{fmt.percent(row.rate_pct, row.target_pct)} = {fmt.ratio(row.numerator, row.denominator)} {unit}",
    ]
    if not fmt.missing(row.gap_pct):
        lines.append(f"{fmt.points(row.gap_pct)} so với mục tiêu {fmt.target(row.target_pct)}{fmt.NBSP}%")
    return "<br>".join(lines)


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Return the rows that have a rate, as named tuples with the printed name as `name_shown`."""
    known = table[table["rate_pct"].notna()].rename(columns={"name": "name_shown"})
    return list(known.itertuples(index=False, name="Row"))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart so that neighbours keep at least `gap`, within low and high."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = [wanted[place] for place in order]
    for index in range(1, len(placed)):
        placed[index] = max(placed[index], placed[index - 1] + gap)
    if placed and placed[-1] > high:
        placed[-1] = high
        for index in range(len(placed) - 2, -1, -1):
            placed[index] = min(placed[index], placed[index + 1] - gap)
    result = [0.0] * len(placed)
    for index, place in enumerate(order):
        result[place] = max(low, placed[index])
    return result


def alt(chart: str, indicator: str, scope: str, days: str, finding: str, cases: float, unit: str = "hồ sơ") -> str:
    """Return the description of a chart for screen readers."""
    return f"{chart}: {indicator}, {scope}, {days}. {finding}. {fmt.number(cases)} {unit}."
