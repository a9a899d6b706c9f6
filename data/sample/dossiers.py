"""The made-up dossier lists: 15 communes and the district's desks; every dossier has its whole life in the story."""

import csv
import heapq
import html
import io
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl import Workbook

from data.sample.offices import (
    PLACEHOLDER,
    QUARTERS,
    SEED,
    Unit,
    after,
    name_in,
    pick,
    rows,
    unit_of,
    working_days,
)
from data.sample.sheets import roman, without_clock

LATE_BY_MONTH = (0.7, 0.7, 0.8, 1.1, 2.1, 2.3, 1.2, 1.0, 0.9, 0.5, 0.5, 0.7)
"""How likely a dossier due in each month is to be late: worst in May and June, best in the last quarter."""
SLOW_FIELDS = {"Đất đai", "Đăng ký đất đai", "Hoạt động xây dựng", "Quy hoạch xây dựng, kiến trúc"}
"""Land and construction, where a late result is likelier than elsewhere in the same office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure (TTHC) with its weight within an office, its term in working days and its fee in đồng."""

    code: str
    name: str
    field: str
    units: str
    share: float
    term_days: int
    fee: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One dossier (hồ sơ) with its whole life; what a file shows of it depends on the day of export."""

    code: str
    unit: Unit
    procedure: Procedure
    submitted_at: datetime
    received_at: datetime
    due_at: datetime | None
    ended_at: datetime
    ending: str  # done | withdrawn | returned | refused
    handed_over_on: date
    pause: str  # status shown while it waits, empty for most
    channel: str
    is_digitized: bool
    is_result_digitized: bool
    has_e_result: bool
    payment: str


def write(folder: Path, dossiers: Sequence[Dossier]) -> list[Path]:
    """Write the lists into a folder and return their paths, in order of quarter."""
    paths = []
    for quarter, (start, end, exported) in QUARTERS.items():
        for layout, name, written in LAYOUTS:
            listed = [
                dossier for dossier in dossiers if dossier.unit.layout == layout and is_listed(dossier, start, end)
            ]
            path = folder / name.format(quarter=quarter, exported=f"{exported:%Y%m%d}")
            path.write_bytes(written(listed, quarter))
            paths.append(path)
    return paths


def all_dossiers() -> list[Dossier]:
    """Make up every dossier of the year, those carried over from December 2022 included."""
    rng = random.Random(SEED)  # noqa: S311 - a story, not a secret
    procedures = [_procedure(row) for row in rows("procedures")]
    days = [day for day in working_days(date(2022, 11, 21)) if day <= date(2023, 12, 31)]
    old, new = [day for day in days if day.year == 2022], [day for day in days if day.year == 2023]
    dossiers: list[Dossier] = []
    for row in rows("units"):
        unit = unit_of(row)
        offered = [item for item in procedures if item.units == (unit.code if "." in unit.code else "xa")]
        carried = round(unit.yearly * len(old) / len(new))
        received = sorted([pick(rng, old) for _ in range(carried)] + [pick(rng, new) for _ in range(unit.yearly)])
        numbers: dict[date, int] = defaultdict(int)
        made = []
        for day in received:
            numbers[day] += 1
            made.append(_on_time_dossier(rng, unit, offered, day, numbers[day]))
        dossiers += _with_late_ones(rng, unit, made)
    return [dossier for dossier in dossiers if dossier.ended_at.year > 2022]


def _on_time_dossier(rng: random.Random, unit: Unit, offered: list[Procedure], day: date, number: int) -> Dossier:
    procedure = rng.choices(offered, [item.share for item in offered])[0]
    received = datetime.combine(day, _office_time(rng))
    due = datetime.combine(after(day, procedure.term_days), received.time())
    ended = _end_within_term(rng, received, due, procedure.term_days)
    ending = rng.choices(("done", "withdrawn", "returned", "refused"), (95.9, 2.3, 1.3, 0.5))[0]
    rise = 0.8 + 0.4 * (day.month - 1) / 11 if day.year == 2023 else 0.75
    online = rng.random() * 100 < unit.online_pct * rise
    channel = "Trực tuyến" if online else ("BCCI" if rng.random() < 0.03 else "Trực tiếp")
    evening = datetime.combine(day - timedelta(days=1), time(18 + int(rng.random() * 4), int(rng.random() * 60)))
    digitized = rng.random() * 100 < unit.digitized_pct + (day.month - 6.5) * 0.8
    is_done = ending == "done"
    pause = rng.choices(("", *PAUSES), (80, 10, 6, 4))[0] if procedure.term_days > 3 else ""
    paid = rng.choices(PAYMENTS, (60, 25, 15) if online else (80, 17, 0))[0] if procedure.fee else ""
    is_town = unit.layout == "csv"
    stem = f"H19.48.{unit.place}-{day:%Y%m%d}" if is_town else f"000.{unit.place}.48.H19-{day:%y%m%d}"
    return Dossier(
        code=f"{stem}-{number:04d}",
        unit=unit,
        procedure=procedure,
        submitted_at=evening if online and rng.random() < 0.3 else received,
        received_at=received,
        due_at=None if procedure.term_days > 1 and rng.random() < 0.03 else due,
        ended_at=ended,
        ending=ending,
        handed_over_on=after(ended.date(), int(rng.random() * 4)),
        pause=pause,
        channel=channel,
        is_digitized=digitized,
        is_result_digitized=is_done and rng.random() * 100 < unit.digitized_pct - 25,
        has_e_result=is_done and rng.random() * 100 < unit.e_result_pct + (day.month - 6.5) * 0.6,
        payment=paid,
    )


def _with_late_ones(rng: random.Random, unit: Unit, dossiers: list[Dossier]) -> list[Dossier]:
    """Turn an exact share of the resolved dossiers of one office late, likelier in bad months and slow fields."""
    able = [item for item in dossiers if item.ending == "done" and item.due_at is not None and not item.pause]
    resolved = sum(item.ending == "done" for item in dossiers)

    def draw(dossier: Dossier) -> float:
        due = dossier.due_at or dossier.received_at
        weight = LATE_BY_MONTH[due.month - 1] * (3 if dossier.procedure.field in SLOW_FIELDS else 1)
        return rng.random() ** (1 / weight)

    drawn = {dossier.code: draw(dossier) for dossier in able}
    late = set(heapq.nlargest(round(resolved * unit.late_pct / 100), drawn, key=drawn.__getitem__))
    return [_late(rng, dossier) if dossier.code in late else dossier for dossier in dossiers]


def _late(rng: random.Random, dossier: Dossier) -> Dossier:
    assert dossier.due_at is not None  # noqa: S101 - only dossiers with a due date are drawn
    days = min(1 + int(-math.log(1 - rng.random()) * 7), 40)
    ended = datetime.combine(after(dossier.due_at.date(), days), _office_time(rng))
    return replace(dossier, ended_at=ended, handed_over_on=after(ended.date(), int(rng.random() * 3)))


def is_listed(dossier: Dossier, start: date, end: date) -> bool:
    """Say whether a quarter's list holds a dossier: received by its last day and not ended before its first."""
    return dossier.received_at.date() <= end and dossier.ended_at.date() >= start


