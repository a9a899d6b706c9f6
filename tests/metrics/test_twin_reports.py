"""Figures from payments, surveys, petitions, certification, catalogue and reports are those of an independent count."""

from datetime import date, datetime, timedelta
from functools import cache
from random import Random

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalogue import discover
from metrics.indicator import Kind, coverage, rates
from metrics.measures import Dimension
from metrics.steering import MilestoneStatus, milestone_status
from tests.metrics import twin_reports as twin
from tests.metrics.twin import Load, Procedure, Row, World
from tests.metrics.twin_reports import Copies, Entry, Payment, Petition, Progress, Reports, Survey
from tests.metrics.worlds import DAYS, FIELDS, LOADED, PROCEDURES, drawing, insert
from warehouse import build
from warehouse.folding import fold
from warehouse.period import Period

UNITS = ("26425", "26434", "741.TNMT", "741.TP")
TOKENS = tuple(twin.DAYS_OF)
READ = ("2023", "2023-Q1", "2023-Q2", "2023-H1", "2023-9M", "2023-H2", "2022", "2024-Q1", "2023-01-15..2023-08-31")
CODES = tuple(f"H{number}" for number in range(1, 7))
SPACE = tuple(dimension for dimension in Dimension if dimension not in (Dimension.MONTH, Dimension.QUARTER))
TABLES = (
    "loads", "load_event", "fact_dossier", "fact_procedure", "fact_payment", "fact_survey", "fact_petition",
    "fact_e_certification", "fact_progress",
)  # fmt: skip

Slices = dict[tuple[str | None, ...], tuple[float, int]]


def drawn(seed: int) -> Reports:
    """A made-up warehouse: three loads that repeat and contradict each other, a few rows of every kind in each."""
    chance = Random(seed)
    pick = chance.choice
    loads = tuple(
        Load(
            load_id=f"L{place}", loaded_at=LOADED + timedelta(hours=place),
            export_date=pick((date(2023, 4, 3), date(2023, 7, 4))),
            known_until=pick((date(2023, 3, 31), date(2023, 5, 2), date(2023, 6, 30))),
        )
        for place in chance.sample(range(3), 3)
    )  # fmt: skip

    def load() -> str:
        return pick(loads).load_id

    def rows(kind: str, most: int) -> range:
        return range(chance.randrange(most + 1) if kind != chance.choice(("petitions", "progress", "entries")) else 0)

    flags = ("is_internal", "has_sample", "is_eligible_online", "is_online", "has_fee", "has_online_payment",
             "is_published", "is_reviewed", "is_simplified")  # fmt: skip
    entries = tuple(
        Entry(
            load_id=load(), row=at, code=(code := pick(tuple(PROCEDURES))), name=PROCEDURES[code],
            field=pick((None, *FIELDS)), level=pick((None, "district", "commune", "district; commune", "province")),
            service_level=pick((None, "full", "partial", "information")), fields_before=pick((None, 10, 20)),
            fields_after=pick((None, 5, 10, 21)), **{name: pick((None, None, True, False)) for name in flags},
        )
        for at in rows("entries", 6)
    )  # fmt: skip
    dossiers = tuple(
        Row(
            load_id=load(), source_row=at, code=pick(CODES), unit=pick(UNITS), procedure_code=pick((None, *PROCEDURES)),
            field=pick((None, *FIELDS)), received_at=datetime.combine(pick(DAYS), datetime.min.time()),
            status=pick(("open", "done", "unknown")), channel=pick((None, "online", "direct")),
        )
        for at in rows("dossiers", 5)
    )  # fmt: skip
    return Reports(
        world=World(
            loads=loads, rows=dossiers,
            procedures=tuple(
                Procedure(load_id=one.load_id, source_row=one.row, code=one.code, name=one.name, field=one.field)
                for one in entries
            ),
        ),
        entries=entries,
        petitions=tuple(_petition(chance, load(), at) for at in rows("petitions", 12)),
        surveys=tuple(_survey(chance, load(), at) for at in rows("surveys", 10)),
        copies=tuple(_copies(chance, load(), at) for at in rows("copies", 10)),
        payments=tuple(
            Payment(
                load_id=load(), row=at, code=pick(CODES), unit=pick((None, *UNITS)), paid_on=pick(DAYS),
                amount=pick((None, 0, 5000, 20000)), method=pick((None, "cash", "cashless", "online", "exempt")),
            )
            for at in rows("payments", 12)
        ),
        progress=tuple(_progress(chance, load(), at) for at in rows("progress", 30)),
    )  # fmt: skip


