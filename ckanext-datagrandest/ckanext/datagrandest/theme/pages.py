"""The home page and the pages of text, at French addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.territories import codes
from ckanext.datagrandest.theme import home

PLACES = 20
pages = Blueprint("dge_pages", __name__)


def index() -> str:
    """Show the home page."""
    return tk.render("home/index.html", extra_vars={"home": home.home()})


def near() -> Any:
    """Show the places of a name, or go to the data of the one that was chosen."""
    query = tk.request.args.get("q", "").strip()
    code = tk.request.args.get("code", "") or (query if codes.is_code(query) else "")
    if code:
        return tk.redirect_to("dataset.search", ext_territory=code)
    places = [_choice(place) for place in _places(query)] if query else []
    if len(places) == 1:
        return tk.redirect_to(places[0]["url"])
    return tk.render("datagrandest/near.html", extra_vars={"q": query, "places": places})


def _places(query: str) -> list[dict[str, Any]]:
    if not tk.h.dge_action_exists("dge_territory_search"):
        return []
    return tk.get_action("dge_territory_search")({}, {"q": query, "limit": PLACES})["results"]


def _choice(place: dict[str, Any]) -> dict[str, str]:
    return {
        "name": place["name"],
        "label": tk.h.dge_place_kind(place),
        "url": tk.h.url_for("dataset.search", ext_territory=place["code"]),
    }


def _text(template: str) -> Callable[[], str]:
    def show() -> str:
        return tk.render(f"datagrandest/{template}.html")

    return show


pages.add_url_rule("/", endpoint="index", view_func=index)
pages.add_url_rule("/pres-de-chez-vous", endpoint="near", view_func=near)
for _address, _name in (
    ("aide", "help"),
    ("contact", "contact"),
    ("mentions-legales", "legal"),
    ("donnees-personnelles", "privacy"),
    ("accessibilite", "accessibility"),
):
    pages.add_url_rule(f"/{_address}", endpoint=_name, view_func=_text(_name))
