"""Datasets as a udata (data.gouv.fr, data.public.lu…) gives them by its API to drafts: pure, no request.

The correspondence, field by field, is in docs/harvesting-udata.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.harvesters.mapping import addresses, frequencies, licences, loose
from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks, shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesters.mapping.udata import contacts, resources, spatial, subjects
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.cleaning import keep_valid

MAPPING_VERSION = 1
"""Raised when the mapping changes: unchanged records are then mapped again."""

#: What udata says in other words than the European list.
FREQUENCIES = {
    "continuous": "UPDATE_CONT",
    "realtime": "UPDATE_CONT",
    "severaltimesaday": "CONT",
    "fourtimesaday": "CONT",
    "threetimesaday": "CONT",
    "fivetimesaweek": "DAILY",
    "fourtimesaweek": "OTHER",
    "semidaily": "DAILY_2",
    "fortnighly": "BIWEEKLY",
    "biannual": "ANNUAL_2",
    "punctual": "AS_NEEDED",
}
ACCESS = {"open": "PUBLIC", "open_with_account": "PUBLIC", "restricted": "RESTRICTED"}
KNOWN = frozenset(
    [
        "id",
        "title",
        "acronym",
        "slug",
        "description",
        "description_short",
        "created_at",
        "last_modified",
        "deleted",
        "archived",
        "private",
        "tags",
        "badges",
        "resources",
        "community_resources",
        "frequency",
        "frequency_date",
        "extras",
        "harvest",
        "metrics",
        "organization",
        "owner",
        "schema",
        "temporal_coverage",
        "spatial",
        "license",
        "access_type",
        "access_audiences",
        "authorization_request_url",
        "access_type_reason_category",
        "access_type_reason",
        "uri",
        "page",
        "last_update",
        "quality",
        "internal",
        "contact_points",
        "featured",
        "permissions",
        "self_web_url",
    ]
)
MAX_SHOWN = 40

NOT_JSON = N_("The record is not the JSON that a udata gives.")
NO_TITLE = N_("The record has no title: it cannot be shown in the catalogue.")
NO_ABSTRACT = N_("The record has no abstract.")
BAD_FREQUENCY = N_("The update frequency “{frequency}” of the record is not in our list; it was left out.")
NO_LICENCE = N_("No known licence was recognised in the conditions of the record.")
LEFT = N_("What the record says beside that has no place here: {properties}.")


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of the mapping.

    Attributes:
        max_resources: links of a record above which the others are left out, with a remark.
        keep_names: name persons in contacts; the default follows the RGPD.
    """

    max_resources: int = 500
    keep_names: bool = False


DEFAULTS = Options()


