"""A watched folder: what arrives is loaded, moved and reported on; nothing is overwritten, lost or counted twice."""

import json
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import filelock
import pytest
from books import PLAIN, plain_row, plain_rows, xlsx

import warehouse
from loaders import child, intake, reading, watch
from loaders.__main__ import main


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    """Read in this process, and do not wait for files to settle."""

    def call(_target: str, request: dict[str, Any], **_limits: Any) -> Any:
        return reading.read_export(request)

    monkeypatch.setattr(child, "call", call)
    monkeypatch.setattr(watch, "STABLE_SECONDS", 0)


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "nhận").mkdir()
    return tmp_path / "nhận"


def once(inbox, **options):
    return watch.run(inbox, inbox.parent / "kho", by="Văn thư", once=True, **options)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def loads(inbox):
    served = warehouse.newest(inbox.parent / "kho").served
    return intake.list_loads(warehouse.connect(served.path).cursor()) if served else []


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def test_a_sound_file_is_loaded_and_moved_with_its_report(inbox):
    xlsx(inbox / "hồ sơ 04-07-2023.xlsx", [PLAIN, *plain_rows(3), plain_row(4, due="31/02/2023")])

    (read,) = once(inbox)

    assert read.status == "ready"
    assert names(inbox) == [".watch.lock"]
    assert names(inbox / "done") == ["hồ sơ 04-07-2023.xlsx", "hồ sơ 04-07-2023.xlsx.txt"]
    report = text(inbox / "done" / "hồ sơ 04-07-2023.xlsx.txt")
    assert report.startswith("ĐÃ NẠP: hồ sơ 04-07-2023.xlsx\n")
    assert f"Lần nạp: {read.load_id}" in report
    assert "Ngày xuất: 04/07/2023" in report
    assert "5 dòng = 3 nhận + 1 từ chối + 1 bỏ qua" in report
    assert '- Lỗi: trang Sheet1, Ô D5: ngày "31/02/2023" không có thật' in report
    assert [load["by"] for load in loads(inbox)] == ["Văn thư"]


def test_an_unreadable_file_is_moved_to_refused_with_the_reason(inbox):
    (inbox / "rỗng.xlsx").write_bytes(b"")

    once(inbox)

    assert names(inbox / "refused") == ["rỗng.xlsx", "rỗng.xlsx.txt"]
    assert text(inbox / "refused" / "rỗng.xlsx.txt").startswith("BỊ TỪ CHỐI: rỗng.xlsx\n")
    assert "- Lỗi: Tệp rỗng. Xuất lại từ phần mềm rồi tải lên." in text(inbox / "refused" / "rỗng.xlsx.txt")
    assert loads(inbox) == []


def test_a_file_loaded_before_is_recognised_and_put_to_done(inbox):
    path = xlsx(inbox / "a.xlsx", [PLAIN, *plain_rows(3)])
    shutil.copy(path, inbox.parent / "bản sao.xlsx")
    once(inbox)
    shutil.copy(inbox.parent / "bản sao.xlsx", inbox / "b.xlsx")

    (read,) = once(inbox)

    assert read.status == "duplicate"
    assert text(inbox / "done" / "b.xlsx.txt").startswith("ĐÃ NẠP TỪ TRƯỚC: b.xlsx")
    assert len(loads(inbox)) == 1


def test_nothing_in_done_is_ever_overwritten(inbox):
    for number in (1, 2, 3):
        xlsx(inbox / "a.xlsx", [PLAIN, plain_row(number)])
        once(inbox)

    assert names(inbox / "done") == [
        "a (2).xlsx", "a (2).xlsx.txt", "a (3).xlsx", "a (3).xlsx.txt", "a.xlsx", "a.xlsx.txt",
    ]  # fmt: skip
    assert len(loads(inbox)) == 3


def test_a_report_left_by_a_crash_is_not_overwritten_either(inbox):
    (inbox / "done").mkdir()
    (inbox / "done" / "a.xlsx.txt").write_text("cũ", encoding="utf-8")
    xlsx(inbox / "a.xlsx", [PLAIN, plain_row(1)])

    once(inbox)

    assert text(inbox / "done" / "a.xlsx.txt") == "cũ"
    assert "a (2).xlsx" in names(inbox / "done")


def test_a_crash_between_publication_and_move_loads_nothing_twice(inbox, monkeypatch):
    xlsx(inbox / "a.xlsx", [PLAIN, *plain_rows(3)])

    def die(*_arguments):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(watch, "_put_away", die)
        with pytest.raises(SystemExit):
            once(inbox)
    assert len(loads(inbox)) == 1
    assert "a.xlsx" in names(inbox)

    (read,) = once(inbox)

    assert read.status == "duplicate"
    assert len(loads(inbox)) == 1
    assert names(inbox) == [".watch.lock"]


def test_a_file_that_still_grows_waits(inbox, monkeypatch):
    path = xlsx(inbox / "a.xlsx", [PLAIN, *plain_rows(3)])
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])

    def grow(_seconds):
        path.write_bytes(whole)

    with monkeypatch.context() as patched:
        patched.setattr(watch.time, "sleep", grow)
        assert once(inbox) == []
    assert "a.xlsx" in names(inbox)
    assert [read.status for read in once(inbox)] == ["ready"]


