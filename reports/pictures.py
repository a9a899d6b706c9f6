"""Charts of a report as PNG, drawn without any browser: dots against targets, never bars on a cut scale.

Colours and marks are those of the screens: a status has a shape beside its colour, so that a black and white print
still tells them apart. The font is the one that ships with the library and has every Vietnamese letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from metrics import wording
from metrics.plan import Status

FONT = "DejaVu Sans"
"""Font of the charts; ships with matplotlib."""

MARKS = {
    Status.MET: ("o", "#1A5FA8"),
    Status.NEAR: ("D", "#C77F02"),
    Status.MISSED: ("s", "#A8320A"),
    Status.OUT_OF_REACH: ("X", "#4A1230"),
    Status.NO_TARGET: ("o", "#858F9A"),
    Status.NO_DATA: ("o", "#858F9A"),
}
"""Shape and colour of a status."""

_INK, _GREY, _GRID = "#1B2530", "#55606C", "#E8EBEF"
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


def dots(rows: Sequence[Dot]) -> bytes:
    """Draw one dot a row against its target (an ink stroke), in the order given, the counts on the right."""
    figure, axes = _frame(len(rows))
    lowest = min(min(row.rate_pct, row.target_pct if row.target_pct is not None else row.rate_pct) for row in rows)
    low = max(0.0, lowest - max(1.0, (100 - lowest) * 0.08))
    for place, row in enumerate(reversed(rows)):
        shape, colour = MARKS[row.status]
        axes.plot([low, 100], [place, place], color=_GRID, linewidth=0.8, zorder=1)
        if row.target_pct is not None:
            axes.plot([row.rate_pct, row.target_pct], [place, place], color=colour, linewidth=1.6, zorder=2)
            axes.plot([row.target_pct] * 2, [place - 0.36, place + 0.36], color=_INK, linewidth=1.6, zorder=3)
        axes.plot([row.rate_pct], [place], marker=shape, color=colour, markersize=6, linestyle="", zorder=4)
        said = f"{wording.percent(row.rate_pct, row.target_pct)}  ({wording.ratio(row.numerator, row.denominator)})"
        axes.annotate(
            said, (1.02, place), xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color=_INK,
            fontfamily=FONT,
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [row.name for row in reversed(rows)], fontsize=8, fontfamily=FONT, color=_INK)
    axes.set_xlim(low, 100 + (100 - low) * 0.02)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= 100]
    axes.set_xticks(ticks, [f"{wording.target(tick)} %" for tick in ticks], fontsize=7.5, fontfamily=FONT, color=_GREY)
    return _png(figure)


def months(names: Sequence[str], rates: Sequence[float | None], target: float | None) -> bytes:
    """Draw a rate by month with its values and the target as a dashed line; months without cases leave a gap."""
    figure, axes = _frame(8)
    places = range(len(names))
    values = [float("nan") if rate is None else rate for rate in rates]
    axes.plot(places, values, color=_GREY, linewidth=1.2, marker="o", markersize=4.5, zorder=3)
    known = [rate for rate in rates if rate is not None] + ([target] if target is not None else [])
    low, high = min(known), max(known)
    margin = max(0.4, (high - low) * 0.25)
    if target is not None:
        axes.axhline(target, color=_INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2)
        axes.annotate(
            f"chỉ tiêu {wording.target(target)} %", (1.01, target), xycoords=("axes fraction", "data"), va="center",
            fontsize=7.5, color=_INK, fontfamily=FONT,
        )  # fmt: skip
    for place, rate in enumerate(rates):
        if rate is not None:
            is_low = target is not None and rate < target
            colour = MARKS[Status.MISSED][1] if is_low else _INK
            axes.annotate(
                wording.rate(rate, target), (place, rate), xytext=(0, -11 if is_low else 6),
                textcoords="offset points", ha="center", fontsize=7.5, color=colour,
                fontfamily=FONT,
            )  # fmt: skip
    axes.set_xticks(list(places), list(names), fontsize=8, fontfamily=FONT, color=_INK)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylim(low - margin, high + margin)
    ticks = axes.get_yticks()[1:-1]
    axes.set_yticks(ticks, [f"{wording.target(tick)} %" for tick in ticks], fontsize=7.5, fontfamily=FONT, color=_GREY)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
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
