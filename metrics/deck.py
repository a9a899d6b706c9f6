"""The deck of a meeting: slides made from figures, conclusions and typed text, in the order of an agenda.

Exceptions first, then each reform area, the tasks due, and the conclusions of last time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from metrics import conclusions as of_meetings
from metrics import wording
from metrics.figure_slides import Made, Settings, made
from metrics.held import Reader
from metrics.loaded import Loaded
from metrics.plan import Plan, Target
from metrics.sentences import PLACES
from metrics.slide import ADDED, EMPTY, MOST_LINES, SUMMARY, TARGET, Deck, Line, Slide
from warehouse.meeting_ledger import Agenda, AgendaItem, Conclusion

_NO_SLIDE = "Chương trình họp đã ẩn các trang có số liệu. Mở Chuẩn bị họp để chọn lại."
_COMPARE_WORDS = {"source": "theo cài đặt của nguồn", "date": "so theo ngày", "datetime": "so theo ngày giờ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the figures of a deck rest on: the snapshot, its time (aware), and what its files say of themselves."""

    snapshot: str
    published_at: datetime
    loaded: Loaded


def deck(
    con: Reader,
    settings: Settings,
    source: Source,
    *,
    conclusions: Sequence[Conclusion] = (),
    agenda: Agenda | None = None,
    day: date,
) -> Deck:
    """Return the slides of a meeting on `day`, in the order of the agenda where there is one.

    Slides that the agenda does not name (made from figures that are new since it was saved) keep their usual place
    behind the slide before them; a slide that it names and that cannot be made is left out; where none is left, one
    says so. Every slide reads `con`.
    """
    return assembled(made(con, settings, asked_for(agenda)), settings, source, conclusions, agenda, day)


def assembled(
    figures: Made,
    settings: Settings,
    source: Source,
    conclusions: Sequence[Conclusion],
    agenda: Agenda | None,
    day: date,
) -> Deck:
    """Return the deck that `deck` returns from slides made before, with the settings and agenda at hand now."""
    own = usual(figures, conclusions, day)
    known = {slide.key: slide for slide in (*own, *figures.further)}
    items = [item for item in arranged([slide.key for slide in own], agenda) if not item.is_hidden]
    slides = [slide for item in items if (slide := known.get(item.key) or _typed(item)) is not None]
    return Deck(
        slides=tuple(slides) or (Slide(key=EMPTY, title="Chưa có trang nào", subtitle=_NO_SLIDE),),
        footer=footer(settings, source),
        is_sample=source.loaded.is_sample,
    )


def asked_for(agenda: Agenda | None) -> tuple[str, ...]:
    """Return the ids of the targets that an agenda has a slide of."""
    keys = (item.key for item in agenda.items) if agenda is not None else ()
    return tuple(key.removeprefix(TARGET) for key in keys if key.startswith(TARGET))


def _typed(item: AgendaItem) -> Slide | None:
    if not item.key.startswith(ADDED):
        return None
    lines = tuple(Line(status="", word="", text=line) for line in item.lines[:MOST_LINES])
    return Slide(key=item.key, title=item.title, lines=lines)


def arranged(made: Sequence[str], agenda: Agenda | None) -> list[AgendaItem]:
    """Return every slide of an agenda, and of the keys `made` from data those that it does not name, in order.

    A slide that is new since the agenda was saved stands behind the nearest slide that usually goes before it.

    >>> from warehouse.period import Period
    >>> saved = Agenda(period=Period.parse("2023"), items=(AgendaItem(key="c"), AgendaItem(key="a", is_hidden=True)),
    ...     saved_at=datetime(2023, 7, 4), by="Lan")
    >>> [item.key for item in arranged(["a", "b", "c", "d"], saved)]
    ['c', 'd', 'a', 'b']
    >>> [item.key for item in arranged(["a", "b"], None)]
    ['a', 'b']
    """
    items = list(agenda.items) if agenda is not None else []
    for place, key in enumerate(made):
        keys = [item.key for item in items]
        if key not in keys:
            before = next((other for other in reversed(made[:place]) if other in keys), None)
            items.insert(0 if before is None else keys.index(before) + 1, AgendaItem(key=key))
    return items


def usual(figures: Made, conclusions: Sequence[Conclusion], day: date) -> list[Slide]:
    """Return the slides of a meeting on `day` as they are without an agenda."""
    said = of_meetings.in_short(conclusions, day)
    slides = [
        replace(slide, subtitle=f"{slide.subtitle} {said}".strip()) if slide.key == SUMMARY and said else slide
        for slide in figures.usual
    ]
    return [*slides, *of_meetings.slides(conclusions, day)]


def footer(settings: Settings, source: Source) -> str:
    """Say below each slide of what and of when its figures are, and of which snapshot.

    >>> from datetime import UTC
    >>> from metrics.plan import load
    >>> from warehouse.period import Period
    >>> said = footer(Settings(plan=load(2023), period=Period.parse("2023-H1")), Source(snapshot="a.duckdb",
    ...     published_at=datetime(2023, 7, 4, 2, 0, tzinfo=UTC), loaded=Loaded(files=1, export_date=date(2023, 7, 4),
    ...     last_day=date(2023, 6, 30), is_sample=False)))
    >>> said.split(" · bản số liệu")[0].replace(wording.NBSP, " ")
    '6 tháng 2023, tính đến 30/06/2023 · toàn huyện · đúng hạn: cách A, theo cài đặt của nguồn · xuất 04/07/2023'
    """
    until = min(settings.period.last, source.loaded.last_day or settings.period.last)
    place = settings.place or PLACES[settings.scope.level]
    said = [
        f"{settings.period.label}, tính đến {wording.day(until)}",
        place[:1].lower() + place[1:],
        f"đúng hạn: cách {settings.variant}, {_COMPARE_WORDS[settings.compare.value]}",
        f"xuất {wording.day(source.loaded.export_date)}",
        f"bản số liệu {source.published_at.astimezone():%d/%m/%Y %H:%M:%S}",
    ]
    return " · ".join([*said, "SỐ LIỆU MINH HỌA"] if source.loaded.is_sample else said)


def choices(plan: Plan) -> dict[str, Target]:
    """Return the targets of a plan by the key of their slide, for adding one to an agenda."""
    return {f"{TARGET}{target.id}": target for target in plan.targets}
