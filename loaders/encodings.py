"""Find out how the bytes of a text file spell letters."""

import codecs
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from loaders.child import report
from loaders.grid import UnreadableFileError
from loaders.steps import OPENING

_CHUNK = 1 << 20
_LINES = 1000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNKNOWN = "Không nhận ra bảng mã chữ của tệp. Lưu lại dạng CSV UTF-8 hoặc .xlsx rồi tải lên."
_DOUBLED = (
    "Chữ trong tệp bị chuyển sang UTF-8 hai lần (Xã hiện thành XÃ£). "
    "Xuất lại từ phần mềm, không mở rồi lưu lại bằng phần mềm khác."
)


def encoding_of(path: Path, declared: str | None = None) -> str:
    """Return the name of the encoding: a BOM decides; then UTF-8 if it fits; then what the page declares.

    After that Vietnamese Windows (cp1258), if its tone marks all follow vowels; else Windows-1252.

    Raises:
        UnreadableFileError: nothing fits, what fits yields control characters, or it was made UTF-8 twice.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if _is_doubled(path):
        raise UnreadableFileError(_DOUBLED)
    for mark, name in _BOMS:
        if head.startswith(mark):
            try:
                return _usable(path, name)
            except UnicodeError as error:
                raise UnreadableFileError(_UNKNOWN) from error
    tried = ["utf-8"]
    if declared and declared not in ("utf-8", "utf8", "unicode"):
        tried.append(declared)
    for name in [*tried, "cp1258", "cp1252"]:
        try:
            codecs.lookup(name)
            if name != "cp1258" or _is_vietnamese_windows(path):
                return _usable(path, name)
        except (UnicodeDecodeError, UnicodeError, LookupError, UnreadableFileError):
            continue
    raise UnreadableFileError(_UNKNOWN)


def decoded_chunks(path: Path, encoding: str, *, is_told: bool = False) -> Iterator[str]:
    """Yield the text of the file piece by piece; cp1258 comes out in NFC, like the other encodings.

    `is_told`: tell meanwhile how much of the file has been read.

    Raises:
        UnicodeDecodeError: the bytes do not fit, which `encoding_of` has ruled out.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    carry = ""
    size = path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = carry + decoder.decode(chunk)
            carry = ""
            if encoding == "cp1258":
                # A tone mark may be the first letter of the next piece: hold the last letter back.
                text, carry = unicodedata.normalize("NFC", text[:-1]), text[-1:]
            yield text
            if is_told:
                report(OPENING, file.tell() / size)
    yield unicodedata.normalize("NFC", carry) + decoder.decode(b"", True)


def _is_doubled(path: Path) -> bool:
    """Say whether UTF-8 was taken for Western letters and saved as UTF-8 again: every line reads so, or hardly one."""
    with path.open("rb") as file:
        lines = [line.removeprefix(codecs.BOM_UTF8) for line in file.read(_CHUNK).split(b"\n")[:_LINES]]
    strange = [line for line in lines if not line.isascii()]
    return bool(strange) and sum(map(_is_doubled_line, strange)) * 10 >= len(strange) * 9


def _is_doubled_line(line: bytes) -> bool:
    try:
        inner = b"".join(map(_western_byte, line.decode("utf-8")))
        return not inner.decode("utf-8").isascii()
    except UnicodeError:
        return False


def _western_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # the five bytes that Windows-1252 leaves open


def _usable(path: Path, encoding: str) -> str:
    """Decode the whole file once: it must fit, and hold no control characters."""
    for text in decoded_chunks(path, encoding):
        if not text.isprintable() and _has_controls(text):
            raise UnreadableFileError(_UNKNOWN)
    return encoding


def _has_controls(text: str) -> bool:
    return any(sign in text for sign in _CONTROLS)


_CONTROLS = [chr(code) for code in (*range(9), 14, 15, *range(16, 26), 28, 29, 30, 31, 127, *range(128, 133), 0xFFFE)]


def _is_vietnamese_windows(path: Path) -> bool:
    marks = strays = 0
    for text in decoded_chunks(path, "cp1258"):
        for letter in filter(unicodedata.combining, text):
            strays += bool(letter)  # a tone mark that NFC could not join to a vowel
        marks += sum(text.count(letter) for letter in "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđĐươƯƠ")
    return marks > 0 and strays * 20 <= marks
