"""Values of JSON catalogues, which write the same thing in many shapes: lists as text, texts by language, numbers as text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ckanext.datagrandest.harvesters.mapping.texts import squeeze

LANGUAGES = ("fr", "fr-fr", "fra", "fre", "en", "eng")
BYTES = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmgt]?)(?:i?b|o|octets?|bytes?)?", re.IGNORECASE)
UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


def decoded(value: Any) -> Any:
    """Give what a text that is JSON holds; another value as it is."""
    if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def raw(value: Any) -> str:
    """Give a text with its lines: French of several languages, of a list the first one.

    >>> raw({"en": "Trees", "fr": "Arbres"}), raw('{"de": "Bäume", "fr": ""}'), raw(["a", "b"]), raw(12), raw(None)
    ('Arbres', 'Bäume', 'a', '12', '')
    """
    value = decoded(value)
    if isinstance(value, Mapping):
        by_language = {str(key).lower(): text for key, text in value.items()}
        names = ("name", "title", "label", "value", "uri", "url")
        for key in (*LANGUAGES, *names, *by_language):
            if text := raw(by_language.get(key)):
                return text
        return ""
    if isinstance(value, list):
        return next((text for each in value if (text := raw(each))), "")
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def text(value: Any) -> str:
    """Give a text on one line; see `raw`."""
    return squeeze(raw(value))


def texts(value: Any, *, separators: str = "") -> list[str]:
    """List texts: of a list, of JSON, of one text cut at separators; of several languages those of the best one."""
    value = decoded(value)
    if isinstance(value, Mapping):
        by_language = {str(key).lower(): each for key, each in value.items()}
        known = next((by_language[key] for key in LANGUAGES if by_language.get(key)), None)
        return texts(known, separators=separators) if known else [found] if (found := text(value)) else []
    if isinstance(value, list):
        return list(dict.fromkeys(found for each in value if (found := text(each))))
    found = text(value)
    parts = re.split(f"[{re.escape(separators)}]", found) if separators else [found]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def rows(value: Any) -> list[Mapping[str, Any]]:
    """List the mappings of a value: a list of them, one, or JSON of either."""
    value = decoded(value)
    if isinstance(value, Mapping):
        return [value]
    return [row for each in value if isinstance(row := decoded(each), Mapping)] if isinstance(value, list) else []


def size(value: Any) -> int | None:
    """Give a size in bytes from a number or a text such as `42 octets` or `1,2 Mo`; None when it is none."""
    match = BYTES.fullmatch(text(value).replace("\xa0", " "))
    if not match:
        return None
    return round(float(match[1].replace(",", ".")) * UNITS[match[2].lower()]) or None
