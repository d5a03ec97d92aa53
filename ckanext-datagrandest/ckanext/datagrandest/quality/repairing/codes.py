"""Repairs of identifiers and codes: lost zeros, blanks inside, capitals, near words."""

from __future__ import annotations

import re

from ckanext.datagrandest.quality.custom.values import is_siret
from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.table_schema import Field

_DIGITS = re.compile(r"^[0-9]+$")
_PUNCTUATION = re.compile(r"[ .\-_/*]")
_SCIENTIFIC = re.compile(r"^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$")
_ROUNDED = re.compile(r"^(\d+?)(0{5,})$")
#: Lengths of French codes that a spreadsheet shortens: INSEE and post codes, SIREN, telephone, SIRET.
_PHONE, _SIRET = 10, 14
_LENGTHS = (5, 9, _PHONE, _SIRET)
#: How many zeros a code of each length may have lost: more is another number.
_MOST_LOST = 2
#: Digits of a shortened number that must be those of the organisation's own: enough that chance has no part.
_PROVING = 3


def punctuation(text: str, _field: Field) -> str | None:
    """`218 601 946 00013` → `21860194600013`; points and hyphens go only where a known kind of code is left."""
    found = _PUNCTUATION.sub("", text)
    if found == text or not found.isalnum():
        return None
    only_blanks = text.replace(" ", "") == found
    return found if only_blanks or len(found) in _LENGTHS or not found.isdigit() else None


def capitals(text: str, _field: Field) -> str | None:
    """`2a004` → `2A004`, `w883000123` → `W883000123`."""
    return text.upper() if any(char.isdigit() for char in text) and text != text.upper() else None


def whole_float(text: str, _field: Field) -> str | None:
    """`88160.0` → `88160`, in a column of codes."""
    head, _, tail = text.replace(",", ".").partition(".")
    return head if tail and not tail.strip("0") and _DIGITS.match(head) else None


def leading_zeros(text: str, _field: Field) -> list[str]:
    """`1400` → `01400`: each length that the code may have had; the field says which is right."""
    if not _DIGITS.match(text):
        return []
    return [text.zfill(length) for length in _LENGTHS if 0 < length - len(text) <= _MOST_LOST]


def _same_number(digits: str, own: str) -> bool:
    rounded = str(round(int(own), len(digits) - _SIRET))[: len(digits)]
    return digits == rounded and len(digits.rstrip("0")) >= _PROVING


def shortened_siret(text: str, own: str | None) -> str | None:
    """`2,19E+13`, `21900000000000` → the organisation's own SIRET, when its first digits and its length prove it."""
    if not own or len(own) != _SIRET or not _DIGITS.match(own):
        return None
    if match := _SCIENTIFIC.match(text):
        proved = int(match[3]) == _SIRET - 1 and _same_number(match[1] + (match[2] or ""), own)
    elif len(text) == _SIRET and (match := _ROUNDED.match(text)) and not is_siret(text):
        proved = _same_number(match[1], own)
    else:
        return None
    return own if proved else None


def phone(text: str, _field: Field) -> list[str]:
    """`03 88 12 34 56`, `388123456` → the ten digits, or `+33388123456` where the field asks for a prefix."""
    import phonenumbers

    bare = re.sub(r"^(?:t[eé]l(?:[eé]phone)?|fax)?[\s.:]*", "", text, flags=re.IGNORECASE)
    if not re.fullmatch(r"[+\d][\d .()/\-]+", bare):
        return []
    found: list[str] = []
    for writing in (bare, f"0{bare}") if len(re.sub(r"\D", "", bare)) == _PHONE - 1 else (bare,):
        try:
            number = phonenumbers.parse(writing, "FR")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not found:
            prefixed = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).replace(" ", "")
            found = [prefixed, national] if bare.startswith("+") or number.country_code != _FRANCE else [national, prefixed]  # fmt: skip
    return found


_FRANCE = 33


def years(text: str, _field: Field) -> str | None:
    """`2024-2025` → `2024/2025`."""
    match = re.match(r"^(\d{4})\s*(?:-|–|à|a)\s*(\d{4})$", text)  # noqa: RUF001
    return f"{match[1]}/{match[2]}" if match else None


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
_TICKS, _CROSSES = frozenset("✓✔☑"), frozenset("✗✘☐")


def truth(text: str, field: Field) -> str | None:
    """`Oui`, `VRAI`, `x`, `1` → the field's own word."""
    word = folded(text.removesuffix(".0"))
    if word in _TRUE or text in _TICKS:
        return str(field.options.get("trueValues", ["true"])[0])
    return str(field.options.get("falseValues", ["false"])[0]) if word in _FALSE or text in _CROSSES else None
