"""The slope chart: how far each rate is from its target in two periods or units, side by side."""

from typing import Any

import pandas as pd

from ui import format as fmt
from ui.charts.frame import Figure, axis, layout, line, note, spread, symbol
from ui.theme import GRID, INK, INK2, MISSES, SMALL_N, look

FAR_BELOW, FAR_ABOVE = -15.0, 10.0
"""Points from the target at which the scale ends; what lies beyond is drawn at the end with an arrow."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 214, 36, 10
_ROW = 40
_NAME = 28


def slope(table: pd.DataFrame, first: str, second: str) -> Figure:
    """Draw one line a rate from its gap on the left to that on the right, the target of all being one line.

    `table`: name, before_pct, after_pct, before_gap, after_gap (points), before_n, after_n, before_status, status (of
    the right side), is_chosen. `first` and `second` head the sides. Coloured is only what misses its target on the
    right; its direction is the line. Few cases: hollow.
    """
    rows: list[Any] = list(table.itertuples(index=False, name="Row"))
    height = max(280, _TOP + _BOTTOM + _ROW * len(rows))
    low, high = _range(rows)
    room = _ROW * (high - low) / (height - _TOP - _BOTTOM)
    right = spread([_within(row.after_gap) for row in rows], room, low + room / 2, high - room / 2)
    left = spread([_within(row.before_gap) for row in rows], room * 0.6, low, high)
    notes = [_head(first, 0, "right"), _head(second, 1, "left")]
    for row, at_left, at_right in zip(rows, left, right, strict=True):
        notes += [_left_label(row, at_left), _right_label(row, at_right)]
    target = line(0, 0, 1, 0, INK, 2, yref="y")
    sides = [line(x, low, x, high, GRID, 1) for x in (0, 1)]
    notes.append(note("<b>Mục tiêu</b>", 0.5, 0, yanchor="bottom", font={"size": 12.5, "color": INK}))
    return {
        "data": [_line(row) for row in rows],
        "layout": layout(
            height, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM, shapes=[*sides, target], annotations=notes,
            xaxis=axis(-0.02, 1.02), yaxis=axis(low, high),
        ),
    }  # fmt: skip


def _range(rows: list[Any]) -> tuple[float, float]:
    gaps = [0.0, *(_within(gap) for row in rows for gap in (row.before_gap, row.after_gap))]
    room = max(max(gaps) - min(gaps), 1.0) * 0.08
    return min(gaps) - room, max(gaps) + room


def _within(gap: float) -> float:
    return min(FAR_ABOVE, max(FAR_BELOW, float(gap)))


def _line(row: Any) -> Figure:
    colour = look(row.status).mark if row.status in MISSES else INK2
    ends = ((row.before_status, row.before_n), (row.status, row.after_n))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [0, 1],
        "y": [_within(row.before_gap), _within(row.after_gap)],
        "line": {"color": colour, "width": 3.5 if row.is_chosen else 1.5},
        "marker": {"size": 9, "opacity": 1, "color": colour,
                   "symbol": [symbol(status, hollow=cases < SMALL_N) for status, cases in ends]},
        "hovertemplate": "%{text}<extra></extra>",
        "text": [
            f"<b>{fmt.in_chart(row.name)}</b><br>{fmt.percent(pct)} trên {fmt.number(cases)}<br>"
            f"{fmt.points(gap)} so với mục tiêu"
            for pct, gap, cases in (
                (row.before_pct, row.before_gap, row.before_n),
                (row.after_pct, row.after_gap, row.after_n),
            )
        ],
    }  # fmt: skip


def _left_label(row: Any, y: float) -> Figure:
    said = f"{_arrow(row.before_gap)}{fmt.percent(row.before_pct)}"
    return note(said, 0, y, xanchor="right", xshift=-8, font={"size": 13, "color": INK2})


def _right_label(row: Any, y: float) -> Figure:
    colour = look(row.status).text if row.status in MISSES else INK
    said = f"<b>{_arrow(row.after_gap)}{fmt.percent(row.after_pct)}</b> {_on_two_lines(row.name)}"
    return note(said, 1, y, xanchor="left", xshift=8, align="left", font={"size": 13, "color": colour})


def _arrow(gap: float) -> str:
    """Return the sign of what lies beyond the scale."""
    if FAR_BELOW <= gap <= FAR_ABOVE:
        return ""
    return "↓ " if gap < FAR_BELOW else "↑ "


def _on_two_lines(name: str) -> str:
    """Break a name at a word so that its first line ends beside the rate; a long rest is cut."""
    cut = name.rfind(" ", 0, 19) if len(name) > 18 else len(name)
    head, rest = (name[:18], name[18:]) if cut < 0 else (name[:cut], name[cut:].strip())
    if len(rest) > _NAME:
        rest = f"{rest[: rest.rfind(' ', 0, _NAME)]}…"
    return fmt.in_chart(head) + (f"<br>{fmt.in_chart(rest)}" if rest else "")


def _head(text: str, x: float, anchor: str) -> Figure:
    said = f"<b>{fmt.in_chart(text)}</b>"
    return note(said, x, 1, yref="paper", xanchor=anchor, yanchor="bottom", yshift=8, font={"size": 13, "color": INK})
