"""The report of a job as its page shows it: pace, errors by cause, errors as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting.causes import Cause, by_cause
from ckanext.datagrandest.harvesting.progress import Pace, pace
from ckanext.datagrandest.spreadsheets import french_csv


def dge_harvest_pace(run: dict[str, Any]) -> Pace | None:
    """Say how fast a run goes, None while it is too early to tell."""
    started = run["started_at"]
    started = datetime.fromisoformat(started) if isinstance(started, str) else started
    return pace(run["done"], run["total"], started, datetime.now(UTC))


def dge_harvest_causes(report: dict[str, Any]) -> list[Cause]:
    """Group the errors of a job's report by cause."""
    listing = [(None, error["message"]) for error in report["gather_errors"]]
    return by_cause([*listing, *reported(report)])


def reported(report: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Give the identifier and the sentence of each error of a record, from a job's report."""
    return [
        (record["guid"], error["message"]) for record in report["object_errors"].values() for error in record["errors"]
    ]


def errors_csv(report: dict[str, Any]) -> bytes:
    """Write every error of a job as a table that a spreadsheet opens: identifier, sentence, addresses of the record."""
    rows = [("", error["message"], "", "") for error in report["gather_errors"]]
    for object_id, record in report["object_errors"].items():
        kept = tk.url_for("harvester.object_show", id=object_id, qualified=True)
        rows += [(record["guid"], error["message"], kept, record.get("original_url")) for error in record["errors"]]
    header = (
        tk._("Identifier"),
        tk._("Why it is in error"),
        tk._("The record as it was read"),
        tk._("The record at its source"),
    )
    return french_csv(header, rows)


HELPERS = {"dge_harvest_pace": dge_harvest_pace, "dge_harvest_causes": dge_harvest_causes}
