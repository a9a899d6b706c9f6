"""The Excel annex: targets, form II.06a by field and by unit, overdue dossiers, sources; sums are live formulas."""

from collections.abc import Sequence
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from metrics import tally, wording
from metrics.form_06a import COLUMNS
from metrics.plan import Status
from metrics.restated_words import figure as said_of
from metrics.sentences import PLACES
from reports import packing
from reports.comparing import Then
from reports.content import Content, Line
from reports.naming import of_period, roman
from reports.sheets import COUNT, DAY, RATE, Formula, Grid, number

_LEVELS = (("district", "Cấp huyện"), ("commune", "Cấp xã"))
_COUNTED = "CDEFGHIJKLMN"
_FORM_HEADS = (
    ("Tiếp nhận", ("Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước")),
    ("Đã giải quyết", ("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn")),
    ("Đang giải quyết", ("Tổng số", "Trong hạn", "Quá hạn")),
)
_UNJUDGED = "Ngoài biểu: đã giải quyết, không có ngày hẹn hoặc ngày kết thúc"
_FORM_NOTES = (
    "Lập từ danh sách hồ sơ; đơn vị chỉ nộp biểu tổng hợp không có trong biểu này. Cột 3 = 4 + 5 + 6; "
    "7 = 8 + 9 + 10 + 14; 11 = 12 + 13; 3 = 7 + 11.",
    "Cột 9 gồm hồ sơ trả lại, rút. Hồ sơ chờ bổ sung ở cột 12. Cột 5 gồm hồ sơ mà tệp không ghi hình thức nộp. Cột 14 "
    "không đúng hạn, không trễ hạn.",
)


