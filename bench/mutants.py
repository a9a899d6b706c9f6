"""Change metrics/ in one place at a time and say which changes no test notices (docs/mutation.md).

`python -m bench.mutants` runs every module of TESTS; `python -m bench.mutants signals pace` some of them;
`--most 120` a random sample of each, drawn with `--seed`. The changes are those of mutmut. Its own runner starts pytest
anew for each of them, which takes longer than the tests. Here each test runs once, and where it first calls a function
that has changes, a child is forked for each change and goes on from there: a warehouse is built once for all of them,
and a test is never asked about code that it does not reach.

Left out: properties over drawn data (marked by hypothesis), and what a test calls in a thread or process of its own.
"""

import argparse
import functools
import gc
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
"""Root of the project; mutmut writes the changed copy into mutants/ below it."""

TESTS: dict[str, tuple[str, ...]] = {
    "__main__": ("test_commands_as_text", "test_command_line", "test_plan_commands", "test_unit_lineage"),
    "asked": ("test_what_is_asked",),
    "block_766": ("test_block_766",),
    "catalogue": ("test_commands_as_text", "test_dictionary", "test_reasons"),
    "changes": ("test_signs_by_hand", "test_changes"),
    "completeness": ("test_names_and_coverage", "test_completeness"),
    "conclusions": ("test_conclusions",),
    "deck": ("test_deck_of_slides", "test_slides_by_hand"),
    "decomposition": ("test_change_of_rollup", "test_decomposition"),
    "dictionary": ("test_dictionary",),
    "durations": ("test_durations",),
    "evidence": ("test_evidence",),
    "figure_rows": ("test_rows_by_hand",),
    "figure_slides": ("test_slides_by_hand",),
    "form_06a": ("test_form_06a",),
    "held": ("test_held", "test_slices_of_rollup"),
    "indicator": ("test_slices_of_rollup", "test_held"),
    "judging": ("test_judging",),
    "lineage": ("test_lineage_by_hand", "test_lineage", "test_figure_rows"),
    "loaded": ("test_names_and_coverage",),
    "measures": ("test_slices_of_rollup", "test_held"),
    "one_dossier": ("test_rows_by_hand",),
    "overdue": ("test_rows_by_hand",),
    "pace": ("test_pace_of_rollup", "test_pace"),
    "peers": ("test_peers",),
    "petitions": ("test_petitions_by_hand", "test_dictionary"),
    "plan": ("test_plan", "test_scores_of_rollup"),
    "progress": ("test_tasks", "test_progress_history", "test_scores_of_rollup"),
    "reasons": ("test_reasons",),
    "reconciliation": ("test_totals_by_hand", "test_reconciliation", "test_golden_files"),
    "reported": ("test_milestones_by_hand", "test_dictionary", "test_reasons"),
    "restated_words": ("test_words_of_scores",),
    "restatements": ("test_restatements",),
    "risk": ("test_risk",),
    "rollup": ("test_slices_of_rollup", "test_held", "test_rates"),
    "score_words": ("test_course", "test_words_of_scores", "test_words"),
    "scorecard": ("test_course", "test_scores_of_rollup", "test_scorecard", "test_kinds_of_target"),
    "sentences": ("test_sentences", "test_scores_of_rollup"),
    "signals": ("test_signals",),
    "slide": ("test_deck_of_slides", "test_slides_by_hand"),
    "stand_ins": ("test_slices_of_rollup", "test_stand_ins"),
    "steering": ("test_milestones_by_hand", "test_dictionary"),
    "tally": ("test_tally",),
    "task_states": ("test_states_by_hand",),
    "tasks": ("test_tasks",),
    "timeliness": ("test_slices_of_rollup", "test_dictionary"),
    "unit_lineage": ("test_unit_lineage",),
    "wording": ("test_wording",),
    "workload": ("test_workload", "test_dictionary"),
}
"""Modules of metrics/ and the modules of tests/ that pin them, quick ones first. Examples of docstrings come last."""

EXAMPLES = "test_docstring_examples::test_examples_in_docstrings_hold[metrics.{}]"
"""The test of the examples in the docstrings of one module, the last that it is tried with."""

LIMIT = 10
"""Seconds of the processor that a change is given in a test; of the clock it is given ten times as many."""

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


