"""The screen of versions: snapshots, figures as known on a day, and reports whose figures moved."""

from datetime import datetime
from pathlib import Path

import made_up
import pytest
from streamlit.testing.v1 import AppTest

import warehouse
from warehouse import report_ledger
from warehouse.period import Period

PROJECT = Path(__file__).parents[2]
AUGUST = datetime(2023, 8, 1, 3)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return a folder with a load of July, a report made of it, and a load of August that moves its figures."""
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, dossiers=600, is_sample=False)
    report(tmp_path)
    made_up.publish(tmp_path, dossiers=900, is_sample=False, load_id="load-2")
    with warehouse.staged(tmp_path, by="kiểm thử", why="ghi lại ngày nạp") as staging:
        staging.con.execute(
            "UPDATE loads SET loaded_at = ?, file = 'nop-muon.xlsx', export_date = DATE '2023-07-31' "
            "WHERE load_id = 'load-2'",
            [AUGUST],
        )
        staging.publish = True
    return tmp_path


def report(folder: Path) -> None:
    report_ledger.register(
        warehouse.history(folder)[0], report="word", file="6-thang.docx", sha256="ab" * 32,
        period=Period.parse("2023-H1"), by="Phòng Nội vụ",
    )  # fmt: skip


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    app.run().switch_page("pages/data/versions.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.title, app.subheader, app.markdown) for element in kind)


def test_every_snapshot_says_when_by_whom_and_why_newest_first(office):
    app = opened()
    table = app.dataframe[0].value
    assert app.title[0].value.startswith("3 bản số liệu, đang dùng bản ")
    assert list(table["Vì sao"]) == ["ghi lại ngày nạp", "số liệu bịa", "số liệu bịa"]
    assert list(table["Lần nạp thêm"]) == [0, 1, 1]
    assert list(table["sha256"]) == [snapshot.sha256[:8] for snapshot in warehouse.history(office)]
    assert list(table["Tệp có còn nguyên"]) == ["Đang dùng, nguyên vẹn", "Đúng độ dài", "Đúng độ dài"]


def test_checking_reads_every_snapshot_and_finds_an_altered_one(office):
    app = opened()
    app.button(key="kiem_tra_ban").click().run()
    assert "Mọi bản và sổ công bố đều nguyên vẹn" in said(app)
    assert list(app.dataframe[0].value["Tệp có còn nguyên"]) == ["Đang dùng, nguyên vẹn", "Nguyên vẹn", "Nguyên vẹn"]
    oldest = warehouse.history(office)[-1].path
    oldest.chmod(0o644)
    content = bytearray(oldest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    oldest.write_bytes(content)
    app = opened()
    app.button(key="kiem_tra_ban").click().run()
    assert not app.exception
    assert list(app.dataframe[0].value["Tệp có còn nguyên"]) == ["Đang dùng, nguyên vẹn", "Nguyên vẹn", "Hỏng"]
    assert "Có hư hỏng" in said(app)


def test_figures_as_known_in_july_stand_beside_those_of_now(office):
    app = opened(biet_den="2023-07-04")
    rows = app.table[0].value
    assert "1 tệp khi đó, 2 tệp nay" in app.subheader[0].value
    on_time = rows[rows["Chỉ tiêu"] == "**Hồ sơ đúng hạn**"].iloc[0]
    assert on_time["Biết đến 04/07/2023"] != on_time["Nay"]
    assert "điểm" in on_time["Thay đổi"]


def test_on_the_day_of_the_newest_load_nothing_differs(office):
    app = opened(biet_den="2023-08-01")
    assert "Số liệu biết đến hết 01/08/2023 như nay (2 tệp khi đó, 2 tệp nay)" in app.subheader[0].value
    assert set(app.table[0].value["Thay đổi"]) == {"không đổi"}


def test_a_report_says_what_it_said_what_is_so_now_and_which_load_changed_it(office):
    app = opened(so_bao_cao="true")
    assert app.subheader[-1].value == "1/1 báo cáo có số nay đã khác"
    rows = app.table[-1].value
    on_time = rows[rows["Chỉ tiêu"] == "**Hồ sơ đúng hạn**"].iloc[0]
    assert on_time["Đã báo cáo"] != on_time["Nay"]
    assert "nop-muon.xlsx, 01/08/2023" in on_time["Vì"].replace("\\", "")
    assert "6-thang.docx" in said(app).replace("\\", "")


def test_reports_are_listed_before_anybody_asks_what_has_changed(office):
    app = opened()
    assert app.subheader[-1].value == "1 báo cáo đã lập"
    assert "6-thang.docx" in said(app).replace("\\", "")
    app.toggle(key="so_bao_cao").set_value(True).run()
    assert app.subheader[-1].value == "1/1 báo cáo có số nay đã khác"


def test_a_report_that_still_holds_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, dossiers=300)
    report(tmp_path)
    app = opened(so_bao_cao="true")
    assert app.subheader[-1].value == "0/1 báo cáo có số nay đã khác"
    assert "Không số nào khác đi" in said(app).replace("\\", "")


def test_without_a_report_the_page_says_what_to_do(filled):
    app = opened()
    assert app.subheader[-1].value == "Chưa có báo cáo nào trong sổ"
    assert "Lập báo cáo trước khi gửi đi" in said(app)


def test_an_edited_ledger_of_reports_is_said_in_red(office):
    path = office / report_ledger.REPORTS_NAME
    path.write_bytes(path.read_bytes().replace("Phòng Nội vụ".encode(), "Phòng Tư phép".encode()))
    assert "Sổ báo cáo bị sửa, cắt hoặc đảo dòng (dòng 1)" in opened().error[0].value
