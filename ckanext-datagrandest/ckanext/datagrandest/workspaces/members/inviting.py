"""Invitations by mail: of somebody new, of somebody who has an account already, and once more."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib import mailer
from ckan.types import Context

from ckanext.datagrandest import mails
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.members.roles import TITLES

SUBJECT = N_("You are a member of the workspace “{title}”")
BODY = N_(
    "Hello {person},\n\n"
    "You have been added to the workspace “{title}” on DATA Grand Est. Your role: {role}.\n\n"
    "Its page, where everything starts:\n{url}\n"
)
NOT_SENT = N_("The mail could not be sent: check the address, or try again later.")
ALREADY = N_("This person is a member of the workspace already: change their role below.")


def invite(context: Context, organization: Any, email: str, role: str) -> str:
    """Make somebody a member by their address, and tell them by mail; give the user's id.

    Raises:
        ValidationError: they are one already, or the mail cannot be sent.
    """
    user = _of_address(email)
    if user is None:
        audit.record("member-invited", actor=context.get("user"), organization_id=organization.id, email=email,
                     role=TITLES[role])  # fmt: skip
        asked = {"email": email, "group_id": organization.id, "role": role}
        return tk.get_action("user_invite")(Context(user=context.get("user", ""), ignore_auth=True), asked)["id"]
    if _is_member(user.id, organization.id):
        raise tk.ValidationError({"email": [tk._(ALREADY)]})
    member = {"id": organization.id, "username": user.id, "role": role}
    tk.get_action("organization_member_create")(Context(user=context.get("user", ""), ignore_auth=True), member)
    if user.state == "pending":
        send_again(user, organization, role)
    else:
        _tell(user, organization, role)
    return user.id


def send_again(user: Any, organization: Any, role: str) -> None:
    """Send somebody who has not come yet another invitation; the link of the former one no longer works.

    Raises:
        ValidationError: the mail cannot be sent.
    """
    described = {"title": organization.title, "is_organization": True}
    try:
        mailer.send_invite(user, described, role)
    except (mailer.MailerException, OSError) as error:
        raise tk.ValidationError({"email": [tk._(NOT_SENT)]}) from error


def _of_address(email: str) -> Any:
    user = ckan_model.User
    statement = sa.select(user).where(sa.func.lower(user.email) == email.lower(), user.state != "deleted")
    return ckan_model.Session.scalars(statement.order_by(user.state)).first()


def _is_member(user_id: str, organization_id: str) -> bool:
    member = ckan_model.Member
    statement = sa.select(member.id).where(
        member.group_id == organization_id,
        member.table_name == "user",
        member.table_id == user_id,
        member.state == "active",
    )
    return ckan_model.Session.scalars(statement).first() is not None


def _tell(user: Any, organization: Any, role: str) -> None:
    url = tk.h.url_for("dge_workspaces.home", id=organization.name, qualified=True)
    said = {"person": user.fullname or user.name, "title": organization.title, "role": tk._(TITLES[role]), "url": url}
    mails.send([(said["person"], user.email)], tk._(SUBJECT).format(**said), tk._(BODY).format(**said))
