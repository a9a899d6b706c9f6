"""Build what a snapshot holds beside its facts: schema, reference data, row-meaning views and the daily rollup."""

import csv
import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb

from warehouse import plan_files
from warehouse.errors import WarehouseError
from warehouse.folding import fold, nfc
from warehouse.period import Period

PROJECT = Path(__file__).resolve().parents[1]
"""Root of the project, where data/ lies."""

SQL = Path(__file__).resolve().parent
"""Folder of schema.sql and views/."""

REFERENCE = PROJECT / "data" / "reference"
"""Folder of the reference tables (data/reference/README.md has their columns and sources)."""


COARSE = {
    "first_day": """
        CAST(date_trunc('month', first_day) AS DATE) + CASE WHEN extract(day FROM first_day) < 15 THEN 0 ELSE 14 END""",
    "day": """
        CASE
            WHEN extract(day FROM day) < 15 THEN CAST(date_trunc('month', day) AS DATE) + 13
            ELSE CAST(date_trunc('month', day) + INTERVAL 1 MONTH AS DATE) - 1
        END""",
}
"""Days of the rollup put out to the half month in which they lie, as SQL (warehouse.period.half_month)."""


class ReconciliationError(WarehouseError):
    """Own sums that must agree do not; nothing may be published. The text is Vietnamese, ready for a screen."""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create missing tables, refresh reference data and define the views; a database of this version has them."""
    if is_current(con):
        return
    con.execute((SQL / "schema.sql").read_text(encoding="utf-8"))
    con.execute("DELETE FROM ref_unit")
    for unit in read_reference("units"):
        values = [
            unit[name] or None
            for name in ("code", "name", "short_name", "type", "level", "parent", "valid_from", "valid_to")
        ]
        con.execute("INSERT INTO ref_unit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    refresh_fields(con)
    _refresh_targets(con)
    for script in view_scripts():
        con.execute(script)
    con.execute("CREATE OR REPLACE TABLE built_with AS SELECT ? AS version", [version()])


@cache
def version() -> str:
    """Identify what a snapshot is built with: this module, schema, views, reference data, targets (sha256 in hex)."""
    plans = [folder / f"{plan_files.TARGETS}.csv" for folder in plan_files.folders().values()]
    parts = [Path(__file__), SQL / "schema.sql", *_view_paths(), *sorted(REFERENCE.glob("*.csv")), *plans]
    return hashlib.sha256(b"".join(hashlib.sha256(part.read_bytes()).digest() for part in parts)).hexdigest()


def is_current(con: duckdb.DuckDBPyConnection) -> bool:
    """Say whether a snapshot was built with this program's schema, views and reference data."""
    if not con.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'built_with'").fetchall():
        return False
    return con.execute("SELECT version FROM built_with").fetchall() == [(version(),)]


def refresh_fields(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ref_field anew: the list of data/reference/fields.csv, and over it what people have decided since.

    Of several decisions on a field the newest counts; one without a group gives the field back to the list.
    """
    con.execute("DELETE FROM ref_field")
    for field in read_reference("fields"):
        con.execute("INSERT INTO ref_field VALUES (?, ?, ?)", [fold(field["name"]), nfc(field["name"]), field["group"]])
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE decided_field AS
        SELECT field_key, field_name, field_group FROM field_alias
        QUALIFY row_number() OVER (PARTITION BY field_key ORDER BY changed_at DESC) = 1
        """
    )
    con.execute(
        "DELETE FROM ref_field WHERE field_key IN (SELECT field_key FROM decided_field WHERE field_group IS NOT NULL)"
    )
    con.execute("INSERT INTO ref_field SELECT * FROM decided_field WHERE field_group IS NOT NULL")
    con.execute("DROP TABLE decided_field")


