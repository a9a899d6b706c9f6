"""The screen of one target: chosen by the address, with data, of one commune, and without."""

import os
from pathlib import Path

import made_up
import pytest
from test_pages import opened, said

import warehouse

PAGE = "pages/indicators/indicator.py"


def plain(app) -> str:
    return said(app).replace("\u00a0", " ").replace("\\", "")


def title(app) -> str:
    return app.title[0].value.replace("\\", "")


REPORTED = (
    ("CT4.03", "2023-H1", "741.NV", 40, 60, None, None),
    ("CT4.03", "2023-H1", "26425", 9, 20, None, None),
    ("CT7.03", "2023-H1", None, 86.5, None, 85.0, None),
    ("CT7.04", "2023-H1", None, 3, None, 5, None),
    ("CT3.02", "2023-H1", None, None, None, None, "done"),
)
"""Lines of a made-up progress report: target, period, unit, numerator, denominator, value of 2022, status."""


@pytest.fixture
def reported(tmp_path, monkeypatch):
    """Let the screens read invented dossiers and one invented progress report."""
    made_up.publish(tmp_path, dossiers=300)
    with warehouse.staged(tmp_path, by="kiểm thử", why="báo cáo bịa") as staging:
        staging.con.execute(
            "INSERT INTO loads (load_id, file, sha256, kind, export_date, loaded_at, loaded_by, compare, is_sample) "
            "VALUES ('bao-cao', 'tien-do.xlsx', 'c', 'progress', DATE '2023-07-02', TIMESTAMP '2023-07-04 02:00:00', "
            "'kiểm thử', 'date', TRUE)"
        )
        for row, (item, period, unit, numerator, denominator, before, status) in enumerate(REPORTED, 2):
            staging.con.execute(
                "INSERT INTO fact_progress VALUES ('bao-cao', 'Trang 1', ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                [row, period, unit, item, numerator, denominator, before, status],
            )
        staging.load_ids.append("bao-cao")
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))


@pytest.mark.parametrize(
    ("ct", "found"),
    [
        ("CT4.03", "tử số **49**, mẫu số **80** người"),
        ("CT7.03", "Chỉ số CCHC: 86,5 điểm, tăng 1,5 điểm so với năm 2022 (85), đạt"),
        ("CT7.04", "Hạng CCHC trong tỉnh: hạng 3"),
        ("CT3.02", "Sắp xếp, tinh gọn bộ máy: hoàn thành"),
    ],
)
def test_what_is_only_reported_shows_what_there_is_and_says_why_no_more(ct, found, reported):
    app = opened(PAGE, ct=ct)
    assert not app.exception
    assert found in plain(app)
    assert "chia theo" in plain(app)


def test_a_survey_of_a_quarter_has_a_count_of_the_year_and_no_path_of_months(tmp_path, monkeypatch):
    """20 answers of 200 are not content: 14 of 200 would be the 7 % that the target of 93 % leaves."""
    made_up.publish(tmp_path, dossiers=300)
    with warehouse.staged(tmp_path, by="kiểm thử", why="khảo sát bịa") as staging:
        staging.con.execute(
            "INSERT INTO loads (load_id, file, sha256, kind, period, export_date, known_until, loaded_at, loaded_by, "
            "compare, is_sample) VALUES ('phieu', 'khao-sat.xlsx', 's', 'survey', '2023-Q1', DATE '2023-04-04', "
            "DATE '2023-03-31', TIMESTAMP '2023-04-04 02:00:00', 'kiểm thử', 'date', TRUE)"
        )
        staging.con.execute(
            "INSERT INTO fact_survey (load_id, source_sheet, source_row, unit_code, answered, very_satisfied, "
            "satisfied, unsatisfied) VALUES ('phieu', 'Trang 1', 2, '26425', 200, 100, 80, 20)"
        )
        staging.load_ids.append("phieu")
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    app = opened(PAGE, ct="CT2.17", ky="Quý I 2023")
    assert not app.exception
    assert "không đạt 20" in plain(app)
    assert "theo nhịp chung từ đầu năm" in plain(app)
    assert "Có số liệu chỉ biết kỳ, không biết tháng" in plain(app)
    assert not any("Hết tháng" in frame.value for frame in app.dataframe)


def test_a_place_without_the_size_of_the_leading_group_lacks_a_goal_and_no_figure(reported):
    told = plain(opened(PAGE, ct="CT7.04"))
    assert "Không có mục tiêu" in told
    assert "Chưa có số liệu" not in told


def test_a_change_of_what_is_only_reported_is_not_taken_apart(reported):
    """49 of 80 at the end of June (9 of 20 with 40 of 60), 59 of 80 at the end of September."""
    with warehouse.staged(Path(os.environ["WAREHOUSE_DIR"]), by="kiểm thử", why="9 tháng") as staging:
        staging.con.execute(
            "UPDATE loads SET export_date = DATE '2023-10-04', known_until = DATE '2023-09-30' "
            "WHERE load_id = 'bao-cao'"
        )
        for row, (period, unit, numerator, whole) in enumerate(
            (("2023-Q1", "26425", 5, 20), ("2023-Q1", "741.NV", 20, 60), ("2023-9M", "741.NV", 50, 60)), 90
        ):
            staging.con.execute(
                "INSERT INTO fact_progress (load_id, source_sheet, source_row, period, unit_code, item, numerator, "
                "denominator) VALUES ('bao-cao', 'Trang 1', ?, ?, ?, 'CT4.03', ?, ?)",
                [row, period, unit, numerator, whole],
            )
        staging.publish = True
    told = plain(opened(PAGE, ct="CT4.03", ky="Quý III 2023"))
    assert "Quý III 2023 so với Quý II 2023: +12,50 điểm. Nguồn số liệu (báo cáo tiến độ) không chia theo" in told
    assert "do cơ cấu hồ sơ" not in told


