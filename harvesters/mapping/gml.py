"""Surfaces of GML 2, 3.1 and 3.2 as their elements say them: rings of numbers, and the reference system beside them.

Nothing is converted nor repaired here (`outlines.py` does). Other geometries than surfaces (points, lines, arcs) are not read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.errors import GEOSException

if TYPE_CHECKING:
    from lxml.etree import _Element
    from shapely.geometry.base import BaseGeometry

MAX_NUMBERS = 1_000_000
PLAIN, SOLID = 2, 3
RING = 4
CORNERS = 2
SURFACES = ("{*}Polygon", "{*}PolygonPatch", "{*}Rectangle", "{*}Envelope", "{*}Box")
SHELLS, HOLES = ("{*}exterior", "{*}outerBoundaryIs"), ("{*}interior", "{*}innerBoundaryIs")
POSITIONS = ("{*}posList", "{*}pos", "{*}coordinates", "{*}lowerCorner", "{*}upperCorner")


class UnreadableSurface(Exception):  # noqa: N818 - it says what was found
    """A surface whose rings are not rings of numbers, or too many of them."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A surface in the coordinates of its document.

    Attributes:
        geometry: in the order of axes of the document; it may be invalid.
        crs: `srsName` as written, "" when nothing says it.
    """

    geometry: BaseGeometry
    crs: str


def surfaces(element: _Element) -> list[Surface]:
    """Read every surface below an element.

    Raises:
        UnreadableSurface: one of them cannot be read; half an outline would be a wrong one.
    """
    left = [MAX_NUMBERS]
    return [Surface(_geometry(node, left), _inherited(node, "srsName")) for node in element.iter(*SURFACES)]


def _geometry(node: _Element, left: list[int]) -> BaseGeometry:
    if _name(node) in ("Envelope", "Box"):
        points = _points(node, left)
        if len(points) != CORNERS:
            raise UnreadableSurface
        return shapely.box(*points[0], *points[1])
    shells = [_points(ring, left) for ring in node.iterchildren(*SHELLS)]
    holes = [_points(ring, left) for ring in node.iterchildren(*HOLES)]
    if len(shells) != 1 or any(len(ring) < RING for ring in (*shells, *holes)):
        raise UnreadableSurface
    try:
        return shapely.Polygon(shells[0], holes)
    except (ValueError, GEOSException) as error:
        raise UnreadableSurface from error


def _points(element: _Element, left: list[int]) -> list[tuple[float, float]]:
    """Give the positions below an element, without heights."""
    found: list[tuple[float, float]] = []
    for node in element.iter(*POSITIONS):
        text = node.text or ""
        left[0] -= text.count(" ") + text.count(",") + 1
        if left[0] < 0:
            raise UnreadableSurface
        found += _coordinates(node, text) if _name(node) == "coordinates" else _positions(node, text)
    return found


def _positions(node: _Element, text: str) -> Iterator[tuple[float, float]]:
    numbers = [_number(part) for part in text.split()]
    size = SOLID if _inherited(node, "srsDimension") == str(SOLID) else PLAIN
    if _name(node) != "posList":
        size = len(numbers)
    if size not in (PLAIN, SOLID) or len(numbers) % size:
        raise UnreadableSurface
    return zip(numbers[::size], numbers[1::size], strict=True)


def _coordinates(node: _Element, text: str) -> Iterator[tuple[float, float]]:
    """Read `x,y x,y`, with the separators that the element declares (GML 2)."""
    decimal, between = node.get("decimal") or ".", node.get("cs") or ","
    for couple in re.sub(rf"\s*{re.escape(between)}\s*", between, text).split(
        node.get("ts") if node.get("ts") != " " else None
    ):
        numbers = [_number(part.replace(decimal, ".")) for part in couple.strip().split(between)]
        if len(numbers) not in (PLAIN, SOLID):
            raise UnreadableSurface
        yield numbers[0], numbers[1]


def _name(node: _Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise UnreadableSurface from error
    if not math.isfinite(number):
        raise UnreadableSurface
    return number


def _inherited(node: _Element, attribute: str) -> str:
    """Give an attribute of an element or of the nearest one around it."""
    return next((found for each in (node, *node.iterancestors()) if (found := each.get(attribute))), "").strip()
