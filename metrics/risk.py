"""Risk (nguy cơ trễ): which open dossiers are likely to miss their appointed day soon, and if that is worth saying.

The chance that a dossier goes late is the share that did, among those of its kind that were still open as many days
before their appointed day: by procedure (backed off to its field group, then to all) and by unit, each share smoothed
towards the next wider one, the two multiplied as odds. Nothing is learned that was not known on the day itself, and a
list is shown only where past days prove it better than naming everything that falls due within a week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd

from metrics import wording
from metrics.measures import EVERYTHING, Scope

HORIZONS = (7, 14)
"""Days ahead that can be asked for."""

BANDS = ((1, 3), (4, 7), (8, 14))
"""Days left that are treated alike; within a band dossiers of the past are looked at on its middle day."""

BASELINE_DAYS = 7
"""The list that must be beaten: everything that falls due within so many days."""

LOOK_BACK_DAYS = 365
"""How far back appointed days are learned from."""

SMOOTHING = 20
"""Weight, in dossiers, of the wider group in each share; our own choice, settled by no rule."""

LEAST_LATE = 20
"""Fewest late dossiers to learn from, and fewest in the test, before anything is said."""

CUT_OFFS = 12
"""Past days, a fortnight apart, on which a list is made as if it were then and held against what followed."""

FORTNIGHT = timedelta(days=14)
"""Distance of the days of a test: no dossier falls due within two of them."""

KEYS = ("unit", "field_group", "procedure")
"""What a dossier's chance depends on, beside the days left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Shares of dossiers that went late (0-1): by band, and by band with field group, procedure, unit."""

    whole: pd.Series
    groups: pd.Series
    procedures: pd.Series
    units: pd.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One past day: `listed` dossiers by chance, of which `hits` went late; the same for the list to beat.

    `late` is how many of all that could have been listed went late.
    """

    day: date
    listed: int
    hits: int
    baseline_listed: int
    baseline_hits: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """All past days together, for one horizon."""

    horizon: int
    trials: tuple[Trial, ...]

    def total(self, name: str) -> int:
        """Sum one count over all days."""
        return sum(getattr(trial, name) for trial in self.trials)

    @property
    def precision(self) -> Fraction | None:
        """Share of the listed dossiers that went late; None before any."""
        return _share(self.total("hits"), self.total("listed"))

    @property
    def baseline_precision(self) -> Fraction | None:
        """The same for the list to beat."""
        return _share(self.total("baseline_hits"), self.total("baseline_listed"))

    @property
    def is_better(self) -> bool:
        """Whether the list deserves to be shown: more of it goes late than of the list to beat, over enough cases."""
        if self.precision is None or self.baseline_precision is None or self.total("late") < LEAST_LATE:
            return False
        return self.precision > self.baseline_precision

    def in_words(self) -> str:
        """Say the hit rate beside that of the list to beat."""
        if not self.trials:
            return "Chưa có ngày nào đã qua để thử lại."

        def counted(hits: str, listed: str, rate: Fraction | None) -> str:
            percent = wording.percent(None if rate is None else float(100 * rate))
            return f"{wording.ratio(self.total(hits), self.total(listed))} hồ sơ trễ thật ({percent})"

        return (
            f"Thử lại {len(self.trials)} ngày đã qua: danh sách theo nguy cơ có "
            f"{counted('hits', 'listed', self.precision)}; lấy mọi hồ sơ đến hạn trong {BASELINE_DAYS} ngày thì có "
            f"{counted('baseline_hits', 'baseline_listed', self.baseline_precision)}; "
            f"nêu trước được {wording.ratio(self.total('hits'), self.total('late'))} hồ sơ trễ "
            f"trong {self.horizon} ngày."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Open dossiers by chance of going late, or the reason why nothing is said; the test stands beside either.

    `dossiers`: dossier_code, unit, field, field_group, procedure, received_on, due_on, known_until, days_left,
    chance_pct (0-100), is_listed (the first ones, as many as were tested), likeliest first.
    """

    day: date
    horizon: int
    dossiers: pd.DataFrame | None
    reason: str | None
    test: BackTest


