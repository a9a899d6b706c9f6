"""The pages of the plan: tasks and reform areas, with and without progress reports, for one commune, by filter."""

from datetime import date

import made_up
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_pages import opened, said

import warehouse
from metrics.plan import load
from metrics.task_states import history

TASKS = "pages/plan/tasks.py"
AREAS = "pages/plan/areas.py"
PLAN = load(2023)
REPORT = (
    ("2023-Q1", None, "PL.33", "done", "Kế hoạch 17/KH-UBND", "2023-01-18"),
    ("2023-Q1", None, "PL.8", "in_progress", None, None),
    ("2023-H1", None, "PL.8", "in_progress", "Báo cáo 6 tháng <b>$x$</b>", None),
    ("2023-H1", None, "PL.1", "done", "Báo cáo số 112/BC-UBND", "2023-06-20"),
    ("2023-H1", "26467", "PL.3", "in_progress", None, None),
)


@pytest.fixture(scope="session")
def reported_warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho_tien_do")
    made_up.publish(folder)
    made_up.report(folder, REPORT)
    return folder


@pytest.fixture
def reported(reported_warehouse, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(reported_warehouse))
    return reported_warehouse


def listed(app) -> pd.DataFrame:
    return next(frame.value for frame in app.dataframe if "Số" in frame.value)


def plain(app) -> str:
    return said(app).replace("\\", "")


def test_without_a_progress_report_the_page_of_tasks_says_what_to_load(filled):
    app = opened(TASKS)
    assert not app.exception
    assert app.title[0].value.startswith("Chưa có báo cáo tiến độ của 34 nhiệm vụ")
    assert "Nạp **báo cáo tiến độ chỉ tiêu, nhiệm vụ**" in said(app)


def test_the_title_counts_tasks_at_the_last_day_of_the_period(reported):
    """30/06: the 14 quarterly tasks without the report of the first quarter are overdue; 1 is done."""
    app = opened(TASKS, ky="6 tháng 2023")
    assert app.title[0].value.startswith("34 nhiệm vụ: 14 quá hạn")
    assert app.title[0].value.endswith("1 hoàn thành")
    assert "30/06/2023" in said(app)
    assert "Nạp **báo cáo tiến độ" not in said(app)


def test_the_tasks_are_judged_at_the_end_of_another_period(reported):
    """30/04: what was finished on 20/06 was not yet done."""
    app = opened(TASKS, thang="Tháng 4/2023")
    assert "hoàn thành" not in app.title[0].value
    assert "30/04/2023" in said(app)


def test_every_task_stands_once_in_the_table_overdue_first_and_done_last(reported):
    table = listed(opened(TASKS))
    assert sorted(table["Số"]) == [task.no for task in PLAN.tasks]
    states = [words[0] for words in table["Trạng thái"]]
    assert states[:14] == ["Quá hạn"] * 14
    assert states[-1] == "Hoàn thành"


def test_the_filters_of_state_and_lead_and_the_search_hold_together(reported):
    late = listed(opened(TASKS, tinh_trang="Quá hạn", chu_tri="Phòng Nội vụ"))
    assert {words[0] for words in late["Trạng thái"]} == {"Quá hạn"}
    wanted = {task.no for task in PLAN.tasks if task.lead == "Phòng Nội vụ" and task.deadline_class == "quarterly"}
    assert set(late["Số"]) == wanted
    assert list(listed(opened(TASKS, tim_nhiem_vu="HO SO MAU"))["Số"]) == [7]
    assert "Không có nhiệm vụ nào khớp bộ lọc" in said(opened(TASKS, tim_nhiem_vu="zzz"))


def test_a_task_led_by_several_is_found_under_each(reported):
    table = listed(opened(TASKS, chu_tri="Phòng Tài nguyên và Môi trường"))
    assert list(table["Số"]) == [15]


