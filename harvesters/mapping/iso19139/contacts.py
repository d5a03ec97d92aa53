"""Contacts: bodies and services by role. Names of persons are left out (RGPD: only what is needed to reach a service)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.iso19139 import addresses
from ckanext.datagrandest.harvesters.mapping.iso19139.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.iso19139.remarks import Remarks

EMAIL = re.compile(r"[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+", re.UNICODE)
PLACES = (
    "identificationInfo/pointOfContact",
    "identificationInfo/citation/citedResponsibleParty",
    "distributionInfo/distributor/distributorContact",
    "distributionInfo/distributionFormat/formatDistributor/distributorContact",
    "contact",
)
MAX_CONTACTS = 50
SHORTEST_NAME = 3
NOTHING = frozenset({"", "non renseigne", "inconnu", "unknown", "none", "n a", "na"})

NO_CONTACT = N_("The record names no contact.")
NAMES = N_("Names of persons were left out of the contacts, to protect personal data ({count}).")
PERSONAL = N_("Personal e-mail addresses were left out, because the same body gives a service address ({count}).")
BAD_EMAIL = N_("“{email}” is not an e-mail address; it was left out.")
MENDED_EMAIL = N_("The e-mail address “{email}” had a comma for a dot; it was mended.")
BAD_ROLE = N_("The role “{role}” of a contact is not in the standard; it was left out.")
EMPTY = N_("A contact of the record has neither name nor address; it was left out ({role}).")
BY_REFERENCE = N_("A contact of the record is only a reference to {url}; it could not be read.")
TOO_MANY = N_("The record has {count} contacts; the first {kept} were kept.")


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as read."""

    role: str
    name: str
    emails: tuple[str, ...]
    phone: str
    url: str
    person: str

    def fields(self, email: str) -> dict[str, str]:
        """Give the fields of the schema, with one of its addresses."""
        values = {"role": self.role, "name": self.name, "email": email, "phone": self.phone, "url": self.url}
        return {key: value for key, value in values.items() if value}


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
    if not keep_names:
        contacts = _without_persons(contacts, remarks)
    else:
        contacts = [
            replace(contact, name=", ".join(filter(None, (contact.person, contact.name)))) for contact in contacts
        ]
    rows = _rows(contacts)
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
    emails = tuple(dict.fromkeys(email for text in texts for email in _emails(text, remarks)))
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


def _emails(text: str, remarks: Remarks) -> Iterator[str]:
    # A comma for the dot of the domain is a slip of the hand that can only be read in one way.
    mended = re.sub(r"(@[\w\-]+),(?=\w+$)", r"\1.", text.replace("mailto:", ""))
    found = EMAIL.findall(mended)
    if mended != text.replace("mailto:", "") and found:
        remarks.add(MENDED_EMAIL, email=shortened(text, 100))
    if not found and spelling(text) not in NOTHING:
        remarks.add(BAD_EMAIL, email=shortened(text, 100))
    yield from (email.strip(".'").lower() for email in found)


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


def _without_persons(contacts: list[Contact], remarks: Remarks) -> list[Contact]:
    """Drop names of persons, and their own address where their body gives one of a service."""
    served = {spelling(contact.name) for contact in contacts if any(not _personal(e, contact) for e in contact.emails)}
    kept, dropped = [], 0
    for contact in contacts:
        emails = tuple(e for e in contact.emails if spelling(contact.name) not in served or not _personal(e, contact))
        dropped += len(contact.emails) - len(emails)
        kept.append(replace(contact, emails=emails))
    if dropped:
        remarks.add(PERSONAL, count=dropped)
    if persons := len({contact.person for contact in contacts if contact.person}):
        remarks.add(NAMES, count=persons)
    return [contact for contact in kept if contact.name or contact.emails or contact.phone or contact.url]


def _personal(email: str, contact: Contact) -> bool:
    """Tell an address made from the person's name: `jeanne.durand@`, `jdurand@`."""
    words = {word for word in spelling(contact.person).split() if len(word) >= SHORTEST_NAME}
    local = spelling(email.partition("@")[0]).replace(" ", "")
    return any(word in local for word in words) and spelling(contact.person) != spelling(contact.name)


def _rows(contacts: list[Contact]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for contact in contacts:
        for email in contact.emails or ("",):
            row = contact.fields(email)
            if not any(_holds(other, row) for other in rows):
                rows.append(row)
    return rows


def _holds(row: dict[str, str], other: dict[str, str]) -> bool:
    """Tell whether a row says all that another one does."""
    return all(row.get(key) == value for key, value in other.items())
