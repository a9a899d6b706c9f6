"""Fee lists (danh sách thu phí, lệ phí): layout L1c."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import DOSSIER_CODE
from loaders.dossiers import CODE, FEE_COLUMNS, PROCEDURE, UNIT, fee_amount, is_column_shifted
from loaders.export import Export, Finished, Match, Rows


def _check(rows: Rows, match: Match) -> list[str]:
    codes = rows["dossier_code"].values
    wrong = len(codes) - (pc.sum(pc.match_substring_regex(codes, f"^(?:{DOSSIER_CODE.pattern})$")).as_py() or 0)
    if match.mapping is None and is_column_shifted(wrong, len(codes)):
        label = match.header.label(match.columns["dossier_code"])
        return [f'Cột "{label}" không chứa mã hồ sơ. Tệp bị lệch cột, không nạp.']
    return []


def _finish(rows: Rows, n_rows: int) -> Finished:
    """Make fact_payment columns; a row without a day of payment is refused."""
    columns = {name: parsed.values for name, parsed in rows.items()}
    errors = dict.fromkeys(
        pc.indices_nonzero(pc.is_null(columns["paid_on"])).to_pylist(), ("paid_on", "thiếu ngày thu.")
    )
    finished = {
        "dossier_code": columns["dossier_code"],
        "procedure_name": columns.get("procedure"),
        "unit_code": columns.get("unit"),
        "paid_on": columns["paid_on"].cast(pa.date32()),
        "fee_amount": fee_amount(columns),
        "payment_method": columns.get("payment_method"),
    }
    return Finished(columns={name: values for name, values in finished.items() if values is not None}, errors=errors)


PAYMENTS = Export(
    kind="payments",
    label="Danh sách thu phí, lệ phí",
    table="fact_payment",
    key="dossier_code",
    key_pattern=DOSSIER_CODE,
    anchor="paid_on",
    columns=(
        CODE,
        PROCEDURE,
        UNIT,
        *(replace(column, required=column.name == "paid_on", is_lenient=False) for column in FEE_COLUMNS),
    ),
    any_of=(("fee", "charge", "fee_total"),),
    check=_check,
    finish=_finish,
)
"""Layout L1c (domain guide 4.1): one row per paid dossier; no dates of processing."""
