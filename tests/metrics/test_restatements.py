"""What reports said and what the same figures are now: late files, withdrawals, lost snapshots, edited ledgers."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from test_command_line import ask, first_quarter, second_quarter

import warehouse
from loaders.task_states import set_state
from metrics.restatements import LOADED, STATED, WITHDRAWN, restatements
from tests.metrics.twin import World
from tests.metrics.worlds import insert
from warehouse import build, report_ledger
from warehouse.health import Snapshot
from warehouse.period import Period


def publish(directory: Path, world: World) -> Snapshot:
    with warehouse.staged(directory, by="kiểm thử", why="thử báo cáo") as staging:
        insert(staging.con, world)
        staging.load_ids.append(world.loads[0].load_id)
    assert staging.snapshot
    return staging.snapshot


def report(snapshot: Snapshot, period: str, file: str = "bao-cao.docx", **more: object) -> None:
    report_ledger.register(
        snapshot, report="word", file=file, sha256="ab" * 32, period=Period.parse(period), by="kiểm thử", **more
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports of April (quarter I, six months); in July H4 is printed as done, late, on 11/04.

    Quarter I stays 3 of 4, six months were 3 of 4 and are 3 of 5.
    """
    april = publish(tmp_path, first_quarter())
    report(april, "2023-Q1", "quy-1.docx")
    report(april, "2023-H1", "6-thang.docx")
    publish(tmp_path, second_quarter())
    return tmp_path


def test_a_later_file_changes_one_report_and_not_the_other(folder: Path) -> None:
    found = {(one.report.file, one.now.target.id): one for one in restatements(folder)}
    assert set(found) == {("6-thang.docx", "CT2.15"), ("6-thang.docx", "CT2.16")}
    one = found["6-thang.docx", "CT2.15"]
    assert [(score.figure.numerator, score.figure.denominator) for score in (one.was, one.now)] == [(3, 4), (3, 5)]
    assert [(cause.load_id, cause.file, cause.what) for cause in one.causes] == [("L1", "L1.xlsx", LOADED)]
    assert not one.is_from_facts


def withdraw(folder: Path, when: datetime) -> None:
    with warehouse.staged(folder, by="kiểm thử", why="thu hồi") as staging:
        staging.con.execute("INSERT INTO load_event VALUES ('L1', ?, 'withdrawn', 'nhầm tệp', 'kiểm thử')", [when])
        staging.publish = True


def test_a_withdrawal_brings_the_figure_back(folder: Path) -> None:
    withdraw(folder, datetime(2023, 7, 20, 3))
    assert restatements(folder) == []


def test_a_withdrawal_is_named_with_its_reason(folder: Path) -> None:
    when = datetime(2023, 7, 20, 3)
    report(warehouse.history(folder)[0], "2023-H1", "thang-7.docx")
    withdraw(folder, when)
    (land,) = [one for one in restatements(folder) if one.now.target.id == "CT2.16"]
    assert (land.was.figure.denominator, land.now.figure.denominator) == (3, 2)
    assert [(cause.what, cause.reason, cause.at) for cause in land.causes] == [
        (WITHDRAWN, "nhầm tệp", when.replace(tzinfo=UTC))
    ]


def test_a_state_of_a_task_set_by_a_person_is_named_as_the_cause(folder: Path) -> None:
    report(warehouse.history(folder)[0], "2023-H1", "thang-7.docx")
    for no in (4, 18):
        set_state(folder, 2023, no, "done", date(2023, 6, 30), reason="Đã ban hành", by="Lan")
    milestones = [one for one in restatements(folder) if one.now.target.kind == "milestone"]
    moved = [one for one in milestones if one.report.file == "thang-7.docx"]
    assert [one.now.target.id for one in moved] == ["CT1.03", "CT3.02"]
    for one in moved:
        assert {(cause.what, cause.reason) for cause in one.causes} == {(STATED, "Đã ban hành")}
        assert all(cause.file.startswith("nhiệm vụ ") for cause in one.causes)


def test_a_load_that_moves_nothing_is_not_blamed(folder: Path) -> None:
    with warehouse.staged(folder, by="kiểm thử", why="thử") as staging:
        staging.con.execute(
            "INSERT INTO loads (load_id, file, kind, export_date, loaded_at, compare, is_sample) "
            "VALUES ('P1', 'p.xlsx', 'progress', ?, ?, 'date', FALSE)",
            [date(2023, 7, 4), datetime(2023, 7, 4, 1)],
        )
        staging.con.execute(
            "INSERT INTO fact_progress VALUES ('P1', 'T', 2, '2023-H1', NULL, 'CT5.02', 7, NULL, 5, NULL, NULL, NULL)"
        )
        staging.load_ids.append("P1")
    found = {one.now.target.id: one for one in restatements(folder)}
    assert [cause.load_id for cause in found["CT2.15"].causes] == ["L1"]
    assert [cause.load_id for cause in found["CT5.02"].causes] == ["P1"]
    assert (found["CT5.02"].was.measure, found["CT5.02"].now.measure.value) == (None, 7.0)


