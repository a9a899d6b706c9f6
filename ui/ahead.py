"""Work out the other periods of the year before anyone asks: once for a snapshot and what else the strip says."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import streamlit as st
from streamlit import runtime

from ui import filters, reads
from ui.reads import Reading, Snapshot
from warehouse.period import Period


def other_periods(choice: filters.Choice) -> None:
    """Let a thread work out what Tổng quan shows of every other period of the strip; a page calls it when it stands.

    Nothing waits for it; what fails there fails again, and is told, where it is asked for. Only where a server runs.
    """
    if runtime.exists():
        _begun(choice.snapshot, replace(choice.reading, period=""))


@st.cache_resource(max_entries=100, show_spinner=False)
def _begun(snapshot: Snapshot, reading: Reading) -> Future[None]:
    readings = [replace(reading, period=token) for token in filters.tokens(reading.year)]
    return _thread().submit(work_out, snapshot, readings)


@st.cache_resource(show_spinner=False)
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")


def work_out(snapshot: Snapshot, readings: list[Reading]) -> None:
    """Read what Tổng quan shows of each reading, so that it is kept."""
    for reading in readings:
        reads.scores(snapshot, reading)
        reads.months(snapshot, reading)
        reads.balance(snapshot, reading)
        reads.stand_ins(snapshot, Period.parse(reading.period))
