"""Scores: data.gouv.fr's nine criteria, data.europa.eu's 405 points, and our own hundred; no clock inside."""

import json
from datetime import datetime
from typing import Any

import pytest

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality.scoring import criteria, datagouv, mqa, remedies, together
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts

TODAY = datetime.fromisoformat("2026-11-22")
URL = "https://exemple.fr/a.csv"


def facts(now: datetime = TODAY, **dataset: Any) -> DatasetFacts:
    return DatasetFacts(dataset, now)


def passed(found: DatasetFacts) -> set[str]:
    return {item.name for item in datagouv.score(found).criteria if item.points}


def test_an_empty_dataset_has_nothing():
    assert datagouv.score(facts()).points == 0
    assert datagouv.score(facts()).most == 9
    assert mqa.score(facts()).points == 30  # our feed follows DCAT-AP whatever lacks


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ({"license_id": "lov2"}, {"license"}),
        ({"license_id": "notspecified"}, set()),
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
    ("frequency", "last", "now", "fresh"),
    [
        # A day of grace after the rhythm: 1 January + 1 day + 1 day.
        ("DAILY", "2026-01-01", "2026-01-03T00:00", True),
        ("DAILY", "2026-01-01", "2026-01-03T00:01", False),
        ("DAILY_3", "2026-01-01", "2026-01-03T00:00", True),
        ("HOURLY", "2026-01-01T10:00:00", "2026-01-02T11:00", True),
        ("HOURLY", "2026-01-01T10:00:00", "2026-01-02T11:01", False),
        ("HOURLY", "2026-01-01T11:00:00+01:00", "2026-01-02T11:01", False),
        ("12HRS", "2026-01-01", "2026-01-02T12:01", False),
        ("WEEKLY_2", "2026-01-01", "2026-01-09T00:00", True),
        ("WEEKLY_2", "2026-01-01", "2026-01-09T00:01", False),
        ("MONTHLY", "2026-01-01", "2026-02-02T00:00", True),
        ("MONTHLY", "2026-01-01", "2026-02-02T00:01", False),
        ("MONTHLY_2", "2026-01-01", "2026-02-02T00:00", True),
        # Three times 31 days: 1 January + 93 = 4 April, one more of grace.
        ("QUARTERLY", "2026-01-01", "2026-04-05T00:00", True),
        ("QUARTERLY", "2026-01-01", "2026-04-05T00:01", False),
        ("ANNUAL", "2024-02-29", "2025-03-01T00:00", True),
        ("ANNUAL", "2024-02-29", "2025-03-01T00:01", False),
        ("ANNUAL_3", "2024-02-29", "2025-03-01T00:01", False),
        ("ANNUAL", "2025", "2026-01-02T00:00", True),
        ("ANNUAL", "2025-01", "2026-01-02T00:01", False),
        ("QUADRENNIAL", "2020-01-01", "2024-01-01T00:00", True),
        ("QUADRENNIAL", "2020-01-01", "2024-01-02T00:00", False),
        ("ANNUAL", "not a date", "2026-01-02T00:00", False),
        ("ANNUAL", "9999-12-31T23:59:59-12:00", "2026-01-02T00:00", False),
        ("UPDATE_CONT", "1999-01-01", "2026-01-02T00:00", True),
        ("AS_NEEDED", "1999-01-01", "2026-01-02T00:00", True),
        ("NEVER", "1999-01-01", "2026-01-02T00:00", True),
        ("", "2026-01-01", "2026-01-02T00:00", None),
    ],
)
def test_freshness_at_its_edges(frequency: str, last: str, now: str, fresh: bool | None):
    assert facts(datetime.fromisoformat(now), frequency=frequency, modified=last).is_fresh is fresh


