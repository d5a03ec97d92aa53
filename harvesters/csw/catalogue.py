"""Read a whole CSW catalogue in pages, whatever the server makes of the standard."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.csw import requests
from ckanext.datagrandest.harvesters.csw.answers import (
    Answer,
    Capabilities,
    ServerException,
    iso_schemas,
    raise_exception,
    read_capabilities,
    read_page,
)
from ckanext.datagrandest.harvesters.csw.paging import Progress
from ckanext.datagrandest.harvesters.csw.requests import Dialect
from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, TooLarge, UnexpectedContent, UnreadableContent

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.net.client import GuardedClient
    from ckanext.datagrandest.net.response import Response

XML = frozenset({"text/xml", "application/xml"})
MAX_UNREADABLE = 20
VERSIONS = ("2.0.2", "3.0.0")
MAY_STILL_LIST = frozenset({400, 405, 500, 501})  # statuses of servers that only know GetRecords

REFUSED = N_("The CSW server refuses the request: {text} ({code}).")
BAD_FILTER = N_("The filter of this source begins like XML but is not: correct it, or write it in CQL.")
NOT_CSW = N_("The address answers, but not as a CSW catalogue: check it, it should end in /csw or the like.")
NOT_ISO = N_("The CSW server gives no ISO 19139 records; it gives “{element}”. Ask those who run it for ISO 19139.")
REPEATED = N_("The CSW server gave the same page twice (at record {start}): its listing cannot be trusted.")
ENDLESS = N_("The listing is longer than {pages} pages, the limit of this source: raise the limit to read all of it.")
UNREADABLE = N_("Record number {position} of the server cannot be read: {reason}")
TOO_MANY_UNREADABLE = N_("More than {count} records of the server cannot be read; the last time: {reason}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    page_size: int = 100
    max_pages: int = 2000
    constraint: str = ""
    output_schema: str = ""
    mapping: iso19139.Options = field(default_factory=iso19139.Options)


class CswCatalogue:
    """One run on one server; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url, settings, client
        self._unreadable = 0

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record.

        Raises:
            UnmappableRecord: it has no title, is no ISO record…
        """
        return iso19139.draft(record.content, self.settings.mapping)

    def pages(self) -> Iterator[Page]:
        """List the catalogue.

        Raises:
            SourceUnreadable: it cannot be read, or not to its end.
        """
        self._check_constraint()
        dialect, answer = self._first_page()
        progress = Progress()
        for _ in range(self.settings.max_pages):
            self._refuse_repetition(answer, progress)
            yield Page(answer.records, answer.matched, answer.refused)
            if not progress.advance(answer, self.settings.page_size):
                return
            answer = self._page(dialect, progress.start, self.settings.page_size)
        raise SourceUnreadable(Message(ENDLESS, {"pages": self.settings.max_pages}))

    def _check_constraint(self) -> None:
        """Refuse a filter that is not XML before anything is asked."""
        if requests.is_filter(self.settings.constraint):
            try:
                parse_xml(self.settings.constraint.encode())
            except OutboundError as error:
                raise SourceUnreadable(Message(BAD_FILTER)) from error

    def _refuse_repetition(self, answer: Answer, progress: Progress) -> None:
        if not answer.size:
            return
        digest = hashlib.sha256()
        for record in answer.records:
            digest.update(hashlib.sha256(record.content).digest())
        for refusal in answer.refused:
            digest.update(f"{refusal.identifier} {refusal.reason}".encode())
        if digest.hexdigest() in progress.seen:
            raise SourceUnreadable(Message(REPEATED, {"start": progress.start}))
        progress.seen.add(digest.hexdigest())

    def _first_page(self) -> tuple[Dialect, Answer]:
        """Find how to ask this server, and give its first page."""
        refusal: SourceUnreadable | None = None
        empty: tuple[Dialect, Answer] | None = None
        for dialect in self._dialects():
            try:
                answer = self._page(dialect, 1, self.settings.page_size)
            except SourceUnreadable as error:
                refusal = refusal or error
                if not isinstance(error.__cause__, ServerException | BadStatus | UnexpectedContent):
                    raise
                continue
            elements = [refused.reason.params.get("element") for refused in answer.refused]
            if answer.records or (elements and not all(elements)):
                return dialect, answer
            if elements:
                element = elements[0]
                refusal = refusal or SourceUnreadable(Message(NOT_ISO, {"element": element}))
            else:
                empty = empty or (dialect, answer)
        if empty:
            return empty
        raise refusal or SourceUnreadable(Message(NOT_CSW))

    def _dialects(self) -> Iterator[Dialect]:
        """Give ways to ask, best first, each once."""
        capabilities = self._capabilities()
        version = "3.0.0" if capabilities.version.startswith("3") else "2.0.2"
        schemas = [self.settings.output_schema] if self.settings.output_schema else iso_schemas(capabilities)
        names = capabilities.type_names
        favourite = "gmd:MD_Metadata" if not names or "gmd:MD_Metadata" in names else "csw:Record"
        for schema in schemas:
            first = Dialect(
                version, schema, "mdb:MD_Metadata" if schema == requests.MDB else favourite, capabilities.post
            )
            record = replace(first, type_names="csw:Record")
            ways = (first, replace(first, post=not first.post), record, replace(record, post=not first.post))
            yield from dict.fromkeys(ways)

    def _capabilities(self) -> Capabilities:
        """Ask what the server can do; one that answers this with an exception may still give records."""
        for version in VERSIONS:
            try:
                root = self._ask(
                    lambda v=version: self.client.get(self.url, params=requests.capabilities(v), expect=XML)
                )
            except ServerException:
                continue
            except OutboundError as error:
                if isinstance(error, BadStatus) and error.status in MAY_STILL_LIST:
                    continue
                raise SourceUnreadable(error.message) from error
            found = read_capabilities(root)
            if found is None:
                raise SourceUnreadable(Message(NOT_CSW))
            return found
        return Capabilities(VERSIONS[0])

    def _page(self, dialect: Dialect, start: int, size: int) -> Answer:
        """Give one page; a page that cannot be parsed is asked again in halves, to find the record at fault."""
        try:
            root = self._ask(lambda: self._send(dialect, start, size))
            answer = read_page(root, lambda identifier: requests.record_url(self.url, dialect, identifier))
        except ServerException as error:
            raise SourceUnreadable(Message(REFUSED, {"text": error.text, "code": error.code or "?"})) from error
        except (UnreadableContent, TooLarge) as error:
            return self._halves(dialect, start, size, error)
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        if answer is None:
            raise SourceUnreadable(Message(NOT_CSW))
        return answer

    def _halves(self, dialect: Dialect, start: int, size: int, error: OutboundError) -> Answer:
        if size == 1:
            self._unreadable += 1
            if self._unreadable > MAX_UNREADABLE:
                params = {"count": MAX_UNREADABLE, "reason": error.message}
                raise SourceUnreadable(Message(TOO_MANY_UNREADABLE, params)) from error
            params = {"position": start, "reason": error.message}
            return Answer(None, start + 1, 1, (), (Refusal(None, Message(UNREADABLE, params)),))
        return self._page(dialect, start, size // 2)

    def _send(self, dialect: Dialect, start: int, size: int) -> Response:
        constraint = self.settings.constraint
        if dialect.post:
            data = requests.post_records(dialect, start, size, constraint)
            return self.client.post(self.url, data=data, headers=requests.XML_TYPE, expect=XML)
        return self.client.get(self.url, params=requests.get_records(dialect, start, size, constraint), expect=XML)

    def _ask(self, send: Callable[[], Response]) -> _Element:
        """Send a request and parse its answer.

        Raises:
            ServerException: an ExceptionReport, whatever its HTTP status.
            OutboundError: no answer, or not XML.
        """
        try:
            root = parse_xml(send().content)
        except BadStatus as error:
            root = _report_of(error)
        raise_exception(root)
        return root


def _report_of(error: BadStatus) -> _Element:
    """Give the ExceptionReport of an answer with a bad status; without one, the status is what there is to say."""
    try:
        root = parse_xml(error.response.content)
        raise_exception(root)
    except OutboundError:
        raise error from None
    raise error
