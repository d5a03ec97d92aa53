"""A mail to the producer when the verdict on a file gets worse: one for each change, in French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest import mails
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.quality import config
from ckanext.datagrandest.quality.due import Asked
from ckanext.datagrandest.quality.model import INVALID, RANKS

_TOLD = ("admin", "editor")
SUBJECT = N_("A file of “{dataset}” is no longer as good as it was")
FAULTS = N_("The file “{file}” now has {count} faults.")
BODY = N_(
    "Hello,\n\n{what}\n\nThe report says where they are and how to mend them; most can be repaired from there:\n{url}\n\n"
    "You receive this message because you look after the data of “{organization}”."
)


def is_worse(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Tell whether a verdict is worse than the one before; the first one is no change."""
    return before is not None and RANKS[after["state"]] < RANKS[before["state"]]


def after_verdict(asked: Asked, before: Mapping[str, Any] | None, verdict: Mapping[str, Any]) -> None:
    """Write to those who look after the data when a verdict gets worse; a mail that fails never fails the job."""
    package = ckan_model.Session.get(ckan_model.Package, asked.package_id)
    if is_worse(before, verdict) and package is not None:
        send(package, *compose(asked, verdict, package, organization_title(package)))


def organization_title(package: Any) -> str:
    """Give the title of the organisation of a dataset, empty without one."""
    organization = ckan_model.Session.get(ckan_model.Group, package.owner_org) if package.owner_org else None
    return (organization and organization.title) or ""


def send(package: Any, subject: str, body: str) -> None:
    """Send a mail to those who look after a dataset."""
    mails.send(_recipients(package.owner_org), subject, body)


def compose(asked: Asked, verdict: Mapping[str, Any], package: Any, organization: str) -> tuple[str, str]:
    """Write the subject and the body of a mail, in the site's language."""
    translate = translator(config.locale())
    if verdict["state"] == INVALID:
        what = Message(FAULTS, {"file": asked.name, "count": sum(verdict["counts"].values())}).render(translate)
    else:
        what = f"{asked.name}. {verdict['reason']}"
    address = f"/dataset/{package.name}/resource/{asked.id}/qualite"
    url = tk.config["ckan.site_url"].rstrip("/") + address
    body = Message(BODY, {"what": what, "url": url, "organization": organization})
    return Message(SUBJECT, {"dataset": package.title or package.name}).render(translate), body.render(translate)


def _recipients(organization_id: str | None) -> list[tuple[str, str]]:
    """Give the name and address of each editor and administrator of an organisation, once."""
    member, user = ckan_model.Member, ckan_model.User
    query = (
        ckan_model.Session.query(user.fullname, user.name, user.email)
        .join(member, member.table_id == user.id)
        .filter(member.group_id == organization_id, member.table_name == "user", member.state == "active")
        .filter(member.capacity.in_(_TOLD), user.state == "active", user.email.isnot(None), user.email != "")
    )
    return sorted({email: (fullname or name, email) for fullname, name, email in query}.values())
