"""Files being read: one after the other in a thread of this visit, while a bar for each of them moves.

The files are parsed in child processes; other people's screens never wait for them. What was begun
goes on when the person clicks on something else, and is found again in the next run.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from loaders.intake import Reading
from loaders.mapping import Mapping, from_data
from loaders.steps import CHECKING, COMPARING, OPENING, RECOGNISING, STEPS
from ui import format as fmt
from ui import intake, reads
from ui.intake import Upload
from warehouse.period import Period

_POLL_SECONDS = 0.15
_SHARES = {OPENING: 0.75, RECOGNISING: 0.05, CHECKING: 0.15, COMPARING: 0.05}
"""Part of the bar that each step fills: about its part of the time that a large file takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One file as one way of reading it: what the person has decided, None where the file says it.

    `confirmed` counts the unit names confirmed so far: each of them may change how the file is read.
    """

    file_id: str
    export_date: date | None = None
    mapping_text: str | None = None
    unit: str | None = None
    period: str | None = None
    confirmed: int = 0

    @property
    def mapping(self) -> Mapping | None:
        """The mapping by hand, None when the layout is known."""
        return from_data(json.loads(self.mapping_text)) if self.mapping_text else None

    def by_itself(self) -> "Way":
        """Return the way in which the file itself says its period and day of export."""
        return replace(self, period=None, export_date=None)


class Task:
    """One file to be read in one way, with a cursor of its own; says meanwhile which step it has reached."""

    def __init__(self, upload: Upload, way: Way) -> None:
        """Open the cursor now, in the thread of the page: the thread that reads knows nothing of the page."""
        self.upload = upload
        self.step, self.part = "", 0.0
        self.future: Future[Reading] | None = None
        self._way = way
        snapshot = reads.newest(reads.health())
        self._con = reads.cursor(snapshot) if snapshot else None

    def __call__(self) -> Reading:
        """Read the file."""
        way = self._way
        return intake.read(
            self.upload,
            export_date=way.export_date,
            mapping=way.mapping,
            unit=way.unit,
            period=Period.parse(way.period) if way.period else None,
            con=self._con,
            progress=self._hear,
        )

    def _hear(self, step: str, part: float) -> None:
        self.step, self.part = step, part

    def state(self) -> tuple[float, str]:
        """Return how full the bar is (0 to 1) and its words."""
        if self.future is not None and self.future.done():
            return 1.0, "đã kiểm tra"
        if self.step not in STEPS:
            return 0.0, "chờ đọc"
        place = STEPS.index(self.step)
        share = sum(_SHARES[step] for step in STEPS[:place]) + _SHARES[self.step] * self.part
        return min(share, 1.0), f"bước {place + 1}/{len(STEPS)}, {self.step} {fmt.number(100 * self.part)}{fmt.NBSP}%"


def read(files: dict[Way, Upload], known: dict[Way, Reading], announce: Callable[[int], None]) -> None:
    """Read the files that are not known yet and put them into `known`; `announce` hears how many, then bars move."""
    running: dict[Way, Task] = st.session_state.setdefault("dang_doc", {})
    missing = [way for way in files if way not in known]
    waiting = [way for way in missing if way not in running]
    if waiting:
        pool = ThreadPoolExecutor(max_workers=1)
        for way in waiting:
            running[way] = Task(files[way], way)
            running[way].future = pool.submit(running[way])
        pool.shutdown(wait=False)  # what was handed in is still read
    if missing:
        announce(len(missing))
        _watch([running[way] for way in missing])
    for way in missing:
        future = running.pop(way).future
        if future is not None:
            known[way] = future.result()


def _watch(tasks: Sequence[Task]) -> None:
    """Move one bar a file until all are read."""
    places = [st.empty() for _ in tasks]
    while True:
        for place, task in zip(places, tasks, strict=True):
            share, words = task.state()
            place.progress(share, text=f"{fmt.in_markdown(task.upload.name)}: {words}")
        if all(task.future is None or task.future.done() for task in tasks):
            break
        time.sleep(_POLL_SECONDS)
    for place in places:
        place.empty()