def test_the_address_chooses_the_target(filled):
    assert title(opened(PAGE, ct="CT2.12")).startswith("Hồ sơ trực tuyến: ")
    assert title(opened(PAGE, ct="CT2.15")).startswith("Hồ sơ đúng hạn: ")


def test_an_unknown_target_opens_one_with_data(filled):
    app = opened(PAGE, ct="CT9.99")
    assert not app.exception
    assert "ct" not in app.query_params
    assert "mẫu số" in plain(app)


def test_choosing_another_target_changes_the_address(filled):
    app = opened(PAGE, ct="CT2.15")
    app.selectbox(key="chon_chi_tieu").select("CT2.12").run()
    assert not app.exception
    assert title(app).startswith("Hồ sơ trực tuyến: ")
    assert app.query_params["ct"] == "CT2.12"


def test_the_answer_has_value_target_gap_counts_direction_and_day(filled):
    text = plain(opened(PAGE, ct="CT2.15"))
    for fact in ("kết quả **", "chỉ tiêu **98 %**", "cách **−", "tử số **", "mẫu số **", "càng cao càng tốt",
                 "tính đến **30/06/2023**", "CT2.15, mục II.2.1, phụ lục số 15"):  # fmt: skip
        assert fact in text


def test_every_chart_has_a_table_and_says_how_it_is_read(filled):
    app = opened(PAGE, ct="CT2.15")
    drawn = len(app.get("plotly_chart"))
    assert drawn == 5
    assert sum(box.label == "Bảng số liệu" for box in app.expander) == drawn
    assert plain(app).count("**Công thức:** đúng hạn ÷ đã giải quyết") >= drawn


def test_variants_stand_beside_each_other(filled):
    rows = opened(PAGE, ct="CT2.15").table[0].value
    ways = [way.replace("\u00a0", " ").split("  \n")[0] for way in rows["Cách"]]
    assert [way.removesuffix(" (đang dùng)").strip("*") for way in ways] == [
        "Cách A", "Cách B", "Cách C", "Cách D"
    ]  # fmt: skip
    assert "(đang dùng)" in rows["Cách"][0].replace("\u00a0", " ")


def test_the_variant_of_the_strip_is_the_one_in_use(filled):
    rows = opened(PAGE, ct="CT2.15", cach="Cách B").table[0].value
    assert ["(đang\u00a0dùng)" in way for way in rows["Cách"]] == [False, True, False, False]


def test_the_quarters_of_the_half_year_are_taken_apart(filled):
    app = opened(PAGE, ct="CT2.15")
    assert "so với Quý I 2023" in plain(app)
    assert "do cơ cấu hồ sơ" in plain(app)


def test_the_definition_quotes_the_plan(filled):
    text = plain(opened(PAGE, ct="CT2.15"))
    assert "**KH 17, mục II.2.1:** “Tỷ lệ giải quyết hồ sơ đúng hạn đạt tối thiểu 98%”" in text


def test_one_commune_is_named_in_the_title_and_compared_with_all(filled):
    app = opened(PAGE, ct="CT2.15", pham_vi="Xã Lang Minh")
    assert not app.exception
    assert "xã Lang Minh" in title(app)
    assert "chưa đủ bằng chứng: dưới 30 trường hợp" in plain(app)
    assert "So sánh mọi xã, thị trấn" in plain(app)


@pytest.mark.parametrize("ct", ["CT2.17", "CT7.04", "CT1.03", "CT2.19"])
def test_a_target_without_data_says_why_and_what_to_do(ct, filled):
    app = opened(PAGE, ct=ct)
    assert not app.exception
    assert not app.get("plotly_chart")
    assert "chưa có số liệu" in plain(app)
    assert "Để có số liệu: nạp " in plain(app)
    assert "**KH 17, mục" in plain(app)


@pytest.mark.parametrize("ct", ["CT2.08", "CT2.09", "CT2.10", "CT2.12", "CT2.14", "CT2.16", "CT2.22", "CT6.04"])
def test_every_kind_of_target_opens(ct, filled):
    app = opened(PAGE, ct=ct)
    assert not app.exception
    assert ct in plain(app)


def test_the_overview_leads_to_its_targets_in_the_same_period(filled):
    rows = opened("pages/overview/scoreboard.py", ky="Quý II 2023").table[0].value
    assert all("](chi-tieu?ky=Qu%C3%BD%20II%202023&ct=CT" in why for why in rows["why"])


def test_a_period_without_cases_says_to_choose_another(filled):
    app = opened(PAGE, ct="CT2.15", ky="Quý IV 2023")
    assert not app.exception
    assert "chọn kỳ hoặc phạm vi khác" in plain(app)


def test_a_target_of_the_other_level_has_no_figure(filled):
    app = opened(PAGE, ct="CT2.10", pham_vi="Cấp huyện")
    assert not app.exception
    assert not app.get("plotly_chart")
