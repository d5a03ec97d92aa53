"""Where the data is about: geometries of ckanext-spatial, boxes, territories by code or name; reference systems."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import files, geometries, loose, places
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from ckanext.datagrandest.harvesters.mapping.ckan.package import Package
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

BOX = ("bbox-west-long", "bbox-south-lat", "bbox-east-long", "bbox-north-lat")
NAMES = ("spatial_text", "spatial-text", "spatial_name", "spatial_coverage_text", "geographic_coverage", "territory")

NO_EXTENT = N_("The record has no extent on the map.")
IN_WORDS = N_("Extent of the record in words: {places}.")
RECOGNISED = N_("Territories recognised by the names of the record: {places}.")


def read(package: Package, remarks: Remarks, dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Read the extent, the territories and the reference systems.

    Args:
        package: the dataset.
        remarks: what was repaired or left out.
        dataset: what was read already (identifiers of planning documents).
    """
    known, names, shapes = _rows(package, remarks)
    spatial = geometries.joined(shapes, remarks)
    fields: dict[str, Any] = {"spatial": json.dumps(spatial)} if spatial else {}
    known += _territories(package)
    if not known and (found := places.of_planning([row["value"] for row in dataset.get("identifiers", ())])):
        known.append(found)
    here = places.is_here(fields.get("spatial"))
    recognised = {} if known else {name: code for name in names if (code := places.of_name(name, here))}
    if recognised:
        remarks.add(RECOGNISED, places=", ".join(f"{name} ({code})" for name, code in recognised.items()))
    if others := [name for name in names if name not in recognised]:
        remarks.add(IN_WORDS, places="; ".join(shortened(name, 150) for name in others[:20]))
    if not spatial and not known and not recognised:
        remarks.add(NO_EXTENT)
    if territories := list(dict.fromkeys([*known, *recognised.values()])):
        fields["territories"] = territories
    if systems := _systems(package):
        fields["crs"] = systems
    return fields


def _rows(package: Package, remarks: Remarks) -> tuple[list[str], list[str], list[BaseGeometry]]:
    """Read `spatial_coverage` of DCAT schemas, else `spatial`, else the four sides of ckanext-spatial."""
    known: list[str] = []
    names: list[str] = []
    shapes: list[BaseGeometry] = []
    for row in package.rows("spatial_coverage"):
        code = places.of_code(loose.text(row.get("uri"))) if row.get("uri") else None
        known += [code] if code else []
        names += [text] if (text := loose.text(row.get("text"))) and not code else []
        forms = (row.get(name) for name in ("geom", "bbox", "centroid"))
        shapes += next(([found] for form in forms if form and (found := _geometry(form, remarks)) is not None), [])
    if not shapes and (value := package.get("spatial")):
        if isinstance(value, str) and not geometries.is_geometry(value):
            names.append(value)
        elif (found := _geometry(value, remarks)) is not None:
            shapes.append(found)
    sides = [package.text(side) for side in BOX]
    if not shapes and all(sides) and (found := geometries.read(",".join(sides), remarks)) is not None:
        shapes.append(found)
    return known, [*names, *package.texts(*NAMES, separators=";")], shapes


def _geometry(value: Any, remarks: Remarks) -> BaseGeometry | None:
    return geometries.read(value if isinstance(value, str) else json.dumps(value), remarks)


def _territories(package: Package) -> list[str]:
    """Read codes: our own (`commune:88413`), addresses of INSEE, INSEE codes in fields that are named so."""
    found: list[str] = []
    for text in package.texts("territories", "spatial_uri", separators=",;"):
        kind, _, identifier = text.partition(":")
        if identifier and codes.is_known(kind, identifier):
            found.append(text)
        elif code := places.of_code(text) if "/" in text else None:
            found.append(code)
    for text in package.texts("insee_code", "code_insee", "insee", separators=",; "):
        found += [code] if (code := places.of_code(text)) else []
    return found


def _systems(package: Package) -> list[str]:
    texts = package.texts("crs", "spatial-reference-system", "reference_system", "srid", "projection", separators=";")
    found = [files.epsg_in(text) or text for text in texts]
    return [f"EPSG:{text}" if re.fullmatch(r"\d{4,6}", text) else text for text in dict.fromkeys(found)]
