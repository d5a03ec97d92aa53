"""How each field of the declaration is written: `dge_dcat_as` names a function of this table.

A writer gets the draft, the node, the field and the stored value, and may see the whole record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.declaration import Field
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.publication.dcat import conformity, contacts, places
from ckanext.datagrandest.publication.dcat.draft import Draft, address, rights
from ckanext.datagrandest.publication.dcat.namespaces import ADMS, DCAT, DCT, RDF, RDFS, SKOS, XSD, expand

Record = Mapping[str, Any]
Writer = Callable[[Draft, Node, Field, Any, Record], None]
IANA = "https://www.iana.org/assignments/media-types/"


def write_fields(draft: Draft, subject: Node, fields: Iterable[Field], record: Record) -> None:
    """Write the declared fields of a dataset or resource that have a value and a shape of their own.

    Shapes that are not in the table (`publisher`, `record`, `access`, …) are written by who draws the whole node.
    """
    for field in fields:
        shape, _, kind = str(field.raw.get("dge_dcat_as", "")).partition(":")
        value = record.get(field.name)
        if shape in WRITERS and value not in (None, "", []):
            WRITERS[shape](draft, subject, field, value, {**record, "_class": kind})


def values(value: Any) -> list[Any]:
    """Give a list for a list, its JSON or a single value."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    return [entry for entry in (value if isinstance(value, list) else [value]) if entry not in (None, "")]


def _property(field: Field) -> URIRef:
    return expand(field.dcat.partition("/")[0])


def _text(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for text in values(value):
        draft.text(subject, _property(field), text)


def _plain(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for text in values(value):
        draft.plain(subject, _property(field), text)


def _date(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    draft.date(subject, _property(field), value)


def _keywords(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for text in str(value).split(","):
        draft.text(subject, _property(field), text)


def _concepts(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    terms = vocabulary(str(field.vocabulary))
    kind = expand(record["_class"]) if record.get("_class") else None
    for code in values(value):
        if term := terms.match(code):
            draft.concept(subject, _property(field), term, terms, kind)


def _licence(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    """`notspecified` is no licence; one of ours without address is told by its name."""
    term = vocabulary("licences").match(value)
    if term is not None and (term.uri or term.code != "notspecified"):
        inner = draft.node(subject, _property(field), DCT.LicenseDocument, term.uri)
        draft.text(inner, RDFS.label, term.label("fr"), "fr")


def _documents(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for url in values(value):
        draft.document(subject, _property(field), url)


def _links(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for url in values(value):
        if link := address(url):
            draft.add(subject, _property(field), link)


def _provenance(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    """The statement twice: `dct:description` is what GeoDCAT-AP 3 asks for, the label what others read."""
    statement = draft.node(subject, _property(field), DCT.ProvenanceStatement)
    for name in (DCT.description, RDFS.label):
        draft.text(statement, name, value)


def _rights(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for text in values(value):
        rights(draft, subject, _property(field), text)


def _periods(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for row in value:
        inner = draft.node(subject, _property(field), DCT.PeriodOfTime)
        draft.date(inner, DCAT.startDate, row.get("start"))
        draft.date(inner, DCAT.endDate, row.get("end"))


def _identifiers(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for row in value:
        if row.get("value"):
            inner = draft.node(subject, _property(field), ADMS.Identifier)
            draft.plain(inner, SKOS.notation, row["value"])
            draft.plain(inner, ADMS.schemaAgency, row.get("codespace"))


def _relations(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    for identifier in values(value):
        inner = draft.node(subject, _property(field), RDFS.Resource, identifier)
        draft.plain(inner, DCT.identifier, identifier)


def _file_type(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    """A format of the European vocabulary by its address, another by its name."""
    terms = vocabulary("formats")
    if term := terms.match(value):
        draft.concept(subject, _property(field), term, terms, DCT.MediaTypeOrExtent)
    else:
        draft.plain(draft.node(subject, _property(field), DCT.MediaTypeOrExtent), RDFS.label, value)


def _media_type(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    inner = draft.node(subject, _property(field), DCT.MediaType, IANA + str(value).partition(";")[0].strip())
    draft.plain(inner, RDFS.label, value)


def _byte_size(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    if str(value).isdigit():
        draft.add(subject, _property(field), Literal(int(value), datatype=XSD.nonNegativeInteger))


def _table_schema(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    """A name of the national registry of schemas becomes its address there."""
    url = address(value)
    standard = draft.node(subject, _property(field), DCT.Standard, str(url or f"https://schema.data.gouv.fr/{value}/"))
    draft.plain(standard, DCT.identifier, value)
    draft.plain(standard, expand("owl:versionInfo"), record.get("schema_version"))


def _page_here(draft: Draft, subject: Node, field: Field, value: Any, record: Record) -> None:
    """The page of the dataset on this platform, which is also its landing page when the producer has none."""
    if page := record.get("_page"):
        draft.add(subject, _property(field), URIRef(page))
        draft.add(URIRef(page), RDF.type, expand("foaf:Document"))
        if not record.get("url"):
            draft.document(subject, DCAT.landingPage, page)


WRITERS: dict[str, Writer] = {
    "text": _text,
    "plain": _plain,
    "date": _date,
    "keywords": _keywords,
    "concepts": _concepts,
    "licence": _licence,
    "documents": _documents,
    "links": _links,
    "provenance": _provenance,
    "rights": _rights,
    "periods": _periods,
    "identifiers": _identifiers,
    "relations": _relations,
    "file_type": _file_type,
    "media_type": _media_type,
    "byte_size": _byte_size,
    "table_schema": _table_schema,
    "page_here": _page_here,
    "contacts": contacts.write,
    "territories": places.write_territories,
    "geometry": places.write_geometry,
    "conformities": conformity.write_conformities,
    "reference_systems": conformity.write_reference_systems,
    "scales": conformity.write_scales,
    "resolutions": conformity.write_resolutions,
}
#: Shapes that the writer of the whole node draws, because they need more than the value.
DRAWN_ELSEWHERE = frozenset({"publisher", "record", "access", "part"})
