"""What the screens of a meeting read: its deck, drawn once for a snapshot and kept, and the ledger of meetings."""

import hashlib
from collections.abc import Callable, Sequence
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
from warehouse import meeting_ledger, report_ledger
from warehouse.meeting_ledger import Agenda, Conclusion, Meetings
from warehouse.period import Period


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
    published = published_at(choice.snapshot)
    agenda = book.agenda(choice.period)
    return _drawn(choice.snapshot, choice.reading, _place(choice), published, agenda, book.conclusions, size, day)


def usual(choice: Choice, day: date) -> list[Slide]:
    """Return the slides of a choice as they are without an agenda."""
    return _usual(choice.snapshot, choice.reading, _place(choice), meetings().conclusions, day)


def file_name(deck: Deck, period: Period, suffix: str) -> str:
    """Return a name that no other deck's file has: the period, and the sha256 of what the deck says."""
    digest = hashlib.sha256(repr(deck).encode()).hexdigest()[:8]
    return f"trinh-chieu-{period.token}-{digest}.{suffix}"


def made(choice: Choice, kind: str, name: str, make: Callable[[], bytes]) -> bytes:
    """Make a file of a choice and record it in the ledger of reports; called when its button is clicked.

    Raises:
        WarehouseError: the ledger is busy.
        OSError: the line could not be written.
    """
    content = make()
    snapshot = next(one for one in warehouse.history(choice.snapshot.path.parent) if one.path == choice.snapshot.path)
    report_ledger.register(
        snapshot,
        report=kind,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
        period=choice.period,
        by="màn hình Chuẩn bị họp",
        variants=(("on_time_rate", choice.reading.variant),),
        compare=choice.reading.compare,
    )
    return content


@st.cache_data(max_entries=20, show_spinner=False)
def published_at(snapshot: Snapshot) -> datetime:
    """Return when a snapshot was published (aware, UTC)."""
    kept = warehouse.history(snapshot.path.parent)
    return next(one.published_at for one in kept if one.path == snapshot.path)


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
