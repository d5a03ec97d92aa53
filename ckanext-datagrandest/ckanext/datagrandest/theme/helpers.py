"""Template helpers of the theme. Labels of codes are those of the plugin `dge_metadata`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask_babel import format_datetime

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.theme import config, plan, presentation

PLACE_KINDS = {
    "commune": N_("Commune"),
    "epci": N_("Grouping of communes"),
    "arrondissement": N_("Arrondissement"),
    "departement": N_("Département"),
    "region": N_("Région"),
}
MACHINE_FORMATS = (("ttl", "DCAT-AP (Turtle)"), ("jsonld", "DCAT-AP (JSON-LD)"), ("xml", "DCAT-AP (RDF/XML)"))


def dge_option(name: str) -> str:
    """Give an option of text of the theme."""
    return config.text(name)


def dge_accessibility_status() -> str:
    """Give the declared state of conformity, as a msgid."""
    return config.accessibility_status()


def dge_action_exists(name: str) -> bool:
    """Tell whether an action is there: a page stays whole without the room that gives it."""
    try:
        tk.get_action(name)
    except KeyError:
        return False
    return True


def dge_place_names(codes: Any) -> str:
    """Name the first territories of a list of codes."""
    return presentation.places(codes, _place_name, _and_others)


def dge_place_kind(place: dict[str, Any]) -> str:
    """Say what a place found by its name is: its kind and its département."""
    kind = tk._(PLACE_KINDS.get(str(place.get("kind")), ""))
    return f"{kind} ({place['department']})" if place.get("department") else kind


def dge_formats(resources: list[dict[str, Any]]) -> list[str]:
    """Give the formats of resources, each once."""
    return presentation.formats(resources)


def dge_resources_by_kind(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group resources into files, services, API, documentation and pages."""
    return presentation.by_kind(resources, tk._)


def dge_resource_facts(resource: dict[str, Any]) -> list[str]:
    """Give the short facts of a resource: protocol, size, date of the file."""
    changed = resource.get("modified") or resource.get("last_modified")
    facts = [
        tk.h.dge_label("protocols", resource["protocol"]) if resource.get("protocol") else "",
        presentation.size(resource.get("size"), tk._),
        tk._("updated on {date}").format(date=tk.h.dge_date(changed)) if changed else "",
    ]
    return [fact for fact in facts if fact]


def dge_facts(pkg: dict[str, Any]) -> list[dict[str, str]]:
    """Give the key facts of a dataset that are known, in the order in which one asks for them."""
    changed = pkg.get("modified") or pkg.get("issued") or pkg.get("metadata_modified")
    frequency = pkg.get("frequency")
    facts = [
        (tk._("Territory"), dge_place_names(pkg.get("territories")), ""),
        (tk._("Last update"), tk.h.dge_date(changed) if changed else "", ""),
        (tk._("Updated"), tk.h.dge_label("frequencies", frequency) if frequency else "", ""),
        (tk._("Period covered"), presentation.period(pkg.get("temporal_coverage"), tk.h.dge_date, tk._), ""),
        (tk._("Licence"), pkg.get("license_title") or "", pkg.get("license_url") or ""),
        (tk._("Formats"), ", ".join(dge_formats(pkg.get("resources") or [])[:5]), ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in facts if text]


def dge_contacts(pkg: dict[str, Any]) -> list[dict[str, str]]:
    """Give the contacts of a dataset, each once with its roles."""
    return presentation.contacts(pkg.get("contacts"), lambda code: tk.h.dge_label("roles", code))


def dge_extent(geometry: Any) -> plan.Plan | None:
    """Give the plan of an extent, or None."""
    return plan.plan_of(geometry)


def dge_is_harvested(pkg: dict[str, Any]) -> bool:
    """Tell whether a dataset was copied from another catalogue."""
    return any(extra.get("key") in ("guid", "harvest_object_id") for extra in pkg.get("extras") or [])


def dge_organization_logo(organization: dict[str, Any]) -> str:
    """Give the address of an organisation's logo, uploaded or elsewhere; empty when there is none."""
    image = organization.get("image_display_url") or organization.get("image_url") or ""
    if image and not image.startswith(("http://", "https://", "/")):
        return tk.h.url_for_static(f"uploads/group/{image}")
    return image


def dge_facet_label(name: str, item: dict[str, Any]) -> str:
    """Give the text of a value of a filter."""
    if name == "territories":
        return _place_name(item["name"])
    if name in ("organization", "groups", "tags", "res_format"):
        return item.get("display_name") or item["name"]
    return tk.h.dge_label(name, item["name"])


def dge_applied_filters(
    fields: dict[str, list[str]], titles: dict[str, str], facets: dict[str, Any]
) -> list[dict[str, str]]:
    """Give the filters in use, the place included, each with the address that removes it."""
    applied = []
    for name, values in fields.items():
        shown = {item["name"]: item for item in facets.get(name, {}).get("items", [])}
        for value in values:
            label = dge_facet_label(name, shown.get(value, {"name": value}))
            url = tk.h.remove_url_param(name, value)
            applied.append({"title": titles.get(name, name), "label": label, "url": url})
    place = tk.request.args.get("ext_territory")
    if place:
        url = tk.h.remove_url_param("ext_territory", place)
        applied.append({"title": tk._("Place"), "label": _place_name(place), "url": url})
    return applied


def dge_machine_links(pkg: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """Give the addresses and labels of the descriptions in RDF, of a dataset or of the catalogue."""
    if not p.plugin_loaded("dcat") or not tk.h.dcat_endpoints_enabled():
        return []
    if pkg is None:
        endpoint = tk.h.dcat_get_endpoint("catalog")
        return [(tk.h.url_for(endpoint, _format="ttl"), MACHINE_FORMATS[0][1])]
    endpoint = tk.h.dcat_get_endpoint("dataset")
    return [(tk.h.url_for(endpoint, _id=pkg["name"], _format=code), label) for code, label in MACHINE_FORMATS]


@tk.chained_helper
def render_datetime(
    next_helper: Callable[..., str],
    datetime_: datetime | str | None,
    date_format: str | None = None,
    with_hours: bool = False,
    with_seconds: bool = False,
) -> str:
    """Write a date; with its hour, as one reads it in French ("22 novembre 2026, 14:05").

    CKAN writes the month first in all languages, and the year of the week (`YYYY`), wrong around New Year.
    """
    if date_format or with_seconds or not with_hours:
        return next_helper(datetime_, date_format, with_hours, with_seconds)
    try:
        moment = tk.h.date_str_to_datetime(datetime_) if isinstance(datetime_, str) else datetime_
    except ValueError:
        moment = None
    if moment is None:
        return ""
    return format_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC), "d MMMM y, HH:mm")


def _place_name(code: str) -> str:
    return tk.h.dge_territory_name(code)


def _and_others(count: int) -> str:
    return tk.ungettext("and {n} other", "and {n} others", count).format(n=count)


HELPERS = {name: function for name, function in list(globals().items()) if name.startswith("dge_")}
HELPERS["render_datetime"] = render_datetime
