"""The layouts of domain guide 4.1 in every format they come in, and the mess of 4.4 around their rows."""

from datetime import date, datetime

import pytest
from books import CATALOGUE, FEES, L1, PLAIN, Answer, adds_up, code, csv_file, l1_row, page, plain_row, plain_rows, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.grid import UnreadableFileError

L1X = (
    "STT", "Đơn vị tiếp nhận", "Lĩnh vực", "Tên thủ tục hành chính", "Mã hồ sơ", "Trạng thái", "Địa chỉ", "Chủ hồ sơ",
    "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Đơn vị/ cá nhân giải quyết",
)  # fmt: skip

TITLE = [
    ["UBND HUYỆN XUÂN LỘC"],
    ["DANH SÁCH HỒ SƠ TIẾP NHẬN VÀ TRẢ KẾT QUẢ"],
    ["(Từ ngày 01/04/2023 đến ngày 30/06/2023)"],
    [],
]


def written(path, rows, form):
    """Write a table in one of the forms in which exports come."""
    if form == "xlsx":
        return xlsx(path / "tệp.xlsx", rows)
    if form == "html":
        return page(path / "tệp.xls", rows)
    name, delimiter, encoding = form
    return csv_file(path / f"{name}.csv", rows, delimiter=delimiter, encoding=encoding)


FORMS = (
    "xlsx",
    "html",
    *(("tệp", delimiter, encoding) for delimiter in ",;\t" for encoding in ("utf-8", "utf-8-sig", "cp1258")),
    ("tệp", ";", "utf-16"),
)


# L1


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_dossier_list_comes_out_the_same_from_every_format(tmp_path, form):
    """L1, M1, M2, M16."""
    answer = Answer(
        written(tmp_path, [L1, l1_row(1), l1_row(2, Ngày_kết_thúc_xử_lý=None, Trạng_thái="Đang xử lý")], form)
    )

    expected = {
        "dossier_code": code(1),
        "unit_code": "26428",
        "procedure_name": "Đăng ký khai sinh",
        "procedure_key": "đăng ký khai sinh",
        "received_at": datetime(2023, 4, 5, 8, 15),
        "due_at": datetime(2023, 4, 10),
        "finished_at": datetime(2023, 4, 7, 15, 40),
        "handed_over_at": None,
        "status_group": "done",
        "source_row": 2,
    }
    facts = [{name: value for name, value in row.items() if name != "source_sheet"} for row in answer.facts]
    later = {"dossier_code": code(2), "finished_at": None, "status_group": "open", "source_row": 3}
    assert facts == [expected, expected | later]
    assert answer.rows == {"read": 3, "loaded": 2, "rejected": 0, "skipped": 1}
    assert answer.meta["kind"] == "dossiers"


def test_a_table_that_starts_at_row_seven_keeps_true_row_numbers(tmp_path):
    """L1 below title rows (M5): lineage points to the row that Excel shows."""
    rows = [*TITLE, [], [], L1, l1_row(1), l1_row(2), l1_row(3, Ngày_nhận="31/02/2023")]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("source_row") == [8, 9]
    assert [reject["source_row"] for reject in answer.rejects] == [10]
    assert [reject["cell"] for reject in answer.rejects] == ["J10"]
    assert answer.meta["period"] == "2023-04-01..2023-06-30"


def test_a_table_that_starts_in_column_c_names_the_true_cell(tmp_path):
    """L1 moved to the right: cells in messages are those of the sheet."""
    answer = Answer(
        xlsx(tmp_path / "a.xlsx", [["", "", *row] for row in (PLAIN, *plain_rows(3), plain_row(4, due="31/02/2023"))])
    )

    assert [reject["cell"] for reject in answer.rejects] == ["F5"]
    assert answer.reasons[0].startswith('Ô F5: ngày "31/02/2023" không có thật')


def test_every_sheet_keeps_its_own_name_and_rows(tmp_path):
    """Lineage over several sheets, one of which starts lower."""
    sheets = {"Tháng 4": [PLAIN, plain_row(1)], "Tháng 5": [["Danh sách"], [], PLAIN, plain_row(2), plain_row(3)]}

    answer = Answer(xlsx(tmp_path / "a.xlsx", sheets))

    where = [(row["source_sheet"], row["source_row"], row["dossier_code"]) for row in answer.facts]
    assert where == [("Tháng 4", 2, code(1)), ("Tháng 5", 4, code(2)), ("Tháng 5", 5, code(3))]
    assert adds_up(answer.rows)
    assert answer.rows["loaded"] == 3


