"""Figures of the screen of one target: waterfall and burn-up as plain dicts that say what their numbers say."""

import json

import pandas as pd
import pytest

from ui import charts
from ui.theme import INK2, look

STEPS = pd.DataFrame(
    [("Đất đai", -0.41, False), ("Hộ tịch", 0.06, False), ("Cơ cấu hồ sơ", -0.27, True)],
    columns=["name", "points", "is_mix"],
)
ENDS = pd.DataFrame([("Quý I", 98.02, "met"), ("Quý II", 97.40, "near")], columns=["name", "rate_pct", "status"])


def texts(figure: charts.Figure) -> list[str]:
    return [note["text"].replace("\u00a0", " ") for note in figure["layout"]["annotations"]]


def test_each_bar_of_the_waterfall_begins_where_the_one_before_ended():
    bars = charts.waterfall(STEPS, ENDS, 98.0)["data"][0]
    ended = [base + points for base, points in zip(bars["base"], bars["x"], strict=True)]
    assert bars["base"][0] == 98.02
    assert bars["base"][1:] == ended[:-1]
    assert ended[-1] == pytest.approx(97.40)


def test_the_mix_is_neither_good_nor_bad():
    colours = charts.waterfall(STEPS, ENDS, 98.0)["data"][0]["marker"]["color"]
    assert colours == [look("missed").mark, look("met").mark, INK2]


def test_the_waterfall_prints_every_part_and_both_ends():
    said = texts(charts.waterfall(STEPS, ENDS, 98.0))
    assert {"−0,41", "+0,06", "−0,27", "<b>98,02 %</b>", "<b>97,40 %</b>", "<b>Chỉ tiêu 98 %</b>"} <= set(said)


def test_a_target_far_away_does_not_squeeze_the_parts():
    figure = charts.waterfall(STEPS, ENDS, 50.0)
    assert not any("Chỉ tiêu" in text for text in texts(figure))
    low, high = figure["layout"]["xaxis"]["range"]
    assert 97 < low < high < 98.5


def test_names_in_the_waterfall_are_only_ever_text():
    payload = '<a href="x">$y$</a>'
    figure = charts.waterfall(STEPS.assign(name=payload), ENDS.assign(name=payload))
    shown = figure["layout"]["yaxis"]["ticktext"] + figure["data"][0]["hovertext"] + figure["data"][1]["text"]
    assert not any("<a" in text or "$" in text for text in shown)


def test_the_burn_up_counts_from_nothing_to_what_is_used():
    figure = charts.burn_up([(1.0, 20), (2.0, 50)], (240, 260), (300, 340), "trễ")
    solid = next(trace for trace in figure["data"] if trace.get("line", {}).get("dash") == "solid")
    assert (solid["x"], solid["y"]) == ([0.0, 1.0, 2.0], [0, 20, 50])
    assert figure["layout"]["yaxis"]["range"][0] == 0
    assert {"<b>Được phép 240–260</b>", "Theo đà này 300–340", "<b>50</b> đã trễ"} <= set(texts(figure))
    json.dumps(figure, allow_nan=False)


def test_a_finished_year_is_not_projected():
    figure = charts.burn_up([(11.0, 190), (12.0, 198)], (171, 171), (198, 198), "trễ")
    assert not any("Theo đà" in text for text in texts(figure))
    assert "<b>Được phép 171</b>" in texts(figure)


@pytest.mark.parametrize(
    ("used", "projected", "colour"),
    [(50, (100, 120), INK2), (50, (250, 280), look("missed").mark), (270, (400, 420), look("out_of_reach").mark)],
)
def test_the_burn_up_takes_colour_only_when_it_leads_beyond_what_is_allowed(used, projected, colour):
    figure = charts.burn_up([(6.0, used)], (240, 260), projected)
    mark = next(trace for trace in figure["data"] if trace["mode"] == "markers")
    assert mark["marker"]["color"] == colour


FIELD = {"name": "Đất đai", "numerator": 40, "denominator": 50, "rate_pct": 80.0, "target_pct": 98.0,
         "gap_pct": -18.0, "status": "missed", "low_pct": 67.0, "high_pct": 89.0, "late": 10}  # fmt: skip


@pytest.mark.parametrize(("unit", "head"), [("phiếu", "Phiếu"), ("PAKN", "PAKN")])
def test_the_head_of_a_column_keeps_the_capitals_of_its_unit(unit, head):
    assert head in texts(charts.field_dots(pd.DataFrame([FIELD]), unit))
    assert head in texts(charts.dot_plot(pd.DataFrame([FIELD | {"why": "rõ"}]), unit))


def test_fields_with_names_of_two_lines_have_room_for_them():
    short = charts.field_dots(pd.DataFrame([FIELD, FIELD]))["layout"]["height"]
    long = {"name": "Thành lập và hoạt động của hộ kinh doanh"}
    assert charts.field_dots(pd.DataFrame([FIELD, FIELD | long]))["layout"]["height"] > short


def test_the_fields_say_what_a_miss_is():
    table = pd.DataFrame([FIELD])
    figure = charts.field_dots(table, "phiếu", "Không đạt")
    assert {"%", "Phiếu"} <= set(texts(figure))
    assert any("Không đạt 10 phiếu" in text for trace in figure["data"] for text in trace.get("text", []))
