"""An oracle: ISO records and what SEMIC's transformation makes of them in GeoDCAT-AP, beside what our mapping and profile say.

`COVERED` is the measure's table (docs/dcat.md): the expected (class, property) pairs that our profile has a place for, and
the paths where it says the same. A path starts at a node of the same class; `Dataset/…` starts at the dataset. A
triple counts as found when one of these paths has its value, as often as it is expected. Nodes count by class.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rdflib import DCAT, DCTERMS, PROV, RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node
from shapely import from_wkt
from shapely.geometry import shape

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary
from ckanext.datagrandest.publication.dcat.datasets import Place, write_dataset
from ckanext.datagrandest.publication.dcat.namespaces import PREFIXES

FOAF = Namespace("http://xmlns.com/foaf/0.1/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PLACE = Place("https://oracle.example/dataset/1", "https://oracle.example/dataset/x", "https://oracle.example")

#: Expected (class, property) → our paths. Absent pairs have no place in our schema: see docs/dcat.md.
COVERED: dict[tuple[str, str], tuple[str, ...]] = {
    ("Dataset", "rdf:type"): ("rdf:type",),
    ("Dataset", "dct:title"): ("dct:title",),
    ("Dataset", "dct:description"): ("dct:description",),
    ("Dataset", "dct:identifier"): ("dct:identifier", "adms:identifier/skos:notation"),
    ("Dataset", "dct:created"): ("dct:created",),
    ("Dataset", "dct:issued"): ("dct:issued",),
    ("Dataset", "dct:language"): ("dct:language",),
    ("Dataset", "dct:accrualPeriodicity"): ("dct:accrualPeriodicity",),
    ("Dataset", "dct:conformsTo"): (
        "dct:conformsTo",
        "prov:wasUsedBy/prov:qualifiedAssociation/prov:hadPlan/prov:wasDerivedFrom",
    ),
    ("Dataset", "dct:provenance"): ("dct:provenance",),
    ("Dataset", "dct:rightsHolder"): ("dct:rightsHolder",),
    ("Dataset", "dct:spatial"): ("dct:spatial",),
    ("Dataset", "dct:temporal"): ("dct:temporal",),
    ("Dataset", "dcat:contactPoint"): ("dcat:contactPoint",),
    ("Dataset", "dcat:distribution"): ("dcat:distribution", "foaf:page"),
    ("Dataset", "dcat:keyword"): ("dcat:keyword",),
    ("Dataset", "dcat:landingPage"): ("dcat:landingPage",),
    ("Dataset", "dcat:theme"): ("dcat:theme", "dcatap:hvdCategory"),
    ("Dataset", "dcatap:hvdCategory"): ("dcatap:hvdCategory",),
    ("Dataset", "dcatap:applicableLegislation"): ("dcatap:applicableLegislation",),
    ("Dataset", "dqv:hasQualityMeasurement"): ("dqv:hasQualityMeasurement",),
    ("Dataset", "geodcat:referenceSystem"): ("geodcat:referenceSystem",),
    ("Dataset", "geodcat:resourceType"): ("geodcat:resourceType",),
    ("Dataset", "geodcat:topicCategory"): ("geodcat:topicCategory",),
    ("Dataset", "geodcat:purpose"): ("dct:description",),
    ("Dataset", "prov:qualifiedAttribution"): ("prov:qualifiedAttribution", "dcat:contactPoint"),
    ("Dataset", "prov:wasUsedBy"): ("prov:wasUsedBy",),
    ("Dataset", "foaf:isPrimaryTopicOf"): ("foaf:isPrimaryTopicOf",),
    ("Record", "rdf:type"): ("rdf:type",),
    ("Record", "foaf:primaryTopic"): ("foaf:primaryTopic",),
    ("Record", "dct:source"): ("dct:source",),
    ("Record", "dct:identifier"): ("dct:source/dct:identifier",),
    ("Record", "dct:language"): ("dct:source/dct:language",),
    ("Record", "dct:modified"): ("dct:source/dct:modified", "dct:modified"),
    ("Source", "rdf:type"): ("rdf:type",),
    ("Source", "dct:modified"): ("dct:modified",),
    ("Source", "dct:conformsTo"): ("dct:conformsTo",),
    ("Distribution", "rdf:type"): ("rdf:type", "Dataset/foaf:page"),
    ("Distribution", "dct:title"): ("dct:title", "Dataset/foaf:page/dct:title"),
    ("Distribution", "dct:description"): (
        "dct:description",
        "dct:title",
        "Dataset/foaf:page/dct:description",
        "Dataset/foaf:page/dct:title",
    ),
    ("Distribution", "dct:format"): ("dct:format",),
    ("Distribution", "dct:license"): (
        "dct:license",
        "Dataset/dct:license",
        "Dataset/dct:rights",
        "Dataset/dct:rights/rdfs:label",
    ),
    ("Distribution", "dct:accessRights"): ("dct:accessRights", "Dataset/dct:accessRights"),
    ("Distribution", "cnt:characterEncoding"): ("cnt:characterEncoding",),
    ("Distribution", "dcat:accessService"): ("dcat:accessService",),
    ("Distribution", "dcat:accessURL"): ("dcat:accessURL", "Dataset/foaf:page"),
    ("Distribution", "dcat:byteSize"): ("dcat:byteSize",),
    ("Distribution", "dcat:mediaType"): ("dcat:mediaType",),
    ("DataService", "rdf:type"): ("rdf:type",),
    ("DataService", "dct:title"): ("dct:title",),
    ("DataService", "dcat:endpointURL"): ("dcat:endpointURL",),
    ("DataService", "dcat:endpointDescription"): ("dcat:endpointDescription",),
    ("DataService", "geodcat:serviceProtocol"): ("geodcat:serviceProtocol",),
    ("Attribution", "rdf:type"): ("rdf:type",),
    ("Attribution", "dcat:hadRole"): ("dcat:hadRole", "Dataset/dcat:contactPoint/dcat:hadRole"),
    ("Attribution", "prov:agent"): ("prov:agent",),
    ("Agent", "rdf:type"): ("rdf:type",),
    ("Agent", "foaf:name"): ("foaf:name", "Dataset/dcat:contactPoint/vcard:fn"),
    ("Agent", "foaf:mbox"): ("foaf:mbox", "Dataset/dcat:contactPoint/vcard:hasEmail"),
    ("Contact", "rdf:type"): ("rdf:type",),
    ("Contact", "vcard:fn"): ("vcard:fn",),
    ("Contact", "vcard:hasEmail"): ("vcard:hasEmail",),
    ("Location", "rdf:type"): ("rdf:type",),
    ("Location", "dcat:bbox"): ("dcat:bbox",),
    ("PeriodOfTime", "rdf:type"): ("rdf:type",),
    ("PeriodOfTime", "dcat:startDate"): ("dcat:startDate",),
    ("PeriodOfTime", "dcat:endDate"): ("dcat:endDate",),
    ("ProvenanceStatement", "rdf:type"): ("rdf:type",),
    ("ProvenanceStatement", "dct:description"): ("dct:description",),
    ("QualityMeasurement", "rdf:type"): ("rdf:type",),
    ("QualityMeasurement", "dqv:isMeasurementOf"): ("dqv:isMeasurementOf",),
    ("QualityMeasurement", "dqv:value"): ("dqv:value",),
    ("Activity", "rdf:type"): ("rdf:type",),
    ("Activity", "prov:generated"): ("prov:generated",),
    ("Activity", "prov:qualifiedAssociation"): ("prov:qualifiedAssociation",),
    ("Activity", "prov:used"): ("prov:used",),
    ("Association", "rdf:type"): ("rdf:type",),
    ("Association", "prov:hadPlan"): ("prov:hadPlan",),
    ("Plan", "rdf:type"): ("rdf:type",),
    ("Plan", "prov:wasDerivedFrom"): ("prov:wasDerivedFrom",),
    ("Result", "rdf:type"): ("rdf:type",),
    ("Result", "dct:type"): ("dct:type",),
    ("Standard", "rdf:type"): ("rdf:type",),
    ("Standard", "dct:title"): ("dct:title",),
    ("Standard", "dct:issued"): ("dct:issued",),
    ("Standard", "dct:type"): ("dct:type",),
}
#: Class of RDF → class of the table.
CLASSES = {
    DCAT.Dataset: "Dataset",
    DCAT["DatasetSeries"]: "Dataset",
    DCAT.Distribution: "Distribution",
    DCAT.DataService: "DataService",
    DCTERMS.Location: "Location",
    DCTERMS.PeriodOfTime: "PeriodOfTime",
    DCTERMS.ProvenanceStatement: "ProvenanceStatement",
    DCTERMS.Standard: "Standard",
    URIRef("http://www.w3.org/ns/dqv#QualityMeasurement"): "QualityMeasurement",
    PROV.Activity: "Activity",
    PROV.Association: "Association",
    PROV.Plan: "Plan",
    PROV.Attribution: "Attribution",
    FOAF.Agent: "Agent",
    FOAF.Organization: "Agent",
    PROV.Agent: "Agent",
    VCARD.Organization: "Contact",
    VCARD.Kind: "Contact",
}
#: Properties compared by code: the transformation writes some codes at addresses that do not exist (`language/FRE`).
CODED = {"geodcat:serviceProtocol": "protocols", "dct:language": "languages"}
#: Lists of codes whose values have a place; other values of these properties (spatial scope, GEMET…) are keywords here.
LISTED = {"dcat:theme": ("inspire_themes", "data_themes", "hvd_categories"), "dcatap:hvdCategory": ("hvd_categories",)}


@dataclass
class Score:
    """What was expected of the covered pairs, what of it was found, and what is missing."""

    expected: int = 0
    found: int = 0
    every: int = 0
    missing: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Share found of what is covered."""
        return self.found / self.expected if self.expected else 0.0


