"""A dataset of Opendatasoft (Explore API v2.1, or the older API 1.0) to the draft of a dataset: pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from shapely.geometry.base import BaseGeometry

from ckanext.datagrandest.harvesters.mapping import frequencies, geometries, loose, themes
from ckanext.datagrandest.harvesters.mapping.contacts import Contact, emails_of, rows_of
from ckanext.datagrandest.harvesters.mapping.drafting import (
    Links,
    conditions_of,
    date_of,
    finished,
    inner,
    matched,
    spatial_of,
    tags_of,
    territories_of,
)
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks, shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.territories import codes

MAPPING_VERSION = 1
"""Raised when the mapping changes: unchanged records are then mapped again."""

TABLES = ("CSV", "JSON", "XLSX", "PARQUET")
MAPS = ("GEOJSON", "SHP")
#: Opendatasoft makes no Shapefile of more records.
SHAPEFILE_LIMIT = 50_000
#: Places as `fr_40_44`: country, level, official code. Levels that bear codes of two letters need to be told apart.
PLACE = re.compile(r"fr_(\d+)_(\w+)")
LEVELS = {"40": "region", "60": "departement"}
SIDES = ("west", "south", "east", "north")
CONTACTS = (
    ("publisher", "default", "publisher", ""),
    ("pointOfContact", "dcat", "contact_name", "contact_email"),
    ("originator", "dcat", "creator", ""),
    ("resourceProvider", "dcat", "contributor", ""),
    ("pointOfContact", "inspire", "contact_organisation_name", "contact_email"),
)
#: What is read, or says nothing of the data: the rest is told.
READ = {
    "default": frozenset(
        ["title", "description", "theme", "theme_id", "keyword", "license", "license_url", "language", "metadata_languages", "modified", "modified_updates_on_data_change", "modified_updates_on_metadata_change", "data_processed", "metadata_processed", "geographic_reference", "geographic_reference_auto", "territory", "geometry_types", "bbox", "publisher", "references", "records_count", "records_size", "attributions", "source_domain", "source_domain_title", "source_domain_address", "source_dataset", "federated", "update_frequency", "timezone", "domain", "visibility", "oauth_scope", "parent_domain", "popularity_score", "shared_catalog"]
    ),
    "dcat": frozenset(
        ["created", "issued", "creator", "contributor", "contact_name", "contact_email", "accrualperiodicity", "spatial", "temporal", "temporal_coverage_start", "temporal_coverage_end"]
    ),
}  # fmt: skip

NO_TITLE = N_("The record has no title.")
NOT_JSON = N_("This is no description in JSON.")
COUNT = N_("The table has {count} records at its source.")
FEDERATED = N_("The portal has this dataset from {domain}.")
MORE = N_("Other metadata of the portal, which has no place here: {values}.")


def identifier_of(found: Mapping[str, Any], portal: str) -> str:
    """Give what identifies a dataset everywhere: its unique identifier, else the portal with its name there."""
    name = name_of(found)
    return loose.text(found.get("dataset_uid")) or (f"{urlsplit(portal).netloc}/{name}" if name else "")


def name_of(found: Mapping[str, Any]) -> str:
    """Give the name of a dataset in its portal."""
    return loose.text(found.get("dataset_id")) or loose.text(found.get("datasetid"))


def metas_of(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the metadata by group; in the older API they are flat, with the other groups beside."""
    metas = inner(found, "metas")
    if "default" not in metas and metas:
        metas = {"default": metas, **inner(found, "interop_metas"), "custom": inner(found, "extra_metas")}
    return {name: inner(metas, name) for name in ("default", "dcat", "inspire", "custom", *metas)}


def draft(content: bytes, *, keep_names: bool = False) -> Draft:
    """Map one dataset.

    Args:
        content: JSON of `{"dataset": …, "portal": address}`.
        keep_names: name persons in contacts.

    Raises:
        UnmappableRecord: no such JSON, or without title.
    """
    try:
        both = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnmappableRecord(Message(NOT_JSON)) from error
    found, portal = inner(both, "dataset"), loose.text(both.get("portal")) if isinstance(both, dict) else ""
    metas, remarks = metas_of(found), Remarks()
    default, dcat = metas["default"], metas["dcat"]
    title = title_of([loose.raw(default.get("title"))], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_TITLE))
    dataset: dict[str, Any] = {
        "title": title,
        "notes": plain(loose.raw(default.get("description"))),
        "scope": "dataset",
        "language": matched(
            "languages", loose.texts(default.get("metadata_languages")) or loose.texts(default.get("language"))
        ),
        "modified": date_of(default.get("modified"), remarks),
        "created": date_of(dcat.get("created"), remarks),
        "issued": date_of(dcat.get("issued"), remarks),
        "frequency": _frequency(metas),
        "temporal_coverage": _period(dcat, remarks),
        "url": Links(remarks).public(f"{portal}/explore/dataset/{quote(name_of(found))}/"),
        "identifiers": [{"value": value} for value in _identifiers(metas)],
        "documentation": [
            url for text in loose.texts(default.get("references"), separators=" ,;") if (url := _page(text, remarks))
        ],
    }
    dataset |= _subjects(metas, remarks)
    dataset |= _spatial(metas, remarks)
    dataset |= _places(default, dataset, remarks)
    dataset |= conditions_of([loose.text(default.get("license")), loose.text(default.get("license_url"))])
    dataset["contacts"] = rows_of(list(_contacts(metas, remarks)), remarks, keep_names=keep_names)
    dataset["resources"] = _resources(found, default, portal, remarks)
    _tell(metas, remarks)
    return finished(dataset, remarks)


