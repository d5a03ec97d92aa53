"""A record as it came (XML, JSON, any text) as rows that a person can read: everything it says, in its order; pure.

Nothing is transformed by the record's own instructions (no XSLT, no entity, no fetching). Sizes are bounded, and the page says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import OutboundError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ROWS = 5_000
MAX_CHARACTERS = 1_000_000
MAX_BYTES = 20 * 1024 * 1024
HEAD = 4_000
WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
UNSAID = frozenset({"schemaLocation"})
DEEPEST = 200

#: What the first characters of a record tell, in the order of the questions.
KINDS = (
    (re.compile(r"<(?:\w+:)?MD_Metadata[^>]*iso\.org/iso/19115/-3/", re.DOTALL), "ISO 19115-3"),
    (re.compile(r"<(?:\w+:)?(?:MD|MI|CHE_MD|FRA)_Metadata\b"), "ISO 19139"),
    (re.compile(r"<(?:rdf:)?RDF\b"), "DCAT (RDF/XML)"),
    (re.compile(r"<csw:(?:Summary|Brief)?Record\b"), "Dublin Core"),
    (re.compile(r"^\s*\{[^{}]*\"@(?:context|graph|id|type)\""), "DCAT (JSON-LD)"),
    (re.compile(r"^\s*[\[{]"), "JSON"),
    (re.compile(r"^\s*<(?:\?xml|[\w.-]+(?::[\w.-]+)?[\s/>])"), "XML"),
    (re.compile(r"^\s*(?:@prefix|@base|PREFIX|<[a-z]+:[^>]*>|_:)", re.IGNORECASE), "DCAT (Turtle)"),
)
TEXT = N_("text")


@dataclass(slots=True)
class Row:
    """One line of a record.

    Attributes:
        label: the name of what is said.
        kind: the names of types that stand between a property and what it holds (`CI_Citation`).
        value: what is said, "" for what holds other rows.
        link: `value` when it is an address that a page may link to.
        notes: attributes, as (name, value).
        depth: 0 for the outermost.
        opens: whether the next rows belong to this one.
        closes: how many lists end after this row.
    """

    label: str
    depth: int
    kind: str = ""
    value: str = ""
    link: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    opens: bool = False
    closes: int = 0


@dataclass(frozen=True, slots=True)
class Legible:
    """A record to be shown: rows, or a text when it has no structure that we read; `cut` when it is longer."""

    rows: tuple[Row, ...]
    text: str
    cut: bool


def kind_of(head: str) -> str:
    """Name the format of a record by its first characters (`HEAD` of them are enough); a msgid for other texts."""
    return next((name for pattern, name in KINDS if pattern.search(head[:HEAD])), TEXT)


def legible(content: str) -> Legible:
    """Give a record as rows, or as the text that it is."""
    rows = _of_xml(content) if content.lstrip()[:1] == "<" else _of_json(content)
    if rows is None:
        return Legible((), content[:MAX_CHARACTERS], len(content) > MAX_CHARACTERS)
    kept, cut = _bounded(rows)
    return Legible(tuple(_nested(kept)), "", cut)


def _bounded(rows: Iterator[Row]) -> tuple[list[Row], bool]:
    kept: list[Row] = []
    left = MAX_CHARACTERS
    for row in rows:
        left -= len(row.label) + len(row.kind) + len(row.value) + sum(len(name) + len(told) for name, told in row.notes)
        if len(kept) == MAX_ROWS or left < 0:
            return kept, True
        kept.append(row)
    return kept, False


def _nested(rows: list[Row]) -> list[Row]:
    """Say where lists begin and end."""
    following = [row.depth for row in rows[1:]] + [0]
    for row, after in zip(rows, following, strict=True):
        row.opens = after > row.depth
        row.closes = max(0, row.depth - after)
    return rows


def _of_xml(content: str) -> Iterator[Row] | None:
    try:
        root = parse_xml(content.encode(), max_bytes=MAX_BYTES)
    except OutboundError:
        return None
    return _rows(root)


def _rows(root: _Element) -> Iterator[Row]:
    pending: list[tuple[_Element, int]] = [(root, 0)]
    while pending:
        element, depth = pending.pop()
        kinds, notes, inner = _folded(element)
        value = _text(inner)
        yield Row(
            _words(element),
            depth,
            " · ".join(kinds),
            value or _code(notes),
            _link(value or _reference(notes)),
            tuple(notes),
        )
        pending += [(child, depth + 1) for child in reversed(_elements(inner))]


def _folded(element: _Element) -> tuple[list[str], list[tuple[str, str]], _Element]:
    """Go through types that only wrap (`gmd:title` > `gco:CharacterString`): their names, all attributes, the innermost."""
    kinds: list[str] = []
    notes = _attributes(element)
    while len(inside := _elements(element)) == 1 and not _text(element) and _name(inside[0])[:1].isupper():
        element = inside[0]
        kinds.append(_name(element))
        notes += _attributes(element)
    return kinds, notes, element


def _elements(element: _Element) -> list[_Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _attributes(element: _Element) -> list[tuple[str, str]]:
    named = [(str(name).rpartition("}")[2], str(told).strip()) for name, told in element.attrib.items()]
    return [(name, told) for name, told in named if told and name not in UNSAID]


def _text(element: _Element) -> str:
    """Give what an element says itself, between its elements too."""
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return "\n".join(part.strip() for part in parts if part.strip())


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _words(element: _Element) -> str:
    """Give an element's name in words.

    >>> from lxml import etree
    >>> _words(etree.fromstring("<pointOfContact/>")), _words(etree.fromstring("<MD_Metadata/>"))
    ('point of contact', 'MD_Metadata')
    """
    name = _name(element)
    return (
        name
        if name[:1].isupper()
        else re.sub(r"(?<=[a-z0-9])[A-Z](?=[a-z])", lambda found: f" {found[0].lower()}", name)
    )


def _code(notes: list[tuple[str, str]]) -> str:
    return next((told for name, told in notes if name == "codeListValue"), "")


def _reference(notes: list[tuple[str, str]]) -> str:
    return next((told for name, told in notes if name in ("href", "resource", "about")), "")


def _link(value: str) -> str:
    return value if WEB.fullmatch(value) else ""


def _of_json(content: str) -> Iterator[Row] | None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return _branches(document) if isinstance(document, dict | list) else None


def _branches(document: Any) -> Iterator[Row]:
    pending = [(name, inner, 0) for name, inner in reversed(_items(document))]
    while pending:
        label, value, depth = pending.pop()
        inside = _items(value) if depth < DEEPEST else []
        told = (
            ""
            if inside
            else value
            if isinstance(value, str)
            else json.dumps(value, ensure_ascii=False)[:MAX_CHARACTERS]
        )
        yield Row(label, depth, value=told, link=_link(told))
        pending += [(name, inner, depth + 1) for name, inner in reversed(inside)]


def _items(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(str(name), inner) for name, inner in value.items()]
    return [(str(number), inner) for number, inner in enumerate(value, 1)] if isinstance(value, list) else []
