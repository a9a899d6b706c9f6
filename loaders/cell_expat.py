"""Count the cells of a sheet's XML one by one with expat: the long way, for XML that cell_scan.py finds unusual."""

import re
from array import array
from collections.abc import Iterable
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from loaders.cell_scan import INEXACT, column_number, is_blank, note_special
from loaders.grid import UnreadableFileError
from loaders.sheet_facts import MAX_AREA, MAX_COLUMNS, MAX_ROWS, SheetFacts

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_INEXACT = re.compile(INEXACT)
_KINDS = {"s": "s", "str": "S", "inlineStr": "i", "b": "b", "e": "e", "d": "d", "n": "n"}
_DAMAGED = "Tệp hỏng: nội dung bên trong không đọc được. Xuất lại từ phần mềm rồi tải lên."
_OUTSIDE = "Tệp có ô nằm ngoài bảng tính (quá 1.048.576 hàng hoặc 16.384 cột). Xuất lại từ phần mềm rồi tải lên."


def string_lengths(chunks: Iterable[bytes]) -> np.ndarray:
    """Return the bytes of each shared string (int32), 0 where it is blank.

    Raises:
        UnreadableFileError: not well-formed.
    """
    lengths = array("i")
    texts: list[str] = []
    depth = {"t": 0, "rPh": 0}

    def start(name: str, _attributes: dict[str, str]) -> None:
        if (tag := _local(name)) == "si":
            texts.clear()
        elif tag in depth:
            depth[tag] += 1

    def end(name: str) -> None:
        if (tag := _local(name)) == "si":
            text = "".join(texts)
            lengths.append(0 if is_blank(text, is_shared=True) else len(text.encode()))
        elif tag in depth:
            depth[tag] -= 1

    def characters(text: str) -> None:
        if depth["t"] and not depth["rPh"]:
            texts.append(text)

    _parse(chunks, start, end, characters)
    return np.array(lengths, np.int32)


def scan_sheet(chunks: Iterable[bytes], strings: np.ndarray, facts: SheetFacts) -> None:
    """Count a sheet into `facts`; of a cell that is stored several times the last filled one counts.

    Raises:
        UnreadableFileError: not well-formed, or over a limit.
    """
    reader = _SheetReader(strings, facts)
    _parse(chunks, reader.start, reader.end, reader.characters)
    reader.finish()


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _parse(chunks: Iterable[bytes], start: object, end: object, characters: object) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end  # type: ignore[assignment]
    parser.CharacterDataHandler = characters  # type: ignore[assignment]
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableFileError(_DAMAGED) from error


class _SheetReader:
    """Follow one sheet's elements and keep place, kind and number of every filled cell."""

    def __init__(self, strings: np.ndarray, facts: SheetFacts) -> None:
        self.strings = strings
        self.facts = facts
        self.row, self.column = -1, -1
        self.kind = "n"
        self.value = ""
        self.has_content = self.has_formula = False
        self.taking = self.phonetic = False
        self.keys, self.numbers = array("q"), array("d")
        self.special: dict[str, list[tuple[int, int, str]]] = {"e": [], "b": [], "d": [], "n": []}
        self.n_cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._open_cell(attributes)
        elif tag in ("v", "t"):
            self.has_content = self.taking = True
        elif tag == "f":
            self.has_content = self.has_formula = True
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            self.row = _number(attributes.get("r", self.row + 2)) - 1
            self.column = -1
            self.facts.hidden_rows += attributes.get("hidden") in ("1", "true")
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_columns += _number(attributes.get("max", 1)) - _number(attributes.get("min", 1)) + 1
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        tag = _local(name)
        if tag == "c":
            self._close_cell()
        elif tag in ("v", "t"):
            self.taking = False
        elif tag == "rPh":
            self.phonetic = False

    def characters(self, text: str) -> None:
        if self.taking and not self.phonetic:
            self.value += text

    def finish(self) -> None:
        keys, numbers = np.array(self.keys, np.int64), np.array(self.numbers)
        order = np.argsort(keys, kind="stable")
        keys, numbers = keys[order], numbers[order]
        is_last = np.append(keys[1:] != keys[:-1], True) if len(keys) else np.zeros(0, bool)
        self.facts.repeated += int((~is_last).sum())
        columns, numbers = keys[is_last] % MAX_COLUMNS, numbers[is_last]
        self.facts.add_filled(columns)
        is_number = ~np.isnan(numbers)
        self.facts.add_numbers(columns[is_number], numbers[is_number])
        for kind, cells in self.special.items():
            if cells:
                rows, places, texts = zip(*cells, strict=True)
                note_special(self.facts, kind, np.array(rows), np.array(places), pa.array(texts, pa.string()))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.n_cells += 1
        if self.n_cells > MAX_AREA:
            raise UnreadableFileError(f"Trang “{self.facts.name}” có quá 50 triệu ô. Xuất theo kỳ ngắn hơn.")
        self.row = max(self.row, 0)
        self.column += 1
        if reference := attributes.get("r"):
            match = _REFERENCE.fullmatch(reference)
            if not match:
                raise UnreadableFileError(_OUTSIDE)
            self.row, self.column = int(match[2]) - 1, column_number(match[1].upper())
        if not (0 <= self.row < MAX_ROWS and 0 <= self.column < MAX_COLUMNS):
            raise UnreadableFileError(_OUTSIDE)
        self.kind = _KINDS.get(attributes.get("t", "n"), "S")
        self.value = ""
        self.has_content = self.has_formula = False

    def _close_cell(self) -> None:
        if self.has_content and (self.row >= self.facts.last_row or self.column >= self.facts.last_column):
            self.facts.stretch(np.array([self.row]), np.array([self.column]))
        if not self._is_filled():
            self.facts.unvalued_formulas += self.has_formula and self.kind != "S"
            return
        number = float("nan")
        if self.kind == "n":
            try:
                number = float(self.value)
            except ValueError:
                number = float("nan")
        self.keys.append(self.row * MAX_COLUMNS + self.column)
        self.numbers.append(number)
        if self.kind in "ebd" or (self.kind == "n" and _INEXACT.search(self.value)):
            self.special[self.kind].append((self.row, self.column, self.value.strip()))

    def _is_filled(self) -> bool:
        if is_blank(self.value):
            return False
        if self.kind != "s":
            self.facts.add_text(len(self.value))
            return True
        index = _number(self.value.strip())
        if index >= len(self.strings):
            raise UnreadableFileError(_DAMAGED)
        self.facts.add_text(int(self.strings[index]))
        return bool(self.strings[index])

    def _merge(self, reference: str) -> None:
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            top, left = int(ends[0][2]) - 1, column_number(ends[0][1].upper())
            bottom, right = int(ends[1][2]) - 1, column_number(ends[1][1].upper())
            self.facts.merged.append((top, left, bottom, right))


def _number(text: object) -> int:
    try:
        return int(str(text))
    except ValueError as error:
        raise UnreadableFileError(_DAMAGED) from error
