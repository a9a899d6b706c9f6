"""The product's figures are those of an independent count in plain Python, for random worlds, and keep their laws."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import warehouse
from metrics.catalogue import discover
from metrics.indicator import Kind, rates
from metrics.measures import EVERYTHING, Compare, Dimension, Scope, When
from metrics.timeliness import ON_TIME_RATE, balance
from tests.metrics import twin
from tests.metrics.twin import Dossier, Load, Parts, Row, World
from tests.metrics.worlds import LOADED, UNITS, drawing, insert, periods, stored, worlds
from warehouse import build
from warehouse.period import Period

FIGURES = [(key, variant) for key, variants in twin.VARIANTS.items() for variant in variants]
"""Every indicator and variant."""

TIMES = {Dimension.MONTH, Dimension.QUARTER}
"""Dimensions that cut the period instead of the dossiers."""

MINUTES = (-1, 0, 59, 60, 119, 120, 149, 150, 151, 180, 240, 300, 1439, 1440)
"""Minutes after LOADED around which something is loaded or withdrawn."""

Slices = dict[tuple[str | None, ...], Parts]
Figure = tuple[str, str]

dimensions = st.lists(st.sampled_from(list(Dimension)), unique=True, max_size=2)
compares = st.sampled_from(list(Compare))
scopes = st.one_of(
    st.just(EVERYTHING),
    st.builds(Scope, level=st.sampled_from(("commune", "district"))),
    st.builds(Scope, field_groups=st.sampled_from((("khac",), ("dat_dai", "xay_dung")))),
    st.builds(Scope, units=st.sampled_from((UNITS[1:], UNITS[:1], ())), level=st.sampled_from((None, "commune"))),
)


def product(
    con: duckdb.DuckDBPyConnection,
    period: Period,
    figure: Figure,
    by: Sequence[Dimension] = (),
    compare: Compare = Compare.SOURCE,
    scope: Scope = EVERYTHING,
) -> Slices:
    """The product's slices; each row is checked for a sound rate on the way."""
    key, variant = figure
    table = rates(con, discover()[key], period, by, variant=variant, compare=compare, scope=scope)
    found: Slices = {}
    for row in table.to_dict("records"):
        name = tuple(None if pd.isna(row[dimension.value]) else str(row[dimension.value]) for dimension in by)
        assert name not in found
        numerator, denominator = int(row["numerator"]), int(row["denominator"])
        if key in twin.COUNTS_ALONE:
            assert pd.isna(row["rate_pct"])
        elif denominator == 0:
            assert numerator == 0
            assert pd.isna(row["rate_pct"])
        else:
            assert row["rate_pct"] == pytest.approx(100 * numerator / denominator, abs=1e-9)
            assert 0 <= row["rate_pct"] <= 100
        found[name] = (numerator, denominator)
    assert by or list(found) == [()]
    return found


def counted(parts: Slices) -> Slices:
    """Slices that hold something: those with an empty denominator may be left out."""
    return {name: both for name, both in parts.items() if both != (0, 0)}


def again(
    items: list[Dossier],
    period: Period,
    figure: Figure,
    by: Sequence[Dimension] = (),
    compare: Compare = Compare.SOURCE,
) -> Slices:
    """The twin's slices."""
    key, variant = figure

    def count(group: list[Dossier], first: date, last: date) -> Parts:
        return twin.COUNTERS[key](group, first, last, variant, compare.value)

    return twin.sliced(items, period.start, period.last, tuple(dimension.value for dimension in by), count)


def within(items: list[Dossier], scope: Scope) -> list[Dossier]:
    """The dossiers that a scope speaks of."""
    return [
        one
        for one in items
        if (scope.level is None or one.level == scope.level)
        and (scope.field_groups is None or one.field_group in scope.field_groups)
        and (scope.units is None or one.unit in scope.units)
    ]


def everything(con: duckdb.DuckDBPyConnection, period: Period, by: Sequence[Dimension]) -> dict[object, object]:
    """All rates by some dimensions, and all counts: two worlds that agree in these agree."""
    figures: dict[object, object] = {figure: counted(product(con, period, figure, by)) for figure in FIGURES}
    return figures | {"balance": balance(con, period).to_dict("records")}


