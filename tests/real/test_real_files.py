"""Files that nobody here wrote, read through the product's own commands, against counts made without it."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "real"))
MAPPINGS = Path(__file__).parent / "mappings"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"no folder of real files at {REAL} (set REAL_DATA)")


def run(*arguments: object) -> list[dict]:
    """Run a command of the product and return its JSON answer; a refusal fails the test with its words."""
    command = [sys.executable, "-m", *map(str, arguments), "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def cases(name: str, form: str) -> list[dict]:
    """Read cases with the standard library alone: code, status, flag, and the three moments (None where empty)."""
    lower = name.startswith("boston311")
    names = ("case_enquiry_id", "open_dt", "target_dt", "closed_dt", "ontime", "case_status")
    columns = (
        names if lower else ("CASE_ENQUIRY_ID", "OPEN_DT", "TARGET_DT", "CLOSED_DT", "OnTime_Status", "CASE_STATUS")
    )

    def moment(text: str) -> datetime | None:
        return datetime.strptime(text, form) if text.strip() else None

    with (REAL / "cases" / name).open(encoding="utf-8-sig", newline="") as lines:
        return [
            {
                "code": row[columns[0]],
                "opened": moment(row[columns[1]]),
                "target": moment(row[columns[2]]),
                "closed": moment(row[columns[3]]),
                "flag": row[columns[4]],
                "status": row[columns[5]],
            }
            for row in csv.DictReader(lines)
        ]


def flagged(rows: list[dict]) -> list[dict]:
    """Return the closed rows on which the city says on time or overdue, and that have a moment to compare with."""
    return [row for row in rows if row["status"] == "Closed" and row["flag"] and row["target"] and row["closed"]]


@pytest.fixture(scope="module")
def boston(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with both case types of 2015, the second recognised by the mapping saved with the first."""
    warehouse = tmp_path_factory.mktemp("boston")
    mapping = MAPPINGS / "boston_by_type.yaml"
    run("loaders", "load", REAL / "cases" / "Graffiti Removal.csv", "--mapping", mapping, "--warehouse", warehouse)
    run("loaders", "load", REAL / "cases" / "Needle Pickup.csv", "--warehouse", warehouse)
    return warehouse


BOSTON_FORM = "%m/%d/%Y %I:%M:%S %p"
EVERY_DAY = "2015-01-01..2026-12-31"


def test_every_row_of_the_case_files_is_loaded(boston):
    loads = run("loaders", "loads", "--warehouse", boston)

    expected = {name: len(cases(name, BOSTON_FORM)) for name in ("Graffiti Removal.csv", "Needle Pickup.csv")}
    assert {load["file"]: load["rows"]["loaded"] for load in loads} == expected


def test_the_on_time_rate_is_the_one_of_the_citys_own_flag(boston):
    (rate,) = run("metrics", "rates", "on_time_rate", "--period", EVERY_DAY, "--warehouse", boston)

    rows = flagged(cases("Graffiti Removal.csv", BOSTON_FORM) + cases("Needle Pickup.csv", BOSTON_FORM))
    assert len(rows) > 3000
    assert rate["numerator"] == sum(row["flag"] == "ONTIME" for row in rows)
    assert rate["denominator"] == len(rows)


def test_on_every_single_row_the_verdict_is_the_citys_own(boston):
    import warehouse as store

    con = store.connect(store.newest(boston).served.path)
    found = dict(
        con.execute(
            "SELECT dossier_code, is_on_time_datetime FROM core_dossier WHERE state = 'done' AND is_counted"
        ).fetchall()
    )

    rows = flagged(cases("Graffiti Removal.csv", BOSTON_FORM) + cases("Needle Pickup.csv", BOSTON_FORM))
    assert {row["code"]: row["flag"] == "ONTIME" for row in rows} == found


def test_rates_by_commune_and_month_equal_an_independent_count(boston):
    table = run(
        "metrics", "rates", "on_time_rate", "--by", "commune,month", "--period", EVERY_DAY, "--warehouse", boston
    )

    rows = flagged(cases("Graffiti Removal.csv", BOSTON_FORM) + cases("Needle Pickup.csv", BOSTON_FORM))
    denominators = Counter(("26425", f"{row['closed']:%Y-%m}") for row in rows)
    numerators = Counter(("26425", f"{row['closed']:%Y-%m}") for row in rows if row["closed"] <= row["target"])
    counted = {(row["commune"], row["month"]): row for row in table if row["denominator"]}
    assert {key: row["denominator"] for key, row in counted.items()} == denominators
    assert {key: row["numerator"] for key, row in counted.items() if row["numerator"]} == numerators


def test_the_day_first_twin_gives_the_same_as_the_year_first_sample(tmp_path):
    answers = []
    for file, mapping, form in (
        ("boston311-100_2022_qsv.csv", "boston_2022.yaml", "%Y-%m-%d %H:%M:%S"),
        ("boston311-dmy-100_2022_qsv.csv", "boston_2022_day_first.yaml", "%d/%m/%Y %H:%M:%S"),
    ):
        warehouse = tmp_path / mapping
        (load,) = run(
            "loaders", "load", REAL / "cases" / file, "--mapping", MAPPINGS / mapping, "--warehouse", warehouse
        )
        assert load["rows"]["loaded"] == 100
        keys = ("on_time_rate", "online_filing_rate")
        answer = run("metrics", "rates", *keys, "--by", "month,field", "--period", "2022", "--warehouse", warehouse)
        answers.append(answer)
        rows = flagged(cases(file, form))
        on_time = [row for row in answer if row["indicator"] == "on_time_rate"]
        assert sum(row["numerator"] for row in on_time) == sum(row["flag"] == "ONTIME" for row in rows)
        assert sum(row["denominator"] for row in on_time) == len(rows)

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("file", "rows"), [("danh-sach-tthc-BoTuPhap.xlsx", 271), ("danh-sach-tthc-BoXayDung.xlsx", 525)]
)
def test_a_ministrys_procedure_list_is_loaded_with_every_row(tmp_path, file, rows):
    (load,) = run("loaders", "load", REAL / "procedures" / file, "--warehouse", tmp_path)

    assert load["kind"] == "procedures"
    assert load["rows"] == {"read": rows + 2, "loaded": rows, "rejected": 0, "skipped": 2}
