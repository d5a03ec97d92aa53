"""Where a udata dataset is about: its zones as territories, its geometry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import geometries, loose, places
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import codes, cog

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: `fr:commune:67482`, with the date that older versions add (`fr:region:44@2016-01-01`).
ZONE = re.compile(r"fr:(commune|epci|arrondissement|departement|region):([\w]+)(?:@.*)?")
OVERSEAS_OR_WIDER = re.compile(r"country(?:-group|-subset)?:.*")

NO_EXTENT = N_("The record has no extent on the map.")
IN_WORDS = N_("Extent of the record in words: {places}.")


def zone_of(territory: str) -> str | None:
    """Give udata's zone of one of our territories or of a zone.

    >>> zone_of("departement:67"), zone_of("fr:region:44"), zone_of("Vosges")
    ('fr:departement:67', 'fr:region:44', None)
    """
    text = territory.strip().removeprefix("fr:")
    kind, _, identifier = text.partition(":")
    return (
        f"fr:{kind}:{identifier}"
        if ZONE.fullmatch(f"fr:{kind}:{identifier}") and codes.is_known(kind, identifier)
        else None
    )


def territory_of(zone: str) -> str | None:
    """Give the territory of a zone; a commune that merged since gives the one it is part of."""
    match = ZONE.fullmatch(zone)
    if not match:
        return None
    kind, identifier = match.groups()
    if kind == "commune":
        current = cog.current_commune(identifier)
        return f"commune:{current}" if current else None
    return f"{kind}:{identifier}" if codes.is_known(kind, identifier) else None


def read(document: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Read zones and geometry."""
    coverage = (loose.rows(document.get("spatial"))[:1] or [{}])[0]
    zones = coverage.get("zones") if isinstance(coverage.get("zones"), list) else []
    names = [loose.text(zone.get("id")) if isinstance(zone, Mapping) else loose.text(zone) for zone in zones or []]
    territories = [code for name in names if (code := territory_of(name))]
    others = [name for name in names if not territory_of(name) and not OVERSEAS_OR_WIDER.fullmatch(name)]
    geometry = coverage.get("geom")
    found = geometries.read(json.dumps(geometry), remarks) if geometry else None
    spatial = geometries.joined([found], remarks) if found is not None else None
    if not territories:
        values = [loose.text(row.get("value")) for row in loose.rows(document.get("harvest"))]
        planned = places.of_planning([loose.text(document.get("title")), *values])
        territories = [planned] if planned else []
    if others:
        remarks.add(IN_WORDS, places="; ".join(others[:20]))
    if not territories and not spatial and not names:
        remarks.add(NO_EXTENT)
    fields: dict[str, Any] = {"territories": list(dict.fromkeys(territories))}
    fields["spatial"] = json.dumps(spatial) if spatial else ""
    return {name: value for name, value in fields.items() if value}
