"""Pages: what a workspace keeps and may keep, its state, and everything of it in one file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, stream_with_context

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.home.frame import act, call, space_of
from ckanext.datagrandest.workspaces.hosting import exporting, sentences, zipping
from ckanext.datagrandest.workspaces.rights import Role

hosting = Blueprint("dge_hosting", __name__, url_prefix="/espaces/<id>")
MEBIBYTE = 1024 * 1024
_STATES = {
    "suspend": ("dge_workspace_suspend", N_("The workspace is suspended.")),
    "resume": ("dge_workspace_resume", N_("The workspace is open again.")),
    "close": ("dge_workspace_close", N_("The workspace is closed. Nothing is removed before the announced day.")),
}


def page(id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show the gauges, and what the reader may ask for or decide."""
    space = space_of(id)
    told = call("dge_workspace_show", id=space.name)
    megabytes = {
        "storage_mb": told["limits"]["storage_bytes"] // MEBIBYTE,
        "file_mb": told["limits"]["file_bytes"] // MEBIBYTE,
    }
    decides = space.role >= Role.ANIMATEUR
    shown = {"space": space, "told": told, "megabytes": megabytes, "decides": decides}
    return tk.render("workspaces/hosting/page.html", extra_vars=shown)


def request(id: str) -> Any:  # noqa: A002
    """Ask for more room."""
    space = space_of(id, Role.ADMINISTRATOR)
    done = tk._("Your request is on its way to the team, who will answer you by e-mail.")
    act("dge_workspace_quota_request", done, id=space.name, reason=tk.request.form.get("reason", ""))
    return _back(space.name)


def grant(id: str) -> Any:  # noqa: A002
    """Grant other limits."""
    space = space_of(id, Role.ANIMATEUR)
    limits = {name: tk.request.form.get(name, "") for name in ("storage_mb", "datasets", "file_mb")}
    act("dge_workspace_quota_update", tk._("The limits are changed."), id=space.name, **limits)
    return _back(space.name)


def state(id: str) -> Any:  # noqa: A002
    """Suspend, open again or close."""
    space = space_of(id, Role.ADMINISTRATOR)
    form = tk.request.form
    if form.get("to") not in _STATES:
        return tk.abort(400)
    action, done = _STATES[form["to"]]
    reason = {} if form["to"] == "resume" else {"reason": form.get("reason", "")}
    act(action, tk._(done), id=space.name, **reason)
    return _back(space.name)


def empty_bin(id: str) -> Any:  # noqa: A002
    """Remove for good what was deleted."""
    space = space_of(id, Role.ADMINISTRATOR)
    act("dge_workspace_bin_empty", tk._("What was deleted is removed for good."), id=space.name)
    return _back(space.name)


def export(id: str) -> Response:  # noqa: A002
    """Give everything of the workspace in one zip, written while it is sent."""
    space = space_of(id, Role.ADMINISTRATOR)
    call("dge_workspace_export", id=space.name)
    audit.record(sentences.EXPORTED, actor=tk.current_user.name, organization_id=space.organization.id)
    ckan_model.Session.commit()
    pieces = stream_with_context(zipping.stream(exporting.entries(space.workspace)))
    headers = {"Content-Disposition": f'attachment; filename="{space.name}.zip"', "Cache-Control": "no-store"}
    return Response(pieces, content_type="application/zip", headers=headers)


def _back(name: str) -> Any:
    return tk.redirect_to("dge_hosting.page", id=name)


hosting.add_url_rule("/hebergement", view_func=page)
hosting.add_url_rule("/hebergement/demande", view_func=request, methods=["POST"])
hosting.add_url_rule("/hebergement/limites", view_func=grant, methods=["POST"])
hosting.add_url_rule("/hebergement/etat", view_func=state, methods=["POST"])
hosting.add_url_rule("/hebergement/corbeille", view_func=empty_bin, methods=["POST"])
hosting.add_url_rule("/export.zip", view_func=export)
