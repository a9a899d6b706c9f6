"""Small images of tables."""

import base64
from xml.etree import ElementTree

import pytest

from ui import svg
from ui.theme import look

SPACE = "{http://www.w3.org/2000/svg}"


def drawn(url: str) -> ElementTree.Element:
    head, content = url.split(",", 1)
    assert head == "data:image/svg+xml;base64"
    return ElementTree.fromstring(base64.b64decode(content))


def test_targets_of_all_rows_stand_on_one_vertical():
    places = set()
    for gap in (-20, -3, 0, 4, 20, None):
        targets = [line for line in drawn(svg.gap_row(gap, "missed")).iter(f"{SPACE}line") if line.get("y1") == "1.0"]
        places |= {line.get("x1") for line in targets}
    assert len(places) == 1


@pytest.mark.parametrize("gap", [-15.01, 10.01])
def test_a_gap_beyond_the_scale_is_an_arrow_not_a_mark(gap):
    assert not list(drawn(svg.gap_row(gap, "missed")).iter(f"{SPACE}rect"))
    assert list(drawn(svg.gap_row(gap, "missed")).iter(f"{SPACE}path"))


def test_a_small_denominator_is_hollow_in_the_same_colour():
    (mark,) = drawn(svg.gap_row(-3, "missed", hollow=True)).iter(f"{SPACE}rect")
    assert mark.get("fill") == "#FFFFFF"
    assert mark.get("stroke") == look("missed").mark


def test_a_missing_gap_draws_the_scale_only():
    image = drawn(svg.gap_row(float("nan"), "no_data"))
    assert len(list(image.iter(f"{SPACE}line"))) == 2
    assert not list(image.iter(f"{SPACE}circle"))


def test_a_sparkline_leaves_out_months_without_cases_and_marks_the_last_known():
    image = drawn(svg.sparkline([97.0, None, 98.0, float("nan")], 98, "met"))
    (line,) = image.iter(f"{SPACE}polyline")
    assert len(line.get("points").split()) == 2
    (mark,) = image.iter(f"{SPACE}circle")
    assert mark.get("fill") == look("met").mark


def test_a_sparkline_without_any_month_is_empty():
    assert len(list(drawn(svg.sparkline([None, None], 98, "no_data")).iter())) == 1


def test_thirteen_squares_take_two_lines_and_only_misses_are_solid():
    image = drawn(svg.squares([("missed", False), ("missed", True), *[("met", False)] * 11]))
    squares = list(image.iter(f"{SPACE}rect"))
    assert image.get("height") == "56"
    assert [square.get("fill") for square in squares[:3]] == ["#A8320A", look("missed").ground, look("met").ground]


def test_no_image_holds_text_or_anything_from_elsewhere():
    for url in (
        svg.favicon(),
        svg.gap_row(-3, "near"),
        svg.squares([("near", False)]),
        svg.sparkline([1, 2], 3, "met"),
    ):
        tags = {part.tag.removeprefix(SPACE) for part in drawn(url).iter()}
        assert tags <= {"svg", "rect", "path", "line", "polyline", "circle"}
