"""Procedure lists (danh mục thủ tục hành chính) as the national portal exports them: layout L9."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import parse_distinct, procedure_stem, text, text_lines
from loaders.dossiers import is_column_shifted
from loaders.export import Column, Export, Finished, Match, Rows
from warehouse.folding import fold

_CODE = re.compile(r"\d\.(?:\d{6}\S*|\d{1,5})")


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
    }
    return Finished(columns={name: values for name, values in finished.items() if values is not None}, errors={})


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
    ),
    any_of=(),
    check=_check,
    finish=_finish,
)
"""Layout L9 (domain guide 4.1): one row per procedure; gives dossiers their field."""
