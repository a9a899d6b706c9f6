"""Procedure lists (danh mục thủ tục hành chính) as the national portal exports them: layout L9."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import CellError, Parsed, counts, parse_distinct, procedure_stem, text, text_lines, yes_no_unknown
from loaders.dossiers import is_column_shifted
from loaders.export import Column, Export, Finished, Match, Rows
from warehouse.folding import fold

_CODE = re.compile(r"\d\.(?:\d{6}\S*|\d{1,5})")


_LEVELS = (("cấp huyện", "district"), ("cấp xã", "commune"), ("cấp tỉnh", "province"))
_SERVICE = {
    "4": "full",
    "toàn trình": "full",
    "3": "partial",
    "một phần": "partial",
    "2": "information",
    "1": "information",
    "cung cấp thông tin": "information",
}
BY_HAND = (
    "level", "service_level", "is_internal", "has_sample", "is_eligible_online", "is_online", "has_fee",
    "has_online_payment", "is_published", "is_reviewed", "is_simplified", "fields_before", "fields_after",
)  # fmt: skip
"""Columns of fact_procedure that an office adds by hand."""


def _level(column: pa.Array) -> Parsed:
    """Read who handles a procedure: huyện, xã, tỉnh, or several of them; joined by "; " in this order."""

    def one(value: str) -> str:
        parts = [part.strip() for part in re.split(r"[;,/+\n]| và ", fold(value)) if part.strip()]
        known = {name: key for full, key in _LEVELS for name in (full, full.removeprefix("cấp "))}
        if not parts or any(part.removeprefix("cấp ") not in known for part in parts):
            raise CellError("cấp là huyện, xã hoặc tỉnh.")
        keys = {known[part.removeprefix("cấp ")] for part in parts}
        return "; ".join(key for _, key in _LEVELS if key in keys)

    return parse_distinct(column, one, pa.string())


def _service_level(column: pa.Array) -> Parsed:
    """Read the level of online service; the old scale (mức độ 3, 4) and the new one (một phần, toàn trình): M34."""

    def one(value: str) -> str:
        key = re.sub(r"^(dịch vụ công |dvc )?(trực tuyến )?(mức độ |mức )?", "", fold(value))
        if key not in _SERVICE:
            raise CellError("mức độ là toàn trình (4), một phần (3) hoặc cung cấp thông tin (2).")
        return _SERVICE[key]

    return parse_distinct(column, one, pa.string())


def _by_hand(name: str, *headers: str) -> Column:
    return Column(
        name=name, headers=headers, parser=yes_no_unknown, is_lenient=True, example="Có", choices=("Có", "Không")
    )


def _check(rows: Rows, match: Match) -> list[str]:
    codes = rows["procedure_code"].values
    wrong = len(codes) - (pc.sum(pc.match_substring_regex(codes, f"^(?:{_CODE.pattern})$")).as_py() or 0)
    if match.mapping is None and is_column_shifted(wrong, len(codes)):
        label = match.header.label(match.columns["procedure_code"])
        return [f'Cột "{label}" không chứa mã thủ tục hành chính. Tệp bị lệch cột, không nạp.']
    return []


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_procedure columns; several fields in a cell are kept, the first one groups."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    codes, names, fields = columns["procedure_code"], columns["procedure"], columns["field"]
    finished = {
        "procedure_code": codes,
        "procedure_base": procedure_stem(codes).values,
        "procedure_name": names,
        "procedure_key": parse_distinct(names, fold, pa.string()).values,
        "issued_by": columns.get("issued_by"),
        "done_by": columns.get("done_by"),
        "field_name": fields,
        "field_key": parse_distinct(fields, lambda name: fold(name.split("; ")[0]), pa.string()).values,
        **{name: columns[name] for name in BY_HAND if name in columns},
    }
    warnings = []
    if {"fields_before", "fields_after"} <= columns.keys():
        grown = pc.sum(pc.greater(columns["fields_after"], columns["fields_before"])).as_py() or 0
        if grown:
            warnings.append(f"{grown} thủ tục có số trường sau nhiều hơn trước: giữ nguyên như ghi.")
    return Finished(
        columns={name: values for name, values in finished.items() if values is not None},
        errors={},
        warnings=tuple(warnings),
    )


PROCEDURES = Export(
    kind="procedures",
    label="Danh mục thủ tục hành chính",
    table="fact_procedure",
    key="procedure_code",
    key_pattern=_CODE,
    anchor=None,
    columns=(
        Column(name="procedure_code", headers=("Mã số", "Mã TTHC", "Mã thủ tục"), parser=text, required=True),
        Column(name="procedure", headers=("Tên", "Tên thủ tục hành chính", "Tên TTHC"), parser=text, required=True),
        Column(name="issued_by", headers=("Cơ quan ban hành",), parser=text_lines),
        Column(name="done_by", headers=("Cơ quan thực hiện",), parser=text_lines),
        Column(name="field", headers=("Lĩnh vực",), parser=text_lines, required=True),
        Column(
            name="level",
            headers=("Cấp", "Cấp thực hiện", "Cấp giải quyết"),
            parser=_level,
            is_lenient=True,
            example="Cấp xã",
            choices=("Cấp huyện", "Cấp xã", "Cấp huyện; Cấp xã", "Cấp tỉnh"),
        ),
        Column(
            name="service_level",
            headers=("Mức độ", "Mức độ DVC", "Mức độ dịch vụ công"),
            parser=_service_level,
            is_lenient=True,
            example="Toàn trình",
            choices=("Toàn trình", "Một phần", "Cung cấp thông tin"),
        ),
        _by_hand("is_internal", "Nội bộ", "TTHC nội bộ"),
        _by_hand("has_sample", "Hồ sơ mẫu", "Có hồ sơ mẫu"),
        _by_hand("is_eligible_online", "Đủ điều kiện", "Đủ điều kiện trực tuyến"),
        _by_hand("is_online", "Đã cung cấp", "Đã cung cấp trực tuyến"),
        _by_hand("has_fee", "Có phí", "Có phí, lệ phí"),
        _by_hand("has_online_payment", "Thanh toán trực tuyến"),
        _by_hand("is_published", "Công khai", "Đã công khai"),
        _by_hand("is_reviewed", "Rà soát", "Đã rà soát"),
        _by_hand("is_simplified", "Đơn giản hóa", "Đề xuất đơn giản hóa"),
        Column(name="fields_before", headers=("Số trường trước",), parser=counts, is_lenient=True, example="20"),
        Column(name="fields_after", headers=("Số trường sau", "sau"), parser=counts, is_lenient=True, example="15"),
    ),
    any_of=(),
    check=_check,
    finish=_finish,
)
"""Layout L9 (domain guide 4.1): one row per procedure; gives dossiers their field, and the catalogue's indicators
their counts where an office has added the columns by hand."""
