"""Take in a plan from a workbook: read, check every cell and every reference, write its folder, all or nothing."""

import csv
import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from loaders.cells import CellError
from loaders.grid import Sheet, Workbook, column_letters
from loaders.plan_layout import ABOUT, ABOUT_TITLE, PlanColumn, PlanSheet, sheets
from loaders.workbook import read_in_child
from warehouse import plan_files
from warehouse.folding import fold
from warehouse.period import cumulative_periods, discrete_periods

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REPORTS = ("quarter_1", "half_year", "nine_months", "year")
_REPORT_LABELS = ("Quý I", "6 tháng", "Quý III", "Năm")
_HEADER_ROWS = 5


class PlanRefusedError(Exception):
    """A plan cannot be stored. The text is Vietnamese and says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a workbook: the sheet, the cell where there is one, and what to do about it (Vietnamese)."""

    sheet: str
    cell: str | None
    text: str

    def __str__(self) -> str:
        """Write the place before the reason."""
        return f"{self.sheet}{f', ô {self.cell}' if self.cell else ''}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a sheet as read: values of the plan's table by name, and where each of them stands."""

    values: dict[str, str]
    sheet: str
    cells: dict[str, str]


@dataclass(slots=True, kw_only=True)
class PlanRead:
    """A workbook as read: what it says of itself, its lines by table, and what is wrong with it."""

    sha256: str
    about: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Line]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def say(self, line: Line, name: str, text: str) -> None:
        """Add a problem at a cell of a line."""
        self.problems.append(Problem(sheet=line.sheet, cell=line.cells.get(name), text=text))


