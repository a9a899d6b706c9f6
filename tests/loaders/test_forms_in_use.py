"""Forms and reports from file to warehouse: periods, totals, later exports, what counts of them."""

from datetime import date

import pytest
from books import CATALOGUE, xlsx

import warehouse
from loaders import intake
from loaders.forms import IDENTITIES, MEASURES
from warehouse import build
from warehouse.period import Period

HEADER = (
    "Đơn vị", "Tiếp nhận Tổng số", "Kỳ trước", "Trong kỳ", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn", "Trong hạn",
    "Đang xử lý Quá hạn", "Trả lại/Xin rút",
)  # fmt: skip
PRINTED = ["Từ ngày 01/01/2023 đến ngày 31/03/2023"]
BAC, THO = ["Xã Xuân Bắc", 10, 2, 8, 5, 2, 1, 1, 1, 0], ["Xã Xuân Thọ", 20, 4, 16, 10, 4, 2, 2, 2, 0]
TOTAL = ["Tổng cộng", 30, 6, 24, 15, 6, 3, 3, 3, 0]


def load(directory, path, **options):
    """Read and publish one file, with an export date unless given."""
    chosen = intake.Options(**{"export_date": date(2023, 4, 4), **options})
    newest = warehouse.newest(directory)
    con = warehouse.connect(newest.served.path) if newest.served else None
    reading = intake.read_export(path, chosen, con)
    if con:
        con.close()
    intake.publish([reading], directory, by="kiểm thử")
    return reading


def rows(directory, sql):
    con = warehouse.connect(warehouse.newest(directory).served.path)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def test_a_form_is_published_with_its_totals_and_its_period(tmp_path):
    reading = load(tmp_path / "kho", xlsx(tmp_path / "a.xlsx", [PRINTED, HEADER, BAC, THO, TOTAL]))

    assert reading.load_id
    assert reading.rows == {"read": 5, "loaded": 2, "rejected": 0, "skipped": 3}
    live = "SELECT unit_code, total, carried_over, late, resolved, period_from, period_to FROM live_form ORDER BY 1"
    quarter = (date(2023, 1, 1), date(2023, 3, 31))
    assert rows(tmp_path / "kho", live) == [("26428", 10, 2, 1, None, *quarter), ("26437", 20, 4, 2, None, *quarter)]
    totals = "SELECT label, form, total, withdrawn, source_row FROM fact_form_total"
    assert rows(tmp_path / "kho", totals) == [("Tổng cộng", "by_unit", 30, 0, 5)]


def test_a_form_without_a_period_is_refused_until_one_is_chosen(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [HEADER, BAC])

    refused = load(tmp_path / "kho", path)
    taken = load(tmp_path / "kho", path, period=Period.parse("2023-Q1"))

    assert refused.status == "refused"
    assert [message.text for message in refused.messages] == ["Tệp không ghi kỳ báo cáo. Chọn kỳ rồi nạp lại."]
    assert refused.rows == {"read": 2, "loaded": 0, "rejected": 2, "skipped": 0}
    assert taken.period == Period.parse("2023-Q1")
    assert taken.load_id


def test_a_form_named_after_its_period_needs_no_question(tmp_path):
    reading = load(tmp_path / "kho", xlsx(tmp_path / "BC quý I 2023.xlsx", [HEADER, BAC]))

    assert not reading.asks_for_period
    assert rows(tmp_path / "kho", "SELECT period, period_from, period_to FROM loads") == [
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31))
    ]


def test_rows_that_name_their_period_win_over_the_file_name(tmp_path):
    survey = [["Kỳ", "Đơn vị", "Đã cung cấp", "Tổng bản sao", "Bản sao điện tử"]]
    lines = [["Quý I/2023", "UBND xã Xuân Bắc", "x", 1200, 300]]

    reading = load(tmp_path / "kho", xlsx(tmp_path / "6 thang 2023.xlsx", survey + lines))

    assert (reading.status, reading.period) == ("ready", Period.parse("2023-Q1"))


def test_the_same_counts_of_another_period_are_no_duplicate(tmp_path):
    """M10: two periods in which a unit had nothing."""
    nothing = ["Xã Xuân Bắc", *[0] * 9]
    for name, token in (("a", "2023-Q1"), ("b", "2023-Q2")):
        path = xlsx(tmp_path / f"{name}.xlsx", [HEADER, nothing, [name]])
        assert load(tmp_path / "kho", path, period=Period.parse(token)).load_id

    assert rows(tmp_path / "kho", "SELECT count(*) FROM live_form") == [(2,)]


def test_a_later_export_of_a_period_takes_the_place_of_the_lines_it_has(tmp_path):
    """M32: a past period exported again differs; a unit that the later one lacks stays."""
    load(tmp_path / "kho", xlsx(tmp_path / "a.xlsx", [PRINTED, HEADER, BAC, THO]))
    later = ["Xã Xuân Bắc", 11, 2, 9, 5, 3, 1, 1, 1, 0]
    load(tmp_path / "kho", xlsx(tmp_path / "b.xlsx", [PRINTED, HEADER, later]), export_date=date(2023, 5, 4))

    assert rows(tmp_path / "kho", "SELECT unit_code, total FROM live_form ORDER BY 1") == [("26428", 11), ("26437", 20)]


