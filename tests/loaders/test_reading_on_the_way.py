"""What the screen is told while and after a file is read: progress, periods, mappings remembered and listed."""

from typing import Any

import pytest
from books import PLAIN, csv_file, page, plain_row, plain_rows, xlsx

import warehouse
from bench import make_big_xlsx
from loaders import child, intake, reading
from loaders.excel_table import CHECKED_BESIDE
from loaders.intake import Options
from loaders.mapping import MappingError, from_data
from loaders.steps import OPENING, STEPS
from loaders.xlsx_check import CHECKED_PART
from warehouse.period import Period

CONTENT = {
    "kind": "dossiers",
    "columns": {"dossier_code": "id", "received_at": "opened", "due_at": "target", "status": "state"},
    "unit": {"constant": "26425"},
}
LAYOUT = [("id", "opened", "target", "state"), ("A-1", "05/04/2023", "10/04/2023", "4")]


@pytest.fixture
def here(monkeypatch):
    def call(target: str, request: dict[str, Any], **_limits: Any) -> Any:
        return reading.read_export(request)

    monkeypatch.setattr(child, "call", call)


def newest(folder):
    served = warehouse.newest(folder).served
    return warehouse.connect(served.path).cursor() if served else None


# Progress


def test_progress_names_every_step_in_order(tmp_path):
    """Through a real child."""
    heard = []

    intake.read_export(
        xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)]), Options(), None, progress=lambda *news: heard.append(news)
    )

    assert list(dict.fromkeys(step for step, _ in heard)) == list(STEPS)
    assert heard[0] == ("mở tệp", 0.0)
    assert heard[-1] == ("đối chiếu", 1.0)
    assert all(0 <= part <= 1 for _, part in heard)


def test_a_large_workbook_tells_meanwhile_how_much_of_it_is_opened(tmp_path):
    """From an .xlsx over 4 MiB on the bytes are checked in a fork, whose news are passed on, too."""
    path = tmp_path / "a.xlsx"
    make_big_xlsx.write(path, 40_000)
    assert path.stat().st_size > CHECKED_BESIDE
    heard = []

    read = intake.read_export(path, Options(), None, progress=lambda *news: heard.append(news))

    assert read.rows["read"] == 40_001
    opening = [part for step, part in heard if step == OPENING]
    assert opening == sorted(opening)
    assert len({part for part in opening if 0 < part < CHECKED_PART}) >= 10
    assert len({part for part in opening if part > CHECKED_PART}) >= 10
    assert opening[-1] == 1.0
    assert list(dict.fromkeys(step for step, _ in heard)) == list(STEPS)


@pytest.mark.parametrize("name", ["a.csv", "a.xls"])
def test_a_large_text_file_tells_meanwhile_how_much_of_it_is_opened(tmp_path, name):
    """A list with commas, and a page of HTML that is named .xls."""
    rows = [make_big_xlsx.HEADERS, *make_big_xlsx.dossier_rows(15_000)]
    path = (csv_file if name.endswith("csv") else page)(tmp_path / name, rows)
    heard = []

    read = intake.read_export(path, Options(), None, progress=lambda *news: heard.append(news))

    assert read.rows["loaded"] > 14_000
    opening = [part for step, part in heard if step == OPENING]
    assert opening == sorted(opening)
    assert len(set(opening)) >= 4
    assert opening[-1] == 1.0


def test_progress_goes_on_sheet_by_sheet(tmp_path):
    heard = []
    sheets = {name: [PLAIN, *plain_rows(2)] for name in ("1", "2", "3", "4")}

    intake.read_export(xlsx(tmp_path / "a.xlsx", sheets), Options(), None, progress=lambda *news: heard.append(news))

    assert [part for step, part in heard if step == "kiểm tra"] == [0.0, 0.25, 0.5, 0.75]


# Periods


def titled(path, line="Từ ngày 01/01/2023 đến ngày 31/03/2023"):
    return xlsx(path / "a.xlsx", [["DANH SÁCH HỒ SƠ"], [line], [], PLAIN, *plain_rows(2)])


def test_another_period_than_the_printed_one_is_told_in_a_structured_way(here, tmp_path):
    """M37: period in the title ≠ period chosen: ask."""
    read = intake.read_export(titled(tmp_path), Options(period=Period.parse("2023-H1")), None)

    assert read.period_in_file == Period.parse("2023-Q1")
    assert read.period_chosen == Period.parse("2023-H1")
    assert read.period == read.period_chosen
    assert read.asks_for_period
    assert "Tệp ghi kỳ Quý I 2023, đang chọn kỳ 6 tháng 2023. Dùng kỳ đã chọn." in [m.text for m in read.messages]


@pytest.mark.parametrize("chosen", [None, "2023-Q1", "2023-01-01..2023-03-31"])
def test_the_printed_period_alone_or_confirmed_asks_nothing(here, tmp_path, chosen):
    read = intake.read_export(titled(tmp_path), Options(period=Period.parse(chosen) if chosen else None), None)

    assert read.period_in_file == Period.parse("2023-Q1")
    assert not read.asks_for_period


