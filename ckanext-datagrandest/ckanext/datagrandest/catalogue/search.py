"""The search of the catalogue: what happens between `package_search` and Solr."""

from __future__ import annotations

import logging
import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.datagrandest.catalogue import config, parameters
from ckanext.datagrandest.catalogue.refusal import RefusedSearchError
from ckanext.datagrandest.messages import N_, Message

log = logging.getLogger(__name__)

NOT_UNDERSTOOD = N_(
    "This search could not be understood. Write words only, or check the names of the fields and the quotation marks."
)
UNAVAILABLE = N_("The search does not answer at the moment. Please try again in a few minutes.")
_SYNTAX = re.compile(r"HTTP 400|Query parsers are not|Local parameters|Magic fields|Invalid search parameters")
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def limits() -> parameters.Limits:
    """Read the limits from the options."""
    return parameters.Limits(
        start=config.max_start(),
        length=config.max_query_length(),
        words=config.max_words(),
        facets=config.max_facets(),
        facet_values=config.max_facet_values(),
    )


def prepare(params: dict[str, Any]) -> dict[str, Any]:
    """Make the parameters of a search safe and French (`IPackageController.before_dataset_search`).

    Raises:
        RefusedSearchError: a parameter cannot be used; says which, why and how to write it.
    """
    try:
        return _prepared(params, limits())
    except parameters.RefusedParameterError as refused:
        raise RefusedSearchError(refused.field, refused.message) from None


def _prepared(params: dict[str, Any], known: parameters.Limits) -> dict[str, Any]:
    params["fq"] = parameters.without_parameters(params.get("fq") or "", config.tracking_parameters())
    parameters.check_filters([params["fq"], *(params.get("fq_list") or [])], known)
    parameters.check_depth(params.get("start"), known)
    if extent := (params.get("extras") or {}).get("ext_bbox"):
        parameters.check_extent(extent)
    if sort := parameters.read_sort(params.get("sort")):
        params["sort"] = sort
    params.update(parameters.facet_limits(params, known))
    return _with_question(params, known)


def _with_question(params: dict[str, Any], known: parameters.Limits) -> dict[str, Any]:
    if params.get("defType"):
        return params
    asked = parameters.read_question(params.get("q") or "", known)
    params["q"] = asked.q
    for name, value in asked.params:
        params.setdefault(name, value)
    if asked.empty:
        params["abort_search"] = True
    return params


def explained(error: SearchError) -> Exception:
    """Turn an error of Solr or of CKAN's guard into one for people; the original goes to the log, without passwords."""
    if isinstance(error, tk.ValidationError):  # in words already, by this room or by territories
        return error
    detail = _CREDENTIALS.sub("//…@", str(error))[:2000]
    if _SYNTAX.search(detail):
        log.info("Search refused by Solr: %s", detail)
        return RefusedSearchError("q", Message(NOT_UNDERSTOOD))
    log.error("Search failed: %s", detail)
    return SearchError(tk._(UNAVAILABLE))
