"""The verdicts of Validata on real files, told again by our checker; each difference is the one that is documented."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.datagrandest.quality import table_schema
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.report import Report

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/validata-differences.md"
REFUSED_SCHEMA = {"schema-error", "field-error"}
#: Share of located errors (row, column) that must be the same on each side, in CSV files.
SAME_PLACES = 0.98

Place = tuple[int | None, str | None]


def judged_by_validata(shared_data: Path) -> dict[str, dict[str, Any]]:
    verdicts = json.loads((shared_data / "tabular/validata-verdicts.json").read_text("utf-8"))
    return {
        file: verdict
        for file, verdict in verdicts.items()
        if "failed" not in verdict and not REFUSED_SCHEMA & {error[0] for error in verdict["errors"]}
    }


@pytest.fixture(scope="module")
def both(shared_data: Path) -> dict[str, tuple[dict[str, Any], Report]]:
    """Validata's verdict and our report of each pair whose schema Validata accepts."""
    found = {}
    for file, verdict in judged_by_validata(shared_data).items():
        schema = table_schema.read(shared_data / verdict["schema"])
        found[file] = verdict, judge(shared_data / file, schema, limit=0)
    assert len(found) >= 54, "the pairs of the oracle are gone"
    return found


def places(verdict: dict[str, Any], report: Report) -> tuple[set[Place], set[Place]]:
    """Give the located errors of Validata (which writes "" where no column is at fault), and ours."""
    theirs = {(row, field or None) for _, row, field, _ in verdict["errors"] if row is not None}
    return theirs, {(fault.row, fault.field) for fault in report.errors if fault.row is not None}


def csv_files(both: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Report]]:
    return ((file, *pair) for file, pair in both.items() if file.endswith(".csv"))


def test_csv_files_get_the_verdict_of_validata(both: dict[str, Any]):
    found = {file: (report.valid, verdict["valid"]) for file, verdict, report in csv_files(both)}
    assert len(found) > 40
    assert [file for file, (ours, theirs) in found.items() if ours != theirs] == []


def test_located_errors_of_csv_files_are_those_of_validata(both: dict[str, Any]):
    theirs, ours, shared = 0, 0, 0
    for _, verdict, report in csv_files(both):
        expected, found = places(verdict, report)
        theirs, ours, shared = theirs + len(expected), ours + len(found), shared + len(expected & found)
    assert theirs > 100
    assert shared / theirs >= SAME_PLACES
    assert shared / ours >= SAME_PLACES


def differences(file: str, verdict: dict[str, Any], report: Report) -> set[str]:
    """Name the differences of one file; one that has no name fails."""
    theirs, ours = places(verdict, report)
    stored = {(one.row, one.field) for one in report.warnings if one.code == "stored-as-number"}
    found: set[str] = set()
    if any(error[0] == "error" and "unique labels" in error[3] for error in verdict["errors"]):
        return {"columns-twice"}
    for row, field in theirs - ours:
        blank = file.endswith(".xlsx") and (row or 0) > report.rows + 1 and field is None
        found.add("stored-as-number" if (row, field) in stored else "blank-end" if blank else f"missing {row} {field}")
    return found | {f"extra {row} {field}" for row, field in ours - theirs}


def documented(heading: str) -> set[tuple[str, str]]:
    part = DOCUMENT.read_text("utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", part, re.MULTILINE))


def test_each_difference_is_documented_and_each_documented_one_is_measured(both: dict[str, Any]):
    measured = {
        (file.removeprefix("tabular/"), name)
        for file, (verdict, report) in both.items()
        for name in differences(file, verdict, report)
    }
    assert measured == documented("On the pairs of the folder")
