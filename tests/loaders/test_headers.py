"""Headers as they are seen in the wild: every alias of domain guide 4.2, spelled in every way (M17, M28, M29)."""

import unicodedata
from datetime import date, datetime

import pytest
from books import PLAIN, Answer, code, csv_file, page, plain_row, plain_rows, xlsx

BASE = {
    "dossier_code": ("Mã hồ sơ", code(1)),
    "unit_code": ("Đơn vị", "Xã Xuân Bắc"),
    "received_at": ("Ngày tiếp nhận", "05/04/2023 08:15"),
    "due_at": ("Ngày hẹn trả", "10/04/2023"),
    "finished_at": ("Ngày kết thúc xử lý", "07/04/2023"),
}
"""One sound dossier: column of the facts, header, cell."""

ALIASES = {
    "dossier_code": (["Mã hồ sơ", "Số hồ sơ", "Mã biên nhận", "Mã số hồ sơ"], code(7), code(7)),
    "procedure_name": (
        [
            "Tên thủ tục hành chính",
            "Tên TTHC",
            "Tên thủ tục",
            "Tên hồ sơ",
            "Nội dung hồ sơ",
            "Nội dung giải quyết TTHC",
        ],
        "Đăng ký khai sinh",
        "Đăng ký khai sinh",
    ),
    "field_name": (
        ["Lĩnh vực", "Tên lĩnh vực", "Lĩnh vực giải quyết", "Lĩnh vực, công việc giải quyết theo cấp"],
        "Hộ tịch",
        "Hộ tịch",
    ),
    "unit_code": (
        ["Đơn vị", "Tên đơn vị", "Đơn vị tiếp nhận", "Phòng ban", "Cơ quan/đơn vị", "Cơ quan chủ trì giải quyết"],
        "Xã Xuân Thọ",
        "26437",
    ),
    "received_at": (["Ngày tiếp nhận", "Ngày nhận", "Nhận hồ sơ"], "04/04/2023", datetime(2023, 4, 4)),
    "due_at": (["Ngày hẹn trả", "Hạn xử lý", "Hẹn trả kết quả", "Ngày hẹn"], "11/04/2023", datetime(2023, 4, 11)),
    "finished_at": (["Ngày kết thúc xử lý", "Ngày hoàn tất", "Ngày có kết quả"], "08/04/2023", datetime(2023, 4, 8)),
    "handed_over_at": (["Ngày trả", "Trả kết quả", "Ngày nhận kết quả"], "09/04/2023", datetime(2023, 4, 9)),
    "status_group": (["Trạng thái", "Trạng thái hồ sơ", "Tình trạng hồ sơ"], "Đã xử lý xong", "done"),
    "channel": (
        ["Hình thức nộp", "Hình thức tiếp nhận", "Kênh tiếp nhận", "Loại tiếp nhận", "Nguồn hồ sơ"],
        "Trực tuyến",
        "online",
    ),
    "is_digitized": (["Số hóa hồ sơ", "Số hóa TPHS", "Số hóa thành phần hồ sơ"], "Có", True),
    "is_result_digitized": (["Số hóa kết quả", "Số hóa kết quả giải quyết"], "Có", True),
    "has_e_result": (["Kết quả điện tử", "Bản điện tử", "KQ điện tử có giá trị pháp lý"], "Có", True),
    "fee_amount": (["Tổng (VNĐ)", "Phí, lệ phí", "Phí (VNĐ)", "Lệ phí (VNĐ)"], "8.000", 8000),
    "payment_method": (["Hình thức thanh toán", "Phương thức thanh toán"], "Tiền mặt", "cash"),
    "paid_on": (["Ngày thu", "Ngày thanh toán"], "06/04/2023", date(2023, 4, 6)),
}
"""Column of the facts: the headers of domain guide 4.2, a cell, and what it means."""

EVERY = [(name, header) for name, (headers, _, _) in ALIASES.items() for header in headers]


def one_dossier(path, name, header):
    """Write one dossier with a column under the header asked for, and return its fact."""
    columns = {other: pair for other, pair in BASE.items() if other != name}
    headers = [header, *(pair[0] for pair in columns.values())]
    answer = Answer(xlsx(path / "a.xlsx", [headers, [ALIASES[name][1], *(pair[1] for pair in columns.values())]]))
    assert answer.status == "ready", answer.texts()
    return answer.facts[0]


