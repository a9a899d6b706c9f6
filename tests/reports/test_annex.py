"""The Excel annex: counts equal to the metrics, formulas that give the same sums in LibreOffice, no foreign formula."""

import io
import subprocess
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.cell import MergedCell

from metrics.catalogue import discover
from metrics.form_06a import COLUMNS
from metrics.indicator import rates
from metrics.timeliness import balance
from reports import annex, packing, pdf
from warehouse.outgoing import FORMULA_STARTS

STARTS = [start for start in FORMULA_STARTS if start not in "\r\0"]
"""Beginnings of formulas that an .xlsx can hold at all."""


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(annex.workbook(content)))


@pytest.fixture(scope="module")
def calculated(content, tmp_path_factory):
    """Return the annex as LibreOffice calculates it."""
    if not pdf.is_possible():
        pytest.skip("không có LibreOffice trên máy này")
    folder = tmp_path_factory.mktemp("tinh")
    (folder / "pl.xlsx").write_bytes(annex.workbook(content))
    command = [
        pdf.PROGRAMS[0], f"-env:UserInstallation={(folder / 'ho-so').as_uri()}", "--headless", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "ra"), str(folder / "pl.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return openpyxl.load_workbook(folder / "ra" / "pl.xlsx", data_only=True)


def rows_of(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def targets_of(sheet) -> dict[str, list[object]]:
    return {row[1]: row for row in rows_of(sheet) if str(row[1]).startswith("CT")}


def test_the_target_table_has_every_target_with_the_counts_of_rates(con, content, book):
    found = targets_of(book["Chỉ tiêu"])
    assert set(found) | {"CT6.02", "CT6.08"} == {target.id for target in content.plan.targets}
    counted = [line for line in content.lines if line.score.variant]
    assert counted
    for line in counted:
        target, row = line.score.target, found[line.score.target.id]
        for at, period in ((5, content.period), (12, content.quarter), (15, content.quarter_before)):
            whole = rates(
                con, discover()[target.indicator], period, variant=line.score.variant, scope=target.scope
            ).iloc[0]
            assert (row[at], row[at + 1]) == (whole["numerator"], whole["denominator"])
            assert row[at + 2].startswith("=IF(")


def test_a_plan_of_more_than_seven_areas_has_all_of_them_in_the_target_table(content):
    more = replace(content, areas=(*content.areas, *content.areas[:2]))
    rows = rows_of(openpyxl.load_workbook(io.BytesIO(annex.workbook(more)))["Chỉ tiêu"])
    heads = {row[0]: row[1] for row in rows if row[0] in ("VII", "VIII", "IX")}
    assert heads == {
        "VII": content.areas[6].name.label, "VIII": content.areas[0].name.label, "IX": content.areas[1].name.label,
    }  # fmt: skip
    ids = [row[1] for row in rows if str(row[1]).startswith("CT")]
    once = [one.score.target.id for one in content.areas[1].lines]
    assert once
    assert all(ids.count(id) == 2 for id in once)


def test_each_formula_has_its_result_beside_it_for_programs_that_do_not_calculate(content, book, calculated):
    stored = openpyxl.load_workbook(io.BytesIO(annex.workbook(content)), data_only=True)
    seen = 0
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                told, own = stored[sheet.title][cell.coordinate].value, calculated[sheet.title][cell.coordinate].value
                assert (told or 0) == pytest.approx(own or 0, abs=1e-9), (sheet.title, cell.coordinate)
                seen += told is not None
    assert seen > 100


def test_a_formula_without_a_result_and_a_result_without_its_formula_are_refused(content, book):
    (place,) = [cell.coordinate for row in book["Hồ sơ quá hạn"].iter_rows() for cell in row if cell.data_type == "f"]
    file, part = annex.workbook(content), "xl/worksheets/sheet4.xml"
    with pytest.raises(ValueError, match=f"no result of {place}"):
        packing.calculated(file, {part: {}})
    with pytest.raises(ValueError, match="no formula in ZZ9"):
        packing.calculated(file, {part: {place: 1, "ZZ9": 1}})


def test_rates_and_gaps_come_out_of_the_formulas(content, calculated):
    found = targets_of(calculated["Chỉ tiêu"])
    for line in content.lines:
        figure, row = line.score.figure, found[line.score.target.id]
        assert row[7] == pytest.approx(figure.rate_pct)
        if figure.gap_pct is not None:
            assert row[8] == pytest.approx(figure.gap_pct)
    sums = {row[1]: row[5] for row in rows_of(calculated["Chỉ tiêu"]) if str(row[1]).startswith("Cộng: ")}
    assert sum(sums.values()) == len(found)
    assert sums["Cộng: Chưa đạt"] == sum(row[18] == "Chưa đạt" for row in found.values())


@pytest.mark.parametrize("name", ["II.06a lĩnh vực", "II.06a đơn vị"])
def test_form_06a_adds_up_to_the_whole_in_libreoffice(con, content, calculated, name):
    (whole,) = balance(con, content.period).to_dict("records")
    rows = rows_of(calculated[name])
    (total,) = [row for row in rows if row[1] == "TỔNG CỘNG"]
    received, ended, stock = total[2], total[6], total[10]
    assert received == whole["received"] + whole["carried_over"] == ended + stock
    assert total[9] == whole["late"]
    assert total[12] == whole["open_overdue"]
    groups = [row for row in rows if str(row[1]).endswith(", cộng")]
    assert [sum(column) for column in zip(*(row[2:14] for row in groups), strict=True)] == total[2:14]


def test_form_06a_has_a_row_per_field_with_its_counts(content, book):
    rows = [row for row in rows_of(book["II.06a lĩnh vực"]) if isinstance(row[0], int) and row[1] != 2]
    assert len(rows) == len(content.form_by_field)
    assert sum(row[3] for row in rows) == content.form_by_field["online"].sum()
    assert sum(row[13] for row in rows) == content.form_by_field["unjudged"].sum()
    assert {row[2][:5] for row in rows} == {"=SUM("}


def test_sheets_are_made_for_the_printer(book):
    for sheet in book.worksheets:
        assert sheet.print_area
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.merged_cells.ranges
        assert isinstance(sheet["B1"], MergedCell)


def test_overdue_dossiers_stand_with_their_row_and_nothing_of_the_citizen(content, book):
    rows = [row for row in rows_of(book["Hồ sơ quá hạn"]) if isinstance(row[0], int)]
    assert [row[1] for row in rows] == list(content.overdue["code"])
    heads = [cell for row in rows_of(book["Hồ sơ quá hạn"]) for cell in row if isinstance(cell, str)]
    assert not [head for head in heads if head in ("Chủ hồ sơ", "Họ tên", "Người nộp", "Số điện thoại", "Địa chỉ")]


@pytest.mark.parametrize("start", STARTS)
def test_text_from_files_never_becomes_a_formula(content, start):
    evil = f"{start}cmd|' /C calc'!A0"
    overdue = pd.DataFrame([{
        "code": evil, "unit": "1", "unit_name": evil, "level": "commune", "field": evil, "field_group": "khac",
        "procedure": evil, "received_on": pd.Timestamp("2023-01-02"), "due_on": pd.Timestamp("2023-01-05"),
        "days_overdue": 9, "file": evil, "sheet": evil, "row": 2,
    }])  # fmt: skip
    form = pd.DataFrame([{"level": "commune", "field": evil, **dict.fromkeys(COLUMNS, 1)}])
    files = tuple(replace(file, name=evil) for file in content.files)
    names = {**content.unit_names, "26425": evil}
    changed = replace(content, overdue=overdue, form_by_field=form, files=files, unit_names=names)
    book = openpyxl.load_workbook(io.BytesIO(annex.workbook(changed)))
    evil_cells = [
        cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if "cmd|" in str(cell.value)
    ]
    assert len(evil_cells) >= 6
    assert [cell.coordinate for cell in evil_cells if cell.data_type == "f"] == []
    assert [cell.value for cell in evil_cells if str(cell.value).startswith(FORMULA_STARTS)] == []


def test_the_same_content_is_the_same_file(content):
    assert annex.workbook(content) == annex.workbook(content)
    assert annex.workbook(content) != annex.workbook(replace(content, loaded=replace(content.loaded, is_sample=True)))
