"""Clean workbooks to fill in by hand: one header row, formats, drop-down lists, an explained example."""

import re
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.export import Column, Export
from warehouse.build import read_reference

_LAST_ROW = 5000
_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")  # signs that no spreadsheet allows in the name of a sheet
_PERIOD_LINE = "Kỳ báo cáo: từ ngày …/…/…… đến ngày …/…/……"
_EXAMPLES = {
    "dossier_code": "H19.29-230405-0001",
    "procedure": "Đăng ký khai sinh",
    "procedure_code": "1.001193",
    "unit": "Xã Xuân Bắc",
    "field": "Hộ tịch",
    "received_at": "05/04/2023 08:15",
    "due_at": "07/04/2023",
    "finished_at": "06/04/2023 15:40",
    "handed_over_at": "07/04/2023 09:00",
    "status": "Đã xử lý xong",
    "channel": "Trực tuyến",
    "is_digitized": "Có",
    "is_result_digitized": "Có",
    "has_e_result": "Không",
    "fee": "8000",
    "charge": "0",
    "fee_total": "8000",
    "payment_method": "Tiền mặt",
    "paid_on": "06/04/2023",
    "issued_by": "Bộ Tư pháp",
    "done_by": "Ủy ban nhân dân cấp xã",
}
_REFERENCE_LISTS = {
    "status": ("statuses", "text"),
    "channel": ("channels", "text"),
    "payment_method": ("payment_methods", "text"),
}
_PERIOD_GUIDE = "Ghi kỳ báo cáo ở dòng 1 (từ ngày … đến ngày …), hoặc chọn kỳ khi nạp."
_WHAT_A_LINE_IS = {
    "fact_procedure": "Mỗi dòng một thủ tục.",
    "fact_form": "Mỗi dòng một đơn vị hoặc một lĩnh vực. Số đếm ghi bằng chữ số; để trống là 0.",
    "fact_survey": "Mỗi dòng một đơn vị hoặc một hồ sơ được đánh giá.",
    "fact_petition": "Mỗi dòng một phản ánh, kiến nghị. Không ghi nội dung.",
    "fact_e_certification": "Mỗi dòng một đơn vị và một kỳ. Chưa có số thì để trống, không ghi 0.",
    "fact_progress": "Mỗi dòng một chỉ tiêu hoặc nhiệm vụ của một đơn vị trong một kỳ.",
}
_YES_NO = ("is_digitized", "is_result_digitized", "has_e_result")


def write_template(export: Export, path: Path) -> None:
    """Write an .xlsx that this program reads back as `export`: all declared columns, no data rows.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  a new workbook always has one
    sheet.title = _SHEET_NAME.sub(" ", export.label)[:31]
    lists = book.create_sheet("Danh mục")
    top = header_row(export)
    if top > 1:
        sheet["A1"] = _PERIOD_LINE
        sheet["A1"].font = Font(italic=True)
    for index, column in enumerate(export.columns, start=1):
        _write_column(sheet, lists, top, index, column)
    sheet.freeze_panes = f"A{top + 1}"
    lists.sheet_state = "hidden"
    _write_guide(book.create_sheet("Hướng dẫn"), export)
    book.save(path)


def header_row(export: Export) -> int:
    """Return the row of the headers: 2 where a line above asks for the period, else 1."""
    return 2 if export.needs_period else 1


def _write_column(sheet: Worksheet, lists: Worksheet, top: int, index: int, column: Column) -> None:
    letter = get_column_letter(index)
    cell = sheet.cell(row=top, column=index, value=column.headers[0])
    cell.font = Font(bold=True, color="FFFFFF" if column.required else "1B2530")
    cell.fill = PatternFill("solid", fgColor="23406B" if column.required else "E7F0FA")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    worked = example(column)
    cell.comment = Comment(f"{'Bắt buộc. ' if column.required else ''}Ví dụ: {worked}", "Tệp mẫu")
    sheet.column_dimensions[letter].width = 40 if column.name == "procedure" else 18
    sheet.column_dimensions[letter].number_format = "@"
    choices = _choices(column)
    if choices:
        for row, choice in enumerate(choices, start=1):
            lists.cell(row=row, column=index, value=choice)
        source = f"'{lists.title}'!${letter}$1:${letter}${len(choices)}"
        validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        validation.error, validation.errorTitle = "Chọn một giá trị trong danh sách.", column.headers[0]
        sheet.add_data_validation(validation)
        validation.add(f"{letter}{top + 1}:{letter}{_LAST_ROW}")


def example(column: Column) -> str:
    """Return the text of a column in the worked row of the guide sheet, '' when there is none."""
    return column.example or _EXAMPLES.get(column.name, "")


def _choices(column: Column) -> list[str]:
    name = column.name
    if column.choices:
        return list(column.choices)
    if name == "unit":
        return [
            unit["name"]
            for unit in read_reference("units")
            if unit["level"] in ("commune", "district") and not unit["valid_from"] > "2023-12-31"
        ]
    if name in _YES_NO:
        return ["Có", "Không"]
    if name in _REFERENCE_LISTS:
        table, key = _REFERENCE_LISTS[name]
        return [row[key] for row in read_reference(table) if row[key] and not row[key].isdigit()]
    return []


def _write_guide(sheet: Worksheet, export: Export) -> None:
    lines = [
        (export.label, "", ""),
        (_WHAT_A_LINE_IS.get(export.table, "Mỗi dòng một hồ sơ."), "", ""),
        ("Không đổi dòng tiêu đề. Không thêm họ tên, số điện thoại, địa chỉ.", "", ""),
        *([(_PERIOD_GUIDE, "", "")] if export.needs_period else []),
        ("Ngày ghi dd/mm/yyyy, có thể kèm giờ (dd/mm/yyyy HH:MM). Mã ghi nguyên dạng chữ.", "", ""),
        ("", "", ""),
        ("Tên cột", "Bắt buộc", "Một dòng mẫu"),
        *((column.headers[0], "có" if column.required else "", example(column)) for column in export.columns),
    ]
    for line in lines:
        sheet.append(line)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 44, 28
    sheet["A1"].font = Font(bold=True, size=14)
