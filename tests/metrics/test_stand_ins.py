"""Where no list was handed in, the form counts; however units hand in, the figures are those of the dossiers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.digitization import DIGITIZATION_RATE, DIGITIZED_RESULT_RATE
from metrics.indicator import Indicator, rates
from metrics.measures import Dimension, Scope
from metrics.online_services import ONLINE_FILING_RATE
from metrics.stand_ins import StandIn, Topic, stand_ins
from metrics.timeliness import ON_TIME_RATE, balance
from tests.metrics.test_reconciliation import add_form
from tests.metrics.worlds import drawing
from warehouse import build
from warehouse.folding import fold
from warehouse.period import Period

BAC, THO = "26434", "26437"
Q1, Q2, H1 = (Period.parse(token) for token in ("2023-Q1", "2023-Q2", "2023-H1"))
LINE = {
    "unit": BAC, "total": 60, "carried_over": 10, "received": 50, "received_online": 20, "early": 30, "on_time": 12,
    "late": 3, "open_within": 6, "open_overdue": 4, "withdrawn": 5,
}  # fmt: skip
"""42 of 45 on time; 10 + 50 = 45 + 5 + 10."""


@dataclass(frozen=True)
class Dossier:
    """A dossier as it really went; an end of None has not come by the end of June."""

    unit: str
    field: str
    received: date
    due: date
    ended: date | None
    is_withdrawn: bool


def empty() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    build.prepare(con)
    return con


def add_list(
    con: duckdb.DuckDBPyConnection, dossiers: Iterable[tuple[str, Dossier]], days: Period, load_id: str
) -> None:
    """Load the list of what was handled in a period, with states as of its last day."""
    con.execute(
        "INSERT INTO loads (load_id, file, kind, period_from, period_to, export_date, known_until, loaded_at, compare) "
        "VALUES (?, ?, 'dossiers', ?, ?, ?, ?, ?, 'date')",
        [load_id, f"{load_id}.xlsx", days.start, days.last, days.last, days.last, datetime(2023, 7, 10)],
    )
    for row, (code, one) in enumerate(dossiers):
        if one.received > days.last or (one.ended and one.ended < days.start):
            continue
        is_ended = one.ended is not None and one.ended <= days.last
        con.execute(
            "INSERT INTO fact_dossier (load_id, source_sheet, source_row, dossier_code, field_name, field_key, "
            "unit_code, received_at, due_at, finished_at, status_group) VALUES (?, 'S', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [load_id, row, code, one.field, fold(one.field), one.unit, one.received, one.due,
             one.ended if is_ended else None, ("withdrawn" if one.is_withdrawn else "done") if is_ended else "open"],
        )  # fmt: skip


def printed(dossiers: list[Dossier], days: Period) -> dict[str, int]:
    """The numbers that a form prints for a period."""
    done = [one for one in dossiers if one.ended and days.start <= one.ended <= days.last and not one.is_withdrawn]
    still = [one for one in dossiers if one.received <= days.last and not (one.ended and one.ended <= days.last)]
    overdue = [one for one in still if one.due < days.last]
    carried = [one for one in dossiers if one.received < days.start and not (one.ended and one.ended < days.start)]
    received = [one for one in dossiers if days.start <= one.received <= days.last]
    withdrawn = [one for one in dossiers if one.ended and days.start <= one.ended <= days.last and one.is_withdrawn]
    return {
        "total": len(carried) + len(received), "carried_over": len(carried), "received": len(received),
        "resolved": len(done), "early": sum(one.ended < one.due for one in done if one.ended),
        "on_time": sum(one.ended == one.due for one in done),
        "late": sum(one.ended > one.due for one in done if one.ended),
        "open": len(still), "open_within": len(still) - len(overdue), "open_overdue": len(overdue),
        "withdrawn": len(withdrawn),
    }  # fmt: skip


def figures(con: duckdb.DuckDBPyConnection, period: Period, **scope: tuple[str, ...]) -> dict[str, object]:
    row = balance(con, period, scope=Scope(**scope)).iloc[0]
    names = ("carried_over", "received", "resolved", "early", "on_time", "late", "withdrawn", "open", "open_overdue")
    return {name: int(row[name]) for name in names}


def rate(
    con: duckdb.DuckDBPyConnection, period: Period, variant: str | None = None, of: Indicator = ON_TIME_RATE
) -> tuple[int, int]:
    row = rates(con, of, period, variant=variant).iloc[0]
    return int(row["numerator"]), int(row["denominator"])


def test_a_unit_without_a_list_counts_by_its_form_in_every_variant() -> None:
    con = empty()
    add_form(con, "by_unit", [LINE])
    build.build_rollup(con)
    assert rate(con, Q1, "A") == (42, 45)
    assert rate(con, Q1, "B") == (42 + 5 + 6, 60)
    assert rate(con, Q1, "C") == (42, 45 + 4)
    assert rate(con, Q1, "D") == (42 + 5, 45 + 5)
    assert figures(con, Q1) == {
        "carried_over": 10, "received": 50, "resolved": 45, "early": 30, "on_time": 42, "late": 3, "withdrawn": 5,
        "open": 10, "open_overdue": 4,
    }  # fmt: skip
    assert stand_ins(con, H1) == [
        StandIn(topic=topic, unit=BAC, form="by_unit", first_day=Q1.start, last_day=Q1.last)
        for topic in (Topic.PROGRESS, Topic.CHANNEL)
    ]
    assert stand_ins(con, Q2) == []


def test_a_form_has_no_days_so_a_part_of_its_period_gets_none_of_it() -> None:
    con = empty()
    add_form(con, "by_unit", [LINE])
    build.build_rollup(con)
    assert rate(con, Period.parse("2023-02"), "A") == (0, 0)
    only, *_ = stand_ins(con, Period.parse("2023-02"))
    assert not only.is_whole_in(Period.parse("2023-02"))
    assert only.is_whole_in(H1)


@pytest.mark.parametrize("form", ["ii_06a", "progress_766"])
def test_a_form_that_mixes_in_withdrawn_dossiers_never_feeds_variant_a(form: str) -> None:
    """Domain guide 3.3: its figure is D; (8 + 9) ÷ 7 = 94 ÷ 100, (8 + 9) ÷ (7 + 13), (8 + 9 + 12) ÷ 3."""
    con = empty()
    line = {
        "unit": BAC, "total": 120, "carried_over": 20, "received": 100, "resolved": 100, "early": 70, "on_time": 24,
        "late": 6, "open": 20, "open_within": 15, "open_overdue": 5,
    }  # fmt: skip
    add_form(con, form, [line])
    build.build_rollup(con)
    assert [rate(con, Q1, variant) for variant in "ABCD"] == [(0, 0), (109, 120), (94, 105), (94, 100)]
    counts = balance(con, Q1).iloc[0]
    assert (counts["resolved"], counts["resolved_or_withdrawn"], counts["open"]) == (0, 100, 20)
    assert not stand_ins(con, Q1)[0].gives_variant_a


def test_where_a_list_speaks_the_form_changes_nothing() -> None:
    con = empty()
    one = Dossier(BAC, "Đất đai", date(2023, 1, 5), date(2023, 1, 20), date(2023, 1, 19), False)
    add_list(con, [("A", one)], Q1, "L1")
    build.build_rollup(con)
    before = figures(con, Q1)
    add_form(con, "by_unit", [LINE, LINE | {"unit": THO}])
    build.build_rollup(con)
    assert figures(con, Q1, units=(BAC,)) == before
    assert rate(con, Q1, "A") == (1 + 42, 1 + 45)
    assert [item.unit for item in stand_ins(con, Q1) if item.topic is Topic.PROGRESS] == [THO]


def test_a_form_of_the_whole_district_counts_only_where_no_unit_says_anything() -> None:
    con = empty()
    add_form(con, "by_field", [{**LINE, "unit": None, "field": "Đất đai"}], load_id="F1")
    build.build_rollup(con)
    assert rate(con, Q1, "A") == (42, 45)
    (row,) = rates(con, ON_TIME_RATE, Q1, [Dimension.UNIT, Dimension.FIELD_GROUP]).to_dict("records")
    assert pd.isna(row["unit"])
    assert row["field_group"] == "dat_dai"
    add_form(con, "by_unit", [LINE | {"late": 4}], load_id="F2")
    build.build_rollup(con)
    assert rate(con, Q1, "A") == (42, 46)


def test_a_district_form_gives_way_to_and_takes_over_from_those_of_units() -> None:
    con = empty()
    add_form(con, "by_unit", [LINE], load_id="F1")
    district = LINE | {"unit": None, "field": "Đất đai"}
    add_form(con, "by_field", [district], load_id="F2", first=Q2.start, last=Q2.last)
    build.build_rollup(con)
    stocks = ("carried_over", "open", "open_overdue")
    assert [tuple(figures(con, period)[name] for name in stocks) for period in (Q1, Q2)] == [(10, 10, 4), (10, 10, 4)]


def test_what_a_later_list_says_of_the_days_of_a_district_form_is_taken_off() -> None:
    con = empty()
    add_form(con, "by_field", [{**LINE, "unit": None, "field": "Đất đai"}])
    one = Dossier(BAC, "Hộ tịch", date(2023, 2, 5), date(2023, 5, 20), date(2023, 5, 19), False)
    add_list(con, [("A", one)], Q2, "L1")
    build.build_rollup(con)
    assert (figures(con, Q1)["received"], figures(con, Q1)["open"]) == (50, 10)
    assert (figures(con, Q2)["resolved"], figures(con, Q2)["open"]) == (1, 0)


def test_a_form_since_january_goes_on_from_its_own_first_quarter_though_another_form_said_that() -> None:
    con = empty()
    add_form(con, "by_field", [{**LINE, "field": "Đất đai"}], load_id="F1")
    add_form(con, "by_unit", [LINE], load_id="F2")
    half = LINE | {"received": 90, "total": 100, "early": 50, "on_time": 30, "late": 5}
    add_form(con, "by_unit", [half], load_id="F3", last=H1.last)
    build.build_rollup(con)
    assert (figures(con, Q2)["received"], figures(con, H1)["received"]) == (40, 90)
    assert rate(con, H1, "A") == (80, 85)


def test_of_several_forms_the_one_that_keeps_withdrawn_apart_counts() -> None:
    con = empty()
    add_form(con, "ii_06a", [LINE | {"resolved": 50, "on_time": 17}], load_id="F1")
    add_form(con, "by_unit", [LINE], load_id="F2")
    build.build_rollup(con)
    assert [item.form for item in stand_ins(con, Q1) if item.topic is Topic.PROGRESS] == ["by_unit"]
    assert rate(con, Q1, "A") == (42, 45)


def test_a_withdrawn_load_gives_its_days_to_the_form() -> None:
    con = empty()
    one = Dossier(BAC, "Đất đai", date(2023, 1, 5), date(2023, 1, 20), date(2023, 1, 19), False)
    add_list(con, [("A", one)], Q1, "L1")
    add_form(con, "by_unit", [LINE])
    con.execute("INSERT INTO load_event VALUES ('L1', TIMESTAMP '2023-07-12', 'withdrawn', 'nhầm', 'Lan')")
    build.build_rollup(con)
    assert rate(con, Q1, "A") == (42, 45)


def test_what_lists_do_not_tell_of_digitization_and_channel_the_form_tells() -> None:
    """The list has neither column: its dossiers are counted, the forms say how they came in and what was digitized."""
    con = empty()
    one = Dossier(BAC, "Đất đai", date(2023, 1, 5), date(2023, 1, 20), date(2023, 1, 19), False)
    add_list(con, [("A", one)], Q1, "L1")
    digitized = {"received": 50, "not_digitized": 10, "digitized": 40, "resolved": 45, "results_not_digitized": 5}
    add_form(con, "digitization_766", [{"unit": BAC, "results_digitized": 40, **digitized}], load_id="F1")
    add_form(con, "online_766", [{"unit": BAC, "received": 50, "received_online": 20}], load_id="F2")
    build.build_rollup(con)
    assert rate(con, Q1, "A") == (1, 1)
    assert rate(con, Q1, of=ONLINE_FILING_RATE) == (20, 50)
    assert rate(con, Q1, of=DIGITIZATION_RATE) == (40, 50)
    assert rate(con, Q1, of=DIGITIZED_RESULT_RATE) == (40, 45)
    con.execute("UPDATE fact_dossier SET channel = 'direct', is_digitized = TRUE")
    build.build_rollup(con)
    assert rate(con, Q1, of=ONLINE_FILING_RATE) == (0, 1)
    assert rate(con, Q1, of=DIGITIZATION_RATE) == (1, 1)


def test_channels_of_two_forms_are_taken_from_one() -> None:
    con = empty()
    add_form(con, "by_unit", [LINE], load_id="F1")
    add_form(con, "online_766", [{"unit": BAC, "received": 51, "received_online": 21}], load_id="F2")
    build.build_rollup(con)
    assert rate(con, Q1, of=ONLINE_FILING_RATE) == (20, 50)


# However it is handed in

HOW = ("list", "by_unit", "by_field", "months")
"""Ways to hand in a quarter; the second may also come as the form of six months that goes on from the first."""

DAYS = st.integers(0, 180).map(lambda n: date(2023, 1, 1) + timedelta(days=n))


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    received = draw(DAYS)
    ended = received + timedelta(days=draw(st.integers(0, 120)))
    return Dossier(
        unit=draw(st.sampled_from([BAC, THO])),
        field=draw(st.sampled_from(["Đất đai", "Hộ tịch"])),
        received=received,
        due=received + timedelta(days=draw(st.integers(0, 40))),
        ended=ended if ended <= H1.last else None,
        is_withdrawn=draw(st.sampled_from([False, False, False, True])),
    )


def hand_in(con: duckdb.DuckDBPyConnection, unit: str, own: list[tuple[str, Dossier]], how: str, days: Period) -> None:
    load_id = f"{unit}-{how}-{days.token}"
    plain = [one for _, one in own]
    if how == "list" and not any(printed(plain, days).values()):
        how = "by_unit"  # a list without rows cannot be handed in, a form with zeros can
    if how == "list":
        add_list(con, own, days, load_id)
    elif how == "months":
        for month in days.months():
            line = {"unit": unit, **printed(plain, month)}
            add_form(con, "by_unit", [line], load_id=f"{load_id}-{month.token}", first=month.start, last=month.last)
    elif how == "by_field":
        lines = [
            {"unit": unit, "field": field, **printed([one for one in plain if one.field == field], days)}
            for field in ("Đất đai", "Hộ tịch")
        ]
        add_form(con, "by_field", lines, load_id=load_id, first=days.start, last=days.last)
    else:
        line = {"unit": unit, **printed(plain, days)}
        add_form(con, "by_unit", [line], load_id=load_id, first=days.start, last=days.last)


@drawing(1 / 4)
@given(
    world=st.lists(dossiers(), max_size=10),
    first=st.lists(st.sampled_from(HOW), min_size=2, max_size=2),
    second=st.lists(st.sampled_from((*HOW, "since January")), min_size=2, max_size=2),
)
def test_however_units_hand_in_the_figures_are_those_of_the_dossiers(
    world: list[Dossier], first: list[str], second: list[str]
) -> None:
    con = empty()
    coded = [(f"D{place}", one) for place, one in enumerate(world)]
    for unit, in_first, in_second in zip((BAC, THO), first, second, strict=True):
        own = [(code, one) for code, one in coded if one.unit == unit]
        if not own:
            continue
        hand_in(con, unit, own, in_first, Q1)
        goes_on = in_second == "since January" and in_first in ("list", "by_unit")
        hand_in(con, unit, own, *(("by_unit", H1) if goes_on else (in_second, Q2)))
    build.build_rollup(con)
    for period in (Q1, Q2, H1):
        for units in ((BAC,), (THO,), (BAC, THO)):
            truth = printed([one for one in world if one.unit in units], period)
            expected = {name: truth[name] for name in figures(con, period)}
            expected["on_time"] = truth["early"] + truth["on_time"]
            assert figures(con, period, units=units) == expected, (period.token, units)
        slices = rates(con, ON_TIME_RATE, period, [Dimension.UNIT, Dimension.FIELD])
        assert (int(slices["numerator"].sum()), int(slices["denominator"].sum())) == rate(con, period, "A")