def test_the_twin_knows_every_indicator_of_dossiers_and_its_variants() -> None:
    declared = {
        key: tuple(variant.key for variant in indicator.variants)
        for key, indicator in discover().items()
        if indicator.source == "dossier"
    }
    assert declared == twin.VARIANTS
    assert {key for key in declared if discover()[key].kind is Kind.VALUE} == set(twin.COUNTS_ALONE)


@drawing()
@given(world=worlds(), token=periods(), by=dimensions, compare=compares, scope=scopes)
def test_every_rate_and_every_count_is_the_twins(
    world: World, token: str, by: list[Dimension], compare: Compare, scope: Scope
) -> None:
    con, period, items = stored(world), Period.parse(token), within(twin.dossiers(world), scope)
    for figure in FIGURES:
        found = product(con, period, figure, by, compare, scope)
        assert counted(found) == counted(again(items, period, figure, by, compare)), figure
    table = balance(con, period, compare=compare, scope=scope)
    found_counts = {name: int(table[name].iloc[0]) for name in twin.COUNTS}
    assert found_counts == twin.balance(items, period.start, period.last, compare.value)


@drawing(1 / 4)
@given(world=worlds(), token=periods(), dimension=st.sampled_from([d for d in Dimension if d != "reform_area"]))
def test_counts_of_a_slice_are_the_twins_counts(world: World, token: str, dimension: Dimension) -> None:
    period, items = Period.parse(token), twin.dossiers(world)
    table = balance(stored(world), period, [dimension])
    slices = [None if pd.isna(value) else str(value) for value in table[dimension.value]]
    for name in twin.COUNTS:

        def count(group: list[Dossier], first: date, last: date, name: str = name) -> Parts:
            return twin.balance(group, first, last)[name], 0

        expected = twin.sliced(items, period.start, period.last, (dimension.value,), count)
        found = {(key,): (int(number), 0) for key, number in zip(slices, table[name], strict=True)}
        assert counted(found) == counted(expected), name


@drawing(1 / 4)
@given(world=worlds(), token=periods(), by=dimensions, minutes=st.sampled_from(MINUTES))
def test_figures_as_of_a_moment_are_the_twins(world: World, token: str, by: list[Dimension], minutes: int) -> None:
    moment = LOADED + timedelta(minutes=minutes)
    period, items = Period.parse(token), twin.dossiers(world, moment)
    cursor = stored(world).cursor()
    build.as_of(cursor, moment)
    for figure in FIGURES:
        assert counted(product(cursor, period, figure, by)) == counted(again(items, period, figure, by)), figure


@drawing(1 / 8)
@given(world=worlds(), token=periods())
def test_slices_add_up_to_the_whole_for_every_dimension(world: World, token: str) -> None:
    con, period = stored(world), Period.parse(token)
    for figure in FIGURES:
        whole = product(con, period, figure)[()]
        declared = discover()[figure[0]].variant(figure[1])
        has_stocks = any(term.when is not When.PERIOD for term in declared.numerator + declared.denominator)
        for dimension in Dimension:
            if dimension in TIMES and has_stocks:
                continue  # an open dossier is open at the end of each month: stocks do not add up over time
            slices = product(con, period, figure, [dimension]).values()
            assert (sum(top for top, _ in slices), sum(bottom for _, bottom in slices)) == whole, dimension


@drawing(1 / 4)
@given(world=worlds(), token=periods())
def test_what_came_in_is_what_went_out_or_is_still_there(world: World, token: str) -> None:
    row = balance(stored(world), Period.parse(token)).iloc[0]
    assert row["carried_over"] + row["received"] == row["resolved"] + row["undated"] + row["withdrawn"] + row["open"]
    assert row["on_time"] + row["late"] + row["no_due"] == row["resolved"]
    assert row["open_overdue"] + row["waiting"] <= row["open"]
    assert row["early"] <= row["on_time"]
    assert min(row[name] for name in twin.COUNTS) >= 0


def shuffled(world: World, chance: st.DataObject) -> World:
    """The same rows, stored in another order."""
    rows = chance.draw(st.permutations(world.rows))
    return replace(world, rows=tuple(rows), loads=tuple(reversed(world.loads)))


def split(world: World, chance: st.DataObject) -> World:
    """The first load as two files: its upper rows, then, a minute later, the lower ones."""
    whole = world.loads[0]
    second = replace(whole, load_id="half", loaded_at=whole.loaded_at + timedelta(minutes=1))
    cut = chance.draw(st.integers(0, len(world.rows)))
    rows = [
        replace(row, load_id="half") if row.load_id == whole.load_id and row.source_row >= cut else row
        for row in world.rows
    ]
    return replace(world, loads=(*world.loads, second), rows=tuple(rows))


