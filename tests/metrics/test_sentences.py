"""Sentences of targets: every state is said completely, with the numbers that it comes from."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import sentences, wording
from metrics.measures import Scope
from metrics.pace import Volume, pace
from metrics.plan import Status, load
from metrics.scorecard import Figure, Measure, Score, score, scorecard
from metrics.sentences import Unit
from metrics.tasks import TaskState
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.test_pace import a_world
from tests.metrics.test_rates import january
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

unhurried = settings(deadline=None)  # a busy machine is no failure

PLAN = load(2023)


def plain(text: str) -> str:
    return text.replace(wording.NBSP, " ")


def units(*counts: tuple[str, int, int], type_: str = "xa") -> list[Unit]:
    return [Unit(name=name, type=type_, numerator=hits, denominator=cases) for name, hits, cases in counts]


def test_a_leader_can_read_aloud_where_the_target_stands_and_who_pulls_it_down():
    volume = Volume(low=9_362, high=12_200, basis="")
    pulls = sentences.pulling_down(
        units(("Suối Cao", 560, 600), ("Xuân Thọ", 575, 600), ("Xuân Bắc", 500, 600), ("Xuân Phú", 599, 600)),
        Fraction(98),
    )
    said = sentences.rate(
        "Toàn huyện", 9_120, 9_362, Fraction(98),
        pace=pace(9_120, 9_362, Fraction(98), volume), pulling=pulls, miss_verb="trễ",
    )  # fmt: skip
    assert plain(said) == (
        "Toàn huyện 97,42 % (9.120/9.362 hồ sơ), thấp hơn chỉ tiêu 0,58 điểm; còn được trễ 0 hồ sơ; "
        "3 xã kéo xuống: Xuân Bắc, Suối Cao, Xuân Thọ."
    )


def test_a_met_target_says_how_much_the_year_still_allows():
    one = pace(990, 1_000, Fraction(98), Volume(low=2_000, high=2_500, basis=""))
    said = sentences.rate("Cấp xã", 990, 1_000, Fraction(98), pace=one, miss_verb="trễ")
    assert plain(said) == (
        "Cấp xã 99,00 % (990/1.000 hồ sơ), đạt chỉ tiêu 98 %, cao hơn 1,00 điểm; còn được trễ 30 hồ sơ."
    )


def test_a_target_met_to_the_case_is_said_to_be_met():
    assert plain(sentences.rate("Toàn huyện", 98, 100, Fraction(98))) == (
        "Toàn huyện 98,00 % (98/100 hồ sơ), đạt đúng chỉ tiêu 98 %."
    )


def test_out_of_reach_says_how_many_there_are_and_how_many_there_may_be():
    one = pace(900, 1_000, Fraction(98), Volume(low=2_000, high=2_500, basis=""))
    said = sentences.rate("Toàn huyện", 900, 1_000, Fraction(98), "phiếu", pace=one)
    assert plain(said).endswith("; đã không thể đạt trong năm: 100 phiếu không đạt, cả năm dự kiến chỉ được 50.")


def test_a_rate_that_must_stay_low_is_missed_from_above():
    said = sentences.rate("Toàn huyện", 7, 100, Fraction(5), higher_is_better=False)
    assert plain(said) == "Toàn huyện 7,00 % (7/100 hồ sơ), chưa đạt, cao hơn chỉ tiêu 2,00 điểm."


def test_a_miss_never_reads_as_met_by_rounding():
    said = plain(sentences.rate("Toàn huyện", 97_999, 100_000, Fraction(98)))
    assert said.startswith("Toàn huyện 97,999 % ")
    assert "thấp hơn chỉ tiêu 0,001 điểm" in said


@pytest.mark.parametrize(
    ("types", "said"),
    [
        (["xa"], "1 xã kéo xuống: A"),
        (["xa", "thi_tran"], "2 xã, thị trấn kéo xuống: A, B"),
        (["xa", "agency"], "2 đơn vị kéo xuống: A, B"),
        (["xa"] * 4, "4 xã kéo xuống, nhiều nhất là A, B, C"),
    ],
)
def test_who_pulls_down_is_called_by_its_kind_and_only_three_are_named(types, said):
    found = [
        Unit(name=name, type=type_, numerator=0, denominator=10) for name, type_ in zip("ABCD", types, strict=False)
    ]
    text = sentences.rate(
        "Toàn huyện", 0, 40, Fraction(98), pulling=sentences.pulling_down(reversed(found), Fraction(98))
    )
    assert plain(text).endswith(f"; {said}.")


@unhurried
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 90), st.integers(0, 90)).map(
        lambda unit: (unit[0], min(unit[1:]), max(unit[1:]))), max_size=8),
    st.sampled_from((Fraction(98), Fraction(50), Fraction("97.5"), Fraction(100))),
)  # fmt: skip
def test_units_that_pull_down_are_those_below_the_target_worst_first(counts, target):
    pulls = sentences.pulling_down(units(*counts), target)
    below = [unit for unit in counts if unit[2] and Fraction(100 * unit[1], unit[2]) < target]
    assert len(pulls) == len(below)
    keys = [(-pull.shortfall, pull.unit.name) for pull in pulls]
    assert keys == sorted(keys)


@unhurried
@given(st.integers(1, 5_000), st.integers(0, 5_000), st.integers(0, 100), st.integers(0, 3_000))
def test_every_rate_is_one_sentence(cases, hits, target, more):
    hits = min(cases, hits)
    one = pace(hits, cases, Fraction(target), Volume(low=cases + more, high=cases + 2 * more, basis=""))
    said = sentences.rate("Toàn huyện", hits, cases, Fraction(target), pace=one)
    assert said.endswith(".")
    assert not re.search(r"nan|None|  |\.\.|–", said)


def test_no_figure_has_its_reason_and_no_number_in_the_plan_no_verdict():
    assert sentences.without_figure("Chỉ số CCHC", "Chưa có số liệu.") == "Chỉ số CCHC: chưa có số liệu."
    assert plain(sentences.rate("Toàn huyện", 1, 2, None)) == (
        "Toàn huyện 50,00 % (1/2 hồ sơ); kế hoạch không ghi con số để so."
    )


DUE = date(2023, 10, 31)


@pytest.mark.parametrize(
    ("days", "done", "state", "said"),
    [
        (0, -1, TaskState.DONE, "hoàn thành ngày 30/10/2023, trước hạn 1 ngày (hạn 31/10/2023)"),
        (9, 0, TaskState.DONE, "hoàn thành ngày 31/10/2023, đúng hạn (hạn 31/10/2023)"),
        (9, 4, TaskState.DONE, "hoàn thành ngày 04/11/2023, trễ hạn 4 ngày (hạn 31/10/2023)"),
        (9, None, TaskState.DONE, "hoàn thành (hạn 31/10/2023)"),
        (2, None, TaskState.IN_PROGRESS, "đang thực hiện, quá hạn 2 ngày (hạn 31/10/2023)"),
        (2, None, TaskState.OVERDUE, "quá hạn 2 ngày (hạn 31/10/2023)"),
        (0, None, TaskState.IN_PROGRESS, "đang thực hiện, hôm nay đến hạn (hạn 31/10/2023)"),
        (-30, None, TaskState.NOT_STARTED, "chưa thực hiện, còn 30 ngày (hạn 31/10/2023)"),
    ],
)
def test_a_milestone_is_said_as_it_stands_on_the_day(days, done, state, said):
    done_on = None if done is None else DUE + timedelta(days=done)
    on = DUE + timedelta(days=days)
    assert sentences.milestone("Mốc", state, on, due=DUE, done_on=done_on) == f"Mốc: {said}."


def test_a_milestone_without_a_day_is_done_or_not():
    on = date(2023, 6, 30)
    assert sentences.milestone("Mốc", TaskState.NOT_STARTED, on) == "Mốc: chưa thực hiện, kế hoạch không ghi hạn."
    assert sentences.milestone("Mốc", TaskState.DONE, on, done_on=on) == "Mốc: hoàn thành ngày 30/06/2023."


def test_counts_are_met_or_short_of_a_number():
    assert sentences.count("Đơn vị", 16, "đơn vị", of=16, target=16) == "Đơn vị: 16/16 đơn vị, đạt chỉ tiêu."
    assert sentences.count("Chi", 1_250_000, "đồng") == "Chi: 1.250.000 đồng."
    assert sentences.count("Chi", 12, "đồng", target=10, higher_is_better=False) == (
        "Chi: 12 đồng, vượt 2 đồng so với chỉ tiêu."
    )


@pytest.mark.parametrize(
    ("value", "before", "rises", "said"),
    [
        (12.5, 10.2, True, "12,50 %, tăng 2,30 điểm so với năm 2022 (10,20 %), đạt"),
        (10.0, 10.2, True, "10,00 %, giảm 0,20 điểm so với năm 2022 (10,20 %), chưa đạt"),
        (10.0, 10.2, False, "10,00 %, giảm 0,20 điểm so với năm 2022 (10,20 %), đạt"),
        (10.2, 10.2, True, "10,20 %, bằng năm 2022, chưa đạt"),
        (10.2, None, True, "10,20 %; chưa có số liệu 2022 để so sánh"),
    ],
)
def test_a_share_is_held_against_the_year_before_in_points(value, before, rises, said):
    assert plain(sentences.relative("Bản sao", value, before, "%", rises=rises)) == f"Bản sao: {said}."


@pytest.mark.parametrize(
    ("rank", "before", "said"),
    [(3, 5, "tăng 2 bậc so với năm 2022 (hạng 5)"), (5, 3, "giảm 2 bậc so với năm 2022 (hạng 3)"),
     (3, 3, "giữ nguyên so với năm 2022")],
)  # fmt: skip
def test_a_place_moves_up_by_becoming_smaller(rank, before, said):
    assert sentences.standing("Hạng", rank, of=11, baseline=before) == f"Hạng: hạng {rank}/11, {said}."


def test_a_place_is_in_the_leading_group_or_not_yet():
    assert sentences.standing("Hạng", 5, leading=5) == "Hạng: hạng 5, trong nhóm 5 địa phương dẫn đầu."
    assert sentences.standing("Hạng", 5) == "Hạng: hạng 5."


@pytest.mark.parametrize(
    ("value", "before", "rises", "said"),
    [
        (12, 10, True, "Đơn vị: 12 đơn vị, tăng 2 đơn vị so với năm 2022 (10), đạt."),
        (12, 10, False, "Đơn vị: 12 đơn vị, tăng 2 đơn vị so với năm 2022 (10), chưa đạt."),
        (7.5, 10, True, "Đơn vị: 7,5 đơn vị, giảm 2,5 đơn vị so với năm 2022 (10), chưa đạt."),
        (1_000, 1_200, False, "Đơn vị: 1.000 đơn vị, giảm 200 đơn vị so với năm 2022 (1.200), đạt."),
        (10, 10, True, "Đơn vị: 10 đơn vị, bằng năm 2022, chưa đạt."),
        (10, 10, False, "Đơn vị: 10 đơn vị, bằng năm 2022, chưa đạt."),
        (10, None, True, "Đơn vị: 10 đơn vị; chưa có số liệu 2022 để so sánh."),
    ],
)
def test_a_value_rises_or_falls_in_its_own_unit(value, before, rises, said):
    assert sentences.relative("Đơn vị", value, before, "đơn vị", rises=rises) == said


def test_a_reason_is_one_sentence_whatever_it_ends_with():
    assert sentences.without_figure("Đúng hạn", "Chưa nạp tệp X.") == "Đúng hạn: chưa nạp tệp X."
    assert sentences.without_figure("Đúng hạn", "Chưa nạp") == "Đúng hạn: chưa nạp."


REASON = "Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ."


def test_the_sentence_of_a_target_is_built_from_the_warehouse():
    """January to March: 4 of 7 on time; Gia Ray 3 of 3, Xuân Thành 0 of 2, the land office 1 of 2."""
    said = sentences.of_rate(stored(january()), ON_TIME_RATE, Fraction(98), Period.parse("2023-Q1"), REASON)
    assert plain(said) == (
        "Toàn huyện 57,14 % (4/7 hồ sơ), chưa đạt, thấp hơn chỉ tiêu 40,86 điểm; "
        "đã không thể đạt trong năm: trễ 3 hồ sơ, cả năm dự kiến chỉ được 1; "
        "2 đơn vị kéo xuống: Xuân Thành, Tài nguyên - Môi trường."
    )


def test_one_unit_is_not_said_to_pull_itself_down():
    scope = Scope(units=("26434",))
    con, quarter = stored(january()), Period.parse("2023-Q1")
    assert "kéo xuống" not in sentences.of_rate(con, ON_TIME_RATE, Fraction(98), quarter, REASON, scope=scope)


def test_only_a_period_from_january_on_says_what_the_year_allows():
    con = stored(a_world())
    said = [
        plain(sentences.of_rate(con, ON_TIME_RATE, Fraction(85), Period.parse(token), REASON))
        for token in ("2023-Q1", "2023-02")
    ]
    assert said[0].endswith("; còn được trễ 15 hồ sơ.")
    assert said[1] == "Toàn huyện 90,00 % (9/10 hồ sơ), đạt chỉ tiêu 85 %, cao hơn 5,00 điểm."


def test_a_target_without_cases_or_without_a_number_is_said_from_the_warehouse():
    con, quarter = build.empty(), Period.parse("2023-Q1")
    assert sentences.of_rate(con, ON_TIME_RATE, Fraction(98), quarter, REASON, label="Hồ sơ đúng hạn") == (
        "Hồ sơ đúng hạn: không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ."
    )
    said = sentences.of_rate(stored(january()), ON_TIME_RATE, None, quarter, REASON)
    assert plain(said) == "Toàn huyện 57,14 % (4/7 hồ sơ); kế hoạch không ghi con số để so."


def judged(target: str, **said: object) -> Score:
    parts = {"period": "2023", "variant": None, "figure": None, "parts": (), "status": Status.NO_DATA, "reason": None}
    return Score(target=PLAN.target(target), **(parts | said))


def reported(hits: int, cases: int) -> Figure:
    share = 100 * hits / cases if cases else None
    return Figure(
        level=None, field_groups=None, numerator=hits, denominator=cases, rate_pct=share, gap_pct=None,
        status=Status.NO_DATA,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (
            judged("CT7.01", figure=reported(12, 16)),
            "Toàn huyện 75,00 % (12/16 đơn vị), chưa đạt, thấp hơn chỉ tiêu 5,00 điểm.",
        ),
        (
            judged("CT6.05", figure=reported(6, 100)),
            "Cấp huyện 6,00 % (6/100 giao dịch), đạt chỉ tiêu 5 %, cao hơn 1,00 điểm.",
        ),
        (judged("CT7.01", reason="Chưa có số liệu."), "Đơn vị được kiểm tra: chưa có số liệu."),
        (
            judged("CT7.03", measure=Measure(value=86.5, baseline=84.0, baseline_year=2022)),
            "Chỉ số CCHC: 86,5 điểm, tăng 2,5 điểm so với năm 2022 (84), đạt.",
        ),
        (
            judged("CT7.03", measure=Measure(value=86.5, baseline_year=2022)),
            "Chỉ số CCHC: 86,5 điểm; chưa có số liệu 2022 để so sánh.",
        ),
        (
            judged("CT3.04", measure=Measure(value=1_180.0, baseline=1_200.0, baseline_year=2022)),
            "Biên chế sự nghiệp: 1.180 biên chế, giảm 20 biên chế so với năm 2022 (1.200), đạt.",
        ),
        (judged("CT7.04", measure=Measure(value=4.0)), "Hạng CCHC trong tỉnh: hạng 4."),
        (
            judged("CT2.14", figure=reported(1, 4), measure=Measure(value=25.0, baseline=20.0, baseline_year=2022)),
            "Bản sao chứng thực điện tử: 25,00 %, tăng 5,00 điểm so với năm 2022 (20,00 %), đạt.",
        ),
        (
            judged("CT7.04", measure=Measure(value=4.0), reason="Không dùng."),
            "Hạng CCHC trong tỉnh: hạng 4.",
        ),
        (
            replace(
                judged("CT7.03", measure=Measure(value=86.5)),
                target=replace(PLAN.target("CT7.03"), kind="threshold", value=Fraction(90)),
            ),
            "Chỉ số CCHC: 86,5 điểm, thiếu 3,5 điểm so với chỉ tiêu.",
        ),
        (judged("CT7.04", reason="Chưa nạp."), "Hạng CCHC trong tỉnh: chưa nạp."),
        (judged("CT7.01", figure=reported(0, 0), reason="Mẫu số là 0."), "Đơn vị được kiểm tra: mẫu số là 0."),
        (
            judged("CT3.02", measure=Measure(state=TaskState.IN_PROGRESS), deadline=date(2024, 1, 31)),
            "Sắp xếp, tinh gọn bộ máy: đang thực hiện, còn 31 ngày (hạn 31/01/2024).",
        ),
    ],
)
def test_every_kind_of_target_has_its_sentence(score, said):
    with duckdb.connect(":memory:") as nothing:  # what was reported is said without asking the warehouse
        assert plain(sentences.of_score(nothing, score, Period.parse("2023"))) == said


def test_every_target_of_a_scorecard_is_one_complete_sentence():
    con, quarter = stored(january()), Period.parse("2023-Q1")
    for one in scorecard(con, PLAN, quarter):
        said = sentences.of_score(con, one, quarter)
        assert said.endswith(".")
        assert not re.search(r"None|nan|: \.", said), one.target.id


def test_a_pace_that_judged_a_score_is_not_counted_again_for_its_sentence(monkeypatch):
    """One of many in January was late: the same pace makes it out of reach and says so."""
    con, quarter = stored(january()), Period.parse("2023-Q1")
    lost = [one for one in scorecard(con, PLAN, quarter) if one.pace is not None]
    assert lost
    expected = [sentences.of_score(con, one, quarter) for one in lost]
    again = [sentences.of_score(con, replace(one, pace=None), quarter) for one in lost]
    assert expected == again

    def counted(*_args, **_kwargs):
        raise AssertionError("counted twice")

    monkeypatch.setattr(sentences, "of_year", counted)
    assert [sentences.of_score(con, one, quarter) for one in lost] == expected


def test_the_sentence_of_a_score_is_of_the_score_s_own_scope():
    """CT2.16, land and construction: H5 in time, H4 of Xuân Thành and H6 of the land office late."""
    con, quarter = stored(january()), Period.parse("2023-Q1")
    said = sentences.of_score(con, score(con, PLAN.target("CT2.16"), quarter), quarter)
    assert plain(said).startswith("Toàn huyện 33,33 % (1/3 hồ sơ), chưa đạt, thấp hơn chỉ tiêu 63,67 điểm; ")
    assert plain(said).endswith("2 đơn vị kéo xuống: Tài nguyên - Môi trường, Xuân Thành.")
