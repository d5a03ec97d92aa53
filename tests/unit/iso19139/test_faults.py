"""Faults 27 to 40 of the research on reliability: hostile, broken and unusual records."""

import json

import pytest

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesting.contract import UnmappableRecord

GMD = 'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"'


def text(value):
    return f"<gco:CharacterString>{value}</gco:CharacterString>"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;&b;&b;">]>',
    ],
)
def test_27_to_29_entities_are_refused(record, prolog):
    content = record(title=text("&e;")).decode().replace("?>", "?>" + prolog, 1).encode()
    with pytest.raises(UnmappableRecord):
        iso19139.draft(content)


def test_30_depth(record):
    with pytest.raises(UnmappableRecord):
        iso19139.draft(record(identification="<gmd:a>" * 10_000 + "</gmd:a>" * 10_000))


def test_31_size(record):
    with pytest.raises(UnmappableRecord) as caught:
        iso19139.draft(record(), iso19139.Options(max_bytes=1000))
    assert "MB" in str(caught.value)


def test_32_without_identifier_that_of_the_data_stands_in(record):
    citation = (
        f"<gmd:identifier><gmd:MD_Identifier><gmd:code>{text('jdd-7')}</gmd:code></gmd:MD_Identifier></gmd:identifier>"
    )
    root = iso19139.parse(record(identifier="", citation=citation))
    assert iso19139.identifier_of(root) == "jdd-7"
    with pytest.raises(UnmappableRecord) as caught:
        iso19139.draft(record(identifier=""))
    assert "no identifier" in str(caught.value)


def test_34_anchor_nil_reason_and_empty_texts(mapped):
    title = '<gmx:Anchor xlink:href="http://x.example.org/1">Bâtis</gmx:Anchor>'
    dataset, remarks = mapped(title=title, abstract='<gco:CharacterString gco:nilReason="missing"/>')
    assert dataset["title"] == "Bâtis"
    assert "notes" not in dataset
    assert "The record has no abstract." in remarks


@pytest.mark.parametrize("empty", ["", "<gco:CharacterString/>", text("   ")])
def test_34_a_record_without_title_is_refused_with_a_reason(record, empty):
    with pytest.raises(UnmappableRecord) as caught:
        iso19139.draft(record(title=empty))
    assert "no title" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2019", "2019"),
        ("2019-03", "2019-03"),
        ("2019-13-45", None),
        ("0000", None),
        ("0", None),
        ("12/07/2020", "2020-07-12"),
    ],
)
def test_35_dates(mapped, given, kept):
    citation = f"""<gmd:date><gmd:CI_Date><gmd:date><gco:Date>{given}</gco:Date></gmd:date>
        <gmd:dateType><gmd:CI_DateTypeCode codeListValue="publication"/></gmd:dateType></gmd:CI_Date></gmd:date>"""
    dataset, remarks = mapped(citation=citation)
    assert dataset.get("issued") == kept
    assert kept or any(f"“{given}”" in remark for remark in remarks)


def test_35_without_stamp_the_record_is_kept(mapped):
    dataset, remarks = mapped(stamp='<gco:DateTime gco:nilReason="missing"/>')
    assert dataset["title"]
    assert "The record does not say when it was last changed." in remarks


@pytest.mark.parametrize(
    ("given", "kind", "bounds", "word"),
    [
        ((7.1, 48.0, 7.5, 48.2), "Polygon", (7.1, 48.0, 7.5, 48.2), None),
        ((7.5, 48.0, 7.1, 48.2), "Polygon", (7.1, 48.0, 7.5, 48.2), "West and east"),
        ((7.1, 48.2, 7.5, 48.0), "Polygon", (7.1, 48.0, 7.5, 48.2), "South and north"),
        ((5, 41, -4, 51), "Polygon", (-4, 41, 5, 51), "West and east"),
        ((7.1, 48.0, 7.1, 48.0), "Point", (7.1, 48.0, 7.1, 48.0), None),
        ((7.1, 48.0, 7.1, 48.5), "LineString", (7.1, 48.0, 7.1, 48.5), None),
        ((170, -20, -170, -10), "MultiPolygon", (-180, -20, 180, -10), None),
        (("7,1", "48,0", "7,5", "48,2"), "Polygon", (7.1, 48.0, 7.5, 48.2), None),
        ((48.0, 95.0, 48.2, 97.0), "Polygon", (95.0, 48.0, 97.0, 48.2), "Longitudes and latitudes"),
        ((1040000, 6830000, 1060000, 6850000), "Polygon", (7.5, 48.4, 7.9, 48.7), "EPSG:2154"),
        ((2010000, 7150000, 2020000, 7160000), "Polygon", (7.15, 47.5, 7.3, 47.6), "EPSG:3948"),
    ],
)
def test_36_extents(mapped, box, given, kind, bounds, word):
    dataset, remarks = mapped(identification=box(*given))
    geometry = json.loads(dataset["spatial"])
    assert geometry["type"] == kind
    for found, expected in zip(_bounds(geometry["coordinates"]), bounds, strict=True):
        assert found == pytest.approx(expected, abs=0.15)
    assert (word is None) or any(word in remark for remark in remarks)


