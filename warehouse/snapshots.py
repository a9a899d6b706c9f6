"""Publish snapshots: copy the newest, change the copy, check it, and give it a name, all or nothing.

    lock, verify, copy, (load), reconcile, rollup, checkpoint, close, fsync, hash, sealed, rename, fsync_folder,
    published, answer

Published files are never changed. Whatever fails, a full disk and a power cut included, hits the staging copy only.
"""

import logging
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from warehouse import disk, health, ledger, retention
from warehouse.connection import connect, open_staging
from warehouse.errors import DiskFullError, NoIntactSnapshotError, WarehouseError
from warehouse.health import SUFFIX, Snapshot
from warehouse.ledger import Kind, Line

STAGING_FOLDER = "staging"
"""Folder, inside the warehouse folder, for the copy that is being worked on; readers never look there."""

STEPS = (
    "lock", "verify", "copy", "prepare", "reconcile", "rollup", "checkpoint", "close", "fsync", "hash",
    "sealed_half", "sealed", "rename", "fsync_folder", "published_half", "published", "answer",
)  # fmt: skip
"""Names of the steps of a publication, in order, at which a crash test can stop it (see `disk.reached`)."""

_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6})Z\.duckdb")
_NAME_FORMAT = "%Y%m%dT%H%M%S.%f"
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Staging:
    """Hold the copy under work: fill it through `con`, and name in `load_ids` the loads that are new in it.

    It is published when `load_ids` is not empty or `publish` was set (a withdrawal brings no load).
    `base` is the snapshot it was copied from, None for an empty warehouse; `snapshot` is what was published,
    None until the block has been left and when there was nothing to publish.
    """

    con: duckdb.DuckDBPyConnection
    base: Snapshot | None
    load_ids: list[str] = field(default_factory=list)
    publish: bool = False
    snapshot: Snapshot | None = None
    is_discarded: bool = False

    def discard(self) -> None:
        """Throw the copy away on leaving the block, whatever was loaded into it."""
        self.is_discarded = True


@contextmanager
def staged(
    directory: Path,
    *,
    by: str,
    why: str,
    incoming_bytes: int = 0,
    timeout: float = ledger.LOCK_TIMEOUT_SECONDS,
    rebuild: bool = False,
    cited: Collection[str] = (),
) -> Iterator[Staging]:
    """Give a writable copy of the newest intact snapshot, and publish it on leaving the block.

    The lock is held from before the copy to the end. `incoming_bytes` is the size of the files to be loaded,
    for the check of free space. `rebuild` starts from an empty warehouse instead, to read everything again
    from raw files. `cited` names snapshots that retention must keep beside those noted by `retention.cite`.
    An exception in the block, or `discard()`, leaves everything as it was.

    Raises:
        WarehouseBusyError: another writer did not finish within `timeout` seconds.
        DiskFullError: too little space up front, or the disk filled up on the way.
        NoIntactSnapshotError: snapshots were published, but none is intact.
        warehouse.build.ReconciliationError: our own sums do not match; nothing is published.
        WarehouseError: anything else that kept the copy from being published.
    """
    from warehouse import build  # at call time: build is not needed, and not loaded, by those who only read

    with _full_disk_said(directory):
        directory.mkdir(parents=True, exist_ok=True)
        with ledger.writing(directory, timeout):
            with _empty_staging(directory):
                path, base, passed_over = _fresh_copy(directory, incoming_bytes=incoming_bytes, rebuild=rebuild)
                staging = Staging(con=open_staging(path), base=base)
                try:
                    build.prepare(staging.con)
                    disk.reached("prepare")
                    yield staging
                    if staging.is_discarded or not (staging.load_ids or staging.publish):
                        return
                    build.reconcile(staging.con)
                    disk.reached("reconcile")
                    build.build_rollup(staging.con)
                    disk.reached("rollup")
                    staging.con.execute("CHECKPOINT")
                    disk.reached("checkpoint")
                    staging.con.close()
                    disk.reached("close")
                finally:
                    # After an error of its own the engine may refuse to close; the file is thrown away all the same.
                    with suppress(duckdb.Error):
                        staging.con.close()
                load_ids = tuple(staging.load_ids)
                draft = _Draft(path=path, base=base, passed_over=passed_over, by=by, why=why, load_ids=load_ids)
                staging.snapshot = _publish(directory, draft)
            _retain(directory, cited)
    disk.reached("answer")


