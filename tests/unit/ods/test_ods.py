"""Portals of Opendatasoft: pages, window, older API, and what becomes of their metadata."""

import importlib.util
import json
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import ods
from ckanext.datagrandest.harvesters.mapping.ods import draft
from ckanext.datagrandest.harvesting.contract import SourceUnreadable, UnmappableRecord
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_ods", Path(__file__).with_name("fake.py"))
fake = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake)
PORTAL = "https://data.example.fr"


@pytest.fixture
def portal():
    server = fake.FakePortal()
    yield server
    server.close()


@pytest.fixture
def opened(portal):
    client = GuardedClient(Policy(allowed_hosts=frozenset({portal.host})), Limits(retries=0, total_timeout=20))
    return lambda **options: ods.TYPE.open(portal.url, options, client)


def mapped(found, portal=PORTAL):
    return draft(json.dumps({"dataset": found, "portal": portal}).encode())


def read(catalogue):
    pages = list(catalogue.pages())
    return [record for page in pages for record in page.records], pages


def fill(portal, count):
    for number in range(count):
        portal.put(f"da_{number:04}", f"Jeu {number}")


def test_every_field_has_its_place():
    dataset = mapped(fake.dataset("da_1", "Arbres d’Épinal")).dataset
    assert dataset["title"] == "Arbres d’Épinal"
    assert dataset["notes"] == "Des arbres"
    assert {tag["name"] for tag in dataset["tags"]} >= {"arbre", "eau", "Nature en ville"}
    assert dataset["themes"] == ["ENVI"]
    assert dataset["license_id"] == "lov2"
    assert dataset["territories"] == ["departement:88"]
    assert json.loads(dataset["spatial"])["type"] == "Polygon"
    assert dataset["modified"] == "2024-05-06T07:08:09+00:00"
    assert dataset["created"] == "2020-01-01"
    assert dataset["frequency"] == "ANNUAL"
    assert dataset["language"] == ["FRA"]
    assert dataset["url"] == f"{PORTAL}/explore/dataset/nom-da_1/"
    assert dataset["documentation"] == ["https://www.example.fr/notice"]
    assert {contact["role"]: contact["name"] for contact in dataset["contacts"]} == {
        "publisher": "Ville d'Épinal",
        "pointOfContact": "Service SIG",
    }


def test_exports_attachments_and_the_access_point():
    resources = mapped(fake.dataset("da_1", "T")).dataset["resources"]
    by_format = {resource.get("format"): resource for resource in resources if resource["kind"] == "download"}
    assert set(by_format) >= {"CSV", "JSON", "XLSX", "PARQUET", "GEOJSON", "SHP"}
    here = f"{PORTAL}/api/explore/v2.1/catalog/datasets/nom-da_1"
    assert by_format["CSV"]["url"] == f"{here}/exports/csv?delimiter=%3B&use_labels=true"
    urls = {resource["url"]: resource for resource in resources}
    assert urls[f"{here}/records"]["kind"] == "api"
    assert urls[f"{PORTAL}/api/datasets/1.0/nom-da_1/attachments/notice_pdf/"]["kind"] == "documentation"
    assert urls[f"{PORTAL}/api/datasets/1.0/nom-da_1/alternative_exports/gtfs_zip/"]["name"] == "GTFS"


def test_no_map_no_shapefile_of_many_and_no_table_where_there_is_none():
    formats = lambda found: {r.get("format") for r in mapped(found).dataset["resources"] if "/exports/" in r["url"]}  # noqa: E731
    assert not formats(fake.dataset("a", "T") | {"features": []}) & {"GEOJSON", "SHP"}
    assert "SHP" not in formats(fake.dataset("a", "T", records_count=60_000))
    assert formats(fake.dataset("a", "T") | {"has_records": False}) == set()


def test_what_has_no_place_is_said():
    found = mapped(fake.dataset("a", "T", federated=True, source_domain_title="Région", unheard="valeur"))
    said = " ".join(map(str, found.remarks))
    assert "12 records" in said
    assert "from Région" in said
    assert "niveau (communal)" in said
    assert "unheard (valeur)" in said


def test_records_come_by_pages_in_a_steady_order(portal, opened):
    fill(portal, 250)
    records, pages = read(opened())
    assert [len(page.records) for page in pages] == [100, 100, 50]
    assert {page.matched for page in pages} == {250}
    assert records[0].identifier == "da_0000"
    assert all(query["order_by"] == "dataset_id" for _, query in portal.requests)
    assert records[0].url.endswith("/api/explore/v2.1/catalog/datasets/nom-da_0000")


def test_beyond_the_window_the_export_is_read(portal, opened):
    fill(portal, 300)
    portal.announced = 10_300
    portal.datasets |= {f"x{number}": {"dataset_uid": f"x{number}", "metas": {}} for number in range(10_000)}
    records, pages = read(opened())
    assert len(records) == 10_300
    assert {page.matched for page in pages} == {10_300}
    assert [path.rpartition("/")[2] for path, _ in portal.requests] == ["datasets", "json"]


def test_what_counts_visits_changes_no_record(portal, opened):
    fill(portal, 2)
    first, again = (read(opened())[0] for _ in range(2))
    assert [record.content for record in first] == [record.content for record in again]
    assert b"download_count" not in first[0].content


