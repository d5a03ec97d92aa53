"""ArcGIS servers and Hubs: directories, layers, extents in their own reference system, dates in milliseconds, feeds."""

import importlib.util
import json
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import arcgis
from ckanext.datagrandest.harvesters.mapping.arcgis import draft
from ckanext.datagrandest.harvesting.contract import Kept, SourceUnreadable, UnmappableRecord
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_arcgis", Path(__file__).with_name("fake.py"))
fake = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake)
URL = "https://sig.example.fr/arcgis/rest/services/Eau/Bornes/FeatureServer/0"


@pytest.fixture
def server():
    made = fake.FakeArcgis()
    yield made
    made.close()


@pytest.fixture
def opened(server):
    client = GuardedClient(Policy(allowed_hosts=frozenset({server.host})), Limits(retries=0, total_timeout=20))
    return lambda url=None, **options: arcgis.TYPE.open(url or server.rest, options, client)


def mapped(layer, url=URL, **service):
    return draft(json.dumps({"layer": layer, "service": service, "url": url}, sort_keys=True).encode())


def read(catalogue):
    pages = list(catalogue.pages())
    return (
        [record for page in pages for record in page.records],
        [refusal for page in pages for refusal in page.refused],
        [str(note) for page in pages for note in page.notes],
    )


def test_a_layer_has_its_extent_in_degrees_its_date_and_its_links():
    found = mapped(
        fake.layer(0, "Bornes_incendie"), documentInfo={"Keywords": "eau, incendie", "Author": "Jeanne Durand"}
    )
    dataset = found.dataset
    assert dataset["title"] == "Bornes incendie"
    assert dataset["notes"] == "Des bornes"
    assert dataset["crs"] == ["EPSG:2154"]
    assert dataset["license_id"] == "lov2"
    assert dataset["modified"] == "2023-11-14T22:13:20+00:00"
    assert {tag["name"] for tag in dataset["tags"]} == {"eau", "incendie"}
    west, south = json.loads(dataset["spatial"])["coordinates"][0][0]
    assert 6 < west < 7
    assert 48 < south < 49
    assert "Durand" not in str(dataset)
    resources = {resource["format"]: resource for resource in dataset["resources"]}
    assert resources["ArcGIS REST"]["url"] == URL
    assert (resources["ArcGIS REST"]["protocol"], resources["ArcGIS REST"]["layer"]) == ("ESRI:REST", "Bornes_incendie")
    assert resources["GEOJSON"]["url"] == f"{URL}/query?where=1%3D1&outFields=*&outSR=4326&f=geojson"
    assert any("2000" in str(remark) for remark in found.remarks)


@pytest.mark.parametrize(
    ("extent", "crs", "inside"),
    [
        (
            {"xmin": 712000, "ymin": 6130000, "xmax": 726000, "ymax": 6145000, "spatialReference": {"wkid": 102100}},
            ["EPSG:3857"],
            True,
        ),
        (
            {"xmin": 6.4, "ymin": 48.1, "xmax": 6.5, "ymax": 48.2, "spatialReference": {"wkid": 4326}},
            ["EPSG:4326"],
            True,
        ),
        (
            {
                "xmin": 6.4,
                "ymin": 48.1,
                "xmax": 6.5,
                "ymax": 48.2,
                "spatialReference": {"wkid": 104199, "latestWkid": 104199},
            },
            ["EPSG:4326"],
            True,
        ),
        (fake.EMPTY, ["EPSG:4326"], False),
        (None, [], False),
        ({"xmin": 1e30, "ymin": 1, "xmax": 2, "ymax": 3, "spatialReference": {"wkid": "x"}}, [], False),
    ],
)
def test_fault_36_extents_in_the_system_of_the_server(extent, crs, inside):
    dataset = mapped(fake.layer(0, "Bornes", extent=extent)).dataset
    assert dataset.get("crs", []) == crs
    assert ("spatial" in dataset) is inside
    if inside:
        west, south = json.loads(dataset["spatial"])["coordinates"][0][0]
        assert 5 < west < 8
        assert 47 < south < 50


