"""A random world of dossiers in every layout of domain guide 4.1, with what each layout then says and gives.

What a layout must say is counted in plain Python from the world, by the definitions of domain guide 3 and 4.1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import mess
from mess import Column, Table, as_is, count, moment, money, one_of, ordinals, share, told_count, words

from tests.metrics import twin
from warehouse.folding import fold
from warehouse.period import Period

QUARTER = Period.parse("2023-Q1")
FIRST, LAST = QUARTER.start, QUARTER.last
PRINTED_PERIODS = (
    "(Từ ngày 01/01/2023 đến ngày 31/03/2023)", "Kỳ báo cáo: Quý I năm 2023", "BÁO CÁO QUÝ I/2023",
    "Từ ngày 01 tháng 01 năm 2023 đến ngày 31 tháng 3 năm 2023",
)  # fmt: skip
LOAD = twin.Load(load_id="L", export_date=date(2023, 4, 4), known_until=LAST, loaded_at=datetime(2023, 4, 4, 1))

UNITS = {
    "26425": ("Thị trấn Gia Ray", "TT. Gia Ray", "UBND thị trấn Gia Ray", "Gia Ray"),
    "26443": ("Xã Xuân Hòa", "UBND xã Xuân Hòa", "Ủy ban nhân dân xã Xuân Hòa", "Xuân Hòa, huyện Xuân Lộc"),
    "26446": ("Xã Xuân Hưng", "UBND xã Xuân Hưng", "Xuân Hưng"),
    "26464": ("Xã Bảo Hòa", "UBND xã Bảo Hòa", "Bảo Hòa"),
    "741.TNMT": ("Phòng Tài nguyên và Môi trường", "Phòng Tài nguyên và Môi trường huyện Xuân Lộc"),
    "741.TP": ("Phòng Tư pháp", "Phòng Tư pháp huyện"),
}
"""Units by code, and names that offices write: Xuân Hòa and Xuân Hưng, which one code once stood for, among them."""

FIELDS = ("Đất đai", "Hộ tịch", "Hoạt động xây dựng", "Chứng thực")
PROCEDURES = (
    ("1.000080", "Cấp giấy chứng nhận", "Đất đai"), ("1.001193", "Đăng ký khai sinh", "Hộ tịch"),
    ("2.002621", "Hòa giải tranh chấp", "Đất đai"), ("1.004946", "Chứng thực bản sao", "Chứng thực"),
)  # fmt: skip
HOURS = (time(), time(8), time(10, 30), time(16, 59))

unit_name = one_of(*((name, code) for code, names in UNITS.items() for name in names))
yes_no = one_of(("Có", True), ("x", True), ("1", True), ("Đã số hóa", True), ("Không", False), ("0", False),
                ("Chưa số hóa", False), ("", False))  # fmt: skip
yes_or_no = one_of(("Có", True), ("x", True), ("Không", False), ("0", False))
status_name = one_of(
    ("Đã xử lý xong", "done"), ("Đã trả kết quả", "done"), ("Hoàn thành", "done"), ("10", "done"),
    ("Đang xử lý", "open"), ("Được tiếp nhận", "open"), ("4", "open"), ("Yêu cầu bổ sung giấy tờ", "waiting"),
    ("Dừng xử lý", "waiting"), ("Công dân yêu cầu rút hồ sơ", "withdrawn"), ("Trả lại / Xin rút", "withdrawn"),
    ("Quá hạn", "overdue"), ("Không được tiếp nhận", "not_accepted"),
)  # fmt: skip
channel_name = one_of(
    ("Trực tuyến", "online"), ("Qua mạng", "online"), ("2", "online"), ("Trực tiếp", "direct"), ("1", "direct"),
    ("", "direct"), ("BCCI", "postal"), ("Bưu chính công ích", "postal"), ("3", "postal"),
)  # fmt: skip
method_name = one_of(
    ("Tiền mặt", "cash"), ("Chuyển khoản", "cashless"), ("QR", "cashless"), ("Trực tuyến", "online"),
    ("Cổng DVC", "online"), ("Miễn", "exempt"), ("", None),
)  # fmt: skip
grade_name = one_of(("Rất hài lòng", "very"), ("Hài lòng", "satisfied"), ("Bình thường", "neutral"),
                    ("Không hài lòng", "not"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dossier with everything that any layout says of it; amounts in đồng, `paid_on` None when nothing was paid."""

    row: twin.Row
    is_digitized: bool
    is_result_digitized: bool
    has_e_result: bool
    fee: int
    charge: int
    method: str | None
    paid_on: date | None
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A world in one layout: sheets, the fact rows that they hold, and what they must give.

    `figures`: numerator and denominator by the query that reads them; `cases`: dossiers whose rates must come back.
    """

    kind: str
    tables: dict[str, Table]
    facts: list[dict[str, Any]]
    figures: dict[str, tuple[int, int]] = field(default_factory=dict)
    cases: Sequence[Case] = ()


Layout = Callable[[Sequence[Case], Random], Printed]


# The world


def made_up(chance: Random, *, is_complete: bool) -> list[Case]:
    """Draw 5 to 40 dossiers received around the quarter; complete ones have all the days that a form counts by."""
    return [_case(chance, number, is_complete) for number in range(1, chance.randint(5, 40) + 1)]


def _case(chance: Random, number: int, is_complete: bool) -> Case:
    received = date(2022, 12, 15) + timedelta(days=chance.randrange(120))
    groups = (
        ["done"] * 5 + ["open"] * 2 + ["waiting", "withdrawn"] + ([] if is_complete else ["overdue", "not_accepted"])
    )
    status = chance.choice(groups)
    code, procedure, of_procedure = chance.choice(PROCEDURES)
    has_end = status in ("done", "withdrawn") and (is_complete or chance.random() < 0.9)
    due = received + timedelta(days=chance.randrange(20))
    fee, charge = chance.choice(((0, 0), (0, 8000), (12000, 0), (1_234_000, 50_000)))
    day = f"{received:%y%m%d}" if number % 2 else f"{received:%Y%m%d}"
    return Case(
        row=twin.Row(
            load_id=LOAD.load_id,
            source_row=number,
            code=f"{chance.choice(('H19.29', '000.17.22.H19', 'H19.29.05'))}-{day}-{number:04d}",
            unit=chance.choice(list(UNITS)),
            procedure_code=code,
            procedure_name=procedure,
            field=of_procedure,
            received_at=None if status == "not_accepted" and chance.random() < 0.5 else _at(chance, received),
            due_at=_at(chance, due) if is_complete or chance.random() < 0.9 else None,
            finished_at=_at(chance, received + timedelta(days=chance.randrange(25))) if has_end else None,
            status=status,
            channel=chance.choice(("online", "direct", "postal")),
        ),
        is_digitized=chance.random() < 0.6,
        is_result_digitized=chance.random() < 0.5,
        has_e_result=chance.random() < 0.4,
        fee=fee,
        charge=charge,
        method=chance.choice(("cash", "cashless", "online", "exempt")) if fee + charge else None,
        paid_on=received if fee + charge else None,
        grade=chance.choice(("very", "very", "satisfied", "neutral", "not")),
    )


def _at(chance: Random, day: date) -> datetime:
    return datetime.combine(day, chance.choice(HOURS))


def dossiers(cases: Iterable[Case]) -> list[twin.Dossier]:
    """Return the dossiers as the twin sees them."""
    return twin.dossiers(twin.World(loads=(LOAD,), rows=tuple(case.row for case in cases)))


# Dossier lists

CODE = ("Mã hồ sơ", "Số hồ sơ", "Mã biên nhận", "Mã số hồ sơ")
PROCEDURE = ("Tên thủ tục hành chính", "Tên TTHC", "Tên thủ tục", "Tên hồ sơ", "Nội dung hồ sơ",
             "Nội dung giải quyết TTHC")  # fmt: skip
UNIT = ("Đơn vị tiếp nhận", "Đơn vị", "Tên đơn vị", "Phòng ban", "Cơ quan/đơn vị", "Cơ quan chủ trì giải quyết")
FIELD = ("Lĩnh vực", "Tên lĩnh vực", "Lĩnh vực giải quyết")
RECEIVED = ("Ngày tiếp nhận", "Ngày nhận", "Nhận hồ sơ")
DUE = ("Ngày hẹn trả", "Hạn xử lý", "Hẹn trả kết quả", "Ngày hẹn")
FINISHED = ("Ngày kết thúc xử lý", "Ngày hoàn tất", "Ngày có kết quả")
STATUS = ("Trạng thái", "Trạng thái hồ sơ", "Tình trạng hồ sơ")
CHANNEL = ("Hình thức nộp", "Hình thức tiếp nhận", "Kênh tiếp nhận", "Loại tiếp nhận", "Nguồn hồ sơ")
DIGITIZED = ("Số hóa hồ sơ", "Số hóa TPHS", "Số hóa thành phần hồ sơ")
RESULT = ("Số hóa kết quả", "Số hóa kết quả giải quyết")
E_RESULT = ("Kết quả điện tử", "Bản điện tử", "KQ điện tử có giá trị pháp lý")
METHOD = ("Hình thức thanh toán", "Phương thức thanh toán")
PAID_ON = ("Ngày thu", "Ngày thanh toán")


def plain(header: str | tuple[str, ...], values: Iterable[Any], shown: mess.Shown = as_is) -> Column:
    """Return a column without a group."""
    return Column(path=(header if isinstance(header, tuple) else (header,),), values=list(values), shown=shown)


def at_midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time())


def list_l1(cases: Sequence[Case], chance: Random) -> Printed:
    """L1: the exporter's own columns."""
    rows = [case.row for case in sorted(cases, key=lambda case: case.row.unit or "")]
    columns = (
        ordinals(len(rows)),
        plain(UNIT, [row.unit for row in rows], unit_name),
        plain(PROCEDURE, [row.procedure_name for row in rows], words),
        plain(CODE, [row.code for row in rows]),
        plain(STATUS, [row.status for row in rows], status_name),
        plain("Ngày nộp hồ sơ", [row.received_at for row in rows], moment),
        plain(RECEIVED, [row.received_at for row in rows], moment),
        plain(DUE, [row.due_at for row in rows], moment),
        plain(FINISHED, [row.finished_at for row in rows], moment),
    )
    if chance.random() < 0.2:  # M17
        columns = (*columns, replace(chance.choice(columns[1:4])))
    facts = [
        {
            "dossier_code": row.code, "unit_code": row.unit, "procedure_key": fold(row.procedure_name or ""),
            "received_at": row.received_at, "due_at": row.due_at, "finished_at": row.finished_at,
            "handed_over_at": None, "status_group": row.status,
        }
        for row in rows
    ]  # fmt: skip
    told = [replace(case, row=replace(case.row, channel=None, procedure_code=None, field=None)) for case in cases]
    return Printed(kind="dossiers", tables={"Hồ sơ": Table(columns=columns, merge=1)}, facts=facts, cases=told)


