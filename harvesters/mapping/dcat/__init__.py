"""DCAT records of every profile (DCAT-AP 2 and 3, DCAT-AP FR, GeoDCAT-AP, old DCAT, DCAT-US) to drafts: pure, no request.

A record is a small RDF graph about one dataset, series or service, as `harvesters/dcat` cuts it out of its catalogue.
`draft` is the door. The correspondence, field by field, is in docs/harvesting-dcat.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.dcat import (
    conditions,
    contacts,
    dates,
    distributions,
    identification,
    leftovers,
    spatial,
    standards,
    subjects,
)
from ckanext.datagrandest.harvesters.mapping.dcat.graph import Graph, Node
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.cleaning import keep_valid
from ckanext.datagrandest.net.errors import OutboundError
from ckanext.datagrandest.net.rdf import RdfLimits, read_rdf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.datagrandest.net.rdf import Statement

MAPPING_VERSION = 1
"""Raised when the mapping changes: unchanged records are then mapped again."""

DATASETS = ("dcat:Dataset", "dcat:DatasetSeries", "schema:Dataset")
SERVICE = "dcat:DataService"
RECORD = "dcat:CatalogRecord"
BASE = "urn:record:"

NO_DATASET = N_("The record describes neither a dataset nor a service (no dcat:Dataset).")


@dataclass(frozen=True, slots=True)
class Options:
    """Limits and choices of the mapping.

    Attributes:
        max_bytes: size of a record above which it is refused. max_statements: its statements.
        max_resources: links of a record above which the others are left out, with a remark.
        keep_names: name persons in contacts; the default follows the RGPD.
    """

    max_bytes: int = 20_000_000
    max_statements: int = 200_000
    max_resources: int = 500
    keep_names: bool = False


DEFAULTS = Options()


def draft(content: bytes, options: Options = DEFAULTS) -> Draft:
    """Map one record.

    Args:
        content: RDF about one dataset or service, in any of the formats of `net.rdf`.
        options: limits and choices.

    Raises:
        UnmappableRecord: not such a record, or without title.
    """
    limits = RdfLimits(options.max_bytes, options.max_statements)
    try:
        graph = graph_of(read_rdf(content, base=BASE, limits=limits))
    except OutboundError as error:
        raise UnmappableRecord(error.message) from error
    return draft_of(focus(graph), options)


def graph_of(statements: Iterable[Statement]) -> Graph:
    """Gather statements as a graph."""
    graph = Graph()
    for statement in statements:
        graph.add(*statement)
    return graph


def focus(graph: Graph) -> Node:
    """Give what the record is about.

    Raises:
        UnmappableRecord: neither a dataset nor a service.
    """
    node = next(graph.nodes_of(*DATASETS), None)
    if node is None:
        served = {term for values in graph.values.values() for term in values.get("dcat:accessService", ())}
        node = next((each for each in graph.nodes_of(SERVICE) if each.term not in served), None)
    if node is None:
        raise UnmappableRecord(Message(NO_DATASET))
    return node


def draft_of(node: Node, options: Options = DEFAULTS) -> Draft:
    """Map one record that is read already; see `draft`."""
    remarks = Remarks()
    dataset = _dataset(node, remarks, options)
    leftovers.tell(node, remarks)
    kept, refused = keep_valid(dataset)
    return Draft(kept, (*remarks.all(), *refused))


def _dataset(node: Node, remarks: Remarks, options: Options) -> dict[str, Any]:
    dataset = identification.read(node, remarks)
    found = subjects.read(node, remarks)
    placed = spatial.read(node, remarks)
    territories = list(dict.fromkeys([*placed.get("territories", []), *found.get("territories", [])]))
    dataset |= found | placed | ({"territories": territories} if territories else {})
    record = _record(node)
    dataset |= dates.read(node, record, remarks)
    dataset |= _of_record(record, remarks)
    dataset |= contacts.read(node, remarks, keep_names=options.keep_names)
    dataset |= standards.read(node, remarks)
    dataset |= conditions.read(node, distributions.of(node), remarks)
    links = distributions.read(node, remarks, limit=options.max_resources)
    dataset["resources"] = links["resources"]
    documents = [page for page in links["pages"] if page != dataset.get("url")]
    if documents:
        dataset["documentation"] = list(dict.fromkeys([*dataset.get("documentation", []), *documents]))
    return dataset


def _record(node: Node) -> Node | None:
    """Give the record that describes the data; behind ours, the one it was made from."""
    records = [each for each in node.all("foaf:isPrimaryTopicOf", "dcat:record") if each.is_a(RECORD)]
    records += [each for each in node.graph.pointing("foaf:primaryTopic", node.term) if each.is_a(RECORD)]
    if not records:
        return None
    return next((source for source in records[0].all("dct:source") if source.is_described), records[0])


def _of_record(record: Node | None, remarks: Remarks) -> dict[str, Any]:
    if record is None:
        return {}
    languages = identification.languages(record, "dct:language", remarks)
    standards_ = [standard.label or standard.uri for standard in record.all("dct:conformsTo")]
    fields = {"metadata_language": next(iter(languages), ""), "metadata_standard": next(iter(standards_), "")}
    return {key: value for key, value in fields.items() if value}
