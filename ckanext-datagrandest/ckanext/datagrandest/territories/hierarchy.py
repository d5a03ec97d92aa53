"""Which territory lies in which: used for the index and for search, in memory, without a database.

A commune lies in its arrondissement, its EPCI, its département and its région. An EPCI may cross borders (in Grand Est,
one reaches into Haute-Saône): it lies in each département and région in which it has members, so that it is found from
each. The table is that of `cog`, so it changes with the COG version of the installed package and never in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ckanext.datagrandest.territories import codes, cog

#: All territories of the country, and some codes of merged communes.
MOST_REMEMBERED = 50_000


@lru_cache(maxsize=MOST_REMEMBERED)
def ancestors(code: str) -> tuple[str, ...]:
    """Give the territories in which one lies, nearest first, without itself.

    A merged commune has the ancestors of its successor. An unknown code has none.
    """
    now = codes.current(code)
    if now is None:
        return ()
    kind, identifier = codes.split(now)
    return tuple(dict.fromkeys(_PARENTS[kind](identifier)))


def _of_commune(code: str) -> Iterator[str]:
    if city := cog.table().districts.get(code):
        yield f"commune:{city}"
        yield from ancestors(f"commune:{city}")
    elif commune := cog.commune(code):
        if commune.epci:
            yield f"epci:{commune.epci}"
        if commune.arrondissement:
            yield f"arrondissement:{commune.arrondissement}"
        yield f"departement:{commune.departement}"
        yield f"region:{commune.region}"


def _of_epci(code: str) -> Iterator[str]:
    departements = sorted({cog.departement_of(member) for member in cog.table().epci_members.get(code, ())})
    yield from (f"departement:{departement}" for departement in departements)
    yield from (f"region:{cog.table().departement_region[departement]}" for departement in departements)


def _of_arrondissement(code: str) -> Iterator[str]:
    departement = cog.table().arrondissement_departement[code]
    yield f"departement:{departement}"
    yield from _of_departement(departement)


def _of_departement(code: str) -> Iterator[str]:
    yield f"region:{cog.table().departement_region[code]}"


def _of_region(code: str) -> Iterator[str]:
    yield from ()


_PARENTS = {
    "commune": _of_commune,
    "epci": _of_epci,
    "arrondissement": _of_arrondissement,
    "departement": _of_departement,
    "region": _of_region,
}


def covering(code: str) -> list[str]:
    """Give a territory (in force today) and all in which it lies; empty for an unknown code."""
    now = codes.current(code)
    return [now, *ancestors(now)] if now else []


def closure(texts: Iterable[str]) -> list[str]:
    """Give some territories and all in which they lie, each once; unknown codes are left out."""
    return list(dict.fromkeys(found for text in texts for found in covering(text)))


@lru_cache(maxsize=64)
def communes_of(code: str) -> tuple[str, ...]:
    """Give the INSEE codes of the communes that lie in a territory, itself if it is one; empty for an unknown code."""
    now = codes.current(code)
    if now is None:
        return ()
    kind, identifier = codes.split(now)
    if kind == "commune":
        return (identifier,) if cog.is_commune(identifier) else ()
    if kind == "epci":
        return tuple(cog.table().epci_members.get(identifier, ()))
    return tuple(commune for commune in cog.table().communes if now in ancestors(f"commune:{commune}"))


@lru_cache(maxsize=64)
def descendants(code: str) -> tuple[str, ...]:
    """Give the codes of all territories that lie in one, or reach into it, without itself, largest kind first."""
    now = codes.current(code)
    if now is None:
        return ()
    found = cog.table()
    everything = (
        *(f"departement:{item}" for item in found.departements),
        *(f"epci:{item}" for item in found.epci),
        *(f"arrondissement:{item}" for item in found.arrondissements),
        *(f"commune:{item}" for item in found.communes),
    )
    return tuple(item for item in everything if now in ancestors(item))
