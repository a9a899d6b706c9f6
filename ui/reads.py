"""All that the screens read, cached: by the path of the snapshot, what a viewer may see, and plain values.

A publication changes the path and with it every key; nothing is ever cleared by hand. Tables
handed out are copies, small, and computed from the rollup of the one snapshot a page was given.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

import warehouse
from metrics import task_states
from metrics.catalogue import discover
from metrics.durations import days_taken as metric_days_taken
from metrics.evidence import wilson
from metrics.held import Block, Held, Reader
from metrics.indicator import monthly_rates
from metrics.indicator import rates as metric_rates
from metrics.loaded import Loaded
from metrics.loaded import loaded as metric_loaded
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from metrics.plan import against_plan, load, years
from metrics.progress import Report, Told
from metrics.progress import history as metric_history
from metrics.progress import reports as metric_reports
from metrics.scorecard import Score
from metrics.scorecard import scorecard as metric_scorecard
from metrics.sentences import of_score
from metrics.stand_ins import StandIn
from metrics.stand_ins import stand_ins as metric_stand_ins
from metrics.tasks import TaskStanding
from metrics.tasks import standings as metric_standings
from metrics.timeliness import balance as metric_balance
from ui import boundaries
from warehouse import build
from warehouse.build import REFERENCE
from warehouse.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One published file as one viewer may see it; `communes` None is every unit."""

    path: Path
    communes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How figures are asked for: a period token, the plan's year, the variant and comparison of on-time rates."""

    period: str
    year: int
    variant: str = "A"
    compare: str = Compare.SOURCE.value
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was known at a moment: number of files that counted, and every target of the plan in plan order."""

    files: int
    scores: list[Score]


def health() -> warehouse.Health:
    """Look which snapshot is served now and what is damaged; cheap, so never cached."""
    return warehouse.newest(warehouse.directory())


@st.cache_data(max_entries=20, show_spinner=False)
def is_current(path: Path) -> bool:
    """Tell whether a snapshot was built by this version of the program."""
    return build.is_current(_connection(path).cursor())


def newest(found: warehouse.Health) -> Snapshot | None:
    """Return the snapshot to read for this run of a page, None before the first load."""
    return None if found.served is None else Snapshot(path=found.served.path)


@st.cache_resource(max_entries=4, show_spinner=False)  # never closed by hand: that would end cursors of other viewers
def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    return warehouse.connect(path)


def cursor(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """Return a cursor of one's own on a snapshot: one connection shared by threads mixes up their rows."""
    return _connection(snapshot.path).cursor()


@st.cache_resource(max_entries=4, show_spinner=False)
def _kept(path: Path) -> tuple[dict[str, Block], dict[tuple[str, str, str], dict[str | None, str]]]:
    return {}, {}


def held(snapshot: Snapshot) -> Held:
    """Return a cursor of one's own that keeps the commonest sums of a snapshot in memory, for all who read it."""
    return Held(cursor(snapshot), *_kept(snapshot.path))


def limited(scope: Scope, snapshot: Snapshot) -> Scope:
    """Return a scope cut to the units that the viewer of a snapshot may see."""
    if snapshot.communes is None:
        return scope
    allowed = snapshot.communes
    return replace(scope, units=allowed if scope.units is None else tuple(set(scope.units) & set(allowed)))


@st.cache_data(max_entries=500, show_spinner=False)
def rates(
    snapshot: Snapshot, indicator: str, reading: Reading, *by: Dimension, scope: Scope | None = None
) -> pd.DataFrame:
    """Return one indicator by slice against the plan, with its 95 % interval.

    Columns: the `by` dimensions, numerator, denominator, rate_pct, target_pct, gap_pct, status,
    low_pct, high_pct (0-100, missing without cases). `scope` replaces that of the reading.
    """
    con, declared = held(snapshot), discover()[indicator]
    wanted = limited(scope or reading.scope, snapshot)
    keys = {variant.key for variant in declared.variants}
    table = metric_rates(
        con,
        declared,
        Period.parse(reading.period),
        by,
        variant=reading.variant if reading.variant in keys else None,
        compare=Compare(reading.compare),
        scope=wanted,
    )
    plan = load(reading.year).at(Period.parse(reading.period).last)
    table = against_plan(con, table, declared, plan, wanted)
    bounds = [
        wilson(int(hits), int(cases)) for hits, cases in zip(table["numerator"], table["denominator"], strict=True)
    ]
    table["low_pct"] = pd.Series([pair[0] if pair else None for pair in bounds], dtype="float64")
    table["high_pct"] = pd.Series([pair[1] if pair else None for pair in bounds], dtype="float64")
    return table