def test_a_product_named_in_a_report_is_text(reported):
    table = listed(opened(TASKS, tim_nhiem_vu="Báo cáo 6 tháng"))
    assert list(table["Số"]) == [8]
    assert table["Bằng chứng"][0].startswith("Báo cáo 6 tháng")


def test_one_commune_sees_what_it_has_reported(reported):
    assert "Xã Lang Minh báo cáo 1 nhiệm vụ: 1 đang thực hiện" in plain(opened(TASKS, pham_vi="Xã Lang Minh"))
    assert "Xã Xuân Thọ chưa báo cáo nhiệm vụ nào" in said(opened(TASKS, pham_vi="Xã Xuân Thọ"))


def test_every_area_opens_from_the_address_with_its_own_targets_and_tasks(reported):
    for area in PLAN.areas:
        app = opened(AREAS, linh_vuc_cai_cach=area.short_label)
        assert not app.exception
        assert app.title[0].value.replace("\\", "").startswith(f"{area.short_label}: ")
        text = plain(app) + "\n".join(str(table.value.to_dict()) for table in app.table).replace("\\", "")
        for target in PLAN.targets:
            assert (f"**{target.id}**" in text) == (target.reform_area == area.no)
        for task in PLAN.tasks:
            assert (f"**{task.no}.**" in text) == (task.reform_area == area.no)


def test_a_target_of_an_area_stands_with_value_goal_distance_and_sentence(filled):
    app = opened(AREAS, linh_vuc_cai_cach="Thủ tục hành chính")
    rows = app.table[0].value
    (row,) = [row for row in rows.to_dict("records") if "**CT2.15**" in row["Chỉ tiêu"]]
    goal, _, distance = row["Mục tiêu"].partition("  \n")
    assert goal == "≥\u00a098\u00a0%"
    assert "điểm" in distance
    assert "Toàn huyện" in row["Nhận định"]


def test_an_area_of_one_commune_says_its_name(filled):
    app = opened(AREAS, linh_vuc_cai_cach="Thủ tục hành chính", pham_vi="Xã Xuân Thọ")
    assert any("Xã Xuân Thọ" in words for words in app.table[0].value["Nhận định"])


def test_an_area_says_who_leads_and_what_is_late(reported):
    app = opened(AREAS, linh_vuc_cai_cach="Tổ chức bộ máy")
    leads = app.table[-1].value
    assert list(leads["Đơn vị"]) == ["Phòng Nội vụ"]
    assert (list(leads["Nhiệm vụ"]), list(leads["Quá hạn"])) == (["3"], ["**3**"])
    assert app.title[0].value.endswith("3 nhiệm vụ, 3 quá hạn")


def in_full() -> None:
    import streamlit as st

    from ui import filters, reads, screen, tasks

    screen.opened()
    choice = filters.chosen(st.session_state["ban_so_lieu"])
    scores = {score.target.id: score for score in reads.scores(choice.snapshot, choice.reading)}
    (standing,) = [one for one in tasks.read(choice) if one.task.no == st.session_state["no"]]
    tasks.in_full(standing, scores, choice)


def shown_in_full(no: int) -> AppTest:
    app = AppTest.from_function(in_full, default_timeout=60)
    app.session_state["no"] = no
    app.run()
    assert not app.exception
    return app


def test_one_task_stands_in_full_with_its_history_and_its_targets_in_sentences(reported):
    app = shown_in_full(8)
    text = plain(app)
    assert PLAN.tasks[7].text in text
    assert "**CT2.04**" in text
    assert "**CT2.05**" in text
    assert "kiểm thử, tien-do.xlsx: toàn huyện, Quý I 2023: đang thực hiện" in text
    assert "toàn huyện, 6 tháng 2023: đang thực hiện; Báo cáo 6 tháng" in text
    facts = dict(app.table[0].value.to_numpy())
    assert facts["Hạn in trong kế hoạch"] == "Báo cáo theo quý"
    assert facts["Đơn vị báo cáo"] == "1, trong đó 0 báo hoàn thành"
    assert "<b>" not in facts["Bằng chứng"].replace("\\<b\\>", "")