def test_two_tables_of_one_page_are_two_sheets(tmp_path):
    """M4: the title block of an HTML page is often a table of its own."""
    path = page(tmp_path / "a.xls", [PLAIN, plain_row(1)])
    content = path.read_text(encoding="utf-8")
    path.write_text(
        content.replace("<body>", "<body><table><tr><td>Tính đến ngày 04/07/2023</td></tr></table>"), encoding="utf-8"
    )

    answer = Answer(path)

    assert answer.codes == [code(1)]
    assert answer.meta["export_date"] == "2023-07-04"


def test_columns_may_stand_in_any_order(tmp_path):
    """L1 with its columns reversed."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [row[::-1] for row in (PLAIN, *plain_rows(2))]))

    assert answer.codes == [code(1), code(2)]
    assert answer.column("unit_code") == ["26428", "26428"]


# L1b


def l1b_rows():
    numbers = [str(number) for number in range(1, 8)]
    body = [1, code(1), "Đăng ký khai sinh", "Phòng Tư pháp", "05/04/2023", "10/04/2023", "07/04/2023"]
    return numbers, body


def test_two_header_rows_and_a_number_row_are_read_as_html(tmp_path):
    """L1b, M4, M6: rowspan and colspan; handing over stands in for the end of processing (M22)."""
    numbers, body = l1b_rows()
    top = [
        ("TT", 2, 1), ("Mã hồ sơ", 2, 1), ("Tên TTHC", 2, 1), ("Cơ quan chủ trì giải quyết", 2, 1),
        ("Ngày, tháng, năm", 1, 3),
    ]  # fmt: skip
    leaves = ["Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"]

    answer = Answer(page(tmp_path / "a.xls", [top, leaves, numbers, body]))

    (fact,) = answer.facts
    assert fact["received_at"] == datetime(2023, 4, 5)
    assert fact["due_at"] == datetime(2023, 4, 10)
    assert fact["handed_over_at"] == datetime(2023, 4, 7)
    assert fact["finished_at"] is None
    assert fact["unit_code"] == "741.TP"
    assert fact["source_row"] == 4
    assert answer.rows == {"read": 4, "loaded": 1, "rejected": 0, "skipped": 3}


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_two_header_rows_without_merged_cells_are_read(tmp_path, form):
    """L1b as a format without spans leaves it: the group over its first column only."""
    numbers, body = l1b_rows()
    top = ["TT", "Mã hồ sơ", "Tên TTHC", "Cơ quan chủ trì giải quyết", "Ngày, tháng, năm", None, None]
    leaves = [None, None, None, None, "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"]

    answer = Answer(written(tmp_path, [["DANH SÁCH"], top, leaves, numbers, body], form))

    assert answer.codes == [code(1)]
    assert answer.column("handed_over_at") == [datetime(2023, 4, 7)]
    assert answer.column("source_row") == [5]


def test_two_header_rows_with_merged_cells_are_read_from_excel(tmp_path):
    """L1b in .xlsx, cells merged down and across."""
    numbers, body = l1b_rows()
    top = ["TT", "Mã hồ sơ", "Tên TTHC", "Cơ quan chủ trì giải quyết", "Ngày, tháng, năm"]
    leaves = [None, None, None, None, "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"]

    path = xlsx(tmp_path / "a.xlsx", [top, leaves, numbers, body], merged=("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1"))

    assert Answer(path).codes == [code(1)]


@pytest.mark.parametrize(
    "numbers",
    [
        ["1", "2", "3", "4", "5", "6"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["(1)", "(2)", "(3)", "(4)=(2)+(3)", "(5)", "(6)=5/4"],
        ["A", "B", "1", "2", "3", "4"],
        [1, 2, 3, 4, 5, 6],
    ],
    ids=str,
)
def test_a_row_that_numbers_the_columns_is_no_dossier(tmp_path, numbers):
    """M6."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, numbers, *plain_rows(2)]))

    assert answer.codes == [code(1), code(2)]
    assert answer.rows == {"read": 4, "loaded": 2, "rejected": 0, "skipped": 2}


