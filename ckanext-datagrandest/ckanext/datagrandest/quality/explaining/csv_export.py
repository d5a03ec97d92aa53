"""The errors as a CSV that Excel opens in French, with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.report import Report

#: First characters that make a spreadsheet read a cell as a formula (OWASP, CSV injection), full-width ones too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001
_HEADER = (N_("Severity"), N_("Row"), N_("Line"), N_("Column"), N_("Value"), N_("What is wrong"), N_("Repair"), N_("Code"))  # fmt: skip


def inert(text: str | None) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    if not text:
        return ""
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(_FORMULA) or text.startswith(("\t", "\r")) else text


def as_csv(report: Report, translate: Callable[[str], str]) -> bytes:
    r"""Give the errors then the warnings: UTF-8 with its mark, semicolons, `\r\n`.

    French Excel opens that without asking; `dge` and Polars find the semicolon by themselves.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(translate(name) for name in _HEADER)
    severities = ((translate(N_("error")), report.errors), (translate(N_("warning")), report.warnings))
    for severity, faults in severities:
        for fault in faults:
            texts = (fault.field, fault.value, fault.message, fault.repair, fault.code)
            writer.writerow([severity, fault.row or "", fault.line or "", *map(inert, texts)])
    return out.getvalue().encode("utf-8-sig")
