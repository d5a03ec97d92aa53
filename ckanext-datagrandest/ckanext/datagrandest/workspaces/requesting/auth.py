"""Who may do what with requests: anybody asks, the holder of a link confirms and answers, animateurs decide."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights

ANIMATEURS_ONLY = N_("Only the animateurs of the platform may see and decide requests for workspaces.")


@tk.auth_allow_anonymous_access
def dge_workspace_request(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Anybody, without an account."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_workspace_confirm(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Anybody: the link is the proof."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_workspace_answer(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Anybody: the link is the proof."""
    return {"success": True}


def dge_workspace_request_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_animateurs(context)


def dge_workspace_request_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_animateurs(context)


def dge_workspace_approve(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_animateurs(context)


def dge_workspace_refuse(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_animateurs(context)


def dge_workspace_question(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_animateurs(context)


def dge_workspace_invite(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_animateurs(context)


def _of_animateurs(context: Context) -> dict[str, Any]:
    if rights.is_animateur(context.get("user")):
        return {"success": True}
    return {"success": False, "msg": tk._(ANIMATEURS_ONLY)}
