"""Rates of a January small enough to count by hand, and the edges of its definitions."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from metrics.indicator import rates, ratio
from metrics.measures import Compare, Dimension, Scope
from metrics.online_services import ONLINE_FILING_RATE
from metrics.timeliness import ON_TIME_RATE, balance
from tests.metrics.twin import Load, Procedure, Row, World
from tests.metrics.worlds import stored
from warehouse import build
from warehouse.period import Period

LOAD = Load(
    load_id="L0", export_date=date(2023, 4, 3), known_until=date(2023, 3, 31), loaded_at=datetime(2023, 4, 3, 2)
)


def day(text: str) -> datetime | None:
    """A day of 2023 as dd/mm, with or without hh:mm; nothing for '-'."""
    return None if text == "-" else datetime.strptime(f"2023/{text}", "%Y/%d/%m %H:%M" if ":" in text else "%Y/%d/%m")


def drawn(*lines: str, load: Load = LOAD) -> World:
    """A world from lines `code unit field received due finished status channel`, '-' where nothing is printed."""
    rows = []
    for at, line in enumerate(lines):
        code, unit, field, received, due, finished, status, channel = (
            cell.strip() for cell in line.strip().strip("|").split("|")
        )
        rows.append(
            Row(
                load_id=load.load_id, source_row=at, code=code, unit=unit, field=field, received_at=day(received),
                due_at=day(due), finished_at=day(finished), status=status, channel=None if channel == "-" else channel,
            )
        )  # fmt: skip
    return World(loads=(load,), rows=tuple(rows))


def january() -> World:
    """Ten dossiers of two communes and the land office, as known at the end of March.

    In January: received H2 to H9 (8), carried over H1 (1); resolved H1, H2, H3, H4, H5, H6 (6) = on time H1, H2, H3
    and, on the day itself, H5 (4), late H4 and H6 (2); withdrawn H7 (1); open at its end H8 (overdue) and H9 (2).
    """
    return drawn(
        "H1  | 26425    | Hộ tịch    | 01/01       | 10/01       | 09/01       | done      | online",
        "H2  | 26425    | Hộ tịch    | 03/01       | 10/01       | 09/01       | done      | online",
        "H3  | 26425    | Chứng thực | 03/01       | 10/01       | 04/01       | done      | direct",
        "H4  | 26434    | Đất đai    | 03/01       | 10/01       | 11/01       | done      | postal",
        "H5  | 741.TNMT | Đất đai    | 03/01       | 10/01 09:00 | 10/01 15:00 | done      | online",
        "H6  | 741.TNMT | Đất đai    | 03/01       | 10/01       | 31/01       | done      | direct",
        "H7  | 26434    | Hộ tịch    | 05/01       | 20/01       | 12/01       | withdrawn | direct",
        "H8  | 26434    | Hộ tịch    | 05/01       | 20/01       | 01/02       | done      | -",
        "H9  | 26434    | Hộ tịch    | 31/01       | 20/02       | -           | open      | online",
        "H10 | 26434    | Hộ tịch    | 01/02       | 20/02       | -           | open      | online",
    )


FROM_2ND = Period.parse("2023-01-02..2023-01-31")


def parts(world: World, variant: str = "A", compare: Compare = Compare.SOURCE, period: Period = FROM_2ND) -> list[int]:
    row = rates(stored(world), ON_TIME_RATE, period, variant=variant, compare=compare).iloc[0]
    return [int(row["numerator"]), int(row["denominator"])]


def test_the_four_variants_of_january() -> None:
    assert parts(january(), "A") == [4, 6]
    assert parts(january(), "B") == [6, 9]  # 4 on time, H7 withdrawn, H9 open within its time; of 8 + 1
    assert parts(january(), "C") == [4, 7]  # H8 is due and open
    assert parts(january(), "D") == [5, 7]


def test_the_counts_beside_january() -> None:
    row = balance(stored(january()), FROM_2ND).iloc[0].to_dict()
    assert row == {
        "carried_over": 1, "received": 8, "resolved": 6, "on_time": 4, "early": 3, "late": 2, "no_due": 0,
        "undated": 0, "withdrawn": 1, "resolved_or_withdrawn": 0, "open": 2, "open_overdue": 1,
        "waiting": 0, "unknown_status": 0,
    }  # fmt: skip


def test_an_hour_that_was_promised_counts_only_when_hours_are_compared() -> None:
    assert parts(january(), compare=Compare.DATE) == [4, 6]
    assert parts(january(), compare=Compare.DATETIME) == [3, 6]
    hours = replace(LOAD, compare="datetime")
    assert parts(replace(january(), loads=(hours,))) == [3, 6]


def test_a_due_day_without_an_hour_lasts_to_its_end() -> None:
    world = drawn("H1 | 26425 | Hộ tịch | 03/01 | 10/01 | 10/01 16:30 | done | direct")
    assert parts(world, compare=Compare.DATETIME) == [1, 1]


def test_a_dossier_without_a_due_day_is_counted_beside_and_in_no_variant() -> None:
    world = drawn(
        "H1 | 26425 | Hộ tịch | 03/01 | - | 10/01 | done      | direct",
        "H2 | 26425 | Hộ tịch | 03/01 | - | 10/01 | withdrawn | direct",
        "H3 | 26425 | Hộ tịch | 03/01 | - | -     | open      | direct",
    )
    assert [parts(world, variant) for variant in "ABCD"] == [[0, 0]] * 4
    row = balance(stored(world), FROM_2ND).iloc[0]
    assert (row["resolved"], row["no_due"], row["withdrawn"], row["open"], row["open_overdue"]) == (1, 1, 1, 1, 0)


def test_a_waiting_dossier_is_open_and_never_overdue() -> None:
    world = drawn("H1 | 26425 | Hộ tịch | 03/01 | 10/01 | - | waiting | direct")
    assert parts(world, "B") == [1, 1]
    assert parts(world, "C") == [0, 0]
    row = balance(stored(world), FROM_2ND).iloc[0]
    assert (row["open"], row["waiting"], row["open_overdue"]) == (1, 1, 0)


def test_the_due_day_itself_is_not_overdue_and_the_next_one_is() -> None:
    world = drawn("H1 | 26425 | Hộ tịch | 03/01 | 30/01 | - | open | direct")
    for last, overdue in (("2023-01-30", 0), ("2023-01-31", 1)):
        row = balance(stored(world), Period.parse(f"2023-01-01..{last}")).iloc[0]
        assert row["open_overdue"] == overdue


def test_a_due_day_before_reception_is_overdue_from_reception_on() -> None:
    world = drawn("H1 | 26425 | Hộ tịch | 20/01 | 10/01 | - | open | direct")
    for last, counted in (("2023-01-15", (0, 0)), ("2023-01-19", (0, 0)), ("2023-01-20", (1, 1))):
        row = balance(stored(world), Period.parse(f"2023-01-01..{last}")).iloc[0]
        assert (row["open"], row["open_overdue"]) == counted


def test_a_withdrawn_dossier_without_a_day_ends_when_its_file_does_and_not_before_its_reception() -> None:
    """The file speaks until 31 March; H2 is received after that."""
    world = drawn(
        "H1 | 26425 | Hộ tịch | 05/01 | 20/01 | - | withdrawn | direct",
        "H2 | 26425 | Hộ tịch | 03/04 | 20/04 | - | withdrawn | direct",
    )
    table = balance(stored(world), Period.parse("2023-H1"), [Dimension.MONTH]).set_index("month")
    assert table["withdrawn"][lambda column: column > 0].to_dict() == {"2023-03": 1, "2023-04": 1}
    assert table["open"].min() == 0


def test_a_verdict_quá_hạn_is_decided_by_the_dates() -> None:
    world = drawn(
        "H1 | 26425 | Hộ tịch | 03/01 | 10/01 | 09/01 | overdue | direct",
        "H2 | 26425 | Hộ tịch | 03/01 | 10/01 | -     | overdue | direct",
        "H3 | 26425 | Hộ tịch | 03/01 | 20/02 | -     | overdue | direct",
    )
    row = balance(stored(world), FROM_2ND).iloc[0]
    assert (row["on_time"], row["open"], row["open_overdue"]) == (1, 2, 1)


def test_a_commune_is_missing_for_an_agency_and_levels_tell_them_apart() -> None:
    table = rates(stored(january()), ON_TIME_RATE, FROM_2ND, [Dimension.LEVEL, Dimension.COMMUNE])
    rows = [tuple(row) for row in table[["level", "commune", "numerator", "denominator"]].astype("object").to_numpy()]
    assert rows[:2] == [("commune", "26425", 3, 3), ("commune", "26434", 0, 1)]
    assert rows[2][0] == "district"
    assert rows[2][1] != rows[2][1] or rows[2][1] is None
    assert rows[2][2:] == (1, 2)


def test_each_month_has_its_own_stocks() -> None:
    table = rates(stored(january()), ON_TIME_RATE, Period.parse("2023-Q1"), [Dimension.MONTH], variant="C")
    found = {row["month"]: (row["numerator"], row["denominator"]) for row in table.to_dict("records")}
    # H8 is open and overdue at the end of January, resolved late in February; H9 and H10 are overdue from 21/02.
    assert found == {"2023-01": (4, 7), "2023-02": (0, 3), "2023-03": (0, 2)}


def test_a_scope_limits_the_figures_to_level_groups_fields_and_units() -> None:
    con = stored(january())
    for scope, expected in (
        (Scope(level="commune"), (3, 4)),
        (Scope(field_groups=("dat_dai", "xay_dung")), (1, 3)),
        (Scope(fields=("Hộ tịch",)), (2, 2)),
        (Scope(units=("26434", "741.TNMT")), (1, 3)),
        (Scope(level="commune", field_groups=("dat_dai",)), (0, 1)),
        (Scope(units=()), (0, 0)),
    ):
        row = rates(con, ON_TIME_RATE, FROM_2ND, scope=scope).iloc[0]
        assert (row["numerator"], row["denominator"]) == expected, scope


def test_online_filing_leaves_out_files_that_do_not_tell_the_channel() -> None:
    con = stored(january())
    received = rates(con, ONLINE_FILING_RATE, FROM_2ND).iloc[0]
    assert (received["numerator"], received["denominator"]) == (3, 7)  # H8 says nothing; H4 by post is not online
    resolved = rates(con, ONLINE_FILING_RATE, FROM_2ND, variant="resolved").iloc[0]
    assert (resolved["numerator"], resolved["denominator"]) == (3, 6)


def test_a_later_export_gives_the_state_and_takes_no_description_away() -> None:
    later = replace(LOAD, load_id="L1", export_date=date(2023, 7, 3), loaded_at=datetime(2023, 4, 2))
    update = Row(
        load_id="L1", source_row=0, code="H9", unit="26434", received_at=day("31/01"), due_at=day("20/02"),
        finished_at=day("15/02"), status="done",
    )  # fmt: skip
    world = january()
    con = stored(replace(world, loads=(LOAD, later), rows=(*world.rows, update)))
    table = rates(con, ON_TIME_RATE, Period.parse("2023-02"), [Dimension.FIELD, Dimension.CHANNEL])
    assert ["Hộ tịch", "online", 1, 1] in table[["field", "channel", "numerator", "denominator"]].to_numpy().tolist()


def test_a_withdrawn_load_counts_until_the_moment_of_its_withdrawal() -> None:
    """Loaded at 02:00 UTC on 3 April, withdrawn at 05:00."""
    withdrawn = replace(LOAD, withdrawn_at=datetime(2023, 4, 3, 5))
    world = replace(january(), loads=(withdrawn,))
    assert parts(world) == [0, 0]
    for moment, expected in (
        (datetime(2023, 4, 3, 1, 59, 59), 0),
        (datetime(2023, 4, 3, 2), 6),
        (datetime(2023, 4, 3, 4, 59, 59), 6),
        (datetime(2023, 4, 3, 5), 0),
    ):
        cursor = stored(world).cursor()
        build.as_of(cursor, moment)
        assert rates(cursor, ON_TIME_RATE, FROM_2ND).iloc[0]["denominator"] == expected, moment


@pytest.mark.parametrize(("moment", "is_rebuilt"), [(datetime(2023, 4, 3, 1), True), (datetime(2023, 4, 3, 2), False)])
def test_nothing_is_rebuilt_for_a_moment_after_which_nothing_came(moment, is_rebuilt) -> None:
    cursor = stored(january()).cursor()
    build.as_of(cursor, moment)
    assert (
        bool(cursor.execute("SELECT 1 FROM duckdb_views() WHERE temporary AND NOT internal").fetchall()) is is_rebuilt
    )


def test_an_unknown_variant_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="A, B, C, D"):
        rates(stored(january()), ON_TIME_RATE, FROM_2ND, variant="E")


def test_a_field_that_no_list_groups_is_other_even_where_another_procedure_has_the_same_name() -> None:
    """Domain guide 6: code, its catalogue field, its group; what stands in no list goes to "khac", never a guess."""
    world = drawn("H1 | 26425 | - | 03/01 | 10/01 | 09/01 | done | -")
    (row,) = world.rows
    row = replace(row, field=None, procedure_code="1.000001", procedure_name="Cấp giấy xác nhận")
    catalogue = Load(load_id="C0", export_date=date(2023, 1, 2), known_until=date(2023, 1, 2), loaded_at=day("02/01"))
    entries = (
        Procedure(load_id="C0", source_row=1, code="1.000001", name="Tên trong danh mục", field="Lĩnh vực lạ"),
        Procedure(load_id="C0", source_row=2, code="1.000002", name="Cấp giấy xác nhận", field="Đất đai"),
    )
    con = stored(World(loads=(*world.loads, catalogue), rows=(row,), procedures=entries))
    (found,) = rates(con, ON_TIME_RATE, FROM_2ND, [Dimension.FIELD, Dimension.FIELD_GROUP]).to_dict("records")
    assert (found["field"], found["field_group"]) == ("Lĩnh vực lạ", "khac")


@pytest.mark.parametrize("scope", [Scope(), Scope(level="commune"), Scope(units=("26425",), field_groups=("ho_tich",))])
@pytest.mark.parametrize("compare", Compare)
def test_a_ratio_is_the_one_row_of_rates_without_slices(scope: Scope, compare: Compare) -> None:
    con = stored(january())
    for variant in ON_TIME_RATE.variants:
        for token in ("2023-01", "2023-Q1", "2022"):
            asked = {"variant": variant.key, "compare": compare, "scope": scope}
            row = rates(con, ON_TIME_RATE, Period.parse(token), **asked).iloc[0]
            assert ratio(con, ON_TIME_RATE, Period.parse(token), **asked) == (row["numerator"], row["denominator"])
    with pytest.raises(ValueError, match="E"):
        ratio(con, ON_TIME_RATE, Period.parse("2023"), variant="E")
