"""Changes between two periods, asked of a rollup written down by hand, and said in words."""

import re
from fractions import Fraction

import duckdb
import pytest

from metrics import wording
from metrics.decomposition import (
    DIMENSION_WORDS,
    FLOW_COLUMNS,
    Exchange,
    as_table,
    between,
    decompose,
    exchange,
    exchanged,
    flow,
    in_words,
)
from metrics.measures import Compare, Dimension, Scope
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.rollups import resolved, rollup
from warehouse import build
from warehouse.period import Period

BEFORE, AFTER = Period.parse("2023-Q1"), Period.parse("2023-Q2")


def told(change, slices: str) -> str:
    return in_words(change, slices).replace(wording.NBSP, " ")


def two_quarters() -> list[dict]:
    """Commune 26425: 90 then 94 of 100; 26428: 50 then 48 of 100; an agency: 8 of 10 and 9 of 10."""
    return [
        resolved("2023-02-01", 90, 100, field="Hộ tịch", field_group="ho_tich"),
        resolved("2023-02-01", 50, 100, unit="26428", field="Đất đai", field_group="dat_dai"),
        resolved("2023-03-01", 8, 10, unit="741.TNMT", level="district", field=None, field_group=None),
        resolved("2023-04-01", 94, 100, field="Hộ tịch", field_group="ho_tich"),
        resolved("2023-05-01", 48, 100, unit="26428", field="Đất đai", field_group="dat_dai"),
        resolved("2023-06-01", 9, 10, unit="741.TNMT", level="district", field=None, field_group=None),
    ]


def parts(change) -> dict:
    return {part.key: (part.before, part.after, part.rate_points, part.mix_points) for part in change.parts}


def test_each_slice_has_its_counts_of_both_periods_and_its_part():
    """Shares stay: +4, -2 points over 100 of 210 and +10 over 10 of 210: 300 of 210 parts of a point."""
    change = between(rollup(*two_quarters()), ON_TIME_RATE, BEFORE, AFTER, Dimension.UNIT)
    assert parts(change) == {
        "26425": ((90, 100), (94, 100), Fraction(400, 210), 0),
        "26428": ((50, 100), (48, 100), Fraction(-200, 210), 0),
        "741.TNMT": ((8, 10), (9, 10), Fraction(100, 210), 0),
    }
    assert (change.before_pct, change.after_pct) == (Fraction(14_800, 210), Fraction(15_100, 210))


def test_by_commune_what_agencies_do_has_no_key_and_comes_last():
    change = between(rollup(*two_quarters()), ON_TIME_RATE, BEFORE, AFTER, Dimension.COMMUNE)
    assert [(part.key, part.before) for part in change.parts] == [
        ("26425", (90, 100)), ("26428", (50, 100)), (None, (8, 10)),
    ]  # fmt: skip


def test_a_scope_a_variant_and_hours_are_those_asked_for():
    rows = [{**row, "on_time_datetime": row["on_time"] - 5, "withdrawn_with_due": 10} for row in two_quarters()]
    con = rollup(*rows)
    scope = Scope(level="commune")

    def asked(**choices):
        return parts(between(con, ON_TIME_RATE, BEFORE, AFTER, Dimension.FIELD, **choices))

    assert set(asked()) == {"Hộ tịch", "Đất đai", None}
    assert set(asked(scope=scope)) == {"Hộ tịch", "Đất đai"}
    assert asked(compare=Compare.DATETIME, scope=scope)["Đất đai"][:2] == ((45, 100), (43, 100))
    assert asked(variant="D", scope=scope)["Đất đai"][:2] == ((60, 110), (58, 110))


@pytest.mark.parametrize("by", [Dimension.MONTH, Dimension.QUARTER, Dimension.REFORM_AREA])
def test_time_and_the_plan_are_no_slices_of_a_change(by):
    with pytest.raises(ValueError, match=f'^Không tách thay đổi theo "{by.value}" được.$'):
        between(rollup(), ON_TIME_RATE, BEFORE, AFTER, by)


