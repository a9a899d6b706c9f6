"""An error that nobody expected: the screen says so in Vietnamese with a number that the log has, tests still fail."""

import re

import pytest
import serving
from streamlit.testing.v1 import AppTest
from test_pages import opened

from ui import overview

NUMBER = re.compile(r"Số lỗi: ([0-9A-F]{8})")


def test_a_page_that_raises_fails_every_check_for_exceptions(filled, monkeypatch):
    def crash(*_):
        raise KeyError("Nguyễn Văn A")

    monkeypatch.setattr(overview, "answer", crash)
    assert opened("pages/overview/scoreboard.py").exception


def test_the_words_carry_a_number_that_stands_in_the_log_with_the_traceback_and_nothing_of_the_error(caplog):
    def script() -> None:
        from ui import unexpected

        unexpected.tell(KeyError("Nguyễn Văn A"))

    app = AppTest.from_function(script).run()
    assert not app.exception
    (said,) = app.error
    (number,) = NUMBER.findall(said.value)
    assert "Nguyễn" not in said.value
    (line,) = [record for record in caplog.records if number in record.getMessage()]
    assert line.exc_info[0] is KeyError


@pytest.mark.browser
@pytest.mark.skipif(serving.CHROMIUM is None, reason="không có Chromium trên máy này")
def test_a_browser_shows_the_vietnamese_words_and_the_log_their_number(page, tmp_path):
    (tmp_path / "kho").write_text("không phải thư mục", encoding="utf-8")
    with serving.served(tmp_path / "kho", log=tmp_path / "log") as server:
        page.goto(server.url)
        box = page.get_by_role("alert")
        box.wait_for()
        (number,) = NUMBER.findall(box.inner_text())
        assert page.get_by_text("encountered an error").count() == 0
        assert page.locator("html").get_attribute("lang") == "vi"
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert f"Error {number} on a screen\nTraceback" in log
