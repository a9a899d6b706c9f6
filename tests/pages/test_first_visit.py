"""The first visitor after a restart: a deep link opens its page and nothing else, and the menu says where one is."""

import serving

pytestmark = serving.MARKS


def test_a_deep_link_on_a_fresh_server_opens_its_page_without_a_box_over_it(address, page):
    page.goto(f"{address}/do-day-du")
    page.get_by_text("Dữ liệu: Độ đầy đủ").first.wait_for()
    page.locator("h1").first.wait_for()
    assert page.get_by_role("dialog").count() == 0
    page.get_by_text("Dữ liệu: Độ đầy đủ").first.click()
    page.get_by_text("Lịch sử nạp", exact=True).click()
    page.get_by_text("Dữ liệu: Lịch sử nạp").first.wait_for()


def test_the_name_of_the_overview_leads_to_it_with_what_is_asked(address, page):
    page.goto(f"{address}/tong-quan?ky=Qu%C3%BD%20I%202023")
    page.get_by_text("Lũy kế 01/01–31/03/2023").first.wait_for()
    assert page.url == f"{address}/?ky=Qu%C3%BD%20I%202023"
    assert page.get_by_role("dialog").count() == 0
