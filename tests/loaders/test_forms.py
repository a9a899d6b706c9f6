"""Aggregate forms (L2 to L6): exact rows from every layout, sums that are told and kept, shifts that are refused."""

import pytest
from books import Answer, adds_up, csv_file, grid, page, xlsx

PERIOD = ["(Từ ngày 01/01/2023 đến ngày 31/03/2023)"]

# A cell: text, rows it spans, columns it spans.
L2_TOP = [
    ("STT", 2, 1), ("Đơn vị", 2, 1), ("Tiếp nhận", 1, 5), ("Đã xử lý", 1, 4), ("Đang xử lý", 1, 2), ("Bổ sung", 2, 1),
    ("Dừng xử lý", 2, 1), ("Yêu cầu thực hiện nghĩa vụ tài chính", 2, 1), ("Trả lại/ Rút HS", 2, 1),
]  # fmt: skip
L2_LEAVES = [
    "Tổng số", "Kỳ trước", "Trong kỳ", "Qua mạng", "Qua BCCI", "Trước hạn", "Đúng hạn", "Quá hạn",
    "Tỷ lệ trước hạn, đúng hạn", "Trong hạn", "Quá hạn",
]  # fmt: skip
L2_NAMES = (
    "total", "carried_over", "received", "received_online", "received_postal", "early", "on_time", "late",
    "open_within", "open_overdue", "waiting", "paused", "financial", "withdrawn",
)  # fmt: skip
XUAN_BAC = ["1.234", 34, "1.200", 700, 2, 900, 200, 34, "97,00%", 80, 5, 3, 2, 1, 9]
XUAN_THO = [50, 10, 40, 20, 0, 30, 10, 4, "90,91%", 5, 1, 0, 0, 0, 0]
GIA_RAY = [0, 0, 0, 0, 0, 0, 0, 0, "", 0, 0, 0, 0, 0, 0]
SUM = ["1.284", 44, "1.240", 720, 2, 930, 210, 38, "96,77%", 85, 6, 3, 2, 1, 9]
L2_BODY = [
    ["I", "UBND cấp xã", *SUM],
    [1, "UBND xã Xuân Bắc", *XUAN_BAC],
    [2, "UBND xã Xuân Thọ", *XUAN_THO],
    [3, "TT. Gia Ray", *GIA_RAY],
    [("Tổng cộng", 1, 2), *SUM],
    ["", "NGƯỜI LẬP BIỂU"],
]


def written(tmp_path, rows, form):
    """Write rows with spans as .xlsx with merged cells, as HTML, or as .csv that has lost the spans."""
    if form == "html":
        return page(tmp_path / "a.xls", rows)
    return csv_file(tmp_path / "a.csv", rows) if form == "csv" else xlsx(tmp_path / "a.xlsx", rows)


def counts(row, names):
    """Return the counts of a fact or total by name, and check that it has no others."""
    about = {"source_sheet", "source_row", "form", "unit_code", "field_name", "field_key", "label"}
    assert set(row) - about == set(names)
    return [row[name] for name in names]


def plain_counts(cells):
    """Return printed cells of L2 as counts, without the rate."""
    return [int(str(cell).replace(".", "")) for place, cell in enumerate(cells) if place != 8]


@pytest.mark.parametrize("form", ["xlsx", "html", "csv"])
def test_a_form_by_unit_is_read_line_by_line_with_its_totals_beside(tmp_path, form):
    """L2, M4, M5, M6, M8, M9, M10, M11, M12."""
    numbers = [f"({number})" for number in range(1, 18)]
    answer = Answer(written(tmp_path, [["TỔNG HỢP HỒ SƠ"], PERIOD, L2_TOP, L2_LEAVES, numbers, *L2_BODY], form))

    assert answer.meta["kind"] == "form_by_unit", answer.texts()
    assert answer.meta["period"] == "2023-01-01..2023-03-31"
    assert answer.column("unit_code") == ["26428", "26437", "26425"]
    assert answer.column("source_row") == [7, 8, 9]
    assert answer.column("form") == ["by_unit"] * 3
    assert [counts(row, L2_NAMES) for row in answer.facts] == [
        plain_counts(cells) for cells in (XUAN_BAC, XUAN_THO, GIA_RAY)
    ]
    assert [(row["label"], row["source_row"]) for row in answer.totals] == [("I UBND cấp xã", 6), ("Tổng cộng", 10)]
    assert [counts(row, L2_NAMES) for row in answer.totals] == [plain_counts(SUM)] * 2
    assert answer.rows == {"read": 11, "loaded": 3, "rejected": 0, "skipped": 8}
    assert answer.texts("warning") == ""


