"""The extent: bounding boxes to one GeoJSON geometry in WGS 84, repaired where that is certain, else left out.

A geometry that is wrong is worse than none: it makes a record unfindable on the map and may break the index.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.extent import Box, boxes_of, geometry
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

SIDES = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")

NO_EXTENT = N_("The record has no extent on the map.")
IN_WORDS = N_("Extent of the record in words: {places}.")


def read(reader: Reader, remarks: Remarks, crs: Sequence[str]) -> dict[str, Any]:
    """Read every usable bounding box as one geometry.

    Args:
        reader: the record.
        remarks: what was repaired or left out.
        crs: the record's reference systems, to understand boxes in metres.
    """
    nodes = reader.nodes("identificationInfo/extent/geographicElement")
    boxes: list[Box] = []
    for node in nodes:
        boxes += [box for box in _boxes(reader, node, remarks, crs) if box not in boxes]
    found = geometry(boxes, remarks)
    descriptions = [text for text in reader.texts("identificationInfo/extent/description") if text.strip("- ")]
    if descriptions:
        remarks.add(IN_WORDS, places="; ".join(dict.fromkeys(descriptions)))
    if found is None:
        remarks.add(NO_EXTENT)
        return {}
    return {"spatial": json.dumps(found)}


def _boxes(reader: Reader, node: _Element, remarks: Remarks, crs: Sequence[str]) -> list[Box]:
    texts = [reader.text(side, node) for side in SIDES]
    if not any(texts):
        return []
    return boxes_of(texts, remarks, crs)
