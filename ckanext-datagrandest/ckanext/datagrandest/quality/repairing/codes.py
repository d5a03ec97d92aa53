"""Repairs of identifiers and codes: lost zeros, blanks inside, names in place of codes."""

from __future__ import annotations

import re

from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.table_schema import Field

_DIGITS = re.compile(r"^\d+$")
_PUNCTUATION = re.compile(r"[ .\-_/]")
_SCIENTIFIC = re.compile(r"^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$")
#: Lengths of French codes that a spreadsheet shortens: INSEE and post codes, SIREN, telephone, SIRET.
_LENGTHS = (5, 9, 10, 14)
#: How many zeros a code of each length may have lost: more is another number.
_MOST_LOST = 2
_SIRET = 14


def punctuation(text: str, _field: Field) -> str | None:
    """`218 601 946 00013` → `21860194600013`."""
    bare = _PUNCTUATION.sub("", text)
    return bare if bare != text and bare.isalnum() else None


def whole_float(text: str, _field: Field) -> str | None:
    """`88160.0` → `88160`, in a column of codes."""
    head, _, tail = text.partition(".")
    return head if tail and not tail.strip("0") and _DIGITS.match(head) else None


def leading_zeros(text: str, _field: Field) -> list[str]:
    """`1400` → `01400`: each length that the code may have had; the field says which is right."""
    if not _DIGITS.match(text):
        return []
    return [text.zfill(length) for length in _LENGTHS if 0 < length - len(text) <= _MOST_LOST]


def scientific_siret(text: str, own: str | None) -> str | None:
    """`2,19E+13` → the organisation's own SIRET, when its first digits and its length prove it."""
    match = _SCIENTIFIC.match(text)
    if match is None or not own or len(own) != int(match[3]) + 1 or len(own) != _SIRET:
        return None
    digits = match[1] + (match[2] or "")
    rounded = str(round(int(own), len(digits) - _SIRET))[: len(digits)]
    return own if digits == rounded else None


def near_value(text: str, field: Field) -> str | None:
    """An accepted value that differs by case, accents, punctuation or a typing slip; None when two are as near."""
    from rapidfuzz import fuzz, process

    allowed = [str(item) for item in field.constraints.get("enum") or ()]
    keys = [folded(item) for item in allowed]
    wanted = folded(text)
    same = [item for item, key in zip(allowed, keys, strict=True) if key == wanted]
    if same or not wanted:
        return same[0] if len(same) == 1 else None
    best = process.extract(wanted, keys, scorer=fuzz.ratio, limit=2, score_cutoff=86)
    if not best or (len(best) > 1 and best[1][1] > best[0][1] - 6):
        return None
    return allowed[best[0][2]]


_TRUE = frozenset({"oui", "o", "vrai", "v", "x", "yes", "y", "true", "t", "1", "ok"})
_FALSE = frozenset({"non", "n", "faux", "no", "false", "f", "0"})


def truth(text: str, field: Field) -> str | None:
    """`Oui`, `VRAI`, `x`, `1` → the field's own word."""
    word = folded(text)
    if word in _TRUE:
        return str(field.options.get("trueValues", ["true"])[0])
    return str(field.options.get("falseValues", ["false"])[0]) if word in _FALSE else None


def commune_code(text: str, _field: Field) -> str | None:
    """`Épinal` → `88160`, when one commune of France alone has this name."""
    from ckanext.datagrandest.territories import cog

    if text.isdigit():
        return cog.successor(text)
    found = [commune for commune in cog.find(text) if folded(cog.commune_name(commune) or "") == folded(text)]
    return found[0] if len(found) == 1 else None
