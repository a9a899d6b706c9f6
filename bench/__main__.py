"""Measure what a person waits for: loading 200,000 rows against a bare XML parse of the file, and a page's queries.

Prints medians of several runs, each in its own process. Peak memory is that of the largest single process.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import warehouse
from bench.make_big_xlsx import write
from metrics.catalogue import discover
from metrics.indicator import rates
from metrics.measures import Dimension
from metrics.timeliness import balance
from warehouse.period import Period

ROOT = Path(__file__).resolve().parents[1]
"""Root of the project; the large file is kept in build/ beside it."""

RUNS = 3
"""Counted runs of each command."""


def main() -> None:
    """Print the figures."""
    book = ROOT / "build" / "200000x20.xlsx"
    if not book.exists():
        book.parent.mkdir(exist_ok=True)
        write(book)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "warehouse"
        parse, load = [], []
        for _ in range(RUNS):  # in turn, so that a machine that slows down slows both
            parse.append(_seconds([sys.executable, "bench/xml_parse.py", str(book)]))
            shutil.rmtree(store, ignore_errors=True)
            load.append(_seconds([sys.executable, "-m", "loaders", "load", str(book), "--warehouse", str(store)]))
        print(f"bare XML parse of {book.name}: {statistics.median(parse):.2f} s")
        print(f"loaded and published:          {statistics.median(load):.2f} s")
        print(f"ratio:                         {statistics.median(load) / statistics.median(parse):.2f}")
        _print_peak_memory()
        _print_queries(store)


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def _print_peak_memory() -> None:
    if sys.platform == "win32":
        print("peak memory:                   not measured on Windows")
        return
    import resource

    print(f"peak memory of a process:      {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


def _print_queries(store: Path) -> None:
    """Print the time of the queries of one screen, from the rollup."""
    served = warehouse.newest(store).served
    if served is None:
        return
    con = warehouse.connect(served.path)
    on_time = discover()["on_time_rate"]
    period = Period.parse("2023")
    for label, ask in (
        ("the whole", lambda: rates(con.cursor(), on_time, period)),
        ("by commune", lambda: rates(con.cursor(), on_time, period, [Dimension.COMMUNE])),
        ("by commune and month", lambda: rates(con.cursor(), on_time, period, [Dimension.COMMUNE, Dimension.MONTH])),
        ("variant B by month", lambda: rates(con.cursor(), on_time, period, [Dimension.MONTH], variant="B")),
        ("balance by unit", lambda: balance(con.cursor(), period, [Dimension.UNIT])),
    ):
        times = []
        for _ in range(10):
            start = time.perf_counter()
            ask()
            times.append(time.perf_counter() - start)
        print(f"query, {label + ':':<24}{1000 * statistics.median(times):6.1f} ms")


if __name__ == "__main__":
    main()
