"""ISO to DCAT-AP beside SEMIC's own transformation: 95 % of the expected triples that our profile has a place for."""

import importlib.util
import sys
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("iso2dcat_oracle", Path(__file__).with_name("oracle.py"))
oracle = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = oracle  # dataclasses look their module up
SPEC.loader.exec_module(oracle)


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "catalogues/iso2dcat"


def test_95_percent_of_the_expected_triples_are_found(folder):
    score = oracle.score(folder)
    assert len(oracle.pairs(folder)) == 6
    assert score.expected >= 500, "most of what is expected has a place"
    missing = "\n".join(" ".join(each) for each in score.missing)
    assert score.rate >= 0.95, missing


def test_the_measure_sees_what_is_lost(folder, monkeypatch):
    """A measure that cannot fail measures nothing: without the profile's dates and contacts it falls."""
    whole = oracle.score(folder)
    complete = oracle.ours
    lost = ("created", "modified", "issued", "hadRole", "accessURL", "title")

    def ours(content):
        graph = complete(content)
        for triple in list(graph):
            if any(str(triple[1]).endswith(name) for name in lost):
                graph.remove(triple)
        graph.add((oracle.URIRef(oracle.PLACE.uri), oracle.DCTERMS.title, oracle.Literal("Autre", lang="en")))
        return graph

    monkeypatch.setattr(oracle, "ours", ours)
    score = oracle.score(folder)
    assert score.expected == whole.expected
    assert score.rate < 0.92


def test_what_is_covered_is_documented():
    documented = (Path(__file__).parents[3] / "docs/iso2dcat.md").read_text(encoding="utf-8")
    for kind, predicate in oracle.COVERED:
        assert f"| {kind} |" in documented, kind
        assert f"`{predicate}`" in documented, (kind, predicate)
