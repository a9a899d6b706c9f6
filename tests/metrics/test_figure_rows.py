"""The rows listed behind a number are the rows that it counts: for every indicator, variant, slice and part."""

from datetime import date
from itertools import product

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.asked import DIMENSIONS, Figure, Order, Part, Register, Search, of_balance, of_indicator
from metrics.catalogue import discover
from metrics.figure_rows import Behind, behind, form_lines, from_forms, rows, value
from metrics.indicator import rates
from metrics.lineage import PROBLEMS
from metrics.lineage import dossiers as problem_dossiers
from metrics.measures import EVERYTHING, Compare, Dimension, Scope
from metrics.one_dossier import counted_in, told
from metrics.timeliness import BALANCE, ON_TIME_RATE, balance
from tests.metrics import test_twin_reports, twin
from tests.metrics.test_lineage import two_loads
from tests.metrics.test_rates import FROM_2ND, drawn, january
from tests.metrics.test_reconciliation import add_form
from tests.metrics.test_stand_ins import LINE, Q1, Dossier, add_list, empty
from tests.metrics.test_twin_reports import stored as stored_reports
from tests.metrics.twin import World
from tests.metrics.worlds import UNITS, drawing, periods, stored, stored_once, worlds
from warehouse import build
from warehouse.period import Period

FIGURES = [(discover()[key], variant) for key, variants in twin.VARIANTS.items() for variant in variants]
"""Every indicator that dossiers feed, with each of its variants."""

ALL_ROWS = 1_000_000
UNTIL = date(2023, 7, 2)
slices = st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=2)
compares = st.sampled_from(list(Compare))
scopes = st.one_of(
    st.just(EVERYTHING),
    st.builds(Scope, level=st.sampled_from(("commune", "district"))),
    st.builds(Scope, field_groups=st.sampled_from((("khac",), ("dat_dai", "xay_dung")))),
    st.builds(Scope, units=st.sampled_from((UNITS[1:], UNITS[:1], ()))),
)


@pytest.fixture(scope="module")
def reports() -> duckdb.DuckDBPyConnection:
    """A made-up warehouse of every kind of file but forms."""
    return stored_reports(test_twin_reports.drawn(0))


def in_parts(table: pd.DataFrame, part: Part) -> pd.Series:
    """Return one number of each row of a rates table."""
    return table["denominator"] - table["numerator"] if part is Part.MISSED else table[part.value]


def slice_of(row: pd.Series, by: list[Dimension]) -> list[tuple[Dimension, str | None]]:
    """Return a row of a rates table as the slice that a link names."""
    return [(dimension, None if pd.isna(row[dimension.value]) else row[dimension.value]) for dimension in by]


@drawing(1 / 8)
@given(world=worlds(), token=periods(), by=slices, part=st.sampled_from(list(Part)), compare=compares, scope=scopes)
def test_as_many_dossiers_are_listed_as_the_number_counts(
    world: World, token: str, by: list[Dimension], part: Part, compare: Compare, scope: Scope
) -> None:
    con, period = stored_once(world), Period.parse(token)
    for indicator, variant in FIGURES:
        table = rates(con, indicator, period, by, variant=variant, compare=compare, scope=scope)
        for (_, row), number in zip(table.iterrows(), in_parts(table, part), strict=True):
            at = slice_of(row, by)
            asked = of_indicator(indicator, part, period, variant=variant, compare=compare, scope=scope, at=at)
            assert value(con, asked) == number
            assert behind(con, asked) == Behind(rows=number, counted=number), (indicator.key, variant, at)


@drawing(1 / 8)
@given(world=worlds(), token=periods(), by=slices, compare=compares)
def test_every_count_of_the_balance_lists_its_dossiers(
    world: World, token: str, by: list[Dimension], compare: Compare
) -> None:
    con, period = stored_once(world), Period.parse(token)
    for _, row in balance(con, period, by, compare=compare).head(5).iterrows():
        for name in BALANCE:
            asked = of_balance(name, period, compare=compare, at=slice_of(row, by))
            assert behind(con, asked) == Behind(rows=row[name], counted=row[name]), (name, asked.at)


@drawing(1 / 8)
@given(world=worlds(), token=periods(), compare=compares)
def test_the_dossiers_listed_are_those_that_the_twin_counts(world: World, token: str, compare: Compare) -> None:
    """Not only as many: each code by itself, counted alone in plain Python, gives what its row adds."""
    con, period = stored_once(world), Period.parse(token)
    items = twin.dossiers(world)
    for indicator, variant in FIGURES:
        for part in Part:
            expected = {}
            for item in items:
                one = twin.COUNTERS[indicator.key]([item], period.start, period.last, variant, compare.value)
                number = {Part.NUMERATOR: one[0], Part.DENOMINATOR: one[1], Part.MISSED: one[1] - one[0]}[part]
                if number:
                    expected[item.code] = number
            asked = of_indicator(indicator, part, period, variant=variant, compare=compare)
            listed = rows(con, asked, until=UNTIL, limit=ALL_ROWS)
            assert dict(zip(listed["code"], listed["counted"], strict=True)) == expected, (indicator.key, variant, part)


