"""Write small .xls workbooks byte by byte (BIFF8 in a compound file): nothing that is installed writes .xls."""

import struct
from collections.abc import Iterable, Sequence
from typing import Any

_SECTOR = 512
_FREE, _END_OF_CHAIN, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


class Error(int):
    """An error cell by its code: 0x2A is #N/A."""


def xls(
    rows: Sequence[Sequence[Any]],
    *,
    name: str = "Trang",
    at: tuple[int, int] = (0, 0),
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden_rows: Iterable[int] = (),
    is_hidden: bool = False,
) -> bytes:
    """Write one sheet; `at` is the row and column of the first cell, `merged` are (top, left, bottom, right)."""
    cells = b"".join(
        _cell(at[0] + row, at[1] + column, value)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value is not None
    )
    areas = [struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in merged]
    width = at[1] + max(map(len, rows), default=0)
    sheet = (
        _bof(0x10)
        + _record(0x200, struct.pack("<2I3H", at[0], at[0] + len(rows), at[1], width, 0))
        + b"".join(_record(0x208, struct.pack("<6HI", row, 0, width, 255, 0, 0, 0x20)) for row in hidden_rows)
        + cells
        + (_record(0xE5, struct.pack("<H", len(areas)) + b"".join(areas)) if areas else b"")
        + _record(0x0A)
    )
    head = _bof(0x05) + _record(0x42, struct.pack("<H", 1200)) + _font() + _record(0xE0, bytes(20))
    title = struct.pack("<2B", len(name), 1) + name.encode("utf-16-le")
    start = len(head) + 4 + 6 + len(title) + 4
    bound = _record(0x85, struct.pack("<I2B", start, int(is_hidden), 0) + title)
    return _compound(head + bound + _record(0x0A) + sheet)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<4H2I", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _font() -> bytes:
    name = "Arial"
    return _record(0x31, struct.pack("<5H4B2B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, len(name), 0) + name.encode())


def _cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, bool | Error):
        return _record(0x205, place + struct.pack("<2B", value, isinstance(value, Error)))
    if isinstance(value, int | float):
        return _record(0x203, place + struct.pack("<d", value))
    return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))


def _compound(stream: bytes) -> bytes:
    """Pack one stream "Workbook" into a compound file: header, table of sectors, directory, stream."""
    stream = stream.ljust(4096, b"\0")  # shorter ones would belong into a stream of small sectors
    n_stream = -(-len(stream) // _SECTOR)
    n_tables = 1
    while n_tables * 128 < n_tables + 1 + n_stream:
        n_tables += 1
    chain = [_FAT] * n_tables + [_END_OF_CHAIN]
    first = len(chain)
    chain += [*range(first + 1, first + n_stream), _END_OF_CHAIN]
    chain += [_FREE] * (n_tables * 128 - len(chain))
    directory = b"".join(
        (
            _entry("Root Entry", 5, child=1, start=_END_OF_CHAIN, size=0),
            _entry("Workbook", 2, child=_NONE, start=first, size=len(stream)),
            bytes(256),
        )
    )
    tables = [*range(n_tables), *[_FREE] * (109 - n_tables)]
    header = struct.pack(
        "<8s16x5H6x9I109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, n_tables, n_tables, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0, *tables,
    )  # fmt: skip
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + stream.ljust(n_stream * _SECTOR, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sH2B3I16x4x16xIQ", letters, len(letters), kind, 1, _NONE, _NONE, child, start, size)
