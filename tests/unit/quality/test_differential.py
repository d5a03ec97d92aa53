"""Beside Frictionless, on files made from seeds: the same faults at the same places, whatever their number."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.check import check
from ckanext.datagrandest.quality.reading.files import open_table

sys.path.append(str(Path(__file__).resolve().parents[3] / "deploy"))

from benches import frictionless_peer, spoiled, subventions

TABLES = [name for name in registry.versions() if registry.get(name).document is None]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("faulty", [0.03, 1])
def test_the_faults_are_those_of_frictionless(tmp_path: Path, seed: int, faulty: float):
    schema = replace(registry.get("scdl/subventions"), custom_checks=())
    path = subventions.write(tmp_path / "subventions.csv", 400, faulty=faulty, seed=seed)
    with open_table(path, schema.fields) as table:
        kept = check(table.header, table.batches, schema, limit=0).errors.kept()
    found = set(kept.select("row", "field", "code").iter_rows())
    assert found == frictionless_peer.faults(path, schema)
    assert found, "no fault was made"


@pytest.mark.parametrize("layout", ["plain", "blank-rows"])
@pytest.mark.parametrize("name", TABLES)
def test_every_schema_is_held_as_frictionless_does(tmp_path: Path, name: str, layout: str):
    schema = replace(registry.get(name), custom_checks=())
    path = tmp_path / "spoiled.csv"
    path.write_text(spoiled.as_csv(spoiled.laid_out(schema, layout, seed=11, rows=25)), "utf-8", newline="")
    with open_table(path, schema.fields) as table:
        kept = check(table.header, table.batches, schema, limit=0).errors.kept()
    found = set(kept.select("row", "field", "code").iter_rows())
    assert found == frictionless_peer.faults(path, schema)
    assert found, "no fault was made"
