"""Aggregate forms: layouts L2 (by unit), L3 (by field), L4 (Biểu II.06a), L5 (OpenCPS) and L6 (QĐ 766).

What is printed is loaded as it stands. Sums that do not agree are told, never repaired.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import counts, parse_distinct, percent, text_lines
from loaders.dossiers import UNIT, is_column_shifted
from loaders.export import Column, Export, Finished, Match, Remark, Rows
from warehouse.folding import fold

MEASURES = (
    "total", "carried_over", "received", "received_online", "received_direct", "received_postal",
    "resolved", "early", "on_time", "late", "open", "open_within", "open_overdue",
    "waiting", "paused", "financial", "withdrawn", "other",
    "not_digitized", "digitized", "reused", "results_not_digitized", "results_digitized",
    "fee_dossiers", "online_paid",
)  # fmt: skip
"""Columns of counts of fact_form and fact_form_total."""

_IN = (
    "Tiếp nhận", "Số hồ sơ tiếp nhận", "Hồ sơ tiếp nhận", "Số lượng hồ sơ tiếp nhận", "Tiếp nhận hồ sơ",
    "Số hồ sơ nhận giải quyết", "Số lượng hồ sơ nhận giải quyết", "Hồ sơ nhận giải quyết", "Nhận giải quyết",
    "Trong đó",
)  # fmt: skip
_DONE = (
    "Đã xử lý", "Đã giải quyết", "Hồ sơ đã xử lý", "Hồ sơ đã giải quyết", "Số hồ sơ đã xử lý", "Số hồ sơ đã giải quyết",
    "Số lượng hồ sơ đã giải quyết", "Số lượng hồ sơ đã xử lý", "Đã giải quyết xong",
)  # fmt: skip
_OPEN = (
    "Đang xử lý", "Đang giải quyết", "Hồ sơ đang xử lý", "Hồ sơ đang giải quyết", "Số hồ sơ đang xử lý",
    "Số hồ sơ đang giải quyết", "Số lượng hồ sơ đang giải quyết", "Số lượng hồ sơ đang xử lý",
)  # fmt: skip
_TOTAL = ("Tổng số", "Tổng", "Tổng cộng", "Tổng số hồ sơ")
_BEFORE = tuple(
    f"{first}{number} trước{last}"
    for number in ("kỳ", "ký")  # the second is a misprint of real software (M33)
    for first in ("", "từ ", "tồn ", "số ", "số hồ sơ ")
    for last in ("", " chuyển qua", " chuyển sang")
)
_WITHIN = ("Trong kỳ", "Tiếp nhận trong kỳ", "Số tiếp nhận trong kỳ", "Nhận trong kỳ", "Mới tiếp nhận", "Tiếp nhận mới")
_ONLINE = ("Qua mạng", "Trực tuyến", "Tiếp nhận trực tuyến", "Tiếp nhận qua mạng", "Nộp trực tuyến")
_DIRECT = ("Trực tiếp", "Tiếp nhận trực tiếp", "Nộp trực tiếp")
_POSTAL = ("Qua BCCI", "BCCI", "Qua bưu chính công ích", "Bưu chính công ích", "Qua dịch vụ BCCI", "Bưu chính")
_EARLY = ("Trước hạn", "Sớm hạn")
_ON_TIME = ("Đúng hạn",)
_LATE = ("Quá hạn", "Trễ hạn", "Chậm hạn")
_NOT_YET_DUE = ("Trong hạn", "Chưa đến hạn", "Còn hạn")


def _under(groups: Sequence[str], leaves: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
    """Return every header of a leaf under a group; `alone`: the leaf means the same without its group."""
    first = f"{groups[0]}: {leaves[0]}"
    own = leaves if alone else ()
    return (first, *(f"{group} {leaf}" for group in groups for leaf in leaves), *own)


def _count(name: str, headers: tuple[str, ...], example: int, *, required: bool = False) -> Column:
    return Column(name=name, headers=headers, parser=counts, required=required, example=str(example))


_FIELD = Column(
    name="field",
    headers=(
        "Lĩnh vực",
        "Tên lĩnh vực",
        "Lĩnh vực giải quyết",
        "Lĩnh vực, công việc giải quyết theo cấp",
        "Lĩnh vực công việc giải quyết theo cấp",
        "Lĩnh vực/công việc giải quyết theo cấp",
    ),
    parser=text_lines,
)
_UNIT = replace(UNIT, headers=("Đơn vị", "Tên đơn vị", "Tên cơ quan", *UNIT.headers))

_TAKEN_IN = (
    _count("total", _under(_IN, _TOTAL), 120, required=True),
    _count("carried_over", _under(_IN, _BEFORE, alone=True), 20),
    _count("received", (*_under(_IN, _WITHIN, alone=True), *_under(_WITHIN, _TOTAL)), 100),
    _count("received_online", (*_under(_IN, _ONLINE), *_under(_WITHIN, _ONLINE, alone=True)), 60),
    _count("received_direct", (*_under(_IN, _DIRECT), *_under(_WITHIN, _DIRECT, alone=True)), 38),
    _count("received_postal", (*_under(_IN, _POSTAL), *_under(_WITHIN, _POSTAL, alone=True)), 2),
)
_RESOLVED = _count("resolved", _under(_DONE, _TOTAL), 96)
_DONE_EARLY = _count("early", _under(_DONE, _EARLY, alone=True), 70)
_DONE_ON_TIME = _count("on_time", _under(_DONE, _ON_TIME, alone=True), 20, required=True)
_DONE_LATE = _count("late", _under(_DONE, _LATE), 6, required=True)
_OPEN_ALL = _count("open", _under(_OPEN, _TOTAL), 20)
_OPEN_WITHIN = _count("open_within", _under(_OPEN, _NOT_YET_DUE, alone=True), 15, required=True)
_OPEN_OVERDUE = _count("open_overdue", _under(_OPEN, _LATE), 5, required=True)
_RATE = Column(
    name="on_time_rate",
    headers=(
        "Đã xử lý: Tỷ lệ trước hạn, đúng hạn",
        *_under(_DONE, ("Tỷ lệ trước hạn, đúng hạn", "Tỷ lệ trước và đúng hạn", "Tỷ lệ đúng hạn"), alone=True),
        "Tỷ lệ trước hạn, đúng hạn (%)",
    ),
    parser=percent,
    is_lenient=True,
    example="93,75%",
)
_ASIDE = (
    _count("waiting", ("Bổ sung", "Hồ sơ chờ bổ sung", "Chờ bổ sung", "Yêu cầu bổ sung"), 0),
    _count("paused", ("Dừng xử lý", "Tạm dừng xử lý", "Tạm dừng"), 0),
    _count("financial", ("Yêu cầu thực hiện nghĩa vụ tài chính", "Thực hiện nghĩa vụ tài chính"), 0),
    _count(
        "withdrawn",
        ("Trả lại/Rút HS", "Trả lại/Rút hồ sơ", "Trả lại/Xin rút", "Hồ sơ trả lại/xin rút", "Trả lại, xin rút"),
        4,
        required=True,
    ),
    _count("other", ("Hồ sơ khác", "Khác"), 0),
)
_SIMPLE = (
    *_TAKEN_IN, _RESOLVED, _DONE_EARLY, _DONE_ON_TIME, _DONE_LATE, _RATE,
    _OPEN_ALL, _OPEN_WITHIN, _OPEN_OVERDUE, *_ASIDE,
)  # fmt: skip
_STRICT = tuple(
    replace(column, required=True) for column in (_RESOLVED, _DONE_EARLY, _DONE_ON_TIME, _DONE_LATE, _OPEN_ALL)
)
_II_06A = (
    replace(_TAKEN_IN[0], headers=_under(_IN[5:], _TOTAL) + _TAKEN_IN[0].headers),
    *_TAKEN_IN[1:4],
    replace(
        _TAKEN_IN[4],
        headers=_under(
            ("Trong kỳ", *_IN),
            (
                "Trực tiếp, dịch vụ bưu chính",
                "Trực tiếp, bưu chính",
                "Trực tiếp, dịch vụ bưu chính công ích",
                "Trực tiếp, bưu chính công ích",
                *_DIRECT,
            ),
            alone=True,
        ),
        example="40",
    ),
    replace(_STRICT[0], example="100"),
    _STRICT[1],
    replace(
        _STRICT[2],
        headers=_under(
            _DONE,
            (
                "Đúng hạn",
                "Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại/Xin rút)",
                "Đúng hạn (Bao gồm cả hồ sơ chờ bổ sung và trả lại, xin rút)",
            ),
            alone=True,
        ),
        example="24",
    ),
    *_STRICT[3:],
    _OPEN_WITHIN,
    _OPEN_OVERDUE,
)
_PROGRESS_766 = (
    *_TAKEN_IN,
    *_STRICT[:2],
    replace(_STRICT[2], headers=_under(_DONE, ("Trong hạn", "Đúng hạn"))),
    *_STRICT[3:],
    replace(_OPEN_WITHIN, headers=_under(_OPEN, _NOT_YET_DUE)),
    _OPEN_OVERDUE,
    _count("paused", ("Tạm dừng xử lý", "Tạm dừng", "Dừng xử lý"), 4, required=True),
)
_OPENCPS = (
    _count("total", ("Số đầu kỳ",), 120, required=True),
    _count("carried_over", ("Kỳ trước chuyển qua", *_BEFORE), 20),
    _count("received", ("Tiếp nhận trong kỳ", "Số tiếp nhận trong kỳ", "Trong kỳ"), 100, required=True),
    _count("resolved", ("Đã giải quyết xong", "Hồ sơ đã giải quyết xong", *_under(_DONE, _TOTAL)), 96, required=True),
    _count("early", ("Sớm hạn", "Trước hạn", *_under(_DONE, _EARLY)), 70),
    _count("on_time", ("Đúng hạn", *_under(_DONE, _ON_TIME)), 20, required=True),
    _count("late", ("Trễ hạn", "Chậm hạn", *_under(_DONE, _LATE)), 6, required=True),
    _count("open", ("Đang giải quyết", "Hồ sơ đang giải quyết", *_under(_OPEN, _TOTAL)), 20, required=True),
    _count("open_within", ("Chưa đến hạn", "Trong hạn", *_under(_OPEN, _NOT_YET_DUE)), 15, required=True),
    _count("open_overdue", ("Quá hạn", *_under(_OPEN, _LATE)), 5, required=True),
    _count("late_total", ("Tổng số trễ hạn",), 11),
    _count("returned", ("Hồ sơ trả lại", "Trả lại"), 3),
    _count("withdrawn", ("Hồ sơ rút", "Rút hồ sơ", "Hồ sơ xin rút"), 1),
)
_AT_RECEPTION = ("Số hóa hồ sơ TTHC khi tiếp nhận", "Số hóa hồ sơ khi tiếp nhận", "Số hóa thành phần hồ sơ")
_OF_RESULTS = ("Số hóa kết quả giải quyết", "Số hóa kết quả", "Số hóa kết quả giải quyết TTHC")
_DIGITIZATION_766 = (
    _count("received", ("Tiếp nhận", "Số hồ sơ tiếp nhận", "Hồ sơ tiếp nhận"), 100, required=True),
    _count("not_digitized", _under(_AT_RECEPTION, ("Chưa số hóa TPHS", "Chưa số hóa")), 10, required=True),
    _count("digitized", _under(_AT_RECEPTION, ("Có số hóa TPHS", "Có số hóa", "Đã số hóa")), 90, required=True),
    _count(
        "reused",
        _under(
            _AT_RECEPTION,
            ("Có tái sử dụng thành phần", "Có tái sử dụng TPHS", "Có tái sử dụng thành phần hồ sơ"),
            alone=True,
        ),
        30,
    ),
    _count("resolved", ("Đã giải quyết", "Số hồ sơ đã giải quyết", "Hồ sơ đã giải quyết"), 96, required=True),
    _count("results_not_digitized", _under(_OF_RESULTS, ("Chưa số hóa", "Chưa số hóa kết quả")), 6, required=True),
    _count("results_digitized", _under(_OF_RESULTS, ("Đã số hóa", "Có số hóa")), 90, required=True),
)
_ONLINE_766 = (
    _count("received", (*_under(_IN[5:], _TOTAL), *_under(_IN, _TOTAL)), 100, required=True),
    _count("received_online", _under((*_IN[5:], *_IN), _ONLINE), 60, required=True),
    _count("received_direct", _under((*_IN[5:], *_IN), (*_DIRECT, "Trực tiếp, BCCI", "Trực tiếp và BCCI")), 40),
    _count(
        "fee_dossiers",
        ("Tổng HS có nghĩa vụ tài chính", "Tổng số hồ sơ có nghĩa vụ tài chính", "Tổng hồ sơ có nghĩa vụ tài chính"),
        50,
        required=True,
    ),
    _count(
        "online_paid",
        _under(
            ("Thanh toán trực tuyến",),
            ("Số HS đã TTTT", "Số hồ sơ đã TTTT", "Số hồ sơ đã thanh toán trực tuyến"),
            alone=True,
        ),
        30,
        required=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A sum that a form promises: the column `whole` is the sum of the columns `parts`."""

    whole: str
    parts: tuple[str, ...]


