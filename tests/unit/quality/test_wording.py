"""Our own words for the schemas: complete, ours, and with examples that the checker accepts."""

import json
import re
from pathlib import Path

import pytest
import yaml

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.columns import column
from ckanext.datagrandest.quality.custom.binding import VALUE_TESTS

SHIPPED = [(name, version) for name, versions in registry.versions().items() for version in versions]
SENTENCE_WORDS = 5


@pytest.mark.parametrize(("name", "version"), SHIPPED, ids=lambda value: value)
def test_every_field_has_a_title_a_help_and_an_example(name: str, version: str):
    schema = registry.get(name, version)
    assert schema.title
    assert schema.description
    empty = [field.name for field in schema.fields if not (field.title and field.description and field.example)]
    assert empty == []


@pytest.mark.parametrize(("name", "version"), SHIPPED, ids=lambda value: value)
def test_every_example_satisfies_its_field(name: str, version: str):
    schema = registry.get(name, version)
    broken = {}
    for field in schema.fields:
        found = list(column(0, field.name, field).verdict(field.example))
        found += [
            check.name
            for check in schema.custom_checks
            if check.params.get("column") == field.name
            and check.name in VALUE_TESTS
            and not VALUE_TESTS[check.name](check.params)(field.example)
        ]
        if found:
            broken[field.name] = (field.example, found)
    assert broken == {}


def test_no_word_is_written_for_a_field_that_does_not_exist():
    strange = {}
    for name, versions in registry.versions().items():
        known = {field.name for version in versions for field in registry.get(name, version).fields}
        words = yaml.safe_load((registry.TABLES / name / registry.WORDING).read_text("utf-8"))
        if set(words["fields"]) - known:
            strange[name] = set(words["fields"]) - known
    assert strange == {}


def sentences(text: str) -> set[str]:
    parts = re.split(r"[.!?;\n]+", text.casefold())
    plain = (re.sub(r"\W+", " ", part).strip() for part in parts)
    return {part for part in plain if len(part.split()) >= SENTENCE_WORDS}


def said_in(part: object) -> set[str]:
    if isinstance(part, list):
        return {sentence for item in part for sentence in said_in(item)}
    if not isinstance(part, dict):
        return set()
    own = [part.get(key) for key in ("title", "description")]
    found = {sentence for text in own if isinstance(text, str) for sentence in sentences(text)}
    return found | {sentence for item in part.values() for sentence in said_in(item)}


def official_sentences(folder: Path) -> set[str]:
    return {said for path in folder.rglob("*.json") for said in said_in(json.loads(path.read_text("utf-8-sig")))}


@pytest.mark.parametrize("name", registry.versions())
def test_no_sentence_is_copied_from_the_official_file(shared_data: Path, name: str):
    schema = [registry.get(name, version) for version in registry.versions()[name]]
    ours = [text for item in schema for text in (item.description, item.title)]
    ours += [text for item in schema for field in item.fields for text in (field.title, field.description)]
    theirs = official_sentences(shared_data / "tabular/schemas" / name)
    assert {sentence for text in ours for sentence in sentences(text)} & theirs == set()
