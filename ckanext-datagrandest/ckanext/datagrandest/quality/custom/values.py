"""Checks of one cell: is this text a French number, code, place or opening time?

Source: the custom checks of Validata and the formats of `fr-format`, by name. Each takes the text of a
filled cell. Codes of places are those of the shipped COG; a merged commune's code is not in force.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ckanext.datagrandest.quality.reading.dialects import folded

Test = Callable[[str], bool]

_YEARS = re.compile(r"^(\d{4})/(\d{4})$")
_YEAR = re.compile(r"^\d{4}$")
_RNA = re.compile(r"^[Ww]\d[\da-zA-Z]\d{7}$")
#: Bounding boxes (west, south, east, north; WGS 84) of metropolitan France and of the overseas départements.
FRANCE = (
    (-5.141277, 41.333571, 9.560091, 51.088989),
    (-61.809839, 15.832041, -61.001959, 16.514488),
    (-61.229033, 14.388646, -60.809655, 14.878723),
    (-54.60239, 2.111055, -51.619041, 5.748138),
    (55.216526, -21.389631, 55.836654, -20.8718),
    (45.01833, -13.005254, 45.299985, -12.63659),
)


def _plain(text: str) -> str:
    """Give a text in small letters without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


#: First level of the nomenclature ACTES (DGCL), in small letters without accents.
_ACTES = frozenset(
    _plain(name)
    for name in (
        "Commande publique", "Urbanisme", "Domaine et patrimoine", "Fonction publique",
        "Institutions et vie politique", "Libertés publiques et pouvoirs de police", "Finances locales",
        "Domaines de compétences par thèmes", "Autres domaines de compétences",
    )
)  # fmt: skip


def is_siren(text: str) -> bool:
    """Nine digits with their Luhn key."""
    from stdnum.fr import siren

    return bool(siren.is_valid(text))


def is_siret(text: str) -> bool:
    """Fourteen digits with their Luhn key, or La Poste's own rule (sum of digits a multiple of five)."""
    from stdnum.fr import siret

    return bool(siret.is_valid(text))


def is_phone(text: str) -> bool:
    """A French number (short ones too), or an international one with its prefix."""
    import phonenumbers

    for country in ("FR", None):
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or (country and phonenumbers.is_valid_short_number(number)):
            return True
    return False


def is_opening_hours(text: str) -> bool:
    """Opening hours in OpenStreetMap's notation."""
    import opening_hours

    return bool(opening_hours.validate(text))


def is_nomenclature_acte(text: str) -> bool:
    """First level of the nomenclature ACTES, a slash, then the rest; no blank around a slash."""
    prefix, slash, _rest = text.partition("/")
    return bool(slash) and "/ " not in text and _plain(prefix) in _ACTES


def is_rna(text: str) -> bool:
    """A number of the national register of associations: W and nine characters."""
    return bool(_RNA.match(text))


def is_commune_code(text: str) -> bool:
    """INSEE code of a commune in force (the municipal arrondissements of Paris, Lyon and Marseille too)."""
    from ckanext.datagrandest.territories import cog

    return cog.is_commune(text) or cog.is_district(text)


@cache
def _table() -> Any:
    from ckanext.datagrandest.territories import cog

    return cog.table()


def is_departement_number(text: str) -> bool:
    """Number of a département (01 to 976, 2A, 2B)."""
    return text in _table().departements


def is_region_code(text: str) -> bool:
    """INSEE code of a région."""
    return text in _table().regions


def is_epci(text: str) -> bool:
    """SIREN of a group of communes in force."""
    return text in _table().epci


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(folded(name) for name in getattr(_table(), kind).values())


@cache
def _postcodes() -> frozenset[str]:
    return frozenset(code for codes in _table().commune_postcodes.values() for code in codes.split())


def _inside(lon: float, lat: float) -> bool:
    return any(west < lon < east and south < lat < north for west, south, east, north in FRANCE)


def _position(text: str) -> tuple[float, float]:
    first, _, second = text.strip("[] ").partition(",")
    return float(first), float(second)


def is_in_france(text: str) -> bool:
    """A position `lon,lat` that falls in a French bounding box."""
    try:
        return _inside(*_position(text))
    except ValueError:
        return False


def is_swapped_in_france(text: str) -> bool:
    """A position whose latitude was written first, and that is in France once turned round."""
    try:
        first, second = _position(text)
    except ValueError:
        return False
    return not _inside(first, second) and _inside(second, first)


def year_interval(params: Mapping[str, Any]) -> Test:
    """Two years `AAAA/AAAA`, the first before the second; one year alone where `allow-year-only` says so."""
    alone = str(params.get("allow-year-only", "false")).lower() in {"true", "yes"}

    def test(text: str) -> bool:
        match = _YEARS.match(text)
        if match is None:
            return alone and bool(_YEAR.match(text))
        return int(match[1]) < int(match[2])

    return test


def _always(test: Test) -> Callable[[Mapping[str, Any]], Test]:
    return lambda _params: test


TESTS: Mapping[str, Callable[[Mapping[str, Any]], Test]] = {
    "french-siren-value": _always(is_siren),
    "siren": _always(is_siren),
    "french-siret-value": _always(is_siret),
    "siret": _always(is_siret),
    "phone-number-value": _always(is_phone),
    "opening-hours-value": _always(is_opening_hours),
    "nomenclature-actes-value": _always(is_nomenclature_acte),
    "nomenclature-acte": _always(is_nomenclature_acte),
    "year-interval-value": year_interval,
    "code-rna": _always(is_rna),
    "code-commune-insee": _always(is_commune_code),
    "commune": _always(lambda text: folded(text) in _names("communes")),
    "numero-departement": _always(is_departement_number),
    "departement": _always(lambda text: folded(text) in _names("departements")),
    "code-region": _always(is_region_code),
    "region": _always(lambda text: folded(text) in _names("regions")),
    "code-epci": _always(is_epci),
    "code-postal": _always(lambda text: text in _postcodes()),
    "french-gps-coordinates": _always(is_in_france),
    "coordonnees-gps-francaises": _always(is_in_france),
}
"""The tests of one cell, by the check's name in a schema; each builds its test from the check's parameters."""