def codes(con: object, asked: Figure | Register, **how: object) -> list[str]:
    return list(rows(con, asked, until=UNTIL, limit=ALL_ROWS, **how)["code"])


def test_the_late_dossiers_of_january_with_file_row_and_days_late() -> None:
    late = of_indicator(ON_TIME_RATE, Part.MISSED, FROM_2ND)
    table = rows(stored(january()), late, until=UNTIL, order=Order.LATE, limit=10)
    shown = table[["code", "days_late", "file", "sheet", "row", "counted", "unit_name"]].to_numpy().tolist()
    assert shown == [
        ["H6", 21, "L0.xlsx", "Sheet1", 5, 1, "Phòng Tài nguyên và Môi trường"],
        ["H4", 1, "L0.xlsx", "Sheet1", 3, 1, "Xã Xuân Thành"],
    ]


@pytest.mark.parametrize(
    ("status", "expected"), [("open", 172), ("waiting", None), ("not_accepted", None), ("unknown", None)]
)
def test_days_late_are_counted_only_of_what_the_office_owes(status: str, expected: int | None) -> None:
    con = stored(drawn(f"H1 | 26425 | Hộ tịch | 03/01 | 11/01 | - | {status} | online"))
    (found,) = rows(con, Register(), until=UNTIL, limit=10)["days_late"].tolist()
    assert (None if pd.isna(found) else found) == expected


def test_pages_of_a_list_follow_each_other() -> None:
    con, everything = stored(january()), of_balance("received", Period.parse("2023"))
    pages = [rows(con, everything, until=UNTIL, limit=4, offset=offset)["code"].tolist() for offset in (0, 4, 8, 12)]
    assert [len(page) for page in pages] == [4, 4, 2, 0]
    assert [code for page in pages for code in page] == codes(con, everything)


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        (Register(), {f"H{at}" for at in range(1, 11)}),
        (Register(open_on=date(2023, 1, 31)), {"H8", "H9"}),
        (Register(open_on=date(2023, 1, 19), due_from=date(2023, 1, 19), due_to=date(2023, 1, 20)), {"H8"}),
        (Register(open_on=date(2023, 1, 31), due_to=date(2023, 1, 30)), {"H8"}),
        (Register(codes=("H2", "H10", "H99")), {"H2", "H10"}),
        (Register(load_id="L0", scope=Scope(units=("26425",))), {"H1", "H2", "H3"}),
        (Register(scope=Scope(level="district")), {"H5", "H6"}),
        (Register(scope=Scope(field_groups=("chung_thuc",))), {"H3"}),
        (Register(scope=Scope(units=())), set()),
    ],
)
def test_a_register_holds_what_it_says(register: Register, expected: set[str]) -> None:
    con = stored(january())
    assert set(codes(con, register)) == expected
    assert behind(con, register) == Behind(rows=len(expected), counted=len(expected))


def test_a_register_of_a_problem_is_that_of_the_quality_screen() -> None:
    world = drawn(
        "H1 | 26425 | Hộ tịch     | 03/01 | 10/01 | -     | unknown | online",
        "H2 | 26425 | Lĩnh vực lạ | 03/01 | -     | 09/01 | done    | online",
        "H3 | 26425 | Hộ tịch     | 03/01 | 02/01 | -     | done    | online",
    )
    con = stored(world)
    for problem in PROBLEMS:
        assert codes(con, Register(problem=problem)) == list(problem_dossiers(con, problem=problem)["dossier_code"])
    assert codes(con, Register(problem="no_due")) == ["H2"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("xuan thanh", {"H4", "H7", "H8", "H9", "H10"}),
        ("dat dai", {"H4", "H5", "H6"}),
        ("Đất đai, xuân thành", {"H4"}),
        ("h1", {"H1", "H10"}),
        ("không có", set()),
        (" , ", {f"H{at}" for at in range(1, 11)}),
    ],
)
def test_a_search_needs_no_accents_and_holds_every_phrase(typed: str, expected: set[str]) -> None:
    assert set(codes(stored(january()), Register(), search=Search.typed(typed))) == expected