def shown(dossier: Dossier, exported: date) -> tuple[str, datetime | None, date | None]:
    """Return status, end and day of handing over as the software knew them at the end of the day of export."""
    if dossier.ending == "refused":
        return "Không được tiếp nhận", None, None
    if dossier.ended_at.date() > exported:
        if dossier.pause:
            return dossier.pause, None, None
        is_new = (exported - dossier.received_at.date()).days < 2
        return ("Được tiếp nhận" if is_new else "Đang xử lý"), None, None
    if dossier.ending == "withdrawn":
        return "Công dân yêu cầu rút hồ sơ", dossier.ended_at, None
    if dossier.ending == "returned":
        return "Trả lại", dossier.ended_at, None
    if dossier.handed_over_on > exported:
        return "Đã xử lý xong", dossier.ended_at, None
    return "Đã trả kết quả", dossier.ended_at, dossier.handed_over_on


def commune_workbook(dossiers: list[Dossier], quarter: int) -> bytes:
    """Return the communes' list as .xlsx: title rows, a group row for each commune, a total row."""
    start, end, exported = QUARTERS[quarter]
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh sách hồ sơ"
    for line in ("UBND HUYỆN XUÂN LỘC (SỐ LIỆU MINH HỌA)", "DANH SÁCH HỒ SƠ TIẾP NHẬN, GIẢI QUYẾT TẠI CẤP XÃ"):
        sheet.append([line])
    sheet.append([f"Từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"])
    sheet.append([f"Tính đến ngày {exported:%d/%m/%Y}"])
    for row in range(1, 5):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WORKBOOK_HEADER))
    sheet.append(list(WORKBOOK_HEADER))
    for group, (unit, listed) in enumerate(_by_unit(dossiers), start=1):
        name = name_in(unit, quarter)
        sheet.append([roman(group), name])
        for number, dossier in enumerate(listed, start=1):
            sheet.append(_workbook_row(dossier, number, name, exported))
    sheet.append(["Tổng số", f"{len(dossiers):,} hồ sơ".replace(",", ".")])
    for column, width in zip("ABCDEFG", (6, 24, 16, 10, 44, 26, 20), strict=True):
        sheet.column_dimensions[column].width = width
    packed = io.BytesIO()
    book.save(packed)
    return without_clock(packed.getvalue(), exported)


