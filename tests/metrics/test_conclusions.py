"""Conclusions of meetings on slides: which ones open a meeting, and how each is said to stand on its day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from metrics.conclusions import in_short, last_time, line, slides
from metrics.slide import LAST_TIME, TODAY, Line, Slide
from warehouse.meeting_ledger import Conclusion, ConclusionState
from warehouse.period import Period

DAY = date(2023, 7, 5)
OPEN, DONE, DROPPED = ConclusionState.OPEN, ConclusionState.DONE, ConclusionState.DROPPED


def concluded(id: str, met: date, due: date | None = None, state: ConclusionState = OPEN, **other) -> Conclusion:
    fields = {"text": f"Việc {id}", "who": "UBND xã", "slide": "nhiem-vu", "slide_title": "Nhiệm vụ",
              "period": Period.parse("2023-Q2"), "snapshot": "a.duckdb", "by": "Lan",
              "at": datetime(2023, 6, 5, tzinfo=UTC)}  # fmt: skip
    return Conclusion(id=id, met_on=met, due_on=due, state=state, **(fields | other))


MAY, JUNE = date(2023, 5, 10), date(2023, 6, 10)
HISTORY = [
    concluded("done in May", MAY, date(2023, 5, 20), DONE),
    concluded("dropped in June", JUNE, date(2023, 6, 12), DROPPED),
    concluded("done in June", JUNE, date(2023, 6, 11), DONE),
    concluded("without a day", MAY),
    concluded("due today", JUNE, DAY),
    concluded("late", MAY, date(2023, 7, 4)),
    concluded("of today", DAY, date(2023, 7, 1)),
]
"""Of May, of June (the meeting before) and of the day itself."""


def slide_of(key: str, conclusions: list[Conclusion]) -> Slide:
    (found,) = [slide for slide in slides(conclusions, DAY) if slide.key == key]
    return found


def test_a_meeting_opens_with_what_is_open_by_day_and_with_all_of_the_meeting_before():
    assert [one.id for one in last_time(HISTORY, DAY)] == [
        "late", "due today", "without a day", "done in June", "dropped in June",
    ]  # fmt: skip
    later = concluded("said later", MAY, date(2023, 7, 4), at=datetime(2023, 6, 6, tzinfo=UTC))
    assert [one.id for one in last_time([later, *HISTORY], DAY)][:2] == ["late", "said later"]
    assert last_time(HISTORY, MAY) == []


def test_a_conclusion_is_late_from_the_day_after_its_due_day():
    assert in_short(HISTORY, DAY) == "Kết luận các lần trước: 3 đang thực hiện (1 quá hạn)."
    assert in_short(HISTORY, DAY + timedelta(days=1)) == "Kết luận các lần trước: 4 đang thực hiện (3 quá hạn)."
    assert in_short(HISTORY, MAY) == ""


def test_earlier_conclusions_and_those_of_today_have_a_slide_each_where_there_are_any():
    assert [slide.key for slide in slides(HISTORY, DAY)] == [LAST_TIME, TODAY]
    before = slide_of(LAST_TIME, HISTORY)
    assert (before.title, before.subtitle) == (
        "Kết luận các lần trước: 5 việc, 1 đã xong, 1 quá hạn", "Xét vào ngày 05/07/2023",
    )  # fmt: skip
    assert (before.heads, before.leads_to) == (("Thực hiện", "Hạn", ""), "nhiem-vu")
    assert [one.text for one in before.lines][:2] == ["Việc late", "Việc due today"]
    today = slide_of(TODAY, HISTORY)
    assert (today.title, [one.text for one in today.lines]) == ("Kết luận cuộc họp này: 1 việc", ["Việc of today"])
    assert [slide.key for slide in slides(HISTORY, MAY)] == [TODAY]
    assert slides([], DAY) == []


def test_a_slide_shows_nine_conclusions_and_says_how_many_more_there_are():
    many = slide_of(LAST_TIME, [concluded(str(n), JUNE, DAY + timedelta(days=n)) for n in range(11)])
    assert [one.text for one in many.lines] == [f"Việc {n}" for n in range(9)]
    assert many.subtitle == "Xét vào ngày 05/07/2023; còn 2 dòng khác trên màn hình chi tiết"


@pytest.mark.parametrize(
    ("due", "state", "status", "word", "against"),
    [
        (DAY, OPEN, "in_progress", "Đang thực hiện", "05/07/2023"),
        (date(2023, 7, 4), OPEN, "overdue", "Quá hạn", "04/07/2023"),
        (date(2023, 7, 4), DONE, "done", "Đã xong", "04/07/2023"),
        (date(2023, 7, 4), DROPPED, "unreported", "Không thực hiện nữa", "04/07/2023"),
        (None, OPEN, "in_progress", "Đang thực hiện", "không ghi hạn"),
    ],
)
def test_a_conclusion_is_a_line_that_says_how_it_stands(due, state, status, word, against):
    assert line(concluded("1", JUNE, due, state), DAY) == Line(
        status=status, word=word, text="Việc 1", value="UBND xã", against=against
    )


def test_long_texts_are_shortened_to_what_a_line_holds():
    shown = line(concluded("1", JUNE, text="việc " * 60, who="phòng " * 20), DAY)
    assert (len(shown.text) <= 150, len(shown.value) <= 40) == (True, True)
    assert (shown.text[-1], shown.value[-1]) == ("…", "…")
    assert (len(shown.text) > 140, len(shown.value) > 33) == (True, True)
