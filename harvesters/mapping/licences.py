"""Recognise a licence in a text or an address, by our list of licences and by the ways it is written in French records."""

from __future__ import annotations

import re

from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary

ETALAB = re.compile(r"licen[cs]e ouverte|open licen[cs]e|etalab|\blov ?2\b|\bfr lo\b")
NUMBERED = r"\b(?:version|v|etalab|ouverte|licen[cs]e|lo) ?(?:version|v)? ?{}(?: 0)?\b"
VERSION_2 = re.compile(NUMBERED.format(2) + r"|avril 2017|2017 04")
VERSION_1 = re.compile(NUMBERED.format(1) + r"|octobre 2011|2014 05")
ETALAB_2_PAGE = re.compile(r"etalab\.gouv\.fr/licence-ouverte-open-licence/?(?!\w)")
OTHERS = (
    (
        re.compile(r"\bodbl\b|open (?:data ?base|database) licen[cs]e|opendatacommons org licenses odbl|odc odbl"),
        "odc-odbl",
    ),
    (re.compile(r"\bodc ?by\b|opendatacommons org licenses by\b"), "odc-by"),
    (re.compile(r"\bpddl\b|opendatacommons org licenses pddl"), "odc-pddl"),
    (re.compile(r"\bcc ?(?:0|zero)\b|publicdomain zero|creative commons zero"), "cc-zero"),
    (re.compile(r"licence publique generale documentation|\bgfdl\b"), "gfdl"),
)
CREATIVE_COMMONS = re.compile(r"creative ?commons|\bcc (?=by\b)|\bccby\b|creativecommons org licenses")
CC_PARTS = ("by-nc-sa", "by-nc-nd", "by-nc", "by-nd", "by-sa", "by")
CC_IDS = {
    "by-nc-sa": "cc-by-nc-sa",
    "by-nc-nd": "cc-by-nc-nd",
    "by-nc": "cc-nc",
    "by-nd": "cc-by-nd",
    "by-sa": "cc-by-sa",
    "by": "cc-by",
}
DENIED = re.compile(r"\b(?:pas|hors|sauf|excepte)\b.{0,25}(?:licence ouverte|etalab|odbl|creative commons)")


def recognise(text: str) -> str | None:
    """Give the identifier of the licence that a text names, None when it names none that we know.

    >>> recognise("Licence Ouverte / Open Licence version 2.0"), recognise("https://creativecommons.org/licenses/by-sa/4.0/")
    ('lov2', 'cc-by-sa')
    """
    if not text.strip():
        return None
    if term := vocabulary("licences").match(text):
        return term.code if term.code != "notspecified" else None
    plain = _plain(text)
    return None if DENIED.search(plain) else _named(text, plain)


def _named(text: str, plain: str) -> str | None:
    for pattern, licence in OTHERS:
        if pattern.search(plain):
            return licence
    if CREATIVE_COMMONS.search(plain):
        return _creative_commons(plain)
    return _etalab(text, plain) if ETALAB.search(plain) else None


def _plain(text: str) -> str:
    """Fold a text that may hold addresses: words only."""
    return re.sub(r"[\W_]+", " ", spelling(re.sub(r"https?://", " ", text)))


def _creative_commons(plain: str) -> str | None:
    words = plain.replace("attribution", "by").replace("share alike", "sa").replace("sharealike", "sa")
    words = (
        words.replace("non commercial", "nc")
        .replace("noncommercial", "nc")
        .replace("pas d utilisation commerciale", "nc")
    )
    words = words.replace("partage dans les memes conditions", "sa").replace("pas de modification", "nd")
    found = set(words.split())
    for parts in CC_PARTS:
        if set(parts.split("-")) <= found or parts.replace("-", "") in found:
            return CC_IDS[parts]
    return None


def _etalab(text: str, plain: str) -> str:
    """Tell the version: said in words first, then by the address, then the first one, which alone bore no number."""
    words = _plain(re.sub(r"https?://\S+", " ", text))
    for said in (words, plain):
        if VERSION_1.search(said):
            return "fr-lo"
        if VERSION_2.search(said):
            return "lov2"
    return "lov2" if ETALAB_2_PAGE.search(text) else "fr-lo"
