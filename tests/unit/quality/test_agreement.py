"""The verdicts of Validata on real files, told again by our checker."""

import json
from pathlib import Path

from ckanext.datagrandest.quality import table_schema
from ckanext.datagrandest.quality.report import judge

REFUSED_SCHEMA = {"schema-error", "field-error"}


def judged_by_validata(shared_data: Path) -> dict[str, dict]:
    verdicts = json.loads((shared_data / "tabular/validata-verdicts.json").read_text("utf-8"))
    return {
        file: verdict
        for file, verdict in verdicts.items()
        if "failed" not in verdict and not REFUSED_SCHEMA & {error[0] for error in verdict["errors"]}
    }


def test_csv_files_get_the_verdict_of_validata(shared_data: Path):
    found, expected = {}, {}
    for file, verdict in judged_by_validata(shared_data).items():
        if file.endswith(".csv"):
            schema = table_schema.read(shared_data / verdict["schema"])
            found[file] = judge(shared_data / file, schema).valid
            expected[file] = verdict["valid"]
    assert len(expected) > 40, "the pairs of the oracle are gone"
    assert found == expected


def test_located_errors_of_csv_files_are_those_of_validata(shared_data: Path):
    located, shared = 0, 0
    for file, verdict in judged_by_validata(shared_data).items():
        if not file.endswith(".csv"):
            continue
        schema = table_schema.read(shared_data / verdict["schema"])
        ours = {(fault.row, fault.field) for fault in judge(shared_data / file, schema, limit=0).errors}
        theirs = {(row, field) for _, row, field, _ in verdict["errors"] if row is not None}
        located += len(theirs)
        shared += len(theirs & ours)
    assert shared / located >= 0.97
