"""States of tasks set by a person: appended, taken back, known on a date, refused with a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest

import warehouse
from loaders.task_states import TaskStateError, set_state, withdraw
from metrics.plan import load
from metrics.task_states import decisions, history
from metrics.tasks import TaskState, standings

DAY = date(2023, 6, 30)


def reader(folder):
    return warehouse.connect(warehouse.newest(folder).served.path).cursor()


def state(con, no: int, day: date = DAY) -> TaskState:
    return standings(load(2023), [], day, decisions(con))[no - 1].state


def test_a_state_is_published_with_who_when_and_why(tmp_path):
    snapshot = set_state(tmp_path, 2023, 3, "done", DAY, reason="Đã ban hành", by="Lan",
                         evidence="QĐ 12/QĐ-UBND", finished_on=date(2023, 6, 20), note="gửi kèm")  # fmt: skip
    assert snapshot is not None
    con = reader(tmp_path)
    (edit,) = history(con, 2023, 3)
    assert (edit.status, edit.evidence, edit.reason, edit.changed_by) == ("done", "QĐ 12/QĐ-UBND", "Đã ban hành", "Lan")
    assert state(con, 3) is TaskState.DONE
    assert state(con, 3, date(2023, 6, 29)) is not TaskState.DONE
    assert history(con, 2023, 4) == []


def test_the_newest_state_counts_and_taking_it_back_brings_the_older_one(tmp_path):
    set_state(tmp_path, 2023, 3, "in_progress", DAY, reason="a", by="Lan")
    set_state(tmp_path, 2023, 3, "done", DAY, reason="b", by="Hà")
    con = reader(tmp_path)
    assert state(con, 3) is TaskState.DONE
    newest, _ = history(con, 2023, 3)
    withdraw(tmp_path, newest.id, reason="nhầm nhiệm vụ", by="Hà")
    con = reader(tmp_path)
    first, second = history(con, 2023, 3)
    assert (first.withdrawn_because, first.withdrawn_by, second.withdrawn_at) == ("nhầm nhiệm vụ", "Hà", None)
    (line,) = decisions(con)
    assert line.status == "in_progress"
    with pytest.raises(LookupError, match="đã rút trước đó"):
        withdraw(tmp_path, newest.id, reason="lần nữa", by="Hà")


def test_what_was_known_on_a_date_is_without_later_states_and_withdrawals(tmp_path):
    set_state(tmp_path, 2023, 3, "done", DAY, reason="a", by="Lan")
    (edit,) = history(reader(tmp_path), 2023, 3)
    between = datetime.now(UTC).replace(tzinfo=None)
    withdraw(tmp_path, edit.id, reason="nhầm", by="Lan")
    con = reader(tmp_path)
    assert decisions(con) == []
    warehouse.as_of(con, between)
    assert len(decisions(con)) == 1
    early = reader(tmp_path)
    warehouse.as_of(early, edit.changed_at - timedelta(seconds=1))
    assert decisions(early) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": " "}, "Ghi lý do"),
        ({"by": ""}, "Ghi tên"),
        ({"status": "overdue"}, "Quá hạn là do ngày hạn"),
        ({"stated_on": date(2022, 6, 30)}, "không thuộc năm 2023"),
        ({"status": "in_progress", "finished_on": DAY}, "Ngày hoàn thành"),
        ({"finished_on": date(2023, 7, 1)}, "Ngày hoàn thành"),
        ({"note": "gọi 0912 345 678"}, "số điện thoại"),
        ({"note": "gọi +84 912.345.678"}, "số điện thoại"),
        ({"evidence": "CCCD 075123456789"}, "số điện thoại"),
        ({"reason": "CMND 271234567"}, "số điện thoại"),
        ({"evidence": "x" * 401}, "tối đa 400"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_published(tmp_path, change, said):
    asked = {"status": "done", "stated_on": DAY, "reason": "a", "by": "Lan"} | change
    with pytest.raises(TaskStateError, match=said):
        set_state(tmp_path, 2023, 3, asked.pop("status"), asked.pop("stated_on"), **asked)
    assert warehouse.newest(tmp_path).served is None


@pytest.mark.parametrize(
    "text",
    [
        "Giải ngân 1.234.567.890 đồng",
        "Thu 100.000.000 đồng",
        "BC 123 15-06-2023",
        "tuần 12-20.06.2023",
        "QĐ 05-06-2023",
    ],
)
def test_dates_and_amounts_are_no_numbers_of_persons(tmp_path, text):
    assert set_state(tmp_path, 2023, 3, "done", DAY, reason=text, by="Lan", evidence=text) is not None
