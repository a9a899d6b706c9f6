"""Words of the dictionary of indicators."""

import doctest
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from metrics.catalogue import discover
from metrics.indicator import Kind
from metrics.plan import Amendment, load
from metrics.scorecard import scorecard
from ui import definitions
from warehouse import empty
from warehouse.period import Period

PLAN = load(2023)


def said(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_examples_hold():
    assert doctest.testmod(definitions).failed == 0


def test_every_rate_names_what_is_divided_by_what_and_every_value_is_one_number():
    for indicator in discover().values():
        for variant in indicator.variants:
            top, bottom = definitions.parts(variant, indicator.kind)
            assert (bottom == "–") is (indicator.kind is Kind.VALUE), indicator.key
            assert top.count("(") == top.count(")")
            assert bottom.count("(") == bottom.count(")")


@pytest.mark.parametrize(
    ("id", "goal", "place"),
    [
        ("CT1.01", "100 % đơn vị", "cấp huyện"),
        ("CT2.15", "≥ 98 % hồ sơ", "cấp huyện và cấp xã"),
        ("CT2.16", "≥ 97 % hồ sơ", "cấp huyện và cấp xã; đất đai và xây dựng"),
        ("CT2.22", "không ghi con số", "cấp huyện và cấp xã"),
        ("CT3.03", "thấp hơn năm trước", "cấp huyện"),
        ("CT5.01", "hoàn thành", "cấp huyện"),
        ("CT7.04", "nhóm dẫn đầu", "cấp huyện"),
    ],
)
def test_a_target_says_what_is_asked_of_whom(id, goal, place):
    assert said(definitions.goal(PLAN.target(id))) == goal
    assert definitions.spoken_of(PLAN.target(id)) == place


def test_an_amended_target_names_the_document():
    amendment = Amendment(valid_from=date(2023, 7, 1), value=Fraction(199, 2), document="QĐ 9/QĐ-UBND", quote="99,5%")
    target = replace(PLAN.target("CT2.15"), amendments=(amendment,))
    assert said(definitions.goal(target.at(date(2023, 6, 30)))) == "≥ 98 % hồ sơ"
    assert said(definitions.goal(target.at(date(2023, 7, 1)))) == "≥ 99,5 % hồ sơ (điều chỉnh theo QĐ 9/QĐ-UBND)"


def test_every_target_is_served_by_an_entry_and_quoted_from_the_plan():
    served = [target.id for one in discover().values() for target in definitions.targets(one, PLAN)]
    assert sorted(served) == sorted(target.id for target in PLAN.targets)
    for target in PLAN.targets:
        assert definitions.quotes(target)[0] == (target.paragraph, target.quote)
        assert len(definitions.quotes(target)) == (2 if target.other_paragraph else 1)


def test_conflicts_of_the_plan_are_told_with_the_way_they_are_read():
    ((printed, treated),) = definitions.readings(PLAN.target("CT1.02"), PLAN)
    assert "HĐND, UBND huyện" in printed
    assert treated == "Theo mục II: văn bản của huyện, xã, thị trấn."


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("dung han", "on_time_rate"), ("CT2.15", "on_time_rate"), ("  chu ky so ", "digital_signature_coverage")],
)
def test_the_search_needs_no_accents_and_knows_ids(wanted, found):
    assert found in [one.key for one in definitions.search(discover().values(), PLAN, wanted)]


def test_without_a_search_everything_stands_by_area():
    everything = definitions.search(discover().values(), PLAN, "")
    assert len(everything) == len(discover())
    assert [one.area for one in everything] == sorted(one.area for one in everything)
    assert definitions.search(discover().values(), PLAN, "zzz") == []


def test_what_has_no_verdict_is_told_once_by_reason_and_adds_up_with_the_title():
    scores = scorecard(empty(), PLAN, Period.parse("2023-H1"))
    groups = definitions.unexplained(scores)
    ids = [target.id for group in groups for target in group.targets]
    assert sorted(ids) == sorted(score.target.id for score in scores if score.reason)
    assert len({group.reason for group in groups}) == len(groups)
    assert [len(group.targets) for group in groups] == sorted((len(group.targets) for group in groups), reverse=True)
    judged = len(scores) - len(ids)
    assert definitions.title(3, scores, "Quý I 2023") == (
        f"Quý I 2023: {judged}/{len(scores)} mục tiêu của kế hoạch tính được; 3 chỉ tiêu được định nghĩa"
    )


def test_every_reading_is_named_in_words_and_every_source_by_the_files_that_tell_it():
    """No key of the code stands on screen; a figure that only reports tell is not looked for in the catalogue."""
    for indicator in discover().values():
        names = [definitions.way(indicator, variant) for variant in indicator.variants]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"Cách [A-D1-9]", name) for name in names)
    said = {key: dict(definitions.facts(one))["Nguồn số liệu"] for key, one in discover().items()}
    assert said["legal_drafting_compliance_rate"] == "báo cáo tiến độ"
    assert said["procedure_review_coverage"] == "danh mục thủ tục hành chính, báo cáo tiến độ"
    assert said["satisfaction_rate"] == "khảo sát hài lòng"
