"""Where the next page is: Hydra (old and new), the `Link` header, or a number in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.mapping.addresses import is_private
from ckanext.datagrandest.harvesters.mapping.dcat.graph import term

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.dcat.spill import Spill

NEXT = ("hydra:next", "hydra:nextPage")
#: A page that says which is the last one and not which is the next is the last one.
ENDS = ("hydra:last", "hydra:lastPage", "hydra:first", "hydra:firstPage")
TOTAL = ("hydra:totalItems",)
LINK = re.compile(r'<([^>]*)>\s*((?:;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^",;\s]+)\s*)*)')
REL = re.compile(r'rel\s*=\s*"?([^";]+)"?', re.IGNORECASE)
NUMBER = re.compile(r"\d{1,7}")


@dataclass(slots=True)
class Progress:
    """How far a listing has come.

    Attributes:
        url: the page being read.
        visited: addresses read. seen: digests of the pages read.
        datasets: datasets listed so far, readable or not.
        total: the catalogue's own count of them, None when it gives none.
    """

    url: str
    visited: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    datasets: int = 0
    total: int | None = None


def total_of(spill: Spill) -> int | None:
    """Give the catalogue's own count of its datasets."""
    found = [term(value).value for _, value in spill.pairs(*TOTAL)]
    numbers = {int(text) for text in found if NUMBER.fullmatch(text)}
    return max(numbers, default=None)


def next_page(url: str, spill: Spill, headers: Mapping[str, str], parameter: str, is_empty: bool) -> str | None:
    """Give the address of the next page, None when this is the last one.

    Args:
        url: this page.
        spill: its statements.
        headers: of its answer.
        parameter: name of the number in the address, which is counted up while pages have datasets; "" for none.
        is_empty: whether this page lists nothing.
    """
    said = [term(value).value for _, value in spill.pairs(*NEXT)]
    linked = [target for target in (_linked(headers), *said) if target]
    if linked:
        return _reachable(url, urljoin(url, linked[0]))
    if spill.pairs(*ENDS) and not parameter:
        return None
    return None if is_empty else counted_up(url, parameter)


def _linked(headers: Mapping[str, str]) -> str | None:
    for target, attributes in LINK.findall(headers.get("Link") or ""):
        found = REL.search(attributes)
        if found and "next" in found[1].lower().split():
            return target
    return None


def _reachable(url: str, target: str) -> str:
    """Give the next page; servers behind a proxy give their internal name, then the name that was asked for holds."""
    here, there = urlsplit(url), urlsplit(target)
    host = (there.hostname or "").lower()
    same_server = host == (here.hostname or "").lower() and there.port == here.port
    if same_server or (host and is_private(host)):
        return urlunsplit(there._replace(scheme=here.scheme, netloc=here.netloc))
    return target


def counted_up(url: str, parameter: str) -> str | None:
    """Give the address with its page number raised by one; None when it has none.

    >>> counted_up("https://x.fr/catalog.ttl?q=a&page=2", ""), counted_up("https://x.fr/c", "page"), counted_up("https://x.fr/c", "")
    ('https://x.fr/catalog.ttl?q=a&page=3', 'https://x.fr/c?page=2', None)
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    name = parameter or "page"
    numbers = [value for key, value in query if key == name]
    if not parameter and not (numbers and NUMBER.fullmatch(numbers[0])):
        return None
    current = int(numbers[0]) if numbers and NUMBER.fullmatch(numbers[0]) else 1
    kept = [(key, value) for key, value in query if key != name]
    return urlunsplit(parts._replace(query=urlencode([*kept, (name, str(current + 1))])))
