"""What templates show of a dataset: places, formats, facts, resources by kind. Nothing here asks a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.messages import N_

Translate = Callable[[str], str]
SHOWN_PLACES = 2
KILO = 1000
UNITS = (N_("bytes"), N_("kB"), N_("MB"), N_("GB"), N_("TB"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: its codes in the field `kind`, its icon and its title (an English msgid)."""

    codes: tuple[str, ...]
    icon: str
    title: str


KINDS = (
    Kind(("download", ""), "download", N_("Files to download")),
    Kind(("service",), "service", N_("Services of maps and data")),
    Kind(("api",), "api", N_("API")),
    Kind(("documentation",), "documentation", N_("Documentation")),
    Kind(("page",), "page", N_("Web pages")),
)


def by_kind(resources: Iterable[Mapping[str, Any]], translate: Translate) -> list[dict[str, Any]]:
    """Group resources by kind, in the order of `KINDS`; an unknown kind counts as a file."""
    known = {code for kind in KINDS for code in kind.codes}
    groups: list[dict[str, Any]] = []
    held = list(resources)
    for kind in KINDS:
        own = [res for res in held if _kind(res, known) in kind.codes]
        if own:
            groups.append({"icon": kind.icon, "title": translate(kind.title), "resources": own})
    return groups


def formats(resources: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the formats of resources, each once, in their order."""
    return list(dict.fromkeys(str(res["format"]) for res in resources if res.get("format")))


def size(number: Any, translate: Translate) -> str:
    """Write a number of bytes for a reader, in French digits; empty when it is not known."""
    try:
        value = float(number)
    except (TypeError, ValueError):
        return ""
    if value <= 0:
        return ""
    power = 0
    while value >= KILO and power < len(UNITS) - 1:
        value, power = value / KILO, power + 1
    digits = f"{value:.0f}" if power == 0 or value >= 10 else f"{value:.1f}".replace(".", ",")  # noqa: PLR2004
    return f"{digits}\u00a0{translate(UNITS[power])}"


def places(codes: Any, name: Callable[[str], str], more: Callable[[int], str]) -> str:
    """Name the first places of a list of codes, and say how many others there are."""
    if not isinstance(codes, (list, tuple)) or not codes:
        return ""
    names = ", ".join(name(str(code)) for code in codes[:SHOWN_PLACES])
    others = len(codes) - SHOWN_PLACES
    return f"{names} {more(others)}" if others > 0 else names


def contacts(rows: Any, role: Callable[[str], str]) -> list[dict[str, str]]:
    """Give each contact once, with all its roles in words; a row without name, address or page is left out."""
    merged: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        known = {key: str(row.get(key) or "") for key in ("name", "email", "phone", "url")}
        if not any(known.values()):
            continue
        entry = merged.setdefault(tuple(known.values()), {**known, "roles": []})
        if row.get("role"):
            entry["roles"].append(role(str(row["role"])))
    return [{**entry, "roles": ", ".join(dict.fromkeys(entry["roles"]))} for entry in merged.values()]


def period(rows: Any, date: Callable[[str], str], translate: Translate) -> str:
    """Write the first period covered; empty when there is none."""
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    start, end = row.get("start"), row.get("end")
    if start and end:
        return translate(N_("from {start} to {end}")).format(start=date(start), end=date(end))
    if start:
        return translate(N_("since {start}")).format(start=date(start))
    return translate(N_("until {end}")).format(end=date(end)) if end else ""


def _kind(resource: Mapping[str, Any], known: set[str]) -> str:
    kind = str(resource.get("kind") or "")
    return kind if kind in known else ""
