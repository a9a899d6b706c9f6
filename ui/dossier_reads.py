"""What the screen of dossiers reads, cached like the rest: by snapshot and plain values, a page of rows at a time."""

from datetime import date

import pandas as pd
import streamlit as st

from metrics import figure_rows, one_dossier
from metrics.asked import Figure, Order, Register, Search
from metrics.figure_rows import Behind
from metrics.indicator import Compare
from metrics.risk import Risk, of_warehouse
from ui.reads import Reading, Snapshot, cursor, limited
from warehouse.period import Period

_LONG = "Đang tìm trong danh sách hồ sơ…"


@st.cache_data(max_entries=200, show_spinner=_LONG)
def behind(snapshot: Snapshot, listed: Figure | Register, search: Search) -> Behind:
    """Return how many rows a list has and what they add up to, as metrics.figure_rows.behind does."""
    return figure_rows.behind(cursor(snapshot), listed, search)


@st.cache_data(max_entries=200, show_spinner=False)
def value(snapshot: Snapshot, figure: Figure) -> tuple[float, float]:
    """Return a number as every screen shows it, and what of it comes from aggregate forms."""
    con = cursor(snapshot)
    return figure_rows.value(con, figure), figure_rows.from_forms(con, figure)


@st.cache_data(max_entries=60, show_spinner=_LONG)
def rows(
    snapshot: Snapshot, listed: Figure | Register, search: Search, until: date, order: Order, limit: int, offset: int
) -> pd.DataFrame:
    """Return one page of a list, as metrics.figure_rows.rows does."""
    return figure_rows.rows(
        cursor(snapshot), listed, search=search, until=until, order=order, limit=limit, offset=offset
    )


@st.cache_data(max_entries=50, show_spinner=False)
def form_lines(snapshot: Snapshot, figure: Figure, until: date, limit: int) -> pd.DataFrame:
    """Return the printed lines of forms in a number, as metrics.figure_rows.form_lines does."""
    return figure_rows.form_lines(cursor(snapshot), figure, until=until, limit=limit)


@st.cache_data(max_entries=5, show_spinner="Đang ước lượng nguy cơ trễ và thử lại trên các ngày đã qua…")
def risk(snapshot: Snapshot, reading: Reading, horizon: int, day: date) -> Risk:
    """Return the dossiers likely to go late after a day, as metrics.risk.of_warehouse does."""
    return of_warehouse(cursor(snapshot), horizon, day, scope=limited(reading.scope, snapshot))


@st.cache_data(max_entries=100, show_spinner=False)
def told(snapshot: Snapshot, code: str) -> pd.DataFrame:
    """Return what every load says of a dossier, as metrics.one_dossier.told does."""
    return one_dossier.told(cursor(snapshot), code)


@st.cache_data(max_entries=100, show_spinner=False)
def counted_in(snapshot: Snapshot, code: str, period: str, compare: str) -> pd.DataFrame:
    """Return the numbers of a period that a dossier is part of, as metrics.one_dossier.counted_in does."""
    return one_dossier.counted_in(cursor(snapshot), code, Period.parse(period), compare=Compare(compare))