def twice(world: World, chance: st.DataObject) -> World:
    """One load taken in a second time right after the first."""
    load = chance.draw(st.sampled_from(world.loads))
    second = replace(load, load_id="again", loaded_at=load.loaded_at + timedelta(minutes=1))
    rows = [replace(row, load_id="again") for row in world.rows if row.load_id == load.load_id]
    entries = [replace(entry, load_id="again") for entry in world.procedures if entry.load_id == load.load_id]
    return World(loads=(*world.loads, second), rows=(*world.rows, *rows), procedures=(*world.procedures, *entries))


def withdrawn(world: World, chance: st.DataObject) -> World:
    """Another world of the same codes loaded beside it, every load of it withdrawn."""
    other = chance.draw(worlds(max_rows=8))
    mistaken = [
        replace(load, load_id=f"x{load.load_id}", withdrawn_at=LOADED + timedelta(days=2)) for load in other.loads
    ]
    return World(
        loads=(*world.loads, *mistaken),
        rows=(*world.rows, *(replace(row, load_id=f"x{row.load_id}") for row in other.rows)),
        procedures=(*world.procedures, *(replace(entry, load_id=f"x{entry.load_id}") for entry in other.procedures)),
    )


@pytest.mark.parametrize("change", [shuffled, split, twice, withdrawn], ids=lambda change: change.__name__)
@drawing(1 / 8)
@given(world=worlds(), token=periods(), by=dimensions, chance=st.data())
def test_these_changes_to_the_loads_change_no_figure(
    change: Callable[[World, st.DataObject], World],
    world: World,
    token: str,
    by: list[Dimension],
    chance: st.DataObject,
) -> None:
    period = Period.parse(token)
    changed = change(world, chance)
    before = everything(stored(world), period, by)
    assert everything(stored(changed), period, by) == before


@pytest.mark.parametrize("figure", FIGURES, ids="-".join)
def test_an_empty_warehouse_gives_one_row_without_a_rate(figure: Figure) -> None:
    assert product(build.empty(), Period.parse("2023"), figure) == {(): (0, 0)}


def test_an_empty_warehouse_has_nothing_in_the_balance() -> None:
    table = balance(build.empty(), Period.parse("2023"))
    assert len(table) == 1
    assert not table.to_numpy().any()


def worked_example() -> World:
    """Domain guide 3.3: in January 90 on time, 6 late, 4 withdrawn; 15 open within their time, 5 overdue at its end."""
    load = Load(
        load_id="L0", export_date=date(2023, 2, 1), known_until=date(2023, 1, 31), loaded_at=datetime(2023, 2, 1, 1)
    )
    parts = (
        (90, "done", date(2023, 1, 20), date(2023, 1, 20)), (6, "done", date(2023, 1, 20), date(2023, 1, 21)),
        (4, "withdrawn", date(2023, 1, 20), date(2023, 1, 25)), (15, "open", date(2023, 1, 31), None),
        (5, "open", date(2023, 1, 30), None),
    )  # fmt: skip
    rows = [
        Row(
            load_id="L0", source_row=0, code=f"{status}-{due}-{end}-{place}", unit="26425",
            received_at=datetime(2023, 1, 9, 8), due_at=datetime.combine(due, datetime.min.time()),
            finished_at=datetime.combine(end, datetime.min.time()) if end else None, status=status,
        )
        for number, status, due, end in parts
        for place in range(number)
    ]  # fmt: skip
    return World(loads=(load,), rows=tuple(rows))


@pytest.mark.parametrize(
    ("variant", "parts", "printed"),
    [("A", (90, 96), 93.75), ("B", (109, 120), 90.83), ("C", (90, 101), 89.11), ("D", (94, 100), 94.00)],
)
def test_the_worked_example_gives_its_four_rates(variant: str, parts: Parts, printed: float) -> None:
    con = build.empty()
    insert(con, worked_example())
    build.build_rollup(con)
    row = rates(con, ON_TIME_RATE, Period.parse("2023-01"), variant=variant).iloc[0]
    assert (row["numerator"], row["denominator"]) == parts
    assert round(row["rate_pct"], 2) == printed


