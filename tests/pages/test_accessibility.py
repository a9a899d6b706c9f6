"""Every screen held against axe-core in a real browser: nothing serious or critical, menus opened included."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import serving

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core chưa được cài")

pytestmark = serving.MARKS

APP = Path(__file__).parents[2] / "app.py"
PLACES = [
    "" if place == "tong-quan" else place
    for place in re.findall(r'url_path="([^"]+)"', APP.read_text(encoding="utf-8"))
]
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def page(filled_warehouse) -> Iterator:
    with serving.served(filled_warehouse) as server, serving.browser() as browser:
        page = serving.new_page(browser)
        page.goto(server.url)
        page.get_by_role("heading", level=1).wait_for()
        page.address = server.url
        yield page


def _grave(page) -> list[str]:
    """Return what axe-core finds, but for captions of radio buttons: Streamlit fades them to 4,2 to 1, unasked."""
    found = axe_playwright.Axe().run(page, {"exclude": [["[data-testid=stCaptionContainer]"]]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}" for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]
    ]


def test_the_menu_names_all_places():
    assert len(PLACES) >= 15


@pytest.mark.parametrize("place", [*PLACES, "xa-thi-tran?xa=Xã Xuân Hòa"])
def test_a_screen_has_no_serious_finding(page, place):
    page.goto(f"{page.address}/{place}")
    page.locator(".js-plotly-plot, h1").first.wait_for()
    page.locator("[data-testid=stSkeleton], [data-testid=stSpinner]").last.wait_for(state="detached")
    page.wait_for_timeout(1000)  # what stands below the title
    assert _grave(page) == []


def test_the_open_choices_of_the_strip_have_no_serious_finding(page):
    page.goto(f"{page.address}")
    page.get_by_role("button", name="6 tháng 2023").click()
    page.get_by_text("Hoặc riêng một tháng").wait_for()
    assert _grave(page) == []


def test_what_is_wrong_is_found(page):
    page.goto(f"{page.address}")
    page.get_by_role("heading", level=1).wait_for()
    worse = '<img src="data:,"><p style="color:#ccc">mờ</p>'
    page.evaluate("html => document.querySelector('h1').insertAdjacentHTML('afterend', html)", worse)
    assert {finding.split(":")[0] for finding in _grave(page)} >= {"image-alt", "color-contrast"}
