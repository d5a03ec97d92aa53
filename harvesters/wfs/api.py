"""OGC API: the landing page, its collections and the records of catalogues, following links that lead on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.mapping import loose
from ckanext.datagrandest.harvesters.mapping.addresses import is_private
from ckanext.datagrandest.harvesters.mapping.drafting import inner
from ckanext.datagrandest.harvesters.mapping.ogc import collection as collections
from ckanext.datagrandest.harvesters.mapping.ogc.record import identifier_of
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnexpectedContent, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

JSON = frozenset({"application/json", "application/geo+json"})
ACCEPT = {"Accept": "application/json, application/geo+json;q=0.9"}
NOT_ACCEPTABLE = frozenset({400, 406, 415})
DATA = ("data", "http://www.opengis.net/def/rel/ogc/1.0/data")

REPEATED = N_("The server gave the same page twice ({url}): its listing cannot be trusted.")
ENDLESS = N_("The listing is longer than {pages} pages, the limit of this source: raise the limit to read all of it.")
NO_IDENTIFIER = N_("A record of the server has no identifier; its title is “{title}”.")
BAD_ITEM = N_("The server lists something that is no description in JSON.")


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is asked: items a page, most pages, and the extent of records (west, south, east, north)."""

    page_size: int = 100
    max_pages: int = 2000
    bounds: tuple[float, float, float, float] | None = None


