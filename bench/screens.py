"""Measure what a reader waits for in a browser, beside a blank page served the same way on the same machine.

Prints medians: the first answer of Tổng quan on an opened page, a change of period (not asked before, and asked again),
and the next slide of a meeting. The warehouse has many invented dossiers; a real server and a real Chromium are used.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

import warehouse

ROOT = Path(__file__).resolve().parents[1]
"""Root of the project."""

BLANK = """
import streamlit as st

st.session_state.setdefault("n", 0)
st.title(f"Trang {st.session_state['n']}")
st.button("Sau", on_click=lambda: st.session_state.update(n=st.session_state["n"] + 1))
"""
"""A page with next to nothing: what the server, the browser and Streamlit take anyway."""

PERIODS = ("Quý I 2023", "Quý II 2023", "6 tháng 2023", "Quý III 2023", "9 tháng 2023", "Quý IV 2023")
_DONE = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure screens in a browser beside a blank page.")
    parser.add_argument("--dossiers", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args(arguments)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as runner:
        store, blank = Path(folder) / "warehouse", Path(folder) / "blank.py"
        blank.write_text(BLANK, encoding="utf-8")
        start = time.perf_counter()
        fill(store, asked.dossiers)
        print(f"{asked.dossiers} dossiers published in   {time.perf_counter() - start:6.1f} s")
        browser = runner.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with served(blank, store) as plain, served(ROOT / "server.py", store) as app:
            pages = {
                url: browser.new_context(viewport={"width": 1440, "height": 900}).new_page() for url in (plain, app)
            }
            for url, page in pages.items():
                page.set_default_timeout(300_000)
                _opened(page, url)
            opens: dict[str, list[float]] = {url: [] for url in pages}
            for _ in range(asked.runs):  # in turn, so that a machine that slows down slows both
                for url, page in pages.items():
                    opens[url].append(_opened(page, url))
            _say("first answer", opens[app], opens[plain])
            # A browser is slow at what it does for the first time: both have run a while before they are measured. Both
            # are clicked in a row, as one does who looks through the periods: after a pause each is quicker.
            rerun = [_turned_blank(pages[plain], number) for number in range(3 * asked.runs)][asked.runs :]
            for way in ("Cách B", "Cách A"):
                _counted(pages[app], way)
                for label in ("period not asked before", "period asked again"):
                    taken = [_chosen(pages[app], period) for period in PERIODS]
                    if way == "Cách A":
                        _say(label, taken, rerun)
            _say("next slide", _turned(pages[app], f"{app}/trinh-chieu", asked.runs), rerun)
        browser.close()


def fill(store: Path, dossiers: int) -> None:
    """Publish one load of invented dossiers of 2023 over all units and fields, 3 % of them late."""
    with warehouse.staged(store, by="bench", why="bench") as staging:
        staging.con.execute(
            """
            INSERT INTO fact_dossier BY NAME
            WITH unit AS (
                SELECT code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS n FROM ref_unit
                WHERE level IN ('district', 'commune') AND valid_from < DATE '2023-01-01'
                    AND (valid_to IS NULL OR valid_to > DATE '2023-12-31')
            ), field AS (
                SELECT field_key, field_name, row_number() OVER (ORDER BY field_key) - 1 AS place, count(*) OVER () AS n
                FROM ref_field
            ), made AS (
                SELECT
                    i, hash(i) AS chance,
                    TIMESTAMP '2023-01-02 08:00:00' + to_days(CAST(hash(i, 1) % 355 AS INTEGER)) AS received
                FROM range(?) AS made(i)
            )
            SELECT
                'L1' AS load_id, 'Danh sách' AS source_sheet, CAST(i + 2 AS INTEGER) AS source_row,
                'H' || i AS dossier_code, '1.000001' AS procedure_code, 'Thủ tục ' || (i % 300) AS procedure_name,
                'thủ tục ' || (i % 300) AS procedure_key, field.field_name, field.field_key, unit.code AS unit_code,
                received AS received_at, received + INTERVAL 10 DAY AS due_at,
                CASE WHEN chance % 100 < 97 THEN received + INTERVAL 5 DAY
                    ELSE received + INTERVAL 12 DAY END AS finished_at,
                'done' AS status_group, CASE WHEN chance % 2 = 0 THEN 'online' ELSE 'direct' END AS channel,
                chance % 10 < 9 AS is_digitized, chance % 3 < 2 AS has_e_result
            FROM made
            INNER JOIN unit ON unit.place = hash(i, 2) % unit.n
            INNER JOIN field ON field.place = hash(i, 3) % field.n
            """,
            [dossiers],
        )
        staging.con.execute(
            """
            INSERT INTO loads BY NAME
            SELECT
                'L1' AS load_id, 'bench.xlsx' AS file, 'a' AS sha256, 'b' AS content_sha256, 'dossiers' AS kind,
                DATE '2023-01-01' AS period_from, DATE '2023-12-31' AS period_to, DATE '2024-01-04' AS export_date,
                'title' AS export_date_source, DATE '2023-12-31' AS known_until,
                TIMESTAMP '2024-01-04 02:00:00' AS loaded_at, 'bench' AS loaded_by, 'date' AS compare,
                FALSE AS is_sample, count(*) AS rows_read, count(*) AS rows_loaded, 0 AS rows_rejected,
                0 AS rows_skipped
            FROM fact_dossier
            """
        )
        staging.load_ids.append("L1")


@contextmanager
def served(script: Path, store: Path) -> Iterator[str]:
    """Serve a script in a process of its own; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless=1"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"WAREHOUSE_DIR": str(store)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            with suppress(ConnectionError, TimeoutError), socket.create_connection(("127.0.0.1", port), timeout=2):
                break
            time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _opened(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url)
    page.locator("h1").first.wait_for()
    taken = time.perf_counter() - start
    page.wait_for_function(_DONE)
    return taken