def list_l1b(cases: Sequence[Case], chance: Random) -> Printed:
    """L1b: days under one heading, and the handing over for the end of processing (M22); no status."""
    told = []
    for case in cases:
        end = case.row.finished_at if case.row.status in ("done", "withdrawn") else None
        received = case.row.received_at or datetime(2023, 1, 1)
        row = replace(
            case.row, status=None, received_at=received, finished_at=None, handed_over_at=end and max(end, received),
            channel=None, procedure_code=None, field=None,
        )  # fmt: skip
        told.append(replace(case, row=row))
    rows = [case.row for case in told]
    days = ("Ngày, tháng, năm",)
    columns = (
        ordinals(len(rows)),
        plain(CODE, [row.code for row in rows]),
        plain(PROCEDURE, [row.procedure_name for row in rows], words),
        plain(UNIT, [row.unit for row in rows], unit_name),
        Column(path=(days, ("Nhận hồ sơ",)), values=[row.received_at for row in rows], shown=moment),
        Column(path=(days, ("Hẹn trả kết quả",)), values=[row.due_at for row in rows], shown=moment),
        Column(path=(days, ("Trả kết quả",)), values=[row.handed_over_at for row in rows], shown=moment),
    )
    facts = [
        {
            "dossier_code": row.code, "unit_code": row.unit, "received_at": row.received_at, "due_at": row.due_at,
            "finished_at": None, "handed_over_at": row.handed_over_at,
        }
        for row in rows
    ]  # fmt: skip
    return Printed(kind="dossiers", tables={"Danh sách": Table(columns=columns)}, facts=facts, cases=told)


