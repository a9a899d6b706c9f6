"""Dossiers with their rows, refused rows and what a person should look at, of tables written down here."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pandas as pd
import pytest

from metrics.durations import days_taken
from metrics.lineage import Days, dossiers, fields_without_group, messages, problems, rejects, rows
from metrics.measures import Scope
from warehouse import build
from warehouse.period import Period

TABLES = """
    CREATE TABLE loads AS SELECT * FROM (VALUES
        ('L1', 'một.xlsx', DATE '2023-04-03', TIMESTAMP '2023-04-03 02:00'),
        ('L2', 'hai.xlsx', DATE '2023-07-03', TIMESTAMP '2023-07-03 02:00')
    ) AS t (load_id, file, export_date, loaded_at);
    CREATE TABLE counted_load AS SELECT 'L1' AS load_id;
    CREATE TABLE ref_unit AS SELECT * FROM (VALUES
        ('26425', 'Xã Xuân Lộc', DATE '2023-02-01', NULL),
        ('26425', 'Thị trấn Gia Ray', DATE '2000-01-01', DATE '2023-01-31'),
        ('26428', 'Xã Xuân Bắc', DATE '2000-01-01', NULL)
    ) AS t (code, name, valid_from, valid_to);
    CREATE TABLE ref_field AS SELECT 'hộ tịch' AS field_key;
    CREATE TABLE quality_dossier AS SELECT *, load_id AS source_sheet, field IS NULL AS has_no_field FROM (VALUES
        ('H3', '26425', 'Hộ tịch', 'ho_tich', 'Đăng ký', 'online', DATE '2023-01-31', DATE '2023-02-10',
         DATE '2023-02-10', 'done', FALSE, 2, 'L1'),
        ('H2', '26425', 'Hộ tịch', 'ho_tich', 'Đăng ký', 'direct', DATE '2023-01-31', DATE '2023-02-10',
         DATE '2023-02-12', 'done', FALSE, 3, 'L1'),
        ('H1', '26425', 'Lạ', 'khac', 'Đăng ký', NULL, DATE '2023-02-01', DATE '2023-02-10', DATE '2023-02-10',
         'withdrawn', FALSE, 4, 'L2'),
        ('H4', '26428', NULL, 'khac', NULL, 'direct', DATE '2023-01-02', NULL, DATE '2023-02-09', 'done', TRUE, 5,
         'L2'),
        ('H5', '26428', 'Khác', 'khac', NULL, 'direct', DATE '2023-01-01', DATE '2023-01-05', NULL, 'open', FALSE, 6,
         'L2')
    ) AS t (dossier_code, unit_code, field, field_group, procedure, channel, received_on, due_on, ended_on, state,
        is_undated, source_row, load_id);
    CREATE VIEW core_dossier AS SELECT *, 'commune' AS level FROM quality_dossier;
    CREATE TABLE rollup_dossier AS SELECT * FROM (VALUES
        ('26425', 'Hộ tịch', 'ho_tich', 9, 0, 0), ('26425', 'Lạ', 'khac', 2, 1, 1), ('26428', 'Lạ', 'khac', 1, 0, 0),
        ('26428', 'Ẩn', 'khac', 5, 0, 0), ('26428', 'Bến', 'khac', 5, 0, 0), ('26428', NULL, 'khac', 50, 0, 0)
    ) AS t (unit, field, field_group, received, not_accepted, unknown_status);
    CREATE TABLE found_problem AS SELECT *, 0 AS withdrawn_undated FROM (VALUES
        ('Lạ', 'khac', 3, 1, 0, 2, 0, 0), ('Ẩn', 'khac', 5, 0, 0, 0, 0, 1), (NULL, 'khac', 2, 0, 2, 0, 0, 0),
        ('Hộ tịch', 'ho_tich', 10, 0, 0, 0, 0, 0)
    ) AS t (field, field_group, dossiers, unknown_status, no_field, no_due, undated, due_before_received);
    CREATE TABLE reject AS SELECT * FROM (VALUES
        ('L1', 'A', 9, 'C9', 'Ngày hẹn', 'không phải ngày'), ('L1', 'A', 9, 'B9', 'Mã', 'để trống'),
        ('L1', 'A', 8, 'B8', 'Mã', 'để trống'), ('L2', 'B', 3, 'B3', 'Mã', 'để trống')
    ) AS t (load_id, source_sheet, source_row, cell, column_name, reason);
    CREATE TABLE load_message AS SELECT * FROM (VALUES
        ('L1', 'warning', 'A', 'B2', 'Thiếu kỳ'), ('L2', 'info', NULL, NULL, 'Xong')
    ) AS t (load_id, level, sheet, cell, text);
    CREATE TABLE fact_form AS SELECT * FROM (VALUES
        ('L1', 'B', 4, 7, NULL), ('L1', 'A', 5, 8, NULL), ('L1', 'A', 3, 9, NULL), ('L2', 'A', 1, 1, 1)
    ) AS t (load_id, source_sheet, source_row, received, resolved);
    CREATE TABLE fact_form_total AS SELECT 'L1' AS load_id, 'A' AS source_sheet, 6 AS source_row, 'Cộng' AS label
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(TABLES)
        build.count_spans(con, "VIEW")
        yield con


