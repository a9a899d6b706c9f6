"""The command line keeps its contract: keys, codes and texts of python -m metrics, run as others run it."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import warehouse
from metrics.__main__ import main
from metrics.catalogue import discover
from tests.metrics.test_rates import LOAD, day, drawn
from tests.metrics.twin import Load, Row, World
from tests.metrics.worlds import insert

PROJECT = Path(__file__).resolve().parents[2]

HEAD = ["indicator", "period", "variant"]
TAIL = ["numerator", "denominator", "rate_pct", "target_pct", "gap_pct", "status"]


def first_quarter() -> World:
    """Six dossiers as printed on 3 April; H4 was then open and overdue. On 3 July it is printed as done, late.

    First quarter, variant A: on time H1, H3, H5 of resolved H1, H2, H3, H5. H3 is late where hours are compared.
    """
    return drawn(
        "H1 | 26425    | Hộ tịch    | 10/01 | 20/01       | 18/01       | done      | online",
        "H2 | 26425    | Đất đai    | 12/01 | 20/01       | 02/02       | done      | direct",
        "H3 | 741.TNMT | Đất đai    | 01/02 | 10/02 10:00 | 10/02 15:00 | done      | online",
        "H4 | 741.TNMT | Đất đai    | 05/02 | 20/02       | -           | open      | direct",
        "H5 | 26434    | Chứng thực | 01/03 | 03/03       | 03/03       | done      | direct",
        "H6 | 26434    | Chứng thực | 10/03 | 15/03       | 14/03       | withdrawn | direct",
    )


def second_quarter() -> World:
    load: Load = replace(
        LOAD, load_id="L1", export_date=date(2023, 7, 3), known_until=date(2023, 6, 30),
        loaded_at=datetime(2023, 7, 3, 2),
    )  # fmt: skip
    row = Row(
        load_id="L1", source_row=0, code="H4", unit="741.TNMT", field="Đất đai", received_at=day("05/02"),
        due_at=day("20/02"), finished_at=day("11/04"), status="done", channel="direct",
    )  # fmt: skip
    return World(loads=(load,), rows=(row,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse folder with the loads of April and July, each published by itself."""
    directory = tmp_path_factory.mktemp("warehouse")
    for world in (first_quarter(), second_quarter()):
        with warehouse.staged(directory, by="kiểm thử", why="thử dòng lệnh") as staging:
            insert(staging.con, world)
            staging.load_ids.append(world.loads[0].load_id)
    return directory


