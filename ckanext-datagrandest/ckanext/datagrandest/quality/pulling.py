"""The list of table schemas brought up to date from the national registry, facts only.

Source: schema.data.gouv.fr, `schemas.json` (schemas, kinds, versions with their addresses). Titles and descriptions
of the official files are left behind: only names, types, constraints and checks are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.client import GuardedClient
from ckanext.datagrandest.net.errors import OutboundError
from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError, TableSchema, parse

REGISTRY = "https://schema.data.gouv.fr/schemas.json"
NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"

_NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*$")
_VERSION = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9._-]*$")
_OF_SCHEMA = ("missingValues", "primaryKey", "foreignKeys", "custom_checks")
_OF_FIELD = ("name", "type", "format", "constraints", "missingValues", "trueValues", "falseValues", "decimalChar",
             "groupChar", "bareNumber", "floatNumber", "arrayItem")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A version that the registry publishes."""

    name: str
    version: str
    url: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of an offer: `new`, `changed`, `same` or `refused`, and why."""

    name: str
    version: str
    state: str
    reason: Message | None = None


def facts_of(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a Table Schema what a file is judged by.

    Raises:
        SchemaRefusedError: it is not one.
    """
    parse(descriptor)
    kept = {key: descriptor[key] for key in _OF_SCHEMA if descriptor.get(key)}
    fields = [{key: field[key] for key in _OF_FIELD if key in field} for field in descriptor["fields"]]
    return {**kept, "fields": fields}


def _same(one: TableSchema, other: TableSchema) -> bool:
    def judged_by(schema: TableSchema) -> object:
        fields = [(item.name, item.type, item.format, dict(item.constraints), item.missing_values,
                   {key: item.options[key] for key in _OF_FIELD if key in item.options})
                  for item in schema.fields]  # fmt: skip
        return fields, schema.primary_key, schema.foreign_keys, schema.custom_checks

    return judged_by(one) == judged_by(other)


def _fetched(client: GuardedClient, url: str) -> Any:
    """Fetch JSON.

    Raises:
        SchemaRefusedError: no answer, or not JSON.
    """
    try:
        return json.loads(client.get(url).content)
    except OutboundError as error:
        raise SchemaRefusedError(error.message) from error
    except (ValueError, RecursionError) as error:
        raise SchemaRefusedError(Message(N_("The answer of the registry is not JSON."))) from error


def offers(client: GuardedClient, url: str = REGISTRY, *, every: bool = False) -> Iterator[Offer | Pulled]:
    """List the table schemas of the registry.

    Args:
        client: what asks.
        url: address of the list.
        every: all versions, not the newest only.

    Yields:
        An offer, or what is refused at once because its name could not be a file's.

    Raises:
        SchemaRefusedError: the list cannot be read.
    """
    listing = _fetched(client, url)
    schemas = listing.get("schemas") if isinstance(listing, dict) else None
    if not isinstance(schemas, list):
        raise SchemaRefusedError(Message(N_("This address gives no list of schemas.")))
    for entry in schemas:
        if not isinstance(entry, dict) or entry.get("schema_type") != "tableschema":
            continue
        versions = [item for item in entry.get("versions") or () if isinstance(item, dict)]
        for item in versions if every else versions[-1:]:
            name, version = str(entry.get("name")), str(item.get("version_name"))
            if _NAME.match(name) and _VERSION.match(version) and ".." not in f"{name}{version}":
                yield Offer(name, version, str(item.get("schema_url")))
            else:
                yield Pulled(name[:80], version[:40], REFUSED, Message(N_("its name cannot be that of a file")))


def _written(path: Path, facts: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    text = yaml.safe_dump(dict(facts), allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)
    partial.write_text(text, "utf-8")
    partial.replace(path)


def pull(client: GuardedClient, offer: Offer, into: Path) -> Pulled:
    """Bring one version into a folder, unless it is shipped or there already.

    A shipped version stays as it is: when the registry's differs, that is said, and nothing is written.
    """
    try:
        descriptor = _fetched(client, offer.url)
        facts = facts_of(descriptor if isinstance(descriptor, dict) else {})
        found = parse(facts, offer.name, offer.version)
    except SchemaRefusedError as refusal:
        return Pulled(offer.name, offer.version, REFUSED, refusal.message)
    path = into / offer.name / f"{offer.version}.yaml"
    shipped = registry.TABLES / offer.name / f"{offer.version}.yaml"
    known = next((item for item in (shipped, path) if item.is_file()), None)
    if known is not None and _same(found, registry.load(known, offer.name, offer.version)):
        return Pulled(offer.name, offer.version, SAME)
    if known == shipped:
        return Pulled(
            offer.name, offer.version, CHANGED, Message(N_("the version that comes with the platform is kept"))
        )
    _written(path, facts)
    return Pulled(offer.name, offer.version, NEW if known is None else CHANGED)


def pull_all(
    client: GuardedClient, url: str, into: Path, names: Collection[str] = (), *, every: bool = False
) -> Iterator[Pulled]:
    """Bring the registry's table schemas into a folder, one after the other.

    Args:
        client: what asks.
        url: address of the list.
        into: folder of the schemas.
        names: `owner/name` of those wanted; all when empty.
        every: all versions, not the newest only.

    Raises:
        SchemaRefusedError: the list cannot be read.
        OSError: the folder cannot be written.
    """
    for offer in offers(client, url, every=every):
        if names and offer.name not in names:
            continue
        yield offer if isinstance(offer, Pulled) else pull(client, offer, into)
    registry.forget()
