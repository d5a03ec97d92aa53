"""Repairs of any text: what nobody sees and everybody types."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

#: No-break spaces: U+00A0, U+2007, U+202F.
_NO_BREAK = "\u00a0\u2007\u202f"
#: Spaces of a typesetter, in a cell that its field refuses: they become plain ones.
_TYPESET = re.compile(r"[\u1680\u2000-\u200a\u205f\u3000]")
#: Characters without a width.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WITHOUT_WIDTH = re.compile(f"[{_INVISIBLE}]")
_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
#: What stands in a cell that may have something to clean; a line feed inside is how a text is written.
_UNTIDY = rf"^[\s{_INVISIBLE}]|[\s{_INVISIBLE}]$|[\t{_CONTROL}{_NO_BREAK}]"
_LINE_ENDS = re.compile(r"\r\n?")


def untidy(cell: pl.Expr) -> pl.Expr:
    """Say where a cell may have something to clean: false only where it certainly has not."""
    return cell.str.contains(_UNTIDY)


def _control(char: str) -> str:
    """Give what a control character stands for.

    Tabs and page ends part words. U+0080 to U+009F are Windows' letters (cp1252) taken for ISO 8859-1: `\x92` is ’.
    """
    if char in "\t\x0b\x0c":
        return " "
    return bytes([ord(char)]).decode("cp1252", "ignore") if "\x80" <= char <= "\x9f" else ""


def clean(text: str) -> str:
    """Remove blanks at both ends and control characters, make no-break spaces plain; keep line feeds inside."""
    if text.isascii() and text.isprintable() and text == text.strip():
        return text
    kept = [
        " " if char in _NO_BREAK else _control(char) if char != "\n" and unicodedata.category(char) == "Cc" else char
        for char in _LINE_ENDS.sub("\n", text)
    ]
    plain = "".join(kept)
    while (stripped := plain.strip().strip(_INVISIBLE)) != plain:
        plain = stripped
    return plain


def bare(text: str) -> str:
    """Clean a text that its field refuses: spaces of any width become plain, characters without width go."""
    return clean(_WITHOUT_WIDTH.sub("", _TYPESET.sub(" ", text)))