def run(*arguments: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run python -m metrics in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "metrics", *arguments, *_where(folder)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def ask(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the same command in this process, which is fifty times faster: what it prints and its exit code."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            code = main([*arguments, *_where(folder)])
        except SystemExit as stopped:
            code = int(str(stopped.code))
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def _where(folder: Path | None) -> list[str]:
    return ["--warehouse", str(folder)] if folder else []


def rows(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """Rows of `rates … --format json`."""
    done = ask("rates", *arguments, "--format", "json", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def parts(row: dict[str, Any]) -> tuple[int, int]:
    return row["numerator"], row["denominator"]


def test_a_rate_is_one_row_with_the_keys_of_the_contract(folder: Path) -> None:
    done = run("rates", "on_time_rate", "--period", "2023-Q1", "--format", "json", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = json.loads(done.stdout)
    assert rows(folder, "on_time_rate", "--period", "2023-Q1") == [row]
    assert list(row) == HEAD + TAIL
    assert row == {
        "indicator": "on_time_rate", "period": "2023-Q1", "variant": "A", "numerator": 3, "denominator": 4,
        "rate_pct": 75.0, "target_pct": 98.0, "gap_pct": -23.0, "status": "missed",
    }  # fmt: skip


def test_several_indicators_come_in_the_order_asked_for(folder: Path) -> None:
    found = rows(folder, "online_filing_rate", "on_time_rate", "--period", "2023-Q1")
    assert [(row["indicator"], parts(row)) for row in found] == [
        ("online_filing_rate", (2, 6)),
        ("on_time_rate", (3, 4)),
    ]
    assert found[0]["variant"] == "received"
    assert found[0]["rate_pct"] == pytest.approx(100 / 3)


def test_by_commune_and_month_has_a_key_for_each(folder: Path) -> None:
    found = rows(folder, "on_time_rate", "--period", "2023-Q1", "--by", "commune,month")
    assert all(list(row) == [*HEAD, "commune", "month", *TAIL] for row in found)
    assert {(row["commune"], row["month"]): parts(row) for row in found if row["denominator"]} == {
        ("26425", "2023-01"): (1, 1),
        ("26425", "2023-02"): (0, 1),
        (None, "2023-02"): (1, 1),
        ("26434", "2023-03"): (1, 1),
    }


def test_every_dimension_can_be_asked_for_and_adds_up(folder: Path) -> None:
    expected = {
        "unit": {"26425", "26434", "741.TNMT"},
        "commune": {"26425", "26434", None},
        "level": {"district", "commune"},
        "reform_area": {2},
        "field": {"Hộ tịch", "Đất đai", "Chứng thực"},
        "field_group": {"ho_tich", "dat_dai", "chung_thuc"},
        "procedure": {None},
        "channel": {"online", "direct"},
        "month": {"2023-01", "2023-02", "2023-03"},
        "quarter": {"2023-Q1"},
    }
    for dimension, values in expected.items():
        found = [
            row for row in rows(folder, "on_time_rate", "--period", "2023-Q1", "--by", dimension) if row["denominator"]
        ]
        assert {row[dimension] for row in found} == values
        assert (sum(row["numerator"] for row in found), sum(row["denominator"] for row in found)) == (3, 4)


def test_field_group_and_level_limit_the_figures_and_choose_the_target(folder: Path) -> None:
    (land,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--field-group", "dat_dai")
    assert (parts(land), land["target_pct"]) == ((1, 2), 97.0)
    for together in ("dat_dai+xay_dung", "dat_dai,xay_dung"):
        (both,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--field-group", together)
        assert (parts(both), both["target_pct"]) == ((1, 2), 97.0)
    (commune,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--level", "commune")
    assert (parts(commune), commune["target_pct"]) == ((2, 3), 98.0)
    (district,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--level", "district")
    assert (parts(district), district["status"]) == ((1, 1), "met")


def test_slices_by_field_group_have_the_target_of_their_own_group(folder: Path) -> None:
    found = rows(folder, "on_time_rate", "--period", "2023-Q1", "--by", "field_group")
    assert {row["field_group"]: row["target_pct"] for row in found if row["denominator"]} == {
        "chung_thuc": 98.0, "dat_dai": 97.0, "ho_tich": 98.0,
    }  # fmt: skip


@pytest.mark.parametrize(("variant", "expected"), [("A", (3, 4)), ("B", (4, 6)), ("C", (3, 5)), ("D", (4, 5))])
def test_a_variant_can_be_named(folder: Path, variant: str, expected: tuple[int, int]) -> None:
    # H4 is resolved only after the quarter: open and overdue at its end.
    (row,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--variant", variant)
    assert (row["variant"], parts(row)) == (variant, expected)


def test_days_or_hours_can_be_compared(folder: Path) -> None:
    (days,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--compare", "date")
    (hours,) = rows(folder, "on_time_rate", "--period", "2023-Q1", "--compare", "datetime")
    assert (parts(days), parts(hours)) == ((3, 4), (2, 4))


def test_as_of_a_moment_gives_what_was_known_then(folder: Path) -> None:
    (now,) = rows(folder, "on_time_rate", "--period", "2023-H1")
    (then,) = rows(folder, "on_time_rate", "--period", "2023-H1", "--as-of", "2023-05-01")
    (hour,) = rows(folder, "on_time_rate", "--period", "2023-H1", "--as-of", "2023-07-03T09:00:00+07:00")
    (before,) = rows(folder, "on_time_rate", "--period", "2023-H1", "--as-of", "2023-01-01T00:00:00+07:00")
    assert (parts(now), parts(then), parts(hour), parts(before)) == ((3, 5), (3, 4), (3, 5), (0, 0))
    (earlier,) = rows(folder, "on_time_rate", "--period", "2023-H1", "--as-of", "2023-07-03T08:59:59+07:00")
    assert parts(earlier) == (3, 4)


def test_without_a_period_the_year_of_the_newest_day_is_taken(folder: Path) -> None:
    (row,) = rows(folder, "on_time_rate")
    assert (row["period"], parts(row)) == ("2023", (3, 5))


def test_a_year_without_a_plan_has_rates_without_targets(folder: Path) -> None:
    (row,) = rows(folder, "on_time_rate", "--period", "2022")
    assert (row["status"], row["target_pct"], row["gap_pct"]) == ("no_data", None, None)


def test_an_empty_warehouse_gives_one_row_without_a_rate(tmp_path: Path) -> None:
    found = rows(tmp_path, *discover(), "--period", "2023")
    assert [row["indicator"] for row in found] == list(discover())
    for row in found:
        assert (parts(row), row["rate_pct"], row["gap_pct"], row["status"]) == ((0, 0), None, None, "no_data")
    assert rows(tmp_path, "on_time_rate", "--period", "2023", "--as-of", "2023-05-01")[0]["rate_pct"] is None
    assert rows(tmp_path, "on_time_rate")[0]["period"] == "2023"


def test_the_folder_may_come_from_the_environment(folder: Path) -> None:
    done = run("rates", "on_time_rate", "--period", "2023-Q1", "--format", "json", WAREHOUSE_DIR=str(folder))
    assert parts(json.loads(done.stdout)[0]) == (3, 4)


def test_text_shows_decimal_commas_and_a_dash_for_what_is_missing(folder: Path, tmp_path: Path) -> None:
    assert "75,00" in ask("rates", "on_time_rate", "--period", "2023-Q1", folder=folder).stdout
    assert "–" in ask("rates", "on_time_rate", "--period", "2023-Q1", folder=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rates", "no_such_rate"), 'Không có chỉ tiêu "no_such_rate"'),
        (("rates", "on_time_rate", "--period", "2023-Q7"), 'Không hiểu kỳ "2023-Q7"'),
        (("rates", "on_time_rate", "--by", "village"), 'Không chia được theo "village"'),
        (("rates", "on_time_rate", "--variant", "Z"), 'không có cách tính "Z"'),
        (("rates", "on_time_rate", "--as-of", "hôm qua"), 'Không hiểu thời điểm "hôm qua"'),
        (("rates", "on_time_rate", "--compare", "hours"), "--compare"),
        (("rates", "on_time_rate", "--level", "province"), "--level"),
        (("rates",), "INDICATOR"),
        (("plan", "--year", "1999"), "Chưa có kế hoạch năm 1999"),
        (("scorecard", "--period", "1999"), "Chưa có kế hoạch năm 1999"),
        (("ranking",), "LỆNH"),
        ((), "LỆNH"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = ask(*arguments, folder=folder if arguments and arguments[0] in ("rates", "scorecard") else None)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("rates", "no_such_rate"), ("rates", "on_time_rate", "--period", "quý 1"), ("x",)]
)
def test_a_process_of_its_own_ends_with_2_and_no_traceback(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def damaged(folder: Path, copy: Path, *, keep: int) -> Path:
    """A copy of a warehouse folder with all but its `keep` oldest snapshots cut short."""
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    for path in sorted(copy.glob("*.duckdb"))[keep:]:
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-4096])
    return copy


def test_a_damaged_snapshot_is_passed_over_and_named(folder: Path, tmp_path: Path) -> None:
    copy = damaged(folder, tmp_path / "copy", keep=1)
    done = run("rates", "on_time_rate", "--period", "2023-H1", "--format", "json", folder=copy)
    assert done.returncode == 0
    assert parts(json.loads(done.stdout)[0]) == (3, 4)
    assert max(path.name for path in copy.glob("*.duckdb")) in done.stderr
    assert "Traceback" not in done.stderr


def test_no_intact_snapshot_at_all_is_refused_and_no_figure_given(folder: Path, tmp_path: Path) -> None:
    copy = damaged(folder, tmp_path / "copy", keep=0)
    done = run("rates", "on_time_rate", "--period", "2023-H1", "--format", "json", folder=copy)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_vietnamese_reaches_a_pipe_whose_encoding_is_that_of_windows(folder: Path) -> None:
    done = run("rates", "on_time_rate", "--period", "2023-Q1", "--by", "field", folder=folder,
               PYTHONUTF8="0", PYTHONIOENCODING="cp1252")  # fmt: skip
    assert done.returncode == 0
    assert "Hộ tịch" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_scorecard_has_every_target_of_the_plan(folder: Path) -> None:
    done = run("scorecard", "--period", "2023-Q1", "--format", "json", folder=folder)
    assert done.returncode == 0
    scores = {score["id"]: score for score in json.loads(done.stdout)}
    plan = json.loads(ask("plan", "--year", "2023", "--format", "json").stdout)
    assert list(scores) == [target["id"] for target in plan["targets"]]
    # One late of four: a year of some sixteen dossiers bears none.
    assert (parts(scores["CT2.15"]), scores["CT2.15"]["status"]) == ((3, 4), "out_of_reach")
    assert (parts(scores["CT2.16"]), scores["CT2.16"]["target_pct"]) == ((1, 2), 97.0)
    assert scores["CT7.01"]["status"] == "no_data"
    assert scores["CT7.01"]["reason"]
    assert ask("scorecard", "--period", "2023-Q1", folder=folder).stdout.count("CT") >= len(scores)


def test_the_catalogue_describes_every_indicator() -> None:
    done = run("catalogue", "--format", "json")
    assert [entry["key"] for entry in json.loads(done.stdout)] == list(discover())
    text = ask("catalogue").stdout
    assert all(indicator.label in text for indicator in discover().values())


def test_the_plan_has_the_keys_of_the_contract() -> None:
    done = run("plan", "--year", "2023", "--format", "json")
    plan = json.loads(done.stdout)
    assert list(plan) == ["targets", "tasks"]
    for target in plan["targets"]:
        assert list(target) == [
            "id", "reform_area", "paragraph", "quote", "indicator", "level", "field_group", "value", "unit", "kind",
            "conflict",
        ]  # fmt: skip
    for task in plan["tasks"]:
        assert list(task) == [
            "no", "area_as_printed", "reform_area", "text", "product", "lead", "partners", "deadline_as_printed",
            "deadline", "target_ids",
        ]  # fmt: skip
    assert [task["no"] for task in plan["tasks"]] == list(range(1, 35))
    tasks = {task["no"]: task for task in plan["tasks"]}
    assert (tasks[5]["deadline_as_printed"], tasks[5]["deadline"]) == ("31/10/20223", "2023-10-31")
    assert (tasks[1]["deadline"], tasks[33]["deadline"]) == (None, "2023-01-31")
    assert tasks[15]["target_ids"] == ["CT2.15", "CT2.16", "CT2.17", "CT2.18"]
    targets = {target["id"]: target for target in plan["targets"]}
    assert (targets["CT2.16"]["value"], targets["CT2.16"]["indicator"]) == (97, "on_time_rate")
    assert targets["CT2.22"]["value"] is None
    assert ask("plan").returncode == 0
