"""The one query over rollups, asked of one written down by hand: slices, days, stocks, scopes, coverage; stand-ins."""

from dataclasses import replace
from datetime import date

import duckdb
import pandas as pd
import pytest

from metrics.held import Held
from metrics.indicator import Indicator, Kind, ReformArea, Variant, coverage, monthly_rates, rates, ratio
from metrics.measures import Compare, Dimension, Scope, Term, When
from metrics.online_services import ONLINE_FILING_RATE
from metrics.rollup import belongs_to, counts
from metrics.stand_ins import StandIn, Topic, stand_ins
from metrics.timeliness import ON_TIME_RATE, balance
from tests.metrics.rollups import resolved, rollup
from warehouse.period import Period

YEAR = Period.parse("2023")
Q1 = Period.parse("2023-Q1")


def some() -> duckdb.DuckDBPyConnection:
    """Two communes and an agency in three quarters, with all that a row can be told apart by."""
    hand_in = {"basis": "form", "channel": "online", "procedure": "1.000001"}
    return rollup(
        resolved("2022-12-31", 1, 2, field="Hộ tịch", field_group="ho_tich", channel="direct"),
        resolved("2023-01-01", 3, 4, field="Hộ tịch", field_group="ho_tich", **hand_in),
        resolved("2023-03-31", 5, 6, unit="26428", field="Đất đai", field_group="dat_dai", procedure="1.000002"),
        resolved("2023-04-01", 7, 8, unit="741.TNMT", level="district", field="Đất đai", field_group="dat_dai"),
        resolved("2023-10-01", 9, 11, unit="26428", field=None, field_group=None),
    )


def sliced(*by: Dimension, period: Period = YEAR, **asked) -> list[tuple]:
    con = some()
    table = rates(con, ON_TIME_RATE, period, by, **asked)
    assert rates(Held(con), ON_TIME_RATE, period, by, **asked).equals(table)
    assert list(table.columns) == [*(one.value for one in by), "numerator", "denominator", "rate_pct"]
    found = table.drop(columns="rate_pct").astype(object)
    return [tuple(row) for row in found.where(found.notna(), None).to_numpy().tolist()]


def test_the_first_and_the_last_day_of_a_period_belong_to_it():
    assert sliced() == [(24, 29)]
    assert sliced(period=Q1) == [(8, 10)]
    assert sliced(period=Period.parse("2023-01-02..2023-03-30")) == [(0, 0)]
    assert sliced(period=Period.parse("2023-01-01..2023-01-01")) == [(3, 4)]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        (Dimension.UNIT, [("26425", 3, 4), ("26428", 14, 17), ("741.TNMT", 7, 8)]),
        (Dimension.COMMUNE, [("26425", 3, 4), ("26428", 14, 17), (None, 7, 8)]),
        (Dimension.LEVEL, [("commune", 17, 21), ("district", 7, 8)]),
        (Dimension.FIELD, [("Hộ tịch", 3, 4), ("Đất đai", 12, 14), (None, 9, 11)]),
        (Dimension.FIELD_GROUP, [("dat_dai", 12, 14), ("ho_tich", 3, 4), (None, 9, 11)]),
        (Dimension.PROCEDURE, [("1.000001", 3, 4), ("1.000002", 5, 6), (None, 16, 19)]),
        (Dimension.CHANNEL, [("online", 3, 4), (None, 21, 25)]),
        (Dimension.MONTH, [("2023-01", 3, 4), ("2023-03", 5, 6), ("2023-04", 7, 8), ("2023-10", 9, 11)]),
        (Dimension.QUARTER, [("2023-Q1", 8, 10), ("2023-Q2", 7, 8), ("2023-Q4", 9, 11)]),
        (Dimension.REFORM_AREA, [(2, 24, 29)]),
    ],
)
def test_each_dimension_has_a_row_a_value_in_order_and_the_unknown_last(by, found):
    assert sliced(by) == found


