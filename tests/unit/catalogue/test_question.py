"""What people type becomes words; what programmes write stays as it is."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.datagrandest.catalogue import index_fields, question

SCHEMA = Path(__file__).parents[3] / "config/solr/ckan/conf/schema.xml"

WORDS = {
    "Où se garer ?": "Où se garer",
    "PLU - Metz": "PLU Metz",
    "Metz : plan local": "Metz plan local",
    "horaires 12:30": "horaires 12 30",
    "eau/assainissement": "eau assainissement",
    'plan "local': "plan local",
    "plan (local": "plan local",
    "plan )local(": "plan local",
    "« plan local » Metz": '"plan local" Metz',
    "eau -potable": "eau -potable",
    "+eau potable": "+eau potable",
    "C++ données": "C données",
    "inond*": "inond*",
    "* eau": "eau",
    "MINES D'OR OR ARGENT": "MINES D'OR or ARGENT",
    "OR rose": "or rose",
    "eau OR air": "eau OR air",
    "eau AND": "eau and",
    "Saint-Dié-des-Vosges": "Saint-Dié-des-Vosges",
    "l’eau": "l’eau",
    "1:25 000": "1 25 000",
    "a && b || !c": "a b c",
    "x{!y}": "x y",
}


@pytest.mark.parametrize("text", WORDS)
def test_words(text: str):
    asked = question.read(text)
    assert asked.q.removeprefix("{!edismax q.op=OR}") == WORDS[text]
    assert dict(asked.params)["qf"] == question.WEIGHTS


@pytest.mark.parametrize("text", ["", "  ", "*:*", '""'])
def test_nothing_asked_is_everything(text: str):
    assert question.read(text) == question.Question("*:*")


@pytest.mark.parametrize("text", ["???", "()", "* - +", "...", "«»"])
def test_signs_only_find_nothing(text: str):
    assert question.read(text).empty


@pytest.mark.parametrize("text", ["title:eau", '+tags:"a b" -notes:c', "themes_ss:TRAN", "(id:1 OR id:2)"])
def test_fields_stay_in_solr_syntax(text: str):
    assert question.read(text) == question.Question(text)


def test_an_address_is_looked_up_as_one():
    assert question.read(" https://a.fr/ows?x=1 ").q == 'urls:"https://a.fr/ows?x=1"'


def test_alternatives_need_no_minimum():
    assert dict(question.read("eau OR air").params)["mm"] == "0%"
    assert dict(question.read("eau air").params)["mm"] == question.MINIMUM


@given(st.text(max_size=80))
def test_any_words_come_out_balanced(text: str):
    asked = question.read(text)
    if asked.params:
        assert asked.q.count('"') % 2 == 0
        assert asked.q.count("(") == asked.q.count(")")


def test_known_fields_are_those_of_the_schema():
    names = {field.get("name") for field in ET.parse(SCHEMA).getroot().iter() if field.tag == "field"}
    unsearchable = {"_version_", "dge_configset", "data_dict", "validated_data_dict"}
    assert names - unsearchable == index_fields.FIELDS


@pytest.mark.parametrize("name", sorted(index_fields.SORTABLE - {"score"}))
def test_sorted_fields_have_doc_values(name: str):
    field = next(field for field in ET.parse(SCHEMA).getroot().iter() if field.get("name") == name)
    assert field.get("docValues") == "true"
    assert field.get("multiValued") != "true"