def test_the_report_keeps_the_variant_it_was_made_with(tmp_path: Path) -> None:
    """By variant C the open and overdue H4 already counted in April: 3 of 5 then and now."""
    april = publish(tmp_path, first_quarter())
    report(april, "2023-H1", variants=(("on_time_rate", "C"),))
    publish(tmp_path, second_quarter())
    assert restatements(tmp_path) == []


def lose(april: Snapshot) -> None:
    april.path.chmod(0o644)
    april.path.unlink()


def alter(april: Snapshot) -> None:
    april.path.chmod(0o644)
    content = bytearray(april.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    april.path.write_bytes(content)


@pytest.mark.parametrize("harm", [lose, alter])
def test_without_its_snapshot_a_report_is_counted_again_from_facts(
    tmp_path: Path, harm: Callable[[Snapshot], None]
) -> None:
    april = publish(tmp_path, first_quarter())
    report(april, "2023-H1")
    july = second_quarter()
    load = replace(july.loads[0], loaded_at=datetime.now(UTC).replace(tzinfo=None))
    publish(tmp_path, replace(july, loads=(load,)))
    with_it = {one.now.target.id: one for one in restatements(tmp_path)}
    harm(april)
    found = {one.now.target.id: one for one in restatements(tmp_path)}
    assert set(found) == set(with_it) == {"CT2.15", "CT2.16"}
    for id, one in found.items():
        assert one.is_from_facts
        assert (one.was.figure, one.now.figure, one.causes) == (
            with_it[id].was.figure, with_it[id].now.figure, with_it[id].causes,
        )  # fmt: skip


def test_a_snapshot_of_another_version_of_the_program_is_not_asked(tmp_path: Path, monkeypatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(build, "version", lambda: "an older program")
        april = publish(tmp_path, first_quarter())
    report(april, "2023-H1")
    july = second_quarter()
    load = replace(july.loads[0], loaded_at=datetime.now(UTC).replace(tzinfo=None))
    publish(tmp_path, replace(july, loads=(load,)))
    found = restatements(tmp_path)
    assert {one.now.target.id for one in found} == {"CT2.15", "CT2.16"}
    assert all(one.is_from_facts for one in found)


def test_a_reports_snapshot_is_kept_from_retention(folder: Path) -> None:
    april = warehouse.history(folder)[-1]
    assert (folder / "cited" / april.path.name).exists()
    assert warehouse.verify(folder).is_intact


def test_an_edited_or_cut_ledger_shows_where(folder: Path) -> None:
    path = folder / report_ledger.REPORTS_NAME
    assert report_ledger.read(folder).breaks == ()
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"quy-1.docx", b"quy-2.docx"))
    assert report_ledger.read(folder).breaks == (1, 2)
    path.write_bytes(whole.split(b"\n", 1)[1])
    assert report_ledger.read(folder).breaks == (1,)
    path.write_bytes(whole + b'{"report": "wo')
    assert (len(report_ledger.read(folder).lines), report_ledger.read(folder).breaks) == (2, ())
    report(warehouse.history(folder)[0], "2023-H1", "sau.docx")
    assert [line.file for line in report_ledger.read(folder).lines] == ["quy-1.docx", "6-thang.docx", "sau.docx"]
    assert report_ledger.read(folder).breaks == ()


def test_a_line_reads_back_as_it_was_written(tmp_path: Path) -> None:
    april = publish(tmp_path, first_quarter())
    line = report_ledger.register(
        april, report="excel", file="phụ lục.xlsx", sha256="0" * 64, period=Period.parse("2023-Q1", "d15_14"),
        by="Nguyễn Văn A", variants=(("on_time_rate", "B"),), compare="date",
    )  # fmt: skip
    assert report_ledger.read(tmp_path).lines == (line,)
    assert datetime.now(UTC) - line.made_at < timedelta(minutes=1)
    assert report_ledger.read(tmp_path / "empty").lines == ()


def test_the_command_lists_changes_since_a_day(folder: Path) -> None:
    rows = json.loads(ask("restatements", "--format", "json", folder=folder).stdout)
    assert {(row["file"], row["id"]) for row in rows} == {("6-thang.docx", "CT2.15"), ("6-thang.docx", "CT2.16")}
    assert rows[0]["was"]["denominator"] == 4
    assert rows[0]["causes"][0]["load_id"] == "L1"
    text = ask("restatements", "--since", "2023-01-01", folder=folder).stdout
    assert "khi báo cáo 75,00 % (3/4), nay 60,00 % (3/5)" in text
    assert "nạp L1.xlsx" in text
    assert ask("restatements", "--since", "2099-01-01", folder=folder).stdout.startswith("Không số liệu nào")
    assert ask("restatements", "--since", "hôm qua", folder=folder).returncode == 2


def test_without_any_report_there_is_nothing_to_restate(tmp_path: Path) -> None:
    assert restatements(tmp_path) == []
