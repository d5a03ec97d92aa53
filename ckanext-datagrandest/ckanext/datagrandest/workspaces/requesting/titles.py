"""How the organisation of a commune is called, as one writes it in French."""

from __future__ import annotations

import re

from ckanext.datagrandest.territories import names

_CONTRACTED = (("Le ", "du "), ("Les ", "des "))
_VOWEL = re.compile(r"[aeiou]|y[^aeiouy]")


def of(name: str) -> str:
    """Give a commune's name after "of": "d'Épinal", "du Val-d'Ajol", "des Forges", "de La Bresse", "de Harol"."""
    for article, contracted in _CONTRACTED:
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    if name.startswith(("La ", "L'", "L’")):
        return f"de {name}"
    return f"d'{name}" if _VOWEL.match(names.key(name)) else f"de {name}"


def title(name: str) -> str:
    """Give the title of a commune's organisation: "Commune de Plombières-les-Bains"."""
    return f"Commune {of(name)}"


def slugs(name: str, code: str) -> tuple[str, str, str]:
    """Give addresses for a commune's pages, the nicest first; the last, with the INSEE code, is nobody else's."""
    slug = names.key(name).replace(" ", "-").replace("/", "")
    departement = code[:3] if code.startswith("97") else code[:2]
    return slug, f"{slug}-{departement.lower()}", f"{slug}-{code.lower()}"
