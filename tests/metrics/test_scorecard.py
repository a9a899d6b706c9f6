"""The scorecard: every target with its figure and parts, or the reason why it has none."""

from dataclasses import replace

from metrics.catalogue import discover
from metrics.measures import Compare, Scope
from metrics.plan import Status, load
from metrics.reasons import NO_CASES, NO_NUMBER
from metrics.scorecard import Score, score, scorecard
from tests.metrics.test_rates import FROM_2ND, january
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

PLAN = load(2023)


def scores(**options: object) -> dict[str, Score]:
    return {one.target.id: one for one in scorecard(stored(january()), PLAN, FROM_2ND, **options)}


def test_every_target_of_the_plan_is_there_once_in_plan_order() -> None:
    assert list(scores()) == [target.id for target in PLAN.targets]


def test_a_common_target_is_judged_as_a_whole_and_for_each_level() -> None:
    one = scores()["CT2.15"]
    assert (one.figure.numerator, one.figure.denominator, one.status) == (4, 6, Status.MISSED)
    assert {part.level: (part.numerator, part.denominator) for part in one.parts} == {
        "district": (1, 2),
        "commune": (3, 4),
    }


def test_land_and_construction_are_judged_together_and_each_beside() -> None:
    one = scores()["CT2.16"]
    assert one.figure.field_groups == ("dat_dai", "xay_dung")
    assert (one.figure.numerator, one.figure.denominator) == (1, 3)
    beside = {(part.level, part.field_groups): (part.numerator, part.denominator) for part in one.parts}
    assert beside[None, ("dat_dai",)] == (1, 3)
    assert beside[None, ("xay_dung",)] == (0, 0)
    assert beside["commune", ("dat_dai", "xay_dung")] == (0, 1)
    assert beside["district", ("dat_dai", "xay_dung")] == (1, 2)


def test_a_target_that_no_export_counts_says_so() -> None:
    for one in scores().values():
        if one.target.indicator not in discover():
            assert (one.figure, one.status) == (None, Status.NO_DATA)
            assert one.reason.startswith("Chưa có số liệu: chưa nạp ")


def test_an_empty_period_and_an_empty_warehouse_have_different_reasons() -> None:
    target = PLAN.target("CT2.15")
    period = Period.parse("2024")
    con = stored(replace(january(), rows=january().rows[:1]))
    assert score(con, target, period).reason == NO_CASES
    empty = score(build.empty(), target, period)
    assert (empty.status, empty.figure.rate_pct) == (Status.NO_DATA, None)
    assert empty.reason == "Chưa có số liệu: chưa nạp danh sách hồ sơ hoặc biểu tổng hợp."


def test_a_target_without_a_number_has_a_rate_and_no_verdict() -> None:
    target = replace(PLAN.target("CT2.15"), value=None)
    one = score(stored(january()), target, FROM_2ND)
    assert (one.status, one.reason, one.figure.gap_pct) == (Status.NO_TARGET, NO_NUMBER, None)
    assert one.figure.denominator == 6


def test_another_variant_and_the_comparison_of_hours_are_taken_over() -> None:
    assert scores(variants={"on_time_rate": "C"})["CT2.15"].figure.denominator == 7
    assert scores(variants={"on_time_rate": "C"})["CT2.15"].variant == "C"
    assert scores(compare=Compare.DATETIME)["CT2.15"].figure.numerator == 3


def test_a_scope_limits_every_figure() -> None:
    one = scores(scope=Scope(units=("26425",)))["CT2.15"]
    assert (one.figure.numerator, one.figure.denominator) == (3, 3)
    one = scores(scope=Scope(level="district"))["CT2.15"]
    assert (one.figure.numerator, one.figure.denominator) == (1, 2)


def test_a_target_of_one_level_has_no_cases_in_the_other() -> None:
    target = replace(PLAN.target("CT2.15"), level="commune")
    con = stored(january())
    assert score(con, target, FROM_2ND).figure.denominator == 4
    assert score(con, target, FROM_2ND, scope=Scope(level="district")).figure.denominator == 0


def test_a_score_as_data_holds_numbers_and_words_only() -> None:
    data = scores()["CT2.16"].as_data()
    assert (data["id"], data["field_group"], data["status"], data["target_pct"]) == (
        "CT2.16", "dat_dai+xay_dung", "missed", 97.0,
    )  # fmt: skip
    assert [part["field_groups"] for part in data["parts"]][-2:] == [["dat_dai"], ["xay_dung"]]