def _frequency(metas: Mapping[str, Mapping[str, Any]]) -> str:
    said = (metas["dcat"].get("accrualperiodicity"), metas["default"].get("update_frequency"))
    return next((found for text in said if (found := frequencies.recognise(loose.text(text)))), "")


def _period(dcat: Mapping[str, Any], remarks: Remarks) -> list[dict[str, str]]:
    ends = {"start": dcat.get("temporal_coverage_start"), "end": dcat.get("temporal_coverage_end")}
    temporal = loose.text(dcat.get("temporal"))
    if not any(ends.values()) and temporal.count("/") == 1:
        ends = dict(zip(("start", "end"), temporal.split("/"), strict=True))
    period = {name: found for name, value in ends.items() if (found := date_of(loose.text(value), remarks))}
    return [period] if period else []


def _identifiers(metas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [text.strip("{}") for text in [loose.text(metas["inspire"].get("file_identifier"))] if text]


def _page(text: str, remarks: Remarks) -> str:
    return Links(remarks).public(text) if "." in text else ""


def _subjects(metas: Mapping[str, Mapping[str, Any]], remarks: Remarks) -> dict[str, Any]:
    said = loose.texts(metas["default"].get("theme"))
    european = matched("data_themes", said)
    inspire = matched("inspire_themes", loose.texts(metas["inspire"].get("theme")))
    words = [
        *loose.texts(metas["default"].get("keyword")),
        *(text for text in said if not matched("data_themes", [text])),
    ]
    return {
        "tags": tags_of(words, remarks),
        "themes": european or themes.derived(inspire, []),
        "inspire_themes": inspire,
    }


def _spatial(metas: Mapping[str, Mapping[str, Any]], remarks: Remarks) -> dict[str, Any]:
    given = loose.decoded(metas["default"].get("bbox"))
    shape: BaseGeometry | None = geometries.read(json.dumps(given), remarks) if isinstance(given, Mapping) else None
    found = geometries.joined([shape], remarks) if shape is not None else None
    if found is not None:
        return {"spatial": json.dumps(found)}
    sides = [
        next((loose.text(value) for key, value in metas["inspire"].items() if f"{side}bound" in key), "")
        for side in SIDES
    ]
    return spatial_of([sides] if all(sides) else [], remarks)


def _places(default: Mapping[str, Any], dataset: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Read places by code; those that only have a name are recognised by it."""
    found: list[str] = []
    for text in loose.texts(default.get("geographic_reference")):
        if match := PLACE.fullmatch(text):
            level, code = match.groups()
            kind = LEVELS.get(level)
            known = codes.current(f"{kind}:{code}" if kind else code)
            found += [known] if known else []
    if found:
        return {"territories": list(dict.fromkeys(found))}
    return territories_of(loose.texts(default.get("territory")), dataset, remarks)


def _contacts(metas: Mapping[str, Mapping[str, Any]], remarks: Remarks) -> Iterator[Contact]:
    for role, group, named, reached in CONTACTS:
        name = loose.text(metas[group].get(named))
        email = loose.text(metas[group].get(reached)) if reached else ""
        if name or email:
            yield Contact(role, name, tuple(emails_of(email, remarks)) if email else (), "", "", "")


def _resources(
    found: Mapping[str, Any], default: Mapping[str, Any], portal: str, remarks: Remarks
) -> list[dict[str, Any]]:
    links = Links(remarks)
    name = quote(name_of(found))
    here = f"{portal}/api/explore/v2.1/catalog/datasets/{name}"
    count = default.get("records_count")
    count = count if isinstance(count, int) else 0
    if found.get("has_records") is not False:
        is_map = "geo" in loose.texts(found.get("features"))
        small = count <= SHAPEFILE_LIMIT
        for form in (*TABLES, *(MAPS if is_map and small else MAPS[:1] if is_map else ())):
            query = "?delimiter=%3B&use_labels=true" if form == "CSV" else ""
            label = vocabulary("formats").label(form)
            links.add(
                f"{here}/exports/{form.lower()}{query}", label, kind="download", protocol="WWW:DOWNLOAD", format=form
            )
        links.add(f"{here}/records", declared=("REST",), kind="api", protocol="REST", format="JSON")
        if count:
            remarks.add(COUNT, count=count)
    for group, kind in (("attachments", "documentation"), ("alternative_exports", "download")):
        for file in loose.rows(found.get(group)):
            url = loose.text(file.get("url"))
            if not url.startswith("http"):
                url = f"{portal}/api/datasets/1.0/{name}/{group}/{quote(loose.text(file.get('id')))}/"
            title = loose.text(file.get("title")) or loose.text(file.get("description"))
            links.add(
                url,
                title,
                kind=kind,
                mimetype=loose.text(file.get("mimetype")),
                description=loose.raw(file.get("description")),
            )
    return links.all()


def _tell(metas: Mapping[str, Mapping[str, Any]], remarks: Remarks) -> None:
    """Say where a federated dataset comes from, and what of the portal's own metadata has no place."""
    default = metas["default"]
    source = loose.text(default.get("source_domain_title")) or loose.text(default.get("source_domain_address"))
    if default.get("federated") and source:
        remarks.add(FEDERATED, domain=shortened(source, 100))
    more = [
        f"{name} ({shortened(text, 60)})"
        for group in ("default", "dcat", "custom")
        for name, value in metas[group].items()
        if name not in READ.get(group, ()) and (text := loose.text(value))
    ]
    if more:
        remarks.add(MORE, values=shortened(", ".join(more), 1500))
