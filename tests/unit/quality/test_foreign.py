"""Foreign keys: the faults of Frictionless, other tables given or said to be missing."""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ckanext.datagrandest.quality import cli, registry
from ckanext.datagrandest.quality.beside import Beside
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError, TableSchema, parse

sys.path.append(str(Path(__file__).resolve().parents[3] / "deploy"))

from benches import frictionless_peer

#: Writings of each type: equal values written apart, other values, texts that are not of the type, nothing.
WRITINGS = {
    "string": ["a", "A", " a", "b", "é", "1", "01", "", "NA"],
    "integer": ["1", "01", "+1", "2", "-3", "1_0", "10", "x", "1.0", "", "NA", "99999999999999999999"],
    "number": ["1", "1.0", "01.50", "1.5", "1e1", "10", "0.00001", "1e-5", "x", "", "NA", "12345678901234567.1",
               "12345678901234567.2", "-0", "0", "10000000000"],
    "boolean": ["true", "TRUE", "1", "false", "0", "oui", "", "NA"],
    "date": ["2024-01-05", "2024-1-5", "2024-01-06", "05/01/2024", "", "NA"],
    "datetime": ["2024-01-05T10:00:00", "2024-01-05T10:00:00Z", "2024-01-05T11:00:00+01:00", "x", ""],
    "year": ["2024", "0024", "24", "2025", "", "NA"],
    "yearmonth": ["2024-01", "2024-1", "2024-13", "2025-01", ""],
    "geopoint": ["1,2", "1.0, 2", "2,1", "x", ""],
}  # fmt: skip
TYPES = [(kind, kind) for kind in WRITINGS] + [("integer", "number"), ("integer", "string"), ("boolean", "integer")]


def schema_of(kind: str, referred: str, **more: Any) -> TableSchema:
    return parse({
        "missingValues": ["", "NA"], **more,
        "fields": [{"name": "id", "type": referred}, {"name": "parent", "type": kind}, {"name": "rang"}, {"name": "autre"}],
    })  # fmt: skip


