"""The lists of codes are whole, labelled in two languages, and matched leniently."""

import json
from itertools import chain

import pytest

from ckanext.datagrandest.metadata.vocabularies import LICENCES, VOCABULARIES, spelling, vocabulary, vocabulary_names

SIZES = {
    "data_themes": 14,
    "inspire_themes": 34,
    "topic_categories": 19,
    "access_limitations": 9,
    "roles": 11,
    "hvd_categories": 6,
    "conformity_degrees": 3,
    "service_types": 6,
    "access_rights": 3,
}


@pytest.mark.parametrize("name", vocabulary_names())
def test_every_term_has_two_labels_and_an_address(name: str):
    for term in vocabulary(name):
        assert term.label("fr").strip()
        assert term.label("en").strip()
        assert "://" in term.uri or name == LICENCES, f"{name}: {term.code} has no address"


@pytest.mark.parametrize("name", vocabulary_names())
def test_every_code_address_and_label_leads_to_a_term(name: str):
    terms = vocabulary(name)
    for term in terms:
        assert terms.match(term.code) is term
        for text in chain(term.labels.values(), term.also, [term.uri] if term.uri else []):
            assert terms.match(text) is not None, f"{name}: “{text}” is not understood"


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_official_lists_are_whole(name: str, size: int):
    assert len(vocabulary(name).terms) == size


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("licences", "Licence Ouverte / Open Licence version 2.0", "lov2"),
        ("licences", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "lov2"),
        ("licences", "http://opendatacommons.org/licenses/odbl/1-0", "odc-odbl"),
        ("licences", "ODBL", "odc-odbl"),
        ("frequencies", "annually", "ANNUAL"),
        ("frequencies", "http://publications.europa.eu/resource/authority/frequency/DAILY", "DAILY"),
        ("inspire_themes", "https://inspire.ec.europa.eu/theme/ad", "ad"),
        ("inspire_themes", "occupation du sol", "lc"),
        ("languages", "fre", "FRA"),
        ("encodings", "utf8", "UTF-8"),
        ("protocols", "OGC:WMS-1.3.0-http-get-map", "OGC:WMS"),
        ("crs", "RGF93 / Lambert-93", "EPSG:2154"),
        ("roles", "Point de contact", "pointOfContact"),
    ],
)
def test_other_spellings_are_understood(name: str, text: str, code: str):
    term = vocabulary(name).match(text)
    assert term is not None
    assert term.code == code


def test_unknown_and_empty_texts_match_nothing():
    themes = vocabulary("data_themes")
    assert themes.match("…") is None
    assert themes.match("") is None
    assert themes.match(None) is None
    assert themes.label("XXXX") == "XXXX"


def test_licences_have_what_ckan_reads():
    entries = json.loads((VOCABULARIES / "licences.json").read_text(encoding="utf-8"))
    assert entries[0]["id"] == "lov2", "the licence that suits most is proposed first"
    for entry in entries:
        assert {"id", "title", "url", "od_conformance", "osd_conformance", "status"} <= set(entry)
    open_ids = {term.code for term in vocabulary(LICENCES) if term.facts["open"]}
    assert {"lov2", "fr-lo", "odc-odbl", "odc-by", "cc-by", "cc-by-sa", "cc-zero"} <= open_ids
    assert {"cc-nc", "notspecified", "other-closed"}.isdisjoint(open_ids)


def test_spelling_ignores_case_accents_and_scheme():
    assert spelling("Énergie ") == spelling("energie")
    assert spelling("http://www.example.org/a/") == spelling("https://example.org/a")
