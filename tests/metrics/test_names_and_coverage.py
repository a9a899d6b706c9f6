"""Names of units on a day, who must hand in, and how much of some days files cover: without a warehouse."""

from datetime import date

import duckdb
import pytest

from metrics.completeness import DISTRICT, Coverage, State, communes, coverage, namer, reminder
from metrics.loaded import Loaded, loaded
from warehouse.period import Period

FEBRUARY = Period.parse("2023-02")


@pytest.fixture
def con():
    """Code 26425 is a town until 31/03/2023 and a commune from 01/06 on; 26428 a commune until the end of 2022."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute("""
            CREATE TABLE ref_unit AS SELECT * FROM (VALUES
                ('26425', 'Xã Xuân Lộc', 'commune', DATE '2023-06-01', NULL),
                ('26425', 'Thị trấn Gia Ray', 'commune', DATE '2000-01-01', DATE '2023-03-31'),
                ('26428', 'Xã Xuân Bắc', 'commune', DATE '2000-01-01', DATE '2022-12-31'),
                ('741.TNMT', 'Phòng Tài nguyên', 'district', DATE '2000-01-01', NULL)
            ) AS t (code, name, level, valid_from, valid_to)
        """)
        yield con


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("26425", date(2023, 3, 31), "Thị trấn Gia Ray"), ("26425", date(2023, 6, 1), "Xã Xuân Lộc"),
        ("26425", date(2000, 1, 1), "Thị trấn Gia Ray"), ("26425", date(2023, 5, 1), "Thị trấn Gia Ray"),
        ("26425", date(1999, 1, 1), "Thị trấn Gia Ray"), ("26425", None, "Thị trấn Gia Ray"),
        ("741.TNMT", date(2023, 1, 1), "Phòng Tài nguyên"), ("99999", date(2023, 1, 1), "99999"),
        (None, date(2023, 1, 1), DISTRICT),
    ],
)  # fmt: skip
def test_a_unit_has_the_name_of_the_day_and_outside_every_validity_its_first_one(con, code, day, name):
    assert namer(con)(code, day) == name


@pytest.mark.parametrize(
    ("day", "codes"),
    [(date(2022, 12, 31), ["26425", "26428"]), (date(2023, 1, 1), ["26425"]), (date(2023, 4, 1), []),
     (date(2023, 6, 1), ["26425"]), (date(1999, 12, 31), [])],
)  # fmt: skip
def test_communes_that_exist_on_a_day_must_hand_in(con, day, codes):
    assert communes(con, day) == codes


def span(unit: str | None, first: int, last: int) -> Coverage:
    return Coverage(
        load_id="L", unit=unit, first=date(2023, 2, first), last=date(2023, 2, last), assumed_from=date(2023, 1, 1)
    )


BEFORE = Coverage(load_id="L", unit="A", first=date(2023, 1, 1), last=date(2023, 1, 31), assumed_from=date(2023, 1, 1))


@pytest.mark.parametrize(
    ("units", "spans", "state"),
    [
        ("A", [span("A", 1, 28)], State.COMPLETE),
        ("A", [BEFORE, span("A", 1, 10), span("A", 11, 28)], State.COMPLETE),
        ("A", [span("A", 1, 10), span("A", 12, 28)], State.PARTIAL),
        ("A", [span("A", 2, 28)], State.PARTIAL),
        ("A", [span("A", 1, 27)], State.PARTIAL),
        ("A", [BEFORE], State.MISSING),
        ("A", [span("B", 1, 28)], State.MISSING),
        ("AB", [span("A", 1, 28), span("B", 1, 28)], State.COMPLETE),
        ("AB", [span("A", 1, 28)], State.PARTIAL),
        ("", [span("A", 1, 28)], State.MISSING),
    ],
)
def test_days_are_covered_when_files_of_each_unit_join_over_all_of_them(units, spans, state):
    assert coverage(units, FEBRUARY, spans) is state


def test_a_reminder_names_months_shortly():
    months = ["2023-03", "2022-12", "2023-01", "2023-02", "2023-05"]
    assert reminder("Xã A", months, ["2023-04"], None) == (
        "Xã A: chưa có tháng 12/2022, 1–3/2023, 5/2023; chưa đủ tháng 4/2023."
    )


def test_what_is_loaded_is_as_new_as_its_newest_file_and_a_sample_where_one_file_is():
    """The first file says its last day, the second only until when it is known."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute("CREATE TABLE counted_load (export_date DATE, period_to DATE, known_until DATE, is_sample BOOLEAN)")
        assert loaded(con) == Loaded(files=0, export_date=None, last_day=None, is_sample=False)
        con.execute("INSERT INTO counted_load VALUES ('2023-04-03', '2023-03-31', '2023-04-02', FALSE)")
        first = Loaded(files=1, export_date=date(2023, 4, 3), last_day=date(2023, 3, 31), is_sample=False)
        assert loaded(con) == first
        con.execute("INSERT INTO counted_load VALUES ('2023-07-04', NULL, '2023-06-30', TRUE)")
        assert loaded(con) == Loaded(files=2, export_date=date(2023, 7, 4), last_day=date(2023, 6, 30), is_sample=True)