RATE_SLACK = 0.051
"""Percentage points by which a printed rate may be off the one that its counts give: half of the last digit, where it
is printed with one decimal, and a thousandth for what numbers in a computer are off themselves."""

_SUMS = (
    Identity(whole="total", parts=("carried_over", "received")),
    Identity(whole="resolved", parts=("early", "on_time", "late")),
    Identity(whole="open", parts=("open_within", "open_overdue")),
)
_BY_CHANNEL = Identity(whole="received", parts=("received_online", "received_direct", "received_postal"))

IDENTITIES: dict[str, tuple[Identity, ...]] = {
    "by_unit": _SUMS,
    "by_field": _SUMS,
    "ii_06a": (
        Identity(whole="total", parts=("received_online", "received_direct", "carried_over")),
        *_SUMS[1:],
        Identity(whole="total", parts=("resolved", "open")),
    ),
    "opencps": (*_SUMS, Identity(whole="late_total", parts=("late", "open_overdue"))),
    "progress_766": (*_SUMS, _BY_CHANNEL),
    "digitization_766": (
        Identity(whole="received", parts=("not_digitized", "digitized")),
        Identity(whole="resolved", parts=("results_not_digitized", "results_digitized")),
    ),
    "online_766": (Identity(whole="received", parts=("received_online", "received_direct")),),
}
"""Sums of each form by its name in fact_form. Source: the numbered columns of the forms (domain guide 4.1)."""


