"""What the commands say to people: their help, and tables and texts that need no warehouse."""

import json
import re
import time
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from test_command_line import ask

import metrics.__main__ as commands
import warehouse
from metrics.catalogue import discover
from metrics.plan import load

OPTIONS = {
    "rates": {
        "INDICATOR": "khóa của chỉ tiêu, xem lệnh catalogue",
        "--by BY": "chia theo, cách nhau bằng dấu phẩy: unit, commune, level, reform_area, field, field_group, "
                   "procedure, channel, month, quarter",
        "--field-group FIELD_GROUP": "nhóm lĩnh vực (dat_dai, xay_dung …; nhiều nhóm nối bằng dấu phẩy hoặc +)",
        "--level {district,commune}": "cấp huyện hoặc cấp xã",
        "--variant VARIANT": "cách tính (A, B, C, D …)",
        "--compare {date,datetime}": "so theo ngày hay theo giờ",
        "--against {previous,last_year}": "so với kỳ trước (previous) hoặc cùng kỳ năm trước (last_year); kỳ chưa hết "
                                          "thì cắt cho bằng số ngày",
        "--units {2023,2025}": "chia theo xã của năm này (với --by unit hoặc commune): 2025 cộng các xã cũ vào xã "
                               "nhận từ 01/07/2025",
    },
    "scorecard": {
        "--period PERIOD": "2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31",
        "--calendar {calendar,d15_14,custom}": "lịch báo cáo: calendar (dương lịch), d15_14 (ngày 15 đến ngày 14), "
                                               "custom (bảng periods.csv)",
        "--cumulative": "lũy kế từ đầu năm đến ngày cuối kỳ",
        "--as-of AS_OF": "theo số liệu đã biết đến lúc này (ngày, hoặc ngày giờ ISO)",
        "--warehouse WAREHOUSE": "thư mục kho số liệu (mặc định data/warehouse hoặc WAREHOUSE_DIR)",
        "--format {text,json}": "",
    },
    "restatements": {"--since SINCE": "chỉ các báo cáo lập từ lúc này (ngày, hoặc ngày giờ ISO)"},
    "dictionary": {"-o FILE, --output FILE": "tệp sẽ viết"},
    "plan": {"--year YEAR": ""},
}  # fmt: skip


def help_of(*command: str) -> str:
    """Return the help with each option and its words on one line."""
    return re.sub(r"\n {16,}", "  ", ask(*command, "--help").stdout)


def table(text: str) -> list[list[str]]:
    return [re.split(r"\s{2,}", line) for line in text.splitlines()]


