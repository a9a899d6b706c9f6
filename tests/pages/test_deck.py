"""The deck of a meeting: what its slides say equals the rates, in which order, and what a typed agenda does to it."""

from datetime import UTC, date, datetime, timedelta

import made_up
import plotly.graph_objects as go
import pytest

import warehouse
from metrics.catalogue import discover
from metrics.conclusions import last_time
from metrics.deck import Source, arranged, deck
from metrics.figure_slides import Settings
from metrics.indicator import rates
from metrics.loaded import Loaded
from metrics.measures import Dimension, Scope
from metrics.plan import load
from metrics.slide import MOST_LINES
from ui.charts import slides
from warehouse.meeting_ledger import Agenda, AgendaItem, Conclusion, ConclusionState
from warehouse.period import Period

PERIOD = Period.parse("2023-H1")
DAY = date(2023, 7, 5)


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    made_up.publish(folder)
    return warehouse.connect(warehouse.newest(folder).served.path)


SOURCE = Source(snapshot="a.duckdb", published_at=datetime(2023, 7, 4, 2, tzinfo=UTC), loaded=Loaded(
    files=1, export_date=date(2023, 7, 4), last_day=date(2023, 6, 30), is_sample=True))  # fmt: skip


def made(con, *, agenda=(), conclusions=(), **settings):
    saved = Agenda(period=PERIOD, items=tuple(agenda), saved_at=datetime.now(UTC), by="Lan") if agenda else None
    asked = Settings(plan=load(2023), period=PERIOD, **settings)
    return deck(con, asked, SOURCE, conclusions=conclusions, agenda=saved, day=DAY)


def concluded(id, **other) -> Conclusion:
    fields = {"text": f"Việc {id}", "who": "UBND xã Xuân Hòa", "due_on": DAY + timedelta(days=5), "slide": "nhiem-vu",
              "slide_title": "Nhiệm vụ", "period": PERIOD, "snapshot": "a.duckdb", "met_on": DAY - timedelta(days=30),
              "at": datetime(2023, 6, 5, tzinfo=UTC), "by": "Lan"}  # fmt: skip
    return Conclusion(id=id, **(fields | other))


def test_exceptions_stand_first_then_the_seven_areas_then_tasks(con):
    keys = [slide.key for slide in made(con).slides]
    assert keys[:2] == ["tong-quan", "can-chu-y"]
    targets = [key for key in keys if key.startswith("ct-")]
    assert 1 <= len(targets) <= 5
    areas = [f"linh-vuc-{number}" for number in range(1, 8)]
    assert keys == ["tong-quan", "can-chu-y", *targets, *areas, "nhiem-vu"]


def test_the_points_of_a_target_are_its_rates_by_commune_worst_first(con):
    (slide,) = [slide for slide in made(con).slides if slide.key == "ct-CT2.15"]
    table = rates(con, discover()["on_time_rate"], PERIOD, (Dimension.COMMUNE,), variant="A")
    wanted = {
        (int(row.numerator), int(row.denominator))
        for row in table.itertuples()
        if row.denominator and isinstance(row.commune, str)
    }
    assert {(point.numerator, point.denominator) for point in slide.points} == wanted
    assert [point.rate_pct for point in slide.points] == sorted(point.rate_pct for point in slide.points)
    whole = rates(con, discover()["on_time_rate"], PERIOD, variant="A").iloc[0]
    assert f"{whole['rate_pct']:.2f}".replace(".", ",") in slide.title
    assert slide.target_pct == 98


def test_every_slide_says_something_and_fits(con):
    for slide in made(con).slides:
        assert slide.title
        assert len(slide.lines) <= MOST_LINES
        assert sum(map(bool, (slide.points, slide.lines, slide.rows))) <= 1


@pytest.mark.parametrize("size", slides.SIZES)
def test_every_slide_is_a_figure_that_plotly_takes(con, size):
    shown = made(con, agenda=[AgendaItem(key="them-1", title="Ý kiến <b>$x$</b>", lines=("Một",))])
    assert any(slide.points for slide in shown.slides)
    for slide in shown.slides:
        drawn = go.Figure(slides.slide(slide, shown.footer, slides.SIZES[size]))
        assert len(drawn.data)  # Streamlit refuses a figure without a trace
        assert "<b>$x" not in str(drawn.layout.annotations)


