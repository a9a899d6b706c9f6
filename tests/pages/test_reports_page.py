"""The screen of reports: a report made at the press of a button, taken away, and listed with its snapshot."""

import io
from pathlib import Path

import docx
import made_up
import pytest
from streamlit.testing.v1 import AppTest

import warehouse
from reports import making, pdf, template
from warehouse import report_ledger

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    monkeypatch.delenv(template.VARIABLE, raising=False)
    made_up.publish(tmp_path, dossiers=300)
    return tmp_path


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    app.query_params.update(query)
    app.run().switch_page("pages/plan/reports.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def pressed(app: AppTest, by: str = "Phòng Nội vụ") -> AppTest:
    app.text_input(key="nguoi_lap").input(by)
    (button,) = [button for button in app.button if button.label == "Lập báo cáo"]
    button.click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.success, app.warning, app.error)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def test_the_page_says_what_will_be_reported_before_anything_is_made(office):
    app = opened()
    assert app.title[0].value == "Báo cáo 6 tháng 2023"
    assert "chỉ tiêu có số liệu đạt" in said(app)
    assert "Chưa có báo cáo nào trong sổ" in said(app)
    assert not report_ledger.read(office).lines


def test_a_report_is_made_registered_and_offered(office):
    app = pressed(opened())
    (line,) = report_ledger.read(office).lines
    assert f"Đã lập và ghi vào sổ: {line.file}" in said(app)
    assert (line.report, line.by, line.period.token) == ("word", "Phòng Nội vụ", "2023-H1")
    assert line.snapshot == warehouse.newest(office).served.path.name
    assert line.sha256[:8] in line.file
    assert app.subheader[-1].value == "1 báo cáo đã lập"
    _, file = app.session_state["bao_cao_vua_lap"]
    text = "\n".join(paragraph.text for paragraph in template.paragraphs(docx.Document(io.BytesIO(file.content))))
    assert "SỐ LIỆU MINH HỌA, KHÔNG DÙNG ĐỂ BÁO CÁO" in text


def test_the_annex_is_a_kind_of_its_own(office):
    app = opened()
    app.segmented_control(key="loai_bao_cao").set_value("excel")
    pressed(app)
    (line,) = report_ledger.read(office).lines
    assert line.report == "excel"
    assert line.file.endswith(".xlsx")


def test_nobody_reports_without_a_name(office):
    app = pressed(opened(), by="  ")
    assert "Chưa ghi người lập" in said(app)
    assert not report_ledger.read(office).lines


def test_a_report_is_always_of_the_whole_district_and_says_so(office):
    text = said(opened(pham_vi="Xã Lang Minh"))
    assert "Báo cáo luôn là của toàn huyện" in text
    assert "Toàn huyện: " in text


def test_a_template_that_cannot_be_used_is_said_in_words(office, tmp_path, monkeypatch):
    document = docx.Document()
    document.add_paragraph("{{ten_sai}}")
    document.save(str(tmp_path / "mau.docx"))
    monkeypatch.setenv(template.VARIABLE, str(tmp_path / "mau.docx"))
    app = pressed(opened())
    assert 'không có ô "ten_sai"' in app.error[0].value.replace("\\", "")
    assert not report_ledger.read(office).lines


def test_without_libreoffice_the_page_says_how_to_get_a_pdf(office, monkeypatch):
    monkeypatch.setattr(pdf, "is_possible", lambda: False)
    app = pressed(opened())
    assert "không có LibreOffice" in said(app)
    assert not [button for button in app.button if button.label == "Tạo PDF"]


def test_a_report_is_offered_only_while_the_figures_are_read_as_it_read_them(office):
    app = pressed(opened())
    (line,) = report_ledger.read(office).lines
    way = app.radio(key="cach")
    first, second, *_ = way.options
    way.set_value(second).run()
    assert not app.success
    app.radio(key="cach").set_value(first)
    app.query_params["pham_vi"] = "Xã Lang Minh"  # a report is of the whole district, whatever the screens show
    app.run()
    assert f"Đã lập và ghi vào sổ: {line.file}" in app.success[0].value.replace("\\", "")


def test_a_disk_that_fails_is_said_with_its_remedy(office, monkeypatch):
    def fails(*_, **__):
        raise OSError(28, "No space left on device", "/kho/reports.jsonl")

    app = opened()
    monkeypatch.setattr(making, "register", fails)
    pressed(app)
    said_so = app.error[0].value.replace("\\", "")
    assert "Không đọc hoặc ghi được reports.jsonl. Xem dung lượng đĩa và quyền ghi rồi lập lại." in said_so
    assert "No space" not in said_so
