"""JSON-LD contexts at other addresses: put in their place from a pinned table or through the guarded client, never by a parser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.errors import UnreadableContent
from ckanext.datagrandest.net.policy import redact

MAX_CONTEXTS = 20
#: URL of a remote context → the JSON document there; normally `lambda url: client.get(url).json()`.
ContextLoader = Callable[[str], Any]


class Contexts:
    """Puts remote JSON-LD contexts in the place of their URLs."""

    def __init__(self, load: ContextLoader | None, known: Mapping[str, Any] | None = None) -> None:
        self._load = load
        self._known = {spelling(url): document for url, document in (known or {}).items()}
        self._loaded: dict[str, Any] = {}

    def inline(self, node: Any, base: str) -> Any:
        """Copy a JSON-LD document or context without references to remote contexts."""
        if isinstance(node, list):
            return [self.inline(each, base) for each in node]
        if not isinstance(node, dict):
            return node
        if "@import" in node:
            raise needs_document(urljoin(base, str(node["@import"])))
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
        if spelling(url) in self._known:
            return self._known[spelling(url)]
        if self._load is None or len(self._loaded) >= MAX_CONTEXTS:
            raise needs_document(url)
        if url not in self._loaded:
            self._loaded[url] = {}  # a context that includes itself adds nothing the second time
            document = self._load(url)
            remote = document.get("@context", {}) if isinstance(document, dict) else {}
            self._loaded[url] = self._context(remote, url)
        return self._loaded[url]


def spelling(url: str) -> str:
    """Reduce an address of a context to what does not change: no scheme, no final slash or `#`."""
    return url.partition("://")[2].rstrip("/#").lower()


def needs_document(url: str) -> UnreadableContent:
    """Say that a document cannot be understood without another one."""
    return UnreadableContent(
        N_("The document needs another one, {url}, to be understood. Put that content into the document."),
        url=redact(url),
    )