def test_two_dimensions_are_ordered_by_the_first_then_the_second():
    assert sliced(Dimension.QUARTER, Dimension.UNIT) == [
        ("2023-Q1", "26425", 3, 4), ("2023-Q1", "26428", 5, 6), ("2023-Q2", "741.TNMT", 7, 8),
        ("2023-Q4", "26428", 9, 11),
    ]  # fmt: skip
    assert sliced(Dimension.LEVEL, Dimension.REFORM_AREA) == [("commune", 2, 17, 21), ("district", 2, 7, 8)]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(), (24, 29)), (Scope(level="district"), (7, 8)), (Scope(basis="form"), (3, 4)),
        (Scope(basis="list"), (21, 25)), (Scope(units=("26425", "741.TNMT")), (10, 12)), (Scope(units=()), (0, 0)),
        (Scope(fields=("Hộ tịch",)), (3, 4)), (Scope(field_groups=("dat_dai", "ho_tich")), (15, 18)),
        (Scope(level="commune", field_groups=("dat_dai",)), (5, 6)),
        (Scope(units=("26428",), fields=("Đất đai",), basis="list"), (5, 6)),
    ],
)  # fmt: skip
def test_a_scope_limits_by_everything_that_it_names(scope, found):
    assert sliced(scope=scope) == [found]


def test_reports_are_picked_by_figure_and_item_and_keep_their_decimals():
    con = duckdb.connect(":memory:", config={"threads": 1})
    con.execute(
        """
        CREATE TABLE rollup_report AS SELECT * FROM (VALUES
            (DATE '2023-03-31', DATE '2023-03-31', 'a', 'CT1', 1.5, 2),
            (DATE '2023-03-31', DATE '2023-03-31', 'a', 'CT2', 2.25, 3),
            (DATE '2023-03-31', DATE '2023-03-31', 'b', 'CT1', 9, 9)
        ) AS line(day, first_day, figure, item, numerator, denominator)
        """
    )
    con.execute("CREATE VIEW coarse_report AS SELECT * FROM rollup_report")
    value = Indicator(
        key="a", label="", area=ReformArea.STEERING, definition="", defined_in="", source="report", counted_by="",
        unit="điểm", kind=Kind.VALUE, decimals=2,
        variants=(
            Variant(
                key="reported", formula="", numerator=(Term(measure="numerator"),),
                denominator=(Term(measure="denominator"),), defined_in="",
            ),
        ),
    )  # fmt: skip
    row = rates(con, value, Q1).iloc[0]
    assert (row["numerator"], row["denominator"]) == (3.75, 5)
    assert pd.isna(row["rate_pct"])
    assert str(rates(con, value, Q1)["rate_pct"].dtype) == "float64"
    one = rates(con, value, Q1, scope=Scope(items=("CT2",)))
    assert (one["numerator"].tolist(), str(one["numerator"].dtype), str(one["denominator"].dtype)) == (
        [2.25], "float64", "int64",
    )  # fmt: skip
    as_share = replace(value, kind=Kind.RATE, decimals=0, key="b")
    share = rates(con, as_share, Q1)
    assert (share["numerator"].tolist(), str(share["numerator"].dtype), share["rate_pct"].tolist()) == (
        [9],
        "int64",
        [100],
    )

    assert (ratio(con, replace(as_share, key="a"), Q1), ratio(con, as_share, Q1)) == ((4, 5), (9, 9))  # 3,75 is 4
    assert monthly_rates(con, as_share, YEAR) == {"2023-03": 100.0}


@pytest.mark.parametrize(
    ("asked", "whole", "months"),
    [
        ({}, (13, 15), {"2023-01": 90.0, "2023-02": 80.0}),
        ({"variant": "D"}, (18, 20), {"2023-01": 90.0, "2023-02": 90.0}),
        ({"compare": Compare.DATETIME}, (11, 15), {"2023-01": 70.0, "2023-02": 80.0}),
        ({"scope": Scope(units=("26428",))}, (4, 5), {"2023-02": 80.0}),
    ],
)  # fmt: skip
def test_a_ratio_and_rates_by_month_are_of_the_variant_the_hours_and_the_scope(asked, whole, months):
    """9 of 10 (by hours 7) in January, 4 of 5 of Xuân Bắc in February, five of Gia Ray withdrawn then."""
    con = rollup(
        resolved("2023-01-10", 9, 10, on_time_datetime=7),
        resolved("2023-02-10", 4, 5, unit="26428", on_time_datetime=4),
        {"day": "2023-02-11", "withdrawn_with_due": 5},
    )
    for place in (con, Held(con)):
        assert ratio(place, ON_TIME_RATE, Q1, **asked) == whole
        assert rates(place, ON_TIME_RATE, Q1, **asked)[["numerator", "denominator"]].to_numpy().tolist() == [[*whole]]
        assert monthly_rates(place, ON_TIME_RATE, Q1, **asked) == months