def main() -> int:
    """Run what the command line names; print a line for each module, then its survivors."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(TESTS)}")
    parser.add_argument("--most", type=int, default=0, help="a random sample of this many changes of each module")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60, help="of each module; the tests left then are not run")
    asked = parser.parse_args()
    changed = ROOT / "mutants"
    _python(ROOT, "-c", GENERATE)
    for module in asked.modules or TESTS:
        every = sorted(json.loads((changed / "metrics" / f"{module}.py.meta").read_text("utf-8"))["exit_code_by_key"])
        drawn = random.Random(asked.seed).sample(every, min(asked.most or len(every), len(every)))  # noqa: S311
        tests = (*TESTS[module], *([] if module == "__main__" else [EXAMPLES.format(module)]))
        call = f"from bench.mutants import try_all; try_all({tests!r}, {sorted(drawn)!r}, {asked.minutes})"
        begun = time.monotonic()
        try:
            ends = json.loads(_python(changed, "-c", call).splitlines()[-1])
        except SystemExit as reason:
            print(f"{module}: not tried", reason, sep="\n", flush=True)
            continue
        counts = ", ".join(f"{sum(end == word for end in ends.values())} {word}" for word in Trials.ENDS)
        minutes = (time.monotonic() - begun) / 60
        is_cut = ", the time was up" if minutes >= asked.minutes else ""
        print(f"{module}: {len(ends)} of {len(every)} changes, {counts}; {minutes:.1f} minutes{is_cut}", flush=True)
        for word in (Trials.SURVIVED, Trials.UNREACHED, Trials.LATE):
            if names := [name for name, end in ends.items() if end == word]:
                print(f"{word}:", _python(ROOT, "-c", SHOW, f"metrics/{module}.py", *names), sep="\n", flush=True)
    return 0


def try_all(tests: Iterable[str], names: Iterable[str], minutes: float = 60) -> None:
    """Try changes in the changed copy, where this is called, for some minutes; print as JSON how each ended.

    Raises:
        SystemExit: a test fails without any change.
    """
    import mutmut.mutation.trampoline as trampoline

    trials = Trials(names, time.monotonic() + 60 * minutes)
    trampoline.get_mutant_under_test = trials.change_here
    duckdb.connect = functools.partial(_without_threads, duckdb.connect)
    parted = [test.partition("::") for test in tests]
    files = [f"{path}{colon}{one}" for file, colon, one in parted for path in Path("tests").glob(f"*/{file}.py")]
    options = ["-qq", "--tb=native", "--assert=plain", "-p", "no:cacheprovider", f"--basetemp={trials.folder}"]
    pytest.main([*options, *files], plugins=[trials])
    if trials.change:
        os._exit(1)  # a child ends with its tests, unless something went wrong beside them
    shutil.rmtree(trials.folder.parent)
    if trials.broken:
        raise SystemExit(f"Fails without any change: {trials.broken}")
    print(f"\n{json.dumps(trials.ends)}")


def _without_threads(connect: Any, *given: Any, config: dict[str, Any] | None = None, **named: Any) -> Any:
    """Open a database that runs in the calling thread alone: threads do not outlive a fork."""
    return connect(*given, config={**(config or {}), "threads": 1, "async_threads": 0}, **named)


class Trials:
    """Runs every test once, and from the first call of each function on once more for each of its changes.

    A function that is called while modules are loaded declares something: its changes are tried in all tests.

    What a child writes into the folders of tests is undone before the next one.
    """

    KILLED, SURVIVED, LATE, UNREACHED = ENDS = ("killed", "survived", "too slow", "reached by no test")

    def __init__(self, names: Iterable[str], end: float) -> None:
        self.end = end
        self.ends = dict.fromkeys(names, self.UNREACHED)
        self.broken: str | None = None
        self.change = ""
        self.is_testing = False
        self.seen: set[Any] = set()
        self.folder = Path(tempfile.mkdtemp()) / "tests"
        self.folder.mkdir()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """End a child that cannot load the tests."""
        if self.change and report.failed:
            os._exit(1)
        if report.failed:
            self.broken = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as long as there is something to try; a child from before the first runs them all."""
        for module in sorted(Path("metrics").glob("*.py")):
            importlib.import_module(f"metrics.{module.stem}")  # else every child would import it for itself
        self.is_testing = not self.change
        items = [item for item in session.items if item.get_closest_marker("hypothesis") is None]
        caches = _caches()
        gc.freeze()  # a child that looks for garbage would copy all that it shares
        for item, following in zip(items, [*items[1:], None], strict=True):
            if self.is_going_on():
                self.seen.clear()
                for kept in caches:
                    kept.cache_clear()
                if self.change:
                    _limit()
                try:
                    item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                finally:
                    if self.change and self.is_testing:
                        os._exit(1)
        if self.change:
            os._exit(0)
        return True

    def is_going_on(self) -> bool:
        """Say whether there is time, and a change that no test has noticed yet."""
        is_one_left = bool({self.SURVIVED, self.UNREACHED} & set(self.ends.values()))
        return is_one_left and self.broken is None and time.monotonic() < self.end

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End a child with its test; remember a test that fails without any change."""
        if self.change and (report.failed or (self.is_testing and report.when != "setup")):
            os._exit(report.failed)
        if report.failed:
            self.broken = self.broken or report.nodeid

    def change_here(self) -> str:
        """Say which change is on, when a function is called: in the test none, in each child its own."""
        call = sys._getframe(1).f_locals
        function = call["decorated_func"]
        if self.change or function in self.seen or threading.current_thread() is not threading.main_thread():
            return self.change
        self.seen.add(function)
        every = (f"{function.__module__}.{key}" for key in call["mutants_dict"])
        names = [name for name in every if self.ends.get(name) in (self.SURVIVED, self.UNREACHED)]
        if names and self.is_going_on():
            kept, before = self.folder.with_name("kept"), _files(self.folder)
            shutil.copytree(self.folder, kept, symlinks=True)
            for name in names:
                self.try_here(name)
                if self.change:
                    return self.change
                if _files(self.folder) != before:
                    shutil.rmtree(self.folder)
                    shutil.copytree(kept, self.folder, symlinks=True)
                if not self.is_going_on():
                    break
            shutil.rmtree(kept)
        return self.change

    def try_here(self, name: str) -> None:
        """Return twice: in a child with the change on, and in the test when the child has ended."""
        if child := os.fork():
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            is_late = -status in (signal.SIGPROF, signal.SIGALRM)
            self.ends[name] = self.LATE if is_late else self.KILLED if status else self.SURVIVED
            return
        self.change = os.environ["MUTANT_UNDER_TEST"] = name
        _limit()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)


def _files(folder: Path) -> dict[Path, tuple[int, int] | None]:
    """Return size and time of every file of a folder, None for folders and what else is in it."""
    every = ((path, path.lstat()) for path in folder.rglob("*"))
    return {path: (about.st_size, about.st_mtime_ns) if path.is_file() else None for path, about in every}


def _limit() -> None:
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    signal.alarm(10 * LIMIT)


def _caches() -> list[Any]:
    """Return what metrics/ keeps its results in: one that is kept from an earlier test comes from no change."""
    kept = (one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper))
    return [one for one in kept if one.__module__.startswith("metrics.")]


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
