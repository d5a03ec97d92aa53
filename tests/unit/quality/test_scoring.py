"""Scores: data.gouv.fr's nine criteria, data.europa.eu's 405 points, and our own hundred; no clock inside."""

from datetime import date
from typing import Any

import pytest

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality.scoring import criteria, datagouv, mqa
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts

TODAY = date(2026, 11, 22)
URL = "https://exemple.fr/a.csv"


def facts(today: date = TODAY, **dataset: Any) -> DatasetFacts:
    return DatasetFacts(dataset, today)


def passed(found: DatasetFacts) -> set[str]:
    return {item.name for item in datagouv.score(found).criteria if item.points}


def test_an_empty_dataset_has_nothing():
    assert datagouv.score(facts()).points == 0
    assert datagouv.score(facts()).most == 9
    assert mqa.score(facts()).points == 0


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ({"license_id": "lov2"}, {"license"}),
        ({"temporal_coverage": [{"start": "2024"}]}, {"temporal_coverage"}),
        ({"territories": ["commune:88160"]}, {"spatial"}),
        ({"spatial": "{}"}, {"spatial"}),
        ({"frequency": "UNKNOWN"}, set()),
        ({"frequency": "IRREG"}, {"update_frequency", "update_fulfilled_in_time"}),
        ({"frequency": "NEVER"}, {"update_frequency", "update_fulfilled_in_time"}),
        ({"frequency": "ANNUAL"}, {"update_frequency"}),
        ({"notes": "x" * 100}, set()),
        ({"notes": "x" * 101}, {"dataset_description_quality"}),
        ({"resources": [{"url": URL}]}, {"all_resources_available"}),
        ({"resources": [{"url": URL, "format": "XLSX"}]}, {"all_resources_available"}),
        ({"resources": [{"url": URL, "format": "pdf"}, {"url": "b", "format": "CSV"}]}, {"all_resources_available", "has_open_format"}),
        ({"resources": [{"url": URL, "description": "x"}]}, {"all_resources_available", "resources_documentation"}),
        ({"resources": [{"url": URL, "kind": "documentation"}]}, {"all_resources_available", "resources_documentation"}),
    ],
)  # fmt: skip
def test_each_criterion_of_datagouv(dataset: dict[str, Any], expected: set[str]):
    assert passed(facts(**dataset)) == expected


@pytest.mark.parametrize(
    ("frequency", "last", "today", "fresh"),
    [
        ("DAILY", "2026-01-01", date(2026, 1, 2), True),
        ("DAILY", "2026-01-01", date(2026, 1, 3), True),
        ("DAILY", "2026-01-01", date(2026, 1, 4), False),
        ("MONTHLY", "2026-01-01", date(2026, 2, 2), True),
        ("MONTHLY", "2026-01-01", date(2026, 2, 3), False),
        ("QUARTERLY", "2026-01-01", date(2026, 4, 3), True),
        ("QUARTERLY", "2026-01-01", date(2026, 4, 4), False),
        ("ANNUAL", "2024-02-29", date(2025, 3, 1), True),
        ("ANNUAL", "2024-02-29", date(2025, 3, 2), False),
        ("ANNUAL", "2025", date(2026, 1, 2), True),
        ("ANNUAL", "not a date", date(2026, 1, 2), False),
        ("UPDATE_CONT", "1999-01-01", date(2026, 1, 2), True),
        ("", "2026-01-01", date(2026, 1, 2), None),
    ],
)
def test_freshness_at_its_edges(frequency: str, last: str, today: date, fresh: bool | None):
    assert facts(today, frequency=frequency, modified=last).is_fresh is fresh


def test_the_last_update_is_that_of_the_data_not_of_its_documentation():
    resources = [{"modified": "2020-01-01"}, {"last_modified": "2021-05-01T10:00:00"}, {"kind": "documentation", "modified": "2026-01-01"}]  # fmt: skip
    assert facts(resources=resources, modified="2025-01-01").last_update == date(2021, 5, 1)


