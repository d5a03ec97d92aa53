"""Foreign keys: cells that name a row of the same table, or of another one.

Source: Table Schema v1, `foreignKeys`, with Frictionless' reading: values are compared once read by their types, a
key whose cells are all empty refers to nothing, one that is partly empty must be found as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.columns import Column, column
from ckanext.datagrandest.quality.comparing import comparable, kind
from ckanext.datagrandest.quality.reading.table import Table
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError, TableSchema
from ckanext.datagrandest.quality.tally import Tally, fault, faults

OpenTable = Callable[[str], AbstractContextManager[Table] | None]
"""Opens another table by its name; None when it was not given."""

_SEEN = {"row": pl.UInt32, "key": pl.UInt64}
_TEXTS = {"key": pl.UInt64, "value": pl.String}


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One key of a schema: its fields, and the fields of the table (empty: the same one) where they must be found."""

    fields: tuple[str, ...]
    table: str
    referred: tuple[str, ...]


def _listed(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value)) if isinstance(value, list) else ()


def foreign_keys(schema: TableSchema) -> list[ForeignKey]:
    """Read the foreign keys of a schema.

    Raises:
        SchemaRefusedError: a key names a field that the schema does not have, or as many fields on each side it has not.
    """
    found: list[ForeignKey] = []
    for descriptor in schema.foreign_keys:
        reference = descriptor.get("reference")
        reference = reference if isinstance(reference, Mapping) else {}
        key = ForeignKey(_listed(descriptor.get("fields")), str(reference.get("resource") or ""),
                         _listed(reference.get("fields")))  # fmt: skip
        names = {field.name for field in schema.fields}
        if not key.fields or len(key.fields) != len(key.referred) or not names.issuperset(key.fields):
            raise SchemaRefusedError(Message(N_("A foreign key of the schema does not name its fields rightly: ask its author for a corrected file.")))  # fmt: skip
        found.append(key)
    return found


def _keys(frame: pl.DataFrame, columns: Sequence[Column | None], kinds: Sequence[str]) -> pl.DataFrame:
    """Give `row`, `key` and `value` (the cells as written) of the rows whose key is not wholly empty."""
    parts: list[pl.Series] = []
    for place, (item, name) in enumerate(zip(columns, kinds, strict=True)):
        values = comparable(frame, item) if item else pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
        same = item is None or kind(item) == name
        parts.append((values if same or item is None else f"{kind(item)}\0" + values).alias(f"part {place}"))
    keyed = pl.DataFrame(parts)
    written = [pl.col(item.name).fill_null("") if item else pl.lit("") for item in columns]
    return frame.select("row", pl.concat_str(written, separator=", ").alias("value")).with_columns(
        keyed.select(pl.struct(pl.all()).hash(seed=2).alias("key")).to_series(),
        keyed.select(pl.any_horizontal(pl.all().is_not_null()).alias("filled")).to_series(),
    ).filter("filled").select("row", "key", "value")  # fmt: skip


class ForeignKeyCheck:
    """One foreign key of a file. Memory: 12 bytes a row, and each distinct key once."""

    def __init__(self, key: ForeignKey, columns: Sequence[Column], opened: OpenTable) -> None:
        by_name = {item.label: item for item in columns}
        self._key, self._opened = key, opened
        self._columns = [by_name[name] for name in key.fields]
        self._referred = [by_name.get(name) for name in key.referred]
        self._kinds = [kind(item) for item in self._columns]
        self._seen = [pl.DataFrame(schema=_SEEN)]
        self._texts = pl.DataFrame(schema=_TEXTS)
        self._there = [pl.Series(dtype=pl.UInt64)]

    def add(self, frame: pl.DataFrame) -> None:
        """Remember the keys of a batch (a frame with `row`), and what they may refer to."""
        found = _keys(frame, self._columns, self._kinds)
        self._seen.append(found.select("row", "key"))
        self._texts = pl.concat([self._texts, found.select("key", "value")]).unique("key", keep="first")
        if not self._key.table:
            self._there.append(_keys(frame, self._referred, self._kinds)["key"].unique())

    def report(self, errors: Tally, warnings: Tally) -> None:
        """Tell the rows whose key is nowhere; that the other table was not given, when it was not."""
        if self._key.table:
            other = self._opened(self._key.table)
            if other is None:
                warnings.add(fault("foreign-key-not-checked", None, None, self._key.table, ", ".join(self._key.fields)))
                return
            with other as table:
                self._there += self._of(table.header, (batch.frame for batch in table.batches))
        lost = pl.concat(self._seen).filter(~pl.col("key").is_in(pl.concat(self._there).unique().implode()))
        rows = lost.join(self._texts, on="key", how="left", maintain_order="left")
        errors.add(faults(rows, "foreign-key", None, ", ".join(self._key.fields)))

    def _of(self, header: Sequence[str], frames: Iterable[pl.DataFrame]) -> Iterable[pl.Series]:
        """Give the keys of another table; its columns are read as those that refer to them."""
        columns = [
            column(header.index(name), name, replace(own.field, name=name, constraints={})) if name in header else None
            for name, own in zip(self._key.referred, self._columns, strict=True)
        ]
        for frame in frames:
            yield _keys(frame.with_row_index("row"), columns, self._kinds)["key"].unique()


def nothing_else(_name: str) -> None:
    """Open no other table."""


def foreign_key_checks(
    schema: TableSchema, columns: Sequence[Column], opened: OpenTable = nothing_else
) -> list[ForeignKeyCheck]:
    """Give the foreign keys of a schema whose columns the file has.

    Raises:
        SchemaRefusedError: a key of the schema makes no sense.
    """
    labels = {item.label for item in columns}
    return [ForeignKeyCheck(key, columns, opened) for key in foreign_keys(schema) if labels.issuperset(key.fields)]
