"""Kill writers at every step and at random, and run several at once: nothing acknowledged is ever lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import crash_child
import pytest
from crash_child import loads_in, publish

import warehouse
from warehouse import ledger
from warehouse.snapshots import STEPS

CHILD = Path(crash_child.__file__)
FIRST_STEP_WITH_A_NAME = STEPS.index("rename")


@pytest.fixture(autouse=True)
def _small_build(monkeypatch):
    build = crash_child.fake_build()
    monkeypatch.setitem(sys.modules, "warehouse.build", build)
    monkeypatch.setattr(warehouse, "build", build, raising=False)


def start(directory, command, *load_ids, fail_at=None):
    environment = {name: value for name, value in os.environ.items() if name != "WAREHOUSE_FAIL_AT"}
    if fail_at:
        environment["WAREHOUSE_FAIL_AT"] = fail_at
    return subprocess.Popen(
        [sys.executable, str(CHILD), str(directory), command, *load_ids],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def assert_nothing_half(directory):
    """No log beside a published file, none of them writable, and a crash is not damage."""
    assert not list(directory.glob("*.wal"))
    assert warehouse.verify(directory).damages == ()
    for snapshot in warehouse.history(directory):
        assert snapshot.path.stat().st_mode & 0o222 == 0


@pytest.mark.parametrize("step", [*STEPS[:4], "batch", *STEPS[4:]])
def test_a_writer_killed_at_any_step_leaves_all_or_nothing(tmp_path, step):
    """Promise 1: after kill -9 at each named step the load is there whole or not at all, and the next one works."""
    publish(tmp_path, "A")
    child = start(tmp_path, "load", "B", fail_at=step)
    said, complaint = child.communicate(timeout=30)
    assert child.returncode in (-signal.SIGKILL, 137), complaint
    assert said == ""

    has_name = step in STEPS and STEPS.index(step) >= FIRST_STEP_WITH_A_NAME
    expected = {"A", "B"} if has_name else {"A"}
    assert loads_in(warehouse.newest(tmp_path).served) == expected
    assert_nothing_half(tmp_path)
    entries = ledger.read(tmp_path).entries.values()
    assert sum(entry.published is not None for entry in entries) == len(expected), "newest() adds the missing line"

    publish(tmp_path, "C")
    assert loads_in(warehouse.newest(tmp_path).served) == expected | {"C"}
    assert_nothing_half(tmp_path)
    assert not (tmp_path / "staging").exists()


def test_writers_killed_at_random_lose_nothing_acknowledged(tmp_path):
    """Promise 1: kill -9 at random moments of a row of loads; what was said to be done is there.

    Every second writer is left to finish a load first, however slow the machine is.
    """
    moments = random.Random(20230118)
    done = set()
    for number in range(10):
        child = start(tmp_path, "load", *(f"{number}-{load}" for load in range(100)))
        first = child.stdout.readline() if number % 2 else ""
        time.sleep(moments.uniform(0.25, 1.5))
        child.kill()
        said, _ = child.communicate(timeout=30)
        said = first + said
        done |= {line.split()[1] for line in said.splitlines()}
        if done:
            assert done <= loads_in(warehouse.newest(tmp_path).served)
        assert_nothing_half(tmp_path)
    assert len(done) >= 5, "too few loads were ever finished: the test has tested nothing"


@pytest.mark.parametrize("writers", [2, 5])
def test_writers_at_once_are_all_present(tmp_path, writers):
    """Promise 10: processes that publish at the same time come one after the other; none overwrites another."""
    children = [start(tmp_path, "load", f"{writer}-0", f"{writer}-1") for writer in range(writers)]
    for child in children:
        _, complaint = child.communicate(timeout=60)
        assert child.returncode == 0, complaint
    assert loads_in(warehouse.newest(tmp_path).served) == {f"{w}-{n}" for w in range(writers) for n in range(2)}
    names = [snapshot.path.name for snapshot in warehouse.history(tmp_path)]
    bases = [ledger.read(tmp_path).entries[name].line.base for name in names]
    assert bases[:-1] == names[1 : len(names)], "each was copied from the one before"
    assert_nothing_half(tmp_path)


def test_the_lock_of_a_killed_writer_is_free_within_a_second(tmp_path):
    """Promise 10: killing the holder of the lock frees it."""
    holder = start(tmp_path, "hold")
    assert holder.stdout.readline() == "holding\n"
    with (
        pytest.raises(warehouse.WarehouseBusyError, match="đang được người khác cập nhật"),
        ledger.writing(tmp_path, 0.1),
    ):
        pass
    holder.kill()
    holder.communicate(timeout=30)
    killed_at = time.monotonic()
    with ledger.writing(tmp_path, timeout=1):
        assert time.monotonic() - killed_at <= 1


def test_readers_never_see_half_a_load(tmp_path):
    """Promise 7 (part): while loads are published and every third fails, every read finds whole loads only."""
    publish(tmp_path, "A")
    writer = start(tmp_path, "mixed", *(f"load-{number}" for number in range(15)))
    reads, errors = [], []

    def look() -> None:
        while writer.poll() is None:
            try:
                reads.append(len(loads_in(warehouse.newest(tmp_path).served)))
            except Exception as error:
                errors.append(error)

    readers = [threading.Thread(target=look) for _ in range(4)]
    for reader in readers:
        reader.start()
    said, complaint = writer.communicate(timeout=60)
    for reader in readers:
        reader.join()
    assert writer.returncode == 0, complaint
    assert errors == []
    assert len(reads) > 50
    assert len(set(reads)) > 3, "the readers saw too few publications for the test to mean anything"
    assert said.count("failed") == 5
    assert loads_in(warehouse.newest(tmp_path).served) == {"A", *(f"load-{n}" for n in range(15) if n % 3 != 2)}
