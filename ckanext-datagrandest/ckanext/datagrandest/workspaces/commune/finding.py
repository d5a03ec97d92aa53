"""Which commune an address means: a name as in `plombieres-les-bains`, or an INSEE code; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.datagrandest.territories import cog, hierarchy, names

LONGEST = 100
_CODE = re.compile(r"\d[\dAB]\d{3}", re.IGNORECASE)
#: `saint-laurent-88`: the département behind a name that several communes bear.
_DEPARTEMENT = re.compile(r"(?P<name>.+)-(?P<departement>\d{2})")


@dataclass(frozen=True, slots=True)
class Found:
    """What an address means.

    Attributes:
        codes: INSEE codes of communes in force: one, several to choose from, none.
        moved: whether the address is that of a commune that merged or was renamed.
    """

    codes: tuple[str, ...] = ()
    moved: bool = False


def find(address: str, region: str) -> Found:
    """Find the commune of a région that an address means.

    Args:
        address: the last part of `/c/…`.
        region: INSEE code of the région whose communes have a page.
    """
    text = address.strip()[:LONGEST]
    if _CODE.fullmatch(text):
        code = text.upper()
        current = cog.current_commune(code)
        return Found(_inside([current] if current else [], region), moved=current != code)
    found = _named(text, region)
    if found.codes:
        return found
    narrowed = _DEPARTEMENT.fullmatch(text)
    if narrowed is None:
        return Found()
    there = _named(narrowed["name"], region)
    codes = tuple(code for code in there.codes if cog.departement_of(code) == narrowed["departement"])
    return Found(codes, there.moved)


def _named(name: str, region: str) -> Found:
    """Find a name among communes in force, then among former ones, which lead to what they became."""
    now = _inside(cog.find(name, former=False), region)
    if now:
        return Found(now)
    past = (cog.current_commune(code) for code in cog.table().past_keys.get(names.key(name), ()))
    return Found(_inside([code for code in past if code], region), moved=True)


def _inside(codes: Iterable[str], region: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if f"region:{region}" in hierarchy.ancestors(f"commune:{code}")))


def address_of(code: str, region: str) -> str:
    """Give the last part of the address of a commune: its name, with its département or as its code where it is not alone."""
    slug = names.key(cog.commune_name(code) or "").replace(" ", "-")
    for address in (slug, f"{slug}-{cog.departement_of(code)}"):
        if find(address, region) == Found((code,)):
            return address
    return code
