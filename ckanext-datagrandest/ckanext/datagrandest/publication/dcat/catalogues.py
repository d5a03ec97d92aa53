"""The catalogue itself: what it is, whose it is, and that services are listed as services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.publication.dcat import agents, places
from ckanext.datagrandest.publication.dcat.draft import Draft
from ckanext.datagrandest.publication.dcat.namespaces import DCAT, DCT, FOAF, RDF, RDFS, SKOS

LICENCE = "lov2"
TERRITORY = "region:44"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is said of the catalogue.

    Attributes:
        base: address of the platform, without final slash.
        title: its name.
        description: what it is.
        modified: date of the last change, as ISO text.
        publisher: organisation that runs it, in the shape of `organization_show`; None makes one of the title.
    """

    base: str
    title: str
    description: str
    modified: str | None = None
    publisher: Mapping[str, Any] | None = None


def write_catalogue(graph: Graph, catalogue: Catalogue, uri: str) -> URIRef:
    """Write the catalogue and give its node."""
    draft = Draft(graph, base=catalogue.base)
    subject = URIRef(uri)
    draft.add(subject, RDF.type, DCAT.Catalog)
    draft.text(subject, DCT.title, catalogue.title)
    draft.text(subject, DCT.description, catalogue.description or catalogue.title)
    draft.date(subject, DCT.modified, catalogue.modified)
    draft.document(subject, FOAF.homepage, f"{catalogue.base}/")
    publisher = catalogue.publisher or {"id": "platform", "name": "", "title": catalogue.title}
    draft.add(subject, DCT.publisher, agents.write(draft, publisher))
    _write_scope(draft, subject)
    return subject


def list_in_catalogue(graph: Graph, catalogue: URIRef, listed: URIRef) -> None:
    """List a dataset, or a service as such, and its record."""
    is_service = (listed, RDF.type, DCAT.DataService) in graph
    graph.add((catalogue, DCAT.service if is_service else DCAT.dataset, listed))
    for record in graph.objects(listed, FOAF.isPrimaryTopicOf):
        if (record, RDF.type, DCAT.CatalogRecord) in graph:
            graph.add((catalogue, DCAT.record, record))


def _write_scope(draft: Draft, subject: Node) -> None:
    languages, themes, licences = vocabulary("languages"), vocabulary("data_themes"), vocabulary("licences")
    if french := languages.match("FRA"):
        draft.concept(subject, DCT.language, french, languages, DCT.LinguisticSystem)
    if licence := licences.match(LICENCE):
        node = draft.node(subject, DCT.license, DCT.LicenseDocument, licence.uri)
        draft.text(node, RDFS.label, licence.label("fr"), "fr")
    taxonomy = draft.node(subject, DCAT.themeTaxonomy, SKOS.ConceptScheme, themes.scheme)
    draft.text(taxonomy, DCT.title, "Thèmes des portails de données européens", "fr")
    places.write_territory(draft, subject, DCT.spatial, TERRITORY)
