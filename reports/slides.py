"""The slides of a meeting as a PowerPoint file: native tables, and native charts whose numbers can be edited."""

import io
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Inches, Pt

from metrics import wording
from metrics.plan import Status
from metrics.score_words import MISSES
from metrics.slide import Deck, Line, Slide
from metrics.tally import STATUS_LABELS
from reports import packing
from ui.theme import INK, INK2, INK3, LINE, STATUSES, TASK_LOOKS, StatusLook, look

FONT = "Arial"
"""Font of the slides: on every office computer, with all Vietnamese letters."""

_LETTER = 0.54
"""Mean width of a letter in parts of its height; bold letters of Arial are that wide."""

_WIDEST = 0.64
"""The same of the widest font that may stand in for it where it is missing: a title must not run into what follows."""

_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_EDGE, _FULL = Inches(0.5), Inches(12.333)
_BODY_TOP, _BODY_HIGH = Inches(1.75), Inches(5.05)
_CELL = 12
_LOOKS = STATUSES | TASK_LOOKS
_MARKERS = {"missed": XL_MARKER_STYLE.SQUARE, "near": XL_MARKER_STYLE.DIAMOND, "out_of_reach": XL_MARKER_STYLE.X}
_MADE = datetime(2023, 1, 1)


def presentation(deck: Deck, title: str) -> bytes:
    """Return the deck as .pptx: title, subtitle, chart or table, and footer of each slide in boxes that they fit.

    The same deck gives the same bytes: the time of making is in the ledger of reports.
    """
    book = Presentation()
    book.slide_width, book.slide_height = _WIDE, _HIGH
    book.core_properties.title, book.core_properties.author = title, ""
    book.core_properties.created = book.core_properties.modified = _MADE
    for one in deck.slides:
        _fill(book.slides.add_slide(book.slide_layouts[6]), one, deck)
    stream = io.BytesIO()
    book.save(stream)
    return packing.fixed(stream.getvalue(), modified=_MADE)


def _fill(page: Any, one: Slide, deck: Deck) -> None:
    long = len(one.title) > int(_FULL / Pt(_WIDEST * 28))
    _text(page, one.title, Inches(0.3), Inches(0.95 if long else 0.6), 24 if long else 28, INK, bold=True)
    top = 1.22 if long else 0.92
    _text(page, one.subtitle, Inches(top), Inches(1.72 - top), 14, INK2)
    if one.points:
        _dots(page, one)
    elif one.rows:
        _bars(page, one)
    elif one.lines:
        _table(page, one)
    _text(page, deck.footer, Inches(6.95), Inches(0.35), 10, INK2)


def _text(page: Any, text: str, top: int, high: int, size: float, colour: str, *, bold: bool = False) -> None:
    box = page.shapes.add_textbox(_EDGE, top, _FULL, high)
    frame = box.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    lines = max(1, int(high / Pt(1.2 * size)))
    _run(
        frame.paragraphs[0],
        wording.shortened(text, lines * int(_FULL / Pt((_LETTER if bold else 0.5) * size))),
        size,
        colour,
        bold,
    )


def _run(paragraph: Any, text: str, size: float, colour: str, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#"))


def _dots(page: Any, one: Slide) -> None:
    """Draw units as marks over names and counts, worst first, the target as a line; the axis is cut, so no bars."""
    data = CategoryChartData(number_format="0.00")
    data.categories = [f"{point.name} {wording.ratio(point.numerator, point.denominator)}" for point in one.points]
    data.add_series("Kết quả %", [point.rate_pct for point in one.points])
    if one.target_pct is not None:
        data.add_series(f"Chỉ tiêu {wording.target(one.target_pct)} %", [one.target_pct] * len(one.points))
    frame = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, _EDGE, _BODY_TOP, _FULL, _BODY_HIGH, data)
    chart = frame.chart
    _dress(chart)
    values = [point.rate_pct for point in one.points] + ([] if one.target_pct is None else [one.target_pct])
    axis = chart.value_axis
    low = max(0.0, float(int(min(values)) - 1))
    axis.minimum_scale, axis.maximum_scale = low, 100.0 if max(values) > 90 else min(100.0, float(int(max(values)) + 5))
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
    axis.major_gridlines.format.line.color.rgb = _rgb(LINE)
    results = chart.plots[0].series[0]
    results.smooth = False
    results.format.line.fill.background()
    results.marker.style = XL_MARKER_STYLE.CIRCLE
    results.marker.format.fill.solid()
    results.marker.format.fill.fore_color.rgb = _rgb(INK3)
    for place, point in enumerate(one.points):
        misses = point.status in MISSES
        colour = look(point.status).mark if misses else INK3
        mark = results.points[place].marker
        mark.style, mark.size = _MARKERS.get(point.status, XL_MARKER_STYLE.CIRCLE), 11
        mark.format.fill.solid()
        mark.format.fill.fore_color.rgb = _rgb(colour)
        mark.format.line.color.rgb = _rgb(colour)
    plot = results.data_labels
    plot.show_value, plot.number_format, plot.number_format_is_linked = True, "0.00", False
    plot.position = XL_LABEL_POSITION.ABOVE
    plot.font.size, plot.font.name = Pt(11), FONT
    if one.target_pct is not None:
        target = chart.plots[0].series[1]
        target.smooth = False
        target.marker.style = XL_MARKER_STYLE.NONE
        target.format.line.color.rgb, target.format.line.width = _rgb(INK), Pt(2)


