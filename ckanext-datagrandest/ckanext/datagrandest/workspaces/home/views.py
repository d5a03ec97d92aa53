"""Pages: the workspaces of the reader, and the first page of one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.home.frame import call, refuse, space_of

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
    return tk.render("workspaces/home/home.html", extra_vars={"space": space_of(id)})


spaces.add_url_rule("/", view_func=index, strict_slashes=False)
spaces.add_url_rule("/<id>", view_func=home)
