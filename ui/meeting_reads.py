"""What the screens of a meeting read: its deck, drawn once for a snapshot and kept, and the ledger of meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

import warehouse
from metrics import deck as metric_deck
from metrics.deck import Settings, Source
from metrics.indicator import Compare
from metrics.plan import load
from metrics.slide import Deck, Slide
from ui import charts, reads
from ui.charts import slides
from ui.filters import Choice
from ui.reads import Reading, Snapshot
from warehouse import meeting_ledger
from warehouse.meeting_ledger import Agenda, Conclusion, Meetings
from warehouse.period import Period

BY = "nguoi_ghi"
"""Key of the session's state that keeps who typed last, so that the name is typed once in a meeting."""


class SnapshotGoneError(warehouse.WarehouseError):
    """The snapshot of a meeting is no longer kept. The text is Vietnamese and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A deck with every slide drawn: `figures` and `alts` in the order of its slides."""

    deck: Deck
    figures: tuple[charts.Figure, ...]
    alts: tuple[str, ...]


def meetings() -> Meetings:
    """Return the ledger of meetings; small, and read anew each time, so that what was typed shows at once."""
    return meeting_ledger.read(warehouse.directory())


def drawn(choice: Choice, size: str, day: date) -> Drawn:
    """Return the deck of a choice on a day, with every slide drawn for a screen; made once, so that turning is quick.

    `size` is a key of `ui.charts.slides.SIZES`. The snapshot is that of the choice, whatever is published meanwhile.
    """
    book = meetings()
    at = published_at(choice.snapshot)
    agenda = book.agenda(choice.period)
    return _drawn(choice.snapshot, choice.reading, _place(choice), at, agenda, book.conclusions, size, day)


def usual(choice: Choice, day: date) -> list[Slide]:
    """Return the slides of a choice as they are without an agenda."""
    return _usual(choice.snapshot, choice.reading, _place(choice), meetings().conclusions, day)


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


@st.cache_data(max_entries=20, show_spinner="Đang lập các trang trình chiếu…")
def _drawn(
    snapshot: Snapshot,
    reading: Reading,
    place: str | None,
    published: datetime,
    agenda: Agenda | None,
    conclusions: Sequence[Conclusion],
    size: str,
    day: date,
) -> Drawn:
    known = reads.loaded(snapshot)
    source = Source(
        snapshot=snapshot.path.name,
        published_at=published,
        export_date=known.export_date,
        last_day=known.last_day,
        is_sample=known.is_sample,
    )
    made = metric_deck.deck(
        reads.cursor(snapshot),
        _settings(snapshot, reading, place),
        source,
        conclusions=conclusions,
        agenda=agenda,
        day=day,
    )
    return Drawn(
        deck=made,
        figures=tuple(slides.slide(one, made, slides.SIZES[size]) for one in made.slides),
        alts=tuple(slides.alt(one, made) for one in made.slides),
    )


@st.cache_data(max_entries=20, show_spinner="Đang lập các trang trình chiếu…")
def _usual(
    snapshot: Snapshot, reading: Reading, place: str | None, conclusions: Sequence[Conclusion], day: date
) -> list[Slide]:
    return metric_deck.usual(
        reads.cursor(snapshot), _settings(snapshot, reading, place), conclusions=conclusions, day=day
    )


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
