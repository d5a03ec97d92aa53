"""Who may see the pages of workspaces."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.workspaces.members.levels import at_least
from ckanext.datagrandest.workspaces.rights import Role


def dge_workspace_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Everybody who has an account: each sees their own."""
    return {"success": ckan_model.User.get(context.get("user") or "") is not None}


def dge_workspace_home(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members, and animateurs."""
    return at_least(Role.CONTRIBUTOR, context, tk.get_or_bust(data_dict, "id"))
