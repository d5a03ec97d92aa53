"""The record of a repair, as JSON: kept beside the original, it is enough to undo everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.reading.table import Choices
from ckanext.datagrandest.quality.repairing.log import Repaired
from ckanext.datagrandest.quality.repairing.rules import RULES
from ckanext.datagrandest.quality.report import Report

#: How a repaired copy is written: nothing is left to detection when it is judged again.
AS_WRITTEN = Choices(encoding="utf-8", delimiter=",", header_row=1)
#: What each rule does, said to a clerk; the rules of cells say it themselves.
TITLES = {
    "encoding": N_("The text is written in UTF-8"),
    "delimiter": N_("Cells are separated by commas"),
    "preamble": N_("Lines above the column names are removed"),
    "blank-row": N_("Empty rows are removed"),
    "blank-column": N_("Columns without name nor content are removed"),
    "example-row": N_("The example row of the template is removed"),
    "totals-row": N_("Rows of totals are removed"),
    "short-row": N_("Rows that stop before the last column are completed with empty cells"),
    "header-name": N_("Column names are written as the schema does"),
    "column-order": N_("Columns are put in the order of the schema"),
    "spaces": N_("Needless blanks and invisible characters are removed"),
    "own-siret": N_("The SIRET shortened by the spreadsheet is written in full"),
    "commune-code": N_("Names of communes become their INSEE codes"),
    "commune-name": N_("INSEE codes in the place of communes' names become names"),
    "formula": N_("Cells that a spreadsheet would run as a formula become plain text"),
    **{rule.name: rule.title for rule in RULES},
}


def as_record(file: str, repaired: Repaired, after: Report, translate: Callable[[str], str]) -> dict[str, Any]:
    """Give the record of a repair.

    Args:
        file: name of the original.
        repaired: what was done.
        after: the report of the repaired copy, judged again.
        translate: gettext's function of the reader's language.
    """
    return {
        "file": file,
        "valid": after.valid,
        "remaining": after.counts,
        "proposals": [
            {"title": translate(TITLES[proposal.rule]), **asdict(proposal)} for proposal in repaired.proposals
        ],
        "changes": repaired.changes.to_dicts(),
    }


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV: UTF-8, commas, quotes only where they are needed, `\\n` at the end of lines."""
    # Polars puts an empty text between quotes, and a null as nothing at all.
    empty_as_null = pl.when(pl.all() != "").then(pl.all())
    table.select(empty_as_null).write_csv(path, separator=",", quote_style="necessary")
