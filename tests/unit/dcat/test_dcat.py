"""The DCAT client against a server that does what real catalogues do. Numbers are those of the fault list."""

import pytest

from ckanext.datagrandest.harvesters.mapping import dcat as mapping
from ckanext.datagrandest.harvesting.contract import SourceUnreadable, UnmappableRecord

CONTEXT = b'{"@context": {"title": "http://purl.org/dc/terms/title"}}'


def identifiers(catalogue):
    return [record.identifier for page in catalogue.pages() for record in page.records]


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
        server.put(f"rec-{number}", f"Jeu de données {number}")
    return server


@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt"])
@pytest.mark.parametrize("paging", ["hydra", "old-hydra", "link", "none"])
def test_every_format_and_every_paging(ten, opened, form, paging):
    ten.format, ten.paging = form, paging
    records, refused, _, fault = read(opened())
    assert fault is None
    assert not refused
    assert sorted(record.identifier for record in records) == [f"rec-{n}" for n in range(10)]
    drafts = {record.identifier: opened().draft(record).dataset for record in records}
    assert drafts["rec-3"]["title"] == "Jeu de données 3"
    assert "Polygon" in drafts["rec-3"]["spatial"]


def test_the_same_record_in_every_format_and_order_gives_the_same_bytes(ten, opened):
    contents = []
    for form in ("turtle", "xml", "json-ld", "nt"):
        ten.format = form
        contents.append({record.identifier: record.content for record in read(opened())[0]})
    assert contents[0] == contents[1] == contents[2] == contents[3]


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/octet-stream", "application/xml", "application/json"]
)
def test_the_format_is_found_when_the_server_says_another(ten, opened, media_type):
    ten.media_type = media_type
    assert len(identifiers(opened())) == 10


def test_pages_counted_in_the_address(ten, opened, client):
    ten.paging = "count"
    assert len(identifiers(opened(page_parameter="page"))) == 10
    assert ten.requests == ["/catalog", "/catalog?page=2", "/catalog?page=3", "/catalog?page=4"]
    assert len(identifiers(opened())) == 4, "without the parameter only what the first page holds"


def test_a_page_number_in_the_address_is_counted_up_by_itself(ten, opened):
    ten.paging = "count"
    catalogue = opened()
    catalogue.url += "?page=1"
    assert len(identifiers(catalogue)) == 10


def test_fault_41_an_empty_catalogue_is_an_empty_listing(server, opened):
    records, _, counts, fault = read(opened())
    assert (records, counts, fault) == ([], {0}, None)


def test_fault_43_a_page_that_comes_again_ends_the_run(ten, opened):
    ten.paging, ten.ignores_page = "link", True
    records, _, _, fault = read(opened())
    assert len(records) == 4
    assert "same page twice" in str(fault)


def test_fault_43_a_server_that_ignores_the_number_of_the_page(ten, opened):
    ten.paging, ten.ignores_page = "count", True
    records, _, _, fault = read(opened(page_parameter="page"))
    assert len(records) == 4
    assert "same page twice" in str(fault)


def test_fault_44_the_set_changes_while_it_is_read(ten, opened):
    ten.script[2] = lambda fake: fake.remove("rec-0")
    records, _, counts, _ = read(opened())
    assert counts == {10, 9}
    assert len(records) == 9, (
        "rec-4 slid to the page that was read before: the counts differ, the guard removes nothing"
    )


def test_fault_46_a_next_page_that_is_this_page_ends_the_run(ten, opened):
    ten.next_to_itself = True
    records, _, _, fault = read(opened())
    assert len(ten.requests) <= 2
    assert len(records) == 4
    assert "same page twice" in str(fault)


def test_fault_46_a_last_page_that_points_to_itself_harms_nobody(server, opened):
    server.put("rec-0", "Un")
    server.next_to_itself = True
    catalogue = opened()
    catalogue.url += "?page=1"
    records, _, counts, fault = read(catalogue)
    assert (len(records), counts, fault) == (1, {1}, None)


def test_fault_38_a_next_page_under_an_internal_name_is_asked_of_the_same_server(ten, opened):
    ten.host_said = "localhost:8080"
    assert len(identifiers(opened())) == 10


