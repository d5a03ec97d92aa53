"""Titles and descriptions as people read them: one line, paragraphs, and plain text out of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

MARKUP = re.compile(
    r"</?(?:p|div|span|br|ul|ol|li|a|b|i|em|strong|h[1-6]|font|table|tr|td|u|img|script|style)\b[^>]*>", re.I
)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,5}|#x[0-9a-fA-F]{1,5});")
BREAKS = frozenset({"p", "div", "br", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
SILENT = frozenset({"script", "style"})
MAX_TITLE = 500

OTHER_TITLES = N_("Other titles of the record: {titles}.")
LONG_TITLE = N_("The title was longer than {limit} characters; all of it was: “{title}”.")


def squeeze(text: str | None) -> str:
    """Put a text on one line."""
    return " ".join((text or "").split())


def block(text: str | None) -> str:
    """Keep paragraphs, drop indentation."""
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in (text or "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def title_of(titles: Iterable[str], remarks: Remarks) -> str:
    """Give the first title, cut where it is too long; the others, and what was cut, go to the remarks."""
    everything = list(dict.fromkeys(filter(None, (squeeze(_unescaped(title)) for title in titles))))
    if not everything:
        return ""
    title = everything[0]
    if len(everything) > 1:
        remarks.add(OTHER_TITLES, titles="; ".join(everything[1:]))
    if len(title) > MAX_TITLE:
        remarks.add(LONG_TITLE, limit=MAX_TITLE, title=title)
        title = shortened(title, MAX_TITLE)
    return title


def _unescaped(text: str) -> str:
    return html.unescape(text) if ENTITY.search(text) else text


def plain(text: str) -> str:
    """Give a text without HTML, with its paragraphs, lists and links; one that has none keeps its lines.

    >>> plain("<div><p>Les <b>arbres</b>&nbsp;:</p><ul><li>if</li></ul><a href='https://x.fr'>voir</a></div>")
    'Les arbres :\\n\\n- if\\n\\nvoir (https://x.fr)'
    """
    if not MARKUP.search(text):
        return block(_unescaped(text))
    reader = _Plain()
    reader.feed(text)
    reader.close()
    return block(re.sub(r" ?\n ?", "\n", "".join(reader.parts)))


class _Plain(HTMLParser):
    """Writes the words of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag in SILENT:
            self._silent += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BREAKS:
            self.parts.append("\n" if tag in ("br", "tr") else "\n\n")
        elif tag == "td":
            self.parts.append(" ")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("p", "div", "ul", "ol", "table"):
            self.parts.append("\n\n")
        elif tag == "a" and self._links:
            address, start = self._links.pop()
            if address.startswith("http") and address not in "".join(self.parts[start:]):
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))
