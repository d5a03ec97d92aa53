"""Read the place that a question is about: a GeoJSON geometry or a rectangle, with limits. Pure: no database."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import LineString, Point, box, shape
from shapely.geometry.base import BaseGeometry

from ckanext.datagrandest.messages import N_, Message

KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
SHOWN = 80
#: Points of a piece of a place, and the side (degrees) of a piece that is not cut any more: points may all be one.
PIECE, SMALLEST = 128, 1e-6
MOST_PIECES = 1_000

BAD_BBOX = N_("“{value}” is not a rectangle. Write west, south, east, north in degrees, for example 6.4,47.9,6.6,48.1.")
BAD_JSON = N_("This is not a GeoJSON geometry: write for example {example}; longitudes come first, in degrees (WGS84).")
BAD_KIND = N_("A geometry of type “{kind}” is not accepted; give one of: {known}.")
TOO_LONG = N_("This geometry is longer than {most} characters; simplify it.")
TOO_MANY = N_("This geometry has {count} points, more than the {most} that are accepted; simplify it.")
OUTSIDE = N_("This geometry is empty, or not in longitudes and latitudes (WGS84).")
TOO_DENSE = N_("The outline of this geometry is too dense to be compared with contours; simplify it.")
INVALID = N_("This geometry is not valid near {place}: its outline crosses or repeats itself.")
EXAMPLE = '{"type": "Point", "coordinates": [6.45, 48.17]}'


@dataclass(frozen=True, slots=True)
class GeometryLimits:
    """Limits of a geometry that is asked about.

    Attributes:
        points: positions. length: characters of its text.
    """

    points: int
    length: int


class GeometryError(Exception):
    """What was asked about cannot be used; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def read_bbox(value: Any) -> BaseGeometry:
    """Read a rectangle: a text "west,south,east,north" or a list of four numbers; without extent it is a point or a line.

    Raises:
        GeometryError: it is none, or not on the globe.
    """
    try:
        parts = value.split(",") if isinstance(value, str) else list(value)
        west, south, east, north = (float(part) for part in parts)
    except (TypeError, ValueError):
        raise GeometryError(Message(BAD_BBOX, {"value": str(value)[:SHOWN]})) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees; false for NaN
        raise GeometryError(Message(BAD_BBOX, {"value": str(value)[:SHOWN]}))
    if west == east and south == north:
        return Point(west, south)
    return (
        LineString([(west, south), (east, north)]) if west == east or south == north else box(west, south, east, north)
    )


def read_geometry(value: Any, limits: GeometryLimits) -> BaseGeometry:
    """Read a GeoJSON geometry (RFC 7946), as text or as an object.

    Raises:
        GeometryError: it is none, is too large, is outside the globe, or crosses itself.
    """
    content = _content(value, limits)
    kind = content.get("type")
    if kind not in KINDS:
        raise GeometryError(Message(BAD_KIND, {"kind": str(kind)[:SHOWN], "known": ", ".join(KINDS)}))
    count = _count(content.get("coordinates"), limits.points)
    if count > limits.points:
        raise GeometryError(Message(TOO_MANY, {"count": count, "most": limits.points}))
    try:
        made = shapely.force_2d(shape(content))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        raise GeometryError(Message(BAD_JSON, {"example": EXAMPLE})) from None
    _check(made)
    return made


def _content(value: Any, limits: GeometryLimits) -> dict[str, Any]:
    if isinstance(value, str):
        if len(value) > limits.length:
            raise GeometryError(Message(TOO_LONG, {"most": limits.length}))
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, dict):
        raise GeometryError(Message(BAD_JSON, {"example": EXAMPLE}))
    return value["geometry"] if value.get("type") == "Feature" and isinstance(value.get("geometry"), dict) else value


def _count(coordinates: Any, most: int) -> int:
    """Count positions without walking deeper or further than needed."""
    level, count = [coordinates], 0
    while level and count <= most:
        inner: list[Any] = []
        for item in level:
            if not isinstance(item, (list, tuple)):
                continue
            if item and not isinstance(item[0], (list, tuple)):
                count += 1
            else:
                inner += item
        level = inner
    return count


def _check(made: BaseGeometry) -> None:
    west, south, east, north = made.bounds if not made.is_empty else (math.nan,) * 4
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees; false for NaN
        raise GeometryError(Message(OUTSIDE))
    if not made.is_valid:
        reason = shapely.is_valid_reason(made)
        raise GeometryError(Message(INVALID, {"place": reason.partition("[")[2].rstrip("]") or reason}))


def pieces(place: BaseGeometry) -> list[BaseGeometry]:
    """Cut a place into pieces of few points by halving its rectangle, so that no comparison with a contour is dear.

    Raises:
        GeometryError: its outline is so dense everywhere that there would be too many.
    """
    cut: list[BaseGeometry] = []
    left = [place]
    while left:
        if len(cut) + len(left) > MOST_PIECES:
            raise GeometryError(Message(TOO_DENSE))
        piece = left.pop()
        if shapely.get_num_coordinates(piece) <= PIECE or max(_sides(piece)) < SMALLEST:
            cut.append(piece)
        else:
            left += _halves(piece)
    return cut


def _halves(place: BaseGeometry) -> list[BaseGeometry]:
    """Cut a place in the middle of the longer side of its rectangle; what has no surface or length any more is left out."""
    west, south, east, north = place.bounds
    width, height = _sides(place)
    x, y = ((west + east) / 2, north) if width >= height else (east, (south + north) / 2)
    rectangles = (west, south, x, y), (x if width >= height else west, south if width >= height else y, east, north)
    dimension = shapely.get_dimensions(place)
    if dimension == 1:  # an overlay would compute each crossing of a line with itself
        halved = [shapely.clip_by_rect(place, *rectangle) for rectangle in rectangles]
    else:
        halved = [shapely.intersection(place, box(*rectangle)) for rectangle in rectangles]
    parts = halved if dimension == 0 else [part for half in halved for part in shapely.get_parts(half)]
    return [part for part in parts if shapely.get_dimensions(part) == dimension and not part.is_empty]


def _sides(place: BaseGeometry) -> tuple[float, float]:
    west, south, east, north = place.bounds
    return east - west, north - south
