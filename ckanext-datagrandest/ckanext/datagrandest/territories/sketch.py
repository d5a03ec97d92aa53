"""A territory among its neighbours, drawn by the server as SVG paths: no tile, no script. Pure: no database."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

WIDTH = 480
TALLEST = 480
#: Room around the territory, as a share of its size, in which its neighbours are seen.
MARGIN = 0.25

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the template draws.

    Attributes:
        width, height: pixels. own: path of the territory. others: paths of its neighbours.
    """

    width: int
    height: int
    own: str
    others: tuple[str, ...]


def of(code: str, drawings: Mapping[str, str]) -> Sketch | None:
    """Draw a territory and those around it; None when it has no contour.

    Args:
        code: of the territory.
        drawings: GeoJSON geometries (MultiPolygon, WGS84) by code, as `collection` reads them.
    """
    if code not in drawings:
        return None
    own = list(_rings(drawings[code]))
    longitudes, latitudes = zip(*(point for ring in own for point in ring), strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    stretch = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * stretch * (1 + 2 * MARGIN), (north - south) * (1 + 2 * MARGIN)
    scale = min(WIDTH / wide, TALLEST / high)
    left, top = west - (east - west) * MARGIN, north + (north - south) * MARGIN

    def place(point: Point) -> Point:
        return (point[0] - left) * stretch * scale, (top - point[1]) * scale

    others = (list(_rings(drawing)) for other, drawing in drawings.items() if other != code)
    return Sketch(
        round(wide * scale), round(high * scale), _path(own, place), tuple(_path(rings, place) for rings in others)
    )


def _rings(drawing: str) -> Iterator[list[Point]]:
    for polygon in json.loads(drawing)["coordinates"]:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def _path(rings: Iterable[list[Point]], place: Callable[[Point], Point]) -> str:
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(place, ring[:-1])) + "Z" for ring in rings)
