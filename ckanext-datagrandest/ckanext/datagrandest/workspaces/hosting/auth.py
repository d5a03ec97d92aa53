"""Who may see, ask for, grant and end what a workspace has."""

from __future__ import annotations

from typing import Any

from ckan.types import AuthResult, Context

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.rights import Role


def _from(least: Role, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    return {"success": rights.role(context.get("user"), str((data_dict or {}).get("id") or "")) >= least}


def dge_workspace_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Members and animateurs."""
    return _from(Role.CONTRIBUTOR, context, data_dict)


def dge_workspace_quota_request(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators."""
    return _from(Role.ADMINISTRATOR, context, data_dict)


def dge_workspace_quota_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Animateurs."""
    return _from(Role.ANIMATEUR, context, data_dict)


def dge_workspace_suspend(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Animateurs."""
    return _from(Role.ANIMATEUR, context, data_dict)


def dge_workspace_resume(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Animateurs."""
    return _from(Role.ANIMATEUR, context, data_dict)


def dge_workspace_close(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators and animateurs."""
    return _from(Role.ADMINISTRATOR, context, data_dict)


def dge_workspace_export(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators and animateurs: drafts, originals and the log are in it."""
    return _from(Role.ADMINISTRATOR, context, data_dict)


def dge_workspace_bin_empty(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators and animateurs."""
    return _from(Role.ADMINISTRATOR, context, data_dict)
