"""Read datasets of a udata by organisation, zone, keyword or whole, in pages of its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ckanext.datagrandest.harvesters.mapping import loose, udata
from ckanext.datagrandest.harvesters.mapping.identifiers import is_distinctive
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.steady import content_of, digest_of
from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

JSON = frozenset({"application/json"})
OBJECT_ID_LENGTH = 24
ORDER = "created"
#: What udata counts or computes of the moment: it would change every record at every run.
VOLATILE = frozenset(
    {"metrics", "quality", "community_resources", "permissions", "internal", "featured", "last_check", "preview_url"}
)

NOT_UDATA = N_("The address answers, but not as the API of a udata such as data.gouv.fr: check it.")
NO_ORGANIZATION = N_("No organisation is called “{name}” there: give the end of the address of its page.")
SHORT = N_("The portal announced {matched} datasets and stopped giving them after {read}.")
REPEATED = N_("The portal gave the same page twice ({url}): its listing cannot be trusted.")
ENDLESS = N_("The listing is longer than {pages} pages, the limit of this source: raise the limit to read all of it.")
NO_ID = N_("A dataset of the catalogue has no identifier; its title is “{title}”.")
NOT_ONE = N_("An entry of the listing is no dataset.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source; `zones` are udata's (`fr:departement:67`), asked for one after the other."""

    page_size: int = 100
    max_pages: int = 2000
    organization: str = ""
    zones: tuple[str, ...] = ()
    granularity: str = ""
    tag: str = ""
    mapping: udata.Options = field(default_factory=udata.Options)


@dataclass(slots=True)
class Progress:
    """How far a listing has come.

    Attributes:
        pages: pages read of all listings. read, left_out: entries of the listing at hand.
        seen: digests of its pages. given: identifier → id on the portal. before: ids that earlier listings gave.
    """

    pages: int = 0
    read: int = 0
    left_out: int = 0
    seen: set[str] = field(default_factory=set)
    given: dict[str, str] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)


class UdataCatalogue:
    """One run on one portal; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url, settings, client

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record.

        Raises:
            UnmappableRecord: it has no title.
        """
        return udata.draft(record.content, self.settings.mapping)

    def pages(self) -> Iterator[Page]:
        """List the datasets asked for; one of two zones is given once.

        Raises:
            SourceUnreadable: the portal cannot be read, or not to its end.
        """
        query: dict[str, Any] = {"page_size": self.settings.page_size, "sort": ORDER}
        if self.settings.organization:
            query["organization"] = self._organization(self.settings.organization)
        query |= {"tag": self.settings.tag or None, "granularity": self.settings.granularity or None}
        progress = Progress()
        zones = self.settings.zones or (None,)
        for zone in zones:
            yield from self._listing({**query, "geozone": zone}, progress, counted=len(zones) == 1)

    def _listing(self, query: Mapping[str, Any], progress: Progress, *, counted: bool) -> Iterator[Page]:
        """Give the pages of one listing; with several listings, which overlap, no count of the whole is known."""
        progress.read = progress.left_out = 0
        progress.seen.clear()
        progress.before.update(progress.given.values())
        found = self._ask(f"{self.url}/api/1/datasets/", query)
        while True:
            progress.pages += 1
            entries, total = found["data"], _count(found)
            page = self._page(entries, progress)
            following = loose.text(found.get("next_page"))
            is_last = not following or not entries
            matched = total - progress.left_out if counted and total is not None else None
            yield Page(page.records, matched, page.refused)
            if is_last and total is not None and progress.read < total:
                raise SourceUnreadable(Message(SHORT, {"matched": total, "read": progress.read}))
            if is_last:
                return
            if progress.pages >= self.settings.max_pages:
                raise SourceUnreadable(Message(ENDLESS, {"pages": self.settings.max_pages}))
            found = self._ask(self._reachable(following), {})
            digest = digest_of(found["data"], "id")
            if digest and digest in progress.seen:
                raise SourceUnreadable(Message(REPEATED, {"url": shortened(following, 200)}))

    def _page(self, entries: list[Any], progress: Progress) -> Page:
        progress.seen.add(digest_of(entries, "id"))
        progress.read += len(entries)
        records: list[RemoteRecord] = []
        refused: list[Refusal] = []
        for entry in entries:
            if not isinstance(entry, dict):
                refused.append(Refusal(None, Message(NOT_ONE)))
            elif any(entry.get(key) for key in ("private", "deleted", "archived")):
                progress.left_out += 1
            elif not (own := loose.text(entry.get("id"))):
                title = shortened(loose.text(entry.get("title")) or "?", 150)
                refused.append(Refusal(None, Message(NO_ID, {"title": title})))
            elif own not in progress.before:
                records.append(self._record(entry, own, progress))
        return Page(tuple(records), None, tuple(refused))

    def _record(self, entry: Mapping[str, Any], own: str, progress: Progress) -> RemoteRecord:
        """Give a record under the identifier it had where that portal harvested it, else under its own id."""
        harvest = (loose.rows(entry.get("harvest"))[:1] or [{}])[0]
        remote = loose.text(harvest.get("dct_identifier")) or loose.text(harvest.get("remote_id"))
        identifier = remote if is_distinctive(remote) else own
        if progress.given.get(identifier, own) != own:
            identifier = own  # two datasets of that portal come from the same record: each keeps its own id here
        progress.given[identifier] = own
        stamp = loose.text(entry.get("last_update") or entry.get("last_modified")) or None
        page = loose.text(entry.get("page") or entry.get("self_web_url"))
        return RemoteRecord(identifier, content_of(entry, VOLATILE), stamp, page or f"{self.url}/api/1/datasets/{own}/")

    def _organization(self, name: str) -> str:
        """Give the id of an organisation; the API filters by nothing else."""
        if len(name) == OBJECT_ID_LENGTH and all(char in "0123456789abcdef" for char in name.lower()):
            return name
        try:
            found = self.client.get(f"{self.url}/api/1/organizations/{name}/", expect=JSON).json()
        except BadStatus as error:
            raise SourceUnreadable(Message(NO_ORGANIZATION, {"name": shortened(name, 100)})) from error
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        identifier = loose.text(found.get("id")) if isinstance(found, dict) else ""
        if not identifier:
            raise SourceUnreadable(Message(NO_ORGANIZATION, {"name": shortened(name, 100)}))
        return identifier

    def _reachable(self, following: str) -> str:
        """Give the next page on the portal that was asked: behind a proxy it may name itself otherwise."""
        parts = urlsplit(urljoin(f"{self.url}/", following))
        return f"{self.url}{'/api/' + parts.path.partition('/api/')[2]}?{parts.query}"

    def _ask(self, url: str, query: Mapping[str, Any]) -> dict[str, Any]:
        try:
            found = self.client.get(url, params=query, expect=JSON).json()
        except UnreadableContent as error:
            raise SourceUnreadable(Message(NOT_UDATA)) from error
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        if not isinstance(found, dict) or not isinstance(found.get("data"), list):
            raise SourceUnreadable(Message(NOT_UDATA))
        return found


def _count(found: Mapping[str, Any]) -> int | None:
    total = found.get("total")
    return total if isinstance(total, int) and total >= 0 else None
