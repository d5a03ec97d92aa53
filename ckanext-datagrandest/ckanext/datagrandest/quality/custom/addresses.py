"""Checks of one cell of a Base Adresse Locale (format BAL 1.4).

Source: BAL 1.4 and the severities of the national validator (profile 1.4): what it refuses is an error, what it
only remarks is a warning (`level: warning` in the schema).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from ckanext.datagrandest.quality.custom.values import Test, is_commune_code
from ckanext.datagrandest.quality.reading.dialects import folded

_KEY_PARTS = 3
_OLDEST = date(2010, 1, 1)
_UUID4 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", re.IGNORECASE)
_UID_PART = re.compile(r"@[cva]:(\S+)", re.IGNORECASE)
POSITIONS = ("entrée", "bâtiment", "cage d’escalier", "logement", "service technique", "délivrance postale",
             "parcelle", "segment")  # fmt: skip
_POSITIONS = {folded(name): name for name in POSITIONS}


def is_former_commune(code: str) -> bool:
    """Code of a commune that no longer is one, but was."""
    from ckanext.datagrandest.territories import cog

    return not is_commune_code(code) and cog.former_commune(code) is not None


def is_known_commune(text: str) -> bool:
    """Code of a commune, in force or merged since."""
    code = text.upper()
    return is_commune_code(code) or is_former_commune(code)


def is_in_force(text: str) -> bool:
    """Code, or interoperability key, whose commune has not been merged into another."""
    return not is_former_commune(text.partition("_")[0].upper())


def is_key(text: str) -> bool:
    """Interoperability key: INSEE code, street code and five digits, then suffixes, all in lower case."""
    parts = text.split("_")
    if len(parts) < _KEY_PARTS or not all(parts) or text != text.lower():
        return False
    return is_known_commune(parts[0]) and bool(re.fullmatch(r"[0-9]{5}", parts[2]))


def has_street_code(text: str) -> bool:
    """Interoperability key whose street code has its four characters."""
    parts = text.split("_")
    return len(parts) < _KEY_PARTS or len(parts[1]) == 4  # noqa: PLR2004 - FANTOIR codes have four characters


def is_uid(text: str) -> bool:
    """`@c:` `@v:` `@a:` identifiers, each a UUID of version 4."""
    return all(_UUID4.match(part) for part in _UID_PART.findall(text))


def is_bare_number(text: str) -> bool:
    """A number without a zero before it."""
    return text.isdecimal() and (text == "0" or not text.startswith("0"))


def is_position(text: str) -> bool:
    """One of the eight positions, exactly as the format writes them."""
    return _POSITIONS.get(folded(text)) == text


def is_plausible_date(text: str) -> bool:
    """A date from 2010 on that is not to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return True  # the field itself says that it is not a date
    return _OLDEST <= day <= datetime.now(UTC).date()


def is_street_written_well(text: str) -> bool:
    """A name that is not all in capitals and has no underscore."""
    return text != text.upper() and "_" not in text


def _always(test: Test) -> Callable[[Mapping[str, Any]], Test]:
    return lambda _params: test


def pattern_value(params: Mapping[str, Any]) -> Test:
    """The whole cell matches the parameter `pattern`."""
    pattern = re.compile(str(params.get("pattern", "")))
    return lambda text: pattern.fullmatch(text) is not None


ADDRESS_TESTS: Mapping[str, Callable[[Mapping[str, Any]], Test]] = {
    "bal-cle-interop": _always(is_key),
    "bal-code-voie": _always(has_street_code),
    "bal-commune": _always(is_known_commune),
    "bal-commune-ancienne": _always(is_in_force),
    "bal-uid-adresse": _always(is_uid),
    "bal-numero": _always(is_bare_number),
    "bal-position": _always(is_position),
    "bal-date": _always(is_plausible_date),
    "bal-voie": _always(is_street_written_well),
    "pattern-value": pattern_value,
}
"""Tests of one cell, by name, as in `values.TESTS`."""
