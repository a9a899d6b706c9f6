"""Where milestones stand, of a rollup of statements written down here."""

import duckdb
import pytest

from metrics.indicator import ratio
from metrics.measures import Scope
from metrics.rollup import totals
from metrics.steering import MILESTONE_STATUS, PAR_INDEX_RANK, RANKED_PLACES, MilestoneStatus, milestone_status
from warehouse.period import Period

Q1, H1 = Period.parse("2023-Q1"), Period.parse("2023-H1")


@pytest.fixture
def con():
    """CT1.03 is under way in March and done in June; of CT3.02 one unit is done, one not begun; CT7.06 is overdue."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute(
            """
            CREATE TABLE rollup_report AS SELECT * FROM (VALUES
                (DATE '2023-03-31', 'CT1.03', 'milestone_status', 0, 1, 0, 0, 1, 0),
                (DATE '2023-06-30', 'CT1.03', 'milestone_status', 0, -1, 1, 0, 0, 0),
                (DATE '2023-03-31', 'CT1.03', 'other', 0, 0, 0, 5, 5, 0),
                (DATE '2023-03-31', 'CT3.02', 'milestone_status', 1, 0, 1, 0, 2, 0),
                (DATE '2023-03-31', 'CT7.05', 'milestone_status', 2, 0, 0, 0, 2, 0),
                (DATE '2023-03-31', 'CT7.06', 'milestone_status', 0, 0, 2, 1, 3, 0),
                (DATE '2023-03-31', 'CT7.04', 'par_index_rank', 0, 0, 0, 0, 0, 11)
            ) AS t (day, item, figure, not_started, in_progress, done, overdue, statements, denominator)
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
