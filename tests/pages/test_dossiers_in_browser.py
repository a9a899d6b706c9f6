"""The walk of a leader in a real browser: from the answer to the line of the file that it comes from, and back."""

from urllib.parse import parse_qs, urlsplit

import serving

pytestmark = serving.MARKS

MOST_CLICKS = 8


def click_cell(page, row: int, left: int, height: int) -> None:
    """Click a cell of the first table: its row from 1 below the header, pixels from the left, and its row height."""
    canvas = page.get_by_test_id("stDataFrame").locator("canvas").first
    canvas.wait_for()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + left, box["y"] + row * height + height // 2)


def test_a_leader_walks_from_the_overview_to_the_line_of_a_file_and_back(page, address):
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    clicks = 0
    page.goto(address)
    page.get_by_role("heading", level=1).filter(has_text="chỉ tiêu có số liệu đạt").wait_for()

    page.get_by_role("link", name="Xem từng chỉ tiêu").click()
    clicks += 1
    page.get_by_role("link", name="Xem hồ sơ trễ").wait_for()  # the worst target stands first

    page.get_by_role("link", name="Xã, thị trấn").first.click()
    clicks += 1
    page.get_by_role("heading", level=1).filter(has_text="xã, thị trấn đạt").wait_for()
    page.get_by_text("Chọn một ô để xem những gì không đạt").wait_for()
    page.wait_for_timeout(3000)  # charts beside the table still move it
    click_cell(page, row=4, left=230, height=30)
    clicks += 1

    page.get_by_role("heading", level=1).filter(has_text="hồ sơ trễ, 6 tháng 2023").wait_for()
    rows = int(page.get_by_role("heading", level=1).inner_text().split()[0])
    page.get_by_text(f"{rows} hồ sơ = số trễ {rows} của Tỷ lệ hồ sơ giải quyết đúng hạn").wait_for()
    page.wait_for_timeout(1500)
    click_cell(page, row=1, left=60, height=36)
    clicks += 1
    page.get_by_text("Tính vào các chỉ tiêu, 6 tháng 2023").wait_for()
    page.get_by_role("cell", name="ho-so-6-thang.xlsx · Sheet1 · dòng").wait_for()

    page.wait_for_url("**hs=*")
    page.go_back()  # the opened dossier is a step of its own in the address
    page.wait_for_timeout(1500)
    page.go_back()
    page.get_by_role("heading", level=1).filter(has_text="xã, thị trấn đạt").wait_for()
    assert clicks < MOST_CLICKS
    assert not errors


def test_another_part_of_a_number_stays_while_the_reader_searches_in_it(page, address):
    page.set_default_timeout(60_000)
    page.goto(f"{address}/ho-so?so_lieu=on_time_rate&phan=khong-dat&cach=Cách C")
    title = page.get_by_role("heading", level=1)
    title.filter(has_text="hồ sơ không đạt").wait_for()
    page.get_by_role("button", name="Xem tử số").click()
    title.filter(has_text="hồ sơ đúng hạn").wait_for()
    page.wait_for_url("**phan=tu-so**")
    box = page.get_by_role("textbox", name="Tìm hồ sơ")
    box.fill("ho tich")
    box.press("Enter")
    page.get_by_text("Đang lọc:").wait_for()
    assert "hồ sơ đúng hạn" in title.inner_text()

    page.get_by_role("button", name="Mọi hồ sơ").click()
    title.filter(has_text="1.500 hồ sơ của mọi kỳ").wait_for()
    assert box.input_value() == ""
    assert "so_lieu" not in page.url
    assert "tim_ho_so" not in page.url
    box.fill("xuan thanh")
    box.press("Enter")
    page.get_by_text("Đang lọc:").wait_for()
    assert "hồ sơ của mọi kỳ" in title.inner_text()


def test_an_opened_dossier_is_in_the_link_and_no_other_opens_by_itself(page, address):
    page.set_default_timeout(60_000)
    page.goto(f"{address}/ho-so?so_lieu=on_time_rate&phan=khong-dat")
    hint = page.get_by_text("Chọn một ô để xem các lần nạp")
    hint.wait_for()
    page.wait_for_timeout(1500)  # the table is drawn after its words
    click_cell(page, row=3, left=230, height=36)
    page.wait_for_url("**hs=*")
    (code,) = parse_qs(urlsplit(page.url).query)["hs"]
    opened = page.get_by_text(f"Hồ sơ {code}", exact=True)
    opened.wait_for()
    page.get_by_role("button", name="Liên kết").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert parse_qs(urlsplit(link).query)["hs"] == [code]
    page.keyboard.press("Escape")

    page.get_by_role("combobox", name="Thứ tự").click()
    page.get_by_role("option", name="Mới nhận nhất").click()
    page.wait_for_url("**thu_tu_late=*")
    page.wait_for_timeout(3000)  # what another row in the same place would need to open
    opened.wait_for()
    assert parse_qs(urlsplit(page.url).query)["hs"] == [code]
    page.get_by_role("button", name="Xem tử số").click()
    page.get_by_role("heading", level=1).filter(has_text="hồ sơ đúng hạn").wait_for()
    hint.wait_for()
    assert "hs=" not in page.url

    page.goto("about:blank")
    page.goto(link)
    opened.wait_for()
