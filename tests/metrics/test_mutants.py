"""How changes to the code are tried: one that a test notices is killed, one that none does survives."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench import mutants

ROOT = Path(__file__).resolve().parents[2]

CHANGED = """
from functools import cache
from mutmut.mutation.trampoline import wrap_in_trampoline

def never(n):
    while True: pass

def leaves(n):
    raise SystemExit(0)

DOUBLE = {"_mutmut_orig": lambda n: 2 * n, "square": lambda n: n * n, "sum": lambda n: n + n}
DOUBLE |= {"never": never, "leaves": leaves}
HALF = {"_mutmut_orig": lambda n: n / 2, "quarter": lambda n: n / 4}

@wrap_in_trampoline(DOUBLE)
def double(n): ...

@wrap_in_trampoline(HALF)
def half(n): ...

@cache
def kept(n):
    return double(n)

kept.__module__ = "metrics.changed"
"""
"""Two functions with their changes, as mutmut writes them, and one that keeps what it has worked out."""

TESTS = """
import duckdb, pytest
from changed import kept

@pytest.fixture(scope="module")
def con(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "numbers.duckdb"
    with duckdb.connect(path) as con:
        con.execute("CREATE TABLE number AS SELECT range AS n FROM range(5)")
        yield con

def test_that_two_and_two_are_four_whichever_way(con):
    assert kept(2) == con.execute("SELECT n FROM number WHERE n = 4").fetchone()[0]

def test_that_others_are_doubled(con):
    assert [kept(n) for n in (2, 1)] == [4, 2]
    con.close()
"""


def tried(folder: Path, tests: str, *changes: str) -> subprocess.CompletedProcess[str]:
    (folder / "changed.py").write_text(CHANGED, encoding="utf-8")
    (folder / "tests" / "some").mkdir(parents=True)
    (folder / "tests" / "some" / "test_changed.py").write_text(tests, encoding="utf-8")
    names = [f"changed.{change}" for change in changes]
    call = f"from bench import mutants; mutants.LIMIT = 1; mutants.try_all(['test_changed'], {names!r})"
    return subprocess.run(
        [sys.executable, "-c", call], cwd=folder, env={**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"},
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def test_a_change_is_tried_in_every_test_that_reaches_it_until_one_notices(tmp_path):
    """2 + 2 and 2 * 2 are what doubling gives, so `square` lives on to the second test and `sum` to the end."""
    done = tried(tmp_path, TESTS, "square", "sum", "never", "leaves", "quarter")
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "changed.square": "killed", "changed.sum": "survived", "changed.never": "too slow",
        "changed.leaves": "killed", "changed.quarter": "reached by no test",
    }  # fmt: skip


def test_what_a_change_writes_is_gone_before_the_next_and_before_the_test_goes_on(tmp_path):
    """Each child leaves a file in the test's folder behind, and would find that of another there."""
    tests = """
from changed import double

def test_an_empty_folder(tmp_path):
    (tmp_path / "old").write_text("kept")
    assert double(2) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    (tmp_path / "new").touch()
    (tmp_path / "old").write_text("changed")

def test_the_next_one():
    assert double(1) == 2
"""
    done = tried(tmp_path, tests, "square", "sum")
    assert json.loads(done.stdout.splitlines()[-1]) == {"changed.square": "killed", "changed.sum": "survived"}


def test_tests_that_fail_without_any_change_say_nothing(tmp_path):
    done = tried(tmp_path, "from changed import double\n\ndef test_wrong():\n    assert double(2) == 5", "square")
    assert done.returncode
    assert "Fails without any change: tests/some/test_changed.py::test_wrong" in done.stderr


def test_every_module_and_its_tests_are_there():
    for module, tests in mutants.TESTS.items():
        assert (ROOT / "metrics" / f"{module}.py").exists()
        assert all(len(list((ROOT / "tests").glob(f"*/{test}.py"))) == 1 for test in tests)
