"""Recognise text typed in the old Vietnamese fonts TCVN3 (ABC) and VNI, and turn it into Unicode (M30).

Such fonts draw Vietnamese letters in the places of Western ones: "Đất đai" is stored as "§Êt ®ai" (TCVN3) or
"Ñaát ñai" (VNI). Which one it is, is found out from the words themselves: read rightly they are Vietnamese syllables.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import parse_distinct
from loaders.grid import Note, Sheet, UnreadableFileError, Workbook

SAMPLE_ROWS = 500
"""Rows of each sheet that are looked at to find out the font."""

_LEAST_WORDS = 3
_SURE = 0.8  # of the words with letters beyond ASCII that are Vietnamese once converted
_GAIN = 0.4  # by which converted words must be better than those as stored
_STRANGE = 0.5  # of at least this share, words with signs inside are an old font that we do not know
_ENOUGH_STRANGE = 10

_WORD = re.compile(r"[A-Za-z\u00A1-\u024F\u0300-\u036F\u1E00-\u1EFF]+")
_SIGN_INSIDE = re.compile(r"[A-Za-zÀ-ÿ][\u00A1-\u00BF×÷]|[\u00A1-\u00BF×÷][A-Za-zÀ-ÿ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """An old way to store Vietnamese: its name as people know it, and what each sequence of stored signs draws."""

    name: str
    letters: dict[str, str]

    def converted(self, text: str) -> str:
        """Return text in Unicode (NFC); signs that the font does not use stay as they are."""
        unicode_text = _pattern(self.name).sub(lambda found: self.letters[found.group()], text)
        if self is TCVN3 and unicode_text != text:
            plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
            if len(plain) > 1 and all(map(str.isupper, plain)):
                # The capitals of this font are a font of their own (.VnTimeH): the stored letters are small ones.
                return unicode_text.upper()
        return unicode_text


def _rows(*rows: tuple[str, str]) -> dict[str, str]:
    """Pair stored signs with what they draw, both given as texts of single letters."""
    return {sign: letter for signs, letters in rows for sign, letter in zip(signs, letters, strict=True)}


TCVN3 = Font(
    name="TCVN3 (ABC)",
    letters=_rows(
        ("\xb5\xb6\xb7\xb8\xb9", "àảãáạ"),
        ("\xa8\xbb\xbc\xbd\xbe\xc6", "ăằẳẵắặ"),
        ("\xa9\xc7\xc8\xc9\xca\xcb", "âầẩẫấậ"),
        ("\xae", "đ"),
        ("\xcc\xce\xcf\xd0\xd1", "èẻẽéẹ"),
        ("\xaa\xd2\xd3\xd4\xd5\xd6", "êềểễếệ"),
        ("\xd7\xd8\xdc\xdd\xde", "ìỉĩíị"),
        ("\xdf\xe1\xe2\xe3\xe4", "òỏõóọ"),
        ("\xab\xe5\xe6\xe7\xe8\xe9", "ôồổỗốộ"),
        ("\xac\xea\xeb\xec\xed\xee", "ơờởỡớợ"),
        ("\xef\xf1\xf2\xf3\xf4", "ùủũúụ"),
        ("\xad\xf5\xf6\xf7\xf8\xf9", "ưừửữứự"),
        ("\xfa\xfb\xfc\xfd\xfe", "ỳỷỹýỵ"),
        ("\xa1\xa2\xa3\xa4\xa5\xa6\xa7", "ĂÂÊÔƠƯĐ"),
    ),
)
"""One sign per letter. Source: TCVN 5712:1993, character set VN3, read in the places of Windows-1252."""

_TONES = {"": "", "\xf9": "\u0301", "\xf8": "\u0300", "\xfb": "\u0309", "\xf5": "\u0303", "\xef": "\u0323"}
_CIRCUMFLEX = {
    "\xe2": "", "\xe1": "\u0301", "\xe0": "\u0300", "\xe5": "\u0309", "\xe3": "\u0303", "\xe4": "\u0323",
}  # fmt: skip
_BREVE = {"\xea": "", "\xe9": "\u0301", "\xe8": "\u0300", "\xfa": "\u0309", "\xfc": "\u0303", "\xeb": "\u0323"}


def _vni_letters() -> dict[str, str]:
    """Build the table of VNI: a vowel is followed by a sign for its hat and tone; a few letters have a sign alone."""
    small: dict[str, str] = _rows(("\xed\xec\xe6\xf3\xf2\xee\xf1", "íìỉĩịỵđ"))
    for stored, letter in {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "\xf4": "ơ", "\xf6": "ư"}.items():
        for sign, tone in _TONES.items():
            if sign or stored != letter:
                small[stored + sign] = unicodedata.normalize("NFC", letter + tone)
    for letter, hatted in {"a": "â", "e": "ê", "o": "ô"}.items():
        for sign, tone in _CIRCUMFLEX.items():
            small[letter + sign] = unicodedata.normalize("NFC", hatted + tone)
    for sign, tone in _BREVE.items():
        small["a" + sign] = unicodedata.normalize("NFC", "ă" + tone)
    both = dict(small)
    for stored, drawn in small.items():
        # A capital is followed by either size of the sign.
        both[stored.upper()] = drawn.upper()
        both[stored[0].upper() + stored[1:]] = drawn.upper()
    return both


VNI = Font(name="VNI", letters=_vni_letters())
"""One or two signs per letter, in the places of Windows-1252. Source: the table that VNI fonts share."""


@lru_cache(maxsize=4)
def _pattern(name: str) -> re.Pattern[str]:
    font = next(font for font in FONTS if font.name == name)
    return re.compile("|".join(sorted(map(re.escape, font.letters), key=len, reverse=True)))


FONTS = (TCVN3, VNI)
"""The old fonts that are known."""


def readable(workbook: Workbook) -> Workbook:
    """Return a workbook whose text is Unicode: as it is, or converted from the old font that it turns out to be in.

    Cells that hold Unicode Vietnamese already stay as they are, also beside converted ones. Each sheet with converted
    cells gets a note.

    Raises:
        UnreadableFileError: an old font that is not known, or too many words stay unreadable (Vietnamese, remedy).
    """
    is_windows = workbook.encoding == "cp1258"
    words = _words(_sample(workbook, is_windows))
    if len(words) < _LEAST_WORDS:
        return workbook
    stored = _share(words)
    font, share = max(((font, _share(map(font.converted, words))) for font in FONTS), key=lambda found: found[1])
    if share >= _SURE and share - stored >= _GAIN:
        return replace(workbook, sheets=tuple(_converted(sheet, font, is_windows) for sheet in workbook.sheets))
    strange = sum(bool(_SIGN_INSIDE.search(word)) for word in words)
    if len(words) >= _ENOUGH_STRANGE and strange >= _STRANGE * len(words):
        known = f", gần giống {font.name}" if share - stored >= _GAIN else ""
        raise UnreadableFileError(
            f"Tệp dùng phông chữ cũ{known}: chuyển sang Unicode còn nhiều chữ không đọc được. "
            "Chuyển bảng mã sang Unicode bằng phần mềm gõ tiếng Việt, lưu lại rồi tải lên."
        )
    return workbook


def is_syllable(word: str) -> bool:
    """Say whether a word can be a Vietnamese syllable: onset, rime and at most one tone; capitals without vowel pass.

    >>> is_syllable("Lộc"), is_syllable("Loäc"), is_syllable("ĐKĐĐ")
    (True, False, True)
    """
    letters = unicodedata.normalize("NFD", word.lower())
    bare = "".join(letter for letter in letters if letter not in _TONE_MARKS)
    if len(letters) - len(bare) > 1:
        return False
    bare = unicodedata.normalize("NFC", bare)
    if not _VOWEL.search(bare):
        return all(letter in "bcdđghklmnpqrstvx" for letter in bare)
    return bool(_SYLLABLE.fullmatch(bare))


_TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWEL = re.compile("[aăâeêioôơuưy]")
_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ia|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|iêu|oi|ôi|ơi|ui|uôi|ưi|ươi|ưu|ươu|oa|oe|oai|oay|oao|oeo|"
    "uê|uy|uơ|uya|uây|uyu|uêu|yêu"
)
_CLOSED = "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|uyê|oo"
_SYLLABLE = re.compile(f"{_ONSET}(?:{_OPEN}|(?:{_CLOSED})(?:ch|ng|nh|[cmnptk]))")


def _sample(workbook: Workbook, is_windows: bool) -> Iterable[str]:
    for sheet in workbook.sheets:
        for column in sheet.columns:
            for text in column.slice(0, SAMPLE_ROWS).drop_null().unique().to_pylist():
                text = _as_western(text) if is_windows else text
                if not text.isascii() and _is_western(text):
                    yield text


def _is_western(text: str) -> bool:
    """Say whether a text keeps within Windows-1252's upper half: Unicode Vietnamese seldom does for long."""
    return all(letter < "\u0100" for letter in text)


