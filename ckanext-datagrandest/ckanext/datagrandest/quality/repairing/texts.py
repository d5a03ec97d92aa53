"""Repairs of any text: what nobody sees and everybody types."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


def clean(text: str) -> str:
    """Remove blanks at both ends, unusual blanks, control and zero-width characters; keep line ends inside."""
    if text.isascii() and text.isprintable() and text == text.strip():
        return text
    plain = _INVISIBLE.sub("", _BLANKS.sub(" ", text)).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in plain if char == "\n" or unicodedata.category(char) != "Cc")
    return kept.strip()
