"""Workbooks to fill in by hand: what is filled in comes back whole."""

from datetime import date, datetime

import pytest
from books import Answer, adds_up, code
from openpyxl import load_workbook

from loaders.kinds import EXPORTS
from loaders.template import write_template

FILLED = {
    "dossiers": (
        {
            "Mã hồ sơ": code(1), "Tên thủ tục hành chính": "Đăng ký khai sinh", "Đơn vị tiếp nhận": "Thị trấn Gia Ray",
            "Mã TTHC": "1.001193", "Lĩnh vực": "Hộ tịch", "Ngày tiếp nhận": "05/04/2023 08:15",
            "Ngày hẹn trả": "07/04/2023",
            "Ngày kết thúc xử lý": "06/04/2023 15:40", "Ngày trả": "07/04/2023 09:00", "Trạng thái": "Đã trả kết quả",
            "Hình thức nộp": "Bưu chính công ích", "Số hóa hồ sơ": "Có", "Số hóa kết quả": "Không",
            "Kết quả điện tử": "Có",
            "Phí (VNĐ)": "8000", "Lệ phí (VNĐ)": "2000", "Tổng (VNĐ)": "10000", "Hình thức thanh toán": "Chuyển khoản",
            "Ngày thu": "06/04/2023",
        },
        {
            "dossier_code": code(1), "procedure_name": "Đăng ký khai sinh", "unit_code": "26425",
            "procedure_code": "1.001193",
            "field_name": "Hộ tịch", "received_at": datetime(2023, 4, 5, 8, 15), "due_at": datetime(2023, 4, 7),
            "finished_at": datetime(2023, 4, 6, 15, 40), "handed_over_at": datetime(2023, 4, 7, 9),
            "status_group": "done",
            "channel": "postal", "is_digitized": True, "is_result_digitized": False, "has_e_result": True,
            "fee_amount": 10000, "payment_method": "cashless", "paid_on": date(2023, 4, 6),
        },
    ),
    "payments": (
        {
            "Mã hồ sơ": code(1), "Tên thủ tục hành chính": "Đăng ký khai sinh", "Đơn vị tiếp nhận": "Xã Bảo Hòa",
            "Phí (VNĐ)": "8000", "Lệ phí (VNĐ)": "2000", "Tổng (VNĐ)": "10000", "Hình thức thanh toán": "Tiền mặt",
            "Ngày thu": "06/04/2023",
        },
        {
            "dossier_code": code(1), "procedure_name": "Đăng ký khai sinh", "unit_code": "26464",
            "paid_on": date(2023, 4, 6),
            "fee_amount": 10000, "payment_method": "cash",
        },
    ),
    "procedures": (
        {
            "Mã số": "1.000080", "Tên": "Đăng ký khai sinh", "Cơ quan ban hành": "Bộ Tư pháp",
            "Cơ quan thực hiện": "Cấp xã",
            "Lĩnh vực": "Hộ tịch",
        },
        {
            "procedure_code": "1.000080", "procedure_base": "1.000080", "procedure_name": "Đăng ký khai sinh",
            "issued_by": "Bộ Tư pháp", "done_by": "Cấp xã", "field_name": "Hộ tịch",
        },
    ),
}  # fmt: skip
"""Kind: a filled row by header, and the fact that it is."""


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_filled_template_comes_back_with_nothing_lost(tmp_path, kind):
    """Every column that the template offers."""
    cells, fact = FILLED[kind]
    path = tmp_path / "mẫu.xlsx"
    write_template(EXPORTS[kind], path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for column, header in enumerate(headers, 1):
        sheet.cell(row=2, column=column, value=cells[header])
    book.save(path)

    answer = Answer(path)

    assert set(headers) == set(cells)
    assert answer.meta["kind"] == kind
    assert answer.rows["loaded"] == 1
    assert answer.rows["rejected"] == 0
    assert adds_up(answer.rows)
    assert answer.texts("warning") == ""
    assert {name: answer.facts[0][name] for name in fact} == fact
    assert (answer.facts[0]["source_sheet"], answer.facts[0]["source_row"]) == (sheet.title, 2)


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_template_that_nobody_filled_in_is_refused_in_words(tmp_path, kind):
    """No rows is no data."""
    write_template(EXPORTS[kind], tmp_path / "mẫu.xlsx")

    answer = Answer(tmp_path / "mẫu.xlsx")

    assert answer.status == "refused"
    assert answer.texts("error") == "Tệp không có dòng dữ liệu nào nhận được."


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_required_columns_alone_make_a_template_that_can_be_read(tmp_path, kind):
    """Optional cells left empty (a unit or a status is needed where nothing else tells it)."""
    cells, _ = FILLED[kind]
    needed = {column.headers[0] for column in EXPORTS[kind].columns if column.required}
    needed |= {"Đơn vị tiếp nhận", "Tổng (VNĐ)", "Trạng thái"}
    path = tmp_path / "mẫu.xlsx"
    write_template(EXPORTS[kind], path)
    book = load_workbook(path)
    for cell in book.worksheets[0][1]:
        if cell.value in needed:
            book.worksheets[0].cell(row=2, column=cell.column, value=cells[cell.value])
    book.save(path)

    assert Answer(path).rows["loaded"] == 1


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_choice_that_a_template_offers_is_understood(tmp_path, kind):
    """The drop-down lists hold nothing that the loader then refuses."""
    cells, _ = FILLED[kind]
    path = tmp_path / "mẫu.xlsx"
    write_template(EXPORTS[kind], path)
    book = load_workbook(path)
    sheet, lists = book.worksheets[0], book["Danh mục"]
    headers = [cell.value for cell in sheet[1]]
    depth = max(lists.max_row, 1)
    choices = {
        header: [lists.cell(row=row, column=column).value for row in range(1, depth + 1)]
        for column, header in enumerate(headers, 1)
    }
    for row in range(2, depth + 2):
        for column, header in enumerate(headers, 1):
            is_code = header in ("Mã hồ sơ", "Mã số")
            value = (
                (f"{cells[header][:-4]}{row:04d}" if header == "Mã hồ sơ" else f"1.{row:06d}")
                if is_code
                else cells[header]
            )
            sheet.cell(row=row, column=column, value=choices[header][row - 2] or value)
    book.save(path)

    answer = Answer(path)

    assert answer.rows["loaded"] == depth, answer.reasons
    assert "unknown" not in {row.get("status_group") for row in answer.facts}
    assert "không hiểu" not in answer.texts("warning")
    assert "thiếu dấu" not in answer.texts("warning")
