"""What a person typed into the picker of territories becomes: a place, a question ("which one?"), or a sentence.

    picked = picking.pick(request.form.getlist("commune"), kinds=("commune",))
    picked.code      # "commune:88351", or None
    picked.message   # why there is none, to show beside the field
    picked.choices   # the places that were perhaps meant, which the snippet offers as buttons

With the picker's script the text is a code already; without it, a name, an INSEE code, a postcode. Pure: no database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog, hierarchy, names, naming

#: Of places that bear one name, or are written alike, so many are offered.
MOST_CHOICES = 12
MOST_ALIKE = 5
#: How alike a misspelt name must be, 0 to 100: "plombiere les bain" and "plombieres les bains" have 94.
ALIKE = 82
INSEE_OR_POSTCODE = 5
SHOWN = 60

UNKNOWN = N_("No place is known by “{text}”. Check the spelling, or type the postcode.")
SEVERAL = N_("Several places answer to “{text}”: choose yours.")
PERHAPS = N_("No place is known by “{text}”. Is it one of these?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that was perhaps meant: its code, its label, and what tells it from others (postcodes, EPCI)."""

    code: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Picked:
    """What was understood.

    Attributes:
        text: what was typed, shortened. code: of the territory in force, when it is clear.
        former: the merged commune or région of before 2016 that was typed, whose successor `code` is; else None.
        choices: places to choose from, when it is not clear. message: what is wrong; None with a code, or when nothing was typed.
    """

    text: str = ""
    code: str | None = None
    former: str | None = None
    choices: tuple[Choice, ...] = ()
    message: Message | None = None


def pick(typed: str | Sequence[str], *, kinds: Collection[str] = codes.KINDS, region: str = naming.GRAND_EST) -> Picked:
    """Understand what a form sent for one territory.

    Args:
        typed: the field's value, or all its values: the choice among several places is sent under the name of the field,
            behind the text, and counts.
        kinds: of the territories that may be chosen.
        region: INSEE code of the région whose places come first.
    """
    values = [typed] if isinstance(typed, str) else typed
    text = next((value.strip() for value in reversed(values) if value.strip()), "")[: naming.LONGEST]
    if not text:
        return Picked()
    found = _meant(text, region, kinds)
    shown = text[:SHOWN]
    if len(found) == 1:
        now = codes.current(found[0])
        return Picked(shown, now, None if now == found[0] else found[0])
    if found:
        return Picked(shown, choices=_choices(found[:MOST_CHOICES]), message=Message(SEVERAL, {"text": shown}))
    alike = _alike(text, region, kinds)
    sentence = PERHAPS if alike else UNKNOWN
    return Picked(shown, choices=_choices(alike), message=Message(sentence, {"text": shown}))


def _meant(text: str, region: str, kinds: Collection[str]) -> list[str]:
    """Give what a text means; five digits may be an INSEE code, a postcode, or the one of a place and the other of another."""
    compact = text.replace(" ", "")
    digits = compact.isdigit()
    found = naming.understand(compact if digits else text, region, kinds)
    if "commune" in kinds and digits and len(compact) == INSEE_OR_POSTCODE:
        found += [f"commune:{code}" for code in cog.with_postcode(compact)]
    return list(dict.fromkeys(found))


def _alike(text: str, region: str, kinds: Collection[str]) -> list[str]:
    key = names.key(text)
    if not key:
        return []
    listed = [(code, name) for code, name in _keys(region) if codes.split(code)[0] in kinds]
    near = process.extract(key, [name for _, name in listed], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_ALIKE)
    return list(dict.fromkeys(listed[position][0] for _, _, position in near))


@cache
def _keys(region: str) -> tuple[tuple[str, str], ...]:
    """Give code and key of each name of a place of a région, in force today."""
    places = (f"region:{region}", *hierarchy.descendants(f"region:{region}"))
    return tuple((code, key) for code in places for key in dict.fromkeys(names.variants(codes.official_name(code))))


def _choices(found: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, codes.label(code), ", ".join(_details(code))) for code in found)


def _details(code: str) -> Iterator[str]:
    kind, identifier = codes.split(codes.current(code) or code)
    if kind == "commune" and (commune := cog.commune(identifier)):
        yield from commune.postcodes[:2]
        if commune.epci:
            yield codes.label(f"epci:{commune.epci}")
