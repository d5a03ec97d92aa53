"""Whole recorded catalogues, replayed over HTTP: what is listed comes in, and what cannot be read is said."""

import re

import pytest

from ckanext.datagrandest.harvesting.contract import SourceUnreadable

#: File → datasets and services it lists, entries refused.
WHOLE = {
    "ckanext-dcat__dcat_dataset_afs.ttl": (1, 0),
    "ckanext-dcat__dcat_dataset_deri.ttl": (1, 0),
    "ckanext-dcat__dcat_dataset_gov_de.rdf": (1, 0),
    "ckanext-dcat__dcat_dataset_multilingual.ttl": (1, 0),
    "ecospheres-metadata__test_iso_dcat_geoide_1.ttl": (1, 0),
    "ecospheres-metadata__test_iso_dcat_sextant_1.ttl": (1, 0),
    "ecospheres-metadata__tests_test_dcat_exposition.json": (75, 25),
    "geonetwork-ui__fixtures_generic-dataset_eu.dcat-ap.survey.xml": (1, 0),
    "geonetwork-ui__fixtures_jrc.dcat.dataset.xml": (1, 0),
    "geonetwork-ui__fixtures_jrc.dcat.geo-dataset.xml": (1, 0),
    "geonetwork-ui__fixtures_opendataswiss.dcat-ap.dataset.xml": (1, 0),
    "geonetwork-ui__fixtures_sextant.dcat.seadatanet.xml": (1, 0),
    "geonetwork-ui__fixtures_vlaanderen.dcat-ap.dataset.xml": (1, 0),
    "metadonnee__Exemples_dcatIT.rdf": (1, 0),
    "metadonnee__Exemples_ignf_elf_administrative_unit_1-0-xml.rdf": (1, 0),
    "metawal-core-geonetwork__formatters_iso19115-3.2018-dcat-dataset-core.rdf": (1, 0),
    "metawal-core-geonetwork__formatters_iso19115-3.2018-eu-dcat-ap-dataset-core.rdf": (1, 0),
    "metawal-core-geonetwork__formatters_iso19115-3.2018-eu-dcat-ap-dataset-core-multipleAccrualPeriodicityAllowed.rdf": (
        1,
        0,
    ),
    "metawal-core-geonetwork__formatters_iso19115-3.2018-eu-dcat-ap-mobility-dataset-core.rdf": (1, 0),
    "metawal-core-geonetwork__formatters_iso19115-3.2018-eu-geodcat-ap-dataset-core.rdf": (1, 0),
    "udata__dcat_bnodes.jsonld": (3, 1),
    "udata__dcat_bnodes.xml": (4, 0),
    "udata__dcat_ckan.n3": (100, 0),
    "udata__dcat_ckan.ttl": (100, 0),
    "udata__dcat_datara--5a26b0f6-0ccf-46ad-ac58-734054b91977.rdf.xml": (1, 0),
    "udata__dcat_datara--f40c3860-7236-4b30-a141-23b8ae33f7b2.rdf.xml": (1, 0),
    "udata__dcat_evian.json": (8, 0),
    "udata__dcat_flat.jsonld": (3, 0),
    "udata__dcat_geonetwork.xml": (1, 0),
    "udata__dcat_sig.oreme.rdf": (1, 1),
}
#: Answers that are no DCAT: CKAN's own JSON, pages of CSW, a web page; and a context without dataset.
OTHERS = ("ckanext-dcat__ckan_", "ckanext-ecospheres", "ckanext-schemingdcat", "ckanext-geocat", "udata__dcat_context", "udata__dcat_partial", "ecospheres-metadata__test_iso_dcat_naturefrance")  # fmt: skip
TYPES = {"ttl": "text/turtle", "n3": "text/n3", "rdf": "application/rdf+xml", "xml": "application/rdf+xml", "jsonld": "application/ld+json", "json": "application/ld+json"}  # fmt: skip
NEXT = re.compile(rb"(hydra/core#next(?:Page)?|hydra:next(?:Page)?)")


@pytest.fixture
def replayed(server, shared_data):
    """Serve a recorded answer as a whole catalogue: its next page was not recorded."""

    def run(name):
        content = (shared_data / "catalogues/dcat" / name).read_bytes()
        server.raw["/catalog"] = (TYPES[name.rpartition(".")[2]], NEXT.sub(rb"\1-not-recorded", content))

    return run


@pytest.mark.parametrize("name", WHOLE)
def test_every_dataset_of_a_recorded_catalogue_comes_in(name, replayed, opened):
    replayed(name)
    pages = list(opened().pages())
    records = [record for page in pages for record in page.records]
    refused = [refusal for page in pages for refusal in page.refused]
    assert (len(records), len(refused)) == WHOLE[name]
    assert all(refusal.identifier or refusal.reason for refusal in refused)
    assert len({record.identifier for record in records}) == len(records)
    for record in records:
        draft = opened().draft(record)
        assert draft.dataset["title"]
        assert draft.dataset["identifiers"] or record.identifier


def test_every_file_of_the_folder_is_judged(shared_data):
    names = {path.name for path in (shared_data / "catalogues/dcat").iterdir()}
    assert not {name for name in names if name not in WHOLE and not name.startswith(OTHERS)}


def test_what_is_no_dcat_is_said(replayed, opened, shared_data):
    for path in sorted((shared_data / "catalogues/dcat").iterdir()):
        if path.name.startswith(OTHERS) and "partial" not in path.name:
            replayed(path.name)
            with pytest.raises(SourceUnreadable):
                list(opened().pages())


def test_a_catalogue_in_two_pages(server, opened, shared_data):
    folder = shared_data / "catalogues/dcat"
    for number in (1, 2):
        content = (folder / f"udata__dcat_partial-collection-{number}.jsonld").read_bytes()
        content = content.replace(
            b"http://data.test.org/catalog.jsonld?page=", f"http://{server.host}/catalog?page=".encode()
        )
        server.raw["/catalog" if number == 1 else f"/catalog?page={number}"] = ("application/ld+json", content)
    pages = list(opened().pages())
    assert [record.identifier for page in pages for record in page.records] == [
        f"http://data.test.org/datasets/{n}" for n in (1, 2, 3, 4)
    ]
    assert {page.matched for page in pages} == {4}


def test_the_parser_reads_what_rdflib_reads(shared_data):
    """Another implementation as an oracle: the same statements of every recorded document that both accept."""
    from rdflib import Graph

    from ckanext.datagrandest.net.rdf import read_rdf

    compared = 0
    formats = {"ttl": "turtle", "n3": "n3", "rdf": "xml", "xml": "xml", "jsonld": "json-ld"}
    for name in WHOLE:
        ending = name.rpartition(".")[2]
        if ending not in formats or "geonetwork.xml" in name:
            continue
        path = shared_data / "catalogues/dcat" / name
        theirs = Graph().parse(data=path.read_bytes(), format=formats[ending], publicID="http://x.org/")
        ours = set(read_rdf(path, TYPES[ending], base="http://x.org/"))
        assert len(ours) == len(theirs), name
        predicates = {str(predicate) for predicate in theirs.predicates()}
        assert {statement.predicate[1:-1] for statement in ours} == predicates, name
        compared += 1
    assert compared >= 24
