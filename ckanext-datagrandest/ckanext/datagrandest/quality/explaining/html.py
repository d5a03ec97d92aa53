"""The report as one HTML page: no script, no request, readable by a screen reader and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.explaining.numbers import spaced
from ckanext.datagrandest.quality.report import FIRST, Report

#: Errors that the page lists one by one; the CSV holds more.
LISTED = 500
TEMPLATES = Path(__file__).parent / "templates"


def as_html(report: Report, translate: Callable[[str], str], locale: str = "fr") -> str:
    """Give the whole page; every value of the file is escaped.

    Args:
        report: what was found.
        translate: gettext's function of the reader's language.
        locale: that language, as an HTML `lang`.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    errors = [cause for cause in report.causes if cause.severity == "error"]
    warnings = [cause for cause in report.causes if cause.severity == "warning"]
    return environment.get_template("report.html").render(
        _=translate,
        locale=locale.replace("_", "-"),
        report=report,
        spaced=spaced,
        first=FIRST,
        repairable=sum(cause.count for cause in errors if cause.repair),
        sections=[(translate(N_("To correct")), errors), (translate(N_("To look at")), warnings)],
        shown=report.errors[:LISTED],
    )