def draft(content: bytes, options: Options = DEFAULTS) -> Draft:
    """Map one record.

    Args:
        content: a dataset as `/api/1/datasets/<id>/` gives it.
        options: choices.

    Raises:
        UnmappableRecord: not such a record, or without title.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnmappableRecord(Message(NOT_JSON)) from error
    if not isinstance(document, dict):
        raise UnmappableRecord(Message(NOT_JSON))
    remarks = Remarks()
    dataset = _read(document, remarks)
    dataset |= subjects.read(document, remarks)
    dataset |= contacts.read(document, remarks, keep_names=options.keep_names)
    dataset |= spatial.read(document, remarks)
    dataset["resources"] = resources.read(document, remarks, limit=options.max_resources)
    _tell_left(document, remarks)
    kept, refused = keep_valid(dataset)
    return Draft(kept, (*remarks.all(), *refused))


def _read(document: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    title = title_of([loose.raw(document.get("title"))], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_TITLE))
    notes = plain(loose.raw(document.get("description")) or loose.raw(document.get("description_short")))
    if not notes:
        remarks.add(NO_ABSTRACT)
    harvest = loose.rows(document.get("harvest"))[:1] or [{}]
    page = loose.text(document.get("page") or document.get("self_web_url"))
    remote = loose.text(harvest[0].get("remote_url"))
    pages = addresses.opened([text for text in (remote, page) if text], remarks)
    requested = [loose.text(document.get("authorization_request_url"))]
    fields: dict[str, Any] = {
        "title": title,
        "notes": notes,
        "scope": "dataset",
        "identifiers": identifiers(document),
        "frequency": _frequency(loose.text(document.get("frequency")), remarks),
        "url": pages[0] if pages else "",
        "documentation": list(dict.fromkeys([*pages[1:], *addresses.opened(filter(None, requested), remarks)])),
        "temporal_coverage": _period(document),
        **_dates(document, harvest[0]),
        **_conditions(document, remarks),
    }
    return {key: value for key, value in fields.items() if value}


def identifiers(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """List every identifier: those of where it was harvested, udata's own, its page."""
    harvest = loose.rows(document.get("harvest"))[:1] or [{}]
    extras = loose.rows(document.get("extras"))[:1] or [{}]
    found = [{"value": loose.text(harvest[0].get(key))} for key in ("dct_identifier", "remote_id", "uri", "remote_url")]
    found += [
        {"value": loose.text(extras[0].get(key))}
        for key in ("harvest:remote_id", "dct:identifier", "uri", "remote_url")
    ]
    domain = loose.text(harvest[0].get("domain"))
    if domain and found[1]["value"]:
        found[1]["codespace"] = domain
    found += [{"value": loose.text(document.get("id"))}, {"value": loose.text(document.get("page"))}]
    rows: list[dict[str, str]] = []
    for row in found:
        if row["value"] and not any(row["value"] == other["value"] for other in rows):
            rows.append(row)
    return rows


def _frequency(text: str, remarks: Remarks) -> str:
    found = FREQUENCIES.get(text.lower()) or (frequencies.recognise(text) if text else "")
    if text and not found:
        remarks.add(BAD_FREQUENCY, frequency=shortened(text, 80))
    return found


def _period(document: Mapping[str, Any]) -> list[dict[str, str]]:
    found = []
    for row in loose.rows(document.get("temporal_coverage")):
        ends = {key: normalise(loose.text(row.get(key))) or "" for key in ("start", "end")}
        period = {key: date.partition("T")[0] for key, date in ends.items() if date}
        found += [period] if period else []
    return found


def _dates(document: Mapping[str, Any], harvest: Mapping[str, Any]) -> dict[str, str]:
    """Give the dates of the data: those of where it was harvested before udata's own."""
    sources = {
        "created": (harvest.get("created_at"),),
        "issued": (harvest.get("issued_at"), document.get("created_at")),
        "modified": (harvest.get("modified_at"), document.get("last_update"), document.get("last_modified")),
        "metadata_date": (document.get("last_modified"),),
    }
    found = {}
    for field, values in sources.items():
        dates = [date for value in values if (date := normalise(loose.text(value)))]
        found |= {field: dates[0]} if dates else {}
    return found


def _conditions(document: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    licence = document.get("license")
    row = loose.rows(licence)[:1]
    said = [loose.text(row[0].get(key)) for key in ("id", "url", "title")] if row else [loose.text(licence)]
    known = next((found for text in said if text and (found := licences.recognise(text))), "")
    if not known:
        remarks.add(NO_LICENCE)
    access = loose.text(document.get("access_type"))
    reasons = [loose.text(document.get(key)) for key in ("access_type_reason_category", "access_type_reason")]
    fields = {
        "license_id": known,
        "access_rights": ACCESS.get(access, ""),
        "access_constraints": [text for text in reasons if text],
        "use_limitations": [] if known else [text for text in said[-1:] if text and text != "notspecified"],
    }
    return {key: value for key, value in fields.items() if value}


def _tell_left(document: Mapping[str, Any], remarks: Remarks) -> None:
    extras = loose.rows(document.get("extras"))[:1] or [{}]
    left = [name for name in document if name not in KNOWN and document[name] not in (None, "", [], {})]
    left += [
        name
        for name in extras[0]
        if not name.startswith(("harvest:", "analysis:", "check:", "dct:", "recommendations"))
    ]
    if left:
        remarks.add(LEFT, properties=", ".join(sorted(left)[:MAX_SHOWN]))
