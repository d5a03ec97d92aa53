"""Repairs of numbers as French spreadsheets and people write them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from ckanext.datagrandest.quality.table_schema import Field

_CURRENCY = re.compile(r"(?:€|\beuros?\b|\beur\b)", re.IGNORECASE)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?$")
_FRENCH = re.compile(r"^[+-]?\d+,\d+$")
_DOTTED = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+,\d+$")
_MILLIONS = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3}){2,}$")
_ENGLISH = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+\.\d+$")
_WHOLE_FLOAT = re.compile(r"^[+-]?\d+\.0+$")


def decimal_comma(text: str, _field: Field) -> str | None:
    """`12,5` → `12.5`."""
    return text.replace(",", ".") if _FRENCH.match(text) else None


def thousands(text: str, _field: Field) -> str | None:
    """`1 234,50`, `1.234,50`, `1'234` → `1234.50`; a lone `1.234` is left: nobody knows what it means."""
    if _GROUPED.match(text):
        return re.sub(r"[ '’]", "", text).replace(",", ".")
    if _DOTTED.match(text):
        return text.replace(".", "").replace(",", ".")
    if _MILLIONS.match(text):
        return text.replace(".", "")
    return text.replace(",", "") if _ENGLISH.match(text) else None


def _plain(text: str, field: Field) -> str:
    return thousands(text, field) or decimal_comma(text, field) or text


def currency(text: str, field: Field) -> str | None:
    """`1 234,50 €` → `1234.50`."""
    bare = _CURRENCY.sub("", text).strip()
    return _plain(bare, field) if bare != text else None


def percent(text: str, field: Field) -> str | None:
    """`45 %` → `45`, or `0.45` where the field is a share of one."""
    if not text.endswith("%"):
        return None
    bare = _plain(text[:-1].strip(), field)
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    most = field.constraints.get("maximum")
    if most is not None and Decimal(str(most)) <= 1:
        return format((value / 100).normalize(), "f")
    return bare


def whole(text: str, _field: Field) -> str | None:
    """`12.0` → `12`: what a program writes when it took a whole number for a decimal one."""
    return text.partition(".")[0] if _WHOLE_FLOAT.match(text) else None
