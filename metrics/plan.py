"""The plan as data: targets and tasks of a year, and a table of rates held against them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pandas as pd

from metrics.held import Reader
from metrics.indicator import Indicator
from metrics.measures import EVERYTHING, Dimension, Scope
from metrics.rollup import belongs_to
from warehouse import plan_files
from warehouse.build import read_reference

NEAR_MARGIN = Fraction(1)
"""Percentage points below a target within which a miss is called near; a setting of this product, no legal source."""


LEVELS = ("district", "commune")
"""cấp huyện and cấp xã: a common target is judged for each beside the whole."""


class Status(StrEnum):
    """Where a rate stands against its target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    OUT_OF_REACH = "out_of_reach"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"


class UnknownPlanError(ValueError):
    """No plan is stored for a year. The text is Vietnamese and names the years that are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A later value of a target: from which day it holds, and the document that says so (number, date)."""

    valid_from: date
    value: Fraction | None
    document: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One target (chỉ tiêu): a value that one indicator must reach, for a level and a field group or for all.

    `level` and `field_groups` None: the target is common; a common target is judged for each level too.
    `value` is in the unit of the indicator (percent for rates), None where the plan prints no number. `amended` is
    the amendment that `value` comes from, None for the plan's own; `printed_value` stays what the plan prints.
    """

    id: str
    label: str
    reform_area: int
    paragraph: str
    quote: str
    other_paragraph: str | None
    other_quote: str | None
    kind: str
    direction: str
    value: Fraction | None
    unit: str
    indicator: str
    level: str | None
    field_groups: tuple[str, ...] | None
    sources: tuple[str, ...]
    conflict: tuple[int, ...]
    printed_value: Fraction | None = None
    amendments: tuple[Amendment, ...] = ()
    amended: Amendment | None = None

    def at(self, day: date) -> "Target":
        """Return the target with the value that holds on a day: that of the newest amendment valid by then."""
        valid = [amendment for amendment in self.amendments if amendment.valid_from <= day]
        if not valid:
            return self
        newest = max(valid, key=lambda amendment: amendment.valid_from)
        return replace(self, value=newest.value, amended=newest)

    @property
    def scope(self) -> Scope:
        """The part of the district that the target speaks of."""
        return Scope(level=self.level, field_groups=self.field_groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One of the tasks (nhiệm vụ) of the appendix; `deadline` None for continuous and quarterly ones.

    `later_deadline`: the day of a second product, where the plan asks for two (conflict 26: the plan, then the report).
    """

    no: int
    area_as_printed: str
    reform_area: int
    text: str
    product: str
    lead: str
    partners: str
    deadline_as_printed: str
    deadline_class: str
    deadline: date | None
    later_deadline: date | None
    target_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReformAreaName:
    """A reform area's number and its names on screen."""

    no: int
    label: str
    short_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan of one year. `conflicts` gives, by number, what the plan prints twice and how it is read here."""

    id: str
    number: str
    title: str
    short_title: str
    year: int
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    areas: tuple[ReformAreaName, ...]
    conflicts: dict[int, dict[str, str]]

    def target(self, id: str) -> Target:
        """Return a target by its id.

        Raises:
            KeyError: the plan has no such target.
        """
        for target in self.targets:
            if target.id == id:
                return target
        raise KeyError(id)

    def at(self, day: date) -> "Plan":
        """Return the plan with the values of its targets that hold on a day."""
        return replace(self, targets=tuple(target.at(day) for target in self.targets))

    def tasks_of(self, target_id: str) -> tuple[Task, ...]:
        """Return the tasks that serve a target; some targets have none."""
        return tuple(task for task in self.tasks if target_id in task.target_ids)


def years() -> dict[int, Path]:
    """Return the folder of the plan of each year, oldest first.

    Raises:
        warehouse.plan_files.PlanFilesError: two folders hold a plan of the same year.
    """
    return plan_files.folders()


def load(year: int) -> Plan:
    """Read the plan of a year, from the folder named by PLANS_DIR or from data/plans; anew when its files change.

    Raises:
        UnknownPlanError: there is none.
    """
    folders = years()
    if year not in folders:
        raise UnknownPlanError(f"Chưa có kế hoạch năm {year}. Đang có: {', '.join(map(str, folders))}.")
    return _read(folders[year], plan_files.signature(folders[year]))


@lru_cache(maxsize=20)
def _read(folder: Path, signature: tuple[tuple[str, int, int], ...]) -> Plan:
    """Read a folder; the signature is part of the key only."""
    about = plan_files.about(folder)
    amendments: dict[str, list[Amendment]] = {}
    for row in plan_files.rows(folder, plan_files.AMENDMENTS):
        amendments.setdefault(row["target_id"], []).append(
            Amendment(
                valid_from=date.fromisoformat(row["valid_from"]),
                value=_value(row),
                document=row["document"],
                quote=row["quote"],
            )
        )
    return Plan(
        id=folder.name,
        number=about["number"],
        title=about["title"],
        short_title=about["short_title"],
        year=int(about["year"]),
        targets=tuple(
            replace(_target(row), amendments=tuple(amendments.get(row["id"], ())))
            for row in plan_files.rows(folder, plan_files.TARGETS)
        ),
        tasks=tuple(_task(row) for row in plan_files.rows(folder, plan_files.TASKS)),
        areas=tuple(
            ReformAreaName(no=int(row["no"]), label=row["label"], short_label=row["short_label"])
            for row in read_reference("reform_areas")
        ),
        conflicts={int(row["no"]): row for row in plan_files.rows(folder, plan_files.CONFLICTS)},
    )


def _value(row: dict[str, str]) -> Fraction | None:
    return Fraction(row["value"]) if row["value"] else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _target(row: dict[str, str]) -> Target:
    return Target(
        id=row["id"],
        label=row["label"],
        reform_area=int(row["reform_area"]),
        paragraph=row["paragraph"],
        quote=row["quote"],
        other_paragraph=row["other_paragraph"] or None,
        other_quote=row["other_quote"] or None,
        kind=row["kind"],
        direction=row["direction"],
        value=_value(row),
        printed_value=_value(row),
        unit=row["unit"],
        indicator=row["indicator"],
        level=row["level"] or None,
        field_groups=tuple(row["field_group"].split("+")) if row["field_group"] else None,
        sources=tuple(row["sources"].split()),
        conflict=tuple(int(no) for no in row["conflict"].split()),
    )


def _task(row: dict[str, str]) -> Task:
    return Task(
        no=int(row["no"]),
        area_as_printed=row["area_as_printed"],
        reform_area=int(row["reform_area"]),
        text=row["text"],
        product=row["product"],
        lead=row["lead"],
        partners=row["partners"],
        deadline_as_printed=row["deadline_as_printed"],
        deadline_class=row["deadline_class"],
        deadline=_day(row["deadline"]),
        later_deadline=_day(row["later_deadline"]),
        target_ids=tuple(row["target_ids"].split()),
    )


def target_for(plan: Plan, indicator: str, scope: Scope) -> Target | None:
    """Return the most specific rate target of an indicator that covers a scope, None when the plan has none.

    A target fits when everything in the scope lies inside it. Field group beats level, level beats common;
    a common target is never averaged with a specific one.
    """
    fitting = [
        target
        for target in plan.targets
        if target.indicator == indicator
        and target.kind in ("threshold", "coverage")
        and target.value is not None
        and (target.level is None or target.level == scope.level)
        and (
            target.field_groups is None
            or (
                scope.field_groups is not None
                and scope.field_groups
                and set(scope.field_groups) <= set(target.field_groups)
            )
        )
    ]
    return max(fitting, key=lambda target: (target.field_groups is not None, target.level is not None), default=None)


def status(numerator: int, denominator: int, target: Fraction | None, *, higher_is_better: bool = True) -> Status:
    """Judge a rate against a target in percent, compared as whole counts; equal is met.

    >>> status(98, 100, Fraction(98)).value
    'met'
    >>> status(97_996, 100_000, Fraction(98)).value
    'near'
    >>> status(0, 0, Fraction(98)).value
    'no_data'
    """
    if denominator == 0:
        return Status.NO_DATA
    if target is None:
        return Status.NO_TARGET
    gap = (Fraction(100 * numerator, denominator) - target) * (1 if higher_is_better else -1)
    if gap >= 0:
        return Status.MET
    return Status.NEAR if gap >= -NEAR_MARGIN else Status.MISSED


def against_plan(
    con: Reader,
    table: pd.DataFrame,
    indicator: Indicator,
    plan: Plan | None,
    scope: Scope = EVERYTHING,
) -> pd.DataFrame:
    """Add target_pct, gap_pct and status to a table of rates, each slice against its own target.

    A slice's level and field group are those it is sliced by (a unit or commune has one level, a field or procedure
    one group), else those of the scope asked for. Points in percent; missing where there is no target or no rate.
    Without a plan the status is no_target.
    """
    table = table.copy()
    levels = _belonging(con, indicator, table, (Dimension.LEVEL, Dimension.COMMUNE, Dimension.UNIT), Dimension.LEVEL)
    groups = _belonging(
        con, indicator, table, (Dimension.FIELD_GROUP, Dimension.FIELD, Dimension.PROCEDURE), Dimension.FIELD_GROUP
    )
    targets: list[Fraction | None] = []
    for level, group in zip(levels, groups, strict=True):
        own = Scope(level=level or scope.level, field_groups=(group,) if group else scope.field_groups)
        target = target_for(plan, indicator.key, own) if plan else None
        targets.append(target.value if target else None)
    table["target_pct"] = pd.Series([None if target is None else float(target) for target in targets], dtype="float64")
    table["gap_pct"] = table["rate_pct"] - table["target_pct"]
    table["status"] = pd.Series(
        [
            status(numerator, denominator, target, higher_is_better=indicator.higher_is_better).value
            for numerator, denominator, target in zip(table["numerator"], table["denominator"], targets, strict=True)
        ],
        dtype="object",
    )
    return table


def _belonging(
    con: Reader,
    indicator: Indicator,
    table: pd.DataFrame,
    dimensions: Sequence[Dimension],
    column: Dimension,
) -> list[str | None]:
    for dimension in dimensions:
        if dimension.value in table:
            known = belongs_to(con, indicator.source, dimension, column)
            return [known.get(None if pd.isna(value) else str(value)) for value in table[dimension.value]]
    return [None] * len(table)
