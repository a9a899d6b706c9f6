"""Every kind of target judged by hand: shares that units report, values against 2022, a place, pieces of work.

The lines of the progress reports are those of a made-up year; each test says what they must come to.
"""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import duckdb
import pytest

from metrics.plan import Amendment, Plan, Status, load
from metrics.scorecard import Score, score, scorecard
from metrics.tasks import TaskState
from tests.metrics.test_rates import drawn
from tests.metrics.worlds import insert
from warehouse import build
from warehouse.period import Period

PLAN = load(2023)
NINE_MONTHS = Period.parse("2023-9M")


def reported(*lines: tuple, kind: str = "progress") -> duckdb.DuckDBPyConnection:
    """A warehouse with one progress report: (item, period, unit, numerator, denominator, 2022, status, finished)."""
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    add(con, *lines, kind=kind)
    return con


def add(con: duckdb.DuckDBPyConnection, *lines: tuple, kind: str = "progress") -> None:
    con.execute(
        "INSERT INTO loads (load_id, file, kind, export_date, loaded_at, compare, is_sample) "
        "VALUES (?, ?, ?, ?, ?, 'date', FALSE)",
        [kind, f"{kind}.xlsx", kind, date(2023, 10, 2), datetime(2023, 10, 2, 1)],
    )
    for row, line in enumerate(lines, start=1):
        item, period, unit, numerator, denominator, value_2022, status, finished = line
        con.execute(
            "INSERT INTO fact_progress VALUES (?, 'Trang 1', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [kind, row, period, unit, item, numerator, denominator, value_2022, status, f"BC số {row}", finished],
        )
    build.build_rollup(con)


def judged(con: duckdb.DuckDBPyConnection, target: str, period: Period = NINE_MONTHS, plan: Plan = PLAN) -> Score:
    return score(con, plan.target(target), period, plan=plan)


def test_a_value_that_rose_since_2022_is_met_and_one_that_stayed_is_not() -> None:
    con = reported(
        ("CT5.02", "2023-9M", None, 7, None, 5, None, None),
        ("CT7.03", "2023-9M", None, 81.25, None, 81.25, None, None),
        ("CT3.03", "2023-9M", None, 40, None, 42, None, None),
        ("CT3.04", "2023-9M", None, 900, None, 890, None, None),
    )
    found = {one: judged(con, one) for one in ("CT5.02", "CT7.03", "CT3.03", "CT3.04")}
    assert {one: score.status.value for one, score in found.items()} == {
        "CT5.02": "met", "CT7.03": "missed", "CT3.03": "met", "CT3.04": "missed",
    }  # fmt: skip
    assert found["CT5.02"].measure.baseline_year == 2022


def test_without_a_value_of_2022_the_value_is_shown_and_not_judged() -> None:
    found = judged(reported(("CT5.02", "2023-9M", None, 7, None, None, None, None)), "CT5.02")
    assert (found.status, found.measure.value, found.measure.baseline) == (Status.NO_DATA, 7.0, None)
    assert found.reason == "Chưa có số liệu 2022 để so sánh. Nhập vào cột Giá trị 2022 của báo cáo tiến độ."


def test_a_value_of_2022_entered_once_serves_all_year_but_not_for_money() -> None:
    con = reported(
        ("CT5.02", "2023-Q1", None, 5, None, 5, None, None), ("CT5.02", "2023-9M", None, 6, None, None, None, None),
        ("CT5.03", "2023-Q1", None, 100, None, 110, None, None),
        ("CT5.03", "2023-9M", None, 400, None, None, None, None),
    )  # fmt: skip
    assert (judged(con, "CT5.02").status, judged(con, "CT5.02").measure.baseline) == (Status.MET, 5.0)
    assert (judged(con, "CT5.03").status, judged(con, "CT5.03").measure.baseline) == (Status.NO_DATA, None)


def test_money_is_compared_over_the_same_months_of_2022() -> None:
    con = reported(
        ("CT5.03", "2023-9M", None, 400, None, None, None, None),
        ("CT5.03", "2022-9M", None, 390, None, None, None, None),
        ("CT5.03", "2022", None, 520, None, None, None, None),
    )  # fmt: skip
    found = judged(con, "CT5.03")
    assert (found.measure.value, found.measure.baseline, found.status) == (400.0, 390.0, Status.MISSED)
    half = judged(con, "CT5.03", Period.parse("2023-H1"))
    assert (half.measure, half.status) == (None, Status.NO_DATA)


def test_units_add_up_and_one_without_its_value_of_2022_leaves_the_sum_open() -> None:
    whole = [("CT3.04", "2023-9M", unit, value, None, before, None, None)
             for unit, value, before in (("26425", 30, 31), ("26428", 20, 22))]  # fmt: skip
    found = judged(reported(*whole), "CT3.04")
    assert (found.measure.value, found.measure.baseline, found.status) == (50.0, 53.0, Status.MET)
    part = [*whole[:1], ("CT3.04", "2023-9M", "26428", 20, None, None, None, None)]
    assert judged(reported(*part), "CT3.04").status is Status.NO_DATA


