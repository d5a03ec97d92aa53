"""The udata client against a server that does what data.gouv.fr does. Numbers are those of the fault list."""

import json

import pytest

from ckanext.datagrandest.harvesters import udata as harvester
from ckanext.datagrandest.harvesters.mapping import udata
from ckanext.datagrandest.harvesters.udata.zones import zones_of
from ckanext.datagrandest.harvesting.contract import SourceUnreadable, UnmappableRecord

SQUARE = {"type": "MultiPolygon", "coordinates": [[[[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]]]}


def read(catalogue):
    """Read until the end or the fault: (records, refusals, counts of the server, the fault)."""
    records, refused, counts = [], [], set()
    try:
        for page in catalogue.pages():
            records += page.records
            refused += page.refused
            counts |= {page.matched} - {None}
    except SourceUnreadable as error:
        return records, refused, counts, error.message
    return records, refused, counts, None


@pytest.fixture
def ten(server):
    for number in range(10):
        server.put(f"rec-{number}", f"Jeu {number}")
    return server


def test_pages(ten, opened):
    records, refused, counts, fault = read(opened())
    assert (fault, refused, counts) == (None, [], {10})
    assert [record.identifier for record in records] == [f"rec-{n}" for n in range(10)]
    assert {query["sort"] for query in ten.requests} == {"created"}
    assert "geozone" not in ten.requests[0]


def test_an_organisation_by_id_by_name_or_by_its_page(ten, opened):
    ten.organizations["ville-de-metz"] = "a" * 24
    ten.records["rec-2"]["organization"] = {"id": "a" * 24, "name": "Metz"}
    for catalogue in (
        opened(organization="a" * 24),
        opened(organization="ville-de-metz"),
        opened("/fr/organizations/ville-de-metz/"),
        opened("/organizations/ville-de-metz/datasets"),
    ):
        assert [record.identifier for record in read(catalogue)[0]] == ["rec-2"]
    assert "No organisation is called “inconnue”" in str(read(opened(organization="inconnue"))[3])


def test_zones_are_asked_for_one_after_the_other_and_a_dataset_of_two_is_given_once(ten, opened):
    for number, zones in (
        (1, ["fr:commune:88413"]),
        (2, ["fr:commune:88413", "fr:departement:88"]),
        (3, ["fr:departement:67"]),
    ):
        ten.records[f"rec-{number}"]["spatial"] = {"zones": zones}
    catalogue = opened(zones=["departement:88", "commune:88413"], depth="zone")
    records, _, counts, fault = read(catalogue)
    assert [record.identifier for record in records] == ["rec-2", "rec-1"]
    assert (counts, fault) == (set(), None), "overlapping listings have no count of the whole"
    assert [query["geozone"] for query in ten.requests] == ["fr:departement:88", "fr:commune:88413"]


def test_the_zones_of_the_region():
    groups = zones_of(["region:44"], "groups")
    assert groups[0] == "fr:region:44"
    assert [zone for zone in groups if "departement" in zone] == [
        f"fr:departement:{code}" for code in ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")
    ]
    assert sum("epci" in zone for zone in groups) >= 149
    assert not any("commune" in zone for zone in groups)
    communes = zones_of(["epci:200071066"], "communes")
    assert "fr:commune:88413" in communes
    assert zones_of(["fr:commune:88413"], "communes") == ("fr:commune:88413",)
    with pytest.raises(SourceUnreadable, match="is no zone"):
        harvester.TYPE.open("https://x.fr", {"zones": ["Vosges"]}, None)


def test_what_is_private_deleted_or_archived_is_left_out_of_the_listing_and_of_its_count(ten, opened):
    ten.cap = 100
    for number, key in enumerate(("private", "deleted", "archived")):
        ten.records[f"rec-{number}"][key] = "2024-01-01"
    records, refused, counts, fault = read(opened())
    assert [record.identifier for record in records] == [f"rec-{n}" for n in range(3, 10)]
    assert (refused, counts, fault) == ([], {7}, None)


def test_a_harvested_dataset_keeps_the_identifier_it_had_where_it_comes_from(ten, opened):
    ten.records["rec-1"]["harvest"] = {"remote_id": "fr-200052264-ocs", "domain": "www.datagrandest.fr"}
    ten.records["rec-2"]["harvest"] = {"remote_id": "3"}
    ten.records["rec-3"]["harvest"] = {"remote_id": "x", "dct_identifier": "fr-200052264-ocs"}
    records = read(opened())[0]
    assert [record.identifier for record in records[:4]] == ["rec-0", "fr-200052264-ocs", "rec-2", "rec-3"]
    rows = opened().draft(records[1]).dataset["identifiers"]
    assert rows[0] == {"value": "fr-200052264-ocs", "codespace": "www.datagrandest.fr"}
    assert {"value": "rec-1"} in rows


def test_what_changes_by_itself_changes_no_record(ten, opened):
    before = read(opened())[0]
    for record in ten.records.values():
        record |= {"metrics": {"views": 12}, "quality": {"score": 0.5}}
    assert [record.content for record in read(opened())[0]] == [record.content for record in before]


def test_fault_38_a_next_page_under_an_internal_name(ten, opened):
    ten.host_said = "localhost:7000"
    assert len(read(opened())[0]) == 10


def test_fault_41_an_empty_listing_is_handed_on(server, opened):
    assert read(opened()) == ([], [], {0}, None)


def test_fault_41_a_listing_that_stops_short_is_a_fault(ten, opened):
    ten.announced = 12
    assert "announced 12 datasets and stopped giving them after 10" in str(read(opened())[3])


def test_fault_43_46_a_next_page_that_is_this_page_ends_the_run(ten, opened):
    ten.next_to_itself = True
    records, _, _, fault = read(opened())
    assert len(records) == 4
    assert "same page twice" in str(fault)


def test_fault_44_the_set_changes_while_it_is_read(ten, opened):
    ten.script[2] = lambda fake: fake.remove("rec-0")
    _, _, counts, fault = read(opened())
    assert counts == {10, 9} or fault, "the counts differ: the guard removes nothing"


def test_fault_48_thousands_of_files_in_one_dataset(mapped):
    dataset, remarks = mapped(resources=[{"url": f"https://x.fr/{n}.csv", "title": str(n)} for n in range(8000)])
    assert len(dataset["resources"]) == 500
    assert "The record has 8000 links; the first 500 were kept." in remarks


@pytest.mark.parametrize(
    "answer", [(200, b"<html>Login"), (200, {"items": []}), (200, [1]), (200, b'{"data": '), (500, {"message": "no"})]
)
def test_fault_24_what_is_no_udata_is_said(server, opened, answer):
    server.raw = answer
    records, _, _, fault = read(opened())
    assert not records
    assert fault is not None


def test_entries_that_are_no_dataset_are_refused(server, opened):
    server.raw = (200, {"data": ["x", {"title": "Sans"}], "total": 2})
    records, refused, counts, _ = read(opened())
    assert (records, counts) == ([], {2})
    assert len(refused) == 2


def test_limits_are_options(ten, opened):
    assert "2 pages" in str(read(opened(max_pages=2))[3])


@pytest.mark.parametrize(
    ("dataset", "field", "expected"),
    [
        ({"description": "**Gras**\n\n- un"}, "notes", "**Gras**\n\n- un"),
        ({"frequency": "punctual"}, "frequency", "AS_NEEDED"),
        ({"frequency": "annual"}, "frequency", "ANNUAL"),
        ({"frequency": "semiannual"}, "frequency", "ANNUAL_2"),
        ({"license": "lov2"}, "license_id", "lov2"),
        ({"license": "fr-lo"}, "license_id", "fr-lo"),
        ({"license": "odc-odbl"}, "license_id", "odc-odbl"),
        ({"license": {"id": "x", "title": "Licence Ouverte / Open Licence version 2.0"}}, "license_id", "lov2"),
        ({"spatial": {"zones": ["fr:commune:88413", "country:fr"]}}, "territories", ["commune:88413"]),
        ({"spatial": {"zones": ["fr:region:44@2016-01-01"]}}, "territories", ["region:44"]),
        ({"spatial": {"zones": [{"id": "fr:epci:200071066", "name": "CA"}]}}, "territories", ["epci:200071066"]),
        ({"temporal_coverage": {"start": "2019-01-01T00:00:00+00:00", "end": None}}, "temporal_coverage", [{"start": "2019-01-01"}]),
        ({"access_type": "restricted"}, "access_rights", "RESTRICTED"),
        ({"tags": ["hydrographie", "eau"]}, "inspire_themes", ["hy"]),
        ({"page": "https://www.data.gouv.fr/datasets/x/", "harvest": {"remote_url": "https://x.fr/1"}}, "url", "https://x.fr/1"),
        ({"created_at": "2020-01-02T03:04:05+00:00"}, "issued", "2020-01-02T03:04:05+00:00"),
        ({"last_update": "2021-01-02T03:04:05+00:00", "last_modified": "2022-01-01"}, "modified", "2021-01-02T03:04:05+00:00"),
        ({"contact_points": [{"name": "Service eau", "email": "eau@ville.fr", "role": "custodian"}]}, "contacts",
         [{"role": "custodian", "name": "Service eau", "email": "eau@ville.fr"}]),
        ({"owner": {"first_name": "Jeanne", "last_name": "Durand"}, "organization": {"name": "Metz"}}, "contacts", [{"role": "publisher", "name": "Metz"}]),
    ],
)  # fmt: skip
def test_fields(mapped, dataset, field, expected):
    assert mapped(**dataset)[0][field] == expected


def test_a_geometry_is_kept_and_a_broken_one_told(mapped):
    assert json.loads(mapped(spatial={"geom": SQUARE})[0]["spatial"])["type"] == "Polygon"
    dataset, remarks = mapped(spatial={"geom": {"type": "Polygon", "coordinates": [[[1, 2]]]}})
    assert "spatial" not in dataset
    assert any("cannot be understood" in remark for remark in remarks)


def test_resources(mapped):
    dataset, _ = mapped(
        resources=[
            {"title": "Bornes", "url": "https://x.fr/d/1", "format": "csv", "mime": "text/csv", "filesize": 12, "type": "main",
             "schema": {"name": "etalab/schema-irve-statique", "version": "2.3.1"}, "created_at": "2024-01-02"},
            {"title": "Notice", "url": "https://x.fr/n.pdf", "format": "pdf", "type": "documentation"},
            {"title": "API", "url": "https://x.fr/api", "format": "json", "type": "api"},
            {"title": "WMS", "url": "https://x.fr/ows", "format": "wms", "type": "main"},
            {"title": "Mauvais", "url": "javascript:alert(1)"},
        ]
    )  # fmt: skip
    found = {resource["name"]: resource for resource in dataset["resources"]}
    assert found["Bornes"] | {"kind": "download", "format": "CSV", "size": 12, "schema": "etalab/schema-irve-statique", "schema_version": "2.3.1"} == found["Bornes"]  # fmt: skip
    assert {name: resource["kind"] for name, resource in found.items()} == {
        "Bornes": "download", "Notice": "documentation", "API": "api", "WMS": "service",
    }  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"title": ""}', b"[" * 100_000])
def test_what_is_no_dataset_is_refused(content):
    with pytest.raises(UnmappableRecord):
        udata.draft(content)


def test_fault_33_the_same_identifier_twice_is_handed_on_twice(ten, opened):
    """The plan takes the first and says so; here nothing is hidden, so that the counts agree."""
    ten.repeat("rec-2")
    records, refused, counts, fault = read(opened())
    assert [record.identifier for record in records].count("rec-2") == 2
    assert (len(records), refused, counts, fault) == (11, [], {11}, None)
