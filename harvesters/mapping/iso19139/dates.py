"""Dates: of the data, of the record, and of the period described (gco:Date, gco:DateTime, gml:TimePeriod)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import local_name
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

NOT_A_DATE = N_("The date “{date}” of the record ({kind}) is not a date; it was left out.")
NO_STAMP = N_("The record does not say when it was last changed.")
OTHER_DATE = N_("The date {date} of the record ({kind}) has no field here.")
REVERSED = N_("The period of the record ended before it began; its ends were exchanged.")

# CI_DateTypeCode to our fields; the second ones are of ISO 19115-1.
FIELDS = {
    "creation": "created",
    "publication": "issued",
    "released": "issued",
    "revision": "modified",
    "lastUpdate": "modified",
    "lastRevision": "modified",
}
EARLIEST = frozenset({"created", "issued"})
OPEN_ENDED = frozenset({"now", "unknown", "after", "before"})


def read(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    """Read the dates of the data, of the record, and the periods."""
    found = _of_the_data(reader, remarks)
    found |= _of_the_record(reader, remarks)
    periods = list(dict.fromkeys(_periods(reader, remarks)))
    if periods:
        found["temporal_coverage"] = [{k: v for k, v in zip(("start", "end"), p, strict=True) if v} for p in periods]
    return found


def _of_the_data(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    dates: dict[str, list[str]] = {}
    for node in reader.nodes("identificationInfo/citation/date"):
        kind = reader.code("dateType", node)
        for text in reader.texts("date", node):
            _keep(dates, kind, text, remarks)
    return {field: (min if field in EARLIEST else max)(values) for field, values in dates.items()}


def _keep(dates: dict[str, list[str]], kind: str, text: str, remarks: Remarks) -> None:
    value = normalise(text)
    if value is None:
        remarks.add(NOT_A_DATE, date=shortened(text, 60), kind=kind or "date")
    elif kind in FIELDS:
        dates.setdefault(FIELDS[kind], []).append(value)
    else:
        remarks.add(OTHER_DATE, date=value, kind=kind or "date")


def _of_the_record(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    stamps = [("dateStamp", text) for text in reader.texts("dateStamp")]
    for node in reader.nodes("dateInfo"):
        kind = reader.code("dateType", node)
        stamps += [(kind, text) for text in reader.texts("date", node)]
    dates = []
    for kind, text in stamps:
        value = normalise(text)
        if value is None:
            remarks.add(NOT_A_DATE, date=shortened(text, 60), kind=kind)
        else:
            dates.append(value)
    if not dates:
        remarks.add(NO_STAMP)
        return {}
    return {"metadata_date": max(dates)}


def _periods(reader: Reader, remarks: Remarks) -> list[tuple[str, str]]:
    found = []
    for node in reader.nodes("identificationInfo/extent/temporalElement/extent"):
        start = end = ""
        for position in node.iter("{*}beginPosition", "{*}endPosition", "{*}timePosition"):
            value = _position(reader, position, remarks)
            name = _role(position)
            start = value if name in ("begin", "instant") else start
            end = value if name in ("end", "instant") else end
        if start and end and start[:10] > end[:10] and not start.startswith(end):
            remarks.add(REVERSED)
            start, end = end, start
        if start or end:
            found.append((start, end))
    return found


def _position(reader: Reader, position: _Element, remarks: Remarks) -> str:
    reader.mark(position)
    text = (position.text or "").strip()
    if not text or text.lower() in OPEN_ENDED or position.get("indeterminatePosition") in ("now", "unknown"):
        return ""
    value = normalise(text)
    if value is None:
        remarks.add(NOT_A_DATE, date=shortened(text, 60), kind=local_name(position))
    return value or ""


def _role(position: _Element) -> str:
    name = local_name(position)
    if name != "timePosition":
        return name.removesuffix("Position")
    within = {local_name(parent) for parent in position.iterancestors()}
    return "begin" if "begin" in within else "end" if "end" in within else "instant"
