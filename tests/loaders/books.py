"""Write small exports the way one-stop software and offices do, and read them back as facts."""

import csv
import html
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from loaders.reading import read_export

L1 = (
    "STT", "Đơn vị tiếp nhận", "Tên thủ tục hành chính", "Mã hồ sơ", "Trạng thái", "Địa chỉ", "Người nộp", "Chủ hồ sơ",
    "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý",
)  # fmt: skip
"""Header of layout L1 (domain guide 4.1)."""

PLAIN = ("Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")
"""The least that a useful dossier list holds."""

FEES = ("STT", "Mã hồ sơ", "Tên TTHC", "Đơn vị", "Ngày thu", "Phí (VNĐ)", "Lệ phí (VNĐ)", "Tổng (VNĐ)")
"""Header of layout L1c."""

CATALOGUE = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
"""Header of layout L9."""

Cells = Sequence[Any]
Table = Sequence[Cells]


def code(number: int) -> str:
    """Return a national dossier code."""
    return f"H19.29-230405-{number:04d}"


def l1_row(number: int, **changes: Any) -> list[Any]:
    """Return a sound row of layout L1; `changes` by header text with spaces as underscores."""
    cells: dict[str, Any] = {
        "STT": number,
        "Đơn vị tiếp nhận": "UBND xã Xuân Bắc",
        "Tên thủ tục hành chính": "Đăng ký khai sinh",
        "Mã hồ sơ": code(number),
        "Trạng thái": "Đã xử lý xong",
        "Địa chỉ": "(minh họa)",
        "Người nộp": "(minh họa)",
        "Chủ hồ sơ": "(minh họa)",
        "Ngày nộp hồ sơ": "01/04/2023 07:00",
        "Ngày nhận": "05/04/2023 08:15",
        "Ngày hẹn trả": "10/04/2023",
        "Ngày kết thúc xử lý": "07/04/2023 15:40",
    }
    cells.update({name.replace("_", " "): value for name, value in changes.items()})
    return [cells[name] for name in L1]


def plain_row(number: int, **changes: Any) -> list[Any]:
    """Return a sound row under PLAIN; changes by our names: code, unit, received, due, finished, status."""
    cells = {
        "code": code(number),
        "unit": "Xã Xuân Bắc",
        "received": "05/04/2023 08:15",
        "due": "10/04/2023",
        "finished": "07/04/2023 15:40",
        "status": "Đã xử lý xong",
    }
    assert changes.keys() <= cells.keys()
    return list((cells | changes).values())


def plain_rows(count: int, **changes: Any) -> list[list[Any]]:
    """Return sound rows under PLAIN, numbered from 1."""
    return [plain_row(number, **changes) for number in range(1, count + 1)]


def grid(rows: Table) -> tuple[list[list[Any]], list[str]]:
    """Spread cells that span others over a plain grid, the text in the first cell; also the merged areas by A1 name.

    A cell is a value, or (value, rows it spans, columns it spans).
    """
    taken: set[tuple[int, int]] = set()
    merged: list[str] = []
    plain: list[list[Any]] = []
    for row, cells in enumerate(rows):
        line: dict[int, Any] = {}
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            value, down, right = cell if isinstance(cell, tuple) else (cell, 1, 1)
            line[column] = value
            if down * right > 1:
                taken |= {(row + i, column + j) for i in range(down) for j in range(right)}
                last = f"{get_column_letter(column + right)}{row + down}"
                merged.append(f"{get_column_letter(column + 1)}{row + 1}:{last}")
            column += right
        plain.append([line.get(at) for at in range(max([*line, -1]) + 1)])
    return plain, merged


def xlsx(
    path: Path,
    rows: Table | Mapping[str, Table],
    *,
    merged: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_sheets: Iterable[str] = (),
) -> Path:
    """Write one sheet, or several by name; strings stay strings, so that "45021" is text unless given as a number.

    Cells as in `page`: those that span others are merged, and so are the areas `merged` of every sheet.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in (rows if isinstance(rows, Mapping) else {"Sheet1": rows}).items():
        sheet: Worksheet = book.create_sheet(name)
        plain, areas = grid(table)
        for row in plain:
            sheet.append(row)
        for area in (*areas, *merged):
            sheet.merge_cells(area)
        for number in hidden_rows:
            sheet.row_dimensions[number].hidden = True
        sheet.sheet_state = "hidden" if name in hidden_sheets else "visible"
    book.save(path)
    return path


def page(path: Path, rows: Table, *, title: str | None = None, tag: str = "td") -> Path:
    """Write an HTML page with one table and no charset, as software that names it .xls does (M1, M2, M4).

    A cell is a value, or (value, rows it spans, columns it spans).
    """
    lines = ["<html><head>", f"<title>{html.escape(title)}</title>" if title else "", "</head><body><table border=1>"]
    for row in rows:
        lines.append("<tr>" + "".join(_html_cell(cell, tag) for cell in row) + "</tr>")
    lines.append("</table></body></html>")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _html_cell(cell: Any, tag: str) -> str:
    value, rows, columns = cell if isinstance(cell, tuple) else (cell, 1, 1)
    spans = (f" rowspan={rows}" if rows > 1 else "") + (f" colspan={columns}" if columns > 1 else "")
    inner = "" if value is None else html.escape(str(value)).replace("\n", "<br>")
    return f"<{tag}{spans}>{inner}</{tag}>"


def csv_file(path: Path, rows: Table, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write a .csv, which loses spans; cp1258 gets tone marks apart from the vowels, as Vietnamese Windows does."""
    lines: list[str] = []

    class Sink:
        def write(self, line: str) -> None:
            lines.append(line)

    writer = csv.writer(Sink(), delimiter=delimiter)
    writer.writerows(["" if cell is None else cell for cell in row] for row in grid(rows)[0])
    content = "".join(lines)
    path.write_bytes((_tones_apart(content) if encoding == "cp1258" else content).encode(encoding))
    return path


def _tones_apart(text: str) -> str:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    apart = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        kept = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        apart.append(kept + "".join(mark for mark in marks if mark in tones))
    return "".join(apart)


class Answer:
    """What reading a file gave, easy to ask."""

    def __init__(self, path: Path, **request: Any) -> None:
        self.meta, (facts, rejects, totals) = read_export({"path": str(path), **request})
        self.table = facts
        self.facts: list[dict[str, Any]] = facts.to_pylist()
        self.rejects: list[dict[str, Any]] = rejects.to_pylist()
        self.totals: list[dict[str, Any]] = totals.to_pylist()
        self.status: str = self.meta["status"]
        self.rows: dict[str, int] = self.meta["rows"]

    def column(self, name: str) -> list[Any]:
        """Return one column of the facts."""
        return [row[name] for row in self.facts]

    @property
    def codes(self) -> list[str]:
        """Return the dossier codes taken."""
        return self.column("dossier_code")

    @property
    def reasons(self) -> list[str]:
        """Return the reason of every refused row."""
        return [row["reason"] for row in self.rejects]

    def texts(self, level: str | None = None) -> str:
        """Return all messages of a level (or of all) as one text."""
        return "\n".join(m["text"] for m in self.meta["messages"] if level in (None, m["level"]))

    def all_text(self) -> str:
        """Return everything that comes back from reading, as one text."""
        return f"{self.meta}{self.facts}{self.rejects}"


def adds_up(rows: Mapping[str, int]) -> bool:
    """Say whether rows read = loaded + rejected + skipped."""
    return rows["read"] == rows["loaded"] + rows["rejected"] + rows["skipped"]
