"""Checks across the columns of a row: sums, comparisons, columns that go together.

Source: Validata's custom checks of the same names. A cell that is empty, or that is not of its type,
counts as missing; a check that needs values passes over the rows where one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import eq, ge, gt, le, lt
from typing import Any

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

_OPERATORS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {">": gt, ">=": ge, "==": eq, "<=": le, "<": lt}
_NUMBERS = frozenset({"integer", "number", "year"})

Broken = pl.Expr
"""True in the rows that break the check; false or null elsewhere."""


def _text(column: Column) -> pl.Expr:
    return pl.when(~column.missing()).then(pl.col(column.name))


def _number(column: Column) -> pl.Expr:
    text = _text(column).str.strip_chars().str.replace(column.field.options.get("decimalChar", "."), ".", literal=True)
    return text.cast(pl.Float64, strict=False)


def _numeric(columns: Sequence[Column]) -> bool:
    return all(column.field.type in _NUMBERS for column in columns)


def one_of_required(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """At least one of the columns is filled."""
    return pl.all_horizontal([_text(column).is_null() for column in columns])


def cohesive(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """All the columns are filled, or none is."""
    filled = [_text(column).is_not_null() for column in columns]
    return pl.any_horizontal(filled) & ~pl.all_horizontal(filled)


def filled(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """The column, where the file has it, is filled in each row."""
    return columns[0].missing() & ~pl.col("blank")


def compare(columns: Sequence[Column], params: Mapping[str, Any]) -> Broken:
    """The first column stands in the given relation to the second; numbers as numbers, the rest as text.

    Raises:
        SchemaRefusedError: the schema names an operator that does not exist.
    """
    operator = _OPERATORS.get(str(params.get("op")))
    if operator is None:
        raise SchemaRefusedError(Message(N_("The schema compares two columns with “{op}”, which is not an operator."), {"op": params.get("op")}))  # fmt: skip
    first, second = columns
    as_text = ~operator(_text(first), _text(second))
    if _numeric(columns):
        return ~operator(_number(first), _number(second))
    if any(column.field.type in _NUMBERS for column in columns):
        both = _number(first).is_not_null() & _number(second).is_not_null()
        filled = _text(first).is_not_null() & _text(second).is_not_null()
        return pl.when(both).then(~operator(_number(first), _number(second))).otherwise(filled)
    numbers = pl.all_horizontal([_number(first).is_not_null(), _number(second).is_not_null()])
    return pl.when(numbers).then(~operator(_number(first), _number(second))).otherwise(as_text)


def total(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """The first column is the sum of the others."""
    expected, *parts = [_number(column) for column in columns]
    return (reduce(lambda left, right: left + right, parts) - expected).abs() > 1e-9  # noqa: PLR2004 - float noise


CHECKS: Mapping[str, tuple[Callable[[Sequence[Column], Mapping[str, Any]], Broken], tuple[str, ...]]] = {
    "one-of-required": (one_of_required, ("column1", "column2")),
    "cohesive-columns-value": (cohesive, ("column", "othercolumns")),
    "required-value": (filled, ("column",)),
    "compare-columns-value": (compare, ("column", "column2")),
    "sum-columns-value": (total, ("column", "columns")),
}
"""The checks of a row, by name, with the parameters that name its columns."""
