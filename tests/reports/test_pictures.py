"""Charts of reports as PNG: the size that a page has room for, and one scale for all parts of a chart."""

import struct

import pytest

from metrics.plan import Status
from reports import pictures
from reports.content import Month

PAGE = 9.2
"""Inches of an A4 page between its margins, less a caption and a note."""


def dot(place: int) -> pictures.Dot:
    return pictures.Dot(
        name=f"Chỉ tiêu {place}", rate_pct=60.0 + place / 2, target_pct=95.0, numerator=6, denominator=10,
        status=Status.MISSED,
    )  # fmt: skip


def inches(png: bytes) -> tuple[float, float]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width / 200, height / 200


@pytest.mark.parametrize(("rows", "parts"), [(1, [1]), (30, [30]), (31, [16, 15]), (41, [21, 20]), (61, [21, 21, 19])])
def test_a_chart_of_many_targets_is_taken_apart_so_that_each_part_fits_a_page(rows, parts):
    shown = [dot(place) for place in range(rows)]
    found = list(pictures.dots(shown))
    assert [len(part) for part, _ in found] == parts
    assert [one for part, _ in found for one in part] == shown
    assert all(inches(png)[1] <= PAGE for _, png in found)


def test_months_without_cases_are_drawn_without_counts():
    months = [
        Month(name="tháng 1", numerator=9, denominator=10, rate_pct=90.0),
        Month(name="tháng 2", numerator=0, denominator=0, rate_pct=None),
    ]
    with_gap = pictures.months(months, 95.0)
    assert inches(with_gap)[0] == pytest.approx(6.3, abs=0.01)
    assert with_gap != pictures.months([months[0], months[0]], 95.0)
