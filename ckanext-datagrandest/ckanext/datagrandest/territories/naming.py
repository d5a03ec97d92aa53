"""Understand what a person writes for a territory: a code, a name, or both, as the form and its help show them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from ckanext.datagrandest.territories import codes, cog, hierarchy, names

#: "Épinal (88)": the département behind a name, as labels are written.
WITH_DEPARTEMENT = re.compile(r"^(?P<name>.+?)\s*\(\s*(?P<departement>\d{2,3}|2[aAbB])\s*\)$")
LONGEST = 200
#: INSEE code of the région that the platform is made for.
GRAND_EST = "44"


def understand(text: str, region: str = GRAND_EST, kinds: Collection[str] = codes.KINDS) -> list[str]:
    """Give the codes that a text may mean, the first group that answers: one when it is clear, none when nothing is known.

    Args:
        text: "commune:88160", "commune:88160 Épinal", "88160", "Épinal", "epinal (88)", "Vosges", "CC de l'Ouest Vosgien".
        region: INSEE code of the région whose places come first.
        kinds: of the territories that may be meant, such as `commune`.
    """
    text = text.strip()[:LONGEST]
    first = text.split(maxsplit=1)[0] if text else ""
    if code := codes.normalise(text) or (codes.normalise(first) if ":" in first else None):
        return [code] if codes.split(code)[0] in kinds else []
    narrowed = WITH_DEPARTEMENT.match(text)
    name = narrowed["name"] if narrowed else text
    departement = f"departement:{narrowed['departement'].upper()}" if narrowed else ""
    for group in _groups(name, f"region:{region}"):
        wanted = [code for code in group if codes.split(code)[0] in kinds]
        found = [code for code in wanted if not departement or departement in hierarchy.covering(code)]
        if found:
            return found
    return []


def _groups(name: str, region: str) -> Iterator[list[str]]:
    """Yield communes of the région, départements and régions, EPCI, arrondissements, former communes, communes elsewhere."""
    key = names.key(name)
    if not key:
        return
    now = [f"commune:{code}" for code in cog.find(name, former=False)]
    yield _inside(now, region)
    yield _larger().get(key, [])
    yield _inside(_groups_of_communes().get(key, []), region)
    yield _inside(_arrondissements().get(key, []), region)
    past = [f"commune:{code}" for code in cog.table().past_keys.get(key, [])]
    yield _inside(past, region)
    yield now
    yield past


def _inside(found: Iterable[str], region: str) -> list[str]:
    return [code for code in found if region in hierarchy.ancestors(code)]


@cache
def _larger() -> Mapping[str, list[str]]:
    table = cog.table()
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, known in (
        ("departement", table.departements),
        ("region", table.regions),
        ("region", table.former_region_names),
    ):
        for code, name in known.items():
            found[names.key(name)].append(f"{kind}:{code}")
    return found


@cache
def _groups_of_communes() -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, epci in cog.table().epci.items():
        for key in dict.fromkeys(names.variants(epci.name)):
            found[key].append(f"epci:{code}")
    return found


@cache
def _arrondissements() -> Mapping[str, list[str]]:
    """Give arrondissements of the State as people call them: "Épinal (arrondissement)", "arrondissement d'Épinal"."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in cog.table().arrondissements.items():
        key = names.key(name)
        for called in (key, f"{key} arrondissement", *(f"arrondissement {word}{key}" for word in ("", "de ", "d "))):
            found[called].append(f"arrondissement:{code}")
    return found
