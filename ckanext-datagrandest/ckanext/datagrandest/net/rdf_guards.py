"""What is looked at in an RDF document before its parser sees it: encoding, kind, DTD, depth, contexts elsewhere.

Each look is one pass in bounded memory. Oxigraph 0.5 overflows its stack on deep JSON and is slow on deep XML.
"""

from __future__ import annotations

import codecs
import mmap
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.decoding import decode
from ckanext.datagrandest.net.errors import TooLarge, UnreadableContent
from ckanext.datagrandest.net.limits import shown_megabytes

PIECE = 1 << 20
MAX_DEPTH = 200
MARK = codecs.BOM_UTF8
PROLOG = re.compile(rb"^\s*<\?xml[^>]*\?>")
DECLARED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
XML = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[\w.-]+)?\s[^<>]*=\s*[\"'])")
RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
MIXED = re.compile(rb"(<[^<>]*\brdf:resource\s*=\s*(?:\"[^\"]*\"|'[^']*')[^<>]*(?<!/)>)[^<]+(?=</)")
#: Strings and brackets of JSON; a string that does not end is left alone, the parser says so.
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def as_utf8(source: bytes | Path, max_bytes: int) -> bytes | Path:
    """Give a document in UTF-8: itself when it is, else decoded as what it is.

    Raises:
        TooLarge: larger than `max_bytes`.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > max_bytes:
        raise TooLarge(N_("The document is larger than {limit} MB."), limit=shown_megabytes(max_bytes))
    start = head(source, PIECE)
    prolog = PROLOG.match(start)
    declared = DECLARED.search(prolog[0]) if prolog else None
    if (not declared or declared[1].lower() in (b"utf-8", b"utf8")) and start[:3] != MARK and _is_utf8(source):
        return source
    text = decode(source.read_bytes() if isinstance(source, Path) else source).text.encode()
    return PROLOG.sub(b"", text, count=1)


def _is_utf8(source: bytes | Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces(source):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def head(source: bytes | Path, size: int) -> bytes:
    """Give the first bytes of a document."""
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as file:
        return file.read(size)


def pieces(source: bytes | Path) -> Iterator[bytes]:
    """Give a document piece by piece."""
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def family(start: bytes) -> str:
    """Tell XML, JSON and the family of Turtle by their beginning; "" for a web page or nothing.

    >>> family(b"<http://a> <http://b> 1 ."), family(b"<rdf:RDF xmlns:rdf='x'>"), family(b"[]"), family(b"<html>")
    ('text', 'xml', 'json', '')
    """
    plain = start.lstrip()
    if not plain or HTML.match(plain):
        return ""
    if XML.match(plain):
        return "xml"
    # Turtle may begin with a blank node: `[ a dcat:Dataset ]` or `[] a …`, JSON never has a name there.
    if re.match(rb"\{|\[\s*[\[{\"]|\[\s*\]\s*$", plain):
        return "json"
    return "text"


class _Look:
    """A reader of XML events that builds no tree."""

    def __init__(self) -> None:
        self.depth = 0
        self.refers = False
        self.is_mixed = False

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a document type: no catalogue needs one, and entities are defined there."""
        raise UnreadableContent(N_("The XML document has a document type (DTD), which is not accepted."))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Refuse trees that are deeper than any catalogue is."""
        self.refers = RESOURCE in attributes
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableContent(N_("The document is nested too deeply to be read."))

    def end(self, tag: str) -> None:
        """Go up."""
        self.refers = False
        self.depth -= 1

    def data(self, text: str) -> None:
        """Notice a property with both an address and a text, which RDF/XML does not allow and GeoNetwork writes."""
        self.is_mixed |= self.refers and not text.isspace()

    def close(self) -> None:
        """End; there is nothing to give."""


def sound_xml(source: bytes | Path) -> bytes | Path:
    """Give an XML document that was looked through; of properties with an address and a text, the address stays.

    Refused are a DTD, great depth, and what is not well-formed.

    Raises:
        UnreadableContent: it is one of these.
    """
    seen = _Look()
    parser = etree.XMLParser(
        target=seen,  # pyright: ignore[reportArgumentType] - the stubs want methods that lxml does without
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        for piece in pieces(source):
            parser.feed(piece)
        parser.close()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableContent(N_("The answer is not XML that can be read. Tell those who run the source.")) from error
    if not seen.is_mixed:
        return source
    content = source.read_bytes() if isinstance(source, Path) else source
    return MIXED.sub(rb"\1", content)


def refers_to_contexts(source: bytes | Path) -> bool:
    """Tell whether a JSON-LD document names contexts at other addresses; refuse one that is too deep.

    Raises:
        UnreadableContent: it is nested too deeply.
    """
    depth, waiting, within = 0, False, []
    found = False
    with _bytes_of(source) as content:
        for token in TOKENS.finditer(content):
            sign = token[0][:1]
            if sign == b'"':
                found |= waiting or bool(within and within[-1] == depth) or token[0] == b'"@import"'
                waiting = token[0] == b'"@context"'
                continue
            if sign in b"[{":
                depth += 1
                if sign == b"[" and (waiting or (within and within[-1] == depth - 1)):
                    within.append(depth)
            else:
                if within and within[-1] == depth:
                    within.pop()
                depth -= 1
            waiting = False
            if depth > MAX_DEPTH:
                raise UnreadableContent(N_("The document is nested too deeply to be read."))
    return found


@contextmanager
def _bytes_of(source: bytes | Path) -> Generator[bytes | mmap.mmap]:
    if isinstance(source, bytes) or not source.stat().st_size:
        yield source if isinstance(source, bytes) else b""
        return
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content
