"""Reading XML and web pages from strangers: no fetching, no entities, bounded size and depth.

The parser's options are spelled out, so that another default of lxml changes nothing
(schemas, DTDs, entities and XInclude are never fetched; see OWASP ASVS 5.0 V1.5).
"""

from __future__ import annotations

from lxml import etree

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.decoding import decode
from ckanext.datagrandest.net.errors import TooLarge, UnreadableContent
from ckanext.datagrandest.net.limits import MEBIBYTE, shown_megabytes

MAX_XML_BYTES = 100 * MEBIBYTE
MAX_HTML_BYTES = 10 * MEBIBYTE
MAX_DEPTH = 200


def parse_xml(content: bytes, *, max_bytes: int = MAX_XML_BYTES) -> etree._Element:
    """Parse an XML document, also one whose declared encoding is wrong.

    Args:
        content: the document as it came.
        max_bytes: refused above.

    Raises:
        TooLarge: larger than `max_bytes`.
        UnreadableContent: not well-formed, too deep, or with entities of its own.
    """
    if len(content) > max_bytes:
        raise TooLarge(N_("The XML document is larger than {limit} MB."), limit=shown_megabytes(max_bytes))
    root = _parse(content)
    if root is None:
        # Only a document whose bytes are not what it declares gets another chance, as what it is.
        decoded = decode(content)
        root = _parse(decoded.text.encode(), "utf-8") if decoded.mended else None
    if root is None:
        raise UnreadableContent(N_("The answer is not XML that can be read. Tell those who run the source."))
    _refuse_entities(root)
    _refuse_depth(root)
    return root


def parse_html(content: bytes, declared: str = "", *, max_bytes: int = MAX_HTML_BYTES) -> etree._Element:
    """Parse a web page, whatever its faults; scripts, styles and comments are only text that nobody runs.

    Args:
        content: the page as it came.
        declared: its `Content-Type`, for the encoding.
        max_bytes: refused above.

    Raises:
        TooLarge: larger than `max_bytes`.
        UnreadableContent: empty, or too deep.
    """
    if len(content) > max_bytes:
        raise TooLarge(N_("The web page is larger than {limit} MB."), limit=shown_megabytes(max_bytes))
    text = decode(content, declared).text.replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, recover=True, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise UnreadableContent(N_("The web page is empty or cannot be read."))
    _refuse_depth(root)
    return root


def _parse(content: bytes, encoding: str | None = None) -> etree._Element | None:
    """Parse with every option that matters spelled out."""
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _refuse_entities(root: etree._Element) -> None:
    """Refuse documents that declare entities: no metadata standard uses them, and text would be lost."""
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise UnreadableContent(N_("The XML document defines entities of its own, which is not accepted."))


def _refuse_depth(root: etree._Element) -> None:
    """Refuse trees that are deeper than any metadata record is."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnreadableContent(N_("The XML document is nested too deeply to be read."))
