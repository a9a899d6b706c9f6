"""Files of a meeting: PowerPoint whose numbers are the rates, and an HTML file that runs without a network."""

import io
import json
import re

import made_up
import pytest
import serving
from pptx import Presentation

import warehouse
from metrics.catalogue import discover
from metrics.indicator import rates
from metrics.measures import Dimension
from reports.__main__ import main
from warehouse import meeting_ledger, report_ledger
from warehouse.period import Period

PERIOD = Period.parse("2023-H1")
PAYLOAD = "</script><b>$x$</b>"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    made_up.publish(folder)
    added = meeting_ledger.AgendaItem(key="them-1", title=f"Ý kiến {PAYLOAD}", lines=("Dòng một", "Dòng hai"))
    keys = ("tong-quan", "can-chu-y", "ct-CT2.15")
    items = [*(meeting_ledger.AgendaItem(key=key) for key in keys), added]
    meeting_ledger.save_agenda(folder, PERIOD, items, by="Lan")
    return folder


def made(office, kind: str, name: str) -> bytes:
    path = office / name
    assert main([kind, "--period", "2023-H1", "-o", str(path), "--warehouse", str(office)]) == 0
    return path.read_bytes()


@pytest.fixture(scope="module")
def book(office):
    return Presentation(io.BytesIO(made(office, "slides", "hop.pptx")))


def texts(page) -> list[str]:
    return [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]


def test_the_chart_of_a_target_holds_the_rates_of_the_communes(office, book):
    con = warehouse.connect(warehouse.newest(office).served.path)
    table = rates(con, discover()["on_time_rate"], PERIOD, (Dimension.COMMUNE,), variant="A")
    wanted = sorted(row.rate_pct for row in table.itertuples() if row.denominator and isinstance(row.commune, str))
    con.close()
    (page,) = [page for page in book.slides if texts(page)[0].startswith("Hồ sơ đúng hạn ")]
    (chart,) = [shape.chart for shape in page.shapes if shape.has_chart]
    results, target = chart.plots[0].series
    assert list(results.values) == pytest.approx(wanted)
    assert set(target.values) == {98.0}
    assert len(list(chart.plots[0].categories)) == len(wanted) == 15


def test_the_summary_holds_every_target_once(book):
    (chart,) = [shape.chart for shape in book.slides[0].shapes if shape.has_chart]
    assert sum(sum(series.values) for series in chart.plots[0].series) == 51
    assert len(list(chart.plots[0].categories)) == 7


def test_every_slide_has_a_title_and_says_its_snapshot(book):
    for page in book.slides:
        assert texts(page)[0]
        assert "bản số liệu" in texts(page)[-1]
        for shape in page.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= book.slide_width
            assert shape.top + shape.height <= book.slide_height


def test_a_file_is_recorded_with_its_snapshot(office, book):
    (line,) = [line for line in report_ledger.read(office).lines if line.file == "hop.pptx"]
    assert (line.report, line.period) == ("slides", PERIOD)
    assert line.snapshot == warehouse.newest(office).served.path.name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--period", "2023-Q9"], "2023-Q9"), (["--period", "2099"], "Chưa có kế hoạch năm 2099")],
)
def test_what_cannot_be_made_is_said_in_one_line(office, tmp_path, capsys, arguments, said):
    command = ["slides", *arguments, "-o", str(tmp_path / "a.pptx"), "--warehouse", str(office)]
    assert main(command) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_before_the_first_load_no_file_is_made(tmp_path, capsys):
    assert main(["html", "--period", "2023-H1", "-o", str(tmp_path / "a"), "--warehouse", str(tmp_path / "kho")]) == 1
    assert "Chưa có số liệu. Nạp tệp" in capsys.readouterr().err


def test_the_same_snapshot_gives_the_same_offline_file(office):
    assert made(office, "html", "a.html") == made(office, "html", "b.html")


def test_no_tag_can_begin_inside_the_data_of_the_offline_file(office):
    text = made(office, "html", "c.html").decode()
    data = re.search(r'id="slides">(.*?)</script>', text, re.DOTALL)[1]
    assert "<" not in data
    assert any(PAYLOAD in slide["alt"] for slide in json.loads(data))


@pytest.mark.browser
@pytest.mark.skipif(serving.CHROMIUM is None, reason="không có Chromium trên máy này")
def test_the_offline_file_is_driven_by_keys_without_a_network(office):
    made(office, "html", "hop.html")
    with serving.browser() as browser:
        page = serving.new_page(browser, 1920, 1080)
        errors, asked = [], []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.context.set_offline(True)
        page.goto((office / "hop.html").as_uri())
        told = page.get_by_role("status")
        page.get_by_text("chỉ tiêu có số liệu đạt").wait_for()
        count = int(told.inner_text().split("/")[1])
        page.keyboard.press("ArrowRight")
        assert told.inner_text() == f"Trang 2/{count}"
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        page.get_by_text("thấp nhất").first.wait_for()
        assert told.inner_text() == f"Trang 3/{count}"
        page.keyboard.press("b")
        assert not page.locator("main").is_visible()
        page.keyboard.press("ArrowRight")  # any key lights the screen again and does nothing else
        assert page.locator("main").is_visible()
        assert told.inner_text() == f"Trang 3/{count}"
        page.keyboard.press("9")
        page.keyboard.press("9")
        page.keyboard.press("Enter")
        assert told.inner_text() == "Không có trang 99"
        page.keyboard.press("End")
        page.keyboard.press("ArrowRight")
        assert told.inner_text() == f"Trang {count}/{count}"
        page.keyboard.press("Home")
        assert told.inner_text() == f"Trang 1/{count}"
        assert not errors
        assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
