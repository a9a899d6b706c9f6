"""Published tables of other provinces as files: loaded by the command, their own inconsistencies are told, no others.

The numbers are those of the domain guide, chapter 7; starred ones are the guide's own sums over what is printed. Where
a table prints one number for before and on time, its file has no column "Trước hạn", or an empty one where the form
demands it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

import warehouse
from loaders.__main__ import main
from metrics.reconciliation import identities, totals

G1_HEADER = (
    "Lĩnh vực", "Tiếp nhận: Tổng số", "Kỳ trước", "Trong kỳ", "Đã xử lý: Tổng số", "Đúng hạn", "Đã xử lý: Quá hạn",
    "Tỷ lệ trước hạn, đúng hạn", "Trong hạn", "Đang xử lý: Quá hạn", "Trả lại/Rút HS",
)  # fmt: skip
"""Resolved stands for what was due: on time and late make it, and the rates are of it (variant C)."""

II_06A = (
    "Lĩnh vực, công việc giải quyết theo cấp", "Số hồ sơ nhận giải quyết: Tổng số", "Đã giải quyết: Tổng số",
    "Trước hạn", "Đúng hạn", "Đã giải quyết: Quá hạn", "Đang giải quyết: Tổng số", "Trong hạn",
    "Đang giải quyết: Quá hạn",
)  # fmt: skip

G2 = (
    ("Cấp tỉnh", 54_575, 51_780, None, 51_072, 708, 2_800, 2_672, 128),
    ("Cấp huyện", 340_060, 329_596, None, 323_911, 5_685, 3_405, 2_436, 969),
    ("Cấp xã", 264_610, 261_896, None, 260_612, 1_284, 967, 842, 125),
    ("TỔNG CỘNG", 659_245, 643_272, None, 635_593, 7_677, 7_172, 5_950, 1_222),
)
"""Lâm Đồng, first quarter of 2020, by level; the last five of cấp xã are what the others leave of the whole."""

G3_HEADER = (
    "Lĩnh vực", "Tiếp nhận: Tổng số", "Kỳ trước", "Trong kỳ", "Đã xử lý: Tổng số", "Trước hạn", "Đúng hạn",
    "Đã xử lý: Quá hạn", "Trong hạn", "Đang xử lý: Quá hạn", "Trả lại/Rút HS",
)  # fmt: skip

G3 = (
    ("Trung tâm hành chính công tỉnh", 19_361, 3_320, 16_041, 15_641, 13_529, 1_958, 154, None, None, None),
    ("Huyện và xã", 21_686, 3_209, 18_477, 17_651, 13_767, 3_254, 634, None, None, None),
)
"""Lâm Đồng, October 2019; carried over is what is in less what is new. Open dossiers are not printed."""


def loaded(folder: Path, header: Sequence[str], lines: Sequence[Sequence[Any]], days: str, monkeypatch, capsys) -> dict:
    """Write a table as .xlsx, take it in by the command, and return what the command says of the file."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["BIỂU TỔNG HỢP"], [days], header, *lines):
        sheet.append(list(row))
    path = folder / "bieu.xlsx"
    book.save(path)
    monkeypatch.setenv("WAREHOUSE_DIR", str(folder / "kho"))
    code = main(["load", str(path), "--export-date", "2021-12-31", "--by", "kiểm thử", "--format", "json"])
    answer = json.loads(capsys.readouterr().out)[0]
    assert (code, answer["rows"]["rejected"]) == (0, 0), answer
    return answer


def warnings(answer: dict) -> list[str]:
    return [message["text"] for message in answer["messages"] if message["level"] == "warning"]


def quality(folder: Path) -> tuple[list[list[Any]], list[list[Any]]]:
    """Broken identities (line, identity, gap) and unequal totals (line, measure, gap) of what was published."""
    con: duckdb.DuckDBPyConnection = warehouse.connect(warehouse.newest(folder / "kho").served.path)
    try:
        own, sums = identities(con), totals(con)
    finally:
        con.close()
    own["gap"] = own["left"] - own["right"]
    return own[["field", "identity", "gap"]].values.tolist(), sums[["label", "measure", "difference"]].values.tolist()


