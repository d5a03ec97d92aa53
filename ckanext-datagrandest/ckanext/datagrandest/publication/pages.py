"""Pages of the catalogue for machines: what is on them, in a stable order, and which page comes next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from rdflib import RDF, Graph, Literal, Namespace, URIRef

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.dcat.utils import catalog_uri, url_to_rdflib_format

from ckanext.datagrandest.metadata import dates
from ckanext.datagrandest.metadata.values import ValueProblemError
from ckanext.datagrandest.publication.dcat.catalogues import list_in_catalogue
from ckanext.datagrandest.publication.profile import DataGrandEstProfile

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
FORMATS = ("xml", "rdf", "n3", "ttl", "jsonld")
#: Filters of a page that the address of the next one repeats.
FILTERS = ("q", "fq", "modified_since")
#: Never changes for a dataset, so that a page read later neither repeats nor skips one.
ORDER = "metadata_created asc, id asc"


def page(context: Context, data_dict: Mapping[str, Any]) -> str:
    """Write a page of the catalogue.

    Args:
        context: whose eyes it is seen with.
        data_dict: `format`, `page`, `q`, `fq`, `modified_since`.

    Raises:
        ValidationError: the format, the page or the date is none.
    """
    number, rows = _number(data_dict), int(tk.config["ckanext.dcat.datasets_per_page"])
    found = tk.get_action("package_search")(context, _question(data_dict, number, rows))
    graph = Graph()
    profile = DataGrandEstProfile(graph)
    catalogue = URIRef(catalog_uri())
    profile.graph_from_catalog({}, catalogue)
    for dataset in found["results"]:
        node = profile.dataset_node(dataset)
        profile.graph_from_dataset(dataset, node)
        list_in_catalogue(graph, catalogue, node)
    write_paging(graph, _links(data_dict, number, math.ceil(found["count"] / rows)), found["count"])
    return graph.serialize(format=rdf_format(data_dict))


def rdf_format(data_dict: Mapping[str, Any]) -> str:
    """Give rdflib's name of the asked format, RDF/XML when none is asked.

    Raises:
        ValidationError: nothing is written in that format.
    """
    name = data_dict.get("format") or "xml"
    if name not in FORMATS:
        message = tk._("There is no such format; ask for one of: {formats}.").format(formats=", ".join(FORMATS))
        raise tk.ValidationError({"format": [message]})
    return url_to_rdflib_format(name)


def write_paging(graph: Graph, links: Mapping[str, str], count: int) -> None:
    """Write where the other pages are (Hydra)."""
    graph.bind("hydra", HYDRA)
    view = URIRef(links["current"])
    for kind in (HYDRA.PartialCollectionView, HYDRA.PagedCollection):
        graph.add((view, RDF.type, kind))
    graph.add((view, HYDRA.totalItems, Literal(count)))
    for name in ("first", "last", "previous", "next"):
        if name in links:
            graph.add((view, HYDRA[name], URIRef(links[name])))


def _number(data_dict: Mapping[str, Any]) -> int:
    text = str(data_dict.get("page") or 1)
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise tk.ValidationError({"page": [tk._("The page is a whole number from 1.")]})
    return int(text[:9])


def _question(data_dict: Mapping[str, Any], number: int, rows: int) -> dict[str, Any]:
    filters = ["+dataset_type:dataset"]
    if since := data_dict.get("modified_since"):
        try:
            moment = dates.solr_date(dates.first_instant(dates.iso_date(since)))
        except ValueProblemError as problem:
            raise tk.ValidationError({"modified_since": [problem.message.render(tk._)]}) from problem
        filters.append(f"metadata_modified:[{moment} TO *]")
    return {
        "q": data_dict.get("q") or "*:*",
        "fq": data_dict.get("fq") or "",
        "fq_list": filters,
        "sort": ORDER,
        "rows": rows,
        "start": rows * (number - 1),
        "facet": "false",
        "include_private": False,
    }


def _links(data_dict: Mapping[str, Any], number: int, last: int) -> dict[str, str]:
    known = {name: data_dict[name] for name in FILTERS if data_dict.get(name)}
    base = f"{str(catalog_uri()).rstrip('/')}/catalog.{data_dict.get('format') or 'xml'}"
    pages = {"current": number, "first": 1, "last": max(last, 1)}
    if number > 1:
        pages["previous"] = min(number - 1, max(last, 1))
    if number < last:
        pages["next"] = number + 1
    return {name: f"{base}?{urlencode({**known, 'page': wanted})}" for name, wanted in pages.items()}
