"""From bytes to the record's element, and its identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader, local_name
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import OutboundError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 20 * 1024 * 1024
ROOTS = frozenset({"MD_Metadata", "MI_Metadata", "CHE_MD_Metadata", "FRA_Metadata"})
IDENTIFIERS = ("fileIdentifier", "metadataIdentifier/code")
DATASET_IDENTIFIERS = "identificationInfo/citation/identifier/code"

NOT_ISO = N_("This is not an ISO 19139 or ISO 19115-3 record: its root element is <{root}>.")


def parse(content: bytes, *, max_bytes: int = MAX_BYTES) -> _Element:
    """Find the metadata record in a document: the root, or the first one inside a wrapper (csw:GetRecordByIdResponse…).

    Raises:
        UnmappableRecord: not XML, too large or deep, or no ISO record inside.
    """
    try:
        root = parse_xml(content, max_bytes=max_bytes)
    except OutboundError as error:
        raise UnmappableRecord(error.message) from error
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    record = find_record(root)
    if record is None:
        raise UnmappableRecord(Message(NOT_ISO, {"root": local_name(root)[:100]}))
    return record


def find_record(element: _Element) -> _Element | None:
    """Find the first ISO record in a tree, the element itself included."""
    if local_name(element) in ROOTS:
        return element
    return next((child for child in element.iter("{*}MD_Metadata", "{*}MI_Metadata", "{*}CHE_MD_Metadata")), None)


def identifier_of(record: _Element) -> str:
    """Give the record's identifier: its own, else that of the data it describes; "" when it has none."""
    reader = Reader(record)
    for path in (*IDENTIFIERS, DATASET_IDENTIFIERS):
        if found := reader.text(path):
            return found
    return ""
