"""Charts of a report as PNG, drawn without any browser: dots against targets, never bars on a cut scale.

Colours and marks are those of the screens: a status has a shape beside its colour, so that a black and white print
still tells them apart. The font is the one that ships with the library and has every Vietnamese letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from metrics import wording
from metrics.plan import Status
from reports.content import Month
from ui.theme import GRID, INK, INK2, look

FONT = "DejaVu Sans"
"""Font of the charts; ships with matplotlib."""

MARKERS = {Status.MET: "o", Status.NEAR: "D", Status.MISSED: "s", Status.OUT_OF_REACH: "X"}
"""Shape of a status; a circle where it is not judged."""

MOST_ROWS = 30
"""Rows of one picture, so that it fits a page with its caption."""

_WIDTH, _ROW, _DPI = 6.3, 0.27, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One row of a chart: name, rate and target in percent, counts, status."""

    name: str
    rate_pct: float
    target_pct: float | None
    numerator: int
    denominator: int
    status: Status


def dots(rows: Sequence[Dot]) -> Iterator[tuple[Sequence[Dot], bytes]]:
    """Draw one dot a row against its target (an ink stroke), in the order given, the counts on the right.

    Yields the rows of each picture and the picture: as few as fit pages, of about as many rows, on one scale.
    """
    lowest = min(min(row.rate_pct, row.target_pct if row.target_pct is not None else row.rate_pct) for row in rows)
    low = max(0.0, lowest - max(1.0, (100 - lowest) * 0.08))
    each = ceil(len(rows) / ceil(len(rows) / MOST_ROWS))
    for start in range(0, len(rows), each):
        part = rows[start : start + each]
        yield part, _dots(part, low)


def _dots(rows: Sequence[Dot], low: float) -> bytes:
    figure, axes = _frame(len(rows))
    for place, row in enumerate(reversed(rows)):
        shape, colour = MARKERS.get(row.status, "o"), look(row.status).mark
        axes.plot([low, 100], [place, place], color=GRID, linewidth=0.8, zorder=1)
        if row.target_pct is not None:
            axes.plot([row.rate_pct, row.target_pct], [place, place], color=colour, linewidth=1.6, zorder=2)
            axes.plot([row.target_pct] * 2, [place - 0.36, place + 0.36], color=INK, linewidth=1.6, zorder=3)
        axes.plot([row.rate_pct], [place], marker=shape, color=colour, markersize=6, linestyle="", zorder=4)
        said = f"{wording.percent(row.rate_pct, row.target_pct)}  ({wording.ratio(row.numerator, row.denominator)})"
        axes.annotate(
            said, (1.02, place), xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color=INK,
            fontfamily=FONT,
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [row.name for row in reversed(rows)], fontsize=8, fontfamily=FONT, color=INK)
    axes.set_xlim(low, 100 + (100 - low) * 0.02)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= 100]
    axes.set_xticks(ticks, [f"{wording.target(tick)} %" for tick in ticks], fontsize=7.5, fontfamily=FONT, color=INK2)
    return _png(figure)


def months(shown: Sequence[Month], target: float | None) -> bytes:
    """Draw a rate by month with its values and counts, and the target as a dashed line; no cases leave a gap."""
    figure, axes = _frame(8)
    places = range(len(shown))
    rates = [month.rate_pct for month in shown]
    values = [float("nan") if rate is None else rate for rate in rates]
    axes.plot(places, values, color=INK2, linewidth=1.2, marker="o", markersize=4.5, zorder=3)
    known = [rate for rate in rates if rate is not None] + ([target] if target is not None else [])
    low, high = min(known), max(known)
    margin = max(0.4, (high - low) * 0.25)
    if target is not None:
        axes.axhline(target, color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2)
        axes.annotate(
            f"chỉ tiêu {wording.target(target)} %", (1.01, target), xycoords=("axes fraction", "data"), va="center",
            fontsize=7.5, color=INK, fontfamily=FONT,
        )  # fmt: skip
    for place, rate in enumerate(rates):
        if rate is not None:
            is_low = target is not None and rate < target
            colour = look(Status.MISSED).mark if is_low else INK
            axes.annotate(
                wording.rate(rate, target), (place, rate), xytext=(0, -11 if is_low else 6),
                textcoords="offset points", ha="center", fontsize=7.5, color=colour,
                fontfamily=FONT,
            )  # fmt: skip
    stroke = "/" if len(shown) <= 6 else "/\n"
    names = [
        f"{month.name}\n{stroke.join(map(wording.number, (month.numerator, month.denominator)))}"
        if month.denominator
        else month.name
        for month in shown
    ]
    axes.set_xticks(list(places), names, fontsize=7.5, fontfamily=FONT, color=INK)
    axes.set_xlim(-0.5, len(shown) - 0.5)
    axes.set_ylim(low - margin, high + margin)
    ticks = axes.get_yticks()[1:-1]
    axes.set_yticks(ticks, [f"{wording.target(tick)} %" for tick in ticks], fontsize=7.5, fontfamily=FONT, color=INK2)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    return _png(figure)


def _frame(rows: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, 0.5 + _ROW * rows), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    return figure, axes


def _png(figure: Figure) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
