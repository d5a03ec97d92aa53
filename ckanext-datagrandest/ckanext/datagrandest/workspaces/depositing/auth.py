"""Who may do what with deposits: those of the workspace, each within their role; animateurs in all workspaces."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.depositing import shown, store
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.rights import Role

STRANGER = N_("You are not a member of this workspace.")
NOT_YOURS = N_("Contributors change their own deposits only.")
NOT_A_PUBLISHER = N_("Only those who may publish in this workspace can do this.")


def dge_deposit_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those of the workspace."""
    return _of_role(context, tk.get_or_bust(data_dict, "workspace"), Role.CONTRIBUTOR, STRANGER)


def dge_deposit_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those of the workspace."""
    return _of_role(context, tk.get_or_bust(data_dict, "workspace"), Role.CONTRIBUTOR, STRANGER)


def dge_deposit_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those of its workspace."""
    return _of_role(context, _deposit(data_dict).organization_id, Role.CONTRIBUTOR, STRANGER)


def dge_deposit_receipt(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those of its workspace."""
    return dge_deposit_show(context, data_dict)


def dge_deposit_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Its author, and those who may publish."""
    return _of_author(context, _deposit(data_dict))


def dge_deposit_publish(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may publish; its author, who asks them to."""
    return _of_author(context, _deposit(data_dict))


def dge_deposit_abandon(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Its author, and those who may publish."""
    return _of_author(context, _deposit(data_dict))


def dge_deposit_approve(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may publish."""
    return _of_role(context, _deposit(data_dict).organization_id, Role.PUBLISHER, NOT_A_PUBLISHER)


def dge_deposit_return(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Those who may publish."""
    return _of_role(context, _deposit(data_dict).organization_id, Role.PUBLISHER, NOT_A_PUBLISHER)


def _of_author(context: Context, deposit: Deposit) -> dict[str, Any]:
    user = str(context.get("user") or "")
    least = Role.CONTRIBUTOR if shown.is_own(deposit, user) else Role.PUBLISHER
    return _of_role(context, deposit.organization_id, least, NOT_YOURS)


def _of_role(context: Context, organization: str, least: Role, sentence: str) -> dict[str, Any]:
    if ckan_model.Group.get(organization) is None:
        raise tk.ObjectNotFound(tk._("There is no such workspace."))
    role = rights.role(str(context.get("user") or ""), organization)
    if role >= least:
        return {"success": True}
    return {"success": False, "msg": tk._(sentence if role else STRANGER)}


def _deposit(data_dict: dict[str, Any]) -> Deposit:
    deposit = store.find(tk.get_or_bust(data_dict, "id"))
    if deposit is None:
        raise tk.ObjectNotFound(tk._("There is no such deposit."))
    return deposit