def pairs(folder: Path) -> list[Path]:
    """List the ISO records that have an expected output."""
    return sorted(folder.glob("*_input.xml"))


def score(folder: Path) -> Score:
    """Measure every pair of a folder."""
    whole = Score()
    for path in pairs(folder):
        expected = Graph().parse(str(path).replace("_input.xml", "_expected_output.ttl"))
        compare(
            path.name.removesuffix("_input.xml").partition("__")[2],
            Side(expected),
            Side(ours(path.read_bytes())),
            whole,
        )
    return whole


def ours(content: bytes) -> Graph:
    """Give our graph of an ISO record: the mapping, then the profile, with what the pipeline adds between them."""
    record = iso19139.parse(content)
    guid = iso19139.identifier_of(record)
    dataset = {**iso19139.draft(content).dataset, "id": "1", "name": "x", "extras": [{"key": "guid", "value": guid}]}
    graph = Graph()
    write_dataset(graph, dataset, None, PLACE)
    return graph


def kind_of(graph: Graph, node: Node) -> str:
    """Give the class of the table that a node is of, "" for none."""
    types = set(graph.objects(node, RDF.type))
    if DCAT.CatalogRecord in types:
        return "Record" if any(graph.subjects(FOAF.isPrimaryTopicOf, node)) else "Source"
    if any(graph.subjects(PROV.generated, node)):
        return "Result"
    if any(graph.subjects(PROV.wasDerivedFrom, node)):
        return "Standard"
    return next((kind for type_, kind in CLASSES.items() if type_ in types), "")


