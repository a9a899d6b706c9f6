"""A code and a name are no identity in time: each row is matched by the list of units of its own day."""

from datetime import date

import pyarrow as pa
import pytest
from books import PLAIN, Answer, plain_row, xlsx

from loaders.units import DatedUnitParser, known_units, turning_days, unit_name


def on(day, **more):
    return {"received": day, "due": None, "finished": None, "status": "Đang xử lý", **more}


def test_the_list_of_units_changed_twice():
    """Domain guide 5: 1/7/2025 and 30/4/2026."""
    assert turning_days()[1:] == (date(2025, 7, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("26446", date(2025, 6, 30), "Xã Xuân Hưng"),
        ("26446", date(2025, 7, 1), "Xã Xuân Hòa"),
        ("26425", date(2025, 6, 30), "Thị trấn Gia Ray"),
        ("26425", date(2026, 4, 29), "Xã Xuân Lộc"),
        ("26425", date(2026, 4, 30), "Phường Xuân Lộc"),
        ("26443", date(2025, 7, 1), None),
        ("26359", date(2025, 6, 30), None),
    ],
)
def test_the_name_of_a_code_depends_on_the_day(code, day, name):
    assert unit_name(code, day) == name


def test_a_file_over_the_first_of_july_2025_is_matched_row_by_row(tmp_path):
    """The code is kept: Xuân Hòa is 26443 until 30/06/2025, and 26446, which was Xuân Hưng, afterwards."""
    rows = [
        plain_row(1, unit="Xã Xuân Hòa", **on("30/06/2025 16:00")),
        plain_row(2, unit="Xã Xuân Hòa", **on("01/07/2025 07:30")),
        plain_row(3, unit="Xã Xuân Hưng", **on("30/06/2025")),
        plain_row(4, unit="26446", **on("30/06/2025")),
        plain_row(5, unit="26446", **on("01/07/2025")),
        plain_row(6, unit="TT. Gia Ray", **on("12/05/2025")),
        plain_row(7, unit="Xã Xuân Lộc", **on("12/08/2025")),
        plain_row(8, unit="Phường Xuân Lộc", **on("12/05/2026")),
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows]))

    expected = ["26443", "26446", "26446", "26446", "26446", "26425", "26425", "26425"]
    assert answer.column("unit_code") == expected, answer.reasons


def test_the_second_half_of_2025_is_read_by_the_new_list(tmp_path):
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, unit="Xã Xuân Hòa", **on("15/09/2025"))]))

    assert answer.column("unit_code") == ["26446"]


def test_a_unit_that_does_not_exist_on_that_day_is_refused_with_its_time(tmp_path):
    rows = [
        plain_row(1, unit="Xã Xuân Bắc", **on("12/05/2025")),
        plain_row(2, unit="Xã Xuân Đông", **on("12/05/2025")),
        plain_row(3, unit="Xã Suối Cao", **on("12/08/2025")),
    ]

    assert Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows])).reasons == [
        "Ô B3: vào ngày của dòng không có Xã Xuân Đông (chỉ có từ 01/07/2025).",
        "Ô B4: vào ngày của dòng không có Xã Suối Cao (chỉ có trước 01/07/2025).",
    ]


def test_a_confirmed_name_counts_only_while_its_unit_exists(tmp_path):
    rows = [
        plain_row(1, unit="Suối Caoo", **on("12/05/2025")),
        plain_row(2, unit="Suối Caoo", **on("12/08/2025")),
        plain_row(3, **on("12/08/2025")),
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows]), aliases={"suối caoo": "26431"})

    assert answer.column("unit_code") == ["26431", "26428"]


def test_a_confirmed_name_never_hides_a_name_of_the_list():
    units = known_units(2023, {"suối cát": "26431"})

    assert units.find("Suối Cát") == ("26452", False)


def test_a_confirmed_name_without_tone_marks_takes_nothing_from_others():
    units = known_units(2023, {"xuân tấm": "26437"})

    assert units.find("Xuan Tam") == ("26449", True)
    assert units.find("Xuân Tấm") == ("26437", False)


def test_rows_without_a_day_are_read_by_the_latest_day_of_the_file():
    days = pa.array([date(2025, 8, 1), None, date(2023, 1, 1)], pa.date32())

    parsed = DatedUnitParser(days=days)(pa.array(["Xuân Hòa"] * 3))

    assert parsed.values.to_pylist() == ["26446", "26446", "26443"]


