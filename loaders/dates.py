"""Read dates as offices print them, a whole column at a time."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import CellError, Parsed, parse_distinct

EARLIEST, LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)
"""Dates outside are taken for slips (a year typed wrong), not for dates."""

_CLOCK = r"( ([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$"
_FIXED = {
    "dmy": r"^\d{2}/\d{2}/\d{4}" + _CLOCK,
    "mdy": r"^\d{2}/\d{2}/\d{4}" + _CLOCK,
    "ymd": r"^\d{4}-\d{2}-\d{2}" + _CLOCK,
}
_DAY = {
    "dmy": re.compile(r"(?P<d>\d{1,2})[/\-.](?P<m>\d{1,2})[/\-.](?P<y>\d{4})"),
    "mdy": re.compile(r"(?P<m>\d{1,2})[/\-.](?P<d>\d{1,2})[/\-.](?P<y>\d{4})"),
    "ymd": re.compile(r"(?P<y>\d{4})[/\-.](?P<m>\d{1,2})[/\-.](?P<d>\d{1,2})"),
}
_TIME = re.compile(r"(?P<h>\d{1,2})[:hg](?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?\s*(?P<half>[AaPp][Mm])?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
# At most eight digits before the clock: too few for a phone or identity number.
_LOOKS_LIKE_A_DATE = re.compile(
    r"(\d{1,2}[/\-.]\d{1,2}[/\-.]\d{1,4}|\d{4}[/\-.]\d{1,2}[/\-.]\d{1,2})([ T]\d{1,2}:\d{2}(:\d{2})?)?"
)
_EPOCH = datetime(1970, 1, 1)
_EXCEL_EPOCH = datetime(1899, 12, 30)


def date_parser(order: str = "dmy", format: str | None = None) -> Callable[[pa.Array], Parsed]:
    """Return a parser of a text column into local timestamps (microseconds; midnight where no hour is printed).

    `order` (dmy, mdy, ymd) decides between day and month; year-first text and Excel serial numbers are read in
    every order. `format` is a strptime pattern that then is the only one accepted.
    Refused cells carry a Vietnamese reason; the text is quoted only when it looks like a date.
    """

    def one(text: str) -> int:
        moment = _by_format(text, format) if format else _moment(text, order)
        if not EARLIEST <= moment < LATEST:
            raise CellError(_unreal(text))
        return _microseconds(moment)

    def parse(column: pa.Array) -> Parsed:
        if format:
            return parse_distinct(column, one, pa.timestamp("us"))
        return _by_parts(column, order, one)

    return parse


def _by_parts(column: pa.Array, order: str, one: Callable[[str], int]) -> Parsed:
    """Parse fixed-width texts as a day (few distinct ones) and digits of a clock, the rest text by text."""
    regular = pc.fill_null(pc.match_substring_regex(column, _FIXED[order]), False)
    days = parse_distinct(pc.if_else(regular, pc.utf8_slice_codeunits(column, 0, 10), None), one, pa.int64())
    rest = parse_distinct(pc.if_else(regular, None, column), one, pa.int64())
    clock = _clock_of_fixed_width(pc.if_else(regular, column, None))
    errors = {row: _unreal(column[row].as_py()) for row in days.errors} | rest.errors
    total = pc.coalesce(pc.add(days.values, pc.fill_null(clock, 0)), rest.values)
    return Parsed(values=total.cast(pa.timestamp("us")), errors=errors)


def _clock_of_fixed_width(column: pa.Array) -> pa.Array:
    """Return the microseconds since midnight of texts like 05/04/2023 08:15:30, null where there is no clock."""
    total = None
    for start, seconds in ((11, 3600), (14, 60), (17, 1)):
        digits = pc.utf8_slice_codeunits(column, start, start + 2)
        part = pc.multiply(pc.if_else(pc.equal(digits, ""), None, digits).cast(pa.int64()), seconds * 1_000_000)
        total = part if total is None else pc.add(total, pc.fill_null(part, 0))
    return total


def _moment(text: str, order: str) -> datetime:
    if _SERIAL.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86400))
    day = _DAY[order].search(text) or _DAY["ymd"].search(text)
    if not day:
        raise CellError(_unreal(text))
    rest = (text[: day.start()] + text[day.end() :]).replace("T", " ").strip()
    try:
        moment = datetime(int(day["y"]), int(day["m"]), int(day["d"]))
    except ValueError as error:
        raise CellError(_unreal(text)) from error
    if not rest:
        return moment
    found = _TIME.fullmatch(rest)
    if not found:
        raise CellError(_unreal(text))
    return moment + _clock(found, text)


def _clock(found: re.Match[str], text: str) -> timedelta:
    hours, minutes, seconds = int(found["h"]), int(found["min"]), int(found["s"] or 0)
    if found["half"]:
        hours = hours % 12 + (12 if found["half"].lower() == "pm" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise CellError(_unreal(text))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _by_format(text: str, format: str) -> datetime:
    try:
        return datetime.strptime(text, format)
    except ValueError as error:
        raise CellError(_unreal(text)) from error


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _unreal(text: str) -> str:
    """Say that a text is no date, quoting it only when no name or number of a person can stand in it."""
    if _LOOKS_LIKE_A_DATE.fullmatch(text):
        return f'ngày "{text}" không có thật hoặc sai định dạng dd/mm/yyyy.'
    return "ô này không phải là ngày (dd/mm/yyyy)."