# L1c


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_fee_list_is_payments_and_its_total_row_is_not_paid(tmp_path, form):
    """L1c, M9, M12."""
    rows = [
        FEES,
        [1, code(1), "Đăng ký khai sinh", "Xã Xuân Bắc", "06/04/2023", "8.000", "", "8.000"],
        [2, code(2), "Chứng thực bản sao", "Xã Xuân Thọ", "07/04/2023", "2.000", "1.234.000", "1.236.000"],
        ["Tổng số", "", "", "", "", "10.000", "1.234.000", "1.244.000"],
    ]

    answer = Answer(written(tmp_path, rows, form))

    assert answer.meta["kind"] == "payments"
    assert answer.column("fee_amount") == [8000, 1236000]
    assert answer.column("paid_on") == [date(2023, 4, 6), date(2023, 4, 7)]
    assert answer.column("unit_code") == ["26428", "26437"]
    assert answer.rows == {"read": 4, "loaded": 2, "rejected": 0, "skipped": 2}


def test_a_fee_list_without_a_total_column_adds_its_parts(tmp_path):
    """L1c without "Tổng (VNĐ)"."""
    rows = [FEES[:-1], [1, code(1), "Khai sinh", "Xã Xuân Bắc", "06/04/2023", "8000", "1.500"]]

    assert Answer(xlsx(tmp_path / "a.xlsx", rows)).column("fee_amount") == [9500]


@pytest.mark.parametrize("total_in", [0, 1, 2])
def test_the_total_row_is_known_wherever_its_word_stands(tmp_path, total_in):
    """M9: "Tổng số" in the first, the code's or the name's column."""
    total = ["", "", "", "", "", 8000, 0, 8000]
    total[total_in] = "TỔNG SỐ"
    rows = [FEES, [1, code(1), "Khai sinh", "Xã Xuân Bắc", "06/04/2023", 8000, 0, 8000], total]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.rows == {"read": 3, "loaded": 1, "rejected": 0, "skipped": 2}


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("8000", 8000), ("8.000", 8000), ("8,000", 8000), ("8.000 đ", 8000), ("8.000 đồng", 8000), ("8.000đ", 8000),
        ("8000 VNĐ", 8000), ("8 000", 8000), ("1.234", 1234), (8000, 8000), (8000.0, 8000), ("0", 0), ("", 0),
        ("1.234.567", 1234567),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_dong(tmp_path, printed, amount):
    """L1c, M12: a full stop groups thousands; there are no fractions of a đồng."""
    header = ("Mã hồ sơ", "Ngày thu", "Tổng (VNĐ)")
    answer = Answer(xlsx(tmp_path / "a.xlsx", [header, [code(1), "06/04/2023", printed], [code(2), "06/04/2023", "1"]]))

    assert answer.column("fee_amount") == [amount, 1], answer.reasons


@pytest.mark.parametrize("printed", ["tám nghìn", "8,5", "8.5", "-8000", "8.0001"])
def test_an_amount_that_is_no_whole_dong_refuses_its_row(tmp_path, printed):
    """L1c."""
    header = ("Mã hồ sơ", "Ngày thu", "Tổng (VNĐ)")
    rows = [[code(number), "06/04/2023", "1000"] for number in range(1, 4)]
    answer = Answer(xlsx(tmp_path / "a.xlsx", [header, *rows, [code(4), "06/04/2023", printed]]))

    assert answer.reasons == ["Ô C5: ô này không phải số tiền (đồng)."]
    assert len(answer.facts) == 3


# L9


def catalogue_rows():
    return [
        ["Dịch vụ công quốc gia: kết nối, cung cấp thông tin và dịch vụ công mọi lúc, mọi nơi"],
        CATALOGUE,
        ["1.001193", "Thủ tục đăng ký\nkhai sinh", "Bộ Tư pháp", " Ủy ban nhân dân cấp xã ", "Hộ tịch"],
        ["1.000080.000.00.00.H19", "Cấp giấy phép", "Bộ Xây dựng", "Cấp huyện\nCấp tỉnh", "Hoạt động xây dựng\nNhà ở"],
    ]


