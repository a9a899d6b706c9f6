"""What a person sees of a layout that nobody declared: headers, masked examples, sheets."""

import pytest
from books import PLAIN, Answer, code, plain_rows, xlsx

from loaders.guesses import is_masked, masked

HEADER = ("Ma so", "Khách hàng", "Don vi lam", "Mo luc", "Số máy", "Thanh toan", "So luong")
ROWS = [
    [f"X-{n}", f"Nguyễn Thị Kín {n}", "Xã Xuân Bắc", f"0{n}/04/2023", f"09123456{n:02d}", "Tiền mặt", 1234 + n]
    for n in range(1, 6)
]


@pytest.fixture
def unknown(tmp_path):
    return Answer(xlsx(tmp_path / "a.xlsx", [["SỔ THEO DÕI"], [], HEADER, *ROWS]))


def test_the_headers_of_an_unknown_layout_are_told(unknown):
    assert unknown.status == "refused"
    assert unknown.meta["headers"] == list(HEADER)


def test_examples_show_only_what_cannot_be_about_a_person(unknown):
    """Names, phones and codes that we do not know are masked; days, counts, units and listed words are not."""
    examples = unknown.meta["examples"]

    assert examples["Khách hàng"] == ["xxxxxx xxx xxx 0"]
    assert examples["Số máy"] == ["0000000000"]
    assert examples["Ma so"] == ["x-0"]
    assert examples["Don vi lam"] == ["Xã Xuân Bắc"]
    assert examples["Mo luc"] == ["01/04/2023", "02/04/2023", "03/04/2023"]
    assert examples["Thanh toan"] == ["Tiền mặt"]
    assert examples["So luong"] == ["1235", "1236", "1237"]
    assert "Kín" not in unknown.all_text()
    assert "0912" not in unknown.all_text()


def test_a_row_that_numbers_the_columns_is_no_example(tmp_path):
    """M6: (1) (2) (3) ... below the header."""
    numbers = [f"({column})" for column in range(1, len(HEADER) + 1)]
    answer = Answer(xlsx(tmp_path / "a.xlsx", [HEADER, numbers, *ROWS]))

    assert answer.meta["examples"]["So luong"] == ["1235", "1236", "1237"]
    assert answer.meta["examples"]["Mo luc"] == ["01/04/2023", "02/04/2023", "03/04/2023"]


def test_a_known_layout_shows_codes_and_days_as_they_are_and_people_masked(tmp_path):
    header = (*PLAIN, "Chủ hồ sơ")
    answer = Answer(xlsx(tmp_path / "a.xlsx", [header, *([*row, "Lê Văn Kín"] for row in plain_rows(4))]))

    assert answer.meta["examples"]["Mã hồ sơ"] == [code(1), code(2), code(3)]
    assert answer.meta["examples"]["Chủ hồ sơ"] == ["xx xxx xxx"]
    assert answer.meta["sheets"] == [
        {"name": "Sheet1", "hidden": False, "kind": "dossiers", "unit": "26428", "rows": 4}
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number", ["075.203.001.234", "075203001234", "0912 345 678", "+84912345678", "912345678", "0912-34-5678"]
)
def test_numbers_of_people_are_never_shown_whatever_their_header(tmp_path, number):
    rows = [HEADER, *([*row[:-1], number] for row in ROWS)]

    assert number not in Answer(xlsx(tmp_path / "a.xlsx", rows)).all_text()


def test_headers_shown_can_be_mapped_as_they_are_shown(tmp_path):
    """Group and leaf joined, as a screen offers them."""
    top = ["Ma so", "Ngay thang", None, "Noi lam", "Xong"]
    leaves = [None, "Mo", "Hen", None, None]
    row = [code(1), "05/04/2023", "10/04/2023", "Xã Xuân Bắc", "06/04/2023"]
    path = xlsx(tmp_path / "a.xlsx", [top, leaves, row])
    columns = {
        "dossier_code": "Ma so",
        "received_at": "Ngay thang / Mo",
        "due_at": "Ngay thang / Hen",
        "unit": "Noi lam",
    }
    columns["finished_at"] = "Xong"

    answer = Answer(path, mapping={"kind": "dossiers", "columns": columns})

    assert answer.codes == [code(1)], answer.texts()


def test_a_mask_keeps_the_shape_of_a_text():
    assert masked("Lê A-12, đ.5") == "xx x-00, x.0"


def test_a_masked_text_is_told_from_a_value():
    assert is_masked(masked("Đang chờ 12"))
    assert not any(map(is_masked, ("Đã xử lý xong", "05/04/2023", "1234", "x thay")))
