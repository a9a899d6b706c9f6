"""Forms against dossier lists and against themselves: hand-counted, and as a property of any list."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measures import Dimension
from metrics.reconciliation import DIFFERENCE_COLUMNS, MEASURES, NO_FIELD, differences, identities, totals, unprinted
from metrics.timeliness import balance
from tests.metrics.test_rates import FROM_2ND, drawn, january
from tests.metrics.twin import Row, World
from tests.metrics.worlds import insert
from warehouse import build
from warehouse.folding import fold
from warehouse.period import Period

OF_26434 = {
    "total": 5, "carried_over": 0, "received": 5, "early": 0, "on_time": 0, "late": 2, "open_overdue": 2,
    "withdrawn": 1,
}  # fmt: skip
"""Xuân Thành in the first quarter of `january`: received H4, H7, H8, H9, H10 (5); resolved H4 and H8, both late (2);
withdrawn H7 (1); open H9 and H10 (2), both due 20/02 and so overdue at the end of March."""


def warehouse_of(world: World) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    insert(con, world)
    build.build_rollup(con)
    return con


def add_form(
    con: duckdb.DuckDBPyConnection,
    form: str,
    lines: Iterable[dict[str, object]],
    *,
    load_id: str = "F0",
    first: date = date(2023, 1, 1),
    last: date = date(2023, 3, 31),
    sums: Iterable[tuple[int, str, dict[str, int]]] = (),
) -> None:
    """Load one form; a line holds unit, field and numbers by column; its row is its place from 8 on, or `row`."""
    con.execute(
        "INSERT INTO loads (load_id, file, kind, period_from, period_to, export_date, known_until, loaded_at) "
        "VALUES (?, ?, 'form', ?, ?, ?, ?, ?)",
        [load_id, f"{load_id}.xlsx", first, last, last, last, datetime(2023, 7, 10)],
    )
    for at, line in enumerate(lines):
        field = line.get("field")
        values = {
            "load_id": load_id, "source_sheet": "Biểu", "source_row": line.get("row", 8 + at), "form": form,
            "unit_code": line.get("unit"), "field_name": field, "field_key": fold(str(field)) if field else None,
            **{name: n for name, n in line.items() if name not in ("unit", "field", "row")},
        }  # fmt: skip
        put(con, "fact_form", values)
    for row, label, numbers in sums:
        values = {"load_id": load_id, "source_sheet": "Biểu", "source_row": row, "form": form, "label": label}
        put(con, "fact_form_total", values | numbers)


def put(con: duckdb.DuckDBPyConnection, table: str, values: dict[str, object]) -> None:
    marks = ", ".join("?" for _ in values)
    con.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def found(con: duckdb.DuckDBPyConnection, period: Period | None = None) -> dict[str, tuple[object, object]]:
    """Measures that differ, to (list, form)."""
    table = differences(con, period)
    shown = table[["measure", "list_value", "form_value"]].astype("object").where(table.notna(), None)
    return {measure: (listed, printed) for measure, listed, printed in shown.itertuples(index=False)}


def test_a_form_that_agrees_with_the_list_shows_nothing() -> None:
    con = warehouse_of(january())
    add_form(con, "by_unit", [{"unit": "26434", **OF_26434, "open_within": 0}])
    table = differences(con)
    assert table.empty
    assert list(table.columns) == list(DIFFERENCE_COLUMNS)


def test_every_difference_is_shown_with_both_values_and_its_row() -> None:
    con = warehouse_of(january())
    add_form(con, "by_unit", [{"unit": "26434", **OF_26434, "late": 1, "on_time": 1, "open_within": 0}])
    assert found(con) == {"on_time": (0, 1), "late": (2, 1)}
    row = differences(con).set_index("measure").loc["late"]
    assert (row["unit_name"], row["period"], row["difference"]) == ("Xã Xuân Thành", "2023-Q1", -1)
    assert (row["file"], row["sheet"], row["row"], row["state"]) == ("F0.xlsx", "Biểu", 8, "differs")
    assert (row["list_coverage"], row["load_id"]) == ("complete", "F0")


def test_a_form_is_held_against_its_own_period_as_of_its_last_day() -> None:
    """January of Xuân Thành from the 2nd: H8 is open and overdue then, H9 within its time, H4 late, H7 withdrawn."""
    con = warehouse_of(january())
    line = {"unit": "26434", "total": 4, "received": 4, "carried_over": 0, "late": 1, "open": 2, "open_overdue": 1}
    add_form(con, "opencps", [line], first=FROM_2ND.start, last=FROM_2ND.last)
    assert found(con) == {}
    assert found(con, Period.parse("2023-Q2")) == {}


def test_only_forms_inside_the_period_asked_for_are_compared() -> None:
    con = warehouse_of(january())
    add_form(con, "by_unit", [{"unit": "26434", "received": 9}])
    assert found(con, Period.parse("2023-H1")) == {"received": (5, 9)}
    assert found(con, Period.parse("2023-01")) == {}


def test_column_9_of_ii_06a_holds_withdrawn_and_waiting_and_says_so() -> None:
    """Q1 of 26434 with H9 waiting instead of open: 7 = late 2 + withdrawn 1 + waiting 1; 9 = 1 + 1; open H10 only."""
    world = january()
    rows = tuple(row if row.code != "H9" else _waiting(row) for row in world.rows)
    con = warehouse_of(World(loads=world.loads, rows=rows))
    line = {
        "unit": "26434", "total": 5, "carried_over": 0, "received_online": 2, "received_direct": 3, "resolved": 4,
        "early": 0, "on_time": 2, "late": 2, "open": 1, "open_within": 0, "open_overdue": 1,
    }  # fmt: skip
    add_form(con, "ii_06a", [line])
    assert found(con) == {}
    con.execute("UPDATE fact_form SET resolved = 3, on_time = 1, open = 2, open_within = 1")
    assert found(con) == {"resolved": (4, 3), "on_time": (2, 1), "open": (1, 2)}
    note = differences(con).set_index("measure").loc["on_time", "note"]
    assert "cột 9" in note
    assert note.endswith(". Lệch đúng bằng số hồ sơ chờ bổ sung: tệp có thể để hồ sơ chờ ở cột 11, 12.")


def test_online_receptions_are_compared_where_every_dossier_has_a_channel() -> None:
    """January: 26425 received H1, H2 online and H3 at the desk; 741.TNMT H5 online and H6 at the desk."""
    con = warehouse_of(january())
    lines = [{"unit": "26425", "received_online": 2}, {"unit": "741.TNMT", "received_online": 2}]
    add_form(con, "online_766", lines, last=date(2023, 1, 31))
    row = differences(con).set_index("measure").loc["received_online"]
    assert found(con) == {"received_online": (1, 2)}
    assert (row["unit"], row["label"], row["state"]) == ("741.TNMT", "Tiếp nhận trực tuyến", "differs")


@pytest.mark.parametrize("unit", ["26434", None])
def test_online_receptions_are_not_compared_with_a_list_that_does_not_say_how_dossiers_came(unit: str | None) -> None:
    """H8 of 26434 has no channel: neither its unit nor the whole district can be counted."""
    con = warehouse_of(january())
    add_form(con, "online_766", [{"unit": unit, "received_online": 99}])
    assert found(con) == {}


def test_a_field_that_a_form_leaves_out_shows_its_online_receptions_too() -> None:
    """January: 26425 received H1 and H2 (Hộ tịch) online and H3 (Chứng thực) at the desk; the form prints one field."""
    con = warehouse_of(january())
    line = {"unit": "26425", "field": "Chứng thực", "received_online": 0}
    add_form(con, "online_766", [line], last=date(2023, 1, 31))
    assert found(con) == {"received_online": (2, None)}


def test_parts_are_added_where_a_form_prints_no_sum_and_a_difference_says_what_may_explain_it() -> None:
    """Xuân Thành: H1 without an appointed day and H2 early are done, H3 waits; of the half year a quarter is told."""
    con = warehouse_of(
        drawn(
            "H1 | 26434 | Hộ tịch | 03/01 | -     | 10/01 | done    | direct",
            "H2 | 26434 | Hộ tịch | 03/01 | 10/01 | 09/01 | done    | direct",
            "H3 | 26434 | Hộ tịch | 03/01 | 10/02 | -     | waiting | direct",
        )
    )
    line = {"early": 0, "on_time": 0, "late": 0, "open_within": 2, "open_overdue": 1, "waiting": 0, "paused": 3}
    add_form(con, "by_unit", [{"unit": "26434", **line}], last=date(2023, 6, 30))
    assert found(con) == {
        "resolved": (2, 0), "early": (1, 0), "open": (0, 3), "open_overdue": (0, 1), "waiting": (1, 3),
    }  # fmt: skip
    notes = differences(con).set_index("measure")["note"]
    assert notes["open"] == "Danh sách hồ sơ chưa phủ hết kỳ."
    assert notes["early"] == (
        "Danh sách hồ sơ chưa phủ hết kỳ. Danh sách có 1 hồ sơ xong thiếu ngày hẹn hoặc ngày kết thúc."
    )
    con.execute("UPDATE fact_form SET late = NULL, open_within = NULL, paused = NULL, waiting = NULL")
    assert found(con) == {"early": (1, 0), "open_overdue": (0, 1)}


def _waiting(row: Row) -> Row:
    return replace(row, status="waiting")


def test_a_form_without_a_list_is_shown_with_the_list_missing_not_zero() -> None:
    con = warehouse_of(january())
    add_form(con, "by_unit", [{"unit": "26428", "received": 7, "total": 7}])
    table = differences(con)
    assert found(con) == {"total": (None, 7), "received": (None, 7)}
    assert set(table["state"]) == {"only_form"}
    assert table["difference"].isna().all()
    assert set(table["note"]) == {"Chưa có danh sách hồ sơ của đơn vị trong kỳ này."}


def test_a_unit_that_a_form_does_not_print_is_named_once_and_is_no_difference() -> None:
    """The form lists 26425 and 26434; the land office has two dossiers in the list. A form of one unit names none."""
    con = warehouse_of(january())
    lines = [{"unit": "26425", "received": 3}, {"unit": "26434", "received": 5}]
    add_form(con, "by_unit", lines)
    assert differences(con).empty
    add_form(con, "by_unit", [{"unit": "26425", "received": 2}], load_id="F1", last=date(2023, 1, 31))
    assert unprinted(con).to_dict("records") == [
        {"form": "by_unit", "period": "2023-Q1", "printed": 2, "units": ("Phòng Tài nguyên và Môi trường",),
         "dossiers": 2}
    ]  # fmt: skip
    assert unprinted(con, Period.parse("2023-Q2")).empty
    alone = warehouse_of(january())
    add_form(alone, "by_unit", lines[:1])
    assert unprinted(alone).empty


def test_fields_are_compared_one_by_one_and_what_no_line_prints_is_shown() -> None:
    """District by field: Hộ tịch 6 (H1, H2, H7-H10), Chứng thực 1, Đất đai 3 of which the form prints one less."""
    world = january()
    no_field = tuple(row if row.code != "H3" else _without_field(row) for row in world.rows)
    con = warehouse_of(World(loads=world.loads, rows=no_field))
    add_form(con, "by_field", [{"field": "HỘ TỊCH", "received": 6}, {"field": "Đất đai", "received": 2}])
    table = differences(con)
    shown = table[["field", "list_value", "form_value", "state"]].astype("object").where(table.notna(), None)
    assert sorted(shown.to_numpy().tolist(), key=str) == [
        [NO_FIELD, 1, None, "only_list"],
        ["Đất đai", 3, 2, "differs"],
    ]
    assert set(table["list_coverage"]) == {"partial"}  # thirteen communes have handed in nothing


def test_fields_that_no_line_prints_are_named_as_the_list_spells_them() -> None:
    """The form prints Hộ tịch alone; the list has one dossier of Chứng thực and three of Đất đai beside it."""
    con = warehouse_of(january())
    add_form(con, "by_field", [{"field": "Hộ tịch", "received": 6}])
    table = differences(con)
    assert table[["field", "measure", "list_value", "state"]].to_numpy().tolist() == [
        ["Chứng thực", "received", 1, "only_list"], ["Đất đai", "received", 3, "only_list"],
    ]  # fmt: skip


def test_only_as_many_as_wait_are_said_to_wait_in_other_columns() -> None:
    """Q1 of 26434: two late, one withdrawn, none waits; the form prints two resolved more, which nothing explains."""
    con = warehouse_of(january())
    add_form(con, "ii_06a", [{"unit": "26434", "resolved": 5, "late": 2}])
    assert found(con) == {"resolved": (3, 5)}
    assert "Lệch đúng bằng" not in differences(con)["note"].iloc[0]


def _without_field(row: Row) -> Row:
    return replace(row, field=None)


def test_identities_that_break_are_listed_with_both_sides() -> None:
    con = warehouse_of(january())
    line = {
        "unit": "26434", "total": 10, "received_online": 3, "received_direct": 4, "carried_over": 2, "resolved": 6,
        "early": 2, "on_time": 3, "late": 1, "open": 4, "open_within": 1, "open_overdue": 2,
    }  # fmt: skip
    add_form(con, "ii_06a", [line])
    add_form(con, "opencps", [{"unit": "26434", "total": 5, "carried_over": 1, "received": 4}], load_id="F1")
    table = identities(con)
    assert table[["row", "identity", "left", "right"]].to_numpy().tolist() == [
        [8, "11 = 12 + 13", 4, 3],
        [8, "3 = 4 + 5 + 6", 10, 9],
    ]


@pytest.mark.parametrize(
    ("form", "line", "identity"),
    [
        ("ii_06a", {"resolved": 7, "early": 2, "on_time": 3, "late": 1}, "7 = 8 + 9 + 10"),
        ("ii_06a", {"total": 9, "resolved": 7, "open": 1}, "3 = 7 + 11"),
        ("opencps", {"total": 9, "carried_over": 7, "received": 1}, "3 = 4 + 5"),
        ("opencps", {"resolved": 9, "early": 7, "on_time": 1, "late": 0}, "6 = 7 + 8 + 9"),
        ("opencps", {"open": 9, "open_within": 7, "open_overdue": 1}, "10 = 11 + 12"),
        ("by_unit", {"total": 9, "carried_over": 7, "received": 1}, "Tổng số = Kỳ trước + Trong kỳ"),
        ("by_field", {"resolved": 9, "early": 7, "on_time": 1, "late": 0}, "Đã xử lý = Trước hạn + Đúng hạn + Quá hạn"),
        (
            "by_unit",
            {"total": 9, "early": 1, "on_time": 1, "late": 1, "open_within": 1, "open_overdue": 1, "withdrawn": 1},
            "Tổng số = Đã xử lý + Đang xử lý + Chờ + Trả lại, rút",
        ),
        (
            "digitization_766",
            {"received": 9, "not_digitized": 7, "digitized": 1},
            "Tiếp nhận = Chưa số hóa + Có số hóa",
        ),
    ],
)
def test_each_identity_of_each_form_is_checked(form: str, line: dict[str, object], identity: str) -> None:
    con = warehouse_of(january())
    add_form(con, form, [line])
    assert identities(con)["identity"].tolist() == [identity]


def test_the_columns_of_a_printed_total_are_held_against_each_other_under_its_label() -> None:
    con = warehouse_of(january())
    line = {"unit": "26434", "total": 9, "carried_over": 2, "received": 7}
    add_form(con, "by_unit", [line], sums=[(9, "Cộng", {"total": 9, "carried_over": 2, "received": 8})])
    table = identities(con)
    assert table[["row", "field", "left", "right"]].to_numpy().tolist() == [[9, "Cộng", 9, 10]]


def test_a_form_without_early_ones_has_them_among_those_on_time() -> None:
    con = warehouse_of(january())
    add_form(con, "by_unit", [{"unit": "26434", "resolved": 9, "on_time": 7, "late": 1}])
    assert identities(con)[["left", "right"]].to_numpy().tolist() == [[9, 8]]


def test_a_printed_total_is_held_against_the_rows_of_its_sheet() -> None:
    """Rows 3 + 5 = 8; printed 9 received. A refused row would show up here."""
    con = warehouse_of(january())
    add_form(
        con, "by_unit", [{"unit": "26425", "received": 3}, {"unit": "26434", "received": 5}],
        sums=[(10, "Tổng cộng", {"received": 9})],
    )  # fmt: skip
    assert totals(con)[["row", "label", "measure", "printed", "summed", "difference"]].to_numpy().tolist() == [
        [10, "Tổng cộng", "received", 9, 8, 1]
    ]


def test_totals_of_groups_are_held_against_their_own_rows() -> None:
    """I (row 8): rows 9, 10 = 8, printed 8. II (row 11): row 12 = 4, printed 6. Cộng (row 13): 12, printed 12."""
    con = warehouse_of(january())
    lines = [
        {"unit": "26425", "received": 3, "row": 9},
        {"unit": "26434", "received": 5, "row": 10},
        {"unit": "741.TNMT", "received": 4, "row": 12},
    ]
    sums = [(8, "I. Cấp xã", {"received": 8}), (11, "II. Cấp huyện", {"received": 6}), (13, "Cộng", {"received": 12})]
    add_form(con, "by_unit", lines, sums=sums)
    assert totals(con)[["row", "printed", "summed"]].to_numpy().tolist() == [[11, 6, 4]]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(set(MEASURES) - {"waiting", "open", "received_online"})), st.integers(-3, 3)
    ),
    st.sampled_from(["2023-Q1", "2023-01", "2023-02-01..2023-02-28"]),
    st.sampled_from([None, "26425", "26434", "741.TNMT"]),
)
def test_what_is_shown_is_exactly_what_was_altered(errors: dict[str, int], token: str, unit: str | None) -> None:
    """A form printed from the list itself, some numbers altered: only those differ, by what they were altered."""
    con, days = _shared(), Period.parse(token)
    for table in ("fact_form", "fact_form_total"):
        con.execute(f"DELETE FROM {table}")
    con.execute("DELETE FROM loads WHERE kind = 'form'")
    table = balance(con, days, [Dimension.UNIT] if unit else [])
    row = (table[table["unit"] == unit] if unit else table).sum(numeric_only=True)
    true = {name: int(row[name]) for name in ("carried_over", "received", "early", "late", "open_overdue", "withdrawn")}
    true["total"] = true["carried_over"] + true["received"]
    true["resolved"] = int(row["resolved"] + row["undated"])
    true["on_time"] = int(row["on_time"] - row["early"])
    printed = {name: n + errors.get(name, 0) for name, n in true.items()}
    add_form(con, "by_unit", [{"unit": unit, **printed}], first=days.start, last=days.last)
    shown = differences(con).set_index("measure")["difference"].to_dict()
    assert shown == {name: error for name, error in errors.items() if error}


_WORLDS: list[duckdb.DuckDBPyConnection] = []


def _shared() -> duckdb.DuckDBPyConnection:
    if not _WORLDS:
        _WORLDS.append(warehouse_of(january()))
    return _WORLDS[0]


def test_a_field_printed_twice_in_one_form_is_compared_by_its_sum() -> None:
    """Civil status of Xuân Thành in the first quarter: received H7 to H10 (4); the form prints 3 and 2."""
    con = warehouse_of(january())
    line = {"unit": "26434", "field": "Hộ tịch"}
    add_form(con, "by_field", [line | {"received": 3}, line | {"received": 2}])
    table = differences(con)
    row = table[table["measure"].eq("received") & table["field"].eq("Hộ tịch")].iloc[0]
    assert (row["list_value"], row["form_value"], row["row"], row["state"]) == (4, 5, 8, "differs")