def test_a_dossier_is_listed_with_its_unit_of_the_day_and_its_row(con):
    found = dossiers(con)
    assert found["dossier_code"].tolist() == ["H2", "H3", "H1", "H5", "H4"]
    first = found.iloc[0].to_dict()
    assert {name: said.date() if isinstance(said, pd.Timestamp) else said for name, said in first.items()} == {
        "dossier_code": "H2", "unit": "26425", "unit_name": "Thị trấn Gia Ray", "field": "Hộ tịch",
        "field_group": "ho_tich", "procedure": "Đăng ký", "channel": "direct", "received_on": date(2023, 1, 31),
        "due_on": date(2023, 2, 10), "ended_on": date(2023, 2, 12), "state": "done", "state_name": "Đã giải quyết",
        "file": "một.xlsx", "sheet": "L1", "row": 3, "load_id": "L1", "export_date": date(2023, 4, 3),
    }  # fmt: skip
    assert found["unit_name"].tolist()[2] == "Xã Xuân Lộc"
    assert len(dossiers(con, limit=2)) == 2


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"load_id": "L1"}, ["H2", "H3"]), ({"unit": "26428"}, ["H5", "H4"]), ({"units": ("26428",)}, ["H5", "H4"]),
        ({"units": ()}, []), ({"field": "Lạ"}, ["H1"]), ({"field_group": "ho_tich"}, ["H2", "H3"]),
        ({"state": "open"}, ["H5"]), ({"codes": ("H1", "H4")}, ["H1", "H4"]),
        ({"received": Days(first=date(2023, 1, 2), last=date(2023, 1, 31))}, ["H2", "H3", "H4"]),
        ({"ended": Days(first=date(2023, 2, 10), last=date(2023, 2, 11))}, ["H3", "H1"]),
        ({"is_on_due_day": True}, ["H3"]), ({"is_on_due_day": False}, ["H2", "H1", "H5", "H4"]),
        ({"problem": "undated"}, ["H4"]), ({"problem": "no_field", "unit": "26425"}, []),
        ({"problem": "field_without_group"}, ["H1"]),
    ],
)  # fmt: skip
def test_a_list_of_dossiers_is_limited_by_what_is_asked(con, asked, codes):
    assert dossiers(con, **asked)["dossier_code"].tolist() == codes


def test_an_unknown_problem_is_refused_with_those_that_exist(con):
    with pytest.raises(ValueError, match=r'^Không có mục "lost"\. Các mục: unknown_status, field_without_group, .*\.$'):
        dossiers(con, problem="lost")


