"""Links of the distribution and of the service, as resources typed by protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, protocols
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Value
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import squeeze
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

OPTIONS = ("distributionInfo/transferOptions", "distributionInfo/distributor/distributorTransferOptions")
FORMATS = (
    "distributionInfo/distributionFormat",
    "distributionInfo/distributor/distributorFormat",
    "distributionInfo/transferOptions/distributionFormat",
    "identificationInfo/resourceFormat",
)
FORMAT_NAMES = ("name", "formatSpecificationCitation/title")
IANA = "iana.org/assignments/media-types/"
NOT_DATA = frozenset({"page", "documentation"})
MEGABYTE = 1_000_000
MAX_NAME = 150
TYPING = ("protocol", "kind", "format", "layer")
POINTS = frozenset({"accesspoint", "endpoint", "access point"})
TEXTUAL = frozenset({"CSV", "TSV", "TXT", "JSON", "GEOJSON", "XML", "GML", "KML", "SHP"})
UNKNOWN = frozenset({"", "non renseigné", "non renseignée", "inconnu", "inconnue", "unknown", "-", "aucun", "n/a"})

NO_LINK = N_("The record has no link that the public can open.")
NO_ADDRESS = N_("A link of the record has no address: {name}.")
TOO_MANY = N_("The record has {count} links; the first {kept} were kept.")
FORMATS_SAID = N_("Formats that the record names: {formats}.")
BAD_SIZE = N_("The size “{size}” of the record is not a number; it was left out.")


@dataclass(frozen=True, slots=True)
class Online:
    """One CI_OnlineResource as read, with the size and function around it."""

    url: str
    declared: tuple[str, ...]
    name: str
    description: str
    function: str
    mimetype: str
    size: int | None = None


def read(reader: Reader, remarks: Remarks, *, encoding: str = "", limit: int) -> list[dict[str, Any]]:
    """Read the links as resources.

    Args:
        reader: the record.
        remarks: links left out and why.
        encoding: character encoding of the data, for files of text.
        limit: most resources kept.
    """
    formats, media = _formats(reader), _media_type(reader)
    resources: dict[tuple[str, str], dict[str, Any]] = {}
    for online in _onlines(reader, remarks):
        address = addresses.public(online.url)
        if address.remark:
            remarks.add(address.remark, **address.parameters)
        if address.url:
            resource = _resource(address.url, online, formats, encoding)
            if media and resource["kind"] not in NOT_DATA:
                resource.setdefault("mimetype", media)
            key = (address.url, resource.get("layer", ""))
            resources[key] = _merged(resources[key], resource) if key in resources else resource
    if len(resources) > limit:
        remarks.add(TOO_MANY, count=len(resources), kept=limit)
    kept = list(resources.values())[:limit]
    _tell_formats(formats, kept, remarks)
    if not kept:
        remarks.add(NO_LINK)
    return kept


def names_of_links(reader: Reader) -> tuple[str, ...]:
    """List names and addresses of links, where some records hide their licence."""
    return tuple(
        text for online in _onlines(reader, None) for text in (online.name, online.url, online.description) if text
    )


def _onlines(reader: Reader, remarks: Remarks | None) -> Iterator[Online]:
    for path in OPTIONS:
        for option in reader.nodes(path):
            size = _size(reader, option, remarks)
            for node in reader.nodes("onLine", option):
                yield from _online(reader, node, size, remarks)
    for node in reader.nodes("identificationInfo/containsOperations/connectPoint"):
        yield from _online(reader, node, None, remarks)


def _online(reader: Reader, node: _Element, size: int | None, remarks: Remarks | None) -> Iterator[Online]:
    names = reader.values("name", node)
    description = reader.paragraphs("description", node)
    protocol = [part for value in reader.values("protocol", node) for part in (value.text, value.uri)]
    profile = [part for value in reader.values("applicationProfile", node) for part in (value.text, value.uri)]
    declared = tuple(part for part in (*protocol, *profile) if part.lower() not in UNKNOWN)
    online = Online(
        url=_url(reader, node),
        declared=declared,
        name=names[0].text if names else "",
        description="" if description.lower() in POINTS else description,
        function=reader.code("function", node),
        mimetype=_mimetype(node),
        size=size,
    )
    if online.url:
        yield online
    elif remarks is not None and (online.name or online.description):
        remarks.add(NO_ADDRESS, name=shortened(online.name or online.description, 150))


def _url(reader: Reader, node: _Element) -> str:
    values = reader.values("linkage", node) or [reader.value(node)]
    value = next(iter(values), Value(""))
    url = value.text or value.uri
    return "" if url.lower() in UNKNOWN else url


def _mimetype(node: _Element) -> str:
    return next((found.get("type", "") for found in node.iter("{*}MimeFileType")), "")


def _size(reader: Reader, option: _Element, remarks: Remarks | None) -> int | None:
    """Read `transferSize`, in megabytes, as bytes."""
    text = reader.text("transferSize", option)
    if not text:
        return None
    try:
        size = round(float(text.replace(",", ".")) * MEGABYTE)
    except (ValueError, OverflowError):
        size = -1
    if size < 0 and remarks is not None:
        remarks.add(BAD_SIZE, size=shortened(text, 40))
    return size if size > 0 else None


def _resource(url: str, online: Online, formats: list[tuple[str, str]], encoding: str) -> dict[str, Any]:
    link = protocols.describe(url, online.declared, online.function, online.name, online.mimetype)
    form = link.format
    if link.kind == "download" and form in ("", "ZIP", "7Z", "GZIP"):
        form = _only_format(formats) or form
    resource = {
        "url": url,
        "name": _name(online, link),
        "description": "" if squeeze(online.description) == _name(online, link) else online.description,
        "kind": link.kind,
        "protocol": link.protocol,
        "layer": link.layer,
        "format": form,
        "mimetype": online.mimetype,
        "size": online.size if link.kind != "page" else None,
        "encoding": encoding if link.kind == "download" and form in TEXTUAL else "",
    }
    return {key: value for key, value in resource.items() if value}


def _name(online: Online, link: protocols.Link) -> str:
    """Give what a visitor reads: for layers the description, which is a sentence, rather than a technical name."""
    sentence = squeeze(online.description)
    technical = online.name == link.layer or "://" in online.name
    if technical and 0 < len(sentence) <= MAX_NAME:
        return sentence
    return online.name or shortened(sentence, MAX_NAME) or vocabulary("protocols").label(link.protocol)


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Merge two mentions of one address: nothing that either says is lost."""
    specific = {key: second[key] for key in TYPING if key in second} if first["protocol"] in protocols.GENERIC else {}
    merged = second | first | specific
    said = {first.get("name"), first.get("description")}
    more = [text for text in (second.get("name"), second.get("description")) if text and text not in said]
    if more:
        merged["description"] = "\n".join(filter(None, [first.get("description"), *more]))
    return merged


