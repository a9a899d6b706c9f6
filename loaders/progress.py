"""Progress reports: layout L11, proposed. What units report of targets, tasks, 2022 baselines and the PAR index."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import CellError, Parsed, decimals, one_of, parse_distinct, text_lines
from loaders.dossiers import UNIT, is_column_shifted
from loaders.export import Column, Export, Finished, Match, Rows
from loaders.periods import period_token
from warehouse.folding import fold, nfc

_ITEM = re.compile(r"(?:CT ?\d\.\d{1,2}|PL ?\.? ?\d{1,2})", re.IGNORECASE)
_TARGET = re.compile(r"CT ?(\d)\.(\d{1,2})")
_TASK = re.compile(r"PL ?\.? ?(\d{1,2})")

STATUSES = {
    "Chưa thực hiện": "not_started",
    "Chưa": "not_started",
    "Đang thực hiện": "in_progress",
    "Đang": "in_progress",
    "Hoàn thành": "done",
    "Đã hoàn thành": "done",
    "Xong": "done",
    "Quá hạn": "overdue",
}
"""Statuses of a task in words and their key."""


def _item(column: pa.Array) -> Parsed:
    """Read the code of a target or task: CT2.15, PL.7 (also "PL 7", "ct2.1" for CT2.01)."""

    def one(value: str) -> str:
        code = nfc(value).upper()
        if found := _TARGET.fullmatch(code):
            return f"CT{found[1]}.{int(found[2]):02d}"
        if found := _TASK.fullmatch(code):
            return f"PL.{int(found[1])}"
        raise CellError("ô này không phải mã chỉ tiêu (CT2.15) hoặc nhiệm vụ (PL.7).")

    return parse_distinct(column, one, pa.string())


def _check(rows: Rows, match: Match) -> list[str]:
    reasons = []
    for name, what in (
        ("item", "mã chỉ tiêu hoặc nhiệm vụ"), ("numerator", "số"), ("denominator", "số"), ("status", "trạng thái"),
    ):  # fmt: skip
        if name not in rows or name not in match.columns:
            continue
        wrong = len(rows[name].errors)
        if is_column_shifted(wrong, len(rows[name].values) - rows[name].values.null_count + wrong):
            label = match.header.label(match.columns[name])
            reasons.append(f'Cột "{label}" không chứa {what}. Tệp bị lệch cột, không nạp.')
    return reasons


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_progress columns; a row that reports nothing, or a share of nothing, is refused."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    said = [
        columns[name] for name in ("numerator", "value_2022", "status", "evidence", "finished_on") if name in columns
    ]
    errors: dict[int, tuple[str, str]] = {
        row: ("item", "dòng này không báo cáo gì.")
        for row in range(n_rows)
        if not any(values[row].is_valid for values in said)
    }
    if {"numerator", "denominator"} <= columns.keys():
        lone = pc.and_(pc.is_valid(columns["denominator"]), pc.is_null(columns["numerator"]))
        for row in pc.indices_nonzero(lone).to_pylist():
            errors[row] = ("numerator", "có mẫu số mà thiếu tử số.")
    days = columns.get("finished_on")
    finished = {
        "period": columns.get("period"),
        "unit_code": columns.get("unit"),
        **{
            name: columns.get(name) for name in ("item", "numerator", "denominator", "value_2022", "status", "evidence")
        },
        "finished_on": days.cast(pa.date32()) if days is not None else None,
    }
    return Finished(columns={name: values for name, values in finished.items() if values is not None}, errors=errors)


def _number(name: str, header: str, example: str, *more: str) -> Column:
    return Column(name=name, headers=(header, *more), parser=decimals, example=example)


PROGRESS = Export(
    kind="progress",
    label="Báo cáo tiến độ chỉ tiêu, nhiệm vụ",
    table="fact_progress",
    key="item",
    key_pattern=_ITEM,
    anchor=None,
    columns=(
        Column(name="period", headers=("Kỳ", "Kỳ báo cáo"), parser=period_token, example="Quý I/2023"),
        replace(UNIT, headers=("Đơn vị", *UNIT.headers)),
        Column(
            name="item",
            headers=("Mã (CT… / PL.n)", "Mã (CT / PL)", "Mã", "Mã chỉ tiêu, nhiệm vụ", "Mã chỉ tiêu"),
            parser=_item,
            required=True,
            example="CT4.03",
        ),
        _number("numerator", "Tử số", "12", "Số đạt"),
        _number("denominator", "Mẫu số", "20", "Tổng số"),
        _number("value_2022", "Giá trị 2022", "10", "Giá trị năm 2022", "Năm 2022"),
        Column(
            name="status",
            headers=("Trạng thái", "Tình trạng"),
            parser=one_of({fold(words): key for words, key in STATUSES.items()}),
            example="Đang thực hiện",
            choices=tuple(STATUSES),
        ),
        Column(
            name="evidence",
            headers=("Sản phẩm (số, ngày)", "Sản phẩm"),
            parser=text_lines,
            example="Báo cáo số 12/BC-UBND ngày 30/03/2023",
        ),
        Column(name="finished_on", headers=("Ngày hoàn thành",), parser="date", example="30/03/2023"),
    ),
    any_of=(("numerator", "status", "value_2022"),),
    check=_check,
    finish=_finish,
    needs_period=True,
)
"""Layout L11 (domain guide 4.1): one row per target (CT…) or task (PL.n), unit and period. Without a unit: the whole
district. PAR index: CT7.03 and CT7.04 with the points or the place under "Tử số"."""
