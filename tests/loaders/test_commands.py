"""The commands of `python -m loaders`: answers as the contract says them, exit codes, never a traceback."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import PLAIN, Answer, csv_file, page, plain_row, plain_rows, xlsx

from loaders import child, reading
from loaders.__main__ import main
from loaders.kinds import EXPORTS

ROOT = Path(__file__).resolve().parents[2]
LOAD_KEYS = ["file", "status", "kind", "load_id", "rows", "messages"]
LOADS_KEYS = [
    "load_id", "file", "sha256", "kind", "unit", "period", "export_date", "loaded_at", "by", "rows", "state", "reason",
]  # fmt: skip
ROWS_KEYS = ["read", "loaded", "rejected", "skipped"]


def run(*arguments: Any, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as another one would, and see that it never shows a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "loaders", *map(str, arguments)],
        capture_output=True, cwd=ROOT, env={**os.environ, **environment}, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    return done


@pytest.fixture
def here(monkeypatch, capsys, tmp_path):
    """Run a command in this process, files read without a child: (exit code, stdout, stderr)."""

    def call(_target: str, request: dict[str, Any], **_limits: Any) -> Any:
        return reading.read_export(request)

    monkeypatch.setattr(child, "call", call)
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "kho"))

    def command(*arguments: Any) -> tuple[int, str, str]:
        try:
            exit_code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse, wrong usage
            exit_code = int(left.code or 0)
        printed = capsys.readouterr()
        return exit_code, printed.out, printed.err

    return command


# The whole way, in processes of its own


def test_the_whole_way_of_a_file_over_the_command_line(tmp_path):
    """load, loads, withdraw, verify, each in a process of its own, in one warehouse."""
    good = xlsx(tmp_path / "hồ sơ 04-07-2023.xlsx", [PLAIN, *plain_rows(4), plain_row(5, due="31/02/2023")])
    empty = tmp_path / "rỗng.xlsx"
    empty.write_bytes(b"")
    kho = tmp_path / "kho"

    loaded = run("load", good, empty, "--by", "Văn thư", "--warehouse", kho, "--format", "json")
    answers = json.loads(loaded.stdout)
    assert loaded.returncode == 1
    assert [list(answer) for answer in answers] == [LOAD_KEYS, LOAD_KEYS]
    assert [answer["status"] for answer in answers] == ["loaded", "refused"]
    assert list(answers[0]["rows"]) == ROWS_KEYS
    assert answers[0]["rows"] == {"read": 6, "loaded": 4, "rejected": 1, "skipped": 1}
    assert answers[1]["rows"] == {"read": 0, "loaded": 0, "rejected": 0, "skipped": 0}
    assert answers[1]["load_id"] is None
    for message in (message for answer in answers for message in answer["messages"]):
        assert list(message) == ["level", "sheet", "cell", "text"]
        assert message["level"] in ("error", "warning", "info")
    assert [m["cell"] for m in answers[0]["messages"] if m["level"] == "error"] == ["D6"]
    assert loaded.stderr.splitlines() == ["rỗng.xlsx: Tệp rỗng. Xuất lại từ phần mềm rồi tải lên."]

    listed = run("loads", "--format", "json", WAREHOUSE_DIR=str(kho))
    (load,) = json.loads(listed.stdout)
    assert list(load) == LOADS_KEYS
    assert list(load["rows"]) == ROWS_KEYS
    assert (load["load_id"], load["by"], load["state"]) == (answers[0]["load_id"], "Văn thư", "live")
    assert (load["export_date"], load["kind"], load["reason"]) == ("2023-07-04", "dossiers", None)

    withdrawn = run("withdraw", load["load_id"], "--reason", "nhầm tệp", "--warehouse", kho, "--format", "json")
    assert withdrawn.returncode == 0
    assert json.loads(withdrawn.stdout)["state"] == "withdrawn"
    (load,) = json.loads(run("loads", "--format", "json", "--warehouse", kho).stdout)
    assert (load["state"], load["reason"]) == ("withdrawn", "nhầm tệp")

    verified = run("verify", "--format", "json", "--warehouse", kho)
    assert verified.returncode == 0
    assert json.loads(verified.stdout)["intact"] is True


def test_a_mapping_is_remembered_by_another_process(tmp_path):
    """Saved under the layout's signature, used without --mapping."""
    header = ["id", "in", "due", "out"]
    first = csv_file(tmp_path / "a.csv", [header, ["X1", "4/5/2023", "4/10/2023", "4/7/2023"]])
    second = csv_file(tmp_path / "b.csv", [header, ["X2", "4/5/2023", "4/10/2023", "4/7/2023"]])
    mapping = tmp_path / "cách đọc.yaml"
    mapping.write_text(
        "columns: {dossier_code: id, received_at: in, due_at: due, finished_at: out}\n"
        "unit: {constant: '26425'}\ndate_order: mdy\n",
        encoding="utf-8",
    )
    kho = tmp_path / "kho"

    assert run("load", first, "--mapping", mapping, "--warehouse", kho).returncode == 0
    again = run("load", second, "--warehouse", kho, "--format", "json")

    (answer,) = json.loads(again.stdout)
    assert again.returncode == 0
    assert answer["rows"]["loaded"] == 1
    assert "Đọc theo cách đã lưu cho mẫu tệp này." in [message["text"] for message in answer["messages"]]


