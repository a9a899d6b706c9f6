"""Completeness (độ đầy đủ): which unit has handed in which month, and who has not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import duckdb
import pandas as pd

from warehouse.period import Period


class State(StrEnum):
    """How much of a month the counted files of a unit speak of: all of it, some days, none."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"


STATE_LABELS = {State.COMPLETE: "Đủ", State.PARTIAL: "Thiếu một phần", State.MISSING: "Chưa có"}
"""Vietnamese name of each state."""

DISTRICT = "Toàn huyện"
"""Name shown for files that speak of no single unit."""

COLUMNS = ("unit", "unit_name", "month", "state", "dossiers", "last_event", "load_ids")
"""Columns of `matrix`, in order."""

MISSING_COLUMNS = (
    "unit", "unit_name", "kind", "missing", "partial", "n_missing", "n_partial", "last_known", "reminder",
)  # fmt: skip
"""Columns of `missing`, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one counted load says about one unit: from which day to which, both included.

    `assumed_from` is the first day that a file without a stated period may speak of: the start of the year of its
    first day. Nobody wrote that it does, so those months are partial at best.
    """

    load_id: str
    unit: str | None
    first: date
    last: date
    assumed_from: date


def matrix(con: duckdb.DuckDBPyConnection, kind: str, period: Period, *, as_of: date | None = None) -> pd.DataFrame:
    """Say for every unit and month of a period whether its files of a kind are all there.

    complete: the days of the month are covered by counted loads that speak of the unit, up to the day that each is
    known until; no dossier in such a month is complete with 0. partial: some days are, or the file does not say from
    when it speaks. missing: none.

    Units: the communes valid on the last day of the month (one line per name where a code changed its meaning), and
    every other unit that has handed in such a file; a kind without units has the one line `DISTRICT` (unit None).
    Months that start after `as_of` (today by default) are left out: nobody can have handed them in.

    Returns one row per unit and month, ordered by unit and month: unit (code), unit_name, month ("2023-04"), state,
    dossiers (for dossier lists live dossiers received in the month, else live rows), last_event (last day in the month
    on which something happened; missing without one), load_ids (list, oldest first).
    """
    return _matrix(con, kind, period, as_of or date.today(), spans_of(con, kind))


def coverage(units: Iterable[str | None], days: Period, spans: Iterable[Coverage]) -> State:
    """Say how much of a range of days some units' files cover: complete only when it is for each of them."""
    known = list(spans)
    states = {_state([(span.first, span.last) for span in known if span.unit == unit], days) for unit in units}
    if len(states) > 1:
        return State.PARTIAL
    return states.pop() if states else State.MISSING


def spans_of(con: duckdb.DuckDBPyConnection, kind: str) -> list[Coverage]:
    """Return what every counted load of a kind covers, one item per load and unit, oldest load first.

    The first day is that of the stated period; without one, of the month of the first end (of a payment, of a
    reception) in the file; of the last day's month where rows have no days.
    """
    rows = con.execute(_SPANS, [kind]).fetchall()
    spans = []
    for load_id, unit, last, stated, from_contents in rows:
        first = stated or from_contents or last.replace(day=1)
        assumed = stated or first.replace(month=1, day=1)
        spans.append(Coverage(load_id=load_id, unit=unit, first=first, last=last, assumed_from=assumed))
    return spans


def namer(con: duckdb.DuckDBPyConnection) -> Callable[[str | None, date | None], str]:
    """Return a function from a unit's code and a day to its name on that day, for codes change their meaning.

    Outside every validity, or without a day, it is the first name that the code had; for an unknown code the code.
    """
    known: dict[str, list[tuple[date, date | None, str]]] = {}
    for code, valid_from, valid_to, name in con.execute(
        "SELECT code, valid_from, valid_to, name FROM ref_unit ORDER BY valid_from"
    ).fetchall():
        known.setdefault(code, []).append((valid_from, valid_to, name))

    def name_of(code: str | None, on: date | None) -> str:
        if code is None:
            return DISTRICT
        for valid_from, valid_to, name in known.get(code, []):
            if on and valid_from <= on and (valid_to is None or valid_to >= on):
                return name
        return known[code][0][2] if code in known else code

    return name_of


def communes(con: duckdb.DuckDBPyConnection, on: date) -> list[str]:
    """Return the codes of the communes that exist on a day, in order: the units that must hand in."""
    rows = con.execute(
        "SELECT DISTINCT code FROM ref_unit WHERE level = 'commune' AND valid_from <= ? "
        "AND (valid_to IS NULL OR valid_to >= ?) ORDER BY code",
        [on, on],
    ).fetchall()
    return [code for (code,) in rows]


