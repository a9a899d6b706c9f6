"""From figures to rows of files and back, over a January counted by hand."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from metrics.indicator import Indicator, rates
from metrics.lineage import (
    FIGURE_COLUMNS,
    PROBLEMS,
    Days,
    dossiers,
    fields_without_group,
    figures_fed,
    messages,
    problems,
    rejects,
    rows,
)
from metrics.measures import Dimension
from metrics.online_services import ONLINE_FILING_RATE
from metrics.timeliness import ON_TIME_RATE
from tests.metrics.test_rates import LOAD, day, drawn, january
from tests.metrics.twin import Row, World
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

LATER = replace(LOAD, load_id="L1", export_date=date(2023, 7, 3), loaded_at=datetime(2023, 7, 4))


def two_loads() -> World:
    """`january`, and a later file that says of H9 alone that it was resolved in time on 15/02."""
    update = Row(
        load_id="L1", source_row=41, code="H9", unit="26434", received_at=day("31/01"), due_at=day("20/02"),
        finished_at=day("15/02"), status="done",
    )  # fmt: skip
    world = january()
    return World(loads=(*world.loads, LATER), rows=(*world.rows, update))


def test_a_list_of_dossiers_shows_file_sheet_and_row() -> None:
    table = dossiers(stored(two_loads()), unit="26434").set_index("dossier_code")
    assert list(table.index) == ["H4", "H7", "H8", "H9", "H10"]
    assert table.loc["H4", ["file", "sheet", "row"]].tolist() == ["L0.xlsx", "Sheet1", 3]
    assert table.loc["H9", ["file", "sheet", "row"]].tolist() == ["L1.xlsx", "Sheet1", 41]
    assert table.loc["H9", "state_name"] == "Đã giải quyết"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"load_id": "L1"}, {"H9"}),
        ({"units": ("26425", "741.TNMT")}, {"H1", "H2", "H3", "H5", "H6"}),
        ({"units": ()}, set()),
        ({"field": "Đất đai"}, {"H4", "H5", "H6"}),
        ({"field_group": "chung_thuc"}, {"H3"}),
        ({"state": "withdrawn"}, {"H7"}),
        ({"received": Days(first=date(2023, 1, 31), last=date(2023, 2, 1))}, {"H9", "H10"}),
        ({"ended": Days(first=date(2023, 1, 31), last=date(2023, 2, 1))}, {"H6", "H8"}),
        ({"is_on_due_day": True}, {"H5"}),
        ({"codes": ("H2", "H10")}, {"H2", "H10"}),
        ({"unit": "26434", "state": "open"}, {"H10"}),
    ],
)
def test_each_limit_of_a_list_leaves_what_it_says(asked: dict[str, object], expected: set[str]) -> None:
    assert set(dossiers(stored(two_loads()), **asked)["dossier_code"]) == expected


def test_rows_of_a_load_are_all_there_though_some_count_no_more() -> None:
    con = stored(two_loads())
    assert len(rows(con, "L0")) == 10
    assert set(dossiers(con, load_id="L0")["dossier_code"]) == {f"H{at}" for at in range(1, 11)} - {"H9"}
    assert rows(con, "L1")[["source_row", "dossier_code"]].to_numpy().tolist() == [[41, "H9"]]
    assert rows(con, "none").empty


def test_rejects_and_messages_are_those_of_their_load() -> None:
    con = build.empty()
    con.execute("INSERT INTO loads (load_id, file, loaded_at) VALUES ('L0', 'a.xlsx', TIMESTAMP '2023-01-01')")
    con.execute("INSERT INTO reject VALUES ('L0', 'Sheet1', 7, 'C7', 'received_at', 'không phải là ngày.')")
    con.execute("INSERT INTO load_message VALUES ('L0', 'warning', NULL, NULL, 'Tệp không ghi ngày xuất.')")
    assert rejects(con)[["file", "row", "cell", "reason"]].to_numpy().tolist() == [
        ["a.xlsx", 7, "C7", "không phải là ngày."]
    ]
    assert rejects(con, "L1").empty
    assert messages(con, "L0")["text"].tolist() == ["Tệp không ghi ngày xuất."]
    assert problems(con)[["problem", "count"]].to_numpy().tolist() == [["rejected", 1]]


def test_a_load_feeds_the_figures_of_the_rows_that_count() -> None:
    """L1 gives H9: one on time of one resolved in February, online in January by the older file's word."""
    con = stored(two_loads())
    table = figures_fed(con, "L1")
    on_time = table[table["indicator"] == "on_time_rate"]
    assert on_time[["unit", "month", "numerator", "denominator", "all_numerator", "all_denominator"]].to_numpy(
    ).tolist() == [["26434", "2023-02", 1, 1, 1, 2]]  # fmt: skip
    assert on_time[["variant", "label"]].to_numpy().tolist() == [["A", ON_TIME_RATE.label]]
    online = table[table["indicator"] == "online_filing_rate"]
    assert online[["month", "numerator", "denominator", "all_denominator"]].to_numpy().tolist() == [
        ["2023-01", 1, 1, 3]
    ]
    nothing = figures_fed(con, "none")
    assert (len(nothing), list(nothing.columns)) == (0, list(FIGURE_COLUMNS))