def test_every_other_dimension_is_one_and_has_a_word():
    con = rollup(*two_quarters())
    for by in DIMENSION_WORDS:
        assert between(con, ON_TIME_RATE, BEFORE, AFTER, by).points == Fraction(300, 210)


def test_a_period_without_cases_has_no_change():
    con = rollup(*two_quarters())
    assert between(con, ON_TIME_RATE, BEFORE, Period.parse("2023-Q3"), Dimension.UNIT) is None
    assert between(con, ON_TIME_RATE, Period.parse("2022"), AFTER, Dimension.UNIT) is None


def test_a_slice_without_cases_in_both_periods_is_no_part():
    change = decompose({"A": (0, 0), "B": (1, 2)}, {"B": (1, 2), "C": (0, 0)})
    assert [part.key for part in change.parts] == ["B"]


def test_slices_that_come_or_go_have_no_direction_and_no_rate_part():
    """B goes: from 40 of 60 (with A's 20 of 20) to A's 20 of 20; its share of three quarters goes, at 2/3 of cases."""
    change = decompose({"A": (20, 20), "B": (20, 40)}, {"A": (19, 20)})
    gone = change.parts[1]
    assert (gone.before, gone.after, gone.direction, gone.rate_points) == ((20, 40), (0, 0), None, 0)
    # Mean rate of B 1/2, of the whole (2/3 + 19/20)/2 = 97/120; share -2/3: -2/3 x (1/2 - 97/120) = 37/180.
    assert gone.mix_points == Fraction(3_700, 180)
    assert change.parts[0].direction == -1
    # A: rate 100 x -1/20 x (1/3 + 1)/2; mix 100 x 2/3 x ((1 + 19/20)/2 - 97/120).
    assert (change.parts[0].rate_points, change.parts[0].mix_points) == (
        Fraction(-10, 3),
        Fraction(100 * 2 * 20, 3 * 120),
    )
    assert change.parts[0].points == Fraction(-10, 3) + Fraction(4_000, 360)
    assert (change.points, change.rate_points + change.mix_points) == (Fraction(85, 3), Fraction(85, 3))


@pytest.mark.parametrize(("after", "direction"), [((6, 10), 1), ((5, 10), 0), ((4, 10), -1), ((0, 0), None)])
def test_the_direction_of_a_slice_is_that_of_its_own_rate(after, direction):
    change = decompose({"A": (5, 10), "B": (1, 2)}, {"A": after, "B": (1, 2)})
    assert change.parts[0].direction == direction


@pytest.mark.parametrize(
    ("before", "after", "is_paradox"),
    [
        ({"A": (45, 50), "B": (25, 50)}, {"A": (46, 50), "B": (243, 450)}, True),
        ({"A": (46, 50), "B": (243, 450)}, {"A": (45, 50), "B": (25, 50)}, True),
        ({"A": (45, 50), "B": (25, 50)}, {"A": (44, 50), "B": (243, 450)}, False),
        ({"A": (45, 50), "B": (25, 50)}, {"A": (45, 50), "B": (225, 450)}, True),
        ({"A": (45, 50)}, {"A": (45, 50)}, False),
        ({"A": (45, 50)}, {"B": (25, 50)}, False),
    ],
)
def test_a_paradox_is_a_whole_that_goes_where_no_slice_goes(before, after, is_paradox):
    assert decompose(before, after).is_paradox is is_paradox


def test_a_change_is_said_with_both_parts_and_their_signs():
    up = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (94, 100), "B": (50, 100)})
    assert told(up, "xã") == "Tăng 2,00 điểm: do tỷ lệ từng xã +2,00, do cơ cấu hồ sơ 0,00"
    down = decompose({"A": (94, 100), "B": (50, 100)}, {"A": (90, 100), "B": (50, 100)})
    assert told(down, "xã") == "Giảm 2,00 điểm: do tỷ lệ từng xã −2,00, do cơ cấu hồ sơ 0,00"
    same = decompose({"A": (9, 10)}, {"A": (9, 10)})
    assert told(same, "xã") == "Không đổi: do tỷ lệ từng xã 0,00, do cơ cấu hồ sơ 0,00"