def read_plan(path: Path) -> PlanRead:
    """Read a workbook of a plan and check it; nothing is written.

    Raises:
        loaders.grid.UnreadableFileError: the file is no workbook that can be read.
        OSError: the file cannot be opened.
    """
    found = PlanRead(sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    book = read_in_child(path)
    _read_about(book, found)
    for layout in sheets():
        found.tables[layout.table] = _read_sheet(book, layout, found)
    _check_targets(found)
    _check_tasks(found)
    _check_amendments(found)
    _check_conflicts(found)
    return found


def write_plan(found: PlanRead, name: str, *, replace: bool = False) -> Path:
    """Write the folder of a plan whole, or leave everything as it was; returns the folder.

    `replace` allows a folder of that name to be written anew.

    Raises:
        PlanRefusedError: the plan has problems, its name will not do, or its name or year is taken.
        OSError: the folder cannot be written.
    """
    if found.problems:
        raise PlanRefusedError(f"Kế hoạch còn {len(found.problems)} chỗ phải sửa, chưa ghi gì.")
    if not _NAME.fullmatch(name):
        raise PlanRefusedError(
            f'Tên "{name}" không dùng được. Chỉ dùng chữ thường không dấu, số và gạch nối: xuan-loc-2024.'
        )
    root, year = plan_files.root(), int(found.about["year"])
    folder = root / name
    same_year = plan_files.folders().get(year)
    if same_year is not None and same_year.parent == root and same_year != folder:
        raise PlanRefusedError(
            f"Năm {year} đã có kế hoạch {same_year.name}. Nạp với --name {same_year.name} --replace."
        )
    if folder.exists() and not replace:
        raise PlanRefusedError(f"Thư mục {name} đã có. Thêm --replace để thay, hoặc chọn tên khác.")
    root.mkdir(parents=True, exist_ok=True)
    draft, old = root / f".{name}.moi", root / f".{name}.cu"
    for leftover in (draft, old):
        shutil.rmtree(leftover, ignore_errors=True)
    draft.mkdir()
    _write_files(draft, found, name)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return folder


def _read_about(book: Workbook, found: PlanRead) -> None:
    sheet = _sheet(book, ABOUT_TITLE)
    if sheet is None:
        found.problems.append(_no_sheet(ABOUT_TITLE))
        return
    rows = {fold(sheet.cell(row, 0) or ""): row for row in range(sheet.n_rows)}
    for line in ABOUT:
        row = rows.get(fold(line.header))
        cell = None if row is None else f"B{row + sheet.first_row}"
        value = None if row is None else sheet.cell(row, 1)
        if not value:
            text = f'thiếu "{line.header}". Ghi vào cột B, ví dụ {line.example}.'
            found.problems.append(Problem(sheet=sheet.name, cell=cell, text=text))
            continue
        try:
            found.about[line.name] = line.read(value)
        except CellError as error:
            found.problems.append(Problem(sheet=sheet.name, cell=cell, text=f'"{line.header}" {error}'))


def _sheet(book: Workbook, title: str) -> Sheet | None:
    return next((sheet for sheet in book.sheets if fold(sheet.name) == fold(title)), None)


def _no_sheet(title: str) -> Problem:
    return Problem(
        sheet=title, cell=None, text=f'tệp không có trang "{title}". Lấy tệp mẫu: python -m loaders template plan.'
    )


def _read_sheet(book: Workbook, layout: PlanSheet, found: PlanRead) -> list[Line]:
    sheet = _sheet(book, layout.title)
    if sheet is None:
        found.problems += [_no_sheet(layout.title)] if layout.required else []
        return []
    header = _header(sheet, layout)
    if header is None:
        names = ", ".join(column.header for column in layout.columns if column.required)
        text = f"không thấy dòng tiêu đề. Các cột bắt buộc: {names}."
        found.problems.append(Problem(sheet=sheet.name, cell=None, text=text))
        return []
    top, places = header
    absent = [column for column in layout.columns if column.required and column.name not in places]
    for column in absent:
        text = f'thiếu cột "{column.header}". Thêm cột này vào dòng tiêu đề.'
        found.problems.append(Problem(sheet=sheet.name, cell=f"A{top + sheet.first_row}", text=text))
    if absent:
        return []
    lines = [
        _read_line(sheet, row, layout, places, found)
        for row in range(top + 1, sheet.n_rows)
        if any(sheet.cell(row, place) for place in places.values())
    ]
    if layout.required and not lines:
        found.problems.append(Problem(sheet=sheet.name, cell=None, text="chưa có dòng nào. " + layout.line))
    return lines


def _header(sheet: Sheet, layout: PlanSheet) -> tuple[int, dict[str, int]] | None:
    wanted = {fold(column.header): column.name for column in layout.columns}
    best: tuple[int, dict[str, int]] | None = None
    for row in range(min(_HEADER_ROWS, sheet.n_rows)):
        places: dict[str, int] = {}
        for place, text in enumerate(sheet.row(row)):
            if text and fold(text) in wanted:
                places.setdefault(wanted[fold(text)], place)
        if len(places) >= 2 and (best is None or len(places) > len(best[1])):
            best = row, places
    return best


def _read_line(sheet: Sheet, row: int, layout: PlanSheet, places: dict[str, int], found: PlanRead) -> Line:
    cells = {name: f"{column_letters(place)}{row + sheet.first_row}" for name, place in places.items()}
    values = dict.fromkeys(plan_files.COLUMNS[layout.table], "")
    for column in layout.columns:
        raw = sheet.cell(row, places[column.name]) if column.name in places else None
        values[column.name] = _read_cell(raw, column, sheet.name, cells.get(column.name), found)
    return Line(values=values, sheet=sheet.name, cells=cells)


def _read_cell(raw: str | None, column: PlanColumn, sheet: str, cell: str | None, found: PlanRead) -> str:
    if not raw:
        if column.required:
            text = f'thiếu "{column.header}". Ghi vào ô này, ví dụ {column.example}.'
            found.problems.append(Problem(sheet=sheet, cell=cell, text=text))
        return ""
    try:
        return column.read(raw)
    except CellError as error:
        found.problems.append(Problem(sheet=sheet, cell=cell, text=f'"{column.header}" {error}'))
        return ""


def _check_targets(found: PlanRead) -> None:
    lines = found.tables[plan_files.TARGETS]
    _check_unique(found, lines, "id", "Mã chỉ tiêu")
    for line in lines:
        target = line.values
        if target["id"] and target["reform_area"] and target["id"][2] != target["reform_area"]:
            text = f"mã {target['id']} là của lĩnh vực {target['id'][2]}, cột này ghi {target['reform_area']}."
            found.say(line, "reform_area", f"{text} Sửa một trong hai.")
        if target["kind"] == "coverage":
            target["value"] = target["value"] or "100"
        for text in _value_problems(target):
            found.say(line, "value", text)


def _value_problems(target: dict[str, str]) -> Iterator[str]:
    kind, value = target["kind"], target["value"]
    if kind == "coverage" and value != "100":
        yield "loại Tất cả có mức 100. Ghi 100 hoặc chọn loại Ngưỡng."
    if kind == "threshold" and value and 0 < float(value) < 1:
        yield f"mức {value.replace('.', ',')} nhỏ hơn 1. Ghi theo phần trăm: 98, không ghi 0,98."
    if kind in ("relative", "milestone") and value:
        yield "loại So với năm trước và Mốc công việc không có mức. Xóa ô này hoặc chọn loại Ngưỡng."
    if kind == "rank" and value and "." in value:
        yield "mức của loại Xếp hạng là số nguyên: thuộc bao nhiêu địa phương dẫn đầu."


def _check_tasks(found: PlanRead) -> None:
    lines = found.tables[plan_files.TASKS]
    _check_unique(found, lines, "no", "Số nhiệm vụ")
    known = {line.values["id"] for line in found.tables[plan_files.TARGETS]}
    for line in lines:
        task = line.values
        is_dated = task["deadline_class"] in ("date", "month")
        if is_dated and not task["deadline"]:
            found.say(line, "deadline", "loại thời hạn này phải có Hạn. Ghi ngày, ví dụ 31/10/2024.")
        if task["deadline_class"] in ("continuous", "quarterly") and task["deadline"]:
            found.say(line, "deadline", "Thường xuyên và Báo cáo theo quý không có Hạn. Xóa ô này hoặc chọn Đến ngày.")
        if task["later_deadline"] and not task["deadline"] < task["later_deadline"]:
            found.say(line, "later_deadline", "Hạn thứ hai phải sau Hạn.")
        for target in task["target_ids"].split():
            if target not in known:
                found.say(line, "target_ids", f"trang Chỉ tiêu không có mã {target}. Thêm chỉ tiêu hoặc sửa mã.")


def _check_amendments(found: PlanRead) -> None:
    targets = {line.values["id"]: line.values for line in found.tables[plan_files.TARGETS]}
    seen: Counter[tuple[str, str]] = Counter()
    for line in found.tables[plan_files.AMENDMENTS]:
        amended = line.values
        target = targets.get(amended["target_id"])
        if amended["target_id"] and target is None:
            found.say(line, "target_id", f"trang Chỉ tiêu không có mã {amended['target_id']}. Sửa mã.")
        elif target is not None:
            for text in _value_problems({"kind": target["kind"], "value": amended["value"]}):
                found.say(line, "value", text)
        seen[amended["target_id"], amended["valid_from"]] += 1
        if seen[amended["target_id"], amended["valid_from"]] > 1:
            found.say(line, "valid_from", f"{amended['target_id']} đã có điều chỉnh từ ngày này. Để lại một dòng.")


def _check_conflicts(found: PlanRead) -> None:
    lines = found.tables[plan_files.CONFLICTS]
    _check_unique(found, lines, "no", "Số")
    known = {line.values["no"] for line in lines}
    for line in found.tables[plan_files.TARGETS]:
        for no in line.values["conflict"].split():
            if no not in known:
                found.say(line, "conflict", f"trang Mâu thuẫn không có số {no}. Thêm dòng ấy hoặc xóa số này.")


def _check_unique(found: PlanRead, lines: list[Line], name: str, what: str) -> None:
    first: dict[str, Line] = {}
    for line in lines:
        value = line.values[name]
        if value and first.setdefault(value, line) is not line:
            found.say(line, name, f"{what} {value} đã có ở ô {first[value].cells[name]}. Mỗi số chỉ ghi một lần.")


def _write_files(folder: Path, found: PlanRead, name: str) -> None:
    for table, columns in plan_files.COLUMNS.items():
        lines = found.tables[table]
        if table == plan_files.AMENDMENTS and not lines:
            continue
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(line.values for line in lines)
    about = yaml.safe_dump(_about(found.about, name), allow_unicode=True, sort_keys=False, width=120)
    (folder / "plan.yaml").write_text(about, encoding="utf-8", newline="\n")
    readme = (
        f"# Kế hoạch {found.about['number']} dưới dạng dữ liệu\n\n"
        f"Nạp từ tệp kế hoạch có mã kiểm SHA-256 {found.sha256}. "
        "Ý nghĩa các cột: xem README của kế hoạch năm 2023.\n"
    )
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")


def _about(about: dict[str, str], name: str) -> dict[str, Any]:
    year = int(about["year"])
    reports = zip(_REPORTS, _REPORT_LABELS, cumulative_periods(year), discrete_periods(year), strict=True)
    return {
        "id": name,
        **{line.name: about[line.name] for line in ABOUT if line.name != "year"},
        "year": year,
        "reports": [
            {
                "key": key,
                "label": label,
                "cumulative": {"token": since.token, "label": since.label},
                "discrete": {"token": alone.token, "label": alone.label},
            }
            for key, label, since, alone in reports
        ],
    }
