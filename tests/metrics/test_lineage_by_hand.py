"""Lists of dossiers, rows, refusals and problems, of tables written down here as the views tell them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from metrics.lineage import (
    PROBLEMS,
    Days,
    dossiers,
    fields_without_group,
    messages,
    problem_condition,
    problems,
    rejects,
    rows,
)

TABLES = """
    CREATE TABLE loads AS SELECT * FROM (VALUES
        ('L2', 'hai.xlsx', DATE '2023-07-03', TIMESTAMP '2023-07-03 02:00'),
        ('L1', 'một.xlsx', DATE '2023-04-03', TIMESTAMP '2023-04-03 02:00'),
        ('L0', 'ba.xlsx', DATE '2023-07-04', TIMESTAMP '2023-07-04 02:00')
    ) AS t (load_id, file, export_date, loaded_at);
    CREATE TABLE counted_load AS SELECT load_id FROM loads WHERE load_id <> 'L0';
    CREATE TABLE ref_unit AS SELECT * FROM (VALUES
        ('26425', DATE '2000-01-01', DATE '2023-01-31', 'Thị trấn Gia Ray'),
        ('26425', DATE '2023-02-01', NULL, 'Xã Xuân Lộc'), ('26428', DATE '2000-01-01', NULL, 'Xã Xuân Bắc')
    ) AS t (code, valid_from, valid_to, name);
    CREATE TABLE ref_field AS SELECT 'quốc tịch' AS field_key;
    CREATE TABLE quality_dossier AS SELECT * FROM (VALUES
        ('H1', '26425', 'Hộ tịch', 'ho_tich', 'Đăng ký', 'online', DATE '2023-01-05', DATE '2023-01-20',
            DATE '2023-01-20', 'done', 'L1', 'A', 2, FALSE, ''),
        ('H2', '26425', 'Đất đai', 'dat_dai', NULL, 'direct', '2023-02-05', '2023-02-20', '2023-02-25', 'done', 'L1',
            'A', 3, FALSE, ''),
        ('H3', '26428', 'Lạ', 'khac', NULL, NULL, '2023-01-05', NULL, NULL, 'open', 'L2', 'B', 4, FALSE, 'no due'),
        ('H4', '26425', NULL, 'khac', NULL, NULL, '2023-01-05', '2023-01-03', NULL, 'withdrawn', 'L2', 'B', 5, FALSE,
            'no field, withdrawn undated, due before received'),
        ('H5', '26428', 'Quốc tịch', 'khac', NULL, NULL, '2023-01-04', '2023-01-10', NULL, 'unknown', 'L2', 'B', 6,
            FALSE, 'unknown status'),
        ('H6', '26428', 'Hộ tịch', 'ho_tich', NULL, NULL, '2023-01-06', '2023-01-10', '2023-01-10', 'done', 'L2', 'B',
            7, TRUE, '')
    ) AS t (dossier_code, unit_code, field, field_group, procedure, channel, received_on, due_on, ended_on, state,
        load_id, source_sheet, source_row, is_undated, wrong);
    ALTER TABLE quality_dossier ADD has_unknown_status BOOLEAN;
    ALTER TABLE quality_dossier ADD has_no_field BOOLEAN;
    ALTER TABLE quality_dossier ADD has_no_due BOOLEAN;
    ALTER TABLE quality_dossier ADD is_withdrawn_undated BOOLEAN;
    ALTER TABLE quality_dossier ADD is_due_before_received BOOLEAN;
    UPDATE quality_dossier SET
        has_unknown_status = contains(wrong, 'unknown status'), has_no_field = contains(wrong, 'no field'),
        has_no_due = contains(wrong, 'no due'), is_withdrawn_undated = contains(wrong, 'withdrawn undated'),
        is_due_before_received = contains(wrong, 'due before received');
    CREATE TABLE rollup_dossier AS SELECT * FROM (VALUES
        ('Lạ', 'khac', '26425', 2, 0, 0), ('Lạ', 'khac', '26428', 0, 1, 1), ('Hộ tịch', 'ho_tich', '26428', 9, 0, 0),
        ('Lạ nữa; Hộ tịch', 'khac', '26428', 4, 0, 0), ('Mới', 'khac', '26428', 5, 0, 0),
        ('QUỐC TỊCH; Lạ', 'khac', '26428', 8, 0, 0), (NULL, 'khac', '26425', 7, 0, 0)
    ) AS t (field, field_group, unit, received, not_accepted, unknown_status);
    CREATE TABLE found_problem AS SELECT * FROM (VALUES
        (5, 'Hộ tịch', 'ho_tich', 1, 0, 0, 1, 0, 0), (2, 'Lạ', 'khac', 0, 0, 1, 0, 0, 0),
        (3, NULL, 'khac', 0, 3, 0, 0, 2, 0)
    ) AS t (dossiers, field, field_group, unknown_status, no_field, no_due, undated, withdrawn_undated,
        due_before_received);
    CREATE TABLE reject AS SELECT * FROM (VALUES
        ('L2', 'B', 9, 'C9', 'due_at', 'không phải là ngày.'), ('L1', 'A', 7, 'D7', 'unit', 'không rõ.'),
        ('L1', 'A', 7, 'C7', 'due_at', 'không phải là ngày.'), ('L0', 'A', 2, 'C2', 'due_at', 'không phải là ngày.')
    ) AS t (load_id, source_sheet, source_row, cell, column_name, reason);
    CREATE TABLE load_message AS SELECT * FROM (VALUES
        ('L1', 'warning', 'A', 'C7', 'Ngày lạ.'), ('L2', 'info', NULL, NULL, 'Đã đọc.')
    ) AS t (load_id, level, sheet, cell, text);
    CREATE TABLE fact_form AS SELECT * FROM (VALUES
        ('L1', 'B', 3, 'x', NULL, 5), ('L1', 'A', 9, 'x', NULL, 6), ('L1', 'B', 2, 'y', NULL, 7),
        ('L2', 'A', 1, 'z', 'k', 8)
    ) AS t (load_id, source_sheet, source_row, form, field, received);
    CREATE TABLE fact_form_total AS SELECT 'L1' AS load_id, 'A' AS source_sheet, 10 AS source_row, 'Cộng' AS label;
    CREATE TABLE dim_form AS SELECT 'L1' AS load_id, 'A' AS source_sheet, 1 AS source_row
