"""What all files of the sample share: the quarters, the offices and how they write their names, working days."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

STORY = Path(__file__).resolve().parent / "story"
"""Folder of the tables that tell who does well and who lags."""
PLACEHOLDER = "(minh họa)"
"""What stands in every personal column."""
SEED = 741_2023
"""Start of the random numbers; another seed is another year."""
QUARTERS = {
    1: (date(2023, 1, 1), date(2023, 3, 31), date(2023, 4, 4)),
    2: (date(2023, 4, 1), date(2023, 6, 30), date(2023, 7, 4)),
    3: (date(2023, 7, 1), date(2023, 9, 30), date(2023, 10, 4)),
    4: (date(2023, 10, 1), date(2023, 12, 31), date(2024, 1, 4)),
}
"""First day, last day and export day of each quarter; both ends included."""
NUMERALS = {1: "I", 2: "II", 3: "III", 4: "IV"}
"""Quarters as they are printed."""
DAYS_OFF = {
    date(2023, 1, 2),
    *(date(2023, 1, day) for day in range(20, 27)),
    *(date(2023, 5, day) for day in (1, 2, 3)),
    *(date(2023, 9, day) for day in (1, 4)),
    date(2024, 1, 1),
}
"""Public holidays of 2023 that fall on a weekday, kept by hand; weekends are off as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One receiving office of the story; percentages are 0-100, `yearly` counts dossiers received in 2023."""

    code: str
    place: str
    layout: str
    yearly: int
    late_pct: float
    online_pct: float
    digitized_pct: float
    e_result_pct: float
    names: tuple[str, ...]


def rows(name: str) -> list[dict[str, str]]:
    """Return a table of the story, one dictionary a line."""
    with (STORY / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def unit_of(row: dict[str, str]) -> Unit:
    """Return the office that a line of story/units.csv tells of."""
    return Unit(
        code=row["code"],
        place=row["place"],
        layout=row["layout"],
        yearly=int(row["yearly"]),
        late_pct=float(row["late_pct"]),
        online_pct=float(row["online_pct"]),
        digitized_pct=float(row["digitized_pct"]),
        e_result_pct=float(row["e_result_pct"]),
        names=tuple(row["names"].split("|")),
    )


def name_in(unit: Unit, quarter: int) -> str:
    """Return how an office writes its name in the lists of a quarter."""
    return unit.names[(quarter - 1) % len(unit.names)]


def name_of(code: str, quarter: int) -> str:
    """Return how the office of a code writes its name in the reports of a quarter."""
    names = _names()[code]
    return names[quarter % len(names)]


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return {row["code"]: tuple(row["names"].split("|")) for row in (*rows("units"), *rows("agencies"))}


def title_lines(title: str, quarter: int, *, since_january: bool = False) -> tuple[str, str, str]:
    """Return what stands above a table: its title, the days that it speaks of, the day of export."""
    start, end, exported = QUARTERS[quarter]
    first = start.replace(month=1) if since_january else start
    period = f"Kỳ báo cáo: từ ngày {first:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"
    return title, period, f"Tính đến ngày {exported:%d/%m/%Y}"


def working_days(first: date) -> Iterator[date]:
    """Yield every working day from a day on, up to the end of February 2024."""
    days = (first + timedelta(days=step) for step in range((date(2024, 3, 1) - first).days))
    return (day for day in days if day.weekday() < 5 and day not in DAYS_OFF)


def after(day: date, count: int) -> date:
    """Return the day that many working days later."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in DAYS_OFF
    return day


def pick(rng: random.Random, days: list[date]) -> date:
    """Draw one of several days."""
    return days[int(rng.random() * len(days))]
