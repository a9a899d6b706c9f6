"""Days taken by procedure: counted by hand, and held against plain Python over invented worlds."""

from collections import defaultdict

from hypothesis import given

from metrics.decomposition import flow
from metrics.durations import days_taken
from metrics.measures import Scope
from tests.metrics.test_rates import drawn
from tests.metrics.twin import World
from tests.metrics.worlds import drawing, periods, stored, worlds
from warehouse.period import Period


def test_the_median_and_the_ninth_decile_are_days_that_a_dossier_took():
    con = stored(
        drawn(
            "A1 | 26425    | Hộ tịch | 10/01 | 20/01 | 10/01 | done      | -",
            "A2 | 26425    | Hộ tịch | 10/01 | 20/01 | 14/01 | done      | -",
            "A3 | 741.TNMT | Hộ tịch | 10/01 | -     | 20/02 | done      | -",
            "A4 | 26425    | Hộ tịch | 10/01 | 20/01 | 12/01 | withdrawn | -",
            "A5 | 26425    | Hộ tịch | 10/01 | 20/01 | -     | open      | -",
            "A6 | 26425    | Hộ tịch | 10/01 | 20/01 | 02/04 | done      | -",
        )
    )
    (row,) = days_taken(con, Period.parse("2023-Q1")).to_dict("records")
    assert (row["dossiers"], row["median_days"], row["ninth_days"]) == (3, 4, 41)
    (row,) = days_taken(con, Period.parse("2023-Q1"), scope=Scope(level="commune")).to_dict("records")
    assert (row["dossiers"], row["median_days"], row["ninth_days"]) == (2, 0, 4)
    assert days_taken(con, Period.parse("2022")).empty


@drawing(1 / 4)
@given(world=worlds(), token=periods())
def test_half_and_nine_tenths_took_no_longer(world: World, token: str) -> None:
    con, period = stored(world), Period.parse(token)
    dossiers = flow(con, period)
    taken = defaultdict(list)
    for row in dossiers[dossiers["went"] == "resolved"].itertuples():
        name = row.procedure if isinstance(row.procedure, str) else None
        taken[name].append((row.ended_on - row.received_on).days)
    found = days_taken(con, period)
    assert int(found["dossiers"].sum()) == sum(map(len, taken.values()))
    for row in found.itertuples():
        days = sorted(taken[row.procedure if isinstance(row.procedure, str) else None])
        assert row.dossiers == len(days)
        for share, value in ((0.5, row.median_days), (0.9, row.ninth_days)):
            assert value in days
            assert sum(day <= value for day in days) >= share * len(days)
            assert sum(day < value for day in days) < share * len(days) + 1e-9
