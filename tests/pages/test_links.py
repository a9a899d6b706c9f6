"""The link of a view: it says all that was chosen, and opens the same view again."""

from urllib.parse import parse_qs, urlsplit

import serving
from test_pages import opened, said

pytestmark = serving.MARKS


def test_the_link_of_an_opened_task_opens_it_in_the_same_period_elsewhere(page, address):
    page.goto(f"{address}/nhiem-vu?ky=Quý I 2023")
    page.get_by_role("heading", level=1).wait_for()
    page.locator(".dvn-scroller").first.click(position={"x": 120, "y": 50})
    page.wait_for_url("**nv=*")
    number = parse_qs(urlsplit(page.url).query)["nv"][0]
    page.get_by_role("button", name="Liên kết").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    chosen = parse_qs(urlsplit(link).query)
    assert chosen["nv"] == [number]
    assert chosen["ky"] == ["Quý I 2023"]
    assert chosen["pham_vi"] == ["Toàn huyện"]

    page.goto("about:blank")
    page.goto(link)
    page.get_by_text(f"Nhiệm vụ {number}.").wait_for()
    page.get_by_role("button", name="Quý I 2023").wait_for()


def test_a_row_in_the_address_is_open_from_the_start(filled):
    app = opened("pages/plan/tasks.py", nv="8")
    assert "**Nhiệm vụ 8.**" in said(app)
    assert app.query_params["nv"] == "8"


def test_a_row_that_is_not_there_is_taken_out_of_the_address(filled):
    app = opened("pages/plan/tasks.py", nv="99")
    assert not app.exception
    assert "nv" not in app.query_params
