"""Periods as titles and cells print them."""

import pyarrow as pa
import pytest
from books import PLAIN, Answer, plain_rows, xlsx

from loaders.periods import export_date_in, period_in, period_token


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
