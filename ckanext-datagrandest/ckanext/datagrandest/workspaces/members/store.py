"""People of a workspace, read in one question, and the workspaces of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import config
from ckanext.datagrandest.workspaces.members.roles import TITLES
from ckanext.datagrandest.workspaces.model import Workspace

#: Capacities that make a member of the team an animateur.
TEAM = ("admin", "editor")


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a workspace.

    Attributes:
        id, name, title: of the user; `title` is what people read.
        email: address; empty when there is none.
        role: CKAN's capacity.
        pending: invited, and has not come yet.
    """

    id: str
    name: str
    title: str
    email: str
    role: str
    pending: bool


def people(organization_id: str) -> list[Person]:
    """Give the members of an organisation, those who may do most first, then by name; CKAN's own user is no person."""
    member, user = ckan_model.Member, ckan_model.User
    statement = (
        sa.select(user.id, user.name, user.fullname, user.email, user.state, member.capacity)
        .join(user, user.id == member.table_id)
        .where(member.group_id == organization_id, member.table_name == "user", member.state == "active")
        .where(user.state.in_(("active", "pending")), user.name != tk.config["ckan.site_id"])
    )
    rows = ckan_model.Session.execute(statement)
    found = [
        Person(row.id, row.name, row.fullname or row.name, row.email or "", row.capacity, row.state == "pending")
        for row in rows
    ]
    order = list(TITLES)
    return sorted(found, key=lambda one: (order.index(one.role) if one.role in order else len(order), one.title))


def capacities(organization_id: str) -> dict[str, str]:
    """Give the capacity of each member who can come, by id: who is invited and has not come yet administers nothing."""
    return {one.id: one.role for one in people(organization_id) if not one.pending}


def is_workspace(organization_id: str | None) -> bool:
    """Tell whether an organisation (id) is a workspace, of whatever state."""
    return bool(organization_id) and ckan_model.Session.get(Workspace, organization_id) is not None


def organization_of(name: str) -> Any:
    """Give the organisation of a workspace, by its id or name.

    Raises:
        ObjectNotFound: there is none, or it is no workspace.
    """
    group: Any = ckan_model.Group.get(name)
    if group is None or not is_workspace(group.id):
        raise tk.ObjectNotFound(tk._("There is no such workspace."))
    return group


def of_person(user: str) -> list[tuple[Workspace, Any]]:
    """Give the workspaces of a user (id), each with its organisation, by title."""
    member, group = ckan_model.Member, ckan_model.Group
    statement = (
        sa.select(Workspace, group)
        .join(group, group.id == Workspace.organization_id)
        .join(member, member.group_id == group.id)
        .where(member.table_name == "user", member.table_id == user, member.state == "active", group.state == "active")
        .order_by(group.title)
    )
    return [(row[0], row[1]) for row in ckan_model.Session.execute(statement)]


def team() -> list[Person]:
    """Give the animateurs who are members of the team's organisation."""
    group: Any = ckan_model.Group.get(config.team())
    found = people(group.id) if group is not None else []
    return [one for one in found if one.role in TEAM and not one.pending]
