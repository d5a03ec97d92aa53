"""What the search box proposes while one types: titles, organisations, territories and themes.

One question to Solr for the titles; organisations and themes come from memory, territories from their room's table.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.datagrandest.catalogue import folding, labels
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.territories import codes

#: Fewer letters begin half of the catalogue.
SHORTEST = 2
LONGEST = 100
#: The longest beginning of a word that the index holds beside the word itself.
_LONGEST_BEGINNING = 20
_TOKEN = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line below the search box.

    Attributes:
        kind: dataset, organization, territory or theme.
        id: name or code.
        label: what is shown.
        url: page that it leads to.
    """

    kind: str
    id: str
    label: str
    url: str


Source = Callable[[Context, str, int], Iterable[Suggestion]]


def suggestions(context: Context, text: str, limit: int) -> list[Suggestion]:
    """Give up to `limit` suggestions of each kind for what was typed so far."""
    typed = " ".join(text.split())[:LONGEST]
    if len(typed) < SHORTEST:
        return []
    return [found for source in SOURCES for found in islice(source(context, typed, limit), limit)]


def datasets(context: Context, typed: str, limit: int) -> Iterator[Suggestion]:
    """Find public datasets whose title has a word that begins like each word typed."""
    asked = [token[:_LONGEST_BEGINNING] for token in _TOKEN.findall(typed)]
    if not asked:
        return
    question = " ".join(f'+title_suggest:"{token}"' for token in asked)
    whole = f'({question}) OR title_exact:"{" ".join(asked)}"^10'
    search: dict[str, Any] = {"q": whole, "rows": limit, "facet": "false"}
    search |= {"fl": ["name", "title"], "fq": "+dataset_type:dataset", "include_private": False}
    for found in tk.get_action("package_search")(_as_reader(context), search)["results"]:
        url = tk.h.url_for("dataset.read", id=found["name"])
        yield Suggestion("dataset", found["name"], found.get("title") or found["name"], url)


def _as_reader(context: Context) -> Context:
    """Ask in the user's name and with no more rights than theirs, whoever called."""
    user = {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")}
    return Context(**user)  # type: ignore[typeddict-item]


def organizations(context: Context, typed: str, limit: int) -> Iterator[Suggestion]:
    """Find organisations by the beginnings of the words of their title."""
    asked = folding.words(typed)
    found = (item for item in _known_organizations() if asked and folding.begins(asked, item[2]))
    for name, title, _ in found:
        yield Suggestion("organization", name, title, tk.h.url_for("organization.read", id=name))


def territories(context: Context, typed: str, limit: int) -> Iterator[Suggestion]:
    """Find the places that people may mean; each leads to all that is about it or covers it."""
    found = tk.get_action("dge_territory_search")(_as_reader(context), {"q": typed, "limit": limit})
    for place in found["results"]:
        url = tk.h.url_for("dataset.search", ext_territory=place["code"])
        yield Suggestion("territory", place["code"], codes.label(place["code"]), url)


def themes(context: Context, typed: str, limit: int) -> Iterator[Suggestion]:
    """Find themes by the beginnings of the words of their label or of their other names."""
    asked, reader = folding.words(typed), labels.language()
    for term in vocabulary("data_themes"):
        names = [*term.labels.values(), *term.also]
        if asked and any(folding.begins(asked, folding.words(name)) for name in names):
            yield Suggestion(
                "theme", term.code, term.label(reader), tk.h.url_for("dataset.search", themes_ss=term.code)
            )


SOURCES: tuple[Source, ...] = (themes, territories, organizations, datasets)

_MEMORY_SECONDS = 60
_memory: list[tuple[float, list[tuple[str, str, list[str]]]]] = []


def _known_organizations() -> list[tuple[str, str, list[str]]]:
    """Give name, title and folded words of every organisation, by title, read at most once a minute."""
    if not _memory or time.monotonic() - _memory[0][0] > _MEMORY_SECONDS:
        columns = sa.select(model.Group.name, model.Group.title).where(
            model.Group.is_organization, model.Group.state == model.State.ACTIVE
        )
        rows = model.Session.execute(columns.order_by(model.Group.title)).all()
        known = [(name, title or name, folding.words(title or name)) for name, title in rows]
        _memory[:] = [(time.monotonic(), known)]
    return _memory[0][1]


def forget() -> None:
    """Read the organisations again at the next question."""
    _memory.clear()