def test_the_form_of_fourteen_columns_is_the_same_layout(tmp_path):
    """L2, 14 columns: no channels, other dossiers at the end."""
    top = [
        ("STT", 2, 1), ("Đơn vị", 2, 1), ("Tiếp nhận", 1, 3), ("Đã xử lý", 1, 4), ("Đang xử lý", 1, 2),
        ("Hồ sơ chờ bổ sung", 2, 1), ("Trả lại/Xin rút", 2, 1), ("Hồ sơ khác", 2, 1),
    ]  # fmt: skip
    leaves = [
        "Tổng", "Kỳ trước", "Trong kỳ", "Sớm hạn", "Đúng hạn", "Trễ hạn", "Tỷ lệ trước hạn, đúng hạn", "Chưa đến hạn",
        "Chậm hạn",
    ]  # fmt: skip
    body = [1, "Xã Xuân Bắc", 100, 10, 90, 60, 20, 5, "94.12%", 8, 1, 2, 3, 1]

    answer = Answer(written(tmp_path, [PERIOD, top, leaves, body], "xlsx"))

    (fact,) = answer.facts
    names = (
        "total", "carried_over", "received", "early", "on_time", "late", "open_within", "open_overdue", "waiting",
        "withdrawn", "other",
    )  # fmt: skip
    assert counts(fact, names) == [100, 10, 90, 60, 20, 5, 8, 1, 2, 3, 1]
    assert answer.texts("warning") == ""


@pytest.mark.parametrize(("letterhead", "unit"), [("UBND XÃ XUÂN BẮC", "26428"), ("UBND HUYỆN XUÂN LỘC", None)])
def test_a_form_by_field_is_of_the_unit_in_its_letterhead_else_of_the_district(tmp_path, letterhead, unit):
    """L3, M36: fields as printed."""
    top = [L2_TOP[0], ("Lĩnh vực", 2, 1), *L2_TOP[2:]]
    body = [[1, "Hộ tịch", *XUAN_THO], [2, "Đất đai\nMôi trường", *GIA_RAY]]

    answer = Answer(written(tmp_path, [[letterhead], PERIOD, top, L2_LEAVES, *body], "xlsx"))

    assert answer.meta["kind"] == "form_by_field", answer.texts()
    assert answer.column("unit_code") == [unit, unit]
    assert answer.column("field_name") == ["Hộ tịch", "Đất đai; Môi trường"]
    assert answer.column("field_key") == ["hộ tịch", "đất đai"]
    assert answer.rows["loaded"] == 2


def test_a_sheet_for_each_commune_gives_each_its_own_rows(tmp_path):
    """L3, M31: hidden sheets are read, and shown as such."""
    top = [*(text for text, *_ in L2_TOP[:2]), "Tiếp nhận", *[None] * 4, "Đã xử lý", *[None] * 3, "Đang xử lý", None,
           "Bổ sung", "Dừng xử lý", "Yêu cầu thực hiện nghĩa vụ tài chính", "Trả lại/ Rút HS"]  # fmt: skip
    top[1] = "Lĩnh vực"
    table = [PERIOD, top, [None, None, *L2_LEAVES], [1, "Hộ tịch", *XUAN_THO]]
    path = xlsx(tmp_path / "a.xlsx", {"Xuân Bắc": table, "Xuân Thọ": table})
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["Xuân Thọ"].sheet_state = "hidden"
    book.save(path)

    answer = Answer(path)

    assert [(row["source_sheet"], row["unit_code"]) for row in answer.facts] == [
        ("Xuân Bắc", "26428"), ("Xuân Thọ", "26437")
    ]  # fmt: skip
    assert answer.meta["sheets"] == [
        {"name": "Xuân Bắc", "hidden": False, "kind": "form_by_field", "unit": "26428", "rows": 1},
        {"name": "Xuân Thọ", "hidden": True, "kind": "form_by_field", "unit": "26437", "rows": 1},
    ]


