"""What the data conforms to, its reference systems, scale and resolution (GeoDCAT-AP)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.declaration import Field
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.publication.dcat.draft import Draft
from ckanext.datagrandest.publication.dcat.namespaces import DCT, DQV, GEODCAT, PROV, RDF, SKOS, XSD, expand

REFERENCE_SYSTEM = URIRef("http://inspire.ec.europa.eu/glossary/SpatialReferenceSystem")
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CONFORMANT = "conformant"
METRE = URIRef("http://www.opengis.net/def/uom/SI/metre")


def write_conformities(
    draft: Draft, subject: Node, field: Field, rows: list[Mapping[str, Any]], record: Mapping[str, Any]
) -> None:
    """Write each specification: `dct:conformsTo` when the data conforms, and the check with its degree in any case."""
    terms = vocabulary("conformity_degrees")
    for row in rows:
        activity = draft.node(subject, PROV.wasUsedBy, PROV.Activity)
        draft.add(activity, PROV.used, subject)
        association = draft.node(activity, PROV.qualifiedAssociation, PROV.Association)
        plan = draft.node(association, PROV.hadPlan, PROV.Plan)
        standard = draft.node(plan, PROV.wasDerivedFrom, DCT.Standard, row.get("uri"))
        draft.add(standard, RDF.type, PROV.Entity)
        draft.text(standard, DCT.title, row.get("title") or row.get("uri"))
        draft.date(standard, DCT.issued, row.get("date"))
        if row.get("degree") == CONFORMANT:
            draft.add(subject, expand(field.dcat), standard)
        if degree := terms.match(row.get("degree")):
            result = draft.node(activity, PROV.generated, PROV.Entity)
            draft.concept(result, DCT.type, degree, terms)


def write_reference_systems(draft: Draft, subject: Node, field: Field, value: Any, record: Mapping[str, Any]) -> None:
    """Write each reference system as a standard of that type; one without code is told by its name."""
    terms = vocabulary("crs")
    for code in value:
        term = terms.match(code)
        uri = term.uri if term else _epsg(str(code))
        standard = draft.node(subject, expand(field.dcat), DCT.Standard, uri)
        draft.add(subject, GEODCAT.referenceSystem, standard)
        draft.add(standard, DCT.type, REFERENCE_SYSTEM)
        draft.plain(standard, DCT.identifier, uri or code)
        draft.text(standard, DCT.title, term.label("fr") if term else code, "fr")
        draft.plain(standard, SKOS.notation, code)


def write_scales(draft: Draft, subject: Node, field: Field, value: Any, record: Mapping[str, Any]) -> None:
    """Write each scale as a representative fraction: 1:25,000 is 0.00004."""
    for denominator in value:
        if str(denominator).isdigit() and int(denominator) > 0:
            fraction = Decimal(1) / Decimal(int(denominator))
            _measurement(draft, subject, expand(field.dcat), GEODCAT.spatialResolutionAsScale, fraction)


def write_resolutions(draft: Draft, subject: Node, field: Field, value: Any, record: Mapping[str, Any]) -> None:
    """Write the finest resolution where DCAT wants one, and each as a measurement when there are several."""
    metres = [Decimal(str(entry)) for entry in value]
    draft.add(subject, expand(field.dcat), _decimal(min(metres)))
    for distance in metres if len(metres) > 1 else []:
        inner = _measurement(draft, subject, DQV.hasQualityMeasurement, GEODCAT.spatialResolutionAsDistance, distance)
        draft.add(inner, expand("dct:relation"), METRE)


def _measurement(draft: Draft, subject: Node, predicate: URIRef, metric: URIRef, value: Decimal) -> Node:
    inner = draft.node(subject, predicate, DQV.QualityMeasurement)
    draft.add(inner, DQV.isMeasurementOf, metric)
    draft.add(inner, DQV.value, _decimal(value))
    return inner


def _decimal(value: Decimal) -> Literal:
    return Literal(f"{value:f}", datatype=XSD.decimal, normalize=False)


def _epsg(code: str) -> str | None:
    kind, _, number = code.partition(":")
    return f"{EPSG}{number}" if kind == "EPSG" and number.isdigit() else None