def test_fault_47_blank_datasets_are_recognised_at_the_next_run(server, opened):
    head = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
    named = '[] a dcat:Dataset ; dct:title "Sans rien" .\n'
    other = '[] a dcat:Dataset ; dct:title "Page" ; dcat:landingPage <http://www.example.fr/p> .\n'
    keyed = '[] a dcat:Dataset ; dct:title "Clé" ; dct:identifier "k1" ; dct:publisher [ dct:title "X" ] .\n'
    nothing = "[] a dcat:Dataset .\n"
    runs = []
    for text in (named + other + keyed + nothing, nothing + keyed + other + named):
        server.raw["/catalog"] = ("text/turtle", (head + text).encode())
        records, refused, _, fault = read(opened())
        assert fault is None
        assert [str(refusal.reason) for refusal in refused] == [
            "A dataset of the catalogue has neither an identifier, nor an address, nor a title."
        ]
        runs.append({record.identifier: record.content for record in records})
    assert runs[0] == runs[1]
    assert {"k1", "http://www.example.fr/p"} < set(runs[0])
    assert len(runs[0]) == 3


def test_fault_47_blank_datasets_of_one_title_are_refused_not_confounded(server, opened):
    head = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
    twins = "".join(f'[] a dcat:Dataset ; dct:title "Budget" ; dct:issued "{year}" .\n' for year in (2023, 2024))
    server.raw["/catalog"] = ("text/turtle", (head + twins).encode())
    records, refused, _, _ = read(opened())
    assert not records
    assert len(refused) == 2
    assert "Budget" in str(refused[0].reason)


def test_fault_48_thousands_of_files_in_one_dataset(server, opened):
    files = ", ".join(f"<http://www.example.fr/f/{n}.csv>" for n in range(8000))
    described = "".join(
        f"<http://www.example.fr/f/{n}.csv> dcat:downloadURL <http://www.example.fr/f/{n}.csv> .\n" for n in range(8000)
    )
    text = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        f'<http://www.example.fr/d> a dcat:Dataset ; dct:title "Tuiles" ; dcat:distribution {files} .\n{described}'
    )
    server.raw["/catalog"] = ("text/turtle", text.encode())
    (record,) = read(opened())[0]
    draft = opened(max_resources=500).draft(record)
    assert len(draft.dataset["resources"]) == 500
    assert "The record has 8000 links; the first 500 were kept." in [str(remark) for remark in draft.remarks]


