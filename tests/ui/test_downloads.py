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
