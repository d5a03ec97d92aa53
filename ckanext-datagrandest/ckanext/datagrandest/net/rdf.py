"""Reading RDF from strangers. rdflib fetches the remote `@context` of a JSON-LD document by itself: here it never does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.sax import SAXException

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.decoding import decode
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import TooLarge, UnreadableContent
from ckanext.datagrandest.net.limits import MEBIBYTE
from ckanext.datagrandest.net.policy import redact

if TYPE_CHECKING:
    from rdflib import Graph

#: Media type → rdflib's parser. Only parsers of which a test proves that they fetch nothing.
FORMATS = {
    "application/rdf+xml": "xml",
    "text/xml": "xml",
    "application/xml": "xml",
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
}
MAX_RDF_BYTES = 100 * MEBIBYTE
MAX_CONTEXTS = 20
#: What rdflib's parsers trip over when a document is not what they take for granted.
_SLIPS = (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError, RecursionError)
#: URL of a remote context → the JSON document there; normally `lambda url: client.get(url).json()`.
ContextLoader = Callable[[str], Any]


def parse_rdf(content: bytes, media_type: str, *, base: str, load_context: ContextLoader | None = None) -> Graph:
    """Parse an RDF document into a graph of its own.

    Args:
        content: the document as it came.
        media_type: one of `FORMATS`.
        base: URL of the document, for relative references.
        load_context: fetches remote JSON-LD contexts through the guarded client; without it they are refused.

    Raises:
        TooLarge: the document is too large.
        UnreadableContent: an unknown format, not well-formed, or it needs a remote context.
        OutboundError: of `load_context`.
    """
    from rdflib import Graph  # rdflib takes 0.3 s to import: only those who read RDF wait for it
    from rdflib.exceptions import Error as RDFLibError

    name = FORMATS.get(media_type)
    if name is None:
        raise UnreadableContent(N_("“{type}” is not a format of linked data that can be read."), type=media_type[:80])
    if len(content) > MAX_RDF_BYTES:
        raise TooLarge(N_("The document is larger than {limit} MB."), limit=MAX_RDF_BYTES // MEBIBYTE)
    text = _without_outside(content, name, base, load_context)
    try:
        return Graph().parse(data=text, format=name, publicID=base)
    except (RDFLibError, SAXException, SyntaxError, *_SLIPS) as error:
        raise _unreadable() from error


def _without_outside(content: bytes, name: str, base: str, load_context: ContextLoader | None) -> str | bytes:
    """Give a document that refers to nothing which a parser would fetch."""
    if name == "xml":
        parse_xml(content)  # refuses entities and depth before rdflib's own reader sees them
        return content
    text = decode(content).text
    if name != "json-ld":
        return text
    try:
        return json.dumps(_Contexts(load_context).inline(json.loads(text), base))
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error


class _Contexts:
    """Puts remote JSON-LD contexts in the place of their URLs."""

    def __init__(self, load: ContextLoader | None) -> None:
        self._load = load
        self._loaded: dict[str, Any] = {}

    def inline(self, node: Any, base: str) -> Any:
        """Copy a JSON-LD document or context without references to remote contexts."""
        if isinstance(node, list):
            return [self.inline(each, base) for each in node]
        if not isinstance(node, dict):
            return node
        if "@import" in node:
            raise _needs(urljoin(base, str(node["@import"])))
        return {
            key: self._context(value, base) if key == "@context" else self.inline(value, base)
            for key, value in node.items()
        }

    def _context(self, value: Any, base: str) -> Any:
        """Resolve the value of an `@context`, however it is nested."""
        if isinstance(value, str):
            return self._fetch(urljoin(base, value))
        if isinstance(value, list):
            return [self._context(each, base) for each in value]
        return self.inline(value, base)

    def _fetch(self, url: str) -> Any:
        """Give the inlined content of one remote context; each is fetched once."""
        if self._load is None or len(self._loaded) >= MAX_CONTEXTS:
            raise _needs(url)
        if url not in self._loaded:
            self._loaded[url] = {}  # a context that includes itself adds nothing the second time
            document = self._load(url)
            remote = document.get("@context", {}) if isinstance(document, dict) else {}
            self._loaded[url] = self._context(remote, url)
        return self._loaded[url]


def _unreadable() -> UnreadableContent:
    return UnreadableContent(N_("The document is not linked data that can be read. Tell those who run the source."))


def _needs(url: str) -> UnreadableContent:
    return UnreadableContent(
        N_("The document needs another one, {url}, to be understood. Put that content into the document."),
        url=redact(url),
    )