def written(path: Path, rows: list[list[str]]) -> Path:
    lines = ["id,parent,rang,autre", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def faults(path: Path, schema: TableSchema) -> set[tuple[int | None, str | None, str]]:
    return {(fault.row, fault.field, fault.code) for fault in judge(path, schema, limit=0).errors}


@pytest.mark.parametrize(("kind", "referred"), TYPES)
@pytest.mark.parametrize("seed", range(3))
def test_self_references_are_judged_as_frictionless_does(tmp_path: Path, kind: str, referred: str, seed: int):
    chance = random.Random(seed)
    rows = [
        [chance.choice(WRITINGS[referred]), chance.choice(WRITINGS[kind]), chance.choice(["", "r", "s"]),
         chance.choice(["", "r", "t"])]
        for _ in range(12)
    ]  # fmt: skip
    schema = schema_of(kind, referred, foreignKeys=[
        {"fields": "parent", "reference": {"resource": "", "fields": "id"}},
        {"fields": ["parent", "rang"], "reference": {"resource": "", "fields": ["id", "autre"]}},
    ])  # fmt: skip
    path = written(tmp_path / "t.csv", rows)
    theirs = frictionless_peer.faults(path, schema)
    assert faults(path, schema) == theirs
    assert {"foreign-key"} <= {code for _, _, code in theirs}, "no fault was made"


@pytest.mark.parametrize("kind", WRITINGS)
def test_unique_and_primary_keys_compare_values_as_frictionless_does(tmp_path: Path, kind: str):
    rows = [[one, one, "", str(place)] for place, one in enumerate([*WRITINGS[kind], *WRITINGS[kind]])]
    schema = parse({
        "missingValues": ["", "NA"], "primaryKey": ["id"],
        "fields": [{"name": "id", "type": kind}, {"name": "parent", "type": kind, "constraints": {"unique": True}},
                   {"name": "rang"}, {"name": "autre"}],
    })  # fmt: skip
    path = written(tmp_path / "t.csv", rows)
    assert faults(path, schema) == frictionless_peer.faults(path, schema)


OTHER = {"fields": ["parent"], "reference": {"resource": "lieux", "fields": ["code"]}}


def test_the_other_table_is_looked_in_when_it_is_given(tmp_path: Path):
    path = written(tmp_path / "t.csv", [["1", "7", "", ""], ["2", "08", "", ""], ["3", "9", "", ""]])
    other = tmp_path / "lieux.csv"
    other.write_text("nom;code\nA;07\nB;8\n", "utf-8")
    schema = schema_of("integer", "integer", foreignKeys=[OTHER])
    report = judge(path, schema, beside=Beside({"lieux": other}))
    assert [(fault.code, fault.row, fault.value) for fault in report.errors] == [("foreign-key", 4, "9")]
    assert "ligne qui n'existe pas" in report.errors[0].message


def test_a_table_that_is_not_given_is_a_warning_never_silence(tmp_path: Path):
    path = written(tmp_path / "t.csv", [["1", "7", "", ""]])
    report = judge(path, schema_of("integer", "integer", foreignKeys=[OTHER]))
    assert report.valid
    (warning,) = [one for one in report.warnings if one.code == "foreign-key-not-checked"]
    assert "lieux" in warning.message
    assert "parent" in warning.message


def test_another_sheet_of_the_workbook_is_the_other_table(tmp_path: Path, workbook: Callable[..., Path]):
    main = [["id", "parent", "rang", "autre"], [1, 7, "", ""], [2, 9, "", ""]]
    path = workbook(tmp_path / "t.xlsx", {"Feuille 1": main, "lieux": [["code", "nom"], [7, "A"]]})
    report = judge(path, schema_of("integer", "integer", foreignKeys=[OTHER]))
    assert [(fault.code, fault.row) for fault in report.errors] == [("foreign-key", 3)]
    assert not [one for one in report.warnings if one.code == "foreign-key-not-checked"]


def test_the_console_takes_other_tables_by_their_names(tmp_path: Path):
    path = written(tmp_path / "t.csv", [["1", "7", "", ""], ["2", "9", "", ""]])
    other = tmp_path / "autre.csv"
    other.write_text("code\n7\n", "utf-8")
    descriptor = tmp_path / "schema.json"
    fields = [{"name": name, "type": kind} for name, kind in [("id", "integer"), ("parent", "integer"), ("rang", "string"), ("autre", "string")]]  # fmt: skip
    descriptor.write_text(json.dumps({"fields": fields, "foreignKeys": [OTHER]}), "utf-8")
    asked = [str(path), "--schema", str(descriptor), "--format", "json"]
    alone = CliRunner().invoke(cli.validate, asked)
    assert alone.exit_code == 0
    both = CliRunner().invoke(cli.validate, [*asked, "--with", f"lieux={other}"])
    assert both.exit_code == 1
    assert json.loads(both.output)["counts"] == {"foreign-key": 1}
    assert CliRunner().invoke(cli.validate, [*asked, "--with", "lieux=nowhere.csv"]).exit_code == 2


@pytest.mark.parametrize("key", [
    {"fields": "nope", "reference": {"resource": "", "fields": "id"}},
    {"fields": ["parent", "rang"], "reference": {"resource": "", "fields": "id"}},
    {"fields": "parent"},
])  # fmt: skip
def test_a_key_that_makes_no_sense_is_refused(tmp_path: Path, key: dict[str, Any]):
    path = written(tmp_path / "t.csv", [["1", "1", "", ""]])
    with pytest.raises(SchemaRefusedError):
        judge(path, schema_of("integer", "integer", foreignKeys=[key]))


def test_schemas_we_ship_have_sound_keys():
    from ckanext.datagrandest.quality.foreign import foreign_keys

    for name, versions in registry.versions().items():
        for version in versions:
            foreign_keys(registry.get(name, version))
