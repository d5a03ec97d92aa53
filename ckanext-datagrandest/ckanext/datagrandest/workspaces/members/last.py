"""No road leaves a workspace without an administrator."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.members import roles, store

LAST = N_("This is the only administrator of the workspace: name another one first.")


def ensure_administrator(organization: str | None, person: str | None, become: str | None) -> None:
    """Refuse what would leave a workspace without administrator.

    Raises:
        ValidationError: it would.
    """
    group: Any = ckan_model.Group.get(organization) if organization else None
    user: Any = ckan_model.User.get(person) if person else None
    if group is None or user is None or not store.is_workspace(group.id):
        return
    if not roles.may_change(store.capacities(group.id), user.id, become):
        raise tk.ValidationError({"user": [tk._(LAST)]})
