"""Lineage (nguồn gốc số liệu): from a figure to the rows of the files, and from a file to the figures that it feeds."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import pandas as pd

from metrics.catalogue import discover
from metrics.completeness import namer
from metrics.indicator import rates
from metrics.measures import Dimension
from warehouse import build
from warehouse.folding import fold
from warehouse.period import Period

STATES = {
    "open": "Đang giải quyết",
    "waiting": "Chờ bổ sung, tạm dừng",
    "done": "Đã giải quyết",
    "withdrawn": "Trả lại, rút",
    "not_accepted": "Không tiếp nhận",
    "unknown": "Trạng thái không rõ",
}
"""States of a dossier with their names on screen. Source: QĐ 766/QĐ-TTg status list."""

PROBLEMS: dict[str, tuple[str, str]] = {
    "unknown_status": ("Trạng thái không có trong danh mục", "dossier.has_unknown_status"),
    "field_without_group": ("Lĩnh vực chờ xếp nhóm, đang tính vào Khác", "dossier.field_group = 'khac'"),
    "no_field": ("Không rõ lĩnh vực, đang tính vào Khác", "dossier.has_no_field"),
    "no_due": ("Không có ngày hẹn trả, đứng ngoài tỷ lệ đúng hạn", "dossier.has_no_due"),
    "undated": ("Đã giải quyết nhưng không có ngày kết thúc, đứng ngoài tỷ lệ đúng hạn", "dossier.is_undated"),
    "withdrawn_undated": (
        "Trả lại, rút nhưng không có ngày; tính vào ngày cuối mà tệp nói tới",
        "dossier.is_withdrawn_undated",
    ),
    "due_before_received": ("Ngày hẹn trả trước ngày tiếp nhận", "dossier.is_due_before_received"),
}
"""What can be wrong with a live dossier: its name on screen and its condition on quality_dossier."""

NO_LIMIT = 1_000_000_000
"""More rows than any warehouse holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A range of days, both included; what a list of dossiers is limited to."""

    first: date
    last: date


def dossiers(
    con: duckdb.DuckDBPyConnection,
    *,
    load_id: str | None = None,
    unit: str | None = None,
    units: tuple[str, ...] | None = None,
    field: str | None = None,
    field_group: str | None = None,
    state: str | None = None,
    received: Days | None = None,
    ended: Days | None = None,
    is_on_due_day: bool | None = None,
    problem: str | None = None,
    codes: tuple[str, ...] | None = None,
    limit: int = NO_LIMIT,
) -> pd.DataFrame:
    """List live dossiers with the file, sheet and row that each comes from.

    None limits nothing; `units` limits to what a viewer may see, an empty tuple to nothing. `load_id`: dossiers whose
    state is that of this load. `problem`: a key of PROBLEMS. `is_on_due_day`: resolved on the appointed day or not.

    Returns one row per dossier, ordered by unit, reception, code: dossier_code, unit, unit_name, field, field_group,
    procedure, channel, received_on, due_on, ended_on, state, state_name, file, sheet, row, load_id, export_date.

    Raises:
        ValueError: no such problem.
    """
    where, values = ["TRUE"], list[object]()

    def limited(condition: str, *given: object) -> None:
        where.append(condition)
        values.extend(given)

    for column, value in (
        ("load_id", load_id), ("unit_code", unit), ("field", field), ("field_group", field_group), ("state", state),
    ):  # fmt: skip
        if value is not None:
            limited(f"dossier.{column} = ?", value)
    for column, allowed in (("unit_code", units), ("dossier_code", codes)):
        if allowed is not None:
            limited(f"dossier.{column} IN ({', '.join('?' for _ in allowed)})" if allowed else "FALSE", *allowed)
    for column, days in (("received_on", received), ("ended_on", ended)):
        if days is not None:
            limited(f"dossier.{column} BETWEEN ? AND ?", days.first, days.last)
    if is_on_due_day is not None:
        same = "dossier.state = 'done' AND NOT dossier.is_undated AND dossier.ended_on = dossier.due_on"
        limited(f"coalesce({same}, FALSE) = ?", is_on_due_day)
    if problem is not None:
        condition, given = problem_condition(con, problem)
        limited(condition, *given)
    table = con.execute(
        f"""
        SELECT
            dossier.dossier_code, dossier.unit_code AS unit, dossier.unit_code AS unit_name,
            dossier.field, dossier.field_group, dossier.procedure, dossier.channel,
            dossier.received_on, dossier.due_on, dossier.ended_on, dossier.state,
            loads.file, dossier.source_sheet AS sheet, dossier.source_row AS row, dossier.load_id, loads.export_date
        FROM quality_dossier AS dossier
        INNER JOIN loads ON loads.load_id = dossier.load_id
        WHERE {" AND ".join(f"({condition})" for condition in where)}
        ORDER BY dossier.unit_code, dossier.received_on, dossier.dossier_code
        LIMIT ?
        """,
        [*values, limit],
    ).df()
    name_of = namer(con)
    table["unit_name"] = [name_of(*at) for at in zip(table["unit"], table["received_on"].dt.date, strict=True)]
    table.insert(list(table.columns).index("state") + 1, "state_name", table["state"].map(STATES))
    return table


def rows(con: duckdb.DuckDBPyConnection, load_id: str, *, limit: int = NO_LIMIT) -> pd.DataFrame:
    """List the rows of one load as they were stored, whether they still count or not, in the order of the file.

    Returns the columns of the load's fact table that hold anything, source_sheet and source_row first. A form's
    printed totals stand behind its lines. Empty for a load that is not known.
    """
    tables = []
    for table in _fact_tables(con):
        query = f"SELECT * FROM {table} WHERE load_id = ? ORDER BY source_sheet, source_row LIMIT ?"
        found = con.execute(query, [load_id, limit]).df()
        if len(found):
            tables.append(found.drop(columns="load_id"))
    if not tables:
        return pd.DataFrame(columns=["source_sheet", "source_row"])
    return pd.concat(tables, ignore_index=True).dropna(axis="columns", how="all").head(limit)


def rejects(con: duckdb.DuckDBPyConnection, load_id: str | None = None) -> pd.DataFrame:
    """List refused rows of one load, or of all: load_id, file, sheet, row, cell, column, reason, in file order."""
    return con.execute(
        """
        SELECT
            reject.load_id, loads.file, reject.source_sheet AS sheet, reject.source_row AS row, reject.cell,
            reject.column_name AS "column", reject.reason
        FROM reject INNER JOIN loads ON loads.load_id = reject.load_id
        WHERE CAST(? AS VARCHAR) IS NULL OR reject.load_id = ?
        ORDER BY loads.loaded_at, reject.load_id, sheet, row, reject.column_name
        """,
        [load_id, load_id],
    ).df()


def messages(con: duckdb.DuckDBPyConnection, load_id: str) -> pd.DataFrame:
    """List what was said when a file was taken in: level (error, warning, info), sheet, cell, text."""
    return con.execute("SELECT level, sheet, cell, text FROM load_message WHERE load_id = ?", [load_id]).df()


def figures_fed(con: duckdb.DuckDBPyConnection, load_id: str, *, as_of: datetime | None = None) -> pd.DataFrame:
    """List the figures to which live rows of a load contribute, as known now, or at a moment (UTC, naive).

    Every measure is a sum over rows, so the rollup of the load's own rows gives exactly its part of each figure;
    stocks of a month (where a formula has them) are those of its own dossiers. Default variant of each indicator.
    The part is counted on a cursor of its own, which does not see the moment that `con` may be set to.

    Returns one row per indicator, unit and month with something in it, ordered so: indicator (key), label, variant,
    unit (code), unit_name, month ("2023-04"), numerator and denominator (the part that comes from the load),
    all_numerator and all_denominator (the whole figure). Empty for a load that is unknown, withdrawn or superseded.
    """
    name_of = namer(con)
    found: list[pd.DataFrame] = []
    with con.cursor() as whole, con.cursor() as own:
        if as_of:
            build.as_of(whole, as_of)
            build.as_of(own, as_of)
        _only(own, load_id)
        for indicator in discover().values():
            days = own.execute(f"SELECT min(day), max(day) FROM rollup_{indicator.source}").fetchall()[0]
            if days[0] is None:
                continue
            # Whole months: the part is held against the figure of the month, not of the load's own days in it.
            last_month = Period.parse(f"{days[1]:%Y-%m}")
            period = Period.between(days[0].replace(day=1), last_month.last)
            by = (Dimension.UNIT, Dimension.MONTH)
            part = rates(own, indicator, period, by)
            part = part[(part["numerator"] != 0) | (part["denominator"] != 0)].drop(columns="rate_pct")
            all_ = rates(whole, indicator, period, by).drop(columns="rate_pct")
            all_ = all_.rename(columns={"numerator": "all_numerator", "denominator": "all_denominator"})
            part = part.merge(all_, how="left", on=["unit", "month"])
            part.insert(0, "indicator", indicator.key)
            part.insert(1, "label", indicator.label)
            part.insert(2, "variant", indicator.variant().key)
            ends = [Period.parse(month).last for month in part["month"]]
            part.insert(4, "unit_name", [name_of(*at) for at in zip(part["unit"], ends, strict=True)])
            found.append(part)
    if not found:
        return pd.DataFrame(columns=list(FIGURE_COLUMNS))
    return pd.concat(found, ignore_index=True)[list(FIGURE_COLUMNS)]


FIGURE_COLUMNS = (
    "indicator", "label", "variant", "unit", "unit_name", "month", "numerator", "denominator", "all_numerator",
    "all_denominator",
)  # fmt: skip
"""Columns of `figures_fed`, in order."""


def problems(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Count what a person should look at.

    Returns one row per problem that occurs, in the order of PROBLEMS, refused rows last: problem (key), what (its name
    in Vietnamese), count (live dossiers; rows for refused rows), share_pct (of all live dossiers, 0-100; missing for
    rows), how (how to see the rows, Vietnamese). The rows are those of `dossiers(con, problem=key)`, for refused rows
    of `rejects(con)`.
    """
    waiting, given = problem_condition(con, "field_without_group")
    sums = [
        f"sum(dossiers) FILTER (WHERE {waiting})" if problem == "field_without_group" else f"sum({problem})"
        for problem in PROBLEMS
    ]
    total, *counts = con.execute(
        f"SELECT sum(dossiers), {', '.join(sums)} FROM found_problem AS dossier", given
    ).fetchall()[0]
    lines: list[tuple[object, ...]] = [
        (
            problem,
            label,
            int(count),
            100.0 * int(count) / int(total),
            "Mở danh sách hồ sơ: tệp, trang tính và số dòng ở cuối mỗi dòng.",
        )
        for (problem, (label, _)), count in zip(PROBLEMS.items(), counts, strict=True)
        if count
    ]
    (refused,) = con.execute(
        "SELECT count(*) FROM (SELECT DISTINCT reject.load_id, source_sheet, source_row FROM reject "
        "INNER JOIN counted_load ON counted_load.load_id = reject.load_id) AS refused"
    ).fetchall()[0]
    if refused:
        how = "Mở danh sách dòng bị từ chối: tệp, trang tính, ô và lý do."
        lines.append(("rejected", "Dòng bị từ chối khi nạp", refused, None, how))
    return pd.DataFrame(lines, columns=["problem", "what", "count", "share_pct", "how"])