def test_a_file_written_to_while_it_is_read_is_not_published(inbox, monkeypatch):
    path = xlsx(inbox / "a.xlsx", [PLAIN, *plain_rows(3)])

    def read_and_change(*arguments, **options):
        taken = intake.read_export(*arguments, **options)
        path.write_bytes(path.read_bytes() + b" ")
        return taken

    monkeypatch.setattr(watch, "read_export", read_and_change)
    assert once(inbox) == []
    assert loads(inbox) == []
    assert "a.xlsx" in names(inbox)


def test_other_files_and_half_written_ones_are_left_alone(inbox):
    for name in ("ghi chú.docx", "~$a.xlsx", ".b.xlsx", "c.xlsx.part"):
        (inbox / name).write_bytes(b"x")
    (inbox / "d.xlsx").mkdir()

    assert once(inbox) == []
    assert names(inbox) == sorted([".watch.lock", "ghi chú.docx", "~$a.xlsx", ".b.xlsx", "c.xlsx.part"])


def test_a_busy_warehouse_leaves_the_file_where_it_is(inbox, monkeypatch):
    xlsx(inbox / "a.xlsx", [PLAIN, plain_row(1)])

    def busy(*_arguments, **_options):
        raise warehouse.WarehouseBusyError("Kho đang bận.")

    with monkeypatch.context() as patched:
        patched.setattr(watch, "publish", busy)
        with pytest.raises(warehouse.WarehouseBusyError):
            once(inbox)
    assert "a.xlsx" in names(inbox)


def test_two_programs_do_not_watch_one_folder(inbox):
    with (
        filelock.FileLock(inbox / watch.LOCK_NAME),
        pytest.raises(warehouse.WarehouseBusyError, match="Thư mục nhận đang được một chương trình khác theo dõi"),
    ):
        once(inbox)


def test_the_long_watch_takes_what_comes_later_and_survives_a_busy_warehouse(inbox, monkeypatch, capsys):
    looks = iter(range(10))

    def sleep(_seconds):
        look = next(looks)
        if look == 1:
            xlsx(inbox / "a.xlsx", [PLAIN, plain_row(1)])
        if look == 6:
            raise KeyboardInterrupt

    published = intake.publish
    calls = iter([warehouse.WarehouseBusyError("Kho đang bận.")])

    def publish(*arguments, **options):
        for error in calls:
            raise error
        return published(*arguments, **options)

    monkeypatch.setattr(watch.time, "sleep", sleep)
    monkeypatch.setattr(watch, "publish", publish)
    with pytest.raises(KeyboardInterrupt):
        watch.run(inbox, inbox.parent / "kho", by="Văn thư")

    assert names(inbox / "done") == ["a.xlsx", "a.xlsx.txt"]
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" ", 2)[2] for line in printed] == ["Kho đang bận.", "a.xlsx: đã nạp"]


def test_personal_data_stands_in_no_report(inbox):
    xlsx(inbox / "a.xlsx", [(*PLAIN, "Chủ hồ sơ"), [*plain_row(1, due="Lê Kín"), "Nguyễn Văn Kín"]])

    once(inbox)

    (report,) = inbox.glob("*/*.txt")
    assert "a.xlsx" in text(report)
    assert "Kín" not in text(report)


def test_the_command_answers_in_json_and_by_exit_code(inbox, capsys, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(inbox.parent / "kho"))
    xlsx(inbox / "a.xlsx", [PLAIN, plain_row(1)])
    (inbox / "b.csv").write_bytes(b"")

    assert main(["watch", str(inbox), "--once", "--by", "Lan", "--format", "json"]) == 1
    assert [answer["status"] for answer in json.loads(capsys.readouterr().out)] == ["loaded", "refused"]
    assert main(["watch", str(inbox), "--once"]) == 0
    assert main(["watch", str(inbox / "không có"), "--once"]) == 1
    assert "Không mở hoặc ghi được" in capsys.readouterr().err


def test_the_time_to_settle_is_waited_only_where_a_file_lies(inbox, monkeypatch):
    waited = []
    monkeypatch.setattr(watch, "STABLE_SECONDS", 2.0)
    monkeypatch.setattr(watch.time, "sleep", waited.append)
    once(inbox)
    xlsx(inbox / "a.xlsx", [PLAIN, plain_row(1)])
    began = time.monotonic()
    once(inbox)
    assert waited == [0, 2.0]
    assert time.monotonic() - began < 30


def test_the_report_tells_every_message(inbox):
    """450 columns printed twice are 450 warnings; none is cut off in silence."""
    twice = [f"Cột {number}" for number in range(450)]
    said = intake.Reading(file="a.xlsx", sha256="", size=0, status="ready")
    said.messages += [reading.Message(level="warning", text=f'Cột "{name}" có hai lần; đọc cột đầu.') for name in twice]

    report = watch.report_text(said, datetime(2023, 7, 4, 8, 15))

    assert report.count("- Lưu ý: ") == 450
    assert 'Cột "Cột 449" có hai lần' in report