def test_a_table_has_no_map_and_its_json():
    dataset = mapped(fake.layer(1, "Subventions", type="Table", extent=None)).dataset
    assert dataset["scope"] == "nonGeographicDataset"
    assert {resource["format"] for resource in dataset["resources"]} == {"ArcGIS REST", "JSON"}


def test_a_dull_name_is_told_with_that_of_its_service():
    assert mapped(fake.layer(0, "Layer_0")).dataset["title"] == "Bornes – Layer 0"
    assert (
        mapped(fake.layer(0, "Table 1"), documentInfo={"Title": "Budget 2024"}).dataset["title"]
        == "Budget 2024 – Table 1"
    )


def test_services_of_maps_and_features_that_the_server_also_gives():
    dataset = mapped(fake.layer(0, "Bornes"), supportedExtensions="WFSServer, WMSServer").dataset
    urls = {resource["protocol"]: resource["url"] for resource in dataset["resources"]}
    assert urls["OGC:WMS"] == "https://sig.example.fr/arcgis/services/Eau/Bornes/FeatureServer/WMSServer"
    assert "OGC:WFS" in urls


def test_folders_services_and_layers(server, opened):
    server.service(
        "Bornes/FeatureServer",
        fake.layer(0, "Bornes"),
        fake.layer(1, "Groupe", type="Group Layer"),
        tables=[fake.layer(2, "Table", type="Table")],
    )
    server.service("Bornes/MapServer", fake.layer(0, "Bornes en carte"))
    server.service("Eau/Rivières/MapServer", fake.layer(3, "Rivières"), serviceItemId="abc123")
    server.service("Outils/GPServer", fake.layer(0, "Traitement"))
    records, refused, notes = read(opened())
    assert [record.identifier for record in records] == [
        f"{server.host}/arcgis/rest/services/Bornes/FeatureServer/0",
        f"{server.host}/arcgis/rest/services/Bornes/FeatureServer/2",
        "abc123_3",
    ]
    assert refused == notes == []
    assert records[2].url == f"{server.rest}/Eau/Rivi%C3%A8res/MapServer/3"
    dataset = opened().draft(records[2]).dataset
    assert dataset["title"] == "Rivières"


@pytest.mark.parametrize("place", ["Eau", "Eau/Rivieres/MapServer", "Eau/Rivieres/MapServer/3"])
def test_any_address_of_the_directory(server, opened, place):
    server.service("Eau/Rivieres/MapServer", fake.layer(3, "Rivières"))
    server.service("Bornes/MapServer", fake.layer(0, "Bornes"))
    assert [record.identifier[-1] for record in read(opened(f"{server.rest}/{place}?f=html"))[0]] == ["3"]


def test_two_requests_a_service(server, opened):
    server.service("Bornes/FeatureServer", *(fake.layer(number, f"Couche {number}") for number in range(50)))
    assert len(read(opened())[0]) == 50
    assert len(server.requests) == 3


def test_what_changes_by_itself_changes_no_record(server, opened):
    server.service("Bornes/FeatureServer", fake.layer(0, "Bornes"))
    first, again = (read(opened())[0] for _ in range(2))
    assert first[0].content == again[0].content
    assert b"drawingInfo" not in first[0].content


def test_closed_services_are_passed_over_and_said(server, opened):
    server.service("Bornes/FeatureServer", fake.layer(0, "Bornes"))
    server.service("Secret/FeatureServer", fake.layer(0, "Secret"))
    server.errors["Secret/FeatureServer"] = server.told({"error": {"code": 499, "message": "Token Required"}})
    records, refused, notes = read(opened())
    assert (len(records), refused) == (1, [])
    assert notes == ["1 services ask for a user name and were passed over: Secret/FeatureServer."]


