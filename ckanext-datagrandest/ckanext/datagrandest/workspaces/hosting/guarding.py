"""Authorisations of CKAN that say no in a workspace that can only be read; each names the sentence.

System administrators pass them by, as everywhere in CKAN: what is unlawful must be removable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import AuthResult, Context

from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.hosting.limits import refusal_of

Finder = Callable[[dict[str, Any]], Iterable[str | None]]


def _of_dataset(values: dict[str, Any]) -> Iterable[str | None]:
    package: Any = ckan_model.Package.get(values.get("id") or values.get("name") or "")
    yield package.owner_org if package is not None else None
    yield values.get("owner_org") or values.get("organization_id")


def _of_resource(values: dict[str, Any]) -> Iterable[str | None]:
    resource: Any = ckan_model.Resource.get(values.get("id") or values.get("resource_id") or "")
    named: Any = ckan_model.Package.get(values.get("package_id")) if values.get("package_id") else None
    for package in (resource.package if resource is not None else None, named):
        yield package.owner_org if package is not None else None


def _of_new_dataset(values: dict[str, Any]) -> Iterable[str | None]:
    yield values.get("owner_org")


def _of_organization(values: dict[str, Any]) -> Iterable[str | None]:
    yield values.get("id") or values.get("org_id") or values.get("group_id") or values.get("name")


FINDERS: dict[str, Finder] = {
    "package_create": _of_new_dataset,
    **dict.fromkeys(
        (
            "package_update", "package_delete", "package_patch", "package_owner_org_update", "package_change_state",
            "package_collaborator_create", "package_collaborator_delete",
        ),
        _of_dataset,
    ),
    **dict.fromkeys(
        (
            "resource_create", "resource_update", "resource_patch", "resource_delete", "datastore_create",
            "datastore_upsert", "datastore_delete", "datastore_records_delete",
        ),
        _of_resource,
    ),
    **dict.fromkeys(
        (
            "organization_update", "organization_patch", "organization_delete", "organization_member_create",
            "organization_member_delete", "member_create", "member_delete", "user_invite", "group_update",
            "group_patch", "group_delete", "bulk_update_private", "bulk_update_public", "bulk_update_delete",
        ),
        _of_organization,
    ),
}  # fmt: skip


def _guarded(find: Finder) -> Callable[..., AuthResult]:
    @tk.chained_auth_function
    def guarded(up: Any, context: Context, data_dict: dict[str, Any] | None) -> AuthResult:
        """As before, where the workspace may be written to."""
        for organization in filter(None, find(data_dict or {})):
            workspace = store.find(organization)
            if workspace is not None and (refusal := refusal_of(workspace)) is not None:
                return {"success": False, "msg": refusal.render(tk._)}
        return up(context, data_dict)

    return guarded


#: By name of CKAN's authorisation.
GUARDED = {name: _guarded(find) for name, find in FINDERS.items()}
