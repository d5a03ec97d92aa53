"""Contacts: points of contact, publishers and other bodies by role; names of persons are left out by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses
from ckanext.datagrandest.harvesters.mapping.contacts import NOTHING, Contact, emails_of, looks_like_person, rows_of
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: Property → role of ISO 19115; the first ones are whom to write to.
ROLES = {
    "dcat:contactPoint": "pointOfContact",
    "adms:contactPoint": "pointOfContact",
    "dct:publisher": "publisher",
    "dc:publisher": "publisher",
    "schema:publisher": "publisher",
    "dct:creator": "author",
    "dc:creator": "author",
    "schema:creator": "author",
    "dct:rightsHolder": "owner",
    "geodcat:custodian": "custodian",
    "geodcat:distributor": "distributor",
    "geodcat:originator": "originator",
    "geodcat:principalInvestigator": "principalInvestigator",
    "geodcat:processor": "processor",
    "geodcat:resourceProvider": "resourceProvider",
    "geodcat:user": "user",
    "dct:contributor": "processor",
}
PERSONS = ("foaf:Person", "vcard:Individual", "schema:Person", "prov:Person")
ORGANISATIONS = ("vcard:Organization", "vcard:Group", "foaf:Organization", "org:Organization", "schema:Organization", "prov:Organization")  # fmt: skip
NAMES = ("vcard:fn", "foaf:name", "schema:name", "skos:prefLabel", "rdfs:label", "dct:title", "org:name")
BODIES = ("vcard:organization-name", "vcard:hasOrganizationName", "vcard:organization-unit", "org:memberOf", "schema:affiliation", "schema:worksFor")  # fmt: skip
EMAILS = ("vcard:hasEmail", "vcard:email", "foaf:mbox", "schema:email")
PHONES = ("vcard:hasTelephone", "vcard:tel", "foaf:phone", "schema:telephone")
PAGES = ("vcard:hasURL", "vcard:url", "foaf:homepage", "foaf:workplaceHomepage", "schema:url", "foaf:page")
MAX_CONTACTS = 50

NO_CONTACT = N_("The record names no contact.")
BAD_ROLE = N_("The role “{role}” of a contact is not in the standard; it was left out.")
BY_REFERENCE = N_("A contact of the record is only a reference to {url}; it could not be read.")
TOO_MANY = N_("The record has {count} contacts; the first {kept} were kept.")


def read(node: Node, remarks: Remarks, *, keep_names: bool = False) -> dict[str, Any]:
    """Read the contacts.

    Args:
        node: the dataset.
        remarks: what was repaired or left out.
        keep_names: name persons too, where a source may (the default follows the RGPD).
    """
    parties = list(_parties(node, remarks))
    if len(parties) > MAX_CONTACTS:
        remarks.add(TOO_MANY, count=len(parties), kept=MAX_CONTACTS)
    contacts = [found for party, role in parties[:MAX_CONTACTS] if (found := _contact(party, role, remarks))]
    rows = rows_of(contacts, remarks, keep_names=keep_names)
    if not rows:
        remarks.add(NO_CONTACT)
        return {}
    return {"contacts": rows}


def _parties(node: Node, remarks: Remarks) -> Iterator[tuple[Node, str]]:
    for name, role in ROLES.items():
        for party in node.all(name):
            yield party, role
    for attribution in node.all("prov:qualifiedAttribution"):
        role = _role(attribution, remarks)
        for party in attribution.all("prov:agent"):
            yield party, role


def _role(attribution: Node, remarks: Remarks) -> str:
    for value in attribution.all("dcat:hadRole", "dct:type", "prov:hadRole"):
        for word in (*value.words, value.uri.rstrip("/").rpartition("/")[2]):
            if term := vocabulary("roles").match(word):
                return term.code
        remarks.add(BAD_ROLE, role=shortened(value.uri or value.literal, 120))
    return ""


def _contact(party: Node, role: str, remarks: Remarks) -> Contact | None:
    if party.literal:
        found = tuple(emails_of(party.literal, remarks)) if "@" in party.literal else ()
        name = "" if found else party.literal
        return Contact(role, "" if spelling(name) in NOTHING else name, found, "", "", "")
    if not party.is_described:
        if party.uri.startswith("mailto:"):
            return Contact(role, "", tuple(emails_of(party.uri, remarks)), "", "", "")
        remarks.add(BY_REFERENCE, url=shortened(party.uri))
        return None
    name, person = _names(party)
    texts = [text for value in party.all(*EMAILS) if (text := _inner(value))]
    emails = tuple(dict.fromkeys(email for text in texts for email in emails_of(text, remarks)))
    phones = dict.fromkeys(text.removeprefix("tel:") for value in party.all(*PHONES) if (text := _inner(value)))
    contact = Contact(role, name, emails, " / ".join(phones), _page(party, remarks), person)
    return contact if name or emails or phones or contact.url or person else None


def _names(party: Node) -> tuple[str, str]:
    """Tell the body from the person: a vCard that names both has the person in its own name."""
    own = party.text(*NAMES)
    body = party.text(*BODIES)
    own = "" if spelling(own) in NOTHING else own
    if party.is_a(*PERSONS) or (body and own and spelling(body) != spelling(own)):
        return body, own
    if own and not body and not party.is_a(*ORGANISATIONS) and looks_like_person(own):
        return "", own
    return body or own, ""


def _inner(value: Node) -> str:
    """Read an address that is a text, an IRI, or a node with a value."""
    return value.literal or (value.uri if not value.is_described else "") or _value(value)


def _value(value: Node) -> str:
    inner = value.all("vcard:hasValue", "vcard:value", "rdf:value")
    return next((text for each in inner if (text := each.literal or each.uri)), value.uri)


def _page(party: Node, remarks: Remarks) -> str:
    for text in (_inner(value) for value in party.all(*PAGES)):
        address = addresses.public(text)
        if address.remark:
            remarks.add(address.remark, **address.parameters)
        if address.url and address.url.startswith("http"):
            return address.url
    return ""