def _words(texts: Iterable[str]) -> list[str]:
    """Return the distinct words with a letter beyond ASCII."""
    return list(dict.fromkeys(word for text in texts for word in _WORD.findall(text) if not word.isascii()))


def _share(words: Iterable[str]) -> float:
    marks = [is_syllable(word) for word in words]
    return sum(marks) / len(marks) if marks else 1.0


def _converted(sheet: Sheet, font: Font, is_windows: bool) -> Sheet:
    columns, count = [], 0
    for column in sheet.columns:
        if not (pc.any(pc.match_substring_regex(column, r"[^\x00-\x{A0}]")).as_py() or False):
            columns.append(column)
            continue
        new = parse_distinct(column, lambda text: _cell(text, font, is_windows), pa.string()).values
        count += pc.sum(pc.not_equal(new, column)).as_py() or 0
        columns.append(new)
    if not count:
        return sheet
    note = Note(
        code="legacy_font",
        count=count,
        text=f"Chữ trong {count} ô thuộc phông cũ {font.name}, đã chuyển sang Unicode; xem lại vài dòng đầu.",
    )
    return replace(sheet, columns=tuple(columns), notes=(*sheet.notes, note))


def _cell(text: str, font: Font, is_windows: bool) -> str:
    """Convert a cell unless it holds Unicode letters, or reads better as it stands."""
    stored = _as_western(text) if is_windows else text
    if stored.isascii() or not _is_western(stored):
        return text
    converted = font.converted(stored)
    return converted if _share(_words([converted])) >= _share(_words([text])) else text


def _as_western(text: str) -> str:
    """Give back the bytes that were read as Vietnamese Windows (cp1258), read as Windows-1252.

    The two code pages differ in a dozen letters, which old fonts use as well. A text that holds other signs is kept.
    """
    try:
        return b"".join(map(_windows_bytes, unicodedata.normalize("NFC", text))).decode("cp1252")
    except UnicodeError:
        return text


@lru_cache(maxsize=1024)
def _windows_bytes(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in marks[1:] if mark in _TONE_MARKS), None)
        if tone is None:
            raise
        base = unicodedata.normalize("NFC", marks.replace(tone, "", 1))
        return base.encode("cp1258") + tone.encode("cp1258")
