"""A remote catalogue kept in memory, with the misbehaviours of real ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import (
    Draft,
    HarvesterType,
    Option,
    Page,
    Refusal,
    RemoteRecord,
    SourceUnreadable,
    UnmappableRecord,
)
from ckanext.datagrandest.harvesting.types import HarvesterPlugin
from ckanext.datagrandest.messages import Message


@dataclass
class MemoryServer:
    """What a test arranges: records by identifier, and how the server answers."""

    url: str
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    page_size: int = 10
    announced: int | None = None
    fails_after: int | None = None
    listed_again: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    mapped: list[str] = field(default_factory=list)
    mapping_suffix: str = ""
    before_page: Any = None

    def put(self, identifier: str, title: str = "", **fields: Any) -> None:
        self.records[identifier] = {"title": title or f"Jeu {identifier}", **fields}

    def put_many(self, count: int) -> None:
        for number in range(count):
            self.put(f"rec-{number:03}")

    def remove(self, *identifiers: str) -> None:
        for identifier in identifiers:
            del self.records[identifier]

    def break_record(self, identifier: str) -> None:
        self.records[identifier] = {"broken": True}

    def fail_after(self, pages: int) -> None:
        self.fails_after = pages

    def announce(self, count: int) -> None:
        self.announced = count

    def repeat(self, identifier: str) -> None:
        self.listed_again.append(identifier)

    def content(self, identifier: str, position: int) -> bytes:
        """Give the bytes of a record; other ones each time it is listed again."""
        again = {"version": str(position)} if position >= len(self.records) else {}
        return json.dumps({**self.records[identifier], **again}).encode()


SERVERS: dict[str, MemoryServer] = {}


class MemoryCatalogue:
    def __init__(self, server: MemoryServer) -> None:
        self.server = server

    def pages(self):
        server = self.server
        identifiers = [*server.records, *server.listed_again]
        matched = len(identifiers) + len(server.refused) if server.announced is None else server.announced
        for number, start in enumerate(range(0, max(len(identifiers), 1), server.page_size)):
            if server.fails_after is not None and number >= server.fails_after:
                raise SourceUnreadable(Message("The server answers with an error 500."))
            if server.before_page:
                server.before_page(number)
            some = identifiers[start : start + server.page_size]
            records = tuple(
                RemoteRecord(it, server.content(it, start + offset), url=f"{server.url}/{it}")
                for offset, it in enumerate(some)
            )
            yield Page(records, matched, tuple(server.refused) if start == 0 else ())

    def draft(self, record: RemoteRecord) -> Draft:
        self.server.mapped.append(record.identifier)
        data = json.loads(record.content)
        if "broken" in data:
            raise UnmappableRecord(Message("This record has no title."))
        if "crash" in data:
            raise KeyError("crash")
        data["title"] += self.server.mapping_suffix
        remarks = tuple(Message(text) for text in data.pop("remarks", []))
        return Draft({"resources": [], **data}, remarks)


MEMORY = HarvesterType(
    name="dge-memory",
    title="Memory",
    description="A catalogue kept in memory, for tests.",
    open=lambda url, options, client: MemoryCatalogue(SERVERS[url]),
    options=(Option("filter", "Filter"), Option("page", "Page", "integer", 10), touching.TERRITORY),
)


class MemoryPlugin(HarvesterPlugin):
    p.implements(IHarvester)
    harvester_type: ClassVar[HarvesterType] = MEMORY