def lean(graph: Graph, kinds: dict[Node, str]) -> Graph:
    """Give a graph in which blank nodes that say the same are one, as far as it is covered: a record may repeat itself."""
    names: dict[Node, Node] = {}

    def named(node: Node, depth: int = 0) -> Node:
        if not isinstance(node, BNode):
            return node
        if node not in names:
            names[node] = node
            kind = kinds.get(node, "")
            about = [(p, o) for p, o in graph.predicate_objects(node) if not kind or (kind, short(p)) in COVERED]
            said = sorted((str(p), str(named(o, depth + 1))) for p, o in about)
            names[node] = BNode("b" + hashlib.sha256(repr(said).encode()).hexdigest()[:20])
        return names[node]

    found = Graph()
    for subject, predicate, value in graph:
        found.add((named(subject), predicate, named(value)))
    return found


class Side:
    """One graph of the two: its nodes by class of the table."""

    def __init__(self, graph: Graph) -> None:
        self.graph = lean(graph, {node: kind for node in set(graph.subjects()) if (kind := kind_of(graph, node))})
        graph = self.graph
        self.kinds = {node: kind for node in set(graph.subjects()) if (kind := kind_of(graph, node))}
        self.dataset = next(node for node, kind in self.kinds.items() if kind == "Dataset")
        languages = {
            value.language for value in graph.objects(self.dataset, DCTERMS.title) if isinstance(value, Literal)
        }
        self.language = "fr" if "fr" in languages else None

    def reached(self) -> set[Node]:
        """Give the nodes that covered properties lead to from the dataset: of the others nothing is expected."""
        found, waiting = set(), [self.dataset]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                steps = self.graph.predicate_objects(node)
                waiting += [value for step, value in steps if (self.kinds.get(node, ""), short(step)) in COVERED]
        return found

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """Give (class, property, value) of what is reached; a text in another language than the record's is left out."""
        reached = self.reached()
        for subject, predicate, value in self.graph:
            if (kind := self.kinds.get(subject)) and subject in reached:
                if self.language and isinstance(value, Literal) and value.language not in (None, self.language):
                    continue
                yield kind, short(predicate), self.value(value, kind, short(predicate))

    def value(self, value: Node, kind: str, predicate: str) -> str:
        """Give a value in the form that is compared."""
        if value == self.dataset:
            return "@Dataset"
        if isinstance(value, BNode):
            return f"@{self.kinds.get(value, '?')}" if self.kinds.get(value) else self._label(value)
        if isinstance(value, Literal):
            return literal(value)
        return self._resource(value, predicate)

    def _resource(self, value: Node, predicate: str) -> str:
        kind = self.kinds.get(value)
        if kind in ("Distribution", "DataService", "Agent", "Record", "Source", "Contact"):
            return f"@{kind}"
        for name, codes in CODED.items():
            if predicate == name and (
                term := vocabulary(codes).match(str(value)) or vocabulary(codes).match(str(value).rpartition("/")[2])
            ):
                return term.code
        return spelling(value)

    def _label(self, node: Node) -> str:
        labels = [str(value) for value in self.graph.objects(node, None) if isinstance(value, Literal)]
        return spelling(labels[0]) if labels else "@?"

    def at(self, kind: str, path: str) -> Iterator[str]:
        """Give the values at a path: of the nodes of a class, or of the dataset."""
        first, _, rest = path.partition("/")
        starts = [self.dataset] if first == "Dataset" else [node for node, known in self.kinds.items() if known == kind]
        steps = rest.split("/") if first == "Dataset" else path.split("/")
        for start in starts:
            yield from self._walk(start, steps, kind)

    def _walk(self, node: Node, steps: list[str], kind: str) -> Iterator[str]:
        for value in self.graph.objects(node, expand(steps[0])):
            if len(steps) > 1:
                yield from self._walk(value, steps[1:], kind)
            else:
                yield self.value(value, kind, steps[0])


