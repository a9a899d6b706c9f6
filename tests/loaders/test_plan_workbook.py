"""A plan from a workbook: what is filled in comes back whole, what is wrong is named by sheet, cell and remedy."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from loaders.__main__ import main
from loaders.plan_layout import ABOUT, sheets
from loaders.plan_template import write_plan_template
from loaders.plan_workbook import PlanRefusedError, read_plan, write_plan
from metrics.plan import load, years
from warehouse import plan_files

BOOK = plan_files.PLANS / "xuan-loc-2023"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(autouse=True)
def own_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of plans of the office's own, empty at first."""
    folder = tmp_path / "plans"
    monkeypatch.setenv(plan_files.VARIABLE, str(folder))
    return folder


def filled(path: Path, year: int = 2024, **changes: object) -> Path:
    """The plan of 2023 as a workbook of another year; changes are `sheet!cell=value`."""
    write_plan_template(path, BOOK)
    book = load_workbook(path)
    book["Kế hoạch"]["B5"] = str(year)
    for place, value in changes.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    book.save(path)
    return path


def problems(path: Path) -> list[str]:
    return [str(problem) for problem in read_plan(path).problems]


def test_the_plan_of_2023_goes_into_a_workbook_and_comes_back_whole(tmp_path: Path, own_plans: Path) -> None:
    found = read_plan(filled(tmp_path / "p.xlsx", 2023))
    assert found.problems == []
    folder = write_plan(found, "xuan-loc-2023")
    assert folder == own_plans.resolve() / "xuan-loc-2023"
    for table in (plan_files.TARGETS, plan_files.TASKS, plan_files.CONFLICTS):
        assert rows(folder / f"{table}.csv") == rows(BOOK / f"{table}.csv")
    about, printed = plan_files.about(folder), plan_files.about(BOOK)
    assert {name: str(about[name]) for name in ("number", "issued_on", "title", "short_title", "year")} == {
        name: str(printed[name]) for name in ("number", "issued_on", "title", "short_title", "year")
    }
    assert [report["cumulative"]["token"] for report in about["reports"]] == ["2023-Q1", "2023-H1", "2023-9M", "2023"]


def test_the_worked_row_of_each_sheet_is_a_plan(tmp_path: Path) -> None:
    write_plan_template(tmp_path / "p.xlsx")
    book = load_workbook(tmp_path / "p.xlsx")
    for row, line in enumerate(ABOUT, start=1):
        book["Kế hoạch"].cell(row=row, column=2, value=line.example)
    for layout in sheets():
        for column, declared in enumerate(layout.columns, start=1):
            book[layout.title].cell(row=2, column=column, value=declared.example)
    # The row of targets shows one code; the task's row names two.
    book["Nhiệm vụ"]["L2"] = "CT2.15"
    book.save(tmp_path / "p.xlsx")
    found = read_plan(tmp_path / "p.xlsx")
    assert found.problems == []
    target, amendment = found.tables["targets"][0].values, found.tables["amendments"][0].values
    assert (target["id"], target["kind"], target["value"], target["indicator"]) == (
        "CT2.15", "threshold", "98", "on_time_rate",
    )  # fmt: skip
    assert (target["field_group"], target["sources"], target["level"]) == ("dat_dai+xay_dung", "D A", "district")
    assert (amendment["valid_from"], amendment["value"]) == ("2024-07-01", "99")


def test_an_empty_workbook_says_what_to_fill_in(tmp_path: Path) -> None:
    write_plan_template(tmp_path / "p.xlsx")
    said = problems(tmp_path / "p.xlsx")
    assert 'Kế hoạch, ô B1: thiếu "Số kế hoạch". Ghi vào cột B, ví dụ 17/KH-UBND.' in said
    assert "Chỉ tiêu: chưa có dòng nào. Mỗi dòng một chỉ tiêu, theo thứ tự của kế hoạch." in said
    assert not any(one.startswith(("Điều chỉnh", "Mâu thuẫn")) for one in said)