def _workbook_row(dossier: Dossier, number: int, name: str, exported: date) -> list[object]:
    status, ended, _ = shown(dossier, exported)
    return [
        number,
        name,
        dossier.procedure.field,
        dossier.procedure.code,
        dossier.procedure.name,
        dossier.code,
        status,
        PLACEHOLDER,
        PLACEHOLDER,
        PLACEHOLDER,
        PLACEHOLDER,
        _to_minute(dossier.submitted_at),
        _to_minute(dossier.received_at),
        _to_minute(dossier.due_at),
        _to_minute(ended),
        dossier.channel,
        "Có" if dossier.is_digitized else "Không",
        "Có" if ended and dossier.is_result_digitized else "",
        "x" if ended and dossier.has_e_result else "",
    ]


def district_page(dossiers: list[Dossier], quarter: int) -> bytes:
    """Return the district desks' print layout: an HTML page with merged headers, meant to be named .xls."""
    start, end, exported = QUARTERS[quarter]
    body: list[str] = []
    for group, (unit, listed) in enumerate(_by_unit(dossiers), start=1):
        name = html.escape(name_in(unit, quarter))
        body.append(f'<tr><td>{roman(group)}</td><td colspan="{PAGE_COLUMNS - 1}">{name}</td></tr>')
        body += [_page_row(dossier, number, name, exported) for number, dossier in enumerate(listed, start=1)]
    body.append(f'<tr><td>Tổng số</td><td colspan="{PAGE_COLUMNS - 1}">{len(dossiers)} hồ sơ</td></tr>')
    numbers = "".join(f"<td>({column})</td>" for column in range(1, PAGE_COLUMNS + 1))
    text = PAGE.format(
        wide=PAGE_COLUMNS, start=start, end=end, exported=exported, numbers=numbers, body="\n".join(body)
    )
    return text.encode("utf-8")


