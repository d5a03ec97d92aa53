"""Boxes given in metres: converted to degrees when one reference system explains them, and only one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

LAMBERT_93 = "EPSG:2154"
WEB_MERCATOR = "EPSG:3857"
# Lambert-93 and the nine conformal conics, whose ranges of northings do not meet.
FRENCH = (LAMBERT_93, *(f"EPSG:{code}" for code in range(3942, 3951)))
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


@cache
def _transformer(code: str) -> tuple[Transformer, Box] | None:
    try:
        crs = CRS.from_user_input(code)
        transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
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
