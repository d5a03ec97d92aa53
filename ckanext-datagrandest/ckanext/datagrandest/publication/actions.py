"""Actions of ckanext-dcat, chained: pages in a stable order that hold what everybody may see."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Action, Context

from ckanext.datagrandest.publication import pages


@tk.chained_action
@tk.side_effect_free
def dcat_catalog_show(original: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Give a page of the catalogue in DCAT-AP, as anybody may see it.

    Private datasets are left out for their own organisation too: what is copied from this page is published.
    Datasets come in the order in which they were added, so that a page does not change while the next is read.

    :param format: `xml` (default), `rdf`, `ttl`, `n3` or `jsonld`
    :param page: number of the page, from 1
    :param q: search words
    :param fq: filter query
    :param modified_since: ISO date; datasets changed since then
    :param profiles: other profiles of ckanext-dcat than ours
    :rtype: string
    """
    tk.check_access("dcat_catalog_show", context, data_dict)
    anybody = _as_anybody(context)
    if data_dict.get("profiles"):
        return original(anybody, data_dict)
    return pages.page(anybody, data_dict)


@tk.chained_action
@tk.side_effect_free
def dcat_catalog_search(original: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Search datasets and give them in DCAT-AP, as anybody may see them; see `dcat_catalog_show`."""
    return dcat_catalog_show(original, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def dcat_dataset_show(original: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Give a dataset in DCAT-AP to who may see it.

    :param id: id or name of the dataset
    :param format: `xml` (default), `rdf`, `ttl`, `n3` or `jsonld`
    :rtype: string
    """
    pages.rdf_format(data_dict)
    return original(context, data_dict)


def _as_anybody(context: Context) -> Context:
    return {**context, "user": "", "auth_user_obj": None, "ignore_auth": False}
