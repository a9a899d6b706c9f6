"""Keep the snapshots that must be kept, and take the others out of use."""

import logging
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse import disk, ledger
from warehouse.health import Snapshot, history
from warehouse.ledger import Entry, Kind, Line

KEEP_NEWEST = 10
"""Number of newest snapshots that are always kept."""

CITED_FOLDER = "cited"
"""Folder, inside the warehouse folder, with one empty file named like each snapshot that a report cites."""

LOCAL_TIME = timedelta(hours=7)
"""What to add to UTC for the calendar of Viet Nam, where a month ends for retention (no summer time)."""

_log = logging.getLogger(__name__)


def cite(snapshot: Snapshot) -> None:
    """Note that a report names this snapshot, so that retention keeps it; noting it again changes nothing.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = snapshot.path.parent / CITED_FOLDER
    folder.mkdir(exist_ok=True)
    (folder / snapshot.path.name).touch(mode=0o644)
    disk.flush_folder(folder)


def retain(directory: Path, *, cited: Collection[str] = ()) -> list[str]:
    """Remove what need not be kept; return the names removed now, oldest first.

    Kept: the last 10, the last of each month (local calendar), those noted by `cite` and those named here.
    A damaged file is never removed. One that is being read (Windows) stays and is tried again next time.

    Raises:
        WarehouseBusyError: the writers' lock was not free in time.
        OSError: the ledger could not be written.
    """
    with ledger.writing(directory):
        return retain_locked(directory, cited=cited)


def retain_locked(directory: Path, *, cited: Collection[str] = ()) -> list[str]:
    """Do what `retain` does, for a caller that holds the lock.

    Raises:
        OSError: the ledger could not be written.
    """
    removed = []
    for path in _leftovers(directory):
        if disk.remove(path):
            removed.append(path.name)
    kept = history(directory)
    must_stay = _must_stay(kept) | _noted(directory) | set(cited)
    for snapshot in reversed(kept):
        # Damage is evidence, and its loads may be missing elsewhere: it stays until a person writes it off.
        if snapshot.path.name in must_stay or disk.sha256_of(snapshot.path) != snapshot.sha256:
            continue
        # The line first: a crash in between leaves a file to try again, not a file that seems lost.
        ledger.append(directory, _removal(snapshot))
        if disk.remove(snapshot.path):
            removed.append(snapshot.path.name)
    return removed


def _must_stay(kept: Collection[Snapshot]) -> set[str]:
    newest_first = sorted(kept, key=lambda snapshot: snapshot.path.name, reverse=True)
    names = {snapshot.path.name for snapshot in newest_first[:KEEP_NEWEST]}
    months: set[tuple[int, int]] = set()
    for snapshot in newest_first:
        local = snapshot.published_at + LOCAL_TIME
        if (local.year, local.month) not in months:
            months.add((local.year, local.month))
            names.add(snapshot.path.name)
    return names


def _noted(directory: Path) -> set[str]:
    folder = directory / CITED_FOLDER
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _leftovers(directory: Path) -> Iterator[Path]:
    """Find intact files that already have their `removed` line but could not be removed then."""
    for file, entry in sorted(ledger.read(directory).entries.items()):
        path = directory / file
        if entry.removed and _was_published(entry) and path.exists():
            if disk.sha256_of(path) == entry.removed.sha256:
                yield path
            else:
                _log.warning("%s is damaged and stays", file)


def _was_published(entry: Entry) -> bool:
    return entry.sealed is not None and entry.published is not None


def _removal(snapshot: Snapshot) -> Line:
    return Line(
        kind=Kind.REMOVED,
        file=snapshot.path.name,
        size=snapshot.size,
        sha256=snapshot.sha256,
        at=datetime.now(UTC),
        by="retention",
        why=f"ngoài {KEEP_NEWEST} bản mới nhất, không phải bản cuối tháng, không báo cáo nào dẫn",
    )
