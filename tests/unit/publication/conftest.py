"""Graphs of a full and of a minimal dataset, and the SHACL shapes of DCAT-AP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rdflib import SH, Graph

from ckanext.datagrandest.publication.dcat.datasets import Place, write_dataset

BASE = "https://data.example.org"
ORGANIZATION = {
    "id": "8d7f",
    "name": "saint-die",
    "title": "Commune de Saint-Dié-des-Vosges",
    "description": "La mairie.",
    "kind": "commune",
    "email": "mairie@saint-die.eu",
    "url": "https://www.saint-die.eu",
    "siren": "218804136",
    "siret": "21880413600016",
    "insee_code": "88413",
    "image_display_url": "https://data.example.org/uploads/logo.png",
}
STAMPS = {"metadata_created": "2025-01-01T10:00:00.123456", "metadata_modified": "2025-02-01T10:00:00.123456"}
MINIMAL = {"id": "m1", "name": "menus", "title": "Menus des cantines", "resources": [], **STAMPS}


def place(dataset: dict[str, Any]) -> Place:
    return Place(f"{BASE}/dataset/{dataset['id']}", f"{BASE}/dataset/{dataset['name']}", BASE)


@pytest.fixture
def full(full_dataset) -> dict[str, Any]:
    """The full sample as `package_show` gives it."""
    tags = [{"name": name.strip()} for name in full_dataset.pop("tag_string").split(",")]
    resources = [{**resource, "id": f"r{n}"} for n, resource in enumerate(full_dataset.pop("resources"))]
    return {**full_dataset, **STAMPS, "id": "d1", "name": "bati-public", "tags": tags, "resources": resources}


@pytest.fixture
def graph_of():
    """Make the graph of a dataset."""

    def make(dataset: dict[str, Any], organization: dict[str, Any] | None = ORGANIZATION) -> Graph:
        graph = Graph()
        write_dataset(graph, dataset, organization, place(dataset))
        return graph

    return make


@pytest.fixture(scope="session")
def shapes(shared_data: Path):
    """Give the DCAT-AP 3.0.1 shapes by the ends of their file names."""

    def read(*names: str) -> Graph:
        graph = Graph()
        for name in names:
            graph.parse(shared_data / "shacl" / "dcat-ap" / f"DCAT-AP__{name}.ttl")
        for shape in list(graph.objects(None, SH.property)):
            if (shape, SH.path, None) not in graph:  # the published files hold properties without a path
                graph.remove((None, SH.property, shape))
        return graph

    return read
