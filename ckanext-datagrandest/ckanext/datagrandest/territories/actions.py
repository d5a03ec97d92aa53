"""Territories by the API. The docstrings are the documentation that `help_show` serves."""

from __future__ import annotations

import json
from typing import Any

from shapely.geometry.base import BaseGeometry

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import validate
from ckan.types import ActionResult, Context, DataDict

from ckanext.datagrandest.territories import (
    codes,
    collection,
    config,
    covering,
    geometry,
    lookup,
    neighbours,
    schema,
    sheet,
)


@tk.side_effect_free
@validate(schema.territory_search)
def dge_territory_search(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Find a commune, an EPCI, an arrondissement, a département or the région by what people type.

    Accents, capitals, hyphens, apostrophes, articles, "St" and "Saint" make no difference. Former names and codes of
    merged or renamed communes find what they are today. Words of the département narrow the search ("Saint-Laurent 88").

    :param q: a name or the beginning of one, a postcode, an INSEE code, a SIREN or SIRET, or a code such as
        ``commune:88160``
    :type q: string
    :param kind: only ``commune``, ``epci``, ``arrondissement``, ``departement`` or ``region``; several are separated by
        commas (optional)
    :type kind: string
    :param limit: the most results (optional, default: ``10``, bounded by
        ``ckanext.datagrandest.territories.search_limit``)
    :type limit: int

    :returns: ``count`` (of all that answer) and ``results``, best first: whole names, then beginnings of names, larger
        places first. Each has ``code`` (such as ``commune:88160``), ``kind``, ``insee``, ``name``, ``label`` (the name with the
        département of a commune), ``department`` (code), ``siren``, ``population`` and ``matched`` (the former name that was met, or null)
    :rtype: dictionary
    """
    tk.check_access("dge_territory_search", context, data_dict)
    limit = min(data_dict["limit"], config.search_limit())
    asked = lookup.question(data_dict["q"], data_dict.get("kind") or (), limit)
    count, results = lookup.find(model.Session(), asked)
    return {"count": count, "results": results}


@tk.side_effect_free
@validate(schema.territory_show)
def dge_territory_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show a territory: any commune, EPCI, arrondissement, département or région of France, also a merged commune.

    :param id: a code such as ``commune:88160``, ``epci:200068559``, ``departement:88``, ``region:44``, or the bare INSEE code
        of a commune
    :type id: string

    :returns: ``code``, ``kind``, ``insee``, ``name``, ``label``, ``nature`` (of an EPCI), ``parents`` (list of ``code``, ``kind``,
        ``name``, nearest first), ``epci``, ``arrondissement``, ``department``, ``region`` (their INSEE codes or SIREN),
        ``siren``, ``population``, ``postcodes``, ``members`` (INSEE codes of an EPCI's communes), ``former`` (list of ``insee``,
        ``name``, ``kind``, ``until``: communes that were merged into this one, and its own earlier names), ``successor`` (code
        of what a merged commune became, else null), ``until`` (last day of a merged commune, when known), ``bbox`` (west,
        south, east, north in WGS84, or null when no contour was loaded) and ``cog`` (``version``, ``date``)
    :rtype: dictionary
    :raises NotFound: no territory has this code
    """
    tk.check_access("dge_territory_show", context, data_dict)
    shown: dict[str, Any] | None = sheet.territory(model.Session(), data_dict["id"])
    if shown is None:
        raise tk.ObjectNotFound(tk._("No territory has the code “{code}”.").format(code=data_dict["id"][:60]))
    return shown


@tk.side_effect_free
@validate(schema.territory_cover)
def dge_territory_cover(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Find the territories in which a place lies, or that lie in it: of a point, a line, a surface or a rectangle.

    One of ``geometry`` and ``bbox`` is needed. Places outside the région, and régions whose contours were not loaded, have none.

    :param geometry: a GeoJSON geometry in longitudes and latitudes (WGS84), as text or as an object: Point, LineString, Polygon
        or several of them
    :type geometry: string or dictionary
    :param bbox: a rectangle ``west,south,east,north`` in degrees, as text or as a list of four numbers
    :type bbox: string or list
    :param kinds: only territories of these kinds, as a list or separated by commas (optional): ``commune``, ``epci``,
        ``arrondissement``, ``departement``, ``region``
    :type kinds: list of strings
    :param limit: the most results (optional, default: ``100``, bounded by ``ckanext.datagrandest.territories.cover_limit``)
    :type limit: int

    :returns: ``count``, ``results`` (those that hold most of the place first, the smallest kind first among equals) and
        ``contours`` (false when none is loaded: then nothing is ever found). A result has ``code``, ``kind``, ``insee``, ``name``,
        ``label``, ``department``, ``share`` (the part of the place that lies in the territory, 0 to 1) and ``within`` (the part of
        the territory that lies in the place; null for points and lines). Territories that only touch the place are left out.
    :rtype: dictionary
    """
    tk.check_access("dge_territory_cover", context, data_dict)
    limit = min(data_dict["limit"], config.cover_limit())
    kinds = data_dict.get("kinds") or codes.KINDS
    place, pieces = _place(data_dict)
    count, results = covering.find(model.Session(), covering.Question(place, pieces, kinds, limit))
    known = bool(results) or covering.has_contours(model.Session())
    return {"count": count, "results": results, "contours": known}


def _place(data_dict: DataDict) -> tuple[BaseGeometry, list[BaseGeometry]]:
    given = [name for name in ("geometry", "bbox") if data_dict.get(name)]
    if len(given) != 1:
        raise tk.ValidationError({"geometry": [tk._("Give one place: a geometry, or a bbox.")]})
    try:
        if given[0] == "bbox":
            place = geometry.read_bbox(data_dict["bbox"])
        else:
            place = geometry.read_geometry(data_dict["geometry"], config.geometry_limits())
        return place, geometry.pieces(place)
    except geometry.GeometryError as error:
        raise tk.ValidationError({given[0]: [error.message.render(tk._)]}) from error


@tk.side_effect_free
@validate(schema.territory_contours)
def dge_territory_contour_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Give contours for a map as GeoJSON, simplified for a zoom; neighbours keep their common borders.

    Say which in one way: ``codes``, ``within`` or ``bbox``. ``/territoires/contours.geojson`` takes the same parameters and is
    meant for maps: it may be kept by caches.

    :param codes: codes such as ``commune:88160``, as a list or separated by commas
    :type codes: list of strings
    :param within: the code of a territory; the contours of all territories of ``kind`` that lie in it are given
    :type within: string
    :param bbox: a rectangle ``west,south,east,north`` in degrees; the contours of ``kind`` that reach into it are given
    :type bbox: string or list
    :param kind: for ``within`` and ``bbox`` (optional, default: ``commune``)
    :type kind: string
    :param zoom: of the map, 0 (the world) to 22 (a street); beyond 12 contours are not simplified (optional, default: ``9``)
    :type zoom: int

    :returns: a FeatureCollection; each feature has ``id`` (the code) and the properties ``code``, ``kind``, ``insee``, ``name``.
        Beside: ``zoom``, ``missing`` (codes without a contour) and, when known, ``attribution``
    :rtype: dictionary
    """
    tk.check_access("dge_territory_contour_show", context, data_dict)
    try:
        asked = collection.wanted(data_dict)
        features, missing = collection.read(model.Session(), asked, config.drawing_limits())
    except collection.CollectionError as error:
        raise tk.ValidationError({error.field: [error.message.render(tk._)]}) from error
    return json.loads(collection.text(features, missing, asked, config.contours_attribution()))


@tk.side_effect_free
@validate(schema.territory_relations)
def dge_territory_neighbour_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """List the territories that share a border with one; meeting in a corner is not enough.

    :param id: a code such as ``commune:88160``, or the bare INSEE code of a commune
    :type id: string
    :param kind: of the neighbours (optional, default: the kind of the territory)
    :type kind: string

    :returns: ``code`` (in force today), ``count`` and ``results``, by name: ``code``, ``kind``, ``insee``, ``name``, ``label``,
        ``population``. Only places of the région are known.
    :rtype: dictionary
    :raises NotFound: no territory has this code, or its contour is not loaded
    """
    tk.check_access("dge_territory_neighbour_list", context, data_dict)
    code = _current(data_dict["id"])
    found = neighbours.neighbours(model.Session(), code, data_dict.get("kind") or codes.split(code)[0])
    if found is None:
        sentence = tk._("The contour of {name} is not loaded: its neighbours are not known.")
        raise tk.ObjectNotFound(sentence.format(name=codes.label(code)))
    return {"code": code, "count": len(found), "results": neighbours.described(found)}


@tk.side_effect_free
@validate(schema.territory_relations)
def dge_territory_member_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """List the territories that lie in one, or reach into it, also in other régions.

    :param id: a code such as ``epci:200068559`` or ``departement:88``
    :type id: string
    :param kind: of the members (optional, default: ``commune``)
    :type kind: string

    :returns: ``code`` (in force today), ``count`` and ``results``, by name: ``code``, ``kind``, ``insee``, ``name``, ``label``,
        ``population``
    :rtype: dictionary
    :raises NotFound: no territory has this code
    """
    tk.check_access("dge_territory_member_list", context, data_dict)
    code = _current(data_dict["id"])
    found = neighbours.members(code, data_dict.get("kind") or "commune")
    return {"code": code, "count": len(found), "results": neighbours.described(found)}


def _current(text: str) -> str:
    code = codes.current(text)
    if code is None:
        raise tk.ObjectNotFound(tk._("No territory has the code “{code}”.").format(code=text[:60]))
    return code
