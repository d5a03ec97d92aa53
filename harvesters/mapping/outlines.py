"""Surfaces in any reference system to outlines in WGS 84; those that are wrong are left out, with a remark.

The order of axes is the one that the reference system says when `srsName` is a URN or an address of OGC, else longitude or
east first; catalogues err, so the order that agrees with the bounding box of the same record wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from ckanext.datagrandest.harvesters.mapping.projected import METROPOLE, WGS_84, in_degrees, northing_first, to_degrees
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.gml import Surface
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

CRS84 = re.compile(r"CRS:?/?(?:1\.3/)?84\b|OGC/[\d.]+/CRS84|crs84", re.IGNORECASE)
EPSG = re.compile(r"EPSG(?:\.xml)?\W*(?:v?\d+(?:\.\d+)+[/:]|0/)?\W*(\d{4,6})\b", re.IGNORECASE)
BY_AUTHORITY = re.compile(r"urn:|/def/crs/", re.IGNORECASE)
DEGREES = 360.0
SAME_AREA = 0.01
NEAR = 0.5  # degrees by which an outline may leave the box that a person typed around it
HERE = shapely.box(*METROPOLE)  # where latitudes are never taken for longitudes
SAME_DEGREES = frozenset({WGS_84, "EPSG:4258", "EPSG:4171", "EPSG:4979"})

INVALID = N_("An outline of the record crosses itself; it was left out and the bounding box is kept.")
MENDED = N_("An outline of the record crossed itself in places; it was mended.")
NOT_UNDERSTOOD = N_("An outline of the record cannot be understood ({crs}); it was left out.")
ELSEWHERE = N_(
    "An outline of the record is not where its bounding box is; it was left out and the bounding box is kept."
)
CONVERTED = N_("The outline was given in {crs}; it was converted to longitude and latitude.")
AXES = N_("Longitudes and latitudes of an outline were swapped; they were put back in order.")


def outline(surface: Surface, remarks: Remarks, crs: Sequence[str], around: BaseGeometry | None) -> BaseGeometry | None:
    """Give one surface in WGS 84, longitude first; None, with a remark, when it is wrong.

    Args:
        surface: as the document says it.
        remarks: what was repaired or left out.
        crs: the record's reference systems (`EPSG:n` or text), for metres without a reference system of their own.
        around: the record's bounding boxes in WGS 84, if it has any.
    """
    mended = _mended(surface.geometry, remarks)
    if mended is None:
        return None
    places = list(_places(mended, surface.crs, crs))
    if not places:
        remarks.add(NOT_UNDERSTOOD, crs=surface.crs or "?")
        return None
    agreeing = [place for place in places if _agrees(place[0], around)]
    if not agreeing and around is not None:
        remarks.add(ELSEWHERE)
        return None
    found, code, swapped = (agreeing or places)[0]
    if swapped:
        remarks.add(AXES)
    if code not in SAME_DEGREES:
        remarks.add(CONVERTED, crs=code)
    return found


def _mended(geometry: BaseGeometry, remarks: Remarks) -> BaseGeometry | None:
    """Give a valid surface; None when what it covers is not certain (a bow tie has two halves, or none)."""
    if geometry.is_valid and geometry.area:
        return geometry
    mended = shapely.make_valid(geometry)
    parts = [part for part in getattr(mended, "geoms", [mended]) if part.area]
    whole = shapely.union_all(parts)
    if not whole.area or abs(whole.area - geometry.area) > SAME_AREA * whole.area:
        remarks.add(INVALID)
        return None
    remarks.add(MENDED)
    return whole


def _places(geometry: BaseGeometry, name: str, declared: Sequence[str]) -> Iterator[tuple[BaseGeometry, str, bool]]:
    """Give where a surface may be: in WGS 84, the reference system that it was in, whether its axes were not in the order said."""
    for code in _codes(geometry, name, declared):
        by_authority = bool(BY_AUTHORITY.search(name)) and not CRS84.search(name) and northing_first(code)
        for swapped in (False, True):
            turned = swapped_axes(geometry) if by_authority != swapped else geometry
            found = in_degrees(turned, code)
            if found is not None:
                yield found, code, swapped


def _codes(geometry: BaseGeometry, name: str, declared: Sequence[str]) -> list[str]:
    """List the reference systems that a surface may be in, the most certain first."""
    if CRS84.search(name):
        return [WGS_84]
    if match := EPSG.search(name):
        return [f"EPSG:{match[1]}"]
    if max(map(abs, geometry.bounds)) <= DEGREES:
        return [WGS_84]
    west, south, east, north = geometry.bounds
    found = to_degrees((west, south, east, north), declared)
    return [found[0]] if found else []


def _agrees(place: BaseGeometry, around: BaseGeometry | None) -> bool:
    if around is not None:
        west, south, east, north = around.bounds
        return shapely.box(west - NEAR, south - NEAR, east + NEAR, north + NEAR).covers(place)
    return place.intersects(HERE)


def swapped_axes(geometry: BaseGeometry) -> BaseGeometry:
    """Exchange the two axes."""
    return shapely.transform(geometry, lambda points: points[:, ::-1])