def test_the_help_names_every_command_and_what_it_gives(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    said = help_of()
    assert said.startswith("Cách dùng: python -m metrics [-h] LỆNH ...\n\nTính chỉ tiêu từ bản số liệu đã công bố.\n")
    assert table(said.partition("LỆNH\n")[2].partition("\n\n")[0]) == [
        ["", "rates", "tỷ lệ của một hay nhiều chỉ tiêu"],
        ["", "scorecard", "mọi chỉ tiêu của kế hoạch và trạng thái"],
        ["", "tasks", "trạng thái các nhiệm vụ của phụ lục vào ngày cuối kỳ"],
        ["", "restatements", "số liệu của các báo cáo đã lập nay đã khác, và lần nạp nào làm khác"],
        ["", "catalogue", "các chỉ tiêu tính được và định nghĩa"],
        ["", "dictionary", "từ điển chỉ tiêu, viết ra một tệp Markdown"],
        ["", "plan", "chỉ tiêu và nhiệm vụ của kế hoạch"],
    ]


@pytest.mark.parametrize("command", OPTIONS)
def test_the_help_of_a_command_says_what_each_option_is_for(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    said = dict([*line[1:], ""][:2] for line in table(help_of(command)) if len(line) > 1)
    assert {name: said.get(name) for name in OPTIONS[command]} == OPTIONS[command]


def test_targets_and_tasks_of_the_plan_are_two_tables():
    targets, tasks = ask("plan", "--year", "2023").stdout.split("\n\n")
    head, *lines = table(targets)
    assert head == ["id", "paragraph", "value", "unit", "indicator"]
    assert len(lines) == len(load(2023).targets)
    assert ["CT2.16", "PL.15", "97", "HS", "on_time_rate"] in lines
    assert ["CT1.03", "II.1.1", "–", "milestone_status"] in lines
    assert len({line.index(cell[-1]) for line, cell in zip(targets.splitlines(), table(targets), strict=True)}) == 1
    head, *lines = table(tasks)
    assert head == ["no", "lead", "deadline_as_printed", "target_ids"]
    assert lines[32] == ["33", "Phòng Nội vụ", "Tháng 01/2023", "['CT7.05']"]


def test_a_target_and_a_task_of_the_plan_are_given_as_printed_and_as_read():
    plan = json.loads(ask("plan", "--format", "json").stdout)
    land, task = load(2023).target("CT2.16"), load(2023).tasks[32]
    (target,) = [one for one in plan["targets"] if one["id"] == "CT2.16"]
    assert target == {
        "id": "CT2.16", "reform_area": 2, "paragraph": "PL.15", "quote": land.quote, "indicator": "on_time_rate",
        "level": None, "field_group": "dat_dai+xay_dung", "value": 97, "unit": "HS", "kind": "threshold",
        "conflict": target["conflict"],
    }  # fmt: skip
    assert plan["targets"][0]["conflict"] == "20: Theo lời văn của mục II."
    assert plan["targets"][0]["field_group"] is None
    assert plan["tasks"][32] == {
        "no": 33, "area_as_printed": task.area_as_printed, "reform_area": 7, "text": task.text,
        "product": task.product, "lead": "Phòng Nội vụ", "partners": task.partners,
        "deadline_as_printed": "Tháng 01/2023", "deadline": "2023-01-31", "target_ids": ["CT7.05"],
    }  # fmt: skip


def test_the_catalogue_says_of_each_indicator_what_it_counts_and_every_way_of_counting():
    one = discover()["on_time_rate"]
    lines = ask("catalogue").stdout.splitlines()
    at = lines.index("on_time_rate: Tỷ lệ hồ sơ giải quyết đúng hạn")
    assert lines[at + 1 : at + 4] == [
        f"  {one.definition}", f"  Nguồn: {one.defined_in}; tính theo {one.counted_by}",
        f"  A: {one.variants[0].formula}",
    ]  # fmt: skip


def test_the_catalogue_as_data_has_every_key_of_the_contract():
    found = {one["key"]: one for one in json.loads(ask("catalogue", "--format", "json").stdout)}
    assert list(found) == sorted(found)
    one = discover()["on_time_rate"]
    assert found["on_time_rate"] == {
        "key": "on_time_rate", "label": "Tỷ lệ hồ sơ giải quyết đúng hạn", "reform_area": 2,
        "definition": one.definition, "defined_in": one.defined_in, "counted_by": one.counted_by, "unit": "hồ sơ",
        "direction": "up", "kind": "rate",
        "source": "danh sách hồ sơ (hoặc biểu tổng hợp nơi chưa có danh sách)", "edge_cases": one.edge_cases,
        "variants": [
            {"key": key, "formula": variant.formula, "defined_in": variant.defined_in}
            for key, variant in zip("ABCD", one.variants, strict=True)
        ],
    }  # fmt: skip
    assert found["public_service_unit_count"]["direction"] == "down"


def test_the_dictionary_says_where_it_was_written(tmp_path):
    file = tmp_path / "chi-tieu.md"
    assert ask("dictionary", "-o", str(file)).stdout == f"Đã viết {len(discover())} chỉ tiêu vào {file}.\n"


def test_rates_are_a_table_with_a_dash_for_what_is_missing(tmp_path):
    head, line = table(ask("rates", "on_time_rate", "--period", "2023-Q1", folder=tmp_path).stdout)
    assert head == [
        "indicator", "period", "variant", "numerator", "denominator", "rate_pct", "target_pct", "gap_pct", "status",
    ]  # fmt: skip
    assert line == ["on_time_rate", "2023-Q1", "A", "0", "0", "–", "98,00", "–", "no_data"]
    assert ask("rates", "on_time_rate", "--by", "commune", folder=tmp_path).stdout == "Không có dòng nào.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--field-group", "dat_dai+nha_cua"), 'Không có nhóm lĩnh vực "nha_cua". Các nhóm: '),
        (("--units", "2025"), "--units đi cùng --by unit hoặc --by commune, không đi cùng --against.\n"),
        (("--units", "2025", "--by", "unit", "--against", "previous"), "--units đi cùng --by unit"),
        (("--by", "unit, village"), 'Không chia được theo "village". Các chiều: unit, commune, level, '),
    ],
)
def test_what_does_not_go_together_is_refused_with_what_does(arguments, said):
    done = ask("rates", "on_time_rate", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)


