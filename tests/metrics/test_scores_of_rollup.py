"""Scores and their sentences, asked of a rollup and of reports written down by hand: numbers are worked out here."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from metrics import sentences, wording
from metrics.indicator import rates
from metrics.measures import Compare, Dimension, Scope
from metrics.plan import Status, Task, against_plan, load
from metrics.progress import Report, reports, standing
from metrics.reasons import NO_CASES, NO_GROUP_SIZE, NO_NUMBER, NOT_WHOLE
from metrics.scorecard import Measure, score, scorecard
from metrics.sentences import of_rate, of_score, pulling_down, units_with_counts
from metrics.tasks import TaskState
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.rollups import resolved, rollup, with_units
from warehouse.period import Period

PLAN = load(2023)
Q1, YEAR = Period.parse("2023-Q1"), Period.parse("2023")
ON_TIME, LAND = PLAN.target("CT2.15"), PLAN.target("CT2.16")


def plain(text: str) -> str:
    return text.replace(wording.NBSP, " ")


def a_quarter(*more, lines=(), kinds=("dossiers",)):
    """Gia Ray 99 of 100, Xuân Bắc 45 of 50 (land), the land office 16 of 20 (land): 160 of 170, land 61 of 70."""
    land = {"field": "Đất đai", "field_group": "dat_dai"}
    rows = [
        resolved("2023-01-10", 99, 100, field="Hộ tịch", field_group="ho_tich"),
        resolved("2023-02-10", 45, 50, unit="26428", **land),
        resolved("2023-03-10", 16, 20, unit="741.TNMT", level="district", **land),
    ]
    return with_units(rollup(*rows, *more), *lines, kinds=kinds)


def figures(one) -> dict:
    return {(part.level, part.field_groups): (part.numerator, part.denominator) for part in one.parts}


# Scores of what is counted


def test_a_common_target_is_judged_as_a_whole_and_each_level_beside():
    one = score(a_quarter(), ON_TIME, Q1)
    assert (one.figure.numerator, one.figure.denominator, one.variant, one.period) == (160, 170, "A", "2023-Q1")
    assert one.figure.rate_pct == pytest.approx(16_000 / 170)
    assert one.figure.gap_pct == pytest.approx(16_000 / 170 - 98)
    assert figures(one) == {("district", None): (16, 20), ("commune", None): (144, 150)}
    assert {part.level: part.status for part in one.parts} == {"district": Status.MISSED, "commune": Status.MISSED}
    assert (one.reason, one.measure, one.tasks, one.deadline, one.at_deadline) == (None, None, (), None, None)


def test_a_target_of_two_groups_is_judged_together_by_level_and_by_group():
    one = score(a_quarter(), LAND, Q1)
    both = ("dat_dai", "xay_dung")
    assert (one.figure.level, one.figure.field_groups) == (None, both)
    assert (one.figure.numerator, one.figure.denominator) == (61, 70)
    assert figures(one) == {
        ("district", both): (16, 20), ("commune", both): (45, 50),
        (None, ("dat_dai",)): (61, 70), (None, ("xay_dung",)): (0, 0),
    }  # fmt: skip


def test_a_target_of_one_group_has_no_group_beside():
    assert set(figures(score(a_quarter(), replace(LAND, field_groups=("dat_dai",)), Q1))) == {
        ("district", ("dat_dai",)), ("commune", ("dat_dai",)),
    }  # fmt: skip


def test_a_limit_of_units_and_of_a_level_holds_for_the_whole_and_its_parts():
    one = score(a_quarter(), ON_TIME, Q1, scope=Scope(units=("26428", "741.TNMT")))
    assert (one.figure.numerator, one.figure.denominator) == (61, 70)
    assert figures(one) == {("district", None): (16, 20), ("commune", None): (45, 50)}
    one = score(a_quarter(), ON_TIME, Q1, scope=Scope(level="commune"))
    assert (one.figure.level, one.figure.numerator, one.figure.denominator, one.parts) == ("commune", 144, 150, ())
    other = score(a_quarter(), replace(ON_TIME, level="district"), Q1, scope=Scope(level="commune"))
    assert (other.figure.denominator, other.status, other.reason) == (0, Status.NO_DATA, NO_CASES)


def test_a_variant_and_hours_are_those_asked_for():
    more = {"day": "2023-03-15", "became_overdue": 10, "on_time_datetime": 7}
    con = a_quarter(more)
    assert score(con, ON_TIME, Q1, variant="C").figure.denominator == 180
    assert score(con, ON_TIME, Q1, variant="C").variant == "C"
    assert score(con, ON_TIME, Q1, compare=Compare.DATETIME).figure.numerator == 7
    plan = replace(PLAN, targets=(LAND, ON_TIME))
    found = scorecard(con, plan, Q1, variants={"on_time_rate": "C"}, scope=Scope(units=("26425", "26428")))
    assert [(one.target.id, one.figure.denominator) for one in found] == [("CT2.16", 50), ("CT2.15", 160)]
    assert scorecard(con, plan, Q1, compare=Compare.DATETIME)[1].figure.numerator == 7


@pytest.mark.parametrize(
    ("hits", "expected"), [(980, Status.MET), (979, Status.NEAR), (970, Status.NEAR), (969, Status.MISSED)]
)
def test_a_year_that_is_over_is_met_near_or_missed(hits, expected):
    assert score(with_units(rollup(resolved("2023-12-31", hits, 1_000))), ON_TIME, YEAR).status is expected


def test_a_year_under_way_that_cannot_be_saved_is_out_of_reach_and_a_quarter_of_its_own_is_only_missed():
    """30 of 130 late until March; 10/31 or 100/28 a day bring at most 1.113, of which 22 may be late."""
    rows = [resolved(f"2023-0{month}-10", cases - 10, cases) for month, cases in ((1, 20), (2, 100), (3, 10))]
    con = with_units(rollup(*rows))
    assert score(con, ON_TIME, Q1).status is Status.OUT_OF_REACH
    assert score(con, ON_TIME, Period.parse("2023-03")).status is Status.MISSED
    assert score(con, ON_TIME, YEAR).status is Status.MISSED
    assert score(con, replace(ON_TIME, value=None), Q1).status is Status.NO_TARGET


def test_a_miss_has_the_pace_of_its_scope_variant_and_hours():
    """10 of 170 late, 4 of them of the land office; C misses the ten open and overdue too, hours take 3 x 5 more."""
    con = a_quarter({"day": "2023-03-15", "became_overdue": 10})
    con.execute("UPDATE rollup_dossier SET on_time_datetime = on_time - 5 WHERE on_time > 0")
    assert score(con, ON_TIME, Q1).pace.used == 10
    assert score(con, ON_TIME, Q1, scope=Scope(units=("741.TNMT",))).pace.used == 4
    assert score(con, ON_TIME, Q1, variant="C").pace.used == 20
    assert score(con, ON_TIME, Q1, compare=Compare.DATETIME).pace.used == 25


def test_what_is_met_over_or_held_against_the_year_before_has_no_pace():
    assert score(a_quarter(), replace(ON_TIME, value=Fraction(90)), Q1).pace is None
    assert score(a_quarter(), ON_TIME, Period.parse("2023-03")).pace is None
    assert score(a_quarter(), ON_TIME, YEAR).pace is None
    con = a_quarter(resolved("2022-03-31", 99, 100))
    against = score(con, replace(ON_TIME, kind="relative", direction="up"), Q1)
    assert (against.status, against.pace) == (Status.MISSED, None)


@pytest.mark.parametrize(("goal", "verdict"), [(95, Status.MET), (94, Status.NEAR), (93, Status.MISSED)])
def test_a_rate_that_must_stay_low_is_judged_from_above(goal, verdict, monkeypatch):
    """94,12 % now; a year under way that cannot be saved would be out of reach, so the year is over."""
    low = replace(ON_TIME_RATE, higher_is_better=False)
    monkeypatch.setattr("metrics.scorecard.discover", lambda: {"on_time_rate": low})
    assert score(a_quarter(), replace(ON_TIME, value=Fraction(goal)), YEAR).status is verdict


def test_a_miss_that_the_year_can_make_up_for_stays_a_miss():
    """160 of 170: 10 late; at 2 % of what comes at 50/28 a day (491) some 13 may be."""
    assert score(a_quarter(), replace(ON_TIME, value=Fraction(95)), Q1).status is Status.NEAR


def test_without_cases_the_reason_is_what_is_missing():
    empty = with_units(rollup(), kinds=())
    assert score(empty, ON_TIME, Q1).reason == "Chưa có số liệu: chưa nạp danh sách hồ sơ hoặc biểu tổng hợp."
    assert score(a_quarter(), ON_TIME, Period.parse("2024")).reason == NO_CASES
    online = PLAN.target("CT2.12")
    said = score(a_quarter(), online, Q1)
    assert (said.status, said.reason) == (
        Status.NO_DATA, 'Chưa có số liệu: tệp hồ sơ đã nạp không có cột "Hình thức nộp".',
    )  # fmt: skip
    assert score(with_units(rollup()), online, Q1).reason == said.reason
    told = {"day": "2022-05-01", "received_with_channel": 2, "received_online": 1}
    assert score(a_quarter(told), online, Q1).reason == NO_CASES


def test_a_target_without_a_number_has_its_rate_and_says_so():
    one = score(a_quarter(), replace(ON_TIME, value=None), Q1)
    assert (one.status, one.reason, one.figure.gap_pct) == (Status.NO_TARGET, NO_NUMBER, None)
    rank = replace(ON_TIME, value=None, kind="rank")
    assert score(a_quarter(), rank, Q1).reason == NO_GROUP_SIZE


def test_a_rate_against_the_year_before_is_held_against_the_same_months():
    """16.000/170 % now; 90 of 100 in the first quarter of 2022, and 1 of 100 after it that does not count."""
    target = replace(ON_TIME, kind="relative", direction="up")
    con = a_quarter(resolved("2022-03-31", 90, 100), resolved("2022-04-01", 1, 100))
    one = score(con, target, Q1)
    assert (one.status, one.reason) == (Status.MET, None)
    assert one.measure == Measure(value=pytest.approx(16_000 / 170), baseline=90.0, baseline_year=2022)
    assert one.figure.gap_pct == pytest.approx(16_000 / 170 - 90)
    alone = score(a_quarter(), target, Q1)
    assert (alone.status, alone.measure.baseline, alone.measure.baseline_year) == (Status.NO_DATA, None, 2022)
    assert alone.reason == "Chưa có số liệu 2022 để so sánh. Nhập vào cột Giá trị 2022 của báo cáo tiến độ."


@pytest.mark.parametrize(("then", "verdict"), [(95, Status.NEAR), (96, Status.MISSED)])
def test_a_rate_less_than_a_point_below_the_year_before_is_near_it(then, verdict):
    """94,12 % now."""
    con = a_quarter(resolved("2022-03-31", then, 100))
    assert score(con, replace(ON_TIME, kind="relative", direction="up"), Q1).status is verdict


def test_the_year_before_is_counted_by_the_same_variant():
    """In 2022, 90 of 100, and by C 90 of the 200 that were resolved or open and overdue."""
    con = a_quarter(resolved("2022-03-31", 90, 100), {"day": "2022-03-31", "became_overdue": 100})
    target = replace(ON_TIME, kind="relative", direction="up")
    assert score(con, target, Q1).measure.baseline == 90.0
    assert score(con, target, Q1, variant="C").measure.baseline == 45.0


def test_a_deadline_inside_the_period_is_judged_on_its_day_too():
    """Due on 10/02: 99 of 100 and 45 of 50 until then; the task of the 10/03 comes later."""
    task = Task(
        no=7, area_as_printed="", reform_area=2, text="", product="", lead="", partners="", deadline_as_printed="",
        deadline_class="date", deadline=date(2023, 2, 10), later_deadline=None, target_ids=("CT2.15",),
    )  # fmt: skip
    plan = replace(
        PLAN, tasks=(replace(task, no=9, deadline=date(2023, 3, 10)), task, replace(task, no=8, deadline=None))
    )
    one = score(a_quarter(), ON_TIME, Q1, plan=plan)
    assert (one.tasks, one.deadline) == ((9, 7, 8), date(2023, 2, 10))
    assert (one.at_deadline.figure.numerator, one.at_deadline.figure.denominator) == (144, 150)
    assert one.at_deadline.period == "2023-01-01..2023-02-10"
    data = one.as_data()
    assert (data["tasks"], data["deadline"]) == ([9, 7, 8], "2023-02-10")
    assert (data["status_at_deadline"], data["rate_pct_at_deadline"]) == (one.at_deadline.status.value, 96.0)
    assert score(a_quarter(), ON_TIME, Period.parse("2023-01"), plan=plan).at_deadline is None
    assert score(a_quarter(), ON_TIME, Period.parse("2023-01-01..2023-02-10"), plan=plan).at_deadline is None
    assert score(a_quarter(), ON_TIME, Period.parse("2023-02-10..2023-03-31"), plan=plan).at_deadline is not None


def test_a_score_is_plain_data_with_its_target_and_its_parts():
    data = score(a_quarter(), LAND, Q1).as_data()
    expected = {
        "id": "CT2.16", "label": LAND.label, "reform_area": 2, "indicator": "on_time_rate", "kind": "threshold",
        "unit": "HS", "period": "2023-Q1", "variant": "A", "level": None, "field_group": "dat_dai+xay_dung",
        "numerator": 61, "denominator": 70, "rate_pct": pytest.approx(6_100 / 70), "target_pct": 97.0,
        "gap_pct": pytest.approx(6_100 / 70 - 97), "value": None, "baseline": None, "baseline_year": None,
        "state": None, "status": data["status"], "reason": None, "course": data["course"], "target_value": 97.0,
        "printed_value": 97.0, "amended_by": None, "amended_from": None, "tasks": [], "deadline": None,
        "status_at_deadline": None,
        "rate_pct_at_deadline": None, "parts": data["parts"],
    }  # fmt: skip
    assert data == expected
    assert [part["field_groups"] for part in data["parts"]] == [
        ["dat_dai", "xay_dung"], ["dat_dai", "xay_dung"], ["dat_dai"], ["xay_dung"],
    ]  # fmt: skip
    assert [part["level"] for part in data["parts"]] == ["district", "commune", None, None]


def test_the_year_before_is_that_of_the_units_asked_for():
    con = a_quarter(resolved("2022-03-31", 90, 100), resolved("2022-03-01", 0, 50, unit="26428"))
    target = replace(ON_TIME, kind="relative", direction="up")
    assert score(con, target, Q1, scope=Scope(units=("26425",))).measure.baseline == 90.0


# Scores of what is reported


def line(item: str, period: str = "2023-Q1", **about) -> dict:
    return {"item": item, "period": period, **about}


def reported(*lines):
    return with_units(rollup(), *lines, kinds=("progress",))


def test_a_reported_share_is_added_up_over_the_units_that_report_both_parts():
    """CT7.01, 80 %: 3 of 4 and 5 of 6, the land office 1 of 1: 9 of 11; one with a numerator alone is left out."""
    con = reported(
        line("CT7.01", unit_code="26425", numerator=3, denominator=4, evidence="BC 1"),
        line("CT7.01", unit_code="26428", numerator=5, denominator=6, evidence="BC 2"),
        line("CT7.01", unit_code="741.TNMT", numerator=1, denominator=1, evidence="BC 1"),
        line("CT7.01", unit_code="26434", numerator=7),
    )
    one = score(con, PLAN.target("CT7.01"), Q1)
    assert (one.figure.numerator, one.figure.denominator, one.status, one.variant) == (9, 11, Status.MET, None)
    assert figures(one) == {("district", None): (1, 1), ("commune", None): (8, 10)}
    assert one.measure == Measure(evidence=("BC 1", "BC 2"))
    only = score(con, PLAN.target("CT7.01"), Q1, scope=Scope(units=("26425",)))
    assert (only.figure.numerator, only.figure.denominator) == (3, 4)
    assert figures(only) == {("commune", None): (3, 4)}


@pytest.mark.parametrize(("numerator", "denominator"), [(1.5, 2), (1, 2.5)])
def test_parts_that_are_no_counts_are_no_share(numerator, denominator):
    one = score(reported(line("CT7.01", numerator=numerator, denominator=denominator)), PLAN.target("CT7.01"), Q1)
    assert (one.figure, one.status, one.reason) == (None, Status.NO_DATA, NOT_WHOLE)


def test_a_reported_share_of_nothing_is_no_rate():
    one = score(reported(line("CT7.01", numerator=0, denominator=0)), PLAN.target("CT7.01"), Q1)
    assert (one.status, one.reason) == (Status.NO_DATA, "Mẫu số báo cáo bằng 0 nên không tính tỷ lệ.")


def test_a_value_is_held_against_the_one_of_2022():
    """CT5.02, units that pay their own way, is to rise: 7 and 3 now, 5 and 4 then."""
    lines = [
        line("CT5.02", unit_code="26425", numerator=7, value_2022=5, evidence="BC 1"),
        line("CT5.02", unit_code="26428", numerator=3, value_2022=4),
    ]
    one = score(reported(*lines), PLAN.target("CT5.02"), Q1)
    assert (one.status, one.figure, one.parts, one.reason) == (Status.MET, None, (), None)
    assert one.measure == Measure(value=10.0, baseline=9.0, baseline_year=2022, evidence=("BC 1",))
    lines[1]["value_2022"] = None
    alone = score(reported(*lines), PLAN.target("CT5.02"), Q1)
    assert (alone.status, alone.measure.baseline) == (Status.NO_DATA, None)


@pytest.mark.parametrize(
    ("now", "share", "verdict"), [(3, 20.0, Status.MET), (1.9, 14.5, Status.NEAR), (1, 10.0, Status.MISSED)]
)
def test_a_reported_share_is_held_against_that_of_the_year_before_in_points(now, share, verdict):
    """CT2.14: 1 and that many of 10 each; 1 of 10 and 2 of 10 were 15 % in 2022."""
    lines = [
        line("CT2.14", unit_code=unit, numerator=hits, denominator=10) for unit, hits in (("26425", now), ("26428", 1))
    ]
    then = [
        line("CT2.14", "2022", unit_code=unit, numerator=hits, denominator=10)
        for unit, hits in (("26425", 1), ("26428", 2))
    ]
    one = score(reported(*lines, *then), PLAN.target("CT2.14"), Q1)
    assert (one.measure.value, one.measure.baseline, one.status, one.period) == (share, 15.0, verdict, "2023-Q1")


def test_points_that_a_unit_reports_are_not_those_of_the_district():
    con = reported(line("CT7.03", numerator=86.5, value_2022=84), line("CT7.03", unit_code="26425", numerator=90))
    one = score(con, PLAN.target("CT7.03"), Q1)
    assert (one.measure.value, one.measure.baseline, one.status) == (86.5, 84.0, Status.MET)


def test_a_place_without_the_size_of_the_group_is_shown_and_not_judged():
    one = score(reported(line("CT7.04", numerator=4)), PLAN.target("CT7.04"), Q1)
    assert (one.measure.value, one.measure.baseline_year, one.status, one.reason) == (
        4.0, None, Status.NO_TARGET, NO_GROUP_SIZE,
    )  # fmt: skip
    five = replace(PLAN.target("CT7.04"), value=Fraction(5))
    assert score(reported(line("CT7.04", numerator=5)), five, Q1).status is Status.MET
    assert score(reported(line("CT7.04", numerator=6)), five, Q1).status is Status.MISSED


def test_money_is_only_held_against_the_same_months():
    """CT5.03 is to fall: 400 after 390 in the same months of 2022; a value to its year's end is no yardstick."""
    now, then = line("CT5.03", numerator=400), line("CT5.03", "2022-Q1", numerator=390)
    one = score(reported(now, then, line("CT5.03", "2022", numerator=520)), PLAN.target("CT5.03"), Q1)
    assert (one.measure.baseline, one.status) == (390.0, Status.MISSED)
    assert (
        score(reported(now, line("CT5.03", "2022", numerator=520)), PLAN.target("CT5.03"), Q1).status is Status.NO_DATA
    )
    units = line("CT5.02", numerator=7), line("CT5.02", "2022", numerator=5)
    assert score(reported(*units), PLAN.target("CT5.02"), Q1).measure.baseline == 5.0