def test_the_national_catalogue_is_read_below_its_motto(tmp_path):
    """L9, M36: a merged motto row, header in row 2, line breaks, several fields in one cell."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", catalogue_rows(), merged=("A1:E1",)))

    assert answer.meta["kind"] == "procedures"
    first, second = answer.facts
    assert first == {
        "source_sheet": "Sheet1",
        "source_row": 3,
        "procedure_code": "1.001193",
        "procedure_base": "1.001193",
        "procedure_name": "Thủ tục đăng ký khai sinh",
        "procedure_key": "thủ tục đăng ký khai sinh",
        "issued_by": "Bộ Tư pháp",
        "done_by": "Ủy ban nhân dân cấp xã",
        "field_name": "Hộ tịch",
        "field_key": "hộ tịch",
    }
    assert second["procedure_code"] == "1.000080.000.00.00.H19"
    assert second["procedure_base"] == "1.000080"
    assert second["done_by"] == "Cấp huyện; Cấp tỉnh"
    assert second["field_name"] == "Hoạt động xây dựng; Nhà ở"
    assert second["field_key"] == "hoạt động xây dựng"
    assert answer.rows == {"read": 4, "loaded": 2, "rejected": 0, "skipped": 2}


def test_the_national_catalogue_is_the_same_as_html(tmp_path):
    """L9 with the motto spanning the table."""
    motto, *rest = catalogue_rows()

    answer = Answer(page(tmp_path / "a.xls", [[(motto[0], 1, 5)], *rest]))

    assert answer.facts[1]["field_name"] == "Hoạt động xây dựng; Nhà ở"
    assert len(answer.facts) == 2


def test_procedure_codes_that_excel_took_for_numbers_still_join(tmp_path):
    """M27: 1.000080 became 1.00008; the digits lost can only be zeros."""
    rows = [CATALOGUE, *([f"1.{number:06d}", f"Thủ tục {number}", "Bộ", "Xã", "Hộ tịch"] for number in range(1, 4))]
    rows += [[1.00008, "Cấp giấy", "Bộ", "Xã", "Đất đai"], [2.0026, "Cấp đổi", "Bộ", "Xã", "Đất đai"]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.status == "ready", answer.texts()
    assert answer.column("procedure_base")[-2:] == ["1.000080", "2.002600"]


def test_group_rows_of_a_catalogue_are_no_procedures(tmp_path):
    """M8 in L9: "I | Sở, ban, ngành"."""
    rows = [CATALOGUE, ["I", "Lĩnh vực hộ tịch"], *catalogue_rows()[2:]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.rows == {"read": 4, "loaded": 2, "rejected": 0, "skipped": 2}


def test_the_field_of_a_dossier_keeps_all_that_the_cell_holds(tmp_path):
    """M36 in L1: several fields in one cell, grouped by the first."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [(*PLAIN, "Lĩnh vực"), [*plain_row(1), "Đất đai\nHộ tịch"]]))

    assert answer.facts[0]["field_name"] == "Đất đai; Hộ tịch"
    assert answer.facts[0]["field_key"] == "đất đai"


# L1x

_OWNERS = [f"Nguyễn Thị Bí Mật {number}" for number in range(1, 13)]
_STREETS = [f"Số {number} đường Kín Đáo, khu 4" for number in range(1, 13)]


def l1x_rows():
    return [
        [number, "UBND xã Xuân Bắc", "Đăng ký khai sinh", code(number), _STREETS[number - 1], _OWNERS[number - 1],
         "05/04/2023", "10/04/2023", "07/04/2023"]
        for number in range(1, 13)
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["html", "xlsx", ("tệp", ",", "utf-8")], ids=str)
def test_twelve_headers_over_nine_cells_are_refused_without_a_word_of_the_file(tmp_path, form):
    """L1x, M18: short in HTML, padded by Excel."""
    padding = [] if form == "html" else [None] * 3
    answer = Answer(written(tmp_path, [L1X, *([*row, *padding] for row in l1x_rows())], form))

    assert answer.status == "refused"
    assert answer.facts == []
    assert 'Cột "Mã hồ sơ" không chứa mã hồ sơ. Tệp bị lệch cột, không nạp.' in answer.texts("error")
    assert 'Cột "Trạng thái" không chứa trạng thái hồ sơ. Tệp bị lệch cột, không nạp.' in answer.texts("error")
    assert not any(text in answer.all_text() for text in (*_OWNERS, *_STREETS, code(1)))
    assert answer.rows == {"read": 13, "loaded": 0, "rejected": 13, "skipped": 0}


