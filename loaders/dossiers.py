"""Dossier lists (danh sách hồ sơ): layouts L1 and L1b, and whatever columns the plan needs beside."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import (
    DOSSIER_CODE,
    Parsed,
    dong,
    dossier_code,
    one_of,
    parse_distinct,
    procedure_stem,
    text,
    text_lines,
    yes_no,
)
from loaders.export import Column, Export, Finished, Match, Rows
from warehouse.build import read_reference
from warehouse.folding import fold

WRONG_SHARE = 0.1
"""A column of which more than this share does not hold what its header promises is taken for shifted (layout L1x)."""

FEW = 5
"""Fewer wrong cells than this prove nothing, unless they are at least half of the column."""


def _statuses() -> dict[str, str]:
    known = {}
    for row in read_reference("statuses"):
        group = "overdue" if row["is_verdict"] == "1" else row["group"]
        known[fold(row["text"])] = group
        if row["is_verdict"] != "1":
            known.setdefault(row["code"], group)
    return known


def _table(name: str, value: str) -> dict[str, str]:
    return {fold(row["text"]): row[value] for row in read_reference(name) if row["text"]}


FEE_COLUMNS = (
    Column(name="fee", headers=("Phí (VNĐ)", "Phí"), parser=dong, is_lenient=True),
    Column(name="charge", headers=("Lệ phí (VNĐ)", "Lệ phí"), parser=dong, is_lenient=True),
    Column(
        name="fee_total",
        headers=("Tổng (VNĐ)", "Phí, lệ phí", "Tổng phí, lệ phí", "Số tiền"),
        parser=dong,
        is_lenient=True,
    ),
    Column(
        name="payment_method",
        headers=("Hình thức thanh toán", "Phương thức thanh toán"),
        parser=one_of(_table("payment_methods", "method")),
        is_lenient=True,
    ),
    Column(name="paid_on", headers=("Ngày thu", "Ngày thanh toán"), parser="date", is_lenient=True),
)
"""Columns about money, shared by dossier lists and fee lists."""

CODE = Column(
    name="dossier_code",
    headers=("Mã hồ sơ", "Số hồ sơ", "Mã biên nhận", "Mã số hồ sơ"),
    parser=dossier_code,
    required=True,
)
"""The national code of a dossier, text in every layout."""

PROCEDURE = Column(
    name="procedure",
    headers=(
        "Tên thủ tục hành chính",
        "Tên TTHC",
        "Tên thủ tục",
        "Thủ tục hành chính",
        "Tên hồ sơ",
        "Nội dung hồ sơ",
        "Nội dung giải quyết TTHC",
        "Tên (Nội dung) hồ sơ TTHC",
    ),
    parser=text,
)
"""Name of the procedure (thủ tục hành chính)."""

UNIT = Column(
    name="unit",
    headers=(
        "Đơn vị tiếp nhận",
        "Đơn vị",
        "Tên đơn vị",
        "Phòng ban",
        "Cơ quan/đơn vị",
        "Cơ quan, đơn vị",
        "Cơ quan chủ trì giải quyết",
    ),
    parser="unit",
)
"""The unit (đơn vị) that took the dossier in."""

RAW_COLUMNS = (
    CODE,
    PROCEDURE,
    UNIT,
    Column(
        name="procedure_code",
        headers=("Mã TTHC", "Mã thủ tục", "Mã thủ tục hành chính", "Mã số TTHC"),
        parser=procedure_stem,
    ),
    Column(
        name="field",
        headers=("Lĩnh vực", "Tên lĩnh vực", "Lĩnh vực giải quyết", "Lĩnh vực, công việc giải quyết theo cấp"),
        parser=text_lines,
    ),
    Column(
        name="received_at",
        headers=("Ngày tiếp nhận", "Ngày nhận", "Nhận hồ sơ", "Ngày nhận hồ sơ", "Ngày tiếp nhận hồ sơ"),
        parser="date",
        required=True,
    ),
    Column(
        name="due_at",
        headers=("Ngày hẹn trả", "Hạn xử lý", "Hẹn trả kết quả", "Ngày hẹn", "Ngày hẹn trả kết quả"),
        parser="date",
        required=True,
    ),
    Column(name="finished_at", headers=("Ngày kết thúc xử lý", "Ngày hoàn tất", "Ngày có kết quả"), parser="date"),
    Column(
        name="handed_over_at",
        headers=("Ngày trả", "Trả kết quả", "Ngày nhận kết quả", "Ngày trả kết quả"),
        parser="date",
    ),
    Column(
        name="status",
        headers=("Trạng thái", "Trạng thái hồ sơ", "Tình trạng hồ sơ"),
        parser=one_of(_statuses(), unknown="unknown"),
    ),
    Column(
        name="channel",
        headers=("Hình thức nộp", "Hình thức tiếp nhận", "Kênh tiếp nhận", "Loại tiếp nhận", "Nguồn hồ sơ"),
        parser=one_of(_table("channels", "channel"), empty="direct"),
        is_lenient=True,
    ),
    Column(
        name="is_digitized",
        headers=("Số hóa hồ sơ", "Số hóa TPHS", "Số hóa thành phần hồ sơ"),
        parser=yes_no,
        is_lenient=True,
    ),
    Column(
        name="is_result_digitized",
        headers=("Số hóa kết quả", "Số hóa kết quả giải quyết"),
        parser=yes_no,
        is_lenient=True,
    ),
    Column(
        name="has_e_result",
        headers=("Kết quả điện tử", "Bản điện tử", "KQ điện tử có giá trị pháp lý"),
        parser=yes_no,
        is_lenient=True,
    ),
    *FEE_COLUMNS,
)
"""Every column that a dossier list may carry. Source: header texts of domain guide 4.2."""


_LENIENT = frozenset(column.name for column in RAW_COLUMNS if column.is_lenient)


def is_column_shifted(wrong: int, given: int) -> bool:
    """Say whether so many wrong cells of those given mean that the column holds something else."""
    return wrong > WRONG_SHARE * given and (wrong >= FEW or wrong * 2 >= given)


def _check(rows: Rows, match: Match) -> list[str]:
    """Refuse a list whose columns do not hold what their headers promise; columns are named, values never."""
    reasons = []

    def label(name: str) -> str:
        """Name a column by the file's own header; one that a constant stands for by ours."""
        return (
            match.header.label(match.columns[name]) if name in match.columns else match.export.column(name).headers[0]
        )

    def refuse(name: str, what: str) -> None:
        reasons.append(f'Cột "{label(name)}" không chứa {what}. Tệp bị lệch cột, không nạp.')

    codes = rows["dossier_code"]
    wrong = _wrong_codes(codes.values) + len(codes.errors)
    if match.mapping is None and is_column_shifted(wrong, _given(codes)):
        refuse("dossier_code", "mã hồ sơ")
    for name in ("received_at", "due_at", "finished_at", "handed_over_at"):
        if name in rows and is_column_shifted(_no_dates(rows[name]), _given(rows[name])):
            refuse(name, "ngày")
    if "status" in rows:
        unknown = pc.sum(pc.equal(rows["status"].values, "unknown")).as_py() or 0
        if is_column_shifted(unknown, _given(rows["status"])):
            if match.mapping is None:
                refuse("status", "trạng thái hồ sơ")
            else:  # the person who chose this column has only to say what its words mean
                untold = f'Cột "{label("status")}" có trạng thái chưa hiểu.'
                reasons.append(f"{untold} Dịch giá trị của cột này khi khai cách đọc tệp.")
    return reasons


