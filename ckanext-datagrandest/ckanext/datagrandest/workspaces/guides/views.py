"""Pages: the guides, and their pictures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.workspaces.guides import text

guides = Blueprint("dge_guides", __name__, url_prefix="/aide")


def show(name: str) -> Any:
    """Show a guide."""
    if name not in text.NAMES:
        return tk.abort(404)
    title, html = text.title_and_html(name, tk.h.url_for("dge_guides.picture", name="x").removesuffix("x"))
    shown = {"title": title, "html": Markup(html)}  # noqa: S704 - our own text
    return tk.render("workspaces/guides/guide.html", extra_vars=shown)


def picture(name: str) -> Any:
    """Give a picture of a guide."""
    found = text.picture(name)
    if found is None:
        return tk.abort(404)
    return Response(found.read_bytes(), content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


guides.add_url_rule("/guide-<name>", view_func=show)
guides.add_url_rule("/images/<path:name>", view_func=picture)