def test_a_paradox_upwards_is_said_upwards():
    change = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (270, 300), "B": (50, 100)})
    assert told(change, "lĩnh vực") == (
        "Tăng 10,00 điểm: do tỷ lệ từng lĩnh vực 0,00, do cơ cấu hồ sơ +10,00; "
        "không lĩnh vực nào tăng mà tỷ lệ chung tăng: do cơ cấu hồ sơ"
    )


def test_a_paradox_of_less_than_a_point_upwards_is_said_upwards_too():
    """140 of 200 are 70 %; 369 and 195 of 800 are 70,5 %, with 90 and 50 % as before."""
    change = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (369, 410), "B": (195, 390)})
    assert told(change, "xã").endswith("; không xã nào tăng mà tỷ lệ chung tăng: do cơ cấu hồ sơ")


def test_the_table_of_a_change_has_a_row_a_part():
    change = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (270, 300), "B": (50, 100)})
    table = as_table(change)
    assert list(table.columns) == [
        "key", "before_numerator", "before_denominator", "after_numerator", "after_denominator", "rate_points",
        "mix_points", "points",
    ]  # fmt: skip
    assert table.to_numpy().tolist() == [
        ["A", 90, 100, 270, 300, 0.0, 3.75, 3.75], ["B", 50, 100, 50, 100, 0.0, 6.25, 6.25],
    ]  # fmt: skip


# What came and went


def dossiers(*rows: dict) -> duckdb.DuckDBPyConnection:
    """A database with nothing but what dossiers mean; each is done, of Xuân Bắc, and received on 5 January."""
    con = duckdb.connect(":memory:", config={"threads": 1})
    con.execute(
        "CREATE TABLE core_dossier (dossier_code VARCHAR, unit_code VARCHAR, level VARCHAR, field VARCHAR, "
        "field_group VARCHAR, procedure VARCHAR, received_on DATE, due_on DATE, ended_on DATE, state VARCHAR, "
        "is_undated BOOLEAN, load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER)"
    )
    usual = {
        "unit_code": "26428", "level": "commune", "field": "Hộ tịch", "field_group": "ho_tich",
        "received_on": "2023-01-05", "state": "done", "is_undated": False, "load_id": "L1", "source_sheet": "Trang 1",
    }  # fmt: skip
    for number, row in enumerate(rows):
        values = {**usual, "dossier_code": f"H{number}", "source_row": number, **row}
        marks = ", ".join("?" for _ in values)
        con.execute(f"INSERT INTO core_dossier ({', '.join(values)}) VALUES ({marks})", list(values.values()))
    build.count_spans(con, "VIEW")
    return con


JANUARY = Period.parse("2023-01")


@pytest.mark.parametrize(
    ("row", "came", "went"),
    [
        ({"ended_on": "2023-01-31"}, "received", "resolved"),
        ({"received_on": "2023-01-01", "ended_on": "2023-02-01"}, "received", "open"),
        ({"received_on": "2022-12-31", "ended_on": "2023-01-01"}, "carried_over", "resolved"),
        ({"received_on": "2022-12-31", "state": "open"}, "carried_over", "open"),
        ({"ended_on": "2023-01-20", "state": "withdrawn"}, "received", "withdrawn"),
        ({"ended_on": "2023-01-20", "is_undated": True}, "received", "undated"),
    ],
)  # fmt: skip
def test_each_dossier_came_in_one_way_and_went_in_one(row, came, went):
    found = flow(dossiers(row), JANUARY)
    assert list(found.columns) == list(FLOW_COLUMNS)
    assert found[["dossier_code", "unit", "came", "went", "source_row"]].to_numpy().tolist() == [
        ["H0", "26428", came, went, 0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        {"received_on": "2023-02-01"}, {"received_on": "2022-12-01", "ended_on": "2022-12-31"},
        {"state": "unknown"}, {"state": "not_accepted"},
    ],
)  # fmt: skip
def test_a_dossier_outside_the_stock_is_not_listed(row):
    assert flow(dossiers(row), JANUARY).empty


