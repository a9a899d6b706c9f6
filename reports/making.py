"""Make a report of a kind from one snapshot, and put it into the ledger of reports: one door for page and command."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

import warehouse
from metrics import score_words
from metrics.deck import Source, deck, footer
from metrics.figure_slides import Settings
from metrics.loaded import loaded
from metrics.measures import Compare
from metrics.plan import load, years
from metrics.restatements import Restated, restated
from metrics.scorecard import scorecard
from metrics.slide import Deck
from metrics.timeliness import ON_TIME_RATE
from reports import annex, minutes, offline, slides, template, word
from reports.content import Content, Order, build
from reports.naming import of_period, stem
from warehouse import build as warehouse_build
from warehouse import meeting_ledger, report_ledger
from warehouse.health import Snapshot
from warehouse.outgoing import file_name
from warehouse.period import Period
from warehouse.report_ledger import ReportLine


class UnreadableSnapshotError(warehouse.WarehouseError):
    """The snapshot that a report asks for is not kept, or was built by another version. The text is Vietnamese."""


REFUSALS: tuple[type[Exception], ...] = (template.TemplateError, warehouse.WarehouseError)
"""Errors of `make`, `register` and `snapshot` that say in Vietnamese what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of report: its name on screen, the beginning of its file's name, its ending, and what makes it.

    `make` takes the snapshot's connection, what was ordered and the template that the office chose (None: none).
    """

    label: str
    stem: str
    suffix: str
    make: Callable[[duckdb.DuckDBPyConnection, Order, Path | None], bytes]


def _word(con: duckdb.DuckDBPyConnection, order: Order, frame: Path | None) -> bytes:
    return word.document(_content(con, order), template.chosen(frame))


def _excel(con: duckdb.DuckDBPyConnection, order: Order, _: Path | None) -> bytes:
    return annex.workbook(_content(con, order))


def _slides(con: duckdb.DuckDBPyConnection, order: Order, _: Path | None) -> bytes:
    return slides.presentation(_deck(con, order), _meeting(order))


def _html(con: duckdb.DuckDBPyConnection, order: Order, _: Path | None) -> bytes:
    return offline.page(_deck(con, order), _meeting(order))


def _minutes(con: duckdb.DuckDBPyConnection, order: Order, _: Path | None) -> bytes:
    conclusions = meeting_ledger.read(order.snapshot.path.parent).conclusions
    settings, source = _settings(order), _source(con, order)
    scores = scorecard(
        con, settings.plan, order.period, variants={ON_TIME_RATE.key: order.variant}, compare=order.compare
    )
    said = (f"{score_words.overview(scores)}. {score_words.missing_data(scores)}", f"{footer(settings, source)}.")
    seen = minutes.Seen(said=said, is_sample=source.loaded.is_sample, published_at=source.published_at)
    return minutes.document(order.period, conclusions, seen)


KINDS: dict[str, Kind] = {
    "word": Kind(label="Báo cáo Word", stem="bao-cao-cchc", suffix="docx", make=_word),
    "excel": Kind(label="Phụ lục Excel", stem="phu-luc-cchc", suffix="xlsx", make=_excel),
    "slides": Kind(label="Trình chiếu PowerPoint", stem="trinh-chieu-cchc", suffix="pptx", make=_slides),
    "html": Kind(label="Trình chiếu không cần mạng", stem="trinh-chieu-cchc", suffix="html", make=_html),
    "minutes": Kind(label="Biên bản họp", stem="bien-ban-hop-cchc", suffix="docx", make=_minutes),
}
"""Kinds of report by the name that the command line and the ledger give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One report made: its kind, its name (unique to its content), its bytes and their sha256."""

    kind: str
    order: Order
    file: str
    content: bytes
    sha256: str


def make(kind: str, order: Order, *, frame: Path | None = None) -> Made:
    """Make a report; the same order and template give the same bytes, whenever it is made.

    Slides also hold the conclusions and the agenda as they stand on the day, and minutes the conclusions.

    Raises:
        KeyError: no such kind.
        metrics.plan.UnknownPlanError: the year of the period has no plan.
        reports.template.TemplateError: the template cannot be used.
        reports.minutes.NothingConcludedError: there is nothing to write minutes of.
        UnreadableSnapshotError: the snapshot was built by another version of the program.
    """
    declared = KINDS[kind]
    with closing(warehouse.connect(order.snapshot.path)) as con:
        if not warehouse_build.is_current(con):
            raise UnreadableSnapshotError(
                f"Bản số liệu {order.snapshot.path.name} do phiên bản khác của chương trình lập, không lập lại báo cáo "
                "từ bản này được. Lập báo cáo từ bản đang dùng."
            )
        content = declared.make(con, order, frame)
    return Made(
        kind=kind,
        order=order,
        file=file_name(stem(declared.stem, order.period), content, declared.suffix),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def register(made: Made, *, by: str, file: str | None = None) -> ReportLine:
    """Put a report into the ledger, so that its snapshot stays and its figures can be held against later ones.

    `file` is the name under which it was written, by default its own.

    Raises:
        warehouse.WarehouseBusyError: the writers' lock was not free in time.
        OSError: the ledger could not be written.
    """
    order = made.order
    return report_ledger.register(
        order.snapshot,
        report=made.kind,
        file=file or made.file,
        sha256=made.sha256,
        period=order.period,
        by=by,
        variants=tuple(sorted(order.variants.items())),
        compare=order.compare.value,
    )


def snapshot(directory: Path, name: str | None = None) -> Snapshot:
    """Return the snapshot to report from: the one served, brought up to this version, or the one of a name.

    Raises:
        UnreadableSnapshotError: no snapshot of that name is kept, or there is none at all yet.
        warehouse.NoIntactSnapshotError: every snapshot is damaged.
    """
    if name is not None:
        for kept in warehouse.history(directory):
            if name in (kept.path.name, kept.path.stem):
                return kept
        raise UnreadableSnapshotError(f'Không còn giữ bản số liệu "{name}". Xem các bản ở màn hình Phiên bản số liệu.')
    health = warehouse.newest(directory)
    if health.served is None and health.damages:
        raise warehouse.NoIntactSnapshotError("Không còn bản số liệu nào nguyên vẹn. Khôi phục từ bản sao lưu.")
    if health.served is None:
        raise UnreadableSnapshotError("Chưa có số liệu. Nạp tệp xuất từ phần mềm một cửa rồi lập báo cáo.")
    return warehouse.renew(directory, by="Báo cáo") or health.served


def before(directory: Path, order: Order) -> ReportLine | None:
    """Return the report before: of the newest older snapshot that any report was made of, that of the latest period.

    It depends on snapshots, not on the clock, so that a report made again says the same.
    """
    older = [
        line
        for line in report_ledger.read(directory).lines
        if line.snapshot < order.snapshot.path.name and line.period.year in years()
    ]
    return max(older, key=lambda line: (line.snapshot, line.period.last, -line.made_at.timestamp()), default=None)


def _content(con: duckdb.DuckDBPyConnection, order: Order) -> Content:
    before, changed = _since_before(con, order)
    return build(con, order, load(order.period.year), before=before, restated=changed)


def _deck(con: duckdb.DuckDBPyConnection, order: Order) -> Deck:
    book = meeting_ledger.read(order.snapshot.path.parent)
    agenda = book.agenda(order.period)
    source = _source(con, order)
    return deck(con, _settings(order), source, conclusions=book.conclusions, agenda=agenda, day=date.today())


def _source(con: duckdb.DuckDBPyConnection, order: Order) -> Source:
    return Source(snapshot=order.snapshot.path.name, published_at=order.snapshot.published_at, loaded=loaded(con))


def _settings(order: Order) -> Settings:
    return Settings(plan=load(order.period.year), period=order.period, variant=order.variant, compare=order.compare)


def _meeting(order: Order) -> str:
    return f"Họp cải cách hành chính, {order.period.label}"


def _since_before(con: duckdb.DuckDBPyConnection, order: Order) -> tuple[str | None, list[Restated]]:
    directory = order.snapshot.path.parent
    line = before(directory, order)
    if line is None:
        return None, []
    kept = {one.path.name: one for one in warehouse.history(directory)}
    name = f"báo cáo {of_period(line.period)} lập từ bản số liệu {Path(line.snapshot).stem}"
    return name, restated(con, line, kept.get(line.snapshot))


def hand_out(kind: str, path: Path, period: Period, *, variant: str, compare: str, by: str) -> Made:
    """Make a report of the snapshot in a file and put it into the ledger, as the button of the screen asks.

    Raises:
        See `make`, `register` and `snapshot`.
    """
    served = snapshot(path.parent, path.name)
    made = make(kind, Order(snapshot=served, period=period, variant=variant, compare=Compare(compare)))
    register(made, by=by)
    return made