def renew(directory: Path, *, by: str) -> Snapshot | None:
    """Publish the newest snapshot anew where another version of the program built it; None when it is current.

    Facts and loads stay as they are; views, reference data and rollup are those of this version from then on.

    Raises:
        WarehouseError: as `staged`; the snapshot of the other version stays the newest.
    """
    served = health.newest(directory).served
    if served is None or _is_current(served):
        return None
    with staged(directory, by=by, why="Lập lại theo phiên bản mới của chương trình") as staging:
        # Another process may have renewed it while this one waited for the lock.
        staging.publish = staging.base is not None and not _is_current(staging.base)
    return staging.snapshot


def _is_current(snapshot: Snapshot) -> bool:
    from warehouse import build

    with connect(snapshot.path) as con:
        return build.is_current(con)


def republish(directory: Path, snapshot: Snapshot, *, by: str, why: str, cited: Collection[str] = ()) -> Snapshot:
    """Publish an older snapshot again, byte for byte, under a new and later name: this is how to roll back.

    Raises:
        WarehouseBusyError: another writer did not finish in time.
        DiskFullError: there is no room for the copy.
        WarehouseError: the snapshot is not kept any more, or is damaged.
    """
    with _full_disk_said(directory), ledger.writing(directory):
        with _empty_staging(directory):
            kept = {known.path.name: known for known in health.history(directory)}.get(snapshot.path.name)
            if kept is None:
                raise WarehouseError(f"Bản số liệu {snapshot.path.name} không còn được lưu.")
            disk.require_space(directory, snapshot_bytes=kept.size, incoming_bytes=0)
            path = directory / STAGING_FOLDER / _next_name(directory)
            if disk.copy_with_sha256(kept.path, path) != kept.sha256:
                raise WarehouseError(f"Bản số liệu {kept.path.name} đã hỏng, không dùng lại được.")
            passed_over = _passed_over(health.current(directory))
            draft = _Draft(path=path, base=kept, passed_over=passed_over, by=by, why=why, load_ids=())
            again = _publish(directory, draft)
        _retain(directory, cited)
    return again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """Hold a closed staging file and what the ledger is to say about it."""

    path: Path
    base: Snapshot | None
    passed_over: tuple[str, ...]
    by: str
    why: str
    load_ids: tuple[str, ...]


@contextmanager
def _empty_staging(directory: Path) -> Iterator[None]:
    """Begin with an empty staging folder and every earlier publication finished; leave no staging behind."""
    _clear_staging(directory)
    (directory / STAGING_FOLDER).mkdir(exist_ok=True)
    try:
        health.finish(directory)
        yield
    finally:
        _clear_staging(directory)


def _clear_staging(directory: Path) -> None:
    """Delete whatever lies in the staging folder; it is never opened, so no log of a crash is ever replayed."""
    folder = directory / STAGING_FOLDER
    if folder.exists():
        # Windows keeps files that a virus scanner reads; the next writer deletes them, under another name than its own.
        shutil.rmtree(folder, ignore_errors=True)


def _fresh_copy(
    directory: Path, *, incoming_bytes: int, rebuild: bool
) -> tuple[Path, Snapshot | None, tuple[str, ...]]:
    """Copy the newest intact snapshot to staging; return the copy, what it is a copy of, and what was passed over."""
    found = health.current(directory)
    base = None if rebuild else found.served
    if base is None and not rebuild and (found.newest or found.damages):
        raise NoIntactSnapshotError(
            "Không còn bản số liệu nào nguyên vẹn để nạp tiếp. Khôi phục thư mục số liệu và sổ công bố từ bản sao lưu, "
            "hoặc dựng lại từ tệp gốc."
        )
    disk.reached("verify")
    disk.require_space(directory, snapshot_bytes=base.size if base else 0, incoming_bytes=incoming_bytes)
    path = directory / STAGING_FOLDER / _next_name(directory)
    if base is not None and disk.copy_with_sha256(base.path, path) != base.sha256:
        raise WarehouseError(f"Bản số liệu {base.path.name} bị thay đổi trong lúc sao chép. Chưa có gì được nạp.")
    disk.reached("copy")
    return path, base, _passed_over(found)