def test_dossiers_are_listed_by_unit_day_and_code_within_the_scope():
    con = dossiers(
        {"unit_code": "741.TNMT", "level": "district", "field": "Đất đai", "field_group": "dat_dai"},
        {"received_on": "2023-01-06"}, {"unit_code": "26425"}, {},
    )  # fmt: skip
    assert flow(con, JANUARY)["dossier_code"].tolist() == ["H2", "H3", "H1", "H0"]
    for scope, codes in (
        (Scope(level="district"), ["H0"]), (Scope(level="commune", units=("26428",)), ["H3", "H1"]),
        (Scope(fields=("Đất đai",)), ["H0"]), (Scope(field_groups=("ho_tich",), units=("26425", "741.TNMT")), ["H2"]),
        (Scope(units=()), []),
    ):  # fmt: skip
        assert flow(con, JANUARY, scope=scope)["dossier_code"].tolist() == codes


FEBRUARY = Period.parse("2023-02")


def two_months() -> duckdb.DuckDBPyConnection:
    """H0, H1, H2 stood in January alone, H3 to H6 in February alone, H7 and H8 in both, H9 in none."""
    return dossiers(
        {"ended_on": "2023-01-20"}, {"ended_on": "2023-01-31", "unit_code": "26425"},
        {"ended_on": "2023-01-25", "state": "withdrawn"},
        {"received_on": "2023-02-03", "state": "open"}, {"received_on": "2023-02-28", "ended_on": "2023-03-01"},
        {"received_on": "2023-02-03", "ended_on": "2023-02-10", "is_undated": True},
        {"received_on": "2023-02-01", "ended_on": "2023-02-28"},
        {"received_on": "2022-12-01", "ended_on": "2023-02-01"}, {"ended_on": "2023-03-01"}, {"state": "unknown"},
    )  # fmt: skip


def test_dossiers_that_left_and_entered_are_counted_by_how_they_stand_at_the_end():
    found = exchange(two_months(), JANUARY, FEBRUARY)
    assert found == Exchange(
        left={"resolved": 2, "withdrawn": 1}, entered={"open": 2, "undated": 1, "resolved": 1}, stayed=2
    )
    assert (found.before, found.after) == (5, 6)
    town = exchange(two_months(), JANUARY, FEBRUARY, scope=Scope(units=("26425",)))
    assert town == Exchange(left={"resolved": 1}, entered={}, stayed=0)
    # The same month twice: H0, H1, H2 ended in it, H7 and H8 stand after it.
    assert exchange(two_months(), JANUARY, JANUARY) == Exchange(left={}, entered={}, stayed=5)


@pytest.mark.parametrize(
    ("way", "limit", "codes"),
    [
        ("left", 9, ["H1", "H0", "H2"]), ("entered", 9, ["H6", "H3", "H5", "H4"]), ("entered", 2, ["H6", "H3"]),
        ("stayed", 9, ["H7", "H8"]),
    ],
)  # fmt: skip
def test_dossiers_of_one_way_are_named_by_unit_day_and_code(way, limit, codes):
    assert exchanged(two_months(), JANUARY, FEBRUARY, way, limit=limit) == codes


def test_dossiers_of_one_way_are_those_of_the_scope():
    scope = Scope(units=("26425",))
    assert exchanged(two_months(), JANUARY, FEBRUARY, "left", scope=scope, limit=9) == ["H1"]


def test_another_way_and_periods_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match=r'^Không có loại "gone"\. Các loại: left, entered, stayed\.$'):
        exchanged(two_months(), JANUARY, FEBRUARY, "gone", limit=1)
    said = f"Kỳ trước ({FEBRUARY.label}) phải đứng trước kỳ sau ({JANUARY.label})."
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        exchange(two_months(), FEBRUARY, JANUARY)
