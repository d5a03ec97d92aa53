"""CKAN's own actions, so that none leaves a workspace without administrator and each is written down with its author."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.workspaces.members import last, roles, store, watching

Up = Callable[[Context, dict[str, Any]], Any]


@tk.chained_action
def member_create(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Name a member."""
    if data_dict.get("object_type") == "user":
        tk.check_access("member_create", Context(context), data_dict)
        last.ensure_administrator(data_dict.get("id"), data_dict.get("object"), data_dict.get("capacity"))
    with watching.acting(context.get("user")):
        return up(context, data_dict)


@tk.chained_action
def member_delete(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Remove a member."""
    if data_dict.get("object_type") == "user":
        tk.check_access("member_delete", Context(context), data_dict)
        last.ensure_administrator(data_dict.get("id"), data_dict.get("object"), None)
    with watching.acting(context.get("user")):
        return up(context, data_dict)


@tk.chained_action
def organization_update(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Change an organisation; a list of users, where it is given, replaces the members."""
    group: Any = ckan_model.Group.get(data_dict.get("id") or "")
    users = data_dict.get("users")
    if group is not None and users is not None and store.is_workspace(group.id):
        tk.check_access("organization_update", Context(context), data_dict)
        administers = any(one.get("capacity") == roles.ADMINISTRATOR for one in users)
        if roles.ADMINISTRATOR in store.capacities(group.id).values() and not administers:
            raise tk.ValidationError({"users": [tk._(last.LAST)]})
    with watching.acting(context.get("user")):
        return up(context, data_dict)


def _many(what: str, up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    answer = up(context, data_dict)
    watching.datasets(what, context.get("user"), list(data_dict.get("datasets") or []), data_dict.get("org_id"))
    return answer


@tk.chained_action
def bulk_update_private(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Make datasets private."""
    return _many("dataset-withdrawn", up, context, data_dict)


@tk.chained_action
def bulk_update_public(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Make datasets public."""
    return _many("dataset-published", up, context, data_dict)


@tk.chained_action
def bulk_update_delete(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Delete datasets."""
    return _many("dataset-deleted", up, context, data_dict)


@tk.chained_action
def dataset_purge(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Delete a dataset for good."""
    tk.check_access("dataset_purge", Context(context), data_dict)
    watching.dataset(context, tk.get_or_bust(data_dict, "id"), "dataset-purged")
    return up(context, data_dict)


def _file(what: str, up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    told = context.get("ignore_auth")  # who calls for somebody, such as a deposit, writes it down itself
    answer = up(context, data_dict)
    if not told:
        watching.file(what, context.get("user"), data_dict["resource_id"])
    return answer


@tk.chained_action
def dge_quality_repair_apply(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Repair a file."""
    return _file("file-repaired", up, context, data_dict)


@tk.chained_action
def dge_quality_repair_undo(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Put the original of a file back."""
    return _file("file-restored", up, context, data_dict)


@tk.chained_action
def dge_quality_privacy_mask(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Mask personal data of a file."""
    return _file("file-masked", up, context, data_dict)


@tk.chained_action
def dge_quality_privacy_decide(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Say why personal data of a file may be published."""
    return _file("file-decided", up, context, data_dict)


@tk.chained_action
def dge_quality_dialect_update(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Correct how a file is read."""
    return _file("file-reread", up, context, data_dict)
