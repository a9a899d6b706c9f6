"""Fold Vietnamese text so that spellings of one thing compare equal."""

import unicodedata
from functools import lru_cache

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_TONE_PAIRS = (("o", "a"), ("o", "e"), ("u", "y"))
_PUNCTUATION = ",.;:!?)]}\"'”’»/"


def nfc(text: object) -> str:
    """Return text in NFC with runs of white space (line breaks and NBSP included) as one space."""
    return unicodedata.normalize("NFC", " ".join(str(text).split()))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold case, spacing, Unicode form and the two tone styles (hoà and hòa become one).

    The tone of the vowel pairs oa, oe and uy is moved to the first vowel at the end of a
    word, which is where one of the two styles in use puts it.
    """
    words = nfc(text).casefold().split(" ")
    return " ".join(_old_style(word) for word in words)


def _old_style(word: str) -> str:
    if word.isascii():
        return word
    bare = word.rstrip(_PUNCTUATION)
    marks, end = unicodedata.normalize("NFD", bare), word[len(bare) :]
    for first, second in _TONE_PAIRS:
        for tone in _TONES:
            new_style = first + second + tone
            if marks.endswith(new_style) and not (first == "u" and marks.endswith("q" + new_style)):
                marks = marks[: -len(new_style)] + first + tone + second
    return unicodedata.normalize("NFC", marks) + end


@lru_cache(maxsize=65536)
def without_marks(text: str) -> str:
    """Fold text and drop every diacritic (đ becomes d), as people type when searching."""
    decomposed = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
