"""Who has handed in which month: drawn by hand, and as a property of any set of files."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.completeness import STATE_LABELS, State, coverage, matrix, missing, spans_of
from tests.metrics.test_rates import drawn, january
from tests.metrics.twin import Load, World
from tests.metrics.worlds import drawing, stored
from warehouse import build
from warehouse.period import Period

H1 = Period.parse("2023-H1")
LATER = date(2024, 1, 1)


def load(load_id: str, known_until: date, hour: int = 1) -> Load:
    return Load(
        load_id=load_id, export_date=known_until, known_until=known_until, loaded_at=datetime(2023, 7, 10, hour)
    )


def states(con: duckdb.DuckDBPyConnection, unit: str, period: Period = H1) -> str:
    """States of a unit by month as letters: c complete, p partial, - missing."""
    table = matrix(con, "dossiers", period, as_of=LATER)
    letters = {"complete": "c", "partial": "p", "missing": "-"}
    return "".join(letters[state] for state in table.loc[table["unit"] == unit, "state"])


def period_of(con: duckdb.DuckDBPyConnection, load_id: str, first: str | None) -> None:
    con.execute("UPDATE loads SET period_from = CAST(? AS DATE) WHERE load_id = ?", [first, load_id])


def test_a_month_is_complete_to_the_day_that_a_file_speaks_of_and_zero_dossiers_are_no_gap() -> None:
    """One file of January to 31 March with dossiers of 26425 in January only.

    26425: 3 dossiers in January, 0 in February and March, nothing said of April to June. 26428 is not in the file.
    """
    con = stored(january())
    table = matrix(con, "dossiers", H1, as_of=LATER).set_index(["unit", "month"])
    assert states(con, "26425") == "ccc---"
    assert states(con, "26428") == "------"
    assert table.loc[("26425", "2023-02"), ["state", "dossiers", "load_ids"]].tolist() == ["complete", 0, ["L0"]]
    assert table.loc[("26425", "2023-01"), "dossiers"] == 3
    assert table.loc[("26425", "2023-01"), "last_event"] == date(2023, 1, 9)
    assert table.loc[("26425", "2023-01"), "unit_name"] == "Thị trấn Gia Ray"


def test_a_file_that_ends_inside_a_month_makes_it_partial_until_another_joins_it() -> None:
    """L0 speaks of January to 15/2; L1 of 16/2 to 31/3."""
    first, second = load("L0", date(2023, 2, 15)), load("L1", date(2023, 3, 31), hour=2)
    row = "H1 | 26425 | Hộ tịch | 05/01 | 10/01 | 09/01 | done | online"
    one = drawn(row, load=first)
    con = stored(one)
    assert states(con, "26425") == "cp----"
    more = drawn("H2 | 26425 | Hộ tịch | 20/02 | 10/03 | 09/03 | done | online", load=second)
    con = stored(World(loads=(first, second), rows=(*one.rows, *more.rows)))
    period_of(con, "L1", "2023-02-16")
    assert states(con, "26425") == "ccc---"
    period_of(con, "L1", "2023-02-17")
    assert states(con, "26425") == "cpc---"  # nobody speaks of the 16th


def test_the_first_day_of_a_month_alone_is_a_part_of_it() -> None:
    world = drawn("H1 | 26425 | Hộ tịch | 05/01 | 10/01 | 09/01 | done | online", load=load("L0", date(2023, 2, 1)))
    assert states(stored(world), "26425") == "cp----"


def test_a_unit_is_listed_in_the_months_of_its_validity_and_one_that_nobody_knows_always() -> None:
    """Suối Cao (26431) became a part of Xuân Thành on 01/07/2025; no unit has the code 99999."""
    world = drawn(
        "H1 | 26431 | Hộ tịch | 05/01 | 10/01 | 09/01 | done | online",
        "H2 | 99999 | Hộ tịch | 05/01 | 10/01 | 09/01 | done | online",
    )
    table = matrix(stored(world), "dossiers", Period.parse("2025-05-01..2025-08-31"), as_of=date(2026, 1, 1))
    months = table.groupby("unit")["month"].agg(list)
    assert months["26431"] == ["2025-05", "2025-06"]
    assert months["99999"] == ["2025-05", "2025-06", "2025-07", "2025-08"]
    assert set(table.loc[table["unit"] == "99999", "unit_name"]) == {"99999"}


def test_dossiers_are_counted_in_every_month_of_the_period() -> None:
    """Of Xuân Thành H4 and H7 to H9 came in January, H10 on 1 February."""
    table = matrix(stored(january()), "dossiers", H1, as_of=LATER)
    own = table[table["unit"] == "26434"]
    assert own["month"].tolist() == [f"2023-0{month}" for month in range(1, 7)]
    assert own["dossiers"].tolist() == [4, 1, 0, 0, 0, 0]


def test_a_withdrawn_load_hands_in_nothing() -> None:
    world = january()
    gone = replace(world.loads[0], withdrawn_at=datetime(2023, 7, 11))
    assert states(stored(replace(world, loads=(gone,))), "26425") == "------"


def test_a_file_without_a_period_speaks_from_the_month_of_its_first_end_and_perhaps_before() -> None:
    """Received in January, ended in March: carried-over dossiers must not make January look handed in."""
    world = drawn("H1 | 26425 | Hộ tịch | 05/01 | 10/03 | 09/03 | done | online", load=load("L0", date(2023, 4, 30)))
    con = stored(world)
    period_of(con, "L0", None)
    assert states(con, "26425") == "ppcc--"
    assert states(con, "26425", Period.parse("2022-Q4")) == "---"


def test_a_code_that_changed_its_meaning_has_the_name_of_the_month() -> None:
    con = stored(january())
    table = matrix(con, "dossiers", Period.parse("2025-05-01..2025-08-31"), as_of=date(2026, 1, 1))
    names = table[table["unit"] == "26446"].set_index("month")["unit_name"].to_dict()
    assert names["2025-06"] == "Xã Xuân Hưng"
    assert names["2025-07"] == "Xã Xuân Hòa"
    assert "26431" not in set(table.loc[table["month"] == "2025-08", "unit"])  # merged into Xuân Thành


def test_months_that_have_not_begun_are_not_shown_and_those_that_have_not_ended_not_missed() -> None:
    con = stored(january())
    assert matrix(con, "dossiers", H1, as_of=date(2023, 4, 10))["month"].max() == "2023-04"
    owed = missing(con, H1, as_of=date(2023, 4, 10)).set_index("unit")
    assert "26425" not in owed.index
    assert owed.loc["26428", "missing"] == ["2023-01", "2023-02", "2023-03"]


def test_the_reminder_says_who_owes_what_in_one_sentence() -> None:
    owed = missing(stored(january()), H1, as_of=LATER).set_index("unit")
    assert owed.loc["26425", "reminder"] == "Thị trấn Gia Ray: chưa có tháng 4–6/2023; số liệu mới đến 31/03/2023."
    assert owed.loc["26428", "reminder"] == "Xã Xuân Bắc: chưa có tháng 1–6/2023."
    assert "741.VP" not in owed.index  # an agency that never handed in is not known to have to


@pytest.mark.parametrize(("day", "months"), [(date(2023, 3, 31), 2), (date(2023, 4, 1), 3)])
def test_a_month_is_owed_from_the_day_after_its_last(day: date, months: int) -> None:
    owed = missing(stored(january()), H1, as_of=day).set_index("unit")
    assert owed.loc["26428", "n_missing"] == months


def test_only_the_kinds_asked_for_are_owed() -> None:
    """Nobody has handed in payments: the fifteen communes owe them, and dossiers are not asked for."""
    owed = missing(stored(january()), H1, kinds=("payments",), as_of=LATER)
    assert owed["kind"].tolist() == ["payments"] * 15
    assert owed["n_missing"].tolist() == [6] * 15


def test_nothing_loaded_is_missing_everywhere_and_a_catalogue_has_one_line() -> None:
    con = build.empty()
    table = matrix(con, "dossiers", H1, as_of=LATER)
    assert len(table) == 15 * 6
    assert set(table["state"]) == {"missing"}
    assert matrix(con, "procedures", H1, as_of=LATER)["unit_name"].unique().tolist() == ["Toàn huyện"]


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_name(state: State) -> None:
    assert STATE_LABELS[state]


@drawing(1 / 2)
@given(
    st.lists(st.tuples(st.integers(0, 150), st.integers(0, 60), st.sampled_from(["26425", "26434"])), max_size=4),
    st.sampled_from(["26425", "26434"]),
)
def test_a_month_is_complete_when_every_day_of_it_is_spoken_of_and_missing_when_none_is(
    files: list[tuple[int, int, str]], unit: str
) -> None:
    """Any files with stated periods, against a count of single days."""
    start = date(2023, 1, 1)
    loads, rows = [], []
    for at, (offset, length, own) in enumerate(files):
        first = start + timedelta(days=offset)
        one = load(f"L{at}", first + timedelta(days=length), hour=at)
        world = drawn(f"H{at} | {own} | Hộ tịch | {first:%d/%m} | - | - | open | -", load=one)
        loads.append(one)
        rows += world.rows
    con = stored(World(loads=tuple(loads), rows=tuple(rows)))
    spoken: set[date] = set()
    for at, (offset, length, own) in enumerate(files):
        first = start + timedelta(days=offset)
        period_of(con, f"L{at}", first.isoformat())
        if own == unit:
            spoken |= {first + timedelta(days=day) for day in range(length + 1)}
    expected = ""
    for month in H1.months():
        days = {month.start + timedelta(days=day) for day in range((month.end - month.start).days)}
        expected += "c" if days <= spoken else "p" if days & spoken else "-"
    assert states(con, unit) == expected
    whole = coverage([unit], H1, spans_of(con, "dossiers"))
    assert (whole is State.COMPLETE) == (expected == "cccccc")