POINTS, UNITS, MONEY = "CT7.03", "CT5.02", "CT5.03"


@pytest.mark.parametrize(
    ("target", "token", "lines", "baseline"),
    [
        # An older line of the whole district still says what 2022 was, the newest of them first; a later one not yet.
        (POINTS, "2023-H1", [("2023-Q1", 86, 84, None), ("2023-H1", 87, None, None)], 84.0),
        (POINTS, "2023-9M", [("2023-Q1", 86, 84, None), ("2023-H1", 87, 85, None), ("2023-9M", 88, None, None)], 85.0),
        (POINTS, "2023-Q1", [("2023-Q1", 86, None, None), ("2023-H1", 87, 84, None)], None),
        # An older line of one unit says nothing of the whole, and one of money speaks of other months.
        (UNITS, "2023-H1", [("2023-Q1", 3, 5, "26425"), ("2023-H1", 7, None, None)], None),
        (MONEY, "2023-H1", [("2023-Q1", 400, 390, None), ("2023-H1", 800, None, None)], None),
        (MONEY, "2023-Q1", [("2023-Q1", 400, 390, None)], 390.0),
        # What 2022 was is no yardstick for 2024; what was reported for 2023 is.
        (POINTS, "2024-Q1", [("2023", 86, None, None), ("2024-Q1", 88, 84, None)], 86.0),
        # What the line itself says comes before what was reported then.
        (POINTS, "2023-Q1", [("2022", 80, None, None), ("2023-Q1", 86, 84, None)], 84.0),
    ],
)
def test_the_value_of_the_year_before_is_the_one_measured_alike(target, token, lines, baseline):
    said = [
        line(target, period, numerator=value, value_2022=before, unit_code=unit)
        for period, value, before, unit in lines
    ]
    one = score(reported(*said), PLAN.target(target), Period.parse(token))
    assert (one.measure.baseline, one.measure.baseline_year) == (baseline, Period.parse(token).year - 1)


