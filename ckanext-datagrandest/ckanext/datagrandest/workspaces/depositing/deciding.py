"""A contributor's deposit waits for somebody who may publish; it is given back with a reason, or given up. People are told by mail."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest import mails
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import known, publishing, receiving
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored

_PUBLISHERS = ("admin", "editor")
ASKED = N_("“{file}” waits for your approval")
ASKED_BODY = N_(
    "{author} asks you to publish the file “{file}” in the workspace {workspace}.\n\nLook at it, publish it or give it back:\n{url}"
)
BACK = N_("“{file}” was given back to you")
BACK_BODY = N_(
    "{actor} looked at the file “{file}” and gave it back to you:\n\n{reason}\n\nMend it and ask again:\n{url}"
)


def submit(deposit: Deposit, user: str) -> None:
    """Ask those who may publish to publish a deposit that is locked.

    Raises:
        ValidationError: something stands against its publication.
    """
    publishing.refuse_obstacles(known.of(deposit))
    deposit.state, deposit.submitted_at, deposit.reason = Stored.WAITING.value, sa.func.clock_timestamp(), None
    audit.record(
        "deposit-submitted", actor=user, subject=deposit.id, organization_id=deposit.organization_id, file=deposit.file_name
    )  # fmt: skip
    ckan_model.Session.commit()
    organization: Any = ckan_model.Session.get(ckan_model.Group, deposit.organization_id)
    told = {"author": _name(deposit.author), "workspace": organization.title or organization.name}
    _mail(deposit, _publishers(deposit.organization_id), ASKED, ASKED_BODY, told)


def give_back(deposit: Deposit, user: str, reason: str) -> None:
    """Give a deposit that is locked and waits back to its author."""
    deposit.state, deposit.reason = Stored.OPEN.value, reason
    audit.record(
        "deposit-returned", actor=user, subject=deposit.id, organization_id=deposit.organization_id,
        file=deposit.file_name, reason=reason,
    )  # fmt: skip
    ckan_model.Session.commit()
    author: Any = ckan_model.Session.get(ckan_model.User, deposit.author)
    _mail(deposit, [author] if author else [], BACK, BACK_BODY, {"actor": _name(user), "reason": reason})


def abandon(deposit: Deposit, user: str) -> None:
    """Give a deposit that is locked up: its private dataset is deleted in the same commit, its bytes after it."""
    deposit_id = deposit.id
    deposit.state, deposit.proposals, deposit.preview = Stored.ABANDONED.value, None, None
    audit.record(
        "deposit-abandoned", actor=user, subject=deposit.id, organization_id=deposit.organization_id, file=deposit.file_name
    )  # fmt: skip
    if deposit.dataset_id:
        tk.get_action("package_delete")(receiving.as_platform(user), {"id": deposit.dataset_id})
    ckan_model.Session.commit()
    receiving.discard(deposit_id)


def _publishers(organization_id: str) -> list[Any]:
    """Give those who may publish in a workspace."""
    member, user = ckan_model.Member, ckan_model.User
    statement = sa.select(user).join(member, member.table_id == user.id).where(
        member.group_id == organization_id, member.table_name == "user", member.state == "active",
        member.capacity.in_(_PUBLISHERS), user.state == "active",
    )  # fmt: skip
    return list(ckan_model.Session.scalars(statement))


def _mail(deposit: Deposit, people: list[Any], subject: str, body: str, told: dict[str, str]) -> None:
    locale = str(tk.config["ckan.locale_default"])
    translate = translator(locale)
    organization: Any = ckan_model.Session.get(ckan_model.Group, deposit.organization_id)
    url = tk.h.url_for("dge_deposit.show", workspace=organization.name, id=deposit.id, qualified=True)
    params = {"file": deposit.file_name, "url": url, **told}
    recipients = [(one.display_name, one.email) for one in people]
    mails.send(recipients, Message(subject, params).render(translate), Message(body, params).render(translate))


def _name(user: str) -> str:
    found: Any = ckan_model.User.get(user)
    return str(found.display_name) if found else ""
