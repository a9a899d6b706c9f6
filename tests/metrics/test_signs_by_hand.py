"""Signs between two exports as a screen shows them, of what the views have found, written down here."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from metrics.changes import COLUMNS, between_exports, last_working_day
from warehouse.period import Period

TABLES = """
    CREATE TABLE loads AS SELECT * FROM (VALUES ('L0', 'cũ.xlsx'), ('L1', 'mới.xlsx')) AS t (load_id, file);
    CREATE TABLE ref_unit AS SELECT * FROM (VALUES
        ('26425', DATE '2000-01-01', DATE '2023-03-31', 'Thị trấn Gia Ray'),
        ('26425', DATE '2023-04-01', NULL, 'Xã Xuân Lộc'),
        ('26428', DATE '2000-01-01', NULL, 'Xã Xuân Bắc')
    ) AS t (code, valid_from, valid_to, name);
    CREATE TABLE found_due_moved (
        dossier_code VARCHAR, unit_code VARCHAR, old_due_at TIMESTAMP, new_due_at TIMESTAMP, is_certain BOOLEAN,
        old_export_date DATE, new_export_date DATE, old_load_id VARCHAR, old_sheet VARCHAR, old_row INTEGER,
        new_load_id VARCHAR, new_sheet VARCHAR, new_row INTEGER
    );
    CREATE TABLE found_finish_rewritten (
        dossier_code VARCHAR, unit_code VARCHAR, old_end_at TIMESTAMP, new_end_at TIMESTAMP, new_due_at TIMESTAMP,
        old_export_date DATE, new_export_date DATE, old_load_id VARCHAR, old_sheet VARCHAR, old_row INTEGER,
        new_load_id VARCHAR, new_sheet VARCHAR, new_row INTEGER
    );
    CREATE TABLE found_vanished (
        dossier_code VARCHAR, unit_code VARCHAR, state VARCHAR, ended_on DATE, is_carried_over BOOLEAN,
        first_day DATE, old_export_date DATE, old_load_id VARCHAR, old_sheet VARCHAR, old_row INTEGER,
        new_load_id VARCHAR
    );
    CREATE TABLE found_finish (
        unit_code VARCHAR, quarter_from DATE, n_on_due_day INTEGER, n_in_week_before INTEGER
    );
    CREATE TABLE rollup_dossier (basis VARCHAR, unit VARCHAR, day DATE, resolved BIGINT)
