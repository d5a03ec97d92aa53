"""Codes of territories as datasets declare them: `commune:88160`, `epci:200068559`, `departement:88`, `region:44`.

Also `arrondissement:881` (of the State). Merged communes and the régions of before 2016 keep their codes in old data:
they are known, and `current` says what they became. Everything is answered from `cog`, in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from ckanext.datagrandest.territories import cog, names

KINDS = ("commune", "epci", "arrondissement", "departement", "region")
#: More codes than that in one value is a mistake: the région has 5,115 communes.
MOST_CODES = 10_000
LONGEST_CODE = 40
SEPARATORS = re.compile(r"[,;\n\r]+")
EPCI_TYPES = {"CC": "Communauté de communes", "CA": "Communauté d’agglomération", "CU": "Communauté urbaine"}


class UnreadableCodesError(ValueError):
    """A value holds no list of codes, or too many."""


def split(code: str) -> tuple[str, str]:
    """Give kind and identifier of a code: "commune:88160" → ("commune", "88160")."""
    kind, _, identifier = code.partition(":")
    return kind, identifier


def normalise(text: str) -> str | None:
    """Give a code as it must be written, or None when no such territory is known.

    "Commune : 88160", "département:88" and "region:44" are understood; so are the bare code of a commune and the bare
    SIREN of an EPCI. A bare "44" is not: it is a département and a région. Codes of merged communes stay as they are.
    """
    if len(text) > LONGEST_CODE:
        return None
    kind, colon, identifier = (part.strip() for part in text.partition(":"))
    if colon:
        kind, identifier = names.key(kind), identifier.upper()
    else:
        kind, identifier = _kind_of_bare(kind), kind.upper()
    return f"{kind}:{identifier}" if is_known(kind, identifier) else None


def is_code(text: str) -> bool:
    """Tell whether a text is written as a code with its kind, and is known: "commune:88160", not "88160" nor "Épinal"."""
    return ":" in text and normalise(text) is not None


def _kind_of_bare(text: str) -> str:
    return {5: "commune", 9: "epci"}.get(len(text), "")


def is_known(kind: str, identifier: str) -> bool:
    """Tell whether a territory exists or existed."""
    known = _KNOWN.get(kind)
    return known is not None and known(identifier)


def _is_known_commune(code: str) -> bool:
    return cog.current_commune(code) is not None


def _is_known_region(code: str) -> bool:
    return cog.region_exists(code) or code in cog.table().former_regions


_KNOWN: dict[str, Callable[[str], bool]] = {
    "commune": _is_known_commune,
    "epci": cog.epci_exists,
    "arrondissement": cog.arrondissement_exists,
    "departement": cog.departement_exists,
    "region": _is_known_region,
}


def current(code: str) -> str | None:
    """Give the code that is in force today: the successor of a merged commune or région, else the same; None if unknown."""
    found = normalise(code)
    if found is None:
        return None
    kind, identifier = split(found)
    if kind == "commune":
        return f"commune:{cog.successor(identifier) or identifier}"
    if kind == "region":
        return f"region:{cog.table().former_regions.get(identifier, identifier)}"
    return found


def read_list(value: Any) -> list[str]:
    """Give the texts of a value: a list, a JSON list, or codes separated by commas, semicolons or line breaks.

    Raises:
        UnreadableCodesError: it is something else, or holds more than `MOST_CODES`.
    """
    if value in (None, "", []):
        return []
    items = _json_list(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
    if isinstance(items, str):
        items = SEPARATORS.split(items)
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) for item in items):
        raise UnreadableCodesError("not a list of codes")
    if len(items) > MOST_CODES:
        raise UnreadableCodesError("too many codes")
    return [text for item in items if (text := item.strip())]


def _json_list(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UnreadableCodesError("not JSON") from error


def currents(texts: Iterable[str]) -> list[str]:
    """Give the codes in force for some texts, each once, in order; what is unknown is left out."""
    return list(dict.fromkeys(code for text in texts if (code := current(text))))


def official_name(code: str) -> str:
    """Give the name of the official list: "Épinal", "CC de l'Ouest Vosgien", "Vosges"; an unknown code is its own name."""
    kind, identifier = split(code)
    return _NAMES[kind](identifier) if is_known(kind, identifier) else code


def label(code: str) -> str:
    """Give the name that people know a territory by: "Épinal (88)", "Communauté de communes de l'Ouest Vosgien".

    A merged commune is told with its successor: "Saint-Laurent (88) → Épinal". An unknown code is its own label.
    """
    kind, identifier = split(code)
    if not is_known(kind, identifier):
        return code
    return _LABELS[kind](identifier)


def _commune_label(code: str) -> str:
    shown = f"{cog.commune_name(code)} ({cog.departement_of(code)})"
    became = cog.successor(code)
    return f"{shown} → {cog.commune_name(became)}" if became else shown


def _epci_label(code: str) -> str:
    name = _epci_name(code)
    first, _, rest = name.partition(" ")
    return f"{EPCI_TYPES[first]} {rest}" if rest and first in EPCI_TYPES else name


def _epci_name(code: str) -> str:
    return cog.table().epci[code].name


def _region_name(code: str) -> str:
    return cog.table().regions.get(code) or cog.table().former_region_names[code]


_LABELS: dict[str, Callable[[str], str]] = {
    "commune": _commune_label,
    "epci": _epci_label,
    "arrondissement": lambda code: f"{cog.table().arrondissements[code]} (arrondissement)",
    "departement": lambda code: f"{cog.table().departements[code]} ({code})",
    "region": _region_name,
}
_NAMES: dict[str, Callable[[str], str]] = {
    "commune": lambda code: cog.commune_name(code) or code,
    "epci": _epci_name,
    "arrondissement": lambda code: cog.table().arrondissements[code],
    "departement": lambda code: cog.table().departements[code],
    "region": _region_name,
}
