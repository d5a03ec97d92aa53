"""Keep the identifiers of a dataset's resources from one harvest to the next; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any


def keep_identifiers(drafted: Iterable[dict[str, Any]], held: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give each drafted resource the `id` of the held one that it continues.

    Resources are matched by address and name, then by address alone, each held one once, so that
    links to a resource and its views survive a harvest.
    """
    free = list(held)
    resources = [dict(resource) for resource in drafted]
    for keys in (("url", "name"), ("url",)):
        by_key: defaultdict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
        for old in free:
            by_key[tuple(old.get(key) or "" for key in keys)].append(old)
        for resource in resources:
            candidates = by_key.get(tuple(resource.get(key) or "" for key in keys))
            if "id" not in resource and candidates:
                old = candidates.pop(0)
                resource["id"] = old["id"]
                free.remove(old)
    return resources
