"""Surveys, petitions, certification and progress reports (L7, L8, L10, L11), and the catalogue's own columns (L9)."""

from datetime import date

import pytest
from books import CATALOGUE, Answer, adds_up, code, page, xlsx

PERIOD = ["Kỳ báo cáo: từ ngày 01/01/2023 đến ngày 31/03/2023"]
OFFICERS = ("Trần Văn Kín", "Lê Thị Thầm")


def warned(answer):
    """Return the warnings of an answer as cell and text."""
    return [(m["cell"], m["text"]) for m in answer.meta["messages"] if m["level"] == "warning"]


# L7


SURVEY_TOP = [
    ("Đơn vị", 2, 1), ("Công chức tiếp nhận", 2, 1), ("Tổng số phiếu", 2, 1), ("Rất hài lòng", 1, 2),
    ("Hài lòng", 1, 2), ("Không hài lòng", 1, 2),
]  # fmt: skip
SURVEY_LEAVES = ["Số phiếu", "Tỷ lệ", "Số phiếu", "Tỷ lệ", "Số phiếu", "Tỷ lệ"]


def test_a_survey_by_unit_keeps_a_line_per_officer_without_the_officer(tmp_path):
    """L7: the unit spans its officers; names of officers are not read."""
    rows = [
        PERIOD,
        SURVEY_TOP,
        SURVEY_LEAVES,
        [("Xã Xuân Bắc", 2, 1), OFFICERS[0], 50, 30, "60%", 18, "36%", 2, "4%"],
        [OFFICERS[1], "1.000", 900, "90%", 100, "10%", 0, ""],
        ["Tổng cộng", "", "1.050", 930, "", 118, "", 2, ""],
    ]

    answer = Answer(page(tmp_path / "a.xls", rows))

    assert answer.meta["kind"] == "survey", answer.texts()
    facts = [
        (f["unit_code"], f["answered"], f["very_satisfied"], f["satisfied"], f["unsatisfied"]) for f in answer.facts
    ]
    assert facts == [("26428", 50, 30, 18, 2), ("26428", 1000, 900, 100, 0)]
    assert answer.column("period") == ["2023-Q1"] * 2
    assert answer.rows == {"read": 6, "loaded": 2, "rejected": 0, "skipped": 4}
    assert not any(officer in answer.all_text() for officer in OFFICERS)


@pytest.mark.parametrize("leaves", [["Số phiếu", "Tỷ lệ"], ["Tỷ lệ", "Số phiếu"]])
def test_a_share_is_never_taken_for_the_answers_whichever_stands_first(tmp_path, leaves):
    """L7: the group names no column where a leaf below it does, and "Số phiếu" of a grade is not that of all."""
    shares = {"Số phiếu": (30, 18, 2), "Tỷ lệ": ("60%", "36%", "4%")}
    printed = [shares[leaf][grade] for grade in range(3) for leaf in leaves]

    answer = Answer(
        page(tmp_path / "a.xls", [PERIOD, SURVEY_TOP, leaves * 3, ["Xã Xuân Bắc", OFFICERS[0], 50, *printed]])
    )

    (fact,) = answer.facts
    assert [fact[name] for name in ("answered", "very_satisfied", "satisfied", "unsatisfied")] == [50, 30, 18, 2]
    assert "hai lần" not in answer.texts()