L4_TOP = [
    ("TT", 3, 1), ("Lĩnh vực, công việc giải quyết theo cấp", 3, 1), ("Số hồ sơ nhận giải quyết", 1, 4),
    ("Số hồ sơ đã giải quyết", 1, 4), ("Số hồ sơ đang giải quyết", 1, 3),
]  # fmt: skip
L4_MIDDLE = [
    ("Tổng số", 2, 1), ("Trong kỳ", 1, 2), ("Từ kỳ trước", 2, 1), ("Tổng số", 2, 1), ("Trước hạn", 2, 1),
    ("Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại / Xin rút)", 2, 1), ("Quá hạn", 2, 1), ("Tổng số", 2, 1),
    ("Trong hạn", 2, 1), ("Quá hạn", 2, 1),
]  # fmt: skip
L4_LEAVES = ["Trực tuyến", "Trực tiếp, dịch vụ bưu chính"]
L4_NUMBERS = [f"({number})" for number in range(1, 14)]
L4_NAMES = (
    "total", "received_online", "received_direct", "carried_over", "resolved", "early", "on_time", "late", "open",
    "open_within", "open_overdue",
)  # fmt: skip
L4_HEAD = [
    ["Biểu số II.06a/VPCP/KSTT"],
    ["Kỳ báo cáo: Quý I/2023 (Từ ngày 15/12/2022 đến ngày 14/03/2023)"],
    ["Đơn vị tính: Số hồ sơ TTHC."],
    L4_TOP,
    L4_MIDDLE,
    L4_LEAVES,
    L4_NUMBERS,
]


@pytest.mark.parametrize("form", ["xlsx", "html"])
@pytest.mark.parametrize("label", ["Lĩnh vực, công việc giải quyết theo cấp", "Đơn vị"])
def test_form_ii_06a_is_read_with_three_header_rows_and_a_number_row(tmp_path, form, label):
    """L4 by field and by unit, M6, M21: withdrawn dossiers stay under "Đúng hạn"."""
    head = [row if row is not L4_TOP else [L4_TOP[0], (label, 3, 1), *L4_TOP[2:]] for row in L4_HEAD]
    names = ("Hộ tịch", "Chứng thực") if label != "Đơn vị" else ("Xã Xuân Bắc", "Xã Xuân Thọ")
    first, second = [120, 60, 40, 20, 100, 70, 24, 6, 20, 15, 5], [10, 4, 6, 0, 10, 9, 1, 0, 0, 0, 0]
    total = [a + b for a, b in zip(first, second, strict=True)]
    body = [[1, names[0], *first], [2, names[1], *second], [("TỔNG CỘNG", 1, 2), *total]]

    answer = Answer(written(tmp_path, [*head, *body], form))

    assert answer.meta["kind"] == "form_ii_06a", answer.texts()
    assert answer.meta["period"] == "2022-12-15..2023-03-14"
    assert [counts(row, L4_NAMES) for row in answer.facts] == [first, second]
    assert answer.column("unit_code") == ([None, None] if label != "Đơn vị" else ["26428", "26437"])
    assert [counts(row, L4_NAMES) for row in answer.totals] == [total]
    assert answer.texts("warning") == ""
    assert answer.rows == {"read": 10, "loaded": 2, "rejected": 0, "skipped": 8}