def test_a_dossier_done_without_a_day_is_not_resolved_in_either_rate() -> None:
    """One dossier filed online in January, done, no end printed; the file speaks until 31 January."""
    load = Load(
        load_id="L0", export_date=date(2023, 2, 1), known_until=date(2023, 1, 31), loaded_at=datetime(2023, 2, 1, 1)
    )
    row = Row(
        load_id="L0", source_row=1, code="H1", unit="26425", received_at=datetime(2023, 1, 9),
        due_at=datetime(2023, 1, 20), status="done", channel="online",
    )  # fmt: skip
    con, period = stored(World(loads=(load,), rows=(row,))), Period.parse("2023-01")
    assert balance(con, period).iloc[0]["undated"] == 1
    assert all(product(con, period, ("on_time_rate", variant))[()] == (0, 0) for variant in "ABCD")
    assert product(con, period, ("online_filing_rate", "received"))[()] == (1, 1)
    assert product(con, period, ("online_filing_rate", "resolved"))[()] == (0, 0)


def test_an_unlisted_printed_field_stays_in_khac_whatever_the_procedure_is_called() -> None:
    """The catalogue tells the field by name only where the list prints none; else one field would be in two groups."""
    world = named_world("Lĩnh vực lạ")
    period = Period.parse("2023-01")
    found = product(stored(world), period, ("online_filing_rate", "received"), [Dimension.FIELD, Dimension.FIELD_GROUP])
    assert found == {("Lĩnh vực lạ", "khac"): (1, 1)}


def test_a_missing_field_is_found_by_the_procedures_name() -> None:
    found = product(
        stored(named_world(None)), Period.parse("2023-01"), ("online_filing_rate", "received"),
        [Dimension.FIELD, Dimension.FIELD_GROUP],
    )  # fmt: skip
    assert found == {("Đất đai", "dat_dai"): (1, 1)}


def test_a_code_printed_with_and_without_its_tail_is_one_procedure_and_the_newest_export_gives_its_field() -> None:
    """Domain guide 4.3: 1.000080 and 1.000080.H13 are joined on the stem."""
    world = named_world(None)
    row = replace(world.rows[0], procedure_code="1.000001", procedure_name=None)
    newer = replace(world.loads[1], load_id="L2", export_date=date(2023, 3, 1), loaded_at=datetime(2023, 2, 1, 0))
    older, newest = world.procedures[0], replace(world.procedures[0], load_id="L2", name="CẤP ĐỔI", field="Hộ tịch")
    con = stored(World(loads=(*world.loads, newer), rows=(row,), procedures=(replace(older, field="Bảo trợ"), newest)))

    printed = con.execute("SELECT DISTINCT procedure_code FROM fact_procedure ORDER BY 1").fetchall()
    assert printed == [("1.000001",), ("1.000001.000.00.00.H19",)]
    assert con.execute("SELECT procedure_base, procedure_name FROM live_procedure").fetchall() == [
        ("1.000001", "CẤP ĐỔI")
    ]
    assert con.execute("SELECT field FROM core_dossier").fetchall() == [("Hộ tịch",)]


def named_world(field: str | None) -> World:
    """One dossier of a procedure that the catalogue has under dat_dai, known by its name only."""
    loads = [
        Load(
            load_id=name,
            export_date=date(2023, 2, 1),
            known_until=date(2023, 1, 31),
            loaded_at=datetime(2023, 2, 1, at),
        )
        for at, name in enumerate(("L0", "L1"))
    ]
    row = Row(
        load_id="L0", source_row=1, code="H1", unit="26425", procedure_name="Cấp giấy", field=field,
        received_at=datetime(2023, 1, 9), status="open", channel="online",
    )  # fmt: skip
    entry = twin.Procedure(load_id="L1", source_row=1, code="1.000001", name="CẤP GIẤY", field="Đất đai")
    return World(loads=tuple(loads), rows=(row,), procedures=(entry,))


def test_a_snapshot_on_disk_gives_the_same_figures_as_the_twin(tmp_path: Path) -> None:
    world = worked_example()
    with warehouse.staged(tmp_path, by="kiểm thử", why="ví dụ") as staging:
        insert(staging.con, world)
        staging.load_ids.append("L0")
    con, period = warehouse.connect(warehouse.newest(tmp_path).served.path), Period.parse("2023-01")
    for figure in FIGURES:
        by = [Dimension.UNIT, Dimension.MONTH]
        assert counted(product(con, period, figure, by)) == counted(again(twin.dossiers(world), period, figure, by))
