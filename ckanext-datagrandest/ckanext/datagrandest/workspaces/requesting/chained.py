"""CKAN's own actions that take an organisation away: its commune may then ask for a workspace again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.territories import codes
from ckanext.datagrandest.workspaces import audit, store
from ckanext.datagrandest.workspaces.model import CLOSED
from ckanext.datagrandest.workspaces.requesting.store import now

Up = Callable[[Context, dict[str, Any]], Any]


@tk.chained_action
def organization_delete(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Delete an organisation; its workspace is closed, so that the place of the commune is free."""
    workspace = store.find(data_dict.get("id", ""))
    done = up(context, data_dict)
    if workspace is not None and workspace.state != CLOSED:
        workspace.state, workspace.changed_at = CLOSED, now()
        _log("workspace-deleted", context, workspace)
        ckan_model.Session.commit()
    return done


@tk.chained_action
def organization_purge(up: Up, context: Context, data_dict: dict[str, Any]) -> Any:
    """Purge an organisation, and the row of its workspace with it."""
    workspace = store.find(data_dict.get("id", ""))
    done = up(context, data_dict)
    if workspace is not None:
        _log("workspace-purged", context, workspace)
        ckan_model.Session.delete(workspace)
        ckan_model.Session.commit()
    return done


def _log(what: str, context: Context, workspace: Any) -> None:
    commune = codes.official_name(workspace.territory)
    audit.record(what, actor=context.get("user"), organization_id=workspace.organization_id, commune=commune)
