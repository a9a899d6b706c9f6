"""Tasks of the appendix: how each stands at a day, worked out by hand for every class of deadline."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.plan import load
from metrics.progress import Report
from metrics.tasks import DUE_SOON_DAYS, TaskStanding, TaskState, standing_of, standings
from warehouse.period import Period

PLAN = load(2023)


def task(no: int):
    return PLAN.tasks[no - 1]


def line(no: int, period: str, status: str | None, *, unit: str | None = None, finished: str | None = None) -> Report:
    return Report(
        item=f"PL.{no}",
        period=Period.parse(period),
        unit=unit,
        status=status,
        finished_on=date.fromisoformat(finished) if finished else None,
        evidence=f"BC của {unit}" if unit else None,
    )


def at(no: int, day: str, *lines: Report) -> TaskStanding:
    return standing_of(task(no), lines, date.fromisoformat(day), 2023)


def test_the_plan_has_12_continuous_15_quarterly_6_dated_and_one_monthly_task() -> None:
    classes = [one.deadline_class for one in PLAN.tasks]
    assert {name: classes.count(name) for name in set(classes)} == {
        "continuous": 12, "quarterly": 15, "date": 6, "month": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "state", "days_left", "soon"),
    [
        ("2023-09-29", "in_progress", 32, False),
        ("2023-09-30", "in_progress", 31, True),
        ("2023-10-31", "in_progress", 0, True),
        ("2023-11-01", "overdue", -1, False),
    ],
)
def test_a_dated_task_is_due_soon_a_month_before_and_overdue_the_day_after(
    day: str, state: str, days_left: int, soon: bool
) -> None:
    found = at(7, day, line(7, "2023-Q1", "in_progress"))
    assert (found.state.value, found.days_left, found.is_due_soon) == (state, days_left, soon)
    assert found.due_on == date(2023, 10, 31)


def test_a_task_that_nobody_reports_is_not_started_then_overdue_and_says_that_no_report_names_it() -> None:
    assert at(7, "2023-09-30").state is TaskState.NOT_STARTED
    late = at(7, "2023-12-31")
    assert (late.state, late.n_reporting, late.reported) == (TaskState.OVERDUE, 0, None)
    assert late.note == "Chưa có báo cáo tiến độ nào nhắc nhiệm vụ này."


def test_a_day_of_completion_holds_from_that_day_whichever_report_names_it() -> None:
    lines = (line(7, "2023-9M", "in_progress"), line(7, "2023", "done", finished="2023-10-20"))
    assert [at(7, day, *lines).state.value for day in ("2023-09-30", "2023-10-19", "2023-10-20", "2023-12-31")] == [
        "in_progress", "in_progress", "done", "done",
    ]  # fmt: skip
    found = at(7, "2023-12-31", *lines)
    assert (found.done_on, found.is_late, found.due_on) == (date(2023, 10, 20), False, None)


def test_done_after_the_deadline_is_done_and_late() -> None:
    found = at(7, "2023-12-31", line(7, "2023", "done", finished="2023-11-15"))
    assert (found.state, found.is_late, found.done_on) == (TaskState.DONE, True, date(2023, 11, 15))


def test_done_without_a_day_counts_from_the_end_of_the_first_period_that_says_so() -> None:
    lines = (line(7, "2023-Q1", "done"), line(7, "2023-H1", "done"))
    assert at(7, "2023-03-30", *lines).state is TaskState.NOT_STARTED
    assert at(7, "2023-06-30", *lines).done_on == date(2023, 3, 31)


def test_what_is_reopened_is_no_longer_done() -> None:
    lines = (line(7, "2023-Q1", "done", finished="2023-02-15"), line(7, "2023-H1", "in_progress"))
    assert at(7, "2023-06-30", *lines).state is TaskState.IN_PROGRESS


def test_a_later_report_may_name_a_day_before_an_earlier_report_of_work_in_progress() -> None:
    lines = (line(7, "2023-Q1", "in_progress"), line(7, "2023-H1", "done", finished="2023-02-15"))
    assert at(7, "2023-06-30", *lines).state is TaskState.DONE


def test_overdue_as_printed_is_a_verdict_and_the_days_decide() -> None:
    assert at(7, "2023-06-30", line(7, "2023-H1", "overdue")).state is TaskState.IN_PROGRESS
    assert at(7, "2023-12-31", line(7, "2023", "overdue")).state is TaskState.OVERDUE


def test_a_quarterly_task_owes_a_report_for_each_of_the_four_reports() -> None:
    q1, half = line(8, "2023-Q1", "in_progress"), line(8, "2023-H1", "in_progress")
    assert at(8, "2023-03-31").state is TaskState.NOT_STARTED
    assert at(8, "2023-04-01").state is TaskState.OVERDUE
    assert at(8, "2023-07-01", q1).due_on == date(2023, 6, 30)
    found = at(8, "2023-07-01", q1, half)
    assert (found.state, found.due_on, found.is_due_soon) == (TaskState.IN_PROGRESS, date(2023, 9, 30), False)
    assert [due.done_on is not None for due in found.dues] == [True, True, False, False]


def test_a_report_of_the_quarter_alone_serves_as_well_as_one_from_january() -> None:
    lines = (line(8, "2023-Q1", "in_progress"), line(8, "2023-Q2", "in_progress"))
    assert at(8, "2023-07-15", *lines).state is TaskState.IN_PROGRESS


def test_a_quarterly_task_that_is_done_owes_no_further_report() -> None:
    found = at(8, "2023-12-31", line(8, "2023-Q1", "in_progress"), line(8, "2023-H1", "done", finished="2023-05-10"))
    assert (found.state, found.due_on, found.is_late) == (TaskState.DONE, None, False)


def test_a_continuous_task_is_never_overdue() -> None:
    assert at(1, "2023-12-31").state is TaskState.NOT_STARTED
    assert at(1, "2023-12-31", line(1, "2023", "in_progress")).state is TaskState.IN_PROGRESS
    assert at(1, "2023-12-31", line(1, "2023", "done")).state is TaskState.DONE
    assert at(1, "2023-06-30").dues == ()


def test_task_33_owes_the_plan_in_january_and_the_report_at_the_end_of_the_year() -> None:
    plan = line(33, "2023-Q1", "done", finished="2023-01-18")
    report = line(33, "2023", "done", finished="2023-12-20")
    assert at(33, "2023-02-01").state is TaskState.OVERDUE
    after = at(33, "2023-03-31", plan)
    assert (after.state, after.due_on) == (TaskState.IN_PROGRESS, date(2023, 12, 31))
    assert at(33, "2023-06-30", plan, line(33, "2023-H1", "in_progress")).state is TaskState.IN_PROGRESS
    both = at(33, "2023-12-31", plan, report)
    assert (both.state, both.done_on, both.is_late) == (TaskState.DONE, date(2023, 12, 20), False)
    assert [due.done_on for due in both.dues] == [date(2023, 1, 18), date(2023, 12, 20)]


def test_several_units_have_done_a_task_when_each_that_reports_has() -> None:
    lines = [line(7, "2023-H1", "done", unit="26425", finished="2023-04-02")]
    lines.append(line(7, "2023-H1", "in_progress", unit="26428"))
    found = at(7, "2023-06-30", *lines)
    assert (found.state, found.n_done, found.n_reporting) == (TaskState.IN_PROGRESS, 1, 2)
    assert found.note == "1/2 đơn vị báo đã hoàn thành."
    assert found.evidence == ("BC của 26425", "BC của 26428")
    lines.append(line(7, "2023-9M", "done", unit="26428", finished="2023-08-01"))
    found = at(7, "2023-09-30", *lines)
    assert (found.state, found.done_on) == (TaskState.DONE, date(2023, 8, 1))


def test_reports_of_another_year_say_nothing_of_this_years_task() -> None:
    assert at(7, "2023-06-30", line(7, "2022", "done")).state is TaskState.NOT_STARTED


def test_every_task_is_there_once_in_the_order_of_the_appendix_with_its_targets() -> None:
    found = standings(PLAN, [line(7, "2023-Q1", "in_progress")], date(2023, 6, 30), [])
    assert [one.task.no for one in found] == list(range(1, 35))
    assert found[6].state is TaskState.IN_PROGRESS
    assert found[14].as_data()["target_ids"] == ["CT2.15", "CT2.16", "CT2.17", "CT2.18"]
    assert found[6].as_data()["due_on"] == "2023-10-31"


def test_a_standing_as_data_says_all_that_a_reader_of_json_needs() -> None:
    """Task 7 is due on 31/10/2023: on 21/10 ten days are left; done on 15/11 it is late."""
    lines = (
        line(7, "2023-H1", "done", unit="26425", finished="2023-04-02"),
        line(7, "2023-H1", "in_progress", unit="26428"),
    )
    plan = task(7)
    open_still = {
        "no": 7, "reform_area": plan.reform_area, "lead": plan.lead, "target_ids": list(plan.target_ids),
        "deadline_class": "date", "deadline_as_printed": plan.deadline_as_printed, "day": "2023-10-21",
        "state": "in_progress", "state_name": "Đang thực hiện", "due_on": "2023-10-31", "days_left": 10,
        "is_due_soon": True, "is_late": False, "done_on": None, "n_done": 1, "n_reporting": 2,
        "evidence": ["BC của 26425", "BC của 26428"], "decided_on": None,
        "note": "1/2 đơn vị báo đã hoàn thành.",
    }  # fmt: skip
    assert at(7, "2023-10-21", *lines).as_data() == open_still
    done = at(7, "2023-12-31", line(7, "2023", "done", finished="2023-11-15")).as_data()
    told = ("state", "state_name", "due_on", "days_left", "is_late", "done_on", "note")
    assert [done[name] for name in told] == ["done", "Hoàn thành", None, None, True, "2023-11-15", None]


@pytest.mark.parametrize(
    ("said", "reported", "state"),
    [
        (("not_started",), "not_started", TaskState.NOT_STARTED),
        (("done", "done"), "done", TaskState.DONE),
        (("not_started", "done"), "in_progress", TaskState.IN_PROGRESS),
        ((None,), None, TaskState.NOT_STARTED),
    ],
)
def test_what_is_reported_is_what_all_say_or_under_way(said, reported, state) -> None:
    lines = [line(7, "2023-H1", status, unit=f"2642{no}") for no, status in enumerate(said)]
    found = at(7, "2023-06-30", *lines)
    assert (found.reported, found.state) == (reported, state)


def test_what_is_not_done_has_no_day_of_completion_even_where_one_unit_has_finished() -> None:
    """Task 33: its plan is there since January, its report is not."""
    lines = (line(33, "2023-Q1", "done", finished="2023-01-18"), line(33, "2023-H1", "in_progress"))
    assert at(33, "2023-06-30", *lines).done_on is None


def test_a_report_handed_in_december_is_not_there_yet_in_june() -> None:
    """Task 33 again, read later: the plan of 18/01 and the report of 20/12 are both known, June is asked for."""
    lines = (
        line(33, "2023-Q1", "done", finished="2023-01-18"),
        line(33, "2023", "done", finished="2023-12-20"),
    )
    found = at(33, "2023-06-30", *lines)
    assert [due.done_on for due in found.dues] == [date(2023, 1, 18), None]
    assert (found.state, found.due_on, found.done_on) == (TaskState.IN_PROGRESS, date(2023, 12, 31), None)


def test_both_products_reopened_leave_no_day_of_completion() -> None:
    lines = (
        line(33, "2023-Q1", "done", finished="2023-01-18"),
        line(33, "2023-H1", "done", finished="2023-05-20"),
        line(33, "2023-9M", "in_progress"),
    )
    found = at(33, "2023-09-30", *lines)
    assert (found.state, found.done_on) == (TaskState.IN_PROGRESS, None)


def test_of_two_reports_that_end_on_the_day_itself_the_one_of_the_longer_period_counts() -> None:
    lines = (line(7, "2023-Q2", "in_progress"), line(7, "2023-H1", "done"))
    assert at(7, "2023-06-30", *lines).state is TaskState.DONE


def test_a_quarterly_task_done_on_the_last_day_of_a_quarter_owes_no_report_from_then_on() -> None:
    """Only the half-year's line is there; the work ended on 31/03, so no report is owed for the first quarter."""
    found = at(8, "2023-12-31", line(8, "2023-H1", "done", finished="2023-03-31"))
    assert [due.done_on for due in found.dues] == [date(2023, *end) for end in ((3, 31), (6, 30), (9, 30), (12, 31))]
    assert not found.is_late


