"""What is summed: measures of a rollup, the days they are summed over, what they are sliced by and limited to."""

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """What a rate can be broken down by; the only names that reach SQL."""

    UNIT = "unit"
    COMMUNE = "commune"
    LEVEL = "level"
    REFORM_AREA = "reform_area"
    FIELD = "field"
    FIELD_GROUP = "field_group"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    MONTH = "month"
    QUARTER = "quarter"


class Compare(StrEnum):
    """How on time is judged: by calendar days, by hours, or (the default) as the source of each load says.

    A source says so in its mapping file; where it says nothing, days are compared.
    """

    SOURCE = "source"
    DATE = "date"
    DATETIME = "datetime"


class When(StrEnum):
    """Which days a measure is summed over: the period, or all days up to its start or end (a stock)."""

    PERIOD = "period"
    AT_START = "at_start"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One measure of the rollup in a sum: which days, which sign; `by_compare` picks its date or datetime twin."""

    measure: str
    when: When = When.PERIOD
    sign: int = 1
    by_compare: bool = False

    def column(self, compare: Compare) -> str:
        """Name of the rollup column for a mode of comparison."""
        return f"{self.measure}_{compare.value}" if self.by_compare and compare is not Compare.SOURCE else self.measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the district is asked for; None is everything, an empty collection nothing.

    `units` also limits rows to what a viewer may see. Field groups are keys of data/reference/field_groups.csv.
    `basis`: "list" leaves out the aggregate forms that stand in where no list was handed in.
    `items`: targets as progress reports name them (CT1.03); only reports have them.
    """

    level: str | None = None
    field_groups: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    basis: str | None = None
    items: tuple[str, ...] | None = None


REPORTS = "report"
"""Rollup of stocks and year-to-date figures: each row says under `figure` which indicator it speaks of."""

EVERYTHING = Scope()
"""The whole district."""
