"""Lists of codes: read from `schemas/vocabularies/`, kept in memory, matched leniently.

A vocabulary is a YAML file `{name, about, scheme, base, terms: [{code, fr, en, uri?, also?}]}`; the
licences are a JSON file in CKAN's own shape, so that CKAN's register and ours are the same file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ckanext.datagrandest.metadata.reading import SCHEMAS, read_json, read_mapping, read_sequence

VOCABULARIES = SCHEMAS / "vocabularies"
LICENCES = "licences"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary.

    Attributes:
        code: what is stored and searched.
        uri: what is published in DCAT-AP.
        labels: label by language, `fr` and `en`.
        also: other spellings accepted on input.
        facts: what else the file says (`annex`, `media`, `open`, `endpoint`, …).
    """

    code: str
    uri: str
    labels: Mapping[str, str]
    also: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str = "fr") -> str:
        """Give the label in a language, French when it has none in that one."""
        return self.labels.get(language[:2]) or self.labels["fr"]


@dataclass(frozen=True)
class Vocabulary:
    """An ordered list of terms with lenient lookup."""

    name: str
    scheme: str
    terms: tuple[Term, ...]
    _by_spelling: Mapping[str, Term]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def match(self, text: object) -> Term | None:
        """Find a term by its code, address, French or English label or another spelling; case and accents ignored."""
        return self._by_spelling.get(spelling(text)) if text is not None else None

    def label(self, code: object, language: str = "fr") -> str:
        """Give the label of a code, or the code itself when the vocabulary does not hold it."""
        term = self.match(code)
        return term.label(language) if term else str(code)


def spelling(text: object) -> str:
    """Reduce a text to what makes it the same word: no accents, case, punctuation or http/https difference.

    >>> spelling("  Licence Ouverte / Open Licence ") == spelling("licence ouverte/open licence")
    True
    """
    folded = unicodedata.normalize("NFKD", str(text).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    if "://" in plain:
        return plain.strip().split("://", 1)[1].removeprefix("www.").rstrip("/#")
    return re.sub(r"[\W_]+", " ", plain).strip()


@cache
def vocabulary(name: str) -> Vocabulary:
    """Read a vocabulary once.

    Args:
        name: stem of the file in `schemas/vocabularies/`.

    Raises:
        SchemaUnreadableError: the file is missing, is not YAML, or lacks a key.
    """
    return read_licences() if name == LICENCES else read_vocabulary(VOCABULARIES / f"{name}.yaml")


def vocabulary_names() -> list[str]:
    """List the vocabularies of the platform, by name."""
    return sorted([*(path.stem for path in VOCABULARIES.glob("*.yaml")), LICENCES])


def read_vocabulary(path: Path) -> Vocabulary:
    """Read one YAML vocabulary; `SchemaUnreadableError` says what is wrong with the file."""
    content = read_mapping(path, ("name", "about", "scheme", "base", "terms"))
    base = content["base"]
    terms = tuple(_term(entry, base) for entry in read_sequence(path, content["terms"], ("code", "fr", "en")))
    return _vocabulary(content["name"], content["scheme"], terms)


def read_licences(path: Path = VOCABULARIES / f"{LICENCES}.json") -> Vocabulary:
    """Read the licence file that CKAN's own register reads too."""
    entries = read_sequence(path, read_json(path), ("id", "title", "title_en", "url", "uri", "also", "od_conformance"))
    terms = tuple(
        Term(
            code=entry["id"],
            uri=entry["uri"],
            labels={"fr": entry["title"], "en": entry["title_en"]},
            also=tuple(text for text in (*entry["also"], entry["url"]) if text),
            facts={"url": entry["url"], "open": entry["od_conformance"] == "approved"},
        )
        for entry in entries
    )
    return _vocabulary(LICENCES, "http://publications.europa.eu/resource/authority/licence", terms)


def _term(entry: Mapping[str, Any], base: str) -> Term:
    known = {"code", "uri", "fr", "en", "also"}
    return Term(
        code=str(entry["code"]),
        uri=entry.get("uri") or base + str(entry["code"]),
        labels={"fr": entry["fr"], "en": entry["en"]},
        also=tuple(str(text) for text in entry.get("also", ())),
        facts={key: value for key, value in entry.items() if key not in known},
    )


def _vocabulary(name: str, scheme: str, terms: tuple[Term, ...]) -> Vocabulary:
    spellings: dict[str, Term] = {}
    for pick in (_codes, _other_spellings):
        for term in terms:
            for text in pick(term):
                spellings.setdefault(spelling(text), term)
    spellings.pop("", None)
    return Vocabulary(name, scheme, terms, spellings)


def _codes(term: Term) -> tuple[str, ...]:
    return (term.code, term.uri)


def _other_spellings(term: Term) -> tuple[str, ...]:
    return (*term.labels.values(), *term.also)
