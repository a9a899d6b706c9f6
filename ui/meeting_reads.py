"""What the screens of a meeting read: its deck, drawn once for a snapshot and kept, and the ledger of meetings."""

from datetime import date, datetime

import streamlit as st

import warehouse
from metrics import deck as metric_deck
from metrics import figure_slides
from metrics.deck import Source
from metrics.figure_slides import Made, Settings
from metrics.measures import Compare
from metrics.plan import load
from metrics.slide import Deck, Slide
from ui import charts, reads
from ui.charts import slides
from ui.filters import Choice
from ui.reads import Reading, Snapshot
from warehouse import meeting_ledger
from warehouse.meeting_ledger import Agenda, Meetings
from warehouse.period import Period

BY = "nguoi_ghi"
"""Key of the session's state that keeps who typed last, so that the name is typed once in a meeting."""


class SnapshotGoneError(warehouse.WarehouseError):
    """The snapshot of a meeting is no longer kept. The text is Vietnamese and says what to do."""


def meetings() -> Meetings:
    """Return the ledger of meetings; small, and read anew each time, so that what was typed shows at once."""
    return meeting_ledger.read(warehouse.directory())


def deck(choice: Choice, day: date) -> Deck:
    """Return the slides of a choice on a day; the snapshot is that of the choice, whatever is published meanwhile.

    Slides made from figures are made once; agenda and conclusions are as they are now.
    """
    book = meetings()
    source = Source(
        snapshot=choice.snapshot.path.name,
        published_at=published_at(choice.snapshot),
        loaded=reads.loaded(choice.snapshot),
    )
    agenda = book.agenda(choice.period)
    return metric_deck.assembled(_made(choice, agenda), _settings_of(choice), source, book.conclusions, agenda, day)


def usual(choice: Choice, day: date) -> list[Slide]:
    """Return the slides of a choice as they are without an agenda."""
    book = meetings()
    return metric_deck.usual(_made(choice, book.agenda(choice.period)), book.conclusions, day)


@st.cache_data(max_entries=200, show_spinner=False)
def drawn(shown: Slide, footer: str, size: str) -> charts.Figure:
    """Return a slide as a figure for a screen; `size` is a key of `ui.charts.slides.SIZES`."""
    return slides.slide(shown, footer, slides.SIZES[size])


def published(snapshot: Snapshot) -> warehouse.Snapshot:
    """Return a snapshot as the ledger knows it.

    Raises:
        SnapshotGoneError: it was removed meanwhile.
    """
    for one in warehouse.history(snapshot.path.parent):
        if one.path == snapshot.path:
            return one
    raise SnapshotGoneError("Bản số liệu của cuộc họp đã bị dọn khỏi kho. Dùng bản mới rồi ghi lại.")


@st.cache_data(max_entries=20, show_spinner=False)
def published_at(snapshot: Snapshot) -> datetime:
    """Return when a snapshot was published (aware, UTC).

    Raises:
        SnapshotGoneError: it was removed meanwhile.
    """
    return published(snapshot).published_at


def _made(choice: Choice, agenda: Agenda | None) -> Made:
    return _figures(choice.snapshot, choice.reading, _place(choice), metric_deck.asked_for(agenda))


@st.cache_data(max_entries=20, show_spinner="Đang lập các trang trình chiếu…")
def _figures(snapshot: Snapshot, reading: Reading, place: str | None, targets: tuple[str, ...]) -> Made:
    return figure_slides.made(reads.held(snapshot), _settings(snapshot, reading, place), targets)


def _settings_of(choice: Choice) -> Settings:
    return _settings(choice.snapshot, choice.reading, _place(choice))


def _settings(snapshot: Snapshot, reading: Reading, place: str | None) -> Settings:
    return Settings(
        plan=load(reading.year),
        period=Period.parse(reading.period),
        variant=reading.variant,
        compare=Compare(reading.compare),
        scope=reads.limited(reading.scope, snapshot),
        place=place,
        allowed=snapshot.communes,
    )


def _place(choice: Choice) -> str | None:
    return choice.scope_label if choice.commune else None
