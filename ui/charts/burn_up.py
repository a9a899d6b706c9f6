"""The burn-up: misses of the year added up, against those that its target allows."""

from collections.abc import Sequence

from ui import format as fmt
from ui.charts.frame import Figure, axis, layout, line, note, spread
from ui.theme import BAND, GRID, INK, INK2, LINE, look

_HEIGHT, _TOP, _BOTTOM, _RIGHT = 235, 14, 28, 172
_QUARTER_ENDS = {0.0: "01/01", 3.0: "31/3", 6.0: "30/6", 9.0: "30/9", 12.0: "31/12"}


def burn_up(
    path: Sequence[tuple[float, int]], allowed: tuple[int, int], projected: tuple[int, int], missed: str = "không đạt"
) -> Figure:
    """Draw counts from 0: misses to date, where they lead if it goes on so, and what the year allows.

    `path` are (months since the first day of the year, misses added up), at least the last one; `allowed` and
    `projected` are for the low and the high expected volume of the year; `missed` is what a miss is ("trễ").
    """
    at, used = path[-1]
    colour = _colour(used, allowed, projected)
    high = max(used, allowed[1], projected[1] if at < 12 else 0, 4) * 1.12
    points = [(0.0, 0), *path] if len(path) > 1 else list(path)
    data: list[Figure] = []
    if at < 12:
        data += [_fan(at, used, projected, colour), _line([at, 12], [used, sum(projected) / 2], colour, "dot")]
    data += [
        _line([0, 12], [0, sum(allowed) / 2], LINE, "dot", 1.6),
        _line([x for x, _ in points], [y for _, y in points], colour, "solid", 2.5),
        _mark(at, used, colour, missed),
    ]
    shapes = [
        {"type": "rect", "x0": 0, "x1": 12, "y0": allowed[0], "y1": allowed[1], "layer": "below",
         "fillcolor": BAND, "line": {"width": 0}},
        *(line(0, value, 12, value, INK, 2) for value in sorted(set(allowed))),
    ]  # fmt: skip
    return {
        "data": data,
        "layout": layout(
            _HEIGHT, left=56, right=_RIGHT, top=_TOP, bottom=_BOTTOM, shapes=shapes,
            annotations=_labels(path[-1], allowed, projected, colour, missed, high),
            xaxis=axis(0, 12, ticks=_QUARTER_ENDS),
            yaxis=axis(0, high, ticks=_count_ticks(high), grid=True, gridcolor=GRID),
        ),
    }  # fmt: skip


def _colour(used: int, allowed: tuple[int, int], projected: tuple[int, int]) -> str:
    if used > allowed[1]:
        return look("out_of_reach").mark
    return look("missed").mark if projected[0] > allowed[0] else INK2


def _line(xs: list[float], ys: list[float], colour: str, dash: str, width: float = 2.0) -> Figure:
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": xs, "y": ys, "cliponaxis": False,
            "line": {"color": colour, "width": width, "dash": dash}}  # fmt: skip


def _fan(at: float, used: int, projected: tuple[int, int], colour: str) -> Figure:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": [at, 12, 12, at],
            "y": [used, projected[0], projected[1], used], "fill": "toself", "line": {"width": 0},
            "fillcolor": f"rgba({red},{green},{blue},0.14)"}  # fmt: skip


def _mark(at: float, used: int, colour: str, missed: str) -> Figure:
    return {"type": "scatter", "mode": "markers", "x": [at], "y": [used], "cliponaxis": False,
            "text": [f"<b>{fmt.number(used)}</b> {missed} từ đầu năm"], "hovertemplate": "%{text}<extra></extra>",
            "marker": {"size": 10, "opacity": 1, "color": colour,
                       "symbol": "circle" if colour == INK2 else "square"}}  # fmt: skip


def _labels(
    last: tuple[float, int], allowed: tuple[int, int], projected: tuple[int, int], colour: str, missed: str, high: float
) -> list[Figure]:
    at, used = last
    texts = [(sum(allowed) / 2, f"<b>Được phép {_from_to(allowed)}</b>", INK)]
    notes = []
    if at < 12:
        texts.append((sum(projected) / 2, f"Theo đà này {_from_to(projected)}", colour))
        is_in_band = allowed[0] - 0.15 * high <= used <= allowed[1]  # above the mark the word would cover the lines
        notes.append(note(f"<b>{fmt.number(used)}</b> đã {missed}", at, used, xshift=8 if is_in_band else -8,
                          xanchor="left" if is_in_band else "right", yanchor="top" if is_in_band else "bottom",
                          font={"size": 13, "color": colour}))  # fmt: skip
    else:
        texts.append((float(used), f"<b>{fmt.number(used)}</b> đã {missed}", colour))
    gap = 18 / (_HEIGHT - _TOP - _BOTTOM) * high
    places = spread([value for value, _, _ in texts], gap, 0, high)
    notes += [
        note(text, 12, y, xanchor="left", xshift=10, font={"size": 12.5, "color": ink})
        for y, (_, text, ink) in zip(places, texts, strict=True)
    ]
    even = sum(allowed) / 2
    if even > 0:
        side: Figure = {"xanchor": "left", "yanchor": "top", "xshift": 4}
        if used * 12 < even * at:  # the path runs below, so the word goes above
            side = {"xanchor": "right", "yanchor": "bottom", "xshift": -6}
        notes.append(note("nhịp đều", 9, 0.75 * even, **side, font={"size": 12, "color": INK2}))
    return notes


def _from_to(pair: tuple[int, int]) -> str:
    return fmt.number(pair[0]) if pair[0] == pair[1] else f"{fmt.number(pair[0])}–{fmt.number(pair[1])}"


def _count_ticks(high: float) -> dict[float, str]:
    step = next(size * 10**power for power in range(9) for size in (1, 2, 5) if high / (size * 10**power) <= 5)
    return {float(value): fmt.number(value) for value in range(0, int(high) + 1, step)}