def test_a_dead_link_costs_a_ninth_and_one_not_looked_at_costs_nothing(full_dataset):
    known = {URL: None}
    full_dataset["resources"] = [{"url": URL, "format": "CSV", "description": "x", "modified": "2026-11-01"}]
    assert datagouv.score(DatasetFacts(full_dataset, TODAY, known)).share == 1
    assert datagouv.score(DatasetFacts(full_dataset, TODAY, {URL: False})).share == pytest.approx(8 / 9)


def test_the_weights_of_data_europa_eu_are_theirs():
    weights: dict[str, int] = {}
    for metric in mqa.METRICS:
        weights[metric.dimension] = weights.get(metric.dimension, 0) + metric.weight
    assert weights == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert len(mqa.METRICS) == 23


@pytest.mark.parametrize(
    ("points", "rating"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"), (121, "sufficient"), (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings_at_their_edges(points: float, rating: str):
    assert mqa.rating(points) == rating


def perfect(full_dataset: dict[str, Any]) -> DatasetFacts:
    resource = {"url": URL, "format": "CSV", "mimetype": "text/csv", "kind": "download", "size": 12, "name": "a",
                "description": "b", "modified": "2026-11-01"}  # fmt: skip
    dataset = {**full_dataset, "owner_org": "ville", "license_id": "cc-by", "resources": [resource]}
    dataset |= {"notes": "x" * 200, "tag_string": "a,b,c"}
    return DatasetFacts(dataset, TODAY, {URL: True}, {URL: True}, 1.0, dcat_valid=True)


def test_a_perfect_dataset_has_every_point_everywhere(full_dataset):
    found = perfect(full_dataset)
    assert datagouv.score(found).points == 9
    assert mqa.score(found).points == 405
    assert criteria.score(found).points == pytest.approx(100)
    assert not [item for how in (datagouv, mqa, criteria) for item in how.score(found).gains()]


def test_distributions_count_in_proportion(full_dataset):
    found = perfect(full_dataset)
    other = {"url": "https://exemple.fr/b", "kind": "page"}
    half = DatasetFacts({**found.dataset, "resources": [*found.resources, other]}, TODAY, found.links, dcat_valid=True)
    result = mqa.score(half)
    lost = (50 + 20 + 30 + 20 + 10 + 10 + 20 + 20 + 5) / 2
    assert result.points == 405 - lost
    assert mqa.dimensions(result) == {
        "findability": 100,
        "accessibility": 50,
        "interoperability": 70,
        "reusability": 75,
        "contextuality": 17.5,
    }


def test_our_points_make_a_hundred():
    assert sum(entry[2] for entry in criteria.CRITERIA) == 100


def test_what_would_raise_the_score_most_comes_first(full_dataset):
    found = perfect(full_dataset)
    worse = DatasetFacts({**found.dataset, "license_id": "", "themes": []}, TODAY, {URL: True}, {URL: False}, 0.5)
    result = criteria.score(worse)
    assert [item.name for item in result.gains()] == ["conformity", "licence", "completeness", "theme"]
    assert result.points == pytest.approx(100 - 14 - 8 - 3.5 - 3)
    told = result.as_dict(translator("fr"))
    assert told["gains"][0] == "conformity"
    advice = {item["name"]: item["advice"] for item in told["criteria"]}
    assert advice["conformity"].startswith("Corrigez les fichiers")
    assert advice["description"] is None


def test_what_is_not_known_counts_for_nothing(full_dataset):
    found = perfect(full_dataset)
    unknown = DatasetFacts(found.dataset, TODAY)
    result = criteria.score(unknown)
    assert {item.name for item in result.criteria if not item.applies} == {"links", "conformity", "completeness"}
    assert result.points == pytest.approx(100)


def test_a_score_never_leaves_its_bounds():
    for dataset in ({}, {"notes": None, "resources": None, "tags": [{"name": "a"}] * 50, "contacts": [{}]}):
        result = criteria.score(facts(**dataset))
        assert 0 <= result.points <= 100
        assert all(0 <= item.points <= item.most for item in result.criteria)