def test_sums_that_do_not_agree_are_told_by_cell_and_kept_as_printed(tmp_path):
    """M19, M39: 3 = 4 + 5 + 6, 3 = 7 + 11, and the printed total."""
    body = [
        [1, "Hộ tịch", 121, 60, 40, 20, 100, 70, 24, 6, 20, 15, 5],
        [2, "Chứng thực", 10, 4, 6, 0, 10, 9, 1, 0, 0, 0, 0],
        [("TỔNG CỘNG", 1, 2), 130, 64, 46, 20, 110, 79, 25, 6, 20, 15, 5],
    ]

    answer = Answer(written(tmp_path, [*L4_HEAD, *body], "xlsx"))

    assert answer.column("total") == [121, 10]
    assert [row["total"] for row in answer.totals] == [130]
    told = {(m["sheet"], m["cell"]): [] for m in answer.meta["messages"] if m["level"] == "warning"}
    for message in answer.meta["messages"]:
        if message["level"] == "warning":
            told[message["sheet"], message["cell"]].append(message["text"])
    assert set(told) == {("Sheet1", "C8"), ("Sheet1", "C10")}
    assert told["Sheet1", "C8"] == [
        'Ô C8: "Số hồ sơ nhận giải quyết / Tổng số" in 121, cộng "Số hồ sơ nhận giải quyết / Trong kỳ / Trực tuyến" + '
        '"Số hồ sơ nhận giải quyết / Trong kỳ / Trực tiếp, dịch vụ bưu chính" + '
        '"Số hồ sơ nhận giải quyết / Từ kỳ trước" được 120. Giữ nguyên như in.',
        'Ô C8: "Số hồ sơ nhận giải quyết / Tổng số" in 121, cộng "Số hồ sơ đã giải quyết / Tổng số" + '
        '"Số hồ sơ đang giải quyết / Tổng số" được 120. Giữ nguyên như in.',
    ]
    assert told["Sheet1", "C10"] == [
        'Ô C10: "Số hồ sơ nhận giải quyết / Tổng số" của dòng tổng in 130, cộng các dòng được 131. Giữ nguyên như in.'
    ]


def test_totals_at_several_levels_each_add_up_their_own_lines(tmp_path):
    """M8, M9: groups by numeral, a sum under each, one over all; numbering restarts."""
    one, two = [10, 4, 6, 0, 10, 9, 1, 0, 0, 0, 0], [20, 8, 12, 0, 20, 18, 2, 0, 0, 0, 0]
    three = [30, 12, 18, 0, 30, 27, 3, 0, 0, 0, 0]
    all_three = [60, 24, 36, 0, 60, 54, 6, 0, 0, 0, 0]
    body = [
        ["I", "Cấp huyện", *three],
        [1, "Hộ tịch", *one],
        [2, "Chứng thực", *two],
        ["II", "Cấp xã", *three],
        [1, "Hộ tịch", *three],
        ["", "Cộng", *three],
        ["", "Tổng số", *all_three],
    ]

    answer = Answer(written(tmp_path, [*L4_HEAD, *body], "xlsx"))

    assert [row["label"] for row in answer.totals] == ["I Cấp huyện", "II Cấp xã", "Cộng", "Tổng số"]
    assert answer.column("field_name") == ["Hộ tịch", "Chứng thực", "Hộ tịch"]
    assert answer.texts("warning") == ""


def test_lines_numbered_with_roman_numerals_that_group_nothing_are_data(tmp_path):
    """M8: a numeral alone makes no group."""
    counted = [10, 4, 6, 0, 10, 9, 1, 0, 0, 0, 0]

    answer = Answer(written(tmp_path, [*L4_HEAD, ["I", "Hộ tịch", *counted], ["II", "Đất đai", *counted]], "xlsx"))

    assert answer.column("field_name") == ["Hộ tịch", "Đất đai"]
    assert answer.totals == []


