"""What changed between two exports: signs to look into (dấu hiệu cần kiểm tra), each a question and no accusation."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import duckdb
import pandas as pd

from metrics.completeness import namer
from warehouse.period import Period

KINDS = {
    "due_moved_after_due": "Ngày hẹn đổi sau khi đã quá hẹn",
    "finish_rewritten": "Ngày kết thúc ghi lại",
    "vanished": "Hồ sơ không còn trong tệp sau",
    "spike_due_day": "Nhiều hồ sơ kết thúc đúng ngày hẹn",
    "spike_quarter_end": "Nhiều hồ sơ kết thúc cuối quý",
}
"""The kinds of sign, with their names on screen, in the order in which they are listed."""

SPIKE_COUNT = 20
"""Fewest finishes on the day in question; fewer prove nothing. Our own choice, no rule gives a number."""

SPIKE_RATIO = 3
"""How many times the usual number of a working day they must be.

Together with `SPIKE_COUNT`: where a Poisson number has mean 20/3, twenty or more come up by chance about twice in
100,000 days, so a unit whose work is spread evenly is next to never asked. Our own choice, no rule gives a number.
"""

USUAL_DAYS = 5
"""Fewest other days with a finish in a quarter before its last day is compared with them."""

COLUMNS = (
    "kind", "dossier_code", "unit", "unit_name", "old", "new", "question", "is_certain", "n", "first_day", "last_day",
    "old_load_id", "old_file", "old_sheet", "old_row", "new_load_id", "new_file", "new_sheet", "new_row",
)  # fmt: skip
"""Columns of `between_exports`, in order."""


def between_exports(con: duckdb.DuckDBPyConnection, kind: str | None = None) -> pd.DataFrame:
    """List what changed from one export to a later one, and days with far more finishes than the unit's others.

    `kind`: one of KINDS; None is all of them.

    Returns one row per sign, ordered by kind, unit, dossier: kind, dossier_code (missing for a sign about many), unit
    (code), unit_name, old and new (what the two files print, in words), question (Vietnamese, complete), is_certain
    (False: the files leave open whether the change came after the appointed day), n (dossiers meant), first_day and
    last_day (for spikes: the days that `metrics.lineage.dossiers` can be asked for), then load, file, sheet and row of
    the older and of the newer statement, missing where there is no such row.

    Raises:
        ValueError: no such kind.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(f'Không có loại dấu hiệu "{kind}". Các loại: {", ".join(KINDS)}.')
    makers = {
        "due_moved_after_due": _due_moved,
        "finish_rewritten": _finish_rewritten,
        "vanished": _vanished,
        "spike_due_day": _due_day_spikes,
        "spike_quarter_end": _quarter_end_spikes,
    }
    signs = [sign | {"kind": one} for one in KINDS if kind in (None, one) for sign in makers[one](con)]
    files = dict(con.execute("SELECT load_id, file FROM loads").fetchall())
    name_of = namer(con)
    for sign in signs:
        sign["unit_name"] = name_of(sign["unit"], sign["on"])
        sign["old_file"], sign["new_file"] = files.get(sign.get("old_load_id")), files.get(sign.get("new_load_id"))
    table = pd.DataFrame([[sign.get(name) for name in COLUMNS] for sign in signs], columns=list(COLUMNS))
    return table.astype({"old_row": "Int64", "new_row": "Int64", "n": "Int64"})


_PLACES = ("old_load_id", "old_sheet", "old_row", "new_load_id", "new_sheet", "new_row")


