"""What the screen of comparison reads of dossiers, cached."""

import streamlit as st

from metrics import decomposition
from metrics.decomposition import Exchange
from metrics.measures import Scope
from ui.reads import Snapshot, cursor, limited
from warehouse.period import Period


@st.cache_data(max_entries=50, show_spinner="Đang đối chiếu hồ sơ của hai kỳ…")
def exchange(snapshot: Snapshot, before: str, after: str, scope: Scope) -> Exchange:
    """Count what left and entered between two periods (tokens), the earlier one first."""
    periods = Period.parse(before), Period.parse(after)
    return decomposition.exchange(cursor(snapshot), *periods, scope=limited(scope, snapshot))


@st.cache_data(max_entries=10, show_spinner=False)
def codes(snapshot: Snapshot, before: str, after: str, way: str, scope: Scope, most: int) -> tuple[str, ...]:
    """Return the codes of at most `most` dossiers that left, entered or stayed."""
    periods = Period.parse(before), Period.parse(after)
    return tuple(decomposition.exchanged(cursor(snapshot), *periods, way, scope=limited(scope, snapshot), limit=most))