def missing(
    con: duckdb.DuckDBPyConnection, period: Period, *, kinds: Iterable[str] | None = None, as_of: date | None = None
) -> pd.DataFrame:
    """List who has not handed in what, for a reminder.

    Only months that have ended by `as_of` (today by default) can be missed. `kinds`: by default dossier lists and
    every other kind of which the period holds something from somebody.

    Returns one row per unit and kind with at least one month not complete, ordered by kind and unit: unit, unit_name,
    kind, missing and partial (month tokens), n_missing, n_partial, last_known (last day that the unit's files speak
    of), reminder (one Vietnamese sentence). Empty when everything is there.
    """
    today = as_of or date.today()
    rows = []
    for kind in _kinds(con, period) if kinds is None else kinds:
        spans = spans_of(con, kind)
        table = _matrix(con, kind, period, today, spans)
        ended = {month.token for month in period.months() if month.end <= today}
        last_known = {span.unit: span.last for span in sorted(spans, key=lambda span: span.last)}
        due = table[table["month"].isin(ended)]
        for (unit, name), own in due.groupby(["unit", "unit_name"], sort=False, dropna=False):
            code, shown = (unit if isinstance(unit, str) else None), str(name)
            without = own.loc[own["state"] == State.MISSING, "month"].tolist()
            partial = own.loc[own["state"] == State.PARTIAL, "month"].tolist()
            if without or partial:
                known = last_known.get(code)
                said = reminder(shown, without, partial, known)
                rows.append((code, shown, kind, without, partial, len(without), len(partial), known, said))
    return pd.DataFrame(rows, columns=list(MISSING_COLUMNS))


def reminder(unit_name: str, without: list[str], partial: list[str], last_known: date | None) -> str:
    """Say in one sentence what a unit still owes.

    >>> reminder("Xã Xuân Bắc", ["2023-02", "2023-03"], [], date(2023, 1, 31))
    'Xã Xuân Bắc: chưa có tháng 2–3/2023; số liệu mới đến 31/01/2023.'
    """
    parts = []
    if without:
        parts.append(f"chưa có tháng {_months(without)}")
    if partial:
        parts.append(f"chưa đủ tháng {_months(partial)}")
    if last_known:
        parts.append(f"số liệu mới đến {last_known:%d/%m/%Y}")
    return f"{unit_name}: {'; '.join(parts)}."


def _months(tokens: list[str]) -> str:
    """Write months shortly, runs inside a year as first to last: "1–3/2023, 5/2023"."""
    runs: list[list[int]] = []
    for token in sorted(tokens):
        year, month = int(token[:4]), int(token[5:])
        if runs and runs[-1][0] == year and runs[-1][2] == month - 1:
            runs[-1][2] = month
        else:
            runs.append([year, month, month])
    return ", ".join(f"{first}/{year}" if first == last else f"{first}–{last}/{year}" for year, first, last in runs)


def _state(spans: list[tuple[date, date]], days: Period) -> State:
    """Say how much of a range its spans cover together; neighbours and overlaps join."""
    reached, touched = days.start, False
    for first, last in sorted(spans):
        if first >= days.end or last < days.start:
            continue
        touched = True
        if first <= reached:
            reached = max(reached, last + timedelta(days=1))
    if reached >= days.end:
        return State.COMPLETE
    return State.PARTIAL if touched else State.MISSING


def _matrix(
    con: duckdb.DuckDBPyConnection, kind: str, period: Period, today: date, spans: list[Coverage]
) -> pd.DataFrame:
    months = [month for month in period.months() if month.start <= today]
    events = _events(con, kind, months)
    rows = []
    for (unit, at), name in _units(con, kind, months, {span.unit for span in spans}, set(events)).items():
        month = months[at]
        own = [span for span in spans if span.unit == unit and span.first < month.end and span.last >= month.start]
        state = _state([(span.first, span.last) for span in own], month)
        if state is State.MISSING:
            own = [span for span in spans if span.unit == unit and span.assumed_from < month.end <= span.first]
            state = State.PARTIAL if own else state
        count, last = events.get((unit, month.token), (0, None))
        rows.append((unit, name, month.token, state.value, count, last, [span.load_id for span in own]))
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"dossiers": "int64", "last_event": "object"})
    return table.sort_values(["unit", "month"], ignore_index=True, na_position="last")