def test_a_search_may_ask_for_a_state_a_unit_or_a_field() -> None:
    con = stored(january())
    assert codes(con, Register(), search=Search(state="withdrawn")) == ["H7"]
    assert codes(con, Register(), search=Search(unit="741.TNMT")) == ["H5", "H6"]
    assert codes(con, Register(), search=Search(field="Chứng thực")) == ["H3"]


def test_a_month_outside_the_period_lists_nothing() -> None:
    con = stored(january())
    asked = of_balance("received", FROM_2ND, at=[(Dimension.MONTH, "2023-02")])
    assert (value(con, asked), behind(con, asked)) == (0, Behind(rows=0, counted=0))


def test_a_count_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match='Không có số đếm "lates"'):
        of_balance("lates", FROM_2ND)


def test_what_a_form_adds_stands_beside_the_list_with_its_printed_line() -> None:
    """A list of one unit and a form of another: the list has its rows, the form its line, together the number."""
    con = empty()
    dossier = Dossier(
        unit="26437", field="Hộ tịch", received=date(2023, 1, 3), due=date(2023, 1, 10), ended=date(2023, 1, 5),
        is_withdrawn=False,
    )  # fmt: skip
    add_list(con, [("H1", dossier)], Q1, "L0")
    add_form(con, "by_unit", [LINE])
    build.build_rollup(con)
    asked = of_indicator(ON_TIME_RATE, Part.DENOMINATOR, Q1)
    assert (value(con, asked), from_forms(con, asked)) == (46, 45)
    assert behind(con, asked) == Behind(rows=1, counted=1)
    lines = form_lines(con, asked, until=UNTIL, limit=10)
    assert lines["counted"].tolist() == [45]
    assert lines["unit"].tolist() == ["26434"]
    assert lines["row"].notna().all()


def test_one_dossier_counts_in_what_its_rows_say() -> None:
    """Code by code, the numbers that a dossier is said to be part of are those that list it."""
    con, period = stored_once(january()), FROM_2ND
    for code in codes(con, Register()):
        table = counted_in(con, code, period).set_index(["indicator", "variant"])
        for indicator, variant in FIGURES:
            key = (indicator.key, variant)
            for part in (Part.NUMERATOR, Part.DENOMINATOR):
                listed = rows(con, of_indicator(indicator, part, period, variant=variant), until=UNTIL, limit=ALL_ROWS)
                expected = int(listed.loc[listed["code"] == code, "counted"].sum())
                assert (int(table.loc[key, part.value]) if key in table.index else 0) == expected


def test_one_dossier_shows_every_load_that_speaks_of_it_the_newest_first() -> None:
    table = told(stored(two_loads()), "H9")
    assert table[["file", "row", "is_withdrawn"]].to_numpy().tolist() == [
        ["L1.xlsx", 41, False], ["L0.xlsx", 8, False],
    ]  # fmt: skip
    assert told(stored(two_loads()), "H99").empty


@pytest.mark.parametrize("source", ["payment", "petition", "survey", "certification", "report"])
def test_printed_lines_of_every_other_source_add_up_to_the_number_too(
    source: str, reports: duckdb.DuckDBPyConnection
) -> None:
    own = [indicator for indicator in discover().values() if indicator.source == source]
    assert own
    for indicator, by in product(own, ((), (Dimension.UNIT,))):
        for variant in indicator.variants:
            table = rates(reports, indicator, Period.parse("2023"), by, variant=variant.key)
            for row, part in product(table.to_dict("records"), (Part.NUMERATOR, Part.DENOMINATOR)):
                at = [(one, None if pd.isna(row[one.value]) else row[one.value]) for one in by]
                asked = of_indicator(indicator, part, Period.parse("2023"), variant=variant.key, at=at)
                listed = rows(reports, asked, until=UNTIL, limit=ALL_ROWS)
                assert float(listed["counted"].sum()) == pytest.approx(float(row[part.value])), (indicator.key, at)
                if indicator.key != "e_certification_coverage":  # who must provide stands in no file
                    assert listed["file"].notna().all(), indicator.key


def test_a_field_that_only_surveys_print_is_found(reports: duckdb.DuckDBPyConnection) -> None:
    printed = reports.execute("SELECT DISTINCT field FROM rollup_survey WHERE field IS NOT NULL").fetchall()
    assert printed
    indicator = next(one for one in discover().values() if one.source == "survey")
    asked = of_indicator(indicator, Part.DENOMINATOR, Period.parse("2023"))
    listed = rows(reports, asked, until=UNTIL, limit=ALL_ROWS)
    for (field,) in printed:
        found = rows(reports, asked, search=Search.typed(field), until=UNTIL, limit=ALL_ROWS)
        assert len(found) >= (listed["field"] == field).sum(), field
