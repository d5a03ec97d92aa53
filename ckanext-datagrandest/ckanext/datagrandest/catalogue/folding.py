"""Words as the index reads them: without case, accents, ligatures and elided articles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "_": " "})
_ELIDED = re.compile(r"^(?:l|d|n|s|t|m|j|c|qu|jusqu|lorsqu|puisqu)'(?=\w)")
_WORD = re.compile(r"\w+(?:'\w+)*")


def words(text: str) -> list[str]:
    """Cut a text into folded words.

    >>> words("Qualité de l’eau, Saint-Dié")
    ['qualite', 'de', 'eau', 'saint', 'die']
    """
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(char for char in lowered if not unicodedata.combining(char))
    return [_ELIDED.sub("", word) for word in _WORD.findall(plain)]


def begins(asked: Iterable[str], label: Iterable[str]) -> bool:
    """Say whether each word asked for is the beginning of some word of a label."""
    known = list(label)
    return all(any(word.startswith(start) for word in known) for start in asked)
