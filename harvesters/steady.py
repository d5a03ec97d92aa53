"""Records of JSON catalogues as bytes that only change when the record does, and pages recognised when they come again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any


def content_of(entry: Mapping[str, Any], volatile: Collection[str]) -> bytes:
    """Write a record in JSON, keys in order, without what changes by itself.

    Args:
        entry: as the API gives it.
        volatile: names left out wherever they stand (counters, scores).
    """
    return json.dumps(_steady(entry, volatile), ensure_ascii=False, sort_keys=True, indent=1).encode()


def _steady(value: Any, volatile: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _steady(each, volatile) for key, each in value.items() if key not in volatile}
    return [_steady(each, volatile) for each in value] if isinstance(value, list) else value


def digest_of(entries: Iterable[Any], *keys: str) -> str:
    """Hash the identifiers of a page; "" for an empty one."""
    names = [
        str(next((entry[key] for key in keys if entry.get(key)), "")) if isinstance(entry, dict) else ""
        for entry in entries
    ]
    return hashlib.sha256("\n".join(names).encode()).hexdigest() if names else ""
