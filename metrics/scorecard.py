"""The scorecard: every target of the plan with its figure and status, or the reason why it has none."""

from dataclasses import asdict, dataclass, replace

import duckdb
import pandas as pd

from metrics.catalogue import discover
from metrics.indicator import Compare, Indicator, Scope, rates
from metrics.plan import LEVELS, Plan, Status, Target, status
from warehouse.period import Period

NOT_COUNTABLE = "Chưa có số liệu: chỉ tiêu này tính từ báo cáo định kỳ, chưa nạp."
"""Reason for a target whose indicator no loaded export counts."""

NO_NUMBER = "Kế hoạch không ghi con số cho chỉ tiêu này."
"""Reason for a target without a value in the plan."""

NO_CASES = "Không phát sinh hồ sơ trong kỳ nên không tính tỷ lệ."
"""Reason for an empty denominator."""

NOT_LOADED = "Chưa có số liệu của kỳ này. Nạp tệp xuất từ phần mềm một cửa."
"""Reason before any export of the source was loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One rate of one part of the district against a target: counts, percent (None without cases) and status."""

    level: str | None
    field_groups: tuple[str, ...] | None
    numerator: int
    denominator: int
    rate_pct: float | None
    gap_pct: float | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One target of the plan in one period.

    `figure` is that of the target's whole scope, None when nothing can be counted (then `reason` says why);
    `parts` are the same for each level (common targets) and for each field group (targets of several groups).
    """

    target: Target
    period: str
    variant: str | None
    figure: Figure | None
    parts: tuple[Figure, ...]
    status: Status
    reason: str | None

    def as_data(self) -> dict[str, object]:
        """Return the score as plain data for JSON."""
        figure = self.figure
        return {
            "id": self.target.id,
            "label": self.target.label,
            "reform_area": self.target.reform_area,
            "indicator": self.target.indicator,
            "period": self.period,
            "variant": self.variant,
            "level": self.target.level,
            "field_group": "+".join(self.target.field_groups) if self.target.field_groups else None,
            "numerator": figure.numerator if figure else None,
            "denominator": figure.denominator if figure else None,
            "rate_pct": figure.rate_pct if figure else None,
            "target_pct": _number(self.target) if figure else None,
            "gap_pct": figure.gap_pct if figure else None,
            "status": self.status.value,
            "reason": self.reason,
            "parts": [asdict(part) | {"field_groups": list(part.field_groups or ()) or None} for part in self.parts],
        }


def scorecard(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    period: Period,
    *,
    variants: dict[str, str] | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope | None = None,
) -> list[Score]:
    """Judge every target of the plan in a period, in plan order.

    `variants` names another variant than the default for an indicator; `scope` limits all figures to some units
    or one level (a target of the other level then has no cases).
    """
    return [
        score(con, target, period, variant=(variants or {}).get(target.indicator), compare=compare, scope=scope)
        for target in plan.targets
    ]


def score(
    con: duckdb.DuckDBPyConnection,
    target: Target,
    period: Period,
    *,
    variant: str | None = None,
    compare: Compare = Compare.SOURCE,
    scope: Scope | None = None,
) -> Score:
    """Judge one target in a period."""
    indicator = discover().get(target.indicator)
    if indicator is None:
        return Score(
            target=target,
            period=period.token,
            variant=None,
            figure=None,
            parts=(),
            status=Status.NO_DATA,
            reason=NOT_COUNTABLE,
        )
    units = scope.units if scope else None
    levels = {level for level in (target.level, scope.level if scope else None) if level}
    whole = Scope(
        level=next(iter(levels), None), field_groups=target.field_groups, units=() if len(levels) > 1 else units
    )

    def figure(part: Scope) -> Figure:
        return _figure(con, indicator, target, period, part, variant, compare)

    parts: list[Scope] = []
    if whole.level is None:
        parts += [replace(whole, level=level) for level in LEVELS]
    if target.field_groups and len(target.field_groups) > 1:
        parts += [replace(whole, field_groups=(group,)) for group in target.field_groups]
    found = figure(whole)
    return Score(
        target=target,
        period=period.token,
        variant=indicator.variant(variant).key,
        figure=found,
        parts=tuple(figure(part) for part in parts),
        status=found.status,
        reason=_reason(con, indicator, target, found),
    )


def _figure(
    con: duckdb.DuckDBPyConnection,
    indicator: Indicator,
    target: Target,
    period: Period,
    scope: Scope,
    variant: str | None,
    compare: Compare,
) -> Figure:
    row = rates(con, indicator, period, variant=variant, compare=compare, scope=scope).iloc[0]
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    rate = None if pd.isna(row["rate_pct"]) else float(row["rate_pct"])
    value = _number(target)
    return Figure(
        level=scope.level,
        field_groups=scope.field_groups,
        numerator=numerator,
        denominator=denominator,
        rate_pct=rate,
        gap_pct=None if rate is None or value is None else rate - value,
        status=status(numerator, denominator, target.value, higher_is_better=indicator.higher_is_better),
    )


def _number(target: Target) -> float | None:
    return None if target.value is None else float(target.value)


def _reason(con: duckdb.DuckDBPyConnection, indicator: Indicator, target: Target, figure: Figure) -> str | None:
    if figure.denominator == 0:
        (loaded,) = con.execute(f"SELECT count(*) FROM rollup_{indicator.source}").fetchall()[0]
        return NO_CASES if loaded else NOT_LOADED
    return NO_NUMBER if target.value is None else None
