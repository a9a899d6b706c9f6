"""Words of the screen of tasks, from standings worked out by hand."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from metrics.plan import Status, load
from metrics.progress import Report, Told
from metrics.scorecard import Figure, Measure, Score
from metrics.tasks import TaskStanding, TaskState, standing_of, standings
from ui import task_words
from ui.theme import TASK_LOOKS
from warehouse.period import Period

PLAN = load(2023)
SPACE = "\u00a0"


def line(no: int, period: str, status: str | None, finished: date | None = None, unit: str | None = None) -> Report:
    return Report(item=f"PL.{no}", period=Period.parse(period), unit=unit, status=status, finished_on=finished)


def at(no: int, day: date, *lines: Report) -> TaskStanding:
    return standing_of(PLAN.tasks[no - 1], lines, day, 2023)


def score(id: str, *, counts: tuple[int, int] | None = None, measure: Measure | None = None) -> Score:
    target = PLAN.target(id)
    figure = None
    verdict = Status.NO_DATA if measure is None else Status.MET
    if counts is not None:
        rate = 100 * counts[0] / counts[1]
        verdict = Status.MISSED if target.value is not None and rate < target.value - 1 else Status.MET
        figure = Figure(level=None, field_groups=None, numerator=counts[0], denominator=counts[1], rate_pct=rate,
                        gap_pct=None, status=verdict)  # fmt: skip
    return Score(target=target, period="2023-9M", variant=None, figure=figure, parts=(), status=verdict, reason=None,
                 measure=measure)  # fmt: skip


def test_the_title_says_what_is_overdue_due_soon_and_done():
    """30/09: quarterly tasks (15) lack two reports; 6 dated ones fall due on 31/10, one is done."""
    lines = [line(7, "2023-9M", "done", date(2023, 9, 1))]
    day = date(2023, 9, 30)
    assert task_words.title(standings(PLAN, lines, day, [])) == (
        "34 nhiệm vụ: 16 quá hạn, 5 đến hạn trong 31 ngày, 1 hoàn thành"
    )


def test_with_nothing_overdue_the_title_says_so_too():
    assert task_words.title([at(7, date(2023, 3, 1), line(7, "2023-01", "in_progress"))]) == "1 nhiệm vụ: 0 quá hạn"


def test_without_any_report_the_title_claims_only_what_days_prove():
    assert task_words.title([at(7, date(2023, 3, 1))]) == "Chưa có báo cáo tiến độ của 1 nhiệm vụ"
    silent = task_words.title([at(7, date(2023, 11, 2)), at(4, date(2023, 11, 2))])
    assert silent == "Chưa có báo cáo tiến độ của 2 nhiệm vụ; 1 nhiệm vụ đã qua hạn"


def test_a_task_that_nobody_reports_is_not_called_not_started():
    assert task_words.state_word(at(4, date(2023, 6, 30))) == "Chưa báo cáo"
    assert task_words.state_word(at(4, date(2023, 6, 30), line(4, "2023-Q1", "not_started"))) == "Chưa thực hiện"


@pytest.mark.parametrize(
    ("day", "lines", "said"),
    [
        (date(2023, 9, 30), (), "còn 31 ngày"),
        (date(2023, 10, 31), (), "đúng ngày hạn"),
        (date(2023, 11, 5), (), "quá 5 ngày"),
        (date(2023, 11, 5), (line(7, "2023-9M", "done", date(2023, 9, 20)),), "xong 20/09/2023"),
        (date(2023, 12, 31), (line(7, "2023", "done", date(2023, 11, 10)),), "xong, trễ 10 ngày"),
    ],
)
def test_how_far_a_deadline_is(day, lines, said):
    assert task_words.when(at(7, day, *lines)) == said


def test_a_task_without_a_day_is_continuous_and_one_with_all_reports_has_given_them():
    assert task_words.when(at(4, date(2023, 6, 30))) == "thường xuyên"
    every = [line(8, token, "in_progress") for token in ("2023-Q1", "2023-H1", "2023-9M", "2023")]
    assert task_words.when(at(8, date(2023, 12, 31), *every)) == "đã nộp đủ"


def test_overdue_first_then_by_day_and_done_last():
    day = date(2023, 6, 30)
    done = at(1, day, line(1, "2023-H1", "done", date(2023, 6, 1)))
    given = [at(4, day), done, at(7, day), at(8, day), at(33, day)]
    assert [standing.task.no for standing in task_words.ordered(given)] == [33, 8, 7, 4, 1]


def test_months_tell_given_late_overdue_and_open_apart():
    day = date(2023, 12, 31)
    late = at(7, day, line(7, "2023", "done", date(2023, 11, 10)))
    early = at(5, day, line(5, "2023-9M", "done", date(2023, 9, 1)))
    reported = at(8, date(2023, 12, 30), line(8, "2023-Q1", "in_progress"))
    months = {month.month: month for month in task_words.calendar([late, early, reported])}
    assert list(months) == ["2023-03", "2023-06", "2023-09", "2023-10", "2023-12"]
    october = months["2023-10"]
    assert (october.days, october.late, october.done) == ((date(2023, 10, 31),), (7,), (5,))
    assert (months["2023-03"].done, months["2023-06"].overdue, months["2023-12"].open) == ((8,), (8,), (8,))


def test_a_search_needs_no_accents_and_finds_codes():
    assert task_words.found(at(7, date(2023, 6, 30)), "ho so mau")
    assert task_words.found(at(7, date(2023, 6, 30)), "ct2.03")
    assert not task_words.found(at(7, date(2023, 6, 30)), "chung thuc")


def test_several_leads_are_each_a_lead():
    names = task_words.led_by(PLAN.tasks[14])
    assert len(names) == 4
    assert task_words.lead(PLAN.tasks[14]) == f"{names[0]} (+3)"
    assert len(set(task_words.leads(PLAN.tasks))) == len(task_words.leads(PLAN.tasks))


def test_a_figure_is_said_with_its_goal_and_status():
    assert task_words.figure(score("CT2.15", counts=(900, 1000))) == f"CT2.15: 90,00/98{SPACE}%, chưa đạt"
    assert task_words.figure(score("CT2.22", counts=(1, 2))) == f"CT2.22: 50,00{SPACE}%"
    assert task_words.figure(score("CT2.15")) == "CT2.15: chưa có số liệu"
    assert task_words.figure(score("CT1.03", measure=Measure(state=TaskState.DONE))) == "CT1.03: hoàn thành"
    assert task_words.figure(score("CT7.03", measure=Measure(value=86.5))) == f"CT7.03: 86,5{SPACE}điểm, đạt"


def test_of_several_figures_the_worst_is_said():
    several = [score("CT2.03"), score("CT2.16", counts=(99, 100)), score("CT2.15", counts=(900, 1000))]
    assert task_words.figures(several) == f"CT2.15: 90,00/98{SPACE}%, chưa đạt (+2)"
    assert task_words.figures([]) is None


def test_a_sentence_that_begins_with_the_name_is_not_named_twice():
    assert task_words.labelled("Hồ sơ mẫu", "Hồ sơ mẫu: chưa có số liệu.") == "Hồ sơ mẫu: chưa có số liệu."
    assert task_words.labelled("Hồ sơ mẫu", "Toàn huyện 70,00 %.") == "Hồ sơ mẫu. Toàn huyện 70,00 %."


def test_what_one_unit_reports_is_its_newest_line_by_the_end_of_the_period():
    lines = [line(3, "2023-Q1", "not_started", unit="26437"), line(3, "2023-H1", "done", unit="26437"),
             line(7, "2023-9M", "done", unit="26437"), line(8, "2023-H1", "done", unit="26467")]  # fmt: skip
    said = task_words.of_unit(lines, "26437", "Xã Xuân Thọ", Period.parse("2023-H1"))
    assert said.startswith("Xã Xuân Thọ báo cáo 1 nhiệm vụ: 1 hoàn thành.")
    assert "chưa báo cáo nhiệm vụ nào" in task_words.of_unit(lines, "26425", "Thị trấn Gia Ray", Period.parse("2023"))


def test_every_state_has_a_word_and_an_icon_of_its_own():
    assert {state.value for state in TaskState} < set(TASK_LOOKS)
    assert len({look.label for look in TASK_LOOKS.values()}) == len(TASK_LOOKS)
    assert len({look.icon for look in TASK_LOOKS.values()}) == len(TASK_LOOKS)


def test_a_line_of_a_report_says_its_unit_period_state_day_and_product():
    line = Told(period=Period.parse("2023-9M"), unit="Xã Xuân Thọ", status="done", evidence="Báo cáo số 31",
                finished_on=date(2023, 9, 5), file="a.xlsx", loaded_at=datetime(2023, 10, 2), loaded_by="Nội vụ",
                is_withdrawn=False)  # fmt: skip
    assert task_words.told(line) == "Xã Xuân Thọ, 9 tháng 2023: hoàn thành; xong ngày 05/09/2023; Báo cáo số 31"
    silent = replace(line, period=None, unit=None, status=None, evidence=None, finished_on=None)
    assert task_words.told(silent) == "toàn huyện: không ghi trạng thái"


def test_only_tasks_with_a_printed_day_are_dated_and_stand_by_the_day_that_counts():
    """Task 33 is printed as 31/01 and, once that is given, as 31/12; six others as 31/10."""
    day = date(2023, 9, 30)
    first = task_words.dated(standings(PLAN, [], day, []))
    assert [one.task.no for one in first] == [33, 3, 5, 6, 7, 10, 16]
    given = task_words.dated(standings(PLAN, [line(33, "2023-Q1", "done", date(2023, 1, 20))], day, []))
    assert [one.task.no for one in given] == [3, 5, 6, 7, 10, 16, 33]
