"""What can be said at once, offline, about a request: is it a commune, one that is eligible, its SIRET, a person's address?

Nothing here asks CKAN or the network: the COG shipped with the platform answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog, names
from ckanext.datagrandest.territories.cog_table import Commune
from ckanext.datagrandest.workspaces.requesting import siret
from ckanext.datagrandest.workspaces.requesting.refusal import Refused

Value = TypeVar("Value")

LONGEST_NAME, LONGEST_EMAIL, LONGEST_PLACE = 120, 254, 120
MOST_CHOICES = 8
_SIREN = 9

NO_COMMUNE = N_("Write your commune: its name, or its INSEE code.")
UNKNOWN = N_("We know no commune “{value}”. Write its name as on the town hall, or its INSEE code (not the postcode).")
SEVERAL = N_("“{value}” may be several communes. Choose yours: {choices}.")
MERGED = N_(
    "{name} has been part of {successor} since it merged. The workspace is that of {successor} (INSEE code {code})."
)
GROUP = N_(
    "{name} is a grouping of communes: the free workspace is for one commune. Groupings and syndicates have a path of their own, below on this page."
)
OUTSIDE = N_("{name} is not in the région that this platform serves.")
TOO_LARGE = N_(
    "{name} has {population} inhabitants: the free workspace is for communes of {most} inhabitants at most. Larger communes have a path of their own, below on this page."
)
NO_NAME = N_("Write your first name and your name.")
BAD_NAME = N_("A name has letters, and {most} characters at most.")
NO_EMAIL = N_("Write your e-mail address: we send you a link to confirm it.")
BAD_EMAIL = N_("“{value}” is not an e-mail address. It looks like mairie@commune.fr.")

#: The pattern of HTML's own e-mail field, with a domain that has a dot (WHATWG; CKAN's accounts take the same).
_EMAIL = re.compile(
    r"(?!\.)(?!.*\.\.)(?!.*\.@)[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@"
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+"
)
#: Addresses that anybody gets at once: the team asks the town hall.
_PUBLIC_HOSTS = frozenset({
    "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr", "gmail.com", "yahoo.fr", "yahoo.com",
    "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com", "live.fr", "icloud.com", "protonmail.com", "proton.me",
})  # fmt: skip


#: Words that many communes have in their names; a shorter one tells nothing either.
_COMMON_WORDS = frozenset(
    {"saint", "sainte", "grand", "grande", "petit", "petite", "haute", "basse", "neuve", "vieux", "ville"}
)
_LONG_WORD = 5


@dataclass(frozen=True, slots=True)
class Rules:
    """For whom the free workspace is: communes of a région (INSEE code) up to a number of inhabitants."""

    region: str
    most_inhabitants: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that can be taken."""

    commune: Commune
    siret: str
    email: str
    name: str


def examine(
    commune: object, siret_text: object, email: object, person: object, rules: Rules
) -> tuple[Asked | None, list[Refused]]:
    """Check all that was typed, so that it is told all at once.

    Args:
        commune: INSEE code, code of territory or name that is clear.
        siret_text: SIRET of the town hall; without a commune it is not looked at.
        email: of the person.
        person: name of the person.
        rules: for whom the workspace is.

    Returns:
        What is asked, or None and why, a refusal a field at most.
    """
    refused: list[Refused] = []
    place = _kept(lambda: eligible(find(plain(commune)), rules), refused)
    number = _kept(lambda: siret.read(plain(siret_text), place), refused) if place else None
    address = _kept(lambda: address_of(plain(email)), refused)
    name = _kept(lambda: name_of(plain(person)), refused)
    if place and number and address and name:
        return Asked(place, number, address, name), []
    return None, refused


