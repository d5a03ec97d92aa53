"""Read a whole CSW catalogue in pages, whatever the server makes of the standard."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.csw import linked_data, requests
from ckanext.datagrandest.harvesters.csw.answers import Answer, ServerException, iso_schemas
from ckanext.datagrandest.harvesters.csw.asking import NOT_CSW, Server
from ckanext.datagrandest.harvesters.csw.filters import Wanted, is_filter, variants
from ckanext.datagrandest.harvesters.csw.paging import Progress
from ckanext.datagrandest.harvesters.csw.requests import Dialect
from ckanext.datagrandest.harvesters.mapping import dcat, iso19139
from ckanext.datagrandest.harvesting.contract import Draft, Page, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnexpectedContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

REFUSALS = (ServerException, BadStatus, UnexpectedContent)

BAD_FILTER = N_("The filter of this source begins like XML but is not: correct it, or write it in CQL.")
BAD_FILTER_SERVER = N_(
    "The CSW server does not understand the filter of this source, in any of the ways it was written. Give another one, or"
    " none. {reason}"
)
NOT_ISO = N_("The CSW server gives no ISO 19139 records; it gives “{element}”. Ask those who run it for ISO 19139.")
REPEATED = N_("The CSW server gave the same page twice (at record {start}): its listing cannot be trusted.")
ENDLESS = N_("The listing is longer than {pages} pages, the limit of this source: raise the limit to read all of it.")
IGNORED = N_(
    "The server lists as many records with the filter of this source as without it ({count}): perhaps it ignores it."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    page_size: int = 100
    max_pages: int = 2000
    wanted: Wanted = field(default_factory=Wanted)
    output_schema: str = ""
    mapping: iso19139.Options = field(default_factory=iso19139.Options)


class CswCatalogue:
    """One run on one server; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.settings, self.server = settings, Server(url, client)
        self._notes: tuple[Message, ...] = ()

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record.

        Raises:
            UnmappableRecord: it has no title, is no ISO record…
        """
        if linked_data.is_record(record.content):
            wanted = self.settings.mapping
            return dcat.draft(
                record.content, dcat.Options(max_resources=wanted.max_resources, keep_names=wanted.keep_names)
            )
        return iso19139.draft(record.content, self.settings.mapping)

    def pages(self) -> Iterator[Page]:
        """List the catalogue.

        Raises:
            SourceUnreadable: it cannot be read, or not to its end.
        """
        self._check_constraint()
        dialect, answer = self._first_page()
        notes = self._notes
        progress = Progress()
        for _ in range(self.settings.max_pages):
            self._refuse_repetition(answer, progress)
            yield Page(answer.records, answer.matched, answer.refused, notes)
            notes = ()
            if not progress.advance(answer, self.settings.page_size):
                return
            answer = self.server.page(dialect, progress.start, self.settings.page_size)
        raise SourceUnreadable(Message(ENDLESS, {"pages": self.settings.max_pages}))

    def _check_constraint(self) -> None:
        """Refuse a filter that is not XML before anything is asked."""
        if is_filter(self.settings.wanted.constraint):
            try:
                parse_xml(self.settings.wanted.constraint.encode())
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
        """Find how to ask this server, and give the first page of what is wanted."""
        if not self.settings.wanted:
            return self._understood(self.settings.page_size)
        dialect, whole = self._understood(1)
        limited, answer = self._limited(dialect)
        if limited.constraint and self.settings.wanted.is_strict and answer.matched and answer.matched == whole.matched:
            self._notes = (Message(IGNORED, {"count": answer.matched}),)
        return limited, answer

    def _limited(self, dialect: Dialect) -> tuple[Dialect, Answer]:
        """Find how this server can be asked for less; an extent that it does not understand is left to the plan."""
        refusal: SourceUnreadable | None = None
        empty: tuple[Dialect, Answer] | None = None
        for limited in self._limits(dialect):
            try:
                answer = self.server.page(limited, 1, self.settings.page_size)
            except SourceUnreadable as error:
                if not isinstance(error.__cause__, REFUSALS):
                    raise
                refusal = refusal or error
                continue
            if answer.size:
                return limited, answer
            empty = empty or (limited, answer)
        if not self.settings.wanted.is_strict:
            return dialect, self.server.page(dialect, 1, self.settings.page_size)
        if empty:
            return empty
        raise SourceUnreadable(Message(BAD_FILTER_SERVER, {"reason": refusal.message if refusal else ""})) from refusal

    def _limits(self, dialect: Dialect) -> Iterator[Dialect]:
        """Give ways to ask for less, best first; by GET, CSW 3.0 takes an extent as it is (OGC 12-168r6, 7.5)."""
        wanted = self.settings.wanted
        if wanted.bounds and not wanted.is_strict and dialect.version.startswith("3"):
            yield replace(dialect, post=False, bounds=wanted.bounds)
        for constraint in variants(wanted, dialect.version):
            yield replace(dialect, constraint=constraint)

    def _understood(self, size: int) -> tuple[Dialect, Answer]:
        """Find how to ask this server for records, and give its first page."""
        refusal: SourceUnreadable | None = None
        empty: tuple[Dialect, Answer] | None = None
        for dialect in self._dialects():
            try:
                answer = self.server.page(dialect, 1, size)
            except SourceUnreadable as error:
                refusal = refusal or error
                if not isinstance(error.__cause__, REFUSALS):
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
        capabilities = self.server.capabilities()
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