def _petition(chance: Random, load_id: str, at: int) -> Petition:
    pick, received = chance.choice, chance.randrange(len(DAYS))
    return Petition(
        load_id=load_id, row=at, code=f"PA{chance.randrange(8)}", unit=pick(UNITS), field=pick((None, *FIELDS)),
        about=pick((None, True, True, False)), received=DAYS[received], due=pick((None, *DAYS)),
        answered=pick((None, *DAYS[received:])),
        status=pick((None, "open", "forwarded", "closed", "closed", "not_accepted", "unknown")),
        satisfied=pick((None, True, True, False)),
    )  # fmt: skip


def _survey(chance: Random, load_id: str, at: int) -> Survey:
    pick = chance.choice
    very, well, rest = (chance.randrange(9) for _ in range(3))
    if chance.random() < 0.6:
        return Survey(
            load_id=load_id, row=at, unit=pick(UNITS), token=pick(TOKENS), dossier=None, field=pick((None, *FIELDS)),
            answered=very + well + rest, very_satisfied=very, satisfied=well,
        )  # fmt: skip
    grade = pick((0, 1, 2))
    return Survey(
        load_id=load_id, row=at, unit=pick(UNITS), token=pick(TOKENS), dossier=pick(CODES), field=pick((None, *FIELDS)),
        answered=1, very_satisfied=int(grade == 0), satisfied=int(grade == 1),
    )  # fmt: skip


def _copies(chance: Random, load_id: str, at: int) -> Copies:
    copies = chance.choice((None, 100, 250, 900))
    return Copies(
        load_id=load_id, row=at, unit=chance.choice(UNITS), token=chance.choice(TOKENS),
        provided=chance.choice((None, True, False)), copies=copies,
        e_copies=None if copies is None else chance.choice((None, 0, 10, copies)),
    )  # fmt: skip


def _progress(chance: Random, load_id: str, at: int) -> Progress:
    pick = chance.choice
    return Progress(
        load_id=load_id, row=at, item=pick((*twin.RATES, *twin.VALUES, *twin.MILESTONES)),
        unit=pick((None, *UNITS)), token=pick(TOKENS), numerator=pick((None, 3, 7.0, 87.53)),
        denominator=pick((None, 0, 10, 11.5)), status=pick((None, "not_started", "in_progress", "done", "overdue")),
    )  # fmt: skip


@cache
def _workbench() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    return con


def stored(reports: Reports) -> duckdb.DuckDBPyConnection:
    """Put a made-up warehouse, and nothing else, into the one of this module; its rollups are built."""
    con = _workbench()
    for table in TABLES:
        con.execute(f"DELETE FROM {table}")
    insert(con, World(loads=reports.world.loads, rows=reports.world.rows))
    for one in reports.entries:
        _add(
            con, "fact_procedure", load_id=one.load_id, source_row=one.row, procedure_code=one.code,
            procedure_base=one.code, procedure_name=one.name, procedure_key=fold(one.name), field_name=one.field,
            field_key=_key(one.field), **{name: getattr(one, name) for name in twin._TOLD},
        )  # fmt: skip
    for one in reports.petitions:
        _add(
            con, "fact_petition", load_id=one.load_id, source_row=one.row, petition_code=one.code, unit_code=one.unit,
            field_name=one.field, field_key=_key(one.field), is_about_procedure=one.about, received_on=one.received,
            due_on=one.due, answered_on=one.answered, status_group=one.status, is_satisfied=one.satisfied,
        )  # fmt: skip
    for one in reports.surveys:
        _add(
            con, "fact_survey", load_id=one.load_id, source_row=one.row, unit_code=one.unit, period=one.token,
            dossier_code=one.dossier, field_name=one.field, field_key=_key(one.field), answered=one.answered,
            very_satisfied=one.very_satisfied, satisfied=one.satisfied, unsatisfied=0,
        )  # fmt: skip
    for one in reports.copies:
        _add(
            con, "fact_e_certification", load_id=one.load_id, source_row=one.row, unit_code=one.unit, period=one.token,
            is_provided=one.provided, copies=one.copies, e_copies=one.e_copies,
        )  # fmt: skip
    for one in reports.payments:
        _add(
            con, "fact_payment", load_id=one.load_id, source_row=one.row, dossier_code=one.code, unit_code=one.unit,
            paid_on=one.paid_on, fee_amount=one.amount, payment_method=one.method,
        )  # fmt: skip
    for one in reports.progress:
        _add(
            con, "fact_progress", load_id=one.load_id, source_row=one.row, item=one.item, unit_code=one.unit,
            period=one.token, numerator=one.numerator, denominator=one.denominator, status=one.status,
        )  # fmt: skip
    build.build_rollup(con)
    return con


