"""Links to dossiers and targets: they open the place that the number counts, wherever the strip stands."""

import re
from urllib.parse import parse_qsl

import made_up
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_pages import opened

from ui import address, filters
from ui.filters import WHOLE

DOSSIERS, QUALITY = "pages/indicators/dossiers.py", "pages/data/quality.py"
ONE = "Xã Xuân Thành"


def number(app) -> int:
    return int(app.title[0].value.split()[0].replace("\\", "").replace(".", ""))


def query_of(app, label: str) -> dict[str, str]:
    (link,) = (link.proto for link in app.get("page_link") if link.proto.label == label)
    return dict(parse_qsl(link.query_string))


def test_a_problem_of_the_whole_district_opens_all_its_dossiers_whatever_commune_is_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    whole, due = made_up._dossier, 9

    def without_due(chance, place, dossiers):
        row = list(whole(chance, place, dossiers))
        return (*row[:due], None if place < 30 else row[due], *row[due + 1 :])

    monkeypatch.setattr(made_up, "_dossier", without_due)
    made_up.publish(tmp_path, dossiers=300)
    table = opened(QUALITY, pham_vi=ONE).dataframe[0].value
    row = table.index[table["Nội dung"].str.contains("Không có ngày hẹn trả")][0]
    app = opened(QUALITY, pham_vi=ONE, dong=address.fingerprints(table)[row])
    query = query_of(app, "Mở ở màn hình Hồ sơ")
    listed = opened(DOSSIERS, pham_vi=ONE)
    assert listed.session_state["pham_vi"] == ONE
    listed.query_params.clear()
    listed.query_params.update(query)
    listed.run()
    assert listed.session_state["pham_vi"] == WHOLE
    assert number(listed) == table["Số lượng"][row] == 30


def test_the_row_of_the_whole_district_opens_all_that_misses_whatever_commune_is_chosen(filled, monkeypatch):
    gone = []
    monkeypatch.setattr(st, "switch_page", lambda page, query_params: gone.append(query_params))

    def click() -> None:
        import streamlit as st

        from ui import commune_reads, communes, filters, screen

        screen.opened()
        choice = filters.chosen(st.session_state["ban_so_lieu"])
        compared = commune_reads.told(choice.snapshot, choice.reading)
        table = commune_reads.by_unit(choice.snapshot, choice.reading, compared, choice.period.last)
        communes._open(table.iloc[-1], "('≥ 98 %', 'Đúng hạn')", choice)

    app = AppTest.from_function(click, default_timeout=60)
    app.query_params["pham_vi"] = ONE
    app.run()
    assert not app.exception
    (query,) = gone
    whole = number(opened(DOSSIERS, so_lieu="on_time_rate", phan="khong-dat"))
    assert number(opened(DOSSIERS, **query)) == whole
    assert number(opened(DOSSIERS, **query | {"pham_vi": ONE})) < whole


def test_a_unit_that_a_page_has_chosen_goes_along_and_leaves_the_strip_alone(filled):
    app = opened("pages/indicators/communes.py", xa=ONE, pham_vi="Cấp xã")
    assert not app.exception
    links = [text.value for text in app.markdown if "so_dem=received" in text.value]
    assert links
    assert all("ma_don_vi=26434" in text and "pham_vi=C" in text for text in links)


@pytest.mark.parametrize("strip", ["Xã Lang Minh", "Cấp huyện"])
def test_a_unit_that_a_page_has_chosen_outside_of_the_strip_is_opened_all_the_same(filled, strip):
    app = opened("pages/indicators/communes.py", xa=ONE, pham_vi=strip)
    (text,) = [text.value for text in app.markdown if "so_dem=received" in text.value]
    address = next(part for part in re.findall(r"\((ho-so[^)]*)\)", text) if "so_dem=received" in part)
    asked = dict(parse_qsl(address.partition("?")[2]))
    whole = number(opened(DOSSIERS, so_dem="received", ma_don_vi="26434"))
    assert whole > 0
    assert number(opened(DOSSIERS, **asked)) == whole


@pytest.mark.parametrize(
    ("page", "query", "moved"),
    [("pages/overview/scoreboard.py", {"ky": "Quý II 2023", "pham_vi": "Cấp xã"}, {"pham_vi": "Cấp xã"}),
     ("pages/indicators/communes.py", {"xa": ONE, "ky": "Quý II 2023"}, {"pham_vi": ONE})],
)  # fmt: skip
def test_a_row_of_the_targets_opens_its_target_in_the_same_place(page, query, moved, filled, monkeypatch):
    gone, drawn = [], []

    def click(data, **more):
        drawn.append(more.get("key"))
        is_targets = more.get("key") == "o_chi_tieu"
        return {"selection": {"cells": [(1, "Kết quả %")] if is_targets else []}}

    table = next(frame.value for frame in opened(page, **query).dataframe if "Trạng thái" in frame.value)
    monkeypatch.setattr(st, "dataframe", click)
    monkeypatch.setattr(st, "switch_page", lambda to, query_params: gone.append((to, query_params)))
    opened(page, **query)
    assert "o_chi_tieu" in drawn
    to, said = gone[-1]
    assert to == "pages/indicators/indicator.py"
    assert said["ct"] == table["Mã"][1].split(" · ")[0]
    assert {key: word for key, word in said.items() if key in filters.KEYS} == {"ky": "Quý II 2023"} | moved


def test_the_pace_of_a_missed_target_stands_in_its_row(filled):
    table = opened("pages/overview/scoreboard.py").dataframe[0].value
    told = table[table["Khả năng"] != "–"]
    assert set(told["Khả năng"]) & {"kịp nếu bù", "chậm"}
    assert set(told["Trạng thái"].map("".join)) <= {"Gần đạt", "Chưa đạt", "Không thể đạt"}
    assert "Đạt" in set(table["Trạng thái"].map("".join))
