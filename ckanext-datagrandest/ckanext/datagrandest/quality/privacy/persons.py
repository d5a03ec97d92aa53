"""Words that tell a natural person from an organisation, and a person's address from a service's."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ckanext.datagrandest.quality.reading.dialects import folded

_WORDS: dict[str, str] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
#: First names frequent in France over the last century: enough to notice a column of people, not to name them.
FIRST_NAMES = frozenset(_WORDS["first_names"].split())
#: Words that only organisations have in their names.
_ORGANISATION = frozenset(_WORDS["organisations"].split())
_CIVILITY = re.compile(
    r"^\s*(?:m\.|mr\.?|mme\.?|mlle\.?|m|monsieur|madame|mademoiselle|ma[iî]tre|me|dr\.?|docteur)\s+(?:et\s+m(?:me|\.)\s+)?"
    r"[^\W\d_]",
    re.IGNORECASE,
)
_ET_AL = re.compile(r"^\s*m(?:\.|r|onsieur)?\s+(?:ou|et)\s+m(?:me|adame)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
#: A person's name has two to four words: a first name, a surname, sometimes two.
_FEWEST, _MOST = 2, 4

_SERVICE_WORDS = frozenset(_WORDS["services"].split())
_PROVIDERS = frozenset(_WORDS["providers"].split())
#: How groups of communes begin their addresses; no surname does.
_GROUP = re.compile(r"(?:^|[._-])(?:cc|cdc|cda|cds|comcom|comde|codecom|c\.c\.|com\.cnes|pays|agglo|admin)")
_INITIAL = re.compile(r"^[a-z][._-][a-z]{3,}$")


def is_person(text: str, *, identified: bool) -> bool:
    """Tell whether the name of a beneficiary is likely to be a person's.

    Args:
        text: the name as written.
        identified: whether the row has a SIRET, a SIREN or an RNA number for it.
    """
    words = [folded(word) for word in _WORD.findall(text)]
    if _ORGANISATION & set(words):
        return False
    if _CIVILITY.match(text) or _ET_AL.match(text):
        return True
    return not identified and _FEWEST <= len(words) <= _MOST and any(word in FIRST_NAMES for word in words)


def is_personal_address(text: str) -> bool:
    """Tell whether an e-mail address is likely to be a person's and not a service's."""
    local, _, domain = text.lower().partition("@")
    parts = [part for part in re.split(r"[._\-+\d]+", local) if part]
    if any(part.startswith(word) for part in parts for word in _SERVICE_WORDS if len(word) > 3) or (  # noqa: PLR2004
        set(parts) & _SERVICE_WORDS or _GROUP.search(local)
    ):
        return False
    if domain.partition(".")[0] in _PROVIDERS:
        return True
    return any(part in FIRST_NAMES for part in parts) or bool(_INITIAL.match(local))
