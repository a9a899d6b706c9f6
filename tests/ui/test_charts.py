"""Figures: plain dicts that say what the table says, and never let a name do more than be read."""

import json
import subprocess
import sys
from itertools import pairwise

import pandas as pd
import pytest
from made_up_tables import communes, months

from ui import charts
from ui.charts.funnel import limits
from ui.charts.months import usual_range
from ui.theme import look

PAYLOAD = '<a href="javascript:alert(1)">Xuân</a> $\\unicode{x}$'


def figures(table: pd.DataFrame) -> dict[str, charts.Figure]:
    by_month = pd.concat([table.assign(month=month) for month in ("2023-01", "2023-02")])
    return {
        "dot_plot": charts.dot_plot(table),
        "tile_map": charts.tile_map(table, "26443"),
        "funnel": charts.funnel(table, "6 xã"),
        "small_multiples": charts.small_multiples(table, by_month),
        "field_dots": charts.field_dots(table.assign(late=table["denominator"] - table["numerator"])),
        "run_chart": charts.run_chart(months([98.5, 98.1, 98.6, 98.3, 97.0]), target_pct=98.0),
    }


def texts(figure: charts.Figure) -> list[str]:
    found = [annotation["text"] for annotation in figure["layout"].get("annotations", [])]
    for name, axis in figure["layout"].items():
        if name.startswith(("xaxis", "yaxis")):
            found += axis["ticktext"]
    for trace in figure["data"]:
        found += trace.get("text", [])
    return found


@pytest.mark.parametrize("name", figures(communes()))
def test_a_figure_is_a_plain_dict_that_can_be_sent(name):
    figure = figures(communes())[name]
    assert json.loads(json.dumps(figure, allow_nan=False)).keys() == {"data", "layout"}


@pytest.mark.parametrize("name", figures(communes()))
def test_a_name_from_a_file_is_only_ever_text(name):
    table = communes()
    table["name"] = PAYLOAD
    for text in texts(figures(table)[name]):
        assert "<a" not in text
        assert "$" not in text


@pytest.mark.parametrize("name", figures(communes()))
def test_nothing_can_be_zoomed_and_there_is_no_legend(name):
    layout = figures(communes())[name]["layout"]
    assert layout["dragmode"] is False
    assert layout["showlegend"] is False
    assert all(axis["fixedrange"] for key, axis in layout.items() if key.startswith(("xaxis", "yaxis")))


@pytest.mark.parametrize("name", figures(communes()))
def test_a_table_without_any_case_still_draws(name):
    if name == "run_chart":
        empty = months([98.0]).iloc[:0]
        assert charts.run_chart(empty)["layout"]["height"] == 235
        return
    table = communes().assign(numerator=0, denominator=0, rate_pct=float("nan"), gap_pct=float("nan"), status="no_data")
    table["low_pct"] = table["high_pct"] = float("nan")
    json.dumps(figures(table)[name], allow_nan=False)


def test_importing_charts_loads_no_streamlit():
    code = "import sys, ui.charts, ui.svg, ui.tables, ui.words; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def dots(figure: charts.Figure) -> dict:
    return next(trace for trace in figure["data"] if trace["mode"] == "markers")


def test_the_worst_stands_on_top_and_few_cases_at_the_bottom():
    figure = charts.dot_plot(communes())
    axis = figure["layout"]["yaxis"]
    by_height = [name for _, name in sorted(zip(axis["tickvals"], axis["ticktext"], strict=True), reverse=True)]
    assert by_height == ["Xuân Hòa", "Xuân Thành", "Xuân Hưng", "Xuân Bắc", "Gia Ray", "Lang Minh"]


def test_only_misses_take_colour_and_few_cases_are_hollow():
    marker = dots(charts.dot_plot(communes()))["marker"]
    grey = look("no_data").mark
    assert marker["color"] == [
        look("missed").mark,
        look("missed").mark,
        look("near").mark,
        grey,
        grey,
        look("missed").mark,
    ]
    assert marker["symbol"] == ["square", "square", "diamond", "circle", "circle", "square-open"]


def test_an_interval_is_thick_only_when_wholly_on_one_side_of_the_target():
    widths = [trace["line"]["width"] for trace in charts.dot_plot(communes())["data"] if trace["mode"] == "lines"]
    assert widths == [6, 6, 2, 2, 6, 2]


def test_the_target_is_a_line_with_its_value_and_no_tick():
    layout = charts.dot_plot(communes())["layout"]
    assert 98.0 not in layout["xaxis"]["tickvals"]
    assert any(shape["x0"] == shape["x1"] == 98.0 for shape in layout["shapes"])
    assert any("Chỉ tiêu 98" in note["text"] for note in layout["annotations"])


