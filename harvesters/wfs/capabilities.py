"""GetCapabilities of WFS 1.0 (OGC 02-058), 1.1 (04-094) and 2.0 (09-025r2), cut into one record a layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from ckanext.datagrandest.harvesters.mapping.ogc.layer import BASE, NO_NAME, child, identifier_in, local, metadata_urls
from ckanext.datagrandest.harvesting.contract import Refusal, RemoteRecord
from ckanext.datagrandest.messages import Message

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Parameters of the protocol, which an address copied from a browser may bear; the others (`map=`) belong to the server.
PROTOCOL = frozenset(
    {
        "service",
        "version",
        "acceptversions",
        "request",
        "typename",
        "typenames",
        "outputformat",
        "srsname",
        "namespaces",
    }
    | {"maxfeatures", "count", "startindex", "bbox", "f"}
)
KEPT = ("ServiceIdentification", "Service", "ServiceProvider")


def base_url(url: str) -> str:
    """Give the address of the service, without the parameters of the protocol.

    >>> base_url("https://x.fr/wfs?map=a&SERVICE=WFS&request=GetCapabilities#x")
    'https://x.fr/wfs?map=a'
    """
    parts = urlsplit(url.strip())
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if key.lower() not in PROTOCOL]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def is_capabilities(root: _Element) -> bool:
    """Tell the capabilities of a WFS."""
    return local(root) in ("WFS_Capabilities", "WFS_MS_Capabilities")


def layers(root: _Element, base: str) -> Iterator[RemoteRecord | Refusal]:
    """Give each layer as a record.

    Its identifier is that of the metadata that the service links, when no other layer of the service links the same: so
    the layer is recognised as the dataset of a catalogue. Else it is the address of the service with the layer's name.
    """
    found = list(root.iter("{*}FeatureType"))
    linked = [_linked(layer) for layer in found]
    shared = {identifier for identifier, count in Counter(linked).items() if count > 1}
    skeleton = _skeleton(root, base)
    listing = next(node for node in skeleton if local(node) == "FeatureTypeList")
    for layer, metadata in zip(found, linked, strict=True):
        name = child(layer, "Name")
        own = metadata if metadata not in shared else ""
        if not name:
            yield Refusal(own or None, Message(NO_NAME, {"title": child(layer, "Title")[:150]}))
            continue
        identifier = own or f"{urlsplit(base).netloc}{urlsplit(base).path}#{name}"
        copied = deepcopy(layer)
        listing.append(copied)
        content = etree.tostring(skeleton, encoding="UTF-8", with_tail=False)
        listing.remove(copied)
        yield RemoteRecord(identifier, content, None, _address(base, root.get("version") or "2.0.0", name))


def _linked(layer: _Element) -> str:
    return next((found for url in metadata_urls(layer) if (found := identifier_in(url))), "")


def _skeleton(root: _Element, base: str) -> _Element:
    """Make a capabilities document without layers: what concerns all of them, and nothing that changes by itself."""
    skeleton = etree.Element(root.tag, {"version": root.get("version") or "2.0.0", BASE: base}, nsmap=root.nsmap)
    namespace = etree.QName(root).namespace
    for node in root.iterchildren("*"):
        if local(node) in KEPT:
            skeleton.append(deepcopy(node))
    for node in root.iter("{*}Operation", "{*}GetFeature"):
        if local(node) == "GetFeature" or node.get("name") == "GetFeature":
            skeleton.append(deepcopy(node))
    etree.SubElement(skeleton, f"{{{namespace}}}FeatureTypeList" if namespace else "FeatureTypeList")
    return skeleton


def _address(base: str, version: str, name: str) -> str:
    query = {"service": "WFS", "version": version, "request": "DescribeFeatureType"}
    query["typeNames" if version.startswith("2") else "typeName"] = name
    return f"{base}{'&' if '?' in base else '?'}{urlencode(query)}"
