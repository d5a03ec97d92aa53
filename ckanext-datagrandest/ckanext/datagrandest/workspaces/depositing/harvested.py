"""What a portal reads of a dataset in our DCAT-AP, as data.gouv.fr does when it harvests; pure.

Source: udata's `dataset_from_rdf` (2026): title, description, licence (of the dataset, else of its distributions), frequency,
extent, period, keywords, distributions.
"""

from __future__ import annotations

from typing import Any

from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS, RDF
from rdflib.term import Literal, Node, URIRef
from rdflib.util import from_n3

from ckanext.datagrandest.net.rdf import read_rdf


def seen(turtle: str) -> dict[str, Any]:
    """Give what a harvester finds in the description of one dataset.

    Args:
        turtle: DCAT-AP as Turtle.

    Returns:
        `{uri, title, description, licence, frequency, territories, period, keywords, themes, resources}`; what is absent is empty.
        `resources` are `{title, format, url, description}`.
    """
    graph = _graph(turtle)
    dataset = next(iter(graph.subjects(RDF.type, DCAT.Dataset)), None)
    if dataset is None:
        return {}
    files = list(graph.objects(dataset, DCAT.distribution))
    licences = [
        *graph.objects(dataset, DCTERMS.license),
        *(one for file in files for one in graph.objects(file, DCTERMS.license)),
    ]
    return {
        "uri": str(dataset) if isinstance(dataset, URIRef) else "",
        "title": _text(graph, dataset, DCTERMS.title),
        "description": _text(graph, dataset, DCTERMS.description),
        "licence": next((str(one) for one in licences if isinstance(one, URIRef)), ""),
        "frequency": _end(next(graph.objects(dataset, DCTERMS.accrualPeriodicity), None)),
        "territories": sum(1 for _ in graph.objects(dataset, DCTERMS.spatial)),
        "period": _period(graph, dataset),
        "keywords": sorted(str(one) for one in graph.objects(dataset, DCAT.keyword)),
        "themes": sorted(filter(None, (_end(one) for one in graph.objects(dataset, DCAT.theme)))),
        "resources": sorted((_file(graph, one) for one in files), key=lambda one: one["url"]),
    }  # fmt: skip


def _graph(turtle: str) -> Graph:
    graph = Graph()
    for statement in read_rdf(turtle.encode(), "text/turtle", base="urn:deposit:") if turtle.strip() else ():
        subject, predicate, value = (from_n3(term) for term in statement)
        graph.add((subject, predicate, value))  # pyright: ignore[reportArgumentType] - `from_n3` gives the terms that it reads
    return graph


def _file(graph: Graph, node: Node) -> dict[str, str]:
    url = next((one for name in (DCAT.downloadURL, DCAT.accessURL) for one in graph.objects(node, name)), "")
    kind = next((one for name in (DCTERMS.format, DCAT.mediaType) for one in graph.objects(node, name)), None)
    return {
        "title": _text(graph, node, DCTERMS.title), "description": _text(graph, node, DCTERMS.description),
        "url": str(url), "format": _end(kind),
    }  # fmt: skip


def _period(graph: Graph, dataset: Node) -> list[str]:
    for period in graph.objects(dataset, DCTERMS.temporal):
        days = [next(graph.objects(period, name), None) for name in (DCAT.startDate, DCAT.endDate)]
        if any(days):
            return [str(day) if day is not None else "" for day in days]
    return []


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    """Give a text, in French where there is a choice."""
    texts = [one for one in graph.objects(node, predicate) if isinstance(one, Literal)]
    return str(next((one for one in texts if one.language == "fr"), texts[0] if texts else ""))


def _end(node: Node | None) -> str:
    return str(node or "").rstrip("/").rpartition("/")[2].rpartition("#")[2]
