"""From which role on something may be done in a workspace."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights, store
from ckanext.datagrandest.workspaces.hosting.limits import refusal_of
from ckanext.datagrandest.workspaces.rights import Role

REFUSALS = {
    Role.CONTRIBUTOR: N_("Only the members of this workspace may do this."),
    Role.PUBLISHER: N_("Only the publishers and administrators of this workspace may do this."),
    Role.ADMINISTRATOR: N_("Only the administrators of this workspace may do this."),
    Role.ANIMATEUR: N_("Only the team of the platform may do this."),
}


def at_least(least: Role, context: Context, organization: str, *, writes: bool = False) -> dict[str, Any]:
    """Allow those who are something in a workspace.

    Args:
        least: the role from which on it is allowed.
        context: of the action.
        organization: id or name.
        writes: it changes something: refused where the workspace can only be read.

    Raises:
        ObjectNotFound: it is no workspace.
    """
    workspace = store.find(organization)
    if workspace is None:
        raise tk.ObjectNotFound(tk._("There is no such workspace."))
    if rights.role(context.get("user"), organization) < least:
        return {"success": False, "msg": tk._(REFUSALS[least])}
    if writes and (refusal := refusal_of(workspace)) is not None:
        return {"success": False, "msg": refusal.render(tk._)}
    return {"success": True}
