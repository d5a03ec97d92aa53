"""Read a whole DCAT catalogue, page by page, each page record by record."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.dcat import contexts
from ckanext.datagrandest.harvesters.dcat.paging import Progress, next_page, total_of
from ckanext.datagrandest.harvesters.dcat.records import Cutter
from ckanext.datagrandest.harvesters.dcat.spill import Spill
from ckanext.datagrandest.harvesters.mapping import dcat
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError
from ckanext.datagrandest.net.limits import MEBIBYTE
from ckanext.datagrandest.net.policy import redact
from ckanext.datagrandest.net.rdf import FORMATS, RdfLimits, read_rdf

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import Download, GuardedClient

#: Turtle first: it is the smallest and the one that servers get right most often.
ACCEPT = "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8, application/ld+json;q=0.7, */*;q=0.1"
NOT_ACCEPTABLE = 406
PAGE_SIZE = 100

NOT_DCAT = N_("The address answers, but not as a DCAT catalogue: it holds no dataset. Check it.")
REPEATED = N_("The catalogue gave the same page twice ({url}): its listing cannot be trusted.")
ENDLESS = N_("The listing is longer than {pages} pages, the limit of this source: raise the limit to read all of it.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    max_pages: int = 2000
    max_bytes: int = 300 * MEBIBYTE
    max_statements: int = 10_000_000
    page_parameter: str = ""
    with_services: bool = True
    mapping: dcat.Options = field(default_factory=dcat.Options)


class DcatCatalogue:
    """One run on one catalogue; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url, settings, client

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record.

        Raises:
            UnmappableRecord: it has no title, is no record…
        """
        return dcat.draft(record.content, self.settings.mapping)

    def pages(self) -> Iterator[Page]:
        """List the catalogue.

        Raises:
            SourceUnreadable: it cannot be read, or not to its end.
        """
        progress = Progress(self.url)
        with tempfile.TemporaryDirectory(prefix="dge-dcat-") as folder:
            for _ in range(self.settings.max_pages):
                try:
                    following = yield from self._document(progress, Path(folder))
                except OutboundError as error:
                    raise SourceUnreadable(error.message) from error
                if following is None:
                    return
                if following in progress.visited:
                    if _is_whole(progress):
                        return
                    raise SourceUnreadable(Message(REPEATED, {"url": shortened(redact(following), 200)}))
                progress.url = following
        raise SourceUnreadable(Message(ENDLESS, {"pages": self.settings.max_pages}))

    def _document(self, progress: Progress, folder: Path) -> Iterator[Page]:
        """Give the records of one document; the value of the generator is the address of the next one.

        Raises:
            OutboundError: it cannot be had or read.
            SourceUnreadable: it is no page of a catalogue, or one that came before.
        """
        progress.visited.add(progress.url)
        got = self._download(progress.url, folder / "page")
        with Spill(self._statements(got)) as spill:
            cutter = Cutter(spill, redact(got.url), with_services=self.settings.with_services)
            digest = cutter.digest()
            if (
                not digest
                and not spill.pairs(*CATALOGUE)
                and not list(spill.of_class("dcat:Catalog"))
                and not progress.seen
            ):
                raise SourceUnreadable(Message(NOT_DCAT))
            if digest and digest in progress.seen:
                raise SourceUnreadable(Message(REPEATED, {"url": shortened(redact(progress.url), 200)}))
            progress.seen.add(digest)
            progress.total = total_of(spill) if not cutter.services() else None
            for page in _pages(cutter.cut(), progress.total):
                progress.datasets += len(page.records) + len(page.refused)
                yield page
            return next_page(got.url, spill, got.headers, self.settings.page_parameter, not digest)  # noqa: B901 - `yield from`

    def _download(self, url: str, path: Path) -> Download:
        limits = replace(
            self.client.limits, max_bytes=self.settings.max_bytes, max_decompressed_bytes=self.settings.max_bytes
        )
        try:
            return self.client.download(url, path, headers={"Accept": ACCEPT}, expect=FORMATS.keys(), limits=limits)
        except BadStatus as error:
            if error.status != NOT_ACCEPTABLE:
                raise
        return self.client.download(url, path, expect=FORMATS.keys(), limits=limits)

    def _statements(self, got: Download) -> Iterator[Any]:
        limits = RdfLimits(self.settings.max_bytes, self.settings.max_statements)
        return read_rdf(
            got.path,
            got.media_type,
            base=got.url,
            load_context=lambda url: self.client.get(url).json(),
            contexts=contexts.known(),
            limits=limits,
        )


CATALOGUE = ("dcat:dataset", "dcat:record", "hydra:totalItems", "hydra:member")


def _pages(found: Iterator[RemoteRecord | Refusal], total: int | None) -> Iterator[Page]:
    """Hand records on by the hundred; a document without any is one empty page."""
    first = True
    while (batch := list(islice(found, PAGE_SIZE))) or first:
        first = False
        records = tuple(each for each in batch if isinstance(each, RemoteRecord))
        yield Page(records, total, tuple(each for each in batch if isinstance(each, Refusal)))


def _is_whole(progress: Progress) -> bool:
    """Tell whether the catalogue gave all that it counts, so that a last page that points back harms nobody."""
    return progress.total is not None and progress.datasets >= progress.total