def literal(value: Literal) -> str:
    """Give a literal in the form that is compared: geometries by their box, numbers and dates by what they say."""
    text = " ".join(str(value).split())
    datatype = str(value.datatype or "").rpartition("#")[2]
    if datatype == "wktLiteral":
        return bounds(from_wkt(text).bounds)
    if datatype == "geoJSONLiteral":
        return bounds(shape(json.loads(text)).bounds)
    if datatype == "gmlLiteral":
        return bounds(tuple(float(number) for number in re.findall(r"(-?\d[\d.]*)(?=[\s<])", text.partition(">")[2])))
    if datatype in ("date", "dateTime", "gYear", "gYearMonth"):
        return text[:10]
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return spelling(text)


def bounds(numbers: tuple[float, ...]) -> str:
    """Write a box to a metre."""
    return " ".join(f"{number:.5f}" for number in numbers)


def compare(name: str, expected: Side, found: Side, whole: Score) -> None:
    """Add one pair to a score."""
    wanted = Counter(expected.triples())
    whole.every += len(expected.graph)
    for (kind, predicate, value), count in sorted(wanted.items()):
        paths = COVERED.get((kind, predicate))
        if paths is None or not value or not is_listed(predicate, value):
            continue
        have = sum(same(value, other, predicate) for path in paths for other in found.at(kind, path))
        if (kind == "Standard" or predicate == "dcat:bbox") and have:
            have = count  # a specification is one node of ours, and DCAT-AP's shapes allow one form of a box
        whole.expected += count
        whole.found += min(count, have)
        if have < count:
            whole.missing.append((name, kind, predicate, f"{value} ({have} of {count})"))


def same(value: str, other: str, predicate: str) -> bool:
    """Compare two values; a description may say more, and a condition may stand in a sentence with its address."""
    if value == other:
        return True
    if predicate in ("dct:description", "geodcat:purpose"):
        return len(value) > 10 and value in other
    if value.endswith("/nolimitations"):
        return other.endswith("access-right/public")
    if predicate in ("dct:license", "dct:accessRights"):
        return spelling(value) in spelling(other) or re.sub(r"[\W_]+", " ", value) in re.sub(r"[\W_]+", " ", other)
    if predicate == "dcat:distribution":
        return value == "@Distribution"
    return False


def is_listed(predicate: str, value: str) -> bool:
    """Tell whether a value of a coded property is of one of our lists."""
    names = LISTED.get(predicate)
    return names is None or any(vocabulary(name).match(f"http://{value}") for name in names)


def short(predicate: Node) -> str:
    """Give `prefix:local`, of our prefixes."""
    text = str(predicate)
    for prefix, namespace in (*PREFIXES.items(), ("rdf", Namespace(str(RDF)))):
        if text.startswith(str(namespace)):
            return f"{prefix}:{text[len(str(namespace)) :]}"
    return text


def expand(name: str) -> URIRef:
    """Give the address of a prefixed name."""
    prefix, _, local = name.partition(":")
    return RDF[local] if prefix == "rdf" else PREFIXES[prefix][local]