"""
"""What the signs are read from: views that were worked out, ends of dossiers by day, names of files and units."""

BETWEEN = {"old_export_date": date(2023, 3, 31), "new_export_date": date(2023, 6, 30)}
ROWS = {"old_load_id": "L0", "old_sheet": "A", "old_row": 2, "new_load_id": "L1", "new_sheet": "B", "new_row": 5}
FILES = ROWS | {"old_file": "cũ.xlsx", "new_file": "mới.xlsx"}
NO_ROWS = dict.fromkeys(FILES)
NO_DAYS = {"first_day": None, "last_day": None}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(TABLES)
        yield con


def put(con: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    for row in rows:
        marks = ", ".join("?" for _ in row)
        con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def signs(con: duckdb.DuckDBPyConnection, kind: str | None = None) -> list[dict[str, Any]]:
    table = between_exports(con, kind)
    assert list(table.columns) == list(COLUMNS)
    return table.astype(object).where(table.notna(), None).to_dict("records")


def test_a_due_day_that_moved_is_shown_with_both_days_and_rows(con):
    about = {"dossier_code": "H1", "unit_code": "26425", **BETWEEN, **ROWS}
    moved = {"old_due_at": "2023-03-10", "new_due_at": "2023-04-20 16:30", "is_certain": True}
    gone = {"old_due_at": "2023-03-10", "new_due_at": None, "is_certain": False, "dossier_code": "H2"}
    put(con, "found_due_moved", about | moved, about | gone)
    first, second = signs(con, "due_moved_after_due")
    assert first == {
        "kind": "due_moved_after_due", "dossier_code": "H1", "unit": "26425", "unit_name": "Thị trấn Gia Ray",
        "old": "10/03/2023", "new": "20/04/2023 16:30", "is_certain": True, "n": 1,
        "question": "Ngày hẹn đổi từ 10/03/2023 thành 20/04/2023 16:30 sau khi đã quá hẹn: vì sao?", **FILES, **NO_DAYS,
    }  # fmt: skip
    assert (second["old"], second["new"], second["is_certain"]) == ("10/03/2023", "trống", False)
    assert second["question"] == (
        "Ngày hẹn đổi từ 10/03/2023 thành trống giữa hai lần xuất, ngày hẹn cũ đã qua: đổi khi nào, vì sao?"
    )


@pytest.mark.parametrize(
    ("new", "due", "question"),
    [
        ("2023-03-10", "2023-03-10", "Ngày kết thúc đổi từ 15/03/2023 thành 10/03/2023, từ trễ hạn thành đúng hạn: "
                                     "vì sao?"),
        ("2023-03-11", "2023-03-10", "Ngày kết thúc đổi từ 15/03/2023 thành 11/03/2023: vì sao?"),
        ("2023-03-10", "2023-03-15", "Ngày kết thúc đổi từ 15/03/2023 thành 10/03/2023: vì sao?"),
        ("2023-03-10", None, "Ngày kết thúc đổi từ 15/03/2023 thành 10/03/2023: vì sao?"),
        (None, "2023-03-10", "Tệp trước ghi kết thúc 15/03/2023, tệp sau không ghi: hồ sơ có xử lý lại không?"),
    ],
)  # fmt: skip
def test_an_end_that_was_rewritten_says_whether_late_became_on_time(con, new, due, question):
    put(con, "found_finish_rewritten", {
        "dossier_code": "H1", "unit_code": "26428", "old_end_at": "2023-03-15", "new_end_at": new, "new_due_at": due,
        **BETWEEN, **ROWS,
    })  # fmt: skip
    (sign,) = signs(con)
    assert sign == {
        "kind": "finish_rewritten", "dossier_code": "H1", "unit": "26428", "unit_name": "Xã Xuân Bắc",
        "old": "15/03/2023", "new": "10/03/2023" if new == "2023-03-10" else "11/03/2023" if new else "trống",
        "question": question, "is_certain": True, "n": 1, **FILES, **NO_DAYS,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "ended", "said"),
    [
        ("open", None, "đang giải quyết"), ("waiting", None, "chờ bổ sung"),
        ("done", date(2023, 3, 9), "đã giải quyết ngày 09/03/2023"),
        ("withdrawn", date(2023, 3, 8), "trả lại, rút ngày 08/03/2023"),
    ],
)  # fmt: skip
def test_a_dossier_that_is_gone_is_shown_as_it_last_stood(con, state, ended, said):
    put(con, "found_vanished", {
        "dossier_code": "H1", "unit_code": "26425", "state": state, "ended_on": ended, "is_carried_over": False,
        "old_export_date": date(2023, 4, 1), "old_load_id": "L0", "old_sheet": "A", "old_row": 2, "new_load_id": "L1",
    })  # fmt: skip
    (sign,) = signs(con, "vanished")
    assert sign == {
        "kind": "vanished", "dossier_code": "H1", "unit": "26425", "unit_name": "Xã Xuân Lộc", "old": said,
        "new": "không có dòng", "is_certain": True, "n": 1,
        "question": f"Tệp trước có hồ sơ này ({said}), tệp sau của đơn vị không có: hồ sơ ở đâu?",
        **FILES, "new_sheet": None, "new_row": None, **NO_DAYS,
    }  # fmt: skip


def test_dossiers_that_were_not_carried_over_are_one_sign_of_each_unit_and_file(con):
    gone = {"is_carried_over": True, "first_day": date(2023, 4, 1), "old_load_id": "L0", "new_load_id": "L1"}
    put(con, "found_vanished", *[gone | {"unit_code": unit} for unit in ("26428", "26425", "26425")])
    first, second = signs(con)
    assert first == {
        "kind": "vanished", "dossier_code": None, "unit": "26425", "unit_name": "Xã Xuân Lộc", "old": "2 hồ sơ",
        "new": "không có dòng", "is_certain": False, "n": 2,
        "question": "Tệp sau không có hồ sơ nào tiếp nhận trước 01/04/2023, tệp trước có 2 hồ sơ chưa xong hoặc xong "
                    "trong kỳ đó: tệp có thiếu hồ sơ kỳ trước chuyển sang không?",
        **NO_ROWS, "old_load_id": "L0", "old_file": "cũ.xlsx", "new_load_id": "L1", "new_file": "mới.xlsx", **NO_DAYS,
    }  # fmt: skip
    assert (second["unit"], second["n"]) == ("26428", 1)


def test_many_ends_on_the_appointed_day_are_held_against_a_working_day_of_the_week_before(con):
    """30 are three times 10 a day; 30 are not three times 10,2 a day; 19 are too few to say anything."""
    put(
        con, "found_finish",
        {"unit_code": "26425", "quarter_from": date(2023, 4, 1), "n_on_due_day": 30, "n_in_week_before": 51},
        {"unit_code": "26428", "quarter_from": date(2023, 1, 1), "n_on_due_day": 19, "n_in_week_before": 0},
        {"unit_code": "26428", "quarter_from": date(2023, 10, 1), "n_on_due_day": 30, "n_in_week_before": 50},
    )  # fmt: skip
    (sign,) = signs(con)
    assert sign == {
        "kind": "spike_due_day", "dossier_code": None, "unit": "26428", "unit_name": "Xã Xuân Bắc",
        "old": "10,0 hồ sơ mỗi ngày làm việc trong tuần trước ngày hẹn", "new": "30 hồ sơ kết thúc đúng ngày hẹn",
        "question": "Quý IV 2023: 30 hồ sơ kết thúc đúng ngày hẹn, ngày làm việc trong tuần trước đó bình quân 10,0: "
                    "ngày kết thúc có phải ngày xong thật không?",
        "is_certain": True, "n": 30, **NO_ROWS, "first_day": date(2023, 10, 1), "last_day": date(2023, 12, 31),
    }  # fmt: skip


def ended(unit: str, *counts: tuple[date, int], basis: str = "list") -> list[dict[str, Any]]:
    return [{"basis": basis, "unit": unit, "day": day, "resolved": n} for day, n in counts]


def test_many_ends_at_the_end_of_a_quarter_are_held_against_its_other_days_of_that_unit(con):
    """Xuân Bắc ends 4 on each of five days of June and 20 on the 30th; Gia Ray has four other days alone."""
    june = [date(2023, 6, 5) + timedelta(days=n) for n in range(5)]
    put(
        con, "rollup_dossier",
        *ended("26428", *((day, 4) for day in june), (date(2023, 6, 30), 20), (date(2023, 5, 1), 0)),
        *ended("26425", *((day, 1) for day in june[:4]), (date(2023, 6, 30), 20)),
        *ended("26428", (date(2023, 6, 30), 50), (date(2023, 6, 5), 90), basis="form"),
    )  # fmt: skip
    (sign,) = signs(con)
    assert sign == {
        "kind": "spike_quarter_end", "dossier_code": None, "unit": "26428", "unit_name": "Xã Xuân Bắc",
        "old": "4,0 hồ sơ mỗi ngày khác có hồ sơ kết thúc trong quý", "new": "20 hồ sơ kết thúc ngày 30/06/2023",
        "question": "20 hồ sơ kết thúc ngày 30/06/2023, ngày khác trong quý bình quân 4,0: ngày kết thúc có phải ngày "
                    "xong thật không?",
        "is_certain": True, "n": 20, **NO_ROWS, "first_day": date(2023, 6, 30), "last_day": date(2023, 6, 30),
    }  # fmt: skip


def test_a_unit_that_ends_dossiers_on_the_last_days_alone_has_nothing_to_be_held_against(con):
    put(con, "rollup_dossier", *ended("26428", (date(2023, 6, 30), 90)))
    assert signs(con) == []


def test_signs_come_by_kind_then_unit_then_dossier_and_one_kind_can_be_asked_for(con):
    about = {"old_due_at": "2023-03-10", "new_due_at": "2023-04-20", "is_certain": True, **BETWEEN, **ROWS}
    for code, unit in (("H3", "26428"), ("H2", "26425"), ("H1", "26428")):
        put(con, "found_due_moved", about | {"dossier_code": code, "unit_code": unit})
        rewritten = {"old_end_at": "2023-03-15", "new_end_at": None, "new_due_at": None, **BETWEEN, **ROWS}
        put(con, "found_finish_rewritten", rewritten | {"dossier_code": code, "unit_code": unit})
    kinds = ["due_moved_after_due"] * 3 + ["finish_rewritten"] * 3
    assert [(one["kind"], one["dossier_code"]) for one in signs(con)] == list(
        zip(kinds, ["H2", "H1", "H3"] * 2, strict=True)
    )
    assert [one["dossier_code"] for one in signs(con, "finish_rewritten")] == ["H2", "H1", "H3"]


@pytest.mark.parametrize(
    ("month", "day"), [("2023-09", 29), ("2023-12", 29), ("2023-07", 31), ("2023-06", 30), ("2023-04", 28)]
)
def test_the_last_working_day_is_the_friday_before_a_weekend_or_the_last_day_itself(month, day):
    assert last_working_day(Period.parse(month)).day == day
