"""Primary keys and unique columns, across the whole file, by the hash of their values.

Source: Table Schema v1, `primaryKey` and the constraint `unique`. A row repeats the nearest row above
it that has the same values; a key whose cells are all empty is a fault, an empty unique cell is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.comparing import comparable
from ckanext.datagrandest.quality.tally import Tally, faults


class Key:
    """A set of columns whose values must not come twice.

    Memory: 12 bytes a row.
    """

    def __init__(self, code: str, columns: Sequence[Column], *, label: str | None, filled: bool) -> None:
        self._code, self._columns, self._label, self._filled = code, columns, label, filled
        self._seen: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Remember the keys of a batch (a frame with `row`)."""
        values = [comparable(frame, item).alias(item.name) for item in self._columns]
        keys = (
            frame.select("row")
            .with_columns(values)
            .with_columns(
                pl.struct([item.name for item in self._columns]).hash(seed=1).alias("key"),
                pl.all_horizontal([pl.col(item.name).is_null() for item in self._columns]).alias("empty"),
            )
        )
        self._seen.append(keys.select("row", "empty", "key"))

    def report(self, errors: Tally, _warnings: Tally) -> None:
        """Tell the rows whose key is empty (where that is a fault) or stands in an earlier row."""
        keys = (
            pl.concat(self._seen)
            if self._seen
            else pl.DataFrame(schema={"row": pl.UInt32, "empty": pl.Boolean, "key": pl.UInt64})
        )
        filled = keys.filter(~pl.col("empty"))
        repeated = filled.filter(~pl.col("key").is_first_distinct())
        rows = pl.concat([repeated, keys.filter(pl.col("empty"))]) if self._filled else repeated
        errors.add(faults(rows.with_columns(pl.lit(None, dtype=pl.String).alias("value")), self._code, self._label))


def keys(columns: Sequence[Column], primary_key: Sequence[str]) -> list[Key]:
    """Give the keys to hold: the primary key when all its columns are there, and each unique column."""
    found = [Key("unique-error", [item], label=item.label, filled=False) for item in columns
             if item.field.constraints.get("unique")]  # fmt: skip
    members = [item for name in primary_key for item in columns if item.field.name == name]
    if primary_key and len(members) == len(primary_key):
        found.append(Key("primary-key", members, label=None, filled=True))
    return found