def _given(parsed: Parsed) -> int:
    return len(parsed.values) - int(parsed.values.null_count) + len(parsed.errors)


def _no_dates(parsed: Parsed) -> int:
    return sum("không phải là ngày" in reason for reason in parsed.errors.values())


def _wrong_codes(codes: pa.Array) -> int:
    matching = pc.match_substring_regex(codes, f"^(?:{DOSSIER_CODE.pattern})$")
    return len(codes) - int(codes.null_count) - int(pc.sum(matching).as_py() or 0)


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_dossier columns; a row is refused for a day or unit that is wrong, or days in the wrong order."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    empty = {
        name: pa.nulls(n_rows, pa.timestamp("us"))
        for name in ("received_at", "due_at", "finished_at", "handed_over_at")
    }
    columns = empty | columns
    errors: dict[int, tuple[str, str]] = {}
    not_accepted = pc.equal(columns["status"], "not_accepted") if "status" in columns else pa.array([False] * n_rows)
    for row in _rows(pc.and_(pc.is_null(columns["received_at"]), pc.invert(pc.fill_null(not_accepted, False)))):
        errors[row] = ("received_at", "thiếu ngày tiếp nhận.")
    for name in ("finished_at", "handed_over_at"):
        early = pc.less(
            pc.floor_temporal(columns[name], unit="day"), pc.floor_temporal(columns["received_at"], unit="day")
        )
        for row in _rows(early):
            errors.setdefault(row, (name, "kết thúc trước ngày tiếp nhận."))
    for row in _rows(pc.is_null(columns["unit"])):
        errors.setdefault(row, ("unit", "thiếu đơn vị."))
    ended = pc.or_(pc.is_valid(columns["finished_at"]), pc.is_valid(columns["handed_over_at"]))
    refused = set(errors).union(*(rows[name].errors for name in rows if name not in _LENIENT))
    taken = pa.array([row not in refused for row in range(n_rows)], pa.bool_())
    warnings = list(_warnings({name: values.filter(taken) for name, values in columns.items()}, ended.filter(taken)))
    status = columns.pop("status", None)
    finished = {
        **{
            name: values
            for name, values in columns.items()
            if name not in ("procedure", "field", "unit", "fee", "charge", "fee_total")
        },
        "procedure_name": columns.get("procedure"),
        "procedure_key": _folded(columns.get("procedure")),
        "field_name": columns.get("field"),
        "field_key": _folded(columns.get("field"), first_of_several=True),
        "unit_code": columns["unit"],
        "status_group": status,
        "fee_amount": fee_amount(columns),
        "paid_on": columns["paid_on"].cast(pa.date32()) if "paid_on" in columns else None,
    }
    return Finished(
        columns={name: values for name, values in finished.items() if values is not None},
        errors=errors,
        warnings=tuple(warnings),
    )


