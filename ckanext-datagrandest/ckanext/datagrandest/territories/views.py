"""Contours for maps, and what the picker sends to a search without its script: a name instead of a code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.territories import codes, collection, config, neighbours, picking, sheet, sketch

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


#: What the page of a territory lists as its parts, by its kind.
PARTS = {"epci": "commune", "arrondissement": "commune", "departement": "epci", "region": "departement"}
#: Zoom of the drawing of a territory among its neighbours, by its kind.
ZOOMS = {"commune": 12, "epci": 10, "arrondissement": 10, "departement": 8, "region": 6}


@territories.get("/territoires/<code>")
def show(code: str) -> Any:
    """Show a territory to people: where it lies, what it is made of, who lives next door, and the way to its data."""
    now = codes.current(code)
    if now is None:
        return tk.abort(404, tk._("No territory has the code “{code}”.").format(code=code[:60]))
    if now != code:
        return tk.redirect_to("dge_territories.show", code=now)
    kind = codes.split(code)[0]
    around = neighbours.neighbours(model.Session(), code, kind)
    parts = neighbours.members(code, PARTS[kind]) if kind in PARTS else []
    variables = {
        "place": sheet.territory(model.Session(), code),
        "neighbours": None if around is None else neighbours.described(around),
        "parts": neighbours.described(parts),
        "sketch": sketch.of(code, collection.drawings(model.Session(), [code, *(around or [])], ZOOMS[kind])),
    }
    return tk.render("territories/show.html", extra_vars=variables)


@territories.get("/territoires/contours.geojson")
def contours() -> Response:
    """Give contours as GeoJSON; the parameters are those of `dge_territory_contour_show`.

    A copy that is still good is not sent again. How long it may be used without asking is CKAN's `ckan.cache_expires`.
    """
    attribution = config.contours_attribution()
    try:
        asked = collection.wanted(tk.request.args)
        etag = collection.state(model.Session(), asked, attribution)
        if tk.request.if_none_match.contains_weak(etag):
            return _kept(make_response("", 304), etag)
        features, missing = collection.read(model.Session(), asked, config.drawing_limits())
    except collection.CollectionError as error:
        return _open(make_response({"error": {error.field: [error.message.render(tk._)]}}, 400))
    response = make_response(collection.text(features, missing, asked, attribution))
    response.content_type = "application/geo+json; charset=utf-8"
    return _kept(response, etag)


def _kept(response: Response, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    return _open(response)


def _open(response: Response) -> Response:
    """Let maps of other sites read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
