"""Contacts by role: a point of contact for people, qualified attributions for every role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.declaration import Field
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.publication.dcat.draft import Draft, address
from ckanext.datagrandest.publication.dcat.namespaces import DCAT, DCT, FOAF, GEODCAT, PROV, RDF, VCARD

POINT_OF_CONTACT = "pointOfContact"
#: Roles that have a property of their own; `publisher` is the organisation of the dataset and `author` is unique.
DIRECT: dict[str, URIRef] = {
    "owner": DCT.rightsHolder,
    "custodian": GEODCAT.custodian,
    "distributor": GEODCAT.distributor,
    "originator": GEODCAT.originator,
    "principalInvestigator": GEODCAT.principalInvestigator,
    "processor": GEODCAT.processor,
    "resourceProvider": GEODCAT.resourceProvider,
    "user": GEODCAT.user,
}


def write(draft: Draft, subject: Node, field: Field, rows: list[Mapping[str, Any]], record: Mapping[str, Any]) -> None:
    """Write the contacts of a dataset.

    Whoever has no role, or is the only one with an address, is its point of contact: DCAT-AP readers look there.
    """
    for row in rows:
        if row.get("role"):
            _attribution(draft, subject, row)
    points = [row for row in rows if row.get("role") in (None, "", POINT_OF_CONTACT)]
    for row in points or [row for row in rows if row.get("email")][:1]:
        point(draft, subject, DCAT.contactPoint, row)


def point(draft: Draft, subject: Node, predicate: URIRef, row: Mapping[str, Any]) -> None:
    """Write one contact as a vCard."""
    inner = draft.node(subject, predicate, VCARD.Organization)
    draft.add(inner, RDF.type, VCARD.Kind)
    draft.text(inner, VCARD.fn, row.get("name") or row.get("email"))
    if role := vocabulary("roles").match(row.get("role")):
        draft.add(inner, DCAT.hadRole, URIRef(role.uri))
    _link(draft, inner, VCARD.hasEmail, _mailbox(row))
    _link(draft, inner, VCARD.hasTelephone, _telephone(row))
    _link(draft, inner, VCARD.hasURL, row.get("url"))


def _attribution(draft: Draft, subject: Node, row: Mapping[str, Any]) -> None:
    terms = vocabulary("roles")
    attribution = draft.node(subject, PROV.qualifiedAttribution, PROV.Attribution)
    agent = draft.node(attribution, PROV.agent, FOAF.Agent)
    for kind in (FOAF.Organization, PROV.Agent):
        draft.add(agent, RDF.type, kind)
    draft.text(agent, FOAF.name, row.get("name") or row.get("email") or "—")
    _link(draft, agent, FOAF.mbox, _mailbox(row))
    _link(draft, agent, FOAF.phone, _telephone(row))
    if url := address(row.get("url")):
        draft.document(agent, FOAF.homepage, str(url))
    if role := terms.match(row.get("role")):
        draft.concept(attribution, DCAT.hadRole, role, terms)
        if role.code in DIRECT:
            draft.add(subject, DIRECT[role.code], agent)


def _link(draft: Draft, subject: Node, predicate: URIRef, text: object) -> None:
    if link := address(text):
        draft.add(subject, predicate, link)


def _mailbox(row: Mapping[str, Any]) -> str | None:
    return f"mailto:{row['email']}" if row.get("email") else None


def _telephone(row: Mapping[str, Any]) -> str | None:
    """Write a telephone number as a `tel:` address; a French one gets its country (RFC 3966)."""
    digits = re.sub(r"[^\d+]", "", str(row.get("phone") or ""))
    if not digits:
        return None
    return f"tel:+33{digits[1:]}" if re.fullmatch(r"0\d{9}", digits) else f"tel:{digits}"
