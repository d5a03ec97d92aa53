"""Repairs of opening hours: French writings in the notation of OpenStreetMap (`opening_hours`)."""

from __future__ import annotations

import re

from ckanext.datagrandest.quality.repairing.days import folded
from ckanext.datagrandest.quality.table_schema import Field

_DAYS = {
    word: code
    for code, words in {
        "Mo": "lundi lundis lun lu mo", "Tu": "mardi mardis mar ma tu", "We": "mercredi mercredis mer me we",
        "Th": "jeudi jeudis jeu je th", "Fr": "vendredi vendredis ven ve fr", "Sa": "samedi samedis sam sa",
        "Su": "dimanche dimanches dim di su", "PH": "ferie feries ph", "Sa-Su": "weekend weekends",
    }.items()
    for word in words.split()
}  # fmt: skip
_ALWAYS = re.compile(
    r"^(?:(?:7 ?j ?/ ?7 ?)?[,;-]?(?:et)? ?24 ?h? ?/ ?24 ?h?[,;-]?(?: et)? ?(?:7 ?j? ?/ ?7 ?j?)?|24 ?/ ?7)$"
)
_EVERY_DAY = re.compile(r"\b(?:tous les jours|7 ?j? ?/ ?7 ?j?|chaque jour)\b")
#: Words of one day, and `week-end`, whose hyphen joins no days.
_WORDS = (
    (re.compile(r"\bjours? feries?\b"), "ph"),
    (re.compile(r"\bweek[- ]ends?\b"), "weekend"),
    (_EVERY_DAY, "mo-su"),
)
_CLOSED = re.compile(r"\b(?:fermee?s?|off|closed)\b")
_TOKEN = re.compile(
    r"(?P<time>(?:[01]?\d|2[0-4]) ?(?:h|:) ?(?:[0-5]\d)?)|(?P<word>[a-z]+)\.?|(?P<sign>[-,;/&]|–|—)|(?P<blank>\s+)"  # noqa: RUF001
)
_JOINING = frozenset({"-", "–", "—", "a", "au"})  # noqa: RUF001
_ADDING = frozenset({",", "/", "&", "et", "puis"})
_EMPTY = frozenset({"du", "de", "le", "les", "des", "ouvert", "ouverte", "ouverture", "horaires"})


class _Unreadable(Exception):  # noqa: N818 - caught in this module alone
    """A writing that leaves something to guess."""


def _hour(text: str) -> str:
    hour, _, minute = re.sub(r" ", "", text).replace("h", ":").partition(":")
    return f"{int(hour):02}:{minute or '00'}"


def _tokens(text: str) -> list[tuple[str, str]]:
    """Cut a writing into days, times, `-` (to), `,` (and), `;` (next rule) and `off`."""
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _Unreadable
        place = match.end()
        if match["time"]:
            found.append(("time", _hour(match["time"])))
        elif match["sign"] == ";":
            found.append((";", ";"))
        elif (word := match["word"] or match["sign"]) and word not in _EMPTY:
            found.append(_meaning(word))
    return found


def _meaning(word: str) -> tuple[str, str]:
    if word in _JOINING:
        return "-", "-"
    if word in _ADDING:
        return ",", ","
    if word in _DAYS:
        return "day", _DAYS[word]
    if word == "off":
        return "off", "off"
    raise _Unreadable


def _written(tokens: list[tuple[str, str]]) -> str:
    """Write tokens in the notation: days, a blank, hours; a rule ends where days follow hours."""
    text, before = "", ""
    for place, (kind, value) in enumerate(tokens):
        after = tokens[place + 1][0] if place + 1 < len(tokens) else ""
        if kind in {"-", ","} and not (before in {"day", "time"} and after in {"day", "time"}):
            raise _Unreadable
        if kind == "," and before == "time" and after == "day":
            kind, value = ";", ";"  # noqa: PLW2901 - what stands between two rules
        elif kind == "-" and before != after:
            raise _Unreadable
        text += _spacing(before, kind) + value
        before = kind
    return text


def _spacing(before: str, kind: str) -> str:
    if kind == "time" and before == "time":
        return ","
    if (kind == "day" and before in {"time", "off"}) or (before == "day" and kind == "day"):
        return "; " if before != "day" else ","
    return " " if kind not in {"-", ",", ";"} and before in {"day", ";"} else ""


def _paired(text: str) -> bool:
    """Tell whether each opening hour has its closing hour."""
    times = re.findall(r"\d\d:\d\d", text)
    return bool(times) and len(re.findall(r"\d\d:\d\d-\d\d:\d\d", text)) * 2 == len(times)


def hours(text: str, _field: Field) -> str | None:
    """`Lu-Ve 9h-12h` → `Mo-Fr 09:00-12:00`; None when a word or a time is not understood."""
    import opening_hours

    plain = folded(text.replace("\n", "; ")).strip(" .;")
    if _ALWAYS.match(plain):
        return "24/7"
    for pattern, word in _WORDS:
        plain = pattern.sub(word, plain)
    plain = re.sub(r"(?<=[a-z]) ?: ?(?=\d)", " ", _CLOSED.sub("off", plain))
    try:
        written = _written(_tokens(plain))
    except _Unreadable:
        return None
    return written if _paired(written) and opening_hours.validate(written) else None
