"""One record as a small graph: nodes, their values by name, French first; it remembers what was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ckanext.datagrandest.harvesters.mapping.dcat.names import compact
from ckanext.datagrandest.harvesters.mapping.texts import squeeze

LITERAL = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
FRENCH = "fr"
LABELS = (
    "skos:prefLabel",
    "rdfs:label",
    "dct:title",
    "foaf:name",
    "schema:name",
    "vcard:fn",
    "dc:title",
    "skos:altLabel",
)
PREFERRED = (FRENCH, "", "en")


class Term(NamedTuple):
    """A part of a statement: `kind` is iri, blank or literal."""

    kind: str
    value: str
    language: str = ""
    datatype: str = ""


def term(text: str) -> Term:
    r"""Read a term of N-Triples.

    >>> term("<urn:a>"), term('"a\\"b"@fr-FR').language
    (Term(kind='iri', value='urn:a', language='', datatype=''), 'fr')
    """
    if text[0] == "<":
        return Term("iri", text[1:-1])
    match = LITERAL.fullmatch(text) if text[0] == '"' else None
    if match is None:
        return Term("blank", text)
    value = match["text"]
    value = ESCAPE.sub(_unescaped, value) if "\\" in value else value
    return Term("literal", value, (match["language"] or "").lower()[:2], match["datatype"] or "")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else ESCAPES.get(match[3], match[3])


@dataclass(slots=True)
class Graph:
    """Statements by subject and name of property.

    Attributes:
        values: subject → property → terms.
        read: (subject, property) that somebody asked for.
        languages: languages that were passed over.
    """

    values: dict[Term, dict[str, list[Term]]] = field(default_factory=dict)
    read: set[tuple[Term, str]] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Add a statement written in N-Triples."""
        known = self.values.setdefault(term(subject), {}).setdefault(compact(predicate[1:-1]), [])
        added = term(value)
        if added not in known:
            known.append(added)

    def nodes_of(self, *classes: str) -> Iterator[Node]:
        """Give the nodes of some classes."""
        for subject in list(self.values):
            node = Node(self, subject)
            if node.is_a(*classes):
                yield node

    def pointing(self, name: str, target: Term) -> Iterator[Node]:
        """Give the nodes that point to another one by a property."""
        for subject, properties in list(self.values.items()):
            if target in properties.get(name, ()):
                self.read.add((subject, name))
                yield Node(self, subject)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a graph, or a literal."""

    graph: Graph
    term: Term

    @property
    def uri(self) -> str:
        """Its address; "" for a blank node or a literal."""
        return self.term.value if self.term.kind == "iri" else ""

    @property
    def is_described(self) -> bool:
        """Whether the record says anything of it."""
        return self.term in self.graph.values

    def is_a(self, *classes: str) -> bool:
        """Tell whether it is of one of some classes."""
        known = self.graph.values.get(self.term, {}).get("rdf:type", ())
        return any(compact(kind.value) in classes for kind in known)

    def all(self, *names: str) -> list[Node]:
        """List what it points to by some properties, in their order, each once."""
        properties = self.graph.values.get(self.term, {})
        found = [value for name in names for value in properties.get(name, ())]
        self.graph.read.update((self.term, name) for name in names if name in properties)
        return [Node(self.graph, value) for value in dict.fromkeys(found)]

    def addresses(self, *names: str) -> list[str]:
        """List addresses: IRIs, or literals where catalogues write them as texts."""
        return [text for node in self.all(*names) if (text := node.uri or node.literal)]

    @property
    def literal(self) -> str:
        """Its text on one line; "" for a node."""
        return squeeze(self.term.value) if self.term.kind == "literal" else ""

    def texts(self, *names: str) -> list[str]:
        """List texts in the best language there is; of nodes their labels."""
        return [squeeze(text) for text in self.raw_texts(*names) if squeeze(text)]

    def raw_texts(self, *names: str) -> list[str]:
        """List texts in the best language there is, with their lines."""
        for name in names:
            nodes = self.all(name)
            found = self._in_one_language([node.term for node in nodes if node.term.kind == "literal"])
            found += [label for node in nodes if node.term.kind != "literal" and (label := node.label)]
            if any(text.strip() for text in found):
                return [text for text in found if text.strip()]
        return []

    def text(self, *names: str) -> str:
        """Give the first text, "" when there is none."""
        return next(iter(self.texts(*names)), "")

    @property
    def label(self) -> str:
        """The name that the record gives it, "" when it gives none; a literal is its own."""
        if self.term.kind == "literal":
            return squeeze(self.term.value)
        self.graph.read.update((self.term, name) for name in LABELS)
        return next((text for name in LABELS if (text := self.text(name))), "")

    @property
    def words(self) -> tuple[str, ...]:
        """What it can be recognised by: its address, then its labels in every language, then its notation."""
        if self.term.kind == "literal":
            return (squeeze(self.term.value),)
        found = self.all(*LABELS, "skos:notation", "dct:identifier", "rdf:value")
        return tuple(dict.fromkeys(filter(None, (self.uri, *(node.literal for node in found)))))

    def _in_one_language(self, literals: Iterable[Term]) -> list[str]:
        """Choose French, with what bears no language; else one other language."""
        filled = [literal for literal in literals if literal.value.strip()]
        present = list(dict.fromkeys(literal.language for literal in filled))
        best = next((language for language in PREFERRED if language in present), present[0] if present else "")
        self.graph.languages.update(language for language in present if language not in (best, ""))
        first = [literal.value for literal in filled if literal.language == best]
        return first + [literal.value for literal in filled if best and not literal.language]
