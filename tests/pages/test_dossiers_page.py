"""The screen of dossiers: its lists, its search, and rows that add up to the numbers of the other screens."""

from urllib.parse import parse_qsl, urlsplit

import made_up
import pandas as pd
import pytest
from test_pages import opened, said

from ui import dossiers, listed
from ui import format as fmt

PAGE = "pages/indicators/dossiers.py"
LATE = {"so_lieu": "on_time_rate", "phan": "khong-dat"}


def plain(app) -> str:
    return said(app).replace("\u00a0", " ").replace("\\", "")


def number(app) -> int:
    return int(app.title[0].value.split()[0].replace("\\", "").replace(".", ""))


@pytest.mark.parametrize("preset", [listed.ALL, listed.OVERDUE, listed.DUE_TODAY, listed.DUE_WEEK, listed.LATE])
def test_every_list_counts_its_rows_in_the_title(preset, filled):
    app = opened(PAGE, danh_sach=preset)
    assert not app.exception
    shown = len(app.dataframe[0].value) if app.dataframe else 0
    assert shown == min(number(app), dossiers.PAGE_ROWS)


@pytest.mark.parametrize(
    ("period", "reason", "trial"),
    [
        ("Quý I 2023", "Chưa đủ 20 hồ sơ trễ trong một năm qua để ước lượng nguy cơ.", "Chưa có ngày nào đã qua"),
        (
            "6 tháng 2023",
            "Chưa dự báo tốt hơn cách lấy mọi hồ sơ đến hạn trong 7 ngày nên không hiển thị.",
            "Thử lại 4",
        ),
    ],
)
def test_what_may_go_late_is_not_listed_where_the_past_does_not_bear_it_out(period, reason, trial, filled):
    app = opened(PAGE, danh_sach=listed.AT_RISK, ky=period)
    assert not app.exception
    assert app.title[0].value.startswith("Chưa nêu được hồ sơ có khả năng trễ trong 7 ngày sau ")
    assert reason in plain(app)
    assert trial in plain(app)
    assert not app.dataframe


def test_what_may_go_late_is_listed_with_its_test_where_the_past_bears_it_out(tmp_path, monkeypatch):
    made_up.publish(tmp_path, dossiers=4000)
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    app = opened(PAGE, danh_sach=listed.AT_RISK)
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == number(app) > 20
    assert table["Hẹn"].between("2023-07-01", "2023-07-07").all()
    assert table["Hẹn"].is_monotonic_increasing
    assert "Thử lại" in plain(app)
    one = opened(PAGE, danh_sach=listed.AT_RISK, pham_vi="Cấp huyện")
    assert 0 < number(one) < number(app)
    assert not one.dataframe[0].value["Đơn vị"].str.startswith(("Xã", "Thị trấn")).any()


@pytest.mark.parametrize(
    "more", [{}, {"cach": "Cách B"}, {"cach": "Cách C"}, {"cach_dem": "D"}, {"ma_don_vi": "26434"},
             {"ma_cap": "district"}, {"nhom": "dat_dai,xay_dung"}, {"thang_so": "2023-04"},
             {"ten_linh_vuc": "Hộ tịch", "ma_xa": "26434"}, {"phan": "tu-so"}, {"phan": "mau-so", "pham_vi": "Cấp xã"},
             {"cach": "Cách C", "phan": "mau-so"}, {"cach": "Cách C", "ma_xa": "26434"}],
)  # fmt: skip
def test_the_rows_behind_a_number_add_up_to_it_and_say_so(more, filled):
    app = opened(PAGE, **(LATE | more))
    assert not app.exception
    count = number(app)
    assert count > 0
    line = next(text for text in plain(app).splitlines() if " hồ sơ = " in text)
    left, right = line.split(" hồ sơ = ", 1)
    assert int(left.replace(".", "")) == count
    assert f" {left} của Tỷ lệ hồ sơ giải quyết đúng hạn" in f" {right}"
    assert len(app.dataframe[0].value) == min(count, dossiers.PAGE_ROWS)
    assert app.dataframe[0].value["Tệp · trang · dòng"].str.startswith("ho-so-6-thang.xlsx · Sheet1 · dòng ").all()


def test_the_late_dossiers_of_all_units_add_up_to_those_of_the_district(filled):
    whole = number(opened(PAGE, **LATE))
    agencies = [number(opened(PAGE, **LATE, ma_don_vi=unit)) for unit in made_up.AGENCIES]
    assert sum(agencies) + number(opened(PAGE, **LATE, ma_cap="commune")) == whole