def test_a_rate_over_nothing_is_missing_and_one_of_nothing_is_0():
    con = rollup(resolved("2023-05-01", 0, 3))
    assert rates(con, ON_TIME_RATE, YEAR)["rate_pct"].tolist() == [0]
    single = rollup(resolved("2023-05-01", 1, 1))
    assert rates(single, ON_TIME_RATE, YEAR)["rate_pct"].tolist() == [100]
    assert monthly_rates(single, ON_TIME_RATE, YEAR) == {"2023-05": 100.0}
    assert rates(con, ON_TIME_RATE, Q1)["rate_pct"].isna().tolist() == [True]


def test_a_variant_is_found_by_key_and_a_wrong_one_names_those_there_are():
    assert ON_TIME_RATE.variant() is ON_TIME_RATE.variants[0]
    assert ON_TIME_RATE.variant("C").key == "C"
    with pytest.raises(ValueError, match=r'^Chỉ tiêu "on_time_rate" không có cách tính "Z". Các cách: A, B, C, D.$'):
        rates(rollup(), ON_TIME_RATE, YEAR, variant="Z")


def test_a_term_is_read_from_its_own_twin_only_where_it_has_one():
    plain, twin = Term(measure="on_time"), Term(measure="on_time", by_compare=True)
    assert [plain.column(compare) for compare in Compare] == ["on_time"] * 3
    assert [twin.column(compare) for compare in Compare] == ["on_time", "on_time_date", "on_time_datetime"]


def test_stocks_are_read_before_the_first_and_after_the_last_day_of_each_part():
    """Two in December, three in February, one of them ended in March: 2 carried over, 4 open; by month 2, 2, 5."""
    con = rollup(
        {"day": "2022-12-31", "received": 2}, {"day": "2023-02-01", "received": 3}, {"day": "2023-03-01", "ended": 1}
    )
    for asked in (con, Held(con)):
        table = balance(asked, Q1)
        assert table[["carried_over", "received", "open"]].to_numpy().tolist() == [[2, 3, 4]]
        by_month = balance(asked, Q1, (Dimension.MONTH,))
        assert by_month[["month", "carried_over", "received", "open"]].to_numpy().tolist() == [
            ["2023-01", 2, 0, 2], ["2023-02", 2, 3, 5], ["2023-03", 5, 0, 4],
        ]  # fmt: skip


def test_what_comes_on_the_first_day_is_not_carried_over_and_what_came_the_day_before_is():
    con = rollup({"day": "2023-01-01", "received": 5}, {"day": "2022-12-31", "received": 2})
    for asked in (con, Held(con)):
        assert balance(asked, Q1)[["carried_over", "received"]].to_numpy().tolist() == [[2, 5]]


def test_the_counts_beside_the_rate_are_each_their_own_measure():
    row = {
        "day": "2023-02-01", "received": 64, "ended": 32, "carried_in": 3, "resolved": 20, "resolved_with_due": 18,
        "on_time": 13, "on_time_date": 12, "on_time_datetime": 11, "early": 7, "resolved_undated": 5, "withdrawn": 2,
        "resolved_or_withdrawn": 9, "became_overdue": 8, "overdue_ended": 3, "received_waiting": 4, "unknown_status": 6,
    }  # fmt: skip
    found = balance(rollup(row), Q1).iloc[0].to_dict()
    assert found == {
        "carried_over": 0, "received": 64, "resolved": 20, "on_time": 13, "early": 7, "late": 5, "no_due": 2,
        "undated": 5, "withdrawn": 2, "resolved_or_withdrawn": 9, "open": 35, "open_overdue": 5, "waiting": 4,
        "unknown_status": 6,
    }  # fmt: skip
    by_hour = balance(rollup(row), Q1, compare=Compare.DATETIME, scope=Scope(level="commune")).iloc[0]
    assert (by_hour["on_time"], by_hour["late"]) == (11, 7)
    assert balance(rollup(row), Q1, scope=Scope(level="district")).iloc[0]["received"] == 0


