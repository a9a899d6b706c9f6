"""Words of the screen of one target: pure text, checked against sums done by hand."""

from datetime import date
from fractions import Fraction

import pytest

from metrics.catalogue import discover
from metrics.decomposition import decompose
from metrics.pace import Volume, pace
from metrics.plan import load
from ui import indicator_words
from ui.format import NBSP
from warehouse.period import Period

PLAN = load(2023)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_title_names_the_target_and_keeps_the_rest_below():
    sentence = "Toàn huyện 97,62 % (23.379/23.950 hồ sơ), thấp hơn chỉ tiêu 0,38 điểm; còn được trễ 9 hồ sơ; 3 xã kém."
    head, rest = indicator_words.title(sentence, "Hồ sơ đúng hạn")
    assert head == "Hồ sơ đúng hạn: toàn huyện 97,62 % (23.379/23.950 hồ sơ), thấp hơn chỉ tiêu 0,38 điểm"
    assert rest == "Còn được trễ 9 hồ sơ; 3 xã kém."


def test_the_title_says_a_level_once():
    head, rest = indicator_words.title("Cấp xã 16,95 % (540/3.186 hồ sơ), chưa đạt.", "Kết quả điện tử, cấp xã")
    assert (head, rest) == ("Kết quả điện tử, cấp xã: 16,95 % (540/3.186 hồ sơ), chưa đạt", "")


def test_a_target_without_data_has_its_reason_as_title():
    sentence = "Chỉ số CCHC: chưa có số liệu: chưa nạp báo cáo tiến độ chỉ tiêu, nhiệm vụ."
    head, _ = indicator_words.title(sentence, "Chỉ số CCHC")
    assert head == "Chỉ số CCHC: chưa có số liệu, chưa nạp báo cáo tiến độ chỉ tiêu, nhiệm vụ"


def test_the_place_in_the_plan_is_said_in_words():
    assert indicator_words.place(PLAN.target("CT2.15")) == "mục II.2.1, phụ lục số 15"


@pytest.mark.parametrize(
    ("numerator", "low", "high", "said"),
    [  # 2 % of 12.000 are 240, of 13.000 are 260
        (9_120, 12_000, 13_000, "Chậm: trễ 242, cả năm chỉ được 240–260, còn được 0–18"),
        (9_100, 12_000, 13_000, "Đã không thể đạt: trễ 262, cả năm chỉ được 240–260"),
        (9_200, 12_000, 12_000, "Giữ mức: trễ 162, cả năm chỉ được 240, còn được 78"),
    ],
)
def test_the_year_is_said_in_whole_cases(numerator, low, high, said):
    found = pace(numerator, 9_362, Fraction(98), Volume(low=low, high=high, basis="ví dụ"))
    assert found is not None
    assert indicator_words.of_year(found, "trễ") == said


def test_the_rest_of_the_year_says_what_it_needs_and_what_that_rests_on():
    # 3.638 cases left at most, 18 of them may be late: 99,505 %
    found = pace(9_120, 9_362, Fraction(98), Volume(low=12_000, high=13_000, basis="theo nhịp hồ sơ năm trước"))
    assert found is not None
    said = plain(indicator_words.rest_of_year(found))
    assert said == (
        "Cả năm ước 12.000–13.000 trường hợp, theo nhịp hồ sơ năm trước. "
        "Chỉ kịp nếu lượng hồ sơ gần mức ước cao; khi đó phần còn lại của năm cần 99,51 % đạt."
    )
    # 240 - 192 = 48 of 2.638 left, 260 - 192 = 68 of 3.638: 98,18 and 98,13 %
    enough = pace(9_170, 9_362, Fraction(98), Volume(low=12_000, high=13_000, basis="theo nhịp hồ sơ năm trước"))
    assert enough is not None
    assert plain(indicator_words.rest_of_year(enough)).endswith("Phần còn lại của năm cần 98,13 % đến 98,18 % đạt.")


