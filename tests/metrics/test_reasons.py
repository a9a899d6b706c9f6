"""Why a target has no verdict: each reason in its place, word for word, as an office reads it."""

from dataclasses import replace

import pytest

from metrics import reasons
from metrics.catalogue import discover
from metrics.plan import load
from metrics.reasons import NO_CASES, letters, no_year_before, not_loaded, not_reported, nothing_in_period

PLAN = load(2023)
ON_TIME = PLAN.target("CT2.15")
"""Sources D and A."""
ONLINE = PLAN.target("CT2.12")
REPORTED = PLAN.target("CT1.01")
SURVEYED = PLAN.target("CT2.17")
CATALOGUED = PLAN.target("CT2.04")
"""Sources K and B."""


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        (["dossiers"], {"D"}), (["payments"], {"D"}), (["survey"], {"S"}), (["survey_dossiers"], {"S"}),
        (["petitions"], {"P"}), (["procedures"], {"K"}), (["e_certification"], {"E"}), (["progress"], {"B"}),
        (["form_ii_06a", "form_by_unit"], {"A"}), ([], set()),
    ],
)  # fmt: skip
def test_every_kind_of_load_has_its_letter_and_every_form_is_an_aggregate(kinds, found):
    assert letters(kinds) == found


def test_every_letter_of_the_plan_has_a_name():
    assert {letter for target in PLAN.targets for letter in target.sources} <= set(reasons.SOURCES)
    assert set(reasons.KINDS.values()) | {"A"} == set(reasons.SOURCES)


def test_the_columns_that_are_missed_belong_to_declared_indicators():
    assert set(reasons.COLUMNS) <= set(discover())


def test_a_target_waits_for_any_of_its_sources():
    assert not_loaded(ON_TIME, []) == "Chưa có số liệu: chưa nạp danh sách hồ sơ hoặc biểu tổng hợp."
    assert not_loaded(ON_TIME, ["survey"]) == "Chưa có số liệu: chưa nạp danh sách hồ sơ hoặc biểu tổng hợp."
    assert not_loaded(SURVEYED, ["dossiers"]) == "Chưa có số liệu: chưa nạp kết quả khảo sát hài lòng."
    assert not_loaded(ON_TIME, ["survey", "form_by_unit"]) is None
    assert not_loaded(ON_TIME, ["dossiers"]) is None


def test_a_reported_target_asks_for_its_line_once_a_report_is_there():
    assert not_reported(REPORTED, ["dossiers"]) == "Chưa có số liệu: chưa nạp báo cáo tiến độ chỉ tiêu, nhiệm vụ."
    assert (
        not_reported(REPORTED, ["dossiers", "progress"])
        == "Chưa có số liệu: báo cáo tiến độ đã nạp không có dòng CT1.01 của kỳ này."
    )


def test_a_column_that_no_period_has_is_named_and_else_there_were_no_cases():
    missing = nothing_in_period(ONLINE, ["dossiers"], is_ever_counted=False)
    assert missing == 'Chưa có số liệu: tệp hồ sơ đã nạp không có cột "Hình thức nộp".'
    assert nothing_in_period(ONLINE, ["dossiers"], is_ever_counted=True) == NO_CASES
    assert nothing_in_period(ON_TIME, ["dossiers"], is_ever_counted=False) == NO_CASES


def test_a_form_without_the_column_is_not_said_to_be_a_list_without_it():
    said = nothing_in_period(ONLINE, ["form_by_unit"], is_ever_counted=False)
    assert said == "Chưa có số liệu: biểu tổng hợp đã nạp không có số của kỳ này."


def test_what_was_loaded_but_says_nothing_of_the_period_is_named():
    said = nothing_in_period(CATALOGUED, ["procedures", "progress", "survey"], is_ever_counted=False)
    assert said == (
        "Chưa có số liệu: danh mục thủ tục hành chính và báo cáo tiến độ chỉ tiêu, nhiệm vụ đã nạp "
        "không có số của kỳ này."
    )


def test_a_report_that_is_all_there_is_misses_a_line():
    said = nothing_in_period(CATALOGUED, ["progress"], is_ever_counted=True)
    assert said == "Chưa có số liệu: báo cáo tiến độ đã nạp không có dòng CT2.04 của kỳ này."
    only = replace(CATALOGUED, sources=("B",))
    assert nothing_in_period(only, ["progress", "survey"], is_ever_counted=True) == said


def test_the_year_to_compare_with_is_named_twice():
    assert no_year_before(2023) == ("Chưa có số liệu 2023 để so sánh. Nhập vào cột Giá trị 2023 của báo cáo tiến độ.")
