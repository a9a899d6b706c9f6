"""Every page found on disk, through the menu: before the first load and with data."""

from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl

import made_up
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from ui import downloads

PROJECT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "pages").rglob("*.py"))
SLIDES = "pages/meeting/slides.py"
WITH_TITLE = [page for page in PAGES if page != SLIDES]  # a slide has its title inside the figure
WITH_DATA = [page for page in WITH_TITLE if page != "pages/data/upload.py"]


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run().switch_page(page)  # the menu knows its pages only after one run
    app.query_params.update(query)
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.title, app.markdown, app.subheader) for element in kind)


def test_there_are_pages():
    assert len(PAGES) >= 4


@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_load_a_page_says_what_to_do_next(page, empty):
    app = opened(page)
    assert not app.exception
    assert "phần mềm một cửa" in said(app)
    assert "Công bố" in said(app)


@pytest.mark.parametrize("page", WITH_TITLE)
def test_with_data_a_page_answers_in_its_title(page, filled):
    app = opened(page)
    assert not app.exception
    (title,) = app.title
    assert title.value


@pytest.mark.parametrize("page", WITH_DATA)
def test_made_up_data_is_called_so_on_every_screen(page, filled):
    assert "SỐ LIỆU MINH HỌA" in said(opened(page))


@pytest.mark.parametrize("page", WITH_DATA)
def test_the_strip_says_period_days_export_and_files(page, filled):
    text = said(opened(page))
    assert "Lũy kế 01/01–30/06/2023" in text
    assert "xuất **04/07/2023** · 1 tệp" in text


@pytest.mark.parametrize("page", WITH_DATA)
@pytest.mark.parametrize(
    "query",
    [{"ky": "Quý II 2023"}, {"thang": "Tháng 4/2023"}, {"ky": "Quý IV 2023"}, {"pham_vi": "Cấp huyện"},
     {"pham_vi": "Xã Lang Minh"}, {"cach": "Cách B"}, {"so_sanh": "So theo ngày giờ"}, {"ky": "không có kỳ này"}],
    ids=lambda query: " ".join(query.values()),
)  # fmt: skip
def test_a_page_opens_in_every_state_of_the_address(page, query, filled):
    app = opened(page, **query)
    assert not app.exception
    assert app.title


def test_the_address_decides_the_period(filled):
    assert "Riêng trong kỳ 01/04–30/06/2023" in said(opened(WITH_DATA[0], ky="Quý II 2023"))
    assert "Riêng trong kỳ 01/04–30/04/2023" in said(opened(WITH_DATA[0], thang="Tháng 4/2023"))


def test_a_period_without_dossiers_claims_nothing(filled):
    text = said(opened("pages/overview/scoreboard.py", ky="Quý IV 2023"))
    assert "Chưa chỉ tiêu nào có số liệu của kỳ này" in text


def test_the_overview_sends_its_answer_without_any_chart_to_load(filled):
    app = opened("pages/overview/scoreboard.py")
    assert "chỉ tiêu có số liệu đạt" in app.title[0].value
    assert not app.get("plotly_chart")


def test_the_search_of_the_overview_needs_no_accents(filled):
    app = opened("pages/overview/scoreboard.py", tim="dat dai")
    found = list(app.dataframe[0].value["Chỉ tiêu"])
    assert "Đúng hạn: đất đai, xây dựng" in found
    assert "Hồ sơ trực tuyến" not in found


def test_a_search_without_result_says_so(filled):
    assert "Không có chỉ tiêu nào khớp bộ lọc" in said(opened("pages/overview/scoreboard.py", tim="zzz"))


def test_the_units_of_the_heat_table_add_up_to_the_whole_by_every_indicator(filled):
    heat, printed = (frame.value for frame in opened("pages/indicators/communes.py").dataframe[:2])
    words = [word for _, word in heat.columns[1:]]
    assert words == ["Đúng hạn", "Trực tuyến"]  # what the invented dossiers tell of
    sums = ("Cộng cấp xã", "Cộng cấp huyện", "Toàn huyện")
    for word in words:
        counts = {
            name: [0, 0] if said == "–" else [int(count.replace(".", "")) for count in said.split("/")]
            for name, said in zip(printed["Đơn vị"], printed[f"{word}: tử/mẫu"], strict=True)
        }
        units = [count for name, count in counts.items() if name not in sums]
        commune, district, whole = (counts[name] for name in sums)
        for place in (0, 1):
            assert sum(count[place] for count in units) == whole[place] == commune[place] + district[place] > 0


def test_land_and_construction_are_judged_together_and_each_beside(filled):
    rows = opened("pages/indicators/fields.py").table[0].value
    resolved = [int(text.split("/")[1].replace(".", "")) for text in rows["Đúng hạn / đã giải quyết"]]
    assert resolved[0] == resolved[1] + resolved[2] < resolved[3]
    assert [text.replace("\u00a0", " ") for text in rows["Mục tiêu"]] == ["97 %", "97 %", "97 %", "98 %"]


