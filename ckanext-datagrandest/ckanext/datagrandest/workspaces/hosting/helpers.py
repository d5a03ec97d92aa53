"""Helpers of the templates: gauges, sizes."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.hosting.shown import gauges
from ckanext.datagrandest.workspaces.hosting.sizes import size
from ckanext.datagrandest.workspaces.hosting.usage import limits_of, usage_of


def dge_workspace_gauges(organization: str) -> list[dict[str, Any]]:
    """Give what the gauges of a workspace (id or name) show, for `workspaces/hosting/gauge.html`."""
    workspace = store.find(organization)
    if workspace is None:
        return []
    return gauges(limits_of(workspace), usage_of(workspace.organization_id))


def dge_size(count: int) -> str:
    """Say a number of bytes."""
    return size(count).render(tk._)
