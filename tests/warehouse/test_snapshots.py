"""Publish, damage, roll back and retain snapshots."""

import errno
import hashlib
import os
import shutil
import sys
from datetime import UTC, datetime

import crash_child
import duckdb
import pyarrow as pa
import pytest
from crash_child import insert, loads_in, publish

import warehouse
from warehouse import disk, health, ledger, retention, snapshots
from warehouse.health import DamageCode
from warehouse.ledger import Kind

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit, or keeps files that are read")


@pytest.fixture(autouse=True)
def _small_build(monkeypatch):
    build = crash_child.fake_build()
    monkeypatch.setitem(sys.modules, "warehouse.build", build)
    monkeypatch.setattr(warehouse, "build", build, raising=False)


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose only item is the time that publications see."""
    now = [datetime(2023, 10, 4, 8, 15, tzinfo=UTC)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return now[0]

    monkeypatch.setattr(snapshots, "datetime", Clock)
    return now


def files(directory):
    """Return everything in a folder by name and content, the lock aside."""
    found = (path for path in directory.rglob("*") if path.is_file() and path.name != ledger.LOCK_NAME)
    return {str(path.relative_to(directory)): path.read_bytes() for path in found}


def overwrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


# Publishing


def test_a_publication_is_a_read_only_file_that_the_ledger_describes(tmp_path):
    snapshot = publish(tmp_path, "A")
    sealed, published = ledger.read(tmp_path).lines
    assert (sealed.kind, published.kind) == (Kind.SEALED, Kind.PUBLISHED)
    for line in (sealed, published):
        assert (line.file, line.size, line.sha256) == (snapshot.path.name, snapshot.size, snapshot.sha256)
        assert (line.by, line.why, line.load_ids, line.base) == ("test", "load A", ("A",), None)
    assert hashlib.sha256(snapshot.path.read_bytes()).hexdigest() == snapshot.sha256
    assert snapshot.path.stat().st_mode & 0o777 == 0o444
    assert snapshots._NAME.fullmatch(snapshot.path.name)
    assert warehouse.newest(tmp_path) == health.Health(served=snapshot, newest=snapshot)
    assert not (tmp_path / "staging").exists()


def test_a_second_load_stands_beside_the_first_in_a_new_file(tmp_path):
    first = publish(tmp_path, "A")
    second = publish(tmp_path, "B")
    assert loads_in(second) == {"A", "B"}
    assert loads_in(first) == {"A"}
    assert ledger.read(tmp_path).entries[second.path.name].line.base == first.path.name
    assert warehouse.history(tmp_path) == (second, first)


def test_an_empty_or_absent_folder_has_nothing_to_serve_and_no_damage(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        assert warehouse.newest(folder) == warehouse.verify(folder) == health.Health()
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_the_block_leaves_everything_as_it_was(tmp_path):
    """Promise 1: a load that fails publishes nothing, and the lock is free at once."""
    publish(tmp_path, "A")
    before = files(tmp_path)

    def fail():
        with warehouse.staged(tmp_path, by="test", why="bad") as staging:
            insert(staging, "B")
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        fail()
    assert files(tmp_path) == before
    publish(tmp_path, "C", timeout=0)


def test_sums_that_do_not_match_publish_nothing(tmp_path):
    publish(tmp_path, "A")
    before = files(tmp_path)
    with (
        pytest.raises(crash_child.FakeReconciliationError),
        warehouse.staged(tmp_path, by="test", why="half") as staging,
    ):
        insert(staging, "B", rows=7)
    assert files(tmp_path) == before


def test_nothing_to_publish_publishes_nothing(tmp_path):
    publish(tmp_path, "A")
    before = files(tmp_path)
    with warehouse.staged(tmp_path, by="test", why="a duplicate") as untouched:
        pass
    with warehouse.staged(tmp_path, by="test", why="a trial") as discarded:
        insert(discarded, "B")
        discarded.discard()
    assert (untouched.snapshot, discarded.snapshot) == (None, None)
    assert files(tmp_path) == before


def test_a_change_that_brings_no_load_is_published_when_asked(tmp_path):
    """Promise 21 (part): withdrawing is a publication like any other."""
    publish(tmp_path, "A")
    publish(tmp_path, "B")
    with warehouse.staged(tmp_path, by="test", why="withdraw A") as staging:
        staging.con.execute("DELETE FROM facts WHERE load_id = 'A'")
        staging.publish = True
    assert loads_in(staging.snapshot) == {"B"}
    assert staging.snapshot.load_ids == ()


def test_an_open_transaction_cannot_be_published(tmp_path):
    publish(tmp_path, "A")
    before = files(tmp_path)

    def leave_open():
        with warehouse.staged(tmp_path, by="test", why="open") as staging:
            staging.con.execute("BEGIN")
            insert(staging, "B")

    with pytest.raises(duckdb.TransactionException):
        leave_open()
    assert files(tmp_path) == before


def test_leftovers_in_staging_are_deleted_and_never_opened(tmp_path):
    """Promise 1: a log left by a crash is never replayed."""
    publish(tmp_path, "A")
    staging = tmp_path / "staging"
    (staging / "x.tmp").mkdir(parents=True)
    for name in ("x.duckdb", "x.duckdb.wal", "x.tmp/spilled"):
        (staging / name).write_bytes(b"half")
    with warehouse.staged(tmp_path, by="test", why="look"):
        copy = [path.name for path in staging.iterdir()]
        assert len(copy) == 1
        assert snapshots._NAME.fullmatch(copy[0])
    assert not staging.exists()
    assert warehouse.verify(tmp_path).is_intact


def test_a_base_that_changes_while_it_is_copied_is_not_built_on(tmp_path, monkeypatch):
    """Promise 3: damage never travels forward under a fresh hash."""
    publish(tmp_path, "A")
    before = files(tmp_path)
    real = disk.copy_with_sha256
    monkeypatch.setattr(disk, "copy_with_sha256", lambda source, target: real(source, target)[::-1])
    with pytest.raises(warehouse.WarehouseError, match="trong lúc sao chép"):
        publish(tmp_path, "B")
    assert files(tmp_path) == before


def test_a_writer_finishes_the_publication_that_was_cut_off_before_it(tmp_path):
    """Promise 1: sealed with its file in place is published, whoever comes next."""
    first = publish(tmp_path, "A")
    path = tmp_path / ledger.LEDGER_NAME
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    second = publish(tmp_path, "B")
    kinds = [(line.kind, line.file) for line in ledger.read(tmp_path).lines]
    assert kinds == [(kind, s.path.name) for s in (first, second) for kind in (Kind.SEALED, Kind.PUBLISHED)]


def test_a_publication_stands_when_only_its_last_line_could_not_be_written(tmp_path, monkeypatch):
    """Promise 1: by then everything is on the disk, and the next start adds the line."""
    real = ledger.append

    def refuse_published(directory, line):
        if line.kind is Kind.PUBLISHED:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(directory, line)

    with monkeypatch.context() as full:
        full.setattr(ledger, "append", refuse_published)
        snapshot = publish(tmp_path, "A")
    assert warehouse.newest(tmp_path).served == snapshot
    assert ledger.read(tmp_path).entries[snapshot.path.name].published is not None


def test_names_go_on_rising_when_the_clock_goes_back(tmp_path, clock):
    first = publish(tmp_path, "A")
    clock[0] = datetime(2001, 1, 1, tzinfo=UTC)
    second = publish(tmp_path, "B")
    assert first.path.name == "20231004T081500.000000Z.duckdb"
    assert second.path.name == "20231004T081500.000001Z.duckdb"
    assert warehouse.newest(tmp_path).served == second


def test_the_folder_is_the_option_then_the_environment_then_the_project(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "b"))
    assert warehouse.directory(tmp_path / "a") == tmp_path / "a"
    assert warehouse.directory() == tmp_path / "b"
    monkeypatch.delenv("WAREHOUSE_DIR")
    assert warehouse.directory().parts[-2:] == ("data", "warehouse")


# Space


def test_too_little_space_is_refused_up_front_in_plain_words(tmp_path, monkeypatch):
    """Promise 2 (part): refused when free < 2 x snapshot + 3 x incoming + reserve; nothing is touched."""
    snapshot = publish(tmp_path, "A")
    before = files(tmp_path)
    needed = 2 * snapshot.size + 3 * 1_000_000 + disk.RESERVE_BYTES
    room = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: room._replace(free=needed - 1))
    with pytest.raises(warehouse.DiskFullError, match=r"còn trống 1,1 GB, cần ít nhất 1,1 GB"):
        publish(tmp_path, "B", incoming_bytes=1_000_000)
    assert files(tmp_path) == before
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: room._replace(free=needed))
    publish(tmp_path, "B", incoming_bytes=1_000_000)


@needs_posix
@pytest.mark.parametrize("room", [0, 1_000, 300_000, 600_000, 900_000])
def test_a_disk_that_fills_up_on_the_way_hits_the_copy_only(tmp_path, room):
    """Promise 2 (part): writes refused by the system at several sizes; what was published does not change."""
    import resource

    publish(tmp_path, "A")
    before = files(tmp_path)

    def load_too_much():
        with warehouse.staged(tmp_path, by="test", why="too much") as staging:
            staging.con.execute("INSERT INTO facts SELECT 'B', hash(range) // 2 FROM range(200_000)")
            staging.load_ids.append("B")

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(warehouse.DiskFullError, match="ổ đĩa đầy"):
            load_too_much()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(tmp_path) == before
    publish(tmp_path, "C")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG])
def test_a_full_disk_is_told_from_other_errors(number):
    assert disk.is_full(OSError(number, os.strerror(number)))
    assert disk.is_full(duckdb.TransactionException(f"Failed to commit: {os.strerror(number)}"))
    assert not disk.is_full(OSError(errno.ENOENT, "No such file"))
    assert not disk.is_full(duckdb.ConversionException("Could not convert"))


# Reading


def test_a_connection_reads_its_snapshot_and_nothing_else(tmp_path):
    """Promise 31 (part): no other file, no other setting, no writing, from either of two connections."""
    path = publish(tmp_path, "A").path
    for connection in (warehouse.connect(path), warehouse.connect(path)):
        for refused in (
            "SELECT * FROM read_csv('/etc/passwd')",
            "SET memory_limit = '9GB'",
            f"ATTACH '{tmp_path / 'x.duckdb'}'",
            f"COPY facts TO '{tmp_path / 'x.csv'}'",
            "INSTALL excel",
            "DELETE FROM facts",
        ):
            with pytest.raises(duckdb.Error):
                connection.cursor().execute(refused)
        assert connection.cursor().execute("SELECT count(*) FROM facts").fetchall() == [(crash_child.ROWS,)]
    assert {path.name for path in tmp_path.iterdir()} == {path.name, ledger.LEDGER_NAME, ledger.LOCK_NAME}


def test_staging_takes_arrow_tables_and_reads_no_files(tmp_path):
    with warehouse.staged(tmp_path, by="test", why="arrow") as staging:
        staging.con.register("incoming", pa.table({"load_id": ["A"] * crash_child.ROWS, "n": range(crash_child.ROWS)}))
        staging.con.execute("INSERT INTO facts SELECT * FROM incoming")
        staging.con.unregister("incoming")
        with pytest.raises(duckdb.PermissionException):
            staging.con.execute("SELECT * FROM read_csv('/etc/passwd')")
        staging.load_ids.append("A")
    assert loads_in(staging.snapshot) == {"A"}


def test_a_file_is_hashed_once_per_process_and_again_when_it_changes(tmp_path, monkeypatch):
    snapshot = publish(tmp_path, "A")
    hashed = []
    real = disk.sha256_of
    monkeypatch.setattr(disk, "sha256_of", lambda path: hashed.append(path.name) or real(path))
    for _ in range(5):
        assert warehouse.newest(tmp_path).is_intact
    assert hashed == [snapshot.path.name]
    content = snapshot.path.read_bytes()
    overwrite(snapshot.path, content[:-1] + bytes([content[-1] ^ 1]))
    assert not warehouse.newest(tmp_path).is_intact
    assert len(hashed) == 2


@needs_posix
def test_a_reader_of_an_old_snapshot_keeps_reading_when_it_is_removed(tmp_path, monkeypatch):
    """Promise 7 (part): a page that began on one file ends on it."""
    monkeypatch.setattr(retention, "KEEP_NEWEST", 1)
    old = publish(tmp_path, "A")
    connection = warehouse.connect(old.path)
    publish(tmp_path, "B")
    assert not old.path.exists()
    assert connection.cursor().execute("SELECT DISTINCT load_id FROM facts").fetchall() == [("A",)]


def test_files_removed_while_we_look_are_not_taken_for_damage(tmp_path, monkeypatch):
    """Promise 7 (part): a publication and its retention between two looks are no damage."""
    monkeypatch.setattr(retention, "KEEP_NEWEST", 1)
    publish(tmp_path, "A")
    real, later = health._examine, ["B"]

    def examine(*given, **options):
        if later:
            publish(tmp_path, later.pop())
        return real(*given, **options)

    monkeypatch.setattr(health, "_examine", examine)
    found = warehouse.newest(tmp_path)
    assert found.is_intact
    assert loads_in(found.served) == {"A", "B"}


# Damage

DAMAGES = {
    "cut": lambda path: overwrite(path, path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: overwrite(path, b""),
    "one bit": lambda path: overwrite(path, path.read_bytes()[:-9] + b"\x01" + path.read_bytes()[-8:]),
    "zeroed": lambda path: overwrite(path, bytes(path.stat().st_size)),
    "longer": lambda path: overwrite(path, path.read_bytes() + b"\0"),
    "deleted": lambda path: path.unlink(),
    "a log beside it": lambda path: path.with_name(path.name + ".wal").write_bytes(b"log"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("look", [warehouse.newest, warehouse.verify])
def test_a_damaged_newest_is_passed_over_and_its_loads_are_named(tmp_path, damage, look):
    """Promise 3: each damage is noticed, the one before is served, the missing loads are named; loading heals."""
    publish(tmp_path, "A")
    good = publish(tmp_path, "B")
    bad = publish(tmp_path, "C")
    warehouse.newest(tmp_path)
    damage(bad.path)

    found = look(tmp_path)
    assert (found.served, found.newest) == (good, bad)
    assert not found.is_intact
    assert found.missing_load_ids == ("C",)
    assert loads_in(found.served) == {"A", "B"}

    after = publish(tmp_path, "D")
    line = ledger.read(tmp_path).entries[after.path.name].line
    assert (line.base, line.passed_over) == (good.path.name, (bad.path.name,))
    found = look(tmp_path)
    assert found.served == found.newest == after
    assert found.missing_load_ids == ("C",), "a later publication does not bring the lost load back"

    publish(tmp_path, "C")
    found = look(tmp_path)
    assert found.missing_load_ids == ()
    assert loads_in(found.served) == {"A", "B", "C", "D"}


def test_damage_of_an_older_file_is_found_by_verify_and_harms_nothing(tmp_path):
    """Promise 3: the full check reads every kept file, not only the newest."""
    old = publish(tmp_path, "A")
    new = publish(tmp_path, "B")
    DAMAGES["one bit"](old.path)
    found = warehouse.verify(tmp_path)
    assert (found.served, found.missing_load_ids) == (new, ())
    assert [(damage.code, damage.file) for damage in found.damages] == [(DamageCode.ALTERED, old.path.name)]


def test_a_ledger_that_lost_its_newest_lines_is_noticed(tmp_path):
    """Promise 3: a file that the ledger does not know is not opened, and is reported."""
    first = publish(tmp_path, "A")
    second = publish(tmp_path, "B")
    path = tmp_path / ledger.LEDGER_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))
    found = warehouse.newest(tmp_path)
    assert found.served == first
    assert [(damage.code, damage.file) for damage in found.damages] == [(DamageCode.UNSEALED, second.path.name)]
    path.write_bytes(b"".join(lines[:3]))
    assert warehouse.newest(tmp_path).is_intact, "sealed with its file counts as published"
    assert warehouse.newest(tmp_path).served == second
    assert len(ledger.read(tmp_path).lines) == 4


@pytest.mark.parametrize("place", range(4))
def test_an_edited_line_is_reported_and_an_intact_snapshot_is_served(tmp_path, place):
    """Promise 3: whichever line is edited, the banner shows and something intact is served."""
    publish(tmp_path, "A")
    publish(tmp_path, "B")
    path = tmp_path / ledger.LEDGER_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    lines[place] = lines[place].replace(b'"sha256": "', b'"sha256": "f', 1)
    path.write_bytes(b"".join(lines))
    found = warehouse.newest(tmp_path)
    assert DamageCode.LEDGER in {damage.code for damage in found.damages}
    assert found.served is not None
    assert loads_in(found.served) in ({"A"}, {"A", "B"})


def test_without_any_intact_snapshot_nothing_is_served_and_nothing_is_built_on_it(tmp_path):
    """Promise 3: no intact file is said so; a rebuild from raw files is possible on demand, and complete."""
    for load_id in "AB":
        publish(tmp_path, load_id)
    for snapshot in warehouse.history(tmp_path):
        DAMAGES["one bit"](snapshot.path)
    found = warehouse.newest(tmp_path)
    assert found.served is None
    assert found.newest is not None
    assert found.missing_load_ids == ("A", "B")
    with pytest.raises(warehouse.NoIntactSnapshotError, match="Không còn bản số liệu nào nguyên vẹn"):
        publish(tmp_path, "C")
    publish(tmp_path, "A", rebuild=True)
    assert warehouse.newest(tmp_path).missing_load_ids == ("B",)
    publish(tmp_path, "B")
    assert warehouse.newest(tmp_path).missing_load_ids == ()


def test_a_lost_ledger_is_not_taken_for_an_empty_warehouse(tmp_path):
    publish(tmp_path, "A")
    (tmp_path / ledger.LEDGER_NAME).unlink()
    assert [damage.code for damage in warehouse.newest(tmp_path).damages] == [DamageCode.UNSEALED]
    with pytest.raises(warehouse.NoIntactSnapshotError):
        publish(tmp_path, "B")


def test_damaged_files_are_set_aside_on_demand_stay_reported_and_can_be_written_off(tmp_path):
    publish(tmp_path, "A")
    bad = publish(tmp_path, "B")
    stranger = tmp_path / "20230101T000000.000000Z.duckdb"
    stranger.write_bytes(b"from elsewhere")
    DAMAGES["cut"](bad.path)
    before = files(tmp_path)
    warehouse.verify(tmp_path)
    assert files(tmp_path) == before, "looking changes nothing"
    warehouse.verify(tmp_path, set_aside=True)
    assert {path.name for path in (tmp_path / "damaged").iterdir()} == {bad.path.name, stranger.name}
    assert {damage.file for damage in warehouse.verify(tmp_path).damages} == {bad.path.name, stranger.name}
    for name in (bad.path.name, stranger.name):
        warehouse.write_off(tmp_path, name, by="quản trị", why="đã nạp lại")
    assert warehouse.verify(tmp_path).is_intact
    assert {path.name for path in (tmp_path / "damaged").iterdir()} == {bad.path.name, stranger.name}
    with pytest.raises(warehouse.WarehouseError, match="Không có hư hỏng"):
        warehouse.write_off(tmp_path, bad.path.name, by="quản trị", why="lần nữa")


def test_breaks_of_the_ledger_can_be_written_off_once_looked_into(tmp_path):
    publish(tmp_path, "A")
    path = tmp_path / ledger.LEDGER_NAME
    path.write_bytes(path.read_bytes().replace(b"load A", b"load B", 1))
    assert [damage.code for damage in warehouse.verify(tmp_path).damages] == [DamageCode.LEDGER]
    warehouse.write_off(tmp_path, ledger.LEDGER_NAME, by="quản trị", why="đã đối chiếu")
    assert warehouse.verify(tmp_path).is_intact
    publish(tmp_path, "B")
    assert warehouse.verify(tmp_path).is_intact


# Rolling back


def test_undoing_the_newest_load_publishes_the_snapshot_before_again(tmp_path):
    """Promise 21 (part): equal to never having loaded it; ledger and files keep both."""
    before = publish(tmp_path, "A")
    undone = publish(tmp_path, "B")
    again = warehouse.republish(tmp_path, before, by="quản trị", why="nạp nhầm tệp")
    assert again.path.name > undone.path.name
    assert again.sha256 == before.sha256
    assert warehouse.newest(tmp_path).served == again
    assert loads_in(again) == {"A"}
    line = ledger.read(tmp_path).entries[again.path.name].line
    assert (line.base, line.why, line.load_ids) == (before.path.name, "nạp nhầm tệp", ())
    assert len(warehouse.history(tmp_path)) == 3

    DAMAGES["cut"](undone.path)
    assert warehouse.verify(tmp_path).missing_load_ids == (), "an undone load is not a missing one"


def test_a_damaged_or_removed_snapshot_cannot_be_published_again(tmp_path):
    bad = publish(tmp_path, "A")
    publish(tmp_path, "B")
    DAMAGES["one bit"](bad.path)
    before = files(tmp_path)
    with pytest.raises(warehouse.WarehouseError, match="đã hỏng"):
        warehouse.republish(tmp_path, bad, by="test", why="undo")
    bad.path.unlink()
    with pytest.raises(warehouse.WarehouseError, match="không còn được lưu"):
        warehouse.republish(tmp_path, bad, by="test", why="undo")
    before.pop(bad.path.name)
    assert files(tmp_path) == before


# Retention


def test_retention_keeps_the_newest_the_last_of_each_month_and_what_is_cited(tmp_path, clock, monkeypatch):
    """At most 2 newest here; days of publication: 3 and 5 January, 3 to 6 February, 1 and 2 March.

    31 January 18:00 UTC is 1 February in Viet Nam, so the last of January is that of the 5th.
    """
    monkeypatch.setattr(retention, "KEEP_NEWEST", 2)
    published = {}
    days = ["0103T00", "0105T00", "0131T18", "0203T00", "0204T00", "0206T00", "0301T00", "0302T00", "0303T00"]
    for day in days:
        clock[0] = datetime.strptime(f"2024{day}", "%Y%m%dT%H").replace(tzinfo=UTC)
        published[day] = publish(
            tmp_path, day, cited=[] if "0203T00" not in published else [published["0203T00"].path.name]
        )
        if day == "0131T18":
            retention.cite(published[day])
    stay = {"0105T00", "0131T18", "0203T00", "0206T00", "0302T00", "0303T00"}
    assert {day for day, snapshot in published.items() if snapshot.path.exists()} == stay
    removed = {name for name, entry in ledger.read(tmp_path).entries.items() if entry.removed}
    assert removed == {published[day].path.name for day in set(days) - stay}
    assert warehouse.verify(tmp_path).is_intact
    assert loads_in(warehouse.newest(tmp_path).served) == set(days), "removing files removes no loads"
    assert warehouse.retain(tmp_path) == [published["0203T00"].path.name], "no longer cited by anyone"


def test_ten_snapshots_are_kept(tmp_path):
    for number in range(12):
        publish(tmp_path, str(number))
    assert len(warehouse.history(tmp_path)) == len(list(tmp_path.glob("*.duckdb"))) == 10


def test_a_file_that_is_in_use_is_removed_next_time(tmp_path, monkeypatch):
    """Windows refuses to remove a file that someone reads."""
    monkeypatch.setattr(retention, "KEEP_NEWEST", 1)
    first = publish(tmp_path, "A")
    with monkeypatch.context() as held:
        held.setattr(disk, "remove", lambda path: False)
        publish(tmp_path, "B")
    assert first.path.exists()
    assert warehouse.verify(tmp_path).is_intact
    assert first.path not in {snapshot.path for snapshot in warehouse.history(tmp_path)}
    assert first.path.name in warehouse.retain(tmp_path)
    assert not first.path.exists()


def test_retention_never_removes_a_damaged_file(tmp_path, monkeypatch):
    monkeypatch.setattr(retention, "KEEP_NEWEST", 1)
    publish(tmp_path, "A")
    monkeypatch.setattr(retention, "KEEP_NEWEST", 10)
    bad = publish(tmp_path, "B")
    DAMAGES["cut"](bad.path)
    monkeypatch.setattr(retention, "KEEP_NEWEST", 1)
    publish(tmp_path, "C")
    assert bad.path.exists()
    assert warehouse.newest(tmp_path).missing_load_ids == ("B",)
