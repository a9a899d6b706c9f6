"""Sentences of the screens, from scores small enough to count."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from made_up_tables import communes, months

from metrics import score_words, tally
from metrics.pace import allowed_misses
from metrics.plan import Plan, Status, load, status
from metrics.scorecard import Figure, Measure, Score
from metrics.stand_ins import StandIn, Topic
from ui import compare, tables, words
from ui.compare_words import Pair
from warehouse.period import Period

PLAN: Plan = load(2023)


def figure(hits: int, cases: int, target: int, **part) -> Figure:
    rate = 100 * hits / cases if cases else None
    return Figure(level=part.get("level"), field_groups=part.get("field_groups"), numerator=hits, denominator=cases,
                  rate_pct=rate, gap_pct=None if rate is None else rate - target,
                  status=status(hits, cases, Fraction(target)))  # fmt: skip


def score(id: str, hits: int, cases: int, parts: tuple[Figure, ...] = ()) -> Score:
    target = PLAN.target(id)
    found = figure(hits, cases, int(target.value or 0))
    return Score(
        target=target, period="2023-H1", variant="A", figure=found, parts=parts, status=found.status, reason=None
    )


def without_data(id: str) -> Score:
    return replace(score(id, 0, 0), figure=None, status=Status.NO_DATA, reason="chưa nạp")


def test_a_result_that_is_no_rate_stands_in_its_unit_in_the_table_of_targets():
    units = replace(
        without_data("CT3.03"), figure=None, measure=Measure(value=62, baseline=64), status=Status.MET, variant=None
    )
    table = tables.scoreboard([score("CT2.15", 970, 1000), units], {}, {})
    assert table["Kết quả %"].tolist() == [97.0, 62.0]
    html = tables.styled_scores(table).to_html()
    assert ">97,00<" in html
    assert ">62\u00a0đơn vị<" in html


def test_the_slope_keeps_what_is_opened_what_misses_and_what_moved_most():
    def pair(id: str, before: tuple[int, int], after: tuple[int, int]) -> Pair:
        sides = score(id, *before), score(id, *after)
        return Pair(before=sides[0], after=sides[1], figures=(sides[0].figure, sides[1].figure), evidence="khác rõ")

    quiet = [pair(id, (100, 100), (100, 100)) for id in ("CT1.01", "CT1.02", "CT2.01", "CT2.02", "CT2.03", "CT2.04",
             "CT2.05", "CT2.06", "CT2.08", "CT2.11", "CT2.12", "CT2.13")]  # fmt: skip
    moved, missed, far = (
        pair("CT6.04", (10, 100), (60, 100)), pair("CT2.15", (900, 1000), (970, 1000)),
        pair("CT4.01", (100, 100), (100, 100)),
    )  # fmt: skip
    drawn = [*quiet, missed, far, moved]
    kept = [one.after.target.id for one in compare._telling(drawn, "CT4.01")]
    assert len(kept) == compare._MOST_LINES == len(drawn) - 1
    assert {"CT6.04", "CT2.15", "CT4.01"} <= set(kept)
    assert kept == [one.after.target.id for one in drawn if one.after.target.id in kept]


def test_the_title_counts_only_targets_with_data_and_says_so():
    scores = [score("CT2.15", 970, 1000), score("CT2.12", 60, 100), score("CT2.16", 90, 100), without_data("CT1.01")]
    assert words.overview(scores) == "1/3 chỉ tiêu có số liệu đạt; 1 gần đạt, 1 chưa đạt"
    assert score_words.missing_data(scores) == "Kế hoạch có 4 chỉ tiêu; 1 chưa có số liệu nên chưa đánh giá."


def test_a_figure_without_a_number_in_the_plan_is_no_missing_data():
    unmeasured = replace(score("CT2.22", 5, 10), status=Status.NO_TARGET)
    assert score_words.missing_data([score("CT2.15", 970, 1000), unmeasured]) == (
        "Kế hoạch có 2 chỉ tiêu; 1 kế hoạch không ghi con số mục tiêu nên chưa đánh giá."
    )
    assert score_words.missing_data([unmeasured, without_data("CT1.01")]) == (
        "Kế hoạch có 2 chỉ tiêu; 1 chưa có số liệu, 1 kế hoạch không ghi con số mục tiêu nên chưa đánh giá."
    )


def test_with_data_for_all_the_title_counts_all():
    assert words.overview([score("CT2.15", 99, 100)]) == "1/1 chỉ tiêu đạt"


def test_without_any_data_the_title_says_that():
    assert words.overview([without_data("CT1.01")]) == "Chưa chỉ tiêu nào có số liệu của kỳ này"


def test_a_target_printed_twice_in_the_plan_is_counted_once():
    scores = [score("CT2.08", 100, 100), score("CT6.08", 100, 100)]
    assert tally.repeats(scores) == {"CT6.08": "CT2.08"}
    assert words.by_status(scores)["met"] == 1


def test_different_milestones_are_not_taken_for_repeats():
    milestones = [without_data(target.id) for target in PLAN.targets if target.kind == "milestone"]
    assert len(milestones) > 1
    assert not tally.repeats(milestones)


def test_a_miss_of_the_on_time_rate_says_late_against_allowed():
    """1.000 resolved, 98 % wanted: 20 may be late; 30 are."""
    (row,) = words.attention([score("CT2.15", 970, 1000)])
    assert row.why == "Trễ 30 hồ sơ, mức cho phép 20."


def test_another_miss_says_how_many_are_lacking():
    """41 of 101 filed online, 50 % wanted: 51 needed, 10 lacking."""
    (row,) = words.attention([score("CT2.12", 41, 101)])
    assert row.why == "Thiếu 10 hồ sơ để đạt 50\u00a0%."


def test_levels_are_said_beside_a_miss():
    parts = (figure(450, 500, 98, level="district"), figure(520, 530, 98, level="commune"))
    (row,) = words.attention([score("CT2.15", 970, 1030, parts)])
    assert row.why.endswith("cấp huyện 90,00\u00a0%, cấp xã 98,11\u00a0%.")


def test_a_level_that_misses_is_named_even_when_the_whole_meets_the_target():
    parts = (figure(90, 100, 98, level="district"), figure(900, 900, 98, level="commune"))
    (row,) = words.attention([score("CT2.15", 990, 1000, parts)])
    assert (row.label, row.status) == ("Hồ sơ đúng hạn, cấp huyện", "missed")


def test_the_worst_stands_first():
    rows = words.attention([score("CT2.15", 975, 1000), score("CT2.12", 10, 100), score("CT2.16", 90, 100)])
    assert [row.status for row in rows] == ["missed", "missed", "near"]
    assert rows[0].gap_pct < rows[1].gap_pct


@pytest.mark.parametrize(("cases", "allowed"), [(100, 2), (149, 2), (150, 3), (0, 0), (49, 0)])
def test_allowed_misses_are_whole_cases_that_still_meet_the_target(cases, allowed):
    assert allowed_misses(cases, Fraction(98)) == allowed
    assert cases == 0 or status(cases - allowed, cases, Fraction(98)).value == "met"


def test_the_commune_title_names_what_is_clearly_below_and_leaves_out_few_cases():
    title = words.communes(communes(), 98, "đúng hạn")
    assert title == "2/6 xã, thị trấn đạt 98\u00a0% đúng hạn; Xuân Hòa và Xuân Thành thấp rõ rệt"


def test_the_commune_title_without_cases_claims_nothing():
    assert "Chưa có hồ sơ" in words.communes(communes().assign(denominator=0), 98, "đúng hạn")


def test_levels_add_up_to_the_whole_in_print():
    levels = pd.DataFrame({"level": ["commune", "district"], "numerator": [1900, 80], "denominator": [2000, 100]})
    said = words.sum_of_levels(levels, 15)
    assert said == "15 xã, thị trấn **1.900/2.000** + cấp huyện **80/100** = toàn huyện **1.980/2.100** (94,29\u00a0%)"


@pytest.mark.parametrize(
    ("gap", "said"),
    [(-0.38, "thiếu 0,38\u00a0điểm so với chỉ tiêu 98\u00a0%"), (1, "vượt 1,00\u00a0điểm so với chỉ tiêu 98\u00a0%"),
     (0, "bằng chỉ tiêu 98\u00a0%")],
)  # fmt: skip
def test_a_distance_is_said_without_a_sign(gap, said):
    assert words.distance(gap, 98) == said


@pytest.mark.parametrize(
    ("cases", "low", "high", "said"),
    [(29, 10, 20, "mẫu nhỏ"), (100, 97, 99, "chưa rõ"), (100, 90, 95, "rõ"), (100, 98.5, 99, "rõ")],
)
def test_evidence_is_a_mark_of_its_own(cases, low, high, said):
    assert words.evidence(figure(cases, cases, 98), low, high, 98) == said


@pytest.mark.parametrize(
    ("usual", "said"),
    [((96.0, 97.0, 98.0, 12), "T11/22 95,00\u00a0%, dưới giới hạn dao động"),
     ((94.0, 95.0, 96.0, 12), "T11/22 95,00\u00a0%, trong giới hạn dao động"),
     ((90.0, 91.0, 92.0, 12), "T11/22 95,00\u00a0%, trên giới hạn dao động"),
     (None, "T11/22 95,00\u00a0%, thiếu 3,00\u00a0điểm so với chỉ tiêu 98\u00a0%")],
)  # fmt: skip
def test_the_last_month_is_held_against_the_usual_range_or_the_target(usual, said):
    assert words.months(months([98, 97, 99, 98, 95]), usual) == said


def test_units_with_forms_alone_are_named_by_what_their_form_can_say():
    def form(unit: str | None, name: str, last: date = date(2023, 3, 31), topic: Topic = Topic.PROGRESS) -> StandIn:
        return StandIn(topic=topic, unit=unit, form=name, first_day=date(2023, 1, 1), last_day=last)

    names = {str(code): f"Xã {code}" for code in range(9)}
    found = [
        *(form(str(code), "by_unit") for code in range(7)),
        form(None, "ii_06a"),
        form("8", "by_unit", date(2023, 6, 30)),
    ]
    assert words.stand_ins(found, Period.parse("2023-Q1"), names) == [
        "Không có danh sách hồ sơ mà chỉ có biểu (Tổng hợp theo đơn vị), tính theo biểu: "
        "Xã 0, Xã 1, Xã 2, Xã 3, Xã 4 và 2 đơn vị khác.",
        "Không có danh sách hồ sơ mà chỉ có biểu (Biểu số II.06a/VPCP/KSTT), biểu gộp hồ sơ rút vào đúng hạn nên "
        "chỉ tính được cách B, C, D: toàn huyện.",
        "Không có danh sách hồ sơ mà chỉ có biểu (Tổng hợp theo đơn vị), biểu của kỳ dài hơn, không chia được cho kỳ "
        "này nên chưa tính: Xã 8.",
    ]
    digitized = [form("0", "by_unit", topic=Topic.CHANNEL), form("1", "digitization_766", topic=Topic.DIGITIZATION)]
    assert words.stand_ins([form("0", "by_unit"), *digitized], Period.parse("2023-Q1"), names) == [
        "Không có danh sách hồ sơ mà chỉ có biểu (Tổng hợp theo đơn vị), tính theo biểu: Xã 0.",
        "Số hóa lấy theo biểu (QĐ 766: số hóa hồ sơ): Xã 1.",
    ]
    assert words.stand_ins([], Period.parse("2023-Q1"), names) == []
