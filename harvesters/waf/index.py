"""Index pages of web servers: Apache, nginx, IIS, Tomcat, and whatever else lists files as links.

A page is a list of lines, each with a link and, often, a date and a size beside it. Nothing of the page is trusted: only
links that stay below the folder are kept, and the text beside a link only serves to see that it did not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from lxml import etree

from ckanext.datagrandest.net.documents import parse_html

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_HREF = 2000
MAX_ROW = 200
#: Elements that begin another line; in `pre`, line breaks do too.
ROWS = frozenset({"tr", "li", "br", "p", "div", "dt", "table", "ul", "pre", "h1", "h2", "hr", "body"})
DATES = re.compile(
    r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}"  # Apache
    r"|\d{1,2}-[A-Za-z]{3}-\d{4} \d{2}:\d{2}"  # nginx, older Apache
    r"|\d{1,2}/\d{1,2}/\d{4} +\d{1,2}:\d{2}"  # IIS
    r"|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}"  # Tomcat
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder of an index page.

    Attributes:
        url: absolute, without query.
        row: what stands beside its link when there is a date in it, "" else.
    """

    url: str
    row: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, which servers tell by a slash."""
        return self.url.endswith("/")

    @property
    def name(self) -> str:
        """Its name, for people."""
        return unquote(self.url.rstrip("/").rpartition("/")[2])


def folder_of(url: str) -> str:
    """Give the folder that an address shows: itself, or what contains its page.

    >>> folder_of("https://x.fr/iso"), folder_of("https://x.fr/iso/index.html?C=M")
    ('https://x.fr/iso/', 'https://x.fr/iso/')
    """
    parts = urlsplit(url)
    before, _, last = parts.path.rpartition("/")
    path = f"{before}/" if not last or "." in last else f"{parts.path}/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def read_index(content: bytes, declared: str, folder: str, root: str) -> list[Entry]:
    """List what an index page names below the root, each once, in its order.

    Args:
        content: the page.
        declared: its `Content-Type`.
        folder: its own address, ending with a slash.
        root: the address below which everything must lie.

    Raises:
        OutboundError: no page that can be read.
    """
    found: dict[str, Entry] = {}
    for hrefs, row in _lines(parse_html(content, declared)):
        for href in hrefs:
            url = _inside(href, folder, root)
            if url and url not in (folder, root) and url not in found:
                found[url] = Entry(url, row)
    return list(found.values())


def _inside(href: str, folder: str, root: str) -> str | None:
    """Make a link absolute; None when it leaves the root, sorts the page, or is not written as a path."""
    if len(href) > MAX_HREF or any(ord(sign) < ord(" ") for sign in href):
        return None
    try:
        parts = urlsplit(urljoin(folder, href.strip()))
    except ValueError:
        return None
    if parts.query or ".." in unquote(parts.path).split("/") or "\\" in unquote(parts.path):
        return None
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    below = url.startswith(root) and len(url) > len(root)
    return url if below and not (folder.startswith(url) and url.endswith("/")) else None


def _lines(page: _Element) -> Iterator[tuple[list[str], str]]:
    """Give the links of each line of a page, with the text beside them."""
    hrefs: list[str] = []
    texts: list[str] = []
    for piece in _pieces(page):
        if piece is not None and not isinstance(piece, str):
            hrefs.extend(piece)
        elif piece:
            texts.append(piece)
        elif piece is None:
            if hrefs:
                yield hrefs, _row(texts)
            hrefs, texts = [], []
    if hrefs:
        yield hrefs, _row(texts)


def _row(texts: list[str]) -> str:
    row = " ".join(" ".join(texts).split())[:MAX_ROW]
    return row if DATES.search(row) else ""


def _pieces(page: _Element) -> Iterator[str | tuple[str] | None]:
    """Give links (tuples), the text outside of them, and None where a line ends."""
    link = pre = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        start = event == "start"
        if element.tag in ROWS:
            yield None
        if element.tag == "pre":
            pre += 1 if start else -1
        if element.tag == "a":
            link += 1 if start else -1
            if start and element.get("href"):
                yield (element.get("href", ""),)
        text = element.text if start else element.tail
        if text and not link:
            yield from _broken(text) if pre else (text,)


def _broken(text: str) -> Iterator[str | None]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield None
        yield line
