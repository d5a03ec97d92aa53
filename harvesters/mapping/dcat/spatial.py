"""Where the data is about: territories by official address or name, and geometries in every form of the profiles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import geometries, places
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import codes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: Properties of a place that hold a geometry, the most precise first: later ones are only read when earlier ones say nothing.
GEOMETRIES = (
    ("locn:geometry", "gsp:hasGeometry", "gsp:asWKT", "gsp:asGeoJSON", "geo:asWKT", "gsp:asGML"),
    ("dcat:bbox", "gsp:hasBoundingBox", "schema:box", "schema:geo"),
    ("dcat:centroid", "gsp:hasCentroid"),
)
SERIALISED = (
    "gsp:asGeoJSON",
    "gsp:asWKT",
    "gsp:asGML",
    "geo:asWKT",
    "locn:geometry",
    "schema:box",
    "schema:polygon",
    "rdf:value",
)
SIDES = ("schema:west", "schema:south", "schema:east", "schema:north")
#: The geometry said several times: the forms that need least to be understood come first.
FORMS = ("geojson", "geo+json", "wkt", "gml", "")
NATIONAL = ("country/FRA", "sws.geonames.org/3017382")
MAX_PLACES = 200

NO_EXTENT = N_("The record has no extent on the map.")
IN_WORDS = N_("Extent of the record in words: {places}.")
RECOGNISED = N_("Territories recognised by the names of the record: {places}.")
TOO_MANY = N_("The record has {count} places; the first {kept} were kept.")


def read(node: Node, remarks: Remarks) -> dict[str, Any]:
    """Read places as territories and one geometry."""
    found = node.all("dct:spatial", "dc:coverage", "dct:coverage", "schema:spatialCoverage")
    if len(found) > MAX_PLACES:
        remarks.add(TOO_MANY, count=len(found), kept=MAX_PLACES)
    territories: list[str] = []
    shapes: list[BaseGeometry] = []
    names: list[str] = []
    for place in found[:MAX_PLACES]:
        code = _code(place)
        geometry = _geometry(place, remarks)
        territories += [code] if code else []
        shapes += [geometry] if geometry is not None else []
        names += _names(place) if not code else []
    spatial = geometries.joined(shapes, remarks)
    fields: dict[str, Any] = {"spatial": json.dumps(spatial)} if spatial else {}
    if not spatial and not territories:
        remarks.add(NO_EXTENT)
    return fields | _territories(territories, names, fields.get("spatial"), remarks)


def _territories(known: list[str], names: list[str], spatial: str | None, remarks: Remarks) -> dict[str, Any]:
    """Give the territories; names are only taken when no code is given."""
    recognised = (
        {} if known else {name: code for name in names if (code := places.of_name(name, places.is_here(spatial)))}
    )
    if recognised:
        remarks.add(RECOGNISED, places=", ".join(f"{name} ({code})" for name, code in recognised.items()))
    others = [name for name in dict.fromkeys(names) if name not in recognised]
    if others:
        remarks.add(IN_WORDS, places="; ".join(shortened(name, 150) for name in others[:20]))
    found = list(dict.fromkeys([*known, *recognised.values()]))
    return {"territories": found} if found else {}


def _code(place: Node) -> str | None:
    """Give the territory of a place: by its address, by those it is the same as, or by our own code."""
    for uri in (place.uri, *place.addresses("owl:sameAs", "skos:exactMatch")):
        if uri and (code := places.of_code(uri) if "/" in uri else None):
            return code
    for text in place.texts("dct:identifier", "skos:notation"):
        kind, _, identifier = text.partition(":")
        if identifier and codes.is_known(kind, identifier):
            return text
    return None


def _names(place: Node) -> list[str]:
    if place.literal:
        return [] if geometries.is_geometry(place.literal) else [place.literal]
    label = place.label
    if label and not geometries.is_geometry(label):
        return [label]
    return [place.uri] if place.uri and not place.is_described and not any(end in place.uri for end in NATIONAL) else []


def _geometry(place: Node, remarks: Remarks) -> BaseGeometry | None:
    if place.term.kind == "literal":
        return geometries.read(place.term.value, remarks) if geometries.is_geometry(place.term.value) else None
    for names in GEOMETRIES:
        texts = [text for value in place.all(*names) for text in _serialised(value)]
        for text in sorted(texts, key=_preference):
            found = geometries.read(text[1], remarks)
            if found is not None:
                return found
    if latitude := place.text("geo:lat", "schema:latitude"):
        return geometries.read(f"POINT({place.text('geo:long', 'schema:longitude')} {latitude})", remarks)
    return None


def _serialised(value: Node) -> list[tuple[str, str]]:
    """Give the (type, text) forms of a geometry: a literal, or a node that holds some."""
    if value.term.kind == "literal":
        return [(value.term.datatype, value.term.value)]
    sides = [value.text(side) for side in SIDES]
    if all(sides):
        return [("box", ",".join(sides))]
    return [(inner.term.datatype, inner.term.value) for inner in value.all(*SERIALISED) if inner.term.kind == "literal"]


def _preference(form: tuple[str, str]) -> int:
    kind = form[0].lower()
    return next((rank for rank, name in enumerate(FORMS) if name in kind), len(FORMS))