@pytest.mark.parametrize(
    ("statuses", "finished", "state", "verdict"),
    [
        (("done",), None, TaskState.DONE, Status.MET), (("in_progress",), None, TaskState.IN_PROGRESS, Status.MISSED),
        (("done", "not_started"), None, TaskState.IN_PROGRESS, Status.MISSED),
        (("done",), date(2023, 3, 31), TaskState.DONE, Status.MET),
        (("done",), date(2023, 4, 1), TaskState.IN_PROGRESS, Status.MISSED),
        (("overdue",), None, TaskState.OVERDUE, Status.MISSED),
    ],
)  # fmt: skip
def test_a_milestone_stands_as_its_units_report_it(statuses, finished, state, verdict):
    lines = [
        line("CT3.02", unit_code=unit, status=status, finished_on=finished, evidence=f"BC {unit}")
        for unit, status in zip(("26425", "26428"), statuses, strict=False)
    ]
    one = score(reported(*lines), PLAN.target("CT3.02"), Q1)
    assert (one.measure.state, one.status, one.figure, one.reason) == (state, verdict, None, None)
    assert one.measure.evidence == tuple(said["evidence"] for said in lines)


def test_a_milestone_without_a_line_of_its_own_stands_as_its_tasks_do():
    (task, *_) = PLAN.tasks_of("CT1.03")
    con = reported(line(f"PL.{task.no}", status="done", evidence="BC 4"))
    one = score(con, PLAN.target("CT1.03"), Q1, plan=PLAN)
    assert (one.status, one.measure.evidence) == (Status.MET, ("BC 4",))
    assert score(con, PLAN.target("CT1.03"), Q1).reason == (
        "Chưa có số liệu: báo cáo tiến độ đã nạp không có dòng CT1.03 của kỳ này."
    )


