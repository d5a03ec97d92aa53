"""Files, services and documents of a dataset.

A file is a `dcat:Distribution`; what a machine asks is one with its `dcat:DataService`; a notice is a page of the
dataset, not a distribution. For a record that is itself a service, its addresses are its endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.metadata.vocabularies import Term, vocabulary
from ckanext.datagrandest.publication.dcat.draft import Draft, address
from ckanext.datagrandest.publication.dcat.namespaces import DCAT, DCT, FOAF, GEODCAT, RDF, RDFS
from ckanext.datagrandest.publication.dcat.shapes import write_fields

Record = Mapping[str, Any]
SERVICES = frozenset({"service", "api"})
DOCUMENTATION = "documentation"
_CONDITIONS = ("license_id", "use_limitations", "access_constraints")


def write(draft: Draft, subject: Node, dataset: Record, *, of_service: bool) -> None:
    """Write the resources of a dataset; a resource without address has nothing to be written."""
    for resource in dataset.get("resources") or []:
        link = address(resource.get("url"))
        if link is None:
            continue
        if of_service:
            _write_endpoint(draft, subject, resource, link)
        elif resource.get("kind") == DOCUMENTATION:
            _write_document(draft, subject, resource, link)
        else:
            _write_distribution(draft, subject, dataset, resource, link)
    if of_service and (subject, DCAT.endpointURL, None) not in draft.graph:
        draft.node(subject, DCAT.endpointURL, RDFS.Resource, str(address(dataset.get("url")) or subject))


def endpoint(url: str) -> str:
    """Give the address of a service without the question of its link: `…/wms?REQUEST=GetCapabilities` → `…/wms`."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def protocol(resource: Record) -> Term | None:
    """Give the protocol of a resource, as declared or by its format (`WMS`)."""
    terms = vocabulary("protocols")
    return terms.match(resource.get("protocol")) or terms.match(resource.get("format"))


def _is_service(resource: Record) -> bool:
    spoken = protocol(resource)
    return resource.get("kind") in SERVICES or bool(spoken and spoken.facts.get("endpoint"))


def _write_distribution(draft: Draft, subject: Node, dataset: Record, resource: Record, link: URIRef) -> None:
    uri = f"{draft.base}/dataset/{dataset.get('id')}/resource/{resource['id']}" if resource.get("id") else None
    node = draft.node(subject, DCAT.distribution, DCAT.Distribution, uri)
    draft.add(node, DCAT.accessURL, link)
    write_fields(draft, node, dataset_declaration().level("resource"), resource)
    _write_conditions(draft, node, dataset)
    _write_limits(draft, node, dataset)
    if _is_service(resource):
        _write_service(draft, subject, node, resource, link)
    else:
        if resource.get("kind") == "download" or resource.get("url_type") == "upload":
            draft.add(node, DCAT.downloadURL, link)
        _write_protocol(draft, node, resource)


def _write_conditions(draft: Draft, node: Node, dataset: Record) -> None:
    """Write the dataset's licence and conditions of use, which DCAT-AP wants on each distribution."""
    fields = (dataset_declaration().field(name, "dataset") for name in _CONDITIONS)
    write_fields(draft, node, [field for field in fields if field is not None], dataset)


def _write_limits(draft: Draft, node: Node, dataset: Record) -> None:
    """Write the INSPIRE limits on public access where GeoDCAT-AP puts them; the dataset has one code of access alone."""
    for text in dataset.get("access_constraints") or []:
        if term := vocabulary("access_limitations").match(text):
            draft.add(
                draft.node(node, DCT.accessRights, DCT.RightsStatement, term.uri),
                RDFS.label,
                Literal(term.label("fr"), lang="fr"),
            )


def _write_service(draft: Draft, subject: Node, node: Node, resource: Record, link: URIRef) -> None:
    uri = f"{node}#service" if isinstance(node, URIRef) else None
    service = draft.node(node, DCAT.accessService, DCAT.DataService, uri)
    draft.text(service, DCT.title, resource.get("name") or str(link))
    draft.add(service, DCAT.servesDataset, subject)
    _write_address(draft, service, resource, link)


def _write_address(draft: Draft, service: Node, resource: Record, link: URIRef) -> None:
    draft.node(service, DCAT.endpointURL, RDFS.Resource, endpoint(str(link)))
    if urlsplit(str(link)).query:
        draft.node(service, DCAT.endpointDescription, RDFS.Resource, str(link))
    _write_protocol(draft, service, resource)


def _write_protocol(draft: Draft, node: Node, resource: Record) -> None:
    if spoken := protocol(resource):
        standard = draft.node(node, DCT.conformsTo, DCT.Standard, spoken.uri)
        if (node, RDF.type, DCAT.DataService) in draft.graph:
            draft.add(node, GEODCAT.serviceProtocol, standard)
        draft.text(standard, DCT.title, spoken.label("fr"), "fr")
        draft.plain(standard, DCT.identifier, spoken.code)


def _write_document(draft: Draft, subject: Node, resource: Record, link: URIRef) -> None:
    draft.document(subject, FOAF.page, str(link))
    draft.text(link, DCT.title, resource.get("name"))
    draft.text(link, DCT.description, resource.get("description"))


def _write_endpoint(draft: Draft, subject: Node, resource: Record, link: URIRef) -> None:
    if not _is_service(resource):
        _write_document(draft, subject, resource, link)
        return
    _write_address(draft, subject, resource, link)
