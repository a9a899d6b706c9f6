"""Names of units as offices write them (domain guide 5, M28, M31)."""

import unicodedata

import pytest
from books import PLAIN, Answer, code, csv_file, page, plain_row, plain_rows, xlsx

COMMUNES = {
    "26425": "Gia Ray", "26428": "Xuân Bắc", "26431": "Suối Cao", "26434": "Xuân Thành", "26437": "Xuân Thọ",
    "26440": "Xuân Trường", "26443": "Xuân Hòa", "26446": "Xuân Hưng", "26449": "Xuân Tâm", "26452": "Suối Cát",
    "26455": "Xuân Hiệp", "26458": "Xuân Phú", "26461": "Xuân Định", "26464": "Bảo Hoà", "26467": "Lang Minh",
}  # fmt: skip
"""The fifteen units of 2023 as domain guide 5 lists them."""

PREFIXES = {
    "xã": ("", "xã ", "Xã ", "XÃ ", "UBND xã ", "Ủy ban nhân dân xã ", "Uỷ ban nhân dân xã ", "ỦY BAN NHÂN DÂN XÃ ",
           "UBND "),
    "thị trấn": (
        "", "Thị trấn ", "TT. ", "TT.", "TT ", "T.T ", "T.T. ", "T.T.", "UBND thị trấn ", "UBND TT. ", "UBND TT ",
        "UBND T.T ", "Ủy ban nhân dân thị trấn ", "Uỷ ban nhân dân TT. ",
    ),
}  # fmt: skip


def units(path, names, **request):
    """Read one dossier per unit name."""
    rows = [plain_row(number, unit=name) for number, name in enumerate(names, 1)]
    return Answer(xlsx(path / "a.xlsx", [PLAIN, *rows]), **request)


def spellings(name, sort):
    for prefix in PREFIXES[sort]:
        for suffix in ("", ", huyện Xuân Lộc", " - huyện Xuân Lộc", " huyện Xuân Lộc"):
            yield f"{prefix}{name}{suffix}"


@pytest.mark.parametrize("unit", COMMUNES)
def test_every_spelling_of_a_commune_is_that_commune(tmp_path, unit):
    """NFC and NFD, Hoà and Hòa, UBND and Ủy ban, with the district behind, in capitals, by code."""
    name = COMMUNES[unit]
    names = list(spellings(name, "thị trấn" if unit == "26425" else "xã"))
    names += [unicodedata.normalize("NFD", each) for each in names] + [each.upper() for each in names]
    names += [each.replace("Hoà", "Hòa") for each in names] + [each.replace("Hòa", "Hoà") for each in names]
    names += [name.replace(" ", "  "), name.replace(" ", "\u00a0"), name.replace(" ", "\n"), unit]

    answer = units(tmp_path, names)

    assert answer.reasons == []
    assert set(answer.column("unit_code")) == {unit}
    assert answer.texts("warning") == ""


@pytest.mark.parametrize("unit", COMMUNES)
def test_a_name_without_tone_marks_is_taken_and_flagged(tmp_path, unit):
    """Domain guide 5: then without diacritics, flagged."""
    bare = unicodedata.normalize("NFD", COMMUNES[unit].replace("Đ", "D").replace("đ", "d"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))

    answer = units(tmp_path, [bare, f"UBND xa {bare}" if unit != "26425" else f"UBND thi tran {bare}"])

    assert answer.column("unit_code") == [unit, unit], answer.reasons
    if bare != COMMUNES[unit]:
        assert f'Tên đơn vị "{bare}" thiếu dấu' in answer.texts("warning")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Phòng Tư pháp", "741.TP"),
        ("PHÒNG TƯ PHÁP HUYỆN", "741.TP"),
        ("Phòng Tài nguyên và Môi trường", "741.TNMT"),
        ("Phòng TN&MT", "741.TNMT"),
        ("Phòng Kinh tế và Hạ tầng", "741.KTHT"),
        ("Văn phòng HĐND và UBND huyện", "741.VP"),
        ("Văn phòng đăng ký đất đai tỉnh Đồng Nai - chi nhánh Xuân Lộc", "741.VPDK"),
        ("UBND huyện Xuân Lộc", "741"),
        ("Huyện Xuân Lộc", "741"),
    ],
)
def test_district_desks_are_known_by_name(tmp_path, name, unit):
    """Domain guide 5: agencies of the district."""
    assert units(tmp_path, [name]).column("unit_code") == [unit]