@pytest.mark.parametrize(
    "answer",
    [
        (500, "text/html", "<html>x</html>"),
        (200, "application/json", '{"error": {"code": 500, "message": "not started"}}'),
    ],
)
def test_a_service_that_fails_makes_none_of_its_layers_missing(server, opened, answer):
    server.service("Bornes/FeatureServer", fake.layer(0, "Bornes"), fake.layer(1, "Autres"))
    server.service("Eau/FeatureServer", fake.layer(0, "Eau"))
    held = {record.url: (Kept(record.identifier, record.validator),) for record in read(opened())[0]}
    server.errors["Bornes/FeatureServer"] = answer
    catalogue = opened()
    catalogue.remember(held)
    records, refused, _ = read(catalogue)
    assert len(records) == 1
    assert {refusal.identifier for refusal in refused} == {
        address.partition("//")[2] for address in held if "Bornes" in address
    }
    unknown = read(opened())[1]
    assert [refusal.identifier for refusal in unknown] == [None]


def test_older_servers_without_the_page_of_layers(server, opened):
    server.service("Bornes/MapServer", fake.layer(0, "Bornes"))
    server.errors["Bornes/MapServer/layers"] = server.told({"error": {"code": 400, "message": "Invalid URL"}})
    records, _, _ = read(opened())
    assert opened().draft(records[0]).dataset["title"] == "Bornes"


def test_most_services(server, opened):
    for number in range(5):
        server.service(f"S{number}/MapServer", fake.layer(0, "x"))
    with pytest.raises(SourceUnreadable, match="more than 4 services"):
        read(opened(max_services=4))


@pytest.mark.parametrize("found", [None, 3, {}, {"id": "x", "type": "Table"}, {"id": True, "type": "Table"}])
def test_fault_32_what_is_no_layer(server, opened, found):
    server.service("Bornes/FeatureServer", fake.layer(0, "Bornes"), found)
    records, refused, _ = read(opened())
    assert len(records) == 1
    assert len(refused) == (1 if isinstance(found, dict) else 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": '<script>alert("x")</script>', "description": "<img src=x onerror=alert(1)>"},
        {"editingInfo": {"lastEditDate": 1e300}},
        {"editingInfo": "x", "extent": [1], "copyrightText": {"a": 1}, "supportedQueryFormats": 3},
    ],
)
def test_fault_35_shapes_and_dates_that_make_no_sense(fields):
    assert mapped(fake.layer(0, "Bornes") | fields).dataset["title"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000, b'{"layer": {}}'])
def test_fault_30_what_is_no_record(content):
    with pytest.raises(UnmappableRecord):
        draft(content)


# Hubs


@pytest.mark.parametrize("feed", ["/api/feed/dcat-us/1.1.json", "/api/feed/dcat-ap/2.1.1.json", "/data.json"])
def test_the_feed_of_a_hub_is_found(server, opened, feed):
    server.feed = feed
    server.put("fiche-1", "Arbres")
    catalogue = opened(server.url)
    (found,), refused, _ = read(catalogue)
    assert refused == []
    dataset = catalogue.draft(found).dataset
    assert dataset["title"] == "Arbres"
    assert dataset["license_id"] == "lov2"
    assert dataset["resources"][0]["format"] == "CSV"
    assert json.loads(dataset["spatial"])["type"] == "Polygon"
    assert len(read(opened(f"http://{server.host}{feed}"))[0]) == 1


def test_fault_24_an_address_that_is_neither(server, opened):
    server.feed = "/elsewhere"
    with pytest.raises(SourceUnreadable, match="neither as an ArcGIS Hub"):
        read(opened(server.url))
    server.errors[""] = 200, "text/html", "<html>Connexion</html>"
    with pytest.raises(SourceUnreadable, match="not as an ArcGIS directory"):
        read(opened())
    server.errors[""] = server.told({"error": {"code": 499, "message": "Token Required"}})
    with pytest.raises(SourceUnreadable, match="Token Required"):
        read(opened())


def test_a_feed_that_fails_ends_the_run(server, opened):
    server.put("a", "A")
    server.fail_after(0)
    with pytest.raises(SourceUnreadable):
        read(opened(server.url))
