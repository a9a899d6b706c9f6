"""One walk through the product in a real browser over a real server process."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="không có Chromium trên máy này"),
]


@pytest.fixture
def address(filled_warehouse) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"WAREHOUSE_DIR": str(filled_warehouse)}
    server = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture
def page(address) -> Iterator:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright chưa được cài")
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(30_000)
        yield page
        browser.close()


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
    columns = {"Mã hồ sơ": "Số phiếu", "Đơn vị tiếp nhận": "Nơi nhận", "Ngày tiếp nhận": "Vào ngày",
               "Ngày hẹn trả": "Phải xong", "Ngày kết thúc xử lý": "Đã xong"}  # fmt: skip
    for ours, theirs in columns.items():
        page.get_by_role("dialog").get_by_label(ours).first.fill(theirs)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Đọc lại theo cách này").click()
    page.get_by_role("heading", name="1 tệp nhận được").wait_for()
    assert "CANARY" not in page.content()


def _is_own(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
