"""Uploads on their way into the warehouse: read without being kept, published together, figures compared.

The bytes of an upload stand on disk only while the child process reads them, in a private
folder that is removed at once. What stays is a `Reading`, which holds no personal data.
"""

import getpass
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd

import warehouse
from loaders import intake, remedies
from loaders.intake import Options, Reading
from loaders.mapping import Mapping
from loaders.units import known_units
from metrics.scorecard import Score
from ui import format as fmt
from ui import reads
from ui.filters import default_period
from ui.reads import Snapshot
from warehouse.build import PROJECT
from warehouse.period import Period

SAMPLES = PROJECT / "data" / "sample"
"""Folder of the made-up exports."""

_UNSAFE = re.compile(r"[^\w.\- ]|^\.+")


class Upload(Protocol):
    """What the uploader hands over: an id of its own, the file's name and its bytes."""

    file_id: str
    name: str

    def getvalue(self) -> bytes:
        """Return the bytes of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A unit name that is in no list, the unit that is written much like it, and how many rows have it."""

    text: str
    unit_code: str
    unit_name: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication brought: rows taken and refused, files, and the snapshots before and after."""

    files: int
    loaded: int
    rejected: int
    before: Snapshot | None
    after: Snapshot


def read(
    upload: Upload,
    *,
    export_date: date | None = None,
    mapping: Mapping | None = None,
    unit: str | None = None,
    period: Period | None = None,
    con: duckdb.DuckDBPyConnection | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Reading:
    """Read one upload and say what it is; nothing is stored, and its bytes are gone from disk afterwards.

    `con` is a cursor on the newest snapshot, None before the first load; `progress` hears each step and its share.
    """
    kind = mapping.kind if mapping else None
    options = Options(export_date=export_date, mapping=mapping, kind=kind, unit=unit, period=period)
    with tempfile.TemporaryDirectory(prefix="nap-du-lieu-") as folder:  # mode 0700
        path = Path(folder) / _UNSAFE.sub("_", upload.name)[-80:]
        path.write_bytes(upload.getvalue())
        return intake.read_export(path, options, con, file_name=upload.name, progress=progress)


def unit_names(reading: Reading) -> dict[str, str]:
    """Return the name of each unit, by its code, on the last day that a file speaks of; the district left out."""
    day = (reading.period.last if reading.period else None) or reading.known_until or date.today()
    return {code: name for code, name in known_units(day).names.items() if not name.startswith("Huyện ")}


def sample_files() -> list[Path]:
    """Return the made-up exports that come with the product, in order of name."""
    return sorted(path for path in SAMPLES.glob("*.*") if path.suffix in (".xlsx", ".xls", ".csv"))


def read_samples(paths: Sequence[Path]) -> list[Reading]:
    """Read made-up exports, marked as such, so that every screen says so and real files replace them."""
    return [intake.read_export(path, Options(is_sample=True), None) for path in paths]


def publish(readings: Sequence[Reading], *, by: str) -> Published | None:
    """Publish all ready readings together; None when all of them turned out to be loaded already.

    Raises:
        warehouse.WarehouseError: nothing was published (Vietnamese, ready for a screen).
    """
    before = reads.newest(reads.health())
    served = intake.publish(readings, warehouse.directory(), by=by)
    if served is None:
        return None
    stored = [reading for reading in readings if reading.load_id]
    return Published(
        files=len(stored),
        loaded=sum(reading.rows["loaded"] for reading in stored),
        rejected=sum(reading.rows["rejected"] for reading in stored),
        before=before,
        after=Snapshot(path=served.path),
    )


def replaced_samples(published: Published) -> bool:
    """Say whether a publication put made-up sample loads out of the count: the first real one does."""
    if published.before is None:
        return False
    return reads.is_sample(published.before) and not reads.is_sample(published.after)


def moved(published: Published) -> pd.DataFrame:
    """Return the targets whose figure a publication changed: label, before, after, change, status, in plan order.

    Both snapshots are asked for the same period: the newest one with data afterwards.
    """
    last_day = reads.loaded(published.after).last_day
    known = reads.plan_years()
    year = last_day.year if last_day and last_day.year in known else known[0]
    reading = reads.Reading(period=default_period(year, last_day).token, year=year)
    old = {score.target.id: score for score in reads.scores(published.before, reading)} if published.before else {}
    rows = [
        _change(old.get(score.target.id), score)
        for score in reads.scores(published.after, reading)
        if _counts(score) != _counts(old.get(score.target.id))
    ]
    return pd.DataFrame(rows, columns=["label", "before", "after", "change", "status"])


def _counts(score: Score | None) -> tuple[int, int]:
    return (score.figure.numerator, score.figure.denominator) if score and score.figure else (0, 0)


def _change(old: Score | None, new: Score) -> dict[str, str]:
    target = None if new.target.value is None else float(new.target.value)
    was = old.figure.rate_pct if old and old.figure else None
    now = new.figure.rate_pct if new.figure else None
    return {
        "label": new.target.label,
        "before": _said(was, old, target),
        "after": _said(now, new, target),
        "change": fmt.points(now - was) if now is not None and was is not None else fmt.NOTHING,
        "status": new.status.value,
    }


def _said(rate: float | None, score: Score | None, target: float | None) -> str:
    if rate is None or score is None or score.figure is None:
        return fmt.NOTHING
    return f"{fmt.percent(rate, target)} ({fmt.ratio(score.figure.numerator, score.figure.denominator)})"


def preview(reading: Reading, rows: int = 20) -> pd.DataFrame:
    """Return the first rows as understood, kept columns only, under the headers of the file."""
    table = reading.facts.slice(0, rows).to_pandas()
    named = {ours: f"{theirs}" for ours, theirs in reading.columns.items() if ours in table}
    place = {"source_sheet": "Trang", "source_row": "Dòng"}
    shown = table[[name for name in [*place, *named] if name in table]].rename(columns=place | named)
    return shown.loc[:, ~shown.columns.duplicated()]


def headers(reading: Reading) -> list[str]:
    """Return the headers of a file, also of one whose layout is unknown as far as they were recognised."""
    return reading.headers or list(dict.fromkeys([*reading.columns.values(), *reading.left_out]))


def suggestions(reading: Reading) -> list[Suggestion]:
    """Return the unit names that a file writes otherwise than the list of units, most frequent first."""
    found = [
        Suggestion(text=each["text"], unit_code=each["unit_code"], unit_name=each["unit"], rows=each["count"])
        for each in reading.suggestions
    ]
    return sorted(found, key=lambda suggestion: -suggestion.rows)


def errors(reading: Reading) -> pd.DataFrame:
    """Return what is refused, by place: Trang, Ô, Cột, Lỗi, Cách sửa; first what concerns the whole file.

    Values of personal columns never stand here.
    """
    words = ["Trang", "Ô", "Cột", "Lỗi", "Cách sửa"]
    table = reading.rejects.to_pandas()
    rows = [
        [message.sheet, message.cell or "cả tệp", None, message.text, remedies.remedy(message.text)]
        for message in reading.messages
        if message.level == "error"
    ]
    if len(table):
        table = table.sort_values(["source_sheet", "source_row"], kind="stable")
        cells = table["cell"].fillna("dòng " + table["source_row"].astype(str))
        columns = zip(table["source_sheet"], cells, table["column_name"], table["reason"], strict=True)
        rows += [
            [sheet, cell, column, remedies.without_place(reason), remedies.remedy(reason)]
            for sheet, cell, column, reason in columns
        ]
    return pd.DataFrame(rows, columns=words)


def differences(reading: Reading) -> pd.DataFrame:
    """Return the sums of a file that do not agree: Nơi, Phép cộng, In trong tệp, Cộng được, Lệch (printed less added).

    The sheet stands beside the cell where the file has several.
    """
    several = len(reading.sheets) > 1
    rows = [
        {
            "Nơi": ", ".join(
                part for part in (f"trang {each.sheet}" if several else "", f"ô {each.cell}", each.line) if part
            ),
            "Phép cộng": each.sums,
            "In trong tệp": each.printed,
            "Cộng được": each.added,
            "Lệch": each.printed - each.added,
        }
        for each in reading.differences
    ]
    return pd.DataFrame(rows, columns=["Nơi", "Phép cộng", "In trong tệp", "Cộng được", "Lệch"])


def loader_name() -> str:
    """Return who loads, unless said otherwise: the account of this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account name in this environment
        return ""