@pytest.mark.parametrize(("variant", "found"), [("A", (13, 18)), ("B", (29, 40)), ("C", (14, 24)), ("D", (16, 21))])
def test_each_reading_of_on_time_is_the_sum_that_it_says(variant, found):
    """In stock with an appointed day: 2 before, 2 + 38 - 24 + 2 = 18 at the end, of which 8 - 3 = 5 are overdue.

    A 13/18. B (13 + 2 withdrawn + 1 mixed + 18 - 5)/(38 + 2). C (13 + 1)/(18 + 1 + 5). D (13 + 2 + 1)/(18 + 2 + 1).
    """
    row = {
        "day": "2023-02-01", "on_time": 13, "resolved_with_due": 18, "withdrawn_with_due": 2, "on_time_or_withdrawn": 1,
        "resolved_or_withdrawn": 1, "received_with_due": 38, "ended_with_due": 24, "carried_in_with_due": 2,
        "became_overdue": 8, "overdue_ended": 3,
    }  # fmt: skip
    earlier = {"day": "2022-12-01", "received_with_due": 5, "ended_with_due": 3}
    row = rates(rollup(earlier, row), ON_TIME_RATE, Q1, variant=variant).iloc[0]
    assert (int(row["numerator"]), int(row["denominator"])) == found


def test_flows_of_a_longer_span_belong_to_no_shorter_part():
    """A form of the quarter: whole in the quarter and the year, in no month."""
    con = rollup(resolved("2023-03-31", 9, 10, first_day="2023-01-01"))
    assert rates(con, ON_TIME_RATE, Q1)["denominator"].tolist() == [10]
    assert rates(con, ON_TIME_RATE, Period.parse("2023-03"))["denominator"].tolist() == [0]
    assert rates(con, ON_TIME_RATE, Q1, (Dimension.MONTH,)).empty
    mixed = {"flow": (Term(measure="resolved"),), "stock": (Term(measure="received", when=When.AT_END),)}
    table = counts(con, "dossier", mixed, Period.parse("2023-03"))
    assert table.to_numpy().tolist() == [[0, 10]]


def test_coverage_is_the_told_part_of_all_cases():
    """8 received of which 6 say how they came in; a variant without `out_of` is told of every case."""
    con = rollup({"day": "2023-02-01", "received": 8, "received_with_channel": 6, "received_online": 3})
    chosen = replace(ONLINE_FILING_RATE.variant("received"), out_of=(Term(measure="received"),))
    partial = replace(ONLINE_FILING_RATE, variants=(chosen,))
    row = coverage(con, partial, Q1).iloc[0]
    assert (row["told"], row["out_of"], row["coverage_pct"]) == (6, 8, 75)
    assert coverage(con, partial, Period.parse("2023-Q2"))["coverage_pct"].isna().all()
    assert coverage(con, partial, Q1, (Dimension.UNIT,), scope=Scope(units=("26428",))).empty
    assert coverage(con, partial, Q1, (Dimension.UNIT,))["unit"].tolist() == ["26425"]
    one = rollup({"day": "2023-02-01", "received": 1, "received_with_channel": 1})
    assert coverage(one, partial, Q1)["coverage_pct"].tolist() == [100]
    both = replace(partial, variants=(chosen, replace(chosen, key="all", denominator=(Term(measure="received"),))))
    assert [coverage(con, both, Q1, variant=key)["told"].tolist() for key in (None, "all")] == [[6], [8]]
    whole = coverage(con, ON_TIME_RATE, Q1).iloc[0]
    assert pd.isna(whole["coverage_pct"])
    assert coverage(con, partial, Q1, variant=chosen.key, by=(Dimension.REFORM_AREA,))["reform_area"].tolist() == [2]


