"""Keywords as CKAN tags: 2 to 100 letters, digits, spaces and `- _ . '`; what does not fit is told, not bent out of shape."""

from __future__ import annotations

import re
import unicodedata

from ckanext.datagrandest.metadata.tags import REFUSED

MIN_LENGTH, MAX_LENGTH = 2, 100
SEPARATORS = re.compile(r"\s*[;|\n]\s*|\s+/\s+|^/|(?<=\w)/(?=[^\W\d])")
PLACEHOLDERS = frozenset({"non renseigné", "non renseignée", "aucun", "aucune", "none", "unknown", "inconnu", "-"})


def split(text: str) -> list[str]:
    """Split one keyword element that holds several: `a ; b`, `/Milieu/Espèces/Faune`, `a, b, c`."""
    parts = [part for part in SEPARATORS.split(text) if part]
    if len(parts) == 1 and text.count(",") > 1 and all(len(part.split()) <= 4 for part in text.split(",")):  # noqa: PLR2004
        parts = text.split(",")
    return [part.strip() for part in parts if part.strip()]


def clean(text: str) -> str | None:
    """Give a valid tag, None when the text cannot be one.

    >>> clean("Schéma d’aménagement (SRADDET)"), clean("x"), clean("<b>eau</b>")
    ("Schéma d'aménagement SRADDET", None, 'eau')
    """
    text = unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'")
    text = re.sub(r"</?[a-zA-Z][^>]*>", " ", text)
    text = REFUSED.sub(" ", text)
    text = " ".join(text.split()).strip("-_.' ")
    if text.lower() in PLACEHOLDERS or not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        return None
    return text if any(char.isalnum() for char in text) else None
