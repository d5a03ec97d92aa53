"""Who may see the versions of a file: who may see the resource; who may put one back: who may edit it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import Context


def _as(name: str, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    return dict(authz.is_authorized(name, Context(context), {"id": tk.get_or_bust(data_dict, "resource_id")}))


@tk.auth_allow_anonymous_access
def dge_resource_versions(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may see the resource."""
    return _as("resource_show", context, data_dict)


def dge_resource_version_restore(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)
