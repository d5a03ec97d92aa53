"""The page of a commune, and the same to stand in the town's own site."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, redirect

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import config
from ckanext.datagrandest.workspaces.commune.finding import address_of, find
from ckanext.datagrandest.workspaces.commune.showing import page_of

commune = Blueprint("dge_commune", __name__)

UNKNOWN = N_("No commune of the région has this address. Look for it by its name or its postcode.")
_HEADER = "Content-Security-Policy"
_FRAMES = "frame-ancestors 'self'"
#: Pages of CKAN that are made to stand in other sites.
_EMBEDDED = ("resource.view", "dge_commune.embedded")


def show(address: str) -> Any:
    """Show the page of a commune."""
    return _answer(address, "show", lambda page: tk.render("workspaces/commune/show.html", extra_vars={"page": page}))


def embedded(address: str) -> Any:
    """Show the page without the site around it, for the town's own site: no script, no cookie, no other host."""
    return _answer(address, "embedded", _frame)


def _frame(page: Any) -> Response:
    css = page.palette.css()
    response = make_response(tk.render("workspaces/commune/embedded.html", extra_vars={"page": page, "css": css}))
    mark = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    response.headers[_HEADER] = (
        f"default-src 'none'; style-src 'self' 'sha256-{mark}'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors *"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answer(address: str, view: str, show_page: Any) -> Any:
    """Go to the one commune that an address means; let choose among several."""
    region = config.region()
    found = find(address, region)
    if not found.codes:
        return tk.abort(404, tk._(UNKNOWN))
    if len(found.codes) > 1:
        choices = [{"code": code, "address": address_of(code, region)} for code in found.codes]
        return tk.render("workspaces/commune/choice.html", extra_vars={"choices": choices, "view": view})
    code = next(iter(found.codes))
    if found.moved:
        return redirect(tk.h.url_for(f"dge_commune.{view}", address=address_of(code, region)), 301)
    page = page_of(code)
    return show_page(page), HTTPStatus.OK if page.answers else HTTPStatus.SERVICE_UNAVAILABLE


def _refuse_frames(response: Response) -> Response:
    """Let no other site frame a page of ours: what a reader clicks on is what they see."""
    framed = (tk.request.endpoint or "").endswith(_EMBEDDED)
    if response.mimetype == "text/html" and not framed and _HEADER not in response.headers:
        response.headers[_HEADER] = _FRAMES
    return response


commune.after_app_request(_refuse_frames)
commune.add_url_rule("/c/<address>", view_func=show)
commune.add_url_rule("/c/<address>/integration", view_func=embedded)