def _warnings(columns: dict[str, pa.Array], ended: pa.Array) -> Iterable[str]:
    def count(mask: pa.Array) -> int:
        return int(pc.sum(mask).as_py() or 0)

    if odd := _wrong_codes(columns["dossier_code"]):
        yield f"{odd} mã hồ sơ không theo mẫu quốc gia, vẫn nhận."
    if double := len(columns["dossier_code"]) - len(columns["dossier_code"].unique()):
        yield f"{double} dòng lặp lại mã hồ sơ đã có trong tệp; mỗi mã tính một lần, theo dòng sau cùng."
    if missing := int(columns["due_at"].null_count):
        yield f"{missing} hồ sơ không có ngày hẹn trả: không tính đúng hạn hay trễ hạn."
    if early := count(pc.less(columns["due_at"], pc.floor_temporal(columns["received_at"], unit="day"))):
        yield f"{early} hồ sơ có ngày hẹn trả trước ngày tiếp nhận."
    if "status" in columns:
        status = columns["status"]
        if unknown := count(pc.equal(status, "unknown")):
            yield f"{unknown} hồ sơ có trạng thái lạ: đứng ngoài mọi tỷ lệ, cần xác nhận."
        if undated := count(pc.and_(pc.equal(status, "done"), pc.invert(ended))):
            yield f"{undated} hồ sơ đã xong nhưng không có ngày kết thúc: không tính vào tỷ lệ."
        if contradictory := count(pc.and_(pc.is_in(status, value_set=pa.array(["open", "waiting"])), ended)):
            yield f"{contradictory} hồ sơ đang xử lý nhưng đã có ngày kết thúc: tính là đang xử lý."


def _rows(mask: pa.Array) -> list[int]:
    return list(pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist())


def _folded(names: pa.Array | None, *, first_of_several: bool = False) -> pa.Array | None:
    if names is None:
        return None
    return parse_distinct(
        names, lambda name: fold(name.split("; ")[0] if first_of_several else name), pa.string()
    ).values


def fee_amount(columns: dict[str, pa.Array]) -> pa.Array | None:
    """Return the amount in đồng: the printed total, else phí + lệ phí; None when the list has no such column."""
    parts = [pc.fill_null(columns[name], 0) for name in ("fee", "charge") if name in columns]
    summed = parts[0] if len(parts) == 1 else pc.add(*parts) if parts else None
    if "fee_total" in columns:
        return (
            pc.coalesce(columns["fee_total"], summed) if summed is not None else pc.fill_null(columns["fee_total"], 0)
        )
    return summed


DOSSIERS = Export(
    kind="dossiers",
    label="Danh sách hồ sơ",
    table="fact_dossier",
    key="dossier_code",
    key_pattern=DOSSIER_CODE,
    anchor="received_at",
    columns=RAW_COLUMNS,
    any_of=(("finished_at", "handed_over_at", "status"),),
    check=_check,
    finish=_finish,
)
"""Layouts L1 and L1b (domain guide 4.1): one row per dossier with its dates and status."""
