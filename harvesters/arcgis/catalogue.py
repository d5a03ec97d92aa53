"""Find out what an address of ArcGIS shows (a Hub or a directory of services) and read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.arcgis.directory import Directory
from ckanext.datagrandest.harvesters.dcat.catalogue import DcatCatalogue
from ckanext.datagrandest.harvesters.dcat.catalogue import Settings as DcatSettings
from ckanext.datagrandest.harvesters.mapping import arcgis, dcat
from ckanext.datagrandest.harvesting.contract import Draft, Kept, Page, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, UnexpectedContent, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

#: Feeds of a Hub, the European profile first; `data.json` is of older ones.
FEEDS = ("/api/feed/dcat-ap/2.1.1.json", "/api/feed/dcat-us/1.1.json", "/data.json")

NEITHER = N_(
    "The address answers, but neither as an ArcGIS Hub nor as a directory of services: give the home page of the Hub, or an address"
    " that contains /rest/services. {reason}"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    max_services: int = 1000
    keep_names: bool = False


class ArcgisCatalogue:
    """One run on one Hub or server; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url.strip(), settings, client
        self._held: Mapping[str, tuple[Kept, ...]] = {}

    def remember(self, held: Mapping[str, tuple[Kept, ...]]) -> None:
        """Take what is held, by address: the layers of a service that fails are then refused, not missing."""
        self._held = held

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one layer, or one dataset of a feed.

        Raises:
            UnmappableRecord: it lacks a name or a title.
        """
        if record.content[:9] == b'{"layer":':
            return arcgis.draft(record.content, keep_names=self.settings.keep_names)
        return dcat.draft(record.content, dcat.Options(keep_names=self.settings.keep_names))

    def pages(self) -> Iterator[Page]:
        """List the layers of a directory, or the datasets of a Hub's feed.

        Raises:
            SourceUnreadable: it is neither, or cannot be read to its end.
        """
        if "/rest/services" in self.url:
            yield from Directory(self.url, self.settings.max_services, self.client, self._held).pages()
            return
        refusal: SourceUnreadable | None = None
        for url in self._feeds():
            pages = DcatCatalogue(url, DcatSettings(), self.client).pages()
            try:
                first = next(pages)
            except StopIteration:
                return
            except SourceUnreadable as error:
                if isinstance(error.__cause__, BadStatus) and error.__cause__.passing:
                    raise
                if not isinstance(error.__cause__, BadStatus | UnexpectedContent | UnreadableContent | None):
                    raise
                refusal = error
                continue
            yield from chain([first], pages)
            return
        reason = refusal.message if refusal else ""
        raise SourceUnreadable(Message(NEITHER, {"reason": reason})) from refusal

    def _feeds(self) -> list[str]:
        """Give the addresses of feeds, the one that was given alone when it is one."""
        parts = urlsplit(self.url)
        if parts.path.endswith(".json"):
            return [self.url]
        return [urlunsplit((parts.scheme, parts.netloc, feed, "", "")) for feed in FEEDS]
