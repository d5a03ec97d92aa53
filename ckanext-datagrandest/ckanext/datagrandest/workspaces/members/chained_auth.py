"""CKAN's own rights, widened to the animateurs in workspaces, and narrowed nowhere.

What defers to these (`package_delete`, `resource_create`, `datastore_upsert`, `package_revise`…) follows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.datagrandest.workspaces.members import reach

Up = Callable[[Context, dict[str, Any]], Any]
_YES: AuthResult = {"success": True}


def _in_organization(up: Up, context: Context, data_dict: dict[str, Any] | None, key: str = "id") -> AuthResult:
    answer = up(context, data_dict or {})
    if answer["success"]:
        return answer
    return _YES if reach.reaches(context.get("user"), (data_dict or {}).get(key)) else answer


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_create(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur add a dataset to a workspace."""
    data = data_dict or {}
    return up(context, data) if data.get("groups") else _in_organization(up, context, data, "owner_org")


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_update(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur change a dataset of a workspace, and what is in it."""
    data = data_dict or {}
    answer = up(context, data)
    if answer["success"]:
        return answer
    name = data.get("id") or data.get("name")
    return _YES if reach.reaches_dataset(context.get("user"), name, data.get("groups") or ()) else answer


@tk.chained_auth_function
def organization_update(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur change what a workspace says of its commune."""
    return _in_organization(up, context, data_dict)


@tk.chained_auth_function
def organization_member_create(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur name members of a workspace."""
    return _in_organization(up, context, data_dict)


@tk.chained_auth_function
def user_invite(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur invite people into a workspace."""
    return _in_organization(up, context, data_dict, "group_id")


@tk.chained_auth_function
def member_create(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur name members of a workspace; people alone."""
    data = data_dict or {}
    return _in_organization(up, context, data) if data.get("object_type") == "user" else up(context, data)


@tk.chained_auth_function
def bulk_update_private(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur make datasets of a workspace private."""
    return _in_organization(up, context, data_dict, "org_id")


@tk.chained_auth_function
def bulk_update_public(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur publish datasets of a workspace."""
    return _in_organization(up, context, data_dict, "org_id")


@tk.chained_auth_function
def bulk_update_delete(up: Up, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
    """Let an animateur delete datasets of a workspace."""
    return _in_organization(up, context, data_dict, "org_id")
