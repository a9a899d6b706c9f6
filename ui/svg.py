"""Small images for tables and rows of squares: SVG as data URLs, without any text in them.

Glyphs are drawn, not typed: an image cannot use the fonts of the page.
"""

import base64
from collections.abc import Iterable, Sequence

from ui.theme import ACCENT, GRID, INK, INK2, INK3, PAPER, StatusLook, look

GAP_LOW, GAP_HIGH = -15.0, 10.0
"""Ends of the common scale of the gap row, in points; beyond them an arrow is drawn."""

_GAP_WIDTH, _ROW_HEIGHT = 204, 28
_SPARK_WIDTH = 104
_SQUARE, _STEP, _PER_LINE = 25, 28, 12


def gap_row(gap_pct: float | None, status: str, *, hollow: bool = False) -> str:
    """Draw where a figure stands from its target, every row on one vertical (204 x 28 px).

    `gap_pct` in points; None or NaN draws the scale only. `hollow` marks a small denominator.
    """
    middle, zero = _ROW_HEIGHT / 2, _gap_x(0.0)
    parts = [_line(4, middle, _GAP_WIDTH - 4, middle, GRID, 2)]
    if gap_pct is not None and gap_pct == gap_pct:
        style = look(status)
        inside = min(GAP_HIGH, max(GAP_LOW, gap_pct))
        parts.append(_line(zero, middle, _gap_x(inside), middle, style.mark, 2.5))
        parts.append(
            _shape(style, _gap_x(inside), middle, hollow)
            if inside == gap_pct
            else _arrow(style, _gap_x(inside), middle, right=gap_pct > 0)
        )
    parts.append(_line(zero, 1, zero, _ROW_HEIGHT - 1, INK, 2.5))
    return _url(_GAP_WIDTH, _ROW_HEIGHT, parts)


def sparkline(rates_pct: Sequence[float | None], target_pct: float | None, status: str) -> str:
    """Draw a rate by month with its target dashed and the last month marked (104 x 28 px)."""
    known = [(place, rate) for place, rate in enumerate(rates_pct) if rate is not None and rate == rate]
    if not known:
        return _url(_SPARK_WIDTH, _ROW_HEIGHT, [])
    scale = [rate for _, rate in known] + ([] if _absent(target_pct) else [float(target_pct or 0)])
    low, high = min(scale), max(scale)
    span = max(high - low, 0.5)

    def y(rate: float) -> float:
        return 23 - (rate - low) / span * 18

    step = (_SPARK_WIDTH - 14) / max(1, len(rates_pct) - 1)
    points = " ".join(f"{5 + place * step:.1f},{y(rate):.1f}" for place, rate in known)
    parts = []
    if not _absent(target_pct):
        parts.append(_line(3, y(float(target_pct or 0)), _SPARK_WIDTH - 3, y(float(target_pct or 0)), INK3, 1, "3 2"))
    parts.append(f'<polyline points="{points}" fill="none" stroke="{INK2}" stroke-width="1.6"/>')
    last_place, last = known[-1]
    parts.append(f'<circle cx="{5 + last_place * step:.1f}" cy="{y(last):.1f}" r="3.2" fill="{look(status).mark}"/>')
    return _url(_SPARK_WIDTH, _ROW_HEIGHT, parts)


def squares(statuses: Iterable[tuple[str, bool]]) -> str:
    """Draw one square a target, twelve a line, each with the glyph of its status.

    Takes (status, on pace) pairs in the order to draw. Misses are solid; met, missing and a
    miss that keeps the yearly pace have a light ground with an outline.
    """
    pairs = list(statuses)
    lines = max(1, -(-len(pairs) // _PER_LINE))
    parts = []
    for place, (status, on_pace) in enumerate(pairs):
        x, y = (place % _PER_LINE) * _STEP + 1, (place // _PER_LINE) * _STEP + 1
        style = look(status)
        solid = status in ("out_of_reach", "missed", "near") and not on_pace
        fill, edge = (style.mark, style.mark) if solid else (style.ground, style.mark)
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_SQUARE}" height="{_SQUARE}" fill="{fill}" stroke="{edge}" '
            f'stroke-width="1.2"/>'
        )
        parts.append(_glyph(style, x + _SQUARE / 2, y + _SQUARE / 2, style.on_mark if solid else style.text))
    return _url(min(len(pairs), _PER_LINE) * _STEP, lines * _STEP, parts)


def favicon() -> str:
    """Draw the icon of the browser tab: three bars (an icon name would be fetched from the internet)."""
    bars = [f'<rect x="{6 + place * 7}" y="{25 - high}" width="5" height="{high}" fill="{PAPER}"/>'
            for place, high in enumerate((7, 12, 17))]  # fmt: skip
    return _url(32, 32, [f'<rect width="32" height="32" rx="5" fill="{ACCENT}"/>', *bars])


def _absent(value: float | None) -> bool:
    return value is None or value != value


def _gap_x(gap_pct: float) -> float:
    return 10 + (gap_pct - GAP_LOW) / (GAP_HIGH - GAP_LOW) * (_GAP_WIDTH - 20)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def _shape(style: StatusLook, x: float, y: float, hollow: bool) -> str:
    paint = f'fill="{PAPER if hollow else style.mark}" stroke="{style.mark}" stroke-width="2"'
    if style.symbol == "square":
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" {paint}/>'
    if style.symbol == "diamond":
        return f'<path d="M{x:.1f} {y - 6.5:.1f}l6.5 6.5l-6.5 6.5l-6.5 -6.5z" {paint}/>'
    if style.symbol == "x":
        return (
            f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10" fill="none" stroke="{style.mark}" '
            f'stroke-width="3.5" stroke-linecap="round"/>'
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {paint}/>'


def _arrow(style: StatusLook, x: float, y: float, *, right: bool) -> str:
    way = 1 if right else -1
    return f'<path d="M{x + 8 * way:.1f} {y:.1f}l{-11 * way} -7v14z" fill="{style.mark}"/>'


def _glyph(style: StatusLook, x: float, y: float, colour: str) -> str:
    drawing = {
        "met": "M-4.5 .5l3 3.2l6 -7.2",
        "out_of_reach": "M-4 -4l8 8m0 -8l-8 8",
        "missed": "M0 -6v7.2M0 5.4v.2",
        "near": "M-5 -1.2q2.5 -3 5 -.6t5 -.6M-5 3.2q2.5 -3 5 -.6t5 -.6",
    }.get(style.key, "M-3.5 0h7")
    return (
        f'<path transform="translate({x:.1f} {y:.1f})" d="{drawing}" fill="none" stroke="{colour}" '
        f'stroke-width="2.1" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _url(width: int, height: int, parts: Iterable[str]) -> str:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()
