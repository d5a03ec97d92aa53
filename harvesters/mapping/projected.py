"""Coordinates in other reference systems to degrees: boxes when one system explains them and only one, outlines by theirs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

WGS_84 = "EPSG:4326"
LAMBERT_93 = "EPSG:2154"
WEB_MERCATOR = "EPSG:3857"
# Lambert-93 and the nine conformal conics, whose ranges of northings do not meet.
FRENCH = (LAMBERT_93, *(f"EPSG:{code}" for code in range(3942, 3951)))
WORLD = (-180.0, -90.0, 180.0, 90.0)
METROPOLE = (-5.5, 41.0, 10.0, 51.5)
TOLERANCE = 2.0  # degrees around the area of use: boxes of a département overshoot it

Box = tuple[float, float, float, float]


def to_degrees(box: Box, declared: Sequence[str]) -> tuple[str, Box] | None:
    """Convert a projected box (west, south, east, north in metres).

    Args:
        box: coordinates that are not degrees.
        declared: the reference systems that the record declares, as `EPSG:n` or free text.

    Returns:
        The reference system and the box in degrees; None when the declared systems do not explain the box and several, or
        none, of the usual French ones do.
    """
    for code in declared:
        converted = _converted(box, code) if code.startswith("EPSG:") else None
        if converted:
            return code, converted
    candidates = [(code, found) for code in FRENCH if (found := _converted(box, code))]
    mercator = _converted(box, WEB_MERCATOR)
    if mercator and _inside(mercator, METROPOLE, 0):
        candidates.append((WEB_MERCATOR, mercator))
    return candidates[0] if len(candidates) == 1 else None


def in_degrees(geometry: BaseGeometry, code: str) -> BaseGeometry | None:
    """Convert a geometry (east or longitude first) to longitude and latitude in WGS 84.

    Args:
        geometry: coordinates in the reference system.
        code: `EPSG:n`, projected or in angles.

    Returns:
        The geometry; None when the system is unknown, or the place is not where the system is used.
    """
    transformer = None if code == WGS_84 else _geographic(code)
    area = known[1] if (known := _transformer(code)) else WORLD
    transformer = known[0] if known else transformer
    if transformer is None and code != WGS_84:
        return None
    try:
        found = shapely.transform(geometry, lambda points: _moved(transformer, points)) if transformer else geometry
    except ProjError:
        return None
    bounds = found.bounds
    return found if np.isfinite(bounds).all() and _inside(bounds, area, 0 if area is WORLD else TOLERANCE) else None


def _moved(transformer: Transformer, points: np.ndarray) -> np.ndarray:
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1], errcheck=True))


@cache
def northing_first(code: str) -> bool:
    """Tell whether a reference system writes latitude or northing before longitude or easting."""
    try:
        return CRS.from_user_input(code).axis_info[0].direction.lower() == "north"
    except (CRSError, IndexError):
        return False


@cache
def _geographic(code: str) -> Transformer | None:
    """Give the way from a system of angles to WGS 84; None for any other."""
    try:
        crs = CRS.from_user_input(code)
        return Transformer.from_crs(crs, WGS_84, always_xy=True) if crs.is_geographic else None
    except (CRSError, ProjError):
        return None


@cache
def _transformer(code: str) -> tuple[Transformer, Box] | None:
    try:
        crs = CRS.from_user_input(code)
        transformer = Transformer.from_crs(crs, WGS_84, always_xy=True)
    except (CRSError, ProjError):
        return None
    area = crs.area_of_use
    if not crs.is_projected or area is None:
        return None
    return transformer, (area.west, area.south, area.east, area.north)


def _converted(box: Box, code: str) -> Box | None:
    known = _transformer(code)
    if known is None:
        return None
    transformer, area = known
    west, south, east, north = box
    try:
        xs, ys = transformer.transform([west, west, east, east], [south, north, south, north], errcheck=True)
    except ProjError:
        return None
    found = (min(xs), min(ys), max(xs), max(ys))
    return found if _inside(found, area, TOLERANCE) else None


def _inside(box: Box, area: Box, margin: float) -> bool:
    return (
        box[0] >= area[0] - margin
        and box[1] >= area[1] - margin
        and box[2] <= area[2] + margin
        and box[3] <= area[3] + margin
    )
