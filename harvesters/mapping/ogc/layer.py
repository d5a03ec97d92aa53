"""A layer of a WFS (1.0, 1.1, 2.0) to the draft of a dataset.

The record is a capabilities document with this layer alone; `xml:base` is the address that the service was asked at, since the
addresses that capabilities give are often internal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from ckanext.datagrandest.harvesters.mapping.contacts import Contact, emails_of, rows_of
from ckanext.datagrandest.harvesters.mapping.drafting import (
    Links,
    conditions_of,
    finished,
    spatial_of,
    tags_of,
    territories_of,
)
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesters.mapping.texts import block, plain, squeeze, title_of
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import OutboundError

if TYPE_CHECKING:
    from lxml.etree import _Element

BASE = "{http://www.w3.org/XML/1998/namespace}base"
HREF = "{http://www.w3.org/1999/xlink}href"
EPSG = re.compile(r"EPSG(?:\.xml)?\W*(?:[\d.]+[:/])?[:/#]*(\d{4,6})\b", re.IGNORECASE)
CRS84 = re.compile(r"CRS:?/?(?:1\.3[:/])?84", re.IGNORECASE)
MAX_BYTES = 5 * 1024 * 1024
#: Formats of GetFeature that people use, by how servers call them; the first of each that the server offers.
FORMATS = (
    ("GEOJSON", re.compile(r"^(?:application/(?:vnd\.)?geo\+json|geo-?json|application/json|json)\b", re.IGNORECASE)),
    ("SHP", re.compile(r"^(?:shape-?zip|application/x-zipped-shp|shapefile|esri shapefile)", re.IGNORECASE)),
    ("GPKG", re.compile(r"geopackage|gpkg", re.IGNORECASE)),
    ("CSV", re.compile(r"^(?:text/)?csv\b", re.IGNORECASE)),
    ("XLSX", re.compile(r"excel2007|xlsx|spreadsheetml", re.IGNORECASE)),
    ("KML", re.compile(r"\bkml\b", re.IGNORECASE)),
    ("GML", re.compile(r"gml", re.IGNORECASE)),
)
#: Where the identifier of a record stands in the address of its page or document.
IN_QUERY = ("id", "uuid", "fileidentifier", "identifier")
IN_PATH = re.compile(r"/(?:records|metadata|catalog\.search#/metadata|uuid)/([^/?#]{3,})")

NO_LAYER = N_("This is no layer of a WFS service.")
NO_NAME = N_("A layer of the service has no name, so nobody can ask for it; its title is “{title}”.")
NO_TITLE = N_("The layer has no title: its name is shown.")


def local(element: _Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def first(element: _Element | None, *names: str) -> str:
    """Give the first text of an element's descendants of some names, "" when there is none."""
    if element is None:
        return ""
    found = (squeeze(node.text) for name in names for node in element.iter(f"{{*}}{name}"))
    return next((text for text in found if text), "")


def child(element: _Element, name: str) -> str:
    """Give the text of a direct child, with its lines."""
    return next((block(node.text) for node in element.iterchildren("*") if local(node) == name), "")


def identifier_in(url: str) -> str:
    """Give the identifier that the address of a metadata record names, "" when it names none."""
    parts = urlsplit(url.strip())
    query = {key.lower(): value for key, value in parse_qsl(parts.query)}
    named = next((query[key].strip() for key in IN_QUERY if query.get(key, "").strip()), "")
    match = IN_PATH.search(unquote(f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path))
    return named or (match[1] if match else "")


def metadata_urls(layer: _Element) -> list[str]:
    """List the addresses of a layer's metadata."""
    found = (squeeze(node.get(HREF) or node.text) for node in layer.iterchildren("*") if local(node) == "MetadataURL")
    return list(dict.fromkeys(url for url in found if url))


def layer_of(content: bytes) -> tuple[_Element, _Element]:
    """Give the document and the layer of a record.

    Raises:
        UnmappableRecord: it is none.
    """
    try:
        root = parse_xml(content, max_bytes=MAX_BYTES)
    except OutboundError as error:
        raise UnmappableRecord(error.message) from error
    layer = next(root.iter("{*}FeatureType"), None)
    if layer is None:
        raise UnmappableRecord(Message(NO_LAYER))
    return root, layer


def draft(content: bytes, *, keep_names: bool = False) -> Draft:
    """Map one layer.

    Args:
        content: a capabilities document with one layer.
        keep_names: name persons in contacts; the default follows the RGPD.

    Raises:
        UnmappableRecord: no layer, or one without name.
    """
    root, layer = layer_of(content)
    remarks = Remarks()
    name = child(layer, "Name")
    if not name:
        raise UnmappableRecord(Message(NO_NAME, {"title": child(layer, "Title")[:150]}))
    title = title_of([child(layer, "Title")], remarks)
    if not title:
        remarks.add(NO_TITLE)
    crs = _crs(layer)
    dataset: dict[str, Any] = {
        "title": title or name,
        "notes": plain(child(layer, "Abstract")),
        "scope": "dataset",
        "crs": crs,
        "contacts": _contacts(root, remarks, keep_names=keep_names),
        "documentation": [],
    }
    dataset |= spatial_of(_boxes(layer), remarks, crs)
    keywords = _keywords(layer)
    dataset["tags"] = tags_of(keywords, remarks)
    dataset |= territories_of(keywords, dataset, remarks)
    dataset |= conditions_of([*_conditions(root)])
    links = Links(remarks)
    _metadata(layer, links, dataset)
    _services(root, name, links)
    dataset["resources"] = links.all()
    return finished(dataset, remarks)