def _units(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    months: list[Period],
    seen: set[str | None],
    busy: set[tuple[str | None, str]],
) -> dict[tuple[str | None, int], str]:
    """Name every unit expected in each month, (code, place of the month) to the name valid on the month's last day.

    A unit that is unknown, or has rows outside the years of its validity, is shown all the same.
    """
    if seen == {None} or kind == "procedures":
        return {(None, at): DISTRICT for at in range(len(months))}
    known = con.execute("SELECT code, name, level, valid_from, valid_to FROM ref_unit ORDER BY valid_from").fetchall()
    newest = {code: name for code, name, *_ in known}
    expected: dict[tuple[str | None, int], str] = {}
    for at, month in enumerate(months):
        for code, name, level, valid_from, valid_to in known:
            is_valid = valid_from <= month.last and (valid_to is None or valid_to >= month.last)
            if is_valid and (level == "commune" or code in seen):
                expected[code, at] = name
        for code in seen:
            if code not in newest or (code, month.token) in busy:
                expected.setdefault((code, at), newest.get(code, code) if code else DISTRICT)
    return expected


def _events(
    con: duckdb.DuckDBPyConnection, kind: str, months: list[Period]
) -> dict[tuple[str | None, str], tuple[int, date | None]]:
    """Count live rows by unit and month, with the last day on which something happened."""
    if not months:
        return {}
    days = [months[0].start, months[-1].end]
    rows = con.execute(_EVENTS.get(kind, _ROWS), days if kind in _EVENTS else [kind, *days]).fetchall()
    return {(unit, f"{month:%Y-%m}"): (count, last) for unit, month, count, last in rows}


_SPANS = """
    SELECT
        spoken.load_id, spoken.unit_code, counted_load.known_until, counted_load.period_from,
        coalesce(
            list.first_day,
            CAST(date_trunc('month', payment.first_day) AS DATE), CAST(date_trunc('month', petition.first_day) AS DATE)
        ) AS first_day
    FROM quality_load_unit AS spoken
    INNER JOIN counted_load ON counted_load.load_id = spoken.load_id
    LEFT JOIN quality_dossier_load AS list ON list.load_id = spoken.load_id
    LEFT JOIN (SELECT load_id, min(paid_on) AS first_day FROM fact_payment GROUP BY load_id) AS payment
        ON payment.load_id = spoken.load_id
    LEFT JOIN (SELECT load_id, min(received_on) AS first_day FROM fact_petition GROUP BY load_id) AS petition
        ON petition.load_id = spoken.load_id
    WHERE spoken.kind = ? AND counted_load.known_until IS NOT NULL
    ORDER BY counted_load.loaded_at, spoken.load_id, spoken.unit_code
"""

_EVENTS = {
    "dossiers": """
        SELECT unit, CAST(date_trunc('month', day) AS DATE) AS month,
            CAST(sum(received + not_accepted + unknown_status) AS BIGINT),
            max(day) FILTER (WHERE received + resolved > 0)
        FROM rollup_dossier WHERE basis = 'list' AND day >= ? AND day < ? GROUP BY unit, month
    """,
    "payments": """
        SELECT unit_code, CAST(date_trunc('month', paid_on) AS DATE) AS month, count(*), max(paid_on)
        FROM live_payment WHERE paid_on >= ? AND paid_on < ? GROUP BY unit_code, month
    """,
    "petitions": """
        SELECT unit_code, CAST(date_trunc('month', received_on) AS DATE) AS month, count(*), max(received_on)
        FROM live_petition WHERE received_on >= ? AND received_on < ? GROUP BY unit_code, month
    """,
}
"""Rows and last day by unit and month, for the kinds whose rows have a day."""

_ROWS = """
    WITH line AS (
        SELECT load_id, unit_code FROM fact_form
        UNION ALL SELECT load_id, unit_code FROM fact_survey
        UNION ALL SELECT load_id, unit_code FROM fact_e_certification
        UNION ALL SELECT load_id, unit_code FROM fact_progress
        UNION ALL SELECT load_id, NULL FROM fact_procedure
    )
    SELECT line.unit_code, CAST(date_trunc('month', counted_load.known_until) AS DATE) AS month, count(*), NULL
    FROM line
    INNER JOIN counted_load ON counted_load.load_id = line.load_id
    WHERE counted_load.kind = ? AND counted_load.known_until >= ? AND counted_load.known_until < ?
    GROUP BY line.unit_code, month
"""


def _kinds(con: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    rows = con.execute(
        "SELECT DISTINCT kind FROM counted_load WHERE known_until >= ? AND coalesce(period_from, known_until) < ?",
        [period.start, period.end],
    ).fetchall()
    return sorted({"dossiers", *(kind for (kind,) in rows)})