def test_nothing_reported_says_what_to_load():
    con = with_units(rollup(), kinds=())
    for target in ("CT7.01", "CT7.03", "CT3.02"):
        one = score(con, PLAN.target(target), Q1)
        assert (one.status, one.figure, one.period) == (Status.NO_DATA, None, "2023-Q1")
        assert one.reason == "Chưa có số liệu: chưa nạp báo cáo tiến độ chỉ tiêu, nhiệm vụ."
        assert one.as_data()["target_pct"] is None


def test_a_line_of_no_known_period_is_left_out_and_those_after_it_are_not():
    con = reported(line("CT1.01", "quý trước", numerator=1), line("CT7.01", numerator=3))
    assert [(one.item, one.numerator) for one in reports(con)] == [("CT7.01", 3)]


def test_what_one_unit_has_said_stands_beside_what_another_says_later():
    said = [Report(item="CT7.01", unit="26425", period=Q1), Report(item="CT7.01", unit="26428", period=YEAR)]
    assert standing(said, YEAR) == said


def test_lines_that_stand_come_in_the_order_of_their_units():
    said = [Report(item="CT7.01", unit=unit, period=Q1) for unit in ("26434", "26425", "741.TNMT", "26428")]
    assert [one.unit for one in standing(said, Q1)] == ["26425", "26428", "26434", "741.TNMT"]


