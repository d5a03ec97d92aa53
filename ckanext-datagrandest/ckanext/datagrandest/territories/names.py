"""How names of places are compared: accents, case, hyphens, apostrophes, articles, St and Saint.

A *key* is what remains of a name once everything that people write differently is gone:
`key("St-Dié-des-Vosges") == key("SAINT DIE DES VOSGES") == "saint die des vosges"`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: Words that people and files shorten, each with its whole form in a key.
SHORT_FORMS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "s/": "sur",
    "ss": "sous",
    "lez": "les",
}
#: What DGCL shortens at the beginning of the name of a group of communes.
GROUP_FORMS = {"cc": "communaute de communes", "ca": "communaute d agglomeration", "cu": "communaute urbaine"}
ARTICLES = ("le ", "la ", "les ", "l ", "aux ", "au ")
#: What the name of an EPCI begins with, which people leave out when they search.
GROUP_WORDS = (
    "communaute de communes",
    "communaute d agglomeration",
    "communaute urbaine",
    "metropole",
    "eurometropole",
)
SMALL_WORDS = ("de la ", "de l ", "des ", "du ", "de ", "d ")
LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
LONGEST_NAME = 200

#: Sentences of a column are separated by this character, which folding leaves alone.
SEPARATOR = "\n"


def _folding() -> dict[int, str]:
    """Give the table for `str.translate`: Latin letters without accents, every other sign a space."""
    table = {code: " " for code in (*range(0x21), *range(0x21, 0x250), *range(0x2010, 0x2028)) if code != ord("\n")}
    for code in range(0x30, 0x250):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if base.isascii() and base.isalnum():
            table[code] = base
    table.update({ord(sign): plain for sign, plain in LIGATURES.items()})
    return table | {ord("/"): "/ ", **dict.fromkeys(range(0x300, 0x370), "")}


FOLDING = _folding()
SHORT = re.compile(r"(?<![a-z0-9/])(?:stes?|sts?|s/|ss|lez)(?![a-z0-9])")
GROUP = re.compile(r"^[ /]*(c[acu])[ /]+(?=[^ /\n])", re.MULTILINE)
SPACES = re.compile(r"[ /]+")
SHORT_SLASH = re.compile(r"(?<![a-z0-9])s/ s(?:/|(?![a-z0-9]))")
#: "Abergement (L')", "Rousses (Les)": the official files put the article behind.
ARTICLE_BEHIND = re.compile(r"^(.+?)\s*\((l['’]|le|la|les)\)\s*$", re.IGNORECASE)


def keys(names: Iterable[str]) -> list[str]:
    """Give the key of each name, in order, all at once. The names are those of the table: short, NFC, on one line."""
    return _fold(SEPARATOR.join(names)).split(SEPARATOR)


def key(name: str) -> str:
    """Give what two spellings of one name have in common; "" for a text without letters or digits."""
    name = unicodedata.normalize("NFC", name[:LONGEST_NAME]).replace("\n", " ")
    if behind := ARTICLE_BEHIND.match(name):
        name = f"{behind[2]} {behind[1]}"
    return _fold(name)


def bare(key: str) -> str:
    """Give a key without its leading article: "l abergement clemenciat" → "abergement clemenciat"."""
    for article in ARTICLES:
        if key.startswith(article):
            return key[len(article) :]
    return key


def variants(name: str) -> Iterator[str]:
    """Yield the keys that a name may be asked by: whole, without article, and without "communauté de communes de"."""
    whole = key(name)
    yield whole
    if (short := bare(whole)) != whole:
        yield short
    for words in GROUP_WORDS:
        if whole.startswith(f"{words} "):
            rest = whole.removeprefix(f"{words} ")
            yield from dict.fromkeys((rest, _without_small_words(rest)))


def _without_small_words(key: str) -> str:
    for words in SMALL_WORDS:
        if key.startswith(words):
            return key.removeprefix(words)
    return key


def _fold(text: str) -> str:
    folded = SHORT_SLASH.sub(" sous ", text.translate(FOLDING))
    whole = SHORT.sub(lambda found: f" {SHORT_FORMS[found[0]]} ", folded)
    whole = GROUP.sub(lambda found: f"{GROUP_FORMS[found[1]]} ", whole)
    spaced = SPACES.sub(" ", whole)
    return "\n".join(line.strip() for line in spaced.split("\n")) if "\n" in spaced else spaced.strip()
