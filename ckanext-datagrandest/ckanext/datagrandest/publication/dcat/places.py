"""Where the data is about: territories by their official address, and the extent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import shapely.geometry
from rdflib import Literal, URIRef
from rdflib.term import Node
from shapely.geometry.base import BaseGeometry

from ckanext.datagrandest.metadata.declaration import Field
from ckanext.datagrandest.publication.dcat.draft import Draft
from ckanext.datagrandest.publication.dcat.namespaces import DCAT, DCT, GSP, LOCN, RDFS, SKOS, expand
from ckanext.datagrandest.territories import codes, cog_table

#: Addresses of INSEE's geographical identifiers, by kind of territory.
INSEE = "http://id.insee.fr/geo/"
KINDS = {
    "commune": "commune",
    "epci": "intercommunalite",
    "arrondissement": "arrondissement",
    "departement": "departement",
    "region": "region",
}
#: Decimals of a degree: some ten centimetres.
PRECISION = 6


def write_territories(draft: Draft, subject: Node, field: Field, value: Any, record: Mapping[str, Any]) -> None:
    """Write each territory as INSEE names it, with its name."""
    for code in value if isinstance(value, list) else []:
        write_territory(draft, subject, expand(field.dcat), str(code))


def write_territory(draft: Draft, subject: Node, predicate: URIRef, code: str) -> None:
    """Write one territory by its code, such as `commune:88413`."""
    kind, identifier = codes.split(code)
    uri = f"{INSEE}{KINDS[kind]}/{identifier}" if kind in KINDS else None
    inner = draft.node(subject, predicate, DCT.Location, uri)
    draft.plain(inner, DCT.identifier, code)
    draft.text(inner, SKOS.prefLabel, _name(code), "fr")


def write_geometry(draft: Draft, subject: Node, field: Field, value: Any, record: Mapping[str, Any]) -> None:
    """Write the extent: box, centre and geometry as WKT in WGS 84 (GeoDCAT-AP)."""
    try:
        shape = shapely.geometry.shape(json.loads(value) if isinstance(value, str) else value)
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    inner = draft.node(subject, expand(field.dcat), DCT.Location)
    draft.add(inner, DCAT.bbox, _wkt(shapely.geometry.box(*shape.bounds)))
    draft.add(inner, DCAT.centroid, _wkt(shape.centroid))
    geometry = draft.node(inner, LOCN.geometry, LOCN.Geometry)
    draft.add(geometry, GSP.asWKT, _wkt(shape))
    draft.text(inner, RDFS.label, _box_in_words(shape))


def _wkt(shape: BaseGeometry) -> Literal:
    text = shapely.to_wkt(shape, rounding_precision=PRECISION, trim=True)
    return Literal(text, datatype=GSP.wktLiteral)


def _box_in_words(shape: BaseGeometry) -> str:
    west, south, east, north = shape.bounds
    return f"{south:.4f}–{north:.4f} N, {west:.4f}–{east:.4f} E"


def _name(code: str) -> str:
    try:
        return codes.label(code)
    except cog_table.CogTableError:
        return code
