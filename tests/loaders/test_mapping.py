"""Layouts that nobody declared: read by a mapping written by hand, remembered, refused in words when it is wrong."""

import json
from datetime import datetime

import pytest
from books import Answer, csv_file, xlsx

from loaders import intake
from loaders.kinds import EXPORTS
from loaders.mapping import Mapping, MappingError, from_data, read_mapping
from loaders.remedies import remedy

HEADER = ("request id", "opened", "target", "closed", "state", "café", "how", "office")
ROWS = [
    ("A-1", "4/5/2023 8:15:00 AM", "4/10/2023 12:00:00 AM", "4/7/2023 3:40:00 PM", "Closed", "birth", "web", "B"),
    ("A-2", "4/5/2023 12:00:00 PM", "4/10/2023 12:00:00 AM", "4/11/2023 12:30:00 AM", "Closed", "birth", "desk", "T"),
    ("A-3", "12/5/2023 9:00:00 PM", "12/30/2023 12:00:00 AM", None, "Open", "land", "web", "T"),
]
CONTENT = {
    "kind": "dossiers",
    "columns": {
        "dossier_code": "request id",
        "received_at": "opened",
        "due_at": "target",
        "finished_at": "closed",
        "status": "state",
        "field": "café",
        "channel": "how",
    },
    "unit": {"column": "office"},
    "values": {
        "status": {"Open": "4", "Closed": "9"},
        "channel": {"web": "Trực tuyến", "desk": "Trực tiếp"},
        "unit": {"b": "Xã Xuân Bắc", "T": "26437"},
    },
    "date_order": "mdy",
    "compare": "datetime",
}
"""A foreign list with months first and a twelve-hour clock, and how it is read."""


def read(path, content, rows=(HEADER, *ROWS), **request):
    return Answer(csv_file(path / "a.csv", rows), mapping=content, **request)


def test_a_mapping_reads_a_layout_that_nobody_declared(tmp_path):
    """Every entry of a mapping at once: columns, unit, values, order of day and month, compare."""
    answer = read(tmp_path, CONTENT)

    first, second, third = answer.facts
    assert first["received_at"] == datetime(2023, 4, 5, 8, 15)
    assert first["finished_at"] == datetime(2023, 4, 7, 15, 40)
    assert second["received_at"] == datetime(2023, 4, 5, 12)
    assert second["finished_at"] == datetime(2023, 4, 11, 0, 30)
    assert third["received_at"] == datetime(2023, 12, 5, 21)
    assert answer.column("status_group") == ["done", "done", "open"]
    assert answer.column("channel") == ["online", "direct", "online"]
    assert answer.column("unit_code") == ["26428", "26437", "26437"]
    assert answer.column("field_name") == ["birth", "birth", "land"]
    assert answer.meta["compare"] == "datetime"
    assert answer.rows == {"read": 4, "loaded": 3, "rejected": 0, "skipped": 1}


def test_a_foreign_list_in_western_windows_letters_is_read(tmp_path):
    """Encoding cp1252: the é of a header."""
    path = csv_file(tmp_path / "a.csv", [HEADER, *ROWS], delimiter=";", encoding="cp1252")

    assert Answer(path, mapping=CONTENT).column("field_name") == ["birth", "birth", "land"]


def test_twins_with_day_and_month_swapped_give_the_same_facts(tmp_path):
    """date_order mdy and dmy (M15)."""

    def swapped(cell):
        month, day, rest = str(cell).split("/")
        return f"{day}/{month}/{rest}"

    rows = [[swapped(cell) if cell and "/" in cell else cell for cell in row] for row in ROWS]

    plain = read(tmp_path, CONTENT).facts
    assert read(tmp_path, CONTENT | {"date_order": "dmy"}, (HEADER, *rows)).facts == plain
    assert len(plain) == 3


def test_the_same_order_by_a_format_gives_the_same_facts(tmp_path):
    """date_format is a strptime pattern."""
    plain = read(tmp_path, CONTENT).facts

    assert read(tmp_path, CONTENT | {"date_format": "%m/%d/%Y %I:%M:%S %p"}).facts == plain


def test_a_format_is_the_only_one_accepted(tmp_path):
    """date_format refuses what it does not fit, even a date."""
    rows = [(*ROWS[0][:1], "2023-04-05", *ROWS[0][2:])]

    answer = read(tmp_path, CONTENT | {"date_format": "%m/%d/%Y %I:%M:%S %p"}, (HEADER, *ROWS, *rows))

    assert answer.reasons == ['Ô B5: ngày "2023-04-05" không có thật hoặc sai định dạng dd/mm/yyyy.']


def test_a_date_of_the_wrong_order_is_refused_not_turned_round(tmp_path):
    """4/13/2023 has no reading day first; months and days are never guessed cell by cell."""
    answer = read(tmp_path, CONTENT | {"date_order": "dmy"})

    assert '"12/30/2023 12:00:00 AM"' not in str(answer.column("due_at"))
    assert len(answer.rejects) == 1


