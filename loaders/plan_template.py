"""A workbook for a plan to fill in: empty, or with a plan that is there already, to begin next year's from it."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.plan_layout import ABOUT, ABOUT_TITLE, PlanColumn, PlanSheet, sheets
from warehouse import plan_files

_LAST_ROW = 500
_GUIDE = (
    "Phải điền ba trang: Kế hoạch, Chỉ tiêu, Nhiệm vụ. Trang Điều chỉnh và Mâu thuẫn chỉ điền khi có.",
    "Lời trích ghi đúng từng chữ của kế hoạch, kể cả lỗi in; cách hiểu ghi ở trang Mâu thuẫn.",
    "Loại Ngưỡng: đạt từ mức phải đạt trở lên. Tất cả: 100 %. So với năm trước và Mốc công việc: không ghi mức.",
    "Cấp để trống: tính chung và riêng từng cấp.",
    "Nhiều nhóm lĩnh vực, nhiều nguồn số liệu: cách nhau bằng dấu chấm phẩy.",
    "Cách tính để trống: chỉ tiêu lấy từ báo cáo tiến độ theo mã của chính nó.",
    "Thời hạn Đến ngày và Trong tháng phải có Hạn; Thường xuyên và Báo cáo theo quý để trống.",
    "Nạp: python -m loaders plan TỆP.xlsx --name xuan-loc-2024",
)


def write_plan_template(path: Path, plan: Path | None = None) -> None:
    """Write an .xlsx that `plan_workbook.read_plan` reads back; `plan` is the folder of a plan to fill it with.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  a new workbook always has one
    first.title = ABOUT_TITLE
    lists = book.create_sheet("Danh mục")
    _write_about(first, plan)
    column = 0
    for layout in sheets():
        sheet = book.create_sheet(layout.title)
        rows = plan_files.rows(plan, layout.table) if plan else []
        column = _write_sheet(sheet, layout, rows, lists, column)
    lists.sheet_state = "hidden"
    _write_guide(book.create_sheet("Hướng dẫn"))
    book.save(path)


def _write_about(sheet: Worksheet, plan: Path | None) -> None:
    about = plan_files.about(plan) if plan else {}
    for row, line in enumerate(ABOUT, start=1):
        _head(sheet, row, 1, line)
        cell = sheet.cell(row=row, column=2, value=line.write(str(about[line.name])) if about else None)
        cell.number_format = "@"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 70


def _write_sheet(sheet: Worksheet, layout: PlanSheet, rows: list[dict[str, str]], lists: Worksheet, column: int) -> int:
    """Fill one sheet; returns the number of columns of the hidden sheet of lists that are taken."""
    for index, declared in enumerate(layout.columns, start=1):
        letter = get_column_letter(index)
        _head(sheet, 1, index, declared)
        sheet.column_dimensions[letter].width = declared.width
        sheet.column_dimensions[letter].number_format = "@"
        for row, values in enumerate(rows, start=2):
            cell = sheet.cell(row=row, column=index, value=declared.write(values[declared.name]) or None)
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if declared.choices:
            column += 1
            _offer(sheet, letter, declared, lists, column)
    sheet.freeze_panes = "B2"
    return column


def _head(sheet: Worksheet, row: int, column: int, declared: PlanColumn) -> None:
    cell = sheet.cell(row=row, column=column, value=declared.header)
    cell.font = Font(bold=True, color="FFFFFF" if declared.required else "1B2530")
    cell.fill = PatternFill("solid", fgColor="23406B" if declared.required else "E7F0FA")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    several = "" if declared.is_list or not declared.choices else " Nhiều giá trị cách nhau bằng dấu chấm phẩy."
    cell.comment = Comment(f"{'Bắt buộc. ' if declared.required else ''}Ví dụ: {declared.example}.{several}", "Tệp mẫu")


def _offer(sheet: Worksheet, letter: str, declared: PlanColumn, lists: Worksheet, column: int) -> None:
    for row, choice in enumerate(declared.choices, start=1):
        lists.cell(row=row, column=column, value=choice)
    place = get_column_letter(column)
    validation = DataValidation(
        type="list",
        formula1=f"'{lists.title}'!${place}$1:${place}${len(declared.choices)}",
        allow_blank=True,
        # Several choices in one cell are no item of the list: there it only offers.
        showErrorMessage=declared.is_list,
    )
    validation.error, validation.errorTitle = "Chọn một giá trị trong danh sách.", declared.header
    sheet.add_data_validation(validation)
    validation.add(f"{letter}2:{letter}{_LAST_ROW}")


def _write_guide(sheet: Worksheet) -> None:
    sheet.append(["Kế hoạch cải cách hành chính"])
    for line in _GUIDE:
        sheet.append([line])
    for layout in sheets():
        sheet.append([])
        sheet.append([f"Trang {layout.title}", layout.line])
        sheet.append(["Tên cột", "Một dòng mẫu", "Bắt buộc"])
        for declared in layout.columns:
            sheet.append([declared.header, declared.example, "có" if declared.required else ""])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 70
    sheet["A1"].font = Font(bold=True, size=14)
