"""Targets: which one judges a slice, and how a rate is compared with it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.indicator import rates
from metrics.measures import Dimension, Scope
from metrics.plan import (
    NEAR_MARGIN,
    Plan,
    Status,
    Target,
    UnknownPlanError,
    against_plan,
    load,
    status,
    target_for,
    years,
)
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.test_rates import january
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

PLAN = load(2023)


def chosen(plan: Plan, indicator: str, **scope: object) -> str | None:
    target = target_for(plan, indicator, Scope(**scope))
    return target.id if target else None


def with_target(plan: Plan, like: str, **changes: object) -> Plan:
    """The plan with one more target, made from one that it has."""
    return replace(plan, targets=(*plan.targets, replace(plan.target(like), **changes)))


def test_the_common_target_judges_the_whole_and_each_level() -> None:
    assert chosen(PLAN, "on_time_rate") == "CT2.15"
    assert chosen(PLAN, "on_time_rate", level="commune") == "CT2.15"
    assert chosen(PLAN, "on_time_rate", level="district") == "CT2.15"


def test_the_land_and_construction_target_judges_both_groups_together_and_each() -> None:
    for groups in (("dat_dai", "xay_dung"), ("xay_dung", "dat_dai"), ("dat_dai",), ("xay_dung",)):
        assert chosen(PLAN, "on_time_rate", field_groups=groups) == "CT2.16"
        assert chosen(PLAN, "on_time_rate", field_groups=groups, level="commune") == "CT2.16"


def test_a_scope_that_reaches_beyond_the_groups_of_a_target_has_the_common_one() -> None:
    assert chosen(PLAN, "on_time_rate", field_groups=("dat_dai", "ho_tich")) == "CT2.15"
    assert chosen(PLAN, "on_time_rate", field_groups=("ho_tich",)) == "CT2.15"
    assert chosen(PLAN, "on_time_rate", field_groups=()) == "CT2.15"


def test_a_target_of_one_level_judges_that_level_only() -> None:
    assert chosen(PLAN, "e_result_rate", level="district") == "CT2.09"
    assert chosen(PLAN, "e_result_rate", level="commune") == "CT2.10"
    assert chosen(PLAN, "e_result_rate") is None


def test_field_group_and_level_together_win_over_either() -> None:
    plan = with_target(PLAN, "CT2.15", id="level", level="commune")
    assert chosen(plan, "on_time_rate", level="commune") == "level"
    assert chosen(plan, "on_time_rate", level="commune", field_groups=("dat_dai",)) == "CT2.16"
    plan = with_target(plan, "CT2.16", id="both", level="commune")
    assert chosen(plan, "on_time_rate", level="commune", field_groups=("dat_dai",)) == "both"
    assert chosen(plan, "on_time_rate", level="district", field_groups=("dat_dai",)) == "CT2.16"


def test_a_target_without_a_number_or_that_is_no_threshold_judges_no_rate() -> None:
    assert PLAN.target("CT2.22").value is None
    assert chosen(PLAN, "digitized_result_rate") is None
    assert chosen(PLAN, "e_certified_copy_share") is None
    assert chosen(PLAN, "no_such_indicator") is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "expected"),
    [
        (98, 100, 98, Status.MET),
        (49, 50, 98, Status.MET),
        (97_996, 100_000, 98, Status.NEAR),  # 97,996 %: rounds to 98,00 and is below it
        (9_799_999, 10_000_000, 98, Status.NEAR),
        (97, 100, 98, Status.NEAR),  # exactly one point below
        (96_999, 100_000, 98, Status.MISSED),
        (0, 5, 98, Status.MISSED),
        (5, 5, 100, Status.MET),
        (4_999, 5_000, 100, Status.NEAR),
        (0, 0, 98, Status.NO_DATA),
        (0, 0, None, Status.NO_DATA),
        (5, 9, None, Status.NO_TARGET),
        # Too many for a float to tell apart.
        (98 * 10**17, 10**19, 98, Status.MET),
        (98 * 10**17 - 1, 10**19, 98, Status.NEAR),
    ],
)
def test_a_rate_is_judged_in_whole_counts(
    numerator: int, denominator: int, target: int | None, expected: Status
) -> None:
    assert status(numerator, denominator, None if target is None else Fraction(target)) is expected


@pytest.mark.parametrize(("numerator", "expected"), [(4, "met"), (5, "met"), (6, "near"), (7, "missed")])
def test_where_down_is_good_a_rate_above_its_target_misses_it(numerator: int, expected: str) -> None:
    assert status(numerator, 100, Fraction(5), higher_is_better=False) == expected


@given(bottom=st.integers(1, 10**6), data=st.data(), target=st.integers(0, 100))
def test_met_means_no_more_late_ones_than_the_target_allows(bottom: int, data: st.DataObject, target: int) -> None:
    top = data.draw(st.integers(0, bottom))
    allowed = bottom * (100 - target)
    assert (status(top, bottom, Fraction(target)) is Status.MET) == ((bottom - top) * 100 <= allowed)
    near = status(top, bottom, Fraction(target)) is Status.NEAR
    assert near == (allowed < (bottom - top) * 100 <= allowed + bottom * NEAR_MARGIN)


def test_every_slice_is_held_against_the_target_of_its_own_field_group() -> None:
    con, period = stored(january()), Period.parse("2023-01")
    table = rates(con, ON_TIME_RATE, period, [Dimension.FIELD_GROUP])
    judged = against_plan(con, table, ON_TIME_RATE, PLAN).set_index("field_group")
    assert judged["target_pct"].to_dict() == {"chung_thuc": 98.0, "dat_dai": 97.0, "ho_tich": 98.0}
    assert judged["status"].to_dict() == {"chung_thuc": "met", "dat_dai": "missed", "ho_tich": "met"}
    assert judged.loc["dat_dai", "gap_pct"] == pytest.approx(100 / 3 - 97)


def test_without_a_plan_a_rate_has_no_target() -> None:
    con, period = stored(january()), Period.parse("2023-01")
    row = against_plan(con, rates(con, ON_TIME_RATE, period), ON_TIME_RATE, None).iloc[0]
    assert row["status"] == "no_target"
    assert row[["target_pct", "gap_pct"]].isna().all()


def test_an_empty_warehouse_is_no_data_with_its_target_named() -> None:
    con = build.empty()
    row = against_plan(con, rates(con, ON_TIME_RATE, Period.parse("2023")), ON_TIME_RATE, PLAN).iloc[0]
    assert (row["status"], row["target_pct"]) == ("no_data", 98.0)
    assert row[["rate_pct", "gap_pct"]].isna().all()


def test_the_plan_of_a_year_without_one_is_refused_with_the_years_that_have_one() -> None:
    with pytest.raises(UnknownPlanError, match=r"1999.*2023"):
        load(1999)
    assert 2023 in years()


def test_a_target_knows_its_scope() -> None:
    target: Target = PLAN.target("CT2.16")
    assert target.scope == Scope(field_groups=("dat_dai", "xay_dung"))
    assert target.value == 97
    with pytest.raises(KeyError):
        PLAN.target("CT9.99")
