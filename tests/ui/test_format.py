"""Numbers, dates and names as people here write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import format as fmt


@pytest.mark.parametrize(
    ("value", "text"), [(9120, "9.120"), (0, "0"), (-4, "−4"), (23950, "23.950"), (1234567, "1.234.567"), (None, "–")]
)
def test_whole_numbers_have_dots_and_a_true_minus(value, text):
    assert fmt.number(value) == text


def test_a_rate_has_two_decimals_and_a_comma():
    assert fmt.percent(97.6158, 98) == "97,62\u00a0%"


def test_a_rate_that_does_not_exist_is_a_dash_without_a_sign():
    assert fmt.percent(float("nan")) == fmt.percent(None) == "–"


def test_more_decimals_are_shown_where_rounding_would_hide_a_miss():
    assert fmt.rate(97.996, 98) == "97,996"
    assert fmt.rate(97.9996, 98) == "97,9996"
    assert fmt.rate(97.96, 98, decimals=1) == "97,96"


def test_a_rate_below_100_never_reads_as_100():
    assert fmt.rate(99.998, 98) == "99,998"
    assert fmt.rate(100.0, 98) == "100,00"


def test_a_rate_equal_to_its_target_keeps_two_decimals():
    assert fmt.rate(98.0, 98) == "98,00"


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.sampled_from((97, 98, 50, 100)))
def test_a_miss_never_reads_as_its_target(cases, hits, target):
    rate = 100 * min(hits, cases) / cases
    shown = float(fmt.rate(rate, target).replace(".", "").replace(",", "."))
    assert shown < target or rate >= target


@pytest.mark.parametrize(("value", "text"), [(0.38, "+0,38"), (-2.9, "−2,90"), (0.0, "0,00"), (-0.004, "−0,004")])
def test_a_distance_has_its_sign_and_never_rounds_to_nothing(value, text):
    assert fmt.gap(value) == text


def test_a_half_rounds_up():
    assert fmt.number(97.625, 2) == "97,63"


def test_dates_are_day_month_year():
    assert fmt.day(date(2023, 7, 4)) == "04/07/2023"
    assert fmt.day(None) == "–"
    assert fmt.day_range(date(2023, 1, 1), date(2023, 6, 30)) == "01/01–30/06/2023"
    assert fmt.day_range(date(2022, 12, 15), date(2023, 3, 14)) == "15/12/2022–14/03/2023"


def test_months_are_short():
    assert fmt.month("2023-01") == "T1/23"
    assert fmt.month("2023-04", with_year=False) == "T4"


@pytest.mark.parametrize(("value", "text"), [(98.0, "98"), (97.5, "97,5"), (97.25, "97,25"), (100, "100"), (None, "–")])
def test_a_target_has_only_the_decimals_that_it_needs(value, text):
    assert fmt.target(value) == text


def test_names_cannot_put_markup_or_tex_into_a_chart():
    text = fmt.in_chart('<a href="x">Xuân & $y$</a>')
    assert not set('<>"$') & set(text)
    assert "Xuân &amp; &#36;y&#36;" in text


@pytest.mark.parametrize("payload", ["**đậm**", "[x](http://a)", "$x$", "<b>", ":red[x]", "`x`", "# x", "a | b"])
def test_every_sign_that_markdown_reads_is_escaped(payload):
    escaped = fmt.in_markdown(payload)
    signs = [place for place, letter in enumerate(escaped) if letter in "*[]()$<>`#|:"]
    assert signs
    assert all(escaped[place - 1] == "\\" for place in signs)


def test_icons_and_emoji_cannot_be_smuggled_in_by_a_name():
    assert ":material" not in fmt.in_markdown(":material/delete:")


def test_escaping_keeps_a_number_and_its_unit_together():
    assert "\u00a0" in fmt.in_markdown("98\u00a0%")