@pytest.mark.parametrize("shift", [-3, -2, -1, 1, 2, 3])
def test_a_table_whose_cells_slipped_sideways_is_refused_without_its_values(tmp_path, shift):
    """L1x: all cells moved left or right under their headers."""

    def moved(row):
        row = [str(cell) for cell in row]
        return [None] * shift + row[:-shift] if shift > 0 else row[-shift:] + [None] * -shift

    rows = [
        moved(l1_row(n, Chủ_hồ_sơ=_OWNERS[n - 1], Người_nộp=_OWNERS[n - 1], Địa_chỉ=_STREETS[n - 1]))
        for n in range(1, 13)
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [L1, *rows]))

    assert answer.status == "refused"
    assert not any(text in answer.all_text() for text in (*_OWNERS, *_STREETS))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 20])
def test_one_bad_row_does_not_refuse_a_small_file(tmp_path, count):
    """L1x is told by shares: one row with an impossible day among few is refused alone."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(count), plain_row(99, received="31/02/2023")]))

    assert answer.status == "ready"
    assert answer.rows == {"read": count + 2, "loaded": count, "rejected": 1, "skipped": 1}


def test_one_row_that_slipped_sideways_is_refused_alone_and_not_quoted(tmp_path):
    """M40: a single shifted row; an address or a name is never taken for a dossier code."""
    slipped = [3, "UBND xã Xuân Bắc", "Đăng ký khai sinh", _STREETS[0], _OWNERS[0], None, None, None, None,
               "05/04/2023", "10/04/2023", "07/04/2023"]  # fmt: skip

    answer = Answer(xlsx(tmp_path / "a.xlsx", [L1, *(l1_row(number) for number in range(4, 24)), slipped]))

    assert answer.rows == {"read": 22, "loaded": 20, "rejected": 1, "skipped": 1}
    assert _STREETS[0] not in answer.all_text()
    assert _OWNERS[0] not in answer.all_text()


@pytest.mark.parametrize("printed", ["Nguyễn Văn Kín", "NGUYENVANKIN", "0912345678", "075203001234", "12 Hùng Vương"])
def test_a_name_or_number_of_a_person_is_never_a_dossier_code(tmp_path, printed):
    """Domain guide 8: what stands under "Mã hồ sơ" by mistake does not reach the facts."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(20), plain_row(99, code=printed)]))

    assert len(answer.facts) == 20
    assert printed not in answer.all_text()


@pytest.mark.parametrize(
    "printed",
    [
        "000.17.22.H56-210531-0001", "H56.14-240823-0001", "H15.50.05.13-261008-0975", "H29.259-20260826-0001",
        "H19-230405-1234567",
    ],
)  # fmt: skip
def test_national_dossier_codes_are_taken_without_a_word(tmp_path, printed):
    """M26, domain guide 4.3."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, code=printed)]))

    assert answer.codes == [printed]
    assert "mã hồ sơ" not in answer.texts("warning")


@pytest.mark.parametrize("printed", ["2023/HS-0012", "BN.0012", "15082", "HS 0012"])
def test_a_code_of_another_form_is_kept_and_flagged(tmp_path, printed):
    """Domain guide 4.3: no match: keep, flag."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(12), plain_row(99, code=printed)]))

    assert answer.codes[-1] == printed
    assert "1 mã hồ sơ không theo mẫu quốc gia, vẫn nhận." in answer.texts("warning")


# Rows that are no dossiers


def test_everything_around_the_dossiers_is_counted_as_skipped(tmp_path):
    """M5, M6, M8, M9, M40 in one file."""
    rows = [
        *TITLE,
        PLAIN,
        ["1", "2", "3", "4", "5", "6"],
        ["I", "Sở, ban, ngành"],
        plain_row(1),
        plain_row(2),
        ["Cộng", None, None, None, None, "2"],
        ["II", "Xã, thị trấn"],
        [],
        PLAIN,
        plain_row(3),
        ["Tổng số", None, None, None, None, "1"],
        ["TỔNG CỘNG", None, "3"],
        [],
        [None, None, "Xuân Lộc, ngày 04 tháng 7 năm 2023"],
        ["Người lập biểu", None, None, "Thủ trưởng đơn vị"],
        ["Người Ký Một", None, None, "Người Ký Hai"],
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.codes == [code(1), code(2), code(3)]
    assert answer.rows == {"read": 17, "loaded": 3, "rejected": 0, "skipped": 14}
    assert "Người Ký" not in answer.all_text()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_placeholders_that_the_software_left_are_no_dossiers(tmp_path, count):
    """M7."""
    holes = ["MaHoSo", "DonVi", "NgayNhan", "NgayHenTra", "NgayKetThuc", "TrangThai"]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, holes, *plain_rows(count)]))

    assert answer.codes == [code(number) for number in range(1, count + 1)]
    assert adds_up(answer.rows)


