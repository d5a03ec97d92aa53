"""Headers brought to the schema's names: case, accents, blanks, a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckanext.datagrandest.quality.reading.dialects import folded

#: Likeness (0 to 100) below which two headers are not the same word, and lead over the second best.
_LIKE, _LEAD = 85, 5


def renamed(header: Sequence[str], names: Sequence[str], aliases: Mapping[str, str] | None = None) -> dict[str, str]:
    """Find which schema name each strange header stands for.

    Args:
        header: as written in the file.
        names: of the schema's fields.
        aliases: other headers that the schema knows, with the name they stand for.

    Returns:
        The new name of each header to change; one that could be two names is left.
    """
    from rapidfuzz import fuzz, process

    free = [name for name in names if name not in header]
    strange = [label for label in header if label not in names and folded(label)]
    found: dict[str, str] = {}
    by_fold = {folded(alias): name for alias, name in (aliases or {}).items() if name in free}
    by_fold |= {folded(name): name for name in free}
    for label in strange:
        name = by_fold.get(folded(label))
        if name is not None and name not in found.values():
            found[label] = name
    free = [name for name in free if name not in found.values()]
    keys = [folded(name) for name in free]
    for label in strange:
        if label in found or not keys:
            continue
        best = process.extract(folded(label), keys, scorer=fuzz.ratio, limit=2, score_cutoff=_LIKE)
        if best and (len(best) == 1 or best[0][1] - best[1][1] >= _LEAD) and free[best[0][2]] not in found.values():
            found[label] = free[best[0][2]]
    return found
