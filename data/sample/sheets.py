"""Bytes of the files: workbooks without the time of writing, HTML pages that are named .xls, CSV."""

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook

PAGE = """<html><head><meta charset="utf-8"><title>Số liệu minh họa</title></head><body><table border="1">
{body}
</table></body></html>
"""
"""A page as office software prints it: one table, no heading cells."""


def workbook(
    sheets: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]], exported: date, widths: Sequence[int]
) -> bytes:
    """Return an .xlsx: per sheet its title lines, merged over all columns, and its rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (titles, lines) in sheets.items():
        sheet = book.create_sheet(name)
        for number, line in enumerate(titles, start=1):
            sheet.append([line])
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(widths))
        for cells in lines:
            sheet.append(list(cells))
        for column, width in zip("ABCDEFGHIJKLMNOP", widths, strict=False):
            sheet.column_dimensions[column].width = width
    packed = io.BytesIO()
    book.save(packed)
    return without_clock(packed.getvalue(), exported)


def page(lines: Iterable[Sequence[object]]) -> bytes:
    """Return an HTML page; a cell is a text or number, or (text, columns, rows) where it spans several."""
    return PAGE.format(body="\n".join(_line(line) for line in lines)).encode("utf-8")


def _line(cells: Sequence[object]) -> str:
    def cell(content: object) -> str:
        if not isinstance(content, tuple):
            return f"<td>{html.escape(str(content))}</td>"
        text, columns, down = content
        spans = (f' colspan="{columns}"' if columns > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
        return f"<td{spans}>{html.escape(str(text))}</td>"

    return "<tr>" + "".join(map(cell, cells)) + "</tr>"


def table_of_values(lines: Iterable[Sequence[object]], delimiter: str) -> bytes:
    """Return CSV with a BOM and the line ends of Windows."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def roman(number: int) -> str:
    """Write a number from 1 to 39 in Roman numerals."""
    parts = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, letters in parts:
        while number >= value:
            text, number = text + letters, number - value
    return text


def without_clock(packed: bytes, exported: date) -> bytes:
    """Pack a workbook again with the day of export in place of every time of writing, so that bytes repeat."""
    stamp = f"{exported:%Y-%m-%d}T09:00:00Z".encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            member = zipfile.ZipInfo(name, (exported.year, exported.month, exported.day, 9, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # the same on every platform
            new.writestr(member, content)
    return out.getvalue()
