"""What names a record besides its own identifier, in a form that can be compared across sources; pure.

Identifiers (of the record, of the data: ISO `MD_Identifier`, `dct:identifier`, URI) are one family: a catalogue often
gives as identifier of the data what another gives as identifier of the record. Links are another; titles only suggest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

IDENTIFIER, LINK, TITLE = "identifier", "link", "title"

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SHORTEST = 6
SERVICE = re.compile(
    r"[?&](service|request)=|/(wms|wfs|wmts|wcs|csw|ows|tms|wxs|geoserver|mapserver|featureserver|imageserver|mapserv)\b"
    r"|/rest/services/|/geonetwork/|catalog\.search|/api/(records|explore|3)\b"
)
FEED = re.compile(r"\b(atom|rss|feeds?|opensearch|inspireatom)\b")
DOCUMENT = re.compile(
    r"licen[cs]e|creativecommons|/etalab|\.(pdf|html?|docx?|odt|pptx?|php|aspx?|jsp|png|jpe?g|gif)($|\?)"
)
NOT_A_FILE = ("OGC:", "ESRI:", "WWW:LINK")


@dataclass(frozen=True, slots=True)
class Key:
    """One name of a record.

    Attributes:
        kind: `identifier`, `link` or `title`.
        value: as people read it.
        digest: of its normal form: equal for two ways of writing the same.
        counts: whether two records may be merged by it; the others only show that it is not unique.
    """

    kind: str
    value: str
    digest: str
    counts: bool


def keys_of(identifier: str, dataset: Mapping[str, Any]) -> list[Key]:
    """Give every key of a record, each once, from its identifier and its draft."""
    found: dict[tuple[str, str], Key] = {}
    for key in (*_identifiers(identifier, dataset), *_links(dataset), *_title(dataset)):
        same = found.get((key.kind, key.digest))
        if same is None or (key.counts and not same.counts):
            found[key.kind, key.digest] = key
    return list(found.values())


def digest_of(text: str) -> str:
    """Give a short fingerprint of a normal form."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def normal_identifier(text: str) -> str:
    """Write an identifier so that braces, `urn:uuid:`, capitals and the scheme of a URI do not matter."""
    plain = text.strip().casefold().removeprefix("urn:uuid:").strip("{}")
    plain = re.sub(r"^https?://(www\.)?", "//", plain)
    return plain.rstrip("/")


def is_distinctive(text: str) -> bool:
    """Say whether an identifier without codespace can be unique in the world: no date, no number, no bare site."""
    plain = normal_identifier(text)
    if plain.startswith("//"):
        return "/" in plain[2:]
    if UUID.search(plain):
        return True
    return len(plain) >= SHORTEST and any(one.isdigit() for one in plain) and any(one.isalpha() for one in plain)


def _identifiers(identifier: str, dataset: Mapping[str, Any]) -> Iterator[Key]:
    yield from _named(identifier, "")
    for row in dataset.get("identifiers") or ():
        value, codespace = str(row.get("value") or ""), str(row.get("codespace") or "")
        if value.strip():
            yield from _named(value, codespace)


def _named(value: str, codespace: str) -> Iterator[Key]:
    plain = normal_identifier(value)
    distinctive = is_distinctive(value)
    yield Key(IDENTIFIER, value.strip(), digest_of(plain), distinctive)
    if codespace.strip():
        whole = f"{codespace.strip().rstrip('/')}/{value.strip()}"
        yield Key(IDENTIFIER, whole, digest_of(normal_identifier(whole)), counts=True)
    uuids = set(UUID.findall(plain))
    if plain.startswith("//") and len(uuids) == 1:
        found = uuids.pop()
        yield Key(IDENTIFIER, found, digest_of(found), counts=True)


def normal_link(url: str) -> str:
    """Write an address so that its scheme, the case of its host and a final slash do not matter."""
    parts = urlsplit(url.strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"//{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def is_file(resource: Mapping[str, Any]) -> bool:
    """Say whether a resource is a file of its own: no service, feed, licence, documentation nor page."""
    url = str(resource.get("url") or "").casefold()
    if resource.get("kind") != "download" or str(resource.get("protocol") or "").startswith(NOT_A_FILE):
        return False
    has_name = len(urlsplit(url).path.strip("/")) > 1
    return has_name and not any(pattern.search(url) for pattern in (SERVICE, FEED, DOCUMENT))


def _links(dataset: Mapping[str, Any]) -> Iterator[Key]:
    for resource in dataset.get("resources") or ():
        if resource.get("url"):
            yield _link(str(resource["url"]), counts=_parses(resource) and is_file(resource))
    for url in (*(dataset.get("documentation") or ()), dataset.get("url")):
        if url:
            yield _link(str(url), counts=False)


def _parses(resource: Mapping[str, Any]) -> bool:
    try:
        return bool(urlsplit(str(resource["url"])).netloc)
    except ValueError:
        return False


def _link(url: str, *, counts: bool) -> Key:
    try:
        normal = normal_link(url)
    except ValueError:  # an address that no browser reads either
        normal = url
    return Key(LINK, url, digest_of(normal), counts)


def words(text: str) -> str:
    """Give the words of a text without accents, capitals and punctuation."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", plain))


def _title(dataset: Mapping[str, Any]) -> Iterable[Key]:
    title = str(dataset.get("title") or "")
    plain = words(title)
    return [Key(TITLE, title, digest_of(plain), counts=False)] if plain else []
