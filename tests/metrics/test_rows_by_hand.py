"""Rows behind a number and registers of dossiers, of four dossiers written down as the views tell them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from metrics import one_dossier
from metrics.asked import Figure, Order, Part, Register, Search, of_balance, of_indicator
from metrics.figure_rows import Behind, behind, form_lines, from_forms, rows, value
from metrics.measures import Compare, Dimension, Scope, Term, When
from metrics.one_dossier import counted_in, told
from metrics.online_services import ONLINE_FILING_RATE
from metrics.overdue import overdue
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.rollups import MEASURES, with_units
from warehouse import build
from warehouse.period import Period

QUARTER, LAST = Period.parse("2023-Q1"), date(2023, 3, 31)

CASES = {
    # code: unit, level, field, field group, procedure, channel, received, due, ended, state, file, row
    "H1": ("26425", "commune", "Hộ tịch", "ho_tich", "Đăng ký", "online", "2023-01-05", "2023-01-20", "2023-01-20",
           "done", "L1", 2),
    "H2": ("26428", "commune", "Đất đai", "dat_dai", None, "direct", "2023-01-05", "2023-02-20", "2023-02-25",
           "done", "L1", 3),
    "H3": ("741.TNMT", "district", "Đất đai", "dat_dai", "Cấp giấy", None, "2023-02-01", "2023-03-10", None, "open",
           "L2", 2),
    "H4": ("26425", "commune", None, "khac", None, "direct", "2023-02-02", "2023-03-01", None, "waiting", "L2", 3),
}  # fmt: skip

ENDED = {"ended": 1, "ended_with_due": 1, "resolved": 1, "resolved_with_due": 1}
IN_TIME_BY_DAY = {"on_time": 1, "on_time_date": 1}
EVENTS = [
    *[(code, "received", case[6], {"received": 1, "received_with_due": 1}) for code, case in CASES.items()],
    ("H1", "received", "2023-01-05", {"received_online": 1, "received_with_channel": 1}),
    ("H1", "ended", "2023-01-20", ENDED | IN_TIME_BY_DAY),
    ("H2", "overdue", "2023-02-21", {"became_overdue": 1}),
    ("H2", "ended", "2023-02-25", ENDED),
    ("H2", "overdue_ended", "2023-02-25", {"overdue_ended": 1}),
    ("H3", "overdue", "2023-03-11", {"became_overdue": 1}),
]
"""H1 ended on its day but after its hour, H2 five days late, H3 is overdue since 11/03, H4 waits."""

KEYS = ("basis", "load_id", "source_sheet", "source_row", "code", "unit", "level", "field", "field_group", "procedure",
        "channel", "state")  # fmt: skip
DAYS = ("day", "first_day", "received_on", "due_on", "ended_on")


def table(con: duckdb.DuckDBPyConnection, name: str, lines: list[dict[str, Any]]) -> None:
    columns = [f"{key} VARCHAR" for key in (*KEYS, "event")] + [f"{day} DATE" for day in DAYS]
    con.execute(f"CREATE TABLE {name} ({', '.join(columns + [f'{measure} BIGINT' for measure in MEASURES])})")
    con.execute(f"ALTER TABLE {name} ALTER source_row TYPE INTEGER")
    for line in lines:
        values = dict.fromkeys(MEASURES, 0) | line
        marks = ", ".join("?" for _ in values)
        con.execute(f"INSERT INTO {name} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def event(code: str, kind: str, day: str | date, measures: dict[str, int]) -> dict[str, Any]:
    unit, level, field, group, procedure, channel, received, due, ended, state, load_id, row = CASES[code]
    return {
        "basis": "list", "load_id": load_id, "source_sheet": "A", "source_row": row, "code": code, "unit": unit,
        "level": level, "field": field, "field_group": group, "procedure": procedure, "channel": channel,
        "state": state, "received_on": received, "due_on": due, "ended_on": ended, "day": day, "first_day": day,
        "event": kind, **measures,
    }  # fmt: skip


FORM = {
    "basis": "by_unit", "load_id": "F1", "source_sheet": "Biểu", "source_row": 8, "unit": "26434", "level": "commune",
    "field": "Đất đai", "field_group": "dat_dai", "day": "2023-03-31", "first_day": "2023-01-01", "received": 7,
    "resolved": 5, "resolved_with_due": 5, "on_time": 4, "on_time_date": 4, "on_time_datetime": 4,
}  # fmt: skip
"""What a form of the quarter says of a commune that handed in no list: 4 of 5 on time, 7 received."""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        lines = [event(*one) for one in EVENTS]
        table(con, "listed_dossier", lines)
        table(con, "traced_dossier", [*lines, FORM])
        table(con, "rollup_dossier", [*lines, FORM])
        build.coarsen(con, "VIEW", "dossier")
        for source in ("payment", "survey"):
            table(con, f"rollup_{source}", [])
        core = [{key: event(code, "", LAST, {})[key] for key in (*KEYS, *DAYS[2:])} for code in CASES]
        table(con, "core_dossier", core)
        con.execute("ALTER TABLE core_dossier RENAME code TO dossier_code")
        con.execute("ALTER TABLE core_dossier RENAME unit TO unit_code")
        con.execute("ALTER TABLE core_dossier ADD is_counted BOOLEAN DEFAULT TRUE")
        con.execute("CREATE VIEW quality_dossier AS SELECT *, dossier_code = 'H4' AS has_no_field FROM core_dossier")
        con.execute("CREATE TABLE loads (load_id VARCHAR, file VARCHAR)")
        con.execute("INSERT INTO loads VALUES ('L1', 'một.xlsx'), ('L2', 'hai.xlsx'), ('F1', 'biểu.xlsx')")
        with_units(con)
        con.execute("ALTER TABLE ref_unit ADD valid_to DATE")
        yield con


def listed(con: duckdb.DuckDBPyConnection, asked: Figure | Register, **about: Any) -> list[str]:
    """Return the codes of the rows, which must be as many and add up to as much as they are said to."""
    about = {"until": LAST, "limit": 100} | about
    found = rows(con, asked, **about)
    if about["limit"] == 100 and "offset" not in about:
        whole = behind(con, asked, about.get("search", Search()))
        assert whole == Behind(rows=len(found), counted=int(found["counted"].sum()))
    return found["code"].tolist()


def test_a_row_behind_a_number_is_shown_with_its_dossier_and_its_place_in_a_file(con):
    (row,) = rows(con, of_balance("late", QUARTER), until=LAST, limit=9).to_dict("records")
    assert {name: (said.date() if isinstance(said, pd.Timestamp) else said) for name, said in row.items()} == {
        "code": "H2", "unit": "26428", "unit_name": "Xã Xuân Bắc", "field": "Đất đai", "procedure": row["procedure"],
        "channel": "direct", "received_on": date(2023, 1, 5), "due_on": date(2023, 2, 20),
        "ended_on": date(2023, 2, 25), "state": "done", "state_name": "Đã giải quyết", "days_late": 5, "counted": 1,
        "basis": "list", "load_id": "L1", "file": "một.xlsx", "sheet": "A", "row": 3,
    }  # fmt: skip
    assert pd.isna(row["procedure"])


def test_the_rows_of_each_number_are_those_that_it_counts(con):
    assert listed(con, of_balance("received", QUARTER)) == ["H1", "H4", "H2", "H3"]
    assert listed(con, of_balance("received", Period.parse("2023-02"))) == ["H4", "H3"]
    assert listed(con, of_balance("carried_over", Period.parse("2023-02"))) == ["H2"]
    assert listed(con, of_balance("open", QUARTER)) == ["H4", "H3"]
    assert listed(con, of_balance("open_overdue", QUARTER)) == ["H3"]
    assert listed(con, of_balance("on_time", QUARTER)) == ["H1"]
    assert listed(con, of_balance("on_time", QUARTER, compare=Compare.DATETIME)) == []
    assert listed(con, of_balance("late", QUARTER, compare=Compare.DATETIME)) == ["H1", "H2"]
    missed = of_indicator(ON_TIME_RATE, Part.MISSED, QUARTER, variant="C")
    assert listed(con, missed) == ["H2", "H3"]


def test_a_slice_and_a_scope_limit_the_rows(con):
    def received(*at: tuple[Dimension, str | None], **scope: Any) -> list[str]:
        return listed(con, of_balance("received", QUARTER, at=at, scope=Scope(**scope)))

    assert received((Dimension.FIELD, "Đất đai")) == ["H2", "H3"]
    assert received((Dimension.CHANNEL, None)) == ["H3"]
    assert received((Dimension.COMMUNE, None)) == ["H3"]
    assert received((Dimension.MONTH, "2023-02"), (Dimension.FIELD, None)) == ["H4"]
    assert received((Dimension.MONTH, "2023-04")) == []
    assert received(level="commune", field_groups=("dat_dai",)) == ["H2"]
    assert received(units=()) == []
    assert received((Dimension.FIELD, "Đất đai"), level="commune") == ["H2"]
    assert received((Dimension.FIELD, "Đất đai"), (Dimension.UNIT, "741.TNMT"), level="district") == ["H3"]


def test_a_measure_that_only_forms_have_is_counted_in_no_single_dossier(con):
    assert listed(con, Figure(source="dossier", terms=(Term(measure="carried_in"),), period=QUARTER)) == []


def payments(con: duckdb.DuckDBPyConnection) -> Figure:
    """Say of H1 and H2 that they paid in January, H1 twice as much; returns the sum, with decimals."""
    paid = [event(code, "", "2023-01-09", {"received": n}) for code, n in (("H1", 2), ("H2", 1))]
    con.execute("DROP TABLE rollup_payment")
    for name in ("traced_payment", "rollup_payment"):
        table(con, name, paid)
    build.coarsen(con, "VIEW", "payment")
    return Figure(source="payment", terms=(Term(measure="received"),), period=QUARTER, decimals=2)


def test_rows_of_another_source_have_no_days_and_no_state(con):
    figure = payments(con)
    found = rows(con, figure, until=LAST, limit=9)
    assert found[["code", "unit", "counted", "file", "row"]].to_numpy().tolist() == [
        ["H1", "26425", 2, "một.xlsx", 2], ["H2", "26428", 1, "một.xlsx", 3],
    ]  # fmt: skip
    assert found[["received_on", "due_on", "ended_on", "state", "state_name", "days_late"]].isna().all(axis=None)
    assert rows(con, figure, until=LAST, limit=9, search=Search.typed("dang ky"))["code"].tolist() == ["H1"]
    con.execute("DELETE FROM rollup_payment WHERE procedure IS NOT NULL")  # the search reads the source's own rollup
    assert rows(con, figure, until=LAST, limit=9, search=Search.typed("dang ky")).empty


def test_a_sum_has_decimals_where_its_figure_has_them(con):
    figure = payments(con)
    assert repr(behind(con, figure)) == "Behind(rows=2, counted=3.0)"
    assert repr(value(con, figure)) == "3.0"
    whole = of_balance("received", QUARTER)
    assert repr(behind(con, whole)) == "Behind(rows=4, counted=4)"
    assert repr(behind(con, Register())) == "Behind(rows=4, counted=4)"
    assert repr(value(con, whole)) == "11"
    by_hours = of_balance("on_time", QUARTER, compare=Compare.DATETIME)
    assert (value(con, of_balance("on_time", QUARTER)), value(con, by_hours)) == (5, 4)  # four of them of the form


def test_a_unit_is_called_as_on_the_day_asked(con):
    con.execute("UPDATE ref_unit SET valid_to = DATE '2023-05-31' WHERE code = '26428'")
    con.execute(
        "INSERT INTO ref_unit VALUES "
        "('26428', 'Phường Xuân Bắc', 'Xuân Bắc', 'phuong', 'commune', DATE '2023-06-01', NULL)"
    )
    late = of_balance("late", QUARTER)
    for until, name in ((date(2023, 5, 31), "Xã Xuân Bắc"), (date(2023, 6, 1), "Phường Xuân Bắc")):
        assert rows(con, late, until=until, limit=9)["unit_name"].tolist() == [name]


def test_lines_of_forms_are_listed_up_to_a_number(con):
    con.execute(
        "INSERT INTO traced_dossier SELECT * REPLACE (9 AS source_row) FROM traced_dossier WHERE basis <> 'list'"
    )
    figure = of_balance("received", QUARTER)
    assert form_lines(con, figure, until=LAST, limit=9)["row"].tolist() == [8, 9]
    assert form_lines(con, figure, until=LAST, limit=1)["row"].tolist() == [8]


def test_the_number_is_that_of_the_rows_and_of_forms_beside_them(con):
    figure = of_balance("received", QUARTER)
    assert (value(con, figure), from_forms(con, figure)) == (11, 7)
    (line,) = form_lines(con, figure, until=LAST, limit=9).to_dict("records")
    assert (line["file"], line["sheet"], line["row"], line["counted"], line["basis"]) == (
        "biểu.xlsx", "Biểu", 8, 7, "by_unit",
    )  # fmt: skip
    assert (line["unit_name"], pd.isna(line["code"])) == ("Xã Xuân Thành", True)
    land = of_balance("received", QUARTER, at=((Dimension.FIELD, "Đất đai"),))
    no_field = of_balance("received", QUARTER, at=((Dimension.FIELD, None),))
    assert (value(con, land), value(con, no_field)) == (9, 1)
    assert from_forms(con, Figure(source="payment", terms=figure.terms, period=QUARTER)) == 0
    assert form_lines(con, of_balance("received", Period.parse("2023-03")), until=LAST, limit=9).empty


def test_rows_come_in_the_order_asked_for_a_page_at_a_time(con):
    figure = of_balance("received", QUARTER)
    assert listed(con, figure, order=Order.LATE) == ["H3", "H2", "H1", "H4"]
    assert listed(con, figure, order=Order.DUE) == ["H1", "H2", "H4", "H3"]
    assert listed(con, figure, order=Order.RECEIVED) == ["H4", "H3", "H1", "H2"]
    assert listed(con, figure, order=Order.DUE, limit=2) == ["H1", "H2"]
    assert listed(con, figure, order=Order.DUE, limit=2, offset=1) == ["H2", "H4"]


def test_days_late_run_to_the_end_or_to_the_day_asked_and_not_while_the_citizen_is_waited_for(con):
    def late(until: date) -> dict[str, int]:
        found = rows(con, of_balance("received", QUARTER), until=until, limit=9)
        return {code: int(days) for code, days in zip(found["code"], found["days_late"], strict=True) if pd.notna(days)}

    assert late(LAST) == {"H2": 5, "H3": 21}
    assert late(date(2023, 2, 22)) == {"H2": 2}
    assert late(date(2023, 2, 20)) == {}


def test_a_search_needs_every_phrase_in_code_unit_field_or_procedure_and_whole_values_otherwise(con):
    figure = of_balance("received", QUARTER)

    def found(text: str = "", **chosen: str) -> list[str]:
        return listed(con, figure, search=Search.typed(text, **chosen))

    assert found("h2") == ["H2"]
    assert found("GIA RAY") == ["H1", "H4"]
    assert found("dat dai") == ["H2", "H3"]
    assert found("dat dai, cap giay") == ["H3"]
    assert found("dat dai, gia ray") == []
    assert found(unit="26425") == ["H1", "H4"]
    assert found(field="Đất đai", state="open") == ["H3"]
    assert listed(con, Register(), search=Search.typed("dang ky")) == ["H1"]


def test_a_register_is_limited_by_what_is_asked_of_dossiers(con):
    assert listed(con, Register()) == ["H1", "H4", "H2", "H3"]
    assert listed(con, Register(scope=Scope(units=("26425",)))) == ["H1", "H4"]
    assert listed(con, Register(scope=Scope(fields=("Đất đai",), level="commune"))) == ["H2"]
    assert listed(con, Register(scope=Scope(units=()))) == []
    assert listed(con, Register(due_from=date(2023, 2, 20), due_to=date(2023, 3, 1))) == ["H4", "H2"]
    assert listed(con, Register(codes=("H3", "H1"))) == ["H1", "H3"]
    assert listed(con, Register(codes=())) == []
    assert listed(con, Register(load_id="L2")) == ["H4", "H3"]
    assert listed(con, Register(problem="no_field")) == ["H4"]
    assert listed(con, Register(open_on=date(2023, 2, 24))) == ["H2", "H3"]
    assert listed(con, Register(open_on=date(2023, 2, 25))) == ["H3"]
    assert listed(con, Register(open_on=date(2023, 1, 31))) == ["H2"]
    con.execute("UPDATE core_dossier SET is_counted = FALSE WHERE dossier_code = 'H2'")
    assert listed(con, Register(open_on=date(2023, 2, 24))) == ["H3"]


def test_overdue_dossiers_are_those_whose_day_has_passed_the_longest_first(con):
    found = overdue(con, date(2023, 3, 11))
    assert found[["code", "days_overdue"]].to_numpy().tolist() == [["H3", 1]]
    assert overdue(con, date(2023, 3, 10)).empty
    assert overdue(con, date(2023, 2, 21))[["code", "days_overdue"]].to_numpy().tolist() == [["H2", 1]]
    assert overdue(con, LAST, scope=Scope(level="commune")).empty
    con.execute("UPDATE core_dossier SET state = 'open' WHERE dossier_code = 'H4'")
    assert overdue(con, LAST)["code"].tolist() == ["H4", "H3"]
    assert overdue(con, LAST)["days_overdue"].tolist() == [30, 21]
    con.execute("UPDATE core_dossier SET ended_on = NULL, due_on = DATE '2023-03-01' WHERE dossier_code < 'H3'")
    found = overdue(con, LAST)
    assert found["code"].to_dict() == {0: "H1", 1: "H4", 2: "H2", 3: "H3"}
    assert found["days_late"].tolist() == [30, 30, 30, 21]


def test_a_dossier_names_every_number_of_a_period_that_it_counts_in(con, monkeypatch):
    """H2, received in January by hand over the counter, is resolved in February, late; H1, filed online, in time."""
    monkeypatch.setattr(one_dossier, "discover", lambda: {one.key: one for one in (ONLINE_FILING_RATE, ON_TIME_RATE)})

    def counted(code: str, period: str, **about: Any) -> list[tuple[str, str, int, int]]:
        found = counted_in(con, code, Period.parse(period), **about)
        assert list(found.columns) == list(one_dossier.COUNTED_COLUMNS)
        return [(one.indicator, one.variant, one.numerator, one.denominator) for one in found.itertuples()]

    late = [("on_time_rate", variant, 0, 1) for variant in "ABCD"]
    in_time = [("on_time_rate", variant, 1, 1) for variant in "ABCD"]
    filed = ("online_filing_rate", ONLINE_FILING_RATE.variants[0].key)
    assert counted("H2", "2023-02") == late
    assert counted("H1", "2023-01") == [(*filed, 1, 1), *in_time]
    assert counted("H1", "2023-01", compare=Compare.DATETIME)[1:] == late
    assert counted("H2", "2022") == counted("H9", "2023") == []
    first = counted_in(con, "H2", Period.parse("2023-02")).iloc[0]
    assert (first["label"], first["formula"]) == (ON_TIME_RATE.label, ON_TIME_RATE.variants[0].formula)


def test_a_dossier_counts_in_the_payments_and_surveys_that_name_it(con, monkeypatch):
    """The share filed online, as if it were counted of payments and of surveys: H1 paid in January, in February not."""
    paid, asked = (replace(ONLINE_FILING_RATE, source=source, key=source) for source in ("payment", "survey"))
    monkeypatch.setattr(one_dossier, "discover", lambda: {one.key: one for one in (paid, asked)})
    assert counted_in(con, "H1", QUARTER).empty
    measures = {"received_online": 1, "received_with_channel": 2, "received": 2}
    for source, day in (("payment", "2023-01-01"), ("survey", "2023-01-31")):
        lines = [event("H1", "", day, measures), event("H2", "", day, measures)]
        con.execute(f"DROP TABLE rollup_{source}")
        for name in (f"traced_{source}", f"rollup_{source}"):
            table(con, name, lines)
    variant = ONLINE_FILING_RATE.variants[0].key
    for period in ("2023-Q1", "2023-01"):
        found = counted_in(con, "H1", Period.parse(period))
        rows = found[found["variant"] == variant][["indicator", "numerator", "denominator"]].to_numpy().tolist()
        assert rows == [["payment", 1, 2], ["survey", 1, 2]]
    assert counted_in(con, "H1", Period.parse("2023-01-02..2023-01-30")).empty
    assert counted_in(con, "H1", Period.parse("2022-12-01..2022-12-31")).empty


def test_a_stock_is_what_was_there_before_the_first_day_and_up_to_the_last(con, monkeypatch):
    """H3 was received on 1 February: by then nothing was carried over, on the last day it stands."""
    stocks = replace(
        ON_TIME_RATE,
        variants=(
            replace(
                ON_TIME_RATE.variants[0],
                numerator=(Term(measure="received", when=When.AT_START),),
                denominator=(Term(measure="received", when=When.AT_END),),
            ),
        ),
    )
    monkeypatch.setattr(one_dossier, "discover", lambda: {"on_time_rate": stocks})
    found = {
        token: counted_in(con, "H3", Period.parse(token))[["numerator", "denominator"]].to_numpy().tolist()
        for token in ("2023-01", "2023-02-01..2023-02-01", "2023-02-02..2023-02-02")
    }
    assert list(found.values()) == [[], [[0, 1]], [[1, 1]]]


def test_what_every_load_says_of_a_dossier_comes_newest_export_first():
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute("""
            CREATE TABLE loads AS SELECT * FROM (VALUES
                ('L1', 'một.xlsx', DATE '2023-04-03', TIMESTAMP '2023-04-03 02:00', 'Lan'),
                ('L2', 'hai.xlsx', DATE '2023-07-03', TIMESTAMP '2023-07-03 02:00', 'Hoa'),
                ('L3', 'ba.xlsx', DATE '2023-07-03', TIMESTAMP '2023-07-04 02:00', 'Hoa')
            ) AS t (load_id, file, export_date, loaded_at, loaded_by);
            CREATE TABLE counted_load AS SELECT 'L1' AS load_id UNION ALL SELECT 'L3';
            CREATE TABLE fact_dossier AS
            SELECT load_id, 'A' AS source_sheet, row AS source_row, code AS dossier_code,
                TIMESTAMP '2023-01-05' AS received_at, TIMESTAMP '2023-01-20 10:00' AS due_at,
                CAST(NULL AS TIMESTAMP) AS finished_at, CAST(NULL AS TIMESTAMP) AS handed_over_at,
                'open' AS status_group
            FROM (VALUES ('L1', 2, 'H1'), ('L2', 3, 'H1'), ('L3', 4, 'H1'), ('L3', 5, 'H1'), ('L3', 6, 'H2'))
                AS t (load_id, row, code)
        """)
        found = told(con, "H1")
        assert found[["file", "row", "loaded_by", "is_withdrawn"]].to_numpy().tolist() == [
            ["ba.xlsx", 5, "Hoa", False], ["ba.xlsx", 4, "Hoa", False], ["hai.xlsx", 3, "Hoa", True],
            ["một.xlsx", 2, "Lan", False],
        ]  # fmt: skip
        assert told(con, "H9").empty
