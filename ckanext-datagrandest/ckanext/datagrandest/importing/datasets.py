"""A dataset of the former platform as one of ours: same identifier, same name, same resources; pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.harvesters.ckan.catalogue import VOLATILE
from ckanext.datagrandest.harvesters.mapping import ckan, loose
from ckanext.datagrandest.harvesters.steady import content_of
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.harvesting.naming import dataset_name
from ckanext.datagrandest.messages import N_, Message

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{3,100}")
_MOST_RESOURCES = 500

NO_IDENTITY = N_("It has no identifier.")
NOT_A_DATASET = N_("It is no dataset, but of type “{type}”.")
NOT_ACTIVE = N_("It is not published there: its state is “{state}”.")


class NotImportedError(Exception):
    """A dataset cannot be brought over; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Former:
    """A dataset of the former platform.

    Attributes:
        id, name: there.
        dataset: in the shape of our schema, with `id`, `name`, `private`, resources with their `id`; without `owner_org`.
        organization: `{id, name, title, description}` of its organisation there, empty when it has none.
        uploads: identifiers of the resources whose file was stored there.
        remarks: what was repaired or left out.
        content_hash: changes when the dataset does.
    """

    id: str
    name: str
    dataset: dict[str, Any]
    organization: dict[str, str]
    uploads: frozenset[str]
    remarks: tuple[Message, ...]
    content_hash: str


def read(entry: Mapping[str, Any], site: str) -> Former:
    """Read a dataset of an export.

    Args:
        entry: as `package_search` gave it.
        site: address of the former platform, for its relative links.

    Raises:
        NotImportedError: it is no published dataset, or has no title.
    """
    identifier, name = loose.text(entry.get("id")), loose.text(entry.get("name"))
    if not identifier or not _IDENTIFIER.fullmatch(identifier):
        raise NotImportedError(Message(NO_IDENTITY))
    if (kind := loose.text(entry.get("type")) or "dataset") != "dataset":
        raise NotImportedError(Message(NOT_A_DATASET, {"type": kind}))
    if (state := loose.text(entry.get("state")) or "active") != "active":
        raise NotImportedError(Message(NOT_ACTIVE, {"state": state}))
    content = content_of(entry, VOLATILE)
    try:
        draft = ckan.draft(content, ckan.Options(site=site, max_resources=_MOST_RESOURCES, keep_names=True))
    except UnmappableRecord as error:
        raise NotImportedError(error.message) from error
    dataset: dict[str, Any] = {
        **draft.dataset,
        "id": identifier,
        "name": dataset_name(name or identifier),
        "type": "dataset",
    }
    dataset["private"] = loose.text(entry.get("private")).lower() == "true" or entry.get("private") is True
    rows = loose.rows(entry.get("resources"))
    dataset["resources"] = _with_ids(dataset.get("resources", []), rows)
    if guid := _guid(entry):
        dataset["extras"] = [{"key": "guid", "value": guid}]
    uploads = frozenset(loose.text(row.get("id")) for row in rows if row.get("url_type") == "upload")
    digest = hashlib.sha256(content).hexdigest()
    return Former(identifier, name or identifier, dataset, _organization(entry), uploads, draft.remarks, digest)


def _with_ids(resources: list[dict[str, Any]], rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the resources that were read their identifiers, by address, each once."""
    left = [(loose.text(row.get("url")).strip(), loose.text(row.get("id"))) for row in rows]
    found: list[dict[str, Any]] = []
    for resource in resources:
        url = str(resource["url"])
        at = next(
            (place for place, (there, _) in enumerate(left) if there and (there == url or url.endswith(there))), None
        )
        identifier = left.pop(at)[1] if at is not None else ""
        found.append({**resource, "id": identifier} if _IDENTIFIER.fullmatch(identifier) else resource)
    return found


def _organization(entry: Mapping[str, Any]) -> dict[str, str]:
    given = entry.get("organization")
    if not isinstance(given, dict) or not loose.text(given.get("name")):
        return {}
    return {key: loose.text(given.get(key)) for key in ("id", "name", "title", "description")}


def _guid(entry: Mapping[str, Any]) -> str:
    rows = loose.rows(entry.get("extras"))
    return next(
        (loose.text(row.get("value")) for row in rows if row.get("key") == "guid"), loose.text(entry.get("guid"))
    )
