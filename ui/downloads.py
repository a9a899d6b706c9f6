"""Files that a screen hands out: safe to open in a spreadsheet, and named after their content."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from io import BytesIO

import pandas as pd
import streamlit as st
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ui import format as fmt
from warehouse.folding import without_marks
from warehouse.outgoing import file_name, safe

__all__ = ["MIMES", "STYLED_ROWS", "button", "csv", "file_name", "safe", "stem", "workbook", "workbook_button"]

MIMES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Content type by the ending of a file name."""

STYLED_ROWS = 1000
"""Rows of a sheet that get a grid and wrapped text."""

_WIDEST = 60
_GRID = Side(style="thin", color="D5DAE0")
_HEAD = PatternFill("solid", fgColor="F1F3F6")


def stem(words: str) -> str:
    """Return words as the stem of a file name: no accents, no spaces, at most 80 characters.

    >>> stem("Theo tháng: Hồ sơ đúng hạn, 30/6/2023")
    'theo-thang-ho-so-dung-han-30-6-2023'
    """
    return "-".join(re.findall("[a-z0-9]+", without_marks(words)))[:80]


def csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that Excel opens in Vietnamese and runs no formula of."""
    return bytes(table.astype(str).map(safe).to_csv(index=False).encode("utf-8-sig"))


def workbook(sheets: Mapping[str, pd.DataFrame], title: str, origin: str = "") -> bytes:
    """Return tables as an .xlsx ready for the printer: one sheet each, A4 across, head repeated.

    Above each stand the title and, in small, the origin of its numbers.

    Dates become dd/mm/yyyy cells. A long table has no grid below its first rows: styles are what takes the time.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        _fill(book.create_sheet(re.sub(r"[\\*?:/\[\]]", " ", name)[:31]), table, title, origin)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, table: pd.DataFrame, title: str, origin: str) -> None:
    sheet.cell(1, 1, str(safe(title))).font = Font(bold=True, size=13)
    sheet.cell(2, 1, str(safe(origin)) or None).font = Font(size=10, color="55606C")
    for place, header in enumerate(table.columns, start=1):
        cell = sheet.cell(3, place, str(safe(str(header))))
        cell.font, cell.fill = Font(bold=True), _HEAD
    for row, values in enumerate(table.itertuples(index=False), start=4):
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(row, place, _cell(value))
            if isinstance(cell.value, date | datetime):
                cell.number_format = "dd/mm/yyyy"
    for place, header in enumerate(table.columns, start=1):
        longest = max([len(str(header)), *(len(str(value)) for value in table[header].head(500))])
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, longest + 3)
    styled = min(len(table), STYLED_ROWS)
    for cells in sheet.iter_rows(min_row=3, max_row=3 + styled, max_col=len(table.columns)):
        for cell in cells:
            cell.border = Border(top=_GRID, bottom=_GRID, left=_GRID, right=_GRID)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _cell(value: object) -> object:
    if fmt.missing(value) or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, str | bool | int | float | date):
        return safe(value)
    return value.item() if hasattr(value, "item") else str(safe(str(value)))


def workbook_button(
    label: str, sheets: Mapping[str, pd.DataFrame], title: str, origin: str, stem: str, *, key: str
) -> None:
    """Draw the button that hands out tables as a workbook, which is built only when somebody asks for it.

    The file is named after all that stands in it, so that no two files share a name before either exists.
    """
    said = [title, origin, *(f"{name}\n{table.to_csv(index=False)}" for name, table in sheets.items())]
    st.download_button(
        label,
        partial(workbook, sheets, title, origin),
        file_name=file_name(stem, "\n".join(said).encode(), "xlsx"),
        mime=MIMES["xlsx"],
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def button(label: str, content: bytes, stem: str, suffix: str, *, key: str) -> None:
    """Draw the button that hands out a file, named after its content."""
    st.download_button(
        label,
        content,
        file_name=file_name(stem, content, suffix),
        mime=MIMES[suffix],
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
