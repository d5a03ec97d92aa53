"""Dates of the data and of its record, and the periods it describes, in the shapes of old and new profiles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

FIELDS = {
    "created": ("dct:created", "schema:dateCreated"),
    "issued": ("dct:issued", "dct:available", "schema:datePublished"),
    "modified": ("dct:modified", "schema:dateModified", "dc:date", "dct:date"),
}
EARLIEST = frozenset({"created", "issued"})
STARTS = ("dcat:startDate", "schema:startDate", "time:hasBeginning", "prov:startedAtTime")
ENDS = ("dcat:endDate", "schema:endDate", "time:hasEnd", "prov:endedAtTime")
MOMENTS = ("time:inXSDDateTimeStamp", "time:inXSDDateTime", "time:inXSDDate", "time:inXSDgYear", "rdf:value")
DCMI = re.compile(r"(start|end)\s*=\s*([^;]*)")
OPEN_ENDED = frozenset({"", "..", "now", "present", "unknown"})

NOT_A_DATE = N_("The date “{date}” of the record ({kind}) is not a date; it was left out.")
REVERSED = N_("The period of the record ended before it began; its ends were exchanged.")
BAD_PERIOD = N_("The period “{period}” of the record cannot be understood; it was left out.")


def read(node: Node, record: Node | None, remarks: Remarks) -> dict[str, Any]:
    """Read the dates.

    Args:
        node: the dataset.
        record: its `dcat:CatalogRecord`, where the catalogue has one.
        remarks: what was repaired or left out.
    """
    found: dict[str, Any] = {}
    for field, names in FIELDS.items():
        values = _values(node, names, remarks)
        if values:
            found[field] = min(values) if field in EARLIEST else max(values)
    stamps = _values(record, ("dct:modified", "dct:issued"), remarks) if record else []
    if stamps:
        found["metadata_date"] = stamps[0]
    periods = [
        period for value in node.all("dct:temporal", "schema:temporalCoverage") for period in _periods(value, remarks)
    ]
    if periods:
        rows = [{"start": start, "end": end} for start, end in sorted(set(periods))]
        found["temporal_coverage"] = [{key: text for key, text in row.items() if text} for row in rows]
    return found


def _values(node: Node, names: tuple[str, ...], remarks: Remarks) -> list[str]:
    for name in names:
        found = []
        for value in node.all(name):
            text = value.literal or value.text("rdf:value", *MOMENTS)
            date = normalise(text)
            if date:
                found.append(date)
            elif text:
                remarks.add(NOT_A_DATE, date=shortened(text, 60), kind=name.partition(":")[2])
        if found:
            return found
    return []


def _periods(value: Node, remarks: Remarks) -> list[tuple[str, str]]:
    if value.literal:
        period = _of_text(value.literal)
    else:
        period = (_end(value, STARTS), _end(value, ENDS))
        if period == ("", ""):
            text = value.label or value.uri.rpartition("/")[2]
            period = _of_text(text)
    if period is None:
        remarks.add(BAD_PERIOD, period=shortened(value.literal or value.label or value.uri, 120))
        return []
    start, end = (_date(text, remarks) for text in period)
    if start and end and start[:10] > end[:10] and not start.startswith(end):
        remarks.add(REVERSED)
        start, end = end, start
    return [(start, end)] if start or end else []


def _end(period: Node, names: tuple[str, ...]) -> str:
    for value in period.all(*names):
        if text := value.literal or value.text(*MOMENTS):
            return text
    return ""


def _of_text(text: str) -> tuple[str, str] | None:
    """Read `2015-01-01/2016-12-31`, `start=2015; end=2016`, `2015`; None when it is no period."""
    if not text:
        return "", ""
    if pairs := dict(DCMI.findall(text)):
        return pairs.get("start", "").strip(), pairs.get("end", "").strip()
    start, slash, end = (part.strip() for part in text.partition("/"))
    if slash and (normalise(start) or start in OPEN_ENDED) and (normalise(end) or end.lower() in OPEN_ENDED):
        return start, end
    if match := re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", text):
        return match[1], match[2]
    return (text, text) if normalise(text) else None


def _date(text: str, remarks: Remarks) -> str:
    if text.lower() in OPEN_ENDED:
        return ""
    found = normalise(text)
    if found is None:
        remarks.add(NOT_A_DATE, date=shortened(text, 60), kind="temporal")
    return found or ""
