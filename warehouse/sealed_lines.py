"""Append-only files of JSON lines, each sealed to the line before: what every ledger of the warehouse is made of.

Each line is one JSON object ending in a newline. Its last two fields are `prev`, the sha256 of the bytes of the line
before (without its newline; null in the first line), and `line_sha256`, that of the line's own bytes before this
field, so that an edited, dropped or moved line is found, the last one included.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from warehouse import disk

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading the fields of a line raises where somebody wrote into it: such a line is a break, never an error."""

_OWN_FIELD = b', "line_sha256": "'


def seal(fields: dict[str, Any], prev: str | None) -> bytes:
    """Return the bytes of one line with its newline."""
    # A name typed in a broken terminal may hold half a character: write it as an escape, not as an error.
    body = json.dumps({**fields, "prev": prev}, ensure_ascii=False).encode("utf-8", "backslashreplace")[:-1]
    return body + _OWN_FIELD + hashlib.sha256(body).hexdigest().encode("ascii") + b'"}\n'


def whole_lines(raw: bytes) -> list[bytes]:
    """Return the whole lines of a file without their newlines; half a last line is no line."""
    return raw[: raw.rfind(b"\n") + 1].split(b"\n")[:-1]


def digest(written: bytes) -> str:
    """Return the sha256 that the line after a whole line names as `prev`."""
    return hashlib.sha256(written).hexdigest()


def with_heads(lines: list[bytes]) -> Iterator[tuple[bytes, str | None]]:
    """Yield each whole line with what it must name as `prev`."""
    head: str | None = None
    for written in lines:
        yield written, head
        head = digest(written)


def unseal(written: bytes, head: str | None) -> tuple[dict[str, Any], bool]:
    """Return the fields of a line, and whether it is unedited and follows the line before.

    Raises:
        ValueError: the line is no JSON object.
    """
    body, mark, own = written.rpartition(_OWN_FIELD)
    is_unedited = bool(mark) and own == hashlib.sha256(body).hexdigest().encode("ascii") + b'"}'
    fields = json.loads(written)
    if not isinstance(fields, dict):
        raise ValueError("a line of a ledger is one object")
    return fields, is_unedited and fields.get("prev") == head


def add(path: Path, fields: dict[str, Any], name: str) -> None:
    """Seal one more line to those of a file and write it behind them; call it under the lock only.

    Raises:
        OSError: the line could not be written; the file is as it was.
    """
    raw = path.read_bytes() if path.exists() else b""
    lines = whole_lines(raw)
    append(path, seal(fields, digest(lines[-1]) if lines else None), raw.rfind(b"\n") + 1, name)


def append(path: Path, payload: bytes, whole_size: int, name: str) -> None:
    """Write a line behind the first `whole_size` bytes and wait until it is on the disk; call it under the lock only.

    Half a last line left by a crash is cut off first. Steps marked: `<name>_half`, `<name>`.

    Raises:
        OSError: the line could not be written; the file is as it was.
    """
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        os.ftruncate(descriptor, whole_size)
        os.lseek(descriptor, whole_size, os.SEEK_SET)
        half = len(payload) // 2
        _write_all(descriptor, payload[:half])
        disk.reached(f"{name}_half")
        _write_all(descriptor, payload[half:])
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):  # half a line is tolerated by every reader, so the first error is the one to tell
            os.ftruncate(descriptor, whole_size)
        raise
    finally:
        os.close(descriptor)
    if is_new:
        disk.flush_folder(path.parent)
    disk.reached(name)


def _write_all(descriptor: int, payload: bytes) -> None:
    while payload:
        payload = payload[os.write(descriptor, payload) :]
