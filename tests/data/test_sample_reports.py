"""The made-up surveys, petitions, catalogue, certification, form and progress reports, and the plan that they fill.

The readers here share nothing with the loaders: they are the independent twin of their work on these files.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, datetime
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_sample_files import LISTS, rows_of

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = PROJECT / "data" / "sample"
EXPORTED = {1: "20230404", 2: "20230704", 3: "20231004", 4: "20240104"}
REPORTS = {1: "quy-1", 2: "6-thang", 3: "9-thang", 4: "nam"}
LAND = {"Đất đai", "Đăng ký đất đai", "Hoạt động xây dựng", "Quy hoạch xây dựng, kiến trúc"}
INVESTMENT = {"Đầu tư tại Việt Nam"}
PLAN = PROJECT / "data" / "plans" / "xuan-loc-2023"


def table(name: str) -> list[dict[str, str]]:
    with (SAMPLE / "story" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def grid(path: Path, sheet: int = 0) -> list[list[Any]]:
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.split("\n")[0] else ","))
    if path.suffix == ".xls":
        lines = re.findall(r"<tr>(.*?)</tr>", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        return [[unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)] for line in lines]
    book = openpyxl.load_workbook(path, read_only=True)
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def survey(quarter: int) -> list[tuple[str, int, int]]:
    """Field, answers and satisfied answers of each line."""
    rows = grid(SAMPLE / f"khao-sat-hai-long_quy-{quarter}-2023.xlsx")
    return [(row[2], row[3], row[4] + row[6]) for row in rows if isinstance(row[0], int)]


def petitions() -> list[dict[str, str]]:
    """Each petition as the latest file has it."""
    found = {}
    for quarter, exported in EXPORTED.items():
        header, *rows = grid(SAMPLE / f"phan-anh-kien-nghi_quy-{quarter}-2023_{exported}.csv")
        for row in rows:
            found[row[0]] = dict(zip(header, row, strict=True))
    return list(found.values())


def catalogue(quarter: int) -> list[dict[str, str]]:
    rows = grid(SAMPLE / f"danh-muc-tthc_quy-{quarter}-2023.xls")
    header = next(row for row in rows if row[0] == "Mã số")
    return [dict(zip(header, row, strict=True)) for row in rows if re.fullmatch(r"\d\.\d{6}", row[0])]


def certified(quarter: int) -> list[tuple[str, str, int, int]]:
    rows = grid(SAMPLE / f"chung-thuc-dien-tu_quy-{quarter}-2023_{EXPORTED[quarter]}.csv")
    return [(row[1], row[2], int(row[3]), int(row[4])) for row in rows if row[0].isdigit()]


def progress(quarter: int) -> list[dict[str, Any]]:
    path = SAMPLE / f"bao-cao-tien-do_{REPORTS[quarter]}-2023.xlsx"
    found = []
    for sheet in (0, 1):
        rows = grid(path, sheet)
        header = next(row for row in rows if row[0] == "Kỳ")
        found += [dict(zip(header, row, strict=True)) for row in rows if re.match(r"(CT|PL)", str(row[2]))]
    return found


def figure(quarter: int, target: str) -> tuple[int, int]:
    lines = [line for line in progress(quarter) if line["Mã (CT… / PL.n)"] == target]
    return sum(line["Tử số"] for line in lines), sum(line["Mẫu số"] for line in lines)


def pct(part: int, whole: int) -> float:
    return 100 * part / whole


# The story


def test_people_are_content_but_less_so_about_land_and_construction():
    lines = [line for quarter in EXPORTED for line in survey(quarter)]
    land = [line for line in lines if line[0] in LAND | INVESTMENT]
    assert 94 < pct(sum(line[2] for line in lines), sum(line[1] for line in lines)) < 96
    assert 86 < pct(sum(line[2] for line in land), sum(line[1] for line in land)) < 90


def test_the_total_line_of_a_survey_adds_up():
    for quarter in EXPORTED:
        last = grid(SAMPLE / f"khao-sat-hai-long_quy-{quarter}-2023.xlsx")[-1]
        assert last[1] == "Tổng cộng"
        lines = survey(quarter)
        assert (last[3], last[4] + last[6]) == (sum(line[1] for line in lines), sum(line[2] for line in lines))


def test_a_few_petitions_are_late_and_some_come_from_level_two_of_1022():
    every = petitions()
    about = [item for item in every if item["Liên quan TTHC"] == "Có"]
    late = [item for item in about if item["Ngày trả lời"] and day(item["Ngày trả lời"]) > day(item["Hạn xử lý"])]
    assert 140 <= len(every) <= 180
    assert len(about) < len(every)
    assert 4 <= len(late) <= 6
    assert any(item["Ngày chuyển cấp 2"] for item in every)
    assert {item["Người gửi"] for item in every} == {"(minh họa)"}
    assert all(day(item["Ngày trả lời"]) >= day(item["Ngày tiếp nhận"]) for item in every if item["Ngày trả lời"])


def test_every_commune_has_petitions_in_every_quarter():
    for quarter, exported in EXPORTED.items():
        rows = grid(SAMPLE / f"phan-anh-kien-nghi_quy-{quarter}-2023_{exported}.csv")[1:]
        assert len({row[3] for row in rows}) == len(table("petitions"))


def test_the_catalogue_holds_the_procedures_of_the_lists_with_their_fields():
    procedures = {row["code"]: (row["name"], row["field"]) for row in table("procedures")}
    for quarter in EXPORTED:
        rows = catalogue(quarter)
        known = {row["Mã số"]: (row["Tên"], row["Lĩnh vực"]) for row in rows}
        assert 110 <= len(known) == len(rows) <= 130
        assert procedures.items() <= known.items()
        assert 10 <= sum(row["Nội bộ"] == "Có" for row in rows) <= 14
        assert all(int(row["Số trường sau"]) <= int(row["Số trường trước"]) for row in rows if row["Số trường trước"])


@pytest.mark.parametrize(
    "column", ["Hồ sơ mẫu", "Đã cung cấp", "Thanh toán trực tuyến", "Công khai", "Rà soát", "Đơn giản hóa"]
)
def test_what_the_catalogue_has_reached_it_keeps(column):
    reached = [{row["Mã số"] for row in catalogue(quarter) if row[column] == "Có"} for quarter in EXPORTED]
    assert all(before <= after for before, after in pairwise(reached))
    assert len(reached[0]) < len(reached[-1])


def test_sixteen_units_certify_electronically_at_the_end_and_more_so_than_in_2022():
    providing = [sum(line[1] == "Có" for line in certified(quarter)) for quarter in EXPORTED]
    assert providing == sorted(providing)
    assert (len(certified(1)), providing[-1]) == (16, 16)
    lines = [line for quarter in EXPORTED for line in certified(quarter)]
    baseline = next(line["Giá trị 2022"] for line in progress(1) if line["Mã (CT… / PL.n)"] == "CT2.14")
    assert pct(sum(line[3] for line in lines), sum(line[2] for line in lines)) > baseline
    assert all(electronic == 0 for _, is_provided, _, electronic in lines if is_provided == "Không")


def test_every_target_that_nothing_else_counts_is_reported_but_one():
    with (PLAN / "targets.csv").open(encoding="utf-8", newline="") as lines:
        only_reported = {row["id"] for row in csv.DictReader(lines) if row["sources"] == "B"}
    said = {line["Mã (CT… / PL.n)"] for quarter in EXPORTED for line in progress(quarter)}
    assert only_reported - said == {"CT6.09"}


def test_every_task_is_reported_and_one_report_of_one_quarter_is_missing():
    said = {
        quarter: {item for line in progress(quarter) if (item := line["Mã (CT… / PL.n)"]).startswith("PL")}
        for quarter in EXPORTED
    }
    every = {f"PL.{number}" for number in range(1, 35)}
    assert said[1] == said[2] == said[4] == every
    assert every - said[3] == {"PL.18"}


def test_products_say_that_they_are_made_up_and_days_that_they_lie_in_the_period():
    for quarter, exported in EXPORTED.items():
        for line in progress(quarter):
            product, finished = line["Sản phẩm (số, ngày)"] or "", line["Ngày hoàn thành"] or ""
            assert not product or product.endswith("(minh họa)")
            assert (line["Trạng thái"] == "Hoàn thành") == bool(finished)
            assert not finished or day(finished) < datetime.strptime(exported, "%Y%m%d").date()


def test_reported_counts_never_exceed_their_whole():
    for quarter in EXPORTED:
        for line in progress(quarter):
            if line["Mẫu số"] is not None:
                assert 0 <= line["Tử số"] <= line["Mẫu số"], line


def of_lists() -> list[dict[str, str]]:
    latest = {row["Mã hồ sơ"]: row for quarter in EXPORTED for path in LISTS if f"quy-{quarter}-" in path.name
              for row in rows_of(path)}  # fmt: skip
    return list(latest.values())


def test_the_form_prints_what_the_lists_hold_but_for_the_dossiers_of_the_story():
    """Columns 4 to 6 of II.06a: received in the quarter by channel, carried over; and column 10, late."""
    start, end = date(2023, 10, 1), date(2023, 12, 31)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in of_lists():
        received = day((row.get("Ngày nhận") or row["Ngày tiếp nhận"])[:10])
        due, ended = day(row["Ngày hẹn trả"][:10]), day(row["Ngày kết thúc xử lý"][:10])
        if row["Trạng thái"] == "Không được tiếp nhận" or (ended and ended < start):
            continue
        is_online = row["Hình thức nộp"] == "Trực tuyến"
        own = counted[row["Lĩnh vực"]]
        own["carried_over" if received < start else "received_online" if is_online else "received_direct"] += 1
        is_done = row["Trạng thái"] in {"Đã xử lý xong", "Đã trả kết quả"}
        own["late"] += bool(is_done and due and ended and due < ended <= end)
    for row in table("form_differences"):
        counted[row["field"]][row["column"]] += int(row["more"])
    columns = {"received_online": 3, "received_direct": 4, "carried_over": 5, "late": 9}
    lines = [row for row in grid(SAMPLE / "bieu-ii-06a_quy-4-2023.xls") if row[0].isdigit()]
    assert {row[1] for row in lines} == set(counted)
    for row in lines:
        assert {name: int(row[at]) for name, at in columns.items()} == {
            name: counted[row[1]][name] for name in columns
        }, row[1]
        numbers = [0, 0, *map(int, row[2:])]
        assert min(numbers) >= 0
        assert numbers[2] == sum(numbers[3:6]) == numbers[6] + numbers[10]
        assert numbers[6] == sum(numbers[7:10])
        assert numbers[10] == sum(numbers[11:13])


# The whole sample through the real commands


def command(*arguments: str, store: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=PROJECT, env=os.environ | {"WAREHOUSE_DIR": str(store)}, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> tuple[Path, list[dict[str, Any]]]:
    store = tmp_path_factory.mktemp("kho")
    answers = command(
        "loaders", "load", "--sample", "--by", "Số liệu minh họa", "--format", "json", str(SAMPLE), store=store
    )
    return store, json.loads(answers)


def scores(store: Path, period: str) -> dict[str, dict[str, Any]]:
    said = json.loads(command("metrics", "scorecard", "--period", period, "--format", "json", store=store))
    return {score["id"]: score for score in said}


def test_every_file_is_loaded_whole_and_nothing_warns(loaded):
    answers = loaded[1]
    assert {answer["status"] for answer in answers} == {"loaded"}
    assert sum(answer["rows"]["rejected"] for answer in answers) == 0
    odd = [
        message["text"] for answer in answers for message in answer["messages"]
        if message["level"] != "info" and "không có ngày hẹn trả" not in message["text"]
    ]  # fmt: skip
    assert odd == []


def test_the_year_shows_a_plan_alive(loaded):
    year = scores(loaded[0], "2023")
    status = Counter(score["status"] for score in year.values())
    assert status == {"met": 33, "near": 5, "missed": 11, "no_target": 2, "no_data": 2}
    assert {one for one, score in year.items() if score["status"] == "no_data"} == {"CT5.03", "CT6.09"}
    assert "2022" in year["CT5.03"]["reason"]
    missed = {score["reform_area"] for score in year.values() if score["status"] == "missed"}
    assert len(missed) >= 5
    met = [
        sum(score["status"] == "met" for score in scores(loaded[0], period).values())
        for period in ("2023-H1", "2023-9M")
    ]
    assert 12 <= met[0] < met[1] < 33


def test_figures_of_the_year_are_the_sums_of_the_files(loaded):
    year = scores(loaded[0], "2023")
    lines = [line for quarter in EXPORTED for line in survey(quarter)]
    land = [line for line in lines if line[0] in LAND | INVESTMENT]
    about = [item for item in petitions() if item["Liên quan TTHC"] == "Có"]
    last = date(2023, 12, 31)
    answered = [item for item in about if item["Ngày trả lời"] and day(item["Ngày trả lời"]) <= last]
    overdue = [
        item for item in about
        if not (item["Ngày trả lời"] and day(item["Ngày trả lời"]) <= last) and day(item["Hạn xử lý"]) < last
    ]  # fmt: skip
    on_time = [item for item in answered if day(item["Ngày trả lời"]) <= day(item["Hạn xử lý"])]
    rated = [item for item in answered if item["Đánh giá"]]
    copies = [line for quarter in EXPORTED for line in certified(quarter)]
    weighed = [
        (row, row["Cấp"].count("Cấp")) for row in catalogue(4) if row["Nội bộ"] == "Không"
    ]  # a procedure of both levels counts on both
    fields = [(int(row["Số trường trước"]), int(row["Số trường sau"]), weight) for row, weight in weighed]
    expected = {
        "CT2.17": (sum(line[2] for line in lines), sum(line[1] for line in lines)),
        "CT2.18": (sum(line[2] for line in land), sum(line[1] for line in land)),
        "CT2.19": (len(on_time), len(answered) + len(overdue)),
        "CT2.20": (sum("Không" not in item["Đánh giá"] for item in rated), len(rated)),
        "CT2.14": (sum(line[3] for line in copies), sum(line[2] for line in copies)),
        "CT2.13": (16, 16),
        "CT2.03": (
            sum(weight for row, weight in weighed if row["Hồ sơ mẫu"] == "Có"),
            sum(weight for _, weight in weighed),
        ),
        "CT2.07": (
            sum((before - after) * weight for before, after, weight in fields),
            sum(before * weight for before, _, weight in fields),
        ),
        "CT6.03": (
            sum(weight for row, weight in weighed if row["Thanh toán trực tuyến"] == "Có"),
            sum(weight for row, weight in weighed if row["Có phí"] == "Có"),
        ),
        "CT4.04": figure(4, "CT4.04"),
        "CT6.06": figure(4, "CT6.06"),
        "CT7.02": figure(4, "CT7.02"),
    }
    assert {one: (year[one]["numerator"], year[one]["denominator"]) for one in expected} == expected
    assert (year["CT3.04"]["value"], year["CT3.04"]["baseline"]) == (1998, 2034)
    assert year["CT7.04"]["value"] == 3


def test_the_form_is_held_against_the_lists_and_counted_nowhere(loaded):
    """Figures from lists are those of the lists alone, with the form and the catalogue beside them."""
    year = scores(loaded[0], "2023")
    start, end = date(2023, 1, 1), date(2023, 12, 31)
    done = [
        (day(row["Ngày hẹn trả"][:10]), ended) for row in of_lists()
        if row["Trạng thái"] in {"Đã xử lý xong", "Đã trả kết quả"} and row["Ngày hẹn trả"]
        and (ended := day(row["Ngày kết thúc xử lý"][:10])) and start <= ended <= end
    ]  # fmt: skip
    assert (year["CT2.15"]["numerator"], year["CT2.15"]["denominator"]) == (
        sum(ended <= due for due, ended in done),
        len(done),
    )


def test_most_tasks_are_done_a_few_are_late(loaded):
    tasks = json.loads(command("metrics", "tasks", "--period", "2023", "--format", "json", store=loaded[0]))
    states = Counter(task["state"] for task in tasks)
    assert states == {"done": 25, "in_progress": 5, "overdue": 3, "not_started": 1}
    assert [task["no"] for task in tasks if task["is_late"]] == [6, 7, 10, 18]
