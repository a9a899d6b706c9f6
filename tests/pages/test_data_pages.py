"""The data screens: what is asked, told, withdrawn and decided, on invented dossiers."""

from io import BytesIO
from pathlib import Path

import duckdb
import made_up
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import warehouse
from loaders.aliases import confirmed
from ui import completeness

PROJECT = Path(__file__).parents[2]
HEADERS = (
    "Đơn vị tiếp nhận;Lĩnh vực;Tên thủ tục hành chính;Mã hồ sơ;Trạng thái;Ngày nhận;Ngày hẹn trả;Ngày kết thúc xử lý"
)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return a folder with one real load, that a test may publish into."""
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path))
    made_up.publish(tmp_path, is_sample=False)
    return tmp_path


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run().switch_page(page)
    app.query_params.update(query)
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.title, app.markdown, app.subheader) for element in kind)


def upload(app: AppTest, content: str, name: str = "thọ 04-07-2023.csv") -> AppTest:
    app.file_uploader[0].upload(name, content.encode(), "text/csv").run()
    assert not app.exception
    return app


def export(unit: str = "UBND xã Xuân Thọ", title: str = "") -> str:
    rows = [
        f"{unit};Hộ tịch;Cấp bản sao trích lục;H19.29-230601-{place:04d};Đã trả kết quả;"
        "01/06/2023;05/06/2023;20/06/2023"
        for place in range(1, 21)
    ]
    return "\n".join([*([title] if title else []), HEADERS, *rows])


def newest(folder: Path) -> duckdb.DuckDBPyConnection:
    return warehouse.connect(warehouse.newest(folder).served.path)


def test_an_unknown_unit_name_is_confirmed_with_a_click_and_kept(office):
    rows = export().splitlines()
    app = upload(opened("pages/data/upload.py"), "\n".join([*rows[:3], rows[3].replace("Thọ;", "Thor;"), *rows[4:]]))
    assert "có phải **Xã Xuân Thọ**?" in said(app)
    (click,) = [button for button in app.button if button.label == "Đúng là Xã Xuân Thọ"]
    click.click().run()
    assert not app.exception
    assert confirmed(newest(office)) == {"ubnd xã xuân thor": "26437"}
    assert "có phải" not in said(app)
    assert list(app.table[0].value["Đọc = nhận + từ chối + bỏ qua"]) == ["**21** = 20 + 0 + 1"]


def test_a_period_other_than_the_printed_one_is_asked_before_publishing(office):
    title = "Từ ngày 01/04/2023 đến ngày 30/06/2023"
    app = upload(opened("pages/data/upload.py"), export(title=title))
    (period,) = [box for box in app.selectbox if box.key.startswith("ky_tep_")]
    period.select("Quý I 2023").run()
    (question,) = [radio for radio in app.radio if radio.key.startswith("dung_ky_")]
    assert question.label == "Tệp ghi Quý II 2023, đang chọn Quý I 2023. Dùng kỳ nào?"
    assert app.button(key="cong_bo").disabled
    question.set_value(question.options[0]).run()
    assert not app.exception
    assert not app.button(key="cong_bo").disabled
    assert list(app.table[0].value["Kỳ"]) == ["Quý II 2023"]


def test_an_open_load_says_who_when_what_and_the_figures_it_feeds(office):
    app = AppTest.from_function(one_load, default_timeout=60).run()
    assert not app.exception
    assert "mã lần nạp `load-1`" in said(app)
    figures = app.dataframe[0].value
    assert "Tỷ lệ hồ sơ giải quyết đúng hạn" in list(figures["Chỉ tiêu"])
    assert list(figures["Phần của tệp"]) == list(figures["Cả số liệu"])  # the only load is the whole figure


def one_load() -> None:
    from ui import checks, loads, screen

    screen.opened()
    choice = screen.chosen_or_stop("Lịch sử nạp")
    loads.withdrawn_outcome()
    loads.opened(checks.loads(choice.snapshot)[0], choice)


def one_withdrawal() -> None:
    from ui import checks, loads, screen

    screen.opened()
    choice = screen.chosen_or_stop("Lịch sử nạp")
    loads.withdrawn_outcome()
    load = checks.loads(choice.snapshot)[0]
    loads.opened(load, choice)
    if load["state"] != "withdrawn":
        loads._take_back(load)


def test_a_withdrawal_needs_a_reason_and_tells_the_figures_before_and_after(office):
    made_up.publish(office, dossiers=900, is_sample=False, load_id="load-2")
    app = AppTest.from_function(one_withdrawal, default_timeout=60).run()
    assert app.button(key="thu_hoi").disabled
    app.text_input(key="ly_do_thu_hoi").input("Nạp nhầm tệp").run()
    app.text_input(key="nguoi_thu_hoi").input("Phòng Nội vụ").run()
    app.button(key="thu_hoi").click().run()
    assert not app.exception
    assert "Đã thu hồi" in app.success[0].value
    assert "Lý do thu hồi: Nạp nhầm tệp" in said(app)
    before_and_after = app.table[0].value
    assert (before_and_after["Trước"] != before_and_after["Sau"]).all()


def test_a_month_without_a_file_is_missing_in_word_and_in_the_reminder(office):
    app = opened("pages/data/completeness.py", ky="9 tháng 2023")
    assert "còn thiếu danh sách hồ sơ, 9 tháng 2023" in app.title[0].value
    matrix = app.dataframe[0].value.set_index("Đơn vị")
    assert set(matrix["T5/23"]) == {"✓ đủ"}
    assert set(matrix["T8/23"]) == {"! chưa có"}
    assert "Xã Xuân Thọ: chưa có tháng 7–9/2023; số liệu mới đến 30/06/2023." in list(
        app.dataframe[1].value["Nội dung nhắc"]
    )


def test_the_reminder_is_text_that_notepad_opens():
    table = pd.DataFrame({"kind": ["dossiers"], "reminder": ["Xã Xuân Bắc: chưa có tháng 2/2023."]})
    text = completeness.reminder_text(table, "Danh sách nhắc nộp").decode("utf-8-sig")
    assert text.startswith("Danh sách nhắc nộp\r\n\r\nDanh sách hồ sơ:\r\n- Xã Xuân Bắc: chưa có tháng 2/2023.")


def test_a_broken_identity_and_a_wrong_printed_total_are_listed_with_file_sheet_and_row(office):
    with warehouse.staged(office, by="kiểm thử", why="biểu bịa") as staging:
        staging.con.execute(
            "INSERT INTO loads (load_id, file, kind, period_from, period_to, known_until, export_date, loaded_at, "
            "loaded_by, is_sample, rows_read, rows_loaded, rows_rejected, rows_skipped) VALUES ('form-1', 'bieu.xlsx', "
            "'by_unit', DATE '2023-01-01', DATE '2023-06-30', DATE '2023-06-30', DATE '2023-07-04', "
            "TIMESTAMP '2023-07-05', 'kiểm thử', FALSE, 2, 1, 0, 1)"
        )
        staging.con.execute(
            "INSERT INTO fact_form (load_id, source_sheet, source_row, form, unit_code, total, carried_over, received) "
            "VALUES ('form-1', 'Biểu', 7, 'by_unit', '26437', 10, 3, 6)"
        )
        staging.con.execute(
            "INSERT INTO fact_form_total (load_id, source_sheet, source_row, form, label, total) "
            "VALUES ('form-1', 'Biểu', 9, 'by_unit', 'Cộng', 12)"
        )
        staging.load_ids.append("form-1")
    app = opened("pages/data/quality.py")
    assert "1 đẳng thức không khớp, 1 dòng tổng không khớp" in app.title[0].value.replace("\\", "")
    app = opened("pages/data/quality.py", kiem_tra="Đẳng thức trong biểu")
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Vế trái"], row["Vế phải"], row["Tệp"], row["Trang"], row["Dòng"]) == (10, 9, "bieu.xlsx", "Biểu", 7)


def test_a_form_is_held_against_the_list_with_what_both_state_first(office):
    form = "\n".join(
        [
            "Từ ngày 01/01/2023 đến ngày 31/03/2023",
            "Đơn vị;Tiếp nhận Tổng số;Kỳ trước;Trong kỳ;Trước hạn;Đúng hạn;Đã xử lý Quá hạn;Trong hạn;"
            "Đang xử lý Quá hạn;Trả lại/Xin rút",
            "Xã Xuân Thọ;60;10;50;30;20;5;3;2;0",
        ]
    )
    app = upload(opened("pages/data/upload.py"), form, "biểu quý I.csv")
    app.text_input(key="nguoi_nap").input("Phòng Nội vụ").run()
    app.button(key="cong_bo").click().run()
    assert not app.exception

    app = opened("pages/data/quality.py", kiem_tra="Biểu khác danh sách")

    assert not app.exception
    assert "số đếm của biểu khác danh sách" in app.title[0].value
    table = app.dataframe[0].value
    assert set(table["Biểu"]) == {"Tổng hợp theo đơn vị"}
    states = list(dict.fromkeys(table["Tình trạng"]))
    assert states == [state for state in ("Lệch", "Chỉ có trong biểu", "Chỉ có trong danh sách") if state in states]
    assert states[0] == "Lệch"


def test_a_spelling_of_a_unit_is_declared_and_its_history_kept(office):
    app = opened("pages/data/mappings.py", danh_muc="Tên đơn vị")
    app.text_input(key="cach_viet").input("Xuân Thọ 2").run()
    app.selectbox(key="cua_don_vi").select("Xã Xuân Thọ").run()
    app.text_input(key="nguoi_doi").input("Phòng Nội vụ").run()
    app.button(key="ghi_cach_viet").click().run()
    assert not app.exception
    assert "1 tên đơn vị đã xác nhận" in app.title[0].value
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Chữ trong tệp"], row["Hiểu là"], row["Người xác nhận"]) == (
        "Xuân Thọ 2", "Xã Xuân Thọ", "Phòng Nội vụ",
    )  # fmt: skip


def mapping_dialog() -> None:
    from dataclasses import replace

    import streamlit as st

    from ui import intake, mapping_form

    class Upload:
        file_id, name = "1", "lạ 04-07-2023.csv"

        def getvalue(self) -> bytes:
            return (
                "Số phiếu;Nơi nhận;Vào ngày;Phải xong;Đã xong;Họ tên\n"
                "H19.29-230103-0001;UBND xã Xuân Thọ;03/01/2023;05/01/2023;04/01/2023;CANARY\n"
            ).encode()

    reading = intake.read(Upload())
    names = ["Số phiếu", "Nơi nhận", "Vào ngày", "Phải xong", "Đã xong", "Họ tên"]
    known = replace(reading, headers=names, examples={"Số phiếu": ["x00.00-000000-0000"], "Họ tên": ["xxxxxx"]})
    if "cach_doc" not in st.session_state:
        mapping_form._dialog(Upload(), known)
    st.markdown(f"khai: {st.session_state.get('cach_doc')}")


def test_their_headers_stand_beside_masked_values_and_a_personal_column_cannot_be_chosen(empty):
    app = AppTest.from_function(mapping_dialog, default_timeout=60).run()
    shown = said(app).replace("\\", "")
    assert "**Số phiếu**" in shown
    assert "x00.00-000000-0000" in shown
    assert "thông tin cá nhân, không đọc" in shown
    chosen = {"Số phiếu": "Mã hồ sơ", "Nơi nhận": "Đơn vị tiếp nhận", "Vào ngày": "Ngày tiếp nhận",
              "Phải xong": "Ngày hẹn trả", "Đã xong": "Ngày kết thúc xử lý"}  # fmt: skip
    boxes = {box.label: box for box in app.selectbox}
    assert 'Cột "Họ tên" là' not in boxes
    for theirs, ours in chosen.items():
        next(box for box in app.selectbox if box.label == f'Cột "{theirs}" là').select(ours).run()
    assert "Đọc thử: **2** dòng = 1 nhận" in said(app)
    app.button(key="dung_cach_doc").click().run()
    assert not app.exception
    assert "'finished_at': 'Đã xong'" in said(app)
    assert "CANARY" not in said(app)


def translation_dialog() -> None:
    from types import SimpleNamespace

    import streamlit as st

    from ui import mapping_form

    shown = SimpleNamespace(examples={"Tình hình": ["xxxxxx", "Đã xử lý xong"]})
    st.markdown(f"dịch: {mapping_form._translations({'status': 'Tình hình'}, shown)}")


def test_a_masked_value_cannot_be_translated_but_by_writing_it_as_it_stands(empty):
    """What is shown as xxxxxx stands nowhere in the file: translating it would save a mapping that never fits."""
    app = AppTest.from_function(translation_dialog, default_timeout=60).run()
    assert [box.label for box in app.selectbox] == ["“Đã xử lý xong” nghĩa là"]
    assert "Có giá trị bị che chữ" in said(app)
    app.text_area[0].input("Xong = Đã xử lý xong").run()
    assert "{'status': {'Xong': 'Đã xử lý xong'}}" in said(app)


def test_a_reminder_opens_as_a_workbook_with_its_title(office):
    from openpyxl import load_workbook

    from ui import downloads

    table = pd.DataFrame({"Đơn vị": ["Xã Xuân Thọ"], "Nội dung nhắc": ["Xã Xuân Thọ: chưa có tháng 7/2023."]})
    sheet = load_workbook(BytesIO(downloads.workbook({"Nhắc nộp": table}, "Danh sách nhắc nộp, 9 tháng 2023"))).active
    assert sheet["A1"].value == "Danh sách nhắc nộp, 9 tháng 2023"
    assert sheet["B4"].value == "Xã Xuân Thọ: chưa có tháng 7/2023."
