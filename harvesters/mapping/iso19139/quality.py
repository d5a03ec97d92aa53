"""Where the data comes from, and what it was checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, dates
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader, Value
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

LINEAGES = ("dataQualityInfo/lineage", "resourceLineage")
DEGREES = {"true": "conformant", "1": "conformant", "false": "notConformant", "0": "notConformant"}
MAX_REPORTS = 100

UNNAMED = N_("A conformity report of the record names no specification; it was left out.")
BAD_DATE = N_("The date “{date}” of the specification “{title}” is not a date; it was left out.")
TOO_MANY = N_("The record has {count} conformity reports; the first {kept} were kept.")


def read(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    """Read lineage and conformity."""
    fields: dict[str, Any] = {"lineage": _lineage(reader), "conformity": _conformity(reader, remarks)}
    return {name: value for name, value in fields.items() if value}


def _lineage(reader: Reader) -> str:
    parts: list[str] = []
    for path in LINEAGES:
        for node in reader.nodes(path):
            parts.append(reader.paragraphs("statement", node))
            parts += [reader.paragraphs("description", step) for step in reader.nodes("processStep", node)]
            for source in reader.nodes("source", node):
                parts += [reader.paragraphs("description", source), *reader.texts("sourceCitation/title", source)]
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _conformity(reader: Reader, remarks: Remarks) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for result in reader.nodes("dataQualityInfo/report/result"):
        for specification in reader.nodes("specification", result):
            report = _report(reader, specification, remarks)
            if report:
                report["degree"] = DEGREES.get(reader.text("pass", result).lower(), "notEvaluated")
                found += [report] if report not in found else []
    if len(found) > MAX_REPORTS:
        remarks.add(TOO_MANY, count=len(found), kept=MAX_REPORTS)
    return found[:MAX_REPORTS]


def _report(reader: Reader, specification: _Element, remarks: Remarks) -> dict[str, str]:
    title = next(iter(reader.values("title", specification)), None)
    identifiers = reader.values("identifier/code", specification) + reader.values(
        "onlineResource/linkage", specification
    )
    uri = _uri([title] if title else [], identifiers, [reader.value(specification)])
    name = (title.text if title else "") or next((value.text for value in identifiers if value.text), "") or uri
    if not name:
        remarks.add(UNNAMED)
        return {}
    report = {"title": name, "date": _date(reader, specification, name, remarks), "uri": uri}
    return {key: value for key, value in report.items() if value}


def _uri(*groups: list[Value]) -> str:
    for values in groups:
        for value in values:
            for text in (value.uri, value.text):
                if text.startswith(("http://", "https://")) and (found := addresses.public(text).url):
                    return found
    return ""


def _date(reader: Reader, specification: _Element, title: str, remarks: Remarks) -> str:
    texts = [text for node in reader.nodes("date", specification) for text in reader.texts("date", node)]
    for text in texts:
        if value := dates.normalise(text):
            return value
        remarks.add(BAD_DATE, date=shortened(text, 40), title=shortened(title, 100))
    return ""
