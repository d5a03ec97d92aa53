"""Is this the SIRET of that commune? Answered offline, from the COG, in words that say what to do.

A SIRET (INSEE's register Sirene) is the SIREN of a body, nine digits, and the number of one of its establishments (NIC),
five; both carry a check digit. The first two digits of a public body's SIREN tell what it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from stdnum import luhn
from stdnum.fr import siret as stdnum_siret

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog
from ckanext.datagrandest.territories.cog_table import Commune
from ckanext.datagrandest.workspaces.requesting.refusal import Refused

SIREN, SIRET = 9, 14
LONGEST = 60
_COMMUNE = "21"
_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?e\+?\d+$", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_BLANKS = re.compile(r"[\s.\u00a0\u202f\u2009'’\-_/]")
_DECIMALS = re.compile(r"[.,]0+$")

MISSING = N_("Write the SIRET of the town hall: its fourteen digits are on its invoices and letters.")
SHORTENED = N_(
    "“{value}” was shortened by a spreadsheet, and digits are lost. Copy the fourteen digits from an invoice or a letter of the town hall: the first nine are {siren}."
)
NOT_DIGITS = N_("“{value}” is not a SIRET: it has fourteen digits and nothing else.")
ONLY_SIREN = N_(
    "{value} is the SIREN of the commune. The SIRET has five more digits: that of the town hall is most often {likely}."
)
LOST_ZEROS = N_("A SIRET has fourteen digits, this one has {count}: zeros were lost. Is it {likely}?")
WRONG_LENGTH = N_("A SIRET has fourteen digits, this one has {count}. That of {commune} begins by {siren}.")
WRONG_KEY = N_("A digit of “{value}” must be wrong: its check digit does not fit. That of {commune} begins by {siren}.")
OF_ANOTHER = N_(
    "{siret} is the SIRET of {other}, not of {commune}, whose SIRET begins by {siren}. Choose the commune you work for, or correct the SIRET."
)
OF_A_GROUP = N_(
    "{siret} is the SIRET of {other}. Write that of the commune, which begins by {siren}; groupings of communes have a path of their own, below on this page."
)
OF_A_MERGED = N_(
    "{siret} is the SIRET of a commune that merged and is closed ({other}). That of {commune} begins by {siren}."
)
OF_A_CLOSED = N_(
    "No commune of today has the SIRET {siret}: it is that of a commune that merged and is closed, or of another body. That of {commune} begins by {siren}."
)
OF_A_BODY = N_(
    "{siret} is the SIRET of {kind}, not of the commune. That of {commune} begins by {siren}; other public bodies have a path of their own, below on this page."
)
OF_SOMEBODY = N_("{siret} is the SIRET of another body than the commune. That of {commune} begins by {siren}.")

#: What the first two digits of the SIREN of a public body mean (INSEE).
_BODIES = {
    "10": N_("a service of the State"), "11": N_("a service of the State"), "12": N_("a service of the State"),
    "13": N_("a service of the State"), "17": N_("a service of the State"), "18": N_("a national public body"),
    "19": N_("a school or another public body of teaching"), "22": N_("a département"), "23": N_("a région"),
    "24": N_("a grouping of communes"), "25": N_("a syndicate of communes"),
    "26": N_("a local public body, such as a centre for social action (CCAS)"),
}  # fmt: skip


def read(text: str, commune: Commune) -> str:
    """Read the SIRET of a commune.

    Args:
        text: as it was typed, pasted or sent; spaces, dots and hyphens do not matter.
        commune: it must be this one's.

    Returns:
        Fourteen digits.

    Raises:
        Refused: field `siret`; why, and what to do.
    """
    shown = text.strip()[:LONGEST]
    told = {"value": shown, "commune": commune.name, "siren": spaced(commune.siren or "")}
    if not shown:
        raise Refused("siret", "missing", Message(MISSING))
    if _SCIENTIFIC.match(_SPACES.sub("", shown)):
        raise Refused("siret", "shortened", Message(SHORTENED, told))
    digits = _BLANKS.sub("", _DECIMALS.sub("", shown))
    if not (digits.isascii() and digits.isdigit()):
        raise Refused("siret", "not-digits", Message(NOT_DIGITS, told))
    _ensure_length(digits, commune, told)
    if digits.endswith("00000"):
        raise Refused("siret", "shortened", Message(SHORTENED, told))
    if not stdnum_siret.is_valid(digits):
        raise Refused("siret", "wrong-key", Message(WRONG_KEY, told))
    if digits[:SIREN] != commune.siren:
        raise _of_another(digits, commune, told)
    return digits


def likely(siren: str) -> str:
    """Give the SIRET that the town hall of a commune has most often: its first establishment, 0001 and a check digit.

    Raises:
        ValueError: it is no SIREN.
    """
    if len(siren) != SIREN or not siren.isdigit():
        raise ValueError("a SIREN has nine digits")
    body = f"{siren}0001"
    return body + luhn.calc_check_digit(body)


def spaced(digits: str) -> str:
    """Write a SIREN or a SIRET as one reads it: 218 803 518 00016."""
    parts = [digits[start : start + 3] for start in range(0, min(len(digits), SIREN), 3)]
    return "\u00a0".join([*parts, digits[SIREN:]] if len(digits) > SIREN else parts)


def _ensure_length(digits: str, commune: Commune, told: Mapping[str, str]) -> None:
    """Refuse what has not fourteen digits: the SIREN alone, zeros that a spreadsheet dropped, anything else."""
    if len(digits) == SIRET:
        return
    siren = commune.siren or ""
    told = {**told, "count": str(len(digits)), "likely": spaced(likely(siren)) if siren else ""}
    if digits == siren:
        raise Refused("siret", "only-siren", Message(ONLY_SIREN, {**told, "value": spaced(digits)}))
    if whole := _with_zeros(digits, siren):
        raise Refused("siret", "lost-zeros", Message(LOST_ZEROS, {**told, "likely": spaced(whole)}))
    raise Refused("siret", "length", Message(WRONG_LENGTH, told))


def _with_zeros(digits: str, siren: str) -> str | None:
    """Give the SIRET that fewer digits were, when zeros before the number of the establishment or before all are missing."""
    if not siren or not SIREN < len(digits) < SIRET:
        return None
    establishment = digits.removeprefix(siren)
    tried = (siren + establishment.zfill(SIRET - SIREN) if establishment != digits else "", digits.zfill(SIRET))
    return next((one for one in tried if one.startswith(siren) and stdnum_siret.is_valid(one)), None)


def _of_another(digits: str, commune: Commune, told: Mapping[str, str]) -> Refused:
    """Say whose SIRET it is, as far as the COG knows."""
    siren = digits[:SIREN]
    told = {**told, "siret": spaced(digits)}
    if other := _communes().get(siren):
        return Refused("siret", "other-commune", Message(OF_ANOTHER, {**told, "other": _named(other)}), (other,))
    if cog.epci_exists(siren):
        return Refused("siret", "group", Message(OF_A_GROUP, {**told, "other": codes.label(f"epci:{siren}")}))
    if former := _former(siren):
        return Refused("siret", "closed", Message(OF_A_MERGED, {**told, "other": _named(former)}))
    if siren.startswith(_COMMUNE):
        return Refused("siret", "closed", Message(OF_A_CLOSED, told))
    if kind := _BODIES.get(siren[:2]):
        return Refused("siret", "body", Message(OF_A_BODY, {**told, "kind": Message(kind)}))
    return Refused("siret", "somebody", Message(OF_SOMEBODY, told))


def _named(code: str) -> str:
    return f"{cog.commune_name(code)} ({cog.departement_of(code)})"


@cache
def _communes() -> Mapping[str, str]:
    """Give the code of each commune in force by its SIREN."""
    table = cog.table()
    return {siren: code for code, siren in table.commune_siren.items() if siren}


def _former(siren: str) -> str | None:
    """Give the merged commune whose SIREN this must have been.

    INSEE made most SIREN of communes of 21, the département, 0, the rest of the code and the check digit. Where that
    is not true of the communes in force (Aube, Marne…), nothing is concluded.
    """
    if not siren.startswith(_COMMUNE) or siren[4] != "0":
        return None
    code = siren[2:4] + siren[5:8]
    known = cog.former_commune(code) or (cog.commune(code) if cog.is_commune(code) else None)
    return code if known and _follows_code(siren[2:4]) and _made_of(code) == siren else None


def _made_of(code: str) -> str:
    body = f"{_COMMUNE}{code[:2]}0{code[2:]}"
    return body + luhn.calc_check_digit(body)


@cache
def _follows_code(departement: str) -> bool:
    """Tell whether the SIREN of a département's communes are made of their codes: of 19 in 20 that begin by 21."""
    table = cog.table()
    known = [
        (code, siren) for code, siren in table.commune_siren.items()
        if code.startswith(departement) and siren.startswith(_COMMUNE)
    ]  # fmt: skip
    return bool(known) and sum(_made_of(code) == siren for code, siren in known) * 20 >= len(known) * 19
