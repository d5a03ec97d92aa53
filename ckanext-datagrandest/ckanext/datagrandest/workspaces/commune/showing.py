"""What the page of a commune shows: one question to the index, few to the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib.search import SearchError

from ckanext.datagrandest.territories import codes, cog, config, hierarchy
from ckanext.datagrandest.territories.search import place_filter
from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.commune.colours import Palette, palette
from ckanext.datagrandest.workspaces.commune.finding import address_of

#: Datasets of the commune, and of what covers it, that its page shows; the others are one link away.
SHOWN = 12
_ASKED = 60
_TEXT = 1000
_FIRST = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a commune.

    Attributes:
        code, name, address: INSEE code, official name, last part of its address.
        covering: territories in which it lies, as `{code, label}`, the nearest first.
        organization: `{name, title, description, url, logo}` of its workspace; None when it has none.
        own, others: datasets of its workspace, and others about it or covering it.
        own_count, others_count: how many there are.
        answers: whether the index answered; the page stands without it.
    """

    code: str
    name: str
    address: str
    palette: Palette
    covering: list[dict[str, str]]
    organization: dict[str, str] | None
    own: list[dict[str, Any]]
    others: list[dict[str, Any]]
    own_count: int
    others_count: int
    answers: bool

    @property
    def territory(self) -> str:
        """Code as datasets declare it."""
        return f"commune:{self.code}"


def page_of(code: str) -> Page:
    """Gather the page of a commune in force, by its INSEE code."""
    territory = f"commune:{code}"
    workspace = store.of_territory(territory)
    group: Any = ckan_model.Session.get(ckan_model.Group, workspace.organization_id) if workspace else None
    answers, found = True, dict[str, Any](results=[], count=0)
    try:
        found = _datasets(territory, group)
    except SearchError:
        answers = False
    own = [one for one in found["results"] if group is not None and one["owner_org"] == group.id]
    others = [one for one in found["results"] if group is None or one["owner_org"] != group.id]
    count = _count(found, group)
    return Page(
        code=code, name=cog.commune_name(code) or code, address=address_of(code, config.region()),
        palette=palette(*_colours(group)), covering=_covering(territory),
        organization=_organization(group), own=own[:SHOWN], others=others[:SHOWN], own_count=count,
        others_count=found["count"] - count, answers=answers,
    )  # fmt: skip


def _datasets(territory: str, group: Any) -> dict[str, Any]:
    """Ask the index once for the public datasets of the workspace, which come first, and for those about its place."""
    place = place_filter({"ext_territory": territory, "ext_cover": "both"})
    own = f'owner_org:"{group.id}"' if group is not None else ""
    asked = {
        "q": f"{own}^{_FIRST} OR *:*" if own else "*:*",
        "fq_list": [f"{own} OR {place}" if own else str(place), "+dataset_type:dataset"],
        "sort": "score desc, metadata_modified desc", "rows": _ASKED, "facet.field": ["organization"], "facet.limit": -1,
    }  # fmt: skip
    return tk.get_action("package_search")({"user": "", "ignore_auth": False}, asked)


def _count(found: dict[str, Any], group: Any) -> int:
    items = found.get("search_facets", {}).get("organization", {}).get("items", [])
    return sum(item["count"] for item in items if group is not None and item["name"] == group.name)


def _covering(territory: str) -> list[dict[str, str]]:
    return [{"code": code, "label": codes.label(code)} for code in hierarchy.ancestors(territory) if code != territory]


def _colours(group: Any) -> tuple[str | None, str | None]:
    extras = group.extras if group is not None else {}
    return extras.get("colour_primary"), extras.get("colour_secondary")


def _organization(group: Any) -> dict[str, str] | None:
    if group is None:
        return None
    site = str(group.extras.get("url") or "")
    return {
        "name": group.name, "title": group.title or group.name,
        "description": tk.h.markdown_extract(group.description or "", _TEXT),
        "url": site if urlsplit(site).scheme in {"http", "https"} else "", "logo": _logo(group.image_url or ""),
    }  # fmt: skip


def _logo(image: str) -> str:
    """Give the address of a logo that is kept here; one on another server would tell it who reads the page."""
    address = tk.h.dge_organization_logo({"image_url": image})
    own = tk.config["ckan.site_url"].rstrip("/") + "/"
    return address if address.startswith("/") and not address.startswith("//") or address.startswith(own) else ""
