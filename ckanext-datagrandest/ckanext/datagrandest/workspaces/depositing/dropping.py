"""What the page where files are dropped says before anything is sent: how large a file may be, what it would replace."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.depositing import files, receiving
from ckanext.datagrandest.workspaces.hosting.limits import ensure_writable
from ckanext.datagrandest.workspaces.hosting.usage import limits_of


def shown(organization_id: str, replaces: str) -> dict[str, Any]:
    """Give what the page shows of an organisation.

    Args:
        organization_id: of the organisation whose page it is.
        replaces: id of the resource that the file is to be a new version of; empty for a new dataset.

    Returns:
        `schemas`, `kinds` (extensions), `most` (MiB of a file), `closed` (why nothing can be deposited, else empty) and
        `former` (title of the dataset whose file is replaced, else empty).
    """
    return {
        "schemas": tk.get_action("dge_schema_list")({}, {}), "kinds": sorted(files.FORMATS),
        "most": most_bytes(organization_id) >> 20, "closed": _closed(organization_id),
        "former": _former(organization_id, replaces),
    }  # fmt: skip


def most_bytes(organization_id: str) -> int:
    """Give the bytes that a file of an organisation may take: the platform's limit, or the smaller one of the workspace."""
    workspace = store.find(organization_id)
    return min(receiving.most_bytes(), limits_of(workspace).file_bytes) if workspace else receiving.most_bytes()


def _closed(organization_id: str) -> str:
    try:
        ensure_writable(organization_id)
    except tk.NotAuthorized as error:
        return str(error)
    return ""


def _former(organization_id: str, replaces: str) -> str:
    try:
        target = receiving.replaced(organization_id, replaces)
    except tk.ValidationError:
        return ""
    resource: Any = ckan_model.Session.get(ckan_model.Resource, target) if target else None
    return str(resource.package.title or resource.package.name) if resource is not None else ""
