"""Find out what an address serves (WFS, OGC API) and list its layers, collections or records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ckanext.datagrandest.harvesters.mapping.ogc import collection, layer
from ckanext.datagrandest.harvesters.mapping.ogc import record as records
from ckanext.datagrandest.harvesters.wfs.api import Api, Asked
from ckanext.datagrandest.harvesters.wfs.capabilities import base_url, is_capabilities, layers
from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnexpectedContent, UnreadableContent

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.net.client import GuardedClient

XML = frozenset({"text/xml", "application/xml"})
VERSIONS = ("2.0.0", "1.1.0", "1.0.0")
PAGE = 100
MAX_LAYERS = 50_000

NEITHER = N_(
    "The address answers, but neither as a WFS service nor as an OGC API: give the address of the WFS (it often ends in /wfs), or"
    " of the home page of the API."
)
REFUSED = N_("The WFS server refuses the request: {text}")
NO_LAYER = N_("The WFS service at this address serves no layer.")
TOO_MANY = N_("The service lists more than {limit} layers: it was not read.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    asked: Asked = field(default_factory=Asked)
    keep_names: bool = False


class WfsCatalogue:
    """One run on one service; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url, settings, client

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one layer, collection or record.

        Raises:
            UnmappableRecord: it lacks a name or a title.
        """
        content = record.content
        if content.lstrip()[:1] == b"<":
            return layer.draft(content, keep_names=self.settings.keep_names)
        kind = collection if b'"collection": {' in content[:40] else records
        return kind.draft(content, keep_names=self.settings.keep_names)

    def pages(self) -> Iterator[Page]:
        """List the service.

        Raises:
            SourceUnreadable: it is none, or cannot be read to its end.
        """
        faults: list[OutboundError] = []
        for ask in (self._wfs, self._api) if _looks_like_wfs(self.url) else (self._api, self._wfs):
            try:
                pages = ask()
            except OutboundError as error:
                if not isinstance(error, BadStatus | UnexpectedContent | UnreadableContent):
                    raise SourceUnreadable(error.message) from error
                faults.append(error)
                continue
            if pages is not None:
                yield from _careful(pages)
                return
        statuses = [error for error in faults if isinstance(error, BadStatus)]
        if len(statuses) == 2:  # noqa: PLR2004 - both ways met the same closed door
            raise SourceUnreadable(statuses[0].message) from statuses[0]
        raise SourceUnreadable(Message(NEITHER))

    def _api(self) -> Iterator[Page] | None:
        api = Api(self.client, self.settings.asked)
        found = api.document(self.url)
        return api.pages(self.url, found) if found else None

    def _wfs(self) -> Iterator[Page] | None:
        """Ask for capabilities in the newest version that the server knows."""
        base = base_url(self.url)
        said, fault = "", None
        for version in VERSIONS:
            try:
                root = self._capabilities(base, version)
            except OutboundError as error:
                if not isinstance(error, BadStatus | UnexpectedContent | UnreadableContent):
                    raise
                fault = fault or error
                continue
            if is_capabilities(root):
                return _of_layers(root, base)
            said = said or _exception(root)
        if said:
            raise SourceUnreadable(Message(REFUSED, {"text": said}))
        if fault:
            raise fault
        return None

    def _capabilities(self, base: str, version: str) -> _Element:
        query = {"service": "WFS", "request": "GetCapabilities", "version": version, "acceptversions": version}
        return parse_xml(self.client.get(base, params=query, expect=XML).content)


def _of_layers(root: _Element, base: str) -> Iterator[Page]:
    count = sum(1 for _ in islice(root.iter("{*}FeatureType"), MAX_LAYERS + 1))
    if count > MAX_LAYERS:
        raise SourceUnreadable(Message(TOO_MANY, {"limit": MAX_LAYERS}))
    found = layers(root, base)
    while batch := list(islice(found, PAGE)):
        read = tuple(one for one in batch if isinstance(one, RemoteRecord))
        yield Page(read, None, tuple(one for one in batch if isinstance(one, Refusal)))
    if not count:
        yield Page((), 0, (), (Message(NO_LAYER),))


def _careful(pages: Iterator[Page]) -> Iterator[Page]:
    try:
        yield from pages
    except OutboundError as error:
        raise SourceUnreadable(error.message) from error


def _exception(root: _Element) -> str:
    if layer.local(root) not in ("ExceptionReport", "ServiceExceptionReport"):
        return ""
    return " ".join(" ".join(part.split()) for part in root.itertext() if part.strip())[:300]


def _looks_like_wfs(url: str) -> bool:
    parts = urlsplit(url.lower())
    return "service=wfs" in parts.query or "wfs" in parts.path.rstrip("/").rpartition("/")[2] or "/ows" in parts.path
