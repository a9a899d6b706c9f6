"""Electronic certification (chứng thực điện tử): layout L10, proposed, since no printed one is known."""

import re
from dataclasses import replace

import pyarrow.compute as pc

from loaders.cells import counts, yes_no_unknown
from loaders.dossiers import UNIT, is_column_shifted
from loaders.export import Column, Export, Finished, Match, Rows
from loaders.periods import period_token


def _check(rows: Rows, match: Match) -> list[str]:
    reasons = []
    for name in ("copies", "e_copies"):
        wrong = len(rows[name].errors)
        if is_column_shifted(wrong, len(rows[name].values) - rows[name].values.null_count + wrong):
            label = match.header.label(match.columns[name])
            reasons.append(f'Cột "{label}" không chứa số bản sao. Tệp bị lệch cột, không nạp.')
    return reasons


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_e_certification columns; a row is refused without unit, or with more electronic copies than copies."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    errors = dict.fromkeys(pc.indices_nonzero(pc.is_null(columns["unit"])).to_pylist(), ("unit", "thiếu đơn vị."))
    more = pc.fill_null(pc.greater(columns["e_copies"], columns["copies"]), False)
    why = ("e_copies", "bản sao điện tử nhiều hơn tổng bản sao.")
    errors |= dict.fromkeys(pc.indices_nonzero(more).to_pylist(), why)
    finished = {
        "period": columns.get("period"),
        "unit_code": columns["unit"],
        "is_provided": columns.get("is_provided"),
        "copies": columns["copies"],
        "e_copies": columns["e_copies"],
    }
    return Finished(columns={name: values for name, values in finished.items() if values is not None}, errors=errors)


E_CERTIFICATION = Export(
    kind="e_certification",
    label="Chứng thực điện tử",
    table="fact_e_certification",
    key="unit",
    key_pattern=re.compile(r".+"),
    anchor=None,
    columns=(
        Column(name="period", headers=("Kỳ", "Kỳ báo cáo"), parser=period_token, example="Quý I/2023"),
        replace(UNIT, headers=("Đơn vị", *UNIT.headers), required=True),
        Column(
            name="is_provided",
            headers=("Đã cung cấp", "Đã cung cấp chứng thực điện tử"),
            parser=yes_no_unknown,
            is_lenient=True,
            example="Có",
            choices=("Có", "Không"),
        ),
        Column(name="copies", headers=("Tổng bản sao", "Tổng số bản sao"), parser=counts, required=True, example="400"),
        Column(
            name="e_copies",
            headers=("Bản sao điện tử", "Số bản sao điện tử"),
            parser=counts,
            required=True,
            example="60",
        ),
    ),
    any_of=(),
    check=_check,
    finish=_finish,
    labels=("unit",),
    numbers=frozenset({"copies", "e_copies"}),
    needs_period=True,
)
"""Layout L10 (domain guide 4.1). An empty count is not reported, which is not 0. Feeds e_certified_copy_share and
e_certification_coverage."""