def test_bytes_of_every_sort_are_refused_without_a_traceback(tmp_path):
    """Missing, a picture, an empty file, noise, a cut-off workbook, a page without a table."""
    (tmp_path / "ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "rỗng.csv").write_bytes(b"")
    (tmp_path / "nhiễu.xls").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "cụt.xlsx").write_bytes(xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)]).read_bytes()[:2000])
    (tmp_path / "trang.html").write_text("<html><body><p>Chào</p></body></html>", encoding="utf-8")
    names = ["không có.xlsx", "ảnh.xlsx", "rỗng.csv", "nhiễu.xls", "cụt.xlsx", "trang.html"]

    done = run("load", *(tmp_path / name for name in names), "--warehouse", tmp_path / "kho", "--format", "json")

    answers = json.loads(done.stdout)
    assert done.returncode == 1
    assert [answer["status"] for answer in answers] == ["refused"] * len(names)
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == names
    assert not (tmp_path / "kho").exists()


@pytest.mark.parametrize("letters", ["cp1252", "ascii"])
def test_vietnamese_is_printed_where_the_system_has_no_letters_for_it(tmp_path, letters):
    """A pipe on Windows has the system's code page; other programs read UTF-8."""
    done = run("loads", "--warehouse", tmp_path / "kho", PYTHONIOENCODING=letters)
    assert done.returncode == 0

    done = run("load", tmp_path / "không có.xlsx", "--warehouse", tmp_path / "kho", PYTHONIOENCODING=letters)
    assert done.stderr == "không có.xlsx: Không mở được tệp. Xem lại đường dẫn và quyền đọc.\n"


# In this process


def test_a_trial_run_publishes_nothing(here, tmp_path):
    """--dry-run tells all and keeps nothing."""
    path = xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)])

    exit_code, printed, _ = here("load", path, "--dry-run", "--format", "json")

    (answer,) = json.loads(printed)
    assert exit_code == 0
    assert (answer["status"], answer["load_id"], answer["rows"]["loaded"]) == ("loaded", None, 3)
    assert not (tmp_path / "kho").exists()


def test_a_duplicate_is_no_error(here, tmp_path):
    """Exit 0, status duplicate."""
    path = xlsx(tmp_path / "a.xlsx", [PLAIN, *plain_rows(3)])
    assert here("load", path)[0] == 0

    exit_code, printed, errors = here("load", path, "--format", "json")

    assert (exit_code, errors) == (0, "")
    assert json.loads(printed)[0]["status"] == "duplicate"
    assert json.loads(printed)[0]["kind"] == "dossiers"


def test_the_options_of_a_load_are_kept_with_it(here, tmp_path):
    """--unit, --period, --export-date, --by, --kind."""
    header = [name for name in PLAIN if name != "Đơn vị"]
    row = [cell for at, cell in enumerate(plain_row(1)) if at != 1]
    path = csv_file(tmp_path / "a.csv", [header, row])

    here(
        "load",
        path,
        "--unit",
        "26464",
        "--period",
        "2023-Q2",
        "--export-date",
        "04/07/2023",
        "--by",
        "Lan",
        "--kind",
        "dossiers",
    )

    (load,) = json.loads(here("loads", "--format", "json")[1])
    assert (load["unit"], load["period"], load["export_date"], load["by"]) == ("26464", "2023-Q2", "2023-07-04", "Lan")