def _bars(page: Any, one: Slide) -> None:
    """Draw how many targets of each area stand how, as bars that add up."""
    data = CategoryChartData(number_format="0")
    data.categories = [f"{row.name} ({row.said})" for row in one.rows]
    present = [status for status in STATUS_LABELS if any(status in row.statuses for row in one.rows)]
    for status in present:
        data.add_series(STATUS_LABELS[status], [row.statuses.count(status) for row in one.rows])
    frame = page.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, _EDGE, _BODY_TOP, _FULL, _BODY_HIGH, data)
    chart = frame.chart
    _dress(chart)
    chart.category_axis.reverse_order = True
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 55, 100
    for status, series in zip(present, plot.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb("#D5DAE0" if status is Status.NO_DATA else look(status).mark)
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;", False
        labels.font.size, labels.font.bold, labels.font.name = Pt(12), True, FONT
        labels.font.color.rgb = _rgb(INK if status is Status.NO_DATA else look(status).on_mark)


def _dress(chart: Any) -> None:
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size, chart.legend.font.name = Pt(12), FONT
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = _rgb(INK)


def _table(page: Any, one: Slide) -> None:
    """Write the lines of a slide as a table: status, text, and the columns that have words."""
    has_status = any(line.word for line in one.lines)
    value, against, note = one.heads
    columns = [
        ("Trạng thái", 1.6, [line.word for line in one.lines]),
        ("Nội dung", 0.0, [line.text for line in one.lines]),
        (value, 2.4, [line.value for line in one.lines]),
        (
            against,
            2.7 if any(len(line.against) > 14 for line in one.lines) else 1.5,
            [line.against for line in one.lines],
        ),
        (note, 1.4, [line.note for line in one.lines]),
    ]
    kept = [column for place, column in enumerate(columns) if place == 1 or any(column[2])]
    kept = kept if has_status else [column for column in kept if column[0] != "Trạng thái"]
    rest = 12.333 - sum(width for _, width, _ in kept)
    shape = page.shapes.add_table(
        len(one.lines) + 1, len(kept), _EDGE, _BODY_TOP, _FULL, Inches(0.38 + 0.5 * len(one.lines))
    )
    table = shape.table
    table.horz_banding = False
    for place, (head, width, texts) in enumerate(kept):
        table.columns[place].width = Inches(width or rest)
        is_text = head in ("Trạng thái", "Nội dung")
        _cell(table.cell(0, place), head, INK2, right=not is_text, bold=True)
        for row, (text, line) in enumerate(zip(texts, one.lines, strict=True), start=1):
            colour = _look(line).text if place == 0 and has_status else INK
            said = wording.shortened(text, 2 * int(Inches(width or rest) / Pt(_LETTER * _CELL)) - 6)
            _cell(table.cell(row, place), said, colour, right=not is_text, bold=head == value and bool(value))


def _look(line: Line) -> StatusLook:
    return _LOOKS.get(line.status, look(line.status))


def _cell(cell: Any, text: str, colour: str, *, right: bool, bold: bool = False) -> None:
    cell.fill.background()
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _run(paragraph, text, _CELL, colour, bold)
