"""Headers brought to the schema's names: case, accents, blanks, a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.table_schema import TableSchema

#: Likeness (0 to 100) below which two headers are not the same word, and lead over the second best.
_LIKE, _LEAD = 85, 5
#: No column is named by more characters than this.
_LONGEST = 200


def renamed(header: Sequence[str], schema: TableSchema) -> dict[str, str]:
    """Find which schema name each strange header stands for.

    Args:
        header: as written in the file.
        schema: its fields and the other headers it knows for them.

    Returns:
        The new name of each header to change; one that could be two names is left.
    """
    strange = [label for label in dict.fromkeys(header)
               if schema.field(label) is None and folded(label) and len(label) <= _LONGEST]  # fmt: skip
    free = [item.name for item in schema.fields if item.name not in header]
    if not strange or not free:
        return {}
    found = _same(strange, free, schema)
    more = True
    while more:  # a name that is taken may leave another without a rival
        strange = [label for label in strange if label not in found]
        free = [name for name in free if name not in found.values()]
        alike = _alike(strange, free)
        found, more = found | alike, bool(alike)
    return found


def _same(strange: Sequence[str], free: Sequence[str], schema: TableSchema) -> dict[str, str]:
    """Pair headers that only differ by accents, case, blanks and punctuation, or that the schema knows."""
    by_fold = {folded(alias): name for alias, name in schema.aliases().items() if name in free}
    by_fold |= {folded(name): name for name in free}
    found: dict[str, str] = {}
    for label in strange:
        name = by_fold.get(folded(label))
        if name is not None and name not in found.values():
            found[label] = name
    return found


def _alike(strange: Sequence[str], free: Sequence[str]) -> dict[str, str]:
    """Pair headers with the only name that is nearly the same, when no other header is as near to it."""
    from rapidfuzz import fuzz, process

    keys = [folded(name) for name in free]
    near: list[tuple[float, str, str]] = []
    for label in strange if keys else ():
        best = process.extract(folded(label), keys, scorer=fuzz.ratio, limit=2, score_cutoff=_LIKE)
        if best and (len(best) == 1 or best[0][1] - best[1][1] >= _LEAD):
            near.append((-best[0][1], label, free[best[0][2]]))
    found: dict[str, str] = {}
    for _, label, name in sorted(near):
        if name not in found.values():
            found[label] = name
    return found
