"""Periods: a report's range of days, as a token ("2023-H1") and in words."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_TOKEN = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<part>Q[1-4]|H[12]|9M)|(?P<month>0[1-9]|1[0-2])))?")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_PARTS = {"Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "H1": (1, 6), "H2": (7, 6), "9M": (1, 9)}
_CUMULATIVE = {"Q1": "Quý I", "H1": "6 tháng", "9M": "9 tháng", "": "Năm"}
_DISCRETE = {"Q1": "Quý I", "Q2": "Quý II", "Q3": "Quý III", "Q4": "Quý IV", "H2": "6 tháng cuối năm"}


class UnknownPeriodError(ValueError):
    """A token that names no period. The text is Vietnamese and shows the accepted forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A range of whole local days: `start` is the first day, `end` the day after the last one.

    Tokens: 2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31 (both days included).
    Source of the reporting cycle: plan 17/KH-UBND, V.1.
    """

    token: str
    start: date
    end: date

    @classmethod
    def parse(cls, token: str) -> "Period":
        """Read a token.

        >>> Period.parse("2023-H1").last
        datetime.date(2023, 6, 30)

        Raises:
            UnknownPeriodError: the token has none of the accepted forms, or its days do not exist.
        """
        if found := _RANGE.fullmatch(token):
            try:
                first, last = (date.fromisoformat(day) for day in found.groups())
            except ValueError as error:
                raise UnknownPeriodError(f'Kỳ "{token}" có ngày không có thật.') from error
            if last < first:
                raise UnknownPeriodError(f'Kỳ "{token}" kết thúc trước khi bắt đầu.')
            return cls(token=token, start=first, end=last + timedelta(days=1))
        found = _TOKEN.fullmatch(token)
        if not found:
            raise UnknownPeriodError(
                f'Không hiểu kỳ "{token}". Các dạng: 2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31.'
            )
        year = int(found["year"])
        first_month, months = (int(found["month"]), 1) if found["month"] else _PARTS.get(found["part"] or "", (1, 12))
        start = date(year, first_month, 1)
        return cls(token=token, start=start, end=_months_later(start, months))

    @classmethod
    def between(cls, first: date, last: date) -> "Period":
        """Return the period from a first to a last day (included), under its short token where it has one.

        >>> Period.between(date(2023, 1, 1), date(2023, 3, 31)).token
        '2023-Q1'
        """
        tokens = [f"{first.year}-{part}" for part in _PARTS] + [f"{first:%Y}", f"{first:%Y-%m}"]
        for period in map(cls.parse, tokens):
            if (period.start, period.last) == (first, last):
                return period
        return cls.parse(f"{first.isoformat()}..{last.isoformat()}")

    @property
    def last(self) -> date:
        """Last day, included: the day on which stocks are read."""
        return self.end - timedelta(days=1)

    @property
    def year(self) -> int:
        """Year in which the period ends: the year of the plan it is held against."""
        return self.last.year

    @property
    def is_year_to_date(self) -> bool:
        """Say whether the period starts on 1 January (luỹ kế)."""
        return (self.start.month, self.start.day) == (1, 1)

    @property
    def label(self) -> str:
        """Name as offices write it: "6 tháng 2023", "Quý II 2023", "Tháng 4/2023", or first to last day."""
        found = _TOKEN.fullmatch(self.token)
        if not found:
            return f"{self.start:%d/%m/%Y} – {self.last:%d/%m/%Y}"
        if found["month"]:
            return f"Tháng {int(found['month'])}/{found['year']}"
        part = found["part"] or ""
        return f"{_CUMULATIVE.get(part) or _DISCRETE[part]} {found['year']}"

    def months(self) -> list["Period"]:
        """Calendar months that the period touches, the first and last one cut to the period's days."""
        return self._cut(1)

    def quarters(self) -> list["Period"]:
        """Calendar quarters that the period touches, cut like months."""
        return self._cut(3)

    def _cut(self, size: int) -> list["Period"]:
        parts = []
        start = date(self.start.year, (self.start.month - 1) // size * size + 1, 1)
        while start < self.end:
            after = _months_later(start, size)
            token = f"{start:%Y-%m}" if size == 1 else f"{start.year}-Q{(start.month + 2) // 3}"
            parts.append(Period(token=token, start=max(start, self.start), end=min(after, self.end)))
            start = after
        return parts


def cumulative_periods(year: int) -> list[Period]:
    """Return the year-to-date periods that are reported: quý I, 6 tháng, 9 tháng, năm."""
    return [Period.parse(f"{year}{part}") for part in ("-Q1", "-H1", "-9M", "")]


def discrete_periods(year: int) -> list[Period]:
    """Return the four quarters of a year, each by itself."""
    return [Period.parse(f"{year}-Q{number}") for number in (1, 2, 3, 4)]


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
