"""Form II.06a from dossier lists, counted by hand and held against the balance of every invented world."""

import pytest
from hypothesis import given

from metrics.form_06a import COLUMNS, form_06a
from metrics.measures import Compare, Dimension, Scope
from metrics.overdue import overdue
from metrics.timeliness import balance
from tests.metrics.rollups import rollup
from tests.metrics.test_rates import drawn
from tests.metrics.twin import World
from tests.metrics.worlds import drawing, periods, stored, worlds
from warehouse.period import Period

QUARTER = Period.parse("2023-Q1")


@pytest.fixture
def con():
    """Eight dossiers of January to March, one of each kind.

    Gia Ray: A1 early, A2 on its day, A3 late, A4 withdrawn; land office: B1 without appointed day, B2 open in time,
    B3 open and overdue since 21/03, B4 waiting beyond its day.
    """
    return stored(
        drawn(
            "A1 | 26425    | Hộ tịch | 10/01 | 20/01 | 18/01 | done      | online",
            "A2 | 26425    | Hộ tịch | 10/01 | 20/01 | 20/01 | done      | direct",
            "A3 | 26425    | Đất đai | 10/01 | 20/01 | 02/02 | done      | -",
            "A4 | 26425    | Đất đai | 10/01 | 20/01 | 12/01 | withdrawn | online",
            "B1 | 741.TNMT | Đất đai | 01/03 | -     | 05/03 | done      | direct",
            "B2 | 741.TNMT | Đất đai | 20/03 | 10/04 | -     | open      | online",
            "B3 | 741.TNMT | Đất đai | 01/03 | 20/03 | -     | open      | direct",
            "B4 | 741.TNMT | Đất đai | 01/03 | 20/03 | -     | waiting   | direct",
        )
    )


def test_each_dossier_stands_in_its_column(con):
    table = form_06a(con, QUARTER, (Dimension.LEVEL, Dimension.FIELD))
    rows = {(row["level"], row["field"]): tuple(row[name] for name in COLUMNS) for row in table.to_dict("records")}
    assert rows == {
        # online, other, carried over, early, on time, late, unjudged, open in time, open overdue
        ("commune", "Hộ tịch"): (1, 1, 0, 1, 1, 0, 0, 0, 0),
        ("commune", "Đất đai"): (1, 1, 0, 0, 1, 1, 0, 0, 0),
        ("district", "Đất đai"): (1, 3, 0, 0, 0, 0, 1, 2, 1),
    }


def test_what_stood_open_before_the_period_is_carried_over(con):
    (row,) = form_06a(con, Period.parse("2023-Q2"), ()).to_dict("records")
    assert (row["carried_over"], row["online"], row["other_channels"]) == (3, 0, 0)
    assert (row["open_in_time"], row["open_overdue"]) == (1, 2)  # B2 is overdue by then, B4 still waits


def test_a_period_without_dossiers_has_no_rows(con):
    assert form_06a(con, Period.parse("2022"), (Dimension.FIELD,)).empty


def test_lists_alone_fill_the_form_with_hours_compared_when_asked_for():
    """Xuân Bắc ended five: two within their day, of which one after its hour, one late, one each without either day.

    What a form says of Xuân Bắc, and a unit that did nothing, stand in no row.
    """
    con = rollup(
        {"day": "2023-01-10", "unit": "26425"},
        {"day": "2023-01-10", "unit": "26428", "received": 6, "received_online": 2, "resolved": 4, "ended": 4,
         "resolved_with_due": 3, "on_time": 2, "on_time_date": 2, "on_time_datetime": 1, "resolved_undated": 1},
        {"day": "2023-01-10", "unit": "26428", "basis": "form", "received": 90, "resolved": 90},
    )  # fmt: skip
    by_day = form_06a(con, QUARTER, (Dimension.UNIT,))
    assert list(by_day.columns) == ["unit", *COLUMNS]
    assert by_day.index.tolist() == [0]
    (row,) = by_day.to_dict("records")
    assert row == {
        "unit": "26428", "online": 2, "other_channels": 4, "carried_over": 0, "early": 0, "on_time": 2, "late": 1,
        "unjudged": 2, "open_in_time": 2, "open_overdue": 0,
    }  # fmt: skip
    (by_hour,) = form_06a(con, QUARTER, (), compare=Compare.DATETIME).to_dict("records")
    assert (by_hour["on_time"], by_hour["late"]) == (1, 2)


@drawing(1 / 4)
@given(world=worlds(), token=periods())
def test_the_columns_of_the_form_add_up_and_are_those_of_the_balance(world: World, token: str) -> None:
    period = Period.parse(token)
    con = stored(world)
    table = form_06a(con, period, (Dimension.UNIT, Dimension.FIELD))
    (whole,) = balance(con, period, scope=Scope(basis="list")).to_dict("records")
    late = overdue(con, period.last)
    sums = table[list(COLUMNS)].sum()
    received = sums[["online", "other_channels", "carried_over"]].sum()
    ended = sums[["early", "on_time", "late", "unjudged"]].sum()
    assert received == ended + sums[["open_in_time", "open_overdue"]].sum()
    assert received == whole["received"] + whole["carried_over"]
    assert sums["late"] == whole["late"]
    assert sums["open_overdue"] == whole["open_overdue"] == len(late)


def test_overdue_dossiers_are_listed_with_their_days_and_their_row(con):
    (row,) = overdue(con, QUARTER.last).to_dict("records")
    assert (row["code"], row["unit"], row["days_overdue"]) == ("B3", "741.TNMT", 11)
    assert row["unit_name"] == "Phòng Tài nguyên và Môi trường"
    assert (row["file"], row["row"]) == ("L0.xlsx", 6)
    assert overdue(con, QUARTER.last, scope=Scope(level="commune")).empty
    assert overdue(con, QUARTER.last, scope=Scope(units=())).empty


def test_a_dossier_done_late_was_overdue_until_the_day_before(con):
    assert list(overdue(con, Period.parse("2023-01").last)["code"]) == ["A3"]
    assert list(overdue(con, Period.parse("2023-01").last)["days_overdue"]) == [11]
    assert overdue(con, Period.parse("2023-01-01..2023-02-02").last).empty
