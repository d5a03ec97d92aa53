"""The report of a file in each format that `dge validate` and the platform give."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.messages import N_, Message

if TYPE_CHECKING:
    from ckanext.datagrandest.quality.report import Report

Translate = Callable[[str], str]


#: What the text ends with.
_VERDICT = N_("{file}: {word}. Rows: {rows}, errors: {errors}, remarks: {warnings}. Schema: {schema}.")


def _text(report: Report, translate: Translate, _locale: str) -> str:
    lines = [
        f"{fault.row or '-'}\t{fault.field or '-'}\t{fault.message}" for fault in (*report.errors, *report.warnings)
    ]
    word = Message(N_("valid") if report.valid else N_("not valid"))
    schema = " ".join(filter(None, report.schema.values())) or "-"
    remarks = sum(cause.count for cause in report.causes if cause.severity == "warning")
    params = {"file": report.file, "word": word, "rows": report.rows, "errors": sum(report.counts.values()),
              "warnings": remarks, "schema": schema}  # fmt: skip
    return "\n".join([*lines, Message(_VERDICT, params).render(translate)])


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(report: Report, _translate: Translate, _locale: str) -> str:
    return _written(report.as_dict())


def _html(report: Report, translate: Translate, locale: str) -> str:
    from ckanext.datagrandest.quality.explaining.html import as_html

    return as_html(report, translate, locale)


def _csv(report: Report, translate: Translate, _locale: str) -> bytes:
    from ckanext.datagrandest.quality.explaining.csv_export import as_csv

    return as_csv(report, translate)


def _frictionless(report: Report, _translate: Translate, _locale: str) -> str:
    from ckanext.datagrandest.quality.explaining.exchange import to_frictionless

    return _written(to_frictionless(report))


def _validata(report: Report, _translate: Translate, _locale: str) -> str:
    from ckanext.datagrandest.quality.explaining.exchange import to_validata

    return _written(to_validata(report))


def _badge(report: Report, translate: Translate, _locale: str) -> str:
    from ckanext.datagrandest.quality.explaining.badge import of_report

    return of_report(report, translate)


_WRITERS: Mapping[str, Callable[[Report, Translate, str], str | bytes]] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "csv": _csv,
    "frictionless": _frictionless,
    "validata": _validata,
    "badge": _badge,
}
FORMATS = tuple(_WRITERS)


def formatted(report: Report, output: str, locale: str = "fr") -> str | bytes:
    """Write a report in one of `FORMATS`.

    Args:
        report: what was found.
        output: name of the format.
        locale: language of what people read in it.
    """
    from ckanext.datagrandest.messages import translator

    return _WRITERS[output](report, translator(locale), locale)
