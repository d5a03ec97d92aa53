"""The pages where animateurs decide requests."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.requesting.model import ENDED

dge_workspace_queue = Blueprint("dge_workspace_queue", __name__, url_prefix="/espaces/demandes")

PAGE = 20
NOT_ALLOWED = N_("Only the animateurs of the platform may see and decide requests for workspaces.")
NO_REQUEST = N_("There is no such request.")


@dge_workspace_queue.get("")
def index() -> str:
    """List the requests that wait, or those that were decided."""
    ended = request.args.get("etat") == "fermees"
    page = max(request.args.get("page", 1, type=int), 1)
    asked = {"states": list(ENDED) if ended else ["open"], "limit": PAGE, "offset": (page - 1) * PAGE}
    found = _called("dge_workspace_request_list", asked)
    shown = {"requests": found["results"], "count": found["count"], "ended": ended, "page": page, "size": PAGE}
    return tk.render("workspaces/requesting/queue.html", shown)


@dge_workspace_queue.get("/<id>")
def show(id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show a request, what the checks found, and what can be done."""
    found = _called("dge_workspace_request_show", {"id": id})
    return tk.render("workspaces/requesting/request.html", {"asked": found})


@dge_workspace_queue.post("/<id>/accepter")
def approve(id: str) -> Any:  # noqa: A002
    """Open the workspace."""
    chosen = {name: request.form.get(name, "") for name in ("reason", "organization")}
    found = _done(id, "dge_workspace_approve", chosen)
    if found and found["invited_at"]:
        tk.h.flash_success(tk._("The workspace is open, and its administrator is invited by e-mail."))
    elif found:
        tk.h.flash_error(tk._("The workspace is open, but the invitation could not be sent: send it again below."))
    return tk.redirect_to("dge_workspace_queue.show", id=id)


@dge_workspace_queue.post("/<id>/refuser")
def refuse(id: str) -> Any:  # noqa: A002
    """Refuse, with a reason that the person is told."""
    reason = request.form.get("reason", "").strip()
    if not reason:
        tk.h.flash_error(tk._("Write why you refuse: the person is told."))
    elif _done(id, "dge_workspace_refuse", {"reason": reason}):
        tk.h.flash_success(tk._("The request is refused, and the person is told why."))
    return tk.redirect_to("dge_workspace_queue.show", id=id)


@dge_workspace_queue.post("/<id>/question")
def question(id: str) -> Any:  # noqa: A002
    """Ask the person a question."""
    if _done(id, "dge_workspace_question", {"question": request.form.get("question", "")}):
        tk.h.flash_success(tk._("The question is sent. You are told when it is answered."))
    return tk.redirect_to("dge_workspace_queue.show", id=id)


@dge_workspace_queue.post("/<id>/inviter")
def invite(id: str) -> Any:  # noqa: A002
    """Send the invitation again."""
    found = _done(id, "dge_workspace_invite", {})
    if found and found["invited_at"]:
        tk.h.flash_success(tk._("The invitation is sent."))
    elif found:
        tk.h.flash_error(tk._("The invitation could not be sent: look at the mail server, then try again."))
    return tk.redirect_to("dge_workspace_queue.show", id=id)


def _done(request_id: str, action: str, data: dict[str, Any]) -> dict[str, Any] | None:
    """Call an action that changes something; say why it refuses."""
    try:
        return _called(action, {"id": request_id, **data})
    except tk.ValidationError as error:
        for sentence in error.error_summary.values():
            tk.h.flash_error(sentence)
        return None


def _called(action: str, data: dict[str, Any]) -> Any:
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.NotAuthorized:
        return tk.abort(403, tk._(NOT_ALLOWED))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._(NO_REQUEST))