def _refresh_targets(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ref_target anew with the targets of every plan."""
    con.execute("DELETE FROM ref_target")
    for year, folder in plan_files.folders().items():
        for row in plan_files.rows(folder, plan_files.TARGETS):
            values = [row[name] or None for name in ("id", "indicator", "kind", "unit", "level")]
            con.execute("INSERT INTO ref_target VALUES (?, ?, ?, ?, ?, ?)", [year, *values])


def _refresh_periods(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ref_period anew with the days of every period that facts or loads name."""
    named = " UNION ".join(
        f"SELECT period FROM {table}" for table in ("loads", "fact_survey", "fact_e_certification", "fact_progress")
    )
    con.execute("DELETE FROM ref_period")
    for (token,) in con.execute(f"SELECT period FROM ({named}) AS named WHERE period IS NOT NULL").fetchall():
        period = Period.parse(token)
        con.execute("INSERT INTO ref_period VALUES (?, ?, ?)", [token, period.start, period.last])


def read_reference(name: str) -> list[dict[str, str]]:
    """Return the rows of one table of data/reference as text, empty cells as ''."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def view_scripts() -> list[str]:
    """Return the SQL of the views in the order in which they build on each other."""
    return [path.read_text(encoding="utf-8") for path in _view_paths()]


def _view_paths() -> list[Path]:
    return sorted((SQL / "views").glob("*.sql"))


def build_rollup(con: duckdb.DuckDBPyConnection, *, temporary: bool = False, only: str | None = None) -> None:
    """Build what screens read instead of facts: the rollups, what the sign views find, and how many rows are in use.

    `only` sums one source anew and leaves the other rollups as they are.

    Raises:
        ReconciliationError: the rollup does not hold every live dossier once.
    """
    kind = "TEMP TABLE" if temporary else "TABLE"
    if not temporary:
        _refresh_periods(con)
    sum_events(con, kind, only=only)
    _reconcile_rollup(con)
    # Comparing all dossiers takes longer than a screen may wait; asked for another moment, it is done when asked.
    for view in _names(con, "sign_"):
        found = f"{'TEMP VIEW' if temporary else 'TABLE'} found_{view.removeprefix('sign_')}"
        con.execute(f"CREATE OR REPLACE {found} AS SELECT * FROM {view}")
    _count_live_rows(con, kind)


def sum_events(con: duckdb.DuckDBPyConnection, kind: str, *, only: str | None = None) -> None:
    """Sum every measure of every event view by day and dimensions into rollup_<source>, a TABLE or a TEMP TABLE.

    The text and date columns of an event view are its dimensions, the numeric ones its measures, whole numbers or
    DECIMAL(18, 3), summed exactly: the query knows no indicator. One row per day and combination of dimensions.
    """
    if is_view := not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'core_dossier'").fetchall():
        # Several event views read it: what every dossier means is worked out once.
        con.execute("CREATE OR REPLACE TEMP TABLE core_dossier_once AS SELECT * FROM core_dossier")
        con.execute("CREATE OR REPLACE TEMP VIEW core_dossier AS SELECT * FROM core_dossier_once")
    for view in [f"event_{only}"] if only else _names(con, "event_"):
        source = view.removeprefix("event_")
        dimensions, sums = _summed(con, view)
        keys = ", ".join(dimensions)
        con.execute(
            f"CREATE OR REPLACE {kind} rollup_{source} AS "
            f"SELECT {keys}, {sums} FROM {view} GROUP BY {keys} ORDER BY day"
        )
        coarsen(con, kind, source)
    if only in (None, "dossier"):
        count_spans(con, kind)
    if is_view and kind == "TABLE":
        con.execute("DROP VIEW temp.core_dossier")
        con.execute("DROP TABLE core_dossier_once")


def coarsen(con: duckdb.DuckDBPyConnection, kind: str, source: str) -> None:
    """Sum rollup_<source> again by half months and without procedures into coarse_<source>.

    Its size hardly grows with the number of dossiers. Periods that cut no half month have the same sums in both.
    """
    dimensions, sums = _summed(con, f"rollup_{source}")
    keys = {name: COARSE.get(name, name) for name in dimensions if name != "procedure"}
    con.execute(
        f"CREATE OR REPLACE {kind} coarse_{source} AS "
        f"SELECT {', '.join(f'{key} AS {name}' for name, key in keys.items())}, {sums} "
        f"FROM rollup_{source} GROUP BY {', '.join(keys.values())} ORDER BY {COARSE['day']}"
    )


def _summed(con: duckdb.DuckDBPyConnection, events: str) -> tuple[list[str], str]:
    """Return the dimensions of a view or table of events, and the sums of its measures as SQL."""
    columns = con.execute(f"DESCRIBE {events}").fetchall()
    dimensions = [name for name, type_, *_ in columns if type_ in ("VARCHAR", "DATE")]
    sums = ", ".join(
        f"CAST(sum({name}) AS {'DECIMAL(38, 3)' if type_.startswith('DECIMAL') else 'BIGINT'}) AS {name}"
        for name, type_, *_ in columns
        if name not in dimensions
    )
    return dimensions, sums


def count_spans(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Store how many dossiers stood from one day to another, by what they are about, in dossier_span.

    One row per pair of days, state and dimensions: what is asked of all dossiers at once reads it, not the facts.
    """
    keys = "received_on, ended_on, state, is_undated, unit_code, level, field, field_group, procedure"
    con.execute(
        f"CREATE OR REPLACE {kind} dossier_span AS "
        f"SELECT {keys}, count(*) AS dossiers FROM core_dossier GROUP BY {keys} ORDER BY received_on, ended_on"
    )


def _names(con: duckdb.DuckDBPyConnection, prefix: str) -> list[str]:
    """Return the tables and views whose names start with a prefix, in order of their names."""
    rows = con.execute(
        "SELECT DISTINCT table_name FROM information_schema.tables WHERE starts_with(table_name, ?) ORDER BY 1",
        [prefix],
    ).fetchall()
    return [name for (name,) in rows]


def _count_live_rows(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Store how many rows of each load are live: a counted load with none is superseded."""
    loads = " UNION ALL ".join(f"SELECT load_id FROM {view}" for view in _names(con, "live_"))
    con.execute(
        f"CREATE OR REPLACE {kind} rows_in_use AS SELECT load_id, count(*) AS n FROM ({loads}) AS live GROUP BY load_id"
    )


def empty() -> duckdb.DuckDBPyConnection:
    """Return a warehouse in memory as it is before the first load, rollup included."""
    con = duckdb.connect(":memory:")
    prepare(con)
    build_rollup(con)
    return con


def as_of(cursor: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    """Make a cursor on a snapshot see the figures as they were known at a moment (UTC, naive).

    Loads and withdrawals after the moment are left out; views and rollup are rebuilt from facts in
    the cursor's temporary schema, which hides the published ones from this cursor only. Where nothing came after the
    moment the published ones say it already.
    """
    if is_current(cursor) and _last_change(cursor) <= moment:
        return
    for script in view_scripts():
        cursor.execute(script.replace("CREATE OR REPLACE VIEW", "CREATE OR REPLACE TEMP VIEW"))
        if "VIEW known_at" in script:
            cursor.execute(
                f"CREATE OR REPLACE TEMP VIEW known_at AS SELECT TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S.%f}' AS moment"
            )
    build_rollup(cursor, temporary=True)


def _last_change(con: duckdb.DuckDBPyConnection) -> datetime:
    """Return when anything that as_of leaves out was last added: a load, its state, a task's state (UTC, naive)."""
    times = con.execute(
        "SELECT max(loaded_at) FROM loads UNION ALL SELECT max(changed_at) FROM load_event "
        "UNION ALL SELECT max(changed_at) FROM task_state"
    ).fetchall()
    return max((time for (time,) in times if time), default=datetime.min)


def reconcile(con: duckdb.DuckDBPyConnection) -> None:
    """Compare our own sums before publishing.

    Checked per load: rows read = loaded + rejected + skipped, and facts stored = rows loaded.

    Raises:
        ReconciliationError: the first sum that does not agree, with load, expected and found.
    """
    # Printed totals repeat what the rows say: they are skipped rows of the file, kept for comparison.
    tables = [table for table in _names(con, "fact_") if table != "fact_form_total"]
    facts = " UNION ALL ".join(f"SELECT load_id FROM {table}" for table in tables)
    broken = con.execute(
        f"""
        SELECT
            loads.file, loads.rows_read, loads.rows_loaded, loads.rows_rejected, loads.rows_skipped,
            coalesce(stored.n, 0)
        FROM loads
        LEFT JOIN (SELECT load_id, count(*) AS n FROM ({facts}) AS facts GROUP BY load_id) AS stored
            ON stored.load_id = loads.load_id
        WHERE loads.rows_read <> loads.rows_loaded + loads.rows_rejected + loads.rows_skipped
           OR loads.rows_loaded <> coalesce(stored.n, 0)
        """
    ).fetchall()
    for file, read, loaded, rejected, skipped, stored in broken:
        raise ReconciliationError(
            f"{file}: đọc {read} dòng, nhận {loaded}, từ chối {rejected}, bỏ qua {skipped}, ghi được {stored}: "
            "không khớp, không công bố."
        )


def _reconcile_rollup(con: duckdb.DuckDBPyConnection) -> None:
    # Every live dossier with a day of reception stands in the rollup once.
    live, summed = con.execute(
        """
        SELECT
            (SELECT count(*) FROM live_dossier WHERE received_at IS NOT NULL),
            (SELECT coalesce(sum(received + not_accepted + unknown_status), 0) FROM rollup_dossier WHERE basis = 'list')
        """
    ).fetchall()[0]
    if live != summed:
        raise ReconciliationError(
            f"Bảng tổng theo ngày có {summed} hồ sơ, dữ liệu gốc có {live}: không khớp, không công bố."
        )
