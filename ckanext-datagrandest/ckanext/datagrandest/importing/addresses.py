"""Addresses of the former platform: which dataset they meant; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

#: A pattern holds `{name}` where the dataset's name or identifier stands, in the path or in the query.
_PLACE = "{name}"
_NAME = r"(?P<name>[^/?#&]+)"


def former_name(path: str, query: str, patterns: Iterable[str]) -> str | None:
    """Give the name or identifier of the dataset that an address of the former platform meant.

    Args:
        path: of the address, decoded.
        query: of the address.
        patterns: such as `/visualisation/?id={name}` or `/explore/dataset/{name}`; the last `/` of a path does not matter.

    Returns:
        None when no pattern fits.
    """
    given = dict(parse_qsl(query))
    for pattern in patterns:
        parts = urlsplit(pattern)
        wanted = dict(parse_qsl(parts.query))
        name = _in_path(path, parts.path)
        if name is not None and all(given.get(key) == value for key, value in wanted.items() if value != _PLACE):
            key = next((key for key, value in wanted.items() if value == _PLACE), None)
            found = given.get(key) if key else name
            if found:
                return found
    return None


def _in_path(path: str, pattern: str) -> str | None:
    """Give what stands at the place of the name, the empty text when the path has none, None when it does not fit."""
    expression = re.escape(pattern.rstrip("/")).replace(re.escape(_PLACE), _NAME)
    match = re.fullmatch(f"{expression}/?", path)
    return None if match is None else match.groupdict().get("name", "")


def is_on(url: str, hosts: Iterable[str]) -> bool:
    """Tell whether an address is on one of the hosts of the former platform."""
    return (urlsplit(url).hostname or "") in set(hosts)


def file_name(url: str, resource: Mapping[str, str]) -> str:
    """Give a name to a file that is fetched: the last part of its address where it looks like one, else from its format."""
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    if re.fullmatch(r"[\w.-]+\.\w{2,8}", last):
        return last
    stem = re.sub(r"[^\w-]+", "-", resource.get("name") or resource.get("id") or "fichier").strip("-").lower()
    return f"{stem[:80] or 'fichier'}.{(resource.get('format') or 'bin').lower()}"
