"""Collections and records of OGC API."""

import json

import pytest

from ckanext.datagrandest.harvesters.mapping.ogc import collection, record
from ckanext.datagrandest.harvesting.contract import SourceUnreadable, UnmappableRecord


def read(catalogue):
    pages = list(catalogue.pages())
    return [record for page in pages for record in page.records], [one for page in pages for one in page.refused], pages


def fill(api, count):
    for number in range(count):
        api.put(f"rec-{number}", f"Jeu {number}")


def test_collections_are_datasets(api, opened, fakes):
    api.collections = [fakes.collection("rivieres"), fakes.collection("fossés")]
    catalogue = opened(api)
    records, refused, _ = read(catalogue)
    assert refused == []
    assert [record.identifier for record in records] == [f"{api.host}/api#rivieres", f"{api.host}/api#fossés"]
    dataset = catalogue.draft(records[0]).dataset
    assert dataset["title"] == "Collection rivieres"
    assert dataset["notes"] == "Des objets."
    assert {tag["name"] for tag in dataset["tags"]} == {"eau", "Épinal"}
    assert dataset["territories"] == ["commune:88160"]
    assert dataset["temporal_coverage"] == [{"start": "2020-01-01T00:00:00+00:00"}]
    assert dataset["crs"] == ["CRS84", "EPSG:2154"]
    assert dataset["license_id"] == "lov2"
    assert dataset["identifiers"] == [{"value": "fr-123-abc"}]
    assert dataset["contacts"][0]["email"] == "data@example.fr"
    kinds = {(resource["kind"], resource["protocol"], resource["format"]) for resource in dataset["resources"]}
    assert kinds == {
        ("api", "OGC:API-Features", "GEOJSON"),
        ("page", "WWW:LINK", "HTML"),
        ("download", "WWW:DOWNLOAD", "GPKG"),
    }


@pytest.mark.parametrize("ending", ["", "/collections"])
def test_any_address_of_the_api(api, opened, fakes, ending):
    api.collections = [fakes.collection("a")]
    assert len(read(opened(api, api.url + ending))[0]) == 1


def test_one_collection_alone(api, opened, fakes):
    one = fakes.collection("a")
    api.raw["/api/collections/a"] = 200, "application/json", json.dumps(one)
    records, _, _ = read(opened(api, f"{api.url}/collections/a"))
    assert [record.identifier for record in records] == [f"{api.host}/api#a"]


def test_servers_that_show_web_pages_first(api, opened, fakes):
    api.needs_f = True
    api.collections = [fakes.collection("a")]
    assert len(read(opened(api))[0]) == 1


def test_collections_of_several_pages(api, opened, fakes):
    first = {"collections": [fakes.collection("a")], "links": [{"rel": "next", "href": "/api/more"}]}
    api.raw["/api/collections"] = 200, "application/json", json.dumps(first)
    api.raw["/api/more"] = 200, "application/json", json.dumps({"collections": [fakes.collection("b")]})
    assert len(read(opened(api))[0]) == 2


def test_records_of_a_catalogue_come_by_pages(api, opened):
    fill(api, 25)
    records, _, pages = read(opened(api, page_size=10))
    assert [record.identifier for record in records] == [f"rec-{number}" for number in range(25)]
    assert {page.matched for page in pages} == {25}


def test_records_at_their_own_address(api, opened):
    fill(api, 25)
    records, _, _ = read(opened(api, f"{api.url}/collections/catalogue/items"))
    assert len(records) == 25


def test_a_catalogue_beside_features_announces_nothing(api, opened, fakes):
    fill(api, 3)
    api.collections = [fakes.collection("a")]
    records, _, pages = read(opened(api))
    assert len(records) == 4
    assert {page.matched for page in pages} == {None}, "its count is not that of the whole listing"


def test_the_extent_is_asked_for(api, opened):
    fill(api, 1)
    read(opened(api, territory="region:44"))
    assert api.requests[-1][1]["bbox"] == "3.38,47.42,8.24,50.17"


