"""Text in the old fonts TCVN3 (ABC) and VNI is turned into Unicode, or refused with the reason (M30)."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from books import PLAIN, Answer, csv_file, page, plain_row, plain_rows, xlsx

from loaders import csv_table
from loaders.grid import UnreadableFileError
from loaders.legacy_fonts import FONTS, TCVN3, VNI, is_syllable

LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


def stored(text, font):
    """Type a text in an old font: the other way round than the product goes."""
    signs = {}
    for sign, letter in font.letters.items():
        signs.setdefault(letter, sign)
    typed = ""
    for letter in unicodedata.normalize("NFC", text):
        small = signs.get(letter.lower(), letter)  # toned capitals of TCVN3 are small letters in a font of capitals
        typed += signs.get(letter, small)
    return typed


def list_in(font, count=6):
    rows = [PLAIN, *plain_rows(count, unit="Xã Xuân Thọ")]
    return [[stored(cell, font) if isinstance(cell, str) else cell for cell in row] for row in rows]


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.name)
def test_every_vietnamese_letter_has_its_sign(font):
    assert {letter for letter in font.letters.values() if letter.islower()} == set(LETTERS)
    for letter in LETTERS:
        assert font.converted(stored(letter, font)) == letter


@pytest.mark.parametrize(
    ("font", "typed", "meant"),
    [
        (TCVN3, "§Êt ®ai", "Đất đai"),
        (TCVN3, "UBND x· Xu©n B¾c", "UBND xã Xuân Bắc"),
        (TCVN3, "xu©n tr\xadêng", "xuân trường"),
        (TCVN3, "XU©N B¾C", "XUÂN BẮC"),
        (VNI, "Ñaát ñai", "Đất đai"),
        (VNI, "UBND xaõ Xuaân Baéc", "UBND xã Xuân Bắc"),
        (VNI, "Xuaân Tröôøng", "Xuân Trường"),
        (VNI, "THÒ TRAÁN GIA RAY", "THỊ TRẤN GIA RAY"),
        (VNI, "AÙo daøi", "Áo dài"),
        (VNI, "Aùo daøi", "Áo dài"),
    ],
)
def test_words_known_from_old_files_are_read(font, typed, meant):
    """Written by hand, not by the tables under test."""
    assert font.converted(typed) == meant


def test_all_vietnamese_words_of_the_reference_tables_are_syllables():
    words = set()
    for name, column in (("units", "name"), ("fields", "name"), ("statuses", "text")):
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as lines:
            words |= {word for row in csv.DictReader(lines) for word in re.split(r"[\s/-]+", row[column])}
    words = {word.strip("().,") for word in words if not word.isascii()}
    assert len(words) > 80
    assert [word for word in words if not is_syllable(word)] == []


@pytest.mark.parametrize("word", ["Loäc", "Xuaân", "tr\xadêng", "café", "Zürich", "Straße", "Xuầnấ", "thhọ"])
def test_other_words_are_no_syllables(word):
    assert not is_syllable(word)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.name)
@pytest.mark.parametrize("write", [xlsx, page, csv_file])
def test_a_list_in_an_old_font_is_read_like_one_in_unicode(tmp_path, font, write):
    answer = Answer(write(tmp_path / "tệp", list_in(font)))

    assert answer.status == "ready", answer.texts()
    assert answer.column("unit_code") == ["26437"] * 6
    assert answer.column("status_group") == ["done"] * 6
    assert f"thuộc phông cũ {font.name}, đã chuyển sang Unicode; xem lại vài dòng đầu." in answer.texts("info")


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.name)
@pytest.mark.parametrize("encoding", ["cp1252", "cp1258"])
def test_a_csv_of_the_bytes_of_an_old_font_is_read(tmp_path, monkeypatch, font, encoding):
    """The bytes are the same; which code page the reader takes them for must not matter."""
    monkeypatch.setattr(csv_table, "encoding_of", lambda _path: encoding)
    lines = "\r\n".join(";".join(str(cell) for cell in row) for row in list_in(font))
    (tmp_path / "a.csv").write_bytes(lines.encode("latin-1"))

    assert Answer(tmp_path / "a.csv").column("unit_code") == ["26437"] * 6


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.name)
def test_headers_in_unicode_over_cells_in_an_old_font_are_both_read(tmp_path, font):
    """Fonts are set cell by cell."""
    rows = [PLAIN, *list_in(font)[1:]]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.column("unit_code") == ["26437"] * 6


def test_a_list_in_unicode_stays_as_it_is(tmp_path):
    answer = Answer(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(6)]))

    assert "phông" not in answer.texts()


def test_western_letters_are_no_old_font(tmp_path):
    words = ["café", "Zürich", "Straße", "naïve", "São Paulo", "Malmö", "Łódź", "piñata", "garçon", "crème", "fiancée"]
    rows = [(*PLAIN, "Nơi"), *([*plain_row(n), word] for n, word in enumerate(words, 1))]

    answer = Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert answer.status == "ready", answer.texts()
    assert "phông" not in answer.texts()


def test_an_old_font_that_nobody_knows_is_refused_with_the_remedy(tmp_path):
    rows = [[f"t§{a}¶{b}", f"x{b}¤{a}³m"] for a in "bcdgh" for b in "klmnp"]

    with pytest.raises(UnreadableFileError) as refused:
        Answer(xlsx(tmp_path / "a.xlsx", rows))

    assert str(refused.value) == (
        "Tệp dùng phông chữ cũ: chuyển sang Unicode còn nhiều chữ không đọc được. "
        "Chuyển bảng mã sang Unicode bằng phần mềm gõ tiếng Việt, lưu lại rồi tải lên."
    )
