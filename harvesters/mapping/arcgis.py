"""A layer or table of an ArcGIS service (ArcGIS REST API) to the draft of a dataset: pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ckanext.datagrandest.harvesters.mapping import loose
from ckanext.datagrandest.harvesters.mapping.contacts import Contact, rows_of
from ckanext.datagrandest.harvesters.mapping.drafting import (
    Links,
    conditions_of,
    finished,
    inner,
    spatial_of,
    tags_of,
    territories_of,
)
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import vocabulary

MAPPING_VERSION = 1
"""Raised when the mapping changes: unchanged records are then mapped again."""

#: Esri's own numbers of reference systems that have one of EPSG.
ESRI = {102100: 3857, 102113: 3857, 102110: 2154, 104199: 4326}
LARGEST_CODE = 32_767
SIDES = ("xmin", "ymin", "xmax", "ymax")
#: Names that say nothing without that of the service.
DULL = re.compile(r"(?:layer|couche|table|feature layer|sheet|feuil)[ _]?\d*", re.IGNORECASE)

NOT_JSON = N_("This is no description in JSON.")
NO_NAME = N_("The layer has no name.")
BAD_DATE = N_("“{date}” is not a date; it was left out.")
LIMITED = N_("The service gives at most {count} objects a request: the link gives the first ones.")


def draft(content: bytes, *, keep_names: bool = False) -> Draft:
    """Map one layer or table.

    Args:
        content: JSON of `{"layer": …, "service": …, "url": address of the layer}`.
        keep_names: name persons in contacts.

    Raises:
        UnmappableRecord: no such JSON, or without name.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnmappableRecord(Message(NOT_JSON)) from error
    if not isinstance(found, dict):
        raise UnmappableRecord(Message(NOT_JSON))
    layer, service, url = inner(found, "layer"), inner(found, "service"), loose.text(found.get("url"))
    about, remarks = inner(service, "documentInfo"), Remarks()
    title = title_of([_title(layer, service, about, url)], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_NAME))
    crs = _crs(layer, service)
    keywords = loose.texts(about.get("Keywords"), separators=",;")
    texts = (
        layer.get("description"),
        service.get("serviceDescription"),
        service.get("description"),
        about.get("Subject"),
    )
    dataset: dict[str, Any] = {
        "title": title,
        "notes": next((text for each in texts if (text := plain(loose.raw(each)))), ""),
        "scope": "dataset" if loose.text(layer.get("type")) != "Table" else "nonGeographicDataset",
        "tags": tags_of(keywords, remarks),
        "crs": crs,
        "modified": _modified(layer, remarks),
        "contacts": rows_of(list(_contacts(about)), remarks, keep_names=keep_names),
    }
    extent = inner(layer, "extent") or inner(service, "fullExtent")
    sides = [loose.text(extent.get(side)) for side in SIDES]
    known = all(side and side.lower() != "nan" for side in sides)
    dataset |= spatial_of([sides] if known else [], remarks, crs)
    dataset |= territories_of(keywords, dataset, remarks)
    rights = [plain(loose.raw(each.get("copyrightText"))) for each in (layer, service)]
    dataset |= conditions_of([*rights, loose.text(service.get("licenseInfo"))])
    dataset["resources"] = _resources(layer, service, url, title, remarks)
    return finished(dataset, remarks)


def _title(layer: Mapping[str, Any], service: Mapping[str, Any], about: Mapping[str, Any], url: str) -> str:
    """Give the layer's name, with that of its service where the name alone says nothing."""
    name = loose.text(layer.get("name")).replace("_", " ")
    parts = [part for part in url.split("/") if part]
    named = parts[-3].replace("_", " ") if len(parts) > 3 and parts[-2].endswith("Server") else ""  # noqa: PLR2004
    whole = loose.text(about.get("Title")) or loose.text(service.get("mapName")) or named
    if not name:
        return ""
    return f"{whole} – {name}" if whole and DULL.fullmatch(name) else name


def _crs(layer: Mapping[str, Any], service: Mapping[str, Any]) -> list[str]:
    for found in (
        inner(layer, "extent"),
        layer,
        inner(layer, "sourceSpatialReference"),
        inner(service, "fullExtent"),
        service,
    ):
        system = inner(found, "spatialReference") or found
        for key in ("latestWkid", "wkid"):
            number = system.get(key)
            if isinstance(number, int) and not isinstance(number, bool):
                code = ESRI.get(number, number)
                return [f"EPSG:{code}" if 1000 < code <= LARGEST_CODE else f"ESRI:{code}"]  # noqa: PLR2004
    return []


def _modified(layer: Mapping[str, Any], remarks: Remarks) -> str:
    """Read the date of the last change, in milliseconds since 1970."""
    edited = inner(layer, "editingInfo")
    number = edited.get("dataLastEditDate") or edited.get("lastEditDate")
    if not isinstance(number, int | float) or isinstance(number, bool):
        return ""
    try:
        return datetime.fromtimestamp(number / 1000, UTC).replace(microsecond=0).isoformat()
    except (ValueError, OverflowError, OSError):
        remarks.add(BAD_DATE, date=str(number)[:40])
        return ""


def _contacts(about: Mapping[str, Any]) -> Iterator[Contact]:
    """Give the author, who is a person as often as a body: named only where persons are."""
    if author := loose.text(about.get("Author")):
        yield Contact("author", "", (), "", "", author)


def _resources(
    layer: Mapping[str, Any], service: Mapping[str, Any], url: str, title: str, remarks: Remarks
) -> list[dict[str, Any]]:
    links = Links(remarks)
    name = loose.text(layer.get("name"))
    links.add(url, title, kind="service", protocol="ESRI:REST", layer=name, format="ArcGIS REST")
    formats = loose.text(layer.get("supportedQueryFormats")) or loose.text(service.get("supportedQueryFormats"))
    able = loose.text(layer.get("capabilities")) or loose.text(service.get("capabilities"))
    if "Query" in able:
        query = f"{url}/query?where=1%3D1&outFields=*&outSR=4326&f="
        for form, said in (("GEOJSON", "geojson"), ("JSON", "json")):
            offered = said in formats.lower().replace(" ", "").split(",")
            is_table = loose.text(layer.get("type")) == "Table"
            if offered and (form == "GEOJSON") != is_table:
                label = vocabulary("formats").label(form)
                links.add(query + said, label, kind="download", protocol="WWW:DOWNLOAD", layer=name, format=form)
        if isinstance(count := layer.get("maxRecordCount"), int):
            remarks.add(LIMITED, count=count)
    base = url.rpartition("/")[0].replace("/rest/services/", "/services/")
    for word, protocol in (("WMSServer", "OGC:WMS"), ("WFSServer", "OGC:WFS")):
        if word in loose.text(service.get("supportedExtensions")):
            links.add(f"{base}/{word}", declared=(protocol,), kind="service", protocol=protocol, layer=name)
    return links.all()
