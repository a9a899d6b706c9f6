"""Workbooks to fill in by hand: what is filled in comes back whole."""

from datetime import date, datetime

import pytest
from books import Answer, adds_up, code
from openpyxl import load_workbook

from loaders.kinds import EXPORTS
from loaders.template import example, header_row, write_template

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
            "Lĩnh vực": "Hộ tịch", "Cấp": "Cấp huyện; Cấp xã", "Mức độ": "Một phần", "Nội bộ": "Không",
            "Hồ sơ mẫu": "Có", "Đủ điều kiện": "Có", "Đã cung cấp": "Có", "Có phí": "Có",
            "Thanh toán trực tuyến": "Không", "Công khai": "Có", "Rà soát": "Có", "Đơn giản hóa": "Không",
            "Số trường trước": "20", "Số trường sau": "15",
        },
        {
            "level": "district; commune", "service_level": "partial", "is_internal": False, "has_sample": True,
            "is_eligible_online": True, "is_online": True, "has_fee": True, "has_online_payment": False,
            "is_published": True, "is_reviewed": True, "is_simplified": False, "fields_before": 20, "fields_after": 15,
            "procedure_code": "1.000080", "procedure_base": "1.000080", "procedure_name": "Đăng ký khai sinh",
            "issued_by": "Bộ Tư pháp", "done_by": "Cấp xã", "field_name": "Hộ tịch",
        },
    ),
}  # fmt: skip
"""Kind: a filled row by header, and the fact that it is."""

SIMPLE = {
    "total": 120, "carried_over": 20, "received": 100, "received_online": 60, "received_direct": 38,
    "received_postal": 2, "resolved": 96, "early": 70, "on_time": 20, "late": 6, "open": 20, "open_within": 15,
    "open_overdue": 5, "waiting": 0, "paused": 0, "financial": 0, "withdrawn": 4, "other": 0,
}  # fmt: skip
FACTS = {
    "form_by_unit": {"form": "by_unit", "unit_code": "26428", **SIMPLE},
    "form_by_field": {"form": "by_field", "unit_code": "26428", "field_key": "hộ tịch", **SIMPLE},
    "form_ii_06a": {
        "form": "ii_06a", "unit_code": "26428", "field_name": "Hộ tịch", "total": 120, "received_online": 60,
        "received_direct": 40, "carried_over": 20, "resolved": 100, "early": 70, "on_time": 24, "late": 6,
        "open": 20, "open_within": 15, "open_overdue": 5,
    },
    "form_opencps": {"form": "opencps", "total": 120, "resolved": 96, "withdrawn": 4, "late": 6, "open_overdue": 5},
    "form_766_progress": {"form": "progress_766", "total": 120, "on_time": 20, "open_within": 15, "paused": 4},
    "form_766_digitization": {
        "form": "digitization_766", "received": 100, "not_digitized": 10, "digitized": 90, "reused": 30,
        "resolved": 96, "results_not_digitized": 6, "results_digitized": 90,
    },
    "form_766_online": {
        "form": "online_766", "received": 100, "received_online": 60, "received_direct": 40, "fee_dossiers": 50,
        "online_paid": 30,
    },
    "survey": {
        "unit_code": "26428", "period": "2023-Q1", "field_name": "Hộ tịch", "answered": 50, "very_satisfied": 30,
        "satisfied": 18, "unsatisfied": 2,
    },
    "survey_dossiers": {
        "unit_code": "26428", "period": "2023-Q1", "dossier_code": "H19.29-230405-0001", "answered": 1,
        "very_satisfied": 0, "satisfied": 1, "unsatisfied": 0,
    },
    "petitions": {
        "petition_code": "PAKN-2023-0001", "source": "Cổng 1022", "unit_code": "26428", "field_key": "đất đai",
        "is_about_procedure": True, "received_on": date(2023, 4, 5), "escalated_on": date(2023, 4, 6),
        "due_on": date(2023, 4, 20), "answered_on": date(2023, 4, 18), "status_group": "closed", "is_satisfied": True,
    },
    "e_certification": {"period": "2023-Q1", "unit_code": "26428", "is_provided": True, "copies": 400, "e_copies": 60},
    "progress": {
        "period": "2023-Q1", "unit_code": "26428", "item": "CT4.03", "numerator": 12.0, "denominator": 20.0,
        "value_2022": 10.0, "status": "in_progress", "evidence": "Báo cáo số 12/BC-UBND ngày 30/03/2023",
        "finished_on": date(2023, 3, 30),
    },
}  # fmt: skip
"""Kind: the fact that the worked row of the guide sheet is."""

for _kind, _fact in FACTS.items():
    FILLED[_kind] = ({column.headers[0]: example(column) for column in EXPORTS[_kind].columns}, _fact)


def filled(path, kind, rows):
    """Write a template with rows by header, the period in the line that asks for it."""
    write_template(EXPORTS[kind], path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    top = header_row(EXPORTS[kind])
    if top > 1:
        sheet["A1"] = "Kỳ báo cáo: từ ngày 01/01/2023 đến ngày 31/03/2023"
    for number, cells in enumerate(rows, top + 1):
        for cell in sheet[top]:
            sheet.cell(row=number, column=cell.column, value=cells.get(cell.value))
    book.save(path)
    return sheet.title, [cell.value for cell in sheet[top]]


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_filled_template_comes_back_with_nothing_lost(tmp_path, kind):
    """Every column that the template offers."""
    cells, fact = FILLED[kind]
    path = tmp_path / "mẫu.xlsx"
    title, headers = filled(path, kind, [cells])

    answer = Answer(path)

    assert set(headers) == set(cells)
    assert answer.meta["kind"] == kind
    assert answer.rows["loaded"] == 1
    assert answer.rows["rejected"] == 0
    assert adds_up(answer.rows)
    assert answer.texts("warning") == ""
    assert {name: answer.facts[0][name] for name in fact} == fact
    assert (answer.facts[0]["source_sheet"], answer.facts[0]["source_row"]) == (title, header_row(EXPORTS[kind]) + 1)


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
    needed |= {"Đơn vị tiếp nhận", "Đơn vị xử lý", "Đơn vị", "Lĩnh vực", "Tổng (VNĐ)", "Trạng thái"}
    path = tmp_path / "mẫu.xlsx"
    filled(path, kind, [{header: value for header, value in cells.items() if header in needed}])

    assert Answer(path).rows["loaded"] == 1


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_choice_that_a_template_offers_is_understood(tmp_path, kind):
    """The drop-down lists hold nothing that the loader then refuses."""
    cells, _ = FILLED[kind]
    path = tmp_path / "mẫu.xlsx"
    write_template(EXPORTS[kind], path)
    lists = load_workbook(path)["Danh mục"]
    headers = [column.headers[0] for column in EXPORTS[kind].columns]
    depth = max(lists.max_row, 1)
    rows = []
    for row in range(1, depth + 1):
        own = {"Mã hồ sơ": f"{code(1)[:-4]}{row:04d}", "Hồ sơ": f"{code(1)[:-4]}{row:04d}", "Mã số": f"1.{row:06d}"}
        offered = {header: lists.cell(row=row, column=place).value for place, header in enumerate(headers, 1)}
        rows.append(cells | own | {header: choice for header, choice in offered.items() if choice})
    filled(path, kind, rows)

    answer = Answer(path)

    assert answer.rows["loaded"] == depth, answer.reasons
    assert "unknown" not in {row.get("status_group") for row in answer.facts}
    assert "không hiểu" not in answer.texts("warning")
    assert "thiếu dấu" not in answer.texts("warning")
