"""Pages: the workspaces of the reader, and the first page of one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.home import identity, path
from ckanext.datagrandest.workspaces.home.frame import Space, call, context, refuse, space_of
from ckanext.datagrandest.workspaces.members import store
from ckanext.datagrandest.workspaces.rights import Role

spaces = Blueprint("dge_workspaces", __name__, url_prefix="/espaces")
PAGE = 20
LOG_IN = N_("Log in to see your workspaces.")


def index() -> Any:
    """Show the workspaces of the reader; a search of all to animateurs."""
    if not tk.current_user.is_authenticated:
        refuse(LOG_IN)
    words, page = tk.request.args.get("q", "").strip(), max(tk.request.args.get("page", 1, type=int), 1)
    found = call("dge_workspace_list", q=words, limit=PAGE, offset=(page - 1) * PAGE)
    helps = rights.is_animateur(tk.current_user.name)
    if not helps and found["count"] == 1 and not words:
        return tk.redirect_to("dge_workspaces.home", id=found["results"][0]["name"])
    shown = {"found": found, "q": words, "page": page, "helps": helps, "pages": -(-found["count"] // PAGE)}
    return tk.render("workspaces/home/index.html", extra_vars=shown)


def home(id: str) -> Any:  # noqa: A002 - CKAN's name of the parameter
    """Show the first page of a workspace."""
    space = space_of(id)
    return tk.render(
        "workspaces/home/home.html", extra_vars={"space": space, "home": call("dge_workspace_home", id=space.name)}
    )


def welcome(id: str, screen: int) -> Any:  # noqa: A002
    """Show a screen of the first path."""
    space = space_of(id)
    if not path.FIRST <= screen <= path.LAST:
        return tk.abort(404)
    return _screen(space, screen, tk.h.dge_workspace_identity(space.organization))


def go_on(id: str, screen: int) -> Any:  # noqa: A002
    """Keep what a screen asks for, and show the next one; or skip the path."""
    space = space_of(id, Role.ADMINISTRATOR)
    if not path.FIRST <= screen <= path.LAST:
        return tk.abort(404)
    if "skip" in tk.request.form:
        path.skip(space.organization.id)
        return tk.redirect_to("dge_workspaces.home", id=space.name)
    if screen == path.IDENTITY and not identity.keep(space.organization, context()):
        return _screen(space, screen, {name: tk.request.form.get(name, "") for name in identity.FIELDS})
    path.reach(space.organization.id, screen)
    if screen == path.LAST:
        return tk.redirect_to("dge_workspaces.home", id=space.name)
    return tk.redirect_to("dge_workspaces.welcome", id=space.name, screen=screen + 1)


def _screen(space: Space, screen: int, values: dict[str, str]) -> str:
    shown = {
        "space": space,
        "screen": screen,
        "last": path.LAST,
        "values": values,
        "team": [one.title for one in store.team()],
    }
    return tk.render(f"workspaces/home/welcome_{screen}.html", extra_vars=shown)


spaces.add_url_rule("/", view_func=index, strict_slashes=False)
spaces.add_url_rule("/<id>", view_func=home)
spaces.add_url_rule("/<id>/bienvenue/<int:screen>", view_func=welcome)
spaces.add_url_rule("/<id>/bienvenue/<int:screen>", view_func=go_on, methods=["POST"])
