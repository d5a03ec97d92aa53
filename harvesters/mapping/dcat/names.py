"""Names of properties and classes: `prefix:local`, whatever of their namespaces a catalogue writes."""

from __future__ import annotations

from functools import cache

#: Prefix → namespaces that mean the same in the catalogues that are harvested.
NAMESPACES: dict[str, tuple[str, ...]] = {
    "rdf": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",),
    "rdfs": ("http://www.w3.org/2000/01/rdf-schema#",),
    "dct": ("http://purl.org/dc/terms/", "https://purl.org/dc/terms/"),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "dcat": ("http://www.w3.org/ns/dcat#", "https://www.w3.org/ns/dcat#"),
    "dcatap": ("http://data.europa.eu/r5r/",),
    "geodcat": ("http://data.europa.eu/930/",),
    "adms": ("http://www.w3.org/ns/adms#",),
    "foaf": ("http://xmlns.com/foaf/0.1/", "http://xmlns.com/foaf/spec/#term_"),
    "vcard": ("http://www.w3.org/2006/vcard/ns#",),
    "schema": ("http://schema.org/", "https://schema.org/"),
    "skos": ("http://www.w3.org/2004/02/skos/core#",),
    "owl": ("http://www.w3.org/2002/07/owl#",),
    "prov": ("http://www.w3.org/ns/prov#",),
    "dqv": ("http://www.w3.org/ns/dqv#",),
    "sdmx": ("http://purl.org/linked-data/sdmx/2009/attribute#",),
    "locn": ("http://www.w3.org/ns/locn#",),
    "gsp": ("http://www.opengis.net/ont/geosparql#", "http://www.opengis.net/rdf#"),
    "geo": ("http://www.w3.org/2003/01/geo/wgs84_pos#",),
    "time": ("http://www.w3.org/2006/time#",),
    "spdx": ("http://spdx.org/rdf/terms#",),
    "cnt": ("http://www.w3.org/2011/content#",),
    "org": ("http://www.w3.org/ns/org#",),
    "hydra": ("http://www.w3.org/ns/hydra/core#", "http://www.w3.org/ns/hydra#"),
    "pod": ("https://project-open-data.cio.gov/v1.1/schema/#",),
    "cc": ("http://creativecommons.org/ns#",),
    "pav": ("http://purl.org/pav/",),
    "xsd": ("http://www.w3.org/2001/XMLSchema#",),
}
_BY_NAMESPACE = {namespace: prefix for prefix, spaces in NAMESPACES.items() for namespace in spaces}


@cache
def compact(iri: str) -> str:
    """Give `prefix:local` for an IRI of a known namespace, the IRI itself for another.

    >>> compact("http://purl.org/dc/terms/title"), compact("https://schema.org/name"), compact("urn:x")
    ('dct:title', 'schema:name', 'urn:x')
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _BY_NAMESPACE.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix else iri


@cache
def expand(name: str) -> str:
    """Give the IRI of a prefixed name, in the first of its namespaces."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix][0] + local