# Sentences


def test_units_with_cases_have_their_short_names_and_unknown_ones_their_code():
    more = [resolved("2023-02-02", 1, 2, unit="99999"), resolved("2023-02-03", 1, 1, unit=None)]
    found = units_with_counts(a_quarter(*more), ON_TIME_RATE, Q1)
    assert [(unit.name, unit.type, unit.numerator, unit.denominator) for unit in found] == [
        ("Gia Ray", "thi_tran", 99, 100), ("Xuân Bắc", "xa", 45, 50), ("Tài nguyên - Môi trường", "agency", 16, 20),
        ("99999", "", 1, 2), ("không rõ đơn vị", "", 1, 1),
    ]  # fmt: skip
    only = units_with_counts(a_quarter(), ON_TIME_RATE, Q1, scope=Scope(level="district"))
    assert [unit.name for unit in only] == ["Tài nguyên - Môi trường"]


def test_a_unit_is_called_as_on_the_last_day_of_the_period():
    con = a_quarter()
    con.execute("INSERT INTO ref_unit VALUES ('26425', 'Xã Xuân Lộc', 'Xuân Lộc', 'xa', 'commune', DATE '2023-04-01')")
    assert units_with_counts(con, ON_TIME_RATE, Q1)[0].name == "Gia Ray"
    assert units_with_counts(con, ON_TIME_RATE, Period.parse("2023-01-01..2023-04-01"))[0].name == "Xuân Lộc"


