"""How a workspace comes from one state into another; each change is logged in the session, the caller commits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit, config, store
from ckanext.datagrandest.workspaces.hosting import sentences, telling
from ckanext.datagrandest.workspaces.model import ACTIVE, CLOSED, SUSPENDED, Workspace

_FROM = {SUSPENDED: (ACTIVE,), ACTIVE: (SUSPENDED, CLOSED), CLOSED: (ACTIVE, SUSPENDED)}
NOT_ACTIVE = N_("Only an active workspace can be suspended.")
ACTIVE_ALREADY = N_("This workspace is active already.")
CLOSED_ALREADY = N_("This workspace is closed already.")
TAKEN = N_("The commune has another workspace meanwhile: close that one first.")
_REFUSALS = {SUSPENDED: NOT_ACTIVE, ACTIVE: ACTIVE_ALREADY, CLOSED: CLOSED_ALREADY}


def suspend(organization_id: str, actor: str, reason: str) -> Workspace:
    """Have a workspace only read until it is opened again.

    Raises:
        ValidationError: it is not active.
    """
    workspace = _enter(organization_id, SUSPENDED, reason)
    audit.record(sentences.WAITS, actor=actor, organization_id=workspace.organization_id, reason=reason)
    return workspace


def resume(organization_id: str, actor: str) -> Workspace:
    """Open a workspace again; what was to be removed stays.

    Raises:
        ValidationError: it is active, or its commune has another one.
    """
    held = store.find(organization_id)
    if held is not None and held.state == CLOSED and store.of_territory(held.territory) is not None:
        raise tk.ValidationError({"id": [tk._(TAKEN)]})
    workspace = _enter(organization_id, ACTIVE, None)
    workspace.remove_after = workspace.reminded_at = None
    audit.record(sentences.RESUMED, actor=actor, organization_id=workspace.organization_id)
    return workspace


def close(organization_id: str, actor: str, reason: str) -> Workspace:
    """End a workspace; its files are removed after the declared days and reminders, not before.

    Raises:
        ValidationError: it is closed already.
    """
    workspace = _enter(organization_id, CLOSED, reason)
    workspace.remove_after = datetime.now(UTC) + timedelta(days=config.removal_days())
    workspace.reminded_at = None
    told = {"reason": reason, "date": telling.day(workspace.remove_after)}
    audit.record(sentences.ENDED, actor=actor, organization_id=workspace.organization_id, **told)
    return workspace


def _enter(organization_id: str, state: str, reason: str | None) -> Workspace:
    """Lock the row, so that of two changes at once the second sees the first."""
    workspace = store.find(organization_id)
    if workspace is None:
        raise tk.ObjectNotFound(organization_id)
    ckan_model.Session.refresh(workspace, with_for_update=True)
    if workspace.state not in _FROM[state]:
        raise tk.ValidationError({"id": [tk._(_REFUSALS[state])]})
    workspace.state, workspace.reason, workspace.changed_at = state, reason, datetime.now(UTC)
    return workspace
