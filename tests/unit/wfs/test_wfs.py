"""Layers of WFS in every version, as datasets."""

import json

import pytest
from lxml import etree

from ckanext.datagrandest.harvesters.mapping.ogc.layer import draft, identifier_in
from ckanext.datagrandest.harvesters.wfs.capabilities import base_url
from ckanext.datagrandest.harvesting.contract import SourceUnreadable, UnmappableRecord

VERSIONS = ["1.0.0", "1.1.0", "2.0.0"]
HOSTILE = '<script>alert("x")</script>'


def read(catalogue):
    pages = list(catalogue.pages())
    return [record for page in pages for record in page.records], [one for page in pages for one in page.refused]


def drafts(catalogue):
    return {record.identifier: catalogue.draft(record) for record in read(catalogue)[0]}


@pytest.mark.parametrize("version", VERSIONS)
def test_layers_of_every_version(service, opened, version):
    service.version = version
    service.put("fr-1", "Cours d’eau & fossés")
    (draft,) = drafts(opened(service)).values()
    dataset = draft.dataset
    assert dataset["title"] == "Cours d’eau & fossés"
    assert dataset["notes"] == "Résumé"
    assert dataset["tags"] == [{"name": "eau"}]
    assert dataset["crs"][0] == "EPSG:2154"
    assert dataset["license_id"] == "lov2"
    assert dataset["identifiers"] == [{"value": "fr-1"}]
    assert "id=fr-1" in dataset["documentation"][0]
    ring = json.loads(dataset["spatial"])["coordinates"][0]
    assert {point[0] for point in ring} == {6.4, 6.52}
    assert {point[1] for point in ring} == {48.15, 48.22}


@pytest.mark.parametrize("version", VERSIONS)
def test_links_are_those_that_the_server_can_answer(fakes, version):
    content = fakes.capabilities(version, [fakes.layer(version, "ns:eau", "Eau")]).encode()
    root = etree.fromstring(content)
    root.set("{http://www.w3.org/XML/1998/namespace}base", "https://www.example.fr/wfs?map=a")
    resources = {resource["format"]: resource for resource in draft(etree.tostring(root)).dataset["resources"]}
    assert set(resources) == {"WFS", "GEOJSON", "SHP", "GML"} | ({"CSV"} if version != "1.0.0" else set())
    service = resources["WFS"]
    assert (service["kind"], service["protocol"], service["layer"]) == ("service", "OGC:WFS", "ns:eau")
    download = resources["SHP"]
    assert download["kind"] == "download"
    assert download["url"].startswith("https://www.example.fr/wfs?map=a&service=WFS")
    assert "outputFormat=SHAPE-ZIP" in download["url"]
    assert ("typeNames=ns%3Aeau" if version == "2.0.0" else "typeName=ns%3Aeau") in download["url"]
    assert "localhost" not in str(resources), "the addresses in capabilities are often internal"


def test_a_server_without_formats_gives_the_service_alone(service, opened, fakes):
    service.formats = []
    service.layers["a"] = fakes.layer("2.0.0", "ns:a", "A")
    content = read(opened(service))[0][0].content.replace(service.host.encode(), b"www.example.fr")
    assert [resource["format"] for resource in draft(content).dataset["resources"]] == ["WFS"]


def test_contacts_are_services_not_persons(service, opened):
    service.put("a", "A")
    (found,) = drafts(opened(service)).values()
    (contact,) = found.dataset["contacts"]
    assert contact["name"] == "DREAL Grand Est"
    assert contact["email"] == "sig@example.gouv.fr"
    assert "Durand" not in str(found.dataset)
    (named,) = drafts(opened(service, keep_names=True)).values()
    assert "Jeanne Durand" in named.dataset["contacts"][0]["name"]


def test_a_layer_is_recognised_by_its_metadata_when_it_is_its_own(service, opened, fakes):
    service.put("fiche-1", "Un")
    service.layers["b"] = fakes.layer("2.0.0", "ns:b", "B", metadata="fiche-2")
    service.layers["c"] = fakes.layer("2.0.0", "ns:c", "C", metadata="fiche-2")
    service.layers["d"] = fakes.layer("2.0.0", "ns:d", "D")
    records, refused = read(opened(service))
    assert [record.identifier for record in records] == [
        "fiche-1",
        f"{service.host}/wfs#ns:b",
        f"{service.host}/wfs#ns:c",
        f"{service.host}/wfs#ns:d",
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.fr/csw?request=GetRecordById&ID=fr-1#a", "fr-1"),
        ("https://x.fr/geonetwork/srv/fre/catalog.search#/metadata/fr-2", "fr-2"),
        ("https://x.fr/geonetwork/srv/api/records/fr-3/formatters/xml", "fr-3"),
        ("https://x.fr/geonetwork?uuid=fr-4", "fr-4"),
        ("https://x.fr/metadata.xml", ""),
        ("", ""),
    ],
)
def test_identifiers_in_addresses_of_metadata(url, expected):
    assert identifier_in(url) == expected


