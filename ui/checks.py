"""What the data screens read, cached like the rest: loads, completeness, mappings; by snapshot and plain values."""

from typing import Any

import pandas as pd
import streamlit as st

from loaders.aliases import list_aliases, list_field_groups
from loaders.intake import list_loads, list_mappings
from loaders.kinds import EXPORTS
from metrics import completeness, lineage, reconciliation
from metrics.changes import between_exports
from metrics.lineage import Days
from metrics.restatements import Restated, restatements
from ui import reads
from ui.reads import Snapshot
from warehouse.period import Period
from warehouse.report_ledger import ReportLine


@st.cache_data(max_entries=20, show_spinner=False)
def loads(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return every load, oldest first, as loaders.intake.list_loads does."""
    return list_loads(reads.cursor(snapshot))


@st.cache_data(max_entries=50, show_spinner=False)
def messages(snapshot: Snapshot, load_id: str) -> pd.DataFrame:
    """Return what was said when a file was taken in: level, sheet, cell, text."""
    return lineage.messages(reads.cursor(snapshot), load_id)


@st.cache_data(max_entries=50, show_spinner=False)
def rejects(snapshot: Snapshot, load_id: str) -> pd.DataFrame:
    """Return the refused rows of a load: load_id, file, sheet, row, cell, column, reason."""
    return lineage.rejects(reads.cursor(snapshot), load_id)


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


@st.cache_data(max_entries=10, show_spinner=False)
def problems(snapshot: Snapshot) -> pd.DataFrame:
    """Return what a person should look at, with its count, as metrics.lineage.problems does."""
    return lineage.problems(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def changes(snapshot: Snapshot) -> pd.DataFrame:
    """Return what changed from one export to a later one, as metrics.changes.between_exports does."""
    return between_exports(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def differences(snapshot: Snapshot) -> pd.DataFrame:
    """Return where a form and the lists do not agree, as metrics.reconciliation.differences does."""
    return reconciliation.differences(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def unprinted(snapshot: Snapshot) -> pd.DataFrame:
    """Return the units that forms of several units leave out, as metrics.reconciliation.unprinted does."""
    return reconciliation.unprinted(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def identities(snapshot: Snapshot) -> pd.DataFrame:
    """Return the printed lines whose columns do not add up, as metrics.reconciliation.identities does."""
    return reconciliation.identities(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def totals(snapshot: Snapshot) -> pd.DataFrame:
    """Return the printed totals that are no sum of their rows, as metrics.reconciliation.totals does."""
    return reconciliation.totals(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def fields_without_group(snapshot: Snapshot) -> pd.DataFrame:
    """Return the fields that wait for a group: field, dossiers, units."""
    return lineage.fields_without_group(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def all_rejects(snapshot: Snapshot) -> pd.DataFrame:
    """Return the refused rows of every load: load_id, file, sheet, row, cell, column, reason."""
    return lineage.rejects(reads.cursor(snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def dossiers(
    snapshot: Snapshot,
    *,
    load_id: str | None = None,
    unit: str | None = None,
    received: Days | None = None,
    ended: Days | None = None,
    is_on_due_day: bool | None = None,
    problem: str | None = None,
    codes: tuple[str, ...] | None = None,
) -> pd.DataFrame:
    """Return live dossiers with file, sheet and row, as metrics.lineage.dossiers does; only those a viewer may see."""
    return lineage.dossiers(
        reads.cursor(snapshot),
        load_id=load_id,
        unit=unit,
        units=snapshot.communes,
        received=received,
        ended=ended,
        is_on_due_day=is_on_due_day,
        problem=problem,
        codes=codes,
    )


@st.cache_data(max_entries=20, show_spinner=False)
def rows(snapshot: Snapshot, load_id: str) -> pd.DataFrame:
    """Return the stored rows of one load, as metrics.lineage.rows does."""
    return lineage.rows(reads.cursor(snapshot), load_id)


@st.cache_data(max_entries=20, show_spinner=False)
def figures_fed(snapshot: Snapshot, load_id: str) -> pd.DataFrame:
    """Return the figures to which a load contributes, as metrics.lineage.figures_fed does."""
    return lineage.figures_fed(reads.cursor(snapshot), load_id)


@st.cache_data(max_entries=5, show_spinner="Đang so số liệu của các báo cáo với nay…")
def restated(snapshot: Snapshot, reports: tuple[ReportLine, ...]) -> list[Restated]:
    """Return every figure of the reports made that is another now, as metrics.restatements does.

    `snapshot` must be the one served, `reports` what its folder's ledger holds: both are the key of the cache.

    Raises:
        warehouse.NoIntactSnapshotError: no snapshot can be read any more.
    """
    return restatements(snapshot.path.parent)