def test_what_belongs_to_one_value_is_said_and_what_belongs_to_several_left_out():
    con = some()
    assert belongs_to(con, "dossier", Dimension.FIELD, Dimension.FIELD_GROUP) == {
        "Hộ tịch": "ho_tich", "Đất đai": "dat_dai",
    }  # fmt: skip
    assert belongs_to(con, "dossier", Dimension.UNIT, Dimension.LEVEL) == {
        "26425": "commune", "26428": "commune", "741.TNMT": "district",
    }  # fmt: skip
    assert belongs_to(con, "dossier", Dimension.FIELD_GROUP, Dimension.LEVEL) == {"ho_tich": "commune", None: "commune"}


# Forms that stand in for lists

FORM = ("progress", "26425", "by_unit", date(2023, 1, 1), date(2023, 3, 31))


def standing_in(*rows: tuple) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    con.execute(
        "CREATE TABLE found_stand_in (topic VARCHAR, unit_key VARCHAR, form VARCHAR, first_day DATE, last_day DATE)"
    )
    for row in rows:
        con.execute("INSERT INTO found_stand_in VALUES (?, ?, ?, ?, ?)", list(row))
    return con


@pytest.mark.parametrize(
    ("token", "is_there"),
    [
        ("2023-Q1", True), ("2022", False), ("2023-Q2", False), ("2023-01-01..2023-01-01", True),
        ("2023-03-31..2023-06-30", True), ("2022-12-31..2022-12-31", False), ("2023-04-01..2023-04-30", False),
    ],
)  # fmt: skip
def test_a_form_stands_in_on_each_of_its_days(token, is_there):
    found = stand_ins(standing_in(FORM), Period.parse(token))
    whole = StandIn(
        topic=Topic.PROGRESS, unit="26425", form="by_unit", first_day=date(2023, 1, 1), last_day=date(2023, 3, 31)
    )
    assert found == ([whole] if is_there else [])


def test_stand_ins_are_ordered_by_topic_unit_and_day_and_the_district_has_no_unit():
    later = ("progress", "26425", "by_unit", date(2023, 4, 1), date(2023, 6, 30))
    district = ("progress", "", "by_field", date(2023, 1, 1), date(2023, 3, 31))
    channel = ("channel", "26425", "online_766", date(2023, 1, 1), date(2023, 3, 31))
    digitization = ("digitization", "26425", "digitization_766", date(2023, 1, 1), date(2023, 3, 31))
    found = stand_ins(standing_in(later, channel, FORM, digitization, district), YEAR)
    assert [(one.topic.value, one.unit, one.first_day.month) for one in found] == [
        ("progress", None, 1), ("progress", "26425", 1), ("progress", "26425", 4), ("digitization", "26425", 1),
        ("channel", "26425", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "form", "is_told"),
    [
        (Topic.PROGRESS, "by_unit", True), (Topic.PROGRESS, "ii_06a", False), (Topic.PROGRESS, "progress_766", False),
        (Topic.CHANNEL, "by_unit", False),
    ],
)  # fmt: skip
def test_only_a_form_that_keeps_withdrawn_apart_gives_variant_a(topic, form, is_told):
    one = StandIn(topic=topic, unit=None, form=form, first_day=date(2023, 1, 1), last_day=date(2023, 3, 31))
    assert one.gives_variant_a is is_told


@pytest.mark.parametrize(
    ("token", "is_whole"),
    [("2023-Q1", True), ("2023", True), ("2023-01-02..2023-03-31", False), ("2023-01-01..2023-03-30", False)],
)
def test_a_form_counts_only_where_all_its_days_are(token, is_whole):
    one = StandIn(unit=None, form="by_unit", first_day=date(2023, 1, 1), last_day=date(2023, 3, 31))
    assert one.is_whole_in(Period.parse(token)) is is_whole