def fit(history: pd.DataFrame, day: date) -> Model | None:
    """Learn from dossiers whose appointed day had come by the end of a day; None with fewer than LEAST_LATE late ones.

    `history`: one row per dossier with the columns of `history_of`. A dossier speaks for a band when it was still open
    on the band's middle day before its appointed day.

    Forty dossiers of one kind, all open until their appointed day, half of them late: every share is a half.

    >>> past = pd.DataFrame({
    ...     "unit": "26425", "field_group": "ho_tich", "procedure": "A", "known_until": pd.Timestamp("2023-12-31"),
    ...     "received_on": pd.Timestamp("2023-03-01"), "due_on": pd.Timestamp("2023-03-20"),
    ...     "ended_on": [pd.Timestamp("2023-03-20"), pd.Timestamp("2023-03-21")] * 20})
    >>> fit(past, date(2023, 3, 19)) is None, fit(past, date(2023, 3, 20)).units.unique().tolist()
    (True, [0.5])
    """
    now = pd.Timestamp(day)
    is_known = history["ended_on"].notna() | (history["due_on"] <= history["known_until"])
    since = now - pd.Timedelta(days=LOOK_BACK_DAYS)
    past = history[is_known & (history["due_on"] <= now) & (history["due_on"] > since)]
    is_late = ~(past["ended_on"] <= past["due_on"])
    bands = []
    for band, (first, last) in enumerate(BANDS):
        seen = past["due_on"] - pd.Timedelta(days=(first + last) // 2)
        was_open = (past["received_on"] <= seen) & ~(past["ended_on"] <= seen)
        bands.append(past.loc[was_open, list(KEYS)].assign(band=band, late=is_late[was_open]))
    exposed = pd.concat(bands, ignore_index=True)
    if int(is_late.sum()) < LEAST_LATE or exposed.empty:
        return None
    late = exposed.groupby("band")["late"].agg(["sum", "count"])
    whole = (late["sum"] + 0.5) / (late["count"] + 1)
    groups = _smoothed(exposed, ["band", "field_group"], whole)
    return Model(
        whole=whole,
        groups=groups,
        procedures=_smoothed(exposed, ["band", "field_group", "procedure"], groups),
        units=_smoothed(exposed, ["band", "unit"], whole),
    )


def chances(model: Model, dossiers: pd.DataFrame) -> pd.Series:
    """Return the chance (0-1) of each dossier to go late, in its own order.

    `dossiers`: unit, field_group, procedure and days_left (1 to 14). What was never seen is as its wider group.

    All 10 %, but 20 % in one procedure and 25 % in one unit: odds 1/9, 1/4, 1/3; 1/4 x 1/3 x 9 is 3/4, so 3 of 7.

    >>> def shares(**by): return pd.Series(by.values(), pd.MultiIndex.from_tuples((0, *key.split("_")) for key in by))
    >>> model = Model(whole=pd.Series({0: 0.1}), groups=shares(g=0.1), procedures=shares(g_p=0.2), units=shares(u=0.25))
    >>> asked = pd.DataFrame({"unit": ["u", "v"], "field_group": "g", "procedure": "p", "days_left": 3})
    >>> chances(model, asked).round(4).tolist()
    [0.4286, 0.2]
    """
    edges = [last for _, last in BANDS]
    band = pd.Series(np.searchsorted(edges, dossiers["days_left"]), index=dossiers.index)
    base = _looked_up(model.whole, [band], None)
    group = _looked_up(model.groups, [band, dossiers["field_group"]], base)
    procedure = _looked_up(model.procedures, [band, dossiers["field_group"], dossiers["procedure"]], group)
    unit = _looked_up(model.units, [band, dossiers["unit"]], base)
    odds = procedure / (1 - procedure) * unit / (1 - unit) / (base / (1 - base))
    return odds / (1 + odds)


def open_at(history: pd.DataFrame, day: date, horizon: int) -> pd.DataFrame:
    """Return the dossiers open at the end of a day that fall due within `horizon` days after it, with days_left.

    >>> due = pd.to_datetime(["2023-04-01", "2023-04-07", "2023-04-08", "2023-04-07"])
    >>> table = pd.DataFrame({"due_on": due, "received_on": pd.Timestamp("2023-03-01"),
    ...                       "ended_on": pd.to_datetime([None, None, None, "2023-03-31"])})
    >>> open_at(table, date(2023, 3, 31), 7)["days_left"].to_dict()
    {0: 1, 1: 7}
    """
    now = pd.Timestamp(day)
    is_open = (history["received_on"] <= now) & ~(history["ended_on"] <= now)
    days_left = (history["due_on"] - now).dt.days
    found = history[is_open & days_left.between(1, horizon)]
    return found.assign(days_left=days_left[found.index])


def back_test(history: pd.DataFrame, days: Sequence[date], horizon: int) -> BackTest:
    """Make the list on past days, each time from what was known then, and count how much of it went late.

    For 14 days the list is as long as the list to beat: all that falls due within 7 days. Within those 7 days that
    list is everything, so for 7 days ours is the likelier half of it. Days are those that the newest exports print:
    an appointed day that was moved later is not moved back.
    """
    trials = []
    for day in days:
        model = fit(history, day)
        found = open_at(history, day, horizon)
        found = found[found["ended_on"].notna() | (found["due_on"] <= found["known_until"])]
        baseline = found[found["days_left"] <= BASELINE_DAYS]
        if model is None or baseline.empty:
            continue
        listed = _ordered(found, chances(model, found)).head(_length(len(baseline), horizon))
        trials.append(
            Trial(
                day=day,
                listed=len(listed),
                hits=_late(listed),
                baseline_listed=len(baseline),
                baseline_hits=_late(baseline),
                late=_late(found),
            )
        )
    return BackTest(horizon=horizon, trials=tuple(trials))


def likely_late(history: pd.DataFrame, day: date, horizon: int) -> Risk:
    """List the dossiers open on a day by their chance of going late, or say why there is no list.

    Raises:
        ValueError: no such horizon.
    """
    if horizon not in HORIZONS:
        raise ValueError(f"Chỉ dự báo cho {' hoặc '.join(map(str, HORIZONS))} ngày tới.")
    test = back_test(history, [day - number * FORTNIGHT for number in range(CUT_OFFS, 0, -1)], horizon)
    model = fit(history, day)
    found = open_at(history, day, horizon)
    if model is None:
        reason = f"Chưa đủ {LEAST_LATE} hồ sơ trễ trong một năm qua để ước lượng nguy cơ."
        return Risk(day=day, horizon=horizon, dossiers=None, reason=reason, test=test)
    if not test.is_better:
        reason = f"Chưa dự báo tốt hơn cách lấy mọi hồ sơ đến hạn trong {BASELINE_DAYS} ngày nên không hiển thị."
        return Risk(day=day, horizon=horizon, dossiers=None, reason=reason, test=test)
    ordered = _ordered(found, chances(model, found))
    length = _length(int((found["days_left"] <= BASELINE_DAYS).sum()), horizon)
    columns = ["dossier_code", "unit", "field", "field_group", "procedure", "received_on", "due_on", "known_until"]
    listed = ordered[[*columns, "days_left"]].assign(
        chance_pct=100 * ordered["chance"], is_listed=np.arange(len(ordered)) < length
    )
    return Risk(day=day, horizon=horizon, dossiers=listed, reason=None, test=test)


def of_warehouse(
    con: duckdb.DuckDBPyConnection, horizon: int, day: date | None = None, *, scope: Scope = EVERYTHING
) -> Risk:
    """List likely late dossiers of a warehouse as they stood at the end of a day, by default the last one known.

    The whole district is learned from and tested; `scope` limits the list by units only.

    Raises:
        ValueError: no such horizon.
    """
    history = history_of(con)
    if day is None:
        day = date.today() if history.empty else history["known_until"].max().date()
    risk = likely_late(history, day, horizon)
    if risk.dossiers is None or scope.units is None:
        return risk
    own = risk.dossiers[risk.dossiers["unit"].isin(scope.units)].reset_index(drop=True)
    return Risk(day=risk.day, horizon=horizon, dossiers=own, reason=None, test=risk.test)


def history_of(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Read every dossier whose clock runs or ran to an appointed day; from facts.

    Returns one row per dossier, ordered by code: dossier_code, unit, field, field_group, procedure (missing ones as
    ''), received_on, due_on, ended_on (missing while open), known_until (last day that its file speaks of).
    """
    return con.execute(
        """
        SELECT
            dossier_code, coalesce(unit_code, '') AS unit, field, field_group, coalesce(procedure, '') AS procedure,
            received_on, due_on, ended_on, known_until
        FROM core_dossier
        WHERE state IN ('open', 'done', 'withdrawn') AND is_counted
        ORDER BY dossier_code
        """
    ).df()


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _late(dossiers: pd.DataFrame) -> int:
    return int((~(dossiers["ended_on"] <= dossiers["due_on"])).sum())


def _length(due_soon: int, horizon: int) -> int:
    return due_soon if horizon > BASELINE_DAYS else (due_soon + 1) // 2


def _ordered(dossiers: pd.DataFrame, chance: pd.Series) -> pd.DataFrame:
    return dossiers.assign(chance=chance).sort_values(
        ["chance", "due_on", "dossier_code"], ascending=[False, True, True], ignore_index=True
    )


def _smoothed(exposed: pd.DataFrame, keys: list[str], wider: pd.Series) -> pd.Series:
    """Shares by keys, each with SMOOTHING dossiers of the wider share (keys without the last one) mixed in."""
    table = exposed.groupby(keys)["late"].agg(["sum", "count"]).reset_index()
    prior = _looked_up(wider, [table[key] for key in keys[:-1]], None)
    shares = (table["sum"] + SMOOTHING * prior) / (table["count"] + SMOOTHING)
    return shares.set_axis(pd.MultiIndex.from_frame(table[keys]))


def _looked_up(shares: pd.Series, keys: list[pd.Series], wider: pd.Series | None) -> pd.Series:
    index = pd.MultiIndex.from_arrays(keys) if len(keys) > 1 else pd.Index(keys[0])
    found = pd.Series(shares.reindex(index).to_numpy(), index=keys[0].index)
    return found if wider is None else found.fillna(wider)
