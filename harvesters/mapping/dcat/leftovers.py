"""What nobody read: properties of the record that have no field here are told, not lost in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: They say how other values are written or where the record is listed, not something of the data.
SILENT_PREFIXES = ("rdf:", "hydra:", "skos:")
SILENT = frozenset(
    [
        "foaf:primaryTopic",
        "foaf:isPrimaryTopicOf",
        "foaf:topic",
        "dcat:dataset",
        "dcat:record",
        "dcat:service",
        "dcat:catalog",
        "owl:sameAs",
        "dcatap:applicableLegislation",
        "dcatap:availability",
        "rdfs:seeAlso",
        "dcat:servesDataset",
        "dct:type",
        "dct:hasPart",
        "vcard:hasAddress",
        "vcard:role",
        "vcard:title",
        "org:siteAddress",
        "dcat:bbox",
        "dcat:centroid",
        "locn:geometry",
    ]
)
#: Inner nodes whose own properties only spell what was read: postal addresses, vocabularies, checks.
SILENT_CLASSES = ("vcard:Address", "skos:ConceptScheme", "skos:Concept", "dcat:CatalogRecord", "prov:Activity", "prov:Plan", "dcat:Catalog", "hydra:PagedCollection", "hydra:Collection", "hydra:PartialCollectionView")  # fmt: skip
MAX_SHOWN = 40

LEFT = N_("What the record says beside that has no place here: {properties}.")
TRANSLATED = N_("Translations of the record into other languages were left out: {languages}.")


def tell(node: Node, remarks: Remarks) -> None:
    """Name the properties that nobody read, and the languages that were passed over."""
    graph = node.graph
    if graph.languages:
        remarks.add(TRANSLATED, languages=", ".join(sorted(graph.languages)))
    found: list[str] = []
    for subject, properties in graph.values.items():
        owner = Node(graph, subject)
        if owner.is_a(*SILENT_CLASSES):
            continue
        prefix = "" if subject == node.term else f"{_kind(owner)} › "
        found += [prefix + name for name in properties if (subject, name) not in graph.read and not _is_silent(name)]
    if found:
        remarks.add(LEFT, properties=", ".join(sorted(set(found))[:MAX_SHOWN]))


def _is_silent(name: str) -> bool:
    return name in SILENT or name.startswith(SILENT_PREFIXES)


def _kind(node: Node) -> str:
    kinds = node.graph.values.get(node.term, {}).get("rdf:type", [])
    return kinds[0].value.replace("#", "/").rpartition("/")[2] if kinds else "?"
