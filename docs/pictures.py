"""Take the pictures of the user guide: python -m docs.pictures [--width 1440] [--into docs/images].

Needs Chromium. All that is shown is the made-up sample of data/sample, and files made up from it here.
"""

import argparse
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from openpyxl import Workbook
from playwright.sync_api import Error, Page, sync_playwright

from loaders.aliases import confirm, set_field_group

ROOT = Path(__file__).resolve().parents[1]
"""Root of the project."""

SAMPLE = ROOT / "data" / "sample"
"""Folder of the made-up exports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One screen: the name of its picture, its address, and the list chosen on it (query parameter, value)."""

    name: str
    path: str
    chosen: tuple[str, str] | None = None


PICTURES = (
    Picture(name="tong-quan", path=""),
    Picture(name="chi-tieu", path="chi-tieu", chosen=("ct", "CT2.15")),
    Picture(name="xa-thi-tran", path="xa-thi-tran"),
    Picture(name="mot-xa", path="xa-thi-tran", chosen=("xa", "Xã Xuân Hòa")),
    Picture(name="linh-vuc", path="linh-vuc"),
    Picture(name="ho-so", path="ho-so"),
    Picture(name="so-sanh", path="so-sanh"),
    Picture(name="nhiem-vu", path="nhiem-vu", chosen=("ky", "9 tháng 2023")),
    Picture(name="linh-vuc-cai-cach", path="linh-vuc-cai-cach", chosen=("linh_vuc_cai_cach", "Thủ tục hành chính")),
    Picture(name="bao-cao", path="bao-cao"),
    Picture(name="chuan-bi-hop", path="chuan-bi-hop"),
    Picture(name="trinh-chieu", path="trinh-chieu"),
    Picture(name="lich-su-nap", path="lich-su-nap"),
    Picture(name="do-day-du", path="do-day-du"),
    Picture(name="chat-luong-so-lieu", path="chat-luong-so-lieu"),
    Picture(name="doi-giua-hai-lan-xuat", path="chat-luong-so-lieu", chosen=("kiem_tra", "Đổi giữa hai lần xuất")),
    Picture(name="bieu-khac-danh-sach", path="chat-luong-so-lieu", chosen=("kiem_tra", "Biểu khác danh sách")),
    Picture(name="danh-muc-doi-chieu", path="danh-muc-doi-chieu", chosen=("danh_muc", "Tên đơn vị")),
)
"""The pictures that need no file chosen, in the order of the guide."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""Programs that may be the system's Chromium."""

_FORM = (
    "STT", "Đơn vị", "Tiếp nhận: Tổng số", "Kỳ trước", "Trong kỳ", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn",
    "Trong hạn", "Đang xử lý Quá hạn", "Trả lại/Rút HS",
)  # fmt: skip
_LIST = ("Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")
_BY = "Phòng Nội vụ"


def main() -> None:
    """Load the sample into a fresh warehouse, start the app on it and photograph every screen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "images")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store, files = Path(folder) / "kho", Path(folder) / "tep"
        files.mkdir()
        _load(store, SAMPLE)
        _load(store, _later_export(files))
        confirm(store, "Một cửa Xuân Thọ", "26437", by=_BY)
        set_field_group(store, "Trồng trọt", "khac", by=_BY)
        chosen = [_list_with_faults(files), _half_year_form(files)]
        with _served(store) as address:
            _take(address, chosen, options.width, options.into)


def _load(store: Path, *paths: Path) -> None:
    command = [sys.executable, "-m", "loaders", "load", "--sample", "--by", _BY, *map(str, paths)]
    environment = os.environ | {"WAREHOUSE_DIR": str(store)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _later_export(folder: Path) -> Path:
    """Write the list of Gia Ray as of two weeks later: days of appointment and ends changed, one dossier gone."""
    with (SAMPLE / "ho-so_gia-ray_quy-2-2023_20230704.csv").open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter=";")
    due, end = header.index("Ngày hẹn trả"), header.index("Ngày kết thúc xử lý")
    for row in rows[10:16]:
        row[due] = f"14/07/2023{row[due][10:]}"
    for row in rows[20:23]:
        row[end] = f"03/07/2023{row[end][10:]}"
    path = folder / "ho-so_gia-ray_quy-2-2023_20230718.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines, delimiter=";").writerows([header, *rows[:30], *rows[31:]])
    return path


def _half_year_form(folder: Path) -> Path:
    line = (231, 18, 213, 150, 58, 3, 18, 1, 1)
    rows = [(1, "UBND xã Xuân Thọ", *line), ("", "Tổng cộng", *line[:-1], 2)]
    return _book(folder / "BC 6 thang 2023.xlsx", [("Tính đến ngày 04/07/2023",), _FORM, *rows])


def _list_with_faults(folder: Path) -> Path:
    sound = ["", "UBND xã Xuân Thọ", "05/06/2023", "20/06/2023", "15/06/2023", "Đã trả kết quả"]
    rows = [[f"H19.48.05-230605-{number:04d}", *sound[1:]] for number in range(1, 28)]
    for row, column, cell in ((24, 3, "31/02/2023"), (25, 1, "UBND xã Xuân Thoo"), (26, 4, "01/06/2023")):
        rows[row][column] = cell
    return _book(folder / "ho-so_xuan-tho_thang-6_20230704.xlsx", [_LIST, *rows])


def _book(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


@contextmanager
def _served(store: Path) -> Iterator[str]:
    """Serve the app on a free port and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", str(port)]
    environment = os.environ | {"WAREHOUSE_DIR": str(store)}
    app = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.terminate()
        app.wait()


def _take(address: str, chosen: Sequence[Path], width: int, into: Path) -> None:
    program = next(path for name in BROWSERS if (path := shutil.which(name)))
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        page = browser.new_page(viewport={"width": width, "height": 900})
        for picture in PICTURES:
            query = f"?{urlencode([picture.chosen])}" if picture.chosen else ""
            _open(page, f"{address}/{picture.path}{query}")
            page.screenshot(path=into / f"{picture.name}.png")
        page.set_viewport_size({"width": width, "height": 1450})
        _open(page, f"{address}/nap-du-lieu")
        page.locator("input[type=file]").first.set_input_files([str(path) for path in chosen])
        page.get_by_text("Đã hiểu").nth(len(chosen) - 1).wait_for(timeout=60_000)
        page.wait_for_timeout(6000)  # the marked workbook is made last
        page.screenshot(path=into / "nap-du-lieu.png")
        browser.close()


def _open(page: Page, address: str) -> None:
    for _ in range(30):
        try:
            page.goto(address)
            page.locator("h1, .js-plotly-plot").first.wait_for(timeout=20_000)  # a slide has its title in the figure
            break
        except Error:  # the server may not listen yet
            time.sleep(1)
    page.wait_for_timeout(8000)  # charts draw after the first answer


if __name__ == "__main__":
    main()