def test_the_sentence_of_a_rate_names_the_pace_and_who_pulls_down():
    """10 of 170 late; at 90 % Xuân Bắc (5 of 50) meets it, the land office (4 of 20 for 2) does not.

    20/31 to 100/31 a day: 275 days bring at least 177 more, so 347 in all, of which 34 may be late: 24 left.
    """
    said = plain(of_rate(a_quarter(), ON_TIME_RATE, Fraction(90), Q1, "Không."))
    assert said == (
        "Toàn huyện 94,12 % (160/170 hồ sơ), đạt chỉ tiêu 90 %, cao hơn 4,12 điểm; còn được trễ 24 hồ sơ; "
        "1 đơn vị kéo xuống: Tài nguyên - Môi trường."
    )
    own = plain(of_rate(a_quarter(), ON_TIME_RATE, Fraction(90), Period.parse("2023-02"), "Không."))
    assert own == "Toàn huyện 90,00 % (45/50 hồ sơ), đạt đúng chỉ tiêu 90 %."


def test_a_miss_is_only_called_late_where_the_variant_leaves_out_nothing_else():
    """Variant C without open overdue dossiers: the counts of A, but a miss would be one that is still open, too."""
    said = plain(of_rate(a_quarter(), ON_TIME_RATE, Fraction(90), Q1, "Không.", variant="C"))
    assert said.startswith(
        "Toàn huyện 94,12 % (160/170 hồ sơ), đạt chỉ tiêu 90 %, cao hơn 4,12 điểm; còn được 24 hồ sơ "
    )
    assert "; còn được 24 hồ sơ không đạt; 1 đơn vị kéo xuống" in said


