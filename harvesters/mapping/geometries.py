"""Geometries as catalogues write them (GeoJSON, WKT, GML, four numbers), to one GeoJSON geometry in WGS 84.

What cannot be understood is left out with a remark: a wrong geometry is worse than none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import shapely
from pyproj import Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.errors import GEOSException
from shapely.geometry import box as rectangle
from shapely.geometry import shape
from shapely.ops import transform, unary_union

from ckanext.datagrandest.harvesters.mapping.extent import DECIMALS, HALF_TURN, QUARTER_TURN, boxes_of, geojson
from ckanext.datagrandest.harvesters.mapping.projected import to_degrees
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

MAX_TEXT = 5_000_000
MAX_POINTS = 5_000
CRS_URI = re.compile(r"^\s*<([^>]+)>\s*")
CRS84 = re.compile(r"CRS:?/?(?:1\.3/)?84", re.IGNORECASE)
EPSG = re.compile(r"(?:EPSG\W*(?:[\d.]+/|:)*)(\d{4,6})\b", re.IGNORECASE)
WKT = re.compile(
    r"^\s*(?:SRID=\d+;\s*)?(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION|ENVELOPE|BOX)\b",
    re.I,
)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
CORNERS = re.compile(r"lowerCorner[^>]*>([^<]+)<.*upperCorner[^>]*>([^<]+)<", re.DOTALL)
POSITIONS = re.compile(r"<(?:\w+:)?(?:posList|pos|coordinates)[^>]*>([^<]+)<")
WGS_84 = "4326"
BOX = 4

BAD_GEOMETRY = N_("A geometry of the record cannot be understood ({text}); it was left out.")
SIMPLIFIED = N_("The geometry of the record had {count} points; it was simplified.")
AXES = N_("Longitudes and latitudes of the extent were swapped; they were put back in order.")
CONVERTED = N_("The extent was given in metres ({crs}); it was converted to longitude and latitude.")


def read(text: str, remarks: Remarks) -> BaseGeometry | None:
    """Read one geometry in whatever form; None, with a remark, when it makes no sense.

    Args:
        text: GeoJSON, WKT with or without its reference system, GML, or `west,south,east,north`.
        remarks: what was repaired or left out.
    """
    if not text.strip():
        return None
    found = _parsed(text[:MAX_TEXT], remarks)
    if found is None or found.is_empty:
        remarks.add(BAD_GEOMETRY, text=shortened(" ".join(text.split()), 80))
        return None
    return found


def is_geometry(text: str) -> bool:
    """Tell a geometry from the name of a place."""
    plain = text.strip()
    return bool(plain[:1] in ("{", "<") or WKT.match(CRS_URI.sub("", plain)) or _four_numbers(plain))


def joined(geometries: Sequence[BaseGeometry], remarks: Remarks) -> dict[str, Any] | None:
    """Give several geometries as one GeoJSON geometry of a reasonable size, None without any."""
    surfaces = [each for each in geometries if each.area]
    whole = unary_union(surfaces) if surfaces else (geometries[0] if geometries else None)
    if whole is None or whole.is_empty:
        return None
    count = shapely.get_num_coordinates(whole)
    if count > MAX_POINTS:
        remarks.add(SIMPLIFIED, count=int(count))
        whole = _simplified(whole)
    return geojson(shapely.set_precision(whole, 10**-DECIMALS, mode="pointwise"))


def _simplified(geometry: BaseGeometry) -> BaseGeometry:
    for tolerance in (0.0001, 0.001, 0.01):
        simple = geometry.simplify(tolerance)
        if shapely.get_num_coordinates(simple) <= MAX_POINTS and simple.is_valid and not simple.is_empty:
            return simple
    return rectangle(*geometry.bounds)


def _parsed(text: str, remarks: Remarks) -> BaseGeometry | None:
    plain = text.strip()
    try:
        if plain[0] == "{":
            return _sound(_geojson(json.loads(plain)), "", remarks)
        if numbers := _four_numbers(plain):
            boxes = boxes_of(numbers, remarks, ())
            return unary_union([rectangle(*box) for box in boxes]) if boxes else None
        crs = CRS_URI.match(plain)
        if plain[0] == "<" and not (crs and WKT.match(plain[crs.end() :])):
            return _gml(plain, remarks)
        return _sound(_wkt(CRS_URI.sub("", plain)), crs[1] if crs else _srid(plain), remarks)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, GEOSException):
        return None


def _four_numbers(text: str) -> list[str]:
    parts = [part for part in re.split(r"[\s,;]+", text.strip("[]() ")) if part]
    return parts if len(parts) == BOX and all(NUMBER.fullmatch(part) for part in parts) else []


def _geojson(document: dict[str, Any]) -> BaseGeometry:
    """Read a geometry, a feature or a collection of features."""
    if document.get("type") == "Feature":
        return shape(document["geometry"])
    if document.get("type") == "FeatureCollection":
        return unary_union([shape(feature["geometry"]) for feature in document["features"]])
    return shape(document)


def _wkt(text: str) -> BaseGeometry:
    text = re.sub(r"^SRID=\d+;\s*", "", text, flags=re.IGNORECASE)
    word = text.split("(")[0].strip().upper()
    if word in ("ENVELOPE", "BOX"):
        numbers = [float(number) for number in NUMBER.findall(text)]
        # ENVELOPE(west, east, north, south) is of CQL; BOX(west south, east north) of PostGIS.
        west, south, east, north = (
            (numbers[0], numbers[3], numbers[1], numbers[2]) if word == "ENVELOPE" else tuple(numbers[:BOX])
        )
        return rectangle(west, south, east, north)
    return shapely.from_wkt(text)


def _srid(text: str) -> str:
    match = re.match(r"SRID=(\d+);", text, re.IGNORECASE)
    return f"EPSG:{match[1]}" if match else ""


def _gml(text: str, remarks: Remarks) -> BaseGeometry | None:
    """Read the corners or the positions of GML; its axes are latitude first where its reference system says so."""
    declared = re.search(r"srsName=[\"']([^\"']+)", text)
    crs = declared[1] if declared else ""
    corners = CORNERS.search(text)
    numbers = [
        float(number)
        for part in (corners.groups() if corners else POSITIONS.findall(text))
        for number in NUMBER.findall(part)
    ]
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    if not points:
        return None
    found = rectangle(*points[0], *points[1]) if corners else shape({"type": "Point", "coordinates": points[0]})
    if not corners and len(points) > 3:  # noqa: PLR2004 - a ring
        found = shapely.Polygon(points)
    return _sound(found, crs, remarks)


def _sound(geometry: BaseGeometry, crs: str, remarks: Remarks) -> BaseGeometry | None:
    """Put a geometry into longitude and latitude, whole and valid; None when it is not on Earth."""
    geometry = shapely.force_2d(geometry)
    bounds = geometry.bounds
    if len(bounds) != BOX or not all(math.isfinite(number) for number in bounds):
        return None
    code = None if CRS84.search(crs) else EPSG.search(crs)
    if code and code[1] == WGS_84 and "/def/crs/" in crs and _within(_swapped(geometry)):
        # OGC addresses of EPSG:4326 say latitude first; half of the catalogues do not know: the place decides.
        geometry = _swapped(geometry) if _here(_swapped(geometry)) or not _here(geometry) else geometry
    if not _within(geometry):
        return _valid(_understood(geometry, code[1] if code else "", remarks))
    return _valid(geometry)


def _understood(geometry: BaseGeometry, code: str, remarks: Remarks) -> BaseGeometry | None:
    if max(map(abs, geometry.bounds)) <= HALF_TURN:
        remarks.add(AXES)
        return _swapped(geometry)
    declared = [f"EPSG:{code}"] if code and code != WGS_84 else []
    west, south, east, north = geometry.bounds
    found = to_degrees((west, south, east, north), declared)
    if found is None:
        return None
    try:
        transformer = Transformer.from_crs(found[0], f"EPSG:{WGS_84}", always_xy=True)
        converted = transform(transformer.transform, geometry)
    except (CRSError, ProjError):
        return None
    remarks.add(CONVERTED, crs=found[0])
    return converted


def _valid(geometry: BaseGeometry | None) -> BaseGeometry | None:
    if geometry is None or not _within(geometry):
        return None
    return geometry if geometry.is_valid else shapely.make_valid(geometry)


def _within(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    return max(abs(west), abs(east)) <= HALF_TURN and max(abs(south), abs(north)) <= QUARTER_TURN


def _swapped(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: points[:, ::-1])


def _here(geometry: BaseGeometry) -> bool:
    """Tell a place in the north-west of Europe, where our latitudes are never taken for longitudes."""
    west, south, east, north = geometry.bounds
    return west >= -15 and east <= 30 and south >= 35 and north <= 65  # noqa: PLR2004
