"""Template helpers of deposits."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.depositing import newer
from ckanext.datagrandest.workspaces.rights import Role


def dge_deposit_difference(deposit: dict[str, Any]) -> dict[str, Any] | None:
    """Give what a deposit changes of the file that it is a new version of; None when it is none."""
    return newer.difference(deposit)


def dge_new_version_url(package: dict[str, Any], resource: dict[str, Any]) -> str:
    """Give the address where somebody deposits a new version of a file; empty for who is not of the workspace."""
    organization: Any = ckan_model.Session.get(ckan_model.Group, package.get("owner_org") or "")
    if organization is None or resource.get("url_type") != "upload":
        return ""
    if rights.role(tk.current_user.name, organization.id) is Role.STRANGER:
        return ""
    return tk.h.url_for("dge_deposit.drop", workspace=organization.name, replaces=resource["id"])
