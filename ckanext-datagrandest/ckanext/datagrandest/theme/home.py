"""What the home page shows, from one query to the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.datagrandest.metadata.vocabularies import spelling

LATEST = 6
KEYWORDS = 5
THEME_FIELD = "themes_ss"
#: Kept out of the tiles: it classes nothing.
PROVISIONAL = "OP_DATPRO"


@dataclass(frozen=True, slots=True)
class ThemeTile:
    """A theme of the home page."""

    code: str
    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    """Figures, themes and latest datasets; all empty when the index does not answer."""

    count: int = 0
    organizations: int = 0
    formats: int = 0
    territories: int = 0
    themes: tuple[ThemeTile, ...] = ()
    keywords: tuple[str, ...] = ()
    latest: list[dict[str, Any]] = field(default_factory=list)


def home() -> Home:
    """Ask the index once; the page stands without it."""
    query = {
        "rows": LATEST,
        "sort": "metadata_modified desc",
        "fq": "+dataset_type:dataset",
        "facet.field": [THEME_FIELD, "organization", "res_format", "territories", "tags"],
        "facet.limit": -1,
    }
    try:
        found = tk.get_action("package_search")({}, query)
    except (SearchError, tk.ValidationError):
        return Home()
    counts = {name: facet["items"] for name, facet in found["search_facets"].items()}
    return Home(
        count=found["count"],
        organizations=len(counts.get("organization", ())),
        formats=len(counts.get("res_format", ())),
        territories=len(counts.get("territories", ())),
        themes=_tiles(counts.get(THEME_FIELD, [])),
        keywords=tuple(item["name"] for item in _most_frequent(counts.get("tags", []))[:KEYWORDS]),
        latest=found["results"],
    )


def _tiles(items: list[dict[str, Any]]) -> tuple[ThemeTile, ...]:
    tiles = [
        ThemeTile(
            code=item["name"],
            label=tk.h.dge_label(THEME_FIELD, item["name"]),
            count=item["count"],
            url=tk.h.url_for("dataset.search", **{THEME_FIELD: item["name"]}),
        )
        for item in items
        if item["name"] != PROVISIONAL
    ]
    return tuple(sorted(tiles, key=lambda tile: spelling(tile.label)))


def _most_frequent(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: (-item["count"], item["name"]))
