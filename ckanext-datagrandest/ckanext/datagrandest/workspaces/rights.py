"""Who may do what in a workspace, said once: its administrators, publishers and contributors, and the animateurs.

CKAN's capacities in the organisation are kept: `admin`, `editor` (publisher), `member` (contributor, whose deposits wait
for approval). Animateurs are the administrators and editors of the team's organisation, and the site's administrators.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from ckan import authz
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import config, store


class Role(IntEnum):
    """What somebody is in a workspace; each may do what those before it may."""

    STRANGER = 0
    CONTRIBUTOR = 1
    PUBLISHER = 2
    ADMINISTRATOR = 3
    ANIMATEUR = 4


_ROLES = {"member": Role.CONTRIBUTOR, "editor": Role.PUBLISHER, "admin": Role.ADMINISTRATOR}


def is_animateur(user: str | None) -> bool:
    """Tell whether a user (name or id) may help in all workspaces."""
    if not user:
        return False
    return authz.is_sysadmin(user) or _capacity(user, config.team()) in {"editor", "admin"}


def role(user: str | None, organization: str) -> Role:
    """Tell what a user (name or id) is in an organisation (id or name); the team is nothing in one that is no workspace."""
    if is_animateur(user) and (store.find(organization) is not None or authz.is_sysadmin(user)):
        return Role.ANIMATEUR
    return _ROLES.get(_capacity(user, organization) or "", Role.STRANGER) if user else Role.STRANGER


def _capacity(user: str, organization: str) -> str | None:
    group: Any = ckan_model.Group.get(organization)
    if group is None or group.state != "active":
        return None
    return authz.users_role_for_group_or_org(group.id, user)