def test_what_changes_by_itself_changes_no_record(service, opened):
    service.put("a", "A")
    service.put("b", "B")
    first, again = (read(opened(service))[0] for _ in range(2))
    assert [record.content for record in first] == [record.content for record in again]
    service.put("b", "Autre")
    after = read(opened(service))[0]
    assert after[0].content == first[0].content
    assert after[1].content != first[1].content


def test_a_record_is_a_capabilities_document_with_one_layer(service, opened):
    for name in "abc":
        service.put(name, name)
    for record in read(opened(service))[0]:
        root = etree.fromstring(record.content)
        assert len(list(root.iter("{*}FeatureType"))) == 1
        assert "request=DescribeFeatureType" in record.url


def test_fault_32_a_layer_without_name_is_refused_alone(service, opened):
    service.put("a", "A")
    service.break_record("b")
    records, refused = read(opened(service))
    assert [record.identifier for record in records] == ["a"]
    assert refused[0].identifier == "b"
    assert "Sans nom" in str(refused[0].reason)


def test_a_layer_without_title_bears_its_name(service, opened, fakes):
    service.layers["a"] = fakes.layer("2.0.0", "ns:a", "")
    (found,) = drafts(opened(service)).values()
    assert found.dataset["title"] == "ns:a"
    assert any("no title" in str(remark) for remark in found.remarks)


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ((6.5, 48.1, 6.4, 48.2), "West and east"),
        ((932000, 6783000, 941000, 6790000), "in metres"),
        (("NaN", "NaN", "NaN", "NaN"), "not made of four numbers"),
        (("", "", "", ""), "not made of four numbers"),
        ((-180, -90, 180, 90), None),
        ((0, 0, 0, 0), "0, 0"),
    ],
)
def test_fault_36_boxes(service, opened, fakes, box, said):
    service.layers["a"] = fakes.layer("2.0.0", "ns:a", "A", box=box)
    (found,) = drafts(opened(service)).values()
    remarks = " ".join(map(str, found.remarks))
    assert said is None or said in remarks


def test_fault_39_hostile_texts_stay_texts(service, opened, fakes):
    service.layers["a"] = fakes.layer("2.0.0", f"ns:{HOSTILE}", HOSTILE, abstract=HOSTILE, metadata='"><x>')
    (found,) = drafts(opened(service)).values()
    assert found.dataset["title"] == HOSTILE, "pages escape it"
    assert "script" not in found.dataset.get("notes", "")
    assert all(
        resource["url"].startswith("http") and "<" not in resource["url"] for resource in found.dataset["resources"]
    )


@pytest.mark.parametrize(
    "content", [b"<x/>", b"", b"<broken", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>']
)
def test_faults_27_to_30_what_is_no_layer(content):
    with pytest.raises(UnmappableRecord):
        draft(content)


def test_versions_are_tried_from_the_newest(service, opened):
    service.version = "1.0.0"
    service.put("a", "A")
    assert len(read(opened(service))[0]) == 1
    assert [query["version"] for _, query in service.requests] == ["2.0.0", "1.1.0", "1.0.0"]


def test_the_address_may_be_that_of_the_capabilities(service, opened):
    service.put("a", "A")
    assert len(read(opened(service, f"{service.url}?service=WFS&request=GetCapabilities&version=1.0.0"))[0]) == 1
    assert base_url("https://x.fr/ows?MAP=/a&SERVICE=wfs") == "https://x.fr/ows?MAP=%2Fa"


def test_a_service_at_an_address_that_does_not_say_so(service, opened):
    service.put("a", "A")
    respond = service.respond
    service.respond = lambda path, query: respond("/wfs", query) if path == "/geo" else (404, "text/html", "<html/>")
    assert len(read(opened(service, f"http://{service.host}/geo"))[0]) == 1


def test_fault_45_an_exception_with_status_200(service, opened):
    service.raw["/wfs"] = (
        200,
        "text/xml",
        '<ows:ExceptionReport xmlns:ows="o"><ows:ExceptionText>base fermée</ows:ExceptionText></ows:ExceptionReport>',
    )
    with pytest.raises(SourceUnreadable, match="base fermée"):
        read(opened(service))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html", "<html><body>Bonjour</body></html>"),
        ("application/json", '{"a": 1}'),
        ("text/xml", "<rss/>"),
        ("text/plain", "x"),
    ],
)
def test_fault_24_an_address_that_is_neither(service, opened, kind, content):
    service.raw["/wfs"] = 200, kind, content
    with pytest.raises(SourceUnreadable, match="neither as a WFS"):
        read(opened(service))


def test_a_service_that_fails_is_said_with_its_status(service, opened):
    service.fail_after(0)
    with pytest.raises(SourceUnreadable, match="500"):
        read(opened(service))


def test_fault_41_a_service_without_layers(service, opened):
    pages = list(opened(service).pages())
    assert [(page.records, page.matched) for page in pages] == [((), 0)]
    assert "no layer" in str(pages[0].notes[0])


def test_a_thousand_layers_come_by_pages(service, opened, fakes):
    for number in range(1000):
        service.layers[str(number)] = fakes.layer("2.0.0", f"ns:{number}", f"Couche {number}")
    pages = list(opened(service).pages())
    assert [len(page.records) for page in pages] == [100] * 10
    assert max(len(record.content) for page in pages for record in page.records) < 5000