def test_counts_of_the_overview_lead_to_as_many_rows(filled):
    overview = opened("pages/overview/scoreboard.py")
    (line,) = [text.value for text in overview.markdown if "Hồ sơ trong kỳ" in text.value]
    late = line.split("trễ\u00a0[**")[1]
    query = dict(parse_qsl(urlsplit(late.split("](")[1].split(")")[0]).query))
    assert query["so_dem"] == "late"
    assert number(opened(PAGE, **query)) == int(late.split("**")[0].replace(".", ""))


def test_a_search_needs_no_accents_and_says_of_how_many(filled):
    app = opened(PAGE, **LATE, tim_ho_so="xuan thanh, ho tich")
    assert set(app.dataframe[0].value["Đơn vị"]) == {"Xã Xuân Thành"}
    assert set(app.dataframe[0].value["Lĩnh vực"]) == {"Hộ tịch"}
    assert f"Đang lọc: **{number(app)}** trong **" in plain(app)
    assert "Không có hồ sơ nào khớp bộ lọc" in plain(opened(PAGE, tim_ho_so="zzz"))


def test_pages_of_a_list_follow_each_other(filled):
    first, second = opened(PAGE), opened(PAGE, trang="2")
    assert not set(first.dataframe[0].value["Mã"]) & set(second.dataframe[0].value["Mã"])
    last = opened(PAGE, trang="9999")
    assert not last.exception
    assert len(last.dataframe[0].value) == 100


def test_one_commune_lists_only_its_own(filled):
    app = opened(PAGE, pham_vi="Xã Xuân Thành", danh_sach=listed.LATE)
    assert set(app.dataframe[0].value["Đơn vị"]) == {"Xã Xuân Thành"}


@pytest.mark.parametrize(
    "query", [{"so_lieu": "khong-co"}, {"so_lieu": "on_time_rate", "cach_dem": "Z"}, {"trang": "-3"}, {"so_dem": "x"},
              {"so_lieu": "khong-co", "so_dem": "late"}, {"so_lieu": "khong-co", "can_xem": "no_due"},
              {"trang": "9" * 5000}, {"so_lieu": "open_overdue_count", "phan": "mau-so"}, {**LATE, "phan": "x"},
              {**LATE, "thang_so": "2023-13"}, {**LATE, "ma_don_vi": "99999"}, {"so_lieu": "satisfaction_rate"}],
)  # fmt: skip
def test_an_address_that_names_nothing_opens_all_the_same(query, filled):
    app = opened(PAGE, **query)
    assert not app.exception
    assert app.title


def test_one_dossier_shows_its_loads_and_what_it_counts_in(filled):
    app = opened(PAGE, **LATE)
    code = app.dataframe[0].value["Mã"][0]

    def full() -> None:
        import streamlit as st

        from ui import filters, one_dossier, screen

        screen.opened()
        one_dossier.in_full(st.session_state["ma"], filters.chosen(st.session_state["ban_so_lieu"]))

    from streamlit.testing.v1 import AppTest

    detail = AppTest.from_function(full, default_timeout=60)
    detail.session_state["ma"] = code
    detail.run()
    assert not detail.exception
    loads, counted = (table.value for table in detail.table[-2:])
    assert loads["Tệp · trang · dòng"][0].replace("\\", "").startswith("ho-so-6-thang.xlsx · Sheet1 · dòng ")
    on_time = counted[counted["Chỉ tiêu"].str.contains("đúng hạn")].iloc[0]
    assert (on_time["Tử số"], on_time["Mẫu số"]) == ("0", "1")


@pytest.mark.parametrize(
    ("way", "link", "name"), [("Cách A", "Xem hồ sơ trễ", "số trễ"), ("Cách C", "Xem hồ sơ chưa đạt", "phần không đạt")]
)
def test_what_misses_is_called_late_only_under_the_way_of_counting_that_leaves_out_nothing_else(
    way, link, name, filled
):
    indicator = opened("pages/indicators/indicator.py", cach=way)
    assert link in [element.proto.label for element in indicator.get("page_link")]
    assert f" hồ sơ = {name} " in plain(opened(PAGE, **LATE, cach=way))


def ways_on(app) -> list[str]:
    return [button.label for button in app.button if button.key.startswith(("xem_", "moi_ho_so"))]


