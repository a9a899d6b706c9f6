"""A random world of dossiers, written in every layout with random mess, comes back with the same rows and rates."""

from collections.abc import Iterable
from functools import cache
from random import Random
from typing import Any

import duckdb
import mess
import pyarrow as pa
import pytest
from books import Answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import FIRST, LAST, LAYOUTS, LISTS, LOAD, OTHERS, QUARTER, Printed, dossiers, made_up

import warehouse
from loaders import intake
from loaders.kinds import EXPORTS
from metrics.catalogue import discover
from metrics.indicator import rates
from metrics.measures import Scope
from metrics.timeliness import balance
from tests.metrics import twin
from tests.metrics.worlds import insert
from warehouse import build


def same_figures(con: duckdb.DuckDBPyConnection, printed: Printed) -> None:
    """Require that the warehouse gives the figures that the world has, and the twin's rates and counts of its cases."""
    for query, parts in printed.figures.items():
        ((numerator, denominator),) = con.execute(query).fetchall()
        assert (numerator or 0, denominator or 0) == parts, query
    if printed.cases:
        same_rates(con, dossiers(printed.cases))


def same_rates(con: duckdb.DuckDBPyConnection, items: list[twin.Dossier]) -> None:
    """Require the twin's rates, in every variant, and its counts, of lists alone: forms may stand beside them."""
    lists = Scope(basis="list")
    for key, variants in twin.VARIANTS.items():
        for variant in variants:
            table = rates(con, discover()[key], QUARTER, variant=variant, scope=lists)
            found = tuple(int(table[part].iloc[0]) for part in ("numerator", "denominator"))
            assert found == twin.COUNTERS[key](items, FIRST, LAST, variant, "source"), (key, variant)
    table = balance(con, QUARTER, scope=lists)
    assert {name: int(table[name].iloc[0]) for name in twin.COUNTS} == twin.balance(items, FIRST, LAST)


@cache
def one_load() -> duckdb.DuckDBPyConnection:
    """Return a warehouse in memory that knows of one load, and nothing of what it says."""
    con = build.empty()
    insert(con, twin.World(loads=(LOAD,), rows=()))
    return con


def in_memory(kind: str, facts: pa.Table) -> duckdb.DuckDBPyConnection:
    """Put the facts of one file, and nothing else, into a warehouse in memory."""
    con, table = one_load(), EXPORTS[kind].table
    con.execute(f"DELETE FROM {table}")
    con.register("incoming", facts)
    con.execute(f"INSERT INTO {table} BY NAME SELECT ? AS load_id, * FROM incoming", [LOAD.load_id])
    con.unregister("incoming")
    if kind == "dossiers":
        build.build_rollup(con)
    return con


def in_order(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(facts, key=repr)


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
def test_a_world_comes_back_from_every_layout_whatever_the_mess(tmp_path, layout, seed):
    """L1 to L11, M1, M2, M4 to M17, M20 to M22, M27 to M29, M31, M33 to M36, M40: same rows, same rates, none lost."""
    chance = Random(seed)
    cases = made_up(chance, is_complete=layout not in LISTS)
    printed = LAYOUTS[layout](cases, chance)
    path, n_rows = mess.write(tmp_path, printed.tables, chance)

    answer = Answer(path)

    assert answer.status == "ready", answer.texts()
    assert answer.meta["kind"] == printed.kind
    assert answer.reasons == []
    names = printed.facts[0].keys()
    assert in_order({name: fact.get(name) for name in names} for fact in answer.facts) == in_order(printed.facts)
    assert answer.rows["loaded"] == len(printed.facts)
    assert answer.rows["read"] == n_rows == answer.rows["loaded"] + answer.rows["skipped"]
    assert "Giữ nguyên như in" not in answer.texts()
    assert "khác số tính lại" not in answer.texts()
    same_figures(in_memory(printed.kind, answer.table), printed)


@pytest.mark.parametrize(("dossier_list", "seed"), list(zip(LISTS, range(3), strict=True)))
def test_a_world_loaded_in_all_layouts_together_gives_the_figures_of_each(tmp_path, dossier_list, seed):
    """L1 to L11 the way an office does it: each file in a child process, one publication, figures from the snapshot."""
    chance = Random(seed)
    cases = made_up(chance, is_complete=True)
    chosen = {name: LAYOUTS[name](cases, chance) for name in (dossier_list, *OTHERS) if name != "L3 per commune"}
    options = intake.Options(export_date=LOAD.export_date)
    readings = []
    for number, printed in enumerate(chosen.values()):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        path, _ = mess.write(folder, printed.tables, chance)
        readings.append(intake.read_export(path, options, None))

    intake.publish(readings, tmp_path / "kho", by="kiểm thử")

    for reading, printed in zip(readings, chosen.values(), strict=True):
        assert reading.load_id, [message.text for message in reading.messages]
        assert reading.kind == printed.kind
        assert reading.rows["loaded"] == len(printed.facts)
        assert reading.rows["rejected"] == 0
    con = warehouse.connect(warehouse.newest(tmp_path / "kho").served.path)
    for name, printed in chosen.items():
        if name != "L9":  # nobody knows what the catalogue's fields would do to those of the list
            same_figures(con, printed)
    con.close()
