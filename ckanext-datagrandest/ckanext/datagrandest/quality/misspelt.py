"""Pairs of rows that are the same but for a few letters of one text, where what they share tells them from all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from rapidfuzz.distance import OSA

from ckanext.datagrandest.quality.columns import Column

#: Rows that share a key, beyond which they are different things of one kind, not one thing twice.
_MOST_OF_A_KEY = 8
_MOST_PAIRS = 5_000
#: Letters: the shortest text looked at, the length from which two letters may differ, what a telling value has at least.
_SHORTEST, _LONG, _EVIDENCE = 6, 12, 5
_PAIR = {"row": pl.UInt32, "value": pl.UInt32}


def _is_slip(first: str, second: str) -> bool:
    """Tell whether one text may be a slip of the pen for the other: the same digits, one or two letters apart."""
    allowed = 2 if min(len(first), len(second)) >= _LONG else 1
    if min(len(first), len(second)) < _SHORTEST or first == second:
        return False
    same_digits = [char for char in first if char.isdigit()] == [char for char in second if char.isdigit()]
    return same_digits and OSA.distance(first, second, score_cutoff=allowed) <= allowed


def misspelt(
    cells: pl.DataFrame, texts: Sequence[Column], columns: Sequence[Column], everything: pl.DataFrame
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Find the rows that misspell an earlier one.

    Args:
        cells: rows that share a `key` with another: `row` and the folded cells of every column.
        texts: the columns that may be misspelt.
        columns: all columns.
        everything: all rows of the file: a value that two rows share proves something when no other row has it.

    Yields:
        The header of a column, and its misspelt rows: `row` and, as `value`, the row that each is like.
    """
    few = cells.filter(pl.len().over("key") <= _MOST_OF_A_KEY)
    pairs = few.join(few, on="key", suffix=" other").filter(pl.col("row") > pl.col("row other"))
    differs = {item.name: pl.col(item.name) != pl.col(f"{item.name} other") for item in columns}
    pairs = pairs.filter(pl.sum_horizontal(differs.values()) == 1)
    for column in texts:
        apart = pairs.filter(differs[column.name]).select("row", "row other", column.name, f"{column.name} other")
        found = [(row, other) for row, other, one, two in apart.head(_MOST_PAIRS).iter_rows() if _is_slip(one, two)]
        if found:
            slips = pl.DataFrame(found, schema=_PAIR, orient="row").sort("row", "value").unique("row", keep="first")
            others = [item for item in columns if item is not column]
            proven = slips.filter(pl.col("row").is_in(_proven(everything, slips, others)))
            if proven.height:
                yield column.label, proven.sort("row")


def _proven(everything: pl.DataFrame, slips: pl.DataFrame, others: Sequence[Column]) -> list[int]:
    """Keep the rows one of whose other values, of five letters or digits or more, stands in no third row."""
    asked = everything.filter(pl.col("row").is_in(slips["row"].implode()))
    found: set[int] = set()
    for other in others:
        value = pl.col(other.name).fill_null("").str.to_lowercase()
        values = asked.select(value.alias("value").filter(value.str.len_chars() >= _EVIDENCE))["value"].unique()
        shared = everything.select("row", value.alias("value")).filter(pl.col("value").is_in(values.implode()))
        rare = shared.filter(pl.len().over("value") <= 2)  # noqa: PLR2004 - the two rows of a pair
        found |= set(rare["row"])
    return sorted(found)
