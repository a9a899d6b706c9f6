"""How changes to the code are tried: one that a test notices is killed, one that none does survives."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import mutants

ROOT = Path(__file__).resolve().parents[2]


def called(function, *fixtures, **params):
    return SimpleNamespace(
        function=function, fixturenames=[*params, *fixtures], callspec=SimpleNamespace(params=params)
    )


def notices(name: str) -> None:
    assert os.environ.get("MUTANT_UNDER_TEST") != name


def notices_nothing() -> None:
    """A test that no change makes fail."""


def stops(name: str) -> None:
    if os.environ.get("MUTANT_UNDER_TEST") == name:
        raise SystemExit(0)


@pytest.mark.parametrize(("name", "end"), [("one", "killed"), ("other", "survived"), ("", "survived")])
def test_a_change_is_killed_by_the_test_that_notices_it(name, end):
    tests = [called(notices_nothing), called(notices, name="one")]
    assert mutants._tried(tests, name) == end


def test_a_change_that_ends_the_program_is_killed_and_none_reaches_this_process():
    assert mutants._tried([called(stops, name="one")], "one") == "killed"
    assert os.environ.get("MUTANT_UNDER_TEST") != "one"


def test_a_change_that_never_ends_is_too_slow(monkeypatch):
    monkeypatch.setattr(mutants, "LIMIT", 1)

    def never() -> None:
        while True:
            pass

    assert mutants._tried([called(never)], "one") == "late"


def test_each_test_is_timed_by_itself():
    def long() -> None:
        sum(range(3_000_000))

    quick, slow = mutants._seconds([called(notices_nothing), called(long)])
    assert quick < slow


def test_tests_get_a_folder_and_what_they_patch_is_put_back():
    def patches(tmp_path, monkeypatch) -> None:
        assert tmp_path.is_dir()
        monkeypatch.setenv("MUTANT_TRIED", "1")

    mutants._call(called(patches, "tmp_path", "monkeypatch"))
    assert "MUTANT_TRIED" not in os.environ


def test_every_module_and_its_tests_are_there():
    for module, tests in mutants.TESTS.items():
        assert (ROOT / "metrics" / f"{module}.py").exists()
        assert all((ROOT / "tests" / "metrics" / f"{test}.py").exists() for test in tests)