def test_a_dossier_without_a_code_is_refused_by_its_row(tmp_path):
    """A row with a day of reception and no code."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(2, code=None)]))

    assert answer.reasons == ["Ô A3: thiếu mã hồ sơ."]
    assert answer.rows == {"read": 3, "loaded": 1, "rejected": 1, "skipped": 1}


def test_a_dossier_without_a_day_of_reception_is_refused_by_its_cell(tmp_path):
    """Required cell empty."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(2, received=None)]))

    assert answer.reasons == ["Ô C3: thiếu ngày tiếp nhận."]


def test_a_dossier_not_accepted_needs_no_day_of_reception(tmp_path):
    """Status 3 stands outside every count."""
    rows = [PLAIN, plain_row(1), plain_row(2, received=None, due=None, finished=None, status="Không được tiếp nhận")]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("status_group") == ["done", "not_accepted"]


@pytest.mark.parametrize("form", ["xlsx", "html", ("tệp", ";", "utf-8")], ids=str)
def test_a_header_without_rows_is_refused_in_words(tmp_path, form):
    """An export of a period in which nothing happened."""
    answer = Answer(written(tmp_path, [["DANH SÁCH HỒ SƠ"], L1], form))

    assert answer.status == "refused"
    assert answer.texts("error") == "Tệp không có dòng dữ liệu nào nhận được."
    assert answer.rows == {"read": 2, "loaded": 0, "rejected": 2, "skipped": 0}


def test_an_unknown_table_is_refused_with_what_can_be_read(tmp_path):
    """No layout fits."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [["Màu", "Số lượng"], ["đỏ", 3], ["xanh", 4]]))

    assert answer.status == "refused"
    told = answer.texts("error")
    assert "Không nhận ra mẫu tệp. Đọc được: danh sách hồ sơ; danh sách thu phí, lệ phí;" in told
    assert "; biểu số II.06a/VPCP/KSTT; tổng hợp theo mẫu OpenCPS; QĐ 766: tiến độ giải quyết;" in told


@pytest.mark.parametrize("absent", ["Ngày tiếp nhận", "Ngày hẹn trả", "Mã hồ sơ"])
def test_a_missing_column_is_named(tmp_path, absent):
    """Visual 6: Thiếu cột "…"."""
    keep = [index for index, name in enumerate(PLAIN) if name != absent]
    answer = Answer(xlsx(tmp_path / "a.xlsx", [[row[index] for index in keep] for row in (PLAIN, *plain_rows(2))]))

    assert answer.texts("error") == f'Thiếu cột "{absent}". Chọn cột tương ứng hoặc tải tệp khác.'


def test_sheets_of_two_kinds_in_one_file_are_refused(tmp_path):
    """A dossier list and a fee list: two files."""
    fees = [FEES, [1, code(1), "Khai sinh", "Xã Xuân Bắc", "06/04/2023", 8000, 0, 8000]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", {"Hồ sơ": [PLAIN, plain_row(1)], "Phí": fees}))

    assert answer.status == "refused"
    assert "Tách ra tệp riêng." in answer.texts("error")
    assert answer.facts == []


def test_a_sheet_without_a_table_is_skipped_and_said(tmp_path):
    """A cover sheet: counted, not dropped in silence."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", {"Bìa": [["Báo cáo"], ["quý II"]], "Hồ sơ": [PLAIN, plain_row(1)]}))

    assert answer.rows == {"read": 4, "loaded": 1, "rejected": 0, "skipped": 3}
    assert [m["sheet"] for m in answer.meta["messages"] if "bỏ qua" in m["text"]] == ["Bìa"]


def test_hidden_rows_are_read_and_said(tmp_path):
    """M31."""
    from openpyxl import load_workbook

    path = xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)])
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(path)

    answer = Answer(path)

    assert len(answer.facts) == 3
    assert "1 hàng đang ẩn" in answer.texts()


