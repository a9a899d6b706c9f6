"""Periods as titles and cells print them."""

import pyarrow as pa
import pytest
from books import PLAIN, Answer, plain_rows, xlsx

from loaders.periods import export_date_in, period_in, period_in_name, period_token


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("Kỳ báo cáo: Quý I năm 2023", "2023-Q1"),
        ("BÁO CÁO QUÝ IV/2023", "2023-Q4"),
        ("Quý 3 năm 2023", "2023-Q3"),
        ("6 tháng đầu năm 2023", "2023-H1"),
        ("9 tháng năm 2023", "2023-9M"),
        ("Tháng 4 năm 2023", "2023-04"),
        ("tháng 12/2023", "2023-12"),
        ("Kỳ báo cáo: năm 2023", "2023"),
        ("Từ ngày 15/12/2022 đến ngày 14/03/2023", "2022-12-15..2023-03-14"),
        ("Quý I/2023 (Từ ngày 15/12/2022 đến ngày 14/03/2023)", "2022-12-15..2023-03-14"),
        ("từ ngày 01 tháng 01 năm 2023 đến ngày 31 tháng 03 năm 2023", "2023-Q1"),
    ],
)
def test_a_line_names_its_period(line, token):
    """M5; days that are printed win over words."""
    found = period_in(line)
    assert found is not None
    assert found.token == token


@pytest.mark.parametrize(
    "line",
    [
        "Xuân Lộc, ngày 05 tháng 4 năm 2023",
        "Từ ngày 31/02/2023 đến ngày 31/03/2023",
        "Từ ngày 31/03/2023 đến ngày 01/01/2023",
        "Kế hoạch số 17/KH-UBND ngày 18/01/2023",
        "Xã Xuân Bắc",
    ],
)
def test_a_line_without_a_sound_period_names_none(line):
    assert period_in(line) is None


def test_a_day_of_export_is_found_beside_a_period():
    assert str(export_date_in("Tính đến ngày 04 tháng 4 năm 2023")) == "2023-04-04"


def test_cells_of_periods_become_tokens_and_others_are_refused():
    parsed = period_token(pa.array(["Quý I/2023", "2023-h1", "2023", "Năm 2023", None, "hôm qua"]))

    assert parsed.values.to_pylist() == ["2023-Q1", "2023-H1", "2023", "2023", None, None]
    assert list(parsed.errors) == [5]


@pytest.mark.parametrize(("title", "period"), [("DANH SÁCH HỒ SƠ QUÝ I NĂM 2023", None), ("(Quý I/2023)", "2023-Q1")])
def test_a_list_is_of_a_period_only_where_its_title_says_so(tmp_path, title, period):
    """A list's rows have their own days."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [[title], PLAIN, *plain_rows(2)]))

    assert answer.meta["period"] == ("2023-01-01..2023-03-31" if period else None)


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("BC quy I 2023.xlsx", "2023-Q1"),
        ("Báo cáo Quý IV năm 2023.xls", "2023-Q4"),
        ("bc_q3-2023.xlsx", "2023-Q3"),
        ("2023-Q1.xlsx", "2023-Q1"),
        ("tong hop 2023_Q2 (1).csv", "2023-Q2"),
        ("thang 4-2023.xlsx", "2023-04"),
        ("BC Tháng 12 năm 2023.xls", "2023-12"),
        ("T4.2023.xlsx", "2023-04"),
        ("bieu 06a 2023-04.xlsx", "2023-04"),
        ("6 thang 2023.xlsx", "2023-H1"),
        ("BC 6 tháng đầu năm 2023.xlsx", "2023-H1"),
        ("9T2023.xlsx", "2023-9M"),
        ("9 thang nam 2023.xlsx", "2023-9M"),
        ("2023-H2.xlsx", "2023-H2"),
        ("BC nam 2023.xlsx", "2023"),
        ("BC quy I 2023 ngay 04-04-2023.xlsx", "2023-Q1"),
        ("bc_quy-1-2023_20230404.xlsx", "2023-Q1"),
        ("2023-01-15..2023-02-14.xlsx", "2023-01-15..2023-02-14"),
        ("tu ngay 15-12-2022 den ngay 14-03-2023.xls", "2022-12-15..2023-03-14"),
    ],
)
def test_a_file_name_gives_its_period(name, token):
    """Design: the period is read from the title or the file name."""
    found = period_in_name(name)
    assert found is not None
    assert found.token == token


@pytest.mark.parametrize(
    "name",
    [
        "bao cao.xlsx",
        "ho so 2023.xlsx",
        "20230404.xlsx",
        "bc 2023-04-05.xlsx",
        "ngay 04-07-2023.xlsx",
        "BC quy I va quy II 2023.xlsx",
        "tu thang 1 den thang 3 nam 2023.xlsx",
        "thang 4-2023 va T5-2023.xlsx",
        "KH 17-2023.xlsx",
        "thang 13-2023.xlsx",
        "quy V 2023.xlsx",
        "tu 31-02-2023 den 31-03-2023.xlsx",
    ],
)
def test_a_file_name_without_exactly_one_period_gives_none(name):
    assert period_in_name(name) is None


FORM = ("TT", "Lĩnh vực", "Tiếp nhận: Tổng số", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn", "Trong hạn",
        "Đang xử lý Quá hạn", "Trả lại/Rút HS")  # fmt: skip
LINE = (1, "Đất đai", 12, 7, 2, 1, 1, 1, 0)


@pytest.mark.parametrize(
    ("title", "name", "period", "level", "said"),
    [
        (None, "BC quy I 2023.xlsx", "2023-01-01..2023-03-31", "info", "Kỳ Quý I 2023 đọc từ tên tệp."),
        ("Kỳ báo cáo: Quý II/2023", "a.xlsx", "2023-04-01..2023-06-30", "info", "Kỳ Quý II 2023 đọc từ tiêu đề."),
        (
            "Kỳ báo cáo: Quý II/2023", "BC quy I 2023.xlsx", "2023-04-01..2023-06-30", "warning",
            "Tiêu đề ghi kỳ Quý II 2023, tên tệp ghi Quý I 2023. Dùng kỳ trong tiêu đề.",
        ),
        ("Kỳ báo cáo: Quý I/2023", "2023-Q1.xlsx", "2023-01-01..2023-03-31", "info", "Kỳ Quý I 2023 đọc từ tiêu đề."),
    ],
)  # fmt: skip
def test_the_title_wins_over_the_file_name_and_it_is_said_where_a_period_stood(
    tmp_path, title, name, period, level, said
):
    rows = [*([[title]] if title else []), FORM, LINE]

    answer = Answer(xlsx(tmp_path / "upload.xlsx", rows), file_name=name)

    assert answer.meta["period"] == period
    assert said in answer.texts(level).split("\n")


def test_a_list_takes_no_period_from_its_file_name(tmp_path):
    """Its rows have their own days; a period would cut off what the file speaks of."""
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(2)]), file_name="ho so quy I 2023.xlsx")

    assert answer.meta["period"] is None
    assert "Kỳ" not in answer.texts()
