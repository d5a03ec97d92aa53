"""The extent: bounding boxes and outlines to one GeoJSON geometry in WGS 84, repaired where that is certain, else left out.

A geometry that is wrong is worse than none: it makes a record unfindable on the map and may break the index.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from ckanext.datagrandest.harvesters.mapping import gml, outlines
from ckanext.datagrandest.harvesters.mapping.extent import Box, boxes_of, geometry
from ckanext.datagrandest.harvesters.mapping.geometries import joined
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import children, local_name
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element
    from shapely.geometry.base import BaseGeometry

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

SIDES = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")

NO_EXTENT = N_("The record has no extent on the map.")
IN_WORDS = N_("Extent of the record in words: {places}.")
EXCLUDED = N_("The record names a place that its data leave out; the extent here does not show it.")
UNREADABLE = N_("An outline of the record is not made of rings of numbers, or of too many; it was left out.")
NO_SURFACE = N_("An outline of the record is no surface ({kinds}); it was left out.")


def read(reader: Reader, remarks: Remarks, crs: Sequence[str]) -> dict[str, Any]:
    """Read every usable bounding box and bounding polygon as one geometry.

    Args:
        reader: the record.
        remarks: what was repaired or left out.
        crs: the record's reference systems, to understand boxes and outlines in metres.
    """
    nodes = _included(reader, remarks)
    boxes: list[Box] = []
    for node in nodes:
        boxes += [box for box in _boxes(reader, node, remarks, crs) if box not in boxes]
    found = _whole(boxes, _outlines(reader, nodes, boxes, remarks, crs), remarks)
    descriptions = [text for text in reader.texts("identificationInfo/extent/description") if text.strip("- ")]
    if descriptions:
        remarks.add(IN_WORDS, places="; ".join(dict.fromkeys(descriptions)))
    if found is None:
        remarks.add(NO_EXTENT)
        return {}
    return {"spatial": json.dumps(found)}


def _included(reader: Reader, remarks: Remarks) -> list[_Element]:
    """List the places of the record that its data cover (`extentTypeCode` says those that they leave out)."""
    found = []
    for node in reader.nodes("identificationInfo/extent/geographicElement"):
        if reader.text("extentTypeCode", node).lower() in ("0", "false"):
            reader.mark(node)
            remarks.add(EXCLUDED)
        else:
            found.append(node)
    return found


def _boxes(reader: Reader, node: _Element, remarks: Remarks, crs: Sequence[str]) -> list[Box]:
    texts = [reader.text(side, node) for side in SIDES]
    if not any(texts):
        return []
    return boxes_of(texts, remarks, crs)


def _outlines(
    reader: Reader, nodes: list[_Element], boxes: list[Box], remarks: Remarks, crs: Sequence[str]
) -> list[BaseGeometry]:
    around = shapely.union_all([shapely.box(*box) for box in boxes]) if boxes else None
    found = []
    for node in nodes:
        for polygon in reader.nodes("polygon", node):
            surfaces = _surfaces(reader, polygon, remarks)
            found += [outlines.outline(surface, remarks, crs, around) for surface in surfaces]
    return [each for each in found if each is not None]


def _surfaces(reader: Reader, polygon: _Element, remarks: Remarks) -> list[gml.Surface]:
    """Read the surfaces of a `polygon` element; one that cannot be read takes the others with it."""
    if not len(polygon):
        return []  # a reference to elsewhere, which nobody read
    reader.mark(polygon)
    try:
        found = gml.surfaces(polygon)
    except gml.UnreadableSurface:
        remarks.add(UNREADABLE)
        return []
    if not found:
        remarks.add(NO_SURFACE, kinds=", ".join(dict.fromkeys(local_name(child) for child in children(polygon))))
    return found


def _whole(boxes: list[Box], drawn: list[BaseGeometry], remarks: Remarks) -> dict[str, Any] | None:
    """Give outlines, with the boxes that are elsewhere; without outlines the boxes."""
    if not drawn:
        return geometry(boxes, remarks)
    outline = shapely.union_all(drawn)
    elsewhere = [box for each in boxes if not (box := shapely.box(*each)).intersects(outline)]
    return joined([outline, *elsewhere], remarks)
