"""Tables of figures: colours by gap, numbers that never hide a miss, sums last."""

import pandas as pd
import pytest

from ui import tables


def rows(**change) -> pd.DataFrame:
    base = {"name": ["Xuân Hòa", "Lang Minh", "Suối Cao"], "is_sum": [False, False, True], "a_gap": [-3.0, -9.0, 0.0],
            "a_n": [640, 24, 664]}  # fmt: skip
    return pd.DataFrame(base | change)


def html(table: pd.DataFrame) -> str:
    return tables.heat(table, {"a": ("≥ 98 %", "Đúng hạn")}).to_html()


def test_a_gap_is_coloured_unless_there_are_few_cases():
    text = html(rows())
    assert "background-color: #EBB08F" in text  # −3,0 of ±8: the second step below
    assert "background-color: #7A2506" not in text  # −9,0 over 24 dossiers stays white


def test_a_gap_of_nothing_is_on_the_side_of_met():
    assert "background-color: #C9DCEF" in html(rows())


def test_few_cases_show_their_number_and_no_distance():
    text = html(rows())
    assert ">n 24<" in text
    assert "−9,0" not in text
    assert ">−3,0<" in text


def test_units_without_cases_show_a_dash():
    nothing = float("nan")
    text = html(rows(a_gap=[nothing] * 3, a_n=[nothing] * 3))
    assert text.count("–") == 3


def test_sums_are_bold_and_others_not():
    assert html(rows()).count("font-weight: 600") == 1


@pytest.mark.parametrize("gap", [-100.0, 100.0])
def test_gaps_beyond_the_scale_take_its_last_colour(gap):
    colour = "#7A2506" if gap < 0 else "#134678"
    assert f"background-color: {colour}" in html(rows(a_gap=[gap, 0.0, 0.0]))