def test_a_task_that_no_report_names_says_so_and_has_no_history(reported):
    app = shown_in_full(20)
    assert not app.expander
    facts = dict(app.table[0].value.to_numpy())
    assert facts["Ghi chú"].replace("\\", "") == "Chưa có báo cáo tiến độ nào nhắc nhiệm vụ này."


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A warehouse of its own with reports, to publish into."""
    made_up.publish(tmp_path)
    made_up.report(tmp_path, REPORT)
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    return tmp_path


def dialog() -> None:
    import streamlit as st

    from ui import filters, reads, screen, task_edit, tasks

    screen.opened()
    choice = filters.chosen(st.session_state["ban_so_lieu"])
    (standing,) = [one for one in tasks.read(choice) if one.task.no == 3]
    edits = reads.task_edits(choice.snapshot, 2023, 3)
    if st.session_state["mo"] == "sua":
        task_edit.edit(standing, choice)
    else:
        task_edit.undo(standing, edits[0])


def in_dialog(what: str, **texts: str) -> AppTest:
    """Open one of the two dialogs, type, and press its button."""
    app = AppTest.from_function(dialog, default_timeout=60)
    app.session_state["mo"] = what
    app.run()
    for key, text in texts.items():
        app.text_input(key=key).set_value(text)
    return app.run()


def test_an_analyst_sets_the_state_of_a_task_and_takes_it_back(office):
    app = in_dialog("sua", nv_ly_do="Đã có <b>quyết định</b>", nv_nguoi="Lan")
    app.selectbox(key="nv_trang_thai").set_value("Hoàn thành")
    app.date_input(key="nv_tu_ngay").set_value(date(2023, 6, 30))
    app.button(key="nv_ghi").click()
    app.run()
    assert not app.exception
    (edit,) = history(warehouse.connect(warehouse.newest(office).served.path).cursor(), 2023, 3)
    assert (edit.status, edit.changed_by, edit.stated_on.isoformat()) == ("done", "Lan", "2023-06-30")

    app = opened(TASKS, nv="3", ky="6 tháng 2023")
    assert "**Lịch sử cập nhật: 1 lần**" in plain(app)
    assert "hoàn thành từ 30/06/2023; lý do: Đã có <b>quyết định</b>" in plain(app)
    assert "\\<b\\>" in said(app)
    assert listed(app).set_index("Số").loc[3, "Trạng thái"] == ["Hoàn thành"]
    assert [one for one in app.button if one.key == "rut_nhiem_vu"]

    app = in_dialog("rut", nv_ly_do_rut="nhầm", nv_nguoi_rut="Lan")
    app.button(key="nv_rut").click()
    app.run()
    app = opened(TASKS, nv="3", ky="6 tháng 2023")
    assert "(đã rút" in plain(app)
    assert listed(app).set_index("Số").loc[3, "Trạng thái"] != ["Hoàn thành"]
    assert not [one for one in app.button if one.key == "rut_nhiem_vu"]


def test_a_state_cannot_be_set_without_a_reason_and_numbers_of_persons_are_refused(office):
    assert in_dialog("sua", nv_nguoi="Lan").button(key="nv_ghi").disabled
    app = in_dialog("sua", nv_ly_do="gọi 0912345678", nv_nguoi="Lan")
    app.button(key="nv_ghi").click()
    app.run()
    assert "Không ghi số điện thoại" in app.error[0].value.replace("\\", "")


def test_the_tasks_with_a_printed_day_stand_over_the_year_with_their_table(filled):
    app = opened(TASKS)
    table = next(frame.value for frame in app.dataframe if "Hoàn thành" in frame.value)
    assert len(table) == 7
    assert any(head.value.startswith("7 nhiệm vụ có ngày hẹn trong kế hoạch") for head in app.subheader)
