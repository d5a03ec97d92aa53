"""DCAT records in CSW answers, as GeoNetwork gives them."""

import pytest
from lxml import etree

from ckanext.datagrandest.harvesters.csw.linked_data import is_record, records

GMD = "http://www.isotc211.org/2005/gmd"
DCAT = "http://www.w3.org/ns/dcat#"
RECORDED = (
    "udata__csw_dcat_geonetwork-dcat-page-5.xml",
    "udata__csw_dcat_geonetwork-geodcatap-page-1.xml",
    "udata__csw_dcat_geonetwork-geodcatap-page-3.xml",
    "udata__csw_dcat_geonetworkv4-page-1.52d982.xml",
    "udata__csw_dcat_geonetworkv4-page-5.9a4ad0.xml",
)
RECORD = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
 xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="{about}"><dct:identifier>{identifier}</dct:identifier>
<dct:title>{title}</dct:title></dcat:Dataset></rdf:RDF>"""


def record(identifier, title="Titre"):
    return RECORD.format(about=f"https://www.example.fr/{identifier}", identifier=identifier, title=title)


def read(catalogue):
    pages = list(catalogue.pages())
    return [one for page in pages for one in page.records], [one for page in pages for one in page.refused]


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_pages_of_geonetwork(shared_data, opened, name):
    root = etree.parse(shared_data / "catalogues/csw" / name).getroot()
    found = [one for child in next(root.iter("{*}SearchResults")) for one in records(child, "https://x.fr/{}".format)]
    assert len(found) == 2
    catalogue = opened()
    for one in found:
        assert is_record(one.content)
        dataset = catalogue.draft(one).dataset
        assert dataset["title"]
        assert dataset["resources"] or dataset["notes"]
        assert "record.invalid" not in one.identifier


def test_a_server_that_gives_dcat_alone(server, opened):
    server.schemas, server.type_names = [DCAT], ["csw:Record"]
    for number in range(25):
        server.records[f"rec-{number}"] = record(f"rec-{number}", f"Jeu {number}")
    catalogue = opened(page_size=10)
    found, refused = read(catalogue)
    assert refused == []
    assert [one.identifier for one in found] == [f"rec-{number}" for number in range(25)]
    assert catalogue.draft(found[3]).dataset["title"] == "Jeu 3"
    assert server.requests[-1][1]["outputschema"] == DCAT


def test_iso_is_preferred_unless_dcat_is_asked_for(server, opened):
    server.schemas = [DCAT, GMD]
    server.put("a", "En ISO")
    found, _ = read(opened())
    assert not is_record(found[0].content)
    server.records["a"] = record("a", "En DCAT")
    catalogue = opened(output_schema=DCAT)
    assert catalogue.draft(read(catalogue)[0][0]).dataset["title"] == "En DCAT"


def test_bytes_do_not_depend_on_the_page(server, opened):
    server.schemas, server.type_names = [DCAT], ["csw:Record"]
    for number in range(6):
        server.records[f"rec-{number}"] = record(f"rec-{number}")
    whole = {one.identifier: one.content for one in read(opened())[0]}
    assert whole == {one.identifier: one.content for one in read(opened(page_size=1))[0]}


@pytest.mark.parametrize(
    "broken",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="a"><rdf:li/></rdf:Description></rdf:RDF>',
        '<dcat:Dataset xmlns:dcat="http://www.w3.org/ns/dcat#"/>',
    ],
)
def test_fault_47_a_record_without_dataset_is_refused_alone(server, opened, broken):
    server.schemas, server.type_names = [DCAT], ["csw:Record"]
    server.records = {"a": record("fiche-1"), "b": broken}
    found, refused = read(opened())
    assert [one.identifier for one in found] == ["fiche-1"]
    assert len(refused) == 1