def test_a_form_that_prints_no_period_asks_for_one(here, tmp_path):
    """Domain guide 1: figures of a form are those of its period."""
    header = ("Đơn vị", "Tiếp nhận Tổng số", "Kỳ trước", "Trong kỳ", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn",
              "Trong hạn", "Đang xử lý Quá hạn", "Trả lại/Xin rút")  # fmt: skip
    path = xlsx(tmp_path / "a.xlsx", [header, ["Xã Xuân Bắc", 10, 2, 8, 5, 2, 1, 2, 0, 0]])

    read = intake.read_export(path, Options(), None)

    assert read.status == "refused"
    assert read.asks_for_period
    assert intake.read_export(path, Options(period=Period.parse("2023-Q1")), None).status == "ready"
    assert not intake.read_export(path, Options(period=Period.parse("2023-Q1")), None).asks_for_period


def test_a_suggested_unit_comes_with_its_code_and_how_often_it_stands(here, tmp_path):
    rows = [*plain_rows(8), *(plain_row(number, unit="Xuân Thoo") for number in (9, 10, 11))]

    read = intake.read_export(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows]), Options(), None)

    assert read.suggestions == [{"text": "Xuân Thoo", "unit": "Xã Xuân Thọ", "unit_code": "26437", "count": 3}]


# Mappings


def signature_of(path):
    """Return the signature that a file read by a mapping has."""
    return intake.read_export(path, Options(mapping=from_data(CONTENT)), None).signature


def test_a_mapping_saved_from_a_screen_reads_the_next_file(here, tmp_path):
    kho, first = tmp_path / "kho", csv_file(tmp_path / "a.csv", LAYOUT)

    intake.save_mapping(kho, from_data(CONTENT), signature_of(first), by="Chị Lan")

    read = intake.read_export(first, Options(), newest(kho))
    assert read.status == "ready"
    assert "Đọc theo cách đã lưu cho mẫu tệp này." in [m.text for m in read.messages]


def test_mappings_are_listed_with_versions_and_the_loads_that_used_them(here, tmp_path):
    kho = tmp_path / "kho"
    first = csv_file(tmp_path / "a.csv", LAYOUT)
    signature = signature_of(first)
    intake.publish([intake.read_export(first, Options(mapping=from_data(CONTENT)), None)], kho, by="Chị Lan")
    changed = {**CONTENT, "unit": {"constant": "26428"}}
    intake.save_mapping(kho, from_data(changed), signature, by="Anh Hải")
    second = csv_file(tmp_path / "b.csv", [LAYOUT[0], ("A-2", *LAYOUT[1][1:])])
    intake.publish([intake.read_export(second, Options(), newest(kho))], kho, by="Chị Lan")

    (entry,) = intake.list_mappings(newest(kho))
    assert (entry["kind"], entry["kind_label"], entry["saved_by"]) == ("dossiers", "Danh sách hồ sơ", "Anh Hải")
    assert entry["columns"]["received_at"] == "opened"
    assert [load["file"] for load in entry["loads"]] == ["a.csv", "b.csv"]
    assert [(version["saved_by"], [load["file"] for load in version["loads"]]) for version in entry["history"]] == [
        ("Chị Lan", ["a.csv"]),
        ("Anh Hải", ["b.csv"]),
    ]


def test_a_forgotten_mapping_is_used_no_longer_and_stays_in_the_history(here, tmp_path):
    kho, first = tmp_path / "kho", csv_file(tmp_path / "a.csv", LAYOUT)
    signature = signature_of(first)
    intake.save_mapping(kho, from_data(CONTENT), signature, by="Chị Lan")

    intake.forget_mapping(kho, signature, by="Anh Hải")

    assert intake.read_export(first, Options(), newest(kho)).status == "refused"
    (entry,) = intake.list_mappings(newest(kho))
    assert (entry["is_removed"], len(entry["history"])) == (True, 2)
    with pytest.raises(LookupError, match="Không có cách đọc nào được lưu cho mẫu tệp này"):
        intake.forget_mapping(kho, signature, by="Anh Hải")


def test_the_same_mapping_saved_twice_publishes_once(here, tmp_path):
    signature = "0" * 64
    assert intake.save_mapping(tmp_path / "kho", from_data(CONTENT), signature, by="Lan")
    assert intake.save_mapping(tmp_path / "kho", from_data(CONTENT), signature, by="Lan") is None


def test_a_mapping_without_its_layout_or_with_an_unknown_column_is_not_saved(tmp_path):
    with pytest.raises(MappingError, match="Chưa rõ cách đọc này là của mẫu tệp nào"):
        intake.save_mapping(tmp_path / "kho", from_data(CONTENT), "", by="Lan")
    wrong = from_data({**CONTENT, "columns": {**CONTENT["columns"], "colour": "state"}})
    with pytest.raises(MappingError, match='không có cột "colour"'):
        intake.save_mapping(tmp_path / "kho", wrong, "0" * 64, by="Lan")


def test_before_the_first_load_no_mapping_is_listed():
    assert intake.list_mappings(None) == []
