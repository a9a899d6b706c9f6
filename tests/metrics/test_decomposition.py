"""Changes of a rate taken apart without a remainder, and the dossiers that came and went."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.decomposition import FLOW_COLUMNS, as_table, between, decompose, exchange, exchanged, flow, in_words
from metrics.indicator import rates
from metrics.measures import EVERYTHING, Dimension, Scope
from metrics.timeliness import ON_TIME_RATE, balance
from tests.metrics.test_rates import january
from tests.metrics.worlds import UNITS, drawing, periods, stored, worlds
from warehouse import build
from warehouse.period import Period

unhurried = settings(deadline=None)  # a busy machine is no failure


@st.composite
def counts(draw) -> tuple[int, int]:
    cases = draw(st.sampled_from((0, 1, 7, 50, 4_000)))
    return draw(st.integers(0, cases)), cases


SLICES = st.dictionaries(st.sampled_from(("A", "B", "C", "D", None)), counts(), max_size=5)


def whole(slices: dict[str | None, tuple[int, int]]) -> Fraction | None:
    cases = sum(cases for _, cases in slices.values())
    return 100 * Fraction(sum(hits for hits, _ in slices.values()), cases) if cases else None


@unhurried
@given(SLICES, SLICES)
def test_parts_add_up_exactly_to_the_change_of_the_whole(before, after):
    change = decompose(before, after)
    if whole(before) is None or whole(after) is None:
        assert change is None
        return
    assert (change.before_pct, change.after_pct) == (whole(before), whole(after))
    assert change.rate_points + change.mix_points == whole(after) - whole(before)
    assert sum(part.points for part in change.parts) == change.points


@unhurried
@given(SLICES, SLICES)
def test_looking_backwards_gives_the_same_parts_with_the_other_sign(before, after):
    there, back = decompose(before, after), decompose(after, before)
    if there is not None:
        assert [(part.key, -part.rate_points, -part.mix_points) for part in back.parts] == [
            (part.key, part.rate_points, part.mix_points) for part in there.parts
        ]


@unhurried
@given(SLICES)
def test_the_same_rates_over_more_cases_are_no_change(slices):
    more = {key: (3 * hits, 3 * cases) for key, (hits, cases) in slices.items()}
    change = decompose(slices, more)
    if change is not None:
        assert all(part.rate_points == part.mix_points == 0 for part in change.parts)


@unhurried
@given(SLICES, SLICES)
def test_a_slice_without_cases_in_one_period_is_all_mix(before, after):
    for part in getattr(decompose(before, after), "parts", ()):
        if not (part.before[1] and part.after[1]):
            assert part.rate_points == 0
            assert part.direction is None


def test_equal_shares_leave_rates_alone_to_explain_the_change():
    """A 90 to 94 %, B 50 to 48 %, half of the cases each: +2 and -1."""
    change = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (94, 100), "B": (48, 100)})
    assert [(part.rate_points, part.mix_points) for part in change.parts] == [(2, 0), (-1, 0)]


def test_equal_rates_leave_the_mix_alone_to_explain_the_change():
    """A 90 %, B 50 %: A's share from a half to three quarters, B's down: whole 70 to 80, each a quarter x 20 - 5."""
    change = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (270, 300), "B": (50, 100)})
    assert (change.before_pct, change.after_pct, change.rate_points, change.mix_points) == (70, 80, 0, 10)
    assert [part.mix_points for part in change.parts] == [Fraction(1, 4) * 15, Fraction(1, 4) * 25]
    assert change.is_paradox


def test_a_unit_that_appears_counts_by_how_it_differs_from_the_whole():
    """A stays at 90 % of 100; B comes with 60 of 100: the whole falls from 90 to 75, all of it mix."""
    change = decompose({"A": (90, 100)}, {"A": (90, 100), "B": (60, 100)})
    assert (change.points, change.rate_points, change.mix_points) == (-15, 0, -15)
    parts = {part.key: part.mix_points for part in change.parts}
    assert parts == {"A": Fraction(-1, 2) * Fraction(15, 2), "B": Fraction(1, 2) * Fraction(-45, 2)}


def test_every_slice_up_and_the_whole_down_is_said_in_words():
    change = decompose({"A": (45, 50), "B": (25, 50)}, {"A": (46, 50), "B": (243, 450)})
    assert change.is_paradox
    assert "không lĩnh vực nào giảm mà tỷ lệ chung giảm: do cơ cấu hồ sơ" in in_words(change, "lĩnh vực")


def test_every_slice_down_and_the_whole_up_is_said_in_words():
    change = decompose({"A": (46, 50), "B": (243, 450)}, {"A": (45, 50), "B": (25, 50)})
    assert "không xã nào tăng mà tỷ lệ chung tăng: do cơ cấu hồ sơ" in in_words(change, "xã")


def test_a_change_that_a_slice_shares_is_no_paradox():
    change = decompose({"A": (90, 100), "B": (50, 100)}, {"A": (94, 100), "B": (48, 100)})
    assert not change.is_paradox
    assert in_words(change, "xã").replace("\u00a0", " ") == (
        "Tăng 1,00 điểm: do tỷ lệ từng xã +1,00, do cơ cấu hồ sơ 0,00"
    )


def test_no_change_is_called_so():
    same = {"A": (1, 2), None: (3, 4)}
    assert in_words(decompose(same, same), "xã").startswith("Không đổi: ")


def test_slices_without_a_key_stand_last_and_in_the_table():
    table = as_table(decompose({None: (1, 2), "B": (1, 2)}, {"A": (1, 1), None: (2, 2)}))
    assert [None if pd.isna(key) else key for key in table["key"]] == ["A", "B", None]
    assert table["points"].sum() == pytest.approx(50)


def test_change_of_a_rate_is_read_from_the_rollup():
    """January 4 of 6 on time; February H8, which is late."""
    change = between(
        stored(january()), ON_TIME_RATE, Period.parse("2023-01"), Period.parse("2023-02"), Dimension.COMMUNE
    )
    assert (change.before_pct, change.after_pct) == (Fraction(400, 6), 0)
    assert {part.key: (part.before, part.after) for part in change.parts} == {
        "26425": ((3, 3), (0, 0)),
        "26434": ((0, 1), (0, 1)),
        None: ((1, 2), (0, 0)),
    }


def test_change_is_not_taken_apart_by_time():
    with pytest.raises(ValueError, match="Không tách"):
        between(build.empty(), ON_TIME_RATE, Period.parse("2022"), Period.parse("2023"), Dimension.MONTH)


def test_an_empty_warehouse_has_no_change_and_no_flow():
    con = build.empty()
    assert between(con, ON_TIME_RATE, Period.parse("2022"), Period.parse("2023"), Dimension.FIELD) is None
    found = flow(con, Period.parse("2023"))
    assert (len(found), tuple(found.columns)) == (0, FLOW_COLUMNS)


SCOPES = st.sampled_from(
    (
        EVERYTHING,
        Scope(level="commune"),
        Scope(field_groups=("dat_dai", "xay_dung")),
        Scope(units=UNITS[:2], fields=("Đất đai",)),
        Scope(units=()),
    )
)


@drawing(1 / 4)
@given(worlds(), periods(), SCOPES)
def test_lists_of_dossiers_add_up_with_the_balance(world, token, scope):
    con, period = stored(world), Period.parse(token)
    counted = balance(con, period, scope=scope).iloc[0]
    listed = flow(con, period, scope=scope)
    came, went = Counter(listed["came"]), Counter(listed["went"])
    for name in ("carried_over", "received"):
        assert came[name] == counted[name]
    for name in ("resolved", "undated", "withdrawn", "open"):
        assert went[name] == counted[name]
    assert listed["dossier_code"].is_unique


@drawing(1 / 4)
@given(worlds(), periods(), periods())
def test_the_change_of_any_two_periods_is_that_of_their_rates(world, one, other):
    con, before, after = stored(world), Period.parse(one), Period.parse(other)
    change = between(con, ON_TIME_RATE, before, after, Dimension.FIELD)
    both = [rates(con, ON_TIME_RATE, period).iloc[0]["rate_pct"] for period in (before, after)]
    if change is None:
        assert any(pd.isna(rate) for rate in both)
    else:
        assert float(change.points) == pytest.approx(both[1] - both[0])


def test_what_came_and_went_is_said_for_each_dossier():
    """Of the January: H1 was there before; H7 was withdrawn, H8 and H9 stay, H10 comes later."""
    listed = flow(stored(january()), Period.parse("2023-01-02..2023-01-31")).set_index("dossier_code")
    assert listed.loc[["H1", "H2", "H7", "H8"], ["came", "went"]].to_numpy().tolist() == [
        ["carried_over", "resolved"],
        ["received", "resolved"],
        ["received", "withdrawn"],
        ["received", "open"],
    ]
    assert "H10" not in listed.index


def test_dossiers_outside_every_count_are_in_no_list():
    world = january()
    rows = tuple(replace(row, status="not_accepted") for row in world.rows)
    assert flow(stored(replace(world, rows=rows)), Period.parse("2023")).empty


@drawing(1 / 4)
@given(worlds(), periods(), periods())
def test_what_left_and_entered_is_the_difference_of_both_lists(world, one, other):
    con = stored(world)
    before, after = sorted((Period.parse(one), Period.parse(other)), key=lambda period: (period.start, period.end))
    first, second = (set(flow(con, period)["dossier_code"]) for period in (before, after))
    found = exchange(con, before, after)
    assert (found.before, found.after, found.stayed) == (len(first), len(second), len(first & second))
    for way, codes in (("left", first - second), ("entered", second - first), ("stayed", first & second)):
        assert set(exchanged(con, before, after, way, limit=10_000)) == codes


def test_what_left_and_entered_says_how_it_stands_at_the_end():
    """H1, carried over, was resolved in January; H10 comes after it: open at the end of February, or ended by then."""
    con = stored(january())
    january_, february = Period.parse("2023-01"), Period.parse("2023-02")
    found = exchange(con, january_, february)
    assert "open" not in found.left  # whoever left has ended
    assert "H1" in exchanged(con, january_, february, "left", limit=100)
    assert "H8" in exchanged(con, january_, february, "stayed", limit=100)
    assert len(exchanged(con, january_, february, "left", limit=1)) == 1


def test_periods_are_compared_in_their_order_only():
    con = stored(january())
    with pytest.raises(ValueError, match="phải đứng trước"):
        exchange(con, Period.parse("2023-02"), Period.parse("2023-01"))
    with pytest.raises(ValueError, match="Không có loại"):
        exchanged(con, Period.parse("2023-01"), Period.parse("2023-02"), "lost", limit=1)
