"""What is behind a link: a protocol, a kind and a format, from what the record says and what the address shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

from ckanext.datagrandest.metadata.vocabularies import vocabulary

DOWNLOAD, LINK = "WWW:DOWNLOAD", "WWW:LINK"
GENERIC = frozenset({DOWNLOAD, LINK, "REST"})
OGC = ("WMTS", "WMS", "WFS", "WCS", "CSW", "WPS", "SOS", "WMC")
# Declared protocols in the ways that GeoNetwork, Isogeo, ArcGIS and people write them.
DECLARED = (
    (re.compile(r"\b(wmts|wms|wfs|wcs|csw|wps|sos|wmc)(?:\b|_|-c\b|$)"), "OGC:{}"),
    (re.compile(r"web map tile"), "OGC:WMTS"),
    (re.compile(r"web map service"), "OGC:WMS"),
    (re.compile(r"web feature service"), "OGC:WFS"),
    (re.compile(r"web coverage service"), "OGC:WCS"),
    (re.compile(r"atom"), "INSPIRE Atom"),
    (re.compile(r"esri|arcgis"), "ESRI:REST"),
    (re.compile(r"\b(?:tms|xyz)\b"), "TMS"),
    (re.compile(r"download|copyfile|\bfile\b|\bftp\b|application/zip"), DOWNLOAD),
    (re.compile(r"sparql"), "SPARQL"),
    (re.compile(r"openapi|\brest\b"), "REST"),
    (re.compile(r"link|html|\bhttps?$|\bdoi\b|\burl\b"), LINK),
)
FILES = frozenset({"DOWNLOAD", "download", "offlineAccess", "downloading"})
DOCUMENTS = frozenset({"PDF", "DOC", "DOCX", "ODT", "TXT"})
PAGES = frozenset({"HTML"})
COMPOUND = (".tar.gz", ".csv.gz", ".geojson.gz")
SUFFIXES = {"htm": "HTML", "php": "HTML", "asp": "HTML", "aspx": "HTML", "jsp": "HTML", "tif": "TIFF", "tgz": "GZIP"}
SERVICES = ("OGC:WMS", "OGC:WMTS", "OGC:WFS", "OGC:WCS", "OGC:CSW", "OGC:WPS", "OGC:SOS")
PATHS = (
    (re.compile(r"/rest/services/|/(?:map|feature|image)server$"), "ESRI:REST"),
    (re.compile(r"wmsserver"), "OGC:WMS"),
    (re.compile(r"wfsserver"), "OGC:WFS"),
    (re.compile(r"/csw-[^/]*$"), "OGC:CSW"),
    (re.compile(r"\.atom$|atomfeed|/atom/"), "INSPIRE Atom"),
    (re.compile(r"/collections/[^/]+/items$"), "OGC:API-Features"),
)
LAYERED = frozenset({"OGC:WMS", "OGC:WMTS", "OGC:WFS", "OGC:WCS"})
MAX_LAYER = 150
LAYER_KEYS = ("layers", "layer", "typenames", "typename", "coverageid", "coverage")
OUTPUTS = {"shape-zip": "SHP", "shapezip": "SHP", "application/json": "GEOJSON", "json": "GEOJSON", "excel2007": "XLSX"}


@dataclass(frozen=True, slots=True)
class Link:
    """What is known of a link: `protocol` of our list, `kind` of resource, `format` ("" when unknown), `layer`."""

    protocol: str
    kind: str
    format: str
    layer: str


def describe(url: str, declared: tuple[str, ...], function: str = "", name: str = "", mimetype: str = "") -> Link:
    """Type a link.

    Args:
        url: its address.
        declared: what the record says of the protocol: text, address, application profile.
        function: CI_OnLineFunctionCode.
        name: name of the link; it is the layer's for services of layers.
        mimetype: media type that the record gives.
    """
    query = {key.lower(): value for key, value in parse_qsl(urlsplit(url).query)}
    said, seen = _said(declared), _seen(url, query)
    form = _format(url, query, mimetype)
    protocol = said or seen
    if said in (LINK, "REST", "") and seen:
        protocol = seen
    if said in (DOWNLOAD, "") and _is_extract(query):
        protocol = DOWNLOAD
    if not protocol:
        protocol = DOWNLOAD if (function in FILES and form not in PAGES) or _is_file(form) else LINK
    return Link(
        protocol, _kind(protocol, form, function), _service_format(protocol) or form, _layer(protocol, query, name)
    )


def _said(declared: tuple[str, ...]) -> str:
    known = [term.code for text in declared if text and (term := vocabulary("protocols").match(text))]
    if known:
        return next((code for code in known if code not in GENERIC), known[0])
    for text in declared:
        for pattern, protocol in DECLARED:
            if match := pattern.search(text.lower()):
                return protocol.format(match.group(1).upper()) if match.groups() else protocol
    return ""


def _seen(url: str, query: dict[str, str]) -> str:
    """Guess the protocol of a service from its address."""
    service = query.get("service", "").upper()
    path = urlsplit(url).path.lower().rstrip("/")
    if service in OGC:
        return f"OGC:{service}"
    return next((protocol for pattern, protocol in PATHS if pattern.search(path)), _segment(path))


def _segment(path: str) -> str:
    """Find `wms`, `wfs`… among the parts of a path that does not end in a file."""
    *_, last = parts = path.split("/")
    if "." in last:
        return ""
    return next((f"OGC:{part.upper()}" for part in parts if part.upper() in OGC), "")


def _is_extract(query: dict[str, str]) -> bool:
    """Tell a link that downloads data out of a service (GetFeature with a file's format)."""
    output = query.get("outputformat", "").lower()
    asked = query.get("request", "").lower()
    return asked in ("getfeature", "getcoverage") and bool(output) and "gml" not in output


def _format(url: str, query: dict[str, str], mimetype: str) -> str:
    formats = vocabulary("formats")
    output = query.get("outputformat") or query.get("format") or ""
    for text in (OUTPUTS.get(output.lower(), output), mimetype.partition(";")[0].strip(), _suffix(url)):
        term = formats.match(text) if text else None
        if term:
            return term.code
    return ""


def _suffix(url: str) -> str:
    path = unquote(urlsplit(url).path).lower()
    if path.endswith(COMPOUND):
        path = path.removesuffix(".gz")
    suffix = PurePosixPath(path).suffix.lstrip(".")
    return SUFFIXES.get(suffix, suffix)


def _is_file(form: str) -> bool:
    return bool(form) and form not in PAGES and form not in DOCUMENTS


def _kind(protocol: str, form: str, function: str) -> str:
    if protocol in (DOWNLOAD, LINK) and form in DOCUMENTS:
        return "documentation"
    if protocol == DOWNLOAD:
        return "download"
    if protocol == LINK:
        return "download" if _is_file(form) and function != "information" else "page"
    return "api" if protocol in ("REST", "SPARQL") or protocol.startswith("OGC:API") else "service"


def _service_format(protocol: str) -> str:
    """Give the format that visitors filter by: that of the service."""
    if protocol in SERVICES:
        return protocol.removeprefix("OGC:")
    return {"ESRI:REST": "ArcGIS REST", "INSPIRE Atom": "ATOM", "TMS": "TMS", "OGC:WMC": "WMC"}.get(protocol, "")


def _layer(protocol: str, query: dict[str, str], name: str) -> str:
    for key in LAYER_KEYS:
        if query.get(key):
            return query[key]
    return name if protocol in LAYERED and len(name) <= MAX_LAYER and not re.search(r"\s|://", name) else ""