def test_a_report_counts_on_the_last_day_of_its_period() -> None:
    found = at(8, "2023-03-31", line(8, "2023-Q1", "in_progress"))
    assert (found.due_on, found.is_due_soon) == (date(2023, 6, 30), False)


@given(
    day=st.dates(date(2023, 1, 1), date(2023, 12, 31)),
    no=st.integers(1, 34),
    said=st.lists(
        st.tuples(
            st.sampled_from(["2023-Q1", "2023-H1", "2023-Q3", "2023-9M", "2023"]),
            st.sampled_from([None, "not_started", "in_progress", "done", "overdue"]),
            st.none() | st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(date.isoformat),
            st.sampled_from([None, "26425", "26428"]),
        ),
        max_size=6,
    ),
)
def test_a_standing_never_contradicts_itself(day: date, no: int, said: list[tuple]) -> None:
    lines = [line(no, period, status, unit=unit, finished=done) for period, status, done, unit in said]
    found = standing_of(task(no), lines, day, 2023)
    assert 0 <= found.n_done <= found.n_reporting
    if found.state is TaskState.DONE:
        assert (found.due_on, found.days_left, found.is_due_soon) == (None, None, False)
        assert found.done_on is not None
        assert found.done_on <= day
    if found.state is TaskState.OVERDUE:
        assert found.due_on is not None
        assert found.due_on < day
        assert found.is_late
    if found.is_due_soon:
        assert 0 <= found.days_left <= DUE_SOON_DAYS
    if task(no).deadline_class == "continuous":
        assert found.due_on is None
    later = [one for one in lines if one.period.last > day and not (one.finished_on and one.finished_on <= day)]
    assert standing_of(task(no), [one for one in lines if one not in later], day, 2023) == found


