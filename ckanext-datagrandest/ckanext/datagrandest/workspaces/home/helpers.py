"""Helpers of the templates of workspaces."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.home import identity
from ckanext.datagrandest.workspaces.home.frame import Space
from ckanext.datagrandest.workspaces.members import reach
from ckanext.datagrandest.workspaces.members.store import of_person

TABS = (
    ("dge_workspaces.home", N_("My workspace")),
    ("dge_deposit.index", N_("Deposits")),
    ("dge_help.index", N_("Help and messages")),
    ("dge_members.people", N_("Members")),
    ("dge_hosting.page", N_("Hosting")),
    ("dge_members.journal", N_("Log")),
)


def dge_workspace_tabs(space: Space) -> list[tuple[str, str, str]]:
    """Give the pages of a workspace: endpoint, label and address."""
    return [
        (
            endpoint,
            tk._(label),
            tk.h.url_for(endpoint, **{"workspace" if endpoint.startswith("dge_deposit") else "id": space.name}),
        )
        for endpoint, label in TABS
    ]


def dge_workspace_links() -> list[tuple[str, str]]:
    """Give what the menu of the account shows of workspaces: address and label; nothing to those who have none."""
    if not tk.current_user.is_authenticated:
        return []
    if rights.is_animateur(tk.current_user.name):
        requests = (tk.h.url_for("dge_workspace_queue.index"), tk._("Requests"))
        return [(tk.h.url_for("dge_workspaces.index"), tk._("Workspaces")), requests]
    user: Any = ckan_model.User.get(tk.current_user.name)
    mine = of_person(user.id)
    if not mine:
        return []
    if len(mine) == 1:
        return [(tk.h.url_for("dge_workspaces.home", id=mine[0][1].name), tk._("My workspace"))]
    return [(tk.h.url_for("dge_workspaces.index"), tk._("My workspaces"))]


def dge_workspace_identity(organization: Any) -> dict[str, str]:
    """Give what a workspace says of its commune, for the form of the first screen."""
    shown = tk.get_action("organization_show")({"ignore_auth": True}, {"id": organization.id, "include_users": False})
    return {name: shown.get(name) or "" for name in (*identity.FIELDS, "image_display_url")}


def dge_workspace_offered(organizations: list[dict[str, Any]], owner: str | None) -> list[dict[str, Any]]:
    """Give the organisations that a form offers: those of CKAN, and to animateurs the workspace that a dataset is in."""
    known = {name for one in organizations for name in (one["id"], one["name"])}
    if not owner or owner in known or not reach.reaches(tk.current_user.name, owner):
        return organizations
    group: Any = ckan_model.Group.get(owner)
    return [*organizations, {"id": group.id, "name": group.name, "display_name": group.title or group.name}]
