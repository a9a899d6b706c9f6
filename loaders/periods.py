"""Read periods as reports print them in a title, a cell or a file name: "Quý I năm 2023", "9T2023"."""

import re
from datetime import date
from pathlib import PurePath

import pyarrow as pa

from loaders.cells import CellError, Parsed, parse_distinct
from warehouse.folding import fold, without_marks
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
# In a file name: without tone marks, and every sign between words a space.
_NAMED_YEAR = r"(?:nam )?(?P<year>20\d\d)"
_NAMED_DAY = r"(\d{1,2} \d{1,2} 20\d\d|20\d\d \d\d \d\d)"
_NAMED_RANGE = re.compile(rf"\b(?:tu )?(?:ngay )?{_NAMED_DAY} (?:den )?(?:het )?(?:ngay )?{_NAMED_DAY}\b")
_NAMED_PARTS = (
    (re.compile(rf"\b(?:quy|q) ?(?P<part>iv|iii|ii|i|[1-4]) ?{_NAMED_YEAR}\b"), "Q"),
    (re.compile(r"\b(?P<year>20\d\d) ?(?:quy|q) ?(?P<part>iv|iii|ii|i|[1-4])\b"), "Q"),
    (re.compile(rf"(?<!\d)(?<!\d )0?(?P<part>[69]) ?(?:thang|t) ?(?:dau )?{_NAMED_YEAR}\b"), "T"),
    (re.compile(rf"\b(?P<part>h1|h2|9m) ?{_NAMED_YEAR}\b"), "T"),
    (re.compile(r"\b(?P<year>20\d\d) ?(?P<part>h1|h2|9m)\b"), "T"),
    (re.compile(rf"(?<!\d)(?<!\d )\b(?:thang|t) ?(?P<part>1[0-2]|0?[1-9]) ?{_NAMED_YEAR}\b"), "M"),
    (re.compile(r"(?<!\d)(?<!\d )(?P<year>20\d\d) (?P<part>0[1-9]|1[0-2])(?! ?\d)"), "M"),
)
_NAMED_SORT = re.compile(r"(?<![a-z])(?:quy|thang)(?![a-z])")
_MANY_MONTHS = {"6": "H1", "h1": "H1", "h2": "H2", "9": "9M", "9m": "9M"}
_NAMED_WHOLE_YEAR = re.compile(r"\bnam (?P<year>20\d\d)\b")
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


def period_in_name(file_name: str) -> Period | None:
    """Return the period that a file name gives, with or without tone marks; None for none, or for several.

    >>> period_in_name("BC quy I-2023.xlsx").token
    '2023-Q1'
    >>> period_in_name("bao cao 9T2023.xls").token
    '2023-9M'
    """
    words = " ".join(re.findall(r"[^\W_]+", without_marks(fold(PurePath(file_name).stem))))
    if found := _NAMED_RANGE.search(words):
        first, last = (_day_of_words(day) for day in found.groups())
        return Period.between(first, last) if first and last and first <= last else None
    if len(_NAMED_SORT.findall(words)) > 1:
        return None
    periods = {
        Period.parse(_token(found["year"], sort, found["part"]))
        for pattern, sort in _NAMED_PARTS
        for found in pattern.finditer(words)
    }
    if not periods and (found := _NAMED_WHOLE_YEAR.search(words)):
        periods = {Period.parse(found["year"])}
    return periods.pop() if len(periods) == 1 else None


def _token(year: str, sort: str, part: str) -> str:
    if sort == "Q":
        return f"{year}-Q{_ROMAN.get(part) or part}"
    return f"{year}-{int(part):02d}" if sort == "M" else f"{year}-{_MANY_MONTHS[part]}"


def _day_of_words(words: str) -> date | None:
    parts = words.split(" ")
    return day_of("/".join(reversed(parts) if len(parts[0]) == 4 else parts))


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
