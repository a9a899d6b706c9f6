"""Find the newest intact snapshot, and say what is damaged and which loads are missing because of it."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from warehouse import disk, ledger
from warehouse.errors import WarehouseBusyError, WarehouseError
from warehouse.ledger import Entry, Kind, Ledger, Line

DIRECTORY_VARIABLE = "WAREHOUSE_DIR"
"""Environment variable naming the warehouse folder."""

DAMAGED_FOLDER = "damaged"
"""Folder, inside the warehouse folder, for damaged files that were set aside: never opened, never deleted."""

SUFFIX = ".duckdb"
"""How the names of snapshots end."""

_WAL_SUFFIX = ".duckdb.wal"
_ATTEMPTS = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Identify one published file: `size` in bytes, `published_at` aware and in UTC.

    The file name is a UTC time too and gives the order; after a clock was set back, it may be later than
    `published_at`. `load_ids` are the loads that this publication brought in (none when it republishes).
    """

    path: Path
    sha256: str
    size: int
    published_at: datetime
    by: str
    why: str
    load_ids: tuple[str, ...]


class DamageCode(StrEnum):
    """Say what is wrong with a file of the warehouse folder."""

    MISSING = "missing"
    ALTERED = "altered"
    UNSEALED = "unsealed"
    STRAY_WAL = "stray_wal"
    LEDGER = "ledger"