class Api:
    """One OGC API during one run.

    Args:
        client: the guarded client.
        asked: how much is asked.
    """

    def __init__(self, client: GuardedClient, asked: Asked) -> None:
        self.client, self.asked = client, asked

    def document(self, url: str) -> dict[str, Any] | None:
        """Fetch a JSON object, also from servers that show web pages unless `f=json` is said; None when it is none.

        Raises:
            OutboundError: no answer, or a bad status.
        """
        for address in (url, _with(url, {"f": "json"})):
            try:
                found = self.client.get(address, headers=ACCEPT, expect=JSON).json()
            except (UnexpectedContent, UnreadableContent):
                continue
            except BadStatus as error:
                if error.status not in NOT_ACCEPTABLE:
                    raise
                continue
            if isinstance(found, dict):
                return found
        return None

    def pages(self, url: str, found: dict[str, Any]) -> Iterator[Page] | None:
        """List what an address shows; None when it is no part of an OGC API.

        Args:
            url: the address given.
            found: the document there: landing page, collections, one collection, or records.
        """
        if found.get("type") == "FeatureCollection":
            return self._records(url, found, alone=True)
        if isinstance(found.get("collections"), list):
            return self._collections(url, found, {})
        relations = {relation: urljoin(url, href) for relation, href, *_ in collections.links_of(found)}
        if loose.text(found.get("id")) and "items" in relations:
            return self._one(url, found)
        place = next((relations[name] for name in ("data", "collections") if name in relations), None)
        if place is None:
            return None
        return self._landed(_same_server(url, place), found)

    def _landed(self, url: str, landing: Mapping[str, Any]) -> Iterator[Page]:
        kept = ("title", "description", "attribution", "license", "contact", "links")
        found = self.document(url)
        if found is None or not isinstance(found.get("collections"), list):
            raise SourceUnreadable(Message(BAD_ITEM))
        yield from self._collections(url, found, {key: landing[key] for key in kept if key in landing})

    def _one(self, url: str, found: dict[str, Any]) -> Iterator[Page]:
        yield from self._listed(url, [found], {}, alone=True)

    def _collections(self, url: str, found: dict[str, Any], service: Mapping[str, Any]) -> Iterator[Page]:
        listed: list[Any] = []
        for address, page in self._following(url, found):
            some = page.get("collections")
            listed += [_absolute(one, address) for one in some] if isinstance(some, list) else []
        yield from self._listed(url, listed, service, alone=len(listed) == 1)

    def _listed(self, url: str, listed: list[Any], service: Mapping[str, Any], *, alone: bool) -> Iterator[Page]:
        """Give collections of data as records, and the records of collections of records."""
        catalogues = [one for one in listed if isinstance(one, dict) and _is_catalogue(one)]
        data = [one for one in listed if not (isinstance(one, dict) and _is_catalogue(one))]
        about = {key: value for key, value in service.items() if key != "links"}
        about["links"] = [link for link in loose.rows(service.get("links")) if loose.text(link.get("rel")) == "license"]
        if data or not catalogues:
            cut = [_collection(one, about, url) for one in data]
            yield _page(cut, None)
        for catalogue in catalogues:
            address = next(href for relation, href, *_ in collections.links_of(catalogue) if relation == "items")
            yield from self._records_at(_same_server(url, urljoin(url, address)), alone=alone)

    def _records_at(self, url: str, *, alone: bool) -> Iterator[Page]:
        query: dict[str, Any] = {"limit": self.asked.page_size}
        if self.asked.bounds:
            query["bbox"] = ",".join(map(str, self.asked.bounds))
        address = _with(url, query)
        found = self.document(address)
        if found is None:
            raise SourceUnreadable(Message(BAD_ITEM))
        yield from self._records(address, found, alone=alone)

    def _records(self, url: str, found: dict[str, Any], *, alone: bool) -> Iterator[Page]:
        """Give records page by page; the server's count only speaks of the whole when nothing else is listed."""
        for address, page in self._following(url, found):
            features = page.get("features")
            cut = [_record(_absolute(one, address)) for one in features] if isinstance(features, list) else []
            matched = page.get("numberMatched")
            yield _page(cut, matched if alone and isinstance(matched, int) and not isinstance(matched, bool) else None)

    def _following(self, url: str, found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give a page and those that its `next` links lead to, each once."""
        seen = {url}
        for _ in range(self.asked.max_pages):
            yield url, found
            following = next((href for relation, href, *_ in collections.links_of(found) if relation == "next"), None)
            if not following:
                return
            url = _same_server(url, urljoin(url, following))
            if url in seen:
                raise SourceUnreadable(Message(REPEATED, {"url": shortened(url, 200)}))
            seen.add(url)
            try:
                document = self.document(url)
            except OutboundError as error:
                raise SourceUnreadable(error.message) from error
            if document is None:
                raise SourceUnreadable(Message(BAD_ITEM))
            found = document
        raise SourceUnreadable(Message(ENDLESS, {"pages": self.asked.max_pages}))


def _is_catalogue(collection: Mapping[str, Any]) -> bool:
    relations = {relation for relation, *_ in collections.links_of(collection)}
    return loose.text(collection.get("itemType")).lower() in ("record", "records") and "items" in relations


def _collection(found: Any, service: Mapping[str, Any], url: str) -> RemoteRecord | Refusal:
    if not isinstance(found, dict):
        return Refusal(None, Message(BAD_ITEM))
    name = loose.text(found.get("id"))
    if not name:
        return Refusal(None, Message(collections.NO_ID, {"title": loose.text(found.get("title"))[:150]}))
    parts = urlsplit(url)
    base = parts.path.partition("/collections")[0].rstrip("/")
    own = next((href for relation, href, *_ in collections.links_of(found) if relation == "self"), None)
    both = {"collection": found, "service": service}
    return RemoteRecord(f"{parts.netloc}{base}#{name}", _written(both), None, own)


def _record(found: Any) -> RemoteRecord | Refusal:
    if not isinstance(found, dict):
        return Refusal(None, Message(BAD_ITEM))
    properties = inner(found, "properties")
    identifier = identifier_of(found)
    if not identifier:
        return Refusal(None, Message(NO_IDENTIFIER, {"title": loose.text(properties.get("title"))[:150]}))
    own = next((href for relation, href, *_ in collections.links_of(found) if relation == "self"), None)
    return RemoteRecord(identifier, _written(found), loose.text(properties.get("updated")) or None, own)


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _absolute(found: Any, base: str) -> Any:
    """Make the links of a description whole."""
    if not isinstance(found, dict) or not isinstance(found.get("links"), list):
        return found
    links = [
        {**link, "href": urljoin(base, link["href"])}
        if isinstance(link, dict) and isinstance(link.get("href"), str)
        else link
        for link in found["links"]
    ]
    return {**found, "links": links}


def _page(found: list[RemoteRecord | Refusal], matched: int | None) -> Page:
    records = tuple(one for one in found if isinstance(one, RemoteRecord))
    return Page(records, matched, tuple(one for one in found if isinstance(one, Refusal)))


def _with(url: str, query: Mapping[str, Any]) -> str:
    """Add parameters that the address does not have yet."""
    parts = urlsplit(url)
    added = urlencode({key: value for key, value in query.items() if f"{key}=" not in parts.query})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))


def _same_server(url: str, target: str) -> str:
    """Follow a link; servers behind a proxy give their internal name, then the name that was asked for holds."""
    here, there = urlsplit(url), urlsplit(target)
    if there.hostname == here.hostname or is_private(there.hostname or ""):
        return urlunsplit(there._replace(scheme=here.scheme, netloc=here.netloc))
    return target
