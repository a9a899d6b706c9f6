"""The button "Back" of the browser: one step brings the page before, in the period that it was seen in."""

from urllib.parse import parse_qs, urlsplit

import pytest
import serving
from test_dossiers_in_browser import click_cell

pytestmark = serving.MARKS

QUARTER = "Riêng trong kỳ 01/04–30/06/2023"


@pytest.fixture
def overview(page, address):
    """Open the overview in the second quarter; give the page."""
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    page.goto(f"{address}/?ky=Quý II 2023")
    page.get_by_text(QUARTER).wait_for()
    page.get_by_role("link", name="Xem từng chỉ tiêu").wait_for()
    return page


def _at_rest(page) -> None:
    page.wait_for_timeout(500)
    page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")


def _steps(page) -> int:
    return page.evaluate("history.length")


def test_each_link_is_one_step_and_back_brings_the_same_period(overview):
    page = overview
    _at_rest(page)
    first = _steps(page)
    page.get_by_role("link", name="Xem từng chỉ tiêu").click()
    page.get_by_role("link", name="Xem hồ sơ trễ").wait_for()
    _at_rest(page)
    assert _steps(page) == first + 1
    target = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Xem hồ sơ trễ").click()
    page.get_by_role("heading", level=1).filter(has_text="hồ sơ trễ, quý II 2023").wait_for()
    _at_rest(page)
    assert _steps(page) == first + 2

    page.go_back()
    page.get_by_role("heading", level=1).filter(has_text=target).wait_for()
    page.get_by_text(QUARTER).wait_for()
    _at_rest(page)
    page.go_back()
    page.get_by_role("heading", level=1).filter(has_text="chỉ tiêu có số liệu đạt").wait_for()
    page.get_by_text(QUARTER).wait_for()
    assert urlsplit(page.url).path == "/"


def test_back_from_a_page_of_the_menu_never_brings_another_period(overview):
    page = overview
    page.get_by_role("link", name="Hồ sơ", exact=True).click()
    page.get_by_text(QUARTER).wait_for()
    page.wait_for_url("**ky=*")
    _at_rest(page)
    for _ in range(2):  # decision 0012: the second step may be needed
        if urlsplit(page.url).path != "/":
            page.go_back()
            _at_rest(page)
            page.get_by_text(QUARTER).wait_for()
    page.get_by_role("heading", level=1).filter(has_text="chỉ tiêu có số liệu đạt").wait_for()


def test_back_takes_back_a_change_of_the_period(overview):
    page = overview
    page.get_by_role("button", name="Quý II 2023").click()
    page.get_by_text("Quý I 2023", exact=True).click()
    page.get_by_text("Lũy kế 01/01–31/03/2023 · tính đến").wait_for()
    page.keyboard.press("Escape")
    _at_rest(page)
    page.go_back()
    page.get_by_text(QUARTER).wait_for()


def test_back_closes_a_dossier_and_it_can_be_opened_again(page, address):
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    page.goto(f"{address}/ho-so?so_lieu=on_time_rate&phan=khong-dat")
    hint = page.get_by_text("Chọn một ô để xem các lần nạp")
    for _ in range(2):
        hint.wait_for()
        page.wait_for_timeout(1500)  # the table is drawn after its words
        click_cell(page, row=2, left=230, height=36)
        page.wait_for_url("**hs=*")
        page.get_by_text("Các lần nạp nói về hồ sơ này").wait_for()
        _at_rest(page)
        page.go_back()
        hint.wait_for()
        assert "hs" not in parse_qs(urlsplit(page.url).query)
