"""Read an .xlsx a second time, independently of the main reader: limits first, then counts to compare with.

Nothing is kept but numbers: cells per column, totals, hidden rows, merged ranges, cells with errors.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

import numpy as np

from loaders import cell_expat, cell_scan
from loaders.cell_scan import UnusualXmlError
from loaders.child import report
from loaders.grid import UnreadableFileError
from loaders.sheet_facts import SheetFacts
from loaders.steps import OPENING
from loaders.zip_parts import Parts

_T = TypeVar("_T")

CHECKED_PART = 0.65
"""Part of opening that is done when every byte has been checked; the main reader, which tells nothing, ends later."""

_MAX_INDEX = 16 << 20
_DAMAGED = "Tệp hỏng: thiếu danh sách trang tính bên trong. Xuất lại từ phần mềm rồi tải lên."


def check(path: Path) -> tuple[SheetFacts, ...]:
    """Hold the .xlsx at `path` to every limit and count its worksheets, in sheet order.

    Chart sheets and macro sheets, which hold no table, are left out.

    Raises:
        UnreadableFileError: not a sound workbook, or over a limit.
    """
    parts = Parts(path)
    sheets, strings_part = _index(parts)
    read_later = {part for _, part, _ in sheets} | {strings_part}
    for name in parts.names:
        if name not in read_later:
            for _ in parts.chunks(name):
                pass  # inflated only to be measured
    told = _Told(parts)
    strings = np.zeros(0, np.int32)
    if strings_part:
        strings = _either(
            lambda: cell_scan.string_lengths(told.chunks(strings_part)),
            lambda: cell_expat.string_lengths(told.chunks(strings_part)),
        )
    return tuple(_count(told, part, SheetFacts(name=name, is_hidden=hidden), strings) for name, part, hidden in sheets)


class _Told:
    """Give the parts of a zip while telling how many of all their bytes have been read: `CHECKED_PART` at the end."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._read: dict[str, int] = {}

    def chunks(self, name: str) -> Iterator[bytes]:
        whole = self._parts.stated_bytes
        before = sum(size for other, size in self._read.items() if other != name)
        self._read[name] = 0
        for chunk in self._parts.chunks(name):
            self._read[name] += len(chunk)
            report(OPENING, CHECKED_PART * min(1.0, (before + self._read[name]) / max(whole, 1)))
            yield chunk


def _count(told: _Told, part: str, facts: SheetFacts, strings: np.ndarray) -> SheetFacts:
    def plain() -> SheetFacts:
        fresh = SheetFacts(name=facts.name, is_hidden=facts.is_hidden)
        cell_scan.scan_sheet(told.chunks(part), strings, fresh)
        return fresh

    def long_way() -> SheetFacts:
        cell_expat.scan_sheet(told.chunks(part), strings, facts)
        return facts

    return _either(plain, long_way)


def _either(plain: Callable[[], _T], long_way: Callable[[], _T]) -> _T:
    try:
        return plain()
    except UnusualXmlError:
        return long_way()


def _index(parts: Parts) -> tuple[list[tuple[str, str, bool]], str | None]:
    """Return (name, part, is hidden) of each worksheet, and the part of the shared strings if there is one."""
    roots = _relations(parts, "_rels/.rels")
    workbook = next((target for kind, target in roots.values() if kind == "officeDocument"), "xl/workbook.xml")
    book = parts.find(workbook)
    if book is None:
        raise UnreadableFileError(_DAMAGED)
    folder, file = posixpath.split(book)
    relations = _relations(parts, f"{folder}/_rels/{file}.rels", folder)
    sheets = []
    for element in _xml(parts, book).iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        key = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
        kind, target = relations.get(key, ("", ""))
        part = parts.find(target)
        if kind == "worksheet" and part is not None:
            sheets.append((element.get("name", ""), part, element.get("state", "visible") != "visible"))
    strings = next((parts.find(target) for kind, target in relations.values() if kind == "sharedStrings"), None)
    return sheets, strings


def _relations(parts: Parts, name: str, folder: str = "") -> dict[str, tuple[str, str]]:
    found = parts.find(name)
    if found is None:
        return {}
    return {
        element.get("Id", ""): (
            element.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/" + folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in _xml(parts, found)
    }


def _xml(parts: Parts, name: str) -> ElementTree.Element:
    text = b"".join(_at_most(parts.chunks(name)))
    try:
        # Safe from entity bombs: Parts refuses every <!DOCTYPE, where entities would be declared.
        return ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as error:
        raise UnreadableFileError(_DAMAGED) from error


def _at_most(chunks: Iterable[bytes]) -> Iterable[bytes]:
    left = _MAX_INDEX
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise UnreadableFileError(_DAMAGED)
        yield chunk