def test_a_year_so_far_runs_from_its_first_day_to_the_last_of_the_period(tmp_path):
    for options, token in (((), "2023-Q2"), (("--cumulative",), "2023-H1")):
        _, line = table(ask("rates", "on_time_rate", "--period", "2023-Q2", *options, folder=tmp_path).stdout)
        assert line[1] == token


def test_tasks_are_a_table_with_the_days_left(tmp_path):
    """From 31/03 to 31/10 there are 214 days; task 33 was due on 31/01, 59 days before; task 1 never is."""
    head, *lines = table(ask("tasks", "--period", "2023-Q1", folder=tmp_path).stdout)
    assert head == ["no", "state_name", "deadline_as_printed", "due_on", "days_left", "lead"]
    assert len(lines) == 34
    office = "Văn phòng HĐND và UBND huyện"
    assert lines[6] == ["7", "Chưa thực hiện", "31/10/2023", "2023-10-31", "214", office]
    assert lines[32] == ["33", "Quá hạn", "Tháng 01/2023", "2023-01-31", "-59", "Phòng Nội vụ"]
    assert lines[0] == ["1", "Chưa thực hiện", "Thường xuyên", "–", "–", "Phòng Tư pháp"]


def test_the_scorecard_is_a_table_that_ends_in_sentences(tmp_path):
    head, *lines = table(ask("scorecard", "--period", "2023-Q1", folder=tmp_path).stdout)
    assert head == [
        "id", "label", "numerator", "denominator", "rate_pct", "target_pct", "gap_pct", "status", "sentence",
    ]  # fmt: skip
    assert [line[0] for line in lines] == [target.id for target in load(2023).targets]
    (on_time,) = [line for line in lines if line[0] == "CT2.15"]
    assert on_time == [
        "CT2.15", "Hồ sơ đúng hạn", "0", "0", "–", "98,00", "–", "no_data",
        "Hồ sơ đúng hạn: chưa có số liệu: chưa nạp danh sách hồ sơ hoặc biểu tổng hợp.",
    ]  # fmt: skip


