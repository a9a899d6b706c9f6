"""Slides of a meeting as figures: title, subtitle, content and footer in one picture, at the size of the screen."""

import textwrap
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from metrics.slide import Line, Slide
from ui import format as fmt
from ui.charts.communes import dot_plot
from ui.charts.frame import Figure, axis, layout, line, note
from ui.theme import GRID, INK, INK2, STATUSES, TASK_LOOKS, StatusLook, look


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A screen that slides are drawn for: width and height of a figure in px, and how much larger its type is."""

    label: str
    width: int
    height: int
    scale: float


SIZES = {
    "1920": Size(label="1920 × 1080", width=1760, height=985, scale=1.7),
    "1366": Size(label="1366 × 768", width=1220, height=655, scale=1.2),
}
"""Screens by the word in the address, the usual one first; a page cannot know its window."""

_TITLE, _SUBTITLE, _LINE, _HEAD, _FOOT = 27, 16, 14, 13, 12
_TOP, _BOTTOM = 98, 34
_LETTER, _NARROW = 0.53, 0.46
"""Width of a letter in parts of its height: of digits, for columns; the mean of a sentence, for breaking lines."""
_BOLD = 1.1
_FEW, _FEW_LARGER = 4, 1.35
_LOOKS = STATUSES | TASK_LOOKS


def slide(shown: Slide, footer: str, size: Size) -> Figure:
    """Draw one slide, with the line that stands below every slide of its deck."""
    if shown.points:
        fig = _dots(shown, size)
    elif shown.rows:
        fig = _rows(shown, size)
    else:
        fig = _lines(shown, size)
    fig["layout"]["annotations"] = [
        *fig["layout"].get("annotations", []),
        *_words(shown, footer, size, fig["layout"]["margin"]),
    ]
    fig["layout"]["height"] = size.height
    return fig


def alt(shown: Slide, footer: str) -> str:
    """Return the description of a slide for screen readers: its sentence, every line of it, and the footer."""
    said = [shown.title, shown.subtitle]
    said += [f"{point.name} {fmt.percent(point.rate_pct, point.target_pct)}, "
             f"{fmt.ratio(point.numerator, point.denominator)} {shown.unit}" for point in shown.points]  # fmt: skip
    said += [" ".join(filter(None, (one.word, one.text, one.value, one.against, one.note))) for one in shown.lines]
    said += [f"{row.name}: {row.said}" for row in shown.rows]
    return ". ".join(part.rstrip(".") for part in [*said, footer] if part)


def _words(shown: Slide, footer: str, size: Size, margin: dict[str, float]) -> list[Figure]:
    """Return title, subtitle and footer in the margins; of a title with two lines, the subtitle has one."""
    scale = size.scale
    title = _broken(shown.title, size.width, _TITLE * scale, 2)
    room = 2 if title.count("<br>") == 0 else 1
    subtitle = _broken(shown.subtitle, size.width, _SUBTITLE * scale, room)
    below = (36 if title.count("<br>") == 0 else 73) * scale
    common = {"xref": "paper", "yref": "paper", "xanchor": "left", "align": "left", "xshift": 8 - margin["l"]}
    notes = [
        note(f"<b>{title}</b>", 0, 1, yanchor="top", yshift=margin["t"] - 4 * scale,
             font={"size": _TITLE * scale, "color": INK}, **common),
        note(subtitle, 0, 1, yanchor="top", yshift=margin["t"] - 4 * scale - below,
             font={"size": _SUBTITLE * scale, "color": INK2}, **common),
        note(_broken(footer, size.width, _FOOT * scale, 2), 0, 0, yanchor="bottom", yshift=-margin["b"],
             font={"size": _FOOT * scale, "color": INK2}, **common),
    ]  # fmt: skip
    return [one for one in notes if one["text"]]


def _dots(shown: Slide, size: Size) -> Figure:
    """Draw the dot plot of the screen of one target, larger; its rows share the height of the slide."""
    table = pd.DataFrame([asdict(point) for point in shown.points])
    fig = _enlarged(dot_plot(table, shown.unit), size.scale)
    margin = fig["layout"]["margin"]
    margin["l"] = _left((point.name for point in shown.points), _HEAD * size.scale)
    fig["layout"]["yaxis"]["automargin"] = False
    margin["t"], margin["b"] = margin["t"] + _TOP * size.scale, margin["b"] + _BOTTOM * size.scale
    return fig


def _enlarged(part: Any, scale: float) -> Any:
    """Return a figure with every size in pixels multiplied: type, marks, lines, margins and shifts."""
    if isinstance(part, list):
        return [_enlarged(one, scale) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _grown(key, value, scale) for key, value in part.items()}


def _grown(key: str, value: Any, scale: float) -> Any:
    if key in ("size", "width", "xshift", "yshift", "ticklabelstandoff", "l", "r", "t", "b"):
        if isinstance(value, list):
            return [one * scale for one in value]
        if key == "ticklabelstandoff":  # whole pixels only
            return round(value * scale)
        return value * scale if isinstance(value, int | float) else value
    return _enlarged(value, scale)


def _left(names: Iterable[str], type_size: float) -> int:
    """Return the width of a column of names in px, so that the slide's words can begin at the edge of the figure."""
    return int((max(map(len, names)) + 1.5) * _LETTER * type_size)