def _add(con: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    marks = ", ".join("?" for _ in values)
    con.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def _key(field: str | None) -> str | None:
    return fold(field.split(";")[0]) if field else None


def product(
    con: duckdb.DuckDBPyConnection, key: str, variant: str, period: Period, by: tuple[Dimension, ...] = ()
) -> Slices:
    """The product's slices; each row is checked for a sound rate on the way."""
    indicator = discover()[key]
    table = rates(con, indicator, period, by, variant=variant)
    found: Slices = {}
    for row in table.to_dict("records"):
        place = tuple(None if pd.isna(row[name]) else str(row[name]) for name in by)
        assert place not in found
        top, bottom = round(float(row["numerator"]), 3), int(row["denominator"])
        if bottom > 0 and indicator.kind is Kind.RATE:
            assert row["rate_pct"] == pytest.approx(100 * top / bottom)
        else:
            assert pd.isna(row["rate_pct"])
        found[place] = top, bottom
    return found


def counted(parts: Slices) -> Slices:
    """Slices that hold something."""
    return {place: (round(top, 3), bottom) for place, (top, bottom) in parts.items() if (top, bottom) != (0, 0)}


def test_the_twins_know_every_indicator_and_variant_that_dossier_lists_do_not_give() -> None:
    declared = {
        (key, variant.key)
        for key, indicator in discover().items()
        for variant in indicator.variants
        if indicator.source not in ("dossier", "report")
    }
    reported = {key for key, indicator in discover().items() if indicator.source == "report"}
    assert declared <= set(twin.KEYS)
    # All other reported figures are declared by the same two functions, and read by the same query.
    assert {key for key, _ in twin.KEYS} - {key for key, _ in declared} <= reported


@drawing()
@given(
    seed=st.integers(0, 2**32 - 1), token=st.sampled_from(READ),
    by=st.lists(st.sampled_from(list(Dimension)), unique=True, min_size=1, max_size=2),
)  # fmt: skip
def test_every_figure_is_the_twins_and_its_slices_add_up(seed: int, token: str, by: list[Dimension]) -> None:
    reports, period = drawn(seed), Period.parse(token)
    con = stored(reports)
    for key, variant in twin.KEYS:
        whole = product(con, key, variant, period)
        expected = twin.sliced(reports, key, variant, period.start, period.last, ())
        assert counted(whole) == counted(expected), key
        names = tuple(dimension.value for dimension in by if dimension is not Dimension.REFORM_AREA)
        dimensions = tuple(Dimension(name) for name in names)
        found = product(con, key, variant, period, dimensions)
        expected = twin.sliced(reports, key, variant, period.start, period.last, names)
        assert counted(found) == counted(expected), (key, names)
        if set(dimensions) <= set(SPACE):
            totals = [sum(column) for column in zip(*found.values(), strict=True)] or [0, 0]
            assert [round(totals[0], 3), totals[1]] == list(whole[()]), (key, names)


def test_petitions_of_1022_give_the_handled_rates_that_were_published() -> None:
    """G4: 55 750 of 55 821 handled in 2022, 99,87 %; 677 = 629 done + 48 open within time."""
    for handled, open_, printed in ((55_750, 71, 99.87), (629, 48, 92.91)):
        con = stored(Reports(world=World(loads=(_load(),), rows=())))
        con.execute(
            """
            INSERT INTO fact_petition
                (load_id, petition_code, unit_code, received_on, due_on, answered_on, status_group)
            SELECT 'L0', 'P' || i, '26425', DATE '2022-03-01', DATE '2022-12-31',
                   CASE WHEN i < ? THEN DATE '2022-03-10' END, CASE WHEN i < ? THEN 'closed' ELSE 'open' END
            FROM range(?) AS numbers(i)
            """,
            [handled, handled, handled + open_],
        )
        build.build_rollup(con, only="petition")
        row = rates(con, discover()["petition_handled_rate"], Period.parse("2022")).iloc[0]
        assert (row["numerator"], row["denominator"]) == (handled, handled + open_)
        assert round(row["rate_pct"], 2) == printed
        # Handled is not on time: none of the open ones is overdue yet.
        on_time = rates(con, discover()["petition_on_time_rate"], Period.parse("2022")).iloc[0]
        assert (on_time["numerator"], on_time["denominator"]) == (handled, handled)


def _load() -> Load:
    return Load(
        load_id="L0", export_date=date(2023, 7, 3), known_until=date(2023, 6, 30), loaded_at=datetime(2023, 7, 3, 2)
    )


def test_a_quarter_inside_six_months_counts_once_and_six_months_less_a_quarter_is_the_second() -> None:
    copies = [
        Copies(load_id="L0", row=at, unit="26425", token=token, provided=None, copies=n, e_copies=e)
        for at, (token, n, e) in enumerate((("2023-Q1", 400, 20), ("2023-H1", 900, 90)))
    ]
    con = stored(Reports(world=World(loads=(_load(),), rows=()), copies=tuple(copies)))
    found = {
        token: product(con, "e_certified_copy_share", "copies", Period.parse(token))[()]
        for token in ("2023-Q1", "2023-Q2", "2023-H1", "2023", "2023-04")
    }
    assert found == {
        "2023-Q1": (20, 400), "2023-Q2": (70, 500), "2023-H1": (90, 900), "2023": (90, 900), "2023-04": (0, 0),
    }  # fmt: skip


def test_a_report_that_is_left_out_leaves_nothing_else_out() -> None:
    """Closing days of two calendars mixed: of the chain each second one counts, and no month is without a report.

    15/12 ────── 14/02  15/02 ────── 14/05      counts, counts
           01/01 ────── 31/03  01/04 ───── 30/06    left out, left out
    """
    tokens = ("2022-12-15..2023-02-14", "2023-Q1", "2023-02-15..2023-05-14", "2023-Q2")
    copies = [
        Copies(load_id="L0", row=at, unit="26425", token=token, provided=None, copies=100, e_copies=10**at)
        for at, token in enumerate(tokens)
    ]
    con = stored(Reports(world=World(loads=(_load(),), rows=()), copies=tuple(copies)))
    period = Period.parse("2022-12-15..2023-06-30")
    assert product(con, "e_certified_copy_share", "copies", period) == {(): (101, 200)}


def test_sums_that_are_left_out_do_not_stand_before_answers_per_dossier() -> None:
    """Sums of nine months leave out those of the second half-year, so answers of the last quarter count by dossier."""
    surveys = [
        Survey(
            load_id="L0", row=at, unit="26425", token=token, dossier=dossier, field=None, answered=n,
            very_satisfied=n, satisfied=0,
        )
        for at, (token, dossier, n) in enumerate(
            (("2023-9M", None, 90), ("2023-H2", None, 500), ("2023-10-01..2023-12-31", "H1", 1), ("2023-Q2", "H2", 1))
        )
    ]  # fmt: skip
    con = stored(Reports(world=World(loads=(_load(),), rows=()), surveys=tuple(surveys)))
    assert product(con, "satisfaction_rate", "satisfied", Period.parse("2023")) == {(): (91, 91)}


def test_a_report_stands_until_the_next_one_and_not_into_the_next_year() -> None:
    lines = [
        Progress(load_id="L0", row=at, item="CT4.03", unit=unit, token=token, numerator=n, denominator=10, status=None)
        for at, (unit, token, n) in enumerate(
            ((None, "2023-Q1", 2), ("26425", "2023-H1", 3), ("26434", "2023-9M", 4), (None, "2023", 9))
        )
    ]
    con = stored(Reports(world=World(loads=(_load(),), rows=()), progress=tuple(lines)))
    read = {
        token: product(con, "staff_training_rate", "reported", Period.parse(token))[()]
        for token in ("2023-02", "2023-Q1", "2023-05", "2023-Q2", "2023-9M", "2023", "2024-Q1")
    }
    assert read == {
        "2023-02": (0, 0), "2023-Q1": (2, 10), "2023-05": (2, 10), "2023-Q2": (3, 10), "2023-9M": (7, 20),
        "2023": (9, 10), "2024-Q1": (0, 0),
    }  # fmt: skip
    by_commune = product(con, "staff_training_rate", "reported", Period.parse("2023-9M"), (Dimension.COMMUNE,))
    assert counted(by_commune) == {("26425",): (3, 10), ("26434",): (4, 10)}


def test_the_catalogue_counts_from_its_first_day_and_reports_before_it() -> None:
    load = Load(
        load_id="L0", export_date=date(2023, 7, 3), known_until=date(2023, 5, 2), loaded_at=datetime(2023, 7, 3, 2)
    )
    report = Progress(
        load_id="L0", row=1, item="CT2.11", unit=None, token="2023-Q1", numerator=5, denominator=10, status=None
    )
    entries = [
        Entry(
            load_id="L0", row=at, code=f"1.00000{at}", name=f"Thủ tục {at}", field="Hộ tịch", level="district; commune",
            is_eligible_online=True, is_online=answer,
        )
        for at, answer in enumerate((True, False, None))
    ]  # fmt: skip
    con = stored(Reports(world=World(loads=(load,), rows=()), entries=tuple(entries), progress=(report,)))
    read = {
        token: product(con, "online_procedure_coverage", "reported", Period.parse(token))[()]
        for token in ("2023-Q1", "2023-04", "2023-05", "2024")
    }
    # Two of three procedures say whether they are online; each is done on both levels.
    assert read == {"2023-Q1": (5, 10), "2023-04": (5, 10), "2023-05": (2, 4), "2024": (2, 4)}
    by_level = product(con, "online_procedure_coverage", "reported", Period.parse("2023-05"), (Dimension.LEVEL,))
    assert counted(by_level) == {("commune",): (1, 2), ("district",): (1, 2)}


def test_a_source_without_a_dimension_gives_one_slice_without_a_name() -> None:
    """Petitions have no procedure, reports no field: the whole stands in a slice of its own, none is made up."""
    petition = Petition(
        load_id="L0", row=1, code="PA1", unit="26425", field=None, about=None, received=date(2023, 2, 1),
        due=date(2023, 3, 1), answered=date(2023, 2, 9), status="closed", satisfied=None,
    )  # fmt: skip
    line = Progress(
        load_id="L0", row=1, item="CT4.03", unit="26425", token="2023-Q1", numerator=1, denominator=2, status=None
    )
    con = stored(Reports(world=World(loads=(_load(),), rows=()), petitions=(petition,), progress=(line,)))
    period = Period.parse("2023-Q1")
    assert product(con, "petition_on_time_rate", "plan", period, (Dimension.PROCEDURE,)) == {(None,): (1, 1)}
    assert product(con, "staff_training_rate", "reported", period, (Dimension.FIELD,)) == {(None,): (1, 2)}


def test_the_response_rate_stands_beside_satisfaction_with_petitions() -> None:
    petitions = [
        Petition(
            load_id="L0", row=at, code=f"PA{at}", unit="26425", field=None, about=None, received=date(2023, 2, 1),
            due=None, answered=date(2023, 2, 9), status="closed", satisfied=satisfied,
        )
        for at, satisfied in enumerate((True, True, False, None, None))
    ]  # fmt: skip
    con = stored(Reports(world=World(loads=(_load(),), rows=()), petitions=tuple(petitions)))
    indicator, period = discover()["petition_satisfaction_rate"], Period.parse("2023-Q1")
    row = coverage(con, indicator, period).iloc[0]
    assert (row["told"], row["out_of"], row["coverage_pct"]) == (3, 5, 60.0)
    assert pd.isna(coverage(con, discover()["satisfaction_rate"], period).iloc[0]["coverage_pct"])
    assert product(con, "petition_satisfaction_rate", "rated", period) == {(): (2, 3)}


def test_points_keep_their_decimals_and_the_district_alone_has_them() -> None:
    lines = [
        Progress(
            load_id="L0", row=at, item="CT7.03", unit=unit, token="2023", numerator=n, denominator=None, status=None
        )
        for at, (unit, n) in enumerate(((None, 87.53), ("26425", 91.2)))
    ]
    con = stored(Reports(world=World(loads=(_load(),), rows=()), progress=tuple(lines)))
    row = rates(con, discover()["par_index_score"], Period.parse("2023")).iloc[0]
    assert (row["numerator"], row["denominator"]) == (87.53, 1)
    assert pd.isna(row["rate_pct"])


def test_a_number_too_long_for_any_count_stops_no_publication() -> None:
    line = Progress(
        load_id="L0", row=1, item="CT5.03", unit=None, token="2023", numerator=1e300, denominator=1e300, status=None
    )
    con = stored(Reports(world=World(loads=(_load(),), rows=()), progress=(line,)))
    assert product(con, "direct_budget_spending", "reported", Period.parse("2023")) == {(): (0, 0)}


def test_fee_columns_of_a_dossier_list_count_where_no_fee_list_has_the_dossier() -> None:
    """H1 paid online by its list, H2 was exempt, H3 paid nothing, H4 stands in the fee list, which alone counts."""
    fee_list = Payment(
        load_id="L0", row=9, code="H4", unit="26425", paid_on=date(2023, 2, 3), amount=5000, method="cash"
    )
    con = stored(Reports(world=World(loads=(_load(),), rows=()), payments=(fee_list,)))
    for at, (code, amount, method) in enumerate(
        (("H1", 8000, "online"), ("H2", 8000, "exempt"), ("H3", 0, "online"), ("H4", 5000, "online"))
    ):
        _add(
            con, "fact_dossier", load_id="L0", source_row=at, dossier_code=code, unit_code="26434", status_group="open",
            received_at=datetime(2023, 2, 1), fee_amount=amount, payment_method=method, paid_on=date(2023, 2, 2),
        )  # fmt: skip
    build.build_rollup(con)
    period = Period.parse("2023-Q1")
    assert product(con, "online_payment_rate", "transactions", period) == {(): (1, 2)}
    assert product(con, "cashless_payment_rate", "transactions", period) == {(): (1, 2)}
    # Dossiers of which a fee was paid: H1 online, H4 in cash.
    assert product(con, "online_payment_rate", "766", period) == {(): (1, 2)}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), None),
        (("done", "done"), MilestoneStatus.DONE),
        (("done", "not_started"), MilestoneStatus.IN_PROGRESS),
        (("done", "overdue"), MilestoneStatus.OVERDUE),
        (("not_started",), MilestoneStatus.NOT_STARTED),
    ],
)
def test_a_milestone_of_several_units_is_done_when_all_are(
    said: tuple[str, ...], expected: MilestoneStatus | None
) -> None:
    lines = tuple(
        Progress(
            load_id="L0", row=at, item="CT3.02", unit=UNITS[at], token="2023-Q1", numerator=None, denominator=None,
            status=status,
        )
        for at, status in enumerate(said)
    )  # fmt: skip
    con = stored(Reports(world=World(loads=(_load(),), rows=()), progress=lines))
    assert milestone_status(con, "CT3.02", Period.parse("2023-H1")) is expected
    assert milestone_status(con, "CT1.03", Period.parse("2023-H1")) is None