def test_constants_stand_in_for_columns(tmp_path):
    """A unit for all rows, and a status where none is printed."""
    columns = {ours: theirs for ours, theirs in CONTENT["columns"].items() if ours not in ("status", "finished_at")}
    content = {**CONTENT, "columns": columns, "unit": {"constant": "26464"}, "constants": {"status": "4"}}
    content["values"] = {"channel": CONTENT["values"]["channel"]}

    answer = read(tmp_path, content)

    assert answer.status == "ready", answer.texts()
    assert answer.column("unit_code") == ["26464"] * 3
    assert answer.column("status_group") == ["open"] * 3


LABELLED = [export for export in EXPORTS.values() if export.labels]


@pytest.mark.parametrize("export", LABELLED, ids=lambda export: export.kind)
def test_a_constant_is_no_column_that_tells_rows(tmp_path, export):
    """One unit or field for the whole file names no line of a table of numbers: the column is asked for by name."""
    theirs = {name: f"column {name}" for name in sorted(export.numbers)}
    for label in export.labels:
        content = {"kind": export.kind, "columns": theirs, "constants": {label: "26428"}}

        answer = read(tmp_path, content, (list(theirs.values()), ["12"] * len(theirs)), period="2023-Q1")

        assert answer.status == "refused"
        assert f'Thiếu cột "{export.column(export.labels[0]).headers[0]}' in answer.texts("error")


def test_a_constant_unit_stands_beside_a_column_of_fields(tmp_path):
    """Of two columns that may tell rows one is enough; the other may be the same for all rows."""
    export = EXPORTS["form_766_online"]
    theirs = {"field": "area", **{column.name: column.name for column in export.columns if column.required}}
    content = {"kind": export.kind, "columns": theirs, "unit": {"constant": "26428"}}

    answer = read(tmp_path, content, (list(theirs.values()), ["Hộ tịch", 100, 60, 50, 30]), period="2023-Q1")

    assert answer.status == "ready", answer.texts()
    assert (answer.column("unit_code"), answer.column("field_name")) == (["26428"], ["Hộ tịch"])


def test_statuses_that_nobody_translated_ask_for_a_translation_not_for_another_export(tmp_path):
    content = {**CONTENT, "values": {name: words for name, words in CONTENT["values"].items() if name != "status"}}

    said = read(tmp_path, content).texts("error")

    assert said == 'Cột "state" có trạng thái chưa hiểu. Dịch giá trị của cột này khi khai cách đọc tệp.'
    assert remedy(said) == "Dịch giá trị của cột này khi khai cách đọc tệp."


@pytest.mark.parametrize(("name", "ours"), [("status", "Trạng thái"), ("due_at", "Ngày hẹn trả")])
def test_a_constant_that_is_not_understood_is_refused_by_our_name_of_its_column(tmp_path, name, ours):
    columns = {own: theirs for own, theirs in CONTENT["columns"].items() if own != name}

    answer = read(tmp_path, {**CONTENT, "columns": columns, "constants": {name: "chưa rõ"}})

    assert answer.status == "refused"
    assert f'Cột "{ours}"' in answer.texts("error")


def test_a_constant_is_no_code_of_dossiers(tmp_path):
    content = {**CONTENT, "constants": {"dossier_code": "X-1"}}
    content["columns"] = {ours: theirs for ours, theirs in CONTENT["columns"].items() if ours != "dossier_code"}

    assert 'Thiếu cột "Mã hồ sơ"' in read(tmp_path, content).texts("error")


def test_other_kinds_are_mapped_too(tmp_path):
    """A fee list under foreign headers."""
    content = {"kind": "payments", "columns": {"dossier_code": "id", "paid_on": "paid", "fee_total": "amount"}}

    answer = read(tmp_path, content, (("id", "paid", "amount"), ("X1", "05/04/2023", "8.000")))

    assert answer.column("fee_amount") == [8000]


def test_a_header_that_the_file_lacks_is_named(tmp_path):
    """The mapping speaks of a column that is not there."""
    answer = read(tmp_path, CONTENT, (("request id", "opened", *HEADER[3:]), *(row[:2] + row[3:] for row in ROWS)))

    assert answer.status == "refused"
    assert answer.texts("error") == 'Thiếu cột "target". Chọn cột tương ứng hoặc tải tệp khác.'


def test_a_required_column_that_the_mapping_forgets_is_named(tmp_path):
    """Ngày hẹn trả has no counterpart in the mapping."""
    columns = {ours: theirs for ours, theirs in CONTENT["columns"].items() if ours != "due_at"}

    answer = read(tmp_path, CONTENT | {"columns": columns})

    assert answer.texts("error") == 'Thiếu cột "Ngày hẹn trả". Chọn cột tương ứng hoặc tải tệp khác.'


def test_headers_of_a_mapping_may_be_spelled_carelessly(tmp_path):
    """Case and spaces do not matter there either."""
    columns = {ours: f" {theirs.upper()}  " for ours, theirs in CONTENT["columns"].items()}

    assert len(read(tmp_path, CONTENT | {"columns": columns}).facts) == 3


# Files of mappings

