"""Restatements (số liệu thay đổi sau báo cáo): what reports said, what the same figures are now, and why.

A report was made from one snapshot, which stays (warehouse.report_ledger). Its figures are counted again there and in
the newest snapshot; where they differ, the loads and withdrawals since are replayed one moment after the other, and
those at which the figure moves are named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

import warehouse
from metrics.measures import Compare
from metrics.plan import Plan, load, years
from metrics.scorecard import Score, scorecard
from warehouse import build, disk, report_ledger
from warehouse.health import Snapshot
from warehouse.report_ledger import ReportLine

LOADED, WITHDRAWN, STATED, TAKEN_BACK = "nạp", "thu hồi", "ghi trạng thái", "rút trạng thái"
"""What can change a figure: a file taken in, or one taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A load or a withdrawal since a report; `at` in UTC, `reason` that of a withdrawal."""

    load_id: str
    file: str
    what: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """One figure of one report that is another now.

    `causes` are the loads and withdrawals at which it moved, oldest first; empty when nothing but the way of counting
    has changed since. `is_from_facts`: the report's snapshot cannot be read (gone, altered, or built by another version
    of the program), and what it said was counted again from facts.
    """

    report: ReportLine
    was: Score
    now: Score
    causes: tuple[Cause, ...]
    is_from_facts: bool

    def as_data(self) -> dict[str, object]:
        """Return the restatement as plain data for JSON."""
        return {
            "report": self.report.report,
            "file": self.report.file,
            "period": self.report.period.token,
            "made_at": self.report.made_at.isoformat(),
            "snapshot": self.report.snapshot,
            "id": self.now.target.id,
            "label": self.now.target.label,
            "was": _figures(self.was),
            "now": _figures(self.now),
            "causes": [
                {"load_id": cause.load_id, "file": cause.file, "what": cause.what, "at": cause.at.isoformat(),
                 "reason": cause.reason}
                for cause in self.causes
            ],
            "is_from_facts": self.is_from_facts,
        }  # fmt: skip


def restatements(directory: Path, *, since: datetime | None = None) -> list[Restated]:
    """List every figure that differs now from a report made (since a moment, aware), by report and in plan order.

    A report of a year without a plan, and one from before the first snapshot that is kept, is left out.

    Raises:
        warehouse.NoIntactSnapshotError: there is a ledger, but no snapshot to count in.
    """
    lines = [line for line in report_ledger.read(directory).lines if since is None or line.made_at >= since]
    served = warehouse.newest(directory).served
    if not lines:
        return []
    if served is None:
        raise warehouse.NoIntactSnapshotError("Không còn bản số liệu nào nguyên vẹn. Khôi phục từ bản sao lưu.")
    kept = {snapshot.path.name: snapshot for snapshot in warehouse.history(directory)}
    found: list[Restated] = []
    with warehouse.connect(served.path) as con:
        for line in lines:
            if line.period.year not in years():
                continue
            found += restated(con, line, kept.get(line.snapshot))
    return found


def restated(con: duckdb.DuckDBPyConnection, line: ReportLine, then: Snapshot | None) -> list[Restated]:
    """List every figure of one report that is another in a later snapshot, in plan order.

    `con` is the later snapshot, of this version of the program; `then` the report's own, None when it is gone.

    Raises:
        metrics.plan.UnknownPlanError: the year of the report has no plan.
    """
    plan = load(line.period.year)
    old = _readable(then, line)
    if old is not None:
        with old:
            was, events = _scores(old, plan, line), _events(old)
    else:
        moment = _moment_of(line)
        was = _scores_at(con, plan, line, moment)
        events = {event for event in _events(con) if event.at.replace(tzinfo=None) <= moment}
    now = _scores(con, plan, line)
    return list(_moved(con, plan, line, was, now, events, is_from_facts=old is None))


def _readable(then: Snapshot | None, line: ReportLine) -> duckdb.DuckDBPyConnection | None:
    """Open the snapshot of a report; None when it is gone, altered, or built by another version of the program."""
    if then is None or then.sha256 != line.snapshot_sha256 or disk.remembered_sha256(then.path) != then.sha256:
        return None
    con = warehouse.connect(then.path)
    return con if build.is_current(con) else None


def _moved(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    line: ReportLine,
    was: Sequence[Score],
    now: Sequence[Score],
    known: set[Cause],
    *,
    is_from_facts: bool,
) -> Iterator[Restated]:
    changed = {new.target.id for old, new in zip(was, now, strict=True) if _said(old) != _said(new)}
    if not changed:
        return
    part = replace(plan, targets=tuple(target for target in plan.targets if target.id in changed))
    old = {score.target.id: score for score in was}
    new = {score.target.id: score for score in now}
    causes: dict[str, list[Cause]] = {id: [] for id in changed}
    before = {id: _said(old[id]) for id in changed}
    since = sorted(_events(con) - known, key=lambda cause: (cause.at, cause.load_id))
    for moment in sorted({cause.at for cause in since}):
        for score in _scores_at(con, part, line, moment.replace(tzinfo=None)):
            if _said(score) != before[score.target.id]:
                causes[score.target.id] += [cause for cause in since if cause.at == moment]
                before[score.target.id] = _said(score)
    for target in part.targets:
        id = target.id
        yield Restated(report=line, was=old[id], now=new[id], causes=tuple(causes[id]), is_from_facts=is_from_facts)


def _scores(con: duckdb.DuckDBPyConnection, plan: Plan, line: ReportLine) -> list[Score]:
    return scorecard(con, plan, line.period, variants=dict(line.variants), compare=Compare(line.compare))


def _scores_at(con: duckdb.DuckDBPyConnection, plan: Plan, line: ReportLine, moment: datetime) -> list[Score]:
    with con.cursor() as own:
        warehouse.as_of(own, moment)
        return _scores(own, plan, line)


def _events(con: duckdb.DuckDBPyConnection) -> set[Cause]:
    """Return every load, every state of a task set by a person, and what was taken back, that a snapshot knows."""
    rows = con.execute(
        """
        SELECT load_id, file, ?, loaded_at, NULL FROM loads
        UNION ALL
        SELECT loads.load_id, loads.file, ?, load_event.changed_at, load_event.reason
        FROM load_event INNER JOIN loads ON loads.load_id = load_event.load_id WHERE load_event.state = 'withdrawn'
        UNION ALL
        SELECT
            edit_id, concat('nhiệm vụ ', task_no, ' (', year, ')'), CASE WHEN is_withdrawn THEN ? ELSE ? END,
            changed_at, reason
        FROM task_state
        """,
        [LOADED, WITHDRAWN, TAKEN_BACK, STATED],
    ).fetchall()
    return {
        Cause(load_id=load_id, file=file, what=what, at=at.replace(tzinfo=UTC), reason=reason)
        for load_id, file, what, at, reason in rows
    }


def _moment_of(line: ReportLine) -> datetime:
    """Return the time in the name of a report's snapshot (UTC, naive): what was loaded by then was in it."""
    return datetime.strptime(line.snapshot, "%Y%m%dT%H%M%S.%fZ.duckdb")


def _said(score: Score) -> tuple[object, ...]:
    """Return what a report prints of a target: counts, value, state of work; targets may be amended, figures not."""
    figure, measure = score.figure, score.measure
    counts = (figure.numerator, figure.denominator) if figure and figure.denominator else None
    return counts, (measure.value, measure.state) if measure and not figure else None


def _figures(score: Score) -> dict[str, object]:
    data = score.as_data()
    return {name: data[name] for name in ("numerator", "denominator", "rate_pct", "value", "state", "status")}
