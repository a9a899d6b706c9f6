"""Files handed out: named after their content, safe in a spreadsheet, ready for the printer."""

import hashlib
from datetime import date
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from ui import downloads

TABLE = pd.DataFrame(
    {"Đơn vị": ["=HYPERLINK(1)", "Xã Xuân Thọ"], "Ngày": pd.to_datetime([date(2023, 6, 30), None]), "Hồ sơ": [1, 2]}
)


def test_a_file_is_named_after_its_content():
    first, second = (downloads.file_name("loi", content, "csv") for content in (b"a", b"b"))
    assert first == f"loi-{hashlib.sha256(b'a').hexdigest()[:8]}.csv"
    assert first != second


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_would_run_as_a_formula_gets_a_quote(start):
    assert downloads.safe(f"{start}1") == f"'{start}1"
    assert downloads.safe(-1) == -1  # a number is no text
    assert downloads.safe("Xã") == "Xã"


def test_a_workbook_runs_no_formula_and_keeps_days_as_days():
    sheet = load_workbook(BytesIO(downloads.workbook({"Nhắc nộp": TABLE}, "Danh sách"))).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0] == ("Đơn vị", "Ngày", "Hồ sơ")
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][1].date() == date(2023, 6, 30)
    assert rows[2][1] is None
    assert sheet.cell(4, 2).number_format == "dd/mm/yyyy"
    assert sheet.print_title_rows == "$3:$3"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_file_is_named_after_its_words():
    assert downloads.stem("Từng xã, thị trấn: đúng hạn, 01/01–30/6/2023") == "tung-xa-thi-tran-dung-han-01-01-30-6-2023"
    assert len(downloads.stem("xã " * 100)) <= 80


def test_a_workbook_says_where_its_numbers_come_from():
    content = downloads.workbook({"Số liệu": pd.DataFrame({"Đúng hạn": [9]})}, "Đúng hạn", "Số liệu xuất ngày 4/7/2023")
    sheet = load_workbook(BytesIO(content)).active
    assert [sheet.cell(row, 1).value for row in range(1, 4)] == ["Đúng hạn", "Số liệu xuất ngày 4/7/2023", "Đúng hạn"]


def test_a_sheet_may_be_called_by_any_words_of_a_screen():
    name = "Xã Xuân Thọ: 12/30 [hồ sơ] * ? \\ kết thúc trong kỳ"
    book = load_workbook(BytesIO(downloads.workbook({name: TABLE}, name)))
    assert book.sheetnames == ["Xã Xuân Thọ  12 30  hồ sơ      "]
    assert book.active["A1"].value == name


def test_a_long_sheet_has_every_row_but_no_grid_below_the_first_ones():
    count = downloads.STYLED_ROWS + 5
    book = downloads.workbook({"Hồ sơ": pd.DataFrame({"Mã": range(count), "Ngày": [date(2023, 6, 30)] * count})}, "H")
    sheet = load_workbook(BytesIO(book)).active
    last = sheet.max_row
    assert (last, sheet.cell(last, 1).value) == (3 + count, count - 1)
    assert sheet.cell(last, 2).number_format == "dd/mm/yyyy"
    assert sheet.cell(3 + downloads.STYLED_ROWS, 1).border.top.style == "thin"
    assert sheet.cell(last, 1).border.top.style is None


def test_a_workbook_is_built_only_when_asked_for_and_named_after_what_stands_in_it(monkeypatch):
    drawn = []
    monkeypatch.setattr(downloads.st, "download_button", lambda label, data, **more: drawn.append((data, more)))
    built = []
    whole = downloads.workbook
    monkeypatch.setattr(downloads, "workbook", lambda *said: built.append(said) or whole(*said))
    other = TABLE.assign(**{"Hồ sơ": [1, 3]})
    for table, origin in ((TABLE, "bản 1"), (TABLE, "bản 1"), (other, "bản 1"), (TABLE, "bản 2")):
        downloads.workbook_button("Tải Excel", {"Nhắc nộp": table}, "Danh sách", origin, "nhac-nop", key="a")
    assert not built
    first, again, moved, newer = (more["file_name"] for _, more in drawn)
    assert first == again
    assert len({first, moved, newer}) == 3
    sheet = load_workbook(BytesIO(drawn[3][0]())).active
    assert sheet["A2"].value == "bản 2"
    assert len(built) == 1