def test_a_restatement_is_told_with_what_it_was_what_it_is_and_why(monkeypatch):
    rate = {"numerator": 3, "denominator": 4, "rate_pct": 75.0, "value": None, "state": None}
    nothing = {"numerator": None, "denominator": None, "rate_pct": None, "value": None, "state": None}
    about = {"file": "quy-1.docx", "period": "2023-Q1", "id": "CT2.15", "label": "Đúng hạn"}
    causes = [
        {"what": "nạp", "file": "a.xlsx", "load_id": "L1", "at": "2023-07-04T02:00:00+00:00"},
        {"what": "thu hồi", "file": "b.xlsx", "load_id": "L2", "at": "2023-07-05T02:00:00+00:00"},
    ]
    rows = [
        about | {"was": rate, "now": rate | {"denominator": 5, "rate_pct": 60.0}, "causes": causes},
        about | {"id": "CT7.03", "was": nothing, "now": nothing | {"value": 86.5}, "causes": []},
        about | {"id": "CT3.02", "was": nothing | {"value": 0.0}, "now": nothing | {"state": "done"}, "causes": []},
    ]
    monkeypatch.setattr(
        commands, "restatements", lambda *_, **__: [SimpleNamespace(as_data=lambda row=row: row) for row in rows]
    )
    assert ask("restatements").stdout.splitlines() == [
        "quy-1.docx, kỳ 2023-Q1: CT2.15 Đúng hạn",
        "  khi báo cáo 75,00 % (3/4), nay 60,00 % (3/5)",
        "  nạp a.xlsx (L1, 2023-07-04)",
        "  thu hồi b.xlsx (L2, 2023-07-05)",
        "quy-1.docx, kỳ 2023-Q1: CT7.03 Đúng hạn",
        "  khi báo cáo –, nay 86,50",
        "  không lần nạp nào làm thay đổi: cách tính đã khác",
        "quy-1.docx, kỳ 2023-Q1: CT3.02 Đúng hạn",
        "  khi báo cáo 0,00, nay done",
        "  không lần nạp nào làm thay đổi: cách tính đã khác",
    ]


def test_the_amendments_of_a_target_are_given_with_their_days(tmp_path, monkeypatch):
    folder = tmp_path / "thu-2031"
    folder.mkdir()
    (folder / "plan.yaml").write_text("number: 5\ntitle: Thử\nshort_title: Thử\nyear: 2031\n", encoding="utf-8")
    (folder / "targets.csv").write_text(
        "id,reform_area,kind,value,indicator\nCT2.01,2,threshold,97.5,on_time_rate\nCT2.02,2,threshold,90,other\n",
        encoding="utf-8",
    )
    (folder / "amendments.csv").write_text(
        "target_id,valid_from,value,document,quote\nCT2.01,2031-03-01,98,QĐ 1,98%\nCT2.01,2031-06-01,,QĐ 2,bỏ\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PLANS_DIR", str(tmp_path))
    first, second = json.loads(ask("plan", "--format", "json").stdout)["targets"]  # the newest plan that there is
    assert (first["value"], second["value"], first["conflict"]) == (97.5, 90, None)
    assert first["amendments"] == [
        {"valid_from": "2031-03-01", "value": 98.0, "document": "QĐ 1"},
        {"valid_from": "2031-06-01", "value": None, "document": "QĐ 2"},
    ]
    assert "amendments" not in second
    assert json.loads(ask("plan", "--year", "2023", "--format", "json").stdout)["targets"][0]["id"] == "CT1.01"


def test_data_is_written_with_a_key_a_line():
    said = ask("catalogue", "--format", "json").stdout
    first = next(iter(discover()))
    assert said.startswith(f'[\n  {{\n    "key": "{first}",\n    "label": "{discover()[first].label}",\n')


def test_a_refusal_of_the_warehouse_ends_with_1_and_goes_to_the_error_channel(monkeypatch):
    def gone(*_: object, **__: object) -> None:
        raise warehouse.NoIntactSnapshotError("Không còn bản số liệu nào.")

    monkeypatch.setattr(commands, "restatements", gone)
    done = ask("restatements")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "Không còn bản số liệu nào.\n")


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Seven hours ahead of UTC, all year."""
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2023-07-04", datetime(2023, 7, 3, 17)), ("2023-07-04T08:00:00", datetime(2023, 7, 4, 1)),
        ("2023-07-04T08:00:00+00:00", datetime(2023, 7, 4, 8)),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("at_home")
def test_a_moment_without_a_zone_is_local(said, moment, monkeypatch):
    """A bare day from which reports are listed begins at midnight here, at 17:00 of the day before in UTC."""
    asked: list[datetime] = []
    monkeypatch.setattr(commands, "restatements", lambda _, since: asked.append(since) or [])
    ask("restatements", "--since", said)
    assert [one.replace(tzinfo=None) for one in asked] == [moment]
    assert asked[0].utcoffset().total_seconds() == 0
