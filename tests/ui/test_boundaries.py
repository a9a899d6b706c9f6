"""Boundaries of communes from GeoJSON: shapes true to the land, whichever way a file names communes, and bad files."""

import json
import os
from math import cos, radians
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from ui import boundaries, charts
from ui.theme import GAP_RAMP, PAPER
from warehouse.build import read_reference

NAMES = {"Xã Xuân Bắc": "26428", "Thị trấn Gia Ray": "26425"}
ONE = {"Xã Xuân Bắc": "26428"}
REAL = Path(os.environ.get("REAL_DATA", "../shared/real")) / "geo"


def square(west: float, south: float, wide: float = 0.1, high: float = 0.1) -> list[list[float]]:
    east, north = west + wide, south + high
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(shape: dict, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def polygon(*rings: list[list[float]]) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def written(folder, *features: dict):
    path = folder / boundaries.NAME
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def test_communes_are_known_by_code_or_by_name_and_strangers_left_out(tmp_path):
    path = written(
        tmp_path,
        feature(polygon(square(107.0, 10.0)), code="26428"),
        feature({"type": "MultiPolygon", "coordinates": [[square(107.1, 10.0)], [square(107.3, 10.0)]]},
                name="thị trấn gia ray"),
        feature(polygon(square(107.2, 10.0)), name="Xã khác"),
    )  # fmt: skip
    found = boundaries.read(NAMES, path)
    assert {code: len(rings) for code, rings in found.items()} == {"26428": 1, "26425": 2}


def test_a_degree_of_longitude_is_drawn_shorter_than_one_of_latitude(tmp_path):
    path = written(tmp_path, feature(polygon(square(107.0, 60.0, 1.0, 1.0)), code="26428"))
    (ring,) = boundaries.read(ONE, path)["26428"]
    wide, high = max(x for x, _ in ring), max(y for _, y in ring)
    assert wide == pytest.approx(boundaries.WIDE)
    assert wide / high == pytest.approx(cos(radians(60.5)), abs=0.001)


def test_points_that_nobody_sees_are_left_out(tmp_path):
    side = [[107 + place / 10_000, 10.0] for place in range(10_000)]
    path = written(tmp_path, feature(polygon([*side, [108, 11], [107, 11], [107, 10]]), code="26428"))
    assert len(boundaries.read(ONE, path)["26428"][0]) < 800


def test_without_a_file_there_are_no_boundaries(tmp_path):
    assert boundaries.read(NAMES, tmp_path / boundaries.NAME) == {}
    assert boundaries.stamp(tmp_path / boundaries.NAME) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "phải là GeoJSON"),
        ("[]", "phải là GeoJSON"),
        (
            json.dumps({"features": [feature({"type": "Point", "coordinates": [1, 2]}, code="26428")]}),
            "phải là GeoJSON",
        ),
        (json.dumps({"features": []}), "thiếu ranh giới của 2 xã: Xã Xuân Bắc, Thị trấn Gia Ray"),
        (
            json.dumps(
                {"features": [feature(polygon(square(450_000, 1_200_000, 9, 9)), code=code) for code in NAMES.values()]}
            ),
            "WGS 84",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_remedy(tmp_path, text, said):
    path = tmp_path / boundaries.NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(boundaries.BoundariesError, match=said) as refused:
        boundaries.read(NAMES, path)
    assert boundaries.NAME in str(refused.value)


def test_a_code_that_another_division_uses_again_is_not_taken_for_the_same_commune(tmp_path):
    path = written(tmp_path, feature(polygon(square(107.0, 10.0)), code="26425", name="Xuân Lộc"))
    with pytest.raises(boundaries.BoundariesError, match="thiếu ranh giới của 1 xã: Thị trấn Gia Ray"):
        boundaries.read({"Thị trấn Gia Ray": "26425"}, path)
    path = written(tmp_path, feature(polygon(square(107.0, 10.0)), code="26425", name="Gia Ray"))
    assert set(boundaries.read({"Thị trấn Gia Ray": "26425"}, path)) == {"26425"}


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is not here (REAL_DATA)")
def test_real_boundaries_fit_the_division_that_they_are_of_and_no_other():
    of_2023 = {
        row["name"]: row["code"]
        for row in read_reference("units")
        if row["level"] == "commune" and row["valid_from"] <= "2023-12-31" <= (row["valid_to"] or "9999")
    }
    found = boundaries.read(of_2023, REAL / "xuan_loc_communes_2009.geojson")
    assert len(found) == 15
    wide = max(x for rings in found.values() for ring in rings for x, _ in ring)
    assert wide == pytest.approx(boundaries.WIDE)
    with pytest.raises(boundaries.BoundariesError, match="thiếu ranh giới"):
        boundaries.read(of_2023, REAL / "xuan_loc_area_2025_6_communes.geojson")


def test_the_map_fills_communes_as_tiles_are_filled_and_labels_them_inside():
    table = pd.DataFrame([
        {"name": "Xuân Bắc", "code": "26428", "numerator": 90, "denominator": 100, "rate_pct": 90.0, "target_pct": 98.0,
         "gap_pct": -8.0, "status": "missed"},
        {"name": "Gia Ray", "code": "26425", "numerator": 0, "denominator": 0, "rate_pct": None, "target_pct": 98.0,
         "gap_pct": None, "status": "no_data"},
    ])  # fmt: skip
    land = {"26428": (((0, 0), (2, 0), (2, 2), (0, 2)),), "26425": (((2, 0), (6, 0), (6, 2), (2, 2)),)}
    shown = charts.land_map(table, land, "26425")
    paths = [shape for shape in shown["layout"]["shapes"] if shape["type"] == "path"]
    assert [shape["fillcolor"] for shape in paths] == [GAP_RAMP[0], PAPER]
    assert paths[-1]["line"]["width"] == 3
    labels = [note["text"] for note in shown["layout"]["annotations"][:2]]
    assert labels == ["Xuân Bắc<br><b>90,0</b><br>100", "Gia Ray<br><b>–</b><br>0"]
    (marks,) = shown["data"]
    assert (marks["x"], marks["y"], marks["customdata"]) == ([1.0, 4.0], [1.0, 1.0], ["26428", "26425"])
    go.Figure(shown)


XUAN_DINH = {
    "name": "Xuân Định", "code": "26461", "numerator": 90, "denominator": 100, "rate_pct": 90.0, "target_pct": 98.0,
    "gap_pct": -8.0, "status": "missed",
}  # fmt: skip


def test_a_label_stands_inside_land_that_is_bent():
    bent = ((0, 0), (4, 0), (4, 4), (3, 4), (3, 1), (0, 1))  # its centre of gravity lies outside
    (marks,) = charts.land_map(pd.DataFrame([XUAN_DINH]), {"26461": (bent,)})["data"]
    (x,), (y,) = marks["x"], marks["y"]
    assert (x, y) == (3.5, pytest.approx(9.5 / 7))


def test_small_land_has_a_short_label():
    table = pd.DataFrame([XUAN_DINH])
    shown = charts.land_map(table, {"26461": (((0, 0), (0.5, 0), (0.5, 2), (0, 2)),)})
    assert shown["layout"]["annotations"][0]["text"] == "X.Định<br><b>90,0</b>"
