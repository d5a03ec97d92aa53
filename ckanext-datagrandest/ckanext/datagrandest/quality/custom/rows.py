"""Checks across the columns of a row: sums, comparisons, columns that go together.

Source: Validata's custom checks of the same names. A cell that is empty, or that is not of its type,
counts as missing; a check that needs values passes over the rows where one is missing.

The expressions stand over a batch whose cells were replaced by their values (`comparing.py`), null where there is
none; those of `RAW` over the cells as they are.
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
_TEXTS = frozenset({"string", "any"})

Broken = pl.Expr
"""True in the rows that break the check; false or null elsewhere."""


def _value(column: Column) -> pl.Expr:
    return pl.col(column.name)


def _number(column: Column) -> pl.Expr:
    return pl.col(column.name).str.strip_chars().cast(pl.Float64, strict=False)


def _sort(column: Column) -> str:
    """Name what a column's values are compared as: numbers, texts, or its own type."""
    if column.field.type in _NUMBERS:
        return "number"
    return "text" if column.field.type in _TEXTS else column.field.type


def one_of_required(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """At least one of the columns is filled."""
    return pl.all_horizontal([_value(column).is_null() for column in columns])


def cohesive(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """All the columns are filled, or none is."""
    filled = [_value(column).is_not_null() for column in columns]
    return pl.any_horizontal(filled) & ~pl.all_horizontal(filled)


def filled(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """The column, where the file has it, is filled in each row."""
    return columns[0].missing() & ~pl.col("blank")


def compare(columns: Sequence[Column], params: Mapping[str, Any]) -> Broken:
    """The first column stands in the given relation to the second.

    Numbers, and texts that are numbers, are compared as such; values of one type as they are written; others cannot be.

    Raises:
        SchemaRefusedError: the schema names an operator that does not exist.
    """
    operator = _OPERATORS.get(str(params.get("op")))
    if operator is None:
        raise SchemaRefusedError(Message(N_("The schema compares two columns with “{op}”, which is not an operator."), {"op": params.get("op")}))  # fmt: skip
    first, second = columns
    there = _value(first).is_not_null() & _value(second).is_not_null()
    as_written = ~operator(_value(first), _value(second)) if _sort(first) == _sort(second) else there
    if not {_sort(first), _sort(second)} <= {"number", "text"}:
        return as_written
    numbers = _number(first).is_not_null() & _number(second).is_not_null()
    return pl.when(numbers).then(~operator(_number(first), _number(second))).otherwise(as_written)


def total(columns: Sequence[Column], _params: Mapping[str, Any]) -> Broken:
    """The first column is the sum of the others."""
    if all(column.field.type in {"integer", "year"} for column in columns):
        whole, *others = [_value(column).cast(pl.Int128, strict=False) for column in columns]
        return reduce(lambda left, right: left + right, others) != whole
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

RAW = frozenset({"required-value"})
"""The checks that ask for cells as they are, of whatever type."""