_SENTENCES = {
    DamageCode.MISSING: "Thiếu tệp {file}, tuy sổ ghi là đã công bố.",
    DamageCode.ALTERED: "Tệp {file} không còn giống lúc công bố (mã kiểm SHA-256 hoặc độ dài đã khác).",
    DamageCode.UNSEALED: "Tệp {file} không có trong sổ công bố.",
    DamageCode.STRAY_WAL: "Có tệp lạ {file} nằm cạnh các bản số liệu; bản cùng tên không được mở.",
    DamageCode.LEDGER: "Sổ công bố {file} bị sửa, cắt hoặc đảo dòng (từ dòng {line}).",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Describe one damaged file: `text` is a Vietnamese sentence for a screen.

    `load_ids` are the loads that this file held and that are missing from the snapshot now served;
    empty when nothing is missing, or when the ledger no longer knows what the file held.
    """

    code: DamageCode
    file: str
    text: str
    load_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Tell what may be read: `served` is the newest intact snapshot, `newest` the newest that the ledger promises.

    Both are None before the first publication; `served` alone is None when no promised file is intact.
    """

    served: Snapshot | None = None
    newest: Snapshot | None = None
    damages: tuple[Damage, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Return whether nothing at all is damaged."""
        return not self.damages

    @property
    def missing_load_ids(self) -> tuple[str, ...]:
        """Return the loads that some damaged file held and the served snapshot lacks, each once, sorted."""
        return tuple(sorted({load_id for damage in self.damages for load_id in damage.load_ids}))


def directory(option: str | Path | None = None) -> Path:
    """Return the warehouse folder: the option, else WAREHOUSE_DIR, else data/warehouse of the project.

    The path is absolute with links resolved, since it is the beginning of every cache key. It need not exist.
    """
    project = Path(__file__).resolve().parents[1]
    chosen = option or os.environ.get(DIRECTORY_VARIABLE) or project / "data" / "warehouse"
    return Path(chosen).expanduser().resolve()


def verify(directory: Path, *, set_aside: bool = False) -> Health:
    """Check everything: the ledger's chain and the sha256 of every kept file, all read anew.

    Never deletes. With `set_aside`, damaged files are moved into `damaged/` under the writers' lock
    (where Windows allows it), and the health is the one found before that.

    Raises:
        WarehouseBusyError: the lock for setting aside was not free in time.
        OSError: the folder or the ledger cannot be read.
    """
    health = _examined(directory, disk.sha256_of, only_newest=False)
    if set_aside and health.damages:
        with ledger.writing(directory):
            for damage in health.damages:
                _set_aside(directory, damage.file)
    return health


def newest(directory: Path) -> Health:
    """Find the snapshot to read now; cheap when nothing has changed since this process looked last.

    The sha256 of a file is checked before this process first trusts it, and again when its size or times
    change; of older files not known to be damaged only presence and size are looked at (`verify` reads all). One
    whose writer died between renaming and its last ledger line is finished here when the lock is free.

    Raises:
        OSError: the folder or the ledger cannot be read.
    """
    health = _examined(directory, disk.remembered_sha256, only_newest=True)
    served = health.served
    if served is not None and ledger.read(directory).entries.get(served.path.name, Entry()).published is None:
        # Busy: the writer is just about to add the line. Read-only folder: only writers can add it.
        with suppress(WarehouseBusyError, PermissionError), ledger.writing(directory, timeout=0):
            finish(directory)
    return health


def current(directory: Path) -> Health:
    """Find the snapshot that a writer may build on: like `newest`, but read anew; call it under the lock only.

    Raises:
        OSError: the folder or the ledger cannot be read.
    """
    return _examined(directory, disk.sha256_of, only_newest=True)


def history(directory: Path) -> tuple[Snapshot, ...]:
    """List the snapshots kept, newest first, without checking their content; empty before the first.

    Raises:
        OSError: the folder or the ledger cannot be read.
    """
    entries = ledger.read(directory).entries
    kept = (_snapshot(directory, entries[file]) for file in sorted(entries, reverse=True) if _is_kept(entries[file]))
    return tuple(snapshot for snapshot in kept if snapshot is not None and snapshot.path.exists())


def finish(directory: Path) -> None:
    """Add the `published` line of each file that is sealed and in place; call it under the lock only.

    Raises:
        OSError: the line could not be written.
    """
    for file, entry in sorted(ledger.read(directory).entries.items()):
        sealed, path = entry.sealed, directory / file
        if sealed is None or entry.published or entry.removed or not path.exists():
            continue
        if disk.remembered_sha256(path) == sealed.sha256:
            path.chmod(0o444)
            disk.flush_folder(directory)
            ledger.append(directory, replace(sealed, kind=Kind.PUBLISHED, at=datetime.now(UTC)))


def write_off(directory: Path, file: str, *, by: str, why: str) -> None:
    """Record that a damage was dealt with (its loads read again, or given up), which ends its report.

    The damaged file is set aside, not deleted. Naming `ledger.jsonl` accepts the breaks of the chain so far.

    Raises:
        WarehouseError: nothing of that name is damaged.
        WarehouseBusyError: the lock was not free in time.
        OSError: the ledger could not be written.
    """
    with ledger.writing(directory):
        if file not in {damage.file for damage in _examined(directory, disk.sha256_of, only_newest=False).damages}:
            raise WarehouseError(f"Không có hư hỏng nào ghi cho tệp {file}.")
        if file == ledger.LEDGER_NAME:
            ledger.acknowledge_breaks(directory, by=by, why=why)
            return
        _set_aside(directory, file)
        promised = ledger.read(directory).entries.get(file, Entry()).line
        size, sha256 = (promised.size, promised.sha256) if promised else (0, "")
        now = datetime.now(UTC)
        ledger.append(directory, Line(kind=Kind.REMOVED, file=file, size=size, sha256=sha256, at=now, by=by, why=why))


def _examined(directory: Path, digest: Callable[[Path], str], *, only_newest: bool) -> Health:
    """Examine until the ledger stands still, so that a publication meanwhile is never taken for damage."""
    health = Health()
    for _ in range(_ATTEMPTS):
        # Names first, ledger second: a file is sealed before it gets its name, so a name found is a name sealed.
        names = _names(directory)
        book = ledger.read(directory)
        health = _examine(directory, names, book, digest, only_newest=only_newest)
        if health.is_intact or ledger.read(directory) is book:
            break
    return health


def _names(directory: Path) -> frozenset[str]:
    """Return the names of snapshots, set aside or not, and of logs lying beside those in use."""
    found = [path.name for path in directory.iterdir()] if directory.is_dir() else []
    aside = directory / DAMAGED_FOLDER
    set_aside = [path.name for path in aside.iterdir()] if aside.is_dir() else []
    return frozenset(
        [name for name in found if name.endswith(_WAL_SUFFIX)]
        + [name for name in found + set_aside if name.endswith(SUFFIX)]
    )


def _examine(
    directory: Path, names: frozenset[str], book: Ledger, digest: Callable[[Path], str], *, only_newest: bool
) -> Health:
    damages: list[Damage] = []
    if book.breaks:
        damages.append(_damage(DamageCode.LEDGER, ledger.LEDGER_NAME, line=book.breaks[0]))
    served: Snapshot | None = None
    newest: Snapshot | None = None
    # A file once passed over is looked at again for as long as it is there, or its loss would be forgotten.
    suspects = {name for line in book.lines for name in line.passed_over}
    for file in sorted(book.entries, reverse=True):
        entry = book.entries[file]
        snapshot = _snapshot(directory, entry)
        if snapshot is None or not _is_kept(entry):
            continue
        is_read = served is None or not only_newest or file in suspects
        code = _state(snapshot.path, entry, digest if is_read else None)
        if code is DamageCode.MISSING and entry.published is None:
            continue  # sealed alone: a load that died before its answer
        newest = newest or snapshot
        if code is None:
            served = served or snapshot
        elif code is not DamageCode.STRAY_WAL:
            damages.append(_damage(code, file))
    damages += _strangers(names, book)
    return Health(served=served, newest=newest, damages=_with_missing_loads(book, served, newest, damages))


def _is_kept(entry: Entry) -> bool:
    return entry.removed is None


def _snapshot(directory: Path, entry: Entry) -> Snapshot | None:
    line = entry.line
    if line is None:
        return None
    return Snapshot(
        path=directory / line.file,
        sha256=line.sha256,
        size=line.size,
        published_at=line.at,
        by=line.by,
        why=line.why,
        load_ids=line.load_ids,
    )


def _state(path: Path, entry: Entry, digest: Callable[[Path], str] | None) -> DamageCode | None:
    """Return what is wrong with one promised file, None for an intact one; `digest` None looks at the size only."""
    try:
        size = path.stat().st_size
        if entry.sealed is None:
            return DamageCode.UNSEALED
        if entry.published is not None and entry.published.sha256 != entry.sealed.sha256:
            return DamageCode.ALTERED
        if size != entry.sealed.size or (digest is not None and digest(path) != entry.sealed.sha256):
            return DamageCode.ALTERED
    except FileNotFoundError:
        return DamageCode.MISSING
    except OSError as error:  # a bad sector reads as an input/output error: as damaged as a wrong byte
        _log.warning("%s cannot be read: %s", path.name, error)
        return DamageCode.ALTERED
    # DuckDB would replay a log beside the file, so the file alone would no longer be what is read.
    return DamageCode.STRAY_WAL if path.with_name(path.name + ".wal").exists() else None


def _strangers(names: frozenset[str], book: Ledger) -> list[Damage]:
    """Report files that the ledger does not know; one that a person wrote off is known to it by that line."""
    logs = [_damage(DamageCode.STRAY_WAL, name) for name in sorted(names) if name.endswith(_WAL_SUFFIX)]
    unknown = [name for name in sorted(names) if name.endswith(SUFFIX) and name not in book.entries]
    return logs + [_damage(DamageCode.UNSEALED, name) for name in unknown]


def _damage(code: DamageCode, file: str, line: int = 0) -> Damage:
    return Damage(code=code, file=file, text=_SENTENCES[code].format(file=file, line=line))


def _with_missing_loads(
    book: Ledger, served: Snapshot | None, newest: Snapshot | None, damages: list[Damage]
) -> tuple[Damage, ...]:
    if not damages or newest is None:
        return tuple(damages)
    promised = _held(book, newest.path.name) | _lost(book, newest.path.name)
    have = _held(book, served.path.name) if served else frozenset()
    lost = _lost(book, served.path.name) if served else frozenset()
    missing = (promised | lost) - have
    return tuple(
        replace(damage, load_ids=tuple(sorted(_held(book, damage.file.removesuffix(".wal")) & missing)))
        for damage in damages
    )


def _lineage(book: Ledger, file: str) -> list[Line]:
    """Follow a file's bases back to the first one: its own line first."""
    lines: list[Line] = []
    seen: set[str] = set()
    while file not in seen and file in book.entries:
        seen.add(file)
        line = book.entries[file].line
        if line is None:
            break
        lines.append(line)
        if line.base is None:
            break
        file = line.base
    return lines


def _held(book: Ledger, file: str) -> frozenset[str]:
    return frozenset(load_id for line in _lineage(book, file) for load_id in line.load_ids)


def _lost(book: Ledger, file: str) -> frozenset[str]:
    """Return the loads that damage kept out of this file: those of files passed over on its way."""
    passed_over = [name for line in _lineage(book, file) for name in line.passed_over]
    return frozenset().union(*(_held(book, name) for name in passed_over)) - _held(book, file)


def _set_aside(directory: Path, file: str) -> None:
    source, target = directory / file, directory / DAMAGED_FOLDER / file
    if file == ledger.LEDGER_NAME or not source.exists() or target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    try:
        source.rename(target)
    except PermissionError:  # Windows, while someone reads it; it is not opened by us in any case
        _log.warning("%s is in use and stays where it is", file)
