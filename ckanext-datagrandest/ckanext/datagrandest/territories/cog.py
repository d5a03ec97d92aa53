"""All French codes of the official geographic code (COG) and of groups of communes, without a database.

Sources: INSEE (COG, populations), DGCL (EPCI, SIREN), La Poste (postcodes), by the npm package that
`config/cog` pins; `cog_build` makes the compact table at build time. Loading takes some 20 ms, at the
first question; names are prepared for `find` at the first `find`.

Codes are those of INSEE (`88160`, `2A004`), of SIREN for EPCI (`200068559`), always text. A *current* commune
is in force at `date()`; a *former* one was merged into another and keeps its code in old data.
"""

from __future__ import annotations

from functools import cache

from ckanext.datagrandest.territories import names
from ckanext.datagrandest.territories.cog_table import TABLE, Commune, Epci, FormerCommune, Table, number, read


@cache
def table() -> Table:
    """Give the shipped table, read once.

    Raises:
        CogTableError: the package was installed without its build step.
    """
    return read(TABLE)


def version() -> str:
    """Give the version of the npm package that the table was made from."""
    return table().version


def date() -> str:
    """Give the ISO date of the COG: codes are those in force on that day."""
    return table().date


def is_commune(code: str) -> bool:
    """Tell whether a code is that of a commune in force."""
    return code in table().communes


def is_district(code: str) -> bool:
    """Tell whether a code is that of a municipal arrondissement of Paris, Lyon or Marseille."""
    return code in table().districts


def commune(code: str) -> Commune | None:
    """Give a commune in force, or None."""
    found = table()
    if code not in found.communes:
        return None
    departement = departement_of(code)
    return Commune(
        code=code,
        name=found.communes[code],
        arrondissement=found.commune_arrondissement[code] or None,
        departement=departement,
        region=found.departement_region[departement],
        epci=found.commune_epci[code] or None,
        siren=found.commune_siren[code] or None,
        population=number(found.commune_population[code]),
        postcodes=tuple(found.commune_postcodes[code].split()),
    )


def commune_name(code: str) -> str | None:
    """Give the name of a commune in force, of a merged one or of a municipal arrondissement; None when unknown."""
    found = table()
    if name := found.communes.get(code) or found.district_names.get(code):
        return name
    past = found.former_communes.get(code)
    return past.name if past else None


def successor(code: str) -> str | None:
    """Give the current commune that a merged commune's code became; None for any other code."""
    return table().former.get(code)


def former_commune(code: str) -> FormerCommune | None:
    """Give what is known of a merged commune by its old code, or None."""
    return table().former_communes.get(code)


def current_commune(code: str) -> str | None:
    """Give the current commune in which a code lies: itself, its successor, or the city of a district; else None."""
    found = table()
    return code if code in found.communes else found.former.get(code) or found.districts.get(code)


def departement_of(code: str) -> str:
    """Give the département (or overseas collectivity) of a commune's code, by its first characters."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def departement_exists(code: str) -> bool:
    """Tell whether a code is that of a département or an overseas collectivity."""
    return code in table().departements


def region_exists(code: str) -> bool:
    """Tell whether a code is that of a région in force (2016) or an overseas collectivity."""
    return code in table().regions


def arrondissement_exists(code: str) -> bool:
    """Tell whether a code is that of an arrondissement of the State."""
    return code in table().arrondissements


def epci_exists(code: str) -> bool:
    """Tell whether a SIREN is that of an EPCI (with its own taxes) or of a territory of Greater Paris."""
    return code in table().epci


def epci(code: str) -> Epci | None:
    """Give an EPCI by its SIREN, or None."""
    return table().epci.get(code)


def find(name: str, *, former: bool = True) -> list[str]:
    """Give the codes of the communes that bear a name, however it is written.

    Args:
        name: "St-Dié des Vosges", "ABERGEMENT CLEMENCIAT", "Châlons-sur-Marne"…
        former: when no commune in force bears the name, look among former names too; codes of merged communes
            are given as they were (see `successor`).

    Returns:
        Codes in the order of the COG; empty when there is none.
    """
    name_key = names.key(name)
    if not name_key:
        return []
    found = table()
    for index in (found.commune_keys, found.past_keys) if former else (found.commune_keys,):
        if codes := index.get(name_key) or index.get(names.bare(name_key)):
            return list(dict.fromkeys(codes))
    return []


def with_postcode(postcode: str) -> list[str]:
    """Give the codes of the current communes that a postcode serves."""
    return list(table().served.get(postcode, ()))
