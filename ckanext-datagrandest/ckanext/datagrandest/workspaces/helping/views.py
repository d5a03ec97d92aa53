"""Pages: the calls for help of a workspace, one of them, and the team's queue."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.helping.turns import ANSWERED, CLOSED, OPEN
from ckanext.datagrandest.workspaces.home.frame import act, call, refuse, space_of
from ckanext.datagrandest.workspaces.members.levels import REFUSALS
from ckanext.datagrandest.workspaces.rights import Role

queues = Blueprint("dge_help_queue", __name__, url_prefix="/espaces/aide")
calls = Blueprint("dge_help", __name__, url_prefix="/espaces/<id>/aide")
ON_ITS_WAY = N_("Your question is on its way to the team: you get a mail as soon as there is an answer.")
SAID = N_("Your message is on its way.")
TAKEN = N_("You look after this call: the others of the team see it.")
SETTLED = N_("The call is settled.")


def queue() -> Any:
    """Show the calls of all workspaces to the team: those that wait first, the oldest first, whose they are."""
    if not rights.is_animateur(tk.current_user.name if tk.current_user.is_authenticated else None):
        refuse(REFUSALS[Role.ANIMATEUR])
    groups = [(state, call("dge_help_list", state=state)) for state in (OPEN, ANSWERED)]
    settled = tk.request.args.get("regles") == "1"
    if settled:
        groups.append((CLOSED, call("dge_help_list", state=CLOSED, limit=1000)[::-1]))
    return tk.render("workspaces/helping/queue.html", extra_vars={"groups": groups, "settled": settled})


def index(id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show the calls of a workspace, the latest first, and where to ask."""
    space = space_of(id)
    found = call("dge_help_list", workspace=space.name, limit=1000)[::-1]
    return tk.render("workspaces/helping/index.html", extra_vars={"space": space, "calls": found})


def ask(id: str) -> Any:  # noqa: A002
    """Ask for help; go on with the page where it was asked."""
    space = space_of(id)
    form = tk.request.form
    asked = {name: form.get(name, "") for name in ("deposit", "step", "text")}
    done = act("dge_help_ask", tk._(ON_ITS_WAY), workspace=space.name, **asked)
    if asked["deposit"]:
        return tk.redirect_to("dge_deposit.show", workspace=space.name, id=asked["deposit"], _anchor="aide")
    if done is None:
        return tk.redirect_to("dge_help.index", id=space.name)
    return tk.redirect_to("dge_help.show", id=space.name, call=done["id"])


def show(id: str, call: str) -> str:  # noqa: A002
    """Show a call with its thread."""
    space, found = _found(id, call)
    return tk.render("workspaces/helping/call.html", extra_vars={"space": space, "call": found})


def answer(id: str, call: str) -> Any:  # noqa: A002
    """Say something in a call, and settle it where that is asked."""
    space, found = _found(id, call)
    text = tk.request.form.get("text", "")
    if "close" in tk.request.form:
        act("dge_help_close", tk._(SETTLED), id=found["id"], text=text)
    else:
        act("dge_help_answer", tk._(SAID), id=found["id"], text=text)
    if tk.request.form.get("back") == "deposit" and found["deposit"]:
        return tk.redirect_to("dge_deposit.show", workspace=space.name, id=found["deposit"], _anchor="aide")
    return tk.redirect_to("dge_help.show", id=space.name, call=found["id"])


def take(id: str, call: str) -> Any:  # noqa: A002
    """Look after a call."""
    space, found = _found(id, call)
    act("dge_help_take", tk._(TAKEN), id=found["id"])
    return tk.redirect_to("dge_help.show", id=space.name, call=found["id"])


def _found(name: str, call_id: str) -> tuple[Any, dict[str, Any]]:
    """Give a call of the workspace that the address names; one of another is not found there."""
    space = space_of(name)
    found = call("dge_help_show", id=call_id)
    return space, found if found["workspace"]["id"] == space.organization.id else tk.abort(404)


queues.add_url_rule("", view_func=queue)
calls.add_url_rule("", view_func=index)
calls.add_url_rule("", view_func=ask, methods=["POST"])
calls.add_url_rule("/<call>", view_func=show)
calls.add_url_rule("/<call>", view_func=answer, methods=["POST"])
calls.add_url_rule("/<call>/prendre", view_func=take, methods=["POST"])
