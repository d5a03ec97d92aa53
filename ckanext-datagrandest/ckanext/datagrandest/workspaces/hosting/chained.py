"""Actions of CKAN that ask for room first."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.workspaces.hosting import growing


@tk.chained_action
def package_create(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Create a dataset, where there is room for it."""
    growing.creates(context, data_dict)
    return up(context, data_dict)


@tk.chained_action
def package_update(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Edit a dataset; `resource_create`, `resource_update` and the patches come through here with their files."""
    growing.edits(context, data_dict)
    return up(context, data_dict)


@tk.chained_action
def package_owner_org_update(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Give a dataset to an organisation, where there is room for it."""
    growing.moves(context, data_dict)
    return up(context, data_dict)


@tk.chained_action
def file_ownership_transfer(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Give a file to a dataset, a resource or an organisation, where there is room for it."""
    growing.hands_over(context, data_dict)
    return up(context, data_dict)
