"""What is said of a file: its format in words, its table schema by name or address, reference systems by number."""

from __future__ import annotations

import re

from ckanext.datagrandest.metadata.vocabularies import vocabulary

SCHEMA = re.compile(
    r"^https?://schema\.data\.gouv\.fr/(?:schemas?/)?([\w.-]+/[\w.-]+?)(?:/(\d[\w.]*|latest))?(?:/schema\.json|/)?$"
)
SCHEMA_NAME = re.compile(r"[\w.-]+/[\w.-]+")
EPSG = re.compile(r"EPSG\W*(?:v?\d+(?:\.\d+)+/|0/|:?:)?\s*(\d{4,6})\b", re.IGNORECASE)
PACKED = frozenset({"ZIP", "GZIP", "7Z"})


def format_in(text: str) -> str:
    """Give the one format of our list that a word or a phrase names, "" when it names none or several.

    >>> format_in("text/csv"), format_in("Shapefile (zip)"), format_in("CSV ou JSON")
    ('CSV', 'SHP', '')
    """
    known = vocabulary("formats")
    if term := known.match(text.lstrip(".")):
        return term.code
    if "/" in text:
        return ""
    found = [term.code for part in re.findall(r"[\w.+-]+", text) if (term := known.match(part))]
    codes = {code for code in found if code not in PACKED} or set(found)
    return codes.pop() if len(codes) == 1 else ""


def schema_in(text: str, version: str = "") -> dict[str, str]:
    """Give `schema` and `schema_version` from a name or an address of the national registry; empty for something else.

    >>> schema_in("https://schema.data.gouv.fr/schemas/scdl/deliberations/2.1.3/schema.json")
    {'schema': 'scdl/deliberations', 'schema_version': '2.1.3'}
    """
    match = SCHEMA.match(text)
    name = match[1] if match else text if SCHEMA_NAME.fullmatch(text) else ""
    if not name:
        return {}
    version = version or ((match[2] or "") if match else "")
    return {"schema": name} | ({"schema_version": version} if version not in ("", "latest") else {})


def epsg_in(text: str) -> str:
    """Give `EPSG:n` from a code, a name, a URL or a URN; "" when there is no such number."""
    match = EPSG.search(text)
    return f"EPSG:{match[1]}" if match else ""
