"""Keep the ledger of snapshots: one line before and one after each publication, each sealed to the line before.

`ledger.jsonl` lies beside the snapshots. Each line is one JSON object ending in a newline: kind, file, size,
sha256, at, by, why, load_ids, base, passed_over, prev, line_sha256. `prev` is the sha256 of the bytes of the
line before (without its newline; null in the first line), `line_sha256` that of the line's own bytes before
that field, so that an edited, dropped or moved line is found, the last one included. What no chain can find
is the loss of the newest lines together with the files they name; backups of the ledger are for that.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import filelock

from warehouse import disk, sealed_lines
from warehouse.errors import WarehouseBusyError

LEDGER_NAME = "ledger.jsonl"
"""File name of the ledger, inside the warehouse folder."""

LOCK_NAME = "writer.lock"
"""File name of the writers' lock, inside the warehouse folder; the file stays, the lock does not."""

LOCK_TIMEOUT_SECONDS = 60.0
"""Seconds that a writer waits for its turn before it gives up."""

_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """Say what a line records: a file about to be published, one that is, or one taken out of use."""

    SEALED = "sealed"
    PUBLISHED = "published"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold one line of the ledger; `size` in bytes, `at` aware and in UTC.

    `load_ids` are the loads that this publication brought in, not those it found in `base`, the file it was
    copied from (None for the first). `passed_over` are newer files that were damaged, so that `base` had to be
    an older one: their loads are missing from here on.
    """

    kind: Kind
    file: str
    size: int
    sha256: str
    at: datetime
    by: str
    why: str
    load_ids: tuple[str, ...] = ()
    base: str | None = None
    passed_over: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Entry:
    """Gather what the ledger says about one file."""

    sealed: Line | None = None
    published: Line | None = None
    removed: Line | None = None

    @property
    def line(self) -> Line | None:
        """Return the line that describes the file, the sealed one first; None if it was only ever removed."""
        return self.sealed or self.published


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Hold a ledger as read: whole lines in order, entries by file name, and where the chain is broken.

    `breaks` are line numbers from 1; `head` is the sha256 that the next line must name as `prev`;
    `whole_size` is the number of bytes up to the end of the last whole line (half a last line is no line).
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    breaks: tuple[int, ...] = ()
    head: str | None = None
    whole_size: int = 0


_EMPTY = Ledger()
_remembered: dict[Path, tuple[disk.Signature, Ledger]] = {}


@contextmanager
def writing(directory: Path, timeout: float = LOCK_TIMEOUT_SECONDS) -> Iterator[None]:
    """Hold the one writers' lock of a warehouse folder, across processes and threads.

    The operating system frees it when the holder dies. A process forked without exec inside this block keeps
    the lock alive; start readers of spreadsheets before it, or with the spawn method. It is not re-entrant.

    Raises:
        WarehouseBusyError: others held it for `timeout` seconds.
        OSError: the folder cannot be written, or its file system knows no locks.
    """
    lock = filelock.FileLock(directory / LOCK_NAME, timeout=timeout, fallback_to_soft=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise WarehouseBusyError(
            f"Kho số liệu đang được người khác cập nhật, đã chờ {timeout:.0f} giây chưa tới lượt. "
            "Chưa có gì thay đổi; thử lại sau ít phút."
        ) from error
    try:
        disk.reached("lock")
        yield
    finally:
        lock.release()


def read(directory: Path) -> Ledger:
    """Read the ledger of a folder; a missing file is an empty ledger. Never raises for what the lines say.

    An unchanged ledger gives the same object again.

    Raises:
        OSError: the file is there but cannot be read.
    """
    path = directory / LEDGER_NAME
    try:
        known_as = disk.signature(path)
    except FileNotFoundError:
        return _EMPTY
    known = _remembered.get(path)
    if known is not None and known[0] == known_as:
        return known[1]
    ledger = _parse(path.read_bytes())
    _remembered[path] = (known_as, ledger)
    return ledger


def append(directory: Path, line: Line) -> None:
    """Add one line and wait until it is on the disk; call it under the lock only.

    Half a last line left by a crash is cut off first. Steps marked: `<kind>_half`, `<kind>`.

    Raises:
        OSError: the line could not be written; the ledger is as it was.
    """
    path = directory / LEDGER_NAME
    before = _parse(path.read_bytes()) if path.exists() else Ledger()
    sealed_lines.append(path, _encode(line, before.head), before.whole_size, str(line.kind))


def acknowledge_breaks(directory: Path, *, by: str, why: str) -> None:
    """Record that someone has looked into a broken chain; call it under the lock only.

    A `removed` line for the ledger itself, with the sha256 of all bytes before it, ends the report of breaks
    above it: any later edit of those lines shows again.

    Raises:
        OSError: the line could not be written.
    """
    raw = (directory / LEDGER_NAME).read_bytes()
    before = raw[: _parse(raw).whole_size]
    digest = hashlib.sha256(before).hexdigest()
    now = datetime.now(UTC)
    append(
        directory,
        Line(kind=Kind.REMOVED, file=LEDGER_NAME, size=len(before), sha256=digest, at=now, by=by, why=why),
    )


def _encode(line: Line, prev: str | None) -> bytes:
    fields: dict[str, Any] = {
        "kind": str(line.kind),
        "file": line.file,
        "size": line.size,
        "sha256": line.sha256,
        "at": line.at.isoformat(),
        "by": line.by,
        "why": line.why,
        "load_ids": list(line.load_ids),
        "base": line.base,
        "passed_over": list(line.passed_over),
    }
    return sealed_lines.seal(fields, prev)


def _parse(raw: bytes) -> Ledger:
    whole_size = raw.rfind(b"\n") + 1
    written_lines = sealed_lines.whole_lines(raw)
    entries: dict[str, Entry] = {}
    lines: list[Line] = []
    breaks: list[int] = []
    head: str | None = None
    so_far = hashlib.sha256()
    for number, written in enumerate(written_lines, start=1):
        line, is_chained = _decode(written, head)
        if not is_chained:
            breaks.append(number)
        if line is not None:
            lines.append(line)
            if line.file == LEDGER_NAME and is_chained and line.sha256 == so_far.hexdigest():
                breaks.clear()
            _enter(entries, line)
        head = sealed_lines.digest(written)
        so_far.update(written + b"\n")
    return Ledger(entries=entries, lines=tuple(lines), breaks=tuple(breaks), head=head, whole_size=whole_size)


def _enter(entries: dict[str, Entry], line: Line) -> None:
    entry = entries.setdefault(line.file, Entry())
    if line.kind is Kind.SEALED:
        entry.sealed = line
    elif line.kind is Kind.PUBLISHED:
        entry.published = line
    else:
        entry.removed = line


def _decode(written: bytes, head: str | None) -> tuple[Line | None, bool]:
    """Return the line (None when it makes no sense) and whether it is unedited and follows the one before."""
    try:
        fields, is_chained = sealed_lines.unseal(written, head)
        line = Line(
            kind=Kind(fields["kind"]),
            file=_file_name(fields["file"]),
            size=int(fields["size"]),
            sha256=str(fields["sha256"]),
            at=datetime.fromisoformat(fields["at"]).astimezone(UTC),
            by=str(fields["by"]),
            why=str(fields["why"]),
            load_ids=tuple(str(load_id) for load_id in fields["load_ids"]),
            base=None if fields["base"] is None else _file_name(fields["base"]),
            passed_over=tuple(_file_name(name) for name in fields["passed_over"]),
        )
        return line, is_chained
    except sealed_lines.UNREADABLE as error:
        _log.warning("a line of the ledger cannot be read: %s", type(error).__name__)
        return None, False


def _file_name(name: object) -> str:
    if not isinstance(name, str) or name in ("", ".", "..") or any(separator in name for separator in "/\\\0"):
        raise ValueError("a line of the ledger may name files of its own folder only")
    return name
