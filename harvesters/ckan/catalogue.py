"""Read a whole CKAN through `package_search`, in a stable order, by pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import ckan, loose
from ckanext.datagrandest.harvesters.mapping.ckan.core import is_listed
from ckanext.datagrandest.harvesters.mapping.identifiers import is_distinctive
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.steady import content_of, digest_of
from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

JSON = frozenset({"application/json"})
#: What a search says of the moment, not of the data: it would change every record at every run.
VOLATILE = frozenset({"tracking_summary", "score", "package_count", "datastore_active", "archiver", "qa", "indexed_ts"})
ORDER = "id asc"
ONLY = "+dataset_type:dataset +state:active +capacity:public"
REFUSES = frozenset({400, 403, 404, 409, 500})

NOT_CKAN = N_("The address answers, but not as the API of a CKAN: check it. It is that of the portal’s home page.")
REFUSED = N_("The CKAN refuses the request: {text}")
SHORT = N_("The CKAN announced {matched} datasets and stopped giving them after {read}.")
REPEATED = N_("The CKAN gave the same page twice (at dataset {start}): its listing cannot be trusted.")
ENDLESS = N_("The listing is longer than {pages} pages, the limit of this source: raise the limit to read all of it.")
NO_ID = N_("A dataset of the catalogue has no identifier; its title is “{title}”.")
NOT_ONE = N_("Entry number {position} of the listing is no dataset.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    page_size: int = 200
    max_pages: int = 2000
    organization: str = ""
    filter: str = ""
    mapping: ckan.Options = field(default_factory=ckan.Options)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to ask one server: with the filter that excludes what is no public dataset, and in a stable order."""

    filtered: bool = True
    ordered: bool = True


@dataclass(slots=True)
class Progress:
    """How far a listing has come: position of the next dataset, entries left out, pages seen, identifiers given."""

    start: int = 0
    left_out: int = 0
    seen: set[str] = field(default_factory=set)
    given: dict[str, str] = field(default_factory=dict)