@pytest.mark.parametrize(
    "given", [("NaN", 1, 2, 3), ("", 1, 2, 3), ("INF", 1, 2, 3), (0, 0, 0, 0), (1e9, 1e9, 2e9, 2e9), ("abc", 1, 2, 3)]
)
def test_36_what_cannot_be_an_extent_is_left_out_and_said(mapped, box, given):
    dataset, remarks = mapped(identification=box(*given))
    assert "spatial" not in dataset
    assert any("extent" in remark and "left out" in remark for remark in remarks)
    assert "The record has no extent on the map." in remarks


def test_36_an_empty_first_extent_does_not_hide_the_second(mapped, box):
    dataset, _ = mapped(identification=box("", "", "", "") + box(7, 48, 8, 49))
    assert _bounds(json.loads(dataset["spatial"])["coordinates"]) == (7, 48, 8, 49)


def test_36_metres_are_understood_by_the_reference_system_of_the_record(mapped, box):
    code = f"<gmd:code>{text('EPSG:3857')}</gmd:code>"
    reference = f"""<gmd:referenceSystemInfo><gmd:MD_ReferenceSystem><gmd:referenceSystemIdentifier><gmd:RS_Identifier>
        {code}</gmd:RS_Identifier></gmd:referenceSystemIdentifier></gmd:MD_ReferenceSystem></gmd:referenceSystemInfo>"""
    dataset, remarks = mapped(reference=reference, identification=box(840000, 6170000, 870000, 6200000))
    assert _bounds(json.loads(dataset["spatial"])["coordinates"])[0] == pytest.approx(7.55, abs=0.1)
    assert any("EPSG:3857" in remark for remark in remarks)


def _bounds(coordinates):
    flat = list(_points(coordinates))
    return min(x for x, _ in flat), min(y for _, y in flat), max(x for x, _ in flat), max(y for _, y in flat)


def _points(coordinates):
    if isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from _points(part)


def test_37_gmi_and_wrappers(record):
    gmi = (
        record()
        .replace(b"gmd:MD_Metadata", b"gmi:MI_Metadata")
        .replace(b"xmlns:gmd", b'xmlns:gmi="urn:gmi" xmlns:gmd', 1)
    )
    wrapped = (
        b"<csw:GetRecordByIdResponse xmlns:csw='urn:csw'>"
        + record().partition(b"?>")[2]
        + b"</csw:GetRecordByIdResponse>"
    )
    assert iso19139.draft(gmi).dataset["title"] == iso19139.draft(wrapped).dataset["title"] == "Bâtis communaux"


def test_37_iso_19115_3(shared_data):
    folder = shared_data / "iso19139/french"
    files = [path for path in folder.glob("*.xml") if b"standards.iso.org/iso/19115/-3/mdb" in path.read_bytes()]
    assert len(files) == 7
    for path in files:
        dataset = iso19139.draft(path.read_bytes()).dataset
        for name in ("title", "notes", "spatial", "contacts", "resources", "metadata_date"):
            assert dataset.get(name), (path.name, name)


@pytest.mark.parametrize(
    "host", ["localhost:8080", "127.0.0.1", "geoserver", "10.1.2.3", "carto.intra", "[::1]", "192.168.1.9"]
)
def test_38_links_to_private_hosts_are_left_out_and_said(mapped, link, host):
    url = f"http://{host}/geonetwork/x"
    dataset, remarks = mapped(links=link(url))
    assert dataset["resources"] == []
    assert any(url in remark for remark in remarks)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///C:/x", "apercu.png", "\\\\serveur\\x"]
)
def test_39_links_that_no_browser_may_open_are_left_out_and_said(mapped, link, url):
    dataset, remarks = mapped(links=link(url))
    assert dataset["resources"] == []
    assert any(url.split(",")[0] in remark for remark in remarks)


def test_40_services(shared_data):
    path = shared_data / "iso19139/french/geonetwork-ui__fixtures_geo2france.iso19139.service.xml"
    dataset = iso19139.draft(path.read_bytes()).dataset
    assert dataset["scope"] == "service"
    assert dataset["service_type"]
    assert any(resource["kind"] == "service" for resource in dataset["resources"])


def test_48_thousands_of_links_are_bounded_and_said(record, link):
    links = "".join(link(f"https://x.example.org/{i}.zip") for i in range(8000))
    draft = iso19139.draft(record(links=links))
    assert len(draft.dataset["resources"]) == iso19139.DEFAULTS.max_resources
    assert any("8000" in str(remark) for remark in draft.remarks)


@pytest.mark.parametrize("content", [b"", b"x", b"<html/>", b"\x00\xff", b"<a>&nbsp;</a>", "<é/>".encode("utf-16")])
def test_what_is_not_a_record_is_refused(content):
    with pytest.raises(UnmappableRecord):
        iso19139.draft(content)


def test_a_record_that_identifies_nothing_is_refused():
    with pytest.raises(UnmappableRecord):
        iso19139.draft(
            f"<gmd:MD_Metadata {GMD}><gmd:fileIdentifier>{text('a')}</gmd:fileIdentifier></gmd:MD_Metadata>".encode()
        )
