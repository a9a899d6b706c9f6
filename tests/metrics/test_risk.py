"""Risk of going late: a chance counted again in plain Python, no knowledge of the future, and the test of its worth."""

from datetime import date, timedelta
from random import Random

import pandas as pd
import pytest

from metrics import risk
from metrics.measures import Scope
from metrics.risk import BackTest, Trial
from tests.metrics.test_rates import january
from tests.metrics.worlds import stored
from warehouse import build

DAY = date(2023, 9, 30)

Dossier = tuple[str, str, str, date, date, date | None]
"""Unit, field group, procedure, received, due, ended."""


def drawn(seed: int = 1, *, unlike: bool = True, n: int = 2_500) -> list[Dossier]:
    """Dossiers of two years; where procedures are unlike, those of B go late ten times as often as those of A and C."""
    chance = Random(seed)
    found = []
    for _ in range(n):
        procedure = chance.choice("ABC")
        received = date(2022, 1, 1) + timedelta(days=chance.randrange(640))
        due = received + timedelta(days=chance.choice((5, 10, 15, 20)))
        is_late = chance.random() < (0.5 if procedure == "B" and unlike else 0.05)
        ended = due + timedelta(days=chance.randint(1, 9)) if is_late else due - timedelta(days=chance.randint(0, 3))
        group = "dat_dai" if procedure == "C" else "ho_tich"
        found.append((chance.choice(("26425", "26434")), group, procedure, received, due, max(ended, received)))
    return found


