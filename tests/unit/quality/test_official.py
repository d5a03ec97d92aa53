"""The schemas we ship state the facts of the official files: names, types, constraints, checks."""

import json
from pathlib import Path

import pytest

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError, TableSchema, parse

#: The registry publishes no fields for these: `test_bal` and `test_contracts` hold them.
OURS = {"etalab/schema-bal", "139bercy/format-commande-publique"}
SHIPPED = [
    (name, version) for name, versions in registry.versions().items() for version in versions if name not in OURS
]


def facts(schema: TableSchema) -> dict:
    return {
        "fields": [
            (field.name, field.type, field.format, dict(field.constraints), field.missing_values,
             {key: value for key, value in field.options.items() if key in
              {"trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "floatNumber", "arrayItem"}})
            for field in schema.fields
        ],
        "primary key": schema.primary_key,
        "foreign keys": schema.foreign_keys,
        "checks": schema.custom_checks,
    }  # fmt: skip


def official(shared_data: Path, name: str, version: str) -> TableSchema:
    folder = shared_data / "tabular/schemas" / name
    exact = folder / version
    (file,) = (exact if exact.is_dir() else folder / "latest").glob("*.json")
    return parse(json.loads(file.read_text("utf-8-sig")), name, version)


@pytest.mark.parametrize(("name", "version"), SHIPPED, ids=lambda value: value)
def test_facts_are_those_of_the_official_file(shared_data: Path, name: str, version: str):
    assert facts(registry.get(name, version)) == facts(official(shared_data, name, version))


def test_a_schema_is_found_by_its_short_name_and_version():
    assert registry.find("subventions").id == "scdl/subventions"
    assert registry.find("scdl/subventions@1.1.0").version == "1.1.0"


def test_an_unknown_schema_is_refused_with_what_to_do():
    with pytest.raises(SchemaRefusedError, match="dge schemas"):
        registry.find("scdl/nothing")
