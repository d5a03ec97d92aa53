"""Files and links of a CKAN dataset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ckanext.datagrandest.harvesters.mapping import addresses, files, loose, protocols
from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, squeeze
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.ckan.package import Package
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

URLS = ("download_url", "url", "access_url", "original_url")
PROTOCOLS = ("protocol", "resource_locator_protocol", "data_type", "resource_type", "format")
CARRIED = ("encoding", "schema_version", "layer")
DATES = {"issued": ("issued", "created"), "modified": ("modified", "last_modified", "metadata_modified")}

NO_LINK = N_("The record has no link that the public can open.")
NO_ADDRESS = N_("A link of the record has no address: {name}.")
TOO_MANY = N_("The record has {count} links; the first {kept} were kept.")


def read(package: Package, remarks: Remarks, *, site: str, limit: int) -> list[dict[str, Any]]:
    """Read the resources in their order.

    Args:
        package: the dataset.
        remarks: links left out and why.
        site: address of the catalogue, for relative links.
        limit: most resources kept.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in package.rows("resources"):
        if str(row.get("state") or "active").lower() == "active" and (resource := _resource(row, site, remarks)):
            key = (resource["url"], resource.get("layer", ""))
            found[key] = resource | found.get(key, {})
    if len(found) > limit:
        remarks.add(TOO_MANY, count=len(found), kept=limit)
    kept = list(found.values())[:limit]
    if not kept:
        remarks.add(NO_LINK)
    return kept


def _resource(row: Mapping[str, Any], site: str, remarks: Remarks) -> dict[str, Any] | None:
    name = loose.text(row.get("name_translated") or row.get("name") or row.get("title"))
    text = next((text for key in URLS if (text := loose.text(row.get(key)))), "")
    if not text:
        remarks.add(NO_ADDRESS, name=shortened(name or "?", 150))
        return None
    address = addresses.public(urljoin(f"{site}/", text) if site else text)
    if address.remark:
        remarks.add(address.remark, **address.parameters)
    if not address.url:
        return None
    mimetype = loose.text(row.get("mimetype") or row.get("mediatype"))
    mimetype = mimetype.lower() if re.fullmatch(r"[\w.+-]+/[\w.+-]+(;.*)?", mimetype) else ""
    said = loose.text(row.get("format"))
    declared = tuple(word for key in PROTOCOLS if (word := loose.text(row.get(key))) and _is_protocol(word))
    link = protocols.describe(address.url, declared, "", name, mimetype)
    form = files.format_in(said) or link.format or said[:60]
    kind = _kind(row, link, form)
    description = plain(loose.raw(row.get("description_translated") or row.get("description")))
    resource = {
        "url": address.url,
        "name": name or address.url.rstrip("/").rpartition("/")[2][:150],
        "description": "" if squeeze(description) == name else description,
        "kind": kind,
        "protocol": protocols.DOWNLOAD if kind == "download" and link.protocol == protocols.LINK else link.protocol,
        "format": link.format if kind in ("service", "api") and link.format else form,
        "mimetype": mimetype.partition(";")[0],
        "size": loose.size(row.get("size") or row.get("filesize")),
        **{key: loose.text(row.get(key)) for key in CARRIED},
        **_schema(row),
        **_dates(row),
    }
    resource["layer"] = resource["layer"] or link.layer
    return {key: value for key, value in resource.items() if value}


def _is_protocol(word: str) -> bool:
    """Tell a word that says how to talk to the address from CKAN's `file.upload` or a format of files."""
    return vocabulary("protocols").match(word) is not None or word.upper().split(":")[-1] in protocols.OGC


def _kind(row: Mapping[str, Any], link: protocols.Link, form: str) -> str:
    """Give the kind: as our own schema says it, else that of the link; a format of data makes a page a file."""
    own = vocabulary("resource_kinds").match(loose.text(row.get("kind")))
    if own:
        return own.code
    if loose.text(row.get("resource_type")) in ("documentation", "doc") or form in protocols.DOCUMENTS:
        return "documentation" if link.kind == "page" or form in protocols.DOCUMENTS else link.kind
    is_data = vocabulary("formats").match(form) is not None and form not in protocols.PAGES
    return "download" if link.kind == "page" and is_data and not form.endswith("_SRVC") else link.kind


def _schema(row: Mapping[str, Any]) -> dict[str, str]:
    """Read the table schema by name or address; one written inside the dataset has no place here."""
    value = loose.decoded(row.get("schema"))
    text = loose.text(value.get("name") or value.get("url")) if isinstance(value, Mapping) else loose.text(value)
    return files.schema_in(text, loose.text(row.get("schema_version"))) or (
        {"schema": text} if text[:4] == "http" else {}
    )


def _dates(row: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for field, names in DATES.items():
        dates = [date for name in names if (date := normalise(loose.text(row.get(name))))]
        found |= {field: dates[0]} if dates else {}
    return found