def decided(no: int, day: str, *lines: Report, decisions: tuple[Report, ...]) -> TaskStanding:
    return standing_of(task(no), lines, date.fromisoformat(day), 2023, decisions)


def test_a_state_set_by_a_person_stands_before_all_reports_up_to_its_day() -> None:
    reports = (line(7, "2023-H1", "done", unit="26425"), line(7, "2023-H1", "done", unit="26428"))
    own = line(7, "2023-06-30..2023-06-30", "in_progress")
    found = decided(7, "2023-07-15", *reports, decisions=(own,))
    assert (found.state, found.decided_on, found.done_on) == (TaskState.IN_PROGRESS, date(2023, 6, 30), None)
    before = decided(7, "2023-06-29", *reports, decisions=(own,))
    assert before.decided_on is None


def test_a_report_of_a_later_day_takes_over_from_a_person() -> None:
    own = line(7, "2023-06-30..2023-06-30", "not_started")
    later = line(7, "2023-9M", "done", finished="2023-09-20")
    assert decided(7, "2023-09-29", later, decisions=(own,)).state is TaskState.DONE
    assert decided(7, "2023-09-10", later, decisions=(own,)).state is TaskState.NOT_STARTED


def test_of_two_states_of_one_day_the_later_one_counts() -> None:
    first, second = (line(7, "2023-06-30..2023-06-30", status) for status in ("done", "in_progress"))
    assert decided(7, "2023-07-01", decisions=(first, second)).state is TaskState.IN_PROGRESS
    assert decided(7, "2023-07-01", decisions=(second, first)).state is TaskState.DONE


