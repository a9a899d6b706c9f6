"""The plan as data: complete, consistent with itself, and word for word what the plan prints."""

import csv
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

DATA = Path(__file__).resolve().parents[2] / "data"
PLAN = DATA / "plans" / "xuan-loc-2023"
SEEDS = Path(os.environ.get("REAL_DATA", "../shared/real")).parent / "seeds"
INDICATORS = {
    "on_time_rate",
    "digitization_rate",
    "digitized_result_rate",
    "e_result_rate",
    "online_filing_rate",
    "cashless_payment_rate",
    "online_payment_rate",
    "satisfaction_rate",
    "petition_on_time_rate",
    "petition_satisfaction_rate",
    "e_certified_copy_share",
    "procedure_review_coverage",
    "procedure_publication_coverage",
    "procedures_with_sample_rate",
    "internal_procedure_publication_coverage",
    "internal_procedure_simplification_rate",
    "procedure_simplification_rate",
    "declared_info_reduction_rate",
    "online_procedure_coverage",
    "e_processing_procedure_coverage",
    "online_payment_procedure_coverage",
    "e_certification_coverage",
    "one_stop_digitization_coverage",
    "legal_drafting_compliance_rate",
    "legal_document_review_coverage",
    "org_regulation_coverage",
    "job_position_scheme_coverage",
    "staff_placement_rate",
    "staff_training_rate",
    "reception_staff_training_rate",
    "personnel_record_coverage",
    "database_connection_rate",
    "online_work_file_rate",
    "digital_signature_coverage",
    "digital_inspection_rate",
    "inspected_unit_rate",
    "finding_resolution_rate",
    "public_service_unit_count",
    "public_service_payroll_count",
    "self_financing_unit_count",
    "direct_budget_spending",
    "par_index_score",
    "par_index_rank",
    "milestone_status",
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TARGETS = rows(PLAN / "targets.csv")
TASKS = rows(PLAN / "tasks.csv")
CONFLICTS = rows(PLAN / "conflicts.csv")


def test_every_target_of_the_seven_areas_is_there_once_and_in_order():
    counts = {1: 3, 2: 23, 3: 4, 4: 5, 5: 3, 6: 9, 7: 6}
    expected = [f"CT{area}.{number:02d}" for area, count in counts.items() for number in range(1, count + 1)]
    assert [row["id"] for row in TARGETS] == expected
    assert all(row["id"][2] == row["reform_area"] for row in TARGETS)


def test_targets_name_every_indicator_of_the_catalogue_and_no_other():
    assert {row["indicator"] for row in TARGETS} == INDICATORS


@pytest.mark.parametrize("target", TARGETS, ids=lambda row: row["id"])
def test_a_target_has_a_short_label_and_the_value_that_its_kind_asks_for(target):
    assert 0 < len(target["label"]) <= 34
    assert target["kind"] in {"threshold", "coverage", "relative", "rank", "milestone"}
    assert target["direction"] in {"up", "down"}
    assert target["level"] in {"", "district", "commune"}
    assert set(target["sources"].split()) <= set("DASPKEB")
    assert (target["indicator"] == "milestone_status") == (target["kind"] == "milestone") == (target["unit"] == "")
    if target["kind"] == "coverage":
        assert target["value"] == "100"
    elif target["kind"] == "threshold" and target["id"] != "CT2.22":
        assert target["value"]
        assert f"{target['value']}%" in target["quote"]
    else:
        assert target["value"] == ""


def test_labels_tell_targets_apart():
    assert [label for label, count in Counter(row["label"] for row in TARGETS).items() if count > 1] == []


def test_field_groups_and_conflicts_of_targets_exist():
    groups = {row["key"] for row in rows(DATA / "reference" / "field_groups.csv")}
    numbers = {row["no"] for row in CONFLICTS}
    for target in TARGETS:
        assert set(filter(None, target["field_group"].split("+"))) <= groups
        assert set(target["conflict"].split()) <= numbers
        assert bool(target["other_paragraph"]) == bool(target["other_quote"])
        assert not target["other_quote"] or target["conflict"]


def test_tasks_are_34_with_the_deadlines_printed():
    assert [row["no"] for row in TASKS] == [str(number) for number in range(1, 35)]
    assert Counter(row["deadline_class"] for row in TASKS) == {"continuous": 12, "quarterly": 15, "date": 6, "month": 1}
    due = {"continuous": "", "quarterly": "", "date": "2023-10-31", "month": "2023-01-31"}
    assert all(row["deadline"] == due[row["deadline_class"]] for row in TASKS)
    assert TASKS[4]["deadline_as_printed"] == "31/10/20223"


def test_tasks_stand_under_the_heading_printed_and_count_in_the_area_meant():
    assert [row["area_as_printed"][0] for row in TASKS] == list(
        "1" * 4 + "2" * 12 + "3" * 3 + "4" * 4 + "5" * 8 + "7" * 3
    )
    assert [row["reform_area"] for row in TASKS] == list("112122222222222233344445556666" + "6777")


def test_tasks_lead_to_targets_and_only_six_targets_have_no_task():
    ids = {row["id"] for row in TARGETS}
    named = {target for row in TASKS for target in row["target_ids"].split()}
    assert named <= ids
    assert ids - named == {"CT2.02", "CT2.14", "CT5.02", "CT5.03", "CT7.03", "CT7.04"}
    assert [row["no"] for row in TASKS if not row["target_ids"]] == ["26"]


def test_offices_of_tasks_are_units_or_the_groups_that_the_plan_names():
    names = {row["name"] for row in rows(DATA / "reference" / "units.csv")}
    assert {office for row in TASKS for office in row["lead"].split("; ")} <= names
    everyone = "Các cơ quan, đơn vị, UBND các xã, thị trấn"
    with_schools = {row["no"] for row in TASKS if row["partners"] == f"{everyone}; Trường học"}
    assert with_schools == {"26", "27", "28", "29", "30", "34"}
    assert {row["partners"] for row in TASKS} == {everyone, f"{everyone}; Trường học"}


def test_conflicts_are_29_each_with_its_kind_and_both_readings():
    assert [row["no"] for row in CONFLICTS] == [str(number) for number in range(1, 30)]
    for row in CONFLICTS:
        assert set(row["type"].split()) <= {"misprint", "definition", "scope", "owner", "missing"}
        assert row["type"]
        assert row["printed"].endswith(".")
        assert row["treated_as"].endswith(".")


def test_the_plan_has_four_reports_each_cumulative_and_discrete():
    about = yaml.safe_load((PLAN / "plan.yaml").read_text(encoding="utf-8"))
    assert about["id"] == PLAN.name
    assert about["district_code"] == "741"
    tokens = [(report["cumulative"]["token"], report["discrete"]["token"]) for report in about["reports"]]
    assert tokens == [("2023-Q1", "2023-Q1"), ("2023-H1", "2023-Q2"), ("2023-9M", "2023-Q3"), ("2023", "2023-Q4")]


@pytest.fixture(scope="module")
def printed() -> tuple[str, list[list[str]]]:
    """The plan's running text, and the appendix row by row with the cells that page breaks cut joined again."""
    files = sorted(SEEDS.glob("000_*.txt")) if SEEDS.is_dir() else []
    if not files:
        pytest.skip(f"the text of the plan is not at hand: no 000_*.txt in {SEEDS}")
    body, appendix = unicodedata.normalize("NFC", files[0].read_text(encoding="utf-8")).split("TT\tNhiệm vụ cụ thể", 1)
    tasks: list[list[str]] = []
    for line in re.sub(r"</?(ul|li)[^>]*>", "", appendix).splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 6 or cells[0] == "TT" or "Sản phẩm" in cells or re.match(r"\d\. ", cells[0]):
            continue
        if cells[0].isdigit() and int(cells[0]) == len(tasks) + 1:
            tasks.append(cells)
        else:
            tasks[-1] = [f"{cut} {rest}".strip() for cut, rest in zip(tasks[-1], cells, strict=True)]
    return " ".join(body.split()), [[" ".join(cell.split()) for cell in cells] for cells in tasks]


def passage(printed: tuple[str, list[list[str]]], paragraph: str) -> str:
    body, tasks = printed
    if paragraph.startswith("PL."):
        return tasks[int(paragraph[3:]) - 1][1]
    return body


def test_every_quote_stands_in_the_plan_word_for_word(printed):
    for target in TARGETS:
        assert target["quote"] in passage(printed, target["paragraph"]), target["id"]
        if target["other_quote"]:
            assert target["other_quote"] in passage(printed, target["other_paragraph"]), target["id"]


def test_every_task_stands_in_the_appendix_word_for_word(printed):
    assert len(printed[1]) == 34
    for row, cells in zip(TASKS, printed[1], strict=True):
        assert row["text"] == cells[1].removeprefix("- ")
        assert row["product"] == cells[2]
        assert row["deadline_as_printed"] == cells[5]


def test_words_quoted_in_conflicts_stand_in_the_plan(printed):
    body, tasks = printed
    raw = unicodedata.normalize("NFC", next(SEEDS.glob("000_*.txt")).read_text(encoding="utf-8"))
    everything = " ".join([body, " ".join(raw.split()), *(cell for cells in tasks for cell in cells)]).casefold()
    for row in CONFLICTS:
        for quoted in re.findall(r'"([^"]+)"', row["printed"]):
            assert quoted.casefold() in everything, (row["no"], quoted)
