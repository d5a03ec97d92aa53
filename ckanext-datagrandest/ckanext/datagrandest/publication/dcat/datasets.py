"""The graph of one dataset: a `dcat:Dataset`, a series, or a `dcat:DataService` when the record is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.publication.dcat import agents, distributions
from ckanext.datagrandest.publication.dcat.draft import Draft, language_of
from ckanext.datagrandest.publication.dcat.namespaces import DCAT, DCATAP, DCT, FOAF, GEODCAT, PROV, RDF
from ckanext.datagrandest.publication.dcat.shapes import write_fields

SERVICE = "service"
RECORD = "#record"
#: Commission Implementing Regulation (EU) 2023/138 on high-value datasets.
HIGH_VALUE = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
LEGAL_RESOURCE = URIRef("http://data.europa.eu/eli/ontology#LegalResource")


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are on this platform.

    Attributes:
        uri: lasting address of the dataset, made of its id.
        page: address of its page, made of its name.
        base: address of the platform, without final slash.
    """

    uri: str
    page: str
    base: str


def write_dataset(
    graph: Graph, dataset: Mapping[str, Any], publisher: Mapping[str, Any] | None, place: Place
) -> URIRef:
    """Write a dataset and give its node.

    Args:
        graph: what is added to.
        dataset: as `package_show` gives it with its own schema.
        publisher: its organisation, as `organization_show` gives it.
        place: its addresses.
    """
    draft = Draft(graph, language_of(dataset.get("metadata_language")), place.base)
    subject = URIRef(place.uri)
    for kind in _classes(dataset):
        draft.add(subject, RDF.type, kind)
    record = {**dataset, "_page": place.page, "tag_string": _keywords(dataset)}
    write_fields(draft, subject, dataset_declaration().level("dataset"), record)
    _write_kind(draft, subject, dataset)
    if not dataset.get("notes"):
        draft.text(subject, DCT.description, dataset.get("title") or dataset.get("name"))
    draft.plain(subject, DCT.identifier, identifier(dataset))
    _write_publisher(draft, subject, dataset, publisher)
    _write_record(draft, subject, dataset, place)
    distributions.write(draft, subject, dataset, of_service=is_service(dataset))
    return subject


def is_service(dataset: Mapping[str, Any]) -> bool:
    """Tell whether the record describes a server of maps or data rather than data."""
    return dataset.get("scope") == SERVICE


def identifier(dataset: Mapping[str, Any]) -> str:
    """Give the identifier that stays when the dataset is renamed: the remote one when harvested, else CKAN's id."""
    return guid(dataset) or str(dataset.get("id") or dataset.get("name"))


def guid(dataset: Mapping[str, Any]) -> str:
    """Give the identifier of the record that a dataset was harvested from, "" when it was not."""
    extras = {extra.get("key"): extra.get("value") for extra in dataset.get("extras") or []}
    return str(extras.get("guid") or "")


def _classes(dataset: Mapping[str, Any]) -> tuple[URIRef, ...]:
    """A series is a dataset too, for readers who know nothing of DCAT 3."""
    if is_service(dataset):
        return (DCAT.DataService,)
    series = (DCAT["DatasetSeries"],) if dataset.get("scope") == "series" else ()
    return (DCAT.Dataset, PROV.Entity, *series)


def _write_kind(draft: Draft, subject: Node, dataset: Mapping[str, Any]) -> None:
    """Write what GeoDCAT-AP 3 asks for: the kind of resource, and the regulation on high-value datasets where it applies."""
    if kind := vocabulary("scopes").match(dataset.get("scope")):
        draft.add(subject, GEODCAT.resourceType, URIRef(kind.uri))
    if dataset.get("hvd_categories"):
        draft.node(subject, DCATAP.applicableLegislation, LEGAL_RESOURCE, HIGH_VALUE)


def _keywords(dataset: Mapping[str, Any]) -> str:
    names = [tag.get("display_name") or tag.get("name") for tag in dataset.get("tags") or []]
    return ", ".join(str(name) for name in names) or str(dataset.get("tag_string") or "")


def _write_publisher(
    draft: Draft, subject: Node, dataset: Mapping[str, Any], publisher: Mapping[str, Any] | None
) -> None:
    organization = publisher or dataset.get("organization")
    if not organization:
        return
    draft.add(subject, DCT.publisher, agents.write(draft, organization))
    if not dataset.get("contacts") and organization.get("email"):
        agents.write_contact(draft, subject, organization)


def _write_record(draft: Draft, subject: Node, dataset: Mapping[str, Any], place: Place) -> None:
    """Write who describes the data and when: this platform's record, and the original one behind it."""
    record = URIRef(place.uri + RECORD)
    draft.add(subject, RDF.type, DCAT.Resource)
    draft.add(subject, FOAF.isPrimaryTopicOf, record)
    draft.add(record, RDF.type, DCAT.CatalogRecord)
    draft.add(record, FOAF.primaryTopic, subject)
    draft.date(record, DCT.issued, dataset.get("metadata_created"))
    draft.date(record, DCT.modified, dataset.get("metadata_modified") or dataset.get("metadata_date") or "1970-01-01")
    if any(dataset.get(name) for name in ("metadata_date", "metadata_standard", "metadata_language")):
        _write_source(draft, subject, record, dataset)


def _write_source(draft: Draft, subject: Node, record: Node, dataset: Mapping[str, Any]) -> None:
    source = draft.node(record, DCT.source, DCAT.CatalogRecord)
    draft.add(source, FOAF.primaryTopic, subject)
    draft.plain(source, DCT.identifier, guid(dataset))
    draft.date(source, DCT.modified, dataset.get("metadata_date") or dataset.get("metadata_modified"))
    if dataset.get("metadata_standard"):
        standard = draft.node(source, DCT.conformsTo, DCT.Standard)
        draft.text(standard, DCT.title, dataset["metadata_standard"])
    terms = vocabulary("languages")
    if language := terms.match(dataset.get("metadata_language")):
        draft.concept(source, DCT.language, language, terms, DCT.LinguisticSystem)
