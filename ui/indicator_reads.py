"""What the screen of one target reads beside the common reads: its pace, and what changed, all cached."""

import pandas as pd
import streamlit as st

from metrics import pace as metric_pace
from metrics.catalogue import discover
from metrics.decomposition import Change, between
from metrics.indicator import coverage
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from metrics.pace import Pace, of_year
from metrics.plan import Target
from metrics.scorecard import Score
from ui.reads import Reading, Snapshot, held, limited, rates
from warehouse.period import Period


def scope_of(target: Target, chosen: Scope) -> Scope:
    """Return the part of the district that a target speaks of, within what is chosen."""
    own = target.scope
    return Scope(level=own.level or chosen.level, field_groups=own.field_groups, units=chosen.units)


def months_with_cases(snapshot: Snapshot, indicator: str, reading: Reading) -> set[str]:
    """Return the months of a period (tokens) with cases anywhere in the district; of the others no file is loaded."""
    by_month = rates(snapshot, indicator, reading, Dimension.MONTH, scope=EVERYTHING)
    return set(by_month.loc[by_month["denominator"] > 0, "month"])


@st.cache_data(max_entries=200, show_spinner=False)
def pace(snapshot: Snapshot, reading: Reading, score: Score) -> Pace | None:
    """Return what the year still allows on the last day of the period; None for stocks and without a target."""
    target = score.target
    if target.value is None or score.variant is None:
        return None
    return of_year(
        held(snapshot),
        discover()[target.indicator],
        target.value,
        Period.parse(reading.period),
        variant=score.variant,
        compare=Compare(reading.compare),
        scope=limited(scope_of(target, reading.scope), snapshot),
    )


@st.cache_data(max_entries=200, show_spinner=False)
def misses_by_month(snapshot: Snapshot, reading: Reading, score: Score) -> pd.DataFrame | None:
    """Return the misses added up by month (month, used, denominator); None where a variant counts a stock."""
    try:
        return metric_pace.to_date(
            held(snapshot),
            discover()[score.target.indicator],
            Period.parse(reading.period),
            variant=score.variant,
            compare=Compare(reading.compare),
            scope=limited(scope_of(score.target, reading.scope), snapshot),
        )
    except ValueError:  # a stock does not add up by month
        return None


@st.cache_data(max_entries=200, show_spinner=False)
def change(snapshot: Snapshot, reading: Reading, score: Score, before: str, after: str, by: Dimension) -> Change | None:
    """Return what moved a target's rate between two periods (tokens); None when one of them has no cases."""
    return between(
        held(snapshot),
        discover()[score.target.indicator],
        Period.parse(before),
        Period.parse(after),
        by,
        variant=score.variant,
        compare=Compare(reading.compare),
        scope=limited(scope_of(score.target, reading.scope), snapshot),
    )


@st.cache_data(max_entries=200, show_spinner=False)
def told(snapshot: Snapshot, reading: Reading, target: Target, variant: str) -> tuple[int, int]:
    """Return of how many cases the files tell enough for a variant, and of how many there are."""
    row = coverage(
        held(snapshot),
        discover()[target.indicator],
        Period.parse(reading.period),
        variant=variant,
        scope=limited(scope_of(target, reading.scope), snapshot),
    ).iloc[0]
    return int(row["told"]), int(row["out_of"])