def _check(rows: Rows, match: Match, form: str) -> list[str]:
    """Refuse a form whose columns do not hold what their headers promise; columns are named, values never."""
    reasons = []
    for name in match.export.numbers & rows.keys():
        wrong = len(rows[name].errors)
        if is_column_shifted(wrong, len(rows[name].values) - rows[name].values.null_count + wrong):
            reasons.append((match.columns[name], match.header.label(match.columns[name]), "số đếm"))
    for name in match.export.labels:
        if name in match.columns and _numeric_labels(rows, name):
            reasons.append((match.columns[name], match.header.label(match.columns[name]), "tên"))
    told = [f'Cột "{label}" không chứa {what}. Tệp bị lệch cột, không nạp.' for _, label, what in sorted(reasons)]
    return told or _narrow_body(rows, match, form)


def _numeric_labels(rows: Rows, name: str) -> bool:
    """Say whether a column of names holds numbers; names that are not known are no sign of a shift."""
    if name == "unit":
        return False
    values = rows[name].values
    numeric = int(pc.sum(pc.match_substring_regex(values, r"^[\d.,%\s]+$")).as_py() or 0)
    return is_column_shifted(numeric, len(values))


def _narrow_body(rows: Rows, match: Match, form: str) -> list[str]:
    """Refuse a body that is narrower than its header (M18): the last column stands empty and no sum agrees."""
    columns = {name: rows[name].values for name in match.export.numbers & rows.keys()}
    last = max(columns, key=lambda name: match.columns.get(name, -1), default=None)
    n_rows = len(columns[last]) if last else 0
    if last is None or n_rows < 2 or columns[last].null_count < n_rows:
        return []
    broken = {row for sums in _printed_sums(columns, form) for row, _, _ in _broken(columns, sums, range(n_rows))}
    if len(broken) < n_rows:
        return []
    label = match.header.label(match.columns[last])
    return [f'Cột "{label}" trống và không dòng nào cộng khớp. Tệp bị lệch cột, không nạp.']


