"""Signs between two exports, each drawn by hand with the near misses beside it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import pytest

from metrics.changes import COLUMNS, KINDS, SPIKE_COUNT, between_exports, last_working_day
from tests.metrics.test_rates import drawn
from tests.metrics.twin import Load, Row, World
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

EARLY = Load(
    load_id="L0", export_date=date(2023, 3, 31), known_until=date(2023, 3, 31), loaded_at=datetime(2023, 7, 10, 1)
)
LATE = Load(
    load_id="L1", export_date=date(2023, 6, 30), known_until=date(2023, 6, 30), loaded_at=datetime(2023, 7, 10, 2)
)


def two_exports(before: list[str], after: list[str]) -> duckdb.DuckDBPyConnection:
    """Put what an export of 31/03 and one of 30/06 print into a warehouse; both speak from 01/01 on."""
    rows = drawn(*before, load=EARLY).rows + drawn(*after, load=LATE).rows
    return stored(World(loads=(EARLY, LATE), rows=rows))


def codes(con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    return between_exports(con, kind)["dossier_code"].tolist()


def test_a_due_day_moved_after_it_had_passed_is_asked_about_with_both_rows() -> None:
    """Four dossiers, of which two were moved in time or not at all.

    H1: due 10/03, still so on 31/03, then 20/04. H2 the same days twice. H3 moved to 20/05 and ended before its 20/04.
    H4 was due 20/04, which passed between the exports: before or after, nobody knows.
    """
    con = two_exports(
        [
            "H1 | 26425 | Hộ tịch | 01/03 | 10/03 | -     | open | -",
            "H2 | 26425 | Hộ tịch | 01/03 | 10/03 | -     | open | -",
            "H3 | 26425 | Hộ tịch | 01/03 | 20/04 | -     | open | -",
            "H4 | 26425 | Hộ tịch | 01/03 | 20/04 | -     | open | -",
        ],
        [
            "H1 | 26425 | Hộ tịch | 01/03 | 20/04 | 19/04 | done | -",
            "H2 | 26425 | Hộ tịch | 01/03 | 10/03 | 19/04 | done | -",
            "H3 | 26425 | Hộ tịch | 01/03 | 20/05 | 19/04 | done | -",
            "H4 | 26425 | Hộ tịch | 01/03 | 20/05 | 19/05 | done | -",
        ],
    )
    table = between_exports(con, "due_moved_after_due")
    assert table[["dossier_code", "is_certain"]].to_numpy().tolist() == [["H1", True], ["H4", False]]
    first = table.iloc[0]
    assert first["question"] == "Ngày hẹn đổi từ 10/03/2023 thành 20/04/2023 sau khi đã quá hẹn: vì sao?"
    assert first[["old_file", "old_sheet", "old_row", "new_file", "new_row"]].tolist() == [
        "L0.xlsx", "Sheet1", 0, "L1.xlsx", 0,
    ]  # fmt: skip
    assert first["unit_name"] == "Thị trấn Gia Ray"


def test_a_due_day_that_is_gone_is_asked_about_unless_the_file_prints_none_at_all() -> None:
    before = ["H1 | 26425 | Hộ tịch | 01/03 | 10/03 | - | open | -"]
    gone = "H1 | 26425 | Hộ tịch | 01/03 | -     | - | open | -"
    other = "H2 | 26425 | Hộ tịch | 01/05 | 10/05 | - | open | -"
    assert codes(two_exports(before, [gone, other]), "due_moved_after_due") == ["H1"]
    assert codes(two_exports(before, [gone]), "due_moved_after_due") == []


def test_an_end_that_is_rewritten_or_gone_is_asked_about_and_one_that_is_new_is_not() -> None:
    """H1: late on 15/03, then in time on 09/03. H2: ended, then open. H3: open, then ended. H4: the same."""
    con = two_exports(
        [
            "H1 | 26425 | Hộ tịch | 01/03 | 10/03 | 15/03 | done | -",
            "H2 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03 | done | -",
            "H3 | 26425 | Hộ tịch | 01/03 | 10/04 | -     | open | -",
            "H4 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03 | done | -",
        ],
        [
            "H1 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03       | done | -",
            "H2 | 26425 | Hộ tịch | 01/03 | 10/03 | -           | open | -",
            "H3 | 26425 | Hộ tịch | 01/03 | 10/04 | 09/04       | done | -",
            "H4 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03 10:30 | done | -",
        ],
    )
    table = between_exports(con, "finish_rewritten").set_index("dossier_code")
    assert list(table.index) == ["H1", "H2"]
    assert table.loc["H1", "question"] == (
        "Ngày kết thúc đổi từ 15/03/2023 thành 09/03/2023, từ trễ hạn thành đúng hạn: vì sao?"
    )
    assert table.loc["H2", ["old", "new"]].tolist() == ["09/03/2023", "trống"]


def test_a_withdrawn_export_is_no_statement() -> None:
    before = drawn("H1 | 26425 | Hộ tịch | 01/03 | 10/03 | 15/03 | done | -", load=EARLY)
    after = drawn("H1 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03 | done | -", load=LATE)
    gone = replace(LATE, withdrawn_at=datetime(2023, 7, 11))
    assert codes(stored(World(loads=(EARLY, LATE), rows=before.rows + after.rows)), "finish_rewritten") == ["H1"]
    assert codes(stored(World(loads=(EARLY, gone), rows=before.rows + after.rows)), "finish_rewritten") == []


def test_a_dossier_that_a_later_export_of_its_unit_should_hold_has_vanished() -> None:
    """Two are gone that should be there, and two that need not.

    H1 open, H2 ended 09/03 inside the later file's days. H3 is of a unit that the later file does not speak of,
    H5 was never accepted.
    """
    before = [
        "H1 | 26425 | Hộ tịch | 01/03 | 10/04 | -     | open         | -",
        "H2 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03 | done         | -",
        "H3 | 26434 | Hộ tịch | 01/03 | 10/04 | -     | open         | -",
        "H5 | 26425 | Hộ tịch | 01/03 | 10/04 | -     | not_accepted | -",
    ]
    con = two_exports(before, ["H9 | 26425 | Hộ tịch | 01/05 | 10/05 | 09/05 | done | -"])
    table = between_exports(con, "vanished").set_index("dossier_code")
    assert list(table.index) == ["H1", "H2"]
    assert table.loc["H1", ["old_file", "old_row", "new_file"]].tolist() == ["L0.xlsx", 0, "L1.xlsx"]
    assert table.loc["H1", "question"].endswith("hồ sơ ở đâu?")


def test_a_list_of_pending_dossiers_only_makes_none_vanish() -> None:
    before = ["H1 | 26425 | Hộ tịch | 01/03 | 10/04 | - | open | -"]
    con = two_exports(before, ["H9 | 26425 | Hộ tịch | 01/05 | 10/07 | - | open | -"])
    assert between_exports(con, "vanished").empty


def test_an_end_before_the_days_of_the_later_export_is_not_missed() -> None:
    before = ["H1 | 26425 | Hộ tịch | 01/03 | 10/03 | 09/03 | done | -"]
    after = [
        "H8 | 26425 | Hộ tịch | 30/03 | 10/04 | 09/04 | done | -",
        "H9 | 26425 | Hộ tịch | 01/05 | 10/05 | 09/05 | done | -",
    ]
    con = two_exports(before, after)
    con.execute("UPDATE loads SET period_from = DATE '2023-04-01' WHERE load_id = 'L1'")
    build.build_rollup(con)
    assert between_exports(con, "vanished").empty


def test_a_quarter_without_one_carried_over_dossier_is_one_question_about_the_file() -> None:
    """Two open dossiers on 31/03; the list of the second quarter starts with a reception of May."""
    before = [
        "H1 | 26425 | Hộ tịch | 01/03 | 10/04 | - | open | -",
        "H2 | 26425 | Hộ tịch | 02/03 | 10/04 | - | open | -",
    ]
    con = two_exports(before, ["H9 | 26425 | Hộ tịch | 01/05 | 10/05 | 09/05 | done | -"])
    con.execute("UPDATE loads SET period_from = DATE '2023-04-01' WHERE load_id = 'L1'")
    build.build_rollup(con)
    (sign,) = between_exports(con, "vanished").to_dict("records")
    assert (sign["dossier_code"], sign["n"], sign["is_certain"]) == (None, 2, False)
    assert "kỳ trước chuyển sang" in sign["question"]


def finished(days: dict[date, int], *, term: int, due_after: int = 30) -> duckdb.DuckDBPyConnection:
    """Resolve so many dossiers on each day, received `term` days before, due `due_after` days after reception."""
    rows = [
        Row(
            load_id="L1", source_row=at, code=f"H{at}", unit="26425", status="done",
            received_at=datetime.combine(day - timedelta(days=term), datetime.min.time()),
            due_at=datetime.combine(day - timedelta(days=term - due_after), datetime.min.time()),
            finished_at=datetime.combine(day, datetime.min.time()),
        )
        for at, day in enumerate(day for day, n in days.items() for _ in range(n))
    ]  # fmt: skip
    return stored(World(loads=(LATE,), rows=tuple(rows)))


def test_many_ends_on_the_last_working_day_of_a_quarter_are_asked_about() -> None:
    """Ten Mondays to Fridays with 4 ends each, then 31/03 (a Friday) with 20: five times as many."""
    usual = {date(2023, 3, 6) + timedelta(days=day): 4 for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)}
    (sign,) = between_exports(finished(usual | {date(2023, 3, 31): 20}, term=3), "spike_quarter_end").to_dict("records")
    assert (sign["unit"], sign["n"], sign["first_day"]) == ("26425", 20, date(2023, 3, 31))
    assert sign["question"] == (
        "20 hồ sơ kết thúc ngày 31/03/2023, ngày khác trong quý bình quân 4,0: "
        "ngày kết thúc có phải ngày xong thật không?"
    )
    for enough in ({date(2023, 3, 31): SPIKE_COUNT - 1}, {date(2023, 3, 30): 20}):
        assert between_exports(finished(usual | enough, term=3), "spike_quarter_end").empty
    busy = dict.fromkeys(usual, 8)
    assert between_exports(finished(busy | {date(2023, 3, 31): 20}, term=3), "spike_quarter_end").empty


def test_a_quarter_that_ends_on_a_sunday_is_judged_by_its_busiest_day_not_by_three_days_together() -> None:
    """Twenty ends on every day of December 2023, weekends too: 29/12 to 31/12 hold sixty, and no day stands out."""
    every = {date(2023, 12, 1) + timedelta(days=day): 20 for day in range(31)}
    assert between_exports(finished(every, term=3), "spike_quarter_end").empty
    (sign,) = between_exports(finished(every | {date(2023, 12, 31): 60}, term=3), "spike_quarter_end").to_dict(
        "records"
    )
    assert (sign["n"], sign["first_day"], sign["last_day"]) == (60, date(2023, 12, 31), date(2023, 12, 31))


def test_many_ends_on_the_very_appointed_day_are_asked_about_where_there_was_time_before() -> None:
    """Thirty-day terms: 24 ended on the appointed day, none before. Three-day terms say nothing."""
    day = date(2023, 3, 8)
    (sign,) = between_exports(finished({day: 24}, term=30), "spike_due_day").to_dict("records")
    assert (sign["n"], sign["first_day"], sign["last_day"]) == (24, date(2023, 1, 1), date(2023, 3, 31))
    assert between_exports(finished({day: 24}, term=3, due_after=3), "spike_due_day").empty
    assert between_exports(finished({day: SPIKE_COUNT - 1}, term=30), "spike_due_day").empty


def test_ends_spread_over_the_week_before_the_appointed_day_are_no_spike() -> None:
    """20 on the day, 40 in the week before: 8 a working day, less than a third is not reached."""
    con = stored(World(loads=(LATE,), rows=_around_due(on_due=20, week_before=40)))
    assert between_exports(con, "spike_due_day").empty
    con = stored(World(loads=(LATE,), rows=_around_due(on_due=24, week_before=40)))
    assert between_exports(con, "spike_due_day")["n"].tolist() == [24]


def _around_due(*, on_due: int, week_before: int) -> tuple[Row, ...]:
    ends = [datetime(2023, 3, 8)] * on_due + [datetime(2023, 3, 6)] * week_before
    return tuple(
        Row(
            load_id="L1", source_row=at, code=f"H{at}", unit="26425", status="done", received_at=datetime(2023, 2, 6),
            due_at=datetime(2023, 3, 8), finished_at=end,
        )
        for at, end in enumerate(ends)
    )  # fmt: skip


def test_the_last_working_day_is_before_a_weekend() -> None:
    assert last_working_day(Period.parse("2023-Q3")) == date(2023, 9, 29)
    assert last_working_day(Period.parse("2023-Q1")) == date(2023, 3, 31)


def test_nothing_loaded_gives_no_sign_and_an_unknown_kind_is_refused_with_those_that_exist() -> None:
    con = build.empty()
    table = between_exports(con)
    assert table.empty
    assert list(table.columns) == list(COLUMNS)
    with pytest.raises(ValueError, match="spike_due_day"):
        between_exports(con, "nothing")


def test_every_question_ends_as_one() -> None:
    con = two_exports(
        [
            "H1 | 26425 | Hộ tịch | 01/03 | 10/03 | 15/03 | done | -",
            "H2 | 26425 | Hộ tịch | 01/03 | 9/03  | -     | open | -",
        ],
        ["H1 | 26425 | Hộ tịch | 01/03 | 20/03 | 09/03 | done | -"],
    )
    table = between_exports(con)
    assert set(table["kind"]) == {"due_moved_after_due", "finish_rewritten", "vanished"} <= set(KINDS)
    assert all(question.endswith("?") for question in table["question"])