def test_a_dot_left_of_the_cut_axis_becomes_an_arrow_at_its_edge():
    table = communes()
    table.loc[5, ["numerator", "rate_pct", "gap_pct"]] = [12, 50.0, -48.0]
    figure = charts.dot_plot(table)
    low = figure["layout"]["xaxis"]["range"][0]
    assert low == 93
    assert (dots(figure)["x"][-1], dots(figure)["marker"]["symbol"][-1]) == (93, "triangle-left-open")
    assert any(note["text"] == "50,00" for note in figure["layout"]["annotations"])


def test_a_tile_is_filled_by_its_gap_and_left_white_with_few_cases():
    shapes = charts.tile_map(communes(), "26443")["layout"]["shapes"]
    tiles = [shape for shape in shapes if shape["y0"] > -0.1]
    assert tiles[0]["fillcolor"] == "#A8320A"
    assert tiles[0]["line"]["width"] == 3
    assert (tiles[-1]["fillcolor"], tiles[-1]["line"]["dash"]) == ("#FFFFFF", "dot")


def test_a_tile_whose_rounded_value_would_hide_its_miss_shows_more_decimals():
    table = communes()
    table.loc[3, ["rate_pct", "gap_pct", "status"]] = [97.96, -0.04, "near"]
    assert "<b>97,96</b>" in texts(charts.tile_map(table))


def test_the_funnel_colours_only_what_lies_outside_its_outer_limits():
    table = communes()
    marker = dots(charts.funnel(table, "6 xã"))["marker"]
    centre = 100 * table["numerator"].sum() / table["denominator"].sum()
    for row, colour in zip(table.itertuples(), marker["color"], strict=True):
        low, high = limits(centre, row.denominator, 3.09)
        assert (colour == look("no_data").mark) == (low <= row.rate_pct <= high)


def test_limits_of_chance_are_those_worked_by_hand():
    """90 % of 100: standard error 3 points; 1,96 of them are 5,88."""
    assert limits(90, 100, 1.96) == pytest.approx((84.12, 95.88))


def test_the_usual_range_is_the_moving_range_around_the_sum():
    """Rates 98, 97, 99, 98: moving ranges 1, 2, 1, mean 4/3; 2,66 x 4/3 = 3,5467; centre 98."""
    low, centre, high, used = usual_range(months([98, 97, 99, 98]))
    assert (low, centre, high, used) == pytest.approx((98 - 2.66 * 4 / 3, 98, 100, 4))


def test_the_usual_range_is_locked_after_twelve_months():
    steady = [98.0, 98.2] * 6
    assert usual_range(months([*steady, 90.0, 80.0])) == usual_range(months(steady))


def test_three_months_have_no_usual_range():
    assert usual_range(months([98, 97, 99])) is None


def test_only_months_outside_the_usual_range_are_large():
    figure = charts.run_chart(months([98.0, 98.2] * 6 + [95.0]), target_pct=98.0)
    sizes = figure["data"][0]["marker"]["size"]
    assert sizes == [7] * 12 + [11]


def test_months_are_named_and_january_carries_its_year():
    ticks = charts.run_chart(months([98.0] * 12), target_pct=98.0)["layout"]["xaxis"]["ticktext"]
    assert ticks == ["T7/22", "T10", "T1/23", "T4"]


def test_labels_beside_a_chart_never_stand_upon_each_other():
    notes = charts.run_chart(months([98.0, 98.1] * 6), target_pct=98.0)["layout"]["annotations"]
    heights = sorted(note["y"] for note in notes if note.get("xref") == "paper" and note["x"] == 1)
    axis = charts.run_chart(months([98.0, 98.1] * 6), target_pct=98.0)["layout"]["yaxis"]["range"]
    line = 16 / 191 * (axis[1] - axis[0])
    assert all(upper - lower >= line for lower, upper in pairwise(heights))


def test_each_field_stands_against_its_own_target():
    table = communes().assign(late=0)
    table.loc[0, "target_pct"] = 97.0
    shapes = charts.field_dots(table)["layout"]["shapes"]
    assert sorted({shape["x0"] for shape in shapes if shape["x0"] == shape["x1"]}) == [97.0, 98.0]


def test_small_multiples_share_one_scale():
    layout = figures(communes())["small_multiples"]["layout"]
    ranges = {tuple(axis["range"]) for name, axis in layout.items() if name.startswith("yaxis")}
    assert len(ranges) == 1


def test_a_description_says_what_the_chart_finds():
    text = charts.alt("Biểu đồ", "đúng hạn", "15 xã", "01/01–30/06/2023", "10/15 xã đạt", 13374)
    assert text == "Biểu đồ: đúng hạn, 15 xã, 01/01–30/06/2023. 10/15 xã đạt. 13.374 hồ sơ."


def test_the_one_button_of_a_chart_saves_its_picture_and_speaks_vietnamese():
    config = charts.config("dung-han")
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"]["filename"] == "dung-han"
    assert config["locales"][config["locale"]]["dictionary"]["Download plot as a PNG"] == "Tải hình (PNG)"