def test_answers_that_are_not_the_sum_of_their_grades_are_told_and_kept(tmp_path):
    """M39; more satisfied answers than answers are refused."""
    header = ("Đơn vị", "Tổng số phiếu", "Rất hài lòng", "Hài lòng", "Không hài lòng")
    rows = [PERIOD, header, ["Xã Xuân Bắc", 50, 30, 15, 2], ["Xã Xuân Thọ", 10, 8, 4, 0], ["Xã Lang Minh", 5, 4, 1, 0]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert [(f["unit_code"], f["answered"]) for f in answer.facts] == [("26428", 50), ("26467", 5)]
    assert answer.reasons == ["Ô B4: số phiếu hài lòng nhiều hơn tổng số phiếu."]
    assert warned(answer) == [("B3", 'Ô B3: "Tổng số phiếu" in 50, cộng ba mức được 47. Giữ nguyên như in.')]


def dossier_survey(grades):
    header = (
        "TT",
        "Hồ sơ",
        "Chỉ số 1",
        "Chỉ số 2",
        "Chỉ số 3",
        "Chỉ số 4",
        "Chỉ số 6",
        "Chỉ số 7",
        "Tổng điểm",
        "Xếp loại",
    )
    rows = [[n, code(n), 1, 1, 2, 1, 1, 1, 7, grade] for n, grade in enumerate(grades, 1)]
    return [["Đơn vị: UBND xã Xuân Bắc"], PERIOD, header, *rows, ["Tổng số phiếu: 3"], ["Ghi chú"], ["Người lập"]]


def test_a_survey_by_dossier_counts_words_and_not_scores(tmp_path):
    """L7, M35: scales run both ways; three footer rows; the unit of the letterhead."""
    answer = Answer(
        xlsx(tmp_path / "a.xlsx", dossier_survey(["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]))
    )

    assert answer.meta["kind"] == "survey_dossiers", answer.texts()
    facts = [
        (f["dossier_code"], f["answered"], f["very_satisfied"], f["satisfied"], f["unsatisfied"]) for f in answer.facts
    ]
    assert facts == [(code(1), 1, 1, 0, 0), (code(2), 1, 0, 1, 0), (code(3), 1, 0, 0, 0), (code(4), 1, 0, 0, 1)]
    assert answer.column("unit_code") == ["26428"] * 4
    assert answer.rows == {"read": 10, "loaded": 4, "rejected": 0, "skipped": 6}


def test_grades_as_numbers_are_refused_since_their_direction_is_unknown(tmp_path):
    """M35."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", dossier_survey(["1", "2", "3", "1"])))

    assert answer.status == "refused"
    assert 'Cột "Xếp loại" không chứa mức hài lòng bằng chữ.' in answer.texts("error")


# L8


PETITIONS = (
    "Mã PAKN", "Nguồn", "Đơn vị xử lý", "Lĩnh vực", "Liên quan TTHC", "Ngày tiếp nhận", "Ngày chuyển cấp 2",
    "Hạn xử lý", "Ngày trả lời", "Trạng thái", "Đánh giá",
)  # fmt: skip


def petition(number, **changes):
    cells = {
        "code": f"PAKN-2023-{number:04d}", "source": "Cổng 1022", "unit": "Xã Xuân Bắc", "field": "Đất đai",
        "about": "Có", "received": "05/04/2023", "escalated": "", "due": "20/04/2023", "answered": "18/04/2023",
        "status": "Đã trả lời", "rating": "Hài lòng",
    }  # fmt: skip
    return list((cells | changes).values())


def test_petitions_are_read_with_their_days_and_without_their_text(tmp_path):
    """L8."""
    secret = "Nhà ông Nguyễn Văn Kín số 12"
    rows = [
        ("Nội dung", *PETITIONS),
        [secret, *petition(1)],
        [secret, *petition(2, answered="", status="Đang xử lý", rating="", about="Không")],
        [secret, *petition(3, status="Đã chuyển", answered="", escalated="06/04/2023", rating="Không hài lòng")],
        [secret, *petition(4, status="Chờ trời")],
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.meta["kind"] == "petitions", answer.texts()
    assert answer.column("status_group") == ["closed", "open", "forwarded", "unknown"]
    assert answer.column("is_satisfied") == [True, None, False, True]
    assert answer.column("is_about_procedure") == [True, False, True, True]
    assert answer.column("answered_on") == [date(2023, 4, 18), None, None, date(2023, 4, 18)]
    assert answer.facts[2]["escalated_on"] == date(2023, 4, 6)
    assert answer.column("due_on") == [date(2023, 4, 20)] * 4
    assert "1 phản ánh, kiến nghị có trạng thái lạ" in answer.texts("warning")
    assert not any(word in answer.all_text() for word in (secret, "Chờ trời"))


def test_the_numbers_of_the_columns_are_no_petition(tmp_path):
    """L8, M6: codes may be plain numbers, too, but then the row has a day of reception."""
    numbers = [str(number) for number in range(1, 12)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PETITIONS, numbers, petition(1), petition(2, code="12")]))

    assert answer.column("petition_code") == ["PAKN-2023-0001", "12"]
    assert answer.rows == {"read": 4, "loaded": 2, "rejected": 0, "skipped": 2}


def test_a_petition_answered_before_it_came_is_refused(tmp_path):
    """M24 for petitions."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PETITIONS, petition(1), petition(2, answered="01/04/2023")]))

    assert answer.reasons == ["Ô I3: trả lời trước ngày tiếp nhận."]
    assert adds_up(answer.rows)


def test_petitions_under_shifted_headers_are_refused(tmp_path):
    """M18: names where codes belong are not quoted."""
    rows = [petition(n, code=f"Nguyễn Thị Kín {n}") for n in range(1, 8)]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PETITIONS, *rows]))

    assert answer.status == "refused"
    assert 'Cột "Mã PAKN" không chứa mã phản ánh, kiến nghị.' in answer.texts("error")
    assert "Kín" not in answer.all_text()


# L9


def test_columns_added_by_hand_to_the_catalogue_are_read(tmp_path):
    """L9, M34: both scales of service in one file; an empty cell says nothing."""
    header = (*CATALOGUE, "Cấp", "Mức độ", "Hồ sơ mẫu", "Đủ điều kiện", "Số trường trước", "Số trường sau")
    rows = [
        header,
        ["1.001193", "Khai sinh", "Bộ Tư pháp", "Cấp xã", "Hộ tịch", "Xã", "Mức độ 4", "x", "Có", 20, 15],
        [
            "1.001194",
            "Khai tử",
            "Bộ Tư pháp",
            "Cấp xã",
            "Hộ tịch",
            "Cấp huyện, cấp xã",
            "Một phần",
            "",
            "Không",
            "",
            "",
        ],
        [
            "1.001195",
            "Kết hôn",
            "Bộ Tư pháp",
            "Cấp xã",
            "Hộ tịch",
            "",
            "Dịch vụ công trực tuyến mức độ 2",
            "Không",
            "",
            8,
            9,
        ],
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("level") == ["commune", "district; commune", None]
    assert answer.column("service_level") == ["full", "partial", "information"]
    assert answer.column("has_sample") == [True, None, False]
    assert answer.column("is_eligible_online") == [True, False, None]
    assert answer.column("fields_before") == [20, None, 8]
    assert "is_online" not in answer.facts[0]
    assert answer.texts("warning") == "1 thủ tục có số trường sau nhiều hơn trước: giữ nguyên như ghi."


def test_signatures_below_a_catalogue_are_no_procedures(tmp_path):
    """L9, M5: words under "Mã số" and beside it."""
    rows = [["1.001193", "Khai sinh", "Bộ", "Xã", "Hộ tịch"], ["NGƯỜI LẬP BIỂU", None, None, "TRƯỞNG PHÒNG"]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [CATALOGUE, *rows]))

    assert answer.column("procedure_code") == ["1.001193"]
    assert answer.rows == {"read": 3, "loaded": 1, "rejected": 0, "skipped": 2}


# L10


CERTIFIED = ("Kỳ", "Đơn vị", "Đã cung cấp", "Tổng bản sao", "Bản sao điện tử")


def test_certification_keeps_what_is_not_reported_apart_from_none(tmp_path):
    """L10: an empty count is no 0; a unit that only answers yes or no is kept."""
    rows = [
        CERTIFIED,
        ["Quý I/2023", "Phòng Tư pháp", "Có", "1.200", 100],
        ["Quý I/2023", "Xã Xuân Bắc", "Không", "", ""],
        ["6 tháng 2023", "Xã Xuân Bắc", "Có", 300, 0],
        ["6 tháng 2023", "Xã Xuân Thọ", "Có", 10, 20],
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.meta["kind"] == "e_certification", answer.texts()
    facts = [(f["period"], f["unit_code"], f["is_provided"], f["copies"], f["e_copies"]) for f in answer.facts]
    assert facts == [
        ("2023-Q1", "741.TP", True, 1200, 100),
        ("2023-Q1", "26428", False, None, None),
        ("2023-H1", "26428", True, 300, 0),
    ]
    assert answer.reasons == ["Ô E5: bản sao điện tử nhiều hơn tổng bản sao."]
    assert answer.meta["period"] == "2023-01-01..2023-06-30"


def test_a_signature_under_yes_or_no_is_no_unit(tmp_path):
    """L10, M5: an answer is yes or no."""
    line = ["Quý I/2023", "Xã Xuân Bắc", "Có", 10, 2]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [CERTIFIED, line, [None, "NGƯỜI LẬP BIỂU", "CHỦ TỊCH", None, None]]))

    assert answer.column("unit_code") == ["26428"]
    assert answer.rows == {"read": 3, "loaded": 1, "rejected": 0, "skipped": 2}