def test_what_a_person_should_look_at_is_counted_with_its_share_of_all_dossiers(con):
    """Of 20: eight of two fields that no table knows, two without a field, two without an appointed day."""
    see = "Mở danh sách hồ sơ: tệp, trang tính và số dòng ở cuối mỗi dòng."
    found = problems(con)
    assert found.astype(object).where(found.notna(), None).to_dict("records") == [
        {"problem": problem, "what": what, "count": count, "share_pct": share, "how": how}
        for problem, what, count, share, how in (
            ("unknown_status", "Trạng thái không có trong danh mục", 1, 5.0, see),
            ("field_without_group", "Lĩnh vực chờ xếp nhóm, đang tính vào Khác", 8, 40.0, see),
            ("no_field", "Không rõ lĩnh vực, đang tính vào Khác", 2, 10.0, see),
            ("no_due", "Không có ngày hẹn trả, đứng ngoài tỷ lệ đúng hạn", 2, 10.0, see),
            ("due_before_received", "Ngày hẹn trả trước ngày tiếp nhận", 1, 5.0, see),
            ("rejected", "Dòng bị từ chối khi nạp", 2, None,
             "Mở danh sách dòng bị từ chối: tệp, trang tính, ô và lý do."),
        )
    ]  # fmt: skip
    con.execute("UPDATE rollup_dossier SET field_group = 'ho_tich'")
    con.execute("DELETE FROM counted_load")
    assert problems(con)["problem"].tolist() == ["unknown_status", "no_field", "no_due", "due_before_received"]


def test_fields_without_a_group_come_most_frequent_first_and_then_by_name(con):
    assert fields_without_group(con).to_numpy().tolist() == [["Bến", 5, 1], ["Lạ", 5, 2], ["Ẩn", 5, 1]]
    con.execute("UPDATE rollup_dossier SET received = 6 WHERE field = 'Ẩn'")
    assert fields_without_group(con)["field"].tolist() == ["Ẩn", "Bến", "Lạ"]


def test_refused_rows_come_in_the_order_of_their_files(con):
    found = rejects(con)
    assert list(found.columns) == ["load_id", "file", "sheet", "row", "cell", "column", "reason"]
    assert found[["file", "row", "column"]].to_numpy().tolist() == [
        ["một.xlsx", 8, "Mã"], ["một.xlsx", 9, "Mã"], ["một.xlsx", 9, "Ngày hẹn"], ["hai.xlsx", 3, "Mã"],
    ]  # fmt: skip
    assert rejects(con, "L2")["cell"].tolist() == ["B3"]


def test_messages_of_a_file_are_its_own(con):
    assert messages(con, "L1").to_numpy().tolist() == [["warning", "A", "B2", "Thiếu kỳ"]]


def test_the_rows_of_a_load_come_as_stored_with_its_printed_totals_behind(con):
    found = rows(con, "L1")
    assert list(found.columns) == ["source_sheet", "source_row", "received", "label"]
    assert found[["source_sheet", "source_row"]].to_numpy().tolist() == [["A", 3], ["A", 5], ["B", 4], ["A", 6]]
    assert found.index.tolist() == [0, 1, 2, 3]
    assert len(rows(con, "L1", limit=3)) == 3
    assert list(rows(con, "L9").columns) == ["source_sheet", "source_row"]


def test_days_taken_are_those_of_dossiers_with_a_dated_end_by_procedure(con):
    """H3 took ten days and H2 twelve; H4 has no day of its own, H1 is withdrawn."""
    found = days_taken(con, Period.parse("2023-02"))
    assert found.to_dict("records") == [{"procedure": "Đăng ký", "dossiers": 2, "median_days": 10, "ninth_days": 12}]
    assert days_taken(con, Period.parse("2023-02-10..2023-02-11"))["dossiers"].tolist() == [1]
    assert days_taken(con, Period.parse("2023-02"), scope=Scope(units=("26428",))).empty
    con.execute("UPDATE quality_dossier SET is_undated = FALSE, procedure = 'Cấp giấy' WHERE dossier_code = 'H4'")
    assert days_taken(con, Period.parse("2023-02"))["procedure"].tolist() == ["Cấp giấy", "Đăng ký"]
