"""Words of scores and of what has moved since a report, for scores written down by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from metrics import restated_words, score_words, wording
from metrics.plan import Status, load
from metrics.restatements import Cause, Restated
from metrics.scorecard import Figure, Measure, Score
from metrics.tasks import TaskState

PLAN = load(2023)
MET, NEAR, MISSED, NO_DATA = Status.MET, Status.NEAR, Status.MISSED, Status.NO_DATA


def plain(text: str | None) -> str | None:
    return text and text.replace(wording.NBSP, " ")


def rate(hits: int, cases: int, status: Status = MISSED, *, goal: float = 98, level=None, groups=None) -> Figure:
    share = 100 * hits / cases if cases else None
    return Figure(
        level=level, field_groups=groups, numerator=hits, denominator=cases, rate_pct=share,
        gap_pct=None if share is None else share - goal, status=status,
    )  # fmt: skip


def score(id: str, figure: Figure | None = None, *, status: Status | None = None, **other) -> Score:
    target = replace(PLAN.target(id), **other.pop("target", {}))
    said = {"variant": "A", "parts": (), "reason": None} | other
    status = status or (figure.status if figure else NO_DATA)
    return Score(target=target, period="2023-Q1", figure=figure, status=status, **said)


ON_TIME = score("CT2.15", rate(970, 1000))
RISES = {"measure": Measure(value=86.5, baseline=84.0, baseline_year=2022)}
FALLS = {"measure": Measure(value=380.0, baseline=400.0, baseline_year=2022)}
RANK = {"target": {"value": Fraction(5)}, "measure": Measure(value=4.0)}


@pytest.mark.parametrize(
    ("one", "value", "counts", "goal", "distance"),
    [
        (ON_TIME, "97,00 %", "970/1.000", "≥ 98 %", "−1,00 điểm"),
        (score("CT2.15", rate(97_999, 100_000)), "97,999 %", "97.999/100.000", "≥ 98 %", "−0,001 điểm"),
        (score("CT2.15", rate(0, 0)), "–", None, "≥ 98 %", "–"),
        (score("CT2.15"), "–", None, "≥ 98 %", "–"),
        (score("CT2.15", rate(3, 100, goal=5), target={"value": Fraction(5), "direction": "down"}),
         "3,00 %", "3/100", "≤ 5 %", "−2,00 điểm"),
        (score("CT2.15", target={"value": None}), "–", None, "–", "–"),
        (score("CT7.03", **RISES), "86,5 điểm", None, "trên 84 điểm (năm 2022)", "+2,5 điểm"),
        (score("CT7.03", measure=Measure(value=86.5)), "86,5 điểm", None, "–", "–"),
        (score("CT5.03", **FALLS), "380 đồng", None, "dưới 400 đồng (năm 2022)", "−20 đồng"),
        (score("CT5.03", measure=Measure(value=4.0, baseline=4.0, baseline_year=2022)),
         "4 đồng", None, "dưới 4 đồng (năm 2022)", "0 đồng"),
        (score("CT2.14", rate(1, 4, goal=20), measure=Measure(value=25.0, baseline=20.0, baseline_year=2022)),
         "25,00 %", "1/4", "trên 20 % (năm 2022)", "+5,00 điểm"),
        (score("CT7.04", **RANK), "hạng 4", None, "hạng 5 trở lên", "–"),
        (score("CT3.02", measure=Measure(state=TaskState.IN_PROGRESS), deadline=date(2023, 10, 31)),
         "Đang thực hiện", None, "hạn 31/10/2023", "–"),
        (score("CT3.02"), "–", None, "–", "–"),
        (score("CT7.03", target={"kind": "threshold", "value": Fraction(90)}, measure=Measure(value=86.5)),
         "86,5 điểm", None, "≥ 90 điểm", "−3,5 điểm"),
        (score("CT5.02", measure=Measure(value=10.0, baseline=9.0, baseline_year=2022)),
         "10 đơn vị", None, "trên 9 đơn vị (năm 2022)", "+1 đơn vị"),
    ],
)  # fmt: skip
def test_a_score_is_said_in_few_words(one, value, counts, goal, distance):
    said = (score_words.value(one), score_words.counts(one), score_words.goal(one), score_words.distance(one))
    assert tuple(map(plain, said)) == (value, counts, goal, distance)


def test_levels_or_groups_are_said_beside_where_there_are_several_with_cases():
    levels = (rate(80, 100, level="district"), rate(99, 100, level="commune"))
    assert plain(score_words.parts_said(replace(ON_TIME, parts=levels))) == "cấp huyện 80,00 %, cấp xã 99,00 %"
    assert score_words.parts_said(replace(ON_TIME, parts=(levels[0], rate(0, 0, level="commune")))) == ""
    land = {"groups": ("dat_dai",)}
    of_land = (rate(80, 100, level="district", **land), rate(99, 100, level="commune", **land))
    one_group = score("CT2.16", target={"field_groups": ("dat_dai",)}, parts=of_land)
    assert plain(score_words.parts_said(one_group)) == "cấp huyện 80,00 %, cấp xã 99,00 %"
    both = ("dat_dai", "xay_dung")
    of_groups = (
        rate(5, 10, level="district", groups=both), rate(8, 10, groups=("dat_dai",)), rate(9, 10, groups=("xay_dung",)),
    )  # fmt: skip
    assert plain(score_words.parts_said(score("CT2.16", parts=of_groups))) == "đất đai 80,00 %, xây dựng 90,00 %"


def test_what_misses_stands_worst_first_with_levels_that_miss_where_the_whole_does_not():
    """CT2.15 is met as a whole and missed by the district, CT2.19 is near, CT2.12 and CT2.20 are missed."""
    parts = (rate(80, 100, level="district"), rate(99, 100, MET, level="commune"))
    met = score("CT2.15", rate(985, 1000, MET), parts=parts)
    near = score("CT2.19", rate(955, 1000, NEAR, goal=96))
    far = score("CT2.20", rate(40, 101, goal=93))
    without_number = score("CT2.22", rate(1, 2), status=Status.NO_TARGET)
    found = score_words.attention([met, near, far, without_number, score("CT7.01")])
    assert [(row.target_id, row.status) for row in found] == [
        ("CT2.20", "missed"), ("CT2.15", "missed"), ("CT2.19", "near"),
    ]  # fmt: skip
    assert score_words.attention([far, near, met]) == found
    rising = score("CT2.14", rate(1, 4, MISSED, goal=30), measure=Measure(value=25.0, baseline=30.0))
    assert score_words.attention([rising]) == []  # what is held against the year before has no number to miss
    worst, district, _ = found
    assert (plain(worst.label), plain(worst.why)) == (far.target.label, "Thiếu 54 phản ánh, kiến nghị để đạt 93 %.")
    assert (worst.rate_pct, worst.target_pct, worst.gap_pct) == (far.figure.rate_pct, 93.0, far.figure.gap_pct)
    assert (district.label, district.why) == ("Hồ sơ đúng hạn, cấp huyện", "Trễ 20 hồ sơ, mức cho phép 2.")
    assert (district.rate_pct, district.target_pct, district.gap_pct) == (80.0, 98.0, -18.0)


def test_a_miss_names_its_parts_behind_the_cases():
    parts = (rate(80, 100, level="district"), rate(890, 900, MET, level="commune"))
    (row,) = score_words.attention([replace(ON_TIME, parts=parts)])
    assert plain(row.why) == "Trễ 30 hồ sơ, mức cho phép 20; cấp huyện 80,00 %, cấp xã 98,89 %."


def test_late_dossiers_are_spoken_of_only_where_nothing_else_is_a_miss():
    as_c = replace(ON_TIME, variant="C")
    assert plain(score_words.shortfall(as_c, as_c.figure)) == "Thiếu 10 hồ sơ để đạt 98 %"
    units = score("CT7.01", rate(11, 16, goal=80))
    assert plain(score_words.shortfall(units, units.figure)) == "Thiếu 2 đơn vị để đạt 80 %"


def areas(*scores: Score, overdue: int = 0, tasks: int = 0) -> str:
    standings = [
        type("Standing", (), {"state": TaskState.OVERDUE if n < overdue else TaskState.DONE}) for n in range(tasks)
    ]
    return score_words.area_title(PLAN.areas[1], scores, standings)


def test_the_title_of_an_area_counts_its_targets_and_its_tasks():
    lost = score("CT2.17", rate(1, 2, Status.OUT_OF_REACH))
    found = [ON_TIME, score("CT2.19", rate(95, 100, NEAR)), lost, score("CT2.20", rate(99, 100, MET))]
    assert areas(*found, overdue=1, tasks=3) == (
        "Thủ tục hành chính: 1/4 chỉ tiêu đạt, 1 gần đạt, 1 chưa đạt, 1 không thể đạt trong năm; 3 nhiệm vụ, 1 quá hạn"
    )
    assert areas(score("CT2.15")) == "Thủ tục hành chính: chưa chỉ tiêu nào có số liệu; không có nhiệm vụ"
    assert areas(score("CT2.20", rate(99, 100, MET)), score("CT2.15")) == (
        "Thủ tục hành chính: 1/1 chỉ tiêu có số liệu đạt; không có nhiệm vụ"
    )


def test_the_overview_says_what_can_be_judged():
    found = [ON_TIME, score("CT2.20", rate(99, 100, MET))]
    assert score_words.overview(found) == "1/2 chỉ tiêu đạt; 1 chưa đạt"
    assert score_words.missing_data(found) == "Kế hoạch có 2 chỉ tiêu, tất cả có số liệu."
    assert score_words.overview([found[1]]) == "1/1 chỉ tiêu đạt"
    assert score_words.overview([score("CT2.15")]) == "Chưa chỉ tiêu nào có số liệu của kỳ này"
    assert score_words.missing_data([*found, score("CT2.16")]) == (
        "Kế hoạch có 3 chỉ tiêu; 1 chưa có số liệu nên chưa đánh giá."
    )


# What has moved since a report


@pytest.mark.parametrize(
    ("then", "now", "figure", "difference"),
    [
        (ON_TIME, score("CT2.15", rate(960, 1000)), "97,00 % (970/1.000)", "−1,00 điểm"),
        (ON_TIME, score("CT2.15", rate(0, 0)), "97,00 % (970/1.000)", "–"),
        (score("CT2.15", rate(0, 0)), ON_TIME, "–", "–"),
        (score("CT7.03", **RISES), score("CT7.03", measure=Measure(value=88.0)), "86,5 điểm", "+1,5"),
        (score("CT7.03", **RISES), score("CT7.03", measure=Measure(value=85.0)), "86,5 điểm", "−1,5"),
        (score("CT7.03", **RISES), score("CT7.03", measure=Measure(value=87.0)), "86,5 điểm", "+0,5"),
        (score("CT7.03", **RISES), score("CT7.03", **RISES), "86,5 điểm", "0"),
        (score("CT7.03", **RISES), score("CT7.03", measure=Measure()), "86,5 điểm", "–"),
        (score("CT7.03"), score("CT7.03", **RISES), "–", "–"),
        (score("CT3.02", measure=Measure(state=TaskState.DONE)), score("CT3.02"), "Hoàn thành", "–"),
    ],
)
def test_a_figure_of_a_report_is_said_with_how_far_it_moved(then, now, figure, difference):
    assert (plain(restated_words.figure(then)), plain(restated_words.difference(then, now))) == (figure, difference)


def test_a_restatement_names_the_loads_that_moved_it():
    at = datetime(2023, 7, 4, 2, 30, tzinfo=UTC)
    loaded = Cause(load_id="L1", file="a.xlsx", what="nạp", at=at)
    gone = replace(loaded, what="thu hồi", file="b.xlsx", reason="nhầm tệp")
    when = at.astimezone().strftime("%d/%m/%Y %H:%M")
    assert restated_words.causes([loaded, gone]) == f"nạp a.xlsx, {when}; thu hồi b.xlsx, {when} (lý do: nhầm tệp)"
    assert restated_words.causes([]) == "cách tính của chương trình đã thay đổi, không do lần nạp nào"


def test_one_restatement_is_spelled_out_and_several_are_counted():
    one = Restated(report=None, was=ON_TIME, now=score("CT2.15", rate(96, 100)), causes=(), is_from_facts=False)
    assert restated_words.restated([]) == "Không số nào khác đi."
    assert plain(restated_words.restated([one])) == (
        "Hồ sơ đúng hạn: báo cáo ghi 97,00 % (970/1.000); nay 96,00 % (96/100)."
    )
    other = replace(one, now=score("CT7.03", **RISES))
    assert restated_words.restated([one, other]) == "2 số nay khác lúc báo cáo: Hồ sơ đúng hạn và Chỉ số CCHC."
