"""Dates as offices print them, and those that must be refused (M14, M15, M23, M24)."""

from datetime import date, datetime

import pytest
from books import PLAIN, Answer, code, csv_file, page, plain_row, plain_rows, xlsx

MORNING = datetime(2023, 4, 5, 8, 15)
DAY = datetime(2023, 4, 5)


def received(path, cells, write=xlsx):
    """Write dossiers received at the cells given (appointed and ended late in the year) and read them."""
    rows = [
        plain_row(number, received=cell, due="30/12/2023", finished="29/12/2023")
        for number, cell in enumerate(cells, 1)
    ]
    return Answer(write(path / "tệp", [PLAIN, *rows]))


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("05/04/2023", DAY),
        ("05/04/2023 08:15", MORNING),
        ("05/04/2023 08:15:00", MORNING),
        ("05/04/2023 08:15:30", datetime(2023, 4, 5, 8, 15, 30)),
        ("5/4/2023", DAY),
        ("5/4/2023 8:15", MORNING),
        ("5/04/2023", DAY),
        ("05/4/2023 8:15", MORNING),
        ("05-04-2023", DAY),
        ("5.4.2023", DAY),
        ("2023-04-05", DAY),
        ("2023-04-05 08:15", MORNING),
        ("2023-04-05 08:15:00", MORNING),
        ("2023-04-05T08:15:00", MORNING),
        ("2023/04/05", DAY),
        ("08:15 05/04/2023", MORNING),
        ("05/04/2023 8h15", MORNING),
        ("  05/04/2023  08:15 ", MORNING),
        ("05/04/2023\n08:15", MORNING),
        ("05/04/2023\u00a008:15", MORNING),
        ("05/04/2023 00:00", DAY),
        ("05/04/2023 23:59", datetime(2023, 4, 5, 23, 59)),
        ("29/02/2024", datetime(2024, 2, 29)),
    ],
)
def test_a_date_is_read_day_first_with_or_without_its_hour(tmp_path, printed, moment):
    """M14."""
    rows = [plain_row(1, received=printed, due="30/12/2024", finished="29/12/2024")]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *rows]))

    assert answer.column("received_at") == [moment], answer.reasons


@pytest.mark.parametrize(
    ("cell", "moment"),
    [(MORNING, MORNING), (DAY, DAY), (date(2023, 4, 5), DAY), (45021, DAY), (45021.34375, MORNING), ("45021", DAY)],
    ids=str,
)
def test_a_real_date_or_a_serial_number_is_read(tmp_path, cell, moment):
    """M15."""
    assert received(tmp_path, [cell]).column("received_at") == [moment]


def test_all_sorts_of_dates_may_stand_in_one_column(tmp_path):
    """M14 and M15 mixed."""
    cells = ["05/04/2023", "05/04/2023 08:15", "5/4/2023", MORNING, date(2023, 4, 5), 45021, 45021.34375, "2023-04-05"]

    assert received(tmp_path, cells).column("received_at") == [DAY, MORNING, DAY, MORNING, DAY, DAY, MORNING, DAY]


@pytest.mark.parametrize("write", [xlsx, page, csv_file])
@pytest.mark.parametrize(
    "printed",
    [
        "31/02/2023",
        "29/02/2023",
        "31/04/2023 08:00",
        "05/13/2023",
        "00/04/2023",
        "05/04/1023",
        "05/04/9999",
        "5/4/23",
        "1/1/202",
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_its_cell_and_text(tmp_path, printed, write):
    """Visual 6: Ô K118: ngày "31/02/2023" không có thật."""
    answer = received(tmp_path, ["05/04/2023", printed, "06/04/2023"], write)

    assert len(answer.reasons) == 1
    assert answer.reasons[0].startswith(f'Ô C3: ngày "{printed}" không có thật')
    assert answer.rejects[0]["column_name"] == "Ngày tiếp nhận"
    assert answer.rejects[0]["source_row"] == 3
    assert answer.codes == [code(1), code(3)]


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Văn Kín", "0912345678", "0912.345.678", "0912-345-678", "0912 345 678", "075203001234", "075.203.001.234",
     "0251/3871234", "12/3/456789", "Số 5/4/2023", "05/04/2023 Kín"],
)  # fmt: skip
def test_what_is_no_date_is_refused_without_being_quoted(tmp_path, text):
    """Domain guide 8: a phone or identity number in a date column is not repeated."""
    answer = received(tmp_path, ["05/04/2023"] * 20 + [text])

    assert answer.reasons == ["Ô C22: ô này không phải là ngày (dd/mm/yyyy)."]
    assert text not in answer.all_text()


def test_an_hour_that_does_not_exist_is_refused(tmp_path):
    """25:00 is no hour."""
    answer = received(tmp_path, ["05/04/2023", "05/04/2023 25:00", "05/04/2023 08:61"])

    assert [reject["cell"] for reject in answer.rejects] == ["C3", "C4"]


def test_an_appointed_day_without_an_hour_is_kept_at_midnight(tmp_path):
    """M23."""
    (fact,) = Answer(
        xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, due="10/04/2023", finished="10/04/2023 16:30")])
    ).facts

    assert fact["due_at"] == datetime(2023, 4, 10)
    assert fact["finished_at"] == datetime(2023, 4, 10, 16, 30)


@pytest.mark.parametrize("finished", ["04/04/2023", "04/04/2023 23:59", date(2023, 4, 4), "01/01/2023"])
def test_an_end_before_the_day_of_reception_is_refused_by_its_cell(tmp_path, finished):
    """M24."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1), plain_row(2, finished=finished)]))

    assert answer.reasons == ["Ô E3: kết thúc trước ngày tiếp nhận."]


@pytest.mark.parametrize("finished", ["05/04/2023", "05/04/2023 08:00", "05/04/2023 08:15", "05/04/2023 17:00"])
def test_an_end_on_the_day_of_reception_is_fine(tmp_path, finished):
    """M24: hours of the same day are not compared, the printed end has often none."""
    assert len(Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, finished=finished)])).facts) == 1


def test_handing_over_before_reception_is_refused(tmp_path):
    """M24 where only the handing over is printed."""
    header = ["Ngày trả" if name == "Ngày kết thúc xử lý" else name for name in PLAIN]

    answer = Answer(xlsx(tmp_path / "a.xlsx", [header, plain_row(1), plain_row(2, finished="04/04/2023")]))

    assert answer.reasons == ["Ô E3: kết thúc trước ngày tiếp nhận."]


def test_empty_days_are_no_days(tmp_path):
    """M23: an empty appointed day, an empty end, blanks."""
    (fact,) = Answer(
        xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1, due=" ", finished=None, status="Đang xử lý")])
    ).facts

    assert fact["due_at"] is None
    assert fact["finished_at"] is None


def test_a_column_of_days_that_are_no_days_refuses_the_file(tmp_path):
    """L1x: dates parse, or the column is named."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(10, due="một ngày nào đó")]))

    assert answer.texts("error") == 'Cột "Ngày hẹn trả" không chứa ngày. Tệp bị lệch cột, không nạp.'


def test_impossible_days_do_not_make_a_column_a_shifted_one(tmp_path):
    """Typed wrong is not slipped sideways: each row is refused for itself."""
    answer = Answer(
        xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(5), *(plain_row(n, due="31/02/2023") for n in range(6, 12))])
    )

    assert answer.status == "ready"
    assert answer.rows == {"read": 12, "loaded": 5, "rejected": 6, "skipped": 1}
