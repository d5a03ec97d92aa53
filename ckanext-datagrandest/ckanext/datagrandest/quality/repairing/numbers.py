"""Repairs of numbers as French spreadsheets and people write them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from ckanext.datagrandest.quality.table_schema import Field

_CURRENCY = re.compile(r"^\s*(?:€|eur(?:os?)?\b)\s*|\s*(?:€|eur(?:os?)?)\.?\s*$", re.IGNORECASE)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?$")
_FRENCH = re.compile(r"^[+-]?\d+,\d+$")
_DOTTED = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+,\d+$")
_MILLIONS = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3}){2,}$")
_ENGLISH = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+\.\d+$")
_ENGLISH_MILLIONS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3}){2,}$")
_WHOLE = re.compile(r"^([+-]?\d+)[.,]0+$")
#: Signs that text processors put in the place of a minus.
_MINUS = re.compile("^[\u2212\u2013] ?")  # noqa: RUF001


def _written(plain: str, field: Field) -> str:
    """Write a number that has a point for its decimals as the field asks."""
    mark = field.options.get("decimalChar", ".") if field.type == "number" else "."
    return plain.replace(".", mark)


def _ungrouped(text: str) -> str | None:
    if _GROUPED.match(text):
        return re.sub(r"[ '’]", "", text).replace(",", ".")
    if _DOTTED.match(text):
        return text.replace(".", "").replace(",", ".")
    if _MILLIONS.match(text):
        return text.replace(".", "")
    return text.replace(",", "") if _ENGLISH.match(text) or _ENGLISH_MILLIONS.match(text) else None


def plain(text: str) -> str:
    """Give a number with a point for its decimals and nothing between its digits; any other text as it is."""
    signed = _MINUS.sub("-", text)
    return _ungrouped(signed) or (signed.replace(",", ".") if _FRENCH.match(signed) else signed)


def _fitting(number: str, field: Field) -> str:
    """Drop the useless decimals of a whole number, and write the result as the field asks."""
    match = _WHOLE.match(number) if field.type in {"integer", "year"} else None
    return match[1] if match else _written(number, field)


def decimal_comma(text: str, field: Field) -> str | None:
    """`12,5` → `12.5`."""
    signed = _MINUS.sub("-", text)
    return _written(signed.replace(",", "."), field) if _FRENCH.match(signed) else None


def decimal_point(text: str, field: Field) -> str | None:
    """`12.5` → `12,5`, where the field asks for a comma."""
    wanted = field.options.get("decimalChar", ".") if field.type == "number" else "."
    return _written(text, field) if wanted != "." and re.match(r"^[+-]?\d+\.\d+$", text) else None


def minus_sign(text: str, field: Field) -> str | None:
    """`−12,5` → `-12.5`: the minus of text processors is not that of programs."""
    return _fitting(plain(text), field) if _MINUS.match(text) else None


def thousands(text: str, field: Field) -> str | None:
    """`1 234,50`, `1.234,50`, `1'234` → `1234.50`; a lone `1.234` is left: nobody knows what it means."""
    found = _ungrouped(_MINUS.sub("-", text))
    return None if found is None else _fitting(found, field)


def currency(text: str, field: Field) -> str | None:
    """`1 234,50 €` → `1234.50`."""
    without = _CURRENCY.sub("", text).strip()
    return _fitting(plain(without), field) if without != text else None


def percent(text: str, field: Field) -> str | None:
    """`45 %` → `45`, or `0.45` where the field is a share of one."""
    if not text.endswith("%"):
        return None
    number = plain(text[:-1].strip())
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    most = field.constraints.get("maximum")
    if most is not None and Decimal(str(most)) <= 1:
        return _written(format((value / 100).normalize(), "f"), field)
    return _fitting(number, field)


def whole(text: str, field: Field) -> str | None:
    """`12.0`, `12,00` → `12`: what a program writes when it took a whole number for a decimal one."""
    match = _WHOLE.match(plain(text))
    return match[1] if match and field.type != "number" else None
