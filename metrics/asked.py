"""What rows can be asked for: those behind a number of a screen, or a register of dossiers, narrowed by a search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from metrics.indicator import Indicator
from metrics.measures import EVERYTHING, REPORTS, Compare, Dimension, Scope, Term
from metrics.timeliness import BALANCE
from warehouse.folding import without_marks
from warehouse.period import Period

DOSSIERS = "dossier"
"""Source of the figures that are counted from dossiers, and from aggregate forms where no list was handed in."""

DIMENSIONS = (
    Dimension.UNIT, Dimension.COMMUNE, Dimension.LEVEL, Dimension.FIELD, Dimension.FIELD_GROUP, Dimension.PROCEDURE,
    Dimension.CHANNEL, Dimension.MONTH, Dimension.QUARTER,
)  # fmt: skip
"""What a slice may be cut by; the reform area cuts nothing, an indicator has one."""

TIMES = (Dimension.MONTH, Dimension.QUARTER)
"""Dimensions that cut the period instead of the cases."""


class Part(StrEnum):
    """Which number of a rate: its numerator, its denominator, or what misses (denominator less numerator)."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    MISSED = "missed"


class Order(StrEnum):
    """In which order rows are listed; rows alike in it stand by unit, reception and code."""

    UNIT = "unit"
    LATE = "late"
    DUE = "due"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number on a screen: the measures that it sums, over which days, of which part of the district.

    `at` is the slice: dimensions and their values, None for cases that have none. Months and quarters by their token.
    `figure` picks the rows of one indicator where the source is REPORTS.
    """

    source: str
    terms: tuple[Term, ...]
    period: Period
    compare: Compare = Compare.SOURCE
    scope: Scope = EVERYTHING
    at: tuple[tuple[Dimension, str | None], ...] = ()
    figure: str | None = None
    decimals: int = 0

    @property
    def days(self) -> Period | None:
        """The days of the slice: the period, or its month or quarter; None for one that it does not touch."""
        days: Period | None = self.period
        for dimension, token in self.at:
            if dimension in TIMES and days is not None:
                parts = days.months() if dimension is Dimension.MONTH else days.quarters()
                days = next((part for part in parts if part.token == token), None)
        return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Live dossiers, whether a figure counts them or not; None limits nothing.

    `open_on`: still open at the end of that day, with an appointed day and not waiting. `due_from`, `due_to`: appointed
    days, both included. `problem`: a key of metrics.lineage.PROBLEMS. `load_id`: state told by this load.
    """

    scope: Scope = EVERYTHING
    open_on: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    codes: tuple[str, ...] | None = None
    problem: str | None = None
    load_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a reader narrows a list by: phrases typed with or without accents, and whole values.

    Every phrase must stand in the code, the name of the unit, the field or the procedure.
    """

    phrases: tuple[str, ...] = ()
    unit: str | None = None
    field: str | None = None
    state: str | None = None

    @classmethod
    def typed(
        cls, text: str, *, unit: str | None = None, field: str | None = None, state: str | None = None
    ) -> "Search":
        """Read what was typed: phrases apart by commas.

        >>> Search.typed(" Xuân Thọ,  dat dai ,").phrases
        ('xuan tho', 'dat dai')
        """
        phrases = tuple(without_marks(phrase) for phrase in text.split(",") if phrase.strip())
        return cls(phrases=phrases, unit=unit, field=field, state=state)


ALL = Search()
"""Narrows nothing."""


def of_indicator(
    indicator: Indicator,
    part: Part,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    at: Sequence[tuple[Dimension, str | None]] = (),
) -> Figure:
    """Return a number of an indicator as metrics.indicator.rates counts it; `at` is one of its slices.

    Raises:
        ValueError: the variant does not exist.
    """
    chosen = indicator.variant(variant)
    missed = (*chosen.denominator, *(replace(term, sign=-term.sign) for term in chosen.numerator))
    terms = {Part.NUMERATOR: chosen.numerator, Part.DENOMINATOR: chosen.denominator, Part.MISSED: missed}[part]
    return Figure(
        source=indicator.source,
        terms=terms,
        period=period,
        compare=compare,
        scope=scope,
        at=tuple(pair for pair in at if pair[0] is not Dimension.REFORM_AREA),
        figure=indicator.key if indicator.source == REPORTS else None,
        decimals=indicator.decimals,
    )


def of_balance(
    name: str,
    period: Period,
    *,
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
    at: Sequence[tuple[Dimension, str | None]] = (),
) -> Figure:
    """Return one of the counts of metrics.timeliness.BALANCE.

    Raises:
        ValueError: there is no such count.
    """
    if name not in BALANCE:
        raise ValueError(f'Không có số đếm "{name}". Các số đếm: {", ".join(BALANCE)}.')
    return Figure(source=DOSSIERS, terms=BALANCE[name], period=period, compare=compare, scope=scope, at=tuple(at))