def _printed_sums(columns: Container[str], form: str) -> list[Identity]:
    """Return the sums of a form whose columns are all there; without "Trước hạn" its "Đúng hạn" holds both."""
    own = [
        sums if "early" in columns else replace(sums, parts=tuple(name for name in sums.parts if name != "early"))
        for sums in IDENTITIES[form]
    ]
    return [sums for sums in own if all(name in columns for name in (sums.whole, *sums.parts))]


def _broken(columns: dict[str, pa.Array], sums: Identity, rows: Iterable[int]) -> list[tuple[int, int, int]]:
    """Return row, whole as printed and sum of the parts where they differ; an empty cell counts as none."""
    whole = pc.fill_null(columns[sums.whole], 0)
    parts = pc.fill_null(columns[sums.parts[0]], 0)
    for name in sums.parts[1:]:
        parts = pc.add(parts, pc.fill_null(columns[name], 0))
    return [(row, whole[row].as_py(), parts[row].as_py()) for row in rows if whole[row].as_py() != parts[row].as_py()]


def _finish(rows: Rows, n_rows: int, form: str) -> Finished:
    """Make fact_form columns; a row is refused for an unknown unit or a cell that is no count."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    fields = columns.get("field")
    finished = {
        "form": pa.array([form] * n_rows, pa.string()),
        "unit_code": columns.get("unit"),
        "field_name": fields,
        "field_key": None if fields is None else parse_distinct(fields, _first_field, pa.string()).values,
        **measures(rows, n_rows),
    }
    return Finished(
        columns={name: values for name, values in finished.items() if values is not None},
        errors={},
        remarks=tuple(_line_remarks(rows, n_rows, form)),
    )


def _line_remarks(rows: Rows, n_rows: int, form: str) -> list[Remark]:
    """Tell of the sums and rates that single lines print otherwise than their own columns give them."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    sound = [row for row in range(n_rows) if not any(row in parsed.errors for parsed in rows.values())]
    sums = [remark for one in _printed_sums(columns, form) for remark in _sum_remarks(columns, one, sound)]
    return [*sums, *_rate_remarks(columns, sound)]


