"""A source as a run needs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan import model

from ckanext.datagrandest.harvesting import options, rows
from ckanext.datagrandest.harvesting.contract import HarvesterType, RemoteCatalogue, SourceUnreadable
from ckanext.datagrandest.harvesting.types import harvester_types
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.config import client_from_config


@dataclass(frozen=True, slots=True)
class Source:
    """A harvest source: its address, its type and whose datasets it gives."""

    id: str
    url: str
    type_name: str
    config: str
    owner_org: str | None
    title: str


def load(source_id: str) -> Source | None:
    """Read a source by identifier."""
    row = rows.source(source_id)
    if row is None:
        return None
    package = model.Package.get(source_id)
    return Source(row.id, row.url, row.type, row.config or "", package.owner_org if package else None, row.title)


def type_of(name: str) -> HarvesterType:
    """Give an enabled harvester type.

    Raises:
        SourceUnreadable: there is none of that name.
    """
    known = harvester_types()
    if name not in known:
        text = N_("There is no type of source “{name}” here; the types are: {known}.")
        raise SourceUnreadable(Message(text, {"name": name, "known": ", ".join(sorted(known))}))
    return known[name]


def open_catalogue(kind: HarvesterType, url: str, given: Mapping[str, Any] | str) -> RemoteCatalogue:
    """Open a remote catalogue through the guarded client.

    Raises:
        SourceUnreadable: the options are wrong or the catalogue cannot be opened.
    """
    try:
        read = options.parse(given) if isinstance(given, str) else given
        checked = options.check(kind.options, read)
    except options.InvalidOptions as error:
        raise SourceUnreadable(error.messages[0]) from error
    return kind.open(url, checked, client_from_config())


def as_config(given: Mapping[str, Any]) -> str:
    """Write options as ckanext-harvest keeps them."""
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else ""