@pytest.mark.parametrize(("name", "header"), EVERY, ids=[header for _, header in EVERY])
def test_every_header_of_the_guide_is_known(tmp_path, name, header):
    """Domain guide 4.2."""
    assert one_dossier(tmp_path, name, header)[name] == ALIASES[name][2]


SPELLINGS = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
    "small": str.lower,
    "double spaces": lambda text: text.replace(" ", "  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "line breaks": lambda text: text.replace(" ", "\n", 1),
    "all line breaks": lambda text: text.replace(" ", "\r\n"),
    "edge spaces and colon": lambda text: f"  {text} : ",
    "star": lambda text: f"{text} (*)".replace(" (*)", "*"),
    "new tone style": lambda text: text.replace("hóa", "hoá").replace("Hòa", "Hoà"),
    "break after marks": lambda text: text.replace("/", "/\n").replace(",", ",\n"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", ALIASES)
def test_spelling_of_a_header_does_not_matter(tmp_path, name, spelling):
    """M28, M29, line breaks and spaces in headers."""
    for header in ALIASES[name][0]:
        fact = one_dossier(tmp_path, name, SPELLINGS[spelling](header))
        assert fact[name] == ALIASES[name][2], header


def test_decomposed_cells_are_stored_composed(tmp_path):
    """M29: a whole file in NFD gives the same facts as in NFC."""
    rows = [(*PLAIN, "Lĩnh vực", "Tên TTHC"), [*plain_row(1), "Đất đai", "Cấp giấy chứng nhận"]]
    apart = [[unicodedata.normalize("NFD", cell) for cell in row] for row in rows]

    plain = Answer(csv_file(tmp_path / "a.csv", rows)).facts
    assert Answer(csv_file(tmp_path / "a.csv", apart)).facts == plain
    assert plain[0]["field_name"] == "Đất đai"


VALUES = {
    ("Hình thức nộp", "channel"): {
        "online": ["Trực tuyến", "Qua mạng", "2", 2, "TRỰC TUYẾN", "qua  mạng"],
        "direct": ["Trực tiếp", "1", 1, None, ""],
        "postal": ["BCCI", "Bưu chính", "Bưu chính công ích", "3", 3],
    },
    **{
        (header, name): {
            True: ["Có", "x", "1", 1, "Đã số hóa", "X", "có", "Đã số hoá"],
            False: ["Không", "0", 0, "Chưa số hóa", None, "không"],
        }
        for header, name in (
            ("Số hóa hồ sơ", "is_digitized"),
            ("Số hóa kết quả", "is_result_digitized"),
            ("Kết quả điện tử", "has_e_result"),
        )
    },
    ("Hình thức thanh toán", "payment_method"): {
        "cash": ["Tiền mặt", "TIỀN MẶT"],
        "cashless": ["Chuyển khoản", "Thẻ", "QR"],
        "online": ["Trực tuyến", "Cổng DVC"],
        "exempt": ["Miễn"],
        None: [None],
    },
}


@pytest.mark.parametrize(
    ("column", "meaning"), [(key, value) for key, values in VALUES.items() for value in values], ids=str
)
def test_every_value_of_the_extra_columns_is_known(tmp_path, column, meaning):
    """Domain guide 4.2, second table."""
    cells = VALUES[column][meaning]
    rows = [[*plain_row(number), cell] for number, cell in enumerate(cells, 1)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [(*PLAIN, column[0]), *rows]))

    assert answer.column(column[1]) == [meaning] * len(cells)
    assert answer.texts("warning") == ""


def test_a_file_without_an_extra_column_says_nothing_about_it(tmp_path):
    """No column is not the same as an empty cell."""
    (fact,) = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1)])).facts

    assert not {"channel", "is_digitized", "is_result_digitized", "has_e_result", "fee_amount"} & fact.keys()


def test_values_of_extra_columns_that_nobody_knows_become_empty_with_a_count(tmp_path):
    """A strange channel costs no dossier and is not quoted."""
    rows = [[*row, cell] for row, cell in zip(plain_rows(4), ["Trực tuyến", "Bồ câu", "Bồ câu", "1"], strict=True)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [(*PLAIN, "Hình thức nộp"), *rows]))

    assert answer.column("channel") == ["online", None, None, "direct"]
    assert answer.texts("warning") == 'Cột "Hình thức nộp": 2 ô không hiểu, để trống.'