@pytest.mark.parametrize(
    ("dataset", "kept"),
    [
        # The dataset's own date comes before those of its files, as in the record that is harvested.
        ({"modified": "2026-11-20", "resources": [{"url": URL, "modified": "2020-01-01"}]}, True),
        ({"modified": "2026-01-01", "resources": [{"url": URL, "modified": "2026-11-20"}]}, False),
        # Of the files the latest counts, the documentation too.
        ({"resources": [{"url": URL, "modified": "2020-01-01"}, {"url": URL, "kind": "documentation", "modified": "2026-11-20"}]}, True),
        # A file without date changed when its record did.
        ({"resources": [{"url": URL, "created": "2020-01-01", "metadata_modified": "2026-11-20T10:00:00"}]}, True),
        ({"resources": [{"url": URL, "last_modified": "2020-01-01", "metadata_modified": "2026-11-20"}]}, False),
        ({"metadata_modified": "2026-11-20"}, True),
        ({"metadata_modified": "2026-01-01"}, False),
        ({}, False),
    ],
)  # fmt: skip
def test_which_date_counts_for_data_gouv_fr(dataset: dict[str, Any], kept: bool):
    assert ("update_fulfilled_in_time" in passed(facts(frequency="MONTHLY", **dataset))) is kept


def test_the_last_update_is_that_of_the_data_not_of_its_documentation():
    resources = [{"modified": "2020-01-01"}, {"last_modified": "2021-05-01T10:00:00"}, {"kind": "documentation", "modified": "2026-01-01"}]  # fmt: skip
    assert facts(resources=resources, modified="2025-01-01").last_update == datetime.fromisoformat("2021-05-01T10:00")


def test_a_dead_link_costs_a_ninth_and_one_not_looked_at_costs_nothing(full_dataset):
    known = {URL: None}
    full_dataset["resources"] = [{"url": URL, "format": "CSV", "description": "x"}]
    full_dataset["modified"] = "2026-11-01"
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
    dataset |= {"notes": "x" * 200, "tag_string": "a,b,c", "modified": "2026-11-01"}
    return DatasetFacts(dataset, TODAY, {URL: True}, {URL: True}, 1.0)


def test_a_perfect_dataset_has_every_point_everywhere(full_dataset):
    found = perfect(full_dataset)
    assert datagouv.score(found).points == 9
    assert mqa.score(found).points == 405
    assert criteria.score(found).points == pytest.approx(100)
    assert not [item for how in (datagouv, mqa, criteria) for item in how.score(found).gains()]


CSV = {"url": URL, "kind": "download", "format": "CSV", "mimetype": "text/csv"}
PDF = {
    "url": "https://exemple.fr/b.pdf",
    "kind": "download",
    "format": "PDF",
    "size": 9,
    "issued": "2024",
    "modified": "2025",
}
WMS = {"url": "https://exemple.fr/wms", "kind": "service", "format": "WMS"}
PAGE = {"url": "https://exemple.fr/c", "kind": "page"}
NOTICE = {
    "url": "https://exemple.fr/d.csv",
    "kind": "documentation",
    "format": "CSV",
    "mimetype": "text/csv",
    "size": 3,
}
ODD = {"url": "https://exemple.fr/e", "kind": "download", "format": "Tableau maison"}
#: Points of the dataset itself, without resources: only DCAT-AP.
BARE = 30


