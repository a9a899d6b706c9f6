"""Serve the product in a process of its own and look at it with a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="không có Chromium trên máy này"),
]
"""Marks of a module of browser tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: its address and its process."""

    url: str
    pid: int


@contextmanager
def served(folder: Path, log: Path | None = None) -> Iterator[Server]:
    """Run the app over the warehouse in `folder`; what it says goes to `log`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", str(port)]
    environment = os.environ | {"WAREHOUSE_DIR": str(folder)}
    with (log or Path(os.devnull)).open("wb") as said:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=said, stderr=said)
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield Server(url=f"http://127.0.0.1:{port}", pid=server.pid)
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


@contextmanager
def browser() -> Iterator:
    """Start a headless Chromium; the test is skipped where Playwright is not installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright chưa được cài")
    with playwright.sync_playwright() as runner:
        started = runner.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def new_page(browser, width: int = 1440, height: int = 900):
    """Open a page of a browser context of its own, as another person's computer would."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(30_000)
    return page
