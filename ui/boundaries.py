"""Boundaries of communes from a GeoJSON file that an office puts into data/reference, for a map instead of tiles."""

import json
from collections.abc import Iterable, Mapping
from math import cos, radians
from pathlib import Path
from typing import Any

from warehouse.build import REFERENCE
from warehouse.folding import fold

NAME = "communes.geojson"
"""File name in data/reference; each feature is a commune, its property `code` (or `name`) says which."""

Ring = tuple[tuple[float, float], ...]
"""A closed line as points (x, y), y upwards, in units of which the whole map is `WIDE` across."""

WIDE = 6.0
"""Width of the map, that of the tile map, so that both have one key."""

_FINEST = WIDE / 700
"""Points closer than this fall into one pixel of the screen and are left out."""


class BoundariesError(Exception):
    """The file cannot be used. The text is Vietnamese and names the file and the remedy."""


def stamp(path: Path = REFERENCE / NAME) -> int:
    """Return what changes when the file does, 0 without one."""
    return path.stat().st_mtime_ns if path.exists() else 0


def read(names: Mapping[str, str], path: Path = REFERENCE / NAME) -> dict[str, tuple[Ring, ...]]:
    """Return the rings of each commune by its code; empty where there is no file. `names` are full names to codes.

    A code alone does not say which commune is meant: the division of 2025 uses codes again. Where a feature has a name
    too, both must fit. Longitudes are drawn together by the cosine of the middle latitude, so that shapes are true.

    Raises:
        BoundariesError: the file is no GeoJSON of polygons, not in degrees, or lacks some of the communes.
    """
    if not path.exists():
        return {}
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        found = {code: _outer(one["geometry"]) for one in features if (code := _code(one, names))}
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise BoundariesError(
            f"Không đọc được ranh giới xã trong data/reference/{path.name}. Tệp phải là GeoJSON (UTF-8) gồm các đa "
            "giác."
        ) from error
    lacking = [name for name, code in names.items() if code not in found]
    if lacking:
        raise BoundariesError(
            f"data/reference/{path.name} thiếu ranh giới của {len(lacking)} xã: {', '.join(lacking)}. Bản đồ vẽ bằng ô "
            "vuông. Mỗi đối tượng cần thuộc tính code (mã xã) hoặc name (tên đầy đủ) của xã trong kỳ đang xem."
        )
    return _placed(found, path.name)


def _code(feature: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    said = feature["properties"] or {}
    code, name = str(said.get("code", "")), fold(str(said.get("name", "")))
    by_name = {fold(full): known for full, known in names.items()}
    if code not in names.values():
        return by_name.get(name)
    is_same = not name or any(known == code and full.endswith(name) for full, known in by_name.items())
    return code if is_same else None


def _outer(geometry: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the outer line of each polygon; holes (a commune inside another) are drawn over it by that other one."""
    polygons = {"Polygon": lambda: [geometry["coordinates"]], "MultiPolygon": lambda: geometry["coordinates"]}
    if geometry["type"] not in polygons:
        raise ValueError("no polygon")
    return [[(float(point[0]), float(point[1])) for point in rings[0]] for rings in polygons[geometry["type"]]()]


def _placed(found: Mapping[str, list[list[tuple[float, float]]]], name: str) -> dict[str, tuple[Ring, ...]]:
    points = [point for rings in found.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BoundariesError(
            f"Tọa độ trong data/reference/{name} không phải kinh độ, vĩ độ. Xuất lại tệp theo WGS 84 (EPSG:4326)."
        )
    narrowing = cos(radians((south + north) / 2))
    scale = WIDE / ((east - west) * narrowing)

    def placed(ring: Iterable[tuple[float, float]]) -> Ring:
        kept: list[tuple[float, float]] = []
        for x, y in ring:
            point = (round((x - west) * narrowing * scale, 3), round((y - south) * scale, 3))
            if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _FINEST:
                kept.append(point)
        return tuple(kept)

    shapes = {code: tuple(line for ring in rings if len(line := placed(ring)) > 2) for code, rings in found.items()}
    return {code: rings for code, rings in shapes.items() if rings}
