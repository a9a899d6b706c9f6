"""What the screen of dossiers reads for a viewer of some units: nothing of the others, whatever it is asked for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import made_up
import pandas as pd
import pytest

import warehouse
from metrics.asked import Order, Part, Register, Search, of_indicator
from metrics.measures import EVERYTHING, Scope
from metrics.timeliness import ON_TIME_RATE
from ui import dossier_reads
from ui.reads import Snapshot
from warehouse.period import Period

OWN, OTHER = ("26434", "26437"), ("26443", "26440")
"""Two communes each, the second of which hands in a form, too."""
YEAR, LAST = Period.parse("2023"), date(2023, 6, 30)


def resolved(scope: Scope) -> Any:
    return of_indicator(ON_TIME_RATE, Part.DENOMINATOR, YEAR, scope=scope)


ASKED: dict[str, Callable[[Snapshot, Scope], Any]] = {
    "behind": lambda seen, scope: (
        dossier_reads.behind(seen, resolved(scope), Search()),
        dossier_reads.behind(seen, Register(scope=scope), Search()),
    ),
    "value": lambda seen, scope: dossier_reads.value(seen, resolved(scope)),
    "rows": lambda seen, scope: dossier_reads.rows(seen, Register(scope=scope), Search(), LAST, Order.UNIT, 10_000, 0),
    "form_lines": lambda seen, scope: dossier_reads.form_lines(seen, resolved(scope), LAST),
    "fields": lambda seen, scope: dossier_reads.fields(seen, scope),
    "risk": lambda seen, scope: dossier_reads.risk(seen, scope, 7, LAST).dossiers,
}
"""Every read that takes a scope, by its name."""

OF_ONE: dict[str, Callable[[Snapshot, str], pd.DataFrame]] = {
    "told": dossier_reads.told,
    "counted_in": lambda seen, code: dossier_reads.counted_in(seen, code, YEAR.token, "source"),
}
"""Every read of one dossier, by its name."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Snapshot:
    """Return all that was published: dossiers of all units, and forms of two units for the month after."""
    folder = tmp_path_factory.mktemp("kho")
    made_up.publish(folder, dossiers=4000)
    july = {"first": date(2023, 7, 1), "last": date(2023, 7, 31)}
    made_up.form(folder, OWN[1], ["Hộ tịch"], **july)
    made_up.form(folder, OTHER[1], ["Chứng thực"], load_id="load-4", **july)
    return Snapshot(path=warehouse.newest(folder).served.path)


def test_every_cached_read_is_asked_here():
    cached = {name for name, read in vars(dossier_reads).items() if hasattr(read, "clear") and callable(read)}
    assert cached == set(ASKED) | set(OF_ONE)


@pytest.mark.parametrize("name", ASKED)
def test_a_viewer_of_some_units_gets_what_is_of_them_and_no_more(name, whole):
    seen, read = Snapshot(path=whole.path, communes=OWN), ASKED[name]
    assert _plain(read(seen, EVERYTHING)) == _plain(read(whole, Scope(units=OWN))) != _plain(read(whole, EVERYTHING))
    nothing = _plain(read(whole, Scope(units=())))
    assert _plain(read(seen, Scope(units=OTHER))) == nothing != _plain(read(whole, Scope(units=OTHER)))


@pytest.mark.parametrize("name", OF_ONE)
def test_a_viewer_of_some_units_is_told_of_their_dossiers_only(name, whole):
    seen, read = Snapshot(path=whole.path, communes=OWN), OF_ONE[name]
    for unit in (OWN[0], OTHER[0]):
        done = Search(state="done")
        (code,) = dossier_reads.rows(whole, Register(scope=Scope(units=(unit,))), done, LAST, Order.UNIT, 1, 0)["code"]
        told = read(whole, code)
        assert len(told) > 0
        pd.testing.assert_frame_equal(read(seen, code), told if unit in OWN else told.iloc[:0])


def _plain(answer: Any) -> str:
    return answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer)
