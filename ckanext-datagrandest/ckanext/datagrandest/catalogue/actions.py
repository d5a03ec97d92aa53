"""Actions of the catalogue."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError
from ckan.logic import validate
from ckan.types import Action, Context

from ckanext.datagrandest.catalogue import config, organizations, schema, search, suggest


@tk.chained_action
@tk.side_effect_free
def package_search(next_: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Search, and explain what went wrong in words for people instead of Solr's."""
    try:
        return next_(context, data_dict)
    except SearchError as error:
        raise search.explained(error) from None
    except SolrConnectionError:
        raise SolrConnectionError(tk._(search.UNAVAILABLE)) from None


@tk.side_effect_free
@validate(schema.search_suggest)
def dge_search_suggest(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Propose datasets, organisations, territories and themes for what was typed so far in the search box.

    Accents, capitals and elided articles do not matter: ``amen`` finds « Aménagement », ``eau`` finds « l'eau ». Each word
    typed is the beginning of a word. Only what everyone may see is proposed.

    :param q: what was typed; nothing is proposed below two characters, and 100 are read
    :type q: string
    :param limit: how many of each kind (optional, default: ``5``)
    :type limit: integer

    :returns: ``q`` and ``results``, a list of ``{kind, id, label, url}`` where ``kind`` is ``dataset``, ``organization``,
        ``territory`` or ``theme``
    :rtype: dictionary
    """
    tk.check_access("package_search", context, data_dict)
    limit = min(data_dict["limit"], config.suggest_limit())
    found = suggest.suggestions(context, data_dict["q"], limit)
    return {"q": data_dict["q"], "results": [asdict(suggestion) for suggestion in found]}


@tk.chained_action
def organization_update(next_: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Update an organisation, and have its datasets show what changed."""
    before = organizations.shown(data_dict.get("id", ""))
    updated = next_(context, data_dict)
    if not context.get("defer_commit"):
        organizations.after_edit(before, updated)
    return updated
