"""Contacts of a CKAN dataset: its organisation, author and maintainer, and what schemas of DCAT add to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, loose
from ckanext.datagrandest.harvesters.mapping.contacts import Contact, emails_of, looks_like_person, rows_of
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.ckan.package import Package
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: Fields that hold rows of contacts → their role when they say none.
ROWS = {"contacts": "pointOfContact", "contact": "pointOfContact", "contact_points": "pointOfContact", "publisher": "publisher", "creator": "author", "responsible-party": "pointOfContact"}  # fmt: skip
#: Role → (name, e-mail, page) of flat fields.
FLAT = {
    "pointOfContact": (
        ("contact_name", "contact-name"),
        ("contact_email", "contact-email"),
        ("contact_uri", "contact_url"),
    ),
    "publisher": (
        ("publisher_name", "dcat_publisher_name"),
        ("publisher_email", "dcat_publisher_email"),
        ("publisher_url", "publisher_uri"),
    ),
    "author": (("author", "dcat_creator_name"), ("author_email", "dcat_creator_email"), ("author_url",)),
    "custodian": (("maintainer",), ("maintainer_email",), ("maintainer_url",)),
}

NO_CONTACT = N_("The record names no contact.")


def read(package: Package, remarks: Remarks, *, keep_names: bool = False) -> dict[str, Any]:
    """Read the contacts.

    Args:
        package: the dataset.
        remarks: what was left out.
        keep_names: name persons too, where a source may (the default follows the RGPD).
    """
    rows = rows_of(list(_contacts(package, remarks)), remarks, keep_names=keep_names)
    if not rows:
        remarks.add(NO_CONTACT)
        return {}
    return {"contacts": rows}


def _contacts(package: Package, remarks: Remarks) -> Iterator[Contact]:
    organization = next(iter(package.rows("organization")), {})
    body = loose.text(organization.get("title") or organization.get("display_name") or organization.get("name"))
    for field, role in ROWS.items():
        for row in package.rows(field):
            yield from _row(row, role, remarks)
    for role, (names, emails, urls) in FLAT.items():
        found = {"name": package.text(*names), "email": package.text(*emails), "url": package.text(*urls)}
        yield from _row(found, role, remarks)
    if body:
        yield from _row(
            {"name": body, "email": organization.get("email"), "url": organization.get("url")}, "publisher", remarks
        )


def _row(row: Mapping[str, Any], role: str, remarks: Remarks) -> Iterator[Contact]:
    name = loose.text(row.get("name_translated") or row.get("name") or row.get("organisation-name"))
    text = loose.text(row.get("email") or row.get("contact-email"))
    emails = tuple(dict.fromkeys(emails_of(text, remarks))) if text else ()
    phone = loose.text(row.get("phone") or row.get("telephone"))
    address = addresses.public(loose.text(row.get("url") or row.get("uri"))).url or ""
    url = address if address.startswith("http") else ""
    if not (name or emails or phone or url):
        return
    said = loose.texts(row.get("role") or row.get("roles")) or [role]
    is_person = looks_like_person(name) or spelling(loose.text(row.get("type"))) in ("individual", "person")
    for word in said[:3]:
        term = vocabulary("roles").match(word) or vocabulary("roles").match(role)
        code = term.code if term else role
        yield Contact(code, "" if is_person else name, emails, phone, url, name if is_person else "")
