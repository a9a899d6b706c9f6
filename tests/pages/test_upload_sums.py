"""The step "Đối chiếu tổng": sums that do not agree are shown, and taken in with a reason only."""

from pathlib import Path

import made_up
import pytest
from streamlit.testing.v1 import AppTest

import warehouse
from loaders.intake import list_loads

PROJECT = Path(__file__).parents[2]
TITLE = "Từ ngày 01/01/2023 đến ngày 31/03/2023"
HEADERS = (
    "Đơn vị;Tiếp nhận Tổng số;Kỳ trước;Trong kỳ;Trước hạn;Đúng hạn;Đã xử lý Quá hạn;Trong hạn;"
    "Đang xử lý Quá hạn;Trả lại/Xin rút"
)
AGREEING = "Xã Xuân Thọ;60;10;50;30;20;5;3;2;0"
BROKEN = "Xã Xuân Bắc;1.241;10;1.230;20;15;0;5;0;0"
TOTAL = "Tổng cộng;1.301;20;1.282;50;35;5;8;2;0"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return a folder with one real load, that a test may publish into."""
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, is_sample=False)
    return tmp_path


def uploaded(*lines: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    app.run().switch_page("pages/data/upload.py").run()
    content = "\n".join([TITLE, HEADERS, *lines])
    app.file_uploader[0].upload("biểu 04-07-2023.csv", content.encode(), "text/csv").run()
    app.text_input(key="nguoi_nap").input("Phòng Nội vụ").run()
    assert not app.exception
    return app


def by_key(elements, start):
    (found,) = [element for element in elements if element.key and element.key.startswith(start)]
    return found


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def loads(folder: Path) -> list[dict]:
    return list_loads(warehouse.connect(warehouse.newest(folder).served.path))


def test_sums_that_differ_are_shown_with_place_and_both_numbers(office):
    app = uploaded(AGREEING, BROKEN, TOTAL)

    assert app.title[0].value == "1 tệp lệch tổng"
    assert ":blue-badge[4 Đối chiếu tổng]" in said(app)
    assert ":gray-badge[5 Công bố]" in said(app)
    (table,) = [table.value for table in app.table if "Cộng được" in table.value]
    assert [tuple(row) for row in table.to_numpy()] == [
        ("ô B4, Xã Xuân Bắc", '"Tiếp nhận Tổng số" = "Kỳ trước" \\+ "Trong kỳ"', "1.241", "1.240", "+1"),
        ("ô D5, Tổng cộng", 'cộng cột "Trong kỳ"', "1.282", "1.280", "+2"),
        ("ô B5, Tổng cộng", '"Tiếp nhận Tổng số" = "Kỳ trước" \\+ "Trong kỳ"', "1.301", "1.302", "−1"),
    ]
    assert "Giữ nguyên như in" not in said(app)  # told by the table, not twice


def test_a_file_whose_sums_differ_is_published_only_with_a_reason_that_stays_with_the_load(office):
    app = uploaded(BROKEN)
    assert app.button(key="cong_bo").disabled
    assert by_key(app.button, "ghi_nhan_").disabled

    by_key(app.text_input, "ly_do_").input("Phần mềm tính cả hồ sơ đã rút").run()
    by_key(app.button, "ghi_nhan_").click().run()

    assert app.title[0].value == "1 tệp nhận được"
    assert "Vẫn ghi nhận: Phần mềm tính cả hồ sơ đã rút" in said(app)
    app.button(key="cong_bo").click().run()
    assert not app.exception
    assert loads(office)[-1]["accepted_because"] == "Phần mềm tính cả hồ sơ đã rút"

    app.switch_page("pages/data/history.py").run()
    assert not app.exception
    reasons = app.dataframe[0].value["Lý do vẫn ghi nhận"]
    assert list(reasons.dropna()) == ["Phần mềm tính cả hồ sơ đã rút"]


def test_the_figures_that_a_form_alone_moves_are_shown_after_its_publication(empty):
    """(30 + 20 + 20 + 15) of (30 + 20 + 5 + 20 + 15 + 0) resolved dossiers were on time."""
    app = uploaded(AGREEING, BROKEN.replace("1.241", "1.240"))

    app.button(key="cong_bo").click().run()

    assert not app.exception
    assert "1 chỉ tiêu thay đổi" in app.success[0].value
    (row,) = app.table[0].value.to_dict("records")
    assert (row["Chỉ tiêu"], row["Trước"], row["Sau"]) == ("**Hồ sơ đúng hạn**", "–", "94,44\u00a0% (85/90)")


def test_a_reason_is_asked_again_after_it_is_taken_back(office):
    app = uploaded(BROKEN)
    by_key(app.text_input, "ly_do_").input("Phần mềm làm tròn").run()
    by_key(app.button, "ghi_nhan_").click().run()

    by_key(app.button, "sua_ly_do_").click().run()

    assert app.title[0].value == "1 tệp lệch tổng"
    assert app.button(key="cong_bo").disabled


def test_totals_that_agree_are_said_to_agree_and_ask_nothing(office):
    app = uploaded(AGREEING, "Tổng cộng;60;10;50;30;20;5;3;2;0")

    assert "Đối chiếu tổng: 1 dòng tổng đều khớp." in said(app)
    assert not app.button(key="cong_bo").disabled
    assert not [field for field in app.text_input if field.key.startswith("ly_do_")]


def test_very_many_differences_are_a_table_to_scroll(office):
    app = uploaded(*[BROKEN.replace("1.241", str(1250 + place)) for place in range(20)])

    (table,) = [table.value for table in app.dataframe if "Cộng được" in table.value]
    assert list(table["Lệch"]) == list(range(10, 30))
