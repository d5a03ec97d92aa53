"""A graph being written, with the small verbs that every shape uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.datagrandest.metadata.dates import iso_date, precision
from ckanext.datagrandest.metadata.values import ValueProblemError
from ckanext.datagrandest.metadata.vocabularies import Term, Vocabulary, vocabulary
from ckanext.datagrandest.publication.dcat.namespaces import DCT, FOAF, RDF, RDFS, SKOS, XSD, bind

#: Kept as they are in an address; the rest is percent-encoded.
SAFE = "%/:=&?~#+!$,;'@()*[]"
DATE_TYPES = {"year": XSD.gYear, "month": XSD.gYearMonth, "day": XSD.date, "instant": XSD.dateTime}


@dataclass
class Draft:
    """The graph, and the language of its texts.

    Attributes:
        graph: what is being written.
        language: two-letter code of the texts of the dataset at hand.
        base: address of the platform, without final slash.
    """

    graph: Graph
    language: str = "fr"
    base: str = ""

    def __post_init__(self) -> None:
        bind(self.graph)

    def add(self, subject: Node, predicate: URIRef, value: Node) -> Node:
        """Add a triple and give its object."""
        self.graph.add((subject, predicate, value))
        return value

    def text(self, subject: Node, predicate: URIRef, text: object, language: str | None = None) -> None:
        """Add a text in the dataset's language; nothing when it is empty."""
        if str(text or "").strip():
            self.add(subject, predicate, Literal(str(text).strip(), lang=language or self.language))

    def plain(self, subject: Node, predicate: URIRef, text: object) -> None:
        """Add a text without language; nothing when it is empty."""
        if str(text if text is not None else "").strip():
            self.add(subject, predicate, Literal(str(text).strip()))

    def date(self, subject: Node, predicate: URIRef, text: object) -> None:
        """Add a stored date in the XSD type of its precision."""
        if text:
            self.add(subject, predicate, date_literal(str(text)))

    def node(self, subject: Node, predicate: URIRef, kind: URIRef, uri: str | None = None) -> Node:
        """Add an inner node of a class and give it; a blank one without address."""
        inner = address(uri) or BNode()
        self.add(subject, predicate, inner)
        self.add(inner, RDF.type, kind)
        return inner

    def document(self, subject: Node, predicate: URIRef, url: str) -> None:
        """Add a web page as a `foaf:Document`; an address that is none becomes a label."""
        inner = self.node(subject, predicate, FOAF.Document, url)
        if isinstance(inner, BNode):
            self.plain(inner, RDFS.label, url)

    def concept(
        self, subject: Node, predicate: URIRef, term: Term, terms: Vocabulary, kind: URIRef | None = None
    ) -> None:
        """Add a term of a vocabulary with its labels, so that the graph is understood without fetching it."""
        inner = self.node(subject, predicate, SKOS.Concept, term.uri)
        if kind is not None:
            self.add(inner, RDF.type, kind)
        self.add(inner, SKOS.inScheme, URIRef(terms.scheme))
        for language, label in term.labels.items():
            self.add(inner, SKOS.prefLabel, Literal(label, lang=language))


def address(text: object) -> URIRef | None:
    """Give the address that a text is, with its unsafe characters encoded; None when it is none."""
    cleaned = str(text or "").strip()
    if not re.match(r"(?i)^(https?|ftp|urn|mailto|tel):", cleaned):
        return None
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    if parts.scheme.lower() in {"http", "https", "ftp"} and not parts.netloc:
        return None
    return URIRef(quote(cleaned, safe=SAFE))


def date_literal(text: str) -> Literal:
    """Give a stored date in the XSD type of its precision; what is no date is kept as a text."""
    try:
        kind = DATE_TYPES[precision(iso_date(text))]
    except ValueProblemError:
        return Literal(text)
    return Literal(text, datatype=kind, normalize=False)


def language_of(code: object) -> str:
    """Give the two letters of a language of the European vocabulary, French when it is not said."""
    term = vocabulary("languages").match(code) if code else None
    short = [text for text in term.also if len(text) == len("fr")] if term else []
    return short[0] if short else "fr"


def rights(draft: Draft, subject: Node, predicate: URIRef, text: str) -> None:
    """Add a rights statement: the address it is, or its text."""
    inner = draft.node(subject, predicate, DCT.RightsStatement, text)
    if isinstance(inner, BNode):
        draft.text(inner, RDFS.label, text)
