"""Numbers and dates as people here write them, for sentences, screens and documents alike.

A figure on a screen never looks better than it is: where two decimals would round a miss up
to its target, more decimals are shown.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

NBSP = "\u00a0"
"""Keeps a number and its unit on one line."""
MINUS = "\u2212"
"""The true minus sign."""
NOTHING = "–"
"""Stands for a figure that does not exist, such as a rate over no dossiers."""

_MOST_DECIMALS = 6


def missing(value: object) -> bool:
    """Tell whether a figure is absent (None, NaN, NaT, NA)."""
    return value is None or value is pd.NA or value != value


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with dots between thousands and a decimal comma.

    >>> number(23_950), number(-97.625, 2), number(None)
    ('23.950', '−97,63', '–')
    """
    if missing(value) or value is None or math.isinf(value):
        return NOTHING
    text = f"{abs(_rounded(value, decimals)):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return (MINUS if _rounded(value, decimals) < 0 else "") + text


def rate(value: float | None, target: float | None = None, decimals: int = 2) -> str:
    """Write a rate (0-100) without its sign, with more decimals where rounding would hide a miss.

    A rate below its target never reads as the target, and one below 100 never reads as 100.

    >>> rate(97.996), rate(97.996, 98), rate(99.999)
    ('98,00', '97,996', '99,999')
    """
    if missing(value) or value is None:
        return NOTHING
    bars = [bar for bar in (target, 100.0) if bar is not None and not missing(bar) and value < bar]
    while decimals < _MOST_DECIMALS and any(_rounded(value, decimals) >= Decimal(str(bar)) for bar in bars):
        decimals += 1
    return number(value, decimals)


def percent(value: float | None, target: float | None = None, decimals: int = 2) -> str:
    """Write a rate (0-100) as "97,62 %"; a missing one is a dash without a sign."""
    text = rate(value, target, decimals)
    return text if text == NOTHING else f"{text}{NBSP}%"


def target(value: float | None) -> str:
    """Write a target (0-100) with as many decimals as it has, up to two.

    >>> target(98.0), target(97.5)
    ('98', '97,5')
    """
    return number(value, 2).rstrip("0").rstrip(",")


def gap(value: float | None, decimals: int = 2) -> str:
    """Write a distance from the target in points with its sign, 0 without one and never by rounding.

    >>> gap(0.38), gap(-2.9), gap(0.0), gap(-0.001)
    ('+0,38', '−2,90', '0,00', '−0,001')
    """
    if missing(value) or value is None:
        return NOTHING
    while value and _rounded(value, decimals) == 0 and decimals < _MOST_DECIMALS:
        decimals += 1
    sign = "+" if _rounded(value, decimals) > 0 else ""
    return sign + number(value, decimals)


def points(value: float | None, decimals: int = 2) -> str:
    """Write a distance from the target with its unit ("+0,38 điểm")."""
    text = gap(value, decimals)
    return text if text == NOTHING else f"{text}{NBSP}điểm"


def ratio(numerator: int | None, denominator: int | None) -> str:
    """Write counts as "23.379/23.950"."""
    return f"{number(numerator)}/{number(denominator)}"


def day(value: date | datetime | None) -> str:
    """Write a day as dd/mm/yyyy."""
    return NOTHING if missing(value) or value is None else f"{value:%d/%m/%Y}"


def day_month(value: date) -> str:
    """Write a day without its year, for the first day of a range within one year (01/01)."""
    return f"{value:%d/%m}"


def day_range(first: date, last: date) -> str:
    """Write a range by its first and last day ("01/01–30/06/2023")."""
    return f"{day_month(first) if first.year == last.year else day(first)}–{day(last)}"


def month(token: str, with_year: bool = True) -> str:
    """Write a month token "2023-04" as "T4/23", or "T4" where the year is said elsewhere."""
    year, number_of_month = token.split("-")
    return f"T{int(number_of_month)}/{year[2:]}" if with_year else f"T{int(number_of_month)}"


def joined(names: Sequence[str]) -> str:
    """Join names as "A, B và C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"


def within(name: str) -> str:
    """Return a name as it stands inside a sentence.

    >>> within("Năm 2023"), within("9 tháng 2023")
    ('năm 2023', '9 tháng 2023')
    """
    return name[:1].lower() + name[1:]


def shortened(text: str, length: int) -> str:
    """Cut a text at a word so that it has at most `length` letters, with an ellipsis where something is left out.

    >>> shortened("Hồ sơ mẫu số hóa", 20), shortened("Hồ sơ mẫu số hóa", 12)
    ('Hồ sơ mẫu số hóa', 'Hồ sơ mẫu…')
    """
    if len(text) <= length:
        return text
    head = text[:length]
    return head[: head.rfind(" ")].rstrip(" ,;.-") + "…"


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
