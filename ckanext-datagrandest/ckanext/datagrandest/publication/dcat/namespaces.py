"""The namespaces of DCAT-AP and what it borrows from."""

from __future__ import annotations

from rdflib import DCAT, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD, Graph, Namespace, URIRef

DCT = Namespace("http://purl.org/dc/terms/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
CNT = Namespace("http://www.w3.org/2011/content#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
GEODCAT = Namespace("http://data.europa.eu/930/")
GSP = Namespace("http://www.opengis.net/ont/geosparql#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

PREFIXES: dict[str, Namespace] = {
    "dct": DCT,
    "dcat": Namespace(str(DCAT)),
    "foaf": Namespace(str(FOAF)),
    "org": Namespace(str(ORG)),
    "owl": Namespace(str(OWL)),
    "prov": Namespace(str(PROV)),
    "rdfs": Namespace(str(RDFS)),
    "skos": Namespace(str(SKOS)),
    "xsd": Namespace(str(XSD)),
    "adms": ADMS,
    "cnt": CNT,
    "dcatap": DCATAP,
    "dqv": DQV,
    "geodcat": GEODCAT,
    "gsp": GSP,
    "locn": LOCN,
    "vcard": VCARD,
}

__all__ = ["ADMS", "CNT", "DCAT", "DCATAP", "DCT", "DQV", "FOAF", "GEODCAT", "GSP", "LOCN", "ORG", "OWL", "PROV", "RDF", "RDFS", "SKOS", "VCARD", "XSD", "bind", "expand", "steps"]  # fmt: skip


def expand(name: str) -> URIRef:
    """Give the address of a prefixed name: `dct:title`.

    Raises:
        KeyError: the prefix is not one of ours.
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix][local]


def steps(path: str) -> list[URIRef]:
    """Give the properties of a declared path: `dct:conformsTo/owl:versionInfo`."""
    return [expand(step) for step in path.split("/")]


def bind(graph: Graph) -> None:
    """Make the graph write our prefixes."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