def test_a_field_printed_at_two_levels_of_one_form_keeps_both_lines(tmp_path):
    """Dropping one would lose dossiers."""
    header = ("TT", "Lĩnh vực", *HEADER[1:])
    body = [["I", "Cấp huyện"], [1, "Hộ tịch", *BAC[1:]], ["II", "Cấp xã"], [1, "Hộ tịch", *THO[1:]]]
    load(tmp_path / "kho", xlsx(tmp_path / "a.xlsx", [PRINTED, header, *body]))

    assert rows(tmp_path / "kho", "SELECT sum(total), count(*) FROM live_form WHERE field_key = 'hộ tịch'") == [(30, 2)]


def test_surveys_and_reports_have_the_period_of_their_row_else_of_their_file(tmp_path):
    survey = [("Đơn vị", "Tổng số phiếu", "Rất hài lòng", "Hài lòng", "Không hài lòng"), ["Xã Xuân Bắc", 5, 3, 1, 1]]
    certified = [
        ("Kỳ", "Đơn vị", "Đã cung cấp", "Tổng bản sao", "Bản sao điện tử"),
        ["Quý I/2023", "Xã Xuân Bắc", "Có", 10, 2],
        ["", "Xã Xuân Thọ", "Có", 20, 3],
    ]
    half = Period.parse("2023-H1")
    load(tmp_path / "kho", xlsx(tmp_path / "a.xlsx", survey), period=half)
    load(tmp_path / "kho", xlsx(tmp_path / "b.xlsx", certified), period=half)

    assert rows(tmp_path / "kho", "SELECT unit_code, period, answered FROM live_survey") == [("26428", "2023-H1", 5)]
    found = rows(tmp_path / "kho", "SELECT unit_code, period, e_copies FROM live_e_certification ORDER BY 1")
    assert found == [("26428", "2023-Q1", 2), ("26437", "2023-H1", 3)]


def test_the_portals_list_does_not_wipe_out_what_was_added_by_hand(tmp_path):
    """L9: a file without a column says nothing about it."""
    line = ["1.001193", "Khai sinh", "Bộ Tư pháp", "Cấp xã", "Hộ tịch"]
    load(tmp_path / "kho", xlsx(tmp_path / "a.xlsx", [(*CATALOGUE, "Hồ sơ mẫu", "Cấp"), [*line, "Có", "Xã"]]))
    renamed = [line[0], "Đăng ký khai sinh", *line[2:]]
    load(tmp_path / "kho", xlsx(tmp_path / "b.xlsx", [CATALOGUE, renamed]), export_date=date(2023, 5, 4))

    live = "SELECT procedure_name, has_sample, level, is_online FROM live_procedure"
    assert rows(tmp_path / "kho", live) == [("Đăng ký khai sinh", True, "commune", None)]


@pytest.mark.parametrize("table", ["fact_procedure", "fact_form"])
def test_a_warehouse_of_an_earlier_version_gets_the_new_tables_and_columns(table):
    """Snapshots are copied forward and prepared anew."""
    import duckdb

    from warehouse.build import empty, prepare

    con = duckdb.connect()
    con.execute("CREATE TABLE fact_procedure (load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER, "
                "procedure_code VARCHAR, procedure_base VARCHAR, procedure_name VARCHAR, procedure_key VARCHAR, "
                "issued_by VARCHAR, done_by VARCHAR, field_name VARCHAR, field_key VARCHAR)")  # fmt: skip
    prepare(con)

    described = [column[:2] for column in con.execute(f"DESCRIBE {table}").fetchall()]
    assert described == [column[:2] for column in empty().execute(f"DESCRIBE {table}").fetchall()]


STORED = [
    (form, sums) for form, every in IDENTITIES.items() for sums in every if {sums.whole, *sums.parts} <= {*MEASURES}
]


@pytest.mark.parametrize(("form", "sums"), STORED, ids=lambda one: one if isinstance(one, str) else one.whole)
def test_what_a_form_is_told_of_when_it_is_loaded_is_what_the_warehouse_finds_in_it(form, sums):
    """A line whose parts are one too many, and one that agrees; without one of the parts nothing is known.

    A form without "Trước hạn" is the exception: what is on time holds what is early.
    """
    con = build.empty()
    con.execute(
        "INSERT INTO loads (load_id, file, kind, export_date, known_until, loaded_at) "
        "VALUES ('F', 'a.xlsx', 'form', DATE '2023-07-04', DATE '2023-06-30', TIMESTAMP '2023-07-04 08:00:00')"
    )

    def found(**counts):
        con.execute("DELETE FROM fact_form")
        names = ", ".join(counts)
        con.execute(
            f"INSERT INTO fact_form (load_id, source_sheet, source_row, form, {names}) "
            f"VALUES ('F', 'Biểu', 8, ?, {', '.join('?' * len(counts))})",
            [form, *counts.values()],
        )
        return con.execute("SELECT left_value, right_value FROM quality_identity").fetchall()

    parts = dict(zip(sums.parts, (5, 3, 2), strict=False))
    whole = sum(parts.values())
    assert found(**{sums.whole: whole - 1}, **parts) == [(whole - 1, whole)]
    assert found(**{sums.whole: whole}, **parts) == [(whole, whole)]
    for absent in parts:
        assert found(**{sums.whole: whole, **{name: n for name, n in parts.items() if name != absent}}) == (
            [(whole, whole - parts[absent])] if absent == "early" else []
        )
