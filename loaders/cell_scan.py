"""Count the cells of a sheet's XML column-wise, in the plain shape that spreadsheet programs write.

Twenty times faster than a handler per element. The plain shape is
``<c r="B7" s="3" t="s"><v>12</v></c>``: no prefix, no comment, references in rising order.
Whatever is not plain raises `UnusualXmlError`, and cell_expat.py reads the sheet the long way;
a misread here could only end in a refusal, because the two readers' counts would differ.
"""

import html
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.sheet_facts import MAX_COLUMNS, Patch, SheetFacts

MAX_CARRY = 8 << 20
"""Bytes between two cells; more is not the plain shape."""

_T = TypeVar("_T")
_WORKERS = 2
_PAD = bytes(32)
_EIGHT_DIGITS = np.uint64(0x3030303030303030)
_ROW_HIDDEN = re.compile(rb'<row [^>]*\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col [^>]*>")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
INEXACT = r"[eE]|\.\d{10}|\d{16}|\d{7}\.\d"
"""Stored numbers that fastexcel does not write back exactly: it rounds to nine decimals and knows no exponent."""
# First bytes of text that may turn out blank: controls and space, "&", "_" and the lead bytes of Unicode spaces.
_MAYBE_BLANK = np.zeros(256, bool)
_MAYBE_BLANK[[*range(33), ord("&"), ord("_"), 0xC2, 0xE1, 0xE2, 0xE3]] = True
# Tags that come with every cell or row, by their first two letters; the others are looked at one by one.
_FREQUENT = np.zeros((256, 256), bool)
_FREQUENT[ord("/"), :] = True
for _pair in (b"v>", b"v/", b"v ", b"f>", b"f ", b"f/", b"is", b"t>", b"t ", b"ro", b"r>"):
    _FREQUENT[_pair[0], _pair[1]] = True
_ODD_CELL = re.compile(rb"<(?:[^\s<>/]{1,40}:)?(?:c|row|v|f|t)[\s/>]")
_KNOWN_KIND = np.zeros(256, bool)
_KNOWN_KIND[list(b"sSinbed")] = True


class UnusualXmlError(Exception):
    """Say that the XML is not in the plain shape."""


class Tokens(NamedTuple):
    """Hold a stretch of XML cut at each "<": the bytes, where each tag starts, its first two letters."""

    text: bytes
    data: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    first: np.ndarray
    second: np.ndarray


def is_blank(text: str, *, is_shared: bool = False) -> bool:
    """Say whether text is nothing but white space; in shared strings the main reader undoes _x000D_ first."""
    if is_shared:
        text = text.replace("_x000D_", "\r")
    return not text.strip()


def string_lengths(chunks: Iterable[bytes]) -> np.ndarray:
    """Return the bytes of each shared string (int32), 0 where it is blank.

    Raises:
        UnusualXmlError: not in the plain shape.
    """
    lengths = list(_in_order(_lengths, _stretches(chunks, b"<si>")))
    return np.concatenate(lengths) if lengths else np.zeros(0, np.int32)


def _lengths(text: bytes) -> np.ndarray:
    tokens = _tokens(text)
    is_string = (tokens.first == ord("s")) & (tokens.second == ord("i"))
    if (tokens.data[tokens.starts[is_string] + 3] == ord(" ")).any():
        raise UnusualXmlError
    owner = np.cumsum(is_string) - 1
    which, sizes = _runs(tokens, is_shared=True)
    if len(which) and owner[which[0]] < 0:
        raise UnusualXmlError
    return np.bincount(owner[which], weights=sizes, minlength=int(is_string.sum())).astype(np.int32)


def scan_sheet(chunks: Iterable[bytes], strings: np.ndarray, facts: SheetFacts) -> None:
    """Count a sheet into `facts`; `strings` are the lengths from `string_lengths`.

    Raises:
        UnusualXmlError: not in the plain shape; `facts` is then half filled and to be thrown away.
        UnreadableFileError: over a limit.
    """
    last_key = -1
    for keys, part in _in_order(lambda text: _count(text, strings, facts.name), _plain(_stretches(chunks, b"<c "))):
        if len(keys):
            if keys[0] <= last_key:
                raise UnusualXmlError
            last_key = keys[1]
        facts.take(part)


def _plain(stretches: Iterable[bytes]) -> Iterable[bytes]:
    end = b""
    for number, text in enumerate(stretches):
        if number == 0 and not re.search(rb"<worksheet[\s>]", text[:4096]):
            raise UnusualXmlError
        yield text
        end = text[-200:]
    if b"</worksheet>" not in end:
        raise UnusualXmlError  # the XML breaks off


def _in_order(work: Callable[[bytes], _T], items: Iterable[bytes]) -> Iterator[_T]:
    """Do the work in `_WORKERS` threads (numpy lets go of the interpreter), a few items ahead, answers in order."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        waiting: deque[Future[_T]] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > _WORKERS + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _count(text: bytes, strings: np.ndarray, name: str) -> tuple[tuple[int, ...], SheetFacts]:
    """Count one stretch; return the places of its first and last cell, if it has any, and what it counted."""
    facts = SheetFacts(name=name)
    keys = _Stretch(text, strings, facts).count()
    if b"hidden=" in text:
        facts.hidden_rows += len(_ROW_HIDDEN.findall(text))
        facts.hidden_columns += sum(map(_hidden_columns, _COLUMN.findall(text)))
    if b"mergeCell" in text:
        facts.merged.extend(_merges(text))
    return keys, facts


def column_number(letters: bytes | str) -> int:
    """Return the zero-based column of sheet letters: A is 0, AA is 26."""
    number = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        number = number * 26 + letter - 64
    return number - 1


def _stretches(chunks: Iterable[bytes], mark: bytes) -> Iterable[bytes]:
    carry = b""
    for chunk in chunks:
        text = carry + chunk
        cut = text.rfind(mark)
        if cut > 0:
            yield text[:cut]
            carry = text[cut:]
        else:
            carry = text
        if len(carry) > MAX_CARRY:
            raise UnusualXmlError
    yield carry


def _tokens(text: bytes) -> Tokens:
    data = np.frombuffer(text + _PAD, np.uint8)
    starts = np.flatnonzero(data == ord("<"))
    ends = np.append(starts[1:], len(text))
    first, second = data[starts + 1], data[starts + 2]
    if ((first == ord("!")) | ((first == ord("r")) & (second == ord("P")))).any():
        raise UnusualXmlError  # a comment, CDATA or phonetic text
    return Tokens(text, data, starts, ends, first, second)


def _words(data: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Return the eight bytes at each position as one little-endian number."""
    windows = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
    return windows[positions]


def _digits(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Parse the decimal digits that eight bytes start with; return (number, how many digits: 0-7)."""
    odd = words ^ _EIGHT_DIGITS
    odd = (odd | (odd + np.uint64(0x0606060606060606))) & np.uint64(0xF0F0F0F0F0F0F0F0)
    if not odd.all():
        raise UnusualXmlError  # eight digits or more
    count = np.bitwise_count((odd & (~odd + np.uint64(1))) - np.uint64(1)) >> 3
    value = (words << ((np.uint64(8) - count) << np.uint64(3))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    value = (value * np.uint64(2561)) >> np.uint64(8) & np.uint64(0x00FF00FF00FF00FF)
    value = (value * np.uint64(6553601)) >> np.uint64(16) & np.uint64(0x0000FFFF0000FFFF)
    value = (value * np.uint64(42949672960001)) >> np.uint64(32)
    # Without a digit the shift is by 64 bits, which is undefined.
    return np.where(count > 0, value, 0).astype(np.int64), count.astype(np.int64)


def _runs(tokens: Tokens, *, is_shared: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Find the <t> texts that are not blank; return (index of the tag, bytes of text)."""
    is_text = (tokens.first == ord("t")) & ((tokens.second == ord(">")) | (tokens.second == ord(" ")))
    which = np.flatnonzero(is_text)
    starts = tokens.starts[which] + 3
    spaced = tokens.second[which] == ord(" ")
    starts[spaced] += len('<t xml:space="preserve">') - 3
    if (tokens.data[np.minimum(starts, len(tokens.data)) - 1] != ord(">")).any():
        raise UnusualXmlError
    sizes = tokens.ends[which] - starts
    if (sizes < 0).any():
        raise UnusualXmlError
    keep = _not_blank(tokens, starts, sizes, is_shared=is_shared)
    return which[keep], sizes[keep]


def _not_blank(tokens: Tokens, starts: np.ndarray, sizes: np.ndarray, *, is_shared: bool = False) -> np.ndarray:
    keep = sizes > 0
    for index in np.flatnonzero(keep & _MAYBE_BLANK[tokens.data[starts]]):
        raw = tokens.text[starts[index] : starts[index] + sizes[index]]
        keep[index] = not is_blank(html.unescape(raw.decode("utf-8", "replace")), is_shared=is_shared)
    return keep


class _Stretch:
    """Count the cells of one stretch of sheet XML, which starts at a cell (but for the first) and ends before one."""

    def __init__(self, text: bytes, strings: np.ndarray, facts: SheetFacts) -> None:
        self.tokens = _tokens(text)
        self.strings = strings
        self.facts = facts
        first, second = self.tokens.first, self.tokens.second
        self.is_cell = (first == ord("c")) & (second == ord(" "))
        for start in self.tokens.starts[~self.is_cell & ~_FREQUENT[first, second]]:
            if _ODD_CELL.match(text, start):
                raise UnusualXmlError
        self.cells = self.tokens.starts[self.is_cell]
        self.owner = np.cumsum(self.is_cell) - 1

    def count(self) -> tuple[int, ...]:
        """Count everything; return first and last cell as row x 16,384 + column, nothing when there is no cell."""
        if not len(self.cells):
            return ()
        rows, columns, after = self._places()
        self.facts.check_references(rows, columns)
        keys = rows * MAX_COLUMNS + columns
        if (np.diff(keys) <= 0).any():
            raise UnusualXmlError
        kinds = self._kinds(after)
        values, starts, sizes = self._values()
        texts, text_sizes = _runs(self.tokens)
        texts = self._owners(texts)
        formulas = self._owners(self._tags(ord("f")))
        has_content = np.zeros(len(self.cells), bool)
        has_content[values] = has_content[texts] = has_content[formulas] = True
        self.facts.stretch(rows[has_content], columns[has_content])
        self.facts.add_text(int(text_sizes.sum()))
        stored = _not_blank(self.tokens, starts, sizes)
        shared = np.flatnonzero(stored & (kinds[values] == ord("s")))
        stored[shared] = self._shared(starts[shared], sizes[shared])
        filled = np.zeros(len(self.cells), bool)
        filled[values[stored]] = filled[texts] = True
        self.facts.add_filled(columns[filled])
        self.facts.unvalued_formulas += int((~filled[formulas] & (kinds[formulas] != ord("S"))).sum())
        for kind in b"nbed":
            chosen = np.flatnonzero(stored & (kinds[values] == kind))
            if len(chosen):
                where = values[chosen]
                self._special(kind, rows[where], columns[where], self._strings(starts[chosen], sizes[chosen]))
        return int(keys[0]), int(keys[-1])

    def _places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        head = _words(self.tokens.data, self.cells + 3)
        if ((head & np.uint64(0xFFFFFF)) != int.from_bytes(b'r="', "little")).any():
            raise UnusualXmlError
        columns = np.zeros(len(self.cells), np.int64)
        letters = np.zeros(len(self.cells), np.int64)
        still = np.ones(len(self.cells), bool)
        for place in range(3):
            letter = ((head >> np.uint64(24 + 8 * place)) & np.uint64(0xFF)).astype(np.int64) - 64
            still &= (letter >= 1) & (letter <= 26)
            if not still.any():
                break
            columns = np.where(still, columns * 26 + letter, columns)
            letters += still
        words = _words(self.tokens.data, self.cells + 6 + letters)
        rows, digits = _digits(words)
        closing = (words >> (digits.astype(np.uint64) << np.uint64(3))) & np.uint64(0xFF)
        if (letters == 0).any() or (digits == 0).any() or (closing != ord('"')).any():
            raise UnusualXmlError
        return rows - 1, columns - 1, self.cells + 7 + letters + digits

    def _kinds(self, after: np.ndarray) -> np.ndarray:
        """Return one letter a cell: s shared, S formula text, i inline, n number, b boolean, e error, d ISO date."""
        kinds = np.full(len(after), ord("n"), np.uint8)
        which = np.arange(len(after))
        for _ in range(3):  # style and type in either order, then the end of the tag
            words = _words(self.tokens.data, after)
            lead = words & np.uint64(0xFFFFFFFF)
            styled = lead == int.from_bytes(b' s="', "little")
            typed = lead == int.from_bytes(b' t="', "little")
            ended = ((words & np.uint64(0xFF)) == ord(">")) | ((words & np.uint64(0xFFFF)) == 0x3E2F)
            if not (styled | typed | ended).all():
                raise UnusualXmlError
            letter = ((words >> np.uint64(32)) & np.uint64(0xFF)).astype(np.uint8)
            second = ((words >> np.uint64(40)) & np.uint64(0xFF)).astype(np.uint8)
            letter = np.where((letter == ord("s")) & (second == ord("t")), ord("S"), letter)
            kinds[which[typed]] = letter[typed]
            # A typed cell is done: what may follow is its style, which does not matter.
            which, after = which[styled], after[styled]
            if not len(which):
                break
            digits = _digits(_words(self.tokens.data, after + 4))[1]
            after = after + 5 + digits
        if not _KNOWN_KIND[kinds].all():
            raise UnusualXmlError
        return kinds

    def _tags(self, letter: int) -> np.ndarray:
        second = self.tokens.second
        return np.flatnonzero(
            (self.tokens.first == letter) & ((second == ord(">")) | (second == ord(" ")) | (second == ord("/")))
        )

    def _owners(self, tags: np.ndarray) -> np.ndarray:
        owners = self.owner[tags]
        if len(owners) and owners[0] < 0:
            raise UnusualXmlError
        return owners

    def _values(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return for each <v> (cell, start of its text, bytes of it)."""
        tags = self._tags(ord("v"))
        owners = self._owners(tags)
        starts = self.tokens.starts[tags] + 3
        sizes = self.tokens.ends[tags] - starts
        closed = self.tokens.second[tags] != ord(">")
        if (closed & (sizes > len("/>") + 1)).any() or (np.diff(owners) == 0).any():
            raise UnusualXmlError
        sizes[closed] = 0
        return owners, starts, sizes

    def _shared(self, starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        if not len(starts):
            return np.zeros(0, bool)
        numbers, digits = _digits(_words(self.tokens.data, starts))
        if (digits != sizes).any() or numbers.max() >= len(self.strings):
            raise UnusualXmlError
        lengths = self.strings[numbers]
        self.facts.add_text(int(lengths.sum(dtype=np.int64)))
        filled: np.ndarray = lengths > 0
        return filled

    def _strings(self, starts: np.ndarray, sizes: np.ndarray) -> pa.Array:
        offsets = np.empty(2 * len(starts), np.int32)
        offsets[0::2], offsets[1::2] = starts, starts + sizes
        pieces = pa.Array.from_buffers(
            pa.string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(self.tokens.text)]
        )
        return pieces.take(pa.array(np.arange(0, len(offsets) - 1, 2)))

    def _special(self, kind: int, rows: np.ndarray, columns: np.ndarray, texts: pa.Array) -> None:
        if kind != ord("n"):
            note_special(self.facts, chr(kind), rows, columns, texts)
            return
        try:
            values = pc.cast(texts, pa.float64()).to_numpy()
        except pa.ArrowInvalid as error:
            raise UnusualXmlError from error
        self.facts.add_numbers(columns, values)
        inexact = pc.match_substring_regex(texts, INEXACT).to_numpy(zero_copy_only=False)
        if inexact.any():
            note_special(self.facts, "n", rows[inexact], columns[inexact], texts.filter(pa.array(inexact)))


def note_special(facts: SheetFacts, kind: str, rows: np.ndarray, columns: np.ndarray, texts: pa.Array) -> None:
    """Keep the stored texts of error (e), boolean (b), ISO date (d) and long number (n) cells for the main reader."""
    if kind == "e":
        facts.errors += len(rows)
    if kind == "b":
        is_true = pc.is_in(texts, pa.array(["1", "true"]))
        texts = pc.if_else(is_true, "TRUE", "FALSE")
    name = {"e": "error", "b": "boolean", "d": "date", "n": "number"}[kind]
    facts.patches.append(Patch(kind=name, rows=rows, columns=columns, texts=texts))


def _hidden_columns(tag: bytes) -> int:
    if not re.search(rb'\bhidden="(?:1|true)"', tag):
        return 0
    low, high = (re.search(rb'\b%s="(\d+)"' % name, tag) for name in (b"min", b"max"))
    return int(high[1]) - int(low[1]) + 1 if low and high else 1


def _merges(text: bytes) -> Iterable[tuple[int, int, int, int]]:
    for left, top, right, bottom in _MERGE.findall(text):
        yield int(top) - 1, column_number(left), int(bottom) - 1, column_number(right)
