"""Change metrics/ in one place at a time and say which changes no test notices (docs/mutation.md).

`python -m bench.mutants` runs every module of TESTS; `python -m bench.mutants signals pace` some of them;
`--most 120` a random sample of each, drawn with `--seed`. The changes are those of mutmut. Its own runner starts pytest
anew for each of them, which takes longer than the tests: here the tests are collected once and called in a child that
is forked for each change, so that none inherits what another has kept.

Left out: properties over drawn data (marked by hypothesis), tests that need more than a folder and monkeypatch, and
those that take long, such as all that build a warehouse: what survives here may still be caught by one of them.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
"""Root of the project; mutmut writes the changed copy into mutants/ below it."""

TESTS: dict[str, tuple[str, ...]] = {
    "signals": ("test_signals",),
    "pace": ("test_pace_of_rollup", "test_pace"),
    "decomposition": ("test_change_of_rollup", "test_decomposition"),
    "reasons": ("test_reasons",),
    "wording": ("test_wording",),
    "stand_ins": ("test_slices_of_rollup",),
    "block_766": ("test_block_766",),
    "sentences": ("test_sentences", "test_scores_of_rollup"),
    "plan": ("test_plan", "test_scores_of_rollup"),
    "indicator": ("test_slices_of_rollup",),
    "timeliness": ("test_slices_of_rollup",),
    "scorecard": ("test_scores_of_rollup",),
    "evidence": ("test_evidence",),
    "judging": ("test_judging",),
    "tasks": ("test_tasks",),
}
"""Modules of metrics/ and the modules of tests/metrics that pin them."""

FIXTURES: dict[str, Callable[[], Any]] = {
    "tmp_path": lambda: Path(tempfile.mkdtemp()),
    "monkeypatch": pytest.MonkeyPatch,
}
"""What a test may ask for, and how to give it."""

LONG = 0.5
"""Seconds of the processor from which on a test takes long."""

LIMIT = 60
"""Seconds of the clock that a change is given: a hundred times what the tests take on a machine with nothing to do."""

GENERATE = """
import os
import mutmut.__main__ as mutmut
mutmut.set_mutant_under_test("mutant_generation")
os.makedirs("mutants", exist_ok=True)
mutmut.copy_src_dir()
mutmut.copy_also_copy_files()
mutmut.setup_source_paths()
mutmut.store_lines_covered_by_tests()
mutmut.create_mutants(1)
"""
"""What `mutmut run` does before its first test."""

SHOW = """
import sys
from pathlib import Path
from mutmut.mutation.diff_apply import get_diff_for_mutant
for name in sys.argv[2:]:
    lines = get_diff_for_mutant(name, path=Path(sys.argv[1])).splitlines()
    print(name, *(line for line in lines if line[:1] in "+-" and line[:3] not in ("---", "+++")), sep="\\n    ")
"""


class _Collected:
    items: Sequence[Any] = ()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = list(session.items)


def main() -> int:
    """Run what the command line names; print a line for each module, then its survivors."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(TESTS)}")
    parser.add_argument("--most", type=int, default=0, help="a random sample of this many changes of each module")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    changed = ROOT / "mutants"
    _python(ROOT, "-c", GENERATE)
    for module in asked.modules or TESTS:
        every = sorted(json.loads((changed / "metrics" / f"{module}.py.meta").read_text("utf-8"))["exit_code_by_key"])
        drawn = random.Random(asked.seed).sample(every, min(asked.most or len(every), len(every)))  # noqa: S311
        call = f"from bench.mutants import try_all; try_all({module!r}, {sorted(drawn)!r})"
        ends = json.loads(_python(changed, "-c", call).splitlines()[-1])
        killed, late = (sum(end == word for end in ends.values()) for word in ("killed", "late"))
        survived = [name for name, end in ends.items() if end == "survived"]
        of = f"{len(ends)} of {len(every)}"
        print(f"{module}: {of} changes, {killed} killed, {len(survived)} survived, {late} too slow", flush=True)
        print(_python(ROOT, "-c", SHOW, f"metrics/{module}.py", *survived), flush=True)
    return 0


def try_all(module: str, names: Sequence[str]) -> None:
    """Try changes one after the other, in the changed copy; print as JSON how each ended: killed, survived or late.

    Raises:
        SystemExit: the tests fail without any change.
    """
    collected = _Collected()
    files = [f"tests/metrics/{test}.py" for test in TESTS[module]]
    pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", *files], plugins=[collected])
    tests = [item for item in collected.items if _is_called(item)]
    quick = [test for test, seconds in zip(tests, _seconds(tests), strict=True) if seconds < LONG]
    if not quick or _tried(quick, "") != "survived":
        raise SystemExit(f"The tests of {module} fail without any change.")
    print(json.dumps({name: _tried(quick, name) for name in names}))


def _is_called(item: Any) -> bool:
    given = set(item.fixturenames) - set(item.callspec.params if hasattr(item, "callspec") else ())
    return item.get_closest_marker("hypothesis") is None and given <= FIXTURES.keys() | {"request"}


def _seconds(tests: Sequence[Any]) -> list[float]:
    """Time each test in a child, so that nothing that it keeps is there for the changes."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as told:
            taken = json.load(told)
        os.waitpid(child, 0)
        return list(taken)
    taken = []
    for item in tests:
        started = time.process_time()
        _call(item)
        taken.append(time.process_time() - started)
    with os.fdopen(writer, "w", encoding="utf-8") as told:
        json.dump(taken, told)
    os._exit(0)


def _tried(tests: list[Any], name: str) -> str:
    """Call the tests in a child with one change on, until one fails: that comes first for the next change."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "late" if os.WTERMSIG(status) == signal.SIGALRM else "killed"
        if place := os.WEXITSTATUS(status):
            tests.insert(0, tests.pop(min(place, len(tests)) - 1))
        return "killed" if place else "survived"
    os.environ["MUTANT_UNDER_TEST"] = name
    signal.alarm(LIMIT)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for place, item in enumerate(tests, start=1):
        try:
            _call(item)
        except BaseException:  # whatever stops a test kills the change
            os._exit(min(place, 255))
    os._exit(0)


def _call(item: Any) -> None:
    given = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    made = {name: FIXTURES[name]() for name in item.fixturenames if name in FIXTURES}
    try:
        item.function(**given, **made)
    finally:
        if "monkeypatch" in made:
            made["monkeypatch"].undo()


def _python(folder: Path, *arguments: str) -> str:
    paths = os.pathsep.join((str(folder), str(ROOT)))
    environment = os.environ | {"MUTANT_UNDER_TEST": "", "PYTHONPATH": paths}
    run = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(run.stdout + run.stderr)
    return run.stdout


if __name__ == "__main__":
    sys.exit(main())
