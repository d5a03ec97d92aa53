"""Who may ask for help, and who may answer."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.depositing import store as deposits
from ckanext.datagrandest.workspaces.helping import store
from ckanext.datagrandest.workspaces.members.levels import REFUSALS, at_least
from ckanext.datagrandest.workspaces.rights import Role

NO_DEPOSIT = N_("There is no such deposit.")
NO_CALL = N_("There is no such call for help.")


def dge_help_ask(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members of the workspace, and animateurs, also where it can only be read."""
    return at_least(Role.CONTRIBUTOR, context, _of(data_dict) or tk.get_or_bust(data_dict, "workspace"))


def dge_help_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members of its workspace, and animateurs."""
    return _of_call(Role.CONTRIBUTOR, context, data_dict)


def dge_help_answer(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members of its workspace, and animateurs."""
    return _of_call(Role.CONTRIBUTOR, context, data_dict)


def dge_help_close(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members of its workspace, and animateurs."""
    return _of_call(Role.CONTRIBUTOR, context, data_dict)


def dge_help_take(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Animateurs."""
    return _of_call(Role.ANIMATEUR, context, data_dict)


def dge_help_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Members see the calls of their workspace; animateurs all."""
    organization = _of(data_dict) or data_dict.get("workspace")
    if organization:
        return at_least(Role.CONTRIBUTOR, context, organization)
    if rights.is_animateur(context.get("user")):
        return {"success": True}
    return {"success": False, "msg": tk._(REFUSALS[Role.ANIMATEUR])}


def _of(data_dict: dict[str, Any]) -> str | None:
    """Give the organisation of the deposit that is asked about.

    Raises:
        ObjectNotFound: there is no such deposit.
    """
    if not data_dict.get("deposit"):
        return None
    deposit = deposits.find(data_dict["deposit"])
    if deposit is None:
        raise tk.ObjectNotFound(tk._(NO_DEPOSIT))
    return deposit.organization_id


def _of_call(least: Role, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    call = store.find(tk.get_or_bust(data_dict, "id"))
    if call is None:
        raise tk.ObjectNotFound(tk._(NO_CALL))
    return at_least(least, context, call.organization_id)