def list_for_the_plan(cases: Sequence[Case], chance: Random) -> Printed:
    """L1 with all the columns that the plan needs, in the spellings of domain guide 4.2."""
    rows = [case.row for case in cases]
    tail = chance.choice(("", ".H19", ".000.00.00.H19"))
    columns = (
        ordinals(len(rows)),
        plain(CODE, [row.code for row in rows]),
        plain("Mã TTHC", [f"{row.procedure_code}{tail}" for row in rows]),
        plain(FIELD, [row.field for row in rows], words),
        plain(UNIT, [row.unit for row in rows], unit_name),
        plain(RECEIVED, [row.received_at for row in rows], moment),
        plain(DUE, [row.due_at for row in rows], moment),
        plain(FINISHED, [row.finished_at for row in rows], moment),
        plain(STATUS, [row.status for row in rows], status_name),
        plain(CHANNEL, [row.channel for row in rows], channel_name),
        plain(DIGITIZED, [case.is_digitized for case in cases], yes_no),
        plain(RESULT, [case.is_result_digitized for case in cases], yes_no),
        plain(E_RESULT, [case.has_e_result for case in cases], yes_no),
        *fees(cases, chance),
        plain(METHOD, [case.method for case in cases], method_name),
        plain(PAID_ON, [at_midnight(case.paid_on) for case in cases], moment),
    )
    facts = [
        {
            "dossier_code": row.code, "procedure_code": row.procedure_code, "field_key": fold(row.field or ""),
            "unit_code": row.unit, "received_at": row.received_at, "due_at": row.due_at,
            "finished_at": row.finished_at, "status_group": row.status, "channel": row.channel,
            "is_digitized": case.is_digitized, "is_result_digitized": case.is_result_digitized,
            "has_e_result": case.has_e_result, "fee_amount": case.fee + case.charge, "payment_method": case.method,
            "paid_on": case.paid_on,
        }
        for case in cases
        for row in [case.row]
    ]  # fmt: skip
    told = [
        replace(
            case,
            row=replace(
                case.row,
                procedure_name=None,
                is_digitized=case.is_digitized,
                is_result_digitized=case.is_result_digitized,
                has_e_result=case.has_e_result,
            ),
        )
        for case in cases
    ]
    kept = [case for case in cases if case.row.received_at]
    received = [case for case in kept if FIRST <= case.row.received_at.date() <= LAST]
    paying = [case for case in kept if case.fee + case.charge and case.method != "exempt"]
    days = "received_at >= '2023-01-01' AND received_at < '2023-04-01'"
    figures = {
        f"SELECT count_if(is_digitized), count(*) FROM counted_dossier WHERE {days}": share_of(
            received, lambda case: case.is_digitized
        ),
        "SELECT count_if(payment_method <> 'cash'), count(*) FROM counted_dossier "
        "WHERE fee_amount > 0 AND payment_method <> 'exempt' AND received_at IS NOT NULL": share_of(
            paying, lambda case: case.method != "cash"
        ),
    }
    return Printed(kind="dossiers", tables={"Hồ sơ": Table(columns=columns)}, facts=facts, figures=figures, cases=told)


def fees(cases: Sequence[Case], chance: Random) -> list[Column]:
    """Return what a list says of money: fee and charge, their sum, or all three."""
    parts = [
        plain("Phí (VNĐ)", [case.fee for case in cases], money),
        plain("Lệ phí (VNĐ)", [case.charge for case in cases], money),
    ]
    total = [plain(("Tổng (VNĐ)", "Phí, lệ phí"), [case.fee + case.charge for case in cases], whole)]
    return chance.choice((parts, total, [*parts, *total]))


def whole(chance: Random, value: int, typed: bool) -> Any:
    """Print a total of money: where there is none, a 0."""
    return money(chance, value, typed) if value else "0"


def share_of(items: Sequence[Case], holds: Callable[[Case], bool]) -> tuple[int, int]:
    return sum(map(holds, items)), len(items)


def list_l1c(cases: Sequence[Case], chance: Random) -> Printed:
    """L1c: payments only."""
    paid = [case for case in cases if case.paid_on] or [replace(cases[0], fee=8000, paid_on=FIRST, method="cash")]
    columns = (
        ordinals(len(paid)),
        plain(CODE, [case.row.code for case in paid]),
        plain(PROCEDURE, [case.row.procedure_name for case in paid], words),
        plain(UNIT, [case.row.unit for case in paid], unit_name),
        plain(PAID_ON, [at_midnight(case.paid_on) for case in paid], moment),
        *fees(paid, chance),
        plain(METHOD, [case.method for case in paid], method_name),
    )
    facts = [
        {
            "dossier_code": case.row.code, "unit_code": case.row.unit, "paid_on": case.paid_on,
            "fee_amount": case.fee + case.charge, "payment_method": case.method,
        }
        for case in paid
    ]  # fmt: skip
    paying = [case for case in paid if case.method != "exempt"]
    query = (
        "SELECT count_if(payment_method <> 'cash'), count(*) FROM live_payment "
        "WHERE fee_amount > 0 AND payment_method <> 'exempt'"
    )
    figures = {query: share_of(paying, lambda case: case.method != "cash")}
    return Printed(kind="payments", tables={"Thu phí": Table(columns=columns)}, facts=facts, figures=figures)


# Aggregate forms

TAKEN_IN = ("Tiếp nhận", "Số hồ sơ tiếp nhận", "Tiếp nhận hồ sơ")
TO_SOLVE = ("Số hồ sơ nhận giải quyết", "Số lượng hồ sơ nhận giải quyết")
DONE = ("Đã xử lý", "Đã giải quyết", "Số hồ sơ đã giải quyết")
OPEN = ("Đang xử lý", "Đang giải quyết", "Số hồ sơ đang giải quyết")
WITHIN = ("Trong kỳ", "Tiếp nhận trong kỳ")
TOTAL = ("Tổng số", "Tổng")
BEFORE = ("Kỳ trước", "Tồn kỳ trước", "Từ kỳ trước", "Kỳ trước chuyển sang", "Số ký trước chuyển qua")
ONLINE = ("Qua mạng", "Trực tuyến")
POSTAL = ("Qua BCCI", "BCCI")
EARLY = ("Trước hạn", "Sớm hạn")
LATE = ("Quá hạn", "Trễ hạn", "Chậm hạn")
NOT_YET_DUE = ("Trong hạn", "Chưa đến hạn")