L5 = [
    "STT", "Đơn vị", "Số đầu kỳ", "Số ký trước chuyển qua", "Tiếp nhận trong kỳ", "Đã giải quyết xong", "Sớm hạn",
    "Đúng hạn", "Trễ hạn", "Đang giải quyết", "Chưa đến hạn", "Quá hạn", "Tổng số trễ hạn",
    "Hồ sơ trả lại", "Hồ sơ rút",
]  # fmt: skip
L5_FORMULAS = [
    "(1)", "(2)", "(3=4+5)", "(4)", "(5)", "(6=7+8+9)", "(7)", "(8)", "(9)", "(10=11+12)", "(11)", "(12)", "(13=9+12)",
    "(14)", "(15)",
]  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "html", "csv"])
@pytest.mark.parametrize("is_apart", [True, False])
def test_opencps_is_read_below_its_formulas_or_with_them_in_the_header(tmp_path, form, is_apart):
    """L5, M6, M20 ("Số đầu kỳ" is the total), M33 (a misprint in a header)."""
    head = [L5, L5_FORMULAS] if is_apart else [[f"{f} {text}" for f, text in zip(L5_FORMULAS, L5, strict=True)]]
    head[0] = ["STT", "Đơn vị", *head[0][2:]]
    body = [1, "Xã Xuân Bắc", 120, 20, 100, 96, 70, 20, 6, 20, 15, 5, 11, 3, 1]

    answer = Answer(written(tmp_path, [["BÁO CÁO QUÝ I NĂM 2023"], *head, body], form))

    assert answer.meta["kind"] == "form_opencps", answer.texts()
    assert answer.meta["period"] == "2023-01-01..2023-03-31"
    names = (
        "total", "carried_over", "received", "resolved", "early", "on_time", "late", "open", "open_within",
        "open_overdue", "withdrawn",
    )  # fmt: skip
    (fact,) = answer.facts
    assert counts(fact, names) == [120, 20, 100, 96, 70, 20, 6, 20, 15, 5, 4]
    assert answer.texts("warning") == ""


def test_progress_by_decision_766_has_on_time_under_trong_han(tmp_path):
    """L6: "Trong hạn" of what is resolved is not that of what is open; three header rows."""
    top = [
        ("STT", 3, 1), ("Đơn vị", 3, 1), ("Tiếp nhận", 1, 6), ("Đã xử lý", 1, 4), ("Đang xử lý", 1, 3),
        ("Tạm dừng xử lý", 3, 1),
    ]  # fmt: skip
    middle = [
        ("Tổng số", 2, 1), ("Kỳ trước chuyển sang", 2, 1), ("Trong kỳ", 1, 4), ("Tổng số", 2, 1), ("Trước hạn", 2, 1),
        ("Trong hạn", 2, 1), ("Quá hạn", 2, 1), ("Tổng số", 2, 1), ("Trong hạn", 2, 1), ("Quá hạn", 2, 1),
    ]  # fmt: skip
    leaves = ["Tổng số", "Trực tuyến", "Trực tiếp", "BCCI"]
    body = [1, "Xã Xuân Bắc", 120, 20, 100, 60, 38, 2, 96, 70, 20, 6, 20, 15, 5, 4]

    answer = Answer(written(tmp_path, [PERIOD, top, middle, leaves, body], "xlsx"))

    assert answer.meta["kind"] == "form_766_progress", answer.texts()
    names = (
        "total", "carried_over", "received", "received_online", "received_direct", "received_postal", "resolved",
        "early", "on_time", "late", "open", "open_within", "open_overdue", "paused",
    )  # fmt: skip
    assert counts(answer.facts[0], names) == body[2:]
    assert answer.texts("warning") == ""


def test_digitization_by_decision_766_keeps_reception_and_results_apart(tmp_path):
    """L6: "Chưa số hóa" stands in both groups."""
    top = [
        ("STT", 2, 1), ("Đơn vị", 2, 1), ("Tiếp nhận", 2, 1), ("Số hóa hồ sơ TTHC khi tiếp nhận", 1, 3),
        ("Đã giải quyết", 2, 1), ("Số hóa kết quả giải quyết", 1, 2),
    ]  # fmt: skip
    leaves = ["Chưa số hóa TPHS", "Có số hóa TPHS", "Có tái sử dụng thành phần", "Chưa số hóa", "Đã số hóa"]
    body = [1, "Xã Xuân Bắc", 100, 10, 90, 30, 96, 6, 90]

    answer = Answer(written(tmp_path, [PERIOD, top, leaves, body], "html"))

    assert answer.meta["kind"] == "form_766_digitization", answer.texts()
    names = (
        "received", "not_digitized", "digitized", "reused", "resolved", "results_not_digitized", "results_digitized",
    )  # fmt: skip
    assert counts(answer.facts[0], names) == body[2:]


