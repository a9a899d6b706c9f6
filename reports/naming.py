"""Names of periods as the title of a report prints them, and names of the files that are handed out."""

import re

from metrics import wording
from warehouse.period import Period

KINDS = {
    "-Q1": "quý I",
    "-Q2": "quý II",
    "-Q3": "quý III",
    "-Q4": "quý IV",
    "-H1": "6 tháng đầu năm",
    "-H2": "6 tháng cuối năm",
}
"""Periods that are named by a part of the year. Source: the reporting cycle of plan 17/KH-UBND, V.1."""


def of_period(period: Period) -> str:
    """Return a period as a title names it.

    >>> [of_period(Period.parse(token)) for token in ("2023-Q1", "2023-H1", "2023-9M", "2023", "2023-04")]
    ['quý I năm 2023', '6 tháng đầu năm 2023', '9 tháng năm 2023', 'năm 2023', 'tháng 4 năm 2023']
    >>> of_period(Period.parse("2023-01-15..2023-02-14"))
    'từ 15/01/2023 đến 14/02/2023'
    """
    found = re.fullmatch(r"(\d{4})(-\w+)?", period.token)
    if not found:
        return f"từ {wording.day(period.start)} đến {wording.day(period.last)}"
    year, part = found[1], found[2] or ""
    if not part:
        return f"năm {year}"
    if part == "-9M":
        return f"9 tháng năm {year}"
    if part in KINDS:
        named = KINDS[part]
        return f"{named} {year}" if named.endswith("năm") else f"{named} năm {year}"
    return f"tháng {int(part[1:])} năm {year}"


def roman(number: int) -> str:
    """Return a number from 1 as the groups of an annex are numbered.

    >>> [roman(number) for number in (1, 4, 7, 8, 9, 14, 40)]
    ['I', 'IV', 'VII', 'VIII', 'IX', 'XIV', 'XL']
    """
    said = ""
    for value, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        said += letters * (number // value)
        number %= value
    return said


def stem(report: str, period: Period) -> str:
    """Return the beginning of a file's name: what it is and its period.

    >>> stem("bao-cao-cchc", Period.parse("2023-9M"))
    'bao-cao-cchc_2023-9M'
    """
    return f"{report}_{period.token.replace('..', '_')}"
