"""Files and links of a udata dataset, with the table schema they declare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, files, loose, protocols
from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, squeeze
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

DOCUMENTS = frozenset({"documentation", "code"})
SERVICES = frozenset({"wms", "wfs", "wmts", "wcs", "csw", "esri", "arcgis geoservices rest api", "ogc:wms", "ogc:wfs"})

NO_LINK = N_("The record has no link that the public can open.")
NO_ADDRESS = N_("A link of the record has no address: {name}.")
TOO_MANY = N_("The record has {count} links; the first {kept} were kept.")


def read(document: Mapping[str, Any], remarks: Remarks, *, limit: int) -> list[dict[str, Any]]:
    """Read the resources in their order, at most `limit` of them."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in loose.rows(document.get("resources")):
        if resource := _resource(row, remarks):
            key = (resource["url"], resource.get("layer", ""))
            found[key] = resource | found.get(key, {})
    if len(found) > limit:
        remarks.add(TOO_MANY, count=len(found), kept=limit)
    kept = list(found.values())[:limit]
    if not kept:
        remarks.add(NO_LINK)
    return kept


def _resource(row: Mapping[str, Any], remarks: Remarks) -> dict[str, Any] | None:
    name = loose.text(row.get("title"))
    urls = addresses.opened([loose.text(row.get("url"))] if row.get("url") else [], remarks)
    if not row.get("url"):
        remarks.add(NO_ADDRESS, name=shortened(name or "?", 150))
    if not urls:
        return None
    said, mimetype = loose.text(row.get("format")), loose.text(row.get("mime")).lower()
    mimetype = mimetype if re.fullmatch(r"[\w.+-]+/[\w.+-]+", mimetype) else ""
    is_service = said.lower() in SERVICES
    link = protocols.describe(urls[0], (said,) if is_service else (), "", name, mimetype)
    form = files.format_in(said) or link.format or said[:60]
    description = plain(loose.raw(row.get("description")))
    kind = _kind(loose.text(row.get("type")), link, form)
    resource = {
        "url": urls[0],
        "name": name or urls[0].rstrip("/").rpartition("/")[2][:150],
        "description": "" if squeeze(description) == name else description,
        "kind": kind,
        "protocol": protocols.DOWNLOAD if kind == "download" and link.protocol == protocols.LINK else link.protocol,
        "layer": link.layer,
        "format": link.format if kind in ("service", "api") and link.format else form,
        "mimetype": mimetype,
        "size": loose.size(row.get("filesize")),
        **_schema(row),
        **_dates(row),
    }
    return {key: value for key, value in resource.items() if value}


def _kind(said: str, link: protocols.Link, form: str) -> str:
    """Give the kind: what udata calls documentation or an API, else that of the link; a format of data is a file."""
    if said in DOCUMENTS:
        return "documentation"
    if said == "api":
        return link.kind if link.kind == "service" else "api"
    is_data = vocabulary("formats").match(form) is not None and form not in (*protocols.PAGES, *protocols.DOCUMENTS)
    return "download" if link.kind == "page" and is_data and not form.endswith("_SRVC") else link.kind


def _schema(row: Mapping[str, Any]) -> dict[str, str]:
    """Read `{name, version, url}`."""
    for schema in loose.rows(row.get("schema"))[:1]:
        version = loose.text(schema.get("version"))
        for text in (loose.text(schema.get("name")), loose.text(schema.get("url"))):
            if found := files.schema_in(text, version):
                return found
        if url := loose.text(schema.get("url")):
            return {"schema": url, "schema_version": version}
    return {}


def _dates(row: Mapping[str, Any]) -> dict[str, str]:
    harvest = (loose.rows(row.get("harvest"))[:1] or [{}])[0]
    sources = {
        "issued": (harvest.get("issued_at"), row.get("created_at"), row.get("published")),
        "modified": (harvest.get("modified_at"), row.get("last_modified")),
    }
    found = {}
    for field, values in sources.items():
        dates = [date for value in values if (date := normalise(loose.text(value)))]
        found |= {field: dates[0]} if dates else {}
    return found
