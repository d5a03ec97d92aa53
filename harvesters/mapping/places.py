"""Territories out of codes, addresses, numbers of planning documents and names of places, for every standard of metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache

from shapely.geometry import shape

from ckanext.datagrandest.territories import cog, names

GRAND_EST = "44"
GRAND_EST_BOX = (3.3, 47.3, 8.4, 50.3)
MAX_CODES = 20
ADDRESS = re.compile(r"id\.insee\.fr/geo/(commune|departement|region|arrondissement|intercommunalite)/(\w+)")
#: European statistical units (NUTS 2016 and later) of the Grand Est.
NUTS = {
    "FRF": "region:44",
    "FRF11": "departement:67",
    "FRF12": "departement:68",
    "FRF21": "departement:08",
    "FRF22": "departement:10",
    "FRF23": "departement:51",
    "FRF24": "departement:52",
    "FRF31": "departement:54",
    "FRF32": "departement:55",
    "FRF33": "departement:57",
    "FRF34": "departement:88",
}
NUTS_ADDRESS = re.compile(r"nuts/(?:code/)?(FR\w+)$")
DEPARTEMENT = re.compile(r"0?\d{2}|0?\d|2[AB]|97\d")
#: Identifiers of planning documents on the Géoportail de l'urbanisme: INSEE code after four zeros, or SIREN of an EPCI.
PLANNING = re.compile(r"fr-(?:0000(\d[\dAB]\d{3})|(\d{9}))-(?:plu|plui|pos|cc|psmv|sup)", re.IGNORECASE)


def of_code(text: str) -> str | None:
    """Give the territory of an official geographic code or address (`88160`, `28`, `088`, `http://id.insee.fr/geo/…`)."""
    if match := ADDRESS.search(text):
        kind, code = match.groups()
        kind = {"intercommunalite": "epci"}.get(kind, kind)
        return f"{kind}:{code}" if _exists(kind, code) else None
    if match := NUTS_ADDRESS.search(text):
        return NUTS.get(match[1])
    code = text.strip().upper()
    if commune := cog.current_commune(code):
        return f"commune:{commune}"
    departement = code.lstrip("0").rjust(2, "0") if DEPARTEMENT.fullmatch(code) else ""
    return f"departement:{departement}" if cog.departement_exists(departement) else None


def of_codes(text: str) -> list[str]:
    """Give the territories of a list of codes in one text (`54 55 57 88`); empty when one of them is no code."""
    found = [of_code(part) for part in re.split(r"[\s,;]+", text.strip())[: MAX_CODES + 1]]
    known = [code for code in found if code]
    return known if len(known) == len(found) <= MAX_CODES else []


def of_name(name: str, here: bool) -> str | None:
    """Give the territory that bears a name alone.

    Args:
        name: as the record writes it.
        here: whether the record lies in the Grand Est, where a commune's homonyms elsewhere do not count.
    """
    key = names.key(name)
    large = _large().get(key) or (_groups_here().get(key) if here else None)
    communes = cog.find(name, former=False)
    if large and communes and not (here and large in _large_here()):
        return None  # Paris, La Réunion, Saint-Martin, Aube: it may be either
    if large:
        return large
    if here and len(communes) > 1:
        communes = [code for code in communes if (commune := cog.commune(code)) and commune.region == GRAND_EST]
    return f"commune:{communes[0]}" if len(communes) == 1 else None


@cache
def _large() -> dict[str, str]:
    """Give départements, then régions, by the key of their name; overseas the two are one place, told by the région."""
    table = cog.table()
    found = {names.key(name): f"departement:{code}" for code, name in table.departements.items()}
    return found | {names.key(name): f"region:{code}" for code, name in table.regions.items()}


@cache
def _large_here() -> frozenset[str]:
    """Give the codes of the Grand Est and its départements."""
    regions = cog.table().departement_region
    departements = (f"departement:{code}" for code, region in regions.items() if region == GRAND_EST)
    return frozenset({f"region:{GRAND_EST}", *departements})


@cache
def _groups_here() -> dict[str, str]:
    """Give the EPCI of the Grand Est by the key of their name."""
    table = cog.table()
    found = {}
    for siren, epci in table.epci.items():
        members = table.epci_members.get(siren, [])
        seat = cog.commune(members[0]) if members else None
        if seat and seat.region == GRAND_EST:
            found[names.key(epci.name)] = f"epci:{siren}"
    return found


def _exists(kind: str, code: str) -> bool:
    known = {
        "commune": cog.current_commune,
        "departement": cog.departement_exists,
        "region": cog.region_exists,
        "arrondissement": cog.arrondissement_exists,
        "epci": cog.epci_exists,
    }
    return bool(known[kind](code))


def of_planning(texts: Iterable[str]) -> str | None:
    """Give the territory of the first planning document that one of the texts identifies."""
    for text in texts:
        if match := PLANNING.search(text):
            insee, siren = match.groups()
            if insee:
                return of_code(insee)
            return f"epci:{siren}" if cog.epci_exists(siren) else None
    return None


def is_here(spatial: str | None) -> bool:
    """Tell whether an extent, as GeoJSON, lies in the Grand Est."""
    if not spatial:
        return False
    west, south, east, north = shape(json.loads(spatial)).bounds
    return (
        west >= GRAND_EST_BOX[0]
        and south >= GRAND_EST_BOX[1]
        and east <= GRAND_EST_BOX[2]
        and north <= GRAND_EST_BOX[3]
    )
