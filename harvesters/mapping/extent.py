"""Extents: boxes to one GeoJSON geometry in WGS 84, repaired where that is certain, else left out.

A geometry that is wrong is worse than none: it makes a record unfindable on the map and may break the index.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from shapely.geometry import box as shapely_box
from shapely.geometry import mapping
from shapely.ops import unary_union

from ckanext.datagrandest.harvesters.mapping.projected import to_degrees
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

MAX_BOXES = 50
DECIMALS = 6
HALF_TURN, QUARTER_TURN = 180.0, 90.0

NOT_NUMBERS = N_("An extent of the record is not made of four numbers ({box}); it was left out.")
OUTSIDE = N_("An extent of the record is outside the world ({box}); it was left out.")
NOWHERE = N_("An extent of the record is the point 0, 0; it was left out.")
WEST_EAST = N_("West and east of the extent were swapped; they were put back in order.")
SOUTH_NORTH = N_("South and north of the extent were swapped; they were put back in order.")
AXES = N_("Longitudes and latitudes of the extent were swapped; they were put back in order.")
PROJECTED = N_("The extent was given in metres ({crs}); it was converted to longitude and latitude.")
TOO_MANY = N_("The record has {count} extents; the box around all of them was kept.")

Box = tuple[float, float, float, float]


def boxes_of(texts: Sequence[str], remarks: Remarks, crs: Sequence[str]) -> list[Box]:
    """Read west, south, east and north as texts: one box, two across the antimeridian, none when they make no sense.

    Args:
        texts: four numbers; some may be empty.
        remarks: what was repaired or left out.
        crs: the record's reference systems, to understand boxes in metres.
    """
    numbers = [_number(text) for text in texts]
    shown = shortened(", ".join(text or "?" for text in texts), 120)
    west, south, east, north = numbers
    if west is None or south is None or east is None or north is None:
        remarks.add(NOT_NUMBERS, box=shown)
        return []
    return _sound((west, south, east, north), shown, remarks, crs)


def _number(text: str) -> float | None:
    """Read a number, also with a French comma or a degree sign; None for NaN and infinities."""
    plain = re.sub(r"[\s°]", "", text).replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _sound(box: Box, shown: str, remarks: Remarks, crs: Sequence[str]) -> list[Box]:
    """Repair a box of four numbers; two boxes when it crosses the antimeridian, none when it cannot be understood."""
    if not _within(box):
        box, repaired = _understood(box, remarks, crs)
        if not repaired:
            remarks.add(OUTSIDE, box=shown)
            return []
    if not any(box):
        remarks.add(NOWHERE)
        return []
    west, south, east, north = (round(number, DECIMALS) for number in box)
    if south > north:
        remarks.add(SOUTH_NORTH)
        south, north = north, south
    if west <= east:
        return [(west, south, east, north)]
    if west - east <= east + 360 - west:
        remarks.add(WEST_EAST)
        return [(east, south, west, north)]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def _within(box: Box) -> bool:
    west, south, east, north = box
    return max(abs(west), abs(east)) <= HALF_TURN and max(abs(south), abs(north)) <= QUARTER_TURN


def _understood(box: Box, remarks: Remarks, crs: Sequence[str]) -> tuple[Box, bool]:
    """Understand a box that is not in degrees, or whose axes are exchanged; False when nothing is certain."""
    west, south, east, north = box
    swapped = (south, west, north, east)
    if max(map(abs, box)) <= HALF_TURN and _within(swapped):
        remarks.add(AXES)
        return swapped, True
    converted = to_degrees(box, crs)
    if converted is None:
        return box, False
    remarks.add(PROJECTED, crs=converted[0])
    return converted[1], True


def geometry(boxes: list[Box], remarks: Remarks) -> dict[str, Any] | None:
    """Give boxes as one GeoJSON geometry: surfaces together, else a line or a point; None without any."""
    if len(boxes) > MAX_BOXES:
        remarks.add(TOO_MANY, count=len(boxes))
        wests, souths, easts, norths = zip(*boxes, strict=True)
        boxes = [(min(wests), min(souths), max(easts), max(norths))]
    surfaces = [box for box in boxes if box[0] < box[2] and box[1] < box[3]]
    if surfaces:
        # Boxes that overlap would make an invalid multipolygon.
        return geojson(unary_union([shapely_box(*surface) for surface in surfaces]))
    if not boxes:
        return None
    west, south, east, north = boxes[0]
    if (west, south) == (east, north):
        return {"type": "Point", "coordinates": [west, south]}
    return {"type": "LineString", "coordinates": [[west, south], [east, north]]}


def geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Give a geometry as GeoJSON, with lists for tuples."""
    return json.loads(json.dumps(mapping(geometry)))