def test_fields_of_one_unit_are_only_its_own(filled):
    app = opened("pages/indicators/fields.py", don_vi="Phòng Kinh tế và Hạ tầng")
    assert set(app.dataframe[0].value["Lĩnh vực"]) == set(made_up.FIELDS["741.KTHT"])


def test_a_name_from_a_file_is_text_on_every_screen(tmp_path, monkeypatch):
    payload = "<b>$x$</b> [a](http://a) :red[b]"
    monkeypatch.setitem(made_up.FIELDS, "commune", (payload,))
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, dossiers=300)
    for page in WITH_DATA:
        app = opened(page)
        assert not app.exception
        assert payload not in said(app)


def test_damage_of_the_newest_snapshot_is_said_in_red_on_every_page(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, dossiers=200)
    made_up.publish(tmp_path, dossiers=220, load_id="load-2")
    newest = max(tmp_path.glob("*.duckdb"))
    newest.chmod(0o644)
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    newest.write_bytes(content)
    for page in PAGES:
        app = opened(page)
        assert not app.exception
        assert "Bản số liệu mới nhất bị hỏng; đang hiển thị bản" in app.error[0].value
        assert "load-2" in app.error[0].value.replace("\\", "")


def test_an_upload_is_read_published_and_its_figures_are_told(empty):
    app = opened("pages/data/upload.py")
    sample = PROJECT / "data" / "sample" / "ho-so_gia-ray_quy-1-2023_20230404.csv"
    app.file_uploader[0].upload(sample.name, sample.read_bytes(), "text/csv").run()
    assert not app.exception
    assert app.title[0].value == "1 tệp nhận được"
    assert not list(empty.glob("*.duckdb"))  # nothing is stored before somebody publishes
    app.text_input(key="nguoi_nap").input("Phòng Nội vụ").run()
    app.button(key="cong_bo").click().run()
    assert not app.exception
    assert "Đã công bố 1 tệp" in app.success[0].value
    assert len(list(empty.glob("*.duckdb"))) == 1
    again = opened("pages/data/upload.py")
    again.file_uploader[0].upload(sample.name, sample.read_bytes(), "text/csv").run()
    assert again.title[0].value == "1 tệp đã nạp trước đây"
    assert again.button(key="cong_bo").disabled


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].upload(name, content, "text/csv").run()
    assert not app.exception
    return app


def test_after_a_second_publication_figures_are_told_before_and_after(empty):
    for quarter in ("1-2023_20230404", "2-2023_20230704"):
        sample = PROJECT / "data" / "sample" / f"ho-so_gia-ray_quy-{quarter}.csv"
        app = upload(opened("pages/data/upload.py"), sample.name, sample.read_bytes())
        app.text_input(key="nguoi_nap").input("Phòng Nội vụ")
        app.button(key="cong_bo").click().run()
    moved = app.table[0].value.set_index("Chỉ tiêu")
    online = moved.loc[next(label for label in moved.index if "trực tuyến" in label)]
    assert "%" in online["Trước"]
    assert online["Trước"] != online["Sau"]
    assert "điểm" in online["Thay đổi"]


WITHOUT_UNIT = """Mã hồ sơ;Trạng thái;Ngày nhận;Ngày hẹn trả;Ngày kết thúc xử lý
H19.29-230103-0001;Đã trả kết quả;03/01/2023;05/01/2023;04/01/2023
H19.29-230103-0002;Đã trả kết quả;03/01/2023;05/01/2023;09/01/2023
"""


def test_a_file_without_units_is_taken_once_its_unit_is_said(empty):
    app = upload(opened("pages/data/upload.py"), "khong-don-vi.csv", WITHOUT_UNIT.encode())
    assert app.title[0].value == "1 tệp cần sửa"
    (unit,) = [box for box in app.selectbox if box.key.startswith("don_vi_")]
    unit.select("26437").run()
    assert not app.exception
    assert app.title[0].value == "1 tệp nhận được"


def test_choosing_a_period_forgets_the_single_month(filled):
    app = opened("pages/overview/scoreboard.py", thang="Tháng 4/2023")
    app.radio(key="ky").set_value("Quý I 2023").run()
    assert "Lũy kế 01/01–31/03/2023" in said(app)


def test_a_period_chosen_on_one_page_holds_on_the_next(filled):
    app = opened("pages/overview/scoreboard.py")
    app.radio(key="ky").set_value("Quý II 2023").run()
    app.switch_page("pages/indicators/fields.py").run()
    assert "Riêng trong kỳ 01/04–30/06/2023" in said(app)


def test_the_made_up_sample_is_offered_only_before_the_first_load(empty, filled_warehouse, monkeypatch):
    assert [button for button in opened("pages/data/upload.py").button if button.key == "minh_hoa"]
    monkeypatch.setenv("WAREHOUSE_DIR", str(filled_warehouse))
    assert not [button for button in opened("pages/data/upload.py").button if button.key == "minh_hoa"]


