"""Where each number of a report comes from: numbered sources with their counts, and the files behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from loaders.kinds import EXPORTS
from metrics import reasons
from metrics.catalogue import discover
from metrics.scorecard import Score
from metrics.sentences import PLACES, UNIT_WORDS
from warehouse.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file that counts: its number in the report, name, sha256, kind, first and last day, export date, rows."""

    no: int
    name: str
    sha256: str
    kind: str
    first: date | None
    last: date | None
    export_date: date | None
    loaded_at: datetime
    rows: int

    @property
    def kind_label(self) -> str:
        """The kind as it stands on screen."""
        return EXPORTS[self.kind].label if self.kind in EXPORTS else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One number of a report, numbered from 1: what it is, of which period, its parts or its value, and how counted.

    `value` stands where there is no rate. `files` are numbers of files, empty where none is behind it alone.
    """

    no: int
    what: str
    period: Period
    numerator: int | None
    denominator: int | None
    value: float | None
    formula: str
    files: tuple[int, ...]

    @property
    def rate_pct(self) -> float | None:
        """The rate (0-100), None where the number is none or there are no cases."""
        if self.numerator is None or not self.denominator:
            return None
        return 100.0 * self.numerator / self.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence, and the numbers of the sources of its numbers."""

    text: str
    sources: tuple[int, ...]


class Sources:
    """Hand out numbers to what a report cites; the same number cited twice is one source."""

    def __init__(self, files: Sequence[File]) -> None:
        """Take the files that count."""
        self._files = tuple(files)
        self._found: dict[tuple[object, ...], Source] = {}

    def cite(
        self,
        what: str,
        period: Period,
        *,
        numerator: int | None = None,
        denominator: int | None = None,
        value: float | None = None,
        formula: str,
        letters: Sequence[str],
    ) -> int:
        """Return the number of a source; `letters` are those of the exports behind it (metrics.reasons.SOURCES)."""
        key = (what, period, numerator, denominator, value, formula)
        if key not in self._found:
            self._found[key] = Source(
                no=len(self._found) + 1,
                what=what,
                period=period,
                numerator=numerator,
                denominator=denominator,
                value=value,
                formula=formula,
                files=tuple(file.no for file in self._files if _speaks(file, letters, period)),
            )
        return self._found[key].no

    def cite_score(self, score: Score, period: Period) -> int:
        """Return the number of the source of a target's figure."""
        target, figure, measure = score.target, score.figure, score.measure
        indicator = discover().get(target.indicator)
        formula = "theo báo cáo của đơn vị"
        if indicator is not None and score.variant is not None:
            formula = indicator.variant(score.variant).formula
        place = PLACES[target.level]
        unit = UNIT_WORDS.get(target.unit, target.unit)
        return self.cite(
            f"{target.id} {target.label}; {place.lower()}" + (f"; {unit}" if unit not in ("", "–") else ""),
            period,
            numerator=figure.numerator if figure else None,
            denominator=figure.denominator if figure else None,
            value=measure.value if measure and not figure else None,
            formula=formula,
            letters=target.sources,
        )

    def all(self) -> tuple[Source, ...]:
        """Return every source cited, by number."""
        return tuple(self._found.values())

    def files(self) -> tuple[File, ...]:
        """Return the files that any source names, by number."""
        named = {no for source in self._found.values() for no in source.files}
        return tuple(file for file in self._files if file.no in named)


def files_of(con: duckdb.DuckDBPyConnection) -> list[File]:
    """Return every file that counts in a snapshot, oldest export first, numbered from 1."""
    rows = con.execute(
        "SELECT file, sha256, kind, period_from, coalesce(period_to, known_until), export_date, loaded_at, rows_loaded "
        "FROM counted_load ORDER BY export_date, file, load_id"
    ).fetchall()
    return [
        File(
            no=no, name=name, sha256=sha256 or "", kind=kind, first=first, last=last, export_date=export_date,
            loaded_at=loaded_at, rows=int(count or 0),
        )
        for no, (name, sha256, kind, first, last, export_date, loaded_at, count) in enumerate(rows, start=1)
    ]  # fmt: skip


def _speaks(file: File, letters: Sequence[str], period: Period) -> bool:
    """Say whether a file is of a kind that feeds a number, and speaks of days of its period."""
    if not reasons.letters([file.kind]) & set(letters):
        return False
    return (file.first is None or file.first < period.end) and (file.last is None or file.last >= period.start)
