"""The lint finds what would otherwise be found by a user."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.metadata import lint as linting
from ckanext.datagrandest.metadata.declaration import DATASET_FILE, dataset_declaration, read_declaration
from ckanext.datagrandest.metadata.reading import SchemaUnreadableError, read_json, read_mapping

SECTIONS = {"dataset_fields": "dataset", "resource_fields": "resource"}


@pytest.fixture
def linted(tmp_path: Path):
    """Change the platform's own schema and give what the lint says."""

    def change(edit) -> list[str]:
        raw = yaml.safe_load(DATASET_FILE.read_text(encoding="utf-8"))
        edit(raw)
        file = tmp_path / "dataset.yaml"
        file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        return [str(problem.message) for problem in linting.lint(read_declaration(file, SECTIONS))]

    return change


def field(raw: dict, name: str) -> dict:
    return next(entry for entry in raw["dataset_fields"] if entry["field_name"] == name)


def test_the_schemas_of_the_platform_are_sound():
    assert linting.lint_all() == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda raw: field(raw, "themes").pop("label"), "“themes” lacks “label”"),
        (lambda raw: field(raw, "themes").update(help_text=" "), "“themes” lacks “help_text”"),
        (lambda raw: field(raw, "themes").update(dge_group="ailleurs"), "“themes” has no sound “dge_group”"),
        (lambda raw: field(raw, "themes").update(dge_page="haut"), "“themes” has no sound “dge_page”"),
        (lambda raw: field(raw, "themes").update(dge_index="text"), "“themes” has no sound “dge_index”"),
        (lambda raw: field(raw, "themes").pop("dge_dcat"), "“themes” has no sound “dge_dcat”"),
        (lambda raw: field(raw, "themes").update(dge_vocabulary="rien"), "vocabulary “rien” of the field “themes”"),
        (lambda raw: field(raw, "themes").pop("dge_vocabulary"), "“themes” has no sound “dge_vocabulary”"),
        (lambda raw: field(raw, "themes").update(preset="rien"), "preset “rien” of the field “themes”"),
        (lambda raw: raw["dataset_fields"].append(dict(field(raw, "themes"))), "“themes” is declared twice"),
        (lambda raw: field(raw, "themes").update(field_name="extras"), "“extras” is taken by CKAN"),
        (lambda raw: field(raw, "contacts").update(dge_index="ss"), "“contacts” has no sound “dge_index”"),
        (lambda raw: raw["dge_groups"][0].pop("help_text"), "“essential” lacks “help_text”"),
        (lambda raw: field(raw, "contacts")["repeating_subfields"][0].pop("label"), "“contacts__role” lacks “label”"),
    ],
)
def test_what_is_wrong_is_said(edit, said, linted):
    assert any(said in message for message in linted(edit)), linted(edit)


def test_unknown_validators_are_said():
    problems = linting.lint(dataset_declaration(), lambda name: name != "dge_url")
    assert {str(problem.message) for problem in problems if "dge_url" in str(problem.message)}


def test_each_problem_has_a_french_remedy():
    french = translator("fr")
    for problem in linting.lint(dataset_declaration(), lambda name: False):
        assert problem.remedy.render(french) != str(problem.remedy)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: 1\nb: 'x\n", "line 3"),
        ("a: 1\na: 2\n", "line 2"),
        ("a: [1\n", "line 2"),
        ("- a\n", "does not hold a mapping"),
        ("b: 1\n", "lacks the key “a”"),
        ("a: !!python/object:os.system {}\n", "not YAML"),
    ],
)
def test_an_unreadable_file_is_named_with_its_line(content, said, tmp_path):
    file = tmp_path / "schema.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SchemaUnreadableError) as caught:
        read_mapping(file, ("a",))
    assert "schema.yaml" in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_or_undecodable_file_is_said(tmp_path):
    with pytest.raises(SchemaUnreadableError, match="missing"):
        read_mapping(tmp_path / "absent.yaml", ())
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(SchemaUnreadableError, match="encoding"):
        read_mapping(tmp_path / "latin.yaml", ())
    (tmp_path / "a.json").write_text("[\n{,", encoding="utf-8")
    with pytest.raises(SchemaUnreadableError, match="line 2"):
        read_json(tmp_path / "a.json")


def test_every_label_of_the_schemas_is_french():
    french = translator("fr")
    for declared in dataset_declaration().every():
        assert french(declared.raw["help_text"]) != declared.raw["help_text"], declared.path
