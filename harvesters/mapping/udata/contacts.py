"""Contacts of a udata dataset: its points of contact and its organisation; owners, who are persons, are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, loose
from ckanext.datagrandest.harvesters.mapping.contacts import Contact, emails_of, looks_like_person, rows_of
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: Roles of udata → ISO 19115.
ROLES = {
    "contact": "pointOfContact",
    "creator": "author",
    "publisher": "publisher",
    "rightsHolder": "owner",
    "custodian": "custodian",
    "distributor": "distributor",
    "originator": "originator",
    "principalInvestigator": "principalInvestigator",
    "processor": "processor",
    "resourceProvider": "resourceProvider",
    "user": "user",
}

NO_CONTACT = N_("The record names no contact.")


def read(document: Mapping[str, Any], remarks: Remarks, *, keep_names: bool = False) -> dict[str, Any]:
    """Read the contacts.

    Args:
        document: the dataset.
        remarks: what was left out.
        keep_names: name persons too, where a source may (the default follows the RGPD).
    """
    rows = rows_of(list(_contacts(document, remarks)), remarks, keep_names=keep_names)
    if not rows:
        remarks.add(NO_CONTACT)
        return {}
    return {"contacts": rows}


def _contacts(document: Mapping[str, Any], remarks: Remarks) -> Iterator[Contact]:
    for row in loose.rows(document.get("contact_points")):
        name, text = loose.text(row.get("name")), loose.text(row.get("email"))
        emails = tuple(emails_of(text, remarks)) if text else ()
        url = _page(row.get("contact_form"))
        is_person = looks_like_person(name)
        role = ROLES.get(loose.text(row.get("role")), "pointOfContact")
        if name or emails or url:
            yield Contact(role, "" if is_person else name, emails, "", url, name if is_person else "")
    for row in loose.rows(document.get("organization"))[:1]:
        if name := loose.text(row.get("name")):
            yield Contact("publisher", name, (), "", _page(row.get("url") or row.get("page")), "")
    for row in loose.rows(document.get("owner"))[:1]:
        person = " ".join(filter(None, (loose.text(row.get("first_name")), loose.text(row.get("last_name")))))
        if person:
            yield Contact("owner", "", (), "", "", person)


def _page(value: Any) -> str:
    found = addresses.public(loose.text(value)).url if value else None
    return found if found and found.startswith("http") else ""
