"""Files and services as resources: where they are, what they are, in which format and after which schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, files, loose, protocols
from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.dcat.standards import is_reference_system
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, squeeze
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

DISTRIBUTIONS = ("dcat:distribution", "schema:distribution", "adms:sample")
DOWNLOADS = ("dcat:downloadURL", "dcat:downloadUrl", "schema:contentUrl")
ACCESSES = ("dcat:accessURL", "dcat:accessUrl", "dcat:url", "schema:url", "schema:encodingUrl")
MAX_NAME = 150
GENERIC = frozenset({"", "HTML", "ZIP", "7Z", "GZIP"})

NO_LINK = N_("The record has no link that the public can open.")
NO_ADDRESS = N_("A link of the record has no address: {name}.")
TOO_MANY = N_("The record has {count} links; the first {kept} were kept.")
BAD_SIZE = N_("The size “{size}” of the record is not a number; it was left out.")


def of(node: Node) -> list[Node]:
    """List the distributions of a dataset; a service is its own."""
    return node.all(*DISTRIBUTIONS)


def read(node: Node, remarks: Remarks, *, limit: int) -> dict[str, Any]:
    """Read distributions, the services that serve the dataset, and the endpoints of a record that is a service.

    Args:
        node: the dataset.
        remarks: links left out and why.
        limit: most resources kept.
    """
    resources: dict[tuple[str, str], dict[str, Any]] = {}
    pages: list[str] = []
    found = [_resource(distribution, remarks, pages) for distribution in of(node)]
    services = [node] if node.is_a("dcat:DataService") else node.graph.pointing("dcat:servesDataset", node.term)
    found += [resource for service in services for resource in _endpoints(service, remarks)]
    for resource in filter(None, found):
        key = (resource["url"], resource.get("layer", ""))
        resources[key] = resource | resources.get(key, {})
    if len(resources) > limit:
        remarks.add(TOO_MANY, count=len(resources), kept=limit)
    kept = list(resources.values())[:limit]
    if not kept:
        remarks.add(NO_LINK)
    known = {resource["url"] for resource in kept}
    return {"resources": kept, "pages": [page for page in dict.fromkeys(pages) if page not in known]}


def _resource(distribution: Node, remarks: Remarks, pages: list[str]) -> dict[str, Any] | None:
    service = next(iter(distribution.all("dcat:accessService")), None)
    if service is not None:
        service.all(
            "dcat:endpointURL", "dcat:endpointDescription", "dct:title", "dct:description", "dcat:servesDataset"
        )
    url = _address(distribution, service, remarks, pages)
    if url is None:
        return None
    mimetype = _media_type(distribution)
    form = _format(distribution)
    declared = tuple(word for each in (service, distribution) if each for word in _protocols(each))
    name = distribution.text("dct:title", "dc:title", "schema:name", "rdfs:label") or (service.label if service else "")
    is_file = bool(distribution.all(*DOWNLOADS))
    function = "download" if is_file else ""
    declared = declared or ((form,) if form and vocabulary("protocols").match(form) else ())
    link = protocols.describe(url, declared, function, name, mimetype)
    kind = _kind(link, form, is_file=is_file)
    resource = {
        "url": url,
        "name": name or _last(url),
        "description": _description(distribution, name),
        "kind": kind,
        "protocol": protocols.DOWNLOAD if kind == "download" and link.protocol == protocols.LINK else link.protocol,
        "layer": _layer(distribution, link),
        "format": form if form and (link.format in GENERIC or kind == "download") else link.format or form,
        "mimetype": mimetype,
        "size": _size(distribution, remarks),
        "encoding": _encoding(distribution),
        **_schema(distribution),
        **_dates(distribution),
    }
    return {key: value for key, value in resource.items() if value}


def _kind(link: protocols.Link, form: str, *, is_file: bool) -> str:
    """Give the kind of a link: what is said to be a file is one, though its address shows nothing of it."""
    if link.kind != "page" or link.format == "HTML":
        return link.kind
    term = vocabulary("formats").match(form)
    is_data = (
        bool(term) and form not in protocols.PAGES and form not in protocols.DOCUMENTS and not form.endswith("_SRVC")
    )
    return "download" if is_file or is_data else "documentation" if form in protocols.DOCUMENTS else "page"


def _address(distribution: Node, service: Node | None, remarks: Remarks, pages: list[str]) -> str | None:
    """Give the address of the file, else of the page or service that gives it; another page is kept as documentation."""
    files = addresses.opened(distribution.addresses(*DOWNLOADS), remarks)
    accesses = addresses.opened(distribution.addresses(*ACCESSES), remarks)
    if not files and not accesses and service is not None:
        accesses = addresses.opened(service.addresses("dcat:endpointURL", "dcat:endpointDescription"), remarks)
    if not files and not accesses and distribution.uri.startswith("http") and not distribution.is_described:
        accesses = addresses.opened([distribution.uri], remarks)
    if files:
        pages += [page for page in accesses if page not in files]
        return files[0]
    if accesses:
        return accesses[0]
    if not distribution.addresses(*DOWNLOADS, *ACCESSES):
        remarks.add(NO_ADDRESS, name=shortened(distribution.label or distribution.uri or "?", 150))
    return None


def _endpoints(service: Node, remarks: Remarks) -> list[dict[str, Any]]:
    """Read a data service as resources: its address, and its description where it has no other."""
    declared = _protocols(service)
    name = service.text("dct:title", "schema:name", "rdfs:label")
    found = []
    urls = addresses.opened(service.addresses("dcat:endpointURL"), remarks) or addresses.opened(
        service.addresses("dcat:endpointDescription"), remarks
    )
    for url in urls[:1]:
        link = protocols.describe(url, declared, "", "", "")
        kind = link.kind if link.kind in ("service", "api") else "api"
        row = {"url": url, "name": name or _last(url), "kind": kind, "format": link.format, "layer": link.layer}
        row["protocol"] = "" if link.protocol in (protocols.LINK, protocols.DOWNLOAD) else link.protocol
        row["description"] = squeeze(plain(service.text("dct:description")))
        found.append({key: value for key, value in row.items() if value})
    return found


def _protocols(node: Node) -> tuple[str, ...]:
    """List what is said of the protocol: standards, by address and name."""
    standards = [value for value in node.all("dct:conformsTo") if not is_reference_system(value)]
    return tuple(word for standard in standards for word in standard.words)


def _media_type(distribution: Node) -> str:
    for value in distribution.all("dcat:mediaType", "schema:encodingFormat", "dct:MediaType"):
        for word in value.words:
            text = word.partition("media-types/")[2] if "media-types/" in word else word
            if re.fullmatch(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?", text):
                return text.partition(";")[0].strip().lower()
    return ""


def _format(distribution: Node) -> str:
    """Give the format: of our list by address, code or label; else the word of the record."""
    known = vocabulary("formats")
    said = ""
    for value in distribution.all("dct:format", "dc:format", "dcat:mediaType"):
        for word in (*value.words, *(word.rstrip("/").rpartition("/")[2] for word in value.words if "/" in word)):
            if found := files.format_in(word):
                return found
        words = [word for word in value.words if "/" not in word]
        said = said or (words[0] if words else "")
    for value in distribution.all("dcat:compressFormat", "dcat:packageFormat"):
        for word in (*value.words, value.uri.rpartition("/")[2]):
            if term := known.match(word):
                return term.code
    return said[:60]


def _layer(distribution: Node, link: protocols.Link) -> str:
    """Give the layer: in the address, or the identifier that our own profile gives it."""
    said = distribution.text("dct:identifier") if link.protocol in protocols.LAYERED else ""
    return link.layer or (said if said and not re.search(r"\s|://", said) and len(said) <= MAX_NAME else "")


def _size(distribution: Node, remarks: Remarks) -> int | None:
    for text in distribution.texts("dcat:byteSize", "dcat:size", "schema:contentSize"):
        found = loose.size(text)
        if found is not None or text.strip("0.") == "":
            return found
        remarks.add(BAD_SIZE, size=shortened(text, 40))
    return None


def _encoding(distribution: Node) -> str:
    term = vocabulary("encodings").match(distribution.text("cnt:characterEncoding"))
    return term.code if term else ""


def _schema(distribution: Node) -> dict[str, str]:
    """Read the table schema: its name in the national registry, else its address."""
    for standard in distribution.all("dct:conformsTo"):
        if is_reference_system(standard) or any(vocabulary("protocols").match(word) for word in standard.words):
            continue
        version = standard.text("owl:versionInfo", "dcat:version")
        if found := files.schema_in(standard.uri or standard.literal, version):
            return found
        if standard.uri.endswith(".json"):
            return {"schema": standard.uri, "schema_version": version}
    return {}


def _dates(distribution: Node) -> dict[str, str]:
    found = {}
    for field, names in (("issued", ("dct:issued",)), ("modified", ("dct:modified",))):
        dates = [date for text in distribution.texts(*names) if (date := normalise(text))]
        found |= {field: dates[0]} if dates else {}
    return found


def _description(distribution: Node, name: str) -> str:
    texts = distribution.raw_texts("dct:description", "dc:description", "schema:description", "rdfs:comment")
    text = plain(texts[0]) if texts else ""
    return "" if squeeze(text) == name else text


def _last(url: str) -> str:
    """Give the name of a file in an address, the address itself when it has none."""
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return name if "." in name else shortened(url, MAX_NAME)
