"""What every load brought of a task: who, when, and whether the load was taken back."""

from collections.abc import Sequence
from datetime import date, datetime

import duckdb

from metrics.progress import Told, history
from warehouse import build


def world() -> duckdb.DuckDBPyConnection:
    """Two reports: P1 of 02/07 by Nội vụ, taken back; P2 of 02/10 by Tư pháp, with a line of the whole district."""
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    for load_id, loaded_at, by in (("P1", datetime(2023, 7, 2), "Nội vụ"), ("P2", datetime(2023, 10, 2), "Tư pháp")):
        con.execute(
            "INSERT INTO loads (load_id, file, kind, period, export_date, loaded_at, loaded_by, compare, is_sample) "
            "VALUES (?, ?, 'progress', '2023-H1', DATE '2023-07-01', ?, ?, 'date', FALSE)",
            [load_id, f"{load_id}.xlsx", loaded_at, by],
        )
    con.execute("INSERT INTO load_event VALUES ('P1', TIMESTAMP '2023-07-03 00:00:00', 'withdrawn', 'sai', 'Nội vụ')")
    for line in (
        ("P1", 2, None, "26437", "PL.3", "in_progress", None, None),
        ("P2", 2, "2023-9M", "26437", "PL.3", "done", "BC 31", date(2023, 9, 5)),
        ("P2", 3, "2023-9M", "741", "PL.3", "in_progress", None, None),
        ("P2", 4, "2023-9M", "26467", "PL.3", "not_started", None, None),
        ("P2", 5, "2023-9M", "26437", "PL.4", "done", None, None),
    ):
        con.execute(
            "INSERT INTO fact_progress (load_id, source_sheet, source_row, period, unit_code, item, status, evidence, "
            "finished_on) VALUES (?, 'T', ?, ?, ?, ?, ?, ?, ?)",
            list(line),
        )
    return con


def brief(lines: Sequence[Told]) -> list[tuple[str, str | None, str | None, str]]:
    return [(one.file, one.unit, one.status, one.period.token if one.period else "") for one in lines]


def test_every_line_of_one_task_comes_back_newest_load_first() -> None:
    assert brief(history(world(), "PL.3")) == [
        ("P2.xlsx", "Xã Xuân Thọ", "done", "2023-9M"),
        ("P2.xlsx", None, "in_progress", "2023-9M"),
        ("P2.xlsx", "Xã Lang Minh", "not_started", "2023-9M"),
        ("P1.xlsx", "Xã Xuân Thọ", "in_progress", "2023-H1"),
    ]


def test_a_load_that_was_taken_back_is_marked_and_says_who_loaded_it() -> None:
    lines = history(world(), "PL.3")
    assert [(one.loaded_by, one.is_withdrawn) for one in lines] == [("Tư pháp", False)] * 3 + [("Nội vụ", True)]
    assert (lines[0].evidence, lines[0].finished_on) == ("BC 31", date(2023, 9, 5))


def test_who_may_see_one_commune_sees_its_lines_and_those_of_the_district() -> None:
    assert {one.unit for one in history(world(), "PL.3", ["26437"])} == {"Xã Xuân Thọ", None}


def test_a_task_without_lines_has_no_history() -> None:
    assert history(world(), "PL.9") == []