@pytest.mark.parametrize(
    ("dataset", "alive", "points"),
    [
        # Nothing, then each metric of the dataset by its weight.
        ({}, (), BARE),
        ({"tag_string": "eau"}, (), BARE + 30),
        ({"themes": ["ENVI"]}, (), BARE + 30),
        ({"inspire_themes": ["hy"]}, (), BARE + 30),
        ({"territories": ["commune:88160"]}, (), BARE + 20),
        ({"temporal_coverage": [{"start": "2024"}]}, (), BARE + 20),
        ({"access_rights": "PUBLIC"}, (), BARE + 10 + 5),
        ({"access_rights": "à voir"}, (), BARE + 10),
        ({"contacts": [{"email": "a@exemple.fr"}]}, (), BARE + 20),
        ({"owner_org": "ville"}, (), BARE + 10),
        ({"issued": "2024", "modified": "2025"}, (), BARE + 5 + 5),
        # Licence and conditions are those of a distribution: without one they are not seen.
        ({"license_id": "cc-by", "use_limitations": ["x"]}, (), BARE),
        ({"license_id": "notspecified", "resources": [PAGE]}, (), BARE),
        ({"license_id": "cc-by", "use_limitations": ["x"], "resources": [PAGE]}, (), BARE + 20 + 10 + 5),
        ({"license_id": "lov2", "resources": [PAGE]}, (), BARE + 20),
        # A page that answers: 50. A file: 50 + 20 + 30. Not looked at: only that there is an address to download.
        ({"resources": [PAGE]}, (PAGE,), BARE + 50),
        ({"resources": [ODD]}, (ODD,), BARE + 50 + 20 + 30 + 20),
        ({"resources": [ODD]}, (), BARE + 20 + 20),
        # CSV: download 20, format 20, media type 10, in the lists 10, non-proprietary 20, machine-readable 20.
        ({"resources": [CSV]}, (), BARE + 20 + 20 + 10 + 10 + 20 + 20),
        # PDF: download 20, format 20, size 5, dates 10; neither list holds it, it has no media type.
        ({"resources": [PDF]}, (), BARE + 20 + 20 + 5 + 10),
        # WMS: format 20, non-proprietary 20; Excel and Shapefile: machine-readable, of a maker.
        ({"resources": [WMS]}, (), BARE + 20 + 20),
        ({"resources": [{**ODD, "format": "XLSX"}]}, (), BARE + 20 + 20 + 20),
        ({"resources": [{**ODD, "format": "SHP"}]}, (), BARE + 20 + 20 + 20),
        # The best distribution counts whole and alone: CSV 100 without size and dates, though the PDF has them.
        ({"resources": [PDF, CSV, PAGE]}, (), BARE + 100),
        # ... and a dead CSV (100) is beaten by a PDF that answers (55 + 80).
        ({"resources": [CSV, PDF]}, (PDF,), BARE + 135),
        # The dataset's date stands in for the one that the best distribution lacks, once.
        ({"resources": [CSV], "modified": "2025"}, (), BARE + 100 + 5),
        ({"resources": [PDF], "modified": "2025"}, (), BARE + 55),
        # A documentation is no distribution.
        ({"resources": [NOTICE]}, (NOTICE,), BARE),
    ],
)  # fmt: skip
def test_the_points_of_data_europa_eu(dataset: dict[str, Any], alive: tuple[dict[str, Any], ...], points: int):
    links = {item["url"]: True for item in alive}
    assert mqa.score(DatasetFacts(dataset, TODAY, links)).points == points


def test_the_points_of_each_dimension(full_dataset):
    result = mqa.score(perfect(full_dataset))
    assert mqa.dimensions(result) == {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20}  # fmt: skip


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


def test_every_criterion_that_lacks_says_where_to_mend_it(full_dataset):
    for dataset in ({}, {**full_dataset, "license_id": "", "resources": [{"id": "r", "url": URL}]}):
        found = DatasetFacts(dataset, TODAY, {URL: False}, {URL: False}, 0.1)
        for how in (criteria, datagouv, mqa):
            places = {item.name: remedies.remedy(item.name, found) for item in how.score(found).gains()}
            assert [name for name, place in places.items() if place is None] == []


@pytest.mark.parametrize(
    ("name", "place", "field", "resource"),
    [
        ("licence", "dataset", "license_id", None),
        ("description", "dataset", "notes", None),
        ("freshness", "dataset", "modified", None),
        ("files", "new_resource", None, None),
        ("open_format", "new_resource", None, None),
        ("links", "resource", "url", "dead"),
        ("named_files", "resource", "description", "dead"),
        ("conformity", "report", None, "wrong"),
    ],
)
def test_where_a_criterion_is_mended(name: str, place: str, field: str | None, resource: str | None):
    resources = [
        {"id": "good", "url": "g", "name": "G", "description": "x"},
        {"id": "dead", "url": "d"},
        {"id": "wrong", "url": "w"},
    ]
    found = DatasetFacts({"resources": resources}, TODAY, {"g": True, "d": False}, {"g": True, "w": False})
    assert remedies.remedy(name, found) == remedies.Remedy(place, field, resource)


def test_what_is_kept_of_the_scores_is_json_and_whole(full_dataset):
    kept = together.compute(perfect(full_dataset)).kept()
    assert (kept["score"], kept["datagouv"], kept["mqa"]) == (100, 9, 405)
    assert json.loads(json.dumps(kept)) == kept
    assert kept["criteria"]["ours"]["conformity"] == [14, 14]
    assert kept["criteria"]["mqa"]["interoperability"] == 110


@pytest.mark.parametrize(("points", "seen"), [(100, 100), (99.6, 99), (99.4, 99), (50.4, 50), (0, 0)])
def test_a_hundred_is_shown_only_when_nothing_lacks(points: float, seen: int):
    assert together.shown(points) == seen
