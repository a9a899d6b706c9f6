"""The screens of a meeting: slides on one snapshot, conclusions that open the next meeting, an agenda that is kept."""

import json
from datetime import date, timedelta

import made_up
import pytest
from test_pages import opened, said

import warehouse
from reports import making
from reports.content import Order
from warehouse import meeting_ledger, report_ledger
from warehouse.period import Period

SLIDES, AGENDA = "pages/meeting/slides.py", "pages/meeting/agenda.py"
PERIOD = Period.parse("2023-H1")


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, dossiers=600)
    return tmp_path


def words(app) -> str:
    """Return all text of the slide on screen."""
    (figure,) = app.get("plotly_chart")
    drawn = json.loads(figure.proto.spec)
    return "\n".join(note["text"] for note in drawn["layout"]["annotations"]).replace("<br>", " ")


def test_the_slides_begin_with_the_summary_and_say_snapshot_and_sample(office):
    app = opened(SLIDES)
    assert not app.exception
    text = words(app)
    assert "chỉ tiêu có số liệu đạt" in text
    assert "6 tháng 2023, tính đến 30/06/2023 · toàn huyện" in text
    assert "bản số liệu" in text
    assert "SỐ LIỆU MINH HỌA" in text
    assert not app.title  # no strip, no heading: the title is in the figure


def test_the_buttons_turn_the_slides_and_stop_at_the_ends(office):
    app = opened(SLIDES)
    assert app.button(key="phim_Left").disabled
    app.button(key="phim_Right").click().run()
    assert app.query_params["trang"] == "2"
    assert "việc cần chú ý" in words(app)
    app.button(key="phim_Left").click().run()
    assert "chỉ tiêu có số liệu đạt" in words(app)
    last = opened(SLIDES, trang="999")
    assert last.button(key="phim_Right").disabled


@pytest.mark.parametrize("query", [{"trang": "x", "khung": "640"}, {"trang": "0", "khung": "1366"},
                                   {"pham_vi": "Xã Lang Minh"}, {"ky": "Quý IV 2023"}, {"ban": "../../etc/passwd"}],
                         ids=lambda query: " ".join(query.values()))  # fmt: skip
def test_the_slides_open_in_every_state_of_the_address(office, query):
    app = opened(SLIDES, **query)
    assert not app.exception
    assert words(app)
    assert bool(app.warning) == ("ban" in query)


def test_all_slides_read_the_snapshot_that_the_meeting_began_with(office):
    app = opened(SLIDES)
    before, text = app.query_params["ban"], words(app)
    made_up.publish(office, dossiers=900, load_id="load-2")
    app.button(key="phim_Right").click().run()
    app.button(key="phim_Left").click().run()
    assert app.query_params["ban"] == before
    assert words(app) == text
    assert "Đã có bản số liệu mới" in said(app)
    app.button(key="dung_ban_moi").click().run()
    assert app.query_params["ban"] != before
    assert words(app) != text
    assert "Đã có bản số liệu mới" not in said(app)


def test_other_screens_stay_on_the_snapshot_of_the_meeting_and_lead_back_to_the_slide(office):
    app = opened(SLIDES, trang="2")
    made_up.publish(office, dossiers=900, load_id="load-2")
    app.switch_page("pages/overview/scoreboard.py").run()
    assert "1 tệp" in said(app)
    assert app.button(key="tro_lai_trinh_chieu").label == "Trở lại trang 2"
    app.button(key="ket_thuc_hop").click().run()
    assert "2 tệp" in said(app)


def concluded(app, **other) -> None:
    app.button(key="phim_K").click().run()
    app.text_area(key="ket_luan_noi_dung").input(other.get("text", "Giải trình <b>hồ sơ</b> trễ"))
    app.selectbox(key="ket_luan_don_vi").select("Xã Xuân Hòa")
    app.date_input(key="ket_luan_han").set_value(date.today() + timedelta(days=7))
    app.text_input(key="ket_luan_nguoi_ghi").input(other.get("by", "Phòng Nội vụ"))
    (send,) = [button for button in app.button if button.label == "Ghi kết luận" and button.form_id]
    send.click().run()


def test_a_conclusion_is_kept_with_its_slide_and_shows_at_once(office):
    app = opened(SLIDES, trang="2")
    concluded(app)
    assert not app.exception
    (one,) = meeting_ledger.read(office).conclusions
    assert (one.who, one.slide, one.period) == ("Xã Xuân Hòa", "can-chu-y", PERIOD)
    assert one.snapshot == warehouse.newest(office).served.path.name
    last = opened(SLIDES, trang="99")
    assert "Kết luận cuộc họp này: 1 việc" in words(last)
    assert "&lt;b&gt;" in words(last)


def test_an_incomplete_conclusion_is_refused_in_words_and_the_dialog_stays(office):
    app = opened(SLIDES)
    concluded(app, by="")
    assert "Còn thiếu người ghi" in app.error[0].value.replace("\\", "")
    assert meeting_ledger.read(office).conclusions == ()