def _passed_over(found: health.Health) -> tuple[str, ...]:
    """Return the promised files that are damaged and newer than the newest intact one."""
    served = found.served.path.name if found.served else ""
    damaged = {damage.file.removesuffix(".wal") for damage in found.damages}
    return tuple(sorted(file for file in damaged if _NAME.fullmatch(file) and file > served))


def _publish(directory: Path, draft: _Draft) -> Snapshot:
    if draft.path.with_name(draft.path.name + ".wal").exists():
        raise WarehouseError("Bản số liệu mới chưa ghi xong vào tệp (còn nhật ký ghi). Chưa có gì được công bố.")
    disk.flush_file(draft.path)
    disk.reached("fsync")
    line = Line(
        kind=Kind.SEALED,
        file=_next_name(directory),
        size=draft.path.stat().st_size,
        sha256=disk.sha256_of(draft.path),
        at=datetime.now(UTC),
        by=draft.by,
        why=draft.why,
        load_ids=draft.load_ids,
        base=draft.base.path.name if draft.base else None,
        passed_over=draft.passed_over,
    )
    disk.reached("hash")
    ledger.append(directory, line)
    draft.path.chmod(0o444)
    path = draft.path.rename(directory / line.file)
    disk.reached("rename")
    _confirm(directory, line)
    return Snapshot(
        path=path,
        sha256=line.sha256,
        size=line.size,
        published_at=line.at,
        by=line.by,
        why=line.why,
        load_ids=line.load_ids,
    )


def _confirm(directory: Path, sealed: Line) -> None:
    """Bring the new name and the second ledger line to the disk."""
    try:
        disk.flush_folder(directory)
    except OSError as error:
        raise WarehouseError(
            f"Bản số liệu {sealed.file} đã có tên nhưng ổ đĩa chưa xác nhận. Kiểm tra kho số liệu trước khi nạp lại."
        ) from error
    disk.reached("fsync_folder")
    try:
        ledger.append(directory, replace(sealed, kind=Kind.PUBLISHED, at=datetime.now(UTC)))
    except OSError:
        # Sealed with its file in place counts as published: all is on the disk, and the next start adds the line.
        _log.exception("the published line of %s could not be written yet", sealed.file)


def _retain(directory: Path, cited: Collection[str]) -> None:
    try:
        retention.retain_locked(directory, cited=cited)
    except OSError:  # the publication stands; the next one tries again
        _log.exception("old snapshots could not be removed")


def _next_name(directory: Path) -> str:
    """Return a name for now in UTC, or a microsecond after the newest name if the clock went back."""
    known = {*ledger.read(directory).entries, *(path.name for path in directory.iterdir())}
    times = [_time_of(match[1]) for name in known if (match := _NAME.fullmatch(name))]
    now = datetime.now(UTC)
    moment = max(now, *(time + timedelta(microseconds=1) for time in times)) if times else now
    return f"{moment.strftime(_NAME_FORMAT)}Z{SUFFIX}"


def _time_of(digits: str) -> datetime:
    try:
        return datetime.strptime(digits, _NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:  # a stranger's file such as 20239999T...: it gives no time to be later than
        return datetime.min.replace(tzinfo=UTC)


@contextmanager
def _full_disk_said(directory: Path) -> Iterator[None]:
    """Say in the reader's words that the disk refused to take the copy."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if not (disk.is_full(error) or isinstance(error, duckdb.IOException | duckdb.FatalException)):
            raise
        with suppress(OSError):
            _log.warning("free bytes at %s: %d", directory, shutil.disk_usage(directory).free)
        raise DiskFullError(
            "Không ghi được bản số liệu mới, thường là vì ổ đĩa đầy. Số liệu đã công bố không thay đổi; "
            "dọn bớt ổ đĩa rồi nạp lại."
        ) from error
