"""Which fields of a harvested dataset a person edited, and how a harvest keeps the edits; pure.

A field is locked when a person's edit makes it differ from what the source says, and unlocked when it is the same again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

#: What a dataset shows beside its fields, or what harvests never change anyway.
NOT_FIELDS = frozenset(
    {
        "id", "name", "state", "private", "type", "revision_id", "creator_user_id", "metadata_created", "metadata_modified",
        "num_resources", "num_tags", "organization", "groups", "isopen", "license_title", "license_url", "plugin_data",
        "relationships_as_object", "relationships_as_subject", "tracking_summary", "extras", "harvest_remarks", "resources",
    }
)  # fmt: skip
#: Fields of a resource that a person writes; the others follow from the file.
OF_RESOURCE = (
    "url",
    "name",
    "description",
    "kind",
    "format",
    "protocol",
    "layer",
    "schema",
    "schema_version",
    "encoding",
)
RESOURCES, ADDED = "resources", "added_resources"
TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Lock:
    """An edit that is kept.

    Attributes:
        kept: what a person wrote; for resources, their identifiers.
        harvested: what the source says.
    """

    kept: Any
    harvested: Any = None


@dataclass(slots=True)
class Changes:
    """What an edit does to the locks of a dataset: those to set, and fields to free."""

    locked: dict[str, Lock] = field(default_factory=dict)
    freed: set[str] = field(default_factory=set)


def changes(before: Mapping[str, Any], after: Mapping[str, Any], locks: Mapping[str, Lock]) -> Changes:
    """Compare a dataset as shown before and after a person's edit.

    Args:
        before: the dataset, as `package_show` gives it.
        after: the same after the edit.
        locks: those it has.
    """
    found = Changes()
    for name in sorted((before.keys() | after.keys()) - NOT_FIELDS):
        old, new = _value(before, name), _value(after, name)
        if normal(old) == normal(new):
            continue
        harvested = locks[name].harvested if name in locks else old
        if normal(harvested) == normal(new):
            found.freed.add(name)
        else:
            found.locked[name] = Lock(new, harvested)
    _resources(before.get(RESOURCES) or [], after.get(RESOURCES) or [], locks, found)
    return found


def _resources(before: list[Any], after: list[Any], locks: Mapping[str, Lock], found: Changes) -> None:
    if _described(before) == _described(after):
        return
    ours = set(locks[ADDED].kept) if ADDED in locks else set()
    harvested = locks[RESOURCES].harvested if RESOURCES in locks else [one for one in before if one["id"] not in ours]
    mine = [one for one in after if one["id"] in {one["id"] for one in harvested}]
    added = [one["id"] for one in after if one["id"] not in {one["id"] for one in harvested}]
    if _described(mine) != _described(harvested):
        found.locked[RESOURCES] = Lock([one["id"] for one in after], harvested)
        found.freed.add(ADDED)
    elif added:
        found.locked[ADDED] = Lock(added, harvested)
        found.freed.add(RESOURCES)
    else:
        found.freed |= {RESOURCES, ADDED}


def applied(
    dataset: Mapping[str, Any], locks: Mapping[str, Lock], current: Collection[Mapping[str, Any]]
) -> dict[str, Any]:
    """Give what a harvest writes when edits are kept.

    Args:
        dataset: what the source says.
        locks: the edits.
        current: the dataset's resources as they are, whole.
    """
    kept = dict(dataset)
    for name, lock in locks.items():
        if name == TAGS:
            kept.pop("tag_string", None)
            kept[TAGS] = [{"name": tag} for tag in lock.kept or ()]
        elif name == RESOURCES:
            kept[RESOURCES] = [dict(one) for one in current if one["id"] in lock.kept]
        elif name != ADDED:
            kept[name] = lock.kept
    if ADDED in locks and RESOURCES not in locks:
        own = [dict(one) for one in current if one["id"] in locks[ADDED].kept]
        kept[RESOURCES] = [*kept.get(RESOURCES, []), *own]
    return kept


def harvested_now(dataset: Mapping[str, Any], locks: Mapping[str, Lock]) -> dict[str, Any]:
    """Give what the source says now of locked fields where it says something else than before."""
    said = {name: dataset.get(RESOURCES if name == ADDED else name) for name in locks}
    if TAGS in said:
        said[TAGS] = _value(dataset, TAGS) or (
            str(dataset.get("tag_string") or "").split(",") if dataset.get("tag_string") else []
        )
    return {name: value for name, value in said.items() if normal(value) != normal(locks[name].harvested)}


def normal(value: Any) -> Any:
    """Write a value so that an absent one and an empty one are the same, and blanks at the ends do not matter."""
    if isinstance(value, str):
        return value.strip().replace("\r\n", "\n") or None
    if isinstance(value, Mapping):
        return {key: normal(one) for key, one in value.items() if normal(one) is not None} or None
    if isinstance(value, list | tuple):
        return [normal(one) for one in value] or None
    return value


def _value(dataset: Mapping[str, Any], name: str) -> Any:
    value = dataset.get(name)
    return sorted(tag["name"] for tag in value or ()) if name == TAGS else value


def _described(resources: Collection[Mapping[str, Any]]) -> list[Any]:
    return [(one.get("id"), *(normal(one.get(name)) for name in OF_RESOURCE)) for one in resources]
