"""What the data screens read, cached like the rest: loads, completeness, mappings; by snapshot and plain values."""

from typing import Any

import pandas as pd
import streamlit as st

from loaders.aliases import list_aliases, list_field_groups
from loaders.intake import list_loads, list_mappings
from loaders.kinds import EXPORTS
from metrics import completeness
from metrics.period import Period
from ui import reads
from ui.reads import Snapshot

_NEWEST_VIEW = "quality_identity"


@st.cache_data(max_entries=20, show_spinner=False)
def is_current(snapshot: Snapshot) -> bool:
    """Tell whether a snapshot has the views of this version; one of an older version gets them at its next load."""
    found = reads.cursor(snapshot).execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [_NEWEST_VIEW])
    return bool(found.fetchall())


@st.cache_data(max_entries=20, show_spinner=False)
def loads(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return every load, oldest first, as loaders.intake.list_loads does."""
    return list_loads(reads.cursor(snapshot))


@st.cache_data(max_entries=50, show_spinner=False)
def messages(snapshot: Snapshot, load_id: str) -> pd.DataFrame:
    """Return what was said when a file was taken in: level, sheet, cell, text."""
    query = "SELECT level, sheet, cell, text FROM load_message WHERE load_id = ?"
    return reads.cursor(snapshot).execute(query, [load_id]).df()


@st.cache_data(max_entries=50, show_spinner=False)
def rejects(snapshot: Snapshot, load_id: str) -> pd.DataFrame:
    """Return the refused rows of a load: source_sheet, source_row, cell, column_name, reason."""
    query = (
        "SELECT source_sheet, source_row, cell, column_name, reason FROM reject WHERE load_id = ? "
        "ORDER BY source_sheet, source_row"
    )
    return reads.cursor(snapshot).execute(query, [load_id]).df()


@st.cache_data(max_entries=20, show_spinner=False)
def kinds(snapshot: Snapshot) -> dict[str, str]:
    """Return the kinds of file that count, by label: lists of dossiers first, they are always asked for."""
    rows = reads.cursor(snapshot).execute("SELECT DISTINCT kind FROM counted_load ORDER BY kind").fetchall()
    found = ["dossiers", *(kind for (kind,) in rows if kind in EXPORTS and kind != "dossiers")]
    return {EXPORTS[kind].label: kind for kind in found}


@st.cache_data(max_entries=50, show_spinner=False)
def matrix(snapshot: Snapshot, kind: str, period: str) -> pd.DataFrame:
    """Return unit by month of a kind, as metrics.completeness.matrix does."""
    return completeness.matrix(reads.cursor(snapshot), kind, Period.parse(period))


@st.cache_data(max_entries=50, show_spinner=False)
def missing(snapshot: Snapshot, period: str) -> pd.DataFrame:
    """Return who has not handed in what, as metrics.completeness.missing does."""
    return completeness.missing(reads.cursor(snapshot), Period.parse(period))


@st.cache_data(max_entries=20, show_spinner=False)
def unit_names(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return every spelling of a unit that was confirmed, with its history."""
    return list_aliases(reads.cursor(snapshot))


@st.cache_data(max_entries=20, show_spinner=False)
def field_groups(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return every field that has a group, with its history."""
    return list_field_groups(reads.cursor(snapshot))


@st.cache_data(max_entries=20, show_spinner=False)
def mappings(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return every saved way of reading a layout, with its history and the loads read by it."""
    return list_mappings(reads.cursor(snapshot))
