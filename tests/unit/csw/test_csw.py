"""Faults 41 to 45 of the research on reliability, and the ways in which real servers leave the standard."""

import pytest
from lxml import etree

from ckanext.datagrandest.harvesters import csw
from ckanext.datagrandest.harvesters.csw import requests
from ckanext.datagrandest.harvesting.contract import SourceUnreadable

GMD = "http://www.isotc211.org/2005/gmd"
MDB = "http://standards.iso.org/iso/19115/-3/mdb/2.0"


def fill(server, count):
    for number in range(count):
        server.put(f"rec-{number}", f"Jeu de données {number}")


def identifiers(pages):
    return [record.identifier for page in pages for record in page.records]


def listed(count):
    return [f"rec-{number}" for number in range(count)]


def unreadable(catalogue):
    """Read a catalogue that fails; give what was read before, and the reason."""
    read, pages = [], catalogue.pages()

    def drain():
        for page in pages:
            read.append(page)  # noqa: PERF402 - extend would lose what was read before the failure

    with pytest.raises(SourceUnreadable) as caught:
        drain()
    return identifiers(read), str(caught.value)


def test_records_come_whole_by_pages(server, opened):
    fill(server, 25)
    pages = list(opened(page_size=10).pages())
    assert [len(page.records) for page in pages] == [10, 10, 5]
    assert {page.matched for page in pages} == {25}
    record = pages[0].records[3]
    assert (record.identifier, record.stamp) == ("rec-3", "2024-01-01")
    assert "GetRecordById" in record.url
    assert etree.fromstring(record.content).findtext(".//{*}title/{*}CharacterString") == "Jeu de données 3"


def test_one_request_a_page(server, opened):
    fill(server, 250)
    list(opened().pages())
    asked = [query["request"] for _, query in server.requests]
    assert asked == ["GetCapabilities", "GetRecords", "GetRecords", "GetRecords"]


def test_a_record_is_mapped_from_what_was_listed(server, opened):
    fill(server, 1)
    catalogue = opened()
    (page,) = catalogue.pages()
    assert catalogue.draft(page.records[0]).dataset["title"] == "Jeu de données 0"
    assert len(server.requests) == 2


def test_bytes_do_not_depend_on_the_page(server, opened):
    fill(server, 6)
    whole = {r.identifier: r.content for page in opened().pages() for r in page.records}
    apart = {r.identifier: r.content for page in opened(page_size=1).pages() for r in page.records}
    assert whole == apart


def test_41_an_empty_listing_is_an_empty_page_with_its_count(server, opened):
    pages = list(opened().pages())
    assert [(page.records, page.matched) for page in pages] == [((), 0)]


@pytest.mark.parametrize("manner", ["right", "absent", "stuck", "never_zero", "early_zero"])
def test_42_next_record_in_all_its_manners(server, opened, manner):
    fill(server, 25)
    server.next = manner
    assert identifiers(opened(page_size=10).pages()) == listed(25)
    fill(server, 30)
    assert identifiers(opened(page_size=10).pages()) == listed(30)


@pytest.mark.parametrize("manner", ["right", "absent", "stuck", "never_zero", "early_zero"])
def test_pages_smaller_than_asked(server, opened, manner):
    fill(server, 25)
    server.cap, server.next = 7, manner
    assert identifiers(opened(page_size=10).pages()) == listed(25)


def test_43_a_repeated_page_ends_the_run(server, opened):
    fill(server, 25)
    server.ignores_start = True
    read, reason = unreadable(opened(page_size=10))
    assert read == listed(10)
    assert "same page twice" in reason


def test_44_a_count_that_changes_is_handed_on(server, opened):
    fill(server, 25)
    server.script = {2: lambda fake: fake.remove("rec-0"), 3: lambda fake: fake.put("rec-99", "Nouveau")}
    pages = list(opened(page_size=10).pages())
    assert len({page.matched for page in pages}) > 1, "the removal guard sees the counts differ"


def test_a_server_that_stops_before_its_own_count(server, opened):
    fill(server, 10)
    server.announced = 40
    read, reason = unreadable(opened(page_size=10))
    assert read == listed(10)
    assert "40" in reason


def test_45_an_exception_with_status_200(server, opened):
    server.raw = 200, server.exception("NoApplicableCode", "base de données indisponible")
    read, reason = unreadable(opened())
    assert read == []
    assert "base de données indisponible" in reason
    assert "NoApplicableCode" in reason


def test_an_exception_in_the_middle(server, opened):
    fill(server, 25)
    server.fails_after = 2
    read, _ = unreadable(opened(page_size=10))
    assert read == listed(20)


def test_a_web_page_instead_of_a_catalogue(server, opened):
    server.raw = 200, "<html><body>Connexion</body></html>"
    _, reason = unreadable(opened())
    assert "web page" in reason


def test_xml_that_is_no_catalogue(server, opened):
    server.raw = 200, "<rss/>"
    _, reason = unreadable(opened())
    assert "not as a CSW catalogue" in reason


def test_by_get_where_post_is_refused(server, opened):
    fill(server, 3)
    server.methods = {"GET"}
    assert identifiers(opened().pages()) == listed(3)
    server.methods = {"POST"}
    assert identifiers(opened().pages()) == listed(3)


def test_csw_3(server, opened):
    fill(server, 25)
    server.version = "3.0.0"
    assert identifiers(opened(page_size=10).pages()) == listed(25)
    assert server.requests[-1][1]["version"] == "3.0.0"


