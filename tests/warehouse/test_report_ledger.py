"""The ledger of reports: a line that somebody wrote into it wrongly is a break, and the others are read."""

import json

import pytest

import warehouse
from warehouse import report_ledger, sealed_lines
from warehouse.period import Period


@pytest.mark.parametrize(
    "wrong",
    [
        {"variants": [["on_time_rate", "A"]]},
        {"variants": None},
        {"made_at": "0001-01-01T00:00:00+14:00"},
        {"period": "2023-01-01..9999-12-31"},
        {"snapshot": "../a.duckdb"},
    ],
    ids=str,
)
def test_a_line_of_wrong_fields_is_a_break_and_no_error(tmp_path, wrong):
    with warehouse.staged(tmp_path, by="kiểm thử", why="bản trống") as staging:
        staging.publish = True
    snapshot = warehouse.newest(tmp_path).served
    line = report_ledger.register(
        snapshot, report="word", file="a.docx", sha256="0" * 64, period=Period.parse("2023-H1"), by="Lan",
        variants=(("on_time_rate", "A"),),
    )  # fmt: skip
    path = tmp_path / report_ledger.REPORTS_NAME
    fields = json.loads(path.read_bytes())
    own = {name: fields[name] for name in fields if name not in ("prev", "line_sha256")}
    sealed_lines.add(path, own | wrong, "report")
    sealed_lines.add(path, own, "report")
    book = report_ledger.read(tmp_path)
    assert book.breaks == (2,)
    assert book.lines == (line, line)
