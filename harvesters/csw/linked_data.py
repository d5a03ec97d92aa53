"""Records that a CSW server gives as DCAT (`outputSchema=http://www.w3.org/ns/dcat#`): cut out as those of a DCAT catalogue are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from ckanext.datagrandest.harvesters.dcat.records import Cutter
from ckanext.datagrandest.harvesters.dcat.spill import Spill
from ckanext.datagrandest.harvesting.contract import Refusal, RemoteRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import OutboundError
from ckanext.datagrandest.net.rdf import read_rdf

if TYPE_CHECKING:
    from lxml.etree import _Element

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCAT = "http://www.w3.org/ns/dcat#"
#: Relative addresses of a record become whole in it, the same way at every run.
BASE = "https://record.invalid/"
HEAD = 1000

UNREADABLE = N_("A record of the server in DCAT cannot be read: {reason}")
NO_DATASET = N_("A record of the server in DCAT describes no dataset.")


def is_rdf(element: _Element) -> bool:
    """Tell a record in DCAT: `rdf:RDF`, or a class of DCAT by itself."""
    return etree.QName(element).namespace in (RDF, DCAT)


def is_record(content: bytes) -> bool:
    """Tell what `records` wrote from an ISO record, which always begins with an element that declares namespaces."""
    return content[:1] != b"<" or b"xmlns" not in content[:HEAD]


def records(element: _Element, record_url: Callable[[str], str]) -> Iterator[RemoteRecord | Refusal]:
    """Give the datasets of one element of a page, which is one record of the server.

    Args:
        element: `rdf:RDF`, or what stands in it.
        record_url: makes the address that shows a record at its source.
    """
    root = element
    if etree.QName(element).namespace != RDF:
        root = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
        root.append(element)
    content = etree.tostring(root, encoding="UTF-8", with_tail=False)
    try:
        with Spill(read_rdf(content, "application/rdf+xml", base=BASE)) as spill:
            found = list(Cutter(spill, "").cut())
    except OutboundError as error:
        yield Refusal(None, Message(UNREADABLE, {"reason": error.message}))
        return
    if not found:
        yield Refusal(None, Message(NO_DATASET))
    for one in found:
        yield replace(one, url=one.url or record_url(one.identifier)) if isinstance(one, RemoteRecord) else one