@pytest.mark.parametrize(
    "name", ["Suối Cá", "Xuân Th", "Xuân", "Xuân Đông", "Hòa", "Xuân Lộc 2", "xã Xuân Hóc", "TT", "Suối Cao Cát"]
)
def test_a_trap_is_never_merged_with_a_unit(tmp_path, name):
    """Traps of domain guide 5: names that differ by a letter stay unknown."""
    answer = units(tmp_path, ["Xã Xuân Bắc", name])

    assert answer.codes == [code(1)]


def test_names_that_differ_by_a_letter_are_different_communes(tmp_path):
    """Suối Cao and Suối Cát, Xuân Hòa beside Bảo Hoà, Xuân Thành, Thọ, Tâm, Trường."""
    names = ["Suối Cao", "Suối Cát", "Xuân Hòa", "Bảo Hoà", "Xuân Thành", "Xuân Thọ", "Xuân Tâm", "Xuân Trường"]

    expected = ["26431", "26452", "26443", "26464", "26434", "26437", "26449", "26440"]
    assert units(tmp_path, names).column("unit_code") == expected


def test_there_is_no_commune_of_xuan_loc_before_july_2025(tmp_path):
    """Xã Xuân Lộc against huyện Xuân Lộc: in 2023 the commune does not exist."""
    answer = units(tmp_path, ["Xã Xuân Bắc", "xã Xuân Lộc"])

    assert "26425" not in answer.column("unit_code")


def test_after_july_2025_the_commune_of_xuan_loc_is_meant(tmp_path):
    """A code and a name are no identity in time: the year of the file decides."""
    days = {"received": "05/08/2026", "due": "10/08/2026", "finished": "07/08/2026"}
    rows = [plain_row(1, unit="Phường Xuân Lộc", **days), plain_row(2, unit="UBND xã Xuân Hòa", **days)]

    assert Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows])).column("unit_code") == ["26425", "26446"]


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Xuân Thoo", "Xã Xuân Thọ"),
        ("UBND xã Xuân Bằcc", "Xã Xuân Bắc"),
        ("Lang Mính h", "Xã Lang Minh"),
        ("Xuân Thơ", "Xã Xuân Thọ"),
        ("Nhà Xuân Thọ", None),
        ("Gia Rai", "Thị trấn Gia Ray"),
    ],
)
def test_a_name_near_a_unit_is_refused_with_a_suggestion(tmp_path, name, suggested):
    """Visual 6: Ô B377: "Xuân Tho" không có trong danh mục; có phải Xuân Thọ?"""
    answer = units(tmp_path, ["Xã Xuân Bắc", name])

    (reason,) = answer.reasons
    if suggested:
        assert reason == f'Ô B3: "{name}" không có trong danh mục; có phải {suggested}?'
    else:
        assert name not in reason


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn Kín", "0912345678", "Sở Xây dựng tỉnh Kín", "Lê Xuân Thọ", "Võ Xuân Trường", "Vũ Xuân Hoà",
     "Đỗ Xuân Tâm", "Trần Lang Minh", "Lâm Minh", "Lê Suối Cát"],
)  # fmt: skip
def test_a_name_that_may_be_a_persons_is_never_quoted(tmp_path, name):
    """Domain guide 8: people are called Xuân Thọ too; only a name that begins like a unit's is repeated."""
    answer = units(tmp_path, ["Xã Xuân Bắc"] * 10 + [name])

    assert answer.reasons == ["Ô B12: đơn vị không có trong danh mục."]
    assert name not in answer.all_text()


# A unit for all rows

WITHOUT = [name for name in PLAIN if name != "Đơn vị"]


