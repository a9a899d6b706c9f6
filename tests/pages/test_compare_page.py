"""The page of comparison: two periods, two units, what cannot be compared, dossiers that left and entered."""

import re

from test_pages import opened, said

from metrics.stand_ins import StandIn, Topic
from ui import reads
from warehouse.period import Period

PAGE = "pages/indicators/compare.py"


def plain(app) -> str:
    return said(app).replace("\\", "")


def title(app) -> str:
    return app.title[0].value.replace("\\", "")


def test_two_quarters_stand_side_by_side_and_the_sum_of_dossiers_adds_up(filled):
    app = opened(PAGE, ky="Quý II 2023", so_voi="Quý I 2023")
    assert not app.exception
    assert title(app).startswith("Quý II 2023 so với Quý I 2023: ")
    table = app.dataframe[0].value
    assert {"Quý I 2023 %", "Quý II 2023 %", "Thay đổi, điểm", "Khác nhau"} <= set(table.columns)
    change = table["Quý II 2023 %"] - table["Quý I 2023 %"]
    assert (change - table["Thay đổi, điểm"]).abs().max() < 1e-9
    (line,) = [text.value for text in app.markdown if "− rời" in text.value]
    before, left, entered, after, _ = (int(number.replace(".", "")) for number in re.findall(r"\*\*([\d.]+)\*\*", line))
    assert before - left + entered == after


def test_the_earlier_period_stands_on_the_left_whichever_is_chosen(filled):
    app = opened(PAGE, ky="Quý I 2023", so_voi="Quý II 2023")
    assert title(app).startswith("Quý II 2023 so với Quý I 2023: ")


def test_a_period_without_data_is_called_so(filled):
    app = opened(PAGE, ky="Quý I 2023", so_voi="Quý I 2022")
    assert title(app).startswith("Không so được Quý I 2022 với Quý I 2023")
    assert "Quý I 2022: chưa có số liệu của tháng nào trong kỳ." in plain(app)
    assert not app.dataframe


def test_nested_periods_say_so_and_carry_no_interval(filled):
    app = opened(PAGE, ky="6 tháng 2023", so_voi="Quý I 2023")
    assert "Hai kỳ chồng nhau: từ 01/01/2023 đến 31/03/2023" in plain(app)
    assert "khác rõ" not in set(app.dataframe[0].value["Khác nhau"])


def test_two_communes_are_compared_and_the_address_says_which(filled):
    app = opened(PAGE, so_gi="Hai đơn vị", don_vi_1="Thị trấn Gia Ray", don_vi_2="Xã Xuân Hòa")
    assert title(app).startswith("Xã Xuân Hòa so với Thị trấn Gia Ray: ")
    assert (app.query_params["don_vi_1"], app.query_params["don_vi_2"]) == ("Thị trấn Gia Ray", "Xã Xuân Hòa")
    assert "rời" not in plain(app)


def test_a_unit_is_not_compared_with_itself(filled):
    app = opened(PAGE, so_gi="Hai đơn vị", don_vi_1="Xã Xuân Hòa", don_vi_2="Xã Xuân Hòa")
    assert not app.exception
    assert title(app) == "Hai bên là một: Xã Xuân Hòa"


def test_dossiers_that_entered_are_listed_with_their_source(filled):
    app = opened(PAGE, ky="Quý II 2023", so_voi="Quý I 2023", ds_ho_so="Vào")
    (listed,) = [frame.value for frame in app.dataframe if "Mã hồ sơ" in frame.value]
    assert len(listed)
    assert listed["Nhận"].min().date().isoformat() >= "2023-04-01"


def test_one_commune_is_compared_with_the_whole_when_it_is_chosen(filled):
    app = opened(PAGE, so_gi="Hai đơn vị", pham_vi="Xã Xuân Hòa")
    assert title(app).startswith("Xã Xuân Hòa so với Toàn huyện: ")
    assert "Một bên nằm trong bên kia" in plain(app)


def test_a_difference_of_few_cases_is_not_taken_apart(filled):
    few = opened(PAGE, ky="Quý II 2023", so_voi="Quý I 2023", pham_vi="Xã Lang Minh", ct="CT2.15")
    assert not few.exception
    assert "Một trong hai kỳ có dưới 30 hồ sơ nên không tách mức khác nhau." in plain(few)
    many = opened(PAGE, ky="Quý II 2023", so_voi="Quý I 2023", ct="CT2.15")
    assert "không tách mức khác nhau" not in plain(many)
    assert "do cơ cấu hồ sơ" in plain(many)
    assert "do cơ cấu hồ sơ" not in plain(few)


def test_the_parts_of_a_difference_stand_in_a_table_that_adds_up(filled):
    app = opened(PAGE, ky="Quý II 2023", so_voi="Quý I 2023", ct="CT2.15")
    (table,) = [frame.value for frame in app.dataframe if "Phần" in frame.value]
    points = [float(said.rstrip("\xa0%").replace(",", ".").replace("−", "-")) for said in table["Điểm"]]
    assert round(points[0] + sum(points[1:-1]), 2) == points[-1]
    assert list(table["Phần"])[0 :: len(table) - 1] == ["Quý I 2023", "Quý II 2023"]


def test_a_period_without_files_is_no_period_without_dossiers(filled):
    app = opened(PAGE, ky="Quý I 2023", so_voi="Quý I 2022")
    assert not app.exception
    assert "Hồ sơ rời và vào" not in plain(app)
    assert "Hồ sơ rời và vào" in plain(opened(PAGE, ky="Quý II 2023", so_voi="Quý I 2023"))


def test_forms_that_stand_in_for_lists_are_said_of_both_periods(filled, monkeypatch):
    first = Period.parse("2023-Q1")
    form = StandIn(topic=Topic.PROGRESS, unit="26434", form="by_unit", first_day=first.start, last_day=first.last)
    monkeypatch.setattr(reads, "stand_ins", lambda snapshot, period: [form] if period.label == "Quý I 2023" else [])
    for ky, so_voi in (("Quý II 2023", "Quý I 2023"), ("Quý I 2023", "Quý II 2023")):
        text = plain(opened(PAGE, ky=ky, so_voi=so_voi))
        assert "Quý I 2023: Không có danh sách hồ sơ mà chỉ có biểu" in text
        assert "Quý II 2023: Không có danh sách" not in text
