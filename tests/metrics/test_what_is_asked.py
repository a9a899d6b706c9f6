"""Which rows are asked for: the number of an indicator, a count beside it, the days of a slice, a typed search."""

from dataclasses import replace

import pytest

from metrics.asked import DOSSIERS, Figure, Part, Search, of_balance, of_indicator
from metrics.measures import REPORTS, Compare, Dimension, Scope
from metrics.steering import PAR_INDEX_SCORE
from metrics.timeliness import BALANCE, ON_TIME_RATE
from warehouse.period import Period

QUARTER = Period.parse("2023-Q1")
LAND = Scope(level="commune", field_groups=("dat_dai",))
C = ON_TIME_RATE.variant("C")


@pytest.mark.parametrize(("part", "terms"), [(Part.NUMERATOR, C.numerator), (Part.DENOMINATOR, C.denominator)])
def test_a_part_of_a_rate_is_asked_for_as_it_is_counted(part, terms):
    """The reform area cuts nothing: an indicator has one."""
    at = ((Dimension.FIELD, "Đất đai"), (Dimension.REFORM_AREA, "2"), (Dimension.CHANNEL, None))
    asked = of_indicator(ON_TIME_RATE, part, QUARTER, variant="C", compare=Compare.DATETIME, scope=LAND, at=at)
    assert asked == Figure(
        source=DOSSIERS, terms=terms, period=QUARTER, compare=Compare.DATETIME, scope=LAND, at=(at[0], at[2]),
        figure=None, decimals=0,
    )  # fmt: skip


def test_what_misses_is_the_denominator_without_the_numerator():
    missed = of_indicator(ON_TIME_RATE, Part.MISSED, QUARTER)
    first = ON_TIME_RATE.variants[0]
    taken_off = tuple(replace(term, sign=-1) for term in first.numerator)
    assert missed.terms == (*first.denominator, *taken_off)
    assert (missed.compare, missed.scope, missed.at) == (Compare.SOURCE, Scope(), ())
    stock = of_indicator(ON_TIME_RATE, Part.MISSED, QUARTER, variant="B").terms
    signs = [term.sign for term in ON_TIME_RATE.variant("B").numerator]
    assert [term.sign for term in stock][-len(signs) :] == [-sign for sign in signs]


def test_a_reported_number_is_picked_by_its_indicator_and_keeps_its_decimals():
    asked = of_indicator(PAR_INDEX_SCORE, Part.NUMERATOR, QUARTER)
    assert (asked.source, asked.figure, asked.decimals) == (REPORTS, "par_index_score", 2)


def test_a_count_beside_the_rate_is_asked_for_by_its_name():
    at = [(Dimension.UNIT, "26425")]
    asked = of_balance("late", QUARTER, compare=Compare.DATE, scope=LAND, at=at)
    assert asked == Figure(
        source=DOSSIERS, terms=BALANCE["late"], period=QUARTER, compare=Compare.DATE, scope=LAND, at=tuple(at)
    )
    assert of_balance("open", QUARTER).compare is Compare.SOURCE
    with pytest.raises(ValueError, match=r'^Không có số đếm "lost"\. Các số đếm: carried_over, received, .*\.$'):
        of_balance("lost", QUARTER)


@pytest.mark.parametrize(
    ("period", "at", "days"),
    [
        ("2023", ((Dimension.QUARTER, "2023-Q2"),), "2023-Q2"),
        ("2023", ((Dimension.MONTH, "2023-02"), (Dimension.UNIT, "26425")), "2023-02"),
        ("2023", ((Dimension.QUARTER, "2023-Q2"), (Dimension.MONTH, "2023-05")), "2023-05"),
        ("2023", ((Dimension.QUARTER, "2023-Q1"), (Dimension.MONTH, "2023-05")), None),
        ("2023-Q1", ((Dimension.MONTH, "2023-04"), (Dimension.QUARTER, "2023-Q1")), None),
        ("2023", ((Dimension.FIELD, "2023-Q2"),), "2023"),
    ],
)
def test_a_slice_of_time_has_its_own_days_within_the_period(period, at, days):
    found = Figure(source=DOSSIERS, terms=(), period=Period.parse(period), at=at).days
    assert found == (days and Period.parse(days))


def test_a_search_is_typed_with_or_without_accents_and_whole_values_are_chosen():
    found = Search.typed("Xuân Thọ, , ĐẤT đai", unit="26425", field="Đất đai", state="open")
    assert found == Search(phrases=("xuan tho", "dat dai"), unit="26425", field="Đất đai", state="open")
    assert Search.typed(" ") == Search()
