"""Workspaces over the API: what they keep, what they may keep, and their states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context, Schema

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit, store
from ckanext.datagrandest.workspaces.hosting import bins, schema, sentences, states, telling
from ckanext.datagrandest.workspaces.hosting.limits import ensure_writable
from ckanext.datagrandest.workspaces.hosting.shown import shown
from ckanext.datagrandest.workspaces.hosting.usage import limits_of, usage_of
from ckanext.datagrandest.workspaces.model import Workspace

NONE = N_("There is no such workspace.")
NOTHING = N_("Say which limit changes: storage_mb, datasets or file_mb.")
_MEBIBYTE = 1024 * 1024


@tk.side_effect_free
def dge_workspace_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a workspace to its members and to animateurs: its state, its limits, and what is taken of them.

    :param id: the id or name of its organisation
    :type id: string

    :rtype: dictionary with ``id``, ``name``, ``title``, ``territory``, ``siret``, ``state`` (active, suspended or
        closed), ``sentence`` and ``reason`` (why it cannot be changed), ``changed_at``, ``remove_after`` (of a closed
        one), ``limits`` (``storage_bytes``, ``datasets``, ``file_bytes``), ``usage`` (``storage_bytes``, ``datasets``,
        ``deleted_bytes``: of files that were deleted and still take room) and ``asked`` (why more room is asked for)
    """
    _, workspace = _asked("dge_workspace_show", schema.one, context, data_dict)
    return shown(workspace)


def dge_workspace_quota_request(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ask the animateurs for more room (administrators of the workspace). It is mailed and logged.

    :param id: the id or name of its organisation
    :type id: string
    :param reason: what the room is needed for
    :type reason: string

    :rtype: dictionary as of ``dge_workspace_show``
    """
    values, workspace = _asked("dge_workspace_quota_request", schema.reasoned, context, data_dict)
    _log(context, workspace, sentences.ASKED, reason=values["reason"])
    ckan_model.Session.commit()
    telling.asked(workspace, values["reason"], limits_of(workspace), usage_of(workspace.organization_id))
    return shown(workspace)


def dge_workspace_quota_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Grant a workspace other limits (animateurs). It is mailed and logged.

    :param id: the id or name of its organisation
    :type id: string
    :param storage_mb: MiB that its files may take together (optional)
    :type storage_mb: integer
    :param datasets: how many datasets it may have (optional)
    :type datasets: integer
    :param file_mb: MiB of its largest file (optional)
    :type file_mb: integer

    :rtype: dictionary as of ``dge_workspace_show``
    """
    values, workspace = _asked("dge_workspace_quota_update", schema.quota, context, data_dict)
    granted = {name: values[name] for name in ("storage_mb", "datasets", "file_mb") if values.get(name)}
    if not granted:
        raise tk.ValidationError({"storage_mb": [tk._(NOTHING)]})
    if "storage_mb" in granted:
        workspace.storage_bytes = granted["storage_mb"] * _MEBIBYTE
    if "file_mb" in granted:
        workspace.file_bytes = granted["file_mb"] * _MEBIBYTE
    workspace.datasets = granted.get("datasets", workspace.datasets)
    limits = limits_of(workspace)
    _log(context, workspace, sentences.GRANTED, **telling.words(limits))
    ckan_model.Session.commit()
    telling.granted(workspace, limits)
    return shown(workspace)


def dge_workspace_suspend(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Suspend a workspace (animateurs): it can be read and exported, not changed; its datasets stay visible.

    :param id: the id or name of its organisation
    :type id: string
    :param reason: why; its administrators read it
    :type reason: string

    :rtype: dictionary as of ``dge_workspace_show``
    """
    values, workspace = _asked("dge_workspace_suspend", schema.reasoned, context, data_dict)
    return _changed(states.suspend(workspace.organization_id, _actor(context), values["reason"]), telling.suspended)


def dge_workspace_resume(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Open a suspended or closed workspace again (animateurs), with all that was not removed yet.

    :param id: the id or name of its organisation
    :type id: string

    :rtype: dictionary as of ``dge_workspace_show``
    """
    _, workspace = _asked("dge_workspace_resume", schema.one, context, data_dict)
    return _changed(states.resume(workspace.organization_id, _actor(context)), telling.resumed)


def dge_workspace_close(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Close a workspace (its administrators, animateurs): it can only be read, and is removed after reminders.

    :param id: the id or name of its organisation
    :type id: string
    :param reason: why
    :type reason: string

    :rtype: dictionary as of ``dge_workspace_show``
    """
    values, workspace = _asked("dge_workspace_close", schema.reasoned, context, data_dict)
    return _changed(states.close(workspace.organization_id, _actor(context), values["reason"]), telling.closed)


@tk.side_effect_free
def dge_workspace_export(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say where everything of a workspace is had in one zip (its administrators, animateurs), in any of its states.

    :param id: the id or name of its organisation
    :type id: string

    :rtype: dictionary with ``url`` (of a zip that is written while it is sent: metadata as JSON and DCAT, files, files
        that were replaced, the log) and ``bytes`` (of the files in it, before compression)
    """
    _, workspace = _asked("dge_workspace_export", schema.one, context, data_dict)
    told = shown(workspace)
    url = tk.url_for("dge_hosting.export", id=told["name"], qualified=True)
    return {"url": url, "bytes": told["usage"]["storage_bytes"]}


def dge_workspace_bin_empty(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Remove for good the files of deleted datasets and resources, which take room (administrators, animateurs).

    :param id: the id or name of its organisation
    :type id: string

    :rtype: dictionary as of ``dge_workspace_show``
    """
    _, workspace = _asked("dge_workspace_bin_empty", schema.one, context, data_dict)
    ensure_writable(workspace.organization_id)
    files = bins.empty(workspace.organization_id)
    _log(context, workspace, sentences.EMPTIED, files=files)
    ckan_model.Session.commit()
    return shown(workspace)


def _asked(
    action: str, wanted: Callable[[], Schema], context: Context, data_dict: dict[str, Any]
) -> tuple[dict[str, Any], Workspace]:
    """Give what was asked and the workspace; a stranger is not told whether there is one."""
    tk.check_access(action, context, data_dict)
    values, errors = tk.navl_validate(data_dict, wanted(), context)
    if errors:
        raise tk.ValidationError(errors)
    workspace = store.find(values["id"])
    if workspace is None:
        raise tk.ObjectNotFound(tk._(NONE))
    return values, workspace


def _changed(workspace: Workspace, tell: Callable[[Workspace], int]) -> dict[str, Any]:
    ckan_model.Session.commit()
    tell(workspace)
    return shown(workspace)


def _log(context: Context, workspace: Workspace, what: str, **told: Any) -> None:
    audit.record(what, actor=_actor(context), organization_id=workspace.organization_id, **told)


def _actor(context: Context) -> str:
    return str(context.get("user") or "")
