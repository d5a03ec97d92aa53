"""Records of services: their type and the datasets they serve."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

IDENTIFIER_KEYS = ("id", "uuid", "identifier")
MAX_COUPLED = 1000

BAD_TYPE = N_("The type of service “{type}” is not in the standard; “other” was put instead.")
TOO_MANY = N_("The record serves {count} datasets; the first {kept} were kept.")


def read(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    """Read the type of service and what it serves."""
    fields: dict[str, Any] = {"service_type": _type(reader, remarks), "coupled_resources": _coupled(reader, remarks)}
    return {name: value for name, value in fields.items() if value}


def _type(reader: Reader, remarks: Remarks) -> str:
    text = reader.text("identificationInfo/serviceType")
    if not text:
        return ""
    for part in (text, *re.split(r"[\s,;/]+", text)):
        if term := vocabulary("service_types").match(part):
            return term.code
    remarks.add(BAD_TYPE, type=shortened(text, 60))
    return "other"


def _coupled(reader: Reader, remarks: Remarks) -> list[str]:
    found = [_identifier(reader, node) for node in reader.nodes("identificationInfo/operatesOn")]
    found += reader.texts("identificationInfo/coupledResource/identifier")
    found += reader.texts("identificationInfo/coupledResource/resourceReference/identifier/code")
    found = list(dict.fromkeys(text for text in found if text))
    if len(found) > MAX_COUPLED:
        remarks.add(TOO_MANY, count=len(found), kept=MAX_COUPLED)
    return found[:MAX_COUPLED]


def _identifier(reader: Reader, node: _Element) -> str:
    """Give what `operatesOn` points to: the identifier of a record rather than an address."""
    reader.mark(node)
    if node.get("uuidref"):
        return (node.get("uuidref") or "").strip()
    value = reader.value(node)
    query = {key.lower(): text for key, text in parse_qsl(urlsplit(value.uri).query)}
    for key in IDENTIFIER_KEYS:
        if query.get(key):
            return query[key]
    return reader.text("citation/identifier/code", node) or value.uri or value.text
