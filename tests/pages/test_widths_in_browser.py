"""What fits on which screen, in a real browser: nothing lies outside of it, tables of 1440 px need no scrolling."""

import serving

pytestmark = serving.MARKS


PAGES = (
    "", "chi-tieu?ct=CT2.15", "xa-thi-tran", "linh-vuc", "ho-so", "so-sanh", "nap-du-lieu", "nhiem-vu",
    "linh-vuc-cai-cach?linh_vuc_cai_cach=Thủ tục hành chính", "bao-cao", "chuan-bi-hop", "trinh-chieu", "lich-su-nap",
    "do-day-du", "chat-luong-so-lieu", "danh-muc-doi-chieu", "phien-ban", "tu-dien",
)  # fmt: skip

OUTSIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    const scrolls = node => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(node).overflowX);
    const within = node => { for (node = node.parentElement; node !== main; node = node.parentElement)
                                 if (scrolls(node)) return true; return false; };
    return [...main.querySelectorAll('*')]
        .filter(node => node.getBoundingClientRect().width > 0)
        .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && !within(node))
        .map(node => (node.dataset.testid || node.tagName) + ': ' + node.textContent.slice(0, 40));
}"""
"""What lies to the right of the window and in nothing that scrolls by itself."""


def test_no_page_scrolls_sideways_on_a_phone(page, address):
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 390, "height": 844})
    for name in PAGES:
        page.goto(f"{address}/{name}")
        page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
        page.wait_for_timeout(700)  # tables and charts are drawn after their words
        assert not page.evaluate(OUTSIDE), name
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        title = page.get_by_role("heading", level=1)
        assert name == "trinh-chieu" or title.bounding_box()["y"] < 400, name


def test_the_table_of_all_targets_fits_a_screen_of_1440_px(page, address):
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_role("columnheader", name="Khả năng", include_hidden=True).wait_for(state="attached")
    table = page.get_by_test_id("stDataFrame").locator(".dvn-scroller")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
