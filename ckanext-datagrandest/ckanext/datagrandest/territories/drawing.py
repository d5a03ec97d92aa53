"""Contours simplified by zoom, so that a map of a whole région is light. Pure: no database.

Territories of one kind are simplified together, as a coverage: a border that two of them share stays one border, without gaps
or overlaps between neighbours (`shapely.coverage_simplify`, GEOS 3.12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

#: Zooms of web maps (tiles of 256 pixels, level 0 shows the world).
LARGEST_ZOOM = 22
#: Decimals of a contour that is not simplified: 0.1 m.
EXACT_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of simplification.

    Attributes:
        zoom: the largest at which it is sharp. decimals: of its coordinates, well under a pixel.
    """

    zoom: int
    decimals: int

    @property
    def tolerance(self) -> float:
        """Give half a pixel at its zoom, in degrees of longitude."""
        return 360 / 256 / 2**self.zoom / 2


LEVELS = (Level(6, 4), Level(8, 4), Level(10, 5), Level(12, 5))


def level_of(zoom: int) -> Level | None:
    """Give the lightest level that is sharp at a zoom; None when the contour is to be drawn as it is."""
    return next((level for level in LEVELS if zoom <= level.zoom), None)


def simplified(contours: Mapping[str, BaseGeometry], level: Level) -> dict[str, str]:
    """Simplify the contours of territories of one kind.

    Args:
        contours: by code; polygons in degrees, without overlaps but for faults of the source.
        level: of simplification.

    Returns:
        GeoJSON geometries by code.
    """
    drawn = shapely.coverage_simplify(np.array(list(contours.values()), dtype=object), level.tolerance)
    return {code: geojson(shape, level.decimals) for code, shape in zip(contours, drawn, strict=True)}


def geojson(shape: BaseGeometry, decimals: int) -> str:
    """Write polygons as a GeoJSON MultiPolygon; positions that fall together once rounded are written once."""
    polygons = ",".join(_polygon(polygon, decimals) for polygon in _polygons(shape))
    return f'{{"type":"MultiPolygon","coordinates":[{polygons}]}}'


def _polygons(shape: BaseGeometry) -> Iterator[Polygon]:
    if isinstance(shape, Polygon):
        yield shape
    elif isinstance(shape, MultiPolygon):
        yield from shape.geoms


def _polygon(polygon: Polygon, decimals: int) -> str:
    outer = _ring(shapely.get_coordinates(polygon.exterior), decimals)
    holes = (_ring(shapely.get_coordinates(ring), decimals, drop=True) for ring in polygon.interiors)
    return f"[{','.join([outer, *filter(None, holes)])}]"


#: A ring has four positions, the last one is the first again (RFC 7946, 3.1.6).
FEWEST = 4


def _ring(points: np.ndarray, decimals: int, *, drop: bool = False) -> str:
    rounded = points.round(decimals)
    kept = np.concatenate(([True], (rounded[1:] != rounded[:-1]).any(axis=1)))
    if kept.sum() >= FEWEST:
        rounded = rounded[kept]
    elif drop:
        return ""
    return f"[{','.join(f'[{x!r},{y!r}]' for x, y in rounded.tolist())}]"