def _formats(reader: Reader) -> list[tuple[str, str]]:
    """List (name, version) of the formats that the record names."""
    found = []
    for path in FORMATS:
        for node in reader.nodes(path):
            names = reader.texts("name", node) or reader.texts("formatSpecificationCitation/title", node)
            version = reader.text("version", node) or reader.text("formatSpecificationCitation/edition", node)
            version = "" if version.lower() in UNKNOWN else version
            found += [(name, version) for name in names if name.lower() not in UNKNOWN]
    return list(dict.fromkeys(found))


def _media_type(reader: Reader) -> str:
    """Give the media type that the record names by its address (gmx:Anchor), when it names just one."""
    nodes = [node for path in FORMATS for node in reader.nodes(path)]
    values = [value for node in nodes for name in FORMAT_NAMES for value in reader.values(name, node)]
    found = {value.uri.partition(IANA)[2] for value in values if IANA in value.uri}
    return found.pop() if len(found) == 1 else ""


def _only_format(formats: list[tuple[str, str]]) -> str:
    """Give the one file format of the record, when it names just one."""
    known = {term.code for name, _ in formats if (term := vocabulary("formats").match(name.lstrip(".")))}
    files = {code for code in known if not code.endswith("_SRVC")}
    return files.pop() if len(files) == 1 else ""


def _tell_formats(formats: list[tuple[str, str]], resources: list[dict[str, Any]], remarks: Remarks) -> None:
    """Say the formats that no resource shows, and the versions, which have no field."""
    shown = {str(resource.get("format", "")).lower() for resource in resources}
    known = vocabulary("formats")
    untold = []
    for name, version in formats:
        term = known.match(name.lstrip("."))
        if version or (term.code if term else name).lower() not in shown:
            untold.append(f"{name} ({version})" if version else name)
    if untold:
        remarks.add(FORMATS_SAID, formats=", ".join(untold))
