"""What the screen of dossiers reads, cached like the rest: by snapshot and plain values, a page of rows at a time.

Every read is cut here to the units that the viewer of the snapshot may see, whatever it is asked for.
"""

from dataclasses import replace
from datetime import date
from typing import TypeVar

import pandas as pd
import streamlit as st

from metrics import figure_rows, one_dossier
from metrics.asked import Figure, Order, Register, Search
from metrics.figure_rows import Behind
from metrics.measures import Compare, Scope
from metrics.risk import Risk, of_warehouse
from metrics.rollup import limits
from ui.reads import Snapshot, cursor, limited
from warehouse.period import Period

_ALL_LINES = 2**31 - 1
_Listed = TypeVar("_Listed", Figure, Register, Figure | Register)
_LONG = "Đang tìm trong danh sách hồ sơ…"


@st.cache_data(max_entries=200, show_spinner=_LONG)
def behind(snapshot: Snapshot, listed: Figure | Register, search: Search) -> Behind:
    """Return how many rows a list has and what they add up to, as metrics.figure_rows.behind does."""
    return figure_rows.behind(cursor(snapshot), _cut(listed, snapshot), search)


@st.cache_data(max_entries=200, show_spinner=False)
def value(snapshot: Snapshot, figure: Figure) -> tuple[float, float]:
    """Return a number as every screen shows it, and what of it comes from aggregate forms."""
    con, own = cursor(snapshot), _cut(figure, snapshot)
    return figure_rows.value(con, own), figure_rows.from_forms(con, own)


@st.cache_data(max_entries=60, show_spinner=_LONG)
def rows(
    snapshot: Snapshot, listed: Figure | Register, search: Search, until: date, order: Order, limit: int, offset: int
) -> pd.DataFrame:
    """Return one page of a list, as metrics.figure_rows.rows does."""
    return figure_rows.rows(
        cursor(snapshot),
        _cut(listed, snapshot),
        search=search,
        until=until,
        order=order,
        limit=limit,
        offset=offset,
    )


@st.cache_data(max_entries=50, show_spinner=False)
def form_lines(snapshot: Snapshot, figure: Figure, until: date) -> pd.DataFrame:
    """Return every printed line of forms in a number, as metrics.figure_rows.form_lines does."""
    return figure_rows.form_lines(cursor(snapshot), _cut(figure, snapshot), until=until, limit=_ALL_LINES)


@st.cache_data(max_entries=50, show_spinner=False)
def fields(snapshot: Snapshot, scope: Scope) -> list[str]:
    """Return the fields of dossiers in a part of the district, of any period, in order."""
    where, values = limits(limited(scope, snapshot), None)
    found = cursor(snapshot).execute(f"SELECT DISTINCT field FROM rollup_dossier AS rollup {where}", values).fetchall()
    return sorted(field for (field,) in found if field)


@st.cache_data(max_entries=5, show_spinner="Đang ước lượng nguy cơ trễ và thử lại trên các ngày đã qua…")
def risk(snapshot: Snapshot, scope: Scope, horizon: int, day: date) -> Risk:
    """Return the dossiers likely to go late after a day, as metrics.risk.of_warehouse does."""
    return of_warehouse(cursor(snapshot), horizon, day, scope=limited(scope, snapshot))


@st.cache_data(max_entries=100, show_spinner=False)
def told(snapshot: Snapshot, code: str) -> pd.DataFrame:
    """Return what every load says of a dossier, as metrics.one_dossier.told does; nothing of one of other units."""
    return _own(one_dossier.told(cursor(snapshot), code), snapshot, code)


@st.cache_data(max_entries=100, show_spinner=False)
def counted_in(snapshot: Snapshot, code: str, period: str, compare: str) -> pd.DataFrame:
    """Return the numbers of a period that a dossier is part of, as metrics.one_dossier.counted_in does.

    Nothing of a dossier of other units.
    """
    found = one_dossier.counted_in(cursor(snapshot), code, Period.parse(period), compare=Compare(compare))
    return _own(found, snapshot, code)


def _cut(listed: _Listed, snapshot: Snapshot) -> _Listed:
    return replace(listed, scope=limited(listed.scope, snapshot))


def _own(table: pd.DataFrame, snapshot: Snapshot, code: str) -> pd.DataFrame:
    """Return a table of one dossier, empty where its unit is none that the viewer may see.

    Its unit is that of the list of dossiers; of a code that no list has, that of what was paid for it.
    """
    if snapshot.communes is None:
        return table
    con = cursor(snapshot)
    units: list[tuple[str | None]] = (
        con.execute("SELECT DISTINCT unit_code FROM core_dossier WHERE dossier_code = ?", [code]).fetchall()
        or con.execute("SELECT DISTINCT unit FROM traced_payment WHERE code = ?", [code]).fetchall()
    )
    is_own = bool(units) and {unit for (unit,) in units} <= set(snapshot.communes)
    return table if is_own else table.iloc[:0]
