"""What the record says and nobody read: told by name, so that nothing is lost in silence.

Elements that only describe other values, or the record's own form, are not information on the data (`FORM`).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.iso19139.reader import XLINK_HREF, is_type, local_name
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

# Properties that say how another value, or the record itself, is written.
FORM = frozenset(
    {
        "characterSet",
        "characterEncoding",
        "dateType",
        "defaultLocale",
        "distributedComputingPlatform",
        "DCP",
        "extentTypeCode",
        "geographicIdentifier",
        "hierarchyLevelName",
        "nameOfMeasure",
        "locale",
        "metadataStandard",
        "metadataStandardVersion",
        "otherLocale",
        "referenceSystemType",
        "scope",
        "thesaurusName",
        "type",
        "fileType",
        "function",
        "classification",
        "evaluationMethodType",
        "couplingType",
        "dependencies",
        "metadataScope",
        "fileIdentifier",
        "metadataIdentifier",
    }
)
MAX_NAMES = 60

NOT_CARRIED = N_("Elements of the record that have no place here: {elements}.")
MAX_ADDRESSES = 50
#: Registers whose addresses became codes of ours, or say how a value is written.
REGISTERS = re.compile(
    r"codelist|/def/crs/|inspire\.ec\.europa\.eu/theme|publications\.europa\.eu/resource/authority|data\.europa\.eu/bna"
    r"|tools\.ietf\.org|iana\.org/assignments|opengis\.net/(?:def|spec)",
    re.IGNORECASE,
)

BEHIND = N_("Addresses that the record gives for its words: {addresses}.")
LINKS = N_("Links of the record that have no place here: {urls}.")


def tell(reader: Reader, remarks: Remarks) -> None:
    """Tell the names of the elements that were not read, and the addresses among them."""
    names: dict[str, None] = {}
    urls: dict[str, None] = {}
    for element in reader.root.iter("*"):
        content = _content(element)
        if not content or element in reader.read:
            continue
        path = _path(element)
        if FORM.isdisjoint(path) and local_name(element) != "DCPList":
            names[_named(path, element)] = None
        elif path[-1] != "linkage":
            continue
        if content.startswith(("http://", "https://", "ftp://")):
            urls[shortened(content, 500)] = None
    if names:
        more = ["…"] if len(names) > MAX_NAMES else []
        remarks.add(NOT_CARRIED, elements=", ".join([*list(names)[:MAX_NAMES], *more]))
    if urls:
        remarks.add(LINKS, urls=" ".join(urls))


def _content(element: _Element) -> str:
    """Give what an element itself says: text of a leaf, code or reference."""
    if element.get("codeListValue"):
        return (element.get("codeListValue") or "").strip()
    if not len(element) and (element.text or "").strip():
        return (element.text or "").strip()
    return "" if len(element) else (element.get(XLINK_HREF) or element.get("uuidref") or "").strip()


def _named(path: list[str], element: _Element) -> str:
    """Name an element by its last two properties, with its value when that is a code."""
    code = (element.get("codeListValue") or "").strip()
    return "/".join(path[-2:]) + (f" ({shortened(code, 40)})" if code else "")


def _path(element: _Element) -> list[str]:
    """List the properties from the record down to an element."""
    lineage = [element, *element.iterancestors()]
    return [local_name(node) for node in reversed(lineage) if not is_type(node) and local_name(node) != "textGroup"]


def tell_addresses(reader: Reader, dataset: dict[str, Any], remarks: Remarks) -> None:
    """Tell the addresses of words (gmx:Anchor) that are in no field: concepts of a thesaurus, pages of a title."""
    kept = json.dumps(dataset, ensure_ascii=False)
    found: dict[str, str] = {}
    for anchor in reader.root.iter("{*}Anchor"):
        address = " ".join((anchor.get(XLINK_HREF) or "").split())
        if anchor not in reader.read or not address or address in kept or REGISTERS.search(address):
            continue
        if FORM.isdisjoint(_path(anchor)):
            found.setdefault(address, " ".join((anchor.text or "").split()))
    if found:
        told = [f"{shortened(words, 80)} <{shortened(address)}>" for address, words in found.items()]
        remarks.add(BEHIND, addresses=", ".join([*told[:MAX_ADDRESSES], *(["…"] if len(told) > MAX_ADDRESSES else [])]))
