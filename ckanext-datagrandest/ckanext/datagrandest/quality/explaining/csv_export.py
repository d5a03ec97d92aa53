"""The errors as a CSV that Excel opens in French, with no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Callable

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.repairing.record import TITLES
from ckanext.datagrandest.quality.report import Report
from ckanext.datagrandest.spreadsheets import french_csv

_HEADER = (N_("Severity"), N_("Row"), N_("Line"), N_("Column"), N_("Value"), N_("What is wrong"), N_("Repair"), N_("Code"))  # fmt: skip


def as_csv(report: Report, translate: Callable[[str], str]) -> bytes:
    r"""Give the errors then the warnings: UTF-8 with its mark, semicolons, `\r\n`.

    French Excel opens that without asking; `dge` and Polars find the semicolon by themselves.
    """
    severities = ((translate(N_("error")), report.errors), (translate(N_("warning")), report.warnings))
    rows = (
        (
            severity,
            fault.row,
            fault.line,
            fault.field,
            fault.value,
            fault.message,
            translate(TITLES[fault.repair]) if fault.repair else None,
            fault.code,
        )
        for severity, faults in severities
        for fault in faults
    )
    return french_csv(map(translate, _HEADER), rows)