def test_asking_what_a_load_feeds_leaves_the_figures_of_others_as_they_are() -> None:
    con = stored(two_loads())
    before = rates(con, ON_TIME_RATE, Period.parse("2023"), [Dimension.UNIT])
    figures_fed(con, "L1")
    assert rates(con, ON_TIME_RATE, Period.parse("2023"), [Dimension.UNIT]).equals(before)


@pytest.mark.parametrize("indicator", [ON_TIME_RATE, ONLINE_FILING_RATE], ids=lambda one: one.key)
def test_the_parts_of_all_loads_add_up_to_the_figure(indicator: Indicator) -> None:
    con = stored(two_loads())
    tables = [figures_fed(con, load_id) for load_id in ("L0", "L1")]
    parts = [table[table["indicator"] == indicator.key] for table in tables]
    whole = rates(con, indicator, Period.parse("2023")).iloc[0]
    for name in ("numerator", "denominator"):
        assert sum(part[name].sum() for part in parts) == whole[name]


def test_problems_are_counted_and_lead_to_their_rows() -> None:
    """H1 unknown; H2 in a field not listed; H3 without due day; H4 done undated; H5 without field, due too early."""
    world = drawn(
        "H1 | 26425 | Hộ tịch       | 03/01 | 10/01 | -     | unknown | online",
        "H2 | 26425 | Lĩnh vực lạ   | 03/01 | 10/01 | 09/01 | done    | online",
        "H3 | 26425 | Hộ tịch       | 03/01 | -     | 09/01 | done    | online",
        "H4 | 26425 | Hộ tịch       | 03/01 | 10/01 | -     | done    | online",
        "H5 | 26425 | Hộ tịch       | 03/01 | 02/01 | 09/01 | done    | online",
        "H6 | 26425 | Hộ tịch       | 03/01 | 10/01 | 09/01 | done    | online",
    )
    bare = tuple(replace(row, field=None) if row.code == "H5" else row for row in world.rows)
    con = stored(replace(world, rows=bare))
    expected = {
        "unknown_status": ["H1"], "field_without_group": ["H2"], "no_field": ["H5"], "no_due": ["H3"],
        "undated": ["H4"], "due_before_received": ["H5"],
    }  # fmt: skip
    table = problems(con)
    assert dict(zip(table["problem"], table["count"], strict=True)) == dict.fromkeys(expected, 1)
    assert table["share_pct"].round(2).tolist() == [16.67] * 6
    for problem, codes in expected.items():
        assert dossiers(con, problem=problem)["dossier_code"].tolist() == codes
    assert fields_without_group(con).to_numpy().tolist() == [["Lĩnh vực lạ", 1, 1]]


def test_nothing_loaded_has_no_problem_and_no_rows() -> None:
    con = build.empty()
    assert problems(con).empty
    assert dossiers(con).empty
    with pytest.raises(ValueError, match=next(iter(PROBLEMS))):
        dossiers(con, problem="nothing")


def test_figures_fed_are_those_known_at_a_moment() -> None:
    """H9 was open in L0 until L1 of 4 July resolved it: before that day L1 feeds nothing."""
    con = stored(two_loads())
    assert figures_fed(con, "L1", as_of=datetime(2023, 7, 3)).empty
    (now,) = figures_fed(con, "L1").query("indicator == 'on_time_rate'").to_dict("records")
    (later,) = (
        figures_fed(con, "L1", as_of=datetime(2023, 7, 5)).query("indicator == 'on_time_rate'").to_dict("records")
    )
    assert now == later
    assert (now["month"], now["numerator"], now["denominator"]) == ("2023-02", 1, 1)
    before = figures_fed(con, "L0", as_of=datetime(2023, 7, 3)).query("indicator == 'on_time_rate'")
    assert before["all_denominator"].tolist() == before["denominator"].tolist()
