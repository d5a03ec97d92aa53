"""The CKAN client against a server that does what real portals do. Numbers are those of the fault list."""

import json

import pytest

from ckanext.datagrandest.harvesting.contract import SourceUnreadable


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


def test_pages_in_a_stable_order(ten, opened):
    records, refused, counts, fault = read(opened())
    assert (fault, refused, counts) == (None, [], {10})
    assert [record.identifier for record in records] == [f"rec-{n}" for n in range(10)]
    assert [query["start"] for query in ten.requests] == ["0", "4", "8"]
    assert {query["sort"] for query in ten.requests} == {"id asc"}
    assert all("capacity:public" in query["fq"] for query in ten.requests)
    assert records[3].url == f"{ten.url}/dataset/jeu-rec-3"


@pytest.mark.parametrize("known", [{"sort", "rows", "start"}, {"rows", "start"}])
def test_a_portal_that_only_looks_like_a_ckan(ten, opened, known):
    ten.knows = known
    assert len(read(opened())[0]) == 10


@pytest.mark.parametrize(
    "path", ["", "/", "/dataset", "/api/3/action/package_search?rows=1", "/fr/../dataset/jeu-rec-1"]
)
def test_addresses_copied_from_a_browser(ten, opened, path):
    if ".." not in path:
        assert len(read(opened(path))[0]) == 10


def test_one_organisation_by_option_or_by_its_page(ten, opened):
    ten.records["rec-2"]["organization"] = {"name": "ville", "title": "Ville"}
    for catalogue in (opened(organization="ville"), opened("/organization/ville")):
        assert [record.identifier for record in read(catalogue)[0]] == ["rec-2"]


def test_a_filter_is_handed_on(ten, opened):
    read(opened(filter="tags:eau"))
    assert ten.requests[0]["fq"].endswith("tags:eau")


def test_what_is_private_a_draft_or_no_dataset_is_left_out_of_the_listing_and_of_its_count(ten, opened):
    for number, change in enumerate(({"private": True}, {"state": "draft"}, {"state": "deleted"}, {"type": "harvest"})):
        ten.records[f"rec-{number}"] |= change
    ten.cap = 100
    records, refused, counts, fault = read(opened())
    assert [record.identifier for record in records] == [f"rec-{n}" for n in range(4, 10)]
    assert (refused, counts, fault) == ([], {6}, None)


def test_dkan_says_private_of_what_it_publishes(ten, opened):
    ten.records["rec-0"] |= {"private": True, "state": "Active", "type": "Dataset"}
    assert len(read(opened())[0]) == 10


def test_a_harvested_dataset_keeps_the_identifier_it_had_where_it_comes_from(ten, opened):
    ten.records["rec-1"]["extras"] = [{"key": "guid", "value": "fr-200052264-ocs"}]
    ten.records["rec-2"]["extras"] = [{"key": "guid", "value": "fr-200052264-ocs"}]
    records = read(opened())[0]
    assert [record.identifier for record in records[:3]] == ["rec-0", "fr-200052264-ocs", "rec-2"], (
        "two datasets of one record: the second keeps its own id"
    )
    values = [row["value"] for row in opened().draft(records[1]).dataset["identifiers"]]
    assert values == ["fr-200052264-ocs", "rec-1"]


def test_what_changes_by_itself_changes_no_record(ten, opened):
    before = read(opened())[0]
    for record in ten.records.values():
        record["tracking_summary"] = {"total": 12}
        record["resources"] = []
    ten.records = {key: dict(reversed(record.items())) for key, record in ten.records.items()}
    for record in ten.records.values():
        del record["resources"]
    assert [record.content for record in read(opened())[0]] == [record.content for record in before]


