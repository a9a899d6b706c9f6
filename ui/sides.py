"""What the screen of comparison compares: two periods or two units, read from the address and the strip."""

from dataclasses import dataclass, replace

import streamlit as st

from metrics.measures import Scope
from ui import address, compare_words, filters, indicator_reads
from ui import format as fmt
from ui.filters import Choice
from ui.reads import Reading
from warehouse.period import Period, cumulative_periods, discrete_periods

PERIODS, UNITS = "Hai kỳ", "Hai đơn vị"
"""What may be compared."""

_KEY = "on_time_rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two things compared: its name and how its figures are asked for."""

    name: str
    reading: Reading

    @property
    def period(self) -> Period:
        """The period of its figures."""
        return Period.parse(self.reading.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What is compared: the earlier period or the first unit, the later or second, and all that was chosen."""

    choice: Choice
    first: Side
    second: Side
    are_periods: bool

    @property
    def are_nested(self) -> bool:
        """Whether some cases are on both sides."""
        if self.are_periods:
            return self.first.period.end > self.second.period.start
        return _overlap(self.first.reading.scope, self.second.reading.scope)


def _overlap(one: Scope, other: Scope) -> bool:
    if one.units is not None and other.units is not None:
        return bool(set(one.units) & set(other.units))
    return one.level is None or other.level is None or one.level == other.level


def choose(choice: Choice) -> Sides:
    """Let the reader choose two periods or two units; the strip says the rest, and the later period."""
    with st.container(horizontal=True, vertical_alignment="center"):
        what = st.segmented_control(
            "So sánh",
            [PERIODS, UNITS],
            default=PERIODS,
            required=True,
            key="so_gi",
            bind="query-params",
            label_visibility="collapsed",
        )
        if what == UNITS:
            return _two_units(choice)
        return _two_periods(choice)


def _two_periods(choice: Choice) -> Sides:
    options = {period.label: period for period in _other_periods(choice)}
    said = _box("Kỳ so sánh", "so_voi", list(options), _usual(choice).label)
    st.markdown(f"với **{fmt.in_markdown(choice.period.label)}**, kỳ ở đầu màn hình", width="content")
    both = sorted((options[said], choice.period), key=lambda period: (period.start, period.end))
    sides = [Side(name=period.label, reading=replace(choice.reading, period=period.token)) for period in both]
    return Sides(choice=choice, first=sides[0], second=sides[1], are_periods=True)


def _other_periods(choice: Choice) -> list[Period]:
    years = (choice.plan.year, choice.plan.year - 1)
    every = [period for year in years for period in [*cumulative_periods(year), *discrete_periods(year)]]
    if choice.period.label.startswith("Tháng"):
        every += [month for year in years for month in Period.parse(str(year)).months()]
    return [period for period in every if period != choice.period]


def _usual(choice: Choice) -> Period:
    """Return the period to compare with at first: last year's, else the one before, else the longest earlier one."""
    options = _other_periods(choice)
    earlier = [period for period in reversed(cumulative_periods(choice.plan.year)) if period.last < choice.period.last]
    wanted = [choice.period.year_before(), choice.period.previous(), *earlier]
    whole = [period for period in wanted if period in options and not lacking(choice, period)]
    return whole[0] if whole else next(period for period in [*wanted, *options] if period in options)


def lacking(choice: Choice, period: Period) -> str:
    """Say of how many months of a period no file is loaded, "" when of none."""
    reading = replace(choice.reading, period=period.token, variant="A")
    known = indicator_reads.months_with_cases(choice.snapshot, _KEY, reading)
    return compare_words.lacking_months(period, known)


def _two_units(choice: Choice) -> Sides:
    places = filters.places(choice.snapshot, choice.period.last)
    first_default = filters.WHOLE if choice.commune else filters.DISTRICT
    second_default = choice.scope_label if choice.commune else filters.COMMUNES
    first = _box("Đơn vị thứ nhất", "don_vi_1", list(places), first_default)
    st.markdown("với", width="content")
    second = _box("Đơn vị thứ hai", "don_vi_2", list(places), second_default)
    sides = [Side(name=name, reading=replace(choice.reading, scope=places[name])) for name in (first, second)]
    return Sides(choice=choice, first=sides[0], second=sides[1], are_periods=False)


def _box(label: str, name: str, options: list[str], usual: str) -> str:
    return address.box(label, name, options, usual, key=name, width=230)
