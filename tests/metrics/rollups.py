"""A rollup of dossiers written down by hand, in a database with nothing else: figures are asked of it in milliseconds.

What a rollup holds is tested where it is built (test_rates, test_twin); here stands what is made of it.
"""

from collections.abc import Mapping
from typing import Any

import duckdb

from metrics.online_services import ONLINE_FILING_RATE
from metrics.timeliness import BALANCE, ON_TIME_RATE
from metrics.workload import DUE_SOON_COUNT, OPEN_OVERDUE_COUNT, WITHDRAWN_COUNT

DIMENSIONS = ("basis", "unit", "level", "field", "field_group", "procedure", "channel")
"""Text columns of rollup_dossier."""

MEASURES = sorted(
    {term.measure for terms in BALANCE.values() for term in terms}
    | {
        term.measure
        for indicator in (ON_TIME_RATE, ONLINE_FILING_RATE, OPEN_OVERDUE_COUNT, DUE_SOON_COUNT, WITHDRAWN_COUNT)
        for variant in indicator.variants
        for term in (*variant.numerator, *variant.denominator)
    }
    | {"on_time_date", "on_time_datetime"}
)
"""Its number columns, those that the on-time rate, what stands beside it and the share filed online are made of."""


def rollup(*rows: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """Return a database whose rollup_dossier holds rows of a day and what else is given of them.

    `first_day` is the day itself, every measure 0, the unit commune 26425, unless given.
    """
    con = duckdb.connect(":memory:", config={"threads": 1})
    texts = ", ".join(f"{name} VARCHAR" for name in DIMENSIONS)
    numbers = ", ".join(f"{name} BIGINT" for name in MEASURES)
    con.execute(f"CREATE TABLE rollup_dossier (day DATE, first_day DATE, {texts}, {numbers})")
    for row in rows:
        usual = {"basis": "list", "unit": "26425", "level": "commune", "first_day": row["day"]}
        values = {**dict.fromkeys(MEASURES, 0), **usual, **row}
        marks = ", ".join("?" for _ in values)
        con.execute(f"INSERT INTO rollup_dossier ({', '.join(values)}) VALUES ({marks})", list(values.values()))
    con.execute("CREATE VIEW coarse_dossier AS SELECT * EXCLUDE (procedure) FROM rollup_dossier")
    return con


def resolved(day: str, on_time: int, cases: int, **about: Any) -> dict[str, Any]:
    """Return a row of dossiers received and resolved on a day, all with an appointed day."""
    return {
        "day": day, "on_time": on_time, "resolved": cases, "resolved_with_due": cases, "received": cases,
        "received_with_due": cases, "ended": cases, "ended_with_due": cases, **about,
    }  # fmt: skip


UNITS = (
    ("26425", "Thị trấn Gia Ray", "Gia Ray", "thi_tran", "commune"),
    ("26428", "Xã Xuân Bắc", "Xuân Bắc", "xa", "commune"),
    ("26434", "Xã Xuân Thành", "Xuân Thành", "xa", "commune"),
    ("741.TNMT", "Phòng Tài nguyên và Môi trường", "Tài nguyên - Môi trường", "agency", "district"),
    ("741", "Huyện Xuân Lộc", "Xuân Lộc", "district", "district"),
)
"""Code, name, short name, type and level of the units that a database knows."""


def with_units(
    con: duckdb.DuckDBPyConnection, *lines: Mapping[str, Any], kinds: tuple[str, ...] = ("dossiers",)
) -> duckdb.DuckDBPyConnection:
    """Add what is told beside rollups: units, kinds of load that count, lines of progress reports (item and period)."""
    con.execute(
        "CREATE TABLE ref_unit (code VARCHAR, name VARCHAR, short_name VARCHAR, type VARCHAR, level VARCHAR, "
        "valid_from DATE)"
    )
    for unit in UNITS:
        con.execute("INSERT INTO ref_unit VALUES (?, ?, ?, ?, ?, DATE '2000-01-01')", list(unit))
    con.execute("CREATE TABLE counted_load (kind VARCHAR)")
    for kind in kinds:
        con.execute("INSERT INTO counted_load VALUES (?)", [kind])
    con.execute(
        "CREATE TABLE live_progress (item VARCHAR, period VARCHAR, unit_code VARCHAR, numerator DOUBLE, "
        "denominator DOUBLE, value_2022 DOUBLE, status VARCHAR, evidence VARCHAR, finished_on DATE)"
    )
    for line in lines:
        marks = ", ".join("?" for _ in line)
        con.execute(f"INSERT INTO live_progress ({', '.join(line)}) VALUES ({marks})", list(line.values()))
    return con
