"""The command line over calendars, comparisons, tasks and past moments of the scorecard."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from test_command_line import ask, first_quarter, parts, second_quarter

import warehouse
from tests.metrics.worlds import insert


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loads of April and July, and with the latter a progress report of the first half of the year."""
    directory = tmp_path_factory.mktemp("warehouse")
    for world in (first_quarter(), second_quarter()):
        with warehouse.staged(directory, by="kiểm thử", why="thử dòng lệnh") as staging:
            insert(staging.con, world)
            staging.load_ids.append(world.loads[0].load_id)
    with warehouse.staged(directory, by="kiểm thử", why="thử dòng lệnh") as staging:
        staging.con.execute(
            "INSERT INTO loads (load_id, file, kind, export_date, loaded_at, compare, is_sample) "
            "VALUES ('P1', 'p.xlsx', 'progress', ?, ?, 'date', FALSE)",
            [date(2023, 7, 4), datetime(2023, 7, 4, 1)],
        )
        staging.con.execute(
            "INSERT INTO fact_progress VALUES ('P1', 'T', 2, '2023-H1', NULL, 'PL.7', NULL, NULL, NULL, 'done', "
            "'BC 9', DATE '2023-06-20'), "
            "('P1', 'T', 3, '2023-H1', NULL, 'CT5.02', 7, NULL, 5, NULL, NULL, NULL)"
        )
        staging.load_ids.append("P1")
    return directory


def answers(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = ask(*arguments, "--format", "json", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_a_quarter_from_the_15th_to_the_14th(folder: Path) -> None:
    """H3 (10/02), H1 (18/01), H5 (03/03) on time and H2 (02/02) late end by 14/03; nothing is resolved after."""
    (row,) = answers(folder, "rates", "on_time_rate", "--period", "2023-Q1", "--calendar", "d15_14")
    assert (row["period"], parts(row)) == ("2023-Q1", (3, 4))
    (row,) = answers(folder, "rates", "on_time_rate", "--period", "2023-01", "--calendar", "d15_14")
    assert parts(row) == (0, 0)
    (row,) = answers(folder, "rates", "on_time_rate", "--period", "2023-02", "--calendar", "d15_14")
    assert parts(row) == (2, 3)
    months = answers(
        folder, "rates", "on_time_rate", "--period", "2023-Q1", "--calendar", "d15_14", "--by", "month,quarter"
    )
    assert {(row["month"], row["quarter"]): parts(row) for row in months if row["denominator"]} == {
        ("2023-02", "2023-Q1"): (2, 3), ("2023-03", "2023-Q1"): (1, 1),
    }  # fmt: skip


def test_a_quarter_can_be_read_from_the_start_of_the_year(folder: Path) -> None:
    (alone,) = answers(folder, "rates", "on_time_rate", "--period", "2023-Q2")
    (since,) = answers(folder, "rates", "on_time_rate", "--period", "2023-Q2", "--cumulative")
    assert (alone["period"], parts(alone)) == ("2023-Q2", (0, 1))
    assert (since["period"], parts(since)) == ("2023-H1", (3, 5))


def test_a_quarter_stands_beside_the_one_before(folder: Path) -> None:
    (row,) = answers(folder, "rates", "on_time_rate", "--period", "2023-Q2", "--against", "previous")
    assert (parts(row), row["against_period"]) == ((0, 1), "2023-Q1")
    assert (row["against_numerator"], row["against_denominator"], row["change_pct"]) == (3, 4, -75.0)
    (row,) = answers(folder, "rates", "on_time_rate", "--period", "2023-Q1", "--against", "last_year")
    assert (row["against_period"], row["against_denominator"], row["against_rate_pct"], row["change_pct"]) == (
        "2022-Q1", 0, None, None,
    )  # fmt: skip


def test_a_year_that_is_known_until_june_is_compared_until_june(folder: Path) -> None:
    (row,) = answers(folder, "rates", "on_time_rate", "--period", "2023", "--against", "last_year")
    assert (row["period"], parts(row), row["against_period"]) == ("2023-H1", (3, 5), "2022-H1")
    by = answers(folder, "rates", "on_time_rate", "--period", "2023-Q2", "--against", "previous", "--by", "unit")
    assert [(row["unit"], parts(row), row["against_denominator"]) for row in by if row["denominator"]] == [
        ("741.TNMT", (0, 1), 1)
    ]


def test_a_unit_that_had_nothing_in_the_period_before_stands_beside_nothing(folder: Path) -> None:
    """In February H2 of 26425 and H3 of the land office were resolved; in January H1 of 26425 alone."""
    by = answers(folder, "rates", "on_time_rate", "--period", "2023-02", "--against", "previous", "--by", "unit")
    found = {row["unit"]: row for row in by}
    before = ("against_numerator", "against_denominator", "against_rate_pct", "change_pct")
    assert [found["26425"][name] for name in before] == [1, 1, 100.0, -100.0]
    assert [found["741.TNMT"][name] for name in before] == [0, 0, None, None]


def test_the_scorecard_can_be_read_as_it_was_known(folder: Path) -> None:
    now = {row["id"]: row for row in answers(folder, "scorecard", "--period", "2023-H1")}
    then = {row["id"]: row for row in answers(folder, "scorecard", "--period", "2023-H1", "--as-of", "2023-05-01")}
    assert (parts(now["CT2.15"]), parts(then["CT2.15"])) == ((3, 5), (3, 4))
    assert (now["CT5.02"]["value"], now["CT5.02"]["status"], now["CT5.02"]["baseline"]) == (7.0, "met", 5.0)
    assert (then["CT5.02"]["value"], then["CT5.02"]["status"]) == (None, "no_data")
    assert now["CT2.03"]["deadline"] == "2023-10-31"
    assert all(row["reason"] or row["status"] in ("met", "near", "missed", "out_of_reach") for row in now.values())


def test_tasks_are_listed_with_their_state_on_the_last_day(folder: Path) -> None:
    found = {row["no"]: row for row in answers(folder, "tasks", "--period", "2023-H1")}
    assert len(found) == 34
    assert (found[7]["state"], found[7]["done_on"], found[7]["evidence"]) == ("done", "2023-06-20", ["BC 9"])
    assert (found[33]["state"], found[33]["due_on"]) == ("overdue", "2023-01-31")
    text = ask("tasks", "--period", "2023-H1", folder=folder).stdout
    assert "Hoàn thành" in text
    assert "31/10/20223" in text


def test_the_scorecard_as_text_says_why_a_target_is_not_judged(folder: Path) -> None:
    text = ask("scorecard", "--period", "2023-H1", folder=folder).stdout
    assert "chưa nạp biểu chứng thực điện tử" in text
    assert "7 đơn vị, tăng 2 đơn vị so với năm 2022 (5)" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_calendar_that_does_not_know_a_period_says_where_to_add_it(folder: Path) -> None:
    done = ask("rates", "on_time_rate", "--period", "2023-Q1", "--calendar", "custom", folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "periods.csv" in done.stderr
