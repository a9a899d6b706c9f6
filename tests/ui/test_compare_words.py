"""What is said of two periods or two units side by side."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.decomposition import Exchange, decompose
from metrics.plan import Status, load
from metrics.scorecard import Figure, Score
from ui import compare_words as words
from ui.charts import slope
from ui.theme import look
from warehouse.period import Period

PLAN = load(2023)
TARGETS = {target.id: target for target in PLAN.targets}


def score(id: str, numerator: int, denominator: int, direction: str = "up") -> Score:
    rate = 100 * numerator / denominator if denominator else None
    figure = Figure(level=None, field_groups=None, numerator=numerator, denominator=denominator, rate_pct=rate,
                    gap_pct=None if rate is None else rate - 98, status=Status.MISSED)  # fmt: skip
    target = replace(TARGETS[id], direction=direction)
    return Score(target=target, period="2023", variant="A", figure=figure, parts=(), status=Status.MISSED, reason=None)


def test_better_goes_by_the_direction_of_the_target():
    up, down = (
        words.pairs([score("CT2.15", 90, 100, way)], [score("CT2.15", 95, 100, way)], are_nested=False)[0]
        for way in ("up", "down")
    )
    assert (up.way, down.way) == (1, -1)
    assert up.points == pytest.approx(5)


def test_equal_rates_of_other_counts_are_equal():
    (pair,) = words.pairs([score("CT2.15", 1, 3)], [score("CT2.15", 100, 300)], are_nested=False)
    assert pair.way == 0


@pytest.mark.parametrize(
    ("before", "after", "are_nested", "said"),
    [
        ((48, 80), (56, 70), False, words.CLEAR),
        ((48, 80), (50, 80), False, words.UNCLEAR),
        ((48, 80), (56, 70), True, words.NESTED),
        ((10, 29), (290, 290), False, words.FEW),
        ((10, 30), (290, 290), False, words.CLEAR),
    ],
)
def test_a_difference_is_called_clear_only_where_the_numbers_carry_it(before, after, are_nested, said):
    (pair,) = words.pairs([score("CT2.15", *before)], [score("CT2.15", *after)], are_nested=are_nested)
    assert pair.evidence == said


def test_what_has_cases_on_one_side_only_is_no_pair_and_is_said():
    before = [score("CT2.15", 9, 10), score("CT2.16", 1, 2)]
    after = [score("CT2.15", 9, 10), score("CT2.16", 0, 0)]
    assert [pair.after.target.id for pair in words.pairs(before, after, are_nested=False)] == ["CT2.15"]
    (line,) = words.one_sided(before, after, "Quý I 2023", "Quý II 2023")
    assert line.startswith("Chỉ Quý I 2023 có số liệu, Quý II 2023 chưa có nên không so: ")
    assert TARGETS["CT2.16"].label in line


def test_the_title_counts_both_ways_and_says_when_nothing_can_be_compared():
    found = words.pairs(
        [score("CT2.15", 9, 10), score("CT2.16", 9, 10), score("CT2.08", 1, 2)],
        [score("CT2.15", 8, 10), score("CT2.16", 10, 10), score("CT2.08", 1, 2)],
        are_nested=False,
    )
    said = words.title(found, "Quý I 2023", "Quý II 2023", of_time=True)
    assert said == "Quý II 2023 so với Quý I 2023: 3 chỉ tiêu so được, 1 tốt lên, 1 kém đi, 1 như nhau"
    assert words.title([], "A", "B", of_time=False).startswith("Không so được A với B")


def test_overlap_and_missing_months_are_said():
    quarter, half = Period.parse("2023-Q1"), Period.parse("2023-H1")
    assert "từ 01/01/2023 đến 31/03/2023" in words.overlap(quarter, half)
    assert words.overlap(quarter, Period.parse("2023-Q2")) == ""
    assert words.lacking_months(quarter, {"2023-01", "2023-02", "2023-03"}) == ""
    assert words.lacking_months(quarter, {"2023-02"}) == "Quý I 2023 chỉ có số liệu của 1/3 tháng, thiếu T1/23, T3/23."
    assert words.lacking_months(quarter, set()) == "Quý I 2023: chưa có số liệu của tháng nào trong kỳ."


def test_rate_and_mix_are_said_with_their_way():
    change = decompose({"A": (45, 50), "B": (25, 50)}, {"A": (46, 50), "B": (243, 450)})
    said = words.apart(change, "Xã A", "Xã B", "lĩnh vực").replace("\u00a0", " ")
    assert said == "Xã B thấp hơn Xã A 12,20 điểm: do tỷ lệ từng lĩnh vực +3,40, do cơ cấu hồ sơ −15,60"


def test_the_sum_of_dossiers_adds_up():
    found = Exchange(left={"resolved": 1200, "withdrawn": 3}, entered={"open": 5, "resolved": 40}, stayed=7)
    said = words.exchange(found, "Quý I", "Quý II")
    assert said.startswith("Quý I **1.210** hồ sơ − rời **1.203** + vào **45** = Quý II **52** hồ sơ")
    assert words.ends(found.left) == "1.200 đã giải quyết, 3 rút, trả lại"
    assert words.ends({}) == "không có hồ sơ nào"


def _slopes() -> pd.DataFrame:
    row = {"name": "Hồ sơ <b>đúng hạn</b>", "before_pct": 98.3, "after_pct": 97.4, "before_gap": 0.3,
           "after_gap": -0.6, "before_n": 500, "after_n": 12, "before_status": "met", "status": "missed",
           "is_chosen": True}  # fmt: skip
    far = row | {"name": "Thanh toán", "before_gap": 24.0, "after_gap": -40.0, "status": "met", "is_chosen": False}
    return pd.DataFrame([row, far])


def test_only_what_misses_its_target_has_colour_and_few_cases_are_hollow():
    missed, met = slope(_slopes(), "Quý I", "Quý II")["data"]
    assert missed["line"]["color"] == look("missed").mark
    assert met["line"]["color"] != look("met").mark
    assert missed["marker"]["symbol"] == ["circle", "square-open"]
    assert missed["line"]["width"] > met["line"]["width"]


def test_what_lies_beyond_the_scale_has_an_arrow_and_stays_inside():
    fig = slope(_slopes(), "Quý I", "Quý II")
    low, high = fig["layout"]["yaxis"]["range"]
    assert all(low <= y <= high for trace in fig["data"] for y in trace["y"])
    texts = [note["text"] for note in fig["layout"]["annotations"]]
    assert any(text.startswith("↑ ") for text in texts)
    assert any("↓ " in text for text in texts)
    assert not any("<b>đúng" in text for text in texts)


def test_no_label_on_the_right_reaches_into_the_head():
    row = _slopes().iloc[0].to_dict()
    table = pd.DataFrame([row | {"after_gap": 9.0 - 0.1 * place} for place in range(8)])
    layout = slope(table, "Quý I", "Quý II")["layout"]
    low, high = layout["yaxis"]["range"]
    plot = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    labels = [note["y"] for note in layout["annotations"] if note["x"] == 1 and "yref" not in note]
    assert len(labels) == 8
    assert (high - max(labels)) / (high - low) * plot >= 19
    gaps = [a - b for a, b in zip(sorted(labels)[1:], sorted(labels), strict=False)]
    assert min(gaps) / (high - low) * plot >= 39