def _turned_blank(page: Page, number: int) -> float:
    return _until(page, page.get_by_text("Sau", exact=True), "h1", f"Trang {number + 1}")


def _chosen(page: Page, period: str) -> float:
    """Return how long it takes from a click on a period until the whole page has run with it."""
    chosen = page.get_by_role("radiogroup", name="Kỳ báo cáo").get_by_text(period, exact=True)
    if not chosen.is_visible():
        page.get_by_role("button", name="2023").first.click()
        chosen.wait_for()
    return _until(page, chosen, "[data-testid=stPopover] button", period)


def _counted(page: Page, way: str) -> None:
    """Choose a way to count."""
    page.get_by_role("button", name="Cách ").first.click()
    page.get_by_role("radiogroup", name="Cách tính tỷ lệ đúng hạn").get_by_text(way, exact=True).click()
    page.get_by_role("button", name=way).first.wait_for()
    page.wait_for_function(_DONE)
    page.keyboard.press("Escape")


def _until(page: Page, clicked: Locator, place: str, said: str) -> float:
    """Return how long it takes from a click until a place says something and the page has run.

    What is clicked is looked up before, and the page is asked by one plain selector: a search by role goes through all
    of a page, and would be counted against the one that has more to show.
    """
    found = clicked.element_handle()
    start = time.perf_counter()
    found.click(force=True)
    page.wait_for_function(
        f"([place, said]) => document.querySelector(place)?.textContent.includes(said) && {_DONE}", arg=[place, said]
    )
    return time.perf_counter() - start


def _turned(page: Page, url: str, runs: int) -> list[float]:
    page.goto(url)
    page.locator(".js-plotly-plot").first.wait_for()
    page.wait_for_function(_DONE)
    times = []
    for number in range(2, runs + 2):
        start = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.get_by_text(f"Trang {number}/").wait_for()
        times.append(time.perf_counter() - start)
        page.wait_for_function(_DONE)
    return times


def _say(what: str, taken: Sequence[float], beside: Sequence[float]) -> None:
    own, other = statistics.median(taken), statistics.median(beside)
    print(f"{what + ':':<28}{1000 * own:7.0f} ms, blank page {1000 * other:5.0f} ms, ratio {own / other:.2f}")


if __name__ == "__main__":
    main()