def conclude_before(office, **other) -> None:
    fields = {"text": "Việc cũ", "who": "Xã Xuân Hòa", "due_on": date.today() - timedelta(days=3), "slide": "nhiem-vu",
              "slide_title": "Nhiệm vụ", "period": PERIOD, "met_on": date.today() - timedelta(days=30),
              "by": "Lan"}  # fmt: skip
    meeting_ledger.conclude(warehouse.newest(office).served, **(fields | other))


def test_what_was_concluded_last_time_opens_the_next_meeting_and_stands_in_the_preparation(office):
    conclude_before(office)
    assert "Kết luận các lần trước: 1 đang thực hiện (1 quá hạn)" in words(opened(SLIDES))
    assert "Việc cũ" in words(opened(SLIDES, trang="99"))
    app = opened(AGENDA)
    assert app.subheader[-1].value == "1 kết luận, 1 đang thực hiện"
    assert "Quá hạn" in app.table[0].value["Trạng thái"][0]


def test_a_conclusion_is_closed_and_its_line_stays(office):
    conclude_before(office)
    app = opened(AGENDA)
    app.text_input(key="ghi_chu_ket_luan").input("Công văn 12")
    app.text_input(key="nguoi_ghi_ket_luan").input("Lan")
    (send,) = [button for button in app.button if button.label == "Ghi"]
    send.click().run()
    assert not app.exception
    (one,) = meeting_ledger.read(office).conclusions
    assert (one.state.value, one.state_note) == ("done", "Công văn 12")
    assert "1 kết luận, 0 đang thực hiện" in [head.value for head in app.subheader]


def test_an_agenda_is_saved_and_the_slides_follow_it(office):
    app = opened(AGENDA)
    app.multiselect(key="them_chi_tieu").select("CT7.01 · " + label("CT7.01"))
    app.text_input(key="them_trang_tieu_de").input("Ý kiến chỉ đạo")
    app.text_area(key="them_trang_dong").input("Một\n\nHai")
    app.text_input(key="nguoi_luu_hop").input("Lan")
    app.button(key="luu_chuong_trinh").click().run()
    assert not app.exception
    assert app.success[0].value == "Đã lưu chương trình họp."
    items = meeting_ledger.read(office).agenda(PERIOD).items
    assert [item.key for item in items[-2:]] == ["ct-CT7.01", items[-1].key]
    assert items[-1].lines == ("Một", "Hai")
    last = opened(SLIDES, trang="99")
    assert "Ý kiến chỉ đạo" in words(last)
    assert "Hai" in words(last)


def label(id: str) -> str:
    from metrics.plan import load

    return load(2023).target(id).label


def test_hidden_and_reordered_slides_stay_so(office):
    items = [meeting_ledger.AgendaItem(key=key) for key in ("nhiem-vu", "tong-quan")]
    items += [meeting_ledger.AgendaItem(key="can-chu-y", is_hidden=True)]
    meeting_ledger.save_agenda(office, PERIOD, items, by="Lan")
    assert "nhiệm vụ" in words(opened(SLIDES))
    texts = [words(opened(SLIDES, trang=str(place))) for place in (1, 2, 3)]
    assert not any("việc cần chú ý" in text for text in texts)


def made(app, by: str):
    app.segmented_control(key="loai_bao_cao").set_value("slides")
    app.text_input(key="nguoi_lap").input(by)
    (press,) = [button for button in app.button if button.label == "Lập báo cáo"]
    press.click().run()
    assert not app.exception
    return app


def test_files_to_take_along_are_reports_of_the_whole_district_by_a_person(office):
    app = made(opened(AGENDA, pham_vi="Xã Lang Minh"), "Phòng Nội vụ")
    (line,) = report_ledger.read(office).lines
    assert (line.report, line.by, line.period) == ("slides", "Phòng Nội vụ", PERIOD)
    whole = making.make("slides", Order(snapshot=making.snapshot(office), period=PERIOD))
    assert (line.file, line.sha256) == (whole.file, whole.sha256)
    assert line.sha256[:8] in line.file
    assert line.file in app.success[0].value.replace("\\", "")


def test_files_to_take_along_are_not_made_without_a_name(office):
    assert "Chưa ghi người lập" in made(opened(AGENDA), " ").warning[0].value
    assert not report_ledger.read(office).lines


def test_a_snapshot_that_was_removed_during_a_meeting_is_said_and_the_newest_shown(office):
    app = opened(SLIDES)
    made_up.publish(office, dossiers=900, load_id="load-2")
    (office / app.query_params["ban"]).unlink()
    app.run()
    assert not app.exception
    assert "không còn hoặc không đọc được" in app.warning[0].value
    assert app.query_params["ban"] == warehouse.newest(office).served.path.name


def test_saving_without_a_name_says_what_is_missing(office):
    app = opened(AGENDA)
    app.button(key="luu_chuong_trinh").click().run()
    assert "Còn thiếu người lưu chương trình họp" in app.error[0].value
    assert meeting_ledger.read(office).agendas == ()