@pytest.mark.parametrize(
    "context", ['"{url}"', '["{url}"]', '[["{url}"]]', '{{"@import": "{url}"}}', '{{"a": {{"@id": "urn:a", "@context": "{url}"}}}}']
)  # fmt: skip
def test_fault_14_no_parser_fetches_a_context(server, opened, context):
    """The context's server is one that the policy refuses: a hit would be a parser that goes round the door."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("other_dcat", __file__.replace("test_dcat.py", "fake.py"))
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    elsewhere = other.FakeDcat()
    try:
        url = f"http://{elsewhere.host}/context.jsonld"
        elsewhere.raw["/context.jsonld"] = ("application/ld+json", CONTEXT)
        text = '{"@context": CONTEXT, "@type": "http://www.w3.org/ns/dcat#Dataset", "title": "x"}'
        text = text.replace("CONTEXT", context.format(url=url))
        server.raw["/catalog"] = ("application/ld+json", text.encode())
        records, _, _, fault = read(opened())
        assert elsewhere.requests == []
        assert not records
        assert fault is not None
        with pytest.raises(UnmappableRecord):
            mapping.draft(text.encode())
        assert elsewhere.requests == []
    finally:
        elsewhere.close()


def test_fault_14_a_context_of_an_allowed_server_comes_through_the_client(server, opened):
    server.raw["/context.jsonld"] = ("application/ld+json", CONTEXT)
    text = b'{"@context": "context.jsonld", "@id": "http://www.example.fr/1", "@type": "http://www.w3.org/ns/dcat#Dataset", "title": "x"}'
    server.raw["/catalog"] = ("application/ld+json", text)
    (record,) = read(opened())[0]
    assert opened().draft(record).dataset["title"] == "x"
    assert server.requests == ["/catalog", "/context.jsonld"]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("text/html", b"<!DOCTYPE html><html><body>Login", "web page"),
        ("text/turtle", b"<html><body>Login", "web page"),
        ("text/turtle", b"<urn:a> <urn:b> <urn:c> .", "no dataset"),
        ("application/json", b'{"success": true, "result": []}', "no dataset"),
        ("text/turtle", b"<urn:a> <urn:b> ", "line 1"),
        ("application/rdf+xml", b"<rdf:RDF xmlns:rdf='x'><a>", "XML"),
        ("application/rdf+xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "DTD"),
        ("text/turtle", b"", "linked data"),
    ],
)  # fmt: skip
def test_fault_24_what_is_no_catalogue_is_said(server, opened, kind, content, said):
    server.raw["/catalog"] = (kind, content)
    records, _, _, fault = read(opened())
    assert not records
    assert said in str(fault)


def test_limits_are_options(ten, opened):
    assert "2 pages" in str(read(opened(max_pages=2))[3])
    ten.raw["/catalog"] = ("text/turtle", b"#" * 1_100_000)
    assert read(opened(max_megabytes=1))[3] is not None


def test_datasets_that_are_listed_but_not_described_are_refused_with_their_address(server, opened):
    text = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        "<http://www.example.fr/c> a dcat:Catalog ; dcat:dataset <http://www.example.fr/1>, <http://www.example.fr/2> .\n"
        '<http://www.example.fr/2> dct:title "Sans classe" .'
    )
    server.raw["/catalog"] = ("text/turtle", text.encode())
    records, refused, _, fault = read(opened())
    assert fault is None
    assert [refusal.identifier for refusal in refused] == ["http://www.example.fr/1"]
    assert opened().draft(records[0]).dataset["title"] == "Sans classe"


def test_a_record_holds_what_belongs_to_it_and_no_other_dataset(server, opened):
    text = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <urn:c> a dcat:Catalog ; dct:title "Catalogue" ; dcat:dataset <urn:1>, <urn:2> ; dcat:service <urn:s> .
    <urn:1> a dcat:Dataset ; dct:title "Un" ; dct:publisher <urn:p> ; dct:relation <urn:2> ; dct:isPartOf <urn:c> .
    <urn:2> a dcat:Dataset ; dct:title "Deux" ; dct:publisher <urn:p> .
    <urn:p> a foaf:Agent ; foaf:name "Commune" .
    <urn:s> a dcat:DataService ; dct:title "Service" ; dcat:servesDataset <urn:1>, <urn:2> ; dcat:endpointURL <http://www.example.fr/wms> .
    <urn:r> a dcat:CatalogRecord ; foaf:primaryTopic <urn:1> ; dct:modified "2024-01-02" ."""
    server.raw["/catalog"] = ("text/turtle", text.encode())
    records = {record.identifier: record for record in read(opened())[0]}
    assert set(records) == {"urn:1", "urn:2", "urn:s"}
    first = opened().draft(records["urn:1"]).dataset
    assert b"Deux" not in records["urn:1"].content
    assert b"Catalogue" not in records["urn:1"].content
    assert first["contacts"] == [{"role": "publisher", "name": "Commune"}]
    assert first["metadata_date"] == "2024-01-02"
    assert [resource["url"] for resource in first["resources"]] == ["http://www.example.fr/wms"]
    service = opened().draft(records["urn:s"]).dataset
    assert service["scope"] == "service"
    assert service["coupled_resources"] == ["urn:1", "urn:2"]
    assert set(identifiers(opened(services=False))) == {"urn:1", "urn:2"}


def test_geonetwork_writes_an_address_and_a_text_in_one_property(server, opened):
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"'
        ' xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="urn:1"><dct:title>Un</dct:title>'
        '<dcat:theme rdf:resource="http://inspire.ec.europa.eu/theme/hb">Habitats and biotopes</dcat:theme>'
        "</dcat:Dataset></rdf:RDF>"
    )
    server.raw["/catalog"] = ("application/rdf+xml", text.encode())
    (record,) = read(opened())[0]
    assert opened().draft(record).dataset["inspire_themes"] == ["hb"]


def test_fault_33_the_same_identifier_twice_is_handed_on_twice(ten, opened):
    """The plan takes the first and says so; here nothing is hidden, so that the counts agree."""
    ten.repeat("rec-2")
    records, refused, counts, fault = read(opened())
    assert [record.identifier for record in records].count("rec-2") == 2
    assert (len(records), refused, counts, fault) == (11, [], {11}, None)