def _due_moved(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    query = (
        f"SELECT dossier_code, unit_code, old_due_at, new_due_at, is_certain, old_export_date, {', '.join(_PLACES)} "
        "FROM found_due_moved ORDER BY unit_code, dossier_code, new_export_date"
    )
    for code, unit, old, new, certain, on, *places in con.execute(query).fetchall():
        change = f"Ngày hẹn đổi từ {_moment(old)} thành {_moment(new)}"
        asked = (
            "sau khi đã quá hẹn: vì sao?" if certain else "giữa hai lần xuất, ngày hẹn cũ đã qua: đổi khi nào, vì sao?"
        )
        yield {
            "dossier_code": code, "unit": unit, "old": _moment(old), "new": _moment(new), "is_certain": certain,
            "n": 1, "on": on, "question": f"{change} {asked}", **dict(zip(_PLACES, places, strict=True)),
        }  # fmt: skip


def _finish_rewritten(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    query = (
        f"SELECT dossier_code, unit_code, old_end_at, new_end_at, new_due_at, old_export_date, {', '.join(_PLACES)} "
        "FROM found_finish_rewritten ORDER BY unit_code, dossier_code, new_export_date"
    )
    for code, unit, old, new, due, on, *places in con.execute(query).fetchall():
        if new is None:
            question = f"Tệp trước ghi kết thúc {_moment(old)}, tệp sau không ghi: hồ sơ có xử lý lại không?"
        else:
            turned = ", từ trễ hạn thành đúng hạn" if due and new.date() <= due.date() < old.date() else ""
            question = f"Ngày kết thúc đổi từ {_moment(old)} thành {_moment(new)}{turned}: vì sao?"
        yield {
            "dossier_code": code, "unit": unit, "old": _moment(old), "new": _moment(new), "question": question,
            "is_certain": True, "n": 1, "on": on, **dict(zip(_PLACES, places, strict=True)),
        }  # fmt: skip


_STATES = {"open": "đang giải quyết", "waiting": "chờ bổ sung", "done": "đã giải quyết", "withdrawn": "trả lại, rút"}


def _vanished(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    query = (
        "SELECT dossier_code, unit_code, state, ended_on, old_load_id, old_sheet, old_row, new_load_id, "
        "old_export_date FROM found_vanished WHERE NOT is_carried_over ORDER BY unit_code, dossier_code"
    )
    for code, unit, state, ended_on, old_load_id, old_sheet, old_row, new_load_id, on in con.execute(query).fetchall():
        said = _STATES[state] + (f" ngày {ended_on:%d/%m/%Y}" if ended_on else "")
        yield {
            "dossier_code": code, "unit": unit, "old": said, "new": "không có dòng", "is_certain": True, "n": 1,
            "on": on, "question": f"Tệp trước có hồ sơ này ({said}), tệp sau của đơn vị không có: hồ sơ ở đâu?",
            "old_load_id": old_load_id, "old_sheet": old_sheet, "old_row": old_row, "new_load_id": new_load_id,
        }  # fmt: skip
    query = (
        "SELECT unit_code, old_load_id, new_load_id, first_day, count(*) FROM found_vanished WHERE is_carried_over "
        "GROUP BY unit_code, old_load_id, new_load_id, first_day ORDER BY unit_code, old_load_id"
    )
    for unit, old_load_id, new_load_id, first_day, n in con.execute(query).fetchall():
        yield {
            "unit": unit, "old": f"{n} hồ sơ", "new": "không có dòng", "is_certain": False, "n": n, "on": first_day,
            "question": (
                f"Tệp sau không có hồ sơ nào tiếp nhận trước {first_day:%d/%m/%Y}, tệp trước có {n} hồ sơ chưa xong "
                "hoặc xong trong kỳ đó: tệp có thiếu hồ sơ kỳ trước chuyển sang không?"
            ),
            "old_load_id": old_load_id, "new_load_id": new_load_id,
        }  # fmt: skip


def _due_day_spikes(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Compare finishes on the appointed day with those of a usual working day of the week before it, by quarter."""
    query = (
        "SELECT unit_code, quarter_from, n_on_due_day, n_in_week_before FROM found_finish "
        "ORDER BY unit_code, quarter_from"
    )
    for unit, first, n, week_before in con.execute(query).fetchall():
        usual = week_before / 5
        if not _is_spike(n, usual):
            continue
        quarter = Period.parse(f"{first.year}-Q{(first.month + 2) // 3}")
        yield {
            "unit": unit, "n": n, "first_day": first, "last_day": quarter.last, "is_certain": True,
            "on": quarter.last, "old": f"{_number(usual)} hồ sơ mỗi ngày làm việc trong tuần trước ngày hẹn",
            "new": f"{n} hồ sơ kết thúc đúng ngày hẹn",
            "question": (
                f"{quarter.label}: {n} hồ sơ kết thúc đúng ngày hẹn, ngày làm việc trong tuần trước đó bình quân "
                f"{_number(usual)}: ngày kết thúc có phải ngày xong thật không?"
            ),
        }  # fmt: skip


def _quarter_end_spikes(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Compare the busiest day from the last working day of a quarter to its end with the unit's other days in it.

    One day is held against one day: a quarter that ends on a Sunday would else count three days as one.
    """
    rows = con.execute(
        "SELECT unit, day, CAST(sum(resolved) AS BIGINT) FROM rollup_dossier WHERE basis = 'list' "
        "GROUP BY unit, day HAVING sum(resolved) > 0 ORDER BY unit, day"
    ).fetchall()
    quarters: dict[tuple[str, str], dict[date, int]] = {}
    for unit, day, n in rows:
        quarters.setdefault((unit, f"{day.year}-Q{(day.month + 2) // 3}"), {})[day] = n
    for (unit, token), days in quarters.items():
        quarter = Period.parse(token)
        first = last_working_day(quarter)
        others = [n for day, n in days.items() if day < first]
        day = max((day for day in days if day >= first), key=lambda day: days[day], default=first)
        at_end = days.get(day, 0)
        usual = sum(others) / len(others) if others else 0.0
        if len(others) < USUAL_DAYS or not _is_spike(at_end, usual):
            continue
        when = f"ngày {day:%d/%m/%Y}"
        yield {
            "unit": unit, "n": at_end, "first_day": day, "last_day": day, "is_certain": True, "on": day,
            "old": f"{_number(usual)} hồ sơ mỗi ngày khác có hồ sơ kết thúc trong quý",
            "new": f"{at_end} hồ sơ kết thúc {when}",
            "question": (
                f"{at_end} hồ sơ kết thúc {when}, ngày khác trong quý bình quân {_number(usual)}: "
                "ngày kết thúc có phải ngày xong thật không?"
            ),
        }  # fmt: skip


def last_working_day(period: Period) -> date:
    """Return the last Monday to Friday of a period; holidays are not known here.

    >>> last_working_day(Period.parse("2023-Q4"))
    datetime.date(2023, 12, 29)
    """
    day = period.last
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def _is_spike(n: int, usual: float) -> bool:
    return n >= SPIKE_COUNT and n >= SPIKE_RATIO * usual


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _moment(moment: datetime | None) -> str:
    """Write a printed day, with its hour where it has one."""
    if moment is None:
        return "trống"
    return f"{moment:%d/%m/%Y}" if moment.time() == time() else f"{moment:%d/%m/%Y %H:%M}"
