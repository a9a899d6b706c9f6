"""Half months and sums kept in memory say what the days of the rollup say, slice by slice."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rollups import MEASURES, rollup

from metrics.held import Held
from metrics.indicator import monthly_rates, rates
from metrics.measures import EVERYTHING, Dimension, Scope, Term, When
from metrics.rollup import counts, totals
from metrics.timeliness import BALANCE, ON_TIME_RATE
from warehouse import build
from warehouse.period import Period

FIRST = date(2022, 12, 1)
DAYS = st.integers(0, 420).map(lambda n: FIRST + timedelta(days=n))
BY = (
    (), (Dimension.MONTH,), (Dimension.UNIT, Dimension.QUARTER), (Dimension.COMMUNE,), (Dimension.FIELD,),
    (Dimension.LEVEL, Dimension.FIELD_GROUP, Dimension.MONTH), (Dimension.PROCEDURE,), (Dimension.CHANNEL,),
)  # fmt: skip
SCOPES = (
    EVERYTHING, Scope(level="commune"), Scope(units=("a", "c")), Scope(units=()), Scope(field_groups=("dat_dai",)),
    Scope(fields=("Đất đai",)), Scope(basis="list", level="district"),
)  # fmt: skip
SUMS = BALANCE | {
    "at_start": (Term(measure="received", when=When.AT_START), Term(measure="ended", when=When.AT_START, sign=-1)),
}


@st.composite
def events(draw):
    """Draw a row of the rollup: a day or a span of days, its dimensions, some of them unknown, and its counts."""
    days = sorted((draw(DAYS), draw(DAYS))) if draw(st.booleans()) else [draw(DAYS)] * 2
    counted = draw(st.dictionaries(st.sampled_from(MEASURES), st.integers(0, 9), min_size=1))
    return {
        "first_day": days[0].isoformat(),
        "day": days[1].isoformat(),
        "unit": draw(st.sampled_from(["a", "b", "c", None])),
        "level": draw(st.sampled_from(["commune", "district"])),
        "field": draw(st.sampled_from(["Đất đai", "Hộ tịch", None])),
        "field_group": draw(st.sampled_from(["dat_dai", "khac", None])),
        "procedure": draw(st.sampled_from(["1", "2"])),
        "channel": draw(st.sampled_from(["online", None])),
        "basis": draw(st.sampled_from(["list", "form"])),
        **counted,
    }


def spans():
    """Draw a period: a named one of either calendar, which cuts no half month, or any days."""
    named = st.sampled_from(["2023", "2023-H1", "2023-9M", "2023-Q3", "2023-02"])
    ranges = st.tuples(DAYS, DAYS).map(sorted).map(lambda days: Period.parse(f"{days[0]}..{days[1]}"))
    return named.map(Period.parse) | named.map(lambda token: Period.parse(token, "d15_14")) | ranges


@settings(max_examples=60, deadline=None)
@given(st.lists(events(), max_size=12), spans(), st.sampled_from(BY), st.sampled_from(SCOPES))
def test_half_months_and_memory_say_what_the_days_say(rows, period, by, scope):
    days, halves = rollup(*rows), rollup(*rows)
    halves.execute("DROP VIEW coarse_dossier")
    build.coarsen(halves, "TABLE", "dossier")
    told = counts(days, "dossier", SUMS, period, by, scope=scope)
    assert told.equals(counts(halves, "dossier", SUMS, period, by, scope=scope))
    assert told.equals(counts(Held(halves), "dossier", SUMS, period, by, scope=scope))
    shares = [rates(con, ON_TIME_RATE, period, by, scope=scope) for con in (days, halves, Held(halves))]
    assert shares[0].equals(shares[1])
    assert shares[0].equals(shares[2])


def test_monthly_rates_are_those_of_the_table():
    con = rollup(
        {"day": "2023-02-01", "resolved_with_due": 4, "on_time": 3}, {"day": "2023-01-09", "resolved_with_due": 2},
        {"day": "2023-05-09", "received": 2},
    )  # fmt: skip
    year = Period.parse("2023")
    table = rates(con, ON_TIME_RATE, year, (Dimension.MONTH,))
    for asked in (con, Held(con)):
        found = monthly_rates(asked, ON_TIME_RATE, year)
        assert list(found) == table["month"].tolist() == ["2023-01", "2023-02", "2023-05"]
        assert repr(list(found.values())) == repr(table["rate_pct"].tolist()) == "[0.0, 75.0, nan]"


def test_half_months_are_few_however_many_days_and_procedures_there_are():
    rows = [{"day": f"2023-03-{day:02}", "procedure": str(day), "received": 1} for day in range(1, 32)]
    con = rollup(*rows)
    con.execute("DROP VIEW coarse_dossier")
    build.coarsen(con, "TABLE", "dossier")
    found = con.execute("SELECT first_day, day, received FROM coarse_dossier ORDER BY day").fetchall()
    assert found == [(date(2023, 3, 1), date(2023, 3, 14), 14), (date(2023, 3, 15), date(2023, 3, 31), 17)]


def test_what_is_in_memory_is_asked_of_the_database_once():
    con = rollup({"day": "2023-03-01", "received": 3})
    held = Held(con)
    sums = {"received": (Term(measure="received"),)}
    assert counts(held, "dossier", sums, Period.parse("2023"))["received"].tolist() == [3]
    con.execute("INSERT INTO rollup_dossier SELECT * FROM rollup_dossier")
    assert counts(held, "dossier", sums, Period.parse("2023"))["received"].tolist() == [3]
    assert counts(Held(con, held.blocks), "dossier", sums, Period.parse("2023"))["received"].tolist() == [3]
    assert counts(con, "dossier", sums, Period.parse("2023"))["received"].tolist() == [6]


@pytest.mark.parametrize("is_held", [False, True])
def test_reports_keep_their_figure_their_item_and_their_decimals(is_held):
    con = rollup()
    con.execute(
        """
        CREATE TABLE rollup_report AS SELECT *, CAST(NULL AS VARCHAR) AS procedure FROM (VALUES
            (DATE '2023-01-01', DATE '2023-03-31', 'a', 'commune', 'khac', 'report', 'points', 'CT1', 1.255, 2.000),
            (DATE '2023-01-01', DATE '2023-03-31', 'b', 'commune', 'khac', 'report', 'points', 'CT2', 2.250, 3.000),
            (DATE '2023-01-01', DATE '2023-03-31', 'b', 'commune', 'khac', 'report', 'other', 'CT1', 9.000, 9.000)
        ) AS line(first_day, day, unit, level, field_group, basis, figure, item, numerator, denominator)
        """
    )
    build.coarsen(con, "TABLE", "report")
    asked = Held(con) if is_held else con
    sums = {"value": (Term(measure="numerator"),)}
    quarter = Period.parse("2023-Q1")

    def told(decimals=3, **limits):
        return counts(asked, "report", sums, quarter, decimals=decimals, **limits)["value"].tolist()

    assert told(figure="points") == [3.505]
    assert told(figure="points", scope=Scope(items=("CT2",))) == [2.25]
    assert told(figure="other", decimals=0) == [9]
    assert told(figure="points", decimals=0) == [4]
    assert counts(asked, "report", sums, quarter, (Dimension.UNIT,), figure="points", decimals=3).values.tolist() == [
        ["a", 1.255], ["b", 2.25],
    ]  # fmt: skip


def test_a_question_with_values_is_passed_on():
    assert Held(rollup()).execute("SELECT ? + 1", [41]).fetchall() == [(42,)]


def test_a_quarter_and_a_month_name_each_part_beside_the_other_slices():
    """Two communes in January and in June: each line has its month, its quarter and its unit."""
    con = rollup(
        {"day": "2023-01-09", "unit": "a", "received": 1}, {"day": "2023-06-09", "unit": "a", "received": 2},
        {"day": "2023-06-10", "unit": "b", "level": "district", "received": 4},
        {"day": "2023-06-11", "unit": None, "received": 8},
    )  # fmt: skip
    sums, year = {"received": (Term(measure="received"),)}, Period.parse("2023")
    by_month = counts(Held(con), "dossier", sums, year, (Dimension.MONTH, Dimension.QUARTER, Dimension.UNIT))
    assert by_month.astype(object).where(by_month.notna(), None).to_numpy().tolist() == [
        ["2023-01", "2023-Q1", "a", 1], ["2023-06", "2023-Q2", "a", 2], ["2023-06", "2023-Q2", "b", 4],
        ["2023-06", "2023-Q2", None, 8],
    ]  # fmt: skip
    by_level = counts(Held(con), "dossier", sums, year, (Dimension.LEVEL, Dimension.QUARTER, Dimension.COMMUNE))
    assert by_level.astype(object).where(by_level.notna(), None).to_numpy().tolist() == [
        ["commune", "2023-Q1", "a", 1], ["commune", "2023-Q2", "a", 2], ["commune", "2023-Q2", None, 8],
        ["district", "2023-Q2", None, 4],
    ]  # fmt: skip


@pytest.mark.parametrize("is_held", [False, True])
def test_sums_are_whole_unless_decimals_are_asked_for(is_held):
    con = rollup({"day": "2023-01-09", "received": 3})
    asked = Held(con) if is_held else con
    sums, year = {"received": (Term(measure="received"),)}, Period.parse("2023")
    assert repr(totals(asked, "dossier", sums, year)) == "{'received': 3}"
    assert repr(totals(asked, "dossier", sums, year, decimals=2)) == "{'received': 3.0}"
    for token in ("2023", "2022"):  # a table without rows has its types too
        table = counts(asked, "dossier", sums, Period.parse(token), (Dimension.UNIT,))
        assert (len(table), str(table["received"].dtype)) == (token == "2023", "int64")
    assert str(counts(asked, "dossier", sums, year, decimals=2)["received"].dtype) == "float64"


def test_every_pair_of_values_is_a_slice_of_its_own():
    pairs = [(unit, level) for unit in "abc" for level in ("commune", "district")]
    con = rollup(
        *(
            {"day": "2023-01-09", "unit": unit, "level": level, "received": 2**n}
            for n, (unit, level) in enumerate(pairs)
        )
    )
    sums = {"received": (Term(measure="received"),)}
    found = counts(Held(con), "dossier", sums, Period.parse("2023"), (Dimension.UNIT, Dimension.LEVEL))
    assert found.to_numpy().tolist() == [[unit, level, 2**n] for n, (unit, level) in enumerate(pairs)]