def test_online_services_by_decision_766_are_read_without_their_rates(tmp_path):
    """L6, M38: rates are printed beside counts and not taken."""
    top = [
        ("STT", 2, 1), ("Tên đơn vị", 2, 1), ("Số hồ sơ nhận giải quyết", 1, 3), ("Tỷ lệ nộp hồ sơ trực tuyến", 1, 3),
        ("Tổng HS có nghĩa vụ tài chính", 2, 1), ("Thanh toán trực tuyến", 1, 3),
    ]  # fmt: skip
    leaves = [
        "Tổng số", "Trực tuyến", "Trực tiếp", "Toàn trình", "Một phần", "Chung", "Số HS đã TTTT", "Tỷ lệ 1", "Tỷ lệ 2",
    ]  # fmt: skip
    body = [1, "Xã Xuân Bắc", 100, 60, 40, "50%", "10%", "60%", 50, 30, "60%", "30%"]

    answer = Answer(written(tmp_path, [PERIOD, top, leaves, body], "xlsx"))

    assert answer.meta["kind"] == "form_766_online", answer.texts()
    names = ("received", "received_online", "received_direct", "fee_dossiers", "online_paid")
    assert counts(answer.facts[0], names) == [100, 60, 40, 50, 30]


def test_a_rate_that_the_counts_do_not_give_is_told_and_a_rate_of_nothing_is_not(tmp_path):
    """M11, M13."""
    wrong = [*XUAN_THO[:8], "98.5%", *XUAN_THO[9:]]
    nothing = [*GIA_RAY[:8], "100%", *GIA_RAY[9:]]
    body = [[1, "Xã Xuân Thọ", *wrong], [2, "TT. Gia Ray", *nothing]]

    answer = Answer(written(tmp_path, [PERIOD, L2_TOP, L2_LEAVES, *body], "xlsx"))

    assert answer.texts("warning") == "Ô K4: tỷ lệ in khác số tính lại 90,91% từ các cột số."


@pytest.mark.parametrize(
    ("printed", "is_told"), [("98,3%", False), ("98,35%", False), ("98,4%", True), ("98,2%", True)]
)
def test_a_printed_rate_may_be_off_by_its_rounding_to_one_decimal(tmp_path, printed, is_told):
    """118 of 120 are 98,333 %: half of a tenth to either side is rounding, more is another number."""
    body = [[1, "Xã Xuân Thọ", *XUAN_THO[:5], 100, 18, 2, printed, *XUAN_THO[9:]]]

    answer = Answer(written(tmp_path, [PERIOD, L2_TOP, L2_LEAVES, *body], "xlsx"))

    assert ("tỷ lệ in khác số tính lại 98,33%" in answer.texts("warning")) == is_told


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_a_body_shifted_to_the_left_is_refused(tmp_path, form):
    """M18: the names of units stand under the running number."""
    body = [[f"Xã Xuân {name}", *XUAN_BAC] for name in ("Bắc", "Thọ", "Hòa", "Hưng", "Tâm", "Phú")]

    answer = Answer(written(tmp_path, [PERIOD, L2_TOP, L2_LEAVES, *body], form))

    assert answer.status == "refused"
    assert answer.facts == []
    assert "Tệp bị lệch cột, không nạp." in answer.texts("error")
    assert answer.rows["rejected"] == answer.rows["read"]


def test_a_body_with_one_count_fewer_than_its_header_is_refused(tmp_path):
    """M18: every cell is a number still, but the last column is empty and no sum agrees."""
    body = [[number, name, *cells[:3], *cells[4:]] for number, (name, cells) in enumerate(
        [("Hộ tịch", [120, 60, 40, 20, 100, 70, 24, 6, 20, 15, 5]), ("Đất đai", [10, 4, 6, 3, 10, 9, 1, 0, 3, 2, 1])], 1
    )]  # fmt: skip

    answer = Answer(written(tmp_path, [*L4_HEAD, *body], "xlsx"))

    assert answer.status == "refused"
    assert "trống và không dòng nào cộng khớp" in answer.texts("error")


