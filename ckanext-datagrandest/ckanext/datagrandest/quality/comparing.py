"""Values as they compare: `01` and `1` are one integer, but two strings; a cell that is not of its type has no value.

Source: Frictionless, which compares the values that it has read. Plain texts are compared by Polars; of the others
each distinct one is read by `cells.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.cells import reader
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.screens import screen

_NUMBERS = frozenset({"integer", "number", "year", "boolean"})
#: Types whose screened texts are one writing for each value.
_PLAIN = frozenset({"string", "date"})
#: Digits that a double holds exactly.
_EXACT = r"^-?[0-9]{1,9}(?:\.[0-9]{1,6})?$"
_WHOLE = r"^-?[0-9]{1,15}$"


def kind(column: Column) -> str:
    """Name the values that may equal those of a column: `1` the number is not `1` the text."""
    if column.field.type in _NUMBERS:
        return "number"
    return "string" if column.field.type == "any" else column.field.type


def comparable(frame: pl.DataFrame, column: Column) -> pl.Series:
    """Give the values of a column as texts that are equal when the values are; null where there is none."""
    text = frame.select(pl.when(~column.missing()).then(pl.col(column.name)).alias(column.name)).to_series()
    field = column.field
    if field.type == "any" or (field.type == "string" and field.format == "default"):
        return text
    plain = _plain(column, text)
    rest = text.filter(plain.is_null() & text.is_not_null()).unique()
    if rest.is_empty():
        return plain
    read = reader(replace(field, constraints={}))
    known = pl.DataFrame({"text": rest, "value": pl.Series([_written(read(item)) for item in rest], dtype=pl.String)})
    return pl.DataFrame({"text": text, "plain": plain}).join(known, on="text", how="left", maintain_order="left").select(
        pl.coalesce("plain", "value").alias(column.name)
    ).to_series()  # fmt: skip


def _plain(column: Column, text: pl.Series) -> pl.Series:
    """Give the values that Polars can write, null elsewhere."""
    field, cell = column.field, pl.col("cell")
    frame = pl.DataFrame({"cell": text})
    if field.type in {"integer", "year"} or (field.type == "number" and not field.options):
        whole = pl.when(cell.str.contains(_WHOLE)).then(cell.cast(pl.Int64, strict=False).cast(pl.String))
        value = whole
        if field.type == "number":
            decimal = pl.when(cell.str.contains(_EXACT)).then(cell.cast(pl.Float64, strict=False))
            value = pl.coalesce(whole, decimal.cast(pl.String).str.replace(r"\.0$", "").str.replace("^-0$", "0"))
    elif field.type in _PLAIN:
        value = pl.when(screen(replace(field, constraints={}), cell)).then(cell)
    else:
        value = pl.lit(None, dtype=pl.String)
    if field.type == "year":
        value = pl.when(cell.str.len_chars() == len("2026")).then(value)
    return frame.with_columns(value.alias(column.name))[column.name]


def _written(value: Any) -> str | None:
    """Write a value as every equal one would be."""
    if value is None:
        return None
    if isinstance(value, bool | int | float | Decimal):
        return _number(Decimal(value))
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple):
        return ",".join(str(_written(part)) for part in value)
    if isinstance(value, Mapping):
        return str(sorted(value.items()))
    return str(value)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    if value == value.to_integral_value():
        return str(int(value)) if abs(value.adjusted()) < 400 else str(value.normalize())  # noqa: PLR2004 - digits
    written = format(value.normalize(), "f")
    plain = pl.Series([written]).str.contains(_EXACT).item()
    return pl.Series([written]).cast(pl.Float64).cast(pl.String).item() if plain else written