@pytest.mark.parametrize("before", [True, False])
def test_the_day_of_filing_is_never_the_day_of_reception(tmp_path, before):
    """Domain guide 4.2: not Ngày nộp hồ sơ, on whichever side it stands."""
    at = 2 if before else 3
    rows = [list(PLAIN), plain_row(1)]
    rows[0].insert(at, "Ngày nộp hồ sơ")
    rows[1].insert(at, "01/01/2023")

    assert Answer(xlsx(tmp_path / "a.xlsx", rows)).column("received_at") == [datetime(2023, 4, 5, 8, 15)]


def test_the_day_of_filing_alone_is_no_day_of_reception(tmp_path):
    """A file with Ngày nộp hồ sơ only lacks the reception."""
    header = ["Ngày nộp hồ sơ" if name == "Ngày tiếp nhận" else name for name in PLAIN]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [header, plain_row(1)]))

    assert answer.texts("error") == 'Thiếu cột "Ngày tiếp nhận". Chọn cột tương ứng hoặc tải tệp khác.'


def test_of_a_header_printed_twice_the_first_is_read_and_it_is_said(tmp_path):
    """M17."""
    rows = [(*PLAIN, "Ngày hẹn trả"), [*plain_row(1), "31/12/2023"]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("due_at") == [datetime(2023, 4, 10)]
    assert answer.texts("warning") == 'Cột "Ngày hẹn trả" có hai lần; đọc cột đầu.'


def test_end_of_processing_and_handing_over_are_kept_apart(tmp_path):
    """M22."""
    (fact,) = Answer(xlsx(tmp_path / "a.xlsx", [(*PLAIN, "Ngày trả"), [*plain_row(1), "20/04/2023"]])).facts

    assert fact["finished_at"] == datetime(2023, 4, 7, 15, 40)
    assert fact["handed_over_at"] == datetime(2023, 4, 20)


def test_a_header_four_rows_high_is_read(tmp_path):
    """M4: groups over groups, an empty first row."""
    rows = [
        [None] * 5,
        [("Mã hồ sơ", 4, 1), ("Đơn vị", 4, 1), ("Thời gian", 1, 3)],
        [("Giải quyết", 1, 3)],
        [("Ngày, tháng, năm", 1, 3)],
        ["Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"],
        [code(1), "Xã Xuân Bắc", "05/04/2023", "10/04/2023", "07/04/2023"],
    ]

    answer = Answer(page(tmp_path / "a.xls", rows, tag="th"))

    assert answer.codes == [code(1)]
    assert answer.column("due_at") == [datetime(2023, 4, 10)]


def test_a_date_that_stands_under_a_group_needs_both_words(tmp_path):
    """Group + leaf: "Ngày" over "Nhận", "Hẹn trả" and "Kết thúc xử lý"."""
    rows = [
        ["Mã hồ sơ", "Đơn vị", "Ngày", None, None],
        [None, None, "nhận", "hẹn trả", "kết thúc xử lý"],
        [code(1), "Xã Xuân Bắc", "05/04/2023", "10/04/2023", "07/04/2023"],
    ]

    (fact,) = Answer(xlsx(tmp_path / "a.xlsx", rows, merged=("A1:A2", "B1:B2", "C1:E1"))).facts

    assert fact["received_at"] == datetime(2023, 4, 5)
    assert fact["finished_at"] == datetime(2023, 4, 7)


@pytest.mark.parametrize("above", [0, 1, 12, 39])
def test_a_header_is_found_below_many_title_rows(tmp_path, above):
    """M5, up to forty rows from the top."""
    rows = [["Báo cáo hồ sơ"]] * above + [PLAIN, *plain_rows(2)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("source_row") == [above + 2, above + 3]


def test_personal_columns_are_left_out_and_named(tmp_path):
    """Domain guide 8: an allow-list; columns that look like phone numbers are warned of by name."""
    rows = [(*PLAIN, "Liên hệ"), *([*row, "0912345678"] for row in plain_rows(4))]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.meta["left_out"] == ["Liên hệ"]
    assert 'Cột "Liên hệ" giống số điện thoại hoặc số định danh: không đọc, không lưu.' in answer.texts("warning")
    assert "0912345678" not in answer.all_text()
