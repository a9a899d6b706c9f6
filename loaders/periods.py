"""Read periods as reports print them in a title or a cell: "Quý I năm 2023", "từ ngày … đến ngày …"."""

import re
from datetime import date

import pyarrow as pa

from loaders.cells import CellError, Parsed, parse_distinct
from warehouse.folding import fold
from warehouse.period import Period, UnknownPeriodError

_WORDED_DAY = re.compile(r"(\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_DAY = r"(\d{1,2}[/\-.]\d{1,2}[/\-.]\d{4})"
_RANGE = re.compile(rf"từ(?: ngày)?:?\s*{_DAY}\s*(?:đến|-|–)\s*(?:hết\s*)?(?:ngày)?:?\s*{_DAY}")
_EXPORT_DATE = re.compile(
    r"(?:tính đến(?: hết)?(?: ngày)?:?|ngày xuất(?: báo cáo| dữ liệu)?:?|xuất ngày:?)\s*"
    rf"(?:\d{{1,2}}[:h]\d{{2}}\s*)?(?:ngày\s*)?{_DAY}"
)
_YEAR = r"(?:[/\-. ]|\s*năm\s*|\s+)(?P<year>20\d{2})\b"
_QUARTER = re.compile(rf"quý\s*(?P<part>iv|iii|ii|i|[1-4])\s*{_YEAR}")
_MONTHS = re.compile(rf"(?<!\d)0?(?P<part>[69]) tháng(?: đầu)?(?: năm)?\s*{_YEAR}")
_MONTH = re.compile(rf"(?<![\d/] )(?<!\d)tháng\s*(?P<part>1[0-2]|0?[1-9])\s*{_YEAR}")
_WHOLE_YEAR = re.compile(r"(?:^|kỳ báo cáo:? ?|báo cáo |cả )năm:?\s*(?P<year>20\d{2})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def worded_days(text: str) -> str:
    """Fold a line and write its worded days ("05 tháng 4 năm 2023") with slashes."""
    return _WORDED_DAY.sub(r"\1/\2/\3", fold(text))


def period_in(text: str) -> Period | None:
    """Return the period that a line names, None when it names none or one with days that do not exist.

    >>> period_in("Kỳ báo cáo: Quý I năm 2023").token
    '2023-Q1'
    """
    line = worded_days(text)
    if found := _RANGE.search(line):
        first, last = (day_of(day) for day in found.groups())
        return Period.between(first, last) if first and last and first <= last else None
    if found := _QUARTER.search(line):
        return Period.parse(f"{found['year']}-Q{_ROMAN.get(found['part']) or found['part']}")
    if found := _MONTHS.search(line):
        return Period.parse(f"{found['year']}-{'H1' if found['part'] == '6' else '9M'}")
    if found := _MONTH.search(line):
        return Period.parse(f"{found['year']}-{int(found['part']):02d}")
    if found := _WHOLE_YEAR.search(line):
        return Period.parse(found["year"])
    return None


def export_date_in(text: str) -> date | None:
    """Return the day that a line gives as that of the export ("Tính đến ngày …"), None when it gives none."""
    found = _EXPORT_DATE.search(worded_days(text))
    return day_of(found.group(1)) if found else None


def day_of(text: str) -> date | None:
    """Return the day of a text like 31/03/2023 (day first), None when there is no such day."""
    parts = re.split(r"[/\-.]", text)
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def period_token(column: pa.Array) -> Parsed:
    """Read a column of periods into tokens: our tokens, and the words that reports use ("Quý I/2023", "2023")."""

    def one(value: str) -> str:
        try:
            return Period.parse(value.strip().upper()).token
        except UnknownPeriodError:
            period = period_in(value)
        if not period:
            raise CellError("ô này không phải kỳ báo cáo (Quý I/2023, 6 tháng 2023, năm 2023, 2023-Q1).")
        return period.token

    return parse_distinct(column, one, pa.string())
