"""Draw random worlds of loads and dossiers, and put a world into a warehouse in memory."""

import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

import duckdb
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.metrics.twin import Load, Procedure, Row, World
from warehouse import build
from warehouse.folding import fold

DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2022-12-30", "2022-12-31", "2023-01-01", "2023-01-02", "2023-01-30", "2023-01-31", "2023-02-01", "2023-02-27",
        "2023-02-28", "2023-03-01", "2023-03-30", "2023-03-31", "2023-04-01", "2023-04-02", "2023-06-30", "2023-07-01",
    )
)  # fmt: skip
"""Days of every date that is drawn: the last and first ones of months, quarters and years, in order."""

HOURS = (time(), time(), time(8), time(10, 30), time(10, 31), time(23, 59, 59))
"""Times of day; midnight is how a day without an hour is stored."""

SETS = int(os.environ.get("TWIN_SETS", "24"))
"""How many invented worlds the widest test draws; `make twin` draws 300."""

CODES = tuple(f"H{number}" for number in range(1, 17))
"""Dossier codes, few enough to be printed by several loads and twice by one."""

UNITS = ("26425", "26434", "741.TNMT", "741.KTHT")
"""Two communes and two district agencies."""

FIELDS = ("Đất đai", "HỘ TỊCH", "Hoạt động xây dựng", "Đầu tư xây dựng", "Lĩnh vực lạ", "Đất đai; Hộ tịch")
"""Fields as printed: listed ones, one in capitals, a trap of the list, one that is not listed, two in a cell."""

PROCEDURES = {"1.000001": "Cấp giấy", "1.000002": "Đăng ký", "1.000003": "Hòa giải", "1.000004": "Chứng thực bản sao"}
"""Code stems of the catalogue and the names that it gives them."""

NAMES = (*PROCEDURES.values(), "ĐĂNG KÝ", "Hoà giải", "Thủ tục lạ")
"""Procedure names as dossier lists print them."""

STATUSES = ("done", "done", "done", "open", "open", "waiting", "withdrawn", "overdue", None, "unknown", "not_accepted")
"""Status groups; None is a file without that column."""

LOADED = datetime(2023, 7, 10, 1)
"""Moment (UTC) before which nothing was loaded."""

PERIODS = ("2023", "2023", "2023-Q1", "2023-Q1", "2023-H1", "2023-01", "2023-02", "2023-03", "2023-Q2", "2022-12")
"""Tokens that periods are drawn from, beside free ranges."""

_TABLES = ("loads", "load_event", "fact_dossier", "fact_procedure")


_seeds = st.integers(0, 2**32 - 1)


def periods() -> st.SearchStrategy[str]:
    """Token of a period: a named one, or a range between two days."""
    return _seeds.map(lambda seed: _period(Random(seed)))