def history(dossiers: list[Dossier], known_until: date = date(2023, 12, 31)) -> pd.DataFrame:
    rows = [
        {
            "dossier_code": f"H{at:05}", "unit": unit, "field": None, "field_group": group, "procedure": procedure,
            "received_on": received, "due_on": due, "ended_on": ended, "known_until": known_until,
        }
        for at, (unit, group, procedure, received, due, ended) in enumerate(dossiers)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    days = ["received_on", "due_on", "ended_on", "known_until"]
    return table.astype(dict.fromkeys(days, "datetime64[us]"))


def chance_counted_again(dossiers: list[Dossier], day: date, unit: str, group: str, procedure: str, left: int) -> float:
    """The chance of one open dossier from the words of the module alone: loops over a list, no table."""
    middle = {1: 2, 2: 2, 3: 2, 4: 5, 5: 5, 6: 5, 7: 5}.get(left, 11)
    late: list[tuple[str, str, str, bool]] = []
    for its_unit, its_group, its_procedure, received, due, ended in dossiers:
        seen = due - timedelta(days=middle)
        if day - timedelta(days=365) < due <= day and received <= seen and (ended is None or ended > seen):
            late.append((its_unit, its_group, its_procedure, ended is None or ended > due))

    def share(keep: list[bool], wider: float, weight: float = 20) -> float:
        return (sum(keep) + weight * wider) / (len(keep) + weight)

    whole = (sum(row[3] for row in late) + 0.5) / (len(late) + 1)
    of_group = share([row[3] for row in late if row[1] == group], whole)
    of_procedure = share([row[3] for row in late if row[1:3] == (group, procedure)], of_group)
    of_unit = share([row[3] for row in late if row[0] == unit], whole)
    odds = of_procedure / (1 - of_procedure) * of_unit / (1 - of_unit) * (1 - whole) / whole
    return odds / (1 + odds)


@pytest.mark.parametrize("left", [1, 3, 4, 7, 8, 14])
@pytest.mark.parametrize(
    ("unit", "group", "procedure"),
    [("26425", "ho_tich", "A"), ("26434", "ho_tich", "B"), ("26434", "dat_dai", "C"), ("26434", "ho_tich", "mới"),
     ("mới", "mới", "mới")],
)  # fmt: skip
def test_a_chance_is_that_of_an_independent_count(unit, group, procedure, left):
    dossiers = drawn()
    model = risk.fit(history(dossiers), DAY)
    asked = pd.DataFrame(
        {"unit": [unit], "field_group": [group], "procedure": [procedure], "days_left": [left]}, index=[7]
    )
    assert risk.chances(model, asked).loc[7] == pytest.approx(
        chance_counted_again(dossiers, DAY, unit, group, procedure, left)
    )


def test_what_happened_after_the_day_changes_nothing():
    """Dossiers received or due later are forgotten, ends after the day undone: the same shares and the same list."""
    dossiers = drawn()
    known = [
        (unit, group, procedure, received, due, ended if ended <= DAY else None)
        for unit, group, procedure, received, due, ended in dossiers
        if received <= DAY
    ]
    one, other = risk.fit(history(dossiers), DAY), risk.fit(history(known, known_until=DAY), DAY)
    for name in ("whole", "groups", "procedures", "units"):
        pd.testing.assert_series_equal(getattr(one, name), getattr(other, name))
    lists = [risk.likely_late(table, DAY, 14) for table in (history(dossiers), history(known, known_until=DAY))]
    assert lists[0].test == lists[1].test
    columns = ["unit", "procedure", "received_on", "due_on", "days_left", "chance_pct", "is_listed"]
    assert sorted(lists[0].dossiers[columns].itertuples(index=False)) == sorted(
        lists[1].dossiers[columns].itertuples(index=False)
    )


def test_open_dossiers_are_those_received_not_ended_and_due_within_the_days():
    first, soon = DAY - timedelta(days=9), DAY + timedelta(days=7)
    table = history(
        [
            ("26425", "khac", "due in a week", first, soon, None),
            ("26425", "khac", "ends tomorrow", first, soon, DAY + timedelta(days=1)),
            ("26425", "khac", "ended today", first, soon, DAY),
            ("26425", "khac", "due in eight days", first, soon + timedelta(days=1), None),
            ("26425", "khac", "due today", first, DAY, None),
            ("26425", "khac", "comes tomorrow", DAY + timedelta(days=1), soon, None),
        ]
    )
    found = risk.open_at(table, DAY, 7)
    assert found[["procedure", "days_left"]].to_numpy().tolist() == [["due in a week", 7], ["ends tomorrow", 7]]


def test_a_dossier_that_no_file_speaks_of_any_more_is_neither_learned_from_nor_tested():
    """Open in a file known until the day before it falls due: nobody knows how it ended."""
    dossiers = drawn()
    unknown = [(*dossiers[0][:3], DAY - timedelta(days=20), DAY - timedelta(days=5), None)] * 50
    table = pd.concat([history(dossiers), history(unknown, known_until=DAY - timedelta(days=6))], ignore_index=True)
    model, alone = risk.fit(table, DAY), risk.fit(history(dossiers), DAY)
    pd.testing.assert_series_equal(model.procedures, alone.procedures)
    day = DAY - timedelta(days=14)
    assert risk.back_test(table, [day], 14) == risk.back_test(history(dossiers), [day], 14)


@pytest.mark.parametrize(("days", "is_known"), [(0, True), (1, False)])
def test_an_open_dossier_went_late_where_its_file_reaches_its_appointed_day(days, is_known):
    """Twenty open dossiers due on the day, in a file of that day or of the day before it."""
    still_open = [("26425", "ho_tich", "A", DAY - timedelta(days=30), DAY, None)] * 20
    table = history(still_open, known_until=DAY - timedelta(days=days))
    assert (risk.fit(table, DAY) is not None) is is_known
    dossiers, day = drawn(), DAY - timedelta(days=14)
    due = DAY - timedelta(days=5)
    more = history([(*still_open[0][:4], due, None)] * 3, known_until=due - timedelta(days=days))
    (alone,) = risk.back_test(history(dossiers), [day], 14).trials
    (one,) = risk.back_test(pd.concat([history(dossiers), more], ignore_index=True), [day], 14).trials
    assert one.late - alone.late == (3 if is_known else 0)


def test_what_falls_due_on_the_seventh_day_makes_the_list_longer():
    dossiers = drawn()
    more = [("26425", "ho_tich", "A", DAY, DAY + timedelta(days=days), None) for days in (7, 7, 8)]
    alone, found = (risk.likely_late(history([*dossiers, *some]), DAY, 14).dossiers for some in ([], more))
    assert len(found) - len(alone) == 3
    assert found["is_listed"].sum() - alone["is_listed"].sum() == 2


@pytest.mark.parametrize("horizon", risk.HORIZONS)
def test_where_kinds_are_unlike_the_list_beats_everything_due_within_a_week_and_is_shown(horizon):
    found = risk.likely_late(history(drawn()), DAY, horizon)
    assert found.reason is None
    assert found.test.precision > found.test.baseline_precision
    assert len(found.test.trials) == risk.CUT_OFFS
    listed = found.dossiers
    assert listed["chance_pct"].is_monotonic_decreasing
    assert listed["days_left"].between(1, horizon).all()
    soon = int((risk.open_at(history(drawn()), DAY, 7)["days_left"] <= 7).sum())
    assert listed["is_listed"].sum() == (soon if horizon == 14 else (soon + 1) // 2)
    assert listed["is_listed"].is_monotonic_decreasing


@pytest.mark.parametrize("horizon", risk.HORIZONS)
def test_a_day_of_the_test_is_that_of_an_independent_count(horizon):
    """The same list and its hits, made by loops over dossiers."""
    dossiers, day = drawn(), DAY - timedelta(days=14)
    found = []
    for at, (unit, group, procedure, received, due, ended) in enumerate(dossiers):
        left = (due - day).days
        if received <= day < ended and 1 <= left <= horizon:
            chance = chance_counted_again(dossiers, day, unit, group, procedure, left)
            found.append((-round(chance, 12), due, at, left, ended > due))
    soon = [one for one in found if one[3] <= 7]
    length = len(soon) if horizon == 14 else (len(soon) + 1) // 2
    listed = sorted(found)[:length]
    (one,) = risk.back_test(history(dossiers), [day], horizon).trials
    assert one.day == day
    assert (one.listed, one.baseline_listed, one.late) == (length, len(soon), sum(row[4] for row in found))
    assert (one.hits, one.baseline_hits) == (sum(row[4] for row in listed), sum(row[4] for row in soon))
    assert one.listed > 5


def test_a_list_that_is_no_better_is_not_shown_and_says_so():
    """Where no kind is unlike another, what is due soon is as good a list as any."""
    trials = [risk.likely_late(history(drawn(seed, unlike=False, n=4_000)), DAY, 14) for seed in range(4)]
    for found in trials:
        assert (found.dossiers is None) == (not found.test.is_better)
    hidden = [found for found in trials if found.dossiers is None]
    assert hidden
    assert all("không hiển thị" in found.reason for found in hidden)


def test_too_little_to_learn_from_is_said():
    found = risk.likely_late(history(drawn(n=60)), DAY, 7)
    assert (found.dossiers, found.test.trials) == (None, ())
    assert found.reason.startswith("Chưa đủ 20 hồ sơ trễ")
    assert found.test.in_words() == "Chưa có ngày nào đã qua để thử lại."


def test_any_other_horizon_is_refused():
    with pytest.raises(ValueError, match="7 hoặc 14 ngày"):
        risk.likely_late(history(drawn()), DAY, 30)


def trial(**counts: int) -> Trial:
    return Trial(day=DAY, **counts)


def test_the_hit_rate_is_said_beside_that_of_the_list_to_beat():
    test = BackTest(
        horizon=14,
        trials=(
            trial(listed=30, hits=9, baseline_listed=30, baseline_hits=5, late=20),
            trial(listed=20, hits=6, baseline_listed=20, baseline_hits=5, late=10),
        ),
    )
    assert test.in_words().replace("\u00a0", " ") == (
        "Thử lại 2 ngày đã qua: danh sách theo nguy cơ có 15/50 hồ sơ trễ thật (30,00 %); lấy mọi hồ sơ đến hạn trong "
        "7 ngày thì có 10/50 hồ sơ trễ thật (20,00 %); nêu trước được 15/30 hồ sơ trễ trong 14 ngày."
    )
    assert test.is_better


@pytest.mark.parametrize(("hits", "late", "better"), [(11, 20, True), (10, 20, False), (9, 20, False), (11, 19, False)])
def test_a_list_is_better_with_more_hits_over_enough_late_dossiers(hits, late, better):
    one = trial(listed=50, hits=hits, baseline_listed=50, baseline_hits=10, late=late)
    assert BackTest(horizon=14, trials=(one,)).is_better is better


def test_history_is_read_from_the_warehouse():
    """Of the January, all ten have an appointed day; none waits."""
    found = risk.history_of(stored(january())).set_index("dossier_code")
    assert len(found) == 10
    assert found.loc["H8", ["unit", "field_group", "procedure"]].tolist() == ["26434", "ho_tich", ""]
    assert found["ended_on"].isna().sum() == 2


def test_a_small_or_empty_warehouse_says_why_nothing_is_shown():
    for con in (stored(january()), build.empty()):
        found = risk.of_warehouse(con, 14, date(2023, 3, 31), scope=Scope(units=()))
        assert (found.dossiers, found.day) == (None, date(2023, 3, 31))
        assert found.reason
    assert risk.of_warehouse(stored(january()), 7).day == date(2023, 3, 31)
    assert risk.of_warehouse(build.empty(), 7).day == date.today()


def test_a_viewer_sees_the_list_of_own_units_only(monkeypatch):
    monkeypatch.setattr(risk, "history_of", lambda con: history(drawn()))
    whole = risk.of_warehouse(build.empty(), 14, DAY)
    own = risk.of_warehouse(build.empty(), 14, DAY, scope=Scope(units=("26425",)))
    assert set(own.dossiers["unit"]) == {"26425"}
    assert len(own.dossiers) == (whole.dossiers["unit"] == "26425").sum()
    assert own.test == whole.test
