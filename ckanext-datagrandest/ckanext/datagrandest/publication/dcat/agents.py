"""Organisations as agents, identified by the national registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.publication.dcat import contacts
from ckanext.datagrandest.publication.dcat.draft import Draft, address
from ckanext.datagrandest.publication.dcat.namespaces import ADMS, DCAT, DCT, FOAF, OWL, RDF, SKOS

#: Page of the State's register of companies and public bodies, by SIREN.
REGISTER = "https://annuaire-entreprises.data.gouv.fr/entreprise/"
AGENCIES = {"siren": "INSEE, SIREN", "siret": "INSEE, SIRET", "insee_code": "INSEE, COG"}


def write(draft: Draft, organization: Mapping[str, Any]) -> URIRef:
    """Write an organisation, once a graph, and give its node.

    Args:
        draft: the graph.
        organization: as `organization_show` gives it, or the short form that `package_show` holds.
    """
    agent = URIRef(f"{draft.base}/organization/{organization.get('id') or organization['name']}")
    if (agent, RDF.type, FOAF.Agent) in draft.graph:
        return agent
    draft.add(agent, RDF.type, FOAF.Agent)
    draft.text(agent, FOAF.name, organization.get("title") or organization["name"], "fr")
    draft.text(agent, DCT.description, organization.get("description"), "fr")
    draft.document(agent, FOAF.page, f"{draft.base}/organization/{organization['name']}")
    _write_registers(draft, agent, organization)
    _write_links(draft, agent, organization)
    return agent


def write_contact(draft: Draft, subject: Node, organization: Mapping[str, Any]) -> None:
    """Write the organisation's address as the point of contact of a dataset that names none."""
    row = {"name": organization.get("title"), "email": organization.get("email"), "url": organization.get("url")}
    contacts.point(draft, subject, DCAT.contactPoint, row)


def _write_registers(draft: Draft, agent: Node, organization: Mapping[str, Any]) -> None:
    if siren := organization.get("siren"):
        draft.plain(agent, DCT.identifier, siren)
        draft.add(agent, OWL.sameAs, URIRef(REGISTER + str(siren)))
    for name, agency in AGENCIES.items():
        if number := organization.get(name):
            inner = draft.node(agent, ADMS.identifier, ADMS.Identifier)
            draft.add(inner, SKOS.notation, Literal(str(number)))
            draft.plain(inner, ADMS.schemaAgency, agency)


def _write_links(draft: Draft, agent: Node, organization: Mapping[str, Any]) -> None:
    terms = vocabulary("organization_kinds")
    if kind := terms.match(organization.get("kind")):
        draft.concept(agent, DCT.type, kind, terms)
    if organization.get("email"):
        draft.add(agent, FOAF.mbox, URIRef(f"mailto:{organization['email']}"))
    if site := address(organization.get("url")):
        draft.document(agent, FOAF.homepage, str(site))
    if logo := address(organization.get("image_display_url") or organization.get("image_url")):
        draft.add(agent, FOAF.logo, logo)
