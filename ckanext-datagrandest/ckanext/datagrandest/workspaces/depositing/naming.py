"""The address of a dataset, from its title; ten alike are told apart by a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_LONGEST = 80
_SHORTEST = 2
#: What addresses of CKAN's own pages use.
_RESERVED = frozenset({"new", "edit", "search", "groups", "activity", "follow", "unfollow"})


def slug(title: str) -> str:
    """Give the end of an address in lower case, without accents: "Budget – Épinal" → "budget-epinal"."""
    plain = (
        unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "oe")).encode("ascii", "ignore").decode()
    )
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    cut = words if len(words) <= _LONGEST else words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]
    return cut if len(cut) >= _SHORTEST and cut not in _RESERVED else f"donnees-{cut}".rstrip("-")


def free(title: str, is_taken: Callable[[str], bool]) -> str:
    """Give the first name of a title that is not taken: `budget`, then `budget-2` and so on."""
    base, number = slug(title), 1
    name = base
    while is_taken(name):
        number += 1
        name = f"{base}-{number}"
    return name
