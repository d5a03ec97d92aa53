"""A source as a run needs it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan import model

from ckanext.datagrandest.harvesting import config, options, rows, touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, RemoteCatalogue, SourceUnreadable
from ckanext.datagrandest.harvesting.types import harvester_types
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.config import client_from_config
from ckanext.datagrandest.net.courtesy import Courtesy
from ckanext.datagrandest.territories.outline import outline

#: Versions of mappings stay below the step; both together fit the column (32 bits).
OPTIONS_STEP, OPTIONS_RANGE = 1000, 2_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A harvest source: its address, its type and whose datasets it gives (`owner_title`: that organisation's name)."""

    id: str
    url: str
    type_name: str
    config: str
    owner_org: str | None
    title: str
    owner_title: str = ""


def load(source_id: str) -> Source | None:
    """Read a source by identifier."""
    row = rows.source(source_id)
    if row is None:
        return None
    package = model.Package.get(source_id)
    owner = model.Group.get(package.owner_org) if package and package.owner_org else None
    owner_org, owner_title = (owner.id, owner.title) if owner else (package.owner_org if package else None, "")
    return Source(row.id, row.url, row.type, row.config or "", owner_org, row.title, owner_title or "")


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
    return kind.open(url, _checked(kind, given), client_from_config(Courtesy(config.requests_per_second())))


def _checked(kind: HarvesterType, given: Mapping[str, Any] | str) -> dict[str, Any]:
    try:
        read = options.parse(given) if isinstance(given, str) else given
        return options.check(kind.options, read)
    except options.InvalidOptions as error:
        raise SourceUnreadable(error.messages[0]) from error


def area(kind: HarvesterType, given: Mapping[str, Any] | str) -> touching.Area | None:
    """Give the territory that a source is limited to, with its exact outline where contours are loaded.

    Raises:
        SourceUnreadable: the options are wrong.
    """
    text = _checked(kind, given).get(touching.TERRITORY.name) or ""
    return touching.area_of(text, lambda codes: outline(model.Session(), codes))


def mapping_version(kind: HarvesterType, given: Mapping[str, Any] | str) -> int:
    """Give the version of a type's mapping under the options of a source.

    Options change what becomes of a record (persons named, territory, links kept): when they change, records whose bytes did
    not are mapped again, as after a change of the mapping itself. Without options it is the type's own version.

    Raises:
        SourceUnreadable: the options are wrong.
    """
    checked = _checked(kind, given)
    chosen = {option.name: checked[option.name] for option in kind.options if checked[option.name] != option.default}
    if not chosen:
        return kind.mapping_version
    digest = zlib.crc32(json.dumps(chosen, sort_keys=True, ensure_ascii=False).encode())
    return kind.mapping_version + OPTIONS_STEP * (1 + digest % OPTIONS_RANGE)


def as_config(given: Mapping[str, Any]) -> str:
    """Write options as ckanext-harvest keeps them."""
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else ""