def test_printed_steps_add_up_to_the_printed_ends():
    before = {"a": (10, 13), "b": (7, 9), "c": (3, 7), "d": (11, 11), "e": (2, 3), "f": (5, 6), "g": (6, 7)}
    after = {"a": (9, 17), "b": (8, 9), "c": (5, 7), "d": (10, 11), "e": (3, 3), "f": (4, 7), "h": (1, 3)}
    found = decompose(before, after)
    assert found is not None
    steps = indicator_words.steps(found, {"a": "Đất đai"})
    ends = [round(100 * sum(hits for hits, _ in one.values()) / sum(cases for _, cases in one.values()), 2)
            for one in (before, after)]  # fmt: skip
    assert round(sum(step.points for step in steps), 2) == round(ends[1] - ends[0], 2)
    assert [step.name for step in steps][-2:] == ["Còn lại", "Cơ cấu hồ sơ"]
    exact = {part.key: float(part.rate_points) for part in found.parts}
    assert steps[0].name == "Đất đai"
    assert abs(steps[0].points - exact["a"]) < 0.011
    assert abs(steps[-1].points - float(found.mix_points)) < 0.011


def test_a_change_names_its_largest_part_and_the_mix():
    # Both better, the whole worse: rates +3,40, mix -15,60 (worked out at metrics.decomposition.decompose)
    found = decompose({"A": (45, 50), "B": (25, 50)}, {"A": (46, 50), "B": (243, 450)})
    assert found is not None
    steps = indicator_words.steps(found, {"A": "Đất đai", "B": "Hộ tịch"})
    said = plain(indicator_words.changed(steps, "Quý I 2023", "Quý II 2023"))
    assert said == "Quý II 2023 giảm 12,20 điểm so với Quý I 2023: do cơ cấu hồ sơ −15,60"
    assert "Không nhóm lĩnh vực nào giảm mà tỷ lệ chung giảm" in indicator_words.paradox(found)
    forward = decompose({"A": (40, 50), "B": (40, 50)}, {"A": (45, 50), "B": (40, 50)})
    assert forward is not None
    steps = indicator_words.steps(forward, {"A": "Đất đai", "B": "Hộ tịch"})
    said = plain(indicator_words.changed(steps, "Quý I 2023", "Quý II 2023"))
    assert said == "Quý II 2023 tăng 5,00 điểm so với Quý I 2023: đất đai +5,00, do cơ cấu hồ sơ 0,00"
    assert indicator_words.paradox(forward) == ""


@pytest.mark.parametrize(
    ("token", "known", "pairs"),
    [
        ("2023-H1", date(2023, 6, 30), [("2022-H1", "2023-H1"), ("2023-Q1", "2023-Q2")]),
        ("2023-Q3", date(2023, 9, 30), [("2023-Q2", "2023-Q3"), ("2022-Q3", "2023-Q3")]),
        ("2023-9M", date(2023, 5, 15), [
            ("2022-01-01..2022-05-15", "2023-01-01..2023-05-15"),
            ("2023-01-01..2023-02-14", "2023-04-01..2023-05-15"),
        ]),
        ("2023", date(2022, 12, 1), [("2022", "2023")]),
    ],
)  # fmt: skip
def test_only_like_periods_are_compared(token, known, pairs):
    found = indicator_words.compared(Period.parse(token), known)
    assert [(before.token, after.token) for before, after in found] == pairs


def test_what_stands_on_a_day_is_not_drawn_by_month():
    found = discover()
    assert indicator_words.is_by_month(found["on_time_rate"], "B")
    assert not indicator_words.is_by_month(found["e_certification_coverage"], None)


@pytest.mark.parametrize(
    ("id", "reason", "said"),
    [
        ("CT2.17", "Chưa có số liệu.", "Để có số liệu: nạp kết quả khảo sát hài lòng của kỳ này."),
        (
            "CT2.12",
            'Chưa có số liệu: tệp hồ sơ đã nạp không có cột "Hình thức nộp".',
            'có cột "Hình thức nộp" rồi nạp.',
        ),
        ("CT2.15", "Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ.", "chọn kỳ hoặc phạm vi khác"),
    ],
)
def test_a_target_without_data_says_what_would_give_it_one(id, reason, said):
    assert said in indicator_words.what_to_do(PLAN.target(id), reason)


def test_a_change_that_no_field_explains_is_told_as_a_whole():
    before, after = Period.parse("2023-Q3"), Period.parse("2023-Q4")
    assert plain(indicator_words.whole_change(Fraction(5, 2), before, after, "báo cáo tiến độ")) == (
        "Quý IV 2023 so với Quý III 2023: +2,50 điểm. Nguồn số liệu (báo cáo tiến độ) không chia theo lĩnh vực nên "
        "không tách được."
    )
