"""Words of figures that were another before."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from metrics.plan import Status, load, status
from metrics.restatements import LOADED, WITHDRAWN, Cause, Restated
from metrics.scorecard import Figure, Measure, Score
from metrics.tasks import TaskState
from ui import past
from warehouse.period import Period
from warehouse.report_ledger import ReportLine

PLAN = load(2023)
REPORT = ReportLine(
    report="word", file="6-thang.docx", sha256="ab" * 32, period=Period.parse("2023-H1"), snapshot="a.duckdb",
    snapshot_sha256="cd" * 32, made_at=datetime(2023, 7, 4, 3, tzinfo=UTC), by="Phòng Nội vụ",
)  # fmt: skip


def score(id: str, hits: int, cases: int) -> Score:
    target = PLAN.target(id)
    rate = 100 * hits / cases if cases else None
    found = Figure(
        level=None, field_groups=None, numerator=hits, denominator=cases, rate_pct=rate, gap_pct=None,
        status=status(hits, cases, target.value or Fraction(0)),
    )  # fmt: skip
    return Score(target=target, period="2023-H1", variant="A", figure=found, parts=(), status=found.status, reason=None)


def measured(id: str, **measure) -> Score:
    target = PLAN.target(id)
    return Score(
        target=target, period="2023-H1", variant=None, figure=None, parts=(), status=Status.MET, reason=None,
        measure=Measure(**measure),
    )  # fmt: skip


def said(text: str) -> str:
    return text.replace("\u00a0", " ")


def restated(was: Score, now: Score, *causes: Cause) -> Restated:
    return Restated(report=REPORT, was=was, now=now, causes=causes, is_from_facts=False)


def test_a_figure_is_a_rate_with_counts_a_value_a_state_or_a_dash():
    assert said(past.figure(score("CT2.15", 982, 1000))) == "98,20 % (982/1.000)"
    assert said(past.figure(score("CT2.15", 97_996, 100_000))) == "97,996 % (97.996/100.000)"  # never rounded to met
    assert past.figure(measured("CT3.03", value=41)) == "41\u00a0đơn vị"
    assert past.figure(measured("CT5.01", state=TaskState.DONE)) == "Hoàn thành"
    assert past.figure(score("CT2.15", 0, 0)) == past.figure(measured("CT3.03")) == "–"


def test_a_difference_keeps_its_sign_and_is_missing_where_a_side_is():
    assert said(past.difference(score("CT2.15", 98, 100), score("CT2.15", 97, 100))) == "−1,00 điểm"
    assert past.difference(measured("CT3.03", value=41), measured("CT3.03", value=43)) == "+2"
    assert past.difference(measured("CT3.03", value=41), measured("CT3.03", value=40)) == "−1"
    assert past.difference(score("CT2.15", 0, 0), score("CT2.15", 97, 100)) == "–"


def test_what_moved_stands_first_and_what_was_never_known_is_left_out():
    then = [score("CT2.12", 50, 100), score("CT2.15", 98, 100), measured("CT3.03")]
    now = [score("CT2.12", 50, 100), score("CT2.15", 97, 100), measured("CT3.03")]
    rows = past.changes(then, now)
    assert [(row.label, row.is_moved) for row in rows] == [("Hồ sơ đúng hạn", True), ("Hồ sơ trực tuyến", False)]
    assert said(rows[0].then) == "98,00 % (98/100)"
    assert rows[0].status == "near"


def test_a_rate_that_moved_without_changing_its_percent_has_moved():
    (row,) = past.changes([score("CT2.15", 98, 100)], [score("CT2.15", 196, 200)])
    assert row.is_moved


@pytest.mark.parametrize(
    ("moved", "all_", "sentence"),
    [
        (2, 9, "2/9 chỉ tiêu biết đến hết 04/07/2023 khác nay (3 tệp khi đó, 5 tệp nay)"),
        (0, 9, "Số liệu biết đến hết 04/07/2023 như nay (3 tệp khi đó, 5 tệp nay)"),
        (0, 0, "Chưa chỉ tiêu nào có số liệu (3 tệp khi đó, 5 tệp nay)"),
    ],
)
def test_the_title_says_how_many_are_another(moved, all_, sentence):
    assert past.as_known(date(2023, 7, 4), moved, all_, 3, 5) == sentence


def test_a_day_ends_at_local_midnight_in_the_time_of_the_warehouse():
    local = past.end_of(date(2023, 7, 4)).replace(tzinfo=UTC).astimezone()
    assert (local.date(), local.hour, local.minute) == (date(2023, 7, 5), 0, 0)


def test_causes_name_the_file_the_moment_and_the_reason():
    at = datetime(2023, 7, 20, 3, tzinfo=UTC)
    here = f"{at.astimezone():%d/%m/%Y %H:%M}"
    loaded = Cause(load_id="L1", file="quý 2.xlsx", what=LOADED, at=at)
    taken_back = Cause(load_id="L1", file="quý 2.xlsx", what=WITHDRAWN, at=at, reason="nhầm tệp")
    assert past.causes([loaded, taken_back]) == (
        f"nạp quý 2.xlsx, {here}; thu hồi quý 2.xlsx, {here} (lý do: nhầm tệp)"
    )
    assert past.causes([]) == past.ONLY_COUNTING


def test_a_report_says_what_became_of_its_figures():
    was, now = score("CT2.15", 982, 1000), score("CT2.15", 970, 1000)
    assert past.restated([]) == "Không số nào khác đi."
    assert said(past.restated([restated(was, now)])) == (
        "Hồ sơ đúng hạn: báo cáo ghi 98,20 % (982/1.000); nay 97,00 % (970/1.000)."
    )
    other = replace(now, target=PLAN.target("CT2.12"))
    assert past.restated([restated(was, now), restated(was, other)]) == (
        "2 số nay khác lúc báo cáo: Hồ sơ đúng hạn và Hồ sơ trực tuyến."
    )