def test_without_unique_identifier_the_portal_is_part_of_it(portal, opened):
    portal.put("a", "A")
    del portal.datasets["a"]["dataset_uid"]
    assert read(opened())[0][0].identifier == f"{portal.host}/nom-a"


def test_filters_are_sent(portal, opened):
    fill(portal, 1)
    read(opened(where="theme = 'x' & y", refine=["theme:Environnement", "publisher:Épinal"]))
    assert portal.requests[0][1]["where"] == "theme = 'x' & y"
    assert portal.requests[0][1]["refine"] == "publisher:Épinal"
    with pytest.raises(SourceUnreadable, match="ODSQL query is malformed"):
        read(opened(where="broken"))


def test_federated_datasets_can_be_left_out(portal, opened):
    portal.put("a", "A", federated=True)
    portal.put("b", "B")
    assert len(read(opened())[0]) == 2
    records, pages = read(opened(federated=False))
    assert [record.identifier for record in records] == ["b"]
    assert {page.matched for page in pages} == {None}


def test_the_older_api_where_it_is_the_only_one(portal, opened, shared_data):
    """Recorded answer of a portal, as the older API gives it."""
    recorded = json.loads((shared_data / "catalogues/ods/udata__tests_search-ods.json").read_text())
    portal.older = True
    portal.datasets = {one["datasetid"]: one for one in recorded["datasets"]}
    catalogue = opened()
    records, pages = read(catalogue)
    assert {page.matched for page in pages} == {len(recorded["datasets"])}
    assert {record.identifier for record in records} >= {f"{portal.host}/test-{name}" for name in "abc"}
    drafts = {record.identifier[-1]: catalogue.draft(record).dataset for record in records}
    assert drafts["a"]["license_id"] == "fr-lo"
    assert drafts["a"]["notes"] == "test-a-description"
    assert {tag["name"] for tag in drafts["a"]["tags"]} >= {"keyword1", "keyword2"}
    assert drafts["b"]["title"] == "test-b"


def test_recorded_datasets_of_the_shared_data(shared_data):
    found = {
        path.stem.rpartition("_")[2]: json.loads(path.read_text())
        for path in (shared_data / "catalogues/ods").glob("udata-ods__*.json")
    }
    assert len(found) == 5
    inspire = mapped(found["inspire"]).dataset
    assert inspire["identifiers"] == [{"value": "73E--sfA386709"}]
    ring = json.loads(inspire["spatial"])["coordinates"][0]
    assert {point[0] for point in ring} == {0.1568, 0.5084}
    assert inspire["contacts"] == [{"role": "pointOfContact", "email": "tnt@acme.com"}]
    b = mapped(found["test-b"]).dataset
    assert [r["url"].rpartition("alternative_exports/")[2] for r in b["resources"] if "alternative" in r["url"]] == [
        "gtfs_zip/"
    ]
    assert "SHP" not in {resource.get("format") for resource in mapped(found["test-shp-limit"]).dataset["resources"]}


@pytest.mark.parametrize(
    ("status", "kind", "content"),
    [
        (200, "text/html", "<html>Connexion</html>"),
        (200, "application/json", "[]"),
        (200, "application/json", '{"total_count": "x"}'),
        (200, "application/json", "{"),
    ],
)
def test_fault_24_an_address_that_is_no_portal(portal, opened, status, kind, content):
    portal.raw["/api/explore/v2.1/catalog/datasets"] = status, kind, content
    with pytest.raises(SourceUnreadable):
        read(opened())


def test_fault_41_an_empty_portal_is_an_empty_page_with_its_count(portal, opened):
    assert [(page.records, page.matched) for page in read(opened())[1]] == [((), 0)]


def test_fault_43_a_portal_that_stops_before_its_count(portal, opened):
    fill(portal, 120)
    portal.announced = 150
    with pytest.raises(SourceUnreadable, match="150"):
        read(opened())


@pytest.mark.parametrize("found", [None, 1, {}, {"metas": "x"}, {"metas": {"default": {"title": "Sans identifiant"}}}])
def test_fault_32_what_is_no_dataset_is_refused_alone(portal, opened, found):
    fill(portal, 1)
    portal.extra.append({} if found is None else found) if isinstance(found, dict) or found is None else None
    records, pages = read(opened())
    assert len(records) == 1
    assert sum(len(page.refused) for page in pages) == len(portal.extra)


@pytest.mark.parametrize(
    "default",
    [
        {"bbox": "x", "theme": {"a": 1}, "keyword": 3, "license": ["x"], "records_count": "many"},
        {"bbox": {"type": "Polygon", "coordinates": [[[1e99, 2]]]}, "geographic_reference": ["fr_40_99", "us_1", 5]},
        {"description": '<script>alert("x")</script><b onclick="x">gras</b>', "references": "javascript:alert(1)"},
        {"modified": "2024-13-45", "language": None, "territory": [None, "Nulle part"]},
    ],
)
def test_shapes_that_no_documentation_knows(default):
    found = mapped(fake.dataset("a", "T", **default))
    assert found.dataset["title"] == "T"
    assert "script" not in str(found.dataset)
    assert "javascript" not in str(found.dataset)


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b'{"dataset": {}}'])
def test_fault_30_what_is_no_record(content):
    with pytest.raises(UnmappableRecord):
        draft(content)