def counted(cases: Sequence[Case], scale: int) -> dict[str, int]:
    """Count dossiers of the quarter as a form does, each standing for `scale` alike; all of them have due dates."""
    items = dossiers(cases)
    told = twin.balance(items, FIRST, LAST)
    channel_of = {case.row.code: case.row.channel for case in cases}
    received = [one for one in items if one.is_received_in(FIRST, LAST)]
    resolved = [one for one in items if one.is_resolved_in(FIRST, LAST)]
    case_of = {case.row.code: case for case in cases}
    early = sum(one.end.date() < one.due.date() for one in resolved)
    counts = {
        "total": told["carried_over"] + told["received"],
        "carried_over": told["carried_over"],
        "received": told["received"],
        **{
            f"received_{name}": sum(channel_of[one.code] == name for one in received)
            for name in ("online", "direct", "postal")
        },
        "resolved": told["resolved"],
        "early": early,
        "on_time": told["on_time"] - early,
        "late": told["late"],
        "open": told["open"],
        "open_within": told["open"] - told["open_overdue"],
        "open_overdue": told["open_overdue"],
        "waiting": told["waiting"],
        "withdrawn": told["withdrawn"],
        "digitized": sum(case_of[one.code].is_digitized for one in received),
        "results_digitized": sum(case_of[one.code].is_result_digitized for one in resolved),
        "fee_dossiers": sum(case_of[one.code].fee > 0 for one in received),
        "online_paid": sum(case_of[one.code].fee > 0 and case_of[one.code].method == "online" for one in received),
    }
    return {name: number * scale for name, number in counts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts of the quarter per line of a form: units in a changed order or fields, one of them with nothing (M10)."""

    labels: list[str]
    lines: list[dict[str, int]]
    scale: int
    is_by_unit: bool

    def about(self) -> list[dict[str, Any]]:
        """Return per line the fact columns that say whose it is."""
        if self.is_by_unit:
            return [{"unit_code": label} for label in self.labels]
        return [{"unit_code": None, "field_key": fold(label)} for label in self.labels]

    def facts(self, form: str, names: Sequence[str], **other: list[int]) -> list[dict[str, Any]]:
        """Return the fact rows of a form: counts by our name, `other` where the form counts otherwise."""
        return [
            {"form": form, **about, **{name: line[name] for name in names}, **{n: v[at] for n, v in other.items()}}
            for at, (about, line) in enumerate(zip(self.about(), self.lines, strict=True))
        ]

    def of(self, name: str) -> list[int]:
        """Return one count of every line."""
        return [line[name] for line in self.lines]

    def column(self, name: str, *path: tuple[str, ...]) -> Column:
        """Return a column of counts."""
        return Column(path=path, values=self.of(name), shown=count)

    def label_column(self, *fields: str) -> Column:
        """Return the column that names the lines."""
        if self.is_by_unit:
            return plain(("Đơn vị", "Tên đơn vị"), self.labels, unit_name)
        return plain(fields or FIELD, self.labels, words)


def lines_of(cases: Sequence[Case], chance: Random, *, by_unit: bool) -> Counts:
    """Count a world by unit or by field."""
    labels = list(UNITS) if by_unit else [*FIELDS, "Thủy sản"]
    chance.shuffle(labels)
    scale = chance.choice((1, 1, 37, 400))
    members = [[c for c in cases if (c.row.unit if by_unit else c.row.field) == label] for label in labels]
    return Counts(labels=labels, lines=[counted(group, scale) for group in members], scale=scale, is_by_unit=by_unit)


def form(name: str, table: Sequence[Column], facts: list[dict[str, Any]], chance: Random, **figures: Any) -> Printed:
    """Return a form under its period, with the figures that it must give by their SQL."""
    queries = {
        f"SELECT sum({sums[0]}), sum({sums[1]}) FROM live_form WHERE form = '{name}'": parts
        for sums, parts in figures.get("sums", {}).items()
    }
    sheet = Table(columns=tuple(table), lines=1, titles=(chance.choice(PRINTED_PERIODS),))
    return Printed(kind=f"form_{figures['kind']}", tables={"Tổng hợp": sheet}, facts=facts, figures=queries)


def parts_of(cases: Sequence[Case], variant: str, scale: int, key: str = "on_time_rate") -> tuple[int, int]:
    """Return numerator and denominator of a rate of the quarter, as the twin counts it."""
    numerator, denominator = twin.COUNTERS[key](dossiers(cases), FIRST, LAST, variant, "date")
    return numerator * scale, denominator * scale


def simple_form(cases: Sequence[Case], chance: Random, *, by_unit: bool) -> Printed:
    """L2 and L3: returned dossiers stand apart, so that the rate is variant A."""
    told = lines_of(cases, chance, by_unit=by_unit)
    resolved = [(line["early"] + line["on_time"], line["resolved"]) for line in told.lines]
    is_long = chance.random() < 0.5
    channels = [told.column("received_online", TAKEN_IN, ONLINE), told.column("received_postal", TAKEN_IN, POSTAL)]
    columns = [
        ordinals(len(told.labels)),
        told.label_column(),
        told.column("total", TAKEN_IN, TOTAL),
        told.column("carried_over", TAKEN_IN, BEFORE),
        told.column("received", TAKEN_IN, WITHIN),
        *(channels if is_long else ()),
        told.column("early", DONE, EARLY),
        told.column("on_time", DONE, ("Đúng hạn",)),
        told.column("late", DONE, LATE),
        Column(path=(DONE, ("Tỷ lệ trước hạn, đúng hạn",)), values=resolved, shown=share),
        told.column("open_within", OPEN, NOT_YET_DUE),
        told.column("open_overdue", OPEN, LATE),
        told.column("waiting", ("Bổ sung", "Hồ sơ chờ bổ sung")),
        told.column("withdrawn", ("Trả lại/ Rút HS", "Trả lại/Xin rút")),
    ]
    names = ["total", "carried_over", "received", "early", "on_time", "late", "open_within", "open_overdue", "waiting",
             "withdrawn", *(("received_online", "received_postal") if is_long else ())]  # fmt: skip
    key = "by_unit" if by_unit else "by_field"
    sums = {
        ("early + on_time", "early + on_time + late"): parts_of(cases, "A", told.scale),
        ("early + on_time", "early + on_time + late + open_overdue"): parts_of(cases, "C", told.scale),
    }
    return form(key, columns, told.facts(key, names), chance, kind=key, sums=sums)


def form_l2(cases: Sequence[Case], chance: Random) -> Printed:
    """L2 by unit."""
    return simple_form(cases, chance, by_unit=True)


def form_l3(cases: Sequence[Case], chance: Random) -> Printed:
    """L3 by field."""
    return simple_form(cases, chance, by_unit=False)


def form_l3_per_commune(cases: Sequence[Case], chance: Random) -> Printed:
    """L3 as a sheet per commune (M31), each with the fields of its own dossiers."""
    parts = {
        unit: simple_form([case for case in cases if case.row.unit == unit], chance, by_unit=False)
        for unit in list(UNITS)[:3]
    }
    common = set.intersection(*(set(part.facts[0]) for part in parts.values()))
    names = dict(zip(parts, ("Gia Ray", "Xuân Hòa", "Xã Xuân Hưng"), strict=True))
    return Printed(
        kind="form_by_field",
        tables={names[unit]: part.tables["Tổng hợp"] for unit, part in parts.items()},
        facts=[
            {name: fact[name] for name in sorted(common)} | {"unit_code": unit}
            for unit, part in parts.items()
            for fact in part.facts
        ],
        figures={
            query.replace("live_form WHERE", f"live_form WHERE unit_code = '{unit}' AND"): both
            for unit, part in parts.items()
            for query, both in part.figures.items()
        },
    )


def form_l4(cases: Sequence[Case], chance: Random) -> Printed:
    """L4, II.06a by field or by unit: withdrawn dossiers under "Đúng hạn" (M21), the rate is variant D."""
    told = lines_of(cases, chance, by_unit=chance.random() < 0.5)
    on_time = [line["on_time"] + line["withdrawn"] for line in told.lines]
    resolved = [line["resolved"] + line["withdrawn"] for line in told.lines]
    direct = [line["received_direct"] + line["received_postal"] for line in told.lines]
    note = ("Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại / Xin rút)", "Đúng hạn")
    columns = [
        ordinals(len(told.labels)),
        told.label_column("Lĩnh vực, công việc giải quyết theo cấp"),
        told.column("total", TO_SOLVE, TOTAL),
        told.column("received_online", TO_SOLVE, ("Trong kỳ",), ("Trực tuyến",)),
        Column(path=(TO_SOLVE, ("Trong kỳ",), ("Trực tiếp, dịch vụ bưu chính",)), values=direct, shown=count),
        told.column("carried_over", TO_SOLVE, ("Từ kỳ trước",)),
        Column(path=(DONE, TOTAL), values=resolved, shown=count),
        told.column("early", DONE, EARLY),
        Column(path=(DONE, note), values=on_time, shown=count),
        told.column("late", DONE, LATE),
        told.column("open", OPEN, TOTAL),
        told.column("open_within", OPEN, ("Trong hạn",)),
        told.column("open_overdue", OPEN, LATE),
    ]
    names = ("total", "received_online", "carried_over", "early", "late", "open", "open_within", "open_overdue")
    facts = told.facts("ii_06a", names, received_direct=direct, resolved=resolved, on_time=on_time)
    sums = {
        ("early + on_time", "resolved"): parts_of(cases, "D", told.scale),
        ("early + on_time + open_within", "total"): parts_of(cases, "B", told.scale),
    }
    return form("ii_06a", columns, facts, chance, kind="ii_06a", sums=sums)


def form_l5(cases: Sequence[Case], chance: Random) -> Printed:
    """L5, OpenCPS: formulas above or in the header, "Số đầu kỳ" is the total (M20), a misprint (M33)."""
    told = lines_of(cases, chance, by_unit=chance.random() < 0.7)
    apart = [line["total"] - line["withdrawn"] for line in told.lines]
    late = [line["late"] + line["open_overdue"] for line in told.lines]
    none = [0] * len(told.labels)
    heads: list[tuple[str, str, list[int]]] = [
        ("3=4+5", "Số đầu kỳ", told.of("total")), ("4", "Số ký trước chuyển qua", told.of("carried_over")),
        ("5", "Tiếp nhận trong kỳ", told.of("received")), ("6=7+8+9", "Đã giải quyết xong", told.of("resolved")),
        ("7", "Sớm hạn", told.of("early")), ("8", "Đúng hạn", told.of("on_time")), ("9", "Trễ hạn", told.of("late")),
        ("10=11+12", "Đang giải quyết", told.of("open")), ("11", "Chưa đến hạn", told.of("open_within")),
        ("12", "Quá hạn", told.of("open_overdue")), ("13=9+12", "Tổng số trễ hạn", late),
        ("14", "Hồ sơ trả lại", told.of("withdrawn")), ("15", "Hồ sơ rút", none),
    ]  # fmt: skip
    assert apart == [a + b for a, b in zip(told.of("resolved"), told.of("open"), strict=True)]
    is_numbered = chance.random() < 0.5
    columns = [
        ordinals(len(told.labels)),
        told.label_column(),
        *(
            Column(path=((f"({formula}) {text}" if is_numbered else text,),), values=values, shown=count)
            for formula, text, values in heads
        ),
    ]
    names = ("total", "carried_over", "received", "resolved", "early", "on_time", "late", "open", "open_within",
             "open_overdue", "withdrawn")  # fmt: skip
    sums = {("early + on_time", "resolved"): parts_of(cases, "A", told.scale)}
    return form("opencps", columns, told.facts("opencps", names), chance, kind="opencps", sums=sums)


def form_l6_progress(cases: Sequence[Case], chance: Random) -> Printed:
    """L6 progress: what is withdrawn counts as resolved within time, so that the rate is variant D."""
    told = lines_of(cases, chance, by_unit=True)
    on_time = [line["on_time"] + line["withdrawn"] for line in told.lines]
    resolved = [line["resolved"] + line["withdrawn"] for line in told.lines]
    period = ("Trong kỳ",)
    columns = [
        ordinals(len(told.labels)),
        told.label_column(),
        told.column("total", ("Tiếp nhận",), ("Tổng số",)),
        told.column("carried_over", ("Tiếp nhận",), ("Kỳ trước chuyển sang",)),
        told.column("received", ("Tiếp nhận",), period, ("Tổng số",)),
        told.column("received_online", ("Tiếp nhận",), period, ("Trực tuyến",)),
        told.column("received_direct", ("Tiếp nhận",), period, ("Trực tiếp",)),
        told.column("received_postal", ("Tiếp nhận",), period, ("BCCI",)),
        Column(path=(("Đã xử lý",), ("Tổng số",)), values=resolved, shown=count),
        told.column("early", ("Đã xử lý",), ("Trước hạn",)),
        Column(path=(("Đã xử lý",), ("Trong hạn",)), values=on_time, shown=count),
        told.column("late", ("Đã xử lý",), ("Quá hạn",)),
        told.column("open", ("Đang xử lý",), ("Tổng số",)),
        told.column("open_within", ("Đang xử lý",), ("Trong hạn",)),
        told.column("open_overdue", ("Đang xử lý",), ("Quá hạn",)),
        told.column("waiting", ("Tạm dừng xử lý",)),
    ]
    names = ("total", "carried_over", "received", "received_online", "received_direct", "received_postal", "early",
             "late", "open", "open_within", "open_overdue")  # fmt: skip
    facts = told.facts("progress_766", names, resolved=resolved, on_time=on_time, paused=told.of("waiting"))
    sums = {("early + on_time", "resolved"): parts_of(cases, "D", told.scale)}
    return form("progress_766", columns, facts, chance, kind="766_progress", sums=sums)


def form_l6_digitization(cases: Sequence[Case], chance: Random) -> Printed:
    """L6 digitization: at reception and of results."""
    told = lines_of(cases, chance, by_unit=True)
    at, of = ("Số hóa hồ sơ TTHC khi tiếp nhận",), ("Số hóa kết quả giải quyết",)
    without = [line["received"] - line["digitized"] for line in told.lines]
    results_without = [line["resolved"] - line["results_digitized"] for line in told.lines]
    columns = [
        ordinals(len(told.labels)),
        told.label_column(),
        told.column("received", ("Tiếp nhận",)),
        Column(path=(at, ("Chưa số hóa TPHS",)), values=without, shown=count),
        told.column("digitized", at, ("Có số hóa TPHS",)),
        told.column("resolved", ("Đã giải quyết",)),
        Column(path=(of, ("Chưa số hóa",)), values=results_without, shown=count),
        told.column("results_digitized", of, ("Đã số hóa",)),
    ]
    names = ("received", "digitized", "resolved", "results_digitized")
    facts = told.facts("digitization_766", names, not_digitized=without, results_not_digitized=results_without)
    items = dossiers(cases)
    case_of = {case.row.code: case for case in cases}
    received = [case_of[one.code] for one in items if one.is_received_in(FIRST, LAST)]
    resolved = [case_of[one.code] for one in items if one.is_resolved_in(FIRST, LAST)]
    sums = {
        ("digitized", "received"): times(told.scale, share_of(received, lambda case: case.is_digitized)),
        ("results_digitized", "resolved"): times(told.scale, share_of(resolved, lambda c: c.is_result_digitized)),
    }
    return form("digitization_766", columns, facts, chance, kind="766_digitization", sums=sums)


def times(scale: int, parts: tuple[int, int]) -> tuple[int, int]:
    return parts[0] * scale, parts[1] * scale


def form_l6_online(cases: Sequence[Case], chance: Random) -> Printed:
    """L6 online: rates are printed beside the counts."""
    told = lines_of(cases, chance, by_unit=True)
    direct = [line["received_direct"] + line["received_postal"] for line in told.lines]
    filed = [(line["received_online"], line["received"]) for line in told.lines]
    paid = [(line["online_paid"], line["fee_dossiers"]) for line in told.lines]
    group = ("Tỷ lệ nộp hồ sơ trực tuyến",)
    columns = [
        ordinals(len(told.labels)),
        told.label_column(),
        told.column("received", TO_SOLVE, ("Tổng số",)),
        told.column("received_online", TO_SOLVE, ("Trực tuyến",)),
        Column(path=(TO_SOLVE, ("Trực tiếp",)), values=direct, shown=count),
        *(Column(path=(group, (leaf,)), values=filed, shown=share) for leaf in ("Toàn trình", "Một phần", "Chung")),
        told.column("fee_dossiers", ("Tổng HS có nghĩa vụ tài chính",)),
        told.column("online_paid", ("Thanh toán trực tuyến",), ("Số HS đã TTTT",)),
        *(Column(path=(("Thanh toán trực tuyến",), (leaf,)), values=paid, shown=share) for leaf in ("TL 1", "TL 2")),
    ]
    names = ("received", "received_online", "fee_dossiers", "online_paid")
    facts = told.facts("online_766", names, received_direct=direct)
    sums = {
        ("received_online", "received"): parts_of(cases, "received", told.scale, "online_filing_rate"),
        ("online_paid", "fee_dossiers"): (sum(told.of("online_paid")), sum(told.of("fee_dossiers"))),
    }
    return form("online_766", columns, facts, chance, kind="766_online", sums=sums)


# Surveys, petitions, catalogue, certification, progress


def survey_l7(cases: Sequence[Case], chance: Random) -> Printed:
    """L7 per unit, a line per officer; only the grades of L7, which has none between satisfied and not."""
    lines = []
    for unit in sorted({case.row.unit or "" for case in cases}):
        graded = [case for case in cases if case.row.unit == unit and case.grade != "neutral"]
        cut = chance.randrange(len(graded) + 1)
        lines += [(unit, part) for part in (graded[:cut], graded[cut:]) if part] or [(unit, [])]
    numbers = [{grade: sum(case.grade == grade for case in part) for grade in ("very", "satisfied", "not")}
               for _, part in lines]  # fmt: skip
    answered = [len(part) for _, part in lines]
    grades = (("Rất hài lòng", "very"), ("Hài lòng", "satisfied"), ("Không hài lòng", "not"))
    columns = [
        ordinals(len(lines)),
        plain(("Đơn vị", "Tên đơn vị"), [unit for unit, _ in lines], unit_name),
        plain("Công chức tiếp nhận", ["(minh họa)"] * len(lines)),
        plain(("Tổng số phiếu", "Tổng phiếu"), answered, count),
    ]
    for words_, key in grades:
        values = [line[key] for line in numbers]
        rate = list(zip(values, answered, strict=True))
        columns.append(Column(path=((words_,), ("Số phiếu",)), values=values, shown=count))
        columns.append(Column(path=((words_,), ("Tỷ lệ",)), values=rate, shown=share))
    facts = [
        {"unit_code": unit, "answered": n, "very_satisfied": line["very"], "satisfied": line["satisfied"],
         "unsatisfied": line["not"], "period": "2023-Q1"}
        for (unit, _), n, line in zip(lines, answered, numbers, strict=True)
    ]  # fmt: skip
    graded = [case for case in cases if case.grade != "neutral"]
    query = "SELECT sum(very_satisfied + satisfied), sum(answered) FROM live_survey WHERE dossier_code IS NULL"
    sheet = Table(columns=tuple(columns), lines=1, titles=(chance.choice(PRINTED_PERIODS),), merge=1)
    figures = {query: share_of(graded, lambda case: case.grade != "not")} if graded else {}
    return Printed(kind="survey", tables={"Khảo sát": sheet}, facts=facts, figures=figures)


def survey_l7_per_dossier(cases: Sequence[Case], chance: Random) -> Printed:
    """L7 per dossier: words count, scores do not (M35)."""
    scores = [plain(f"Chỉ số {number}", [chance.randint(1, 3) for _ in cases]) for number in (1, 2, 3, 4, 6, 7)]
    columns = (
        ordinals(len(cases)),
        plain(("Hồ sơ", *CODE), [case.row.code for case in cases]),
        plain(UNIT, [case.row.unit for case in cases], unit_name),
        *scores,
        plain("Tổng điểm", [7] * len(cases)),
        plain(("Xếp loại", "Mức độ hài lòng"), [case.grade for case in cases], grade_name),
    )
    facts = [
        {"dossier_code": case.row.code, "unit_code": case.row.unit, "answered": 1, "period": "2023-Q1",
         "very_satisfied": int(case.grade == "very"), "satisfied": int(case.grade == "satisfied"),
         "unsatisfied": int(case.grade == "not")}
        for case in cases
    ]  # fmt: skip
    query = "SELECT sum(very_satisfied + satisfied), sum(answered) FROM live_survey WHERE dossier_code IS NOT NULL"
    return Printed(
        kind="survey_dossiers",
        tables={"Phiếu": Table(columns=columns, titles=(chance.choice(PRINTED_PERIODS),))},
        facts=facts,
        figures={query: share_of(cases, lambda case: case.grade in ("very", "satisfied"))},
    )


def petitions_l8(cases: Sequence[Case], chance: Random) -> Printed:
    """L8: petitions with the days of the dossiers; forwarded is not closed."""
    rows = [case for case in cases if case.row.received_at]
    groups = {"done": "closed", "withdrawn": "forwarded", "open": "open", "waiting": "open"}
    status = [groups[case.row.status or ""] for case in rows]
    answered = [case.row.finished_at if group == "closed" else None for case, group in zip(rows, status, strict=True)]
    rated = [{"very": True, "satisfied": True, "neutral": None, "not": False}[case.grade] for case in rows]
    columns = (
        ordinals(len(rows)),
        plain(("Mã PAKN", "Mã phản ánh"), [f"PAKN-2023-{case.row.source_row:04d}" for case in rows]),
        plain("Nguồn", ["Cổng 1022"] * len(rows), words),
        plain(("Đơn vị xử lý", "Đơn vị"), [case.row.unit for case in rows], unit_name),
        plain("Lĩnh vực", [case.row.field for case in rows], words),
        plain("Liên quan TTHC", [case.is_digitized for case in rows], yes_or_no),
        plain(("Ngày tiếp nhận", "Ngày nhận"), [case.row.received_at for case in rows], moment),
        plain("Ngày chuyển cấp 2", [None] * len(rows)),
        plain(("Hạn xử lý", "Hạn trả lời"), [case.row.due_at for case in rows], moment),
        plain("Ngày trả lời", answered, moment),
        plain(
            "Trạng thái", status,
            one_of(("Đã trả lời", "closed"), ("Đã xử lý", "closed"), ("Đã chuyển", "forwarded"),
                   ("Đang xử lý", "open")),
        ),
        plain(
            "Đánh giá", rated,
            one_of(("Rất hài lòng", True), ("Hài lòng", True), ("", None), ("Không hài lòng", False)),
        ),
    )  # fmt: skip
    facts = [
        {
            "petition_code": f"PAKN-2023-{case.row.source_row:04d}", "unit_code": case.row.unit,
            "field_key": fold(case.row.field or ""), "is_about_procedure": case.is_digitized,
            "received_on": case.row.received_at.date(), "due_on": case.row.due_at.date(),
            "answered_on": day and day.date(), "status_group": group, "is_satisfied": liked,
        }
        for case, group, day, liked in zip(rows, status, answered, rated, strict=True)
    ]  # fmt: skip
    closed = [(day, case.row.due_at) for day, case in zip(answered, rows, strict=True) if day]
    overdue = sum(g == "open" and case.row.due_at.date() < LAST for g, case in zip(status, rows, strict=True))
    on_time = sum(day.date() <= due.date() for day, due in closed)
    figures = {
        "SELECT count_if(answered_on <= due_on), count_if(status_group = 'closed') "
        "+ count_if(status_group = 'open' AND due_on < '2023-03-31') FROM live_petition": (
            on_time, len(closed) + overdue,
        ),
        "SELECT count_if(is_satisfied), count(is_satisfied) FROM live_petition": (
            sum(liked is True for liked in rated), sum(liked is not None for liked in rated),
        ),
    }  # fmt: skip
    sheet = Table(columns=columns, is_printed=False)
    return Printed(kind="petitions", tables={"PAKN": sheet}, facts=facts, figures=figures)


def catalogue_l9(cases: Sequence[Case], chance: Random) -> Printed:
    """L9 with columns added by hand; codes with tails, some taken for numbers (M27), both scales of service (M34)."""
    entries = [
        {
            "code": f"{1 + number % 2}.{number * 10 + 1000:06d}", "field": case.row.field,
            "has_sample": case.is_digitized, "is_online": case.has_e_result,
            "service": chance.choice(("full", "partial", "information")),
            "before": chance.randint(10, 30),
        }
        for number, case in enumerate(cases, 1)
    ]  # fmt: skip
    fields = [f"{entry['field']}\n Môi trường " if chance.random() < 0.2 else entry["field"] for entry in entries]
    service = one_of(("Toàn trình", "full"), ("Mức độ 4", "full"), ("Một phần", "partial"),
                     ("Dịch vụ công trực tuyến mức độ 3", "partial"), ("Mức độ 2", "information"))  # fmt: skip
    columns = (
        ordinals(len(entries)),
        plain(("Mã số", "Mã TTHC"), [entry["code"] for entry in entries], _as_number_or_with_tail),
        plain(("Tên", "Tên thủ tục hành chính"), [f"Thủ tục {entry['code'][2:]}" for entry in entries], words),
        plain("Cơ quan ban hành", ["Bộ Tư pháp"] * len(entries), words),
        plain("Cơ quan thực hiện", [" Cấp huyện\nCấp xã "] * len(entries)),
        plain("Lĩnh vực", fields),
        plain(("Mức độ", "Mức độ DVC"), [entry["service"] for entry in entries], service),
        plain(("Hồ sơ mẫu", "Có hồ sơ mẫu"), [entry["has_sample"] for entry in entries], yes_or_no),
        plain("Đã cung cấp", [entry["is_online"] for entry in entries], yes_or_no),
        plain("Số trường trước", [entry["before"] for entry in entries], told_count),
        plain("Số trường sau", [entry["before"] - 3 for entry in entries], told_count),
    )
    facts = [
        {
            "procedure_base": entry["code"], "field_key": fold(entry["field"]), "has_sample": entry["has_sample"],
            "is_online": entry["is_online"], "service_level": entry["service"], "fields_before": entry["before"],
            "fields_after": entry["before"] - 3, "done_by": "Cấp huyện; Cấp xã",
        }
        for entry in entries
    ]  # fmt: skip
    figures = {
        "SELECT count_if(has_sample), count(*) FROM live_procedure": share_of(cases, lambda case: case.is_digitized),
        "SELECT sum(fields_before - fields_after), sum(fields_before) FROM live_procedure": (
            3 * len(entries), sum(entry["before"] for entry in entries),
        ),
    }  # fmt: skip
    motto = "Dịch vụ công quốc gia: kết nối, cung cấp thông tin và dịch vụ công mọi lúc, mọi nơi"
    sheet = Table(columns=columns, titles=(motto,))
    return Printed(kind="procedures", tables={"Danh mục": sheet}, facts=facts, figures=figures)


def _as_number_or_with_tail(chance: Random, code: str, typed: bool) -> Any:
    if typed and chance.random() < 0.2:
        return float(code)
    return code + chance.choice(("", "", ".H19", ".000.00.00.H19"))


def certification_l10(cases: Sequence[Case], chance: Random) -> Printed:
    """L10: copies per unit; an empty count is not reported, which is not none."""
    units = list(UNITS)
    scale = chance.choice((1, 400))
    copies = [scale * sum(case.row.unit == unit for case in cases) for unit in units]
    electronic = [
        None if chance.random() < 0.1 else scale * sum(case.row.unit == unit and case.has_e_result for case in cases)
        for unit in units
    ]
    provides = [bool(number) for number in electronic]
    columns = (
        ordinals(len(units)),
        plain(("Đơn vị", "Tên đơn vị"), units, unit_name),
        plain("Kỳ", [chance.choice(("Quý I/2023", "quý 1 năm 2023", "2023-Q1")) for _ in units]),
        plain("Đã cung cấp", provides, yes_or_no),
        plain(("Tổng bản sao", "Tổng số bản sao"), copies, told_count),
        plain(("Bản sao điện tử", "Số bản sao điện tử"), electronic, told_count),
    )
    facts = [
        {"unit_code": unit, "period": "2023-Q1", "is_provided": given, "copies": all_, "e_copies": e_copies}
        for unit, given, all_, e_copies in zip(units, provides, copies, electronic, strict=True)
    ]
    figures = {
        "SELECT sum(e_copies), sum(copies) FROM live_e_certification": (
            sum(number or 0 for number in electronic), sum(copies),
        ),
    }  # fmt: skip
    if all(number is None for number in electronic):
        figures = {}
    sheet = Table(columns=columns, lines=1, is_printed=False)
    return Printed(kind="e_certification", tables={"Chứng thực": sheet}, facts=facts, figures=figures)


def progress_l11(cases: Sequence[Case], chance: Random) -> Printed:
    """L11: what units report of targets and tasks; codes in several spellings, numbers with dots or commas."""
    spelt = {"CT2.08": ("CT2.08", "CT2.8", "ct2.08"), "CT4.03": ("CT4.03", "CT 4.3"), "PL.7": ("PL.7", "PL 7", "pl.07")}
    lines = [(unit, item) for unit in UNITS for item in spelt]
    chance.shuffle(lines)
    scale = chance.choice((1, 1234))
    own = {unit: [case for case in cases if case.row.unit == unit] for unit in UNITS}
    parts = [times(scale, share_of(own[unit], lambda case: case.is_digitized)) for unit, _ in lines]
    state = [chance.choice(("not_started", "in_progress", "done")) for _ in lines]
    columns = (
        ordinals(len(lines)),
        plain(("Mã (CT… / PL.n)", "Mã"), [item for _, item in lines],
              one_of(*((text, item) for item, texts in spelt.items() for text in texts))),
        plain("Kỳ", ["Quý I/2023"] * len(lines)),
        plain("Đơn vị", [unit for unit, _ in lines], unit_name),
        plain("Tử số", [part[0] for part in parts], told_count),
        plain("Mẫu số", [part[1] for part in parts], told_count),
        plain("Trạng thái", state, one_of(("Chưa thực hiện", "not_started"), ("Đang thực hiện", "in_progress"),
                                          ("Hoàn thành", "done"), ("Đã hoàn thành", "done"))),
        plain("Sản phẩm (số, ngày)", ["Báo cáo số 12/BC-UBND ngày 30/03/2023"] * len(lines)),
        plain("Ngày hoàn thành", [datetime(2023, 3, 30)] * len(lines), moment),
    )  # fmt: skip
    facts = [
        {"unit_code": unit, "item": item, "period": "2023-Q1", "numerator": part[0], "denominator": part[1],
         "status": status, "finished_on": date(2023, 3, 30)}
        for (unit, item), part, status in zip(lines, parts, state, strict=True)
    ]  # fmt: skip
    query = "SELECT sum(numerator), sum(denominator) FROM live_progress WHERE item = 'CT2.08'"
    figures = {query: times(scale, share_of(cases, lambda case: case.is_digitized))}
    sheet = Table(columns=columns, is_printed=False)
    return Printed(kind="progress", tables={"Tiến độ": sheet}, facts=facts, figures=figures)


LISTS: dict[str, Layout] = {"L1": list_l1, "L1b": list_l1b, "L1 for the plan": list_for_the_plan}
OTHERS: dict[str, Layout] = {
    "L1c": list_l1c, "L2": form_l2, "L3": form_l3, "L3 per commune": form_l3_per_commune, "L4": form_l4, "L5": form_l5,
    "L6 progress": form_l6_progress, "L6 digitization": form_l6_digitization, "L6 online": form_l6_online,
    "L7": survey_l7, "L7 per dossier": survey_l7_per_dossier, "L8": petitions_l8, "L9": catalogue_l9,
    "L10": certification_l10, "L11": progress_l11,
}  # fmt: skip
LAYOUTS = LISTS | OTHERS
"""Every layout of domain guide 4.1 but L1x, which is refused."""