def test_without_any_day_the_list_of_the_period_counts():
    parsed = DatedUnitParser(otherwise=date(2023, 6, 30))(pa.array(["Xuân Hòa", "Xuân Thoo"]))

    assert parsed.values.to_pylist() == ["26443", None]
    assert parsed.errors == {1: '"Xuân Thoo" không có trong danh mục; có phải Xã Xuân Thọ?'}


NAMELESS = [name for name in PLAIN if name != "Đơn vị"]


def nameless(number, day):
    row = plain_row(number, **on(day))
    return [cell for name, cell in zip(PLAIN, row, strict=True) if name != "Đơn vị"]


@pytest.mark.parametrize(
    ("named", "day", "code"),
    [
        ("Xã Xuân Hòa", "15/05/2025", "26443"),
        ("Xã Xuân Hòa", "15/09/2025", "26446"),
        ("Xã Xuân Hưng", "15/05/2025", "26446"),
        ("UBND XÃ XUÂN LỘC", "15/09/2025", "26425"),
        ("Xã Xuân Đông", "15/09/2025", "26359"),
        ("Phường Xuân Lộc", "15/05/2026", "26425"),
    ],
)
def test_a_title_and_a_sheet_name_the_unit_of_the_day(tmp_path, named, day, code):
    """Domain guide 5: 26446 is Xuân Hưng until 30/06/2025 and Xuân Hòa afterwards."""
    titled = xlsx(tmp_path / "a.xlsx", [["SỔ THEO DÕI"], [named], [], NAMELESS, nameless(1, day)])
    sheet = xlsx(tmp_path / "b.xlsx", {named: [NAMELESS, nameless(1, day)]})

    for path in (titled, sheet):
        answer = Answer(path)
        assert answer.column("unit_code") == [code], answer.texts()
        assert answer.meta["sheets"][0]["unit"] == code


def test_a_sheet_per_commune_after_the_merger_is_read_by_the_new_list(tmp_path):
    names = {"Xuân Lộc": "26425", "Xuân Bắc": "26428", "Xuân Thành": "26434", "Xuân Hòa": "26446", "Xuân Đông": "26359"}
    sheets = {name: [NAMELESS, nameless(place, "12/08/2025")] for place, name in enumerate(names, 1)}

    assert Answer(xlsx(tmp_path / "a.xlsx", sheets)).column("unit_code") == list(names.values())


def test_a_named_sheet_over_the_first_of_july_is_read_row_by_row(tmp_path):
    """The name stands for every row as a column of units would."""
    rows = [nameless(1, "30/06/2025"), nameless(2, "01/07/2025")]

    assert Answer(xlsx(tmp_path / "a.xlsx", {"Xuân Hòa": [NAMELESS, *rows]})).column("unit_code") == ["26443", "26446"]


def test_a_title_of_a_unit_that_is_no_more_refuses_the_rows_with_its_time(tmp_path):
    answer = Answer(xlsx(tmp_path / "a.xlsx", [["UBND xã Suối Cao"], NAMELESS, nameless(1, "12/08/2025")]))

    assert answer.reasons == ["Dòng 3: vào ngày của dòng không có Xã Suối Cao (chỉ có trước 01/07/2025)."]
    assert "Tệp không có dòng dữ liệu nào nhận được." in answer.texts("error")


def test_the_letterhead_of_the_district_is_never_the_unit_of_the_rows(tmp_path):
    for day in ("12/05/2025", "12/08/2025"):
        answer = Answer(xlsx(tmp_path / "a.xlsx", [["UBND HUYỆN XUÂN LỘC"], NAMELESS, nameless(1, day)]))
        assert answer.reasons == ["Dòng 3: thiếu đơn vị."]


FORM = ("TT", "Lĩnh vực", "Tiếp nhận: Tổng số", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn", "Trong hạn",
        "Đang xử lý Quá hạn", "Trả lại/Rút HS")  # fmt: skip


@pytest.mark.parametrize(("period", "code"), [("Quý II/2025", "26443"), ("Quý III/2025", "26446")])
def test_a_form_is_read_by_the_list_of_its_period(tmp_path, period, code):
    rows = [["UBND xã Xuân Hòa"], [f"Kỳ báo cáo: {period}"], FORM, [1, "Đất đai", 12, 7, 2, 1, 1, 1, 0]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("unit_code") == [code], answer.texts()


def test_a_suggestion_is_a_unit_of_the_day(tmp_path):
    rows = [plain_row(1, unit="Xã Xuân Đôngg", **on("12/08/2025")), plain_row(2, **on("12/08/2025"))]

    (suggestion,) = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows])).meta["suggestions"]

    assert (suggestion["unit"], suggestion["code"]) == ("Xã Xuân Đông", "26359")
