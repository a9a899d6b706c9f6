"""Satisfaction surveys: layout L7, per unit and per dossier."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import DOSSIER_CODE, counts, one_of, parse_distinct, text_lines
from loaders.dossiers import CODE, UNIT, is_column_shifted
from loaders.export import Column, Export, Finished, Match, Remark, Rows
from loaders.periods import period_token
from warehouse.folding import fold

GRADES = {
    "Rất hài lòng": "very_satisfied",
    "Rất tốt": "very_satisfied",
    "Xuất sắc": "very_satisfied",
    "Hài lòng": "satisfied",
    "Tốt": "satisfied",
    "Bình thường": "neutral",
    "Trung bình": "neutral",
    "Khá": "neutral",
    "Chưa hài lòng": "unsatisfied",
    "Không hài lòng": "unsatisfied",
    "Rất không hài lòng": "unsatisfied",
    "Yếu": "unsatisfied",
    "Kém": "unsatisfied",
}
"""Grades in words and what they count as; neutral ones are answers that are neither. Scores are not read: their
scale is reversed in some software (M35), and words are not."""

_PERIOD = Column(name="period", headers=("Kỳ", "Kỳ báo cáo"), parser=period_token, example="Quý I/2023")
_FIELD = Column(name="field", headers=("Lĩnh vực", "Tên lĩnh vực"), parser=text_lines, example="Hộ tịch")


def _answers(name: str, grade: str, example: int) -> Column:
    headers = (f"{grade}: Số phiếu", f"{grade} Số phiếu", f"{grade} Số lượng", grade, f"Số phiếu {grade.lower()}")
    return Column(name=name, headers=headers, parser=counts, required=True, example=str(example))


def _check(rows: Rows, match: Match) -> list[str]:
    reasons = []
    for name in sorted(match.export.numbers & rows.keys(), key=lambda name: match.columns.get(name, 0)):
        wrong = len(rows[name].errors)
        if is_column_shifted(wrong, len(rows[name].values) - rows[name].values.null_count + wrong):
            label = match.header.label(match.columns[name])
            reasons.append(f'Cột "{label}" không chứa số phiếu. Tệp bị lệch cột, không nạp.')
    return reasons


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_survey columns from counts per unit; parts that are not the printed number of answers are told."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    grades = ("very_satisfied", "satisfied", "unsatisfied")
    filled = {name: pc.fill_null(columns[name], 0) for name in ("answered", *grades)}
    parts = pc.add(pc.add(filled["very_satisfied"], filled["satisfied"]), filled["unsatisfied"])
    remarks = [
        Remark(
            row=row,
            column="answered",
            text=f"{{answered}} in {filled['answered'][row]}, cộng ba mức được {parts[row]}. Giữ nguyên như in.",
            sums="{answered} = {very_satisfied} + {satisfied} + {unsatisfied}",
            printed=filled["answered"][row].as_py(),
            added=parts[row].as_py(),
        )
        for row in pc.indices_nonzero(pc.not_equal(filled["answered"], parts)).to_pylist()
    ]
    more = pc.indices_nonzero(pc.greater(pc.add(filled["very_satisfied"], filled["satisfied"]), filled["answered"]))
    errors = {
        row: ("answered", "số phiếu hài lòng nhiều hơn tổng số phiếu.")
        for row in more.to_pylist()
        if not any(row in parsed.errors for parsed in rows.values())
    }
    missing = dict.fromkeys(pc.indices_nonzero(pc.is_null(columns["unit"])).to_pylist(), ("unit", "thiếu đơn vị."))
    return Finished(columns=_about(columns) | filled, errors=missing | errors, remarks=tuple(remarks))


def _about(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return unit, period and field columns of fact_survey, those that the file has."""
    about = {"unit_code": columns.get("unit"), "period": columns.get("period"), "field_name": columns.get("field")}
    if "field" in columns:
        about["field_key"] = parse_distinct(
            columns["field"], lambda name: fold(name.split("; ")[0]), pa.string()
        ).values
    return {name: values for name, values in about.items() if values is not None}