def test_the_newest_report_of_a_unit_counts_and_none_from_after_the_period() -> None:
    con = reported(
        ("CT3.03", "2023-Q1", "26425", 10, None, 11, None, None),
        ("CT3.03", "2023-9M", "26425", 9, None, 11, None, None),
        ("CT3.03", "2023", "26425", 7, None, 11, None, None), ("CT3.03", "2023-Q1", "26428", 4, None, 4, None, None),
    )  # fmt: skip
    assert judged(con, "CT3.03").measure.value == 13.0
    assert judged(con, "CT3.03", Period.parse("2023-Q1")).measure.value == 14.0
    assert judged(con, "CT3.03", Period.parse("2023")).measure.value == 11.0


def test_points_of_the_district_are_not_the_sum_of_its_units() -> None:
    con = reported(
        ("CT7.03", "2023", None, 85.5, None, 84, None, None), ("CT7.03", "2023", "26425", 90, None, 80, None, None)
    )
    found = judged(con, "CT7.03", Period.parse("2023"))
    assert (found.measure.value, found.status) == (85.5, Status.MET)


def test_a_place_needs_the_size_of_the_leading_group() -> None:
    con = reported(("CT7.04", "2023", None, 3, None, None, None, None))
    found = judged(con, "CT7.04", Period.parse("2023"))
    assert (found.status, found.measure.value) == (Status.NO_TARGET, 3.0)
    assert "quy mô nhóm dẫn đầu" in found.reason
    for size, status in ((3, Status.MET), (4, Status.MET), (2, Status.MISSED)):
        entered = Amendment(valid_from=date(2023, 1, 1), value=Fraction(size), document="CV 5/UBND", quote="")
        target = replace(PLAN.target("CT7.04"), amendments=(entered,))
        assert score(con, target, Period.parse("2023"), plan=PLAN).status is status


def test_a_place_among_eleven_is_a_place_and_no_share_of_eleven() -> None:
    """The report's "Mẫu số" says of how many; so do points of a hundred."""
    con = reported(
        ("CT7.04", "2023", None, 3, 11, None, None, None),
        ("CT7.03", "2022", None, 84, 100, None, None, None),
        ("CT7.03", "2023", None, 86, 100, None, None, None),
    )
    place, points = (judged(con, one, Period.parse("2023")).measure for one in ("CT7.04", "CT7.03"))
    assert place.value == 3.0
    assert (points.value, points.baseline) == (86.0, 84.0)


def test_a_milestone_is_met_when_its_work_is_done() -> None:
    con = reported(
        ("CT1.03", "2023-9M", None, None, None, None, "done", date(2023, 8, 1)),
        ("CT3.02", "2023-9M", None, None, None, None, "in_progress", None),
        ("CT7.06", "2023-9M", None, None, None, None, "overdue", None),
    )
    found = {one: judged(con, one) for one in ("CT1.03", "CT3.02", "CT7.06", "CT7.05")}
    assert [one.status.value for one in found.values()] == ["met", "missed", "missed", "no_data"]
    assert [one.measure.state for one in list(found.values())[:3]] == [
        TaskState.DONE, TaskState.IN_PROGRESS, TaskState.OVERDUE,
    ]  # fmt: skip
    assert found["CT7.05"].reason == "Chưa có số liệu: báo cáo tiến độ đã nạp không có dòng CT7.05 của kỳ này."
    assert judged(con, "CT1.03", Period.parse("2023-H1")).status is Status.NO_DATA


def test_a_milestone_without_a_line_of_its_own_stands_as_its_tasks_do() -> None:
    con = reported(
        ("PL.24", "2023-9M", None, None, None, None, "done", date(2023, 6, 1)),
        ("PL.25", "2023-9M", None, None, None, None, "in_progress", None),
    )
    assert judged(con, "CT5.01").measure.state is TaskState.IN_PROGRESS
    con = reported(("PL.24", "2023-9M", None, None, None, None, "done", date(2023, 6, 1)))
    assert (judged(con, "CT5.01").measure.state, judged(con, "CT5.01").status) == (TaskState.DONE, Status.MET)


def as_if_not_counted(target: str) -> Plan:
    """The plan with one target whose indicator the program does not know, as a new plan may have it."""
    changed = replace(PLAN.target(target), indicator="")
    return replace(PLAN, targets=tuple(changed if one.id == target else one for one in PLAN.targets))


def test_a_share_that_only_reports_give_is_a_ratio_of_sums_with_each_level_beside() -> None:
    """40 of 50 and 30 of 90: 70 of 140 is 50 %, the mean of the two rates would be 57 %."""
    con = reported(
        ("CT4.03", "2023-9M", "26425", 40, 50, None, None, None),
        ("CT4.03", "2023-9M", "741.NV", 30, 90, None, None, None),
    )  # fmt: skip
    found = judged(con, "CT4.03", plan=as_if_not_counted("CT4.03"))
    assert (found.figure.numerator, found.figure.denominator, found.status) == (70, 140, Status.MET)
    assert {part.level: (part.numerator, part.denominator, part.status.value) for part in found.parts} == {
        "district": (30, 90, "missed"), "commune": (40, 50, "met"),
    }  # fmt: skip


