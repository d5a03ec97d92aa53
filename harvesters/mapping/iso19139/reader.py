"""Read values of an ISO record by the names of its properties, whatever the edition of the standard.

ISO 19139 (gmd, gmi, srv and national profiles) and ISO 19115-3 (mdb, cit, mri…) alternate properties (`citation`, lower
case) and types (`CI_Citation`), in other namespaces. A path here names properties only: `citation/title` finds
`gmd:citation/gmd:CI_Citation/gmd:title` and `mri:citation/cit:CI_Citation/cit:title`.

The reader remembers what was read, so that what nobody read can be told (`leftovers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.mapping.texts import block, squeeze
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
FRENCH = frozenset({"fr", "fra", "fre", "french", "français"})
TRANSLATED = N_("Translations of the record into other languages were left out: {languages}.")


@dataclass(frozen=True, slots=True)
class Value:
    """A text and the address that comes with it (gmx:Anchor, xlink:href); either may be empty."""

    text: str
    uri: str = ""


def local_name(element: _Element) -> str:
    """Give an element's name without its namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: _Element) -> Iterator[_Element]:
    """Give child elements, without comments and instructions."""
    return (child for child in element if isinstance(child.tag, str))


def is_type(element: _Element) -> bool:
    """Tell an ISO type (`CI_Citation`, `LI_Lineage`) from a property (`citation`)."""
    return local_name(element)[:1].isupper()


class Reader:
    """One record being read, in French where it has French.

    Args:
        root: the record's element.
    """

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.read: set[_Element] = set()
        self._index: dict[_Element, dict[str, list[_Element]]] = {}
        self.other_languages: set[str] = set()
        self._languages = self._locales()
        self.language = self._main_language()

    def nodes(self, path: str, start: _Element | None = None) -> list[_Element]:
        """List the property elements at a path of property names, in the order of the document."""
        found = [self.root if start is None else start]
        for step in path.split("/"):
            found = [child for element in found for child in self._properties(element).get(step, ())]
        return found

    def _properties(self, element: _Element) -> dict[str, list[_Element]]:
        """Give the properties of an element by name: its children, and those of the types just below it; read once."""
        known = self._index.get(element)
        if known is None:
            known = self._index[element] = {}
            for child in children(element):
                name = local_name(child)
                if name[:1].isupper():
                    for inner, nodes in self._properties(child).items():
                        known.setdefault(inner, []).extend(nodes)
                else:
                    known.setdefault(name, []).append(child)
        return known

    def values(self, path: str, start: _Element | None = None) -> list[Value]:
        """List texts with their addresses; elements without either are left out."""
        values = (self.value(element) for element in self.nodes(path, start))
        return [value for value in values if value.text or value.uri]

    def texts(self, path: str, start: _Element | None = None) -> list[str]:
        """List the texts at a path, on one line each."""
        return [value.text for value in self.values(path, start) if value.text]

    def text(self, path: str, start: _Element | None = None) -> str:
        """Give the first text at a path, "" when there is none."""
        return next(iter(self.texts(path, start)), "")

    def paragraphs(self, path: str, start: _Element | None = None) -> str:
        """Give the first long text at a path with its lines."""
        texts = (block(self._raw(element)) for element in self.nodes(path, start))
        return next((text for text in texts if text), "")

    def codes(self, path: str, start: _Element | None = None) -> list[str]:
        """List the codes of code lists (`@codeListValue`, else the text) at a path."""
        return [code for code in (self.code_of(element) for element in self.nodes(path, start)) if code]

    def code(self, path: str, start: _Element | None = None) -> str:
        """Give the first code at a path, "" when there is none."""
        return next(iter(self.codes(path, start)), "")

    def value(self, element: _Element) -> Value:
        """Read one property element as text and address."""
        return Value(squeeze(self._raw(element)), _address(element))

    def code_of(self, element: _Element) -> str:
        """Read one property element as a code."""
        self.mark(element)
        for node in element.iter("*"):
            code = squeeze(node.get("codeListValue")) or (squeeze(node.text) if not len(node) else "")
            if code:
                return code
        return ""

    def mark(self, element: _Element) -> None:
        """Remember that an element and all in it was read."""
        self.read.update(element.iter("*"))

    def tell_translations(self, remarks: Remarks) -> None:
        """Say which languages were passed over."""
        if self.other_languages:
            remarks.add(TRANSLATED, languages=", ".join(sorted(self.other_languages)))

    def _raw(self, element: _Element) -> str:
        """Give the text of a leaf property: French if it is said in French, else its main language."""
        self._mark_text(element)
        translations = self._translations(element)
        main = _own_text(element)
        french = translations.get("fre", "")
        chosen = french if french and (not main or self.language != "fre") else main
        chosen = chosen or next(iter(translations.values()), "")
        self.other_languages.update(
            language
            for language, text in translations.items()
            if squeeze(text) != squeeze(chosen) and language != "fre"
        )
        return chosen

    def _mark_text(self, element: _Element) -> None:
        self.read.add(element)
        for child in children(element):
            if not len(child) or local_name(child) == "PT_FreeText":
                self.mark(child)

    def _translations(self, element: _Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for localised in element.iter("{*}LocalisedCharacterString"):
            key = (localised.get("locale") or "").lstrip("#")
            language = self._languages.get(key, _language(key[:3].lower()) if key else "?")
            if (localised.text or "").strip():
                found.setdefault(language, localised.text or "")
        return found

    def _locales(self) -> dict[str, str]:
        """Map the identifiers of the record's locales to languages."""
        found: dict[str, str] = {}
        for locale in self.root.iter("{*}PT_Locale"):
            codes = [
                self.code_of(child) for child in children(locale) if local_name(child) in ("languageCode", "language")
            ]
            if locale.get("id") and codes:
                found[locale.get("id", "")] = _language(codes[0])
        return found

    def _main_language(self) -> str:
        code = self.code("language") or self.code("defaultLocale/language")
        return _language(code) if code else "fre"


def _language(code: str) -> str:
    plain = code.strip().lower().split("/")[-1].split(";")[0]
    return "fre" if plain in FRENCH else plain


def _own_text(element: _Element) -> str:
    for child in children(element):
        if not len(child) and (child.text or "").strip():
            return child.text or ""
    return element.text or "" if not len(element) or (element.text or "").strip() else ""


def _address(element: _Element) -> str:
    for node in (*children(element), element):
        if node.get(XLINK_HREF):
            return squeeze(node.get(XLINK_HREF))
    return ""