def without_unit(count=2, start=1):
    return [[cell for at, cell in enumerate(plain_row(n)) if at != 1] for n in range(start, start + count)]


def test_a_sheet_per_commune_takes_the_name_of_its_sheet(tmp_path):
    """M31."""
    sheets = {
        "Xuân Bắc": [WITHOUT, *without_unit(2)],
        "Gia Ray": [WITHOUT, *without_unit(1, 3)],
        "Bảo Hoà": [WITHOUT, *without_unit(1, 4)],
    }

    answer = Answer(xlsx(tmp_path / "a.xlsx", sheets))

    assert answer.column("unit_code") == ["26428", "26428", "26425", "26464"]


def test_a_sheet_per_commune_takes_the_unit_of_its_own_title(tmp_path):
    """M31 where the sheets are only numbered: the title of one sheet is not that of the next."""
    sheets = {
        "1": [["UBND HUYỆN XUÂN LỘC"], ["UBND XÃ XUÂN BẮC"], [], WITHOUT, *without_unit(2)],
        "2": [["UBND HUYỆN XUÂN LỘC"], ["UBND XÃ XUÂN THỌ"], [], WITHOUT, *without_unit(1, 3)],
    }

    assert Answer(xlsx(tmp_path / "a.xlsx", sheets)).column("unit_code") == ["26428", "26428", "26437"]


@pytest.mark.parametrize(
    "line", ["UBND XÃ XUÂN BẮC", "Đơn vị: UBND xã Xuân Bắc", "Đơn vị báo cáo: Xã Xuân Bắc", "Xã Xuân Bắc"]
)
@pytest.mark.parametrize("write", [xlsx, page, csv_file])
def test_the_unit_in_the_title_is_that_of_all_rows(tmp_path, line, write):
    """M5."""
    answer = Answer(
        write(tmp_path / "tệp", [["UBND HUYỆN XUÂN LỘC"], [line], ["DANH SÁCH HỒ SƠ"], WITHOUT, *without_unit()])
    )

    assert answer.column("unit_code") == ["26428", "26428"]


def test_the_unit_may_stand_in_a_table_above(tmp_path):
    """M4, M5: the letterhead of an HTML page is often a table of its own."""
    path = page(tmp_path / "a.xls", [WITHOUT, *without_unit()])
    content = path.read_text(encoding="utf-8")
    path.write_text(
        content.replace("<body>", "<body><table><tr><td>UBND xã Xuân Thọ</td></tr></table>"), encoding="utf-8"
    )

    assert Answer(path).column("unit_code") == ["26437", "26437"]


def test_a_group_row_among_the_dossiers_is_no_title(tmp_path):
    """M8: "I | UBND xã Xuân Bắc" speaks of the rows below it, not of the whole file."""
    rows = [WITHOUT, ["I", "UBND xã Xuân Bắc"], *without_unit(1), ["II", "UBND xã Xuân Thọ"], *without_unit(1, 2)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.facts == []


def test_a_chosen_unit_is_that_of_all_rows(tmp_path):
    """The option --unit."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [WITHOUT, *without_unit()]), unit="26464")

    assert answer.column("unit_code") == ["26464", "26464"]


def test_a_chosen_unit_does_not_overwrite_the_units_of_the_file(tmp_path):
    """The option --unit is for files without that column."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(2, unit="Xã Xuân Thọ")]), unit="26464")

    assert answer.column("unit_code") == ["26437", "26437"]


def test_a_file_that_names_no_unit_says_what_to_do(tmp_path):
    """No column, no title, no choice."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [WITHOUT, *without_unit()]))

    assert answer.status == "refused"
    assert answer.texts("error") == 'Thiếu cột "Đơn vị tiếp nhận". Chọn cột tương ứng hoặc chọn đơn vị của cả tệp.'


def test_an_empty_unit_cell_refuses_its_row(tmp_path):
    """A column of units with a gap is not filled by guess."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(2, unit=None)]))

    assert answer.reasons == ["Ô B3: thiếu đơn vị."]
