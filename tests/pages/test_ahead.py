"""What is worked out ahead is what Tổng quan asks for later."""

from dataclasses import replace

import pytest
from test_pages import opened

from metrics.measures import Scope
from ui import ahead, filters, reads
from ui.reads import Reading

OVERVIEW = "pages/overview/scoreboard.py"
OTHERS = ("Quý I 2023", "Quý II 2023", "9 tháng 2023", "Năm 2023", "Quý IV 2023")


def test_a_period_chosen_later_is_not_computed_again(filled, monkeypatch):
    snapshot = reads.newest(reads.health())
    ahead.work_out(snapshot, [Reading(period=token, year=2023) for token in filters.tokens(2023)])

    def again(*_: object, **__: object) -> None:
        raise AssertionError("computed again")

    for name in ("metric_scorecard", "monthly_rates", "metric_balance", "metric_stand_ins"):
        monkeypatch.setattr(reads, name, again)
    for period in OTHERS:
        assert not opened(OVERVIEW, ky=period).exception
    assert opened(OVERVIEW, ky="Quý I 2023", cach="Cách C").exception  # this way to count was not worked out


@pytest.mark.parametrize("is_served", [True, False])
def test_only_a_server_works_ahead(is_served, filled, monkeypatch):
    asked = []
    snapshot = reads.newest(reads.health())
    place = Scope(units=(f"nơi không ai hỏi, {is_served}",))  # what was asked before would not be asked again
    reading = Reading(period="2023-H1", year=2023, scope=place)
    monkeypatch.setattr(ahead.runtime, "exists", lambda: is_served)
    monkeypatch.setattr(ahead, "work_out", lambda snapshot, readings: asked.append((snapshot, readings)))
    choice = type("Choice", (), {"snapshot": snapshot, "reading": reading})
    for _ in range(2):
        ahead.other_periods(choice)
    ahead._thread().submit(lambda: None).result()
    expected = [replace(reading, period=token) for token in filters.tokens(2023)]
    assert asked == ([(snapshot, expected)] if is_served else [])
