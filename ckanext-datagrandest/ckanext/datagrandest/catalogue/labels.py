"""Labels of facets' values, from memory: no question to Solr or to the database for any of them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.catalogue import facets
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.territories import codes


def language() -> str:
    """Give the reader's language, the site's outside a request."""
    try:
        return str(tk.h.lang())
    except (RuntimeError, TypeError):
        return str(tk.config.get("ckan.locale_default") or "fr")


def label(field: str, value: str, language_: str) -> str:
    """Give the label of a facet's value; the value itself where it speaks for itself."""
    name = facets.VOCABULARIES.get(field)
    if name is None:
        return value
    if name == facets.SCHEMAS:
        return registry.title(value)
    return codes.label(value) if name == facets.TERRITORIES else vocabulary(name).label(value, language_)


def show(results: dict[str, Any]) -> dict[str, Any]:
    """Put labels on the facets of a search (`IPackageController.after_dataset_search`)."""
    reader = language()
    for field, facet in results.get("search_facets", {}).items():
        if field in facets.VOCABULARIES:
            for item in facet["items"]:
                item["display_name"] = label(field, item["name"], reader)
    return results