@pytest.mark.parametrize(
    ("line", "days"),
    [
        (
            ("Huyện và xã", None, None, None, 19_944, 19_255, 689, "96,55%", None, None, 16),
            "Từ ngày 21/07/2021 đến ngày 20/08/2021",
        ),
        (
            ("Cấp tỉnh", 6_302, 2_171, 4_131, 4_169, 4_157, 12, "99,71%", None, None, 90),
            "Từ ngày 21/08/2021 đến ngày 20/09/2021",
        ),
        (
            ("Cấp tỉnh", 16_234, 2_191, 14_043, 14_101, 14_064, 37, "99,74%", None, None, 461),
            "Từ ngày 21/06/2021 đến ngày 20/09/2021",
        ),
    ],
    ids=["tháng 8", "tháng 9", "quý III"],
)
def test_vinh_phucs_sums_and_rates_hold_and_nothing_is_told(tmp_path, monkeypatch, capsys, line, days):
    """G1: its one flaw, 3,3 % beside 3,27, is a percent cut shorter than its neighbours, and no wrong one."""
    answer = loaded(tmp_path, G1_HEADER, [line], days, monkeypatch, capsys)
    assert warnings(answer) == []
    own, sums = quality(tmp_path)
    # Open dossiers are not printed, so received and due cannot be held against each other.
    assert [one for one in own if not one[1].startswith("Tổng số = Đã xử lý + Đang xử lý")] == []
    assert sums == []


def test_a_rate_of_the_same_table_that_its_counts_do_not_give_is_told(tmp_path, monkeypatch, capsys):
    """The same line with 97,55 % where 19.255 of 19.944 are 96,55: there is no column "Trước hạn" to look at."""
    line = ("Huyện và xã", None, None, None, 19_944, 19_255, 689, "97,55%", None, None, 16)
    answer = loaded(tmp_path, G1_HEADER, [line], "Từ ngày 21/07/2021 đến ngày 20/08/2021", monkeypatch, capsys)
    assert warnings(answer) == ["Ô H4: tỷ lệ in khác số tính lại 96,55% từ các cột số."]


def test_lam_dongs_first_quarter_tells_what_its_lines_and_its_total_get_wrong(tmp_path, monkeypatch, capsys):
    """G2: no line's open are what it received and did not resolve; the total lacks two resolved, and two on time."""
    answer = loaded(tmp_path, II_06A, G2, "Từ ngày 01/01/2020 đến ngày 31/03/2020", monkeypatch, capsys)
    own, sums = quality(tmp_path)
    assert own == [
        ["Cấp tỉnh", "3 = 7 + 11", -5],
        ["Cấp huyện", "3 = 7 + 11", 7_059],
        ["Cấp xã", "3 = 7 + 11", 1_747],
        ["TỔNG CỘNG", "3 = 7 + 11", 8_801],
        ["TỔNG CỘNG", "7 = 8 + 9 + 10", 2],
    ]
    assert sums == [["TỔNG CỘNG", "on_time", -2]]
    received, resolved, open_ = (f'"{II_06A[place]}"' for place in (1, 2, 6))
    whole = f"cộng {resolved} + {open_} được"
    assert warnings(answer) == [
        f"Ô B4: {received} in 54575, {whole} 54580. Giữ nguyên như in.",
        f"Ô B5: {received} in 340060, {whole} 333001. Giữ nguyên như in.",
        f"Ô B6: {received} in 264610, {whole} 262863. Giữ nguyên như in.",
        'Ô E7: "Đúng hạn" của dòng tổng in 635593, cộng các dòng được 635595. Giữ nguyên như in.',
        f'Ô C7: {resolved} in 643272, cộng "Trước hạn" + "Đúng hạn" + "{II_06A[5]}" được 643270. Giữ nguyên như in.',
        f"Ô B7: {received} in 659245, {whole} 650444. Giữ nguyên như in.",
    ]


def test_lam_dongs_october_tells_the_four_that_its_parts_have_more(tmp_path, monkeypatch, capsys):
    answer = loaded(tmp_path, G3_HEADER, G3, "Từ ngày 01/10/2019 đến ngày 31/10/2019", monkeypatch, capsys)
    own, sums = quality(tmp_path)
    by_column = [one for one in own if not one[1].startswith("Tổng số = Đã xử lý + Đang xử lý")]
    assert by_column == [["Huyện và xã", "Đã xử lý = Trước hạn + Đúng hạn + Quá hạn", -4]]
    assert sums == []
    parts = f'"{G3_HEADER[5]}" + "{G3_HEADER[6]}" + "{G3_HEADER[7]}"'
    assert warnings(answer) == [f'Ô E5: "{G3_HEADER[4]}" in 17651, cộng {parts} được 17655. Giữ nguyên như in.']
