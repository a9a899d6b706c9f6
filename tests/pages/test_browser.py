"""One walk through the product in a real browser over a real server process."""

import hashlib
from pathlib import Path

import serving

pytestmark = serving.MARKS


def test_a_reader_walks_from_the_answer_to_the_communes_and_shares_the_address(page, address):
    outside: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if not _is_own(request.url, address) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(address)
    page.get_by_role("heading", level=1).filter(has_text="chỉ tiêu có số liệu đạt").wait_for()
    page.get_by_text("SỐ LIỆU MINH HỌA").wait_for()
    assert page.locator(".js-plotly-plot").count() == 0  # the answer needs no chart library

    page.get_by_role("button", name="6 tháng 2023").click()
    page.get_by_text("Quý II 2023", exact=True).click()
    page.get_by_text("Riêng trong kỳ 01/04–30/06/2023 · tính đến").wait_for()
    page.keyboard.press("Escape")
    assert "ky=" in page.url

    page.get_by_role("link", name="Xã, thị trấn").first.click()
    page.get_by_role("heading", level=1).filter(has_text="xã, thị trấn đạt").wait_for()
    page.locator(".js-plotly-plot").nth(3).wait_for()
    page.get_by_text("Riêng trong kỳ 01/04–30/06/2023 · tính đến").wait_for()
    assert "xa-thi-tran" in page.url

    page.goto(page.url)  # what somebody sees who was sent this address
    page.get_by_text("Riêng trong kỳ 01/04–30/06/2023 · tính đến").wait_for()
    page.get_by_role("link", name="Lĩnh vực TTHC").first.click()
    page.get_by_role("heading", level=1).filter(has_text="Đất đai, xây dựng đúng hạn").wait_for()
    page.locator(".js-plotly-plot").first.wait_for()

    assert not outside  # an office without internet sees the same
    assert not errors


UNKNOWN_LAYOUT = """Số phiếu;Nơi nhận;Vào ngày;Phải xong;Đã xong;Người dân
H19.29-230103-0001;UBND xã Xuân Thọ;03/01/2023;05/01/2023;04/01/2023;CANARY NGUYỄN
H19.29-230103-0002;UBND xã Xuân Thọ;03/01/2023;05/01/2023;09/01/2023;CANARY TRẦN
"""


def test_an_unknown_layout_is_read_once_its_columns_are_said(page, address):
    page.goto(address)
    page.get_by_role("link", name="Nạp dữ liệu").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "lạ 04-07-2023.csv", "mimeType": "text/csv", "buffer": UNKNOWN_LAYOUT.encode()}
    )
    page.get_by_role("heading", name="1 tệp cần sửa").wait_for()
    page.get_by_role("button", name="Khai cách đọc tệp").click()
    dialog = page.get_by_role("dialog")
    columns = {"Mã hồ sơ": "Số phiếu", "Đơn vị tiếp nhận": "Nơi nhận", "Ngày tiếp nhận": "Vào ngày",
               "Ngày hẹn trả": "Phải xong", "Ngày kết thúc xử lý": "Đã xong"}  # fmt: skip
    dialog.get_by_text("Còn thiếu: Mã hồ sơ").wait_for()
    assert "CANARY" not in dialog.inner_text()
    for ours, theirs in columns.items():
        dialog.get_by_role("combobox", name=f'Cột "{theirs}" là').click()
        page.get_by_role("option", name=ours, exact=True).click()
    dialog.get_by_text("Đọc thử: 3 dòng = 2 nhận + 0 từ chối + 1 bỏ qua").wait_for()
    dialog.get_by_role("button", name="Đọc tệp theo cách này").click()
    page.get_by_role("heading", name="1 tệp nhận được").wait_for()
    assert "CANARY" not in page.content()


HEADERS = (
    "Đơn vị tiếp nhận;Lĩnh vực;Tên thủ tục hành chính;Mã hồ sơ;Trạng thái;Chủ hồ sơ;"
    "Ngày nhận;Ngày hẹn trả;Ngày kết thúc xử lý"
)


def _export(received_on_row_8: str) -> dict[str, object]:
    """Return a list of 40 late dossiers of one commune as an upload, with one cell as given."""
    days = {7: received_on_row_8}
    rows = [
        f"UBND xã Xuân Thọ;Hộ tịch;Cấp bản sao trích lục;H19.29-230601-{place:04d};Đã trả kết quả;CANARY {place};"
        f"{days.get(place, '01/06/2023')};05/06/2023;20/06/2023"
        for place in range(1, 41)
    ]
    content = "\n".join([HEADERS, *rows]).encode("utf-8-sig")
    return {"name": "thọ 04-07-2023.csv", "mimeType": "text/csv", "buffer": content}


def test_a_file_with_errors_is_mended_published_and_moves_a_figure(page, office):
    page.goto(office.url)
    page.get_by_role("link", name="Nạp dữ liệu").first.click()
    page.locator("input[type=file]").set_input_files(_export("31/02/2023"))
    page.get_by_text("1 dòng bị từ chối").wait_for()
    page.get_by_role("cell", name="G8", exact=True).wait_for()
    cells = page.get_by_test_id("stTable").last.get_by_role("cell").all_inner_texts()
    assert "Sửa thành ngày có thật, dạng dd/mm/yyyy." in cells
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải tệp lỗi để sửa").click()
    digest = hashlib.sha256(Path(waiting.value.path()).read_bytes()).hexdigest()
    assert waiting.value.suggested_filename.endswith(f"-can-sua-{digest[:8]}.xlsx")
    page.get_by_role("button", name="Bỏ, không nạp").click()

    page.get_by_role("heading", name="Chọn tệp xuất từ phần mềm một cửa").wait_for()
    page.locator('[data-test-script-state="notRunning"]').wait_for()  # until then the old uploader stands there, too
    page.locator("input[type=file]").set_input_files(_export("01/06/2023"))
    page.get_by_role("heading", name="1 tệp nhận được").wait_for()
    assert page.get_by_text("dòng bị từ chối").count() == 0
    page.get_by_role("button", name="Công bố 1 tệp").click()
    page.get_by_text("Đã công bố 1 tệp: 40 dòng nhận, 0 từ chối").wait_for()
    page.get_by_role("cell", name="Đúng hạn").or_(page.get_by_role("cell", name="đúng hạn")).first.wait_for()
    moved = page.get_by_test_id("stTable").first.get_by_role("row").all_inner_texts()
    on_time = next(row for row in moved if "đúng hạn" in row)
    assert "\u2212" in on_time  # forty late dossiers more: the rate falls, with a true minus sign
    assert "CANARY" not in page.content()

    page.get_by_role("link", name="Xem lịch sử nạp").click()
    page.get_by_role("heading", name="2 lần nạp, 2 đang dùng").wait_for()


def _is_own(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
