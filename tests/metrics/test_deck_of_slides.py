"""A deck put together from slides at hand: their order, what an agenda does to it, and the line below each slide."""

from datetime import UTC, date, datetime

import pytest

from metrics import wording
from metrics.deck import Source, asked_for, assembled, choices, footer
from metrics.figure_slides import Made, Settings
from metrics.loaded import Loaded
from metrics.measures import Compare, Scope
from metrics.plan import load
from metrics.slide import MOST_LINES, Slide, beyond
from tests.metrics.test_conclusions import concluded
from warehouse.meeting_ledger import Agenda, AgendaItem
from warehouse.period import Period

DAY = date(2023, 7, 5)
SETTINGS = Settings(plan=load(2023), period=Period.parse("2023-H1"))
FILES = Loaded(files=1, export_date=date(2023, 7, 4), last_day=date(2023, 6, 30), is_sample=False)
SOURCE = Source(snapshot="a.duckdb", published_at=datetime(2023, 7, 4, 2, tzinfo=UTC), loaded=FILES)
FIGURES = Made(
    usual=(Slide(key="tong-quan", title="Tổng quan", subtitle="Đủ số liệu."), Slide(key="nhiem-vu", title="Việc")),
    further=(Slide(key="ct-CT1.01", title="Một"),),
)


def deck(*items: AgendaItem, conclusions=(), loaded: Loaded = FILES):
    agenda = Agenda(period=SETTINGS.period, items=items, saved_at=SOURCE.published_at, by="Lan") if items else None
    source = Source(snapshot=SOURCE.snapshot, published_at=SOURCE.published_at, loaded=loaded)
    return assembled(FIGURES, SETTINGS, source, conclusions, agenda, DAY)


def keys(found) -> list[str]:
    return [slide.key for slide in found.slides]


def test_without_an_agenda_the_usual_slides_stand_before_the_conclusions():
    found = deck(conclusions=[concluded("1", date(2023, 6, 5), date(2023, 7, 1)), concluded("2", DAY)])
    assert keys(found) == ["tong-quan", "nhiem-vu", "ket-luan-truoc", "ket-luan-nay"]
    first, second, *_ = found.slides
    assert first.subtitle == "Đủ số liệu. Kết luận các lần trước: 1 đang thực hiện (1 quá hạn)."
    assert second.subtitle == ""
    assert deck().slides == FIGURES.usual
    assert deck().footer == footer(SETTINGS, SOURCE)


def test_an_agenda_orders_hides_and_adds_slides_and_leaves_out_what_cannot_be_made():
    typed = AgendaItem(key="them-1", title="Ý kiến", lines=tuple(f"Dòng {n}" for n in range(10)))
    found = deck(
        AgendaItem(key="ct-CT1.01"), AgendaItem(key="ct-CT9.99"), typed, AgendaItem(key="tong-quan", is_hidden=True)
    )
    assert keys(found) == ["ct-CT1.01", "them-1", "nhiem-vu"]
    added = found.slides[1]
    assert added.title == "Ý kiến"
    assert [(line.status, line.word, line.text) for line in added.lines] == [("", "", f"Dòng {n}") for n in range(9)]


def test_a_new_slide_stands_first_where_none_goes_before_it_and_else_behind_the_nearest_that_does():
    assert keys(deck(AgendaItem(key="nhiem-vu"))) == ["tong-quan", "nhiem-vu"]
    behind = deck(AgendaItem(key="tong-quan"), AgendaItem(key="ct-CT1.01"))
    assert keys(behind) == ["tong-quan", "nhiem-vu", "ct-CT1.01"]


def test_an_agenda_that_leaves_no_slide_leaves_one_that_says_what_to_do():
    hidden = [AgendaItem(key=slide.key, is_hidden=True) for slide in FIGURES.usual]
    (slide,) = deck(*hidden).slides
    assert (slide.key, slide.title) == ("trong", "Chưa có trang nào")
    assert slide.subtitle == "Chương trình họp đã ẩn các trang có số liệu. Mở Chuẩn bị họp để chọn lại."


def test_only_slides_of_targets_are_asked_for():
    items = (AgendaItem(key="ct-CT1.01"), AgendaItem(key="tong-quan"), AgendaItem(key="them-ct-1"))
    assert asked_for(Agenda(period=SETTINGS.period, items=items, saved_at=SOURCE.published_at, by="")) == ("CT1.01",)
    assert asked_for(None) == ()
    assert choices(SETTINGS.plan)["ct-CT2.15"] == SETTINGS.plan.target("CT2.15")


LOCAL = SOURCE.published_at.astimezone().strftime("%d/%m/%Y %H:%M:%S")


@pytest.mark.parametrize(
    ("asked", "loaded", "said"),
    [
        ({}, {}, f"6 tháng 2023, tính đến 30/06/2023 · toàn huyện · đúng hạn: cách A, theo cài đặt của nguồn · "
                 f"xuất 04/07/2023 · bản số liệu {LOCAL}"),
        ({"variant": "C", "compare": Compare.DATETIME, "place": "Xã Xuân Bắc"},
         {"last_day": date(2023, 6, 10), "export_date": None, "is_sample": True},
         f"6 tháng 2023, tính đến 10/06/2023 · xã Xuân Bắc · đúng hạn: cách C, so theo ngày giờ · xuất – · "
         f"bản số liệu {LOCAL} · SỐ LIỆU MINH HỌA"),
        ({"compare": Compare.DATE, "scope": Scope(level="commune")}, {"last_day": None},
         f"6 tháng 2023, tính đến 30/06/2023 · cấp xã · đúng hạn: cách A, so theo ngày · "
         f"xuất 04/07/2023 · bản số liệu {LOCAL}"),
        ({}, {"last_day": date(2023, 9, 30)}, f"6 tháng 2023, tính đến 30/06/2023 · toàn huyện · đúng hạn: cách A, "
                                              f"theo cài đặt của nguồn · xuất 04/07/2023 · bản số liệu {LOCAL}"),
    ],
)  # fmt: skip
def test_the_line_below_says_of_when_of_what_and_how_the_figures_are(asked, loaded, said):
    settings = Settings(**{"plan": SETTINGS.plan, "period": SETTINGS.period} | asked)
    files = Loaded(
        **{"files": 1, "export_date": FILES.export_date, "last_day": FILES.last_day, "is_sample": False} | loaded
    )
    source = Source(snapshot="a.duckdb", published_at=SOURCE.published_at, loaded=files)
    assert footer(settings, source).replace(wording.NBSP, " ") == said
    assert deck(loaded=files).is_sample is files.is_sample


def test_lines_that_find_no_room_are_counted_from_the_first_on():
    assert beyond(MOST_LINES, "Xét hôm nay") == "Xét hôm nay"
    assert beyond(MOST_LINES + 1, "Xét hôm nay") == "Xét hôm nay; còn 1 dòng khác trên màn hình chi tiết"
