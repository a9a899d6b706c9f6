"""Keep the ledger of reports made: which figures went out, in which file, from which snapshot.

`reports.jsonl` lies beside the ledger of snapshots and is sealed like it (warehouse.sealed_lines). A line is never
changed; a report made again is one more line. The snapshot named is cited, so that retention keeps it.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse import ledger, retention, sealed_lines
from warehouse.health import Snapshot
from warehouse.period import CIVIL, Period

REPORTS_NAME = "reports.jsonl"
"""File name of the ledger of reports, inside the warehouse folder."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report made: `report` its kind (word, excel, slides), `file` its name and sha256, and what it was made of.

    `snapshot` is the file name of the snapshot (sha256 beside it), `made_at` aware and in UTC. `variants` names the
    readings chosen by indicator and `compare` how on time was judged: the figures are those of these settings.
    """

    report: str
    file: str
    sha256: str
    period: Period
    snapshot: str
    snapshot_sha256: str
    made_at: datetime
    by: str
    variants: tuple[tuple[str, str], ...] = ()
    compare: str = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLedger:
    """The reports made, oldest first; `breaks` are numbers (from 1) of lines that were edited or follow a gap."""

    lines: tuple[ReportLine, ...] = ()
    breaks: tuple[int, ...] = ()


def register(
    snapshot: Snapshot,
    *,
    report: str,
    file: str,
    sha256: str,
    period: Period,
    by: str,
    variants: tuple[tuple[str, str], ...] = (),
    compare: str = "source",
) -> ReportLine:
    """Record that a report was made from a snapshot, and keep that snapshot from retention.

    Raises:
        WarehouseBusyError: the writers' lock was not free in time.
        OSError: the line could not be written; the ledger is as it was.
    """
    directory = snapshot.path.parent
    line = ReportLine(
        report=report,
        file=file,
        sha256=sha256,
        period=period,
        snapshot=snapshot.path.name,
        snapshot_sha256=snapshot.sha256,
        made_at=datetime.now(UTC),
        by=by,
        variants=variants,
        compare=compare,
    )
    with ledger.writing(directory):
        retention.cite(snapshot)
        sealed_lines.add(directory / REPORTS_NAME, _fields(line), "report")
    return line


def read(directory: Path) -> ReportLedger:
    """Read the ledger of reports of a folder; a missing file is an empty one. Never raises for what the lines say.

    Raises:
        OSError: the file is there but cannot be read.
    """
    path = directory / REPORTS_NAME
    written = sealed_lines.whole_lines(path.read_bytes()) if path.exists() else []
    lines, breaks = [], []
    for number, (one, head) in enumerate(sealed_lines.with_heads(written), start=1):
        try:
            fields, is_chained = sealed_lines.unseal(one, head)
            lines.append(_line(fields))
        except sealed_lines.UNREADABLE as error:
            _log.warning("a line of the ledger of reports cannot be read: %s", type(error).__name__)
            is_chained = False
        if not is_chained:
            breaks.append(number)
    return ReportLedger(lines=tuple(lines), breaks=tuple(breaks))


def _fields(line: ReportLine) -> dict[str, Any]:
    return {
        "report": line.report,
        "file": line.file,
        "sha256": line.sha256,
        "period": line.period.token,
        "calendar": line.period.calendar,
        "snapshot": line.snapshot,
        "snapshot_sha256": line.snapshot_sha256,
        "made_at": line.made_at.isoformat(),
        "by": line.by,
        "variants": dict(line.variants),
        "compare": line.compare,
    }


def _line(fields: dict[str, Any]) -> ReportLine:
    snapshot = str(fields["snapshot"])
    if Path(snapshot).name != snapshot:
        raise ValueError("a report may name a snapshot of its own folder only")
    return ReportLine(
        report=str(fields["report"]),
        file=str(fields["file"]),
        sha256=str(fields["sha256"]),
        period=Period.parse(str(fields["period"]), str(fields.get("calendar", CIVIL))),
        snapshot=snapshot,
        snapshot_sha256=str(fields["snapshot_sha256"]),
        made_at=datetime.fromisoformat(fields["made_at"]).astimezone(UTC),
        by=str(fields["by"]),
        variants=tuple(sorted((str(key), str(value)) for key, value in fields["variants"].items())),
        compare=str(fields["compare"]),
    )