def _page_row(dossier: Dossier, number: int, name: str, exported: date) -> str:
    status, ended, handed_over = shown(dossier, exported)
    fee, paid_on = dossier.procedure.fee, dossier.received_at
    cells = (
        str(number),
        dossier.code,
        html.escape(dossier.procedure.name),
        dossier.procedure.field,
        PLACEHOLDER,
        name,
        *(f"{day:%d/%m/%Y}" if day else "" for day in (dossier.received_at, dossier.due_at, ended, handed_over)),
        dossier.channel,
        "x" if ended and dossier.has_e_result else "",
        f"{fee:,}".replace(",", ".") if fee else "",
        dossier.payment,
        f"{paid_on:%d/%m/%Y}" if dossier.payment else "",
        status,
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def town_csv(dossiers: list[Dossier], quarter: int) -> bytes:
    """Return the town's own list as CSV with a BOM and semicolons; overdue ones carry the verdict "Quá hạn"."""
    exported = QUARTERS[quarter][2]
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    for number, dossier in enumerate(dossiers, start=1):
        status, ended, handed_over = shown(dossier, exported)
        if status == "Đang xử lý" and dossier.due_at and dossier.due_at.date() < exported:
            status = "Quá hạn"
        day = f"{handed_over:%d/%m/%Y}" if handed_over else ""
        moments = map(_to_minute, (dossier.received_at, dossier.due_at, ended))
        writer.writerow(
            [
                *(number, dossier.code, dossier.procedure.code, dossier.procedure.name, dossier.procedure.field),
                *(dossier.unit.names[number % len(dossier.unit.names)], PLACEHOLDER, *moments, day, status),
                *(dossier.channel, "1" if dossier.is_digitized else "0"),
                "1" if ended and dossier.has_e_result else "0",
            ]
        )
    return b"\xef\xbb\xbf" + lines.getvalue().encode("utf-8")


WORKBOOK_HEADER = (
    *("STT", "Đơn vị tiếp nhận", "Lĩnh vực", "Mã TTHC", "Tên thủ tục hành chính", "Mã hồ sơ", "Trạng thái"),
    *("Địa chỉ", "Số điện thoại", "Người nộp", "Chủ hồ sơ"),
    *("Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"),
    *("Hình thức nộp", "Số hóa hồ sơ", "Số hóa kết quả", "Kết quả điện tử"),
)
"""Header of the communes' .xlsx."""
CSV_HEADER = (
    *("STT", "Mã hồ sơ", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Đơn vị tiếp nhận", "Chủ hồ sơ"),
    *("Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả", "Trạng thái"),
    *("Hình thức nộp", "Số hóa hồ sơ", "Kết quả điện tử"),
)
"""Header of the town's .csv."""
PAGE_COLUMNS = 16
"""Columns of the district's print layout."""
PAGE = """<html><head><meta charset="utf-8"><title>Số liệu minh họa</title></head><body><table border="1">
<tr><td colspan="{wide}"></td></tr>
<tr><td colspan="6">UBND HUYỆN XUÂN LỘC</td><td colspan="10">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr>
<tr><td colspan="{wide}">SỔ THEO DÕI HỒ SƠ CẤP HUYỆN (SỐ LIỆU MINH HỌA)</td></tr>
<tr><td colspan="{wide}">Từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}</td></tr>
<tr><td colspan="{wide}">Tính đến ngày {exported:%d/%m/%Y}</td></tr>
<tr><td rowspan="2">TT</td><td rowspan="2">Mã hồ sơ</td><td rowspan="2">Tên TTHC</td><td rowspan="2">Lĩnh vực</td>\
<td rowspan="2">Tên cá nhân, tổ chức</td><td rowspan="2">Cơ quan chủ trì giải quyết</td>\
<td colspan="4">Ngày, tháng, năm</td><td rowspan="2">Hình thức nộp</td><td rowspan="2">Kết quả điện tử</td>\
<td rowspan="2">Phí, lệ phí</td><td rowspan="2">Hình thức thanh toán</td><td rowspan="2">Ngày thanh toán</td>\
<td rowspan="2">Trạng thái</td></tr>
<tr><td>Nhận hồ sơ</td><td>Hẹn trả kết quả</td><td>Ngày có kết quả</td><td>Trả kết quả</td></tr>
<tr>{numbers}</tr>
{body}
<tr><td colspan="{wide}"></td></tr>
<tr><td colspan="8">Người lập biểu</td><td colspan="8">Thủ trưởng đơn vị</td></tr>
<tr><td colspan="8">(Ký, ghi rõ họ tên)</td><td colspan="8">(Ký, đóng dấu)</td></tr>
</table></body></html>
"""
"""The district's page; headers are plain cells, as such pages print them."""
PAUSES = ("Yêu cầu bổ sung giấy tờ", "Yêu cầu thực hiện nghĩa vụ tài chính", "Dừng xử lý")
"""Statuses in which the clock stands."""
PAYMENTS = ("Tiền mặt", "Chuyển khoản", "Trực tuyến")
"""Ways of paying a fee."""
LAYOUTS: tuple[tuple[str, str, Callable[[list[Dossier], int], bytes]], ...] = (
    ("xlsx", "ho-so_cac-xa_quy-{quarter}-2023.xlsx", commune_workbook),
    ("html", "ho-so_cap-huyen_quy-{quarter}-2023.xls", district_page),
    ("csv", "ho-so_gia-ray_quy-{quarter}-2023_{exported}.csv", town_csv),
)
"""Layout of an office's export, file name, writer."""


def _procedure(row: dict[str, str]) -> Procedure:
    return Procedure(
        code=row["code"],
        name=row["name"],
        field=row["field"],
        units=row["units"],
        share=float(row["share"]),
        term_days=int(row["term_days"]),
        fee=int(row["fee"]),
    )


def _by_unit(dossiers: list[Dossier]) -> Iterator[tuple[Unit, list[Dossier]]]:
    groups: dict[str, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        groups[dossier.unit.code].append(dossier)
    return ((listed[0].unit, listed) for listed in groups.values())


def _end_within_term(rng: random.Random, received: datetime, due: datetime, term_days: int) -> datetime:
    """An end by the due day, rather late than early; about one in eight on the due day itself."""
    share = 1.0 if rng.random() < 0.12 else 0.25 + 0.7 * rng.random()
    day = after(received.date(), min(int(term_days * share), term_days))
    ended = datetime.combine(day, _office_time(rng))
    if ended > received:
        return ended
    return min(datetime.combine(day, time(16, 59)), received + timedelta(minutes=20))


def _office_time(rng: random.Random) -> time:
    """A minute of the office's hours, 7:00-11:30 and 13:30-17:00."""
    minute = int(rng.random() * 480)
    minute += 420 if minute < 270 else 540
    return time(minute // 60, minute % 60)


def _to_minute(moment: datetime | None) -> str:
    return f"{moment:%d/%m/%Y %H:%M}" if moment else ""