SURVEY = Export(
    kind="survey",
    label="Khảo sát hài lòng theo đơn vị",
    table="fact_survey",
    key="unit",
    key_pattern=re.compile(r".+"),
    anchor=None,
    columns=(
        replace(UNIT, headers=("Đơn vị", *UNIT.headers), required=True),
        _PERIOD,
        _FIELD,
        Column(
            name="answered",
            headers=("Tổng số phiếu", "Số phiếu", "Tổng số phiếu đánh giá", "Tổng phiếu"),
            parser=counts,
            required=True,
            example="50",
        ),
        _answers("very_satisfied", "Rất hài lòng", 30),
        _answers("satisfied", "Hài lòng", 18),
        _answers("unsatisfied", "Không hài lòng", 2),
    ),
    any_of=(),
    check=_check,
    finish=_finish,
    labels=("unit",),
    numbers=frozenset({"answered", "very_satisfied", "satisfied", "unsatisfied"}),
    needs_period=True,
)
"""Layout L7 per unit (domain guide 4.1): one row per unit, or several where the file goes down to officers, whose names
are not read. Feeds satisfaction_rate: (very satisfied + satisfied) ÷ answers."""


def _check_dossiers(rows: Rows, match: Match) -> list[str]:
    codes = rows["dossier_code"]
    matching = pc.match_substring_regex(codes.values, f"^(?:{DOSSIER_CODE.pattern})$")
    given = len(codes.values) - codes.values.null_count + len(codes.errors)
    reasons = []
    if match.mapping is None and is_column_shifted(given - int(pc.sum(matching).as_py() or 0), given):
        label = match.header.label(match.columns["dossier_code"])
        reasons.append(f'Cột "{label}" không chứa mã hồ sơ. Tệp bị lệch cột, không nạp.')
    grades = rows["grade"]
    if is_column_shifted(len(grades.errors), len(grades.values) - grades.values.null_count + len(grades.errors)):
        label = match.header.label(match.columns["grade"])
        reasons.append(
            f'Cột "{label}" không chứa mức hài lòng bằng chữ. Đổi sang chữ (thang điểm có thể đảo) rồi nạp lại.'
        )
    return reasons


def _finish_dossiers(rows: Rows, n_rows: int) -> Finished:
    """Make fact_survey columns from one grade per dossier; a row without a grade is no answer and refused."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    grades = columns["grade"]
    empty = pc.indices_nonzero(pc.is_null(grades)).to_pylist()
    errors = {row: ("grade", "thiếu xếp loại.") for row in empty if row not in rows["grade"].errors}
    errors |= dict.fromkeys(pc.indices_nonzero(pc.is_null(columns["unit"])).to_pylist(), ("unit", "thiếu đơn vị."))
    counted = {
        name: pc.fill_null(pc.equal(grades, name), False).cast(pa.int64())
        for name in ("very_satisfied", "satisfied", "unsatisfied")
    }
    one = pa.array([1] * n_rows, pa.int64())
    return Finished(
        columns={"dossier_code": columns["dossier_code"], "answered": one, **counted, **_about(columns)}, errors=errors
    )


SURVEY_DOSSIERS = Export(
    kind="survey_dossiers",
    label="Khảo sát hài lòng theo hồ sơ",
    table="fact_survey",
    key="dossier_code",
    key_pattern=DOSSIER_CODE,
    anchor=None,
    columns=(
        replace(CODE, headers=("Hồ sơ", *CODE.headers)),
        UNIT,
        _PERIOD,
        _FIELD,
        Column(
            name="grade",
            headers=("Xếp loại", "Mức độ hài lòng", "Kết quả đánh giá"),
            parser=one_of({fold(text): grade for text, grade in GRADES.items()}),
            required=True,
            example="Hài lòng",
            choices=tuple(GRADES),
        ),
    ),
    any_of=(),
    check=_check_dossiers,
    finish=_finish_dossiers,
    needs_period=True,
)
"""Layout L7 per dossier (domain guide 4.1): one answer each; the scores of single questions are not read."""