def test_a_state_set_on_the_last_day_of_a_quarter_is_no_report_of_it() -> None:
    own = line(8, "2023-03-31..2023-03-31", "in_progress")
    assert decided(8, "2023-04-01", decisions=(own,)).dues[0].done_on is None


def test_a_day_of_completion_set_by_a_person_replaces_that_of_the_reports() -> None:
    reported = line(7, "2023-9M", "done", finished="2023-09-10")
    own = line(7, "2023-11-20..2023-11-20", "done", finished="2023-11-20")
    found = decided(7, "2023-12-01", reported, decisions=(own,))
    assert (found.done_on, found.is_late) == (date(2023, 11, 20), True)


def test_of_two_products_the_first_stays_handed_in_when_a_person_speaks_of_the_second() -> None:
    first = line(33, "2023-Q1", "done", finished="2023-01-18")
    own = line(33, "2023-12-20..2023-12-20", "done", finished="2023-12-20")
    found = decided(33, "2023-12-31", first, decisions=(own,))
    assert [due.done_on for due in found.dues] == [date(2023, 1, 18), date(2023, 12, 20)]


def test_a_day_of_completion_that_is_yet_to_come_is_not_done() -> None:
    """The report of the first quarter says that the work will be done on 10 April."""
    line = Report(item="PL.7", period=Period.parse("2023-Q1"), status="done", finished_on=date(2023, 4, 10))
    (task,) = [task for task in load(2023).tasks if task.no == 7]
    before, after = (standing_of(task, [line], day, 2023) for day in (date(2023, 4, 9), date(2023, 4, 10)))
    assert (before.n_done, before.n_reporting, before.state) == (0, 1, TaskState.IN_PROGRESS)
    assert (after.n_done, after.done_on, after.state) == (1, date(2023, 4, 10), TaskState.DONE)


def test_a_state_set_by_a_person_is_that_of_its_own_task() -> None:
    decided = Report(item="PL.7", period=Period.parse("2023-02-01..2023-02-10"), status="done")
    found = {one.task.no: one for one in standings(load(2023), [], date(2023, 3, 31), [decided])}
    assert (found[7].state, found[7].decided_on) == (TaskState.DONE, date(2023, 2, 10))
    assert {one.decided_on for no, one in found.items() if no != 7} == {None}