@st.cache_data(max_entries=200, show_spinner=False)
def stand_ins(snapshot: Snapshot, period: Period) -> list[StandIn]:
    """Return the forms that count in some days of a period because no list was handed in."""
    found = metric_stand_ins(cursor(snapshot), period)
    return [item for item in found if snapshot.communes is None or item.unit in snapshot.communes]


@st.cache_data(max_entries=200, show_spinner=False)
def balance(snapshot: Snapshot, reading: Reading, *by: Dimension, scope: Scope | None = None) -> pd.DataFrame:
    """Return what happened to dossiers by slice: the counts named in metrics.timeliness.BALANCE."""
    return metric_balance(
        held(snapshot),
        Period.parse(reading.period),
        by,
        compare=Compare(reading.compare),
        scope=limited(scope or reading.scope, snapshot),
    )


@st.cache_data(max_entries=100, show_spinner=False)
def days_taken(snapshot: Snapshot, reading: Reading) -> pd.DataFrame:
    """Return how many days the dossiers of each procedure took, as metrics.durations.days_taken does."""
    period, scope = Period.parse(reading.period), limited(reading.scope, snapshot)
    return metric_days_taken(cursor(snapshot), period, scope=scope)


@st.cache_data(max_entries=300, show_spinner=False)  # seven periods of each reading: ui/ahead.py
def scores(snapshot: Snapshot, reading: Reading) -> list[Score]:
    """Return every target of the plan with its figure, in plan order."""
    return _scores(held(snapshot), snapshot, reading)


def _scores(con: Reader, snapshot: Snapshot, reading: Reading) -> list[Score]:
    return metric_scorecard(
        con,
        load(reading.year),
        Period.parse(reading.period),
        variants={"on_time_rate": reading.variant},
        compare=Compare(reading.compare),
        scope=limited(reading.scope, snapshot),
    )


@st.cache_data(max_entries=300, show_spinner=False)  # seven periods of each reading: ui/ahead.py
def months(snapshot: Snapshot, reading: Reading) -> dict[str, list[float]]:
    """Return the rates of the months of the year until a period's end, of every target counted with cases, by its id.

    Percent, in order; a month without cases is missing (nan).
    """
    con, year = held(snapshot), Period.parse(reading.period).year_to_date()
    found = {}
    for score in scores(snapshot, reading):
        if score.variant is None or score.figure is None or not score.figure.denominator:
            continue
        own = score.target.scope
        scope = replace(own, level=own.level or reading.scope.level, units=reading.scope.units)
        rates_of = monthly_rates(
            con,
            discover()[score.target.indicator],
            year,
            variant=score.variant,
            compare=Compare(reading.compare),
            scope=limited(scope, snapshot),
        )
        found[score.target.id] = list(rates_of.values())
    return found


@st.cache_data(max_entries=500, show_spinner=False)
def sentence(snapshot: Snapshot, reading: Reading, target_id: str, said_of: str | None = None) -> str:
    """Return the sentence of one target of the plan, as metrics.sentences.of_score does."""
    (score,) = (score for score in scores(snapshot, reading) if score.target.id == target_id)
    return of_score(
        held(snapshot),
        score,
        Period.parse(reading.period),
        said_of=said_of,
        compare=Compare(reading.compare),
        scope=limited(reading.scope, snapshot),
    )


