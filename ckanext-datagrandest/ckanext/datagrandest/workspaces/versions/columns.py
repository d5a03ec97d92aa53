"""Which columns of two versions of a table are the same, and by which of them their rows are paired; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod

import polars as pl

from ckanext.datagrandest.quality.recognise import folded

#: Columns that lost or got their name are looked for among so many of each version at most.
_ASKED = 30
#: Share of values in common, and fewest of them, by which a column under another name is the same one.
_ALIKE, _FEWEST = 0.9, 3
#: Columns that are tried together as a key, and how many together at most.
_TRIED, _TOGETHER = 8, 3


def renamings(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Find the columns that only changed their name: old name → new name.

    The name tells (capitals, accents and blanks set aside), else the content: nine values in ten are the same.
    """
    gone = [name for name in old.columns if name not in new.columns]
    come = [name for name in new.columns if name not in old.columns]
    found = _by_name(gone, come)
    left = [name for name in gone if name not in found][:_ASKED]
    free = [name for name in come if name not in found.values()][:_ASKED]
    values = {name: frame[name].filter(frame[name] != "").unique()
              for frame, names in ((old, left), (new, free)) for name in names}  # fmt: skip
    scored = sorted(((_alike(values[a], values[b]), -left.index(a), -free.index(b), a, b) for a in left for b in free), reverse=True)  # fmt: skip
    for share, _, _, before, after in scored:
        if share >= _ALIKE and before not in found and after not in found.values():
            found[before] = after
    return found


def _by_name(gone: Sequence[str], come: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    by_key = {folded(name): name for name in reversed(come) if folded(name)}
    for name in gone:
        after = by_key.get(folded(name))
        if after is not None and after not in found.values():
            found[name] = after
    return found


def _alike(old: pl.Series, new: pl.Series) -> float:
    """Give the share of the values of two columns that both have."""
    if min(old.len(), new.len()) < _FEWEST:
        return 0.0
    both = int(old.is_in(new.implode()).sum())
    return both / (old.len() + new.len() - both)


def key_of(old: pl.DataFrame, new: pl.DataFrame, declared: Sequence[str]) -> tuple[str, ...]:
    """Choose the columns by which rows are paired; none when rows can only be compared whole.

    Args:
        old: a table; only the columns that both have are looked at.
        new: its new version.
        declared: the primary key of their schema.

    Returns:
        The declared key where each of its values comes once in both; else the fewest columns of which the same is
        true, those that pair the most rows.
    """
    common = [name for name in old.columns if name in new.columns]
    if not common or not old.height or not new.height:
        return ()
    if declared and all(name in common for name in declared) and _is_key(old, new, list(declared)):
        return tuple(declared)
    for candidates in _candidates(old, new, common):
        scored = [(_paired(old, new, names), names) for names in candidates if _is_key(old, new, names)]
        best = max((score for score, _ in scored), default=0)
        if best:
            return tuple(next(names for score, names in scored if score == best))
    return ()


def _candidates(old: pl.DataFrame, new: pl.DataFrame, common: Sequence[str]) -> Iterator[list[list[str]]]:
    """Yield the columns to try, one by one, then two together, then three."""
    distinct = {name: min(old[name].n_unique() / old.height, new[name].n_unique() / new.height) for name in common}
    yield [[name] for name in common if distinct[name] == 1]
    most = sorted(common, key=lambda name: (-distinct[name], common.index(name)))[:_TRIED]
    height = max(old.height, new.height)
    for together in range(2, _TOGETHER + 1):
        sets = combinations(sorted(most, key=common.index), together)
        yield [list(names) for names in sets if prod(distinct[name] * height for name in names) >= height]


def _is_key(old: pl.DataFrame, new: pl.DataFrame, names: list[str]) -> bool:
    """Tell whether each row has a value of its own in these columns, filled, in both tables."""
    return all(
        frame.select((pl.col(names) != "").all()).row(0) == (True,) * len(names)
        and not frame.select(pl.struct(names).is_duplicated().any()).item()
        for frame in (old, new)
    )


def _paired(old: pl.DataFrame, new: pl.DataFrame, names: list[str]) -> int:
    return old.select(names).join(new.select(names), on=names, how="semi").height
