"""Territories of a record: by official codes, by the numbers of planning documents, else by names that can be one place only.

A commune's name is taken when a single commune of France bears it, or, for a record whose extent lies in the Grand Est,
a single one there; the name of an EPCI only there, since others were named alike before they merged. Names stay among
the keywords: what is recognised adds a code, and a remark says so.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from shapely.geometry import shape

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import cog, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.iso19139.remarks import Remarks

GRAND_EST = "44"
GRAND_EST_BOX = (3.3, 47.3, 8.4, 50.3)
MAX_CODES = 20
ADDRESS = re.compile(r"id\.insee\.fr/geo/(commune|departement|region|arrondissement)/(\w+)")
DEPARTEMENT = re.compile(r"0?\d{2}|0?\d|2[AB]|97\d")
#: Identifiers of planning documents on the Géoportail de l'urbanisme: INSEE code after four zeros, or SIREN of an EPCI.
PLANNING = re.compile(r"fr-(?:0000(\d[\dAB]\d{3})|(\d{9}))-(?:plu|plui|pos|cc|psmv|sup)", re.IGNORECASE)

RECOGNISED = N_("Territories recognised by the names of the record: {places}.")


def of_code(text: str) -> str | None:
    """Give the territory of an official geographic code or address (`88160`, `28`, `088`, `http://id.insee.fr/geo/…`)."""
    if match := ADDRESS.search(text):
        kind, code = match.groups()
        return f"{kind}:{code}" if _exists(kind, code) else None
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


def read(reader: Reader, remarks: Remarks, dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Recognise territories in the identifiers and the names of places, for a record that gives no code."""
    if dataset.get("territories"):
        return {}
    if found := _of_planning(dataset, reader.text("fileIdentifier")):
        return {"territories": [found]}
    recognised = {name: code for name in _names(reader) if (code := of_name(name, _is_here(dataset)))}
    if not recognised:
        return {}
    remarks.add(RECOGNISED, places=", ".join(f"{name} ({code})" for name, code in recognised.items()))
    return {"territories": list(dict.fromkeys(recognised.values()))}


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


def _names(reader: Reader) -> list[str]:
    found = reader.texts("identificationInfo/extent/description")
    for group in reader.nodes("identificationInfo/descriptiveKeywords"):
        if reader.code("type", group) == "place":
            found += reader.texts("keyword", group)
    return list(dict.fromkeys(found))


def _of_planning(dataset: Mapping[str, Any], identifier: str) -> str | None:
    for text in (identifier, *(row.get("value", "") for row in dataset.get("identifiers", ()))):
        if match := PLANNING.search(text):
            insee, siren = match.groups()
            if insee:
                return of_code(insee)
            return f"epci:{siren}" if cog.epci_exists(siren) else None
    return None


def _is_here(dataset: Mapping[str, Any]) -> bool:
    if not dataset.get("spatial"):
        return False
    west, south, east, north = shape(json.loads(dataset["spatial"])).bounds
    return (
        west >= GRAND_EST_BOX[0]
        and south >= GRAND_EST_BOX[1]
        and east <= GRAND_EST_BOX[2]
        and north <= GRAND_EST_BOX[3]
    )


def _exists(kind: str, code: str) -> bool:
    known = {
        "commune": cog.current_commune,
        "departement": cog.departement_exists,
        "region": cog.region_exists,
        "arrondissement": cog.arrondissement_exists,
    }
    return bool(known[kind](code))