def test_a_form_that_does_not_add_up_is_published_with_a_warning_and_the_reason_given(here, tmp_path):
    """--reason; `loads` gives it while the load is not withdrawn."""
    head = ["Đơn vị", "Tiếp nhận Tổng số", "Kỳ trước", "Trong kỳ", "Trước hạn", "Đúng hạn", "Đã xử lý Quá hạn",
            "Trong hạn", "Đang xử lý Quá hạn", "Trả lại/Xin rút"]  # fmt: skip
    title = ["Từ ngày 01/01/2023 đến ngày 31/03/2023"]
    for number, reason in enumerate((None, "Phần mềm làm tròn")):
        broken = ["Xã Xuân Bắc", 41 + number, 10, 30, 20, 15, 0, 5, 0, 0]
        path = csv_file(tmp_path / f"biểu {number}.csv", [title, head, broken])

        exit_code, printed, errors = here("load", path, "--format", "json", *(("--reason", reason) if reason else ()))

        (answer,) = json.loads(printed)
        assert (exit_code, errors, answer["status"], list(answer)) == (0, "", "loaded", LOAD_KEYS)
        assert any("Giữ nguyên như in" in message["text"] for message in answer["messages"])
        load = json.loads(here("loads", "--format", "json")[1])[-1]
        assert list(load) == LOADS_KEYS
        assert load["reason"] == reason


def test_wrong_usage_is_said_in_vietnamese(here):
    exit_code, printed, errors = here("load")

    assert (exit_code, printed) == (2, "")
    assert errors.startswith("Cách dùng: python -m loaders load")
    assert errors.endswith("python -m loaders load: còn thiếu FILE.\n")


def test_a_folder_stands_for_the_spreadsheets_in_it(here, tmp_path):
    """Other files are passed over."""
    folder = tmp_path / "tệp"
    folder.mkdir()
    xlsx(folder / "a.xlsx", [PLAIN, plain_row(1)])
    page(folder / "b.XLS", [PLAIN, plain_row(2)])
    (folder / "đọc tôi.txt").write_text("ghi chú", encoding="utf-8")

    exit_code, printed, _ = here("load", folder, "--format", "json")

    assert exit_code == 0
    assert [answer["file"] for answer in json.loads(printed)] == ["a.xlsx", "b.XLS"]


def test_a_folder_without_spreadsheets_is_said(here, tmp_path):
    """Nothing done is not done well."""
    (tmp_path / "trống").mkdir()

    exit_code, _, errors = here("load", tmp_path / "trống")

    assert exit_code == 1
    assert errors == "Thư mục không có tệp bảng tính nào (.xlsx, .xls, .csv, .htm, .html).\n"


def test_kinds_lists_every_export_with_its_headers(here):
    """What can be read, for programs that map columns."""
    kinds = json.loads(here("kinds", "--format", "json")[1])

    assert [kind["kind"] for kind in kinds] == list(EXPORTS)
    assert all(list(kind) == ["kind", "label", "columns"] for kind in kinds)
    assert all(list(column) == ["name", "headers", "required"] for kind in kinds for column in kind["columns"])
    headers = {column["name"]: column["headers"] for column in kinds[0]["columns"]}
    assert "Mã biên nhận" in headers["dossier_code"]


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_template_is_written_where_it_is_asked_for(here, tmp_path, kind):
    """The command template KIND -o FILE.xlsx."""
    path = tmp_path / f"{kind}.xlsx"

    exit_code, printed, _ = here("template", kind, "-o", path)

    assert exit_code == 0
    assert str(path) in printed
    assert Answer(path).meta["kind"] == kind