def test_one_commune_speaks_of_itself(con):
    shown = made(con, scope=Scope(units=("26467",)), place="Xã Lang Minh")
    assert "xã Lang Minh" in shown.footer


def test_a_period_without_figures_claims_nothing(con):
    asked = Settings(plan=load(2023), period=Period.parse("2023-Q4"))
    found = deck(con, asked, SOURCE, day=DAY).slides
    assert found[0].title == "Chưa chỉ tiêu nào có số liệu của kỳ này"
    assert not any(slide.points for slide in found)


def test_the_agenda_orders_hides_and_adds(con):
    agenda = [AgendaItem(key="nhiem-vu"), AgendaItem(key="tong-quan", is_hidden=True), AgendaItem(key="ct-CT1.01"),
              AgendaItem(key="ct-khong-co"),
              AgendaItem(key="them-1", title="Ý kiến", lines=("Một", "Hai"))]  # fmt: skip
    found = made(con, agenda=agenda).slides
    keys = [slide.key for slide in found]
    assert "tong-quan" not in keys
    assert "ct-khong-co" not in keys
    assert keys.index("nhiem-vu") < keys.index("ct-CT1.01") < keys.index("them-1")
    assert [line.text for line in found[keys.index("them-1")].lines] == ["Một", "Hai"]


def test_an_agenda_that_leaves_no_slide_leaves_one_that_says_so(con):
    hidden = [AgendaItem(key=slide.key, is_hidden=True) for slide in made(con).slides]
    shown = made(con, agenda=[*hidden, AgendaItem(key="ct-khong-co")])
    (slide,) = shown.slides
    assert slide.title == "Chưa có trang nào"
    assert len(go.Figure(slides.slide(slide, shown.footer, slides.SIZES["1366"])).data)


def test_a_new_slide_stands_behind_its_usual_neighbour():
    saved = Agenda(period=PERIOD, items=(AgendaItem(key="b"), AgendaItem(key="a")), saved_at=SOURCE.published_at, by="")
    assert [item.key for item in arranged(["a", "x", "b"], saved)] == ["b", "a", "x"]
    assert [item.key for item in arranged(["y", "a", "b"], saved)] == ["y", "b", "a"]


def test_the_next_meeting_opens_with_what_is_open_and_with_all_of_the_meeting_before():
    old = concluded("1", met_on=DAY - timedelta(days=90))
    old_done = concluded("2", met_on=DAY - timedelta(days=90), state=ConclusionState.DONE)
    last_done = concluded("3", state=ConclusionState.DONE)
    today = concluded("4", met_on=DAY)
    found = last_time([last_done, old_done, old, today], DAY)
    assert [one.id for one in found] == ["1", "3"]


def test_conclusions_are_counted_late_from_the_day_after_their_due_day(con):
    due_today, late = concluded("1", due_on=DAY), concluded("2", due_on=DAY - timedelta(days=1))
    done = concluded("3", due_on=DAY - timedelta(days=1), state=ConclusionState.DONE)
    found = {slide.key: slide for slide in made(con, conclusions=[due_today, late, done]).slides}
    assert found["ket-luan-truoc"].title == "Kết luận các lần trước: 3 việc, 1 đã xong, 1 quá hạn"
    assert [line.word for line in found["ket-luan-truoc"].lines] == ["Quá hạn", "Đang thực hiện", "Đã xong"]
    assert "2 đang thực hiện (1 quá hạn)" in found["tong-quan"].subtitle
    assert "ket-luan-nay" not in found


@pytest.mark.parametrize("size", slides.SIZES)
def test_the_line_below_a_slide_is_never_cut(con, size):
    shown = made(con)
    for slide in shown.slides:
        notes = slides.slide(slide, shown.footer, slides.SIZES[size])["layout"]["annotations"]
        assert any(one["text"].replace("<br>", " ") == shown.footer for one in notes), slide.key
