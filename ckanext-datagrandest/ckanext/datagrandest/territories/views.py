"""What the picker sends to a search without its script: a name instead of a code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.territories import config, picking

territories = Blueprint("dge_territories", __name__)

#: The pages that have the search form with its field "Where?".
SEARCHES = frozenset({"dataset.search", "organization.read", "group.read"})
FIELD = "ext_territory"


@territories.before_app_request
def understand_place() -> Any:
    """Lead a search by a place's name to the search by its code, or ask which place is meant.

    A code, also an unknown one, is left to the search, which says what is wrong with it.
    """
    if tk.request.endpoint not in SEARCHES:
        return None
    texts = [text for text in tk.request.args.getlist(FIELD) if text.strip()]
    if len(texts) != 1 or ":" in texts[0]:
        return None
    picked = picking.pick(texts[0], region=config.region())
    if picked.code:
        return tk.redirect_to(_address(picked.code))
    variables = {"picked": picked, "address": _address, "asked": _others()}
    return tk.render("territories/which.html", extra_vars=variables), 200 if picked.choices else 400


def _others() -> list[tuple[str, str]]:
    """Give the other parameters of the search; its first page is wanted."""
    return [(name, value) for name, value in tk.request.args.items(multi=True) if name not in (FIELD, "page")]


def _address(code: str) -> str:
    """Give the address of the same search for a place."""
    view_args = tk.request.view_args or {}
    parameters: dict[str, list[str]] = {}
    for name, value in [*_others(), (FIELD, code)]:
        parameters.setdefault(name, []).append(value)
    return tk.url_for(str(tk.request.endpoint), **{**parameters, **view_args})
