"""Numbers and days in words, one by one: what stands on a screen is worked out here by hand."""

from datetime import date, datetime

import pandas as pd
import pytest

from metrics import wording

NONE = (None, float("nan"), pd.NA, pd.NaT)


@pytest.mark.parametrize("value", NONE, ids=str)
def test_what_is_absent_is_a_dash_everywhere(value):
    assert wording.missing(value)
    for written in (wording.number, wording.rate, wording.percent, wording.target, wording.gap, wording.points):
        assert written(value) == "–"


@pytest.mark.parametrize("value", [0, 0.0, "", False, date(2023, 1, 1)], ids=str)
def test_nothing_else_is_absent(value):
    assert not wording.missing(value)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1_234_567.891, 1, "1.234.567,9"), (-0.4, 0, "0"), (-0.5, 0, "−1"), (0.5, 0, "1"), (2.5, 0, "3"),
        (-1_000, 0, "−1.000"), (1.005, 2, "1,01"), (float("inf"), 0, "–"), (float("-inf"), 2, "–"),
    ],
)  # fmt: skip
def test_a_number_is_rounded_half_away_from_nothing_and_minus_nothing_is_nothing(value, decimals, text):
    assert wording.number(value, decimals) == text


def test_a_number_has_no_decimals_and_a_rate_two_unless_asked_for():
    assert wording.number(98.25) == "98"
    assert (wording.rate(97.125), wording.rate(97.125, None, 1)) == ("97,13", "97,1")
    assert (wording.percent(97.125), wording.percent(97.125, None, 1)) == ("97,13\u00a0%", "97,1\u00a0%")


@pytest.mark.parametrize(
    ("value", "target", "text"),
    [
        (97.994, 98, "97,99"), (97.995, 98, "97,995"), (97.9995, 98, "97,9995"), (98.001, 98, "98,00"),
        (97.996, float("nan"), "98,00"), (97.996, None, "98,00"), (99.996, 50, "99,996"), (100.0, 98, "100,00"),
        (97.49999, 97.5, "97,49999"), (97.9999999, 98, "98,000000"),
    ],
)  # fmt: skip
def test_a_rate_is_never_rounded_up_to_a_bar_above_it(value, target, text):
    assert wording.rate(value, target) == text
    assert wording.percent(value, target) == f"{text}\u00a0%"


@pytest.mark.parametrize(
    ("value", "text"), [(98, "98"), (97.5, "97,5"), (97.25, "97,25"), (97.256, "97,26"), (100, "100"), (1_200, "1.200")]
)
def test_a_target_keeps_the_zeros_that_count(value, text):
    assert wording.target(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.38, 2, "+0,38"), (-0.004, 2, "−0,004"), (0.004, 2, "+0,004"), (0.0, 2, "0,00"), (12, 0, "+12"), (0, 0, "0"),
        (0.3, 0, "+0,3"), (1e-9, 2, "0,000000"), (-1_234.5, 1, "−1.234,5"),
    ],
)  # fmt: skip
def test_a_distance_has_its_sign_and_is_never_rounded_to_nothing(value, decimals, text):
    assert wording.gap(value, decimals) == text
    assert wording.points(value, decimals) == f"{text}\u00a0điểm"


def test_a_distance_has_two_decimals_unless_asked_for():
    assert (wording.gap(0.384), wording.points(0.384)) == ("+0,38", "+0,38\u00a0điểm")


def test_counts_stand_over_each_other():
    assert wording.ratio(23_379, 23_950) == "23.379/23.950"
    assert wording.ratio(None, 5) == "–/5"
    assert wording.ratio(5, None) == "5/–"


def test_days_are_written_with_day_and_month_first():
    assert wording.day(date(2023, 7, 4)) == wording.day(datetime(2023, 7, 4, 23)) == "04/07/2023"
    assert (wording.day(None), wording.day(pd.NaT)) == ("–", "–")
    assert wording.day_month(date(2023, 7, 4)) == "04/07"


def test_a_range_says_its_year_once_when_it_is_one():
    assert wording.day_range(date(2023, 1, 1), date(2023, 6, 30)) == "01/01–30/06/2023"
    assert wording.day_range(date(2022, 12, 15), date(2023, 3, 14)) == "15/12/2022–14/03/2023"


def test_a_month_is_short_and_has_its_year_unless_it_is_said_elsewhere():
    assert (wording.month("2023-04"), wording.month("2023-12", with_year=False)) == ("T4/23", "T12")


@pytest.mark.parametrize(
    ("names", "text"), [(["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C", "D"], "A, B, C và D")]
)
def test_names_are_joined_by_commas_and_the_last_by_and(names, text):
    assert wording.joined(names) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [(17, "Gia Ray, Xuân Bắc"), (16, "Gia Ray, Xuân…"), (13, "Gia Ray…"), (9, "Gia Ray…"), (8, "Gia…")],
)
def test_a_text_is_cut_at_a_word_without_the_comma_before_it(length, text):
    assert wording.shortened("Gia Ray, Xuân Bắc", length) == text


def test_a_name_inside_a_sentence_begins_small_and_keeps_the_rest():
    assert wording.within("Quý II CCHC") == "quý II CCHC"
