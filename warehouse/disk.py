"""Bring files to the disk for certain, know them by their sha256, and name the steps on the way."""

import errno
import hashlib
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from warehouse.errors import DiskFullError

FAIL_AT_VARIABLE = "WAREHOUSE_FAIL_AT"
"""Environment variable naming the step at which the process kills itself (crash tests; unset in service)."""

RESERVE_BYTES = 1024**3
"""Bytes that must stay free on the disk beside a load's own needs (1 GiB)."""

CHUNK_BYTES = 1024**2
"""Bytes read at a time when hashing and copying."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""Error numbers of the operating system that mean: this file may not grow (disk, quota or size limit)."""

Signature = tuple[int, int, int, int, int]
"""Device, inode, bytes, time of change of content and of entry (ns)."""

_digests: dict[Path, tuple[Signature, str]] = {}


def reached(step: str) -> None:
    """Mark that the named step has just been done.

    Does nothing unless the environment variable WAREHOUSE_FAIL_AT is the step's name: then the
    process dies at once, as by kill -9 or a power cut, with no clean-up of any kind.
    """
    if os.environ.get(FAIL_AT_VARIABLE) != step:
        return
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)  # Windows has no SIGKILL; 137 is what a shell reports for one


def signature(path: Path) -> Signature:
    """Return device, inode, bytes, and times of change (ns): equal values mean an unchanged file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def sha256_of(path: Path) -> str:
    """Read the whole file and return its sha256 (64 hexadecimal digits), which this process remembers.

    Raises:
        OSError: the file is gone or cannot be read.
    """
    known_as = signature(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _digests[path] = (known_as, digest)
    return digest


def remembered_sha256(path: Path) -> str:
    """Return the file's sha256, reading it only when this process has not or when the file has changed.

    Raises:
        OSError: the file is gone or cannot be read.
    """
    known = _digests.get(path)
    if known is not None and known[0] == signature(path):
        return known[1]
    return sha256_of(path)


def copy_with_sha256(source: Path, target: Path) -> str:
    """Copy the bytes, not the mode, and return the sha256 of exactly the bytes that were copied.

    Raises:
        OSError: reading or writing failed; a part of the target may be there.
    """
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
    return digest.hexdigest()


def flush_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk (fsync); the file must be writable, which Windows asks for.

    Raises:
        OSError: the disk did not take them.
    """
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Wait until the folder's names are on the disk; Windows has no such call and keeps names by itself.

    Raises:
        OSError: the disk did not take them.
    """
    if os.name == "nt":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def require_space(folder: Path, *, snapshot_bytes: int, incoming_bytes: int) -> None:
    """Refuse up front when the disk cannot hold a load: 2 x snapshot + 3 x incoming file + the reserve.

    Raises:
        DiskFullError: less is free; the text says how much is free and how much is needed, in GB (10^9 bytes).
    """
    needed = 2 * snapshot_bytes + 3 * incoming_bytes + RESERVE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFullError(
            f"Ổ đĩa chỉ còn trống {_gigabytes(free)} GB, cần ít nhất {_gigabytes(needed)} GB để nạp số liệu. "
            "Chưa có gì thay đổi; dọn bớt ổ đĩa rồi nạp lại."
        )


def is_full(error: BaseException) -> bool:
    """Tell whether an error of the system or the engine says that a file may not grow."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in NO_ROOM
    said = str(error).casefold()
    return any(os.strerror(number).casefold() in said for number in NO_ROOM) or "not enough space" in said


def remove(path: Path) -> bool:
    """Remove a file, read-only or not; return whether it is gone (Windows keeps what someone reads)."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        # Windows refuses to remove a read-only file: make it writable first, and back if it is still being read.
        with suppress(OSError):
            path.chmod(0o600)
            path.unlink(missing_ok=True)
        if path.exists():
            with suppress(OSError):
                path.chmod(0o444)
            return False
    return True


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f}".replace(".", ",")