def test_a_rate_that_must_stay_low_is_met_below_and_pulled_by_who_is_above():
    """160 of 170 where 163 may be (96 %); Gia Ray has 99 of 100, three too many, the others fewer than they may."""
    low = replace(ON_TIME_RATE, higher_is_better=False)
    said = plain(of_rate(a_quarter(), low, Fraction(96), Q1, "Không."))
    assert said.startswith("Toàn huyện 94,12 % (160/170 hồ sơ), đạt chỉ tiêu 96 %, thấp hơn 1,88 điểm; ")
    assert said.endswith("; 1 xã, thị trấn kéo xuống: Gia Ray.")


def test_the_sentence_of_a_rate_without_a_number_or_without_cases():
    assert plain(of_rate(a_quarter(), ON_TIME_RATE, None, Q1, "Không.", said_of="Cấp xã")) == (
        "Cấp xã 94,12 % (160/170 hồ sơ); kế hoạch không ghi con số để so."
    )
    empty = with_units(rollup())
    assert of_rate(empty, ON_TIME_RATE, None, Q1, "Không có.") == "Tỷ lệ hồ sơ giải quyết đúng hạn: không có."
    assert of_rate(empty, ON_TIME_RATE, None, Q1, "Không có.", label="Đúng hạn") == "Đúng hạn: không có."