def test_the_output_schema_falls_back(server, opened):
    fill(server, 3)
    server.schemas = [MDB]
    server.type_names = ["csw:Record"]
    assert identifiers(opened().pages()) == listed(3)
    assert server.requests[-1][1]["outputschema"] == MDB


def test_the_output_schema_can_be_forced(server, opened):
    fill(server, 1)
    server.schemas = [GMD, "other"]
    list(opened(output_schema=GMD).pages())
    assert {query.get("outputschema", GMD) for _, query in server.requests} == {GMD}


def test_dublin_core_is_said(server, opened):
    server.records["a"] = (
        '<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:identifier>a</dc:identifier></csw:Record>"
    )
    _, reason = unreadable(opened())
    assert "Record" in reason
    fill(server, 2)
    (page,) = opened().pages()
    assert [refusal.identifier for refusal in page.refused] == ["a"]
    assert len(page.records) == 2


def test_records_without_identifier_are_refused_one_by_one(server, opened):
    fill(server, 2)
    server.records["x"] = server.records["rec-0"].replace("rec-0", "")
    (page,) = opened().pages()
    assert identifiers([page]) == listed(2)
    assert [refusal.identifier for refusal in page.refused] == [None]
    assert "Jeu de données 0" in str(page.refused[0].reason)


def test_a_record_that_breaks_its_page_costs_itself_alone(server, opened):
    fill(server, 30)
    server.records["rec-12"] = "<gmd:MD_Metadata>"
    pages = list(opened(page_size=10).pages())
    assert identifiers(pages) == [name for name in listed(30) if name != "rec-12"]
    (refusal,) = [refusal for page in pages for refusal in page.refused]
    assert "13" in str(refusal.reason)


def test_too_many_broken_records_end_the_run(server, opened):
    for number in range(60):
        server.records[f"rec-{number}"] = "<gmd:MD_Metadata>"
    _, reason = unreadable(opened(page_size=10))
    assert "More than 20" in reason


def test_most_pages(server, opened):
    fill(server, 25)
    read, reason = unreadable(opened(page_size=10, max_pages=2))
    assert read == listed(20)
    assert "2 pages" in reason


@pytest.mark.parametrize(
    "constraint", ["Title LIKE '%eau%'", '<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc"><ogc:Or/></ogc:Filter>']
)
def test_constraints_are_sent(server, opened, constraint):
    fill(server, 1)
    list(opened(constraint=constraint).pages())
    body = server.requests[-1][1]["body"]
    assert "Constraint" in body
    assert ("CqlText" in body) != ("ogc:Or" in body)
    server.methods = {"GET"}
    list(opened(constraint=constraint).pages())
    assert server.requests[-1][1]["constraint"] == constraint


def test_a_filter_that_is_not_xml_is_said(server, opened):
    fill(server, 1)
    _, reason = unreadable(opened(constraint="<broken"))
    assert "XML" in reason


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://x.fr/csw?service=CSW&request=GetCapabilities", "https://x.fr/csw"),
        ("https://x.fr/csw?MAP=/a.map&Service=CSW&version=2.0.2", "https://x.fr/csw?MAP=%2Fa.map"),
        (" https://x.fr/csw#top ", "https://x.fr/csw"),
    ],
)
def test_addresses_copied_from_a_browser(given, expected):
    assert requests.base_url(given) == expected


def test_internal_addresses_in_the_capabilities_are_not_followed(server, opened):
    fill(server, 1)
    assert identifiers(opened().pages()) == listed(1), "the fake's capabilities point to localhost:8080"


def test_every_option_has_a_default_and_the_type_opens_without_any(server, opened):
    assert csw.TYPE.name == "dge-csw"
    fill(server, 1)
    assert identifiers(opened().pages()) == listed(1)


def test_recorded_pages_of_real_servers(server, opened, shared_data):
    whole = {
        "iso19139/csw/cigal-csw-rebuilt-page.xml": 11,
        "iso19139/csw/geoide-ddt24-rebuilt-page.xml": 6,
        "iso19139/csw/udata__csw_dcat_geoplateforme-iso19139-IGNF_RPG.xml": 1,
        "iso19139/csw/udata__csw_dcat_geoide-iso19139-single-dataset.xml": 1,
    }
    for name, count in whole.items():
        content = (shared_data / name).read_bytes()
        server.respond = lambda method, query, content=content: (
            server.capabilities(query) if query["request"] == "GetCapabilities" else (200, content)
        )
        catalogue = opened()
        pages = list(catalogue.pages())
        assert sum(len(page.records) for page in pages) == count, name
        for record in pages[0].records:
            assert catalogue.draft(record).dataset["title"]


def test_a_recorded_listing_of_geonetwork_over_two_pages(server, opened, shared_data):
    folder = shared_data / "iso19139/csw"
    pages = {
        start: (folder / f"udata__csw_dcat_geonetwork-iso19139-page-{start}.xml")
        .read_bytes()
        .replace(b'Matched="6"', b'Matched="4"')
        for start in (3, 5)
    }
    # The first page of that listing is not in the data: the second one stands for it.
    first = pages[3].replace(b'nextRecord="5"', b'nextRecord="3"')
    server.respond = lambda _, query: (
        server.capabilities(query)
        if query["request"] == "GetCapabilities"
        else (200, {"1": first, "3": pages[5]}[query["startposition"]])
    )
    assert len(set(identifiers(opened(page_size=2).pages()))) == 4