def test_a_hidden_sheet_is_read_and_said_once(tmp_path):
    answer = Answer(
        xlsx(tmp_path / "a.xlsx", {"Bìa": [["Báo cáo"]], "Ẩn": [PLAIN, plain_row(1)]}, hidden_sheets=["Ẩn"])
    )

    assert len(answer.facts) == 1
    assert [m["text"] for m in answer.meta["messages"] if "ẩn" in m["text"]] == [
        "Trang này bị ẩn trong tệp, vẫn được đọc."
    ]


def test_a_file_made_utf_8_twice_is_refused_by_that_name(tmp_path):
    """Opened as Western text and saved as UTF-8 again: Xã becomes XÃ£; a remedy that says "save as UTF-8" is none."""
    rows = [PLAIN, *plain_rows(3)]
    sound = csv_file(tmp_path / "a.csv", rows)
    assert Answer(sound).rows["loaded"] == 3
    windows = dict(zip(bytes(range(256)).decode("latin-1"), bytes(range(256)).decode("cp1252", "replace"), strict=True))
    as_latin = sound.read_bytes().decode("latin-1")
    as_windows = "".join(windows[sign].replace("\ufffd", sign) for sign in as_latin)
    assert as_latin != as_windows
    for text in (as_latin, as_windows):
        (tmp_path / "b.csv").write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableFileError, match=r"UTF-8 hai lần .* Xuất lại từ phần mềm"):
            Answer(tmp_path / "b.csv")


def test_western_words_are_not_taken_for_doubled_utf_8(tmp_path):
    """A single é or ñ is a letter of its own."""
    rows = [(*PLAIN, "café"), *([*row, "Peña"] for row in plain_rows(3, unit="Xuan Bac"))]
    path = csv_file(tmp_path / "a.csv", rows)
    assert "hai lần" not in Answer(path).texts()


def test_a_unit_merged_over_its_rows_is_filled_down(tmp_path):
    """M31 in .xlsx."""
    rows = [PLAIN, plain_row(1), plain_row(2, unit=None), plain_row(3, unit="Xã Xuân Thọ"), plain_row(4, unit=None)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows, merged=("B2:B3", "B4:B5")))

    assert answer.column("unit_code") == ["26428", "26428", "26437", "26437"], answer.reasons


def test_a_unit_spanning_its_rows_is_filled_down_in_html(tmp_path):
    """M31 with rowspan."""
    first, second = plain_row(1), plain_row(2)
    first[1] = (first[1], 2, 1)
    del second[1]

    assert Answer(page(tmp_path / "a.xls", [PLAIN, first, second])).column("unit_code") == ["26428", "26428"]


# Statuses and what is missing


def test_an_unknown_status_is_counted_and_never_quoted(tmp_path):
    """Domain guide 8, 3.2; Hủy and Đã hủy are asked about."""
    rows = plain_rows(30)
    rows[3][-1], rows[4][-1] = "Đã hủy", "Nguyễn Văn Kín"

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows]))

    assert answer.column("status_group").count("unknown") == 2
    assert "2 hồ sơ có trạng thái lạ" in answer.texts("warning")
    assert "hủy" not in answer.all_text()
    assert "Kín" not in answer.all_text()


