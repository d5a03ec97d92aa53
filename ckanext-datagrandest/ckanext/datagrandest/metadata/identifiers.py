"""Identifiers of the French registers: SIREN, SIRET (INSEE's Sirene) and the codes of the COG."""

from __future__ import annotations

import re

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.values import ValueProblemError
from ckanext.datagrandest.territories import codes, cog, cog_table, naming

SIREN_DIGITS = 9
SIRET_DIGITS = 14
COMMUNE_CHARACTERS = 5
#: Of an ambiguous name, so many territories are proposed.
MOST_CHOICES = 6


def siren(value: object) -> str:
    """Accept a SIREN number: nine digits with their check digit; spaces are dropped."""
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", str(value))
    if len(digits) != SIREN_DIGITS or not digits.isascii() or not digits.isdigit():
        raise ValueProblemError(N_("“{value}” is not a SIREN number: it has nine digits."), value)
    if not stdnum_siren.is_valid(digits):
        raise ValueProblemError(
            N_("“{value}” is not a SIREN number: a digit must be wrong, its check digit does not fit."), value
        )
    return digits


def siret(value: object) -> str:
    """Accept a SIRET number: fourteen digits with their check digit, La Poste's rule included."""
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", str(value))
    if len(digits) != SIRET_DIGITS or not digits.isascii() or not digits.isdigit():
        raise ValueProblemError(N_("“{value}” is not a SIRET number: it has fourteen digits."), value)
    if not stdnum_siret.is_valid(digits):
        raise ValueProblemError(
            N_("“{value}” is not a SIRET number: a digit must be wrong, its check digit does not fit."), value
        )
    return digits


def insee_code(value: object) -> str:
    """Accept the INSEE code of a commune, a département or a région; communes are looked up in the COG."""
    text = str(value).strip().upper()
    if not re.fullmatch(r"\d{2}|2[AB]|97\d|\d{5}|2[AB]\d{3}", text):
        raise ValueProblemError(
            N_(
                "“{value}” is not an INSEE code. That of a commune has five characters, such as 88413; it is not the postcode."
            ),
            value,
        )
    if len(text) == COMMUNE_CHARACTERS and not _known_commune(text):
        raise ValueProblemError(
            N_(
                "No commune has the INSEE code “{value}”. Is it the postcode? Look for the commune's code in the territory search."
            ),
            value,
        )
    return text


def territory(value: object) -> str:
    """Accept a territory by its code, such as `commune:88413`, or by a name that is clear, and give its code."""
    text = str(value)
    try:
        found = naming.understand(text)
    except cog_table.CogTableError:
        return text.strip()
    if not found:
        raise ValueProblemError(N_("“{value}” is not a territory that we know. Look for its code by its name."), value)
    if len(found) > 1:
        choices = ", ".join(f"{code} {codes.label(code)}" for code in found[:MOST_CHOICES])
        several = N_("“{value}” is the name of several territories; write the code of one: {choices}.")
        raise ValueProblemError(several, value, choices=choices)
    return found[0]


def _known_commune(insee: str) -> bool:
    try:
        return cog.commune_name(insee) is not None
    except cog_table.CogTableError:
        return True
