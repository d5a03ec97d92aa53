"""Cells that a spreadsheet would run: an apostrophe makes them plain text (OWASP, CSV injection)."""

from __future__ import annotations

import re

import polars as pl

_STARTS = r"^[\s]*[=+\-@\t\r＝＋－＠]"  # noqa: RUF001
#: What begins with a sign and does nothing: numbers, telephone numbers, signs alone, points of a list.
_HARMLESS = re.compile(
    r"[+-]?\d[\d .,'’\u00a0\u202f]*(?:[eE][+-]?\d{1,3})?(?: ?[%€])?"
    r"|[+-][.,]\d+"
    r"|(?=(?:\D*\d){8})\+\d[\d .()/\-]*"
    r"|[+-]+"
    r"|[+-] +[^\W\d][^=|!(@]*"
)


def suspect(cell: pl.Expr) -> pl.Expr:
    """Say where a cell begins as a formula does: false only where it certainly is none."""
    return cell.str.contains(_STARTS)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run a text; numbers and points of a list are none."""
    start = text.lstrip()
    if not start.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")):  # noqa: RUF001
        return bool(start) and text.startswith(("\t", "\r"))
    return not _HARMLESS.fullmatch(start)


def inert(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{text}" if is_formula(text) else text