def test_text_answers_are_vietnamese_and_add_up(here, tmp_path):
    """Text is the default."""
    path = xlsx(tmp_path / "a 04-07-2023.xlsx", {"Q2": [PLAIN, *plain_rows(4), plain_row(5, due="31/02/2023")]})

    exit_code, printed, _ = here("load", path)

    lines = printed.splitlines()
    assert exit_code == 0
    assert lines[0] == "a 04-07-2023.xlsx: đã nhận (danh sách hồ sơ)"
    assert lines[1] == "  6 dòng = 4 nhận + 1 từ chối + 1 bỏ qua"
    assert lines[2].startswith('  Q2: Ô D6: ngày "31/02/2023" không có thật')
    assert here("verify")[1].startswith("Nguyên vẹn. Đang dùng ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["load"], "FILE"),
        (["load", "a.xlsx", "--kind", "ảnh"], "ảnh"),
        (["load", "a.xlsx", "--unit", "99999"], 'Không có đơn vị mang mã "99999".'),
        (["load", "a.xlsx", "--period", "quý 1"], 'Không hiểu kỳ "quý 1"'),
        (["load", "a.xlsx", "--export-date", "31/02/2023"], 'không hiểu ngày "31/02/2023"'),
        (["load", "a.xlsx", "--mapping", "không có.yaml"], "Không mở được tệp cách đọc không có.yaml."),
        (["withdraw", "abc"], "--reason"),
        (["template", "ảnh", "-o", "a.xlsx"], "ảnh"),
        (["làm gì đó"], "làm gì đó"),
        ([], "LỆNH"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_exit_two_and_says_what(here, arguments, said):
    """Exit 2."""
    exit_code, _, errors = here(*arguments)

    assert exit_code == 2
    assert said in errors


def test_a_mapping_to_a_column_that_we_do_not_have_is_wrong_usage(here, tmp_path):
    """Exit 2, the columns are listed."""
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {ngay: in}", encoding="utf-8")

    exit_code, _, errors = here("load", csv_file(tmp_path / "a.csv", [["in"], ["x"]]), "--mapping", mapping)

    assert exit_code == 2
    assert 'Loại "dossiers" không có cột "ngay". Các cột: dossier_code,' in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["withdraw", "abc", "--reason", "nhầm"], "Không có lần nạp abc."),
        (
            ["template", "dossiers", "-o", "/không/có/thư/mục/a.xlsx"],
            "Không mở hoặc ghi được /không/có/thư/mục/a.xlsx.",
        ),
    ],
)
def test_what_cannot_be_done_is_exit_one_and_says_what(here, arguments, said):
    """Exit 1."""
    exit_code, _, errors = here(*arguments)

    assert exit_code == 1
    assert said in errors


def test_an_empty_warehouse_answers(here):
    """Before the first load."""
    assert here("loads", "--format", "json")[:2] == (0, "[]\n")
    assert here("loads")[:2] == (0, "")
    assert here("verify")[:2] == (0, "Chưa có bản số liệu nào.\n")
    assert json.loads(here("verify", "--format", "json")[1]) == {"intact": True, "served": None, "damages": []}


def test_a_damaged_snapshot_is_exit_one_and_names_the_file(here, tmp_path):
    """verify: which file, what is served instead."""
    here("load", xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1)]))
    here("load", xlsx(tmp_path / "b.xlsx", [PLAIN, plain_row(2)]))
    older, newest = sorted((tmp_path / "kho").glob("*.duckdb"))
    newest.chmod(0o644)
    newest.write_bytes(newest.read_bytes()[:-1] + b"?")

    exit_code, printed, _ = here("verify", "--format", "json")

    answer = json.loads(printed)
    assert exit_code == 1
    assert (answer["intact"], answer["served"]) == (False, older.name)
    assert [damage["file"] for damage in answer["damages"]] == [newest.name]
    assert here("verify")[2].splitlines()[-1] == f"Đang dùng {older.name}."


def test_the_day_of_loading_is_todays(here, tmp_path):
    """loaded_at is a moment in UTC."""
    here("load", xlsx(tmp_path / "a.xlsx", [PLAIN, plain_row(1)]))

    (load,) = json.loads(here("loads", "--format", "json")[1])
    assert load["loaded_at"].endswith("Z")
    assert abs((date.fromisoformat(load["loaded_at"][:10]) - date.today()).days) <= 1