GOOD = "kind: dossiers\ncolumns:\n  dossier_code: id\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: [", "không đúng dạng YAML"),
        ("\tcolumns: a", "không đúng dạng YAML"),
        ("", "cần các mục kind, columns"),
        ("- a\n- b", "cần các mục kind, columns"),
        ("một câu", "cần các mục kind, columns"),
        ("kind: dossiers", "columns: cần dạng tên: giá trị"),
        ("columns: {}", "thiếu mục columns"),
        ("columns: [a, b]", "columns: cần dạng tên: giá trị"),
        ("columns: {dossier_code: [a, b]}", "columns: cần dạng tên: giá trị"),
        (GOOD + "colums: {}", "không hiểu mục colums"),
        (GOOD + "date_order: ngày", "date_order là một trong dmy, mdy, ymd"),
        (GOOD + "compare: giờ", "compare là date hoặc datetime"),
        (GOOD + "unit: Xuân Bắc", "unit cần column"),
        (GOOD + "unit: {column: a, constant: b}", "unit cần column"),
        (GOOD + "values: [a]", "values cần dạng"),
        (GOOD + "values: {status: mở}", "values.status: cần dạng tên: giá trị"),
        (GOOD + "constants: 3", "constants: cần dạng tên: giá trị"),
    ],
)
def test_a_wrong_mapping_file_is_refused_in_vietnamese(tmp_path, text, said):
    """Bad YAML, unknown entries, wrong forms: each names the entry."""
    path = tmp_path / "cách đọc.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(MappingError) as caught:
        read_mapping(path)

    assert said in str(caught.value)
    assert "cách đọc.yaml" in str(caught.value)


def test_a_mapping_file_that_is_not_there_is_refused(tmp_path):
    """The path is named, not the system's own words."""
    with pytest.raises(MappingError, match=r"Không mở được tệp cách đọc khác\.yaml\."):
        read_mapping(tmp_path / "khác.yaml")


def test_a_mapping_file_that_is_a_picture_is_refused(tmp_path):
    """Bytes that are no text."""
    (tmp_path / "a.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00")

    with pytest.raises(MappingError, match="không đúng dạng YAML"):
        read_mapping(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            {**CONTENT, "kind": "hồ sơ"},
            'Không có loại "hồ sơ". Các loại: dossiers, payments, procedures, form_by_unit,',
        ),
        ({**CONTENT, "columns": {**CONTENT["columns"], "ngay_nhan": "opened"}}, 'không có cột "ngay_nhan"'),
        ({**CONTENT, "constants": {"don_vi": "26425"}}, 'không có cột "don_vi"'),
        ({**CONTENT, "values": {"trang_thai": {"Open": "4"}}}, 'không có cột "trang_thai"'),
    ],
)
def test_a_mapping_to_a_column_that_we_do_not_have_is_refused_before_reading(tmp_path, content, said):
    """Not as a crash of the reader."""
    path = csv_file(tmp_path / "a.csv", [HEADER, *ROWS])

    with pytest.raises(MappingError) as caught:
        intake.read_export(path, intake.Options(mapping=from_data(content)), None)

    assert said in str(caught.value)


def test_a_mapping_survives_its_way_through_text():
    """What is saved in the warehouse reads back as the same mapping."""
    mapping = from_data(CONTENT)

    assert from_data(json.loads(mapping.to_json())) == mapping
    assert isinstance(mapping, Mapping)


# Saved readings


def test_a_saved_mapping_reads_the_next_file_of_its_layout_only(tmp_path):
    """Recognised by the signature of the header, in whatever format the file comes."""
    signature = read(tmp_path, CONTENT).meta["signature"]
    saved = {signature: CONTENT}

    again = Answer(xlsx(tmp_path / "b.xlsx", [["Tháng 5"], [], HEADER, *ROWS]), saved=saved)
    other = Answer(xlsx(tmp_path / "c.xlsx", [(*HEADER, "more"), *([*row, "x"] for row in ROWS)]), saved=saved)

    assert again.meta["signature"] == signature
    assert len(again.facts) == 3
    assert "Đọc theo cách đã lưu cho mẫu tệp này." in again.texts("info")
    assert other.status == "refused"


def test_a_mapping_given_goes_before_the_saved_one(tmp_path):
    """A wrong reading can be put right by another mapping."""
    signature = read(tmp_path, CONTENT).meta["signature"]
    wrong = {**CONTENT, "unit": {"constant": "26425"}, "values": {}}

    answer = read(tmp_path, CONTENT, saved={signature: wrong})

    assert answer.column("unit_code") == ["26428", "26437", "26437"]


def test_real_dates_of_a_workbook_need_no_order(tmp_path):
    """date_order mdy beside cells that are dates already: they are not swapped."""
    rows = [
        ["id", "in", "due", "out"],
        ["X1", datetime(2023, 4, 5, 8, 15), datetime(2023, 4, 10), datetime(2023, 4, 7)],
    ]
    columns = {"dossier_code": "id", "received_at": "in", "due_at": "due", "finished_at": "out"}
    content = {"columns": columns, "unit": {"constant": "26425"}, "date_order": "mdy"}

    (fact,) = Answer(xlsx(tmp_path / "a.xlsx", rows), mapping=content).facts

    assert fact["received_at"] == datetime(2023, 4, 5, 8, 15)