def test_entries_without_identifier_or_that_are_no_dataset_are_refused(server, opened):
    server.extra += [{"title": "Sans identifiant"}]
    server.raw = (200, {"success": True, "result": {"count": 2, "results": [{"title": "Sans identifiant"}, "x"]}})
    records, refused, counts, _ = read(opened())
    assert (records, counts) == ([], {2})
    assert [str(refusal.reason) for refusal in refused] == [
        "A dataset of the catalogue has no identifier; its title is “Sans identifiant”.",
        "Entry number 2 of the listing is no dataset.",
    ]


def test_fault_41_an_empty_listing_is_handed_on(server, opened):
    assert read(opened()) == ([], [], {0}, None)


def test_fault_41_a_listing_that_stops_short_is_a_fault(ten, opened):
    ten.announced = 12
    records, _, _, fault = read(opened())
    assert len(records) == 10
    assert "announced 12 datasets and stopped giving them after 10" in str(fault)


def test_fault_43_a_page_that_comes_again_ends_the_run(ten, opened):
    ten.ignores_start = True
    records, _, _, fault = read(opened())
    assert len(records) == 4
    assert "same page twice" in str(fault)


def test_fault_44_the_set_changes_while_it_is_read(ten, opened):
    ten.script[2] = lambda fake: fake.remove("rec-0")
    records, _, counts, _ = read(opened())
    assert counts == {10, 9}, "the counts differ: the guard removes nothing"
    assert len(records) == 9


def test_fault_48_thousands_of_files_in_one_dataset(mapped):
    files = [{"url": f"https://x.fr/{n}.csv", "name": str(n)} for n in range(8000)]
    dataset, remarks = mapped(resources=files)
    assert len(dataset["resources"]) == 500
    assert "The record has 8000 links; the first 500 were kept." in remarks


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, b"<!DOCTYPE html><html>Login"), "web page"),
        ((200, {"success": False, "error": {"message": "Access denied"}}), "Access denied"),
        ((409, {"success": False, "error": {"message": "Search error"}}), "Search error"),
        ((200, {"success": True, "result": []}), "not as the API of a CKAN"),
        ((200, [1, 2]), "not as the API of a CKAN"),
        ((200, b'{"truncated": '), "not as the API of a CKAN"),
        ((404, b"<html>nothing"), "not found"),
    ],
)
def test_fault_24_what_is_no_ckan_is_said(server, opened, answer, said):
    server.raw = answer
    records, _, _, fault = read(opened())
    assert not records
    assert said in str(fault) or said == "not found"
    assert fault is not None


def test_limits_are_options(ten, opened):
    assert "2 pages" in str(read(opened(max_pages=2))[3])
    read(opened(page_size=3))
    assert ten.requests[-1]["rows"] == "3"


def test_the_recorded_answer_of_a_regional_portal(server, opened, shared_data):
    """DataSud's own search, which speaks CKAN's API: seven datasets of a community of communes."""
    path = shared_data / "catalogues/udata-snapshots/ckan-https_www.datasud.fr_fr_indexer_service_ckan_.json"
    recorded = json.loads(path.read_text())["requests_history"]
    server.raw = (200, recorded[0]["response"]["body"].encode())
    records, refused, counts, fault = read(opened())
    assert (len(records), refused, counts, fault) == (7, [], {7}, None)
    drafts = [opened().draft(record).dataset for record in records]
    assert {draft["license_id"] for draft in drafts} == {"lov2"}
    for draft in drafts:
        assert {resource["protocol"] for resource in draft["resources"]} >= {"OGC:WMS", "OGC:WFS"}
        assert all(resource["layer"] for resource in draft["resources"] if resource["protocol"] == "OGC:WMS")


def test_fault_33_the_same_identifier_twice_is_handed_on_twice(ten, opened):
    """The plan takes the first and says so; here nothing is hidden, so that the counts agree."""
    ten.repeat("rec-2")
    records, refused, counts, fault = read(opened())
    assert [record.identifier for record in records].count("rec-2") == 2
    assert (len(records), refused, counts, fault) == (11, [], {11}, None)
