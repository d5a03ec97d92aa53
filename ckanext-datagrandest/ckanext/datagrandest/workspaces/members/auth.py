"""Who may see and change the members of a workspace, and read its log."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.workspaces.members.levels import at_least
from ckanext.datagrandest.workspaces.rights import Role


def dge_workspace_member_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members, and animateurs."""
    return at_least(Role.CONTRIBUTOR, context, tk.get_or_bust(data_dict, "id"))


def dge_workspace_member_invite(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators, and animateurs."""
    return at_least(Role.ADMINISTRATOR, context, tk.get_or_bust(data_dict, "id"), writes=True)


def dge_workspace_member_remind(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators, and animateurs."""
    return at_least(Role.ADMINISTRATOR, context, tk.get_or_bust(data_dict, "id"), writes=True)


def dge_workspace_member_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators, and animateurs."""
    return at_least(Role.ADMINISTRATOR, context, tk.get_or_bust(data_dict, "id"), writes=True)


def dge_workspace_member_remove(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators, animateurs, and members who leave."""
    user = context.get("auth_user_obj")
    least = Role.ADMINISTRATOR
    if user and tk.get_or_bust(data_dict, "user") in {getattr(user, "id", None), getattr(user, "name", None)}:
        least = Role.CONTRIBUTOR
    return at_least(least, context, tk.get_or_bust(data_dict, "id"), writes=True)


def dge_workspace_log(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members, and animateurs."""
    return at_least(Role.CONTRIBUTOR, context, tk.get_or_bust(data_dict, "id"))