def test_overdue_as_a_status_is_a_verdict(tmp_path):
    """M25."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, status="Quá hạn", finished=None)]))

    assert answer.column("status_group") == ["overdue"]


@pytest.mark.parametrize(
    ("group", "names"),
    {
        "not_accepted": ["Mới đăng ký", "Không được tiếp nhận", "1", "3"],
        "open": ["Được tiếp nhận", "Đang xử lý", "Mới tiếp nhận", "Tiếp nhận", "Đang giải quyết", "2", "4",
                 "Chờ xử lý"],
        "waiting": [
            "Yêu cầu bổ sung giấy tờ", "Yêu cầu thực hiện nghĩa vụ tài chính", "Dừng xử lý", "Tạm dừng", "5", "6", "8",
        ],
        "withdrawn": ["Công dân yêu cầu rút hồ sơ", "Trả lại", "Xin rút", "7"],
        "done": ["Đã xử lý xong", "Đã trả kết quả", "Hoàn thành", "Đã hoàn thành", "ĐÃ  XỬ LÝ\nXONG", "9", "10"],
    }.items(),
)  # fmt: skip
def test_every_national_status_is_known(tmp_path, group, names):
    """Domain guide 3.2, by text and by code."""
    rows = [plain_row(number, status=name) for number, name in enumerate(names, 1)]

    assert Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows])).column("status_group") == [group] * len(names)


def test_dossiers_that_cannot_be_counted_are_counted_in_a_warning(tmp_path):
    """Decision 0004: done without an end, no appointed day (M23), an end while open."""
    rows = [
        *plain_rows(4),
        plain_row(5, finished=None),
        plain_row(6, due=None),
        plain_row(7, due=None),
        plain_row(8, status="Đang xử lý"),
        plain_row(9, due="01/04/2023"),
    ]

    warnings = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows])).texts("warning")

    assert "1 hồ sơ đã xong nhưng không có ngày kết thúc" in warnings
    assert "2 hồ sơ không có ngày hẹn trả" in warnings
    assert "1 hồ sơ đang xử lý nhưng đã có ngày kết thúc" in warnings
    assert "1 hồ sơ có ngày hẹn trả trước ngày tiếp nhận" in warnings


def test_warnings_count_only_the_dossiers_that_are_taken(tmp_path):
    """A row refused for its appointed day is not one without an appointed day."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(4), plain_row(5, due="31/02/2023")]))

    assert len(answer.rejects) == 1
    assert "không có ngày hẹn trả" not in answer.texts("warning")


def test_a_code_printed_twice_is_said(tmp_path):
    """One dossier counts once; the later row wins."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(1), plain_row(2)]))

    assert "1 dòng lặp lại mã hồ sơ đã có trong tệp" in answer.texts("warning")


# Any mess

MESS = {
    "title": ["BÁO CÁO CHI TIẾT HỒ SƠ"],
    "number": ["1", "2", "3", "4", "5", "6"],
    "formula": ["(1)", "(2)", "(3)=1+2", "(4)", "(5)", "(6)=5/4"],
    "group": ["I", "Sở, ban, ngành"],
    "group_in_first": ["II. Xã, thị trấn"],
    "total": ["Cộng", None, None, None, None, "12"],
    "total_full": ["Tổng số", "12", "3", "4", "5", "98,5%"],
    "grand_total": ["TỔNG CỘNG", "12", None, "4"],
    "header": list(PLAIN),
    "blank": [],
    "signature": [None, "Người lập biểu", None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
    "signed": [None, "(Ký, ghi rõ họ tên)", None, None, "(Ký, đóng dấu)"],
    "placeholder": ["MaHoSo", "TenDonVi", "NgayNhan", "NgayHenTra", "NgayKetThuc", "TrangThai"],
    "place_and_day": [None, None, None, "Xuân Lộc, ngày 04 tháng 7 năm 2023"],
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    above=st.lists(st.sampled_from(["title", "blank", "place_and_day"]), max_size=6),
    within=st.lists(st.sampled_from(["dossier"] * 6 + list(MESS)), min_size=1, max_size=30),
    form=st.sampled_from(["xlsx", "html", "csv"]),
)
def test_exactly_the_drawn_dossiers_come_out_of_any_mess(tmp_path, above, within, form):
    """Rows read = loaded + rejected + skipped, and nothing but dossiers is loaded (M5 to M9, M40)."""
    rows = [MESS[name] for name in above] + [list(PLAIN), plain_row(1)]
    drawn = [code(1)]
    for name in within:
        if name == "dossier":
            drawn.append(code(len(drawn) + 1))
            rows.append(plain_row(len(drawn)))
        else:
            rows.append(MESS[name])
    path = tmp_path / "tệp"
    if form == "csv":
        csv_file(path, [[*row, *[""] * (6 - len(row))] for row in rows])
    elif form == "xlsx":
        path = xlsx(tmp_path / "tệp.xlsx", rows)
    else:
        page(path, rows)

    answer = Answer(path)

    assert answer.status == "ready", answer.texts()
    assert answer.codes == drawn
    assert adds_up(answer.rows)
    assert answer.rows["read"] == sum(any(cell for cell in row) for row in rows)
    assert answer.column("source_row") == [number for number, row in enumerate(rows, 1) if row and row[0] in drawn]