def test_what_a_record_says(api, opened):
    api.put(
        "fr-1",
        "Zones humides",
        keywords=["eau"],
        themes=[
            {
                "scheme": "http://inspire.ec.europa.eu/theme",
                "concepts": [{"id": "hy", "url": "http://inspire.ec.europa.eu/theme/hy"}],
            },
            {"scheme": "x", "concepts": [{"id": "inlandWaters"}]},
        ],
        created="2020-01-01",
        updated="2024-05-06T07:08:09Z",
        license="etalab-2.0",
        language={"code": "fr"},
        externalIds=[{"value": "https://doi.org/10.1/x"}],
        contacts=[
            {
                "organization": "Agence de l'eau",
                "name": "Paul Martin",
                "emails": [{"value": "eau@example.fr"}],
                "roles": ["publisher"],
            }
        ],
    )
    api.records["fr-1"]["time"] = {"interval": ["2010-01-01", ".."]}
    api.records["fr-1"]["links"] += [
        {"rel": "license", "href": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
        {"rel": "preview", "href": "https://www.example.fr/a.png"},
        {"rel": "item", "type": "OGC:WMS", "href": "https://www.example.fr/wms", "title": "eau"},
        {"rel": "self", "href": "/api/collections/catalogue/items/fr-1"},
        {"rel": "alternate", "type": "text/html", "href": "https://www.example.fr/fiche"},
        {"rel": "related", "href": "javascript:alert(1)"},
    ]
    catalogue = opened(api)
    (found,), _, _ = read(catalogue)
    assert found.url == f"{api.url}/collections/catalogue/items/fr-1"
    dataset = catalogue.draft(found).dataset
    assert dataset["inspire_themes"] == ["hy"]
    assert dataset["topic_categories"] == ["inlandWaters"]
    assert dataset["themes"] == ["ENVI"]
    assert dataset["license_id"] == "lov2"
    assert dataset["language"] == ["FRA"]
    assert dataset["modified"] == "2024-05-06T07:08:09+00:00"
    assert dataset["temporal_coverage"] == [{"start": "2010-01-01"}]
    assert dataset["identifiers"] == [{"value": "https://doi.org/10.1/x"}]
    assert dataset["previews"] == ["https://www.example.fr/a.png"]
    assert dataset["url"] == "https://www.example.fr/fiche"
    assert dataset["contacts"] == [{"role": "publisher", "name": "Agence de l'eau", "email": "eau@example.fr"}]
    assert {resource["protocol"] for resource in dataset["resources"]} == {"WWW:DOWNLOAD", "OGC:WMS"}


def test_fault_46_pages_that_lead_to_themselves(api, opened):
    fill(api, 25)
    api.loops = True
    with pytest.raises(SourceUnreadable, match="same page twice"):
        read(opened(api, page_size=10))


def test_a_listing_without_end_stops(api, opened):
    fill(api, 25)
    with pytest.raises(SourceUnreadable, match="2 pages"):
        read(opened(api, page_size=10, max_pages=2))


def test_a_page_that_fails_ends_the_run(api, opened):
    fill(api, 25)
    respond = api.respond
    api.respond = lambda path, query: (
        (500, "text/html", "<html/>") if query.get("offset") == "10" else respond(path, query)
    )
    with pytest.raises(SourceUnreadable, match="500"):
        read(opened(api, page_size=10))


def test_next_links_with_internal_names_stay_on_the_server(api, opened, fakes):
    """The landing page of the fake leads to localhost:5000, as behind many proxies."""
    api.collections = [fakes.collection("a")]
    assert len(read(opened(api))[0]) == 1
    assert {path for path, _ in api.requests} == {"/api", "/api/collections"}


@pytest.mark.parametrize(
    "feature",
    [None, 1, "x", {}, {"id": ""}, {"id": None, "properties": {"title": "Sans identifiant"}}, {"id": {"a": []}}],
)
def test_fault_32_records_that_are_none_are_refused_alone(api, opened, feature):
    fill(api, 2)
    api.extra.append(feature)
    records, refused, _ = read(opened(api))
    assert (len(records), len(refused)) == (2, 1)


@pytest.mark.parametrize(
    "found",
    [
        {"links": [None, 1, {"href": 5}, {"href": "https://www.example.fr/a.csv", "rel": None}]},
        {"geometry": {"type": "Polygon", "coordinates": "x"}},
        {"geometry": {"type": "Point", "coordinates": [1e99, float("inf")]}},
        {"time": {"interval": [1, 2, 3]}},
        {"time": ["x"]},
        {
            "properties": {
                "title": "T",
                "keywords": "eau",
                "themes": "x",
                "contacts": [None, {"emails": 3}],
                "externalIds": {},
            }
        },
        {"properties": {"title": ["a", "b"], "description": {"fr": "d"}, "language": "fr", "license": {"a": "b"}}},
    ],
)
def test_shapes_that_the_standard_does_not_know(found):
    feature = {"id": "a", "type": "Feature", "properties": {"title": "T"}, **found}
    assert record.draft(json.dumps(feature).encode()).dataset["title"]
    extent = {"extent": found.get("geometry"), "links": found.get("links"), "crs": found.get("time"), "id": "a"}
    assert collection.draft(json.dumps({"collection": extent, "service": found}).encode()).dataset["title"] == "a"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000, b'{"properties": {}}', b"\xff\xfe"])
def test_fault_30_what_is_no_record(content):
    for kind in (record, collection):
        with pytest.raises(UnmappableRecord):
            kind.draft(content)
