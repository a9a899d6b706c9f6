"""Petitions (phản ánh, kiến nghị): layout L8, proposed, since no printed one is known. Their text is never read."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import CellError, Parsed, one_of, parse_distinct, text, text_lines, yes_no
from loaders.dossiers import UNIT, is_column_shifted
from loaders.export import Column, Export, Finished, Match, Rows
from warehouse.folding import fold

STATUSES = {
    "Mới tiếp nhận": "open",
    "Tiếp nhận": "open",
    "Đang xử lý": "open",
    "Chờ xử lý": "open",
    "Quá hạn": "open",
    "Đã chuyển": "forwarded",
    "Chuyển cấp 2": "forwarded",
    "Chuyển xử lý": "forwarded",
    "Đã trả lời": "closed",
    "Đã xử lý": "closed",
    "Đã xử lý xong": "closed",
    "Hoàn thành": "closed",
    "Đã đóng": "closed",
    "Từ chối": "not_accepted",
    "Không tiếp nhận": "not_accepted",
}
"""Statuses in words and their group. A forwarded petition is not closed; "Quá hạn" is a verdict that days decide."""

RATINGS = {
    "Rất hài lòng": "yes",
    "Hài lòng": "yes",
    "Chấp nhận": "no",
    "Bình thường": "no",
    "Chưa hài lòng": "no",
    "Không hài lòng": "no",
}
"""Ratings in words, and whether they count as satisfied."""

_CODE = re.compile(r"[A-Za-zĐđ0-9._/\-]*[0-9][A-Za-zĐđ0-9._/\-]*")
_PERSON_NUMBER = re.compile(r"(?:84|0)[\d.\-]{9,15}")


def _petition_code(column: pa.Array) -> Parsed:
    """Keep a petition's code as printed; words and phone numbers, as a slipped row brings, are refused unquoted."""

    def one(value: str) -> str:
        if len(value) > 40 or not _CODE.fullmatch(value) or _PERSON_NUMBER.fullmatch(value):
            raise CellError("ô này không phải mã phản ánh, kiến nghị.")
        return value

    return parse_distinct(column, one, pa.string())


def _is_satisfied(column: pa.Array) -> Parsed:
    graded = one_of({fold(words): answer for words, answer in RATINGS.items()})(column)
    return Parsed(values=pc.equal(graded.values, "yes"), errors=graded.errors)


def _check(rows: Rows, match: Match) -> list[str]:
    reasons = []
    days = dict.fromkeys(("received_on", "due_on", "answered_on"), "ngày")
    for name, what in ({"petition_code": "mã phản ánh, kiến nghị"} | days).items():
        if name not in rows or name not in match.columns:
            continue
        wrong = len(rows[name].errors)
        if is_column_shifted(wrong, len(rows[name].values) - rows[name].values.null_count + wrong):
            label = match.header.label(match.columns[name])
            reasons.append(f'Cột "{label}" không chứa {what}. Tệp bị lệch cột, không nạp.')
    return reasons


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_petition columns; a row is refused without day of reception or unit, or answered before it came."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    days: dict[str, pa.Array] = {
        name: columns[name].cast(pa.date32())
        for name in ("received_on", "escalated_on", "due_on", "answered_on")
        if name in columns
    }
    errors = dict.fromkeys(_rows(pc.is_null(columns["unit"])), ("unit", "thiếu đơn vị."))
    errors |= dict.fromkeys(_rows(pc.is_null(days["received_on"])), ("received_on", "thiếu ngày tiếp nhận."))
    if "answered_on" in days:
        early = _rows(pc.less(days["answered_on"], days["received_on"]))
        errors |= dict.fromkeys(early, ("answered_on", "trả lời trước ngày tiếp nhận."))
    finished = {
        "petition_code": columns["petition_code"],
        "source": columns.get("source"),
        "unit_code": columns["unit"],
        "field_name": columns.get("field"),
        "field_key": parse_distinct(columns["field"], lambda name: fold(name.split("; ")[0]), pa.string()).values
        if "field" in columns
        else None,
        "is_about_procedure": columns.get("is_about_procedure"),
        **days,
        "status_group": columns.get("status"),
        "is_satisfied": columns.get("rating"),
    }
    return Finished(
        columns={name: values for name, values in finished.items() if values is not None},
        errors=errors,
        warnings=tuple(_warnings(columns, days)),
    )


