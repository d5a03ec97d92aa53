"""Pages: the members of a workspace, and its log, to read or as a table."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.spreadsheets import french_csv
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.home.frame import act, call, space_of
from ckanext.datagrandest.workspaces.members import roles, watching
from ckanext.datagrandest.workspaces.rights import Role

members = Blueprint("dge_members", __name__, url_prefix="/espaces/<id>")
PAGE = 50
_ALL = 1_000_000
HEADER = (N_("Day and hour"), N_("Who"), N_("What was done"), N_("Code"), N_("About"))


def people(id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show the members."""
    space = space_of(id)
    shown = {
        "space": space, "people": call("dge_workspace_member_list", id=space.name), "titles": roles.TITLES,
        "meanings": roles.MEANINGS,
    }  # fmt: skip
    return tk.render("workspaces/members/people.html", extra_vars=shown)


def invite(id: str) -> Any:  # noqa: A002
    """Invite somebody."""
    space = space_of(id, Role.ADMINISTRATOR)
    form = tk.request.form
    done = tk._("The invitation is on its way to {email}.").format(email=form.get("email", ""))
    act("dge_workspace_member_invite", done, id=space.name, email=form.get("email", ""), role=form.get("role", ""))
    return _back(space.name)


def update(id: str, user: str) -> Any:  # noqa: A002
    """Give a member another role."""
    space = space_of(id, Role.ADMINISTRATOR)
    asked = {"id": space.name, "user": user, "role": tk.request.form.get("role", "")}
    act("dge_workspace_member_update", tk._("The role is changed."), **asked)
    return _back(space.name)


def remind(id: str, user: str) -> Any:  # noqa: A002
    """Send an invitation once more."""
    space = space_of(id, Role.ADMINISTRATOR)
    act("dge_workspace_member_remind", tk._("The invitation is sent once more."), id=space.name, user=user)
    return _back(space.name)


def remove(id: str, user: str) -> Any:  # noqa: A002
    """Remove a member, or leave."""
    space = space_of(id)
    act("dge_workspace_member_remove", tk._("This person is no longer a member."), id=space.name, user=user)
    leaves = user in {tk.current_user.name, tk.current_user.id} and space.role < Role.ANIMATEUR
    return tk.redirect_to("dge_workspaces.index") if leaves else _back(space.name)


def journal(id: str) -> str:  # noqa: A002
    """Show what was done in the workspace."""
    space = space_of(id)
    before = tk.request.args.get("avant", type=int)
    events = call("dge_workspace_log", id=space.name, limit=PAGE + 1, **({"before": before} if before else {}))
    shown = {"space": space, "events": events[:PAGE], "before": before,
             "older": events[PAGE - 1]["id"] if len(events) > PAGE else None}  # fmt: skip
    return tk.render("workspaces/members/journal.html", extra_vars=shown)


def table(id: str) -> Response:  # noqa: A002
    """Give the whole log as a table for spreadsheets."""
    space = space_of(id)
    rows = [
        (tk.h.render_datetime(row.at.isoformat(), "%Y-%m-%d %H:%M:%S"), row.actor_name, watching.said(row).render(tk._),
         row.what, row.subject)
        for row in audit.events(space.organization.id, _ALL)
    ]  # fmt: skip
    content = french_csv([tk._(name) for name in HEADER], rows)
    headers = {"Content-Disposition": f'attachment; filename="journal-{space.name}.csv"', "Cache-Control": "no-store"}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def _back(name: str) -> Any:
    return tk.redirect_to("dge_members.people", id=name)


members.add_url_rule("/membres", view_func=people)
members.add_url_rule("/membres", view_func=invite, methods=["POST"])
members.add_url_rule("/membres/<user>/role", view_func=update, methods=["POST"])
members.add_url_rule("/membres/<user>/relancer", view_func=remind, methods=["POST"])
members.add_url_rule("/membres/<user>/retirer", view_func=remove, methods=["POST"])
members.add_url_rule("/journal", view_func=journal)
members.add_url_rule("/journal.csv", view_func=table)
