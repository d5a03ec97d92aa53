"""List the catalogue of an Opendatasoft portal: by pages, whole beyond the window of the API, or by the older API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.mapping import loose, ods
from ckanext.datagrandest.harvesters.mapping.drafting import inner
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnexpectedContent, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

JSON = frozenset({"application/json"})
EXPLORE, OLDER = "/api/explore/v2.1/catalog", "/api/datasets/1.0/search/"
PAGE = 100
#: Opendatasoft answers no `offset + limit` beyond it: the export has no window.
WINDOW = 10_000
NOT_FOUND, BAD_REQUEST = 404, 400
#: What changes by itself every day: how often a dataset was looked at.
VOLATILE = frozenset({"explore", "popularity_score", "records_size"})

NOT_ODS = N_(
    "The address answers, but not as an Opendatasoft portal: give the address of the portal, without what follows its name."
)
REFUSED = N_("The portal refuses the filter of this source: {reason}")
SHORT = N_("The portal announced {matched} datasets and stopped giving them after {read}.")
NO_IDENTIFIER = N_("A dataset of the portal has no identifier; its title is “{title}”.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source: a sentence of ODSQL, facets (`theme:Environnement`), and whether federated datasets are kept."""

    where: str = ""
    refine: tuple[str, ...] = ()
    federated: bool = True
    keep_names: bool = False


class OdsCatalogue:
    """One run on one portal; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        parts = urlsplit(url.strip())
        self.portal = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        self.settings, self.client = settings, client

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one dataset.

        Raises:
            UnmappableRecord: it has no title.
        """
        return ods.draft(record.content, keep_names=self.settings.keep_names)

    def pages(self) -> Iterator[Page]:
        """List the portal.

        Raises:
            SourceUnreadable: it is none, or cannot be read to its end.
        """
        try:
            yield from self._explored()
        except (UnexpectedContent, UnreadableContent) as error:
            raise SourceUnreadable(Message(NOT_ODS)) from error
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error

    def _explored(self) -> Iterator[Page]:
        try:
            first = self._get(f"{EXPLORE}/datasets", {"limit": PAGE, "offset": 0, "order_by": "dataset_id"})
        except BadStatus as error:
            if error.status == BAD_REQUEST and (self.settings.where or self.settings.refine):
                reason = shortened(loose.text(_said(error)), 300)
                raise SourceUnreadable(Message(REFUSED, {"reason": reason})) from error
            if error.status != NOT_FOUND:
                raise
            yield from self._older()
            return
        total = first.get("total_count")
        if not isinstance(total, int) or not isinstance(first.get("results"), list):
            raise SourceUnreadable(Message(NOT_ODS))
        yield from self._exported(total) if total > WINDOW else self._paged(first, total)

    def _paged(self, found: dict[str, Any], total: int) -> Iterator[Page]:
        read = 0
        while True:
            results = found.get("results")
            matched = found.get("total_count", total)
            page = self._page(results if isinstance(results, list) else [], matched)
            yield page
            count = len(results) if isinstance(results, list) else 0
            read += count
            if read >= matched:
                return
            if not count:
                raise SourceUnreadable(Message(SHORT, {"matched": matched, "read": read}))
            found = self._get(f"{EXPLORE}/datasets", {"limit": PAGE, "offset": read, "order_by": "dataset_id"})

    def _exported(self, total: int) -> Iterator[Page]:
        """Read the whole catalogue at once, which the guarded client bounds."""
        found = self._get(f"{EXPLORE}/exports/json", {})
        results = found.get("results")
        if not isinstance(results, list):
            raise SourceUnreadable(Message(NOT_ODS))
        for start in range(0, len(results), PAGE):
            yield self._page(results[start : start + PAGE], total)

    def _older(self) -> Iterator[Page]:
        """Read a portal that only knows the API 1.0."""
        read = 0
        while True:
            query = [
                ("rows", PAGE),
                ("start", read),
                ("interopmetas", "true"),
                *(("refine", text) for text in self.settings.refine),
            ]
            found = _object(self.client.get(self.portal + OLDER, params=query, expect=JSON).json())
            total, results = found.get("nhits"), found.get("datasets")
            if not isinstance(total, int) or not isinstance(results, list):
                raise SourceUnreadable(Message(NOT_ODS))
            yield self._page(results, total)
            read += len(results)
            if read >= total:
                return
            if not results:
                raise SourceUnreadable(Message(SHORT, {"matched": total, "read": read}))

    def _get(self, path: str, query: Mapping[str, Any]) -> dict[str, Any]:
        filters = [("where", self.settings.where)] if self.settings.where else []
        filters += [("refine", text) for text in self.settings.refine]
        found = self.client.get(self.portal + path, params=[*query.items(), *filters], expect=JSON).json()
        return {"results": found} if isinstance(found, list) else _object(found)

    def _page(self, results: list[Any], matched: int) -> Page:
        """Cut a page into records; datasets of other portals are left out when the source says so."""
        kept = [one for one in results if self.settings.federated or not _is_federated(one)]
        found = [self._record(one) for one in kept]
        records = tuple(one for one in found if isinstance(one, RemoteRecord))
        refused = tuple(one for one in found if isinstance(one, Refusal))
        return Page(records, matched if self.settings.federated else None, refused)

    def _record(self, found: Any) -> RemoteRecord | Refusal:
        identifier = ods.identifier_of(found, self.portal) if isinstance(found, dict) else ""
        default = ods.metas_of(found)["default"] if isinstance(found, dict) else {}
        if not identifier:
            return Refusal(None, Message(NO_IDENTIFIER, {"title": shortened(loose.text(default.get("title")), 150)}))
        both = {"dataset": _steady(found), "portal": self.portal}
        content = json.dumps(both, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        address = f"{self.portal}{EXPLORE}/datasets/{quote(ods.name_of(found))}"
        return RemoteRecord(identifier, content, loose.text(default.get("modified")) or None, address)


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise SourceUnreadable(Message(NOT_ODS))
    return found


def _is_federated(found: Any) -> bool:
    return isinstance(found, dict) and bool(ods.metas_of(found)["default"].get("federated"))


def _steady(found: Mapping[str, Any]) -> dict[str, Any]:
    """Give a dataset without what counts its visits."""
    metas = {name: group for name, group in inner(found, "metas").items() if name not in VOLATILE}
    if isinstance(metas.get("default"), dict):
        metas["default"] = {name: value for name, value in metas["default"].items() if name not in VOLATILE}
    return {**found, "metas": metas}


def _said(error: BadStatus) -> Any:
    try:
        found = error.response.json()
    except OutboundError:
        return error.response.text
    return found.get("message") if isinstance(found, dict) else found
