"""The analyst's own workbook comes back with the faulty cells coloured and commented, and nothing else changed."""

import io
from typing import Any

import pytest
from books import PLAIN, code, csv_file, page, plain_row, xlsx
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from loaders import annotated, child, intake, marked_workbook
from loaders import reading as reading_module
from loaders.intake import Options
from loaders.marked_workbook import ERROR_COLOUR

OWNER = "Nguyễn Văn Kín"
HEADER = (*PLAIN, "Chủ hồ sơ")
ROWS = (
    HEADER,
    [*plain_row(1), OWNER],
    [*plain_row(2, due="31/02/2023"), OWNER],
    [*plain_row(3, unit="Xuân Thoo"), OWNER],
    [*plain_row(4, finished="01/04/2023"), "=1+1"],
)


@pytest.fixture
def here(monkeypatch):
    """Run what children run in this process."""

    def call(target: str, request: dict[str, Any], **_limits: Any) -> Any:
        module = reading_module if target.startswith("loaders.reading") else marked_workbook
        return getattr(module, target.partition(":")[2])(request)

    monkeypatch.setattr(child, "call", call)


def returned(path):
    """Read a file and load the workbook that comes back for it."""
    read = intake.read_export(path, Options(), None)
    return load_workbook(io.BytesIO(annotated.workbook(read, path.read_bytes())))


def coloured(sheet):
    return {
        cell.coordinate: cell.comment.text if cell.comment else None
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == ERROR_COLOUR and cell.fill.fill_type == "solid"
    }


def test_faulty_cells_carry_reason_and_remedy_through_a_child(tmp_path):
    """The whole way, with real children."""
    sheet = returned(xlsx(tmp_path / "a.xlsx", {"Q2": ROWS}))["Q2"]

    found = coloured(sheet)
    assert list(found) == ["D3", "B4", "E5"]
    assert found["D3"] == (
        'Ngày "31/02/2023" không có thật hoặc sai định dạng dd/mm/yyyy.\n'
        "Cách sửa: Sửa thành ngày có thật, dạng dd/mm/yyyy."
    )
    assert found["B4"].endswith("Cách sửa: Đúng là Xã Xuân Thọ thì xác nhận tên này khi nạp; không đúng thì sửa ô.")
    assert found["E5"].startswith("Kết thúc trước ngày tiếp nhận.\nCách sửa: Đối chiếu hai ngày")


def test_the_rest_of_an_xlsx_is_as_it_was(here, tmp_path):
    """Formats, formulas, widths, other comments and the analyst's own personal columns."""
    path = xlsx(tmp_path / "a.xlsx", {"Q2": ROWS, "Ghi chép": [["riêng"]]})
    book = load_workbook(path)
    book["Q2"]["A2"].font = Font(bold=True)
    book["Q2"].column_dimensions["B"].width = 41
    book["Q2"]["H2"] = "=1+1"
    book["Q2"]["D3"].comment = Comment("Hỏi lại xã", "Lan")
    book.save(path)

    back = returned(path)

    sheet = back["Q2"]
    assert back.sheetnames == ["Q2", "Ghi chép"]
    assert sheet["A2"].font.b is True
    assert sheet.column_dimensions["B"].width == 41
    assert sheet["H2"].value == "=1+1"
    assert sheet["G2"].value == OWNER
    assert sheet["D3"].comment.text.startswith("Hỏi lại xã\n\nNgày")
    assert [cell.value for cell in sheet[3]][:3] == [code(2), "Xã Xuân Bắc", "05/04/2023 08:15"]


@pytest.mark.parametrize("write", [csv_file, page])
def test_another_format_comes_back_as_an_xlsx_of_its_texts(here, tmp_path, write):
    path = write(tmp_path / "hồ sơ.csv", ROWS)

    sheet = returned(path).worksheets[0]

    assert list(coloured(sheet)) == ["D3", "B4", "E5"]
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert sheet["G3"].value == OWNER
    if write is csv_file:
        assert sheet.title == "hồ sơ"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_text_of_a_file_never_becomes_a_formula(here, tmp_path, start):
    path = csv_file(tmp_path / "a.csv", [HEADER, [*plain_row(1, due="x"), f"{start}cmd|' /C calc'!A0"]])

    cell = returned(path).worksheets[0]["G2"]

    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_numbers_with_a_sign_stay_as_they_are(here, tmp_path):
    path = csv_file(tmp_path / "a.csv", [HEADER, [*plain_row(1, due="x"), "-12,5"]])

    assert returned(path).worksheets[0]["G2"].value == "-12,5"


def test_a_very_large_xlsx_comes_back_as_its_texts(here, tmp_path, monkeypatch):
    monkeypatch.setattr(marked_workbook, "MAX_KEPT_CELLS", 10)

    sheet = returned(xlsx(tmp_path / "a.xlsx", {"Q2": ROWS}))["Q2"]

    assert list(coloured(sheet)) == ["D3", "B4", "E5"]


def test_beyond_the_most_comments_cells_are_coloured_only(here, tmp_path, monkeypatch):
    monkeypatch.setattr(marked_workbook, "MAX_COMMENTS", 1)

    comments = coloured(returned(xlsx(tmp_path / "a.xlsx", ROWS)).worksheets[0])

    assert [bool(text) for text in comments.values()] == [True, False, False]


def test_a_faulty_cell_inside_a_merged_area_is_shown_on_its_first_cell(here, tmp_path):
    rows = [PLAIN, plain_row(1, unit="Xuân Thoo"), plain_row(2, unit=None), plain_row(3)]

    comments = coloured(returned(xlsx(tmp_path / "a.xlsx", rows, merged=["B2:B3"])).worksheets[0])

    assert list(comments) == ["B2"]


def test_a_refused_row_without_a_cell_is_marked_in_its_first_column(here, tmp_path):
    rows = [[cell for at, cell in enumerate(row) if at != 1] for row in ROWS[:3]]

    assert "A2" in coloured(returned(xlsx(tmp_path / "a.xlsx", rows)).worksheets[0])


def test_a_file_without_faults_comes_back_uncoloured(here, tmp_path):
    assert coloured(returned(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1)])).worksheets[0]) == {}


@pytest.mark.parametrize("name", ["a/b:c*?[d]", "x" * 40, "'", ""])
def test_any_name_of_a_sheet_is_made_one_that_excel_takes(name):
    taken = {"x" * 31}
    title = marked_workbook._title(name, taken)
    assert 1 <= len(title) <= 31
    assert not set("[]:*?/\\") & set(title)
    assert title != "x" * 31
