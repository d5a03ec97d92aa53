"""What the room adds to CKAN's index and to its searches."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchQueryError

from ckanext.datagrandest.territories import search


class WrongPlaceError(tk.ValidationError, SearchQueryError):
    """A parameter of a search is wrong: 409 by the API with the sentence on its field, 400 on a page."""

    def __str__(self) -> str:
        told = (sentences for sentences in self.error_dict.values() if isinstance(sentences, list))
        return " ".join(str(sentence) for sentences in told for sentence in sentences)


def fill(document: dict[str, Any]) -> dict[str, Any]:
    """Replace the declared territories of a Solr document by those in force, and add all in which they lie."""
    value = document.pop("territories", None)
    document.pop("extras_territories", None)
    if value is None:
        value = _validated(document).get("territories")
    return document | {name: found for name, found in search.indexed(value).items() if found}


def _validated(document: dict[str, Any]) -> dict[str, Any]:
    text = document.get("validated_data_dict") or ""
    return json.loads(text) if '"territories"' in text else {}


def narrow(parameters: dict[str, Any]) -> dict[str, Any]:
    """Add the filter that `ext_territory` and `ext_cover` ask for.

    Raises:
        WrongPlaceError: a parameter is wrong.
    """
    try:
        query = search.place_filter(parameters.get("extras") or {})
    except search.SearchByPlaceError as error:
        raise WrongPlaceError({error.field: [error.message.render(tk._)]}) from error
    if query:
        parameters["fq_list"] = [*(parameters.get("fq_list") or []), query]
    return parameters
