"""Targets: which one judges a slice, and how a rate is compared with it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.indicator import rates
from metrics.measures import Dimension, Scope
from metrics.plan import (
    NEAR_MARGIN,
    Amendment,
    Plan,
    ReformAreaName,
    Status,
    Target,
    Task,
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


FILES = {
    "plan.yaml": "number: 5/KH\ntitle: Kế hoạch thử\nshort_title: KH 5\nyear: 2031\n",
    "targets.csv": """\
id,label,reform_area,paragraph,quote,other_paragraph,other_quote,kind,direction,value,unit,indicator,level,field_group,sources,conflict
CT2.01,Hồ sơ đúng hạn,2,II.2,97%,PL.4,97% hồ sơ,threshold,up,97.5,HS,on_time_rate,commune,dat_dai+xay_dung,D A,8 11
CT7.01,Ban hành kế hoạch,7,II.7,Kịp thời,,,milestone,down,,,milestone_status,,,B,
""",
    "tasks.csv": """\
no,area_as_printed,reform_area,text,product,lead,partners,deadline_as_printed,deadline_class,deadline,later_deadline,target_ids
4,2. Thủ tục,2,Giải quyết,Báo cáo,Văn phòng,Các xã,31/10,date,2031-10-31,2031-12-31,CT2.01 CT7.01
5,3. Bộ máy,3,Sắp xếp,Đề án,Nội vụ,Các phòng,Thường xuyên,continuous,,,
""",
    "conflicts.csv": "no,type,printed,treated_as\n8,scope,Một nơi in,Cả hai\n",
    "amendments.csv": """\
target_id,valid_from,value,document,quote
CT2.01,2031-09-01,,QĐ 3,bỏ
CT2.01,2031-03-01,98,QĐ 1,98%
CT2.01,2031-06-01,99,QĐ 2,99%
""",
}
"""A plan of two targets and two tasks, each with every cell filled in or as empty as it may be."""


def on(month: int, value: int | None, document: str, quote: str) -> Amendment:
    goal = None if value is None else Fraction(value)
    return Amendment(valid_from=date(2031, month, 1), value=goal, document=document, quote=quote)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    folder = tmp_path / "thu-2031"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("PLANS_DIR", str(tmp_path))
    return load(2031)


def test_a_plan_is_read_cell_by_cell(written: Plan) -> None:
    first = Target(
        id="CT2.01", label="Hồ sơ đúng hạn", reform_area=2, paragraph="II.2", quote="97%", other_paragraph="PL.4",
        other_quote="97% hồ sơ", kind="threshold", direction="up", value=Fraction("97.5"), unit="HS",
        indicator="on_time_rate", level="commune", field_groups=("dat_dai", "xay_dung"), sources=("D", "A"),
        conflict=(8, 11), printed_value=Fraction("97.5"),
        amendments=(on(9, None, "QĐ 3", "bỏ"), on(3, 98, "QĐ 1", "98%"), on(6, 99, "QĐ 2", "99%")),
    )  # fmt: skip
    second = Target(
        id="CT7.01", label="Ban hành kế hoạch", reform_area=7, paragraph="II.7", quote="Kịp thời",
        other_paragraph=None, other_quote=None, kind="milestone", direction="down", value=None, unit="",
        indicator="milestone_status", level=None, field_groups=None, sources=("B",), conflict=(),
    )  # fmt: skip
    assert written.targets == (first, second)
    assert written.tasks == (
        Task(
            no=4, area_as_printed="2. Thủ tục", reform_area=2, text="Giải quyết", product="Báo cáo", lead="Văn phòng",
            partners="Các xã", deadline_as_printed="31/10", deadline_class="date", deadline=date(2031, 10, 31),
            later_deadline=date(2031, 12, 31), target_ids=("CT2.01", "CT7.01"),
        ),
        Task(
            no=5, area_as_printed="3. Bộ máy", reform_area=3, text="Sắp xếp", product="Đề án", lead="Nội vụ",
            partners="Các phòng", deadline_as_printed="Thường xuyên", deadline_class="continuous", deadline=None,
            later_deadline=None, target_ids=(),
        ),
    )  # fmt: skip
    assert (written.id, written.number, written.title, written.short_title, written.year) == (
        "thu-2031", "5/KH", "Kế hoạch thử", "KH 5", 2031,
    )  # fmt: skip
    assert written.conflicts == {
        8: {"no": "8", "type": "scope", "printed": "Một nơi in", "treated_as": "Cả hai"},
    }
    assert len(written.areas) == 7
    assert written.areas[0] == ReformAreaName(no=1, label="Cải cách thể chế", short_label="Thể chế")
    assert [task.no for task in written.tasks_of("CT7.01")] == [4]


@pytest.mark.parametrize(
    ("day", "value", "document"),
    [
        (date(2031, 2, 28), Fraction("97.5"), None), (date(2031, 3, 1), 98, "QĐ 1"), (date(2031, 8, 31), 99, "QĐ 2"),
        (date(2031, 12, 31), None, "QĐ 3"),
    ],
)  # fmt: skip
def test_a_target_has_the_value_of_its_newest_amendment_of_the_day_and_says_which(
    written: Plan, day: date, value: Fraction | None, document: str | None
) -> None:
    first, second = written.at(day).targets
    assert first == written.target("CT2.01").at(day)
    assert (first.value, first.printed_value, second) == (value, Fraction("97.5"), written.target("CT7.01"))
    assert (first.amended.document if first.amended else None) == document


def test_every_year_that_has_a_plan_is_named_where_another_is_asked_for(written: Plan) -> None:
    assert list(years()) == [2023, 2031]
    with pytest.raises(UnknownPlanError, match=r"^Chưa có kế hoạch năm 1999\. Đang có: 2023, 2031\.$"):
        load(1999)


def test_a_target_knows_its_scope() -> None:
    target: Target = PLAN.target("CT2.16")
    assert target.scope == Scope(field_groups=("dat_dai", "xay_dung"))
    assert target.value == 97
    with pytest.raises(KeyError):
        PLAN.target("CT9.99")
