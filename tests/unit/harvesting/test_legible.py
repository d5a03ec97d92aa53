"""Records as rows that a person can read: nothing lost, nothing run, sizes bounded."""

import json

import pytest
from lxml import etree

from ckanext.datagrandest.harvesting import legible

ISO = """<?xml version="1.0"?><gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gmx="http://www.isotc211.org/2005/gmx"><!-- rien -->
<gmd:language><gmd:LanguageCode codeList="http://x.org/codes" codeListValue="fre"/></gmd:language>
<gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:organisationName><gco:CharacterString>Région &lt;b&gt;</gco:CharacterString></gmd:organisationName>
<gmd:note><gmx:Anchor xlink:href="https://x.org/a">Lien</gmx:Anchor></gmd:note></gmd:CI_ResponsibleParty></gmd:pointOfContact>
<gmd:url>https://x.org/b</gmd:url></gmd:MD_Metadata>"""


def test_xml_is_rows_of_properties_in_order():
    shown = legible.legible(ISO)
    told = [(row.depth, row.label, row.kind, row.value, row.link) for row in shown.rows]
    assert told == [
        (0, "MD_Metadata", "", "", ""),
        (1, "language", "LanguageCode", "fre", ""),
        (1, "point of contact", "CI_ResponsibleParty", "", ""),
        (2, "organisation name", "CharacterString", "Région <b>", ""),
        (2, "note", "Anchor", "Lien", ""),
        (1, "url", "", "https://x.org/b", "https://x.org/b"),
    ]
    assert shown.rows[1].notes == (("codeList", "http://x.org/codes"), ("codeListValue", "fre"))
    assert shown.rows[4].notes == (("href", "https://x.org/a"),)
    assert not shown.cut


def test_lists_that_open_are_closed():
    shown = legible.legible(ISO)
    assert sum(row.opens for row in shown.rows) == sum(row.closes for row in shown.rows) == 2


def texts(root):
    for element in root.iter("*"):
        yield from (text.strip() for text in (element.text, element.tail) if text and text.strip())
        yield from (
            value.strip()
            for name, value in element.attrib.items()
            if value.strip() and not str(name).endswith("schemaLocation")
        )


def test_every_text_of_every_real_record_is_shown_or_the_page_says_that_it_is_cut(shared_data):
    whole = 0
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        content = path.read_bytes().decode("utf-8", "replace")
        shown = legible.legible(content)
        kept = {part for row in shown.rows for part in (*row.value.split("\n"), *(told for _, told in row.notes))}
        said = texts(etree.fromstring(content.encode(), etree.XMLParser(remove_comments=True, remove_pis=True)))
        missing = [
            text
            for text in said
            if not shown.cut and not set(map(str.strip, text.split("\n"))) <= set(map(str.strip, kept))
        ]
        assert missing == [], path.name
        whole += not shown.cut
    assert whole > 60


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "data:text/html,x", "https://x.org/ <script>", 'https://x.org/"><b>']
)
def test_only_addresses_of_the_web_are_links(value):
    for content in (f"<a><b>{value.replace('<', '&lt;')}</b></a>", json.dumps({"b": value})):
        (row,) = [row for row in legible.legible(content).rows if row.label == "b"]
        assert (row.value, row.link) == (value, "")


def test_json_is_rows():
    shown = legible.legible(
        '{"title": "Arbres", "resources": [{"url": "https://x.org/a.csv", "size": 12}], "tags": [], "n": null}'
    )
    assert [(row.depth, row.label, row.value) for row in shown.rows] == [
        (0, "title", "Arbres"),
        (0, "resources", ""),
        (1, "1", ""),
        (2, "url", "https://x.org/a.csv"),
        (2, "size", "12"),
        (0, "tags", "[]"),
        (0, "n", "null"),
    ]


def test_large_and_deep_records_are_cut():
    many = "<a>" + "<b>x</b>" * 20_000 + "</a>"
    shown = legible.legible(many)
    assert (len(shown.rows), shown.cut) == (legible.MAX_ROWS, True)
    long = legible.legible("<a><b>x</b><b>" + "y" * 2_000_000 + "</b></a>")
    assert (len(long.rows), long.cut) == (2, True)
    nested = "[" * 500 + "1" + "]" * 500
    deep = legible.legible(nested)
    assert max(row.depth for row in deep.rows) == legible.DEEPEST
    legible.legible("[" * 100_000 + "]" * 100_000)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "@prefix a: <http://x> .",
        "<a><b></a>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "3",
        "\x00",
    ],
)
def test_other_contents_are_text(content):
    shown = legible.legible(content)
    assert (shown.rows, shown.text) == ((), content)


@pytest.mark.parametrize(
    ("folder", "pattern", "kind"),
    [
        ("iso19139/french", "geonetwork-ui__fixtures_geo2france.iso19139.service.xml", "ISO 19139"),
        ("catalogues/iso2dcat", "*_expected_output.rdf", "DCAT (RDF/XML)"),
        ("catalogues/iso2dcat", "*_expected_output.ttl", "DCAT (Turtle)"),
    ],
)
def test_the_format_is_named_by_its_beginning(shared_data, folder, pattern, kind):
    found = sorted((shared_data / folder).glob(pattern))
    assert found
    for path in found:
        assert legible.kind_of(path.read_text(encoding="utf-8")[: legible.HEAD]) == kind, path.name


def test_the_editions_of_iso_are_told_apart(shared_data):
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        content = path.read_text(encoding="utf-8", errors="replace")
        newer = "standards.iso.org/iso/19115/-3/mdb" in content
        assert legible.kind_of(content) == ("ISO 19115-3" if newer else "ISO 19139"), path.name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"@context": "x"}', "DCAT (JSON-LD)"),
        ('{"id": 1}', "JSON"),
        ("<a/>", "XML"),
        ("Bonjour", "text"),
        ("", "text"),
    ],
)
def test_other_formats(content, kind):
    assert legible.kind_of(content) == kind