def _first_field(name: str) -> str:
    return fold(name.split("; ")[0])


def measures(rows: Rows, n_rows: int) -> dict[str, pa.Array]:
    """Return the counts of parsed rows by our name; an empty cell of a column that the form has counts as 0."""
    columns = {
        name: pc.fill_null(parsed.values, 0) for name, parsed in rows.items() if parsed.values.type == pa.int64()
    }
    if "returned" in columns:
        columns["withdrawn"] = pc.add(columns["returned"], columns.get("withdrawn", pa.array([0] * n_rows, pa.int64())))
    return {name: columns[name] for name in MEASURES if name in columns}


def _totals(rows: Rows, n_rows: int, form: str) -> dict[str, pa.Array]:
    return {"form": pa.array([form] * n_rows, pa.string()), **measures(rows, n_rows)}


def _sum_remarks(columns: dict[str, pa.Array], sums: Identity, sound: Sequence[int]) -> list[Remark]:
    parts = " + ".join(f"{{{name}}}" for name in sums.parts)
    return [
        Remark(
            row=row,
            column=sums.whole,
            text=f"{{{sums.whole}}} in {printed}, cộng {parts} được {added}. Giữ nguyên như in.",
            sums=f"{{{sums.whole}}} = {parts}",
            printed=printed,
            added=added,
        )
        for row, printed, added in _broken(columns, sums, sound)
    ]


