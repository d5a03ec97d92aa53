"""Territories by the API. The docstrings are the documentation that `help_show` serves."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import validate
from ckan.types import ActionResult, Context, DataDict

from ckanext.datagrandest.territories import config, lookup, schema, sheet


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
