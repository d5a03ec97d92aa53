"""Whether two records of the same title are probably the same data: who produced them, where they lie; pure.

This only fills a list: a person decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.datagrandest.harvesting.keys import words

ROLES = (
    "owner",
    "originator",
    "author",
    "principalInvestigator",
    "custodian",
    "publisher",
    "resourceProvider",
    "pointOfContact",
)
EMPTY = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "conseil", "service"})
ALIKE_EXTENT, ALIKE_NAME = 0.7, 0.5
Box = tuple[float, float, float, float]


def signature_of(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is compared: the producer's name, the extent (west, south, east, north, degrees), whether it is a service."""
    return {
        "org": producer_of(dataset),
        "box": box_of(dataset.get("spatial")),
        "service": dataset.get("scope") == "service",
    }


def producer_of(dataset: Mapping[str, Any]) -> str:
    """Give the name of the organisation that a draft says produced the data; empty when none is named."""
    named = [contact for contact in dataset.get("contacts") or () if contact.get("name")]
    ranked = sorted(named, key=lambda one: ROLES.index(one["role"]) if one.get("role") in ROLES else len(ROLES))
    return words(str(ranked[0]["name"])) if ranked else ""


def is_producer(dataset: Mapping[str, Any], organization: str) -> bool:
    """Say whether a draft names this organisation as the producer of its data."""
    return bool(organization) and _names(producer_of(dataset), words(organization)) == 1


def box_of(spatial: Any) -> list[float] | None:
    """Give the bounding box of a GeoJSON geometry (text or object); nothing when it has none."""
    try:
        geometry = json.loads(spatial) if isinstance(spatial, str) else spatial
        points = list(_points(geometry["coordinates"]))
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        return [round(value, 4) for value in (min(xs), min(ys), max(xs), max(ys))]
    except (TypeError, KeyError, ValueError, IndexError):
        return None


def probable(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Say what two records of the same title share besides (`organisation`, `extent`); nothing when something contradicts."""
    if one.get("service") != other.get("service"):
        return []
    told = {
        "organization": _names(one.get("org") or "", other.get("org") or ""),
        "extent": _boxes(one.get("box"), other.get("box")),
    }
    return [] if -1 in told.values() else [name for name, verdict in told.items() if verdict == 1]


def _points(coordinates: Any) -> Iterator[Sequence[float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)


def _names(one: str, other: str) -> int:
    mine, theirs = set(one.split()) - EMPTY, set(other.split()) - EMPTY
    if not mine or not theirs:
        return 0
    return 1 if len(mine & theirs) >= ALIKE_NAME * len(mine | theirs) else -1


def _boxes(one: Sequence[float] | None, other: Sequence[float] | None) -> int:
    if not one or not other:
        return 0
    shared = max(0.0, min(one[2], other[2]) - max(one[0], other[0])) * max(
        0.0, min(one[3], other[3]) - max(one[1], other[1])
    )
    whole = _area(one) + _area(other) - shared
    if not whole:
        return 1 if list(one) == list(other) else -1
    return 1 if shared >= ALIKE_EXTENT * whole else -1


def _area(box: Sequence[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
