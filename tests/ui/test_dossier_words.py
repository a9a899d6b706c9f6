"""Words of the screen of dossiers: what rows are called, and how they are held against a number."""

import doctest

import pytest

from metrics.asked import Part
from metrics.catalogue import discover
from metrics.indicator import Kind
from metrics.timeliness import BALANCE, ON_TIME_RATE
from ui import dossier_words


def test_examples_in_docstrings_hold():
    assert doctest.testmod(dossier_words).failed == 0


def test_every_count_of_the_balance_has_its_words():
    assert set(dossier_words.COUNT_WORDS) == set(BALANCE)


@pytest.mark.parametrize("variant", ["B", "C", "D"])
def test_what_misses_is_called_late_only_where_it_is_late_dossiers_and_nothing_else(variant):
    named = dossier_words.name_of(ON_TIME_RATE, Part.MISSED, variant)
    rows = dossier_words.counted_as(ON_TIME_RATE, Part.MISSED, variant)
    assert (named, rows) == ("phần không đạt", "hồ sơ không đạt")


def test_every_part_of_every_rate_can_be_named():
    for indicator in discover().values():
        parts = Part if indicator.kind is Kind.RATE else [Part.NUMERATOR]
        for variant in indicator.variants:
            for part in parts:
                said = dossier_words.counted_as(indicator, part, variant.key)
                assert said.count(indicator.unit) == 1 or said.startswith(f"{indicator.unit} ")
                assert dossier_words.name_of(indicator, part, variant.key)
