"""Walk a folder of ISO files over HTTP, and fetch again only what changed."""

from __future__ import annotations

import json
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.waf.files import Found, NotIso, records_of, records_of_zip
from ckanext.datagrandest.harvesters.waf.index import Entry, folder_of, read_index
from ckanext.datagrandest.harvesting.contract import Draft, Kept, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, RefusedRequest, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient
    from ckanext.datagrandest.net.response import Response

HTML = frozenset({"text/html", "application/xhtml+xml"})
PAGE = 50
MAX_FAILURES = 20
MAX_SHOWN = 5
NOT_MODIFIED = 304
GONE = frozenset({401, 403, 404, 410})

NOT_FOLDER = N_(
    "The address shows no folder: it must be the page by which a web server lists its files, or a zip archive."
)
NO_XML = N_("The folder at this address lists no XML file: check the address.")
TOO_MANY = N_("The folder holds more than {limit} files, the limit of this source: raise the limit to read all of it.")
FAILED = N_("The file {name} could not be fetched: {reason}")
TOO_MANY_FAILURES = N_("More than {count} files in a row could not be fetched; the last time: {reason}")
TOO_DEEP = N_("Folders below {depth} levels were not opened: {names}.")
PASSED_OVER = N_("{count} files are no ISO records and were passed over: {names}.")
SAME = N_("The files {first} and {second} bear the same identifier, {identifier}: only the first was taken.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked options of a source."""

    depth: int = 5
    max_files: int = 20_000
    mapping: iso19139.Options = field(default_factory=iso19139.Options)


class WafCatalogue:
    """One run on one folder; see `RemoteCatalogue`."""

    def __init__(self, url: str, settings: Settings, client: GuardedClient) -> None:
        self.url, self.settings, self.client = url, settings, client
        self._held: Mapping[str, tuple[Kept, ...]] = {}
        self._places: dict[str, str] = {}
        self._passed: list[str] = []
        self._deep: list[str] = []
        self._failures = 0

    def remember(self, held: Mapping[str, tuple[Kept, ...]]) -> None:
        """Take what is held, by the address each record was fetched from."""
        self._held = held

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record.

        Raises:
            UnmappableRecord: it has no title…
        """
        return iso19139.draft(record.content, self.settings.mapping)

    def pages(self) -> Iterator[Page]:
        """List the records of the folder, and at last what was passed over.

        Raises:
            SourceUnreadable: the folder, or one below it, cannot be read.
        """
        entries = self._entries()
        batch: list[RemoteRecord | Refusal] = []
        notes: list[Message] = []
        for entry in entries:
            for found in self._records(entry):
                if isinstance(found, NotIso):
                    self._passed.append(found.name)
                    continue
                notes += self._repeated(found, entry)
                batch.append(found)
                if len(batch) >= PAGE:
                    yield _page(batch, notes)
                    batch, notes = [], []
        yield _page(batch, [*notes, *self._told()])

    def _repeated(self, found: RemoteRecord | Refusal, entry: Entry) -> list[Message]:
        """Tell the two files that bear one identifier."""
        if isinstance(found, Refusal):
            return []
        place = (found.url or entry.url).removeprefix(folder_of(self.url))
        first = self._places.setdefault(found.identifier, place)
        if first == place:
            return []
        return [Message(SAME, {"first": first, "second": place, "identifier": found.identifier})]

    def _told(self) -> Iterator[Message]:
        for text, names, more in (
            (PASSED_OVER, self._passed, {}),
            (TOO_DEEP, self._deep, {"depth": self.settings.depth}),
        ):
            if names:
                shown = ", ".join(shortened(name, 80) for name in names[:MAX_SHOWN])
                ellipsis = "…" if len(names) > MAX_SHOWN else ""
                yield Message(text, {"count": len(names), "names": f"{shown}{ellipsis}", **more})

    # the folders

    def _entries(self) -> list[Entry]:
        """Give the XML files and archives of the folder and those below it, in order."""
        if self.url.lower().endswith(".zip"):
            return [Entry(self.url)]
        files: list[Entry] = []
        listed = 0
        first, root = self._index(self.url, None)
        waiting, seen = deque((entry, 1) for entry in first), {root}
        while waiting:
            entry, depth = waiting.popleft()
            listed += 1
            if listed > self.settings.max_files:
                raise SourceUnreadable(Message(TOO_MANY, {"limit": self.settings.max_files}))
            if not entry.is_folder:
                self._sort(entry, files)
            elif depth > self.settings.depth:
                self._deep.append(entry.name)
            elif entry.url not in seen:
                seen.add(entry.url)
                waiting.extend((inner, depth + 1) for inner in self._index(entry.url, root)[0])
        if not files and not self._held and not self._passed:
            raise SourceUnreadable(Message(NO_XML))
        return files

    def _sort(self, entry: Entry, files: list[Entry]) -> None:
        if entry.url.lower().endswith((".xml", ".zip")):
            files.append(entry)
        else:
            self._passed.append(entry.name)

    def _index(self, url: str, root: str | None) -> tuple[list[Entry], str]:
        """Read one index page; give its entries and its own address."""
        try:
            response = self.client.get(url, expect=HTML)
            folder = folder_of(response.url)
            if root and not folder.startswith(root):
                return [], folder
            return read_index(
                response.content, response.headers.get("Content-Type", ""), folder, root or folder
            ), folder
        except UnreadableContent as error:
            raise SourceUnreadable(Message(NOT_FOLDER)) from error
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error

    # the files

    def _records(self, entry: Entry) -> Iterator[Found]:
        held = self._held.get(entry.url, ())
        kept = _validator_of(held)
        if held and not _conditions(kept) and entry.row and kept.get("row") == entry.row:
            yield from _unchanged(held, entry.url)
            return
        try:
            if entry.url.lower().endswith(".zip"):
                yield from self._zipped(entry)
            else:
                yield from self._fetched(entry, held, _conditions(kept))
            self._failures = 0
        except OutboundError as error:
            yield from self._failed(entry, held, error)

    def _fetched(self, entry: Entry, held: tuple[Kept, ...], conditions: Mapping[str, str]) -> Iterator[Found]:
        response = self.client.get(entry.url, headers=conditions)
        if response.status == NOT_MODIFIED and held:
            yield from _unchanged(held, entry.url)
            return
        yield from records_of(response.content, entry.name, entry.url, _validator(response, entry))

    def _zipped(self, entry: Entry) -> Iterator[Found]:
        with tempfile.TemporaryDirectory(prefix="dge-waf-") as folder:
            path = Path(folder, "records.zip")
            self.client.download(entry.url, path)
            yield from records_of_zip(path, entry.name, entry.url)

    def _failed(self, entry: Entry, held: tuple[Kept, ...], error: OutboundError) -> Iterator[Refusal]:
        """Refuse the records of a file that cannot be had; many in a row mean that the server is ill."""
        if not isinstance(error, BadStatus | RefusedRequest) or error.passing:
            self._failures += 1
        if self._failures > MAX_FAILURES:
            raise SourceUnreadable(
                Message(TOO_MANY_FAILURES, {"count": MAX_FAILURES, "reason": error.message})
            ) from error
        reason = Message(FAILED, {"name": shortened(entry.name, 100), "reason": error.message})
        yield from (Refusal(kept.identifier, reason) for kept in held) if held else (Refusal(None, reason),)


def _page(found: Iterable[RemoteRecord | Refusal], notes: Iterable[Message]) -> Page:
    records = tuple(one for one in found if isinstance(one, RemoteRecord))
    return Page(records, None, tuple(one for one in found if isinstance(one, Refusal)), tuple(notes))


def _unchanged(held: tuple[Kept, ...], url: str) -> Iterator[RemoteRecord]:
    for kept in held:
        yield RemoteRecord(kept.identifier, b"", None, url, kept.validator, unchanged=True)


def _validator(response: Response, entry: Entry) -> str | None:
    """Note what the next run can ask with: the headers of the answer, else the line of the index page."""
    noted = {"etag": response.headers.get("ETag"), "modified": response.headers.get("Last-Modified"), "row": entry.row}
    kept = {name: value for name, value in noted.items() if value}
    return json.dumps(kept, sort_keys=True) if kept else None


def _validator_of(held: tuple[Kept, ...]) -> dict[str, Any]:
    try:
        found = json.loads(held[0].validator) if held else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _conditions(kept: Mapping[str, Any]) -> dict[str, str]:
    """Give the headers of a conditional request (RFC 9110, 13.1)."""
    asked = {"If-None-Match": kept.get("etag"), "If-Modified-Since": kept.get("modified")}
    return {name: str(value) for name, value in asked.items() if value and str(value).isprintable()}