def test_lists_comments_and_formats_help_to_fill_in(tmp_path: Path) -> None:
    write_plan_template(tmp_path / "p.xlsx")
    book = load_workbook(tmp_path / "p.xlsx")
    sheet = book["Chỉ tiêu"]
    assert "Bắt buộc" in sheet["A1"].comment.text
    assert "CT2.15" in sheet["A1"].comment.text
    offered = {str(validation.sqref): validation for validation in sheet.data_validations.dataValidation}
    kind = offered["H2:H500"].formula1.split("!")[1].replace("$", "")
    assert [cell[0].value for cell in book["Danh mục"][kind]] == list(plan_files.KINDS.values())
    assert sheet.column_dimensions["J"].number_format == "@"
    assert book["Danh mục"].sheet_state == "hidden"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("Chỉ tiêu!A3", "CT1.01", "Chỉ tiêu, ô A3: Mã chỉ tiêu CT1.01 đã có ở ô A2. Mỗi số chỉ ghi một lần."),
        ("Chỉ tiêu!A2", "1.01", 'Chỉ tiêu, ô A2: "Mã" không phải mã chỉ tiêu. Ghi CT, số lĩnh vực (1–7), dấu chấm,'),
        ("Chỉ tiêu!B2", None, 'Chỉ tiêu, ô B2: thiếu "Tên ngắn". Ghi vào ô này, ví dụ Hồ sơ đúng hạn.'),
        ("Chỉ tiêu!C2", "3", "Chỉ tiêu, ô C2: mã CT1.01 là của lĩnh vực 1, cột này ghi 3. Sửa một trong hai."),
        ("Chỉ tiêu!H2", "Tỷ lệ", 'Chỉ tiêu, ô H2: "Loại" không phải loại chỉ tiêu. Chọn một trong: Ngưỡng,'),
        ("Chỉ tiêu!J2", "90", "Chỉ tiêu, ô J2: loại Tất cả có mức 100. Ghi 100 hoặc chọn loại Ngưỡng."),
        ("Chỉ tiêu!J7", "0,7", "Chỉ tiêu, ô J7: mức 0,7 nhỏ hơn 1. Ghi theo phần trăm: 98, không ghi 0,98."),
        ("Chỉ tiêu!J7", "bảy mươi", 'Chỉ tiêu, ô J7: "Mức phải đạt" không phải số. Ghi số, ví dụ 98 hoặc 97,5;'),
        ("Chỉ tiêu!J4", "5", "Chỉ tiêu, ô J4: loại So với năm trước và Mốc công việc không có mức."),
        ("Chỉ tiêu!L2", "Tỷ lệ lạ", 'Chỉ tiêu, ô L2: "Cách tính" không phải cách tính. Chọn một trong:'),
        ("Chỉ tiêu!P2", "99", "Chỉ tiêu, ô P2: trang Mâu thuẫn không có số 99."),
        ("Nhiệm vụ!L2", "CT9.01", 'Nhiệm vụ, ô L2: "Chỉ tiêu" không phải mã chỉ tiêu.'),
        ("Nhiệm vụ!L2", "CT7.19", "Nhiệm vụ, ô L2: trang Chỉ tiêu không có mã CT7.19. Thêm chỉ tiêu hoặc sửa mã."),
        ("Nhiệm vụ!J4", None, "Nhiệm vụ, ô J4: loại thời hạn này phải có Hạn. Ghi ngày, ví dụ 31/10/2024."),
        ("Nhiệm vụ!J2", "31/10/2024", "Nhiệm vụ, ô J2: Thường xuyên và Báo cáo theo quý không có Hạn."),
        ("Nhiệm vụ!J4", "31/02/2024", 'Nhiệm vụ, ô J4: "Hạn" không phải ngày. Ghi ngày/tháng/năm, ví dụ 31/10/2024.'),
        ("Nhiệm vụ!K34", "01/01/2023", "Nhiệm vụ, ô K34: Hạn thứ hai phải sau Hạn."),
        ("Nhiệm vụ!A3", "1", "Nhiệm vụ, ô A3: Số nhiệm vụ 1 đã có ở ô A2."),
        ("Kế hoạch!B5", "hai nghìn", 'Kế hoạch, ô B5: "Năm" không phải số nguyên. Ghi 1, 2, 3 …'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_cell_and_what_to_write(
    tmp_path: Path, place: str, value: object, said: str
) -> None:
    found = problems(filled(tmp_path / "p.xlsx", **{place: value}))
    assert any(one.startswith(said) for one in found), found


def test_every_fault_is_told_at_once_and_nothing_is_written(tmp_path: Path, own_plans: Path) -> None:
    found = read_plan(filled(tmp_path / "p.xlsx", **{"Chỉ tiêu!B2": None, "Chỉ tiêu!J7": "x", "Nhiệm vụ!F3": None}))
    assert [problem.cell for problem in found.problems] == ["B2", "J7", "F3"]
    with pytest.raises(PlanRefusedError, match="3 chỗ phải sửa"):
        write_plan(found, "xuan-loc-2024")
    assert not own_plans.exists()


def test_a_missing_sheet_and_a_missing_column_are_named(tmp_path: Path) -> None:
    path = filled(tmp_path / "p.xlsx")
    book = load_workbook(path)
    del book["Nhiệm vụ"]
    book["Chỉ tiêu"].delete_cols(2)
    book.save(path)
    found = problems(path)
    assert any(one.startswith('Nhiệm vụ: tệp không có trang "Nhiệm vụ". Lấy tệp mẫu') for one in found)
    assert 'Chỉ tiêu, ô A1: thiếu cột "Tên ngắn". Thêm cột này vào dòng tiêu đề.' in found


def test_two_plans_live_side_by_side_and_the_year_decides(tmp_path: Path) -> None:
    path = filled(tmp_path / "p.xlsx", 2024, **{"Chỉ tiêu!J19": "99", "Kế hoạch!B1": "05/KH-UBND"})
    assert main(["plan", str(path), "--name", "xuan-loc-2024", "--year", "2024"]) == 0
    assert list(years()) == [2023, 2024]
    assert {year: load(year).target("CT2.15").value for year in (2023, 2024)} == {2023: 98, 2024: 99}
    assert (load(2024).number, load(2023).number) == ("05/KH-UBND", "17/KH-UBND")
    assert len(load(2024).tasks) == 34


def test_amendments_come_from_their_sheet(tmp_path: Path) -> None:
    amendment = {"A2": "CT2.15", "B2": "01/07/2024", "C2": "99", "D2": "Công văn số 123/UBND-NV ngày 28/06/2024"}
    path = filled(tmp_path / "p.xlsx", **{f"Điều chỉnh!{cell}": value for cell, value in amendment.items()})
    assert main(["plan", str(path), "--name", "xuan-loc-2024"]) == 0
    (stored,) = load(2024).target("CT2.15").amendments
    assert (stored.valid_from.isoformat(), stored.value, stored.document) == (
        "2024-07-01", 99, "Công văn số 123/UBND-NV ngày 28/06/2024",
    )  # fmt: skip
    twice = {f"Điều chỉnh!{cell.replace('2', '3')}": value for cell, value in amendment.items()}
    again = filled(tmp_path / "q.xlsx", **{f"Điều chỉnh!{cell}": value for cell, value in amendment.items()}, **twice)
    assert "Điều chỉnh, ô B3: CT2.15 đã có điều chỉnh từ ngày này. Để lại một dòng." in problems(again)


def test_a_plan_is_only_replaced_when_asked_and_one_year_has_one_plan(tmp_path: Path, own_plans: Path) -> None:
    path = filled(tmp_path / "p.xlsx")
    found = read_plan(path)
    write_plan(found, "xuan-loc-2024")
    with pytest.raises(PlanRefusedError, match="--replace"):
        write_plan(found, "xuan-loc-2024")
    with pytest.raises(PlanRefusedError, match="Năm 2024 đã có kế hoạch xuan-loc-2024"):
        write_plan(found, "khac")
    with pytest.raises(PlanRefusedError, match="chữ thường không dấu"):
        write_plan(found, "../Kế hoạch")
    before = load(2024)
    changed = read_plan(filled(tmp_path / "q.xlsx", **{"Chỉ tiêu!J19": "97,5"}))
    write_plan(changed, "xuan-loc-2024", replace=True)
    assert (float(before.target("CT2.15").value), float(load(2024).target("CT2.15").value)) == (98.0, 97.5)
    assert [path.name for path in own_plans.iterdir()] == ["xuan-loc-2024"]


def test_two_plans_of_a_year_in_one_folder_are_refused_by_name(tmp_path: Path, own_plans: Path) -> None:
    write_plan(read_plan(filled(tmp_path / "p.xlsx")), "xuan-loc-2024")
    (own_plans / "ban-sao").mkdir()
    (own_plans / "ban-sao" / "plan.yaml").write_text("year: 2024\n", encoding="utf-8")
    with pytest.raises(plan_files.PlanFilesError, match="ban-sao và xuan-loc-2024"):
        years()


def test_the_command_lists_faults_and_keeps_its_exit_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own_plans: Path
) -> None:
    path = filled(tmp_path / "p.xlsx")
    assert main(["plan", str(path), "--name", "xuan-loc-2024", "--dry-run"]) == 0
    assert "53 chỉ tiêu, 34 nhiệm vụ: đạt, chưa ghi gì." in capsys.readouterr().out
    assert not own_plans.exists()
    assert main(["plan", str(path), "--name", "xuan-loc-2024", "--year", "2025"]) == 1
    assert "Tệp ghi kế hoạch năm 2024, không phải 2025." in capsys.readouterr().err
    broken = filled(tmp_path / "q.xlsx", **{"Chỉ tiêu!J7": "x"})
    assert main(["plan", str(broken), "--name", "xuan-loc-2024", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert (answer["status"], answer["messages"][0]["cell"]) == ("refused", "J7")
    assert err.startswith('Chỉ tiêu, ô J7: "Mức phải đạt" không phải số.')
    (tmp_path / "no.xlsx").write_bytes(b"%PDF-1.4")
    assert main(["plan", str(tmp_path / "no.xlsx"), "--name", "xuan-loc-2024"]) == 1
    assert main(["plan", str(tmp_path / "absent.xlsx"), "--name", "xuan-loc-2024"]) == 1


def test_the_template_command_writes_an_empty_one_and_one_from_last_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "plan", "-o", str(tmp_path / "a.xlsx")]) == 0
    assert main(["template", "plan", "-o", str(tmp_path / "b.xlsx"), "--from-plan", "2023"]) == 0
    assert problems(tmp_path / "b.xlsx") == []
    assert problems(tmp_path / "a.xlsx")
    capsys.readouterr()
    assert main(["template", "plan", "-o", str(tmp_path / "c.xlsx"), "--from-plan", "1999"]) == 1
    assert "Chưa có kế hoạch năm 1999. Đang có: 2023." in capsys.readouterr().err


def test_the_guide_names_the_sheets_that_must_be_filled_in_and_those_that_need_not(tmp_path: Path) -> None:
    write_plan_template(tmp_path / "p.xlsx")
    line = load_workbook(tmp_path / "p.xlsx")["Hướng dẫn"]["A2"].value
    must, may = line.split(". ")
    assert f"{len([layout for layout in sheets() if layout.required]) + 1} trang" in must.replace("ba", "3")
    assert all(layout.title in (must if layout.required else may) for layout in sheets())
