"""The compact table of French codes in memory; ask it through `cog`.

A group of territories is held in columns, each one newline-joined string (see `cog_build.columns`): a column
is split when it is first asked for.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ckanext.datagrandest.territories import names

TABLE = Path(__file__).with_name("data") / "cog.json.gz"
FORMAT = 1


class CogTableError(Exception):
    """The table was not made, or by another version of the code."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune in force.

    Attributes:
        code: INSEE code. name: official name with its article.
        arrondissement, departement, region, epci: codes; None overseas or on islands without EPCI.
        siren: nine digits, None in some overseas collectivities. population: inhabitants, None when not counted.
        postcodes: of La Poste; one may be shared by several communes.
    """

    code: str
    name: str
    arrondissement: str | None
    departement: str
    region: str
    epci: str | None
    siren: str | None
    population: int | None
    postcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune that was merged.

    Attributes:
        code, name: as they were. successor: the current commune's code.
        kind: `deleguee` or `associee` when it is still a named part of its successor, else `ancienne`.
        until: ISO date of its end as a commune; None when the sources do not say.
    """

    code: str
    name: str
    successor: str
    kind: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Epci:
    """A group of communes with its own taxes (EPCI), or a territory of Greater Paris (type `EPT`).

    Attributes:
        code: SIREN. name: official name. type: CC, CA, CU, METRO, MET69 or EPT. population: inhabitants.
    """

    code: str
    name: str
    type: str
    population: int | None


class Table:
    """The table in memory: columns are split when they are first asked for."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        if content.get("format") != FORMAT:
            raise CogTableError(
                f"the table of codes has format {content.get('format')}, not {FORMAT}: run deploy/build-cog"
            )
        self.version: str = content["version"]
        self.date: str = content["date"]
        self._content = content

    def column(self, group: str, name: str) -> list[str]:
        """Split one column."""
        text: str = self._content[group][name]
        return text.split("\n") if text else []

    def pairs(self, group: str, name: str) -> dict[str, str]:
        """Give one column by code; "" means that the source says nothing."""
        return dict(zip(self.column(group, "code"), self.column(group, name), strict=True))

    @cached_property
    def communes(self) -> dict[str, str]:
        """Names of current communes by code."""
        return self.pairs("communes", "name")

    @cached_property
    def commune_epci(self) -> dict[str, str]:
        """EPCI of each current commune."""
        return self.pairs("communes", "epci")

    @cached_property
    def commune_arrondissement(self) -> dict[str, str]:
        """Arrondissement of each current commune."""
        return self.pairs("communes", "arrondissement")

    @cached_property
    def commune_siren(self) -> dict[str, str]:
        """SIREN of each current commune."""
        return self.pairs("communes", "siren")

    @cached_property
    def commune_population(self) -> dict[str, str]:
        """Population of each current commune."""
        return self.pairs("communes", "population")

    @cached_property
    def commune_postcodes(self) -> dict[str, str]:
        """Postcodes of each current commune, by spaces."""
        return self.pairs("communes", "postcodes")

    @cached_property
    def served(self) -> dict[str, list[str]]:
        """Current communes that each postcode serves."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for code, postcodes in self.commune_postcodes.items():
            for postcode in postcodes.split():
                found[postcode].append(code)
        return dict(found)

    @cached_property
    def former(self) -> dict[str, str]:
        """Successors of merged communes by old code."""
        return self.pairs("former", "successor")

    @cached_property
    def former_communes(self) -> dict[str, FormerCommune]:
        """All that is known of merged communes by old code."""
        cells = [self.column("former", name) for name in ("code", "name", "successor", "kind", "until")]
        return {
            row[0]: FormerCommune(row[0], row[1], row[2], row[3], row[4] or None) for row in zip(*cells, strict=True)
        }

    @cached_property
    def renamed(self) -> dict[str, list[str]]:
        """Former names of codes that are in force."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for code, name in zip(self.column("renamed", "code"), self.column("renamed", "name"), strict=True):
            found[code].append(name)
        return dict(found)

    @cached_property
    def districts(self) -> dict[str, str]:
        """Communes of the municipal arrondissements of Paris, Lyon and Marseille."""
        return self.pairs("districts", "commune")

    @cached_property
    def district_names(self) -> dict[str, str]:
        """Names of municipal arrondissements."""
        return self.pairs("districts", "name")

    @cached_property
    def district_postcodes(self) -> dict[str, str]:
        """Postcodes of municipal arrondissements, by spaces."""
        return self.pairs("districts", "postcodes")

    @cached_property
    def epci(self) -> dict[str, Epci]:
        """EPCI by SIREN."""
        cells = [self.column("epci", name) for name in ("code", "name", "type", "population")]
        return {row[0]: Epci(row[0], row[1], row[2], number(row[3])) for row in zip(*cells, strict=True)}

    @cached_property
    def epci_members(self) -> dict[str, list[str]]:
        """Codes of the members of each EPCI."""
        return grouped(self.commune_epci)

    @cached_property
    def arrondissements(self) -> dict[str, str]:
        """Names of (State) arrondissements by code."""
        return self.pairs("arrondissements", "name")

    @cached_property
    def arrondissement_departement(self) -> dict[str, str]:
        """Département of each arrondissement."""
        return self.pairs("arrondissements", "departement")

    @cached_property
    def departements(self) -> dict[str, str]:
        """Names of départements and overseas collectivities by code."""
        return self.pairs("departements", "name")

    @cached_property
    def departement_region(self) -> dict[str, str]:
        """Région of each département."""
        return self.pairs("departements", "region")

    @cached_property
    def regions(self) -> dict[str, str]:
        """Names of régions and overseas collectivities by code."""
        return self.pairs("regions", "name")

    @cached_property
    def former_regions(self) -> dict[str, str]:
        """Successors of the régions of before 2016."""
        return self.pairs("former_regions", "successor")

    @cached_property
    def former_region_names(self) -> dict[str, str]:
        """Names of the régions of before 2016."""
        return self.pairs("former_regions", "name")

    @cached_property
    def commune_keys(self) -> dict[str, list[str]]:
        """Codes of current communes by key of their name, with and without article."""
        return self._keyed("communes")

    @cached_property
    def past_keys(self) -> dict[str, list[str]]:
        """Codes by key of a former name: old codes of merged communes, current codes of renamed ones."""
        found = self._keyed("former")
        for name_key, codes in self._keyed("renamed").items():
            found.setdefault(name_key, []).extend(codes)
        return found

    def _keyed(self, group: str) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for code, name_key in zip(self.column(group, "code"), names.keys(self.column(group, "name")), strict=True):
            found[name_key].append(code)
            if (short := names.bare(name_key)) != name_key:
                found[short].append(code)
        return dict(found)


def grouped(pairs: Mapping[str, str]) -> dict[str, list[str]]:
    """Turn child → parent into parent → children, in the order of the table."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for child, parent in pairs.items():
        if parent:
            found[parent].append(child)
    return dict(found)


def number(text: str) -> int | None:
    """Read a population; None when the source says nothing."""
    return int(text) if text else None


def read(path: Path) -> Table:
    """Read a table.

    Raises:
        CogTableError: it is not there or cannot be read.
    """
    try:
        return Table(json.loads(gzip.decompress(path.read_bytes())))
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise CogTableError(f"the table of French codes cannot be read ({error}): run deploy/build-cog") from error
