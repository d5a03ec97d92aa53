"""The shape of GeoJSON and TopoJSON objects, checked without building geometries.

Source: RFC 7946; TopoJSON specification 1.0. Coordinates must be numbers, rings closed and of four positions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_POSITION, _RING = 2, 4


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= _POSITION
        and all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)
    )


def _all(test: Callable[[Any], bool], least: int = 0) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and len(value) >= least and all(test(item) for item in value)


_is_line = _all(_is_position, _POSITION)


def _is_ring(value: Any) -> bool:
    return _all(_is_position, _RING)(value)


_COORDINATES: Mapping[str, Callable[[Any], bool]] = {
    "Point": _is_position,
    "MultiPoint": _all(_is_position),
    "LineString": _is_line,
    "MultiLineString": _all(_is_line),
    "Polygon": _all(_is_ring),
    "MultiPolygon": _all(_all(_is_ring)),
}


def _is_geometry(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if value.get("type") == "GeometryCollection":
        return _all(_is_geometry)(value.get("geometries"))
    test = _COORDINATES.get(str(value.get("type")))
    return test is not None and test(value.get("coordinates"))


def _is_feature(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") != "Feature" or "properties" not in value:
        return False
    properties, geometry = value["properties"], value.get("geometry")
    return isinstance(properties, dict | None) and (geometry is None or _is_geometry(geometry))


def is_geojson(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a GeoJSON geometry, feature or collection of features."""
    if value.get("type") == "FeatureCollection":
        return _all(_is_feature)(value.get("features"))
    return _is_feature(value) or _is_geometry(value)


def is_topojson(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a TopoJSON topology: named objects over a list of arcs."""
    objects, arcs = value.get("objects"), value.get("arcs")
    return value.get("type") == "Topology" and isinstance(objects, dict) and _all(_all(_is_position))(arcs)
