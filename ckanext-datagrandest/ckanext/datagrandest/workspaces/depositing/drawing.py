"""A small map of points, drawn on the server: no script, no tiles, no other host. The list beside it says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Any

from shapely.geometry import MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from ckan import model as ckan_model

from ckanext.datagrandest.territories.codes import UnreadableCodesError, currents, read_list
from ckanext.datagrandest.territories.outline import outline

_WIDTH, _HEIGHT, _MARGIN = 640, 400, 16
_SMALLEST = 0.002  #: degrees: a single point has a place around it


def of(metadata: Mapping[str, Any], points: Sequence[Sequence[Any]]) -> dict[str, Any] | None:
    """Draw the points of a file over the contour of the territories that its dataset covers; None without points."""
    if not points:
        return None
    try:
        codes = currents(read_list(metadata.get("territories")))
    except UnreadableCodesError:
        codes = []
    return draw(points, outline(ckan_model.Session(), codes) if codes else None)


def draw(points: Sequence[Sequence[Any]], around: BaseGeometry | None) -> dict[str, Any]:
    """Give the parts of an SVG drawing.

    Args:
        points: `[latitude, longitude, name]` in WGS 84, degrees.
        around: contour of the territory in WGS 84; None when it is not known.

    Returns:
        `{width, height, paths, points}`: `paths` are the lines of the contour (attribute `d`), `points` have `x`, `y`, `name`,
        and `outside` when they lie outside of the contour.
    """
    places = MultiPoint([(lon, lat) for lat, lon, _ in points])
    west, south, east, north = (around if around is not None else places).bounds
    west, south, east, north = west - _SMALLEST, south - _SMALLEST, east + _SMALLEST, north + _SMALLEST
    flat = cos(radians((south + north) / 2))
    scale = min((_WIDTH - 2 * _MARGIN) / ((east - west) * flat), (_HEIGHT - 2 * _MARGIN) / (north - south))

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round(_MARGIN + (lon - west) * flat * scale, 1), round(_MARGIN + (north - lat) * scale, 1)

    dots: list[dict[str, Any]] = []
    for lat, lon, name in points:
        x, y = at(lon, lat)
        inside = 0 <= x <= _WIDTH and 0 <= y <= _HEIGHT
        dots.append({"x": x, "y": y, "name": name, "lat": lat, "lon": lon, "outside": not inside})
    return {"width": _WIDTH, "height": _HEIGHT, "paths": [_path(ring, at) for ring in _rings(around)], "points": dots}


def _rings(shape: BaseGeometry | None) -> list[Any]:
    polygons = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape] if isinstance(shape, Polygon) else []
    return [polygon.exterior.coords for polygon in polygons]


def _path(ring: Any, at: Any) -> str:
    places = [at(lon, lat) for lon, lat, *_ in ring]
    return "M" + "L".join(f"{x} {y}" for x, y in places) + "Z"
