"""Take the pictures of the user guide: python docs/pictures.py (needs Chromium; writes docs/images/*.png)."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
"""Root of the project."""

PICTURES = {"tong-quan": "", "xa-thi-tran": "xa-thi-tran", "linh-vuc": "linh-vuc", "nap-du-lieu": "nap-du-lieu"}
"""Name of each picture and the address of its screen."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""Programs that may be the system's Chromium."""


def main() -> None:
    """Load the sample into a fresh warehouse, start the app on it and photograph every screen."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"WAREHOUSE_DIR": folder}
        load = [sys.executable, "-m", "loaders", "load", "--sample", "--by", "Phòng Nội vụ", "data/sample"]
        subprocess.run(load, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        app = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            _take(f"http://127.0.0.1:{port}")
        finally:
            app.terminate()


def _take(address: str) -> None:
    program = next(path for name in BROWSERS if (path := shutil.which(name)))
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for name, path in PICTURES.items():
            _open(page, f"{address}/{path}")
            page.screenshot(path=ROOT / "docs" / "images" / f"{name}.png")
        browser.close()


def _open(page: Page, address: str) -> None:
    for _ in range(30):
        try:
            page.goto(address)
            page.get_by_role("heading", level=1).wait_for(timeout=20_000)
            break
        except Error:  # the server may not listen yet
            time.sleep(1)
    page.wait_for_timeout(3000)  # charts draw after the first answer


if __name__ == "__main__":
    main()
