"""Actions: members of a workspace, and its log."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit, rights
from ckanext.datagrandest.workspaces.members import inviting, last, schema, store, watching
from ckanext.datagrandest.workspaces.members.roles import TITLES

NO_MEMBER = N_("This person is not a member of the workspace.")
NOT_PENDING = N_("This person has accepted the invitation already.")


@tk.side_effect_free
@validate(schema.of_workspace)
def dge_workspace_member_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the members of a workspace, for those who are members, and for the animateurs.

    :param id: id or name of the workspace's organisation
    :type id: string

    :returns: a list of ``{id, name, title, role, role_title, pending, email}``; ``role`` is ``admin``, ``editor`` or ``member``;
        ``pending``: invited, and has not come yet; ``email``: for administrators and animateurs only, else empty
    :rtype: list of dictionaries
    """
    tk.check_access("dge_workspace_member_list", context, data_dict)
    organization = store.organization_of(data_dict["id"])
    manages = rights.role(context.get("user"), organization.id) >= rights.Role.ADMINISTRATOR
    return [
        {"id": one.id, "name": one.name, "title": one.title, "role": one.role, "pending": one.pending,
         "role_title": tk._(TITLES.get(one.role, one.role)), "email": one.email if manages else ""}
        for one in store.people(organization.id)
    ]  # fmt: skip


@validate(schema.invitation)
def dge_workspace_member_invite(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Invite somebody into a workspace by mail; who has an account already becomes a member at once, and is told by mail.

    :param id: id or name of the workspace's organisation
    :type id: string
    :param email: address
    :type email: string
    :param role: ``admin``, ``editor`` or ``member``
    :type role: string

    :returns: ``id`` of the user and ``role``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_member_invite", context, data_dict)
    organization = store.organization_of(data_dict["id"])
    user = inviting.invite(context, organization, data_dict["email"], data_dict["role"])
    return {"id": user, "role": data_dict["role"]}


@validate(schema.of_member)
def dge_workspace_member_remind(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Send the invitation once more to somebody who has not come yet.

    :param id: id or name of the workspace's organisation
    :type id: string
    :param user: id or name of the member
    :type user: string

    :returns: ``id`` of the user
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_member_remind", context, data_dict)
    organization = store.organization_of(data_dict["id"])
    person = _member(organization, data_dict["user"])
    if not person.pending:
        raise tk.ValidationError({"user": [tk._(NOT_PENDING)]})
    audit.record("member-invited-again", actor=context.get("user"), subject=person.id, organization_id=organization.id,
                 person=person.title)  # fmt: skip
    inviting.send_again(ckan_model.User.get(person.id), organization, person.role)
    return {"id": person.id}


@validate(schema.of_role)
def dge_workspace_member_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a member of a workspace another role; the only administrator keeps theirs.

    :param id: id or name of the workspace's organisation
    :type id: string
    :param user: id or name of the member
    :type user: string
    :param role: ``admin``, ``editor`` or ``member``
    :type role: string

    :returns: ``id`` of the user and ``role``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_member_update", context, data_dict)
    organization = store.organization_of(data_dict["id"])
    person = _member(organization, data_dict["user"])
    last.ensure_administrator(organization.id, person.id, data_dict["role"])
    with watching.acting(context.get("user")):
        _row(organization.id, person.id).capacity = data_dict["role"]
        ckan_model.repo.commit()
    return {"id": person.id, "role": data_dict["role"]}


@validate(schema.of_member)
def dge_workspace_member_remove(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Remove a member from a workspace, or leave it; the only administrator stays.

    :param id: id or name of the workspace's organisation
    :type id: string
    :param user: id or name of the member
    :type user: string

    :returns: ``id`` of the user
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_member_remove", context, data_dict)
    organization = store.organization_of(data_dict["id"])
    person = _member(organization, data_dict["user"])
    last.ensure_administrator(organization.id, person.id, None)
    with watching.acting(context.get("user")):
        _row(organization.id, person.id).delete()
        ckan_model.repo.commit()
    return {"id": person.id}


@tk.side_effect_free
@validate(schema.log)
def dge_workspace_log(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Show what was done in a workspace, the latest first, for its members and the animateurs.

    :param id: id or name of the workspace's organisation
    :type id: string
    :param limit: events at most (optional, default 100, at most 1000)
    :type limit: integer
    :param before: only events before this one's ``id`` (optional): the next page
    :type before: integer

    :returns: a list of ``{id, at, what, sentence, actor, actor_name, subject, details}``; ``at`` in UTC, ``sentence`` in the
        reader's language, ``actor`` null for the platform itself and for people without account
    :rtype: list of dictionaries
    """
    tk.check_access("dge_workspace_log", context, data_dict)
    organization = store.organization_of(data_dict["id"])
    rows = audit.events(organization.id, min(data_dict["limit"], schema.MOST), data_dict.get("before"))
    return [
        {"id": row.id, "at": row.at.isoformat(), "what": row.what, "sentence": watching.said(row).render(tk._),
         "actor": row.actor, "actor_name": row.actor_name, "subject": row.subject, "details": row.details}
        for row in rows
    ]  # fmt: skip


def _member(organization: Any, user: str) -> store.Person:
    found = next((one for one in store.people(organization.id) if user in {one.id, one.name}), None)
    if found is None:
        raise tk.ObjectNotFound(tk._(NO_MEMBER))
    return found


def _row(organization_id: str, user_id: str) -> Any:
    member = ckan_model.Member
    found = ckan_model.Session.query(member).filter_by(
        group_id=organization_id, table_name="user", table_id=user_id, state="active"
    )
    return found.one()