"""
"""Six dossiers of two loads. H3 has no due day, H4 no field, H5 an unknown status; H6 is done, nobody knows when."""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(TABLES)
        yield con


def values(table: pd.DataFrame) -> list[list[Any]]:
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


def test_a_dossier_is_listed_with_its_unit_of_the_day_and_its_place_in_a_file(con):
    table = dossiers(con, unit="26425")
    days = ["received_on", "due_on", "ended_on", "export_date"]
    table[days] = table[days].apply(lambda column: column.dt.strftime("%d/%m/%Y"))
    assert list(table.columns) == [
        "dossier_code", "unit", "unit_name", "field", "field_group", "procedure", "channel", "received_on", "due_on",
        "ended_on", "state", "state_name", "file", "sheet", "row", "load_id", "export_date",
    ]  # fmt: skip
    assert values(table) == [
        ["H1", "26425", "Thị trấn Gia Ray", "Hộ tịch", "ho_tich", "Đăng ký", "online", "05/01/2023", "20/01/2023",
         "20/01/2023", "done", "Đã giải quyết", "một.xlsx", "A", 2, "L1", "03/04/2023"],
        ["H4", "26425", "Thị trấn Gia Ray", None, "khac", None, None, "05/01/2023", "03/01/2023", None, "withdrawn",
         "Trả lại, rút", "hai.xlsx", "B", 5, "L2", "03/07/2023"],
        ["H2", "26425", "Xã Xuân Lộc", "Đất đai", "dat_dai", None, "direct", "05/02/2023", "20/02/2023", "25/02/2023",
         "done", "Đã giải quyết", "một.xlsx", "A", 3, "L1", "03/04/2023"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, "H1 H4 H2 H5 H3 H6"), ({"limit": 2}, "H1 H4"), ({"load_id": "L1"}, "H1 H2"),
        ({"units": ("26428",)}, "H5 H3 H6"), ({"units": ()}, ""), ({"field": "Hộ tịch"}, "H1 H6"),
        ({"field_group": "khac", "unit": "26428"}, "H5 H3"), ({"state": "done"}, "H1 H2 H6"),
        ({"codes": ("H6", "H2", "H9")}, "H2 H6"), ({"codes": ()}, ""), ({"codes": ("H6", "H2"), "unit": "26428"}, "H6"),
        ({"received": Days(first=date(2023, 1, 4), last=date(2023, 1, 5))}, "H1 H4 H5 H3"),
        ({"ended": Days(first=date(2023, 1, 20), last=date(2023, 2, 25))}, "H1 H2"),
        ({"ended": Days(first=date(2023, 1, 11), last=date(2023, 2, 24))}, "H1"),
        ({"is_on_due_day": True}, "H1"), ({"is_on_due_day": False}, "H4 H2 H5 H3 H6"),
        ({"problem": "field_without_group"}, "H3"), ({"problem": "unknown_status"}, "H5"),
        ({"problem": "no_field"}, "H4"), ({"problem": "no_due"}, "H3"), ({"problem": "undated"}, "H6"),
        ({"problem": "withdrawn_undated"}, "H4"), ({"problem": "due_before_received"}, "H4"),
        ({"problem": "field_without_group", "state": "done"}, ""),
    ],
)  # fmt: skip
def test_dossiers_are_limited_by_everything_that_is_asked(con, asked, codes):
    assert dossiers(con, **asked)["dossier_code"].tolist() == codes.split()


def test_every_row_of_a_load_is_listed_in_the_order_of_its_file_and_totals_last(con):
    table = rows(con, "L1")
    assert list(table.columns) == ["source_sheet", "source_row", "form", "received", "label"]
    assert values(table) == [
        ["A", 9, "x", 6, None], ["B", 2, "y", 7, None], ["B", 3, "x", 5, None], ["A", 10, None, None, "Cộng"],
    ]  # fmt: skip
    assert rows(con, "L1", limit=2)["received"].tolist() == [6, 7]
    assert rows(con, "L2")[["field", "received"]].to_numpy().tolist() == [["k", 8]]
    unknown = rows(con, "L9")
    assert (list(unknown.columns), len(unknown)) == (["source_sheet", "source_row"], 0)


def test_refused_rows_come_in_the_order_they_were_loaded_in(con):
    table = rejects(con)
    assert list(table.columns) == ["load_id", "file", "sheet", "row", "cell", "column", "reason"]
    assert values(table) == [
        ["L1", "một.xlsx", "A", 7, "C7", "due_at", "không phải là ngày."],
        ["L1", "một.xlsx", "A", 7, "D7", "unit", "không rõ."],
        ["L2", "hai.xlsx", "B", 9, "C9", "due_at", "không phải là ngày."],
        ["L0", "ba.xlsx", "A", 2, "C2", "due_at", "không phải là ngày."],
    ]
    assert rejects(con, "L2")["row"].tolist() == [9]


def test_what_was_said_of_a_load_is_told_with_its_place(con):
    table = messages(con, "L1")
    assert list(table.columns) == ["level", "sheet", "cell", "text"]
    assert values(table) == [["warning", "A", "C7", "Ngày lạ."]]


def test_problems_are_counted_of_all_dossiers_and_refused_rows_once_each(con):
    """Of ten dossiers; two rows of counted loads were refused, one of them for two cells."""
    table = problems(con)
    assert list(table.columns) == ["problem", "what", "count", "share_pct", "how"]
    assert values(table[["problem", "count", "share_pct"]]) == [
        ["unknown_status", 1, 10.0], ["field_without_group", 2, 20.0], ["no_field", 3, 30.0], ["no_due", 1, 10.0],
        ["undated", 1, 10.0], ["withdrawn_undated", 2, 20.0], ["rejected", 2, None],
    ]  # fmt: skip
    first, last = table.iloc[0], table.iloc[-1]
    assert (first["what"], first["how"]) == (
        "Trạng thái không có trong danh mục", "Mở danh sách hồ sơ: tệp, trang tính và số dòng ở cuối mỗi dòng.",
    )  # fmt: skip
    assert (last["what"], last["how"]) == (
        "Dòng bị từ chối khi nạp", "Mở danh sách dòng bị từ chối: tệp, trang tính, ô và lý do.",
    )  # fmt: skip


def test_fields_that_no_table_groups_are_listed_the_most_frequent_first(con):
    """Lạ: two received, one refused, one of unknown status; quốc tịch is in the table, whatever is written after it."""
    assert fields_without_group(con).to_dict("records") == [
        {"field": "Mới", "dossiers": 5, "units": 1}, {"field": "Lạ", "dossiers": 4, "units": 2},
        {"field": "Lạ nữa; Hộ tịch", "dossiers": 4, "units": 1},
    ]  # fmt: skip


def test_a_problem_is_a_condition_on_rows_under_any_name(con):
    assert problem_condition(con, "undated", "line") == ("line.is_undated", [])
    assert problem_condition(con, "field_without_group", "line") == (
        "line.field_group = 'khac' AND line.field IN (?, ?, ?)", ["Lạ", "Lạ nữa; Hộ tịch", "Mới"],
    )  # fmt: skip
    con.execute("DELETE FROM rollup_dossier")
    assert problem_condition(con, "field_without_group")[0] == "dossier.field_group = 'khac' AND FALSE"
    with pytest.raises(ValueError, match=f'^Không có mục "late"\\. Các mục: {", ".join(PROBLEMS)}\\.$'):
        problem_condition(con, "late")