def test_a_commune_opens_with_its_own_figures(filled):
    app = opened("pages/indicators/communes.py", xa="Xã Xuân Phú")
    assert not app.exception
    assert app.title[0].value.replace("\\", "").startswith("Xã Xuân Phú: ")
    targets, fields = (frame.value for frame in app.dataframe[:2])
    (resolved,) = targets.loc[targets["Mã"] == "CT2.15", "Mẫu số"]
    assert fields["Đã giải quyết"].sum() == resolved > 0
    overdue = next(heading.value for heading in app.subheader if "quá hạn chưa giải quyết" in heading.value)
    assert int(overdue.split(" ")[0]) == fields["Đang quá hạn"].sum() > 0
    assert len(app.dataframe) == 2  # the list itself is that of the screen of dossiers
    (link,) = (link.proto for link in app.get("page_link") if link.proto.label == "Xem hồ sơ quá hạn")
    listed = opened("pages/indicators/dossiers.py", **dict(parse_qsl(link.query_string)))
    assert listed.title[0].value.split(" ")[0] == overdue.split(" ")[0]


def test_a_commune_without_enough_cases_in_any_group_learns_from_nobody(filled):
    assert "Không nơi nào làm tốt hơn" in said(opened("pages/indicators/communes.py", xa="Xã Xuân Hòa"))


def test_procedures_with_late_dossiers_come_with_all_late_dossiers(filled):
    app = opened("pages/indicators/fields.py")
    fields, procedures = (frame.value for frame in app.dataframe[:2])
    assert procedures["Trễ"].sum() == fields["Trễ"].sum() > 0
    assert procedures["Trễ"].is_monotonic_decreasing


@pytest.mark.parametrize(("way", "head"), [("Cách A", "Đã giải quyết"), ("Cách B", "Mẫu số")])
def test_late_dossiers_are_late_in_every_way_to_count_and_the_denominator_is_called_so(way, head, filled):
    page = "pages/indicators/fields.py"
    first, app = opened(page), opened(page, cach=way)
    fields, procedures = (frame.value for frame in app.dataframe[:2])
    by_name = procedures.set_index("Thủ tục")
    usual = first.dataframe[1].value.set_index("Thủ tục")
    assert by_name["Trễ"].to_dict() == usual["Trễ"].to_dict()
    assert by_name["Đã giải quyết"].to_dict() == usual["Đã giải quyết"].to_dict()
    assert procedures["Trễ"].sum() == fields["Trễ"].sum()
    assert procedures["Mẫu số"].sum() == fields[head].sum() - fields.loc[fields["Trễ"] == 0, head].sum()
    rate = 100 * (1 - procedures["Trễ"] / procedures["Mẫu số"])
    assert (abs(rate - procedures["Đúng hạn %"]).max() < 1e-9) == (way == "Cách A")
    assert (("Mẫu số" in fields) and ("Đã giải quyết" not in fields)) == (way != "Cách A")


@pytest.mark.parametrize(
    ("page", "query", "least"),
    [("pages/indicators/indicator.py", {"ct": "CT2.15"}, 5), ("pages/indicators/fields.py", {}, 3),
     ("pages/indicators/communes.py", {}, 1), ("pages/plan/tasks.py", {}, 1),
     ("pages/data/completeness.py", {"ky": "9 tháng 2023"}, 1),
     ("pages/indicators/compare.py", {"ky": "Quý II 2023", "so_voi": "Quý I 2023", "ds_ho_so": "Vào"}, 3)],
)  # fmt: skip
def test_every_workbook_says_its_snapshot_and_made_up_data(page, query, least, filled, monkeypatch):
    asked = []
    monkeypatch.setattr(downloads.st, "download_button", lambda label, data, **more: asked.append(data))
    assert not opened(page, **query).exception
    books = [load_workbook(BytesIO(build())) for build in asked if callable(build)]
    assert len(books) >= least
    for book in books:
        for sheet in book:
            assert sheet["A1"].value
            assert sheet["A2"].value.startswith("SỐ LIỆU MINH HỌA. Số liệu xuất ngày 04/07/2023, 1 tệp, bản ")


def test_the_first_real_file_says_that_the_made_up_figures_no_longer_count(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, dossiers=200, is_sample=True)
    sample = PROJECT / "data" / "sample" / "ho-so_gia-ray_quy-1-2023_20230404.csv"
    for name, is_said in (("a.csv", True), ("b.csv", False)):
        app = opened("pages/data/upload.py")
        content = sample.read_bytes() if is_said else sample.read_bytes().replace(b"H19", b"H20")
        app.file_uploader[0].upload(name, content, "text/csv").run()
        app.button(key="cong_bo").click().run()
        assert not app.exception
        assert ("Số liệu minh họa không còn tính" in app.success[0].value) == is_said
