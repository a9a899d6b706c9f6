"""Periods: a report's range of days in a calendar, as a token ("2023-H1") and in words."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

PERIODS = Path(__file__).resolve().parents[1] / "data" / "reference" / "periods.csv"
"""Table of the calendars that are not the civil one; its rows of `calendar` say in data what `Period.parse` does."""

CIVIL = "calendar"
"""The default calendar: months and quarters as everyone counts them."""

CALENDARS = (CIVIL, "d15_14", "custom")
"""Calendars of reports: civil; from the 15th to the 14th (Nghị định 09/2019, unverified); the office's own rows."""

_TOKEN = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<part>Q[1-4]|H[12]|9M)|(?P<month>0[1-9]|1[0-2])))?")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
"""Years that periods may lie in, so that the year before, the year after and the day after can be reckoned."""
_FORMS = "2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31"
_PARTS = {"Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "H1": (1, 6), "H2": (7, 6), "9M": (1, 9)}
_CUMULATIVE = {"Q1": "Quý I", "H1": "6 tháng", "9M": "9 tháng", "": "Năm"}
_DISCRETE = {"Q1": "Quý I", "Q2": "Quý II", "Q3": "Quý III", "Q4": "Quý IV", "H2": "6 tháng cuối năm"}


class UnknownPeriodError(ValueError):
    """A token that names no period. The text is Vietnamese and shows the accepted forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A range of whole local days: `start` is the first day, `end` the day after the last one.

    Tokens: 2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31 (both days included). A named token is
    read in a calendar; a range is the days that it says. Source of the reporting cycle: plan 17/KH-UBND, V.1.
    """

    token: str
    start: date
    end: date
    calendar: str = CIVIL

    @classmethod
    def parse(cls, token: str, calendar: str = CIVIL) -> "Period":
        """Read a token in a calendar.

        >>> Period.parse("2023-H1").last
        datetime.date(2023, 6, 30)
        >>> quarter = Period.parse("2023-Q1", "d15_14")
        >>> quarter.start.isoformat(), quarter.last.isoformat()
        ('2022-12-15', '2023-03-14')

        Raises:
            UnknownPeriodError: the token has none of the accepted forms, its days do not exist or lie too far away, or
                the calendar has no such period.
        """
        if calendar not in CALENDARS:
            raise UnknownPeriodError(f'Không có lịch báo cáo "{calendar}". Các lịch: {", ".join(CALENDARS)}.')
        if found := _RANGE.fullmatch(token):
            try:
                first, last = (date.fromisoformat(day) for day in found.groups())
            except ValueError as error:
                raise UnknownPeriodError(f'Kỳ "{token}" có ngày không có thật.') from error
            if last < first:
                raise UnknownPeriodError(f'Kỳ "{token}" kết thúc trước khi bắt đầu.')
            if not _FIRST_YEAR <= first.year <= last.year <= _LAST_YEAR:
                raise UnknownPeriodError(_too_far(token))
            return cls(token=token, start=first, end=last + timedelta(days=1), calendar=calendar)
        found = _TOKEN.fullmatch(token)
        if not found:
            raise UnknownPeriodError(f'Không hiểu kỳ "{token}". Các dạng: {_FORMS}.')
        year = int(found["year"])
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise UnknownPeriodError(_too_far(token))
        if calendar != CIVIL:
            return _declared(token, year, calendar)
        first_month, months = (int(found["month"]), 1) if found["month"] else _PARTS.get(found["part"] or "", (1, 12))
        start = date(year, first_month, 1)
        return cls(token=token, start=start, end=_months_later(start, months))

    @classmethod
    def between(cls, first: date, last: date, calendar: str = CIVIL) -> "Period":
        """Return the period from a first to a last day (included), under its short token where it has one.

        >>> Period.between(date(2023, 1, 1), date(2023, 3, 31)).token
        '2023-Q1'
        """
        for period in _named(calendar, (last.year, last.year + 1)):
            if (period.start, period.last) == (first, last):
                return period
        return cls.parse(f"{first.isoformat()}..{last.isoformat()}", calendar)

    @property
    def last(self) -> date:
        """Last day, included: the day on which stocks are read."""
        return self.end - timedelta(days=1)

    @property
    def n_days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    @property
    def year(self) -> int:
        """Year of its calendar in which the period ends: the year of the plan it is held against.

        >>> Period.parse("2022-12-15..2022-12-20", "d15_14").year
        2023
        """
        following = self.last.year + 1
        return following if _year(following, self.calendar).start <= self.last else self.last.year

    @property
    def is_year_to_date(self) -> bool:
        """Say whether the period starts on the first day of its calendar's year (luỹ kế)."""
        return self.start == _year(self.year, self.calendar).start

    @property
    def quarter(self) -> str:
        """Token of the calendar's quarter in which the period starts."""
        return replace(self, end=self.start + timedelta(days=1))._cut("Q")[0].token

    @property
    def label(self) -> str:
        """Name as offices write it: "6 tháng 2023", "Quý II 2023", "Tháng 4/2023", or first to last day.

        Outside the civil calendar the days stand beside the name: there it does not say them.
        """
        days = f"{self.start:%d/%m/%Y} – {self.last:%d/%m/%Y}"
        if self.calendar != CIVIL:
            name = _label(self.token, self.calendar)
            return f"{name} ({days})" if name else days
        found = _TOKEN.fullmatch(self.token)
        if not found:
            return days
        if found["month"]:
            return f"Tháng {int(found['month'])}/{found['year']}"
        part = found["part"] or ""
        return f"{_CUMULATIVE.get(part) or _DISCRETE[part]} {found['year']}"

    def year_to_date(self) -> "Period":
        """Return the period from the start of the year to its own last day.

        >>> Period.parse("2023-Q3").year_to_date().token
        '2023-9M'
        """
        return Period.between(_year(self.year, self.calendar).start, self.last, self.calendar)

    def whole_year(self) -> "Period":
        """Return the whole year of its calendar in which the period ends.

        >>> Period.parse("2023-Q1").whole_year().token
        '2023'
        """
        return _year(self.year, self.calendar)

    def until(self, day: date) -> "Period":
        """Return the period cut after a day; itself when it ends by then, or when it starts later.

        >>> Period.parse("2023-Q2").until(date(2023, 5, 15)).token
        '2023-04-01..2023-05-15'
        """
        if not self.start <= day < self.last:
            return self
        return Period.between(self.start, day, self.calendar)

    def previous(self) -> "Period":
        """Return the period of the same kind just before: month, quarter, half year, year; else as many days before.

        >>> Period.parse("2023-Q1").previous().token, Period.parse("2023-H1").previous().token
        ('2022-Q4', '2022-H2')
        """
        kind = _kind(self.token)
        before = self.start - timedelta(days=1)
        if kind and kind != "9M":
            for period in _named(self.calendar, (before.year, before.year + 1)):
                if _kind(period.token) == kind and period.last == before:
                    return period
        return Period.between(self.start - timedelta(days=self.n_days), before, self.calendar)

    def year_before(self) -> "Period":
        """Return the same period a year earlier; of a range the same days, 29 February as 28.

        >>> Period.parse("2024-01-01..2024-02-29").year_before().token
        '2023-01-01..2023-02-28'
        """
        if _TOKEN.fullmatch(self.token):
            return Period.parse(f"{int(self.token[:4]) - 1}{self.token[4:]}", self.calendar)
        return Period.between(_year_earlier(self.start), _year_earlier(self.last), self.calendar)

    def months(self) -> list["Period"]:
        """Months of the calendar that the period touches, the first and last one cut to the period's days."""
        return self._cut("M")

    def quarters(self) -> list["Period"]:
        """Quarters of the calendar that the period touches, cut like months."""
        return self._cut("Q")

    def cut_half_months(self) -> set[tuple[date, date]]:
        """Return the half months that the period begins or ends within: none for named periods of reports.

        >>> Period.parse("2023-H1").cut_half_months(), len(Period.parse("2023-01-01..2023-09-20").cut_half_months())
        (set(), 1)
        """
        return {half_month(day) for day in (self.start, self.end) if day != half_month(day)[0]}

    def _cut(self, kind: str) -> list["Period"]:
        parts = self._parts(kind, self.calendar)
        # Parts that a calendar does not declare, or not for all of these days, are the civil ones.
        return parts if sum(part.n_days for part in parts) == self.n_days else self._parts(kind, CIVIL)

    def _parts(self, kind: str, calendar: str) -> list["Period"]:
        return [
            replace(part, start=max(part.start, self.start), end=min(part.end, self.end), calendar=self.calendar)
            for part in sorted(_named(calendar, range(self.start.year, self.end.year + 2)), key=lambda part: part.start)
            if _kind(part.token) == kind and part.start < self.end and self.start < part.end
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A period and what it is held against: the one before and the same one a year earlier, all equally long.

    `is_partial`: the figures do not reach the end of the period, and all three are cut.
    """

    current: Period
    previous: Period
    year_before: Period
    is_partial: bool


def half_month(day: date) -> tuple[date, date]:
    """Return the first and last day of the half month of a day: the 1st to the 14th, or the 15th to the last.

    Periods of both calendars of reports begin and end with one.

    >>> [day.isoformat() for day in half_month(date(2024, 2, 20))]
    ['2024-02-15', '2024-02-29']
    """
    if day.day < 15:
        return day.replace(day=1), day.replace(day=14)
    return day.replace(day=15), _months_later(day.replace(day=1), 1) - timedelta(days=1)


def like_with_like(period: Period, known_until: date | None) -> Comparison:
    """Return the periods that a period may be compared with when its figures are known until a day.

    Of a period still running, the one before is cut after as many days, last year's after the same day of the year.

    >>> compared = like_with_like(Period.parse("2023-Q2"), date(2023, 5, 15))
    >>> compared.previous.last.isoformat(), compared.year_before.last.isoformat()
    ('2023-02-14', '2022-05-15')
    """
    current = period if known_until is None else period.until(known_until)
    before = period.previous()
    same_days = before.start + timedelta(days=current.n_days - 1)
    is_partial = current.last < period.last
    return Comparison(
        current=current,
        previous=before.until(same_days) if is_partial else before,
        year_before=period.year_before().until(_year_earlier(current.last)) if is_partial else period.year_before(),
        is_partial=is_partial,
    )


def cumulative_periods(year: int, calendar: str = CIVIL) -> list[Period]:
    """Return the year-to-date periods that are reported: quý I, 6 tháng, 9 tháng, năm."""
    return [Period.parse(f"{year}{part}", calendar) for part in ("-Q1", "-H1", "-9M", "")]


def discrete_periods(year: int, calendar: str = CIVIL) -> list[Period]:
    """Return the four quarters of a year, each by itself."""
    return [Period.parse(f"{year}-Q{number}", calendar) for number in (1, 2, 3, 4)]


@cache
def _rows(calendar: str) -> tuple[dict[str, str], ...]:
    with PERIODS.open(encoding="utf-8", newline="") as lines:
        return tuple(row for row in csv.DictReader(lines) if row["calendar"] == calendar)


def _filled(template: str, year: int) -> str:
    return template.replace("{year}", str(year)).replace("{previous_year}", str(year - 1))


def _declared(token: str, year: int, calendar: str) -> Period:
    for row in _rows(calendar):
        if _filled(row["token"], year) == token:
            first, last = (date.fromisoformat(_filled(row[name], year)) for name in ("from", "to"))
            return Period(token=token, start=first, end=last + timedelta(days=1), calendar=calendar)
    raise UnknownPeriodError(
        f'Lịch báo cáo "{calendar}" không có kỳ "{token}". Thêm một dòng vào data/reference/periods.csv, '
        "hoặc ghi kỳ bằng hai ngày: 2023-01-15..2023-02-14."
    )


def _too_far(token: str) -> str:
    return f'Kỳ "{token}" ngoài các năm {_FIRST_YEAR} đến {_LAST_YEAR}. Xem lại năm.'


def _label(token: str, calendar: str) -> str:
    found = _TOKEN.fullmatch(token)
    for row in _rows(calendar) if found else ():
        if found and _filled(row["token"], int(found["year"])) == token:
            name = row["label_cumulative"] or row["label_discrete"]
            return f"{name}{'/' if found['month'] else ' '}{found['year']}"
    return ""


def _named(calendar: str, years: "range | tuple[int, ...]") -> Iterator[Period]:
    """Yield every period that a calendar names in some years, the shortest names of a range of days first."""
    for year in years:
        yield from _civil(year) if calendar == CIVIL else _named_in(calendar, year)


@cache
def _civil(year: int) -> tuple[Period, ...]:
    tokens = [f"{year}-{part}" for part in _PARTS] + [f"{year}"]
    tokens += [f"{year}-{month:02d}" for month in range(1, 13)]
    return tuple(Period.parse(token) for token in tokens)


def _named_in(calendar: str, year: int) -> Iterator[Period]:
    tokens = [_filled(row["token"], year) for row in _rows(calendar)]
    return (Period.parse(token, calendar) for token in tokens if token.startswith(f"{year}"))


def _kind(token: str) -> str:
    """Return what a token or its template names: M month, Q quarter, H half, 9M, Y year; "" for a range."""
    found = _TOKEN.fullmatch(token.replace("{year}", "2000"))
    if not found:
        return ""
    return "M" if found["month"] else (found["part"] or "Y").rstrip("1234")


def _year(year: int, calendar: str) -> Period:
    """Return the whole year of a calendar; the civil one where the calendar does not declare its own."""
    declared = calendar != CIVIL and any(_filled(row["token"], year) == f"{year}" for row in _rows(calendar))
    return Period.parse(f"{year}", calendar if declared else CIVIL)


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
