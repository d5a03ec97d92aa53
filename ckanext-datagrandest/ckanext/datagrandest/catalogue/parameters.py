"""What `package_search` receives, made safe and sensible before Solr is asked. No CKAN here: limits come as arguments."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.catalogue import question, syntax
from ckanext.datagrandest.catalogue.index_fields import is_sortable
from ckanext.datagrandest.messages import N_, Message

TOO_LONG = N_("The search has {length} characters; at most {limit} are read. Split it into several searches.")
TOO_DEEP = N_(
    "Results beyond the {limit}th cannot be paged through. Narrow the search, for example by period: "
    'fq=metadata_modified:[2025-01-01T00:00:00Z TO 2025-06-30T23:59:59Z], or ask for "sort": "id asc" and fq=id:["last id" TO *].'
)
TOO_MANY_FACETS = N_("{count} facets are asked for; at most {limit} are given. Ask for those that are shown.")
BAD_SORT = N_("Results cannot be sorted by “{sort}”. Examples: score desc; metadata_modified desc; title_string asc.")
BAD_BBOX = N_(
    "“{value}” is not an extent. Write four numbers: west, south, east, north in degrees, for example 4.8,47.4,8.3,50.2."
)
BAD_NUMBER = N_("“{value}” is not a whole number.")

_SORT = re.compile(r"\s*(\w+)(?:\s+(asc|desc))?\s*", re.IGNORECASE)
#: `view_recent` is how CKAN's home page misspells the field.
_SORT_NAMES = {"title": "title_string", "rank": "score", "view_recent": "views_recent"}
_POLE, _TURN = 90, 360


class RefusedParameterError(Exception):
    """A parameter cannot be used; `field` is its name."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(str(message))
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a search may go; see `config_declaration.yaml`."""

    start: int
    length: int
    words: int
    facets: int
    facet_values: int


def check_filters(filters: Iterable[str], limits: Limits) -> None:
    """Refuse filters that Solr would not understand.

    Raises:
        RefusedParameterError: with what is wrong and how to write it.
    """
    for text in filters:
        _check_length("fq", text, limits)
        if found := syntax.problem(text):
            raise RefusedParameterError("fq", found)


def read_question(text: str, limits: Limits) -> question.Question:
    """Turn `q` into a question; refuse one in Solr's syntax that is not sound."""
    _check_length("q", text, limits)
    asked = question.read(text, limits.words)
    if not asked.params and not asked.empty and (found := syntax.problem(asked.q)):
        raise RefusedParameterError("q", found)
    return asked


def _check_length(field: str, text: str, limits: Limits) -> None:
    if len(text) > limits.length:
        raise RefusedParameterError(field, Message(TOO_LONG, {"length": len(text), "limit": limits.length}))


def check_depth(start: object, limits: Limits) -> None:
    """Refuse pages so deep that Solr would sort the whole index for one visitor."""
    if _whole("start", start or 0) > limits.start:
        raise RefusedParameterError("start", Message(TOO_DEEP, {"limit": limits.start}))


def facet_limits(params: Mapping[str, Any], limits: Limits) -> dict[str, int]:
    """Give the facet parameters to set; refuse a search for more facets than any page shows."""
    fields = params.get("facet.field") or []
    if len(fields) > limits.facets:
        raise RefusedParameterError(
            "facet.field", Message(TOO_MANY_FACETS, {"count": len(fields), "limit": limits.facets})
        )
    asked = params.get("facet.limit")
    if asked is None:
        return {}
    number = _whole("facet.limit", asked)
    return {} if 0 <= number <= limits.facet_values else {"facet.limit": limits.facet_values}


def _whole(field: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise RefusedParameterError(field, Message(BAD_NUMBER, {"value": value})) from None


def read_sort(text: str | None) -> str | None:
    """Check a sort and write it as Solr does; `title` sorts as a dictionary.

    Raises:
        RefusedParameterError: an unknown field, one with several values, or a function.
    """
    if not text or not text.strip() or text == "rank":
        return None
    parts: list[str] = []
    for part in text.split(","):
        found = _SORT.fullmatch(part)
        name = _SORT_NAMES.get(found[1], found[1]) if found else ""
        if not found or not is_sortable(name):
            raise RefusedParameterError("sort", Message(BAD_SORT, {"sort": part.strip()[:100]}))
        direction = (found[2] or ("desc" if name == "score" else "asc")).lower()
        parts.append(f"{name} {direction}")
    return ", ".join(parts)


def check_extent(value: object) -> None:
    """Refuse an `ext_bbox` that is not west, south, east, north within the world."""
    numbers = value.split(",") if isinstance(value, str) else value
    try:
        west, south, east, north = (float(number) for number in numbers)  # type: ignore[union-attr]
    except (TypeError, ValueError):
        raise RefusedParameterError("ext_bbox", Message(BAD_BBOX, {"value": str(value)[:100]})) from None
    finite = all(math.isfinite(number) for number in (west, south, east, north))
    if not (finite and -_POLE <= south <= north <= _POLE and -_TURN <= west <= east <= _TURN):
        raise RefusedParameterError("ext_bbox", Message(BAD_BBOX, {"value": str(value)[:100]}))


def without_parameters(filters: str, names: Iterable[str]) -> str:
    """Take off filters such as `utm_source:"x"`, which CKAN makes of every parameter of an address."""
    listed = "|".join(re.escape(name) for name in sorted(names))
    return re.sub(rf'(?<!\S)\+?(?:{listed}):"[^"]*"', "", filters).strip() if listed else filters