def test_parts_that_are_no_counts_and_an_empty_share_are_not_judged() -> None:
    plan = as_if_not_counted("CT4.03")
    broken = judged(reported(("CT4.03", "2023-9M", None, 1.5, 3, None, None, None)), "CT4.03", plan=plan)
    assert (broken.status, broken.figure) == (Status.NO_DATA, None)
    assert "không phải số đếm" in broken.reason
    empty = judged(reported(("CT4.03", "2023-9M", None, 0, 0, None, None, None)), "CT4.03", plan=plan)
    assert (empty.status, empty.figure.rate_pct, empty.reason) == (
        Status.NO_DATA, None, "Mẫu số báo cáo bằng 0 nên không tính tỷ lệ.",
    )  # fmt: skip


def test_a_dated_target_is_judged_on_its_day_and_at_the_end_of_the_year() -> None:
    """Conflict 28: task 7 is due on 31/10; 60 of 100 then, 80 of 100 at the end, 70 % asked for."""
    con = reported(
        ("CT2.03", "2023-9M", None, 60, 100, None, None, None), ("CT2.03", "2023", None, 80, 100, None, None, None)
    )
    plan = as_if_not_counted("CT2.03")
    early = judged(con, "CT2.03", plan=plan)
    assert (early.deadline, early.at_deadline, early.tasks) == (date(2023, 10, 31), None, (7,))
    final = judged(con, "CT2.03", Period.parse("2023"), plan=plan)
    assert (final.status, final.at_deadline.status) == (Status.MET, Status.MISSED)
    assert final.as_data()["rate_pct_at_deadline"] == 60.0


def test_an_amended_value_judges_from_its_day_on_and_the_printed_one_stays_beside() -> None:
    """50 % until the amendment of 01/07 asks for 55 %: 52 of 100 meets the first and misses the second by three."""
    con = reported(
        ("CT4.03", "2023-H1", None, 52, 100, None, None, None), ("CT4.03", "2023-Q1", None, 52, 100, None, None, None)
    )
    later = Amendment(valid_from=date(2023, 7, 1), value=Fraction(55), document="123/QĐ-UBND ngày 28/06/2023", quote="")
    plan = as_if_not_counted("CT4.03")
    target = replace(plan.target("CT4.03"), amendments=(later,))
    plan = replace(plan, targets=(target,))
    (half,) = scorecard(con, plan, Period.parse("2023-H1"))
    (nine,) = scorecard(con, plan, NINE_MONTHS)
    assert (half.status, half.as_data()["target_pct"], half.as_data()["amended_by"]) == (Status.MET, 50.0, None)
    assert nine.status is Status.MISSED
    data = nine.as_data()
    assert (data["target_value"], data["printed_value"], data["amended_by"], data["amended_from"]) == (
        55.0, 50.0, "123/QĐ-UBND ngày 28/06/2023", "2023-07-01",
    )  # fmt: skip


def test_a_target_waits_for_exports_by_their_names_and_no_code_of_a_layout() -> None:
    con = reported()
    for one in scorecard(con, PLAN, NINE_MONTHS):
        assert one.status is Status.NO_DATA
        assert one.reason
        assert not any(f"L{number}" in one.reason for number in range(1, 12))
    reasons = {one.target.id: one.reason for one in scorecard(build.empty(), PLAN, NINE_MONTHS)}
    assert reasons["CT2.13"] == "Chưa có số liệu: chưa nạp biểu chứng thực điện tử."
    assert reasons["CT2.17"] == "Chưa có số liệu: chưa nạp kết quả khảo sát hài lòng."
    assert reasons["CT7.01"] == "Chưa có số liệu: chưa nạp báo cáo tiến độ chỉ tiêu, nhiệm vụ."
    assert reasons["CT2.04"].endswith("danh mục thủ tục hành chính hoặc báo cáo tiến độ chỉ tiêu, nhiệm vụ.")


def test_a_dossier_list_without_the_column_says_which_column_is_missing() -> None:
    world = drawn("H1 | 26425 | Hộ tịch | 10/01 | 20/01 | 18/01 | done | -")
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    insert(con, replace(world, rows=tuple(replace(row, channel=None) for row in world.rows)))
    build.build_rollup(con)
    assert judged(con, "CT2.12").reason == 'Chưa có số liệu: tệp hồ sơ đã nạp không có cột "Hình thức nộp".'


@pytest.mark.parametrize("period", ["2023-Q1", "2023-9M", "2023", "2023-04", "2024-Q1"])
def test_every_target_has_a_verdict_or_a_reason_in_every_period(period: str) -> None:
    con = reported(
        ("CT5.02", "2023-9M", None, 7, None, 5, None, None),
        ("CT4.03", "2023-H1", "26425", 4, 5, None, None, None),
        ("CT1.03", "2023-Q1", None, None, None, None, "in_progress", None),
    )
    found = scorecard(con, PLAN, Period.parse(period))
    assert len(found) == 53
    for one in found:
        assert (one.status in (Status.NO_DATA, Status.NO_TARGET)) == bool(one.reason)
