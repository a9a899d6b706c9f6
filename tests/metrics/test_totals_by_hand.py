"""Printed totals against the rows of their sheet, with the lines of forms written down here."""

import duckdb
import pytest

from metrics.reconciliation import PRINTED, totals

Lines = dict[int, int | None]
"""How many were received, by row of the sheet; None where the cell is empty."""


def sheet(lines: Lines, sums: Lines, *, load_id: str = "F0", name: str = "Biểu") -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    numbers = ", ".join(f"{column} INTEGER" for column in PRINTED)
    place = "load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER, form VARCHAR"
    con.execute(f"CREATE TABLE fact_form ({place}, {numbers})")
    con.execute(f"CREATE TABLE fact_form_total ({place}, label VARCHAR, {numbers})")
    con.execute(
        "CREATE TABLE counted_load AS SELECT * FROM (VALUES ('F0', 'b.xlsx'), ('F1', 'a.xlsx')) t(load_id, file)"
    )
    add(con, lines, sums, load_id=load_id, name=name)
    return con


def add(con: duckdb.DuckDBPyConnection, lines: Lines, sums: Lines, *, load_id: str, name: str) -> None:
    for row, received in lines.items():
        values = [load_id, name, row, "by_unit", received]
        con.execute(
            "INSERT INTO fact_form (load_id, source_sheet, source_row, form, received) VALUES (?, ?, ?, ?, ?)", values
        )
    for row, received in sums.items():
        con.execute(
            "INSERT INTO fact_form_total (load_id, source_sheet, source_row, form, label, received) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [load_id, name, row, "by_unit", f"Cộng {row}", received],
        )


@pytest.mark.parametrize(
    ("lines", "sums", "wrong"),
    [
        # One total of three rows, 3 + 5 + 4.
        ({8: 3, 9: 5, 10: 4}, {11: 12}, []),
        ({8: 3, 9: 5, 10: 4}, {11: 13}, [(11, 13, 12)]),
        ({8: 3, 9: None, 10: 4}, {11: 7}, []),
        ({8: 3}, {9: None}, []),
        # Totals below their rows: 3 + 5, 4, and everything last.
        ({8: 3, 9: 5, 11: 4}, {10: 8, 12: 4, 13: 12}, []),
        ({8: 3, 9: 5, 11: 4}, {10: 9, 12: 6, 13: 11}, [(10, 9, 8), (12, 6, 4), (13, 11, 12)]),
        # Totals above their rows: everything first, then 3 + 5, 4, 1.
        ({10: 3, 11: 5, 13: 4, 15: 1}, {8: 13, 9: 8, 12: 4, 14: 1}, []),
        ({10: 3, 11: 5, 13: 4, 15: 1}, {8: 14, 9: 7, 12: 5, 14: 2}, [(8, 14, 13), (9, 7, 8), (12, 5, 4), (14, 2, 1)]),
        # Groups with the whole in the last line, where no row follows.
        ({9: 3, 11: 4}, {8: 3, 10: 4, 12: 7}, []),
        ({9: 3, 11: 4}, {8: 3, 10: 4, 12: 8}, [(12, 8, 7)]),
        # A total of all stands where one of a group would: told either way, it agrees.
        ({8: 3, 10: 4}, {9: 7, 11: 4}, []),
    ],
)
def test_a_total_is_held_against_its_own_rows_or_the_whole_sheet(lines, sums, wrong):
    table = totals(sheet(lines, sums))
    assert table[["row", "printed", "summed"]].to_numpy().tolist() == [list(one) for one in wrong]
    assert table["difference"].tolist() == [printed - summed for _, printed, summed in wrong]


def test_a_wrong_total_is_told_with_its_place_and_label_by_file_and_sheet():
    con = sheet({8: 3}, {9: 4})
    add(con, {8: 5}, {9: 6}, load_id="F1", name="Trang 2")
    add(con, {8: 7}, {9: 7}, load_id="F1", name="Trang 1")
    assert totals(con).to_dict("records") == [
        {"load_id": load_id, "file": file, "sheet": name, "row": 9, "form": "by_unit", "label": "Cộng 9",
         "measure": "received", "printed": printed, "summed": printed - 1, "difference": 1}
        for load_id, file, name, printed in (("F1", "a.xlsx", "Trang 2", 6), ("F0", "b.xlsx", "Biểu", 4))
    ]  # fmt: skip


def test_a_total_of_a_sheet_without_rows_is_held_against_nothing():
    assert totals(sheet({}, {9: 4}))[["printed", "summed"]].to_numpy().tolist() == [[4, 0]]
    assert list(totals(sheet({}, {})).columns) == [
        "load_id", "file", "sheet", "row", "form", "label", "measure", "printed", "summed", "difference",
    ]  # fmt: skip
