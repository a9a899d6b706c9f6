"""Where milestones stand, of a rollup of statements written down here."""

import duckdb
import pytest

from metrics.indicator import Kind, rates, ratio
from metrics.measures import Scope
from metrics.rollup import totals
from metrics.steering import (
    INSPECTED_UNIT_RATE,
    MILESTONE_STATUS,
    PAR_INDEX_RANK,
    PAR_INDEX_SCORE,
    RANKED_PLACES,
    MilestoneStatus,
    milestone_status,
)
from warehouse.period import Period

Q1, H1 = Period.parse("2023-Q1"), Period.parse("2023-H1")


@pytest.fixture
def con():
    """CT1.03 is under way in March and done in June; of CT3.02 one unit is done, one not begun; CT7.06 is overdue."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(
            """
            CREATE TABLE rollup_report AS SELECT * FROM (VALUES
                (DATE '2023-03-31', 'CT1.03', 'milestone_status', 0, 1, 0, 0, 1, 0, 0),
                (DATE '2023-06-30', 'CT1.03', 'milestone_status', 0, -1, 1, 0, 0, 0, 0),
                (DATE '2023-03-31', 'CT1.03', 'other', 0, 0, 0, 5, 5, 0, 0),
                (DATE '2023-03-31', 'CT3.02', 'milestone_status', 1, 0, 1, 0, 2, 0, 0),
                (DATE '2023-03-31', 'CT7.05', 'milestone_status', 2, 0, 0, 0, 2, 0, 0),
                (DATE '2023-03-31', 'CT7.06', 'milestone_status', 0, 0, 2, 1, 3, 0, 0),
                (DATE '2023-03-31', 'CT7.04', 'par_index_rank', 0, 0, 0, 0, 1, 11, 4),
                (DATE '2023-03-31', 'CT7.03', 'par_index_score', 0, 0, 0, 0, 2, 0, 86.5),
                (DATE '2023-03-31', 'CT7.01', 'inspected_unit_rate', 0, 0, 0, 0, 1, 16, 12)
            ) AS t (day, item, figure, not_started, in_progress, done, overdue, statements, denominator, numerator)
            """
        )
        con.execute("CREATE VIEW coarse_report AS SELECT *, day AS first_day FROM rollup_report")
        yield con


@pytest.mark.parametrize(
    ("item", "period", "state"),
    [
        ("CT1.03", Q1, MilestoneStatus.IN_PROGRESS), ("CT1.03", H1, MilestoneStatus.DONE),
        ("CT1.03", Period.parse("2022"), None), ("CT3.02", Q1, MilestoneStatus.IN_PROGRESS),
        ("CT7.05", Q1, MilestoneStatus.NOT_STARTED), ("CT7.06", Q1, MilestoneStatus.OVERDUE), ("CT5.01", Q1, None),
        ("CT7.05", Period.parse("2023-Q2"), MilestoneStatus.NOT_STARTED),
    ],
)  # fmt: skip
def test_a_milestone_stands_as_all_its_units_do_overdue_as_any(con, item, period, state):
    assert milestone_status(con, item, period) is state


def test_milestones_done_are_counted_of_those_that_are_spoken_of(con):
    """In March one unit of two, none of two, two of three and none of one; CT1.03 is done by June."""
    assert ratio(con, MILESTONE_STATUS, Q1) == (3, 8)
    assert ratio(con, MILESTONE_STATUS, H1, scope=Scope(items=("CT1.03",))) == (1, 1)


def test_a_rank_is_one_of_as_many_places_as_were_reported(con):
    assert totals(con, "report", {"places": RANKED_PLACES}, Q1, figure=PAR_INDEX_RANK.key) == {"places": 11}


def test_a_reported_share_is_of_its_denominator_and_a_reported_value_of_those_who_speak(con):
    assert ratio(con, INSPECTED_UNIT_RATE, Q1) == (12, 16)
    points, rank = rates(con, PAR_INDEX_SCORE, Q1).iloc[0], rates(con, PAR_INDEX_RANK, Q1)
    assert (points["numerator"], points["denominator"], PAR_INDEX_SCORE.kind) == (86.5, 2, Kind.VALUE)
    assert (rank["numerator"].tolist(), str(rank["numerator"].dtype)) == ([4], "int64")
    assert rank["rate_pct"].isna().all()
