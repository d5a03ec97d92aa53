"""Which shipped schema a table seems to follow, from its column names alone; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.table_schema import TableSchema

#: Share of a schema's required columns that a table must have to be taken for one of its kind.
ENOUGH = 0.8
#: Share from which a person is asked whether it is one.
_POSSIBLE = 0.3
#: Fewer common columns than this prove nothing: `nom` and `adresse` are everywhere.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Recognised:
    """A schema that the header speaks for: its id, newest version, share of required columns found (0 to 1)."""

    id: str
    version: str
    share: float


def folded(label: str) -> str:
    """Give a column name without capitals, accents, blanks and punctuation."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def recognise(header: Sequence[str], schemas: Sequence[TableSchema] | None = None) -> Recognised | None:
    """Find the schema whose columns a header has; None when none is close enough.

    Args:
        header: column names, as read.
        schemas: the candidates; the newest version of each schema we ship when None.
    """
    fitting = [item for item in _scored(header, schemas) if item[0] >= ENOUGH]
    return _recognised(max(fitting, key=lambda item: item[:2])) if fitting else None


def likely(header: Sequence[str], most: int = 4) -> list[Recognised]:
    """Give the schemas that a header may speak for, the likeliest first: for a person to choose from.

    Args:
        header: column names, as read.
        most: how many at most.
    """
    fitting = [item for item in _scored(header, None) if item[0] >= _POSSIBLE]
    return [_recognised(item) for item in sorted(fitting, key=lambda item: item[:2], reverse=True)[:most]]


def _scored(header: Sequence[str], schemas: Sequence[TableSchema] | None) -> list[tuple[float, float, TableSchema]]:
    names = {folded(label) for label in header} - {""}
    candidates = [registry.get(name) for name in registry.versions()] if schemas is None else schemas
    return [(*_score(names, schema), schema) for schema in candidates]


def _recognised(item: tuple[float, float, TableSchema]) -> Recognised:
    return Recognised(item[2].id, item[2].version, round(item[0], 3))


def _score(names: set[str], schema: TableSchema) -> tuple[float, float]:
    """Give the share of required columns, and the likeness of all columns; zeros when there are too few in common."""
    fields = {folded(field.name) for field in schema.fields}
    wanted = {folded(field.name) for field in schema.fields if field.required} or fields
    if len(names & fields) < _FEWEST:
        return 0.0, 0.0
    return len(names & wanted) / len(wanted), len(names & fields) / len(names | fields)
