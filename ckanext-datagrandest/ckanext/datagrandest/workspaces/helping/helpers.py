"""Helpers of the templates: the call for help of a deposit's page."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.helping import shown, store, turns
from ckanext.datagrandest.workspaces.members.store import is_workspace


def dge_help_of_deposit(deposit_id: str) -> list[dict[str, Any]]:
    """Give the calls about a deposit with their threads, the latest first; the page has asked for the right already."""
    team = rights.is_animateur(tk.current_user.name)
    return [shown.whole(call, team=team) for call in reversed(store.calls(deposit_id=deposit_id))]


def dge_help_offered(organization_id: str) -> bool:
    """Tell whether the team helps there: in workspaces; ordinary organisations deposit without it."""
    return is_workspace(organization_id)


def dge_help_waiting() -> int:
    """Count the calls that wait for the team."""
    return store.count([turns.OPEN])


def dge_help_team() -> bool:
    """Tell whether the reader is an animateur."""
    return rights.is_animateur(tk.current_user.name if tk.current_user.is_authenticated else None)