# L11


PROGRESS = (
    "Kỳ", "Đơn vị", "Mã (CT… / PL.n)", "Tử số", "Mẫu số", "Giá trị 2022", "Trạng thái", "Sản phẩm (số, ngày)",
    "Ngày hoàn thành",
)  # fmt: skip


def test_progress_reports_targets_tasks_baselines_and_the_index(tmp_path):
    """L11, M12: with a decimal comma in the column, a full stop groups thousands."""
    rows = [
        PROGRESS,
        ["Quý I/2023", "Phòng Nội vụ", "CT4.03", 12, 20, "", "Đang thực hiện", "", ""],
        ["Năm 2023", "", "ct7.3", "85,25", "", "1.234,5", "", "", ""],
        ["2023", "Phòng Nội vụ", "PL 33", "", "", "", "Hoàn thành", "KH số 17/KH-UBND ngày 18/01/2023", "18/01/2023"],
        ["2023", "Phòng Nội vụ", "PL.34", "", "", "", "", "", ""],
        ["2023", "Phòng Nội vụ", "CT4.04", "", 20, "", "", "", ""],
    ]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.meta["kind"] == "progress", answer.texts()
    names = ("period", "unit_code", "item", "numerator", "denominator", "value_2022", "status", "finished_on")
    assert [tuple(fact[name] for name in names) for fact in answer.facts] == [
        ("2023-Q1", "741.NV", "CT4.03", 12.0, 20.0, None, "in_progress", None),
        ("2023", None, "CT7.03", 85.25, None, 1234.5, None, None),
        ("2023", "741.NV", "PL.33", None, None, None, "done", date(2023, 1, 18)),
    ]
    assert answer.facts[2]["evidence"] == "KH số 17/KH-UBND ngày 18/01/2023"
    assert answer.reasons == ["Ô C5: dòng này không báo cáo gì.", "Ô D6: có mẫu số mà thiếu tử số."]
    assert adds_up(answer.rows)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234", "5.000"], [1234.0, 5000.0]),
        (["1.5", "1.234"], [1.5, 1.234]),
        (["98,5", "1.234"], [98.5, 1234.0]),
        (["0.5", "12"], [0.5, 12.0]),
    ],
)
def test_what_a_full_stop_means_is_decided_by_the_whole_column(tmp_path, texts, values):
    """M12."""
    rows = [["2023", "Phòng Nội vụ", f"CT4.0{n}", text, "", "", "", "", ""] for n, text in enumerate(texts, 1)]

    assert Answer(xlsx(tmp_path / "a.xlsx", [PROGRESS, *rows])).column("numerator") == values
