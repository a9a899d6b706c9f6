"""Load small things into a warehouse from a process of its own, so that tests can kill it at any step.

    python crash_child.py DIRECTORY load LOAD_ID…      publish each, say "done LOAD_ID" after each
    python crash_child.py DIRECTORY mixed LOAD_ID…     the same, but every third raises half-way and says "failed"
    python crash_child.py DIRECTORY hold               take the lock, say "holding", wait to be killed

The build of the product is replaced by a small one: one fact table, one table of sums.
"""

import sys
import time
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb

import warehouse
from warehouse import ledger

ROWS = 2_000
"""Rows of one load, put in as two batches."""


class FakeReconciliationError(Exception):
    """Stand for the error of the product's build."""


def fake_build() -> ModuleType:
    """Return a stand-in for warehouse.build: `facts` (load_id, n) and, once built, `sums` (load_id, rows)."""
    build = ModuleType("warehouse.build")

    def prepare(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("CREATE TABLE IF NOT EXISTS facts (load_id VARCHAR, n BIGINT)")

    def reconcile(con: duckdb.DuckDBPyConnection) -> None:
        broken = con.execute("SELECT load_id FROM facts GROUP BY load_id HAVING count(*) <> $1", [ROWS]).fetchall()
        if broken:
            raise FakeReconciliationError(broken[0][0])

    def build_rollup(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("CREATE OR REPLACE TABLE sums AS SELECT load_id, count(*) AS rows FROM facts GROUP BY load_id")

    for function in (prepare, reconcile, build_rollup):
        setattr(build, function.__name__, function)
    return build


def insert(staging: warehouse.Staging, load_id: str, rows: int = ROWS) -> None:
    """Put one load into a staging copy, in two batches with the step `batch` between them."""
    half = rows // 2
    staging.con.execute("INSERT INTO facts SELECT $1, range FROM range($2)", [load_id, half])
    warehouse.reached("batch")
    staging.con.execute("INSERT INTO facts SELECT $1, range FROM range($2, $3)", [load_id, half, rows])
    staging.load_ids.append(load_id)


def publish(directory: Path, load_id: str, **options: object) -> warehouse.Snapshot:
    """Publish one load on top of the newest snapshot."""
    with warehouse.staged(directory, by="test", why=f"load {load_id}", **options) as staging:
        insert(staging, load_id)
    assert staging.snapshot is not None
    return staging.snapshot


def loads_in(snapshot: warehouse.Snapshot | None) -> set[str]:
    """Return the loads of a snapshot, after checking that each is whole and that the sums are those of the facts."""
    assert snapshot is not None
    cursor = warehouse.connect(snapshot.path).cursor()
    facts = cursor.execute("SELECT load_id, count(*) FROM facts GROUP BY load_id ORDER BY load_id").fetchall()
    sums = cursor.execute("SELECT load_id, rows FROM sums ORDER BY load_id").fetchall()
    assert facts == sums, "the sums are not those of the facts"
    assert all(rows == ROWS for _, rows in facts), "a load is there by half"
    return {load_id for load_id, _ in facts}


def main(directory: Path, command: str, load_ids: list[str]) -> None:
    """Run one command; see the module's docstring."""
    sys.modules["warehouse.build"] = warehouse.build = fake_build()  # type: ignore[attr-defined]
    if command == "hold":
        with ledger.writing(directory):
            print("holding", flush=True)
            time.sleep(60)
    for number, load_id in enumerate(load_ids):
        if command == "mixed" and number % 3 == 2:
            try:
                with warehouse.staged(directory, by="test", why=load_id) as staging:
                    insert(staging, load_id, rows=ROWS // 2)
            except FakeReconciliationError:
                print("failed", load_id, flush=True)
            continue
        publish(directory, load_id)
        print("done", load_id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
