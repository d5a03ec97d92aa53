"""Find territories by what people type: one query, ranked; one more only for a name that is misspelt.

The columns `names`, `others` and `context` hold keys between bars (see `rows.searched`), so that a whole name, the
beginning of a name and the beginning of a word are three LIKE patterns that a trigram index serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from ckanext.datagrandest.territories import codes, names
from ckanext.datagrandest.territories.model import FormerName, Territory

MOST_WORDS = 8
#: How alike a misspelt name must be (trigrams in common, 0 to 1): "epinnal" and "epinal" have 0.6.
ALIKE = 0.5
SIREN, SIRET = 9, 14
#: Of two equal matches the larger place comes first; a commune comes before the EPCI or arrondissement named after it.
WEIGHTS = {"epci": 0.1, "arrondissement": 0.05}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the key of the text, its words, the kinds (none for any) and how many answers."""

    key: str
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    limit: int


def question(text: str, kinds: Iterable[str] = (), limit: int = 10) -> Question:
    """Read a text as a question: a name, a postcode, an INSEE code, a SIREN, a SIRET, `commune:88160`."""
    key = names.key(codes.split(code)[1] if ":" in text and (code := codes.normalise(text)) else text)
    compact = key.replace(" ", "")
    if compact.isdigit():
        key = compact[:SIREN] if len(compact) == SIRET else compact
    return Question(key, tuple(key.split()[:MOST_WORDS]), tuple(kinds), limit)


def find(session: Session, asked: Question) -> tuple[int, list[dict[str, Any]]]:
    """Give how many territories answer, and the best of them.

    Returns:
        The count, and dicts `{code, kind, insee, name, label, department, siren, population, matched}`; `matched` is the former name
        or code that was met, else None.
    """
    if not asked.words:
        return 0, []
    found = session.execute(_matching(asked)).all() or _misspelt(session, asked)
    return (found[0].total if found else 0), [_result(row, asked) for row in found]


def _matching(asked: Question) -> Select[Any]:
    table = Territory
    words = [f"% {word}%" for word in asked.words]
    everywhere = [or_(*(column.like(word) for column in (table.names, table.others, table.context))) for word in words]
    named = [column.like(word) for column in (table.names, table.others) for word in words]
    rank = case(
        (table.names.like(f"%| {asked.key}|%"), 0),
        (table.others.like(f"%| {asked.key}|%"), 1),
        (table.names.like(f"%| {asked.key}%"), 2),
        (and_(*(table.names.like(word) for word in words)), 3),
        (table.others.like(f"%| {asked.key}%"), 4),
        else_=5,
    )
    return _select(asked).where(and_(*everywhere), or_(*named)).order_by(rank, _size().desc(), table.name, table.code)


def _misspelt(session: Session, asked: Question) -> Sequence[Row[Any]]:
    """Find names alike. The threshold of the operator that the index serves is set for this transaction only."""
    session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", str(ALIKE), True)))
    return session.execute(_alike(asked)).all()


def _alike(asked: Question) -> Select[Any]:
    parts = func.unnest(func.string_to_array(Territory.names + Territory.others, "|")).column_valued("part")
    alike = func.max(func.similarity(func.btrim(parts), asked.key))
    likeness = select(alike).correlate(Territory).scalar_subquery()
    near = or_(*(column.op("%>")(asked.key) for column in (Territory.names, Territory.others)))
    return _select(asked).where(near, likeness >= ALIKE).order_by(likeness.desc(), _size().desc(), Territory.code)


def _size() -> ColumnElement[Any]:
    weight = case(*((Territory.kind == kind, value) for kind, value in WEIGHTS.items()), else_=1.0)
    return func.coalesce(Territory.population, 0) * weight


def _select(asked: Question) -> Select[Any]:
    past = func.json_agg(func.json_build_array(FormerName.insee, FormerName.name))
    former = select(past).where(FormerName.territory == Territory.code).scalar_subquery()
    statement = select(
        Territory.code,
        Territory.kind,
        Territory.insee,
        Territory.name,
        Territory.departement,
        Territory.siren,
        Territory.population,
        former.label("former"),
        func.count().over().label("total"),
    ).limit(asked.limit)
    return statement.where(Territory.kind.in_(asked.kinds)) if asked.kinds else statement


def _result(row: Row[Any], asked: Question) -> dict[str, Any]:
    return {
        "code": row.code,
        "kind": row.kind,
        "insee": row.insee,
        "name": row.name,
        "label": codes.label(row.code),
        "department": row.departement,
        "siren": row.siren,
        "population": row.population,
        "matched": _matched(row.name, row.former or (), asked),
    }


def _matched(name: str, former: Sequence[tuple[str, str]], asked: Question) -> str | None:
    """Tell by which former name or code a territory was found, when its own name does not say it."""
    if all(f" {word}" in f" {names.key(name)}" for word in asked.words):
        return None
    for insee, past in former:
        if asked.key == insee.lower() or all(f" {word}" in f" {names.key(past)}" for word in asked.words):
            return past
    return None