class CkanCatalogue:
    """One run on one portal; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url, settings, client

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record.

        Raises:
            UnmappableRecord: it has neither title nor name.
        """
        return ckan.draft(record.content, self.settings.mapping)

    def pages(self) -> Iterator[Page]:
        """List the portal.

        Raises:
            SourceUnreadable: it cannot be read, or not to its end.
        """
        progress = Progress()
        dialect, found = self._first_page()
        for _ in range(self.settings.max_pages):
            entries, matched = found["results"], _count(found)
            self._refuse_repetition(entries, progress)
            if not entries:
                if matched is not None and progress.start < matched:
                    raise SourceUnreadable(Message(SHORT, {"matched": matched, "read": progress.start}))
                yield Page((), matched)
                return
            yield self._page(entries, matched, progress)
            progress.start += len(entries)
            if (matched is not None and progress.start >= matched) or (
                matched is None and len(entries) < self.settings.page_size
            ):
                return
            found = self._ask(dialect, progress.start)
        raise SourceUnreadable(Message(ENDLESS, {"pages": self.settings.max_pages}))

    def _page(self, entries: list[Any], matched: int | None, progress: Progress) -> Page:
        records: list[RemoteRecord] = []
        refused: list[Refusal] = []
        for position, entry in enumerate(entries, progress.start + 1):
            if not isinstance(entry, dict):
                refused.append(Refusal(None, Message(NOT_ONE, {"position": position})))
            elif not is_listed(entry):
                progress.left_out += 1
            elif record := self._record(entry, progress):
                records.append(record)
            else:
                title = shortened(loose.text(entry.get("title")) or "?", 150)
                refused.append(Refusal(None, Message(NO_ID, {"title": title})))
        count = None if matched is None else matched - progress.left_out
        return Page(tuple(records), count, tuple(refused))

    def _record(self, entry: Mapping[str, Any], progress: Progress) -> RemoteRecord | None:
        """Give a record under the identifier it had where that portal harvested it, else under its own id."""
        own = loose.text(entry.get("id")) or loose.text(entry.get("name"))
        if not own:
            return None
        guid = _guid(entry)
        identifier = guid if is_distinctive(guid) else own
        if progress.given.setdefault(identifier, own) != own:
            identifier = own  # two datasets of that portal come from the same record: each keeps its own id here
        content = content_of(entry, VOLATILE)
        stamp = loose.text(entry.get("metadata_modified")) or None
        name = loose.text(entry.get("name")) or own
        return RemoteRecord(identifier, content, stamp, f"{self.url}/dataset/{name}")

    def _refuse_repetition(self, entries: list[Any], progress: Progress) -> None:
        digest = digest_of(entries, "id", "name")
        if digest and digest in progress.seen:
            raise SourceUnreadable(Message(REPEATED, {"start": progress.start + 1}))
        progress.seen.add(digest)

    def _first_page(self) -> tuple[Dialect, dict[str, Any]]:
        """Find how to ask: portals that only look like a CKAN know neither its filter nor its order."""
        fault: SourceUnreadable | None = None
        for dialect in (Dialect(), Dialect(filtered=False), Dialect(filtered=False, ordered=False)):
            try:
                return dialect, self._ask(dialect, 0)
            except SourceUnreadable as error:
                fault = fault or error
                cause = error.__cause__
                if isinstance(cause, OutboundError) and not (isinstance(cause, BadStatus) and cause.status in REFUSES):
                    raise
        raise fault or SourceUnreadable(Message(NOT_CKAN))

    def _ask(self, dialect: Dialect, start: int) -> dict[str, Any]:
        query: dict[str, Any] = {"rows": self.settings.page_size, "start": start}
        if dialect.ordered:
            query["sort"] = ORDER
        filters = [ONLY] if dialect.filtered else []
        filters += [f'+organization:"{self.settings.organization}"'] if self.settings.organization else []
        filters += [self.settings.filter] if self.settings.filter else []
        if filters:
            query["fq"] = " ".join(filters)
        try:
            answer = self.client.get(f"{self.url}/api/3/action/package_search", params=query, expect=JSON).json()
        except BadStatus as error:
            raise SourceUnreadable(_refusal(error)) from error
        except UnreadableContent as error:
            raise SourceUnreadable(Message(NOT_CKAN)) from error
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        result = answer.get("result") if isinstance(answer, dict) else None
        if isinstance(answer, dict) and answer.get("success") is False:
            raise SourceUnreadable(Message(REFUSED, {"text": _said(answer)}))
        if not isinstance(result, dict) or not isinstance(result.get("results"), list):
            raise SourceUnreadable(Message(NOT_CKAN))
        return result


def _count(found: Mapping[str, Any]) -> int | None:
    count = found.get("count")
    return count if isinstance(count, int) and count >= 0 else None


def _guid(entry: Mapping[str, Any]) -> str:
    """Give the identifier of the record that this portal harvested."""
    for row in loose.rows(entry.get("extras")):
        if row.get("key") == "guid" and (text := loose.text(row.get("value"))):
            return text
    return loose.text(entry.get("guid"))


def _refusal(error: BadStatus) -> Message:
    """Give the words of CKAN's error, else those of the status."""
    try:
        answer = error.response.json()
    except UnreadableContent:
        return error.message
    said = _said(answer) if isinstance(answer, dict) else ""
    return Message(REFUSED, {"text": said}) if said else error.message


def _said(answer: Mapping[str, Any]) -> str:
    error = answer.get("error")
    return shortened(loose.text(error.get("message")) if isinstance(error, dict) else loose.text(error), 300)


def settings_with(settings: Settings, organization: str) -> Settings:
    """Give the settings with the organisation that the address names, unless an option names one."""
    return settings if settings.organization or not organization else replace(settings, organization=organization)