@st.cache_data(max_entries=50, show_spinner="Đang tính lại số liệu như đã biết vào ngày đó…")
def as_of(snapshot: Snapshot, reading: Reading, moment: datetime) -> Known:
    """Return the files that counted and every target with its figure as known at a moment (UTC, naive)."""
    with cursor(snapshot) as own:
        warehouse.as_of(own, moment)
        files = own.execute("SELECT count(*) FROM counted_load").fetchall()[0][0]
        return Known(files=int(files), scores=_scores(own, snapshot, reading))


@st.cache_data(max_entries=20, show_spinner=False)
def progress(snapshot: Snapshot) -> list[Report]:
    """Return every line of progress reports that a viewer may see; the district's own speak of the whole."""
    lines = metric_reports(cursor(snapshot))
    return [line for line in lines if snapshot.communes is None or line.unit in (None, *snapshot.communes)]


@st.cache_data(max_entries=100, show_spinner=False)
def told(snapshot: Snapshot, item: str) -> list[Told]:
    """Return every line that was ever loaded of one target or task, as metrics.progress.history does."""
    return metric_history(cursor(snapshot), item, snapshot.communes)


@st.cache_data(max_entries=50, show_spinner=False)
def tasks(snapshot: Snapshot, year: int, day: date) -> list[TaskStanding]:
    """Return how every task of a year's plan stands at a day, as metrics.tasks.standings does."""
    return metric_standings(load(year), progress(snapshot), day, task_states.decisions(cursor(snapshot)))


@st.cache_data(max_entries=100, show_spinner=False)
def task_edits(snapshot: Snapshot, year: int, task_no: int) -> list[task_states.Edit]:
    """Return every state that a person has set for a task, newest first, as metrics.task_states.history does."""
    return task_states.history(cursor(snapshot), year, task_no)


@st.cache_data(max_entries=20, show_spinner=False)
def loaded(snapshot: Snapshot) -> Loaded:
    """Return how many files count in a snapshot, and up to when they speak."""
    return metric_loaded(cursor(snapshot))


def is_sample(snapshot: Snapshot) -> bool:
    """Tell whether any file that counts is sample data, which every screen must say."""
    return loaded(snapshot).is_sample


@st.cache_data(max_entries=20, show_spinner=False)
def units(snapshot: Snapshot, day: date) -> pd.DataFrame:
    """Return the units of the district as they were on a day.

    One row a unit: code, name, short_name, type, level (district or commune), ordered by level and code.
    """
    rows = (
        cursor(snapshot)
        .execute(
            "SELECT code, name, short_name, type, level FROM ref_unit WHERE level IN ('district', 'commune') "
            "AND valid_from <= $day AND (valid_to IS NULL OR valid_to >= $day) ORDER BY level, code",
            {"day": day},
        )
        .fetchall()
    )
    return pd.DataFrame(rows, columns=["code", "name", "short_name", "type", "level"])


@st.cache_data(max_entries=20, show_spinner=False)
def communes(snapshot: Snapshot, day: date) -> dict[str, str]:
    """Return the codes of the communes as they were on a day by their names, ordered by code."""
    found = units(snapshot, day)
    found = found[found["level"] == "commune"]
    return dict(zip(found["name"], found["code"], strict=True))


@st.cache_data(max_entries=1, show_spinner=False)
def land(names: tuple[tuple[str, str], ...], stamp: int) -> dict[str, tuple[boundaries.Ring, ...]]:
    """Return the boundaries of communes by code, as ui.boundaries reads them; `names` are pairs of name and code."""
    return boundaries.read(dict(names))


@st.cache_data(max_entries=1, show_spinner=False)
def tiles() -> pd.DataFrame:
    """Return the place of each commune on the tile map: code, row, column (from 1), from data/reference/tiles.csv."""
    return pd.read_csv(REFERENCE / "tiles.csv", dtype={"code": str})[["code", "row", "column"]]


@st.cache_data(max_entries=1, show_spinner=False)
def field_groups() -> pd.DataFrame:
    """Return the groups of fields in order: key, label, short_label, from data/reference/field_groups.csv."""
    return pd.read_csv(REFERENCE / "field_groups.csv")[["key", "label", "short_label"]]


def plan_years() -> list[int]:
    """Return the years that have a plan, newest first."""
    return sorted(years(), reverse=True)
