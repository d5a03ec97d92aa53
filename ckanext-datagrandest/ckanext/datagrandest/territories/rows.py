"""What the tables hold for a région, made from the table of French codes. Pure: no database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog, hierarchy, names


class UnknownRegionError(Exception):
    """The configured région is not one of those in force; `message` says what to do."""

    def __init__(self, region: str) -> None:
        super().__init__(region)
        text = N_("“{region}” is not the INSEE code of a région; correct ckanext.datagrandest.territories.region.")
        self.message = Message(text, {"region": region})


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of `dge_territory` and `dge_territory_former`, as dicts by column."""

    territories: list[dict[str, Any]]
    former: list[dict[str, Any]]


def of_region(region: str) -> Rows:
    """Make the rows of a région: itself, its départements, arrondissements, EPCI and communes.

    An EPCI belongs to each région in which it has members; its members elsewhere are listed, not loaded.

    Raises:
        UnknownRegionError: no région in force has this code.
    """
    if not cog.region_exists(region):
        raise UnknownRegionError(region)
    former = _former(region)
    absorbed: dict[str, list[dict[str, Any]]] = {}
    for row in former:
        absorbed.setdefault(row["territory"], []).append(row)
    territories = [
        _row(code, absorbed.get(code, [])) for code in (f"region:{region}", *hierarchy.descendants(f"region:{region}"))
    ]
    return Rows(territories, former)


def details(code: str) -> dict[str, Any]:
    """Give what the columns of a territory in force hold beside its names: what it lies in, SIREN, population."""
    kind, insee = codes.split(code)
    return _DETAILS[kind](insee)


def former_of(code: str) -> list[dict[str, Any]]:
    """Give the rows of `dge_territory_former` of one territory."""
    kind, insee = codes.split(code)
    return _former_of_communes({insee}) if kind == "commune" else _former_of_region(insee) if kind == "region" else []


def _row(code: str, absorbed: list[dict[str, Any]]) -> dict[str, Any]:
    kind, insee = codes.split(code)
    row = {
        **dict.fromkeys(("nature", "departement", "region", "arrondissement", "epci", "siren", "population")),
        "code": code,
        "kind": kind,
        "insee": insee,
        "name": codes.official_name(code),
        "postcodes": [],
        "members": [],
        **_DETAILS[kind](insee),
    }
    return row | searched(row, absorbed)


def _commune(code: str) -> dict[str, Any]:
    commune = cog.commune(code)
    if commune is None:
        return _district(code)
    return {
        "departement": commune.departement,
        "region": commune.region,
        "arrondissement": commune.arrondissement,
        "epci": commune.epci,
        "siren": commune.siren,
        "population": commune.population,
        "postcodes": list(commune.postcodes),
    }


def _district(code: str) -> dict[str, Any]:
    """Give what is known of a municipal arrondissement: what its city lies in, and its own postcodes."""
    city = _commune(cog.table().districts[code])
    return {**city, "siren": None, "population": None, "postcodes": cog.table().district_postcodes[code].split()}


def _epci(code: str) -> dict[str, Any]:
    epci = cog.table().epci[code]
    members = cog.table().epci_members.get(code, [])
    main = Counter(cog.departement_of(member) for member in members).most_common(1)
    departement = main[0][0] if main else None
    region = cog.table().departement_region[departement] if departement else None
    return {
        "nature": epci.type,
        "departement": departement,
        "region": region,
        "siren": code,
        "population": epci.population,
        "members": list(members),
    }


def _arrondissement(code: str) -> dict[str, Any]:
    departement = cog.table().arrondissement_departement[code]
    return {"departement": departement, "region": cog.table().departement_region[departement]}


def _departement(code: str) -> dict[str, Any]:
    region = cog.table().departement_region[code]
    return {"departement": code, "region": region, "population": _population(f"departement:{code}")}


def _region(code: str) -> dict[str, Any]:
    return {"region": code, "population": _population(f"region:{code}")}


def _population(code: str) -> int:
    populations = cog.table().commune_population
    return sum(int(populations[commune] or 0) for commune in hierarchy.communes_of(code))


_DETAILS = {
    "commune": _commune,
    "epci": _epci,
    "arrondissement": _arrondissement,
    "departement": _departement,
    "region": _region,
}


def _former(region: str) -> list[dict[str, Any]]:
    return _former_of_communes(set(hierarchy.communes_of(f"region:{region}"))) + _former_of_region(region)


def _former_of_communes(wanted: set[str]) -> list[dict[str, Any]]:
    table = cog.table()
    merged = [
        _former_row(f"commune:{past.successor}", past.code, past.name, past.kind, past.until)
        for past in table.former_communes.values()
        if past.successor in wanted
    ]
    renamed = [
        _former_row(f"commune:{code}", code, name, "renamed", None)
        for code in sorted(wanted & table.renamed.keys())
        for name in table.renamed[code]
        if names.key(name) != names.key(table.communes[code])
    ]
    return merged + renamed


def _former_of_region(region: str) -> list[dict[str, Any]]:
    table = cog.table()
    return [
        _former_row(f"region:{region}", code, table.former_region_names[code], "region", "2015-12-31")
        for code, successor in table.former_regions.items()
        if successor == region
    ]


def _former_row(territory: str, insee: str, name: str, kind: str, until: str | None) -> dict[str, Any]:
    ended = dt.date.fromisoformat(until) if until else None
    return {"territory": territory, "insee": insee, "name": name, "kind": kind, "until": ended}


def searched(row: dict[str, Any], absorbed: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Give what search compares with a question's key: texts of the form `| epinal| 88160|`.

    `| key|` is a whole name, `| key` the beginning of one, ` word` the beginning of a word.

    Returns:
        `names` (its names and codes), `others` (postcodes, former names and codes), `context` (its département, which
        narrows a search but finds nothing by itself).
    """
    identifiers = dict.fromkeys(filter(None, (row["insee"], row["siren"])))
    own = [*names.variants(row["name"]), *(identifier.lower() for identifier in identifiers)]
    others = [
        *row["postcodes"],
        *(text for past in absorbed for text in (*names.variants(past["name"]), past["insee"].lower())),
    ]
    departement = row["departement"]
    context = [departement.lower(), names.key(cog.table().departements[departement])] if departement else []
    return {"names": _barred(own), "others": _barred(others), "context": _barred(context)}


def _barred(keys: Iterable[str]) -> str:
    return "".join(f"| {key}" for key in dict.fromkeys(keys)) + "|"
