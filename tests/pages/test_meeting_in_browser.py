"""A whole meeting with the keyboard only, in a real browser, while somebody publishes a load."""

from collections.abc import Iterator
from datetime import date, timedelta

import made_up
import pytest
import serving

from warehouse import meeting_ledger

pytestmark = serving.MARKS


@pytest.fixture
def meeting(tmp_path) -> Iterator:
    """Serve a warehouse of its own with a meeting on its first slide; give the page and the folder."""
    made_up.publish(tmp_path, dossiers=600)
    with serving.served(tmp_path) as server, serving.browser() as browser:
        page = serving.new_page(browser, 1920, 1080)
        page.set_default_timeout(60_000)
        page.goto(server.url)  # the menu knows its pages from here on
        page.get_by_role("heading", level=1).wait_for()
        page.goto(f"{server.url}/trinh-chieu")
        on_slide(page, 1)
        yield page, tmp_path


def on_slide(page, number: int) -> None:
    page.get_by_text(f"Trang {number}/").wait_for()
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    page.locator(".js-plotly-plot .annotation").first.wait_for()


def footer(page) -> str:
    return page.locator(".annotation").filter(has_text="bản số liệu").text_content()


def test_a_meeting_is_held_by_keyboard_on_one_snapshot_while_a_load_is_published(meeting):
    page, folder = meeting
    assert page.get_by_role("link", name="Tổng quan").count() == 0  # nothing but the slide
    before = footer(page)

    page.keyboard.press("ArrowRight")
    on_slide(page, 2)
    made_up.publish(folder, dossiers=900, load_id="load-2")
    page.keyboard.press("ArrowRight")
    on_slide(page, 3)
    page.get_by_text("Đã có bản số liệu mới").wait_for()
    assert footer(page) == before

    page.keyboard.press("1")
    page.keyboard.press("Enter")
    on_slide(page, 1)
    page.keyboard.press("b")
    page.locator("#man-hinh-toi").wait_for()
    page.keyboard.press("ArrowRight")  # lights the screen again, and turns nothing
    page.locator("#man-hinh-toi").wait_for(state="detached")
    on_slide(page, 1)

    page.keyboard.press("3")
    page.keyboard.press("Enter")
    on_slide(page, 3)
    page.keyboard.press("x")  # which communes? the screen of the target, on the same snapshot
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_text("Đang họp trên bản số liệu").wait_for()
    assert "chi-tieu" in page.url
    page.keyboard.press("Escape")
    on_slide(page, 3)
    assert footer(page) == before

    page.keyboard.press("k")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nội dung").wait_for()
    type_into(page, "Nội dung", "Xuân Hòa báo cáo 12 hồ sơ trễ, b x k")
    type_into(page, "Đơn vị thực hiện", "Xã Xuân Hòa")
    page.keyboard.press("Enter")
    type_into(page, "Người ghi", "Phòng Nội vụ")
    page.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    on_slide(page, 3)
    (one,) = meeting_ledger.read(folder).conclusions
    assert (one.text, one.who) == ("Xuân Hòa báo cáo 12 hồ sơ trễ, b x k", "Xã Xuân Hòa")
    assert one.snapshot in page.url

    page.keyboard.press("End")
    page.get_by_text("Kết luận cuộc họp này: 1 việc").first.wait_for()
    page.keyboard.press("k")
    dialog.get_by_label("Nội dung").wait_for()
    page.keyboard.press("Escape")  # closes the dialog, not the meeting
    dialog.wait_for(state="detached")
    page.get_by_role("button", name="Thoát").filter(has_text="Esc").wait_for()  # the dialog has given the keys back
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).filter(has_text="trang trình chiếu").wait_for()
    assert date.today() - one.met_on < timedelta(days=2)


def type_into(page, label: str, text: str) -> None:
    """Walk with Tab to a field and type."""
    for _ in range(12):
        if page.evaluate("document.activeElement.getAttribute('aria-label') || ''").startswith(label):
            break
        page.keyboard.press("Tab")
    page.keyboard.type(text)
