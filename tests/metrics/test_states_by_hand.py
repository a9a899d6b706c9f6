"""States of tasks that a person has set, of a table written down here."""

from datetime import date, datetime

import duckdb
import pytest

from metrics.progress import Report
from metrics.task_states import Edit, decisions, history
from warehouse.period import Period

FIRST, SECOND, THIRD = (datetime(2023, 7, day, 2) for day in (3, 4, 5))


@pytest.fixture
def con():
    """Task 7 was set under way, then done, which was taken back; task 8 was set done, and task 7 of another year."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(
            """
            CREATE TABLE task_state (edit_id VARCHAR, year INTEGER, task_no INTEGER, stated_on DATE, status VARCHAR,
                evidence VARCHAR, finished_on DATE, note VARCHAR, reason VARCHAR, changed_at TIMESTAMP,
                changed_by VARCHAR, is_withdrawn BOOLEAN);
            INSERT INTO task_state VALUES
                ('e1', 2023, 7, '2023-06-30', 'in_progress', NULL, NULL, 'Đang trình', 'Họp', '2023-07-03 02:00', 'Lan',
                    FALSE),
                ('e2', 2023, 7, '2023-07-01', 'done', 'BC 9', '2023-06-29', NULL, 'Đã ký', '2023-07-04 02:00', 'Hoa',
                    FALSE),
                ('e2', 2023, 7, NULL, NULL, NULL, NULL, NULL, 'Nhầm', '2023-07-05 02:00', 'Lan', TRUE),
                ('e3', 2023, 8, '2023-07-01', 'done', NULL, NULL, NULL, 'Đã ký', '2023-07-04 02:00', 'Hoa', FALSE),
                ('e4', 2024, 7, '2024-07-01', 'done', NULL, NULL, NULL, 'Đã ký', '2024-07-04 02:00', 'Hoa', FALSE);
            CREATE VIEW decided_task_state AS SELECT * FROM task_state WHERE edit_id IN ('e1', 'e3')
            """
        )
        yield con


def test_every_state_of_a_task_is_told_the_newest_first_with_what_was_taken_back(con):
    taken_back = Edit(
        id="e2", stated_on=date(2023, 7, 1), status="done", evidence="BC 9", finished_on=date(2023, 6, 29), note=None,
        reason="Đã ký", changed_at=SECOND, changed_by="Hoa", withdrawn_at=THIRD, withdrawn_by="Lan",
        withdrawn_because="Nhầm",
    )  # fmt: skip
    standing = Edit(
        id="e1", stated_on=date(2023, 6, 30), status="in_progress", evidence=None, finished_on=None, note="Đang trình",
        reason="Họp", changed_at=FIRST, changed_by="Lan",
    )  # fmt: skip
    assert history(con, 2023, 7) == [taken_back, standing]
    assert [one.id for one in history(con, 2024, 7)] == ["e4"]
    assert history(con, 2023, 9) == []


def test_states_that_count_are_lines_of_their_day_in_the_order_they_were_set(con):
    con.execute("UPDATE task_state SET evidence = 'BC 1', finished_on = DATE '2023-06-28' WHERE edit_id = 'e3'")
    assert decisions(con) == [
        Report(item="PL.7", period=Period.parse("2023-06-30..2023-06-30"), status="in_progress"),
        Report(
            item="PL.8", period=Period.parse("2023-07-01..2023-07-01"), status="done", evidence="BC 1",
            finished_on=date(2023, 6, 28),
        ),
    ]  # fmt: skip
