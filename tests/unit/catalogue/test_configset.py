"""The Solr configset carries its own mark, is whole, and knows all that CKAN and its extensions index."""

import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ckanext.datagrandest.catalogue import configset

CONF = Path(__file__).parents[3] / "config/solr/ckan/conf"
MULTIVALUED = {"tags", "groups", "res_name", "res_description", "res_format", "res_url", "permission_labels", "text"}


def schema() -> ET.Element:
    return ET.parse(CONF / "schema.xml").getroot()


def stock_fields() -> dict[str, ET.Element]:
    package = importlib.util.find_spec("ckan").submodule_search_locations[0]
    root = ET.parse(Path(package, "config/solr/schema.xml")).getroot()
    return {field.get("name"): field for field in root.iter() if field.tag in {"field", "dynamicField"}}


def test_mark_is_the_one_of_the_files():
    how = "the configset changed: run python -m ckanext.datagrandest.catalogue.configset config/solr/ckan/conf"
    assert configset.written(CONF) == configset.digest(CONF) == configset.expected(), how


def test_mark_ignores_synonyms_and_sees_the_rest(tmp_path: Path):
    for path in CONF.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "synonyms.txt").write_text("a, b", encoding="utf-8")
    assert configset.digest(tmp_path) == configset.written(CONF)
    (tmp_path / "stopwords.txt").write_text("le", encoding="utf-8")
    assert configset.digest(tmp_path) != configset.written(CONF)


def test_ckan_accepts_the_schema_version():
    assert schema().get("name") == "ckan-2.12"


def test_each_file_that_the_schema_names_is_there():
    named = set(re.findall(r'"(\w+\.txt)"', (CONF / "schema.xml").read_text(encoding="utf-8")))
    assert named == {path.name for path in CONF.glob("*.txt")}


def test_no_stock_field_is_missing():
    ours = {field.get("name"): field for field in schema().iter() if field.tag in {"field", "dynamicField"}}
    assert not stock_fields().keys() - ours.keys()
    for name, field in stock_fields().items():
        if field.get("multiValued") == "true":
            assert ours[name].get("multiValued") == "true", name


def test_fields_of_the_extensions_and_of_our_schemas():
    names = {field.get("name") for field in schema().iter() if field.tag in {"field", "dynamicField"}}
    suffixes = {f"*_{suffix}" for suffix in ("s", "ss", "i", "is", "f", "fs", "dt", "dts", "b", "txt")}
    assert suffixes | {"spatial_geom", "territories", "territories_within", "harvest_source_id", "guid"} <= names


@pytest.mark.parametrize("name", ["organization", "license_id", "res_format", "tags", "territories_within", "*_ss"])
def test_facets_have_doc_values(name: str):
    field = next(field for field in schema().iter() if field.get("name") == name)
    assert field.get("docValues") == "true"


def test_no_english_stemmer_is_left():
    assert "English" not in (CONF / "schema.xml").read_text(encoding="utf-8").replace("in English", "")