def workbook(content: Content) -> bytes:
    """Return the annex as an .xlsx; the same content gives the same bytes.

    Text that a spreadsheet would run as a formula gets a quote in front, wherever it comes from. Totals are formulas
    over the cells above them, rates formulas over their counts; their results are stored beside them.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    grids = (
        _targets(book.create_sheet("Chỉ tiêu"), content),
        _form(book.create_sheet("II.06a lĩnh vực"), content, "field", "theo lĩnh vực", "PHỤ LỤC II"),
        _form(book.create_sheet("II.06a đơn vị"), content, "unit", "theo đơn vị", "PHỤ LỤC III"),
        _overdue(book.create_sheet("Hồ sơ quá hạn"), content),
        _sources(book.create_sheet("Nguồn"), content),
    )
    made = content.order.snapshot.published_at.replace(tzinfo=None)
    book.properties.created = book.properties.modified = made
    book.properties.creator, book.properties.title = "", f"Phụ lục cải cách hành chính {of_period(content.period)}"
    stream = BytesIO()
    book.save(stream)
    results = {f"xl/worksheets/sheet{no}.xml": grid.results for no, grid in enumerate(grids, start=1)}
    return packing.fixed(packing.calculated(stream.getvalue(), results), modified=made)


def _grid(sheet: Worksheet, content: Content, number: str, title: str, widths: Sequence[float]) -> Grid:
    period = content.period
    grid = Grid(sheet, widths)
    grid.title(number)
    grid.title(f"{title} {of_period(period)}".upper().replace("II.06A", "II.06a"))
    grid.line(
        f"(Từ ngày {wording.day(period.start)} đến ngày {wording.day(period.last)}; bản số liệu "
        f"{content.order.snapshot.path.stem}, tệp xuất mới nhất ngày {wording.day(content.loaded.export_date)})"
    )
    if content.loaded.is_sample:
        grid.line("SỐ LIỆU MINH HỌA, KHÔNG DÙNG ĐỂ BÁO CÁO")
    return grid


def _targets(sheet: Worksheet, content: Content) -> Grid:
    widths = (6, 9, 34, 13, 11, 10, 10, 11, 12, 10, 10, 11, 10, 10, 11, 10, 10, 11, 18, 60)
    grid = _grid(sheet, content, "PHỤ LỤC I", "Kết quả thực hiện chỉ tiêu cải cách hành chính", widths)
    parts = ("Tử số", "Mẫu số", "Kết quả (%)")
    grid.heads(
        "TT", "Mã", "Chỉ tiêu", "Phạm vi", "Mục tiêu (%)",
        (of_period(content.period).capitalize(), (*parts, "So mục tiêu (điểm)")),
        (content.year_before.label, parts), (content.quarter.label, parts), (content.quarter_before.label, parts),
        "Trạng thái", "Giá trị khác, lý do chưa có số liệu",
    )  # fmt: skip
    first, statuses = grid.row, list[str]()
    for place, area in enumerate(content.areas, start=1):
        grid.group(roman(place), area.name.label)
        lines = {line.score.target.id: line for line in area.lines}
        scores = [line.score for line in area.lines] + [score for _, of in area.silent for score in of]
        for no, score in enumerate(scores, start=1):
            target, line = score.target, lines.get(score.target.id)
            has_rate = line is not None and score.figure is not None and score.figure.denominator > 0
            goal = float(target.value) if has_rate and target.value is not None and target.kind != "relative" else None
            row, label = grid.row, tally.STATUS_LABELS[score.status]
            statuses.append(label)
            rate = score.figure.numerator * 100 / score.figure.denominator if has_rate and score.figure else 0.0
            grid.add(
                [
                    no, target.id, target.label, PLACES[target.level], goal,
                    *(_counts(row, "F", score.figure.numerator, score.figure.denominator)
                      if line and has_rate and score.figure else (None, None, None)),
                    None if goal is None
                    else Formula(f'=IF(OR(E{row}="",H{row}=""),"",H{row}-E{row})', rate - goal),
                    *_beside(line, row),
                    label, score.reason or ("" if has_rate else said_of(score)),
                ],
                [None, None, None, None, "0.##", COUNT, COUNT, RATE, RATE, *[COUNT, COUNT, RATE] * 3],
            )  # fmt: skip
    last = grid.row - 1
    for status in (*tally.JUDGED, Status.NO_DATA, Status.NO_TARGET):
        label = tally.STATUS_LABELS[status]
        count = Formula(f'=COUNTIF(S{first}:S{last},"{label}")', statuses.count(label))
        grid.total(f"Cộng: {label}", 6, [count], formats=[COUNT])
    grid.finish()
    return grid


def _beside(line: Line | None, row: int) -> list[object]:
    then: list[Then | None] = [None] * 3 if line is None else [line.year_before, line.quarter, line.quarter_before]
    cells: list[object] = []
    for one, column in zip(then, "JMP", strict=True):
        if one is None or one.numerator is None or one.denominator is None:
            cells += [None, None, None]
        else:
            cells += _counts(row, column, one.numerator, one.denominator)
    return cells


def _counts(row: int, column: str, numerator: int, denominator: int) -> list[object]:
    below = chr(ord(column) + 1)
    result = 100 * numerator / denominator if denominator else ""
    return [numerator, denominator, Formula(f'=IF({below}{row}=0,"",100*{column}{row}/{below}{row})', result)]


def _form(sheet: Worksheet, content: Content, by: str, title: str, no: str) -> Grid:
    """Fill form II.06a: a group per level, sums in live formulas, the column outside the form last."""
    grid = _grid(
        sheet, content, no, f"Biểu số II.06a/VPCP/KSTT, tình hình giải quyết thủ tục hành chính {title},",
        (6, 40, *[11] * 11, 17),
    )  # fmt: skip
    what = "Lĩnh vực, công việc giải quyết theo cấp" if by == "field" else "Đơn vị"
    grid.line("Đơn vị tính: Số hồ sơ thủ tục hành chính")
    grid.heads("TT", what, *_FORM_HEADS, _UNJUDGED, numbered=True)
    table = content.form_by_field if by == "field" else content.form_by_unit
    groups: dict[int, list[float]] = {}
    for place, (level, label) in enumerate(_LEVELS, start=1):
        rows = _named(table[table["level"] == level], by, content)
        head, first = grid.row, grid.row + 1
        lines = [(name, _form_cells(row, head + at)) for at, (name, row) in enumerate(rows, start=1)]
        groups[head] = [sum(number(cells[at]) for _, cells in lines) for at in range(len(_COUNTED))]
        spans = [f"{column}{first}:{column}{head + len(lines)}" for column in _COUNTED]
        sums = [Formula(f"=SUM({span})", result) for span, result in zip(spans, groups[head], strict=True)]
        grid.add(
            [roman(place), f"{label}, cộng", *(sums if lines else [0] * len(sums))], [None, None, *[COUNT] * 12],
            bold=True,
        )  # fmt: skip
        for at, (name, cells) in enumerate(lines, start=1):
            grid.add([at, name, *cells], [None, None, *[COUNT] * 12])
    total = [Formula("=" + "+".join(f"{column}{row}" for row in groups), sum(of))
             for column, *of in zip(_COUNTED, *groups.values(), strict=True)]  # fmt: skip
    grid.add(["", "TỔNG CỘNG", *total], [None, None, *[COUNT] * 12], bold=True)
    for note in _FORM_NOTES:
        grid.line(note)
    grid.finish()
    return grid


def _named(rows: pd.DataFrame, by: str, content: Content) -> list[tuple[str, dict[str, object]]]:
    found = []
    for row in rows.to_dict("records"):
        key = None if pd.isna(row[by]) else str(row[by])
        label = content.unit_names.get(key or "", key) if by == "unit" else key
        found.append((label or "Không rõ", {str(name): value for name, value in row.items()}))
    return found


def _form_cells(row: dict[str, object], at: int) -> list[object]:
    counts = {name: int(str(row[name])) for name in COLUMNS}
    taken, ended, left = (
        ("online", "other_channels", "carried_over"), ("early", "on_time", "late"), ("open_in_time", "open_overdue"),
    )  # fmt: skip
    unjudged = counts["unjudged"]
    return [
        Formula(f"=SUM(D{at}:F{at})", sum(counts[name] for name in taken)), *(counts[name] for name in taken),
        Formula(f"=SUM(H{at}:J{at})+N{at}", sum(counts[name] for name in ended) + unjudged),
        *(counts[name] for name in ended),
        Formula(f"=SUM(L{at}:M{at})", sum(counts[name] for name in left)), *(counts[name] for name in left),
        unjudged,
    ]  # fmt: skip


def _overdue(sheet: Worksheet, content: Content) -> Grid:
    day = wording.day(content.period.last)
    grid = _grid(
        sheet, content, "PHỤ LỤC IV", f"Hồ sơ quá hạn chưa giải quyết đến {day}, báo cáo",
        (6, 26, 34, 26, 46, 14, 14, 12, 40),
    )  # fmt: skip
    grid.heads(
        "TT", "Mã hồ sơ", "Đơn vị", "Lĩnh vực", "Thủ tục", "Ngày tiếp nhận", "Ngày hẹn trả", "Quá hạn (ngày)",
        "Tệp, trang tính, dòng",
    )  # fmt: skip
    first = grid.row
    for no, row in enumerate(content.overdue.to_dict("records"), start=1):
        received, due = (None if pd.isna(row[name]) else row[name].date() for name in ("received_on", "due_on"))
        field, procedure = ("" if pd.isna(row[name]) else str(row[name]) for name in ("field", "procedure"))
        place = f"{row['file']}, {row['sheet']}, dòng {row['row']}"
        grid.add(
            [
                no,
                row["code"],
                row["unit_name"],
                field,
                procedure,
                received,
                due,
                int(row["days_overdue"]),
                place,
            ],
            [None, None, None, None, None, DAY, DAY, COUNT],
        )
    last = grid.row - 1
    count = Formula(f"=COUNT(H{first}:H{last})", len(content.overdue)) if last >= first else 0
    grid.total("Cộng (hồ sơ)", 8, [count], formats=[COUNT])
    grid.line("Không có họ tên, số điện thoại, địa chỉ: các cột đó bị loại khi đọc tệp.")
    grid.finish()
    return grid


def _sources(sheet: Worksheet, content: Content) -> Grid:
    grid = _grid(sheet, content, "PHỤ LỤC V", "Nguồn của từng số trong báo cáo", (6, 52, 24, 12, 12, 12, 52, 30))
    grid.heads("Số", "Nội dung", "Kỳ", "Tử số", "Mẫu số", "Kết quả", "Cách tính", "Tệp")
    for source in content.sources:
        row = grid.row
        rate = source.rate_pct
        has_rate = rate is not None
        result = source.value if rate is None else Formula(f'=IF(E{row}=0,"",100*D{row}/E{row})', rate)
        files = ", ".join(f"T{no}" for no in source.files)
        grid.add(
            [source.no, source.what, source.period.label, source.numerator, source.denominator, result, source.formula,
             files],
            [None, None, None, COUNT, COUNT, RATE if has_rate else "General"],
        )  # fmt: skip
    grid.line("Tệp số liệu:")
    for file in content.files:
        grid.line(
            f"T{file.no}: {file.name}, {file.kind_label.lower()}, xuất ngày {wording.day(file.export_date)}, "
            f"{wording.number(file.rows)} dòng, SHA-256 {file.sha256[:8]}"
        )
    grid.line(f"Bản số liệu {content.order.snapshot.path.name}, SHA-256 {content.order.snapshot.sha256}")
    grid.finish()
    return grid
