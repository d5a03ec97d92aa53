"""Who may see and change the quality of a file: those who may see, or change, its resource."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import Context


def _as(name: str, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    return dict(authz.is_authorized(name, Context(context), {"id": resource_id}))


@tk.auth_allow_anonymous_access
def dge_quality_report_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may see the resource."""
    return _as("resource_show", context, data_dict)


def dge_quality_judge(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_repair_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_repair_apply(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_repair_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_privacy_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_privacy_mask(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_privacy_decide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_privacy_withdraw(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


def dge_quality_dialect_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may change the resource."""
    return _as("resource_update", context, data_dict)


@tk.auth_allow_anonymous_access
def dge_schema_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Everyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_quality_score_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may see the dataset."""
    return dict(authz.is_authorized("package_show", Context(context), {"id": tk.get_or_bust(data_dict, "id")}))


@tk.auth_allow_anonymous_access
def dge_quality_score_history(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may see the dataset; averages are made of public datasets, for everyone."""
    if data_dict.get("id"):
        return dge_quality_score_show(context, data_dict)
    return {"success": True}


def dge_quality_health(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators of the site; rooms that show it to others ask for them, once they know whose datasets these are."""
    return {
        "success": False,
        "msg": tk._("Only the administrators of the site can ask for the health of any datasets."),
    }
