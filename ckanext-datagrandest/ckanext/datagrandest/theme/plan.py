"""A plan of the Grand Est, drawn without a map server: the outline of the region, its towns and an extent.

The projection is the plate carrée stretched at 48.6° N: one degree of longitude is cos(48.6°) as wide as one of
latitude is high. The outline is schematic, drawn by hand to within some ten kilometres: it says where, not exactly where.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

WEST, SOUTH, EAST, NORTH = 3.05, 47.2, 8.55, 50.35
WIDTH = 560
STRETCH = math.cos(math.radians(48.6))
SCALE = WIDTH / ((EAST - WEST) * STRETCH)
HEIGHT = round((NORTH - SOUTH) * SCALE)
#: Least side of the drawn extent, in pixels: that of a village stays visible.
SMALLEST = 7.0

#: Longitude and latitude of the region's border, clockwise from the north of the Ardennes.
OUTLINE: tuple[tuple[float, float], ...] = (
    (4.83, 50.16), (4.88, 49.98), (4.80, 49.80), (5.06, 49.76), (5.30, 49.66), (5.47, 49.50), (5.82, 49.54),
    (6.16, 49.50), (6.36, 49.47), (6.53, 49.42), (6.73, 49.17), (7.02, 49.19), (7.29, 49.12), (7.44, 49.18),
    (7.63, 49.05), (7.93, 49.05), (8.23, 48.97), (8.02, 48.76), (7.80, 48.51), (7.73, 48.31), (7.58, 48.12),
    (7.57, 47.85), (7.53, 47.67), (7.59, 47.59), (7.42, 47.48), (7.17, 47.44), (7.00, 47.50), (7.02, 47.66),
    (6.85, 47.82), (6.60, 47.95), (6.24, 47.93), (5.99, 47.95), (5.80, 47.82), (5.68, 47.70), (5.40, 47.68), (5.18, 47.60),
    (4.95, 47.69), (4.85, 47.92), (4.55, 47.97), (4.30, 47.93), (4.18, 48.00), (3.86, 47.94), (3.62, 48.13),
    (3.42, 48.40), (3.41, 48.53), (3.55, 48.63), (3.44, 48.80), (3.64, 48.93), (3.66, 49.15), (3.70, 49.33),
    (4.03, 49.36), (4.08, 49.58), (4.25, 49.76), (4.20, 49.95), (4.45, 49.94), (4.68, 50.00),
)  # fmt: skip

#: Towns that help to find one's bearings.
TOWNS: tuple[tuple[str, float, float], ...] = (
    ("Charleville-Mézières", 4.72, 49.77),
    ("Reims", 4.03, 49.26),
    ("Châlons", 4.37, 48.96),
    ("Troyes", 4.07, 48.30),
    ("Chaumont", 5.14, 48.11),
    ("Bar-le-Duc", 5.16, 48.77),
    ("Metz", 6.18, 49.12),
    ("Nancy", 6.18, 48.69),
    ("Épinal", 6.45, 48.17),
    ("Strasbourg", 7.75, 48.58),
    ("Colmar", 7.36, 48.08),
    ("Mulhouse", 7.34, 47.75),
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the drawing; `x` and `y` in pixels."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What the template draws; longitudes and latitudes are texts in degrees."""

    width: int
    height: int
    land: tuple[str, ...]
    towns: tuple[Town, ...]
    box: Box | None
    outside: bool
    west: str
    south: str
    east: str
    north: str


def plan_of(geometry: Any) -> Plan | None:
    """Give the plan for a GeoJSON geometry (a text or its mapping, WGS 84); None when it has no usable extent."""
    bounds = _bounds(geometry)
    if bounds is None:
        return None
    west, south, east, north = bounds
    return Plan(
        width=WIDTH,
        height=HEIGHT,
        land=(_path(OUTLINE),),
        towns=tuple(Town(name, *_point(lon, lat)) for name, lon, lat in TOWNS),
        box=_box(west, south, east, north),
        outside=west < WEST or south < SOUTH or east > EAST or north > NORTH,
        west=_degrees(west),
        south=_degrees(south),
        east=_degrees(east),
        north=_degrees(north),
    )


def _bounds(geometry: Any) -> tuple[float, float, float, float] | None:
    try:
        shape = json.loads(geometry) if isinstance(geometry, str) else geometry
        points = list(_positions(shape))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _positions(shape: Any) -> Iterator[tuple[float, float]]:
    if shape["type"] == "GeometryCollection":
        for inner in shape["geometries"]:
            yield from _positions(inner)
    else:
        yield from _flat(shape["coordinates"])


def _flat(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        lon, lat = float(coordinates[0]), float(coordinates[1])
        if math.isfinite(lon) and math.isfinite(lat):
            yield lon, lat
        return
    if not isinstance(coordinates, list):
        raise TypeError("a position is a list of numbers")
    for inner in coordinates:
        yield from _flat(inner)


def _point(lon: float, lat: float) -> tuple[float, float]:
    return round((lon - WEST) * STRETCH * SCALE, 1), round((NORTH - lat) * SCALE, 1)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in (_point(lon, lat) for lon, lat in points)) + "Z"


def _box(west: float, south: float, east: float, north: float) -> Box | None:
    """Give the part of the extent that the plan shows; None when all of it is elsewhere."""
    if west > EAST or east < WEST or south > NORTH or north < SOUTH:
        return None
    left, top = _point(max(west, WEST), min(north, NORTH))
    right, bottom = _point(min(east, EAST), max(south, SOUTH))
    grown_x, grown_y = max(SMALLEST - (right - left), 0) / 2, max(SMALLEST - (bottom - top), 0) / 2
    return Box(
        round(left - grown_x, 1),
        round(top - grown_y, 1),
        round(right - left + 2 * grown_x, 1),
        round(bottom - top + 2 * grown_y, 1),
    )


def _degrees(value: float) -> str:
    return f"{value:.2f}°".replace(".", ",")