def fields_without_group(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """List the fields that count as "khác" only because no table gives them a group.

    Returns one row per spelling, the most frequent first: field (as printed), dossiers (live, received), units.
    """
    waiting = _waiting_fields(con)
    table = con.execute(
        "SELECT field, CAST(sum(received + not_accepted + unknown_status) AS BIGINT) AS dossiers, "
        "count(DISTINCT unit) AS units FROM rollup_dossier WHERE field IS NOT NULL GROUP BY field"
    ).df()
    table = table[table["field"].isin(waiting)]
    return table.sort_values(["dossiers", "field"], ascending=[False, True], ignore_index=True)


def problem_condition(con: duckdb.DuckDBPyConnection, problem: str, rows: str = "dossier") -> tuple[str, list[str]]:
    """Return the SQL condition of a problem on rows of quality_dossier under a name, and the values bound in it.

    Raises:
        ValueError: no such problem.
    """
    if problem not in PROBLEMS:
        raise ValueError(f'Không có mục "{problem}". Các mục: {", ".join(PROBLEMS)}.')
    condition = PROBLEMS[problem][1].replace("dossier.", f"{rows}.")
    if problem != "field_without_group":
        return condition, []
    waiting = _waiting_fields(con)
    inside = f"{rows}.field IN ({', '.join('?' for _ in waiting)})" if waiting else "FALSE"
    return f"{condition} AND {inside}", waiting


def _waiting_fields(con: duckdb.DuckDBPyConnection) -> list[str]:
    known = {key for (key,) in con.execute("SELECT field_key FROM ref_field").fetchall()}
    rows = con.execute(
        "SELECT DISTINCT field FROM rollup_dossier WHERE field_group = 'khac' AND field IS NOT NULL ORDER BY field"
    ).fetchall()
    return [field for (field,) in rows if fold(field.split(";")[0]) not in known]


def _fact_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "SELECT DISTINCT table_name FROM information_schema.tables WHERE starts_with(table_name, 'fact_') ORDER BY 1"
    ).fetchall()
    return [name for (name,) in rows]


def _only(own: duckdb.DuckDBPyConnection, load_id: str) -> None:
    """Make a cursor see the rollups of one load's live rows: temporary tables hide the published ones from it alone.

    What a row means still comes from every load (a catalogue gives the field); core views are therefore copied before
    the live views that they stand on are hidden.
    """
    scripts = [script for script in build.view_scripts() if "event" in script]
    read = re.findall(r"\b(?:core|live)_\w+", "\n".join(scripts))
    for view in sorted(set(read) & set(_views(own))):  # core_ before live_
        own.execute(f"CREATE TEMP TABLE rows_of_{view} AS SELECT * FROM {view} WHERE load_id = ?", [load_id])
        own.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM rows_of_{view}")
    for script in scripts:
        own.execute(script.replace("CREATE OR REPLACE VIEW", "CREATE OR REPLACE TEMP VIEW"))
    build.sum_events(own, "TEMP TABLE")


def _views(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the views that hold rows of loads (live_*, core_*), in order of their names."""
    rows = con.execute(
        "SELECT DISTINCT table_name FROM information_schema.columns WHERE column_name = 'load_id' ORDER BY 1"
    ).fetchall()
    return [name for (name,) in rows if name.startswith(("live_", "core_"))]
