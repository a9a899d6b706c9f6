"""Inflate the parts of an .xlsx under limits, believing no size that the file states about itself."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from loaders.grid import UnreadableFileError
from loaders.sniff import zip_refusal

MAX_ENTRIES = 2_000
"""Entries a workbook may hold."""
MAX_BYTES = 3 << 29
"""Bytes that all parts together may inflate to: 1.5 GiB."""
MAX_RATIO = 100
"""Inflated bytes per stored byte, for parts over `RATIO_FROM` bytes."""
RATIO_FROM = 100_000
"""Bytes below which the ratio says nothing."""
CHUNK = 1 << 20
"""Bytes handed out at a time."""

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_DAMAGED = "Tệp hỏng hoặc tải về chưa hết. Xuất lại từ phần mềm rồi tải lên."
_TOO_LARGE = "Tệp nở ra quá lớn so với giới hạn 1,5 GB. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp."
_BOMB = "Tệp nén bất thường (nở ra quá 100 lần). Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
_DOCTYPE = "Tệp có khai báo DOCTYPE, bảng tính bình thường không có. Xuất lại từ phần mềm rồi tải lên."


class Parts:
    """Give the parts of a zip by name, counting what they inflate to; a part read twice counts once."""

    def __init__(self, path: Path) -> None:
        """Read the directory of the zip at `path`.

        Raises:
            UnreadableFileError: not a zip, not a workbook, too many or repeated entries.
        """
        self._path = path
        self._sizes: dict[str, int] = {}
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
            raise UnreadableFileError(_DAMAGED) from error
        if len(entries) > MAX_ENTRIES:
            raise UnreadableFileError(f"Tệp chứa quá {MAX_ENTRIES} phần. Mở bằng Excel, lưu lại rồi tải lên.")
        self._entries = {entry.filename: entry for entry in entries}
        if len({name.lower() for name in self._entries}) < len(entries):
            raise UnreadableFileError("Tệp có hai phần trùng tên bên trong. Xuất lại từ phần mềm rồi tải lên.")
        if reason := zip_refusal(set(self._entries)):
            raise UnreadableFileError(reason)

    @property
    def names(self) -> tuple[str, ...]:
        """Name the parts in file order, folders left out."""
        return tuple(name for name in self._entries if not name.endswith("/"))

    @property
    def stated_bytes(self) -> int:
        """Bytes that all parts together state to inflate to: good for nothing but to tell how far reading is."""
        return sum(entry.file_size for entry in self._entries.values())

    def find(self, name: str) -> str | None:
        """Return the name as the zip spells it, whatever its case and slashes, or None."""
        wanted = name.replace("\\", "/").lstrip("/").lower()
        return next((each for each in self._entries if each.replace("\\", "/").lower() == wanted), None)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part's bytes, at most `CHUNK` at a time, checking size, ratio and CRC as they come.

        Raises:
            UnreadableFileError: over a limit, damaged, stored in an unknown way, or with a <!DOCTYPE.
        """
        entry = self._entries[name]
        is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
        size = crc = 0
        tail = b""
        with self._path.open("rb") as file:
            for chunk in _inflate(file, entry):
                if is_xml and not size and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]):
                    raise UnreadableFileError(_DAMAGED)
                size += len(chunk)
                self._count(name, size, entry.compress_size)
                crc = zlib.crc32(chunk, crc)
                if is_xml and (b"<!DOCTYPE" in chunk or b"<!DOCTYPE" in tail + chunk[:8]):
                    raise UnreadableFileError(_DOCTYPE)
                tail = chunk[-8:]
                yield chunk
        if size != entry.file_size or crc != entry.CRC:
            raise UnreadableFileError(_DAMAGED)

    def _count(self, name: str, size: int, stored: int) -> None:
        self._sizes[name] = max(size, self._sizes.get(name, 0))
        if sum(self._sizes.values()) > MAX_BYTES:
            raise UnreadableFileError(_TOO_LARGE)
        if size > RATIO_FROM and size > MAX_RATIO * stored:
            raise UnreadableFileError(_BOMB)


def _inflate(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise UnreadableFileError(_DAMAGED)
    magic, _, flags, method, *_, name_size, extra_size = _LOCAL_HEADER.unpack(header)
    name = file.read(name_size)
    if magic != b"PK\x03\x04" or method != entry.compress_type or not _same_name(name, entry):
        raise UnreadableFileError(_DAMAGED)
    if flags & 1:
        raise UnreadableFileError("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại rồi tải lên.")
    file.seek(extra_size, 1)
    if method == zipfile.ZIP_STORED:
        yield from _stored(file, entry.compress_size)
    elif method == zipfile.ZIP_DEFLATED:
        yield from _deflated(file, entry.compress_size)
    else:
        raise UnreadableFileError("Tệp nén theo cách lạ. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên.")


def _same_name(name: bytes, entry: zipfile.ZipInfo) -> bool:
    # A local name unlike the directory's would let two readers see two different parts.
    return name.decode("utf-8", "replace") == entry.orig_filename or name.decode("cp437") == entry.orig_filename


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left:
        chunk = file.read(min(left, CHUNK))
        if not chunk:
            raise UnreadableFileError(_DAMAGED)
        left -= len(chunk)
        yield chunk


def _deflated(file: BinaryIO, left: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    waiting = b""
    try:
        while not inflater.eof:
            if not waiting:
                waiting = file.read(min(left, CHUNK // 4))
                left -= len(waiting)
                if not waiting:
                    break
            chunk = inflater.decompress(waiting, CHUNK)
            waiting = inflater.unconsumed_tail
            if chunk:
                yield chunk
    except zlib.error as error:
        raise UnreadableFileError(_DAMAGED) from error
    # The stream must end exactly where the directory says, or another reader may inflate something else.
    if not inflater.eof or left or inflater.unused_data:
        raise UnreadableFileError(_DAMAGED)
