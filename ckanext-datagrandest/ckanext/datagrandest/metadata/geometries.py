"""Extents of datasets: GeoJSON geometries in longitude and latitude (WGS 84)."""

from __future__ import annotations

import json
import math
from typing import Any

import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.values import ValueProblemError

TYPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
EAST, NORTH = 180, 90


def geometry(value: object) -> str:
    """Accept a GeoJSON geometry (or feature), valid and in range; give it as compact JSON.

    Raises:
        ValueProblemError: it is not GeoJSON, is empty, leaves the Earth or crosses itself.
    """
    shape = _geojson(value)
    if shape.get("type") == "Feature" and isinstance(shape.get("geometry"), dict):
        shape = shape["geometry"]
    if shape.get("type") not in TYPES:
        raise ValueProblemError(
            N_("The extent is not a GeoJSON geometry: its “type” should be Polygon, Point or another geometry."), value
        )
    _refuse_unsound(_drawn(shape, value), value)
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def _drawn(shape: dict[str, Any], value: object) -> BaseGeometry:
    try:
        return shapely.geometry.shape(shape)
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise ValueProblemError(
            N_("The extent's coordinates cannot be read: each point is a list of a longitude and a latitude."), value
        ) from None


def _refuse_unsound(drawn: BaseGeometry, value: object) -> None:
    if drawn.is_empty or not all(math.isfinite(bound) for bound in drawn.bounds):
        raise ValueProblemError(N_("The extent is empty: draw it again, or leave the field empty."), value)
    west, south, east, north = drawn.bounds
    if not (west >= -EAST and east <= EAST and south >= -NORTH and north <= NORTH):
        raise ValueProblemError(
            N_("The extent leaves the Earth: coordinates should be degrees of longitude and latitude, not metres."),
            value,
        )
    if not drawn.is_valid:
        reason = shapely.is_valid_reason(drawn)
        raise ValueProblemError(
            N_("The extent's outline crosses itself ({reason}): draw it again."), value, reason=reason
        )


def _geojson(value: object) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueProblemError(
                N_('The extent is not GeoJSON: it should look like {{"type": "Polygon", …}}.'), value
            ) from None
    if not isinstance(value, dict):
        raise ValueProblemError(N_('The extent is not GeoJSON: it should look like {{"type": "Polygon", …}}.'), value)
    return value
