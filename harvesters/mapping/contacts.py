"""Contacts: bodies and services by role. Names of persons are left out (RGPD: only what is needed to reach a service)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import spelling
from ckanext.datagrandest.territories import cog

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

EMAIL = re.compile(r"[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+", re.UNICODE)
SHORTEST_NAME = 3
MIN_WORDS, MAX_WORDS = 2, 3
PERSON_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’]*(?:-[A-ZÀ-ÖØ-Þ][\w'’]*)*\.?")
BODY_WORDS = frozenset(
    [
        "administration",
        "agence",
        "agglomeration",
        "air",
        "alsace",
        "association",
        "atelier",
        "bibliotheque",
        "bureau",
        "cellule",
        "centre",
        "chambre",
        "champagne",
        "city",
        "college",
        "communaute",
        "commune",
        "conseil",
        "data",
        "departement",
        "direction",
        "eau",
        "ecole",
        "enedis",
        "equipe",
        "est",
        "etat",
        "eurometropole",
        "federation",
        "france",
        "geo",
        "geoportail",
        "grand",
        "groupe",
        "habitat",
        "hopital",
        "institut",
        "institution",
        "laboratoire",
        "lorraine",
        "lycee",
        "mairie",
        "maison",
        "mediatheque",
        "ministere",
        "mission",
        "mobilite",
        "metropole",
        "moselle",
        "musee",
        "national",
        "nationale",
        "nord",
        "observatoire",
        "office",
        "open",
        "opendata",
        "ouest",
        "parc",
        "pole",
        "prefecture",
        "public",
        "publique",
        "region",
        "regional",
        "regionale",
        "reseau",
        "rhin",
        "sante",
        "sdis",
        "service",
        "services",
        "sig",
        "societe",
        "syndicat",
        "sud",
        "team",
        "territoire",
        "tourisme",
        "transport",
        "transports",
        "union",
        "university",
        "universite",
        "urbanisme",
        "ville",
        "vosges",
    ]
)
NOTHING = frozenset({"", "non renseigne", "inconnu", "unknown", "none", "n a", "na"})

NAMES = N_("Names of persons were left out of the contacts, to protect personal data ({count}).")
PERSONAL = N_("Personal e-mail addresses were left out, because the same body gives a service address ({count}).")
BAD_EMAIL = N_("“{email}” is not an e-mail address; it was left out.")
MENDED_EMAIL = N_("The e-mail address “{email}” had a comma for a dot; it was mended.")


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


def rows_of(contacts: list[Contact], remarks: Remarks, *, keep_names: bool = False) -> list[dict[str, str]]:
    """Give contacts in the shape of the schema, one row an address.

    Args:
        contacts: as read.
        remarks: what was left out.
        keep_names: name persons too, where a source may (the default follows the RGPD).
    """
    if keep_names:
        kept = [replace(contact, name=", ".join(filter(None, (contact.person, contact.name)))) for contact in contacts]
    else:
        kept = _without_persons(contacts, remarks)
    return _rows(kept)


def emails_of(text: str, remarks: Remarks) -> Iterator[str]:
    """Find the e-mail addresses of a text, without `mailto:`."""
    # A comma for the dot of the domain is a slip of the hand that can only be read in one way.
    mended = re.sub(r"(@[\w\-]+),(?=\w+$)", r"\1.", text.replace("mailto:", ""))
    found = EMAIL.findall(mended)
    if mended != text.replace("mailto:", "") and found:
        remarks.add(MENDED_EMAIL, email=shortened(text, 100))
    if not found and spelling(text) not in NOTHING:
        remarks.add(BAD_EMAIL, email=shortened(text, 100))
    yield from (email.strip(".'").lower() for email in found)


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


def looks_like_person(name: str) -> bool:
    """Tell the name of a person (`Jeanne Durand`, `DURAND Jeanne`) from that of a body, where nothing else tells.

    Two or three words that begin with a capital, none of them known from names of bodies or places; when in doubt a body.
    """
    words = name.split()
    if not MIN_WORDS <= len(words) <= MAX_WORDS or not all(PERSON_WORD.fullmatch(word) for word in words):
        return False
    if all(word.isupper() for word in words) or any(spelling(word) in BODY_WORDS for word in words):
        return False
    return not cog.find(name)