def test_a_text_where_a_count_belongs_refuses_its_line_by_cell(tmp_path):
    """Not the whole file, and the text is not quoted."""
    cells = [[number, f"Lĩnh vực {number}", 10, 4, 6, 0, 10, 9, 1, 0, 0, 0, 0] for number in range(1, 13)]
    cells[3][4] = "Nguyễn Thị Bí Mật"

    answer = Answer(written(tmp_path, [*L4_HEAD, *cells], "xlsx"))

    assert answer.reasons == ["Ô E11: ô này không phải số đếm."]
    assert answer.rows["loaded"] == 11
    assert adds_up(answer.rows)
    assert "Bí Mật" not in answer.all_text()


def test_an_unknown_unit_refuses_its_line_and_is_suggested(tmp_path):
    """Never merged by guess."""
    body = [[1, "Xã Xuân Bắc", *XUAN_THO], [2, "Xã Xuân Bắcc", *XUAN_THO]]

    answer = Answer(written(tmp_path, [PERIOD, L2_TOP, L2_LEAVES, *body], "xlsx"))

    assert answer.rows == {"read": 5, "loaded": 1, "rejected": 1, "skipped": 3}
    assert answer.meta["suggestions"] == [
        {"text": "Xã Xuân Bắcc", "unit": "Xã Xuân Bắc", "code": "26428", "count": 1}
    ]  # fmt: skip


def test_numbers_that_no_name_stands_beside_are_refused(tmp_path):
    """No silent loss."""
    answer = Answer(
        written(tmp_path, [PERIOD, L2_TOP, L2_LEAVES, [1, "Xã Xuân Bắc", *XUAN_THO], [2, "", *XUAN_THO]], "xlsx")
    )

    assert answer.reasons == ["Ô B5: thiếu đơn vị."]


def test_a_header_printed_again_and_unrendered_names_are_no_lines(tmp_path):
    """M7, M40."""
    again, _ = grid([L2_TOP, L2_LEAVES])
    first, second = [1, "Xã Xuân Bắc", *XUAN_THO], [2, "Xã Xuân Thọ", *XUAN_THO]
    rows = [PERIOD, L2_TOP, L2_LEAVES, first, *again, ["Stt", "TenDonVi", "TongSo"], second]

    answer = Answer(written(tmp_path, rows, "xlsx"))

    assert answer.column("unit_code") == ["26428", "26437"]
    assert answer.rejects == []
    assert adds_up(answer.rows)


def test_names_under_a_rate_make_no_line(tmp_path):
    """M5, M7: variables that the software left, and a signature, where the rate of a line would stand."""
    holes = ["Stt", "TenDonVi", *["TongSo"] * 15]
    signature = [None, "NGƯỜI LẬP BIỂU", *[None] * 8, "CHỦ TỊCH"]
    rows = [PERIOD, L2_TOP, L2_LEAVES, [1, "Xã Xuân Thọ", *XUAN_THO], holes, signature]

    answer = Answer(written(tmp_path, rows, "xlsx"))

    assert answer.column("unit_code") == ["26437"]
    assert answer.rows == {"read": 6, "loaded": 1, "rejected": 0, "skipped": 5}


def test_a_form_with_rates_only_says_which_counts_are_missing(tmp_path):
    """M38."""
    top = [("STT", 2, 1), ("Đơn vị", 2, 1), ("Tiếp nhận", 1, 3), ("Đã xử lý", 1, 1)]
    leaves = ["Tổng số", "Kỳ trước", "Trong kỳ", "Tỷ lệ trước hạn, đúng hạn"]

    answer = Answer(written(tmp_path, [PERIOD, top, leaves, [1, "Xã Xuân Bắc", 10, 2, 8, "98%"]], "xlsx"))

    assert answer.status == "refused"
    assert 'Thiếu cột "Đã xử lý: Quá hạn". Chọn cột tương ứng hoặc tải tệp khác.' in answer.texts("error")
