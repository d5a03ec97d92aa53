"""Contacts: bodies and services by role. Names of persons are left out (RGPD: only what is needed to reach a service)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses
from ckanext.datagrandest.harvesters.mapping.contacts import NOTHING, Contact, emails_of, rows_of
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

PLACES = (
    "identificationInfo/pointOfContact",
    "identificationInfo/citation/citedResponsibleParty",
    "distributionInfo/distributor/distributorContact",
    "distributionInfo/distributionFormat/formatDistributor/distributorContact",
    "contact",
)
MAX_CONTACTS = 50

NO_CONTACT = N_("The record names no contact.")
BAD_ROLE = N_("The role “{role}” of a contact is not in the standard; it was left out.")
EMPTY = N_("A contact of the record has neither name nor address; it was left out ({role}).")
BY_REFERENCE = N_("A contact of the record is only a reference to {url}; it could not be read.")
TOO_MANY = N_("The record has {count} contacts; the first {kept} were kept.")


def read(reader: Reader, remarks: Remarks, *, keep_names: bool = False) -> dict[str, Any]:
    """Read the contacts.

    Args:
        reader: the record.
        remarks: what was repaired or left out.
        keep_names: name persons too, where a source may (the default follows the RGPD).
    """
    nodes = [(node, path) for path in PLACES for node in reader.nodes(path)]
    if len(nodes) > MAX_CONTACTS:
        remarks.add(TOO_MANY, count=len(nodes), kept=MAX_CONTACTS)
    contacts = [found for node, path in nodes[:MAX_CONTACTS] if (found := _contact(reader, node, path, remarks))]
    rows = rows_of(contacts, remarks, keep_names=keep_names)
    if not rows:
        remarks.add(NO_CONTACT)
        return {}
    return {"contacts": rows}


def _contact(reader: Reader, node: _Element, path: str, remarks: Remarks) -> Contact | None:
    person = reader.text("individualName", node) or reader.text("party/individual/name", node)
    person = person or _party_name(reader, node, "CI_Individual")
    name = reader.text("organisationName", node) or _party_name(reader, node, "CI_Organisation")
    role = _role(reader.code("role", node), path, remarks)
    infos = [*reader.nodes("contactInfo", node), *reader.nodes("party/contactInfo", node)]
    infos += reader.nodes("party/individual/contactInfo", node)
    texts = [text for info in infos for text in reader.texts("address/electronicMailAddress", info)]
    emails = tuple(dict.fromkeys(email for text in texts for email in emails_of(text, remarks)))
    phones = [text for info in infos for text in _phones(reader, info)]
    urls = [url for info in infos for url in _urls(reader, info, remarks)]
    name = "" if spelling(name) in NOTHING else name
    if not (name or emails or phones or urls or person):
        _tell_empty(reader, node, role, remarks)
        return None
    if not name and not emails and person:
        name = reader.text("positionName", node)
    return Contact(role, name, emails, " / ".join(dict.fromkeys(phones)), next(iter(urls), ""), person)


def _party_name(reader: Reader, node: _Element, kind: str) -> str:
    """Read `party/CI_Organisation/name` or `party/CI_Individual/name` of ISO 19115-3."""
    for party in reader.nodes("party", node):
        for owner in party.iterfind(f"{{*}}{kind}"):
            if found := reader.text("name", owner):
                return found
    return ""


def _role(code: str, path: str, remarks: Remarks) -> str:
    if not code:
        return "distributor" if "distributor" in path else "pointOfContact"
    term = vocabulary("roles").match(code)
    if term is None:
        remarks.add(BAD_ROLE, role=shortened(code, 60))
        return ""
    return term.code


def _phones(reader: Reader, info: _Element) -> list[str]:
    texts = reader.texts("phone/voice", info)
    for phone in reader.nodes("phone", info):
        if reader.code("numberType", phone) in ("voice", ""):
            texts += reader.texts("number", phone)
    return [text for text in texts if spelling(text) not in NOTHING]


def _urls(reader: Reader, info: _Element, remarks: Remarks) -> Iterator[str]:
    for text in reader.texts("onlineResource/linkage", info):
        address = addresses.public(text)
        if address.remark:
            remarks.add(address.remark, **address.parameters)
        if address.url and address.url.startswith("http"):
            yield address.url


def _tell_empty(reader: Reader, node: _Element, role: str, remarks: Remarks) -> None:
    value = reader.value(node)
    if value.uri:
        remarks.add(BY_REFERENCE, url=shortened(value.uri))
    else:
        remarks.add(EMPTY, role=role or "?")
