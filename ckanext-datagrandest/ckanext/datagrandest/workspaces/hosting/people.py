"""Who is written to: the administrators of a workspace, the animateurs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import config

_TEAM = ("admin", "editor")


def administrators(organization_id: str) -> list[tuple[str, str]]:
    """Give name and address of the administrators of a workspace."""
    return _members(ckan_model.Group.id == organization_id, ("admin",))


def animateurs() -> list[tuple[str, str]]:
    """Give name and address of the animateurs."""
    return _members(ckan_model.Group.name == config.team(), _TEAM)


def _members(which: Any, capacities: tuple[str, ...]) -> list[tuple[str, str]]:
    member, user, group = ckan_model.Member, ckan_model.User, ckan_model.Group
    query = (
        sa.select(user)
        .join(member, sa.and_(member.table_id == user.id, member.table_name == "user", member.state == "active"))
        .join(group, group.id == member.group_id)
        .where(which, group.state == "active", member.capacity.in_(capacities), user.state == "active")
        .order_by(user.name)
    )
    return [(one.display_name, one.email) for one in ckan_model.Session.scalars(query) if one.email]