def _metadata(layer: _Element, links: Links, dataset: dict[str, Any]) -> None:
    urls = metadata_urls(layer)
    dataset["documentation"] = [opened for url in urls if (opened := links.public(url))]
    named = [found for url in urls if (found := identifier_in(url))]
    dataset["identifiers"] = [{"value": value} for value in dict.fromkeys(named)]


def _services(root: _Element, name: str, links: Links) -> None:
    base, version = root.get(BASE, ""), root.get("version") or "2.0.0"
    joint = "&" if "?" in base else "?"
    about = f"{base}{joint}{urlencode({'service': 'WFS', 'version': version, 'request': 'GetCapabilities'})}"
    links.add(about, declared=("OGC:WFS",), kind="service", protocol="OGC:WFS", layer=name, format="WFS")
    offered = _offered(root)
    parameter = "typeNames" if version.startswith("2") else "typeName"
    for code, pattern in FORMATS:
        output = next((form for form in offered if pattern.search(form)), None)
        if not output:
            continue
        query = {"service": "WFS", "version": version, "request": "GetFeature", parameter: name, "outputFormat": output}
        if code == "GEOJSON":
            query["srsName"] = "EPSG:4326"
        links.add(
            f"{base}{joint}{urlencode(query)}",
            vocabulary("formats").label(code),
            kind="download",
            protocol="WWW:DOWNLOAD",
            layer=name,
            format=code,
        )


def _offered(root: _Element) -> list[str]:
    """List the formats of GetFeature: of the operation, of the service, of the layer (2.0), or the elements of 1.0."""
    found: list[str] = []
    for operation in root.iter("{*}Operation"):
        if operation.get("name") == "GetFeature":
            parameters = [
                node for node in operation.iter("{*}Parameter") if (node.get("name") or "").lower() == "outputformat"
            ]
            found += [squeeze(value.text) for node in parameters for value in node.iter("{*}Value")]
    found += [squeeze(node.text) for formats in root.iter("{*}OutputFormats") for node in formats.iter("{*}Format")]
    found += [local(node) for result in root.iter("{*}ResultFormat") for node in result.iterchildren("*")]
    return list(dict.fromkeys(filter(None, found)))


def _crs(layer: _Element) -> list[str]:
    texts = [
        squeeze(node.text)
        for node in layer.iterchildren("*")
        if local(node) in ("DefaultCRS", "OtherCRS", "DefaultSRS", "OtherSRS", "SRS")
    ]
    found = [f"EPSG:{match[1]}" if (match := EPSG.search(text)) else _other(text) for text in texts if text]
    return list(dict.fromkeys(found))


def _other(text: str) -> str:
    return "CRS84" if CRS84.search(text) else text


def _boxes(layer: _Element) -> Iterator[list[str]]:
    for node in layer.iterchildren("*"):
        if local(node) == "LatLongBoundingBox":
            yield [node.get(side) or "" for side in ("minx", "miny", "maxx", "maxy")]
        elif local(node) == "WGS84BoundingBox":
            corners = [*first(node, "LowerCorner").split(), *first(node, "UpperCorner").split()]
            yield (corners + [""] * 4)[:4]


def _keywords(layer: _Element) -> list[str]:
    found = [squeeze(node.text) for node in layer.iter("{*}Keyword")]
    for node in layer.iterchildren("*"):
        if local(node) == "Keywords" and not len(node):  # 1.0: one text
            found += [part.strip() for part in (node.text or "").split(",")]
    return [text for text in dict.fromkeys(found) if text and not text.lower().startswith("features")]


def _conditions(root: _Element) -> Iterator[str]:
    service = next(root.iter("{*}ServiceIdentification", "{*}Service"), None)
    for name in ("Fees", "AccessConstraints"):
        yield from (squeeze(node.text) for node in (service.iter(f"{{*}}{name}") if service is not None else ()))


def _contacts(root: _Element, remarks: Remarks, *, keep_names: bool) -> list[dict[str, str]]:
    provider = next(root.iter("{*}ServiceProvider"), None)
    if provider is None:
        return []
    emails = tuple(emails_of(text, remarks)) if (text := first(provider, "ElectronicMailAddress")) else ()
    site = next(
        (squeeze(node.get(HREF)) for node in provider.iter("{*}ProviderSite", "{*}OnlineResource") if node.get(HREF)),
        "",
    )
    contact = Contact(
        role="distributor",
        name=first(provider, "ProviderName"),
        emails=emails,
        phone=first(provider, "Voice"),
        url=Links(remarks).public(site),
        person=first(provider, "IndividualName"),
    )
    return rows_of([contact], remarks, keep_names=keep_names)