def worlds(*, max_rows: int = 20) -> st.SearchStrategy[World]:
    """One to three dossier lists with overlapping codes, perhaps a catalogue or two, some of them withdrawn.

    Each row comes evenly from a seed of its own: strategies alone draw the simplest values so often that most worlds
    would have next to nothing in them. A failing world still shrinks to the few rows that it needs.
    """
    sizes = st.sampled_from((*range(max_rows // 2, max_rows + 1), 0))
    seeds = sizes.flatmap(lambda size: st.lists(_seeds, min_size=size, max_size=size, unique=True))
    return st.builds(_world, _seeds, seeds)


def _period(chance: Random) -> str:
    if chance.random() < 0.6:
        return chance.choice(PERIODS)
    first, last = sorted((chance.choice(DAYS), chance.choice(DAYS)))
    return f"{first}..{last}"


def _world(seed: int, row_seeds: Sequence[int]) -> World:
    chance = Random(seed)
    n_lists, n_catalogues = chance.choice((1, 2, 2, 3)), chance.choice((0, 1, 1, 2))
    hours = chance.sample(range(n_lists + n_catalogues), n_lists + n_catalogues)
    loads = [_load(chance, f"L{place}", LOADED + timedelta(hours=hour)) for place, hour in enumerate(hours)]
    rows = [_row(Random(row_seed), at, n_lists) for at, row_seed in enumerate(row_seeds)]
    entries = [
        Procedure(load_id=load.load_id, source_row=at, code=code, name=name, field=chance.choice((*FIELDS, None)))
        for load in loads[n_lists:]
        for at, (code, name) in enumerate(PROCEDURES.items())
        if chance.random() < 0.7
    ]
    return World(loads=tuple(loads), rows=tuple(rows), procedures=tuple(entries))


def _load(chance: Random, load_id: str, loaded_at: datetime) -> Load:
    withdrawn = chance.choice((None, None, None, None, LOADED + timedelta(hours=2, minutes=30), LOADED + timedelta(1)))
    return Load(
        load_id=load_id,
        loaded_at=loaded_at,
        export_date=chance.choice((date(2023, 2, 1), date(2023, 4, 1), date(2023, 7, 2))),
        known_until=chance.choice(DAYS),
        compare=chance.choice(("date", "datetime")),
        withdrawn_at=withdrawn,
    )


def _row(chance: Random, source_row: int, n_lists: int) -> Row:
    received = chance.randrange(len(DAYS))
    status = chance.choice(STATUSES)
    return Row(
        load_id=f"L{chance.randrange(n_lists)}",
        source_row=source_row,
        code=chance.choice(CODES),
        unit=chance.choice(UNITS),
        procedure_code=chance.choice((None, *PROCEDURES)),
        procedure_name=chance.choice((None, *NAMES)),
        field=chance.choice((None, *FIELDS)),
        received_at=None if status == "not_accepted" and chance.random() < 0.5 else _moment(chance, received),
        due_at=_perhaps(chance, max(0, received - 3), 0.15),
        finished_at=_perhaps(chance, received, 0.4),
        handed_over_at=_perhaps(chance, received, 0.5),
        status=status,
        channel=chance.choice((None, "online", "online", "direct", "postal")),
        is_digitized=chance.choice((None, True, True, False)),
        is_result_digitized=chance.choice((None, True, True, False)),
        has_e_result=chance.choice((None, True, False)),
    )


def _moment(chance: Random, place: int) -> datetime:
    return datetime.combine(DAYS[place], chance.choice(HOURS))


def _perhaps(chance: Random, earliest: int, missing: float) -> datetime | None:
    if chance.random() < missing:
        return None
    return _moment(chance, min(chance.randrange(earliest, earliest + 5), len(DAYS) - 1))


@cache
def _workbench() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    build.build_rollup(con)
    return con


def drawing(share: float = 1) -> settings:
    """Return how a test draws: a share of the worlds of the widest one, and as long as it takes."""
    return settings(
        max_examples=max(4, round(share * SETS)),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def stored(world: World) -> duckdb.DuckDBPyConnection:
    """Put a world, and nothing else, into the one warehouse in memory of this process; its dossiers are summed."""
    con = _workbench()
    con.execute("DROP VIEW IF EXISTS temp.core_dossier")
    for table in _TABLES:
        con.execute(f"DELETE FROM {table}")
    insert(con, world)
    build.build_rollup(con, only="dossier")
    return con


def stored_once(world: World) -> duckdb.DuckDBPyConnection:
    """Put a world into it and work out once what each dossier means, for tests that ask many questions of the rows."""
    con = stored(world)
    con.execute("CREATE OR REPLACE TEMP TABLE core_dossier_once AS SELECT * FROM core_dossier")
    con.execute("CREATE TEMP VIEW core_dossier AS SELECT * FROM core_dossier_once")
    return con


def insert(con: duckdb.DuckDBPyConnection, world: World) -> None:
    """Add the rows of a world to a prepared warehouse as a loader would have stored them."""
    counts = {load.load_id: sum(row.load_id == load.load_id for row in world.rows) for load in world.loads}
    catalogues = {entry.load_id for entry in world.procedures}
    for load in world.loads:
        count = counts[load.load_id] + sum(entry.load_id == load.load_id for entry in world.procedures)
        values = {
            "load_id": load.load_id, "file": f"{load.load_id}.xlsx", "sha256": load.load_id,
            "content_sha256": load.load_id, "kind": "procedures" if load.load_id in catalogues else "dossiers",
            "period_from": date(2023, 1, 1), "period_to": load.known_until, "export_date": load.export_date,
            "export_date_source": "option", "known_until": load.known_until, "loaded_at": load.loaded_at,
            "loaded_by": "kiểm thử", "compare": load.compare, "is_sample": False,
            "rows_read": count, "rows_loaded": count, "rows_rejected": 0, "rows_skipped": 0,
        }  # fmt: skip
        _insert(con, "loads", values, [tuple(values.values())])
        if load.withdrawn_at:
            event = (load.load_id, load.withdrawn_at, "withdrawn", "nhầm tệp", "kiểm thử")
            _insert(con, "load_event", ("load_id", "changed_at", "state", "reason", "changed_by"), [event])
    columns = (
        "load_id", "source_sheet", "source_row", "dossier_code", "procedure_code", "procedure_name", "procedure_key",
        "field_name", "field_key", "unit_code", "received_at", "due_at", "finished_at", "handed_over_at",
        "status_group", "channel", "is_digitized", "is_result_digitized", "has_e_result",
    )  # fmt: skip
    _insert(con, "fact_dossier", columns, [_dossier_values(row) for row in world.rows])
    entry_columns = (
        "load_id", "source_sheet", "source_row", "procedure_code", "procedure_base", "procedure_name",
        "procedure_key", "field_name", "field_key",
    )  # fmt: skip
    _insert(con, "fact_procedure", entry_columns, [_procedure_values(entry) for entry in world.procedures])


def _insert(
    con: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str], rows: Sequence[tuple[object, ...]]
) -> None:
    if rows:
        line = f"({', '.join('?' for _ in rows[0])})"
        query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(line for _ in rows)}"
        con.execute(query, [value for row in rows for value in row])


def _dossier_values(row: Row) -> tuple[object, ...]:
    return (
        row.load_id, "Sheet1", row.source_row, row.code, row.procedure_code, row.procedure_name,
        fold(row.procedure_name) if row.procedure_name else None, row.field, _first_folded(row.field), row.unit,
        row.received_at, row.due_at, row.finished_at, row.handed_over_at, row.status, row.channel,
        row.is_digitized, row.is_result_digitized, row.has_e_result,
    )  # fmt: skip


def _procedure_values(entry: Procedure) -> tuple[object, ...]:
    tail = ".000.00.00.H19" if entry.load_id[-1] in "13579" else ""  # portals print one code in two ways
    return (
        entry.load_id, "Sheet1", entry.source_row, entry.code + tail, entry.code, entry.name, fold(entry.name),
        entry.field, _first_folded(entry.field),
    )  # fmt: skip


def _first_folded(field: str | None) -> str | None:
    return fold(field.split(";")[0]) if field else None