def _rows(shown: Slide, size: Size) -> Figure:
    """Draw one row of marks a reform area, one mark a target, worst first, and how many are met at its end."""
    scale, count = size.scale, len(shown.rows)
    most = max(len(row.statuses) for row in shown.rows)
    marks = [(place + 0.5, count - at - 0.5, _LOOKS[status], row.name)
             for at, row in enumerate(shown.rows) for place, status in enumerate(row.statuses)]  # fmt: skip
    data = [{
        "type": "scatter", "mode": "markers", "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        "x": [x for x, *_ in marks], "y": [y for _, y, *_ in marks],
        "text": [f"{fmt.in_chart(name)}: {style.label.lower()}" for *_, style, name in marks],
        "marker": {"opacity": 1, "size": 17 * scale, "symbol": [style.symbol for *_, style, _ in marks],
                   "color": [style.mark for *_, style, _ in marks], "line": {"width": 0}},
    }]  # fmt: skip
    notes = [note(f"<b>{fmt.in_chart(row.said)}</b>", 1, count - at - 0.5, xref="paper", xanchor="right",
                  font={"size": _SUBTITLE * scale, "color": INK}) for at, row in enumerate(shown.rows)]  # fmt: skip
    notes += _key(shown, size)
    ticks = {count - at - 0.5: fmt.in_chart(row.name) for at, row in enumerate(shown.rows)}
    left = _left((row.name for row in shown.rows), _SUBTITLE * scale)
    return {
        "data": data,
        "layout": layout(
            size.height, left=left, right=8, top=int(_TOP * scale), bottom=int((_BOTTOM + 30) * scale),
            annotations=notes,
            shapes=[line(0, at, 1, at, GRID, 1, xref="paper") for at in range(1, count)],
            xaxis=axis(0, most + 4),
            yaxis=axis(0, count, ticks=ticks,
                       tickfont={"size": _SUBTITLE * scale, "color": INK}),
        ),
    }  # fmt: skip


_GLYPHS = {"circle": "●", "square": "■", "diamond": "◆", "x": "✖", "circle-open": "○"}


def _key(shown: Slide, size: Size) -> list[Figure]:
    """Say below the marks what each of them is and how many there are."""
    statuses = [status for row in shown.rows for status in row.statuses]
    said = [
        f'<span style="color:{style.mark}">{_GLYPHS[style.symbol]}</span> {statuses.count(key)} {style.label.lower()}'
        for key, style in STATUSES.items()
        if key in statuses
    ]
    return [note("   ".join(said), 0, 0, xref="paper", yref="paper", xanchor="left", yanchor="top",
                 yshift=-6 * size.scale, font={"size": _LINE * size.scale, "color": INK2})]  # fmt: skip


