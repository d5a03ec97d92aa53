"""Reading RDF from strangers as a stream of statements, in bounded memory. No parser here fetches anything.

The parser is Oxigraph's (docs/decisions/060-rdf.md). It has no loader of remote JSON-LD contexts, reads no DTD, and is
handed nothing that `rdf_guards` did not look through before: Oxigraph has no limit of depth of its own.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import rdf_guards
from ckanext.datagrandest.net.contexts import ContextLoader, Contexts
from ckanext.datagrandest.net.errors import TooLarge, UnreadableContent
from ckanext.datagrandest.net.limits import MEBIBYTE

#: Media type → Oxigraph's name of the format.
FORMATS = {
    "application/rdf+xml": "RDF_XML",
    "text/xml": "RDF_XML",
    "application/xml": "RDF_XML",
    "text/turtle": "TURTLE",
    "application/x-turtle": "TURTLE",
    "application/turtle": "TURTLE",
    "text/n3": "N3",
    "text/rdf+n3": "N3",
    "application/n-triples": "N_TRIPLES",
    "application/n-quads": "N_QUADS",
    "application/trig": "TRIG",
    "application/ld+json": "JSON_LD",
    "application/json": "JSON_LD",
}
FAMILIES = {"RDF_XML": "xml", "JSON_LD": "json"}
BY_FAMILY = {"xml": "RDF_XML", "json": "JSON_LD", "text": "TURTLE"}
MAX_RDF_BYTES = 300 * MEBIBYTE
MAX_STATEMENTS = 10_000_000
HEAD = 4096
#: Signs that an IRI cannot hold; catalogues put them in addresses all the same.
UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


class Statement(NamedTuple):
    """One statement; each part as N-Triples write it: `<iri>`, `_:blank`, `"text"@fr`."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class RdfLimits:
    """Limits of one document.

    Attributes:
        max_bytes: bytes once unpacked. max_statements: statements.
    """

    max_bytes: int = MAX_RDF_BYTES
    max_statements: int = MAX_STATEMENTS


DEFAULTS = RdfLimits()


def read_rdf(  # noqa: PLR0913 - all by keyword, each with a default
    source: bytes | Path,
    media_type: str = "",
    *,
    base: str,
    load_context: ContextLoader | None = None,
    contexts: Mapping[str, Any] | None = None,
    limits: RdfLimits = DEFAULTS,
) -> Iterator[Statement]:
    """Read the statements of a document, one after the other.

    Args:
        source: the document as it came, or the file it was written to.
        media_type: as declared; what the document begins with decides when the two differ.
        base: URL of the document, for relative references.
        load_context: fetches remote JSON-LD contexts through the guarded client; without it they are refused.
        contexts: JSON-LD contexts known by their URL, which are not fetched.
        limits: what is refused.

    Raises:
        TooLarge: the document is too large.
        UnreadableContent: no linked data, not well-formed, too deep, with a DTD, or it needs a remote context.
        OutboundError: of `load_context`.
    """
    import pyoxigraph  # 7 MB of compiled code: only those who read RDF wait for it

    content = rdf_guards.as_utf8(source, limits.max_bytes)
    name = format_of(rdf_guards.head(content, HEAD), media_type)
    if FAMILIES.get(name) == "xml":
        content = rdf_guards.sound_xml(content)
    if FAMILIES.get(name) == "json" and rdf_guards.refers_to_contexts(content):
        content = _inlined(content, Contexts(load_context, contexts), base)
    parsed = pyoxigraph.parse(
        _opened(content),
        getattr(pyoxigraph.RdfFormat, name),
        base_iri=UNSAFE.sub("_", base),
        lenient=True,
        rename_blank_nodes=False,
    )
    return _statements(parsed, limits)


def format_of(head: bytes, media_type: str) -> str:
    """Give Oxigraph's name of a document's format.

    Args:
        head: its first bytes, as UTF-8.
        media_type: as declared, empty or vague when unknown.

    Raises:
        UnreadableContent: a web page, or nothing.
    """
    family = rdf_guards.family(head)
    if not family:
        raise unreadable()
    declared = FORMATS.get(media_type, "")
    return declared if declared and FAMILIES.get(declared, "text") == family else BY_FAMILY[family]


def _statements(parsed: Any, limits: RdfLimits) -> Iterator[Statement]:
    try:
        for count, found in enumerate(parsed, 1):
            if count > limits.max_statements:
                raise TooLarge(N_("The document has more than {limit} statements."), limit=limits.max_statements)
            yield Statement(_mended(found.subject), _mended(found.predicate), _mended(found.object))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        if line:
            text = N_("The document is not linked data that can be read: see its line {line}.")
            raise UnreadableContent(text, line=line) from error
        raise unreadable() from error


def _mended(term: Any) -> str:
    """Give a term as text; what an IRI cannot hold is percent-encoded."""
    text = str(term)
    if text[0] == "<" and UNSAFE.search(text, 1, len(text) - 1):
        return f"<{UNSAFE.sub(_percent, text[1:-1])}>"
    return text


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def _opened(content: bytes | Path) -> IO[bytes]:
    return content.open("rb") if isinstance(content, Path) else io.BytesIO(content)


def _inlined(content: bytes | Path, contexts: Contexts, base: str) -> bytes:
    """Give a JSON-LD document with its remote contexts in it."""
    data = content.read_bytes() if isinstance(content, Path) else content
    try:
        return json.dumps(contexts.inline(json.loads(data), base)).encode()
    except (ValueError, RecursionError) as error:
        raise unreadable() from error


def unreadable() -> UnreadableContent:
    """Say that a document is no linked data."""
    return UnreadableContent(N_("The document is not linked data that can be read. Tell those who run the source."))
