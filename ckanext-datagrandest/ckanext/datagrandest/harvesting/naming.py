"""Names of harvested datasets: the remote identifier where it is a valid CKAN name, else a stable slug."""

from __future__ import annotations

import hashlib
import re
import unicodedata

VALID = re.compile(r"[a-z0-9_-]{2,100}")
RESERVED = frozenset({"new", "edit", "search", "groups", "activity", "follow", "unfollow"})
SLUG_LENGTH = 80


def dataset_name(identifier: str) -> str:
    """Give the name of a dataset: always the same for the same identifier.

    An identifier that is not a valid name gives a readable slug that ends with a digest of it, so
    that two identifiers that differ only by forbidden characters do not meet.
    """
    lowered = identifier.strip().lower()
    if VALID.fullmatch(lowered) and lowered not in RESERVED:
        return lowered
    return f"{_slug(lowered)}-{_digest(identifier)}"


def other_name(identifier: str, source_id: str) -> str:
    """Give the name used when another dataset of the catalogue already bears the usual one."""
    base = dataset_name(identifier)[: SLUG_LENGTH + 9]
    return f"{base}-{_digest(f'{source_id} {identifier}')}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"^[a-z][a-z0-9+.-]*://", "", text))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", ascii_only).strip("-")[:SLUG_LENGTH].rstrip("-") or "record"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