def _rate_remarks(columns: dict[str, pa.Array], sound: Sequence[int]) -> list[Remark]:
    """Tell of printed rates that the counts do not give; where nothing is resolved any rate may stand (M13)."""
    if not {"on_time_rate", "on_time", "late"} <= columns.keys():
        return []
    remarks = []
    for row in sound:
        printed = columns["on_time_rate"][row].as_py()
        early, on_time, late = (
            columns[name][row].as_py() or 0 if name in columns else 0 for name in ("early", "on_time", "late")
        )
        resolved = early + on_time + late
        if printed is None or not resolved:
            continue
        rate = 100 * (early + on_time) / resolved
        if min(abs(printed - rate), abs(100 * printed - rate)) > RATE_SLACK:
            shown = f"{rate:.2f}".replace(".", ",")
            text = f"tỷ lệ in khác số tính lại {shown}% từ các cột số."
            remarks.append(Remark(row=row, column="on_time_rate", text=text))
    return remarks


def _form(kind: str, form: str, label: str, labels: tuple[Column, ...], columns: tuple[Column, ...]) -> Export:
    names = tuple(column.name for column in labels)
    aside = () if "unit" in names else (_UNIT,)
    own = tuple(replace(column, required=True) for column in labels) if len(labels) == 1 else labels
    return Export(
        kind=kind,
        label=label,
        table="fact_form",
        key=names[0],
        key_pattern=re.compile(r".+"),
        anchor=None,
        columns=(*own, *aside, *columns),
        any_of=(names,) if len(labels) > 1 else (),
        check=partial(_check, form=form),
        finish=partial(_finish, form=form),
        labels=names,
        numbers=frozenset(column.name for column in columns if column.parser is counts),
        totals=partial(_totals, form=form),
        remarks=partial(_line_remarks, form=form),
        needs_period=True,
    )


FORMS: tuple[Export, ...] = (
    _form("form_by_unit", "by_unit", "Tổng hợp theo đơn vị", (_UNIT,), _SIMPLE),
    _form("form_by_field", "by_field", "Tổng hợp theo lĩnh vực", (_FIELD,), _SIMPLE),
    _form("form_ii_06a", "ii_06a", "Biểu số II.06a/VPCP/KSTT", (_FIELD, _UNIT), _II_06A),
    _form("form_opencps", "opencps", "Tổng hợp theo mẫu OpenCPS", (_UNIT, _FIELD), _OPENCPS),
    _form("form_766_progress", "progress_766", "QĐ 766: tiến độ giải quyết", (_UNIT, _FIELD), _PROGRESS_766),
    _form("form_766_digitization", "digitization_766", "QĐ 766: số hóa hồ sơ", (_UNIT, _FIELD), _DIGITIZATION_766),
    _form("form_766_online", "online_766", "QĐ 766: dịch vụ công trực tuyến", (_UNIT, _FIELD), _ONLINE_766),
)
"""Layouts L2 to L6 (domain guide 4.1). In II.06a withdrawn dossiers stand under "Đúng hạn": its rate is variant D."""

FORM_LABELS: dict[str, str] = {
    export.finish.keywords["form"]: export.label for export in FORMS if isinstance(export.finish, partial)
}
"""Name of each form on screen by its name in fact_form."""
