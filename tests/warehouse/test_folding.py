"""Spellings of one thing fold to one text, and different things never do."""

import unicodedata

import pytest

from warehouse.folding import fold, nfc, without_marks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "HÒA BÌNH"),
        ("Văn hoá, thể thao", "Văn hóa, thể thao"),
        ("(khoẻ)", "(khỏe)"),
        ("Thuỷ sản;", "thủy  sản;"),
        (unicodedata.normalize("NFD", "Xuân Thọ"), "Xuân\u00a0Thọ"),
        ("Bảo\nHòa", "Bảo Hoà"),
    ],
)
def test_case_spacing_unicode_form_and_tone_style_do_not_count(one, other):
    """M1, M2, M4 of the domain guide."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Suối Cao", "Suối Cát"), ("quý", "qúi"), ("má", "mà"), ("hoa", "hoà")])
def test_different_words_stay_different(one, other):
    assert fold(one) != fold(other)


def test_the_tone_of_qu_belongs_to_the_vowel_after_it():
    assert fold("Quý I") == "quý i"


def test_search_text_has_no_marks_at_all():
    assert without_marks("Đất đai; Xuân Hoà") == "dat dai; xuan hoa"
    assert nfc("a\t b\n") == "a b"
