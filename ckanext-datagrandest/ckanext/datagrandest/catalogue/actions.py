"""Actions of the catalogue."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError
from ckan.types import Action, Context

from ckanext.datagrandest.catalogue import search


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
