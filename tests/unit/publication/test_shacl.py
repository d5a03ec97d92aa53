"""The graphs against the official SHACL shapes of DCAT-AP 3.0.1."""

from __future__ import annotations

import pytest
from pyshacl import validate
from rdflib import SH, Graph

from ckanext.datagrandest.publication.dcat.catalogues import Catalogue, list_in_catalogue, write_catalogue
from ckanext.datagrandest.publication.dcat.namespaces import DCAT

MINIMAL = {
    "id": "m1",
    "name": "menus",
    "title": "Menus des cantines",
    "resources": [],
    "metadata_created": "2025-01-01T10:00:00.123456",
    "metadata_modified": "2025-02-01T10:00:00.123456",
}
CORE = ("releases_3.0.1_shacl_dcat-ap-SHACL", "releases_3.0.1_shacl_ranges")
VOCABULARIES = ("3.0.1_html_shacl_mdr-vocabularies.shape",)


def violations(graph: Graph, shapes: Graph) -> list[str]:
    """Give the messages of the violations; warnings ask for vocabularies that some fields do not have."""
    _, report, _ = validate(graph, shacl_graph=shapes, allow_warnings=True, meta_shacl=False, advanced=True)
    results = report.objects(None, SH.result)
    return [
        f"{report.value(result, SH.resultPath)}: {report.value(result, SH.resultMessage)}"
        for result in results
        if report.value(result, SH.resultSeverity) == SH.Violation
    ]


@pytest.mark.parametrize("names", [CORE, VOCABULARIES], ids=["core", "vocabularies"])
def test_a_full_dataset_has_no_violation(names, full, graph_of, shapes):
    assert violations(graph_of(full), shapes(*names)) == []


@pytest.mark.parametrize("names", [CORE, VOCABULARIES], ids=["core", "vocabularies"])
def test_a_minimal_dataset_has_no_violation(names, graph_of, shapes):
    assert violations(graph_of(MINIMAL), shapes(*names)) == []


@pytest.mark.parametrize("scope", ["service", "series", "nonGeographicDataset"])
def test_other_kinds_of_records_have_no_violation(scope, full, graph_of, shapes):
    assert violations(graph_of({**full, "scope": scope}), shapes(*CORE)) == []


def test_a_catalogue_page_has_no_violation(full, graph_of, shapes):
    graph = graph_of(full) + graph_of({**full, "id": "s1", "name": "service", "scope": "service"}) + graph_of(MINIMAL)
    catalogue = Catalogue("https://data.example.org", "DATA Grand Est", "Données ouvertes du Grand Est", "2025-02-01")
    subject = write_catalogue(graph, catalogue, "https://data.example.org")
    for dataset in [*graph.subjects(None, DCAT.Dataset), *graph.subjects(None, DCAT.DataService)]:
        if str(dataset).split("/")[-1] in {"d1", "s1", "m1"}:
            list_in_catalogue(graph, subject, dataset)
    assert len(set(graph.objects(subject, DCAT.dataset))) == 2
    assert len(set(graph.objects(subject, DCAT.service))) == 1
    assert len(set(graph.objects(subject, DCAT.record))) == 3
    assert violations(graph, shapes(*CORE)) == []