def test_the_sentence_of_a_score_is_of_its_own_scope_variant_and_hours():
    con = a_quarter({"day": "2023-02-20", "unit": "26428", "withdrawn_with_due": 10, "field_group": "dat_dai"})
    land = score(con, LAND, Q1)
    said = plain(of_score(con, land, Q1))
    # Of 50 one may be late, of 20 none: both are four short.
    assert said.startswith("Toàn huyện 87,14 % (61/70 hồ sơ), chưa đạt, thấp hơn chỉ tiêu 9,86 điểm; ")
    assert said.endswith("; 2 đơn vị kéo xuống: Tài nguyên - Môi trường, Xuân Bắc.")
    as_d = score(con, LAND, Q1, variant="D")
    assert plain(of_score(con, as_d, Q1, said_of="Cả huyện")).startswith("Cả huyện 88,75 % (71/80 hồ sơ)")
    con.execute("UPDATE rollup_dossier SET on_time_datetime = on_time - 1 WHERE on_time > 0")
    by_hours = score(con, LAND, Q1, compare=Compare.DATETIME)
    assert plain(of_score(con, by_hours, Q1, compare=Compare.DATETIME)).startswith("Toàn huyện 84,29 % (59/70 hồ sơ)")
    limit = Scope(level="commune")
    of_communes = score(con, ON_TIME, Q1, scope=limit)
    assert plain(of_score(con, of_communes, Q1, scope=limit)).startswith("Cấp xã 96,00 % (144/150 hồ sơ)")


def test_those_that_miss_most_cases_pull_down_most_and_equal_ones_go_by_name():
    units = [
        sentences.Unit(name=name, type="xa", numerator=hits, denominator=100)
        for name, hits in (("B", 95), ("A", 95), ("C", 90), ("D", 98))
    ]
    pulls = pulling_down(units, Fraction(98))
    assert [(pull.unit.name, pull.shortfall) for pull in pulls] == [("C", 8), ("A", 3), ("B", 3)]
    low = pulling_down(units, Fraction(95), higher_is_better=False)
    assert [(pull.unit.name, pull.shortfall) for pull in low] == [("D", 3)]


# Rates against the plan


def test_each_slice_is_held_against_the_target_of_its_level_and_group():
    con = a_quarter()
    table = rates(con, ON_TIME_RATE, Q1, (Dimension.FIELD,))
    judged = against_plan(con, table, ON_TIME_RATE, PLAN)
    assert judged[["field", "target_pct", "status"]].to_numpy().tolist() == [
        ["Hộ tịch", 98.0, "met"], ["Đất đai", 97.0, "missed"],
    ]  # fmt: skip
    assert judged["gap_pct"].tolist() == pytest.approx([1.0, 6_100 / 70 - 97])
    assert "target_pct" not in table
    special = replace(ON_TIME, id="H", level="district", value=Fraction(80))
    plan = replace(PLAN, targets=(*PLAN.targets, special))
    by_unit = against_plan(con, rates(con, ON_TIME_RATE, Q1, (Dimension.UNIT,)), ON_TIME_RATE, plan)
    assert by_unit["target_pct"].tolist() == [98.0, 98.0, 80.0]
    asked = against_plan(con, rates(con, ON_TIME_RATE, Q1), ON_TIME_RATE, plan, Scope(level="district"))
    assert asked[["target_pct", "status"]].to_numpy().tolist() == [[80.0, "met"]]
    of_land = against_plan(con, rates(con, ON_TIME_RATE, Q1), ON_TIME_RATE, plan, LAND.scope)
    assert of_land["target_pct"].tolist() == [97.0]
    low = replace(ON_TIME_RATE, higher_is_better=False)
    assert against_plan(con, rates(con, ON_TIME_RATE, Q1), low, plan)["status"].tolist() == ["met"]
    bare = against_plan(con, rates(con, ON_TIME_RATE, Q1), ON_TIME_RATE, None)
    assert bare["status"].tolist() == ["no_target"]
    assert bare[["target_pct", "gap_pct"]].isna().all(axis=None)