def test_the_other_parts_of_a_rate_and_all_dossiers_are_one_click_away_and_stay(filled):
    app = opened(PAGE, **LATE, ma_xa="26434", tim_ho_so="ho tich", trang="2")
    assert ways_on(app) == ["Xem tử số", "Xem mẫu số", "Mọi hồ sơ"]
    app.button(key="xem_mau-so").click().run()
    asked = {name: app.query_params[name] for name in ("so_lieu", "phan", "ma_xa")}
    assert asked == {"so_lieu": "on_time_rate", "phan": "mau-so", "ma_xa": "26434"}
    assert not {"trang", "tim_ho_so"} & set(app.query_params)
    assert " hồ sơ = mẫu số " in plain(app)
    assert ways_on(app) == ["Xem tử số", "Xem phần không đạt", "Mọi hồ sơ"]
    app.text_input(key="tim_ho_so").set_value("ho tich").run()
    app.button(key="moi_ho_so").click().run()
    assert not {"so_lieu", "phan", "ma_xa", "tim_ho_so"} & set(app.query_params)
    assert app.text_input(key="tim_ho_so").value == ""
    assert number(app) == number(opened(PAGE))
    assert ways_on(app) == []
    app.selectbox(key="loc_don_vi").select("Xã Xuân Thành").run()
    assert f"trong **{fmt.number(number(opened(PAGE)))}** dòng" in plain(app)


@pytest.mark.parametrize("query", [{"so_dem": "late"}, {"can_xem": "no_due"}])
def test_from_a_count_or_a_problem_only_all_dossiers_are_offered(query, filled):
    assert ways_on(opened(PAGE, **query)) == ["Mọi hồ sơ"]


def test_a_dossier_in_the_address_is_open_from_the_start(filled):
    code = opened(PAGE, **LATE).dataframe[0].value["Mã"][3]
    app = opened(PAGE, **LATE, hs=code)
    assert f"**Hồ sơ {code}**" in plain(app)
    assert app.query_params["hs"] == code
    elsewhere = opened(PAGE, so_dem="open", hs=code)
    assert "Chọn một ô để xem" in plain(elsewhere)
    assert "hs" not in elsewhere.query_params


def test_a_list_of_every_period_counts_days_late_up_to_the_end_of_the_data(filled):
    query = {"thu_tu_received": "Trễ nhiều nhất"}
    quarter, half = (opened(PAGE, **query, ky=period) for period in ("Quý I 2023", "6 tháng 2023"))
    assert "tính đến 30/06/2023" in plain(quarter)
    pd.testing.assert_frame_equal(quarter.dataframe[0].value, half.dataframe[0].value)
    assert quarter.dataframe[0].value["Trễ, ngày"].notna().any()
    assert "tính đến 30/06/2023" in plain(opened(PAGE, ky="Quý I 2023", can_xem="no_due"))


def test_a_list_of_what_is_due_is_as_of_its_own_day(filled):
    app = opened(PAGE, ky="Quý I 2023", danh_sach=listed.DUE_WEEK)
    assert "tính đến 31/03/2023" in plain(app)
    assert number(app) > 0
    assert "Trễ, ngày" not in app.dataframe[0].value


def test_every_line_of_forms_is_listed_and_they_add_up_to_their_part(empty):
    """150 lines of 8 resolved dossiers each."""
    made_up.form(empty, "26434", [f"Lĩnh vực {place}" for place in range(150)])
    app = opened(PAGE, **LATE | {"phan": "mau-so"})
    assert not app.exception
    text = plain(app)
    assert "0 hồ sơ trong danh sách + 1.200 lấy từ biểu tổng hợp, không có danh sách = mẫu số 1.200" in text
    assert "150 dòng cộng lại 1.200 hồ sơ." in text
    lines = app.dataframe[0].value
    assert (len(lines), lines["Tính vào số này"].sum()) == (150, 1200)
    assert lines["Tệp · trang · dòng"][149] == "bieu.xlsx · Biểu · dòng 157"


def test_the_fields_to_choose_from_are_those_of_the_place(filled):
    whole, commune = (opened(PAGE, **query).selectbox(key="loc_linh_vuc").options
                      for query in ({}, {"pham_vi": "Xã Xuân Thành"}))  # fmt: skip
    assert whole == ["Mọi lĩnh vực", *sorted({field for fields in made_up.FIELDS.values() for field in fields})]
    assert commune == ["Mọi lĩnh vực", *sorted(made_up.FIELDS["commune"])]