def _warnings(columns: dict[str, pa.Array], days: dict[str, pa.Array]) -> list[str]:
    told = []
    if missing := days["due_on"].null_count:
        told.append(f"{missing} phản ánh, kiến nghị không có hạn xử lý: không tính đúng hạn hay trễ hạn.")
    if "status" in columns:
        if unknown := int(pc.sum(pc.equal(columns["status"], "unknown")).as_py() or 0):
            told.append(f"{unknown} phản ánh, kiến nghị có trạng thái lạ: đứng ngoài mọi tỷ lệ, cần xác nhận.")
        if "answered_on" in days:
            undated = pc.and_(pc.equal(columns["status"], "closed"), pc.is_null(days["answered_on"]))
            if count := len(_rows(undated)):
                told.append(f"{count} phản ánh, kiến nghị đã xử lý nhưng không có ngày trả lời: không tính vào tỷ lệ.")
    return told


def _rows(mask: pa.Array) -> list[int]:
    return list(pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist())


PETITIONS = Export(
    kind="petitions",
    label="Phản ánh, kiến nghị",
    table="fact_petition",
    key="petition_code",
    key_pattern=_CODE,
    anchor="received_on",
    columns=(
        Column(
            name="petition_code",
            headers=("Mã PAKN", "Mã phản ánh", "Mã phản ánh, kiến nghị", "Mã số PAKN"),
            parser=_petition_code,
            required=True,
            example="PAKN-2023-0001",
        ),
        Column(name="source", headers=("Nguồn", "Nguồn tiếp nhận", "Kênh"), parser=text, example="Cổng 1022"),
        replace(UNIT, headers=("Đơn vị xử lý", "Cơ quan xử lý", *UNIT.headers)),
        Column(name="field", headers=("Lĩnh vực", "Tên lĩnh vực"), parser=text_lines, example="Đất đai"),
        Column(
            name="is_about_procedure",
            headers=("Liên quan TTHC", "Liên quan thủ tục hành chính"),
            parser=yes_no,
            is_lenient=True,
            example="Có",
            choices=("Có", "Không"),
        ),
        Column(
            name="received_on",
            headers=("Ngày tiếp nhận", "Ngày nhận"),
            parser="date",
            required=True,
            example="05/04/2023",
        ),
        Column(name="escalated_on", headers=("Ngày chuyển cấp 2",), parser="date", example="06/04/2023"),
        Column(name="due_on", headers=("Hạn xử lý", "Hạn trả lời"), parser="date", required=True, example="20/04/2023"),
        Column(name="answered_on", headers=("Ngày trả lời", "Ngày xử lý xong"), parser="date", example="18/04/2023"),
        Column(
            name="status",
            headers=("Trạng thái", "Tình trạng", "Trạng thái xử lý"),
            parser=one_of({fold(words): group for words, group in STATUSES.items()}, unknown="unknown"),
            example="Đã trả lời",
            choices=tuple(STATUSES),
        ),
        Column(
            name="rating",
            headers=("Đánh giá", "Mức độ hài lòng"),
            parser=_is_satisfied,
            is_lenient=True,
            example="Hài lòng",
            choices=tuple(RATINGS),
        ),
    ),
    any_of=(),
    check=_check,
    finish=_finish,
)
"""Layout L8 (domain guide 4.1): one row per petition. Feeds petition_on_time_rate and petition_satisfaction_rate."""