def plain(value: object) -> str:
    """Give a value as a text: numbers as one writes them, anything that is no text or number as nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return unicodedata.normalize("NFC", str(value)).strip()


def _kept(check: Callable[[], Value], refused: list[Refused]) -> Value | None:
    try:
        return check()
    except Refused as refusal:
        refused.append(refusal)
        return None


def find(text: str) -> Commune:
    """Find the commune in force that a text names.

    Raises:
        Refused: field `commune`: nothing, unknown, several (with choices), merged (with its successor), a group.
    """
    text = text.strip()[:LONGEST_PLACE]
    if not text:
        raise Refused("commune", "missing", Message(NO_COMMUNE))
    found = candidates(text)
    if len(found) > 1:
        shown = ", ".join(f"{codes.label(f'commune:{code}')} {code}" for code in found[:MOST_CHOICES])
        raise Refused("commune", "several", Message(SEVERAL, {"value": text, "choices": shown}), tuple(found))
    if not found:
        raise _no_commune(text)
    return cog.commune(found[0]) or _merged(found[0])


def candidates(text: str) -> list[str]:
    """Give the INSEE codes of the communes that a text may name, also merged ones: one when it is clear."""
    bare = text.removeprefix("commune:").strip().upper()
    if cog.is_commune(bare) or cog.successor(bare):
        return [bare]
    return cog.find(text) or cog.with_postcode(bare)


def _no_commune(text: str) -> Refused:
    siren = text.removeprefix("epci:").replace(" ", "")
    if len(siren) == _SIREN and cog.epci_exists(siren):
        return Refused("commune", "group", Message(GROUP, {"name": codes.label(f"epci:{siren}")}))
    if any(names.key(text).startswith(f"{word} ") for word in (*names.GROUP_WORDS, "cc", "ca", "cu", "syndicat")):
        return Refused("commune", "group", Message(GROUP, {"name": text}))
    return Refused("commune", "unknown", Message(UNKNOWN, {"value": text}))


def _merged(code: str) -> NoReturn:
    past, successor = cog.former_commune(code), cog.successor(code) or ""
    told = {"name": past.name if past else code, "successor": cog.commune_name(successor), "code": successor}
    raise Refused("commune", "merged", Message(MERGED, told), (successor,))


def eligible(commune: Commune, rules: Rules) -> Commune:
    """Give the commune back when the free workspace is for it.

    Raises:
        Refused: field `commune`: another région, too many inhabitants.
    """
    told = {
        "name": commune.name,
        "population": counted(commune.population or 0),
        "most": counted(rules.most_inhabitants),
    }
    if commune.region != rules.region:
        raise Refused("commune", "outside", Message(OUTSIDE, told))
    if (commune.population or 0) > rules.most_inhabitants:
        raise Refused("commune", "too-large", Message(TOO_LARGE, told))
    return commune


def counted(count: int) -> str:
    """Write a number as one reads it in French: 3 500, with a narrow space that does not break."""
    return f"{count:,}".replace(",", "\u202f")


def address_of(text: str) -> str:
    """Read an e-mail address.

    Raises:
        Refused: field `email`.
    """
    if not text:
        raise Refused("email", "missing", Message(NO_EMAIL))
    if len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise Refused("email", "bad", Message(BAD_EMAIL, {"value": text[:LONGEST_EMAIL]}))
    return text


def name_of(text: str) -> str:
    """Read the name of a person; it goes into the head of mails, so it is one line.

    Raises:
        Refused: field `name`.
    """
    name = " ".join(text.split())
    if not name:
        raise Refused("name", "missing", Message(NO_NAME))
    if len(name) > LONGEST_NAME or not any(char.isalpha() for char in name) or not name.isprintable():
        raise Refused("name", "bad", Message(BAD_NAME, {"most": LONGEST_NAME}))
    return name


def looks_official(email: str, commune: str) -> str:
    """Tell whether an address looks like the town hall's: `yes` (it names the commune), `public` (anybody's), `unknown`."""
    local, _, host = email.lower().rpartition("@")
    if any(word in _letters(host) or ("mairie" in local and word in _letters(local)) for word in _telling(commune)):
        return "yes"
    return "public" if host in _PUBLIC_HOSTS else "unknown"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)


def _telling(commune: str) -> list[str]:
    """Give what of a commune's name tells it from others: the whole, and its first long word that is its own."""
    key = names.key(commune)
    words = [word for word in key.split() if len(word) >= _LONG_WORD and word not in _COMMON_WORDS]
    return [key.replace(" ", ""), *words[:1]]


def by_field(refused: Iterable[Refused]) -> dict[str, list[Message]]:
    """Group messages by field."""
    grouped: dict[str, list[Message]] = {}
    for one in refused:
        grouped.setdefault(one.field, []).append(one.message)
    return grouped