def _lines(shown: Slide, size: Size) -> Figure:
    """Draw a list: mark and word, text, then up to three columns of words on the right; few lines are larger."""
    count, margins = max(len(shown.lines), 1), size.scale
    size = replace(size, scale=size.scale * _FEW_LARGER) if count <= _FEW else size
    scale, rows = size.scale, max(count, 6)  # few lines stay together on top
    has_marks = any(one.status for one in shown.lines)
    columns = _columns(shown, size)
    word = 22 + (max(len(one.word) for one in shown.lines) + 1.5) * _LETTER * _LINE if has_marks else 0.0
    text_left = max(0.135, word * scale / size.width) if has_marks else 0.0
    text_right = 1 - sum(columns) / size.width - (0.012 if any(columns) else 0)
    letters = (text_right - text_left) * size.width
    notes = _heads(shown, columns, rows, size) if shown.lines else []
    for at, one in enumerate(shown.lines):
        y = rows - at - 0.5
        style = _LOOKS.get(one.status, look(one.status))
        notes.append(note(_broken(one.text, letters, _LINE * scale, 2), text_left, y, xref="paper", xanchor="left",
                          align="left", font={"size": _LINE * scale, "color": INK}))  # fmt: skip
        notes += _marked(one, style, y, scale) if has_marks else []
        notes += _right(one, style, columns, y, size)
    return {
        "data": [_marks(shown, rows, scale)],  # without marks an empty trace: Streamlit refuses a figure without any
        "layout": layout(
            size.height, left=8, right=8, top=int((_TOP + 22) * margins), bottom=int(_BOTTOM * margins),
            annotations=notes,
            shapes=[line(0, rows - at, 1, rows - at, GRID, 1, xref="paper") for at in range(1, count)],
            xaxis=axis(0, 1), yaxis=axis(0, rows),
        ),
    }  # fmt: skip


def _columns(shown: Slide, size: Size) -> tuple[int, int, int]:
    """Return the widths of value, against and note in px, 0 for a column without words."""

    def wide(words: list[str], head: str) -> int:
        longest = max((min(len(word), 26) for word in [*words, head] if word), default=0)
        return int((longest + 2) * _LETTER * _LINE * size.scale * _BOLD) if longest else 0

    value, against, note_ = shown.heads
    return (
        wide([one.value for one in shown.lines], value),
        wide([one.against for one in shown.lines], against),
        wide([one.note for one in shown.lines], note_),
    )


def _heads(shown: Slide, columns: tuple[int, int, int], rows: int, size: Size) -> list[Figure]:
    edges = _edges(columns, size)
    return [note(head, edge, rows, xref="paper", xanchor="right", yanchor="bottom", yshift=2 * size.scale,
                 font={"size": _HEAD * size.scale, "color": INK2})
            for head, edge, wide in zip(shown.heads, edges, columns, strict=True) if head and wide]  # fmt: skip


def _edges(columns: tuple[int, int, int], size: Size) -> tuple[float, float, float]:
    _, against, note_ = columns
    return 1 - (against + note_) / size.width, 1 - note_ / size.width, 1.0


def _right(one: Line, style: StatusLook, columns: tuple[int, int, int], y: float, size: Size) -> list[Figure]:
    said = (f"<b>{_broken(one.value, columns[0], _LINE * size.scale * _BOLD, 2)}</b>", fmt.in_chart(one.against),
            fmt.in_chart(one.note))  # fmt: skip
    colours = (INK, INK2, style.text)
    return [note(text, edge, y, xref="paper", xanchor="right", align="right",
                 font={"size": _LINE * size.scale, "color": colour})
            for text, edge, wide, colour in zip(said, _edges(columns, size), columns, colours, strict=True)
            if wide and text != "<b></b>"]  # fmt: skip


def _marked(one: Line, style: StatusLook, y: float, scale: float) -> list[Figure]:
    return [note(fmt.in_chart(one.word), 0, y, xref="paper", xanchor="left", xshift=22 * scale,
                 font={"size": _LINE * scale, "color": style.text})]  # fmt: skip


def _marks(shown: Slide, rows: int, scale: float) -> Figure:
    styles = [_LOOKS.get(one.status, look(one.status)) for one in shown.lines if one.status]
    return {
        "type": "scatter", "mode": "markers", "hoverinfo": "skip", "cliponaxis": False,
        "x": [0.006] * len(styles), "y": [rows - at - 0.5 for at in range(len(styles))],
        "marker": {"opacity": 1, "size": 10 * scale, "symbol": [style.symbol for style in styles],
                   "color": [style.mark for style in styles], "line": {"width": 0}},
    }  # fmt: skip


def _broken(text: str, width: float, type_size: float, at_most: int) -> str:
    """Break a text into lines that fit a width in px, cut with an ellipsis after the last; escaped for the chart."""
    letters = max(8, int(width / (type_size * _NARROW)))
    lines = textwrap.wrap(text, letters, max_lines=at_most, placeholder=" …")
    return "<br>".join(fmt.in_chart(one) for one in lines)
