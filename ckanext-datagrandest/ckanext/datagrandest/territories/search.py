"""Search by place: what `ext_territory` and `ext_cover` ask of Solr.

The index holds, for each dataset, `territories` (as declared, in force today) and `territories_within` (those and all in
which they lie). Two questions follow:

- `within`: what is about the place or a part of it; the place stands in `territories_within`.
- `covers`: what is about the place or something larger, so that it covers the place too; the place or one in which it
  lies stands in `territories`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, hierarchy

COVERS = ("both", "within", "covers")
#: Places that one search may name; the same parameter given several times means any of them.
MOST_PLACES = 20
SHOWN = 60


class SearchByPlaceError(Exception):
    """A parameter is wrong.

    Attributes:
        field: the parameter. message: what is wrong and what to do.
    """

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


def place_filter(parameters: Mapping[str, Any]) -> str | None:
    """Give the filter query for the parameters of a search, or None when no place is asked for.

    Args:
        parameters: `ext_territory` (a code, or a list of codes), `ext_cover` (one of `COVERS`, `both` by default).

    Raises:
        SearchByPlaceError: a code or the cover is not known. Nothing but codes of the table reaches Solr.
    """
    asked = [text for text in _texts(parameters.get("ext_territory")) if text]
    cover = _texts(parameters.get("ext_cover"))
    cover = cover[0] if cover and cover[0] else "both"
    if cover not in COVERS:
        known = ", ".join(COVERS)
        text = N_("“{value}” is not a kind of cover; choose one of: {known}.")
        raise SearchByPlaceError("ext_cover", Message(text, {"value": cover[:SHOWN], "known": known}))
    if len(asked) > MOST_PLACES:
        text = N_("One search may name up to {most} territories.")
        raise SearchByPlaceError("ext_territory", Message(text, {"most": MOST_PLACES}))
    places = [_place(text) for text in asked]
    return _clauses(places, cover) if places else None


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, (list, tuple)) else [value]
    return [str(item).strip() for item in items if item is not None]


def _place(text: str) -> str:
    place = codes.current(text)
    if place is None:
        sentence = N_(
            "“{value}” is not the code of a known territory. A code looks like commune:88160 or departement:88."
        )
        raise SearchByPlaceError("ext_territory", Message(sentence, {"value": text[:SHOWN]}))
    return place


def _clauses(places: list[str], cover: str) -> str:
    clauses: list[str] = []
    if cover in ("within", "both"):
        clauses.append(f"territories_within:({_any(places)})")
    if cover in ("covers", "both"):
        clauses.append(f"territories:({_any(hierarchy.closure(places))})")
    return " OR ".join(clauses)


def _any(found: Iterable[str]) -> str:
    return " OR ".join(f'"{code}"' for code in found)


def indexed(value: Any) -> dict[str, list[str]]:
    """Give the fields of the index for what a dataset declares: `territories` and `territories_within`.

    Merged communes count as their successor. What is no known code is left out: the form refuses it, but old or
    harvested records must stay findable by everything else.
    """
    try:
        declared = codes.currents(codes.read_list(value))
    except codes.UnreadableCodesError:
        declared = []
    return {"territories": declared, "territories_within": hierarchy.closure(declared)}
