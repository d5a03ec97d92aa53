"""The custom checks of a schema, bound to the columns of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.comparing import comparable
from ckanext.datagrandest.quality.custom.address_file import ADDRESS_FILES, AddressBook
from ckanext.datagrandest.quality.custom.address_rows import ADDRESS_ROWS, Cells, Question, Rule
from ckanext.datagrandest.quality.custom.addresses import ADDRESS_TESTS
from ckanext.datagrandest.quality.custom.rows import CHECKS, RAW
from ckanext.datagrandest.quality.custom.screens import SCREENS
from ckanext.datagrandest.quality.custom.values import TESTS, Test, is_swapped_in_france
from ckanext.datagrandest.quality.table_schema import REQUIRED_COLUMN, CustomCheck, TableSchema
from ckanext.datagrandest.quality.tally import SCHEMA, Tally, fault, faults

_REMEMBERED = 100_000
_SWAPPED = "reversed-french-gps-coordinates"
VALUE_TESTS: Mapping[str, Callable[[Mapping[str, Any]], Test]] = {**TESTS, **ADDRESS_TESTS}
"""Every test of one cell, by the check's name in a schema."""


@dataclass(slots=True)
class ValueCheck:
    """A check of the filled cells of one column; each distinct value is asked once."""

    name: str
    column: Column
    test: Test
    advice: bool = False
    _known: dict[str, bool] = field(default_factory=dict[str, bool])

    def faults(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the cells of a batch that fail."""
        cells = frame.filter(~self.column.missing()).select("row", pl.col(self.column.name).alias("value"))
        certain, unsure = self._screened(cells)
        bad = [text for text in unsure["value"].unique() if not self.passes(text)]
        rows = pl.concat([certain, unsure.filter(pl.col("value").is_in(bad)) if bad else unsure.clear()])
        if self.test.__name__ != "is_in_france" or rows.is_empty():
            return faults(rows, self.name, self.column.label)
        swapped = pl.col("value").is_in([text for text in bad if is_swapped_in_france(text)])
        return pl.concat([faults(rows.filter(swapped), _SWAPPED, self.column.label),
                          faults(rows.filter(~swapped), self.name, self.column.label)])  # fmt: skip

    def _screened(self, cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Give the cells that certainly fail, and those that the exact test must see."""
        screen = SCREENS.get(self.name)
        if screen is None:
            return cells.clear(), cells
        unsure = cells.filter(~screen.passes(pl.col("value")))
        if self.column.field.type != "string" or self.column.field.format != "default":
            return cells.clear(), unsure  # what its own field refuses is reported once, as such
        fails = unsure.select(screen.fails(pl.col("value"))).to_series()
        return unsure.filter(fails), unsure.filter(~fails)

    def passes(self, text: str) -> bool:
        """Tell whether a filled cell passes; true too where its own field refuses it as not of its type."""
        known = self._known.get(text)
        if known is None:
            # A cell that its own field refuses is reported once, as such.
            known = self.column.verdict(text) == ("type",) or self.test(text)
            if len(self._known) < _REMEMBERED:
                self._known[text] = known
        return known


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A check across columns; the fault is that of the column the schema names, or of the row."""

    name: str
    broken: Rule
    label: str | None
    advice: bool = False
    typed: Sequence[Column] = ()
    told: str = ""

    def faults(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of a batch that fail."""
        frame = frame.with_columns(comparable(frame, column) for column in self.typed)
        if isinstance(self.broken, Question):
            rows = self.broken.among(frame)
        else:
            rows = frame.filter(self.broken.fill_null(value=False))
        return faults(
            rows.select("row", pl.lit(None, dtype=pl.String).alias("value")), self.name, self.label, self.told
        )


def _names(check: CustomCheck, keys: Sequence[str]) -> list[str]:
    values = [check.params.get(key) for key in keys]
    return [str(name) for value in values for name in (value if isinstance(value, list) else [value]) if name]


_SIGNS = {">=": "≥", "<=": "≤", "==": "="}


def _told(check: CustomCheck, names: Sequence[str]) -> str:
    """Name the other columns of a check as its sentences do: the two to compare, the parts of a sum."""
    if check.name == "one-of-required":
        return ", ".join(names)
    operator = str(check.params.get("op", ""))
    others = (" + " if check.name == "sum-columns-value" else ", ").join(names[1:])
    return f"{_SIGNS.get(operator, operator)} {others}" if check.name == "compare-columns-value" else others


def _absent(check: CustomCheck, names: Sequence[str], found: Sequence[Column]) -> pl.DataFrame:
    """Report columns that only make sense together, or of which one is required."""
    none = not found
    partly = check.name == "cohesive-columns-value" and found and len(found) < len(names)
    if (check.name == "one-of-required" and none) or partly:
        return fault(check.name, None, None, rule=", ".join(names))
    return pl.DataFrame(schema=SCHEMA)


def _is_advice(check: CustomCheck) -> bool:
    return check.params.get("level") == "warning"


def _value_check(check: CustomCheck, by_label: Mapping[str, Column]) -> list[ValueCheck | RowCheck]:
    column = by_label.get(str(check.params.get("column")))
    if column is None:
        return []
    return [ValueCheck(check.name, column, VALUE_TESTS[check.name](check.params), _is_advice(check))]


def _row_check(check: CustomCheck, by_label: Mapping[str, Column]) -> tuple[list[ValueCheck | RowCheck], pl.DataFrame]:
    build, keys = CHECKS[check.name]
    names = _names(check, keys)
    found = [by_label[name] for name in names if name in by_label]
    bound: list[ValueCheck | RowCheck] = []
    typed = () if check.name in RAW else found
    if len(found) == len(names):
        label = str(check.params["column"]) if "column" in check.params else None
        bound.append(
            RowCheck(check.name, build(found, check.params), label, _is_advice(check), typed, _told(check, names))
        )
    elif check.name == "one-of-required" and found:
        bound.append(RowCheck(check.name, build(found, check.params), None, typed=typed, told=_told(check, names)))
    return bound, _absent(check, names, found)


def bind_checks(schema: TableSchema, columns: Sequence[Column]) -> tuple[list[ValueCheck | RowCheck], pl.DataFrame]:
    """Bind a schema's custom checks of cells and rows.

    Returns:
        The checks to run on each batch, and the faults known from the header alone (an unknown check too).
    """
    by_label = {column.label: column for column in columns}
    cells = Cells(columns)
    checks: list[ValueCheck | RowCheck] = []
    known: list[pl.DataFrame] = [pl.DataFrame(schema=SCHEMA)]
    for check in schema.custom_checks:
        label = str(check.params["column"]) if "column" in check.params else None
        if check.name in VALUE_TESTS:
            checks += _value_check(check, by_label)
        elif check.name in CHECKS:
            bound, absent = _row_check(check, by_label)
            checks += bound
            known.append(absent)
        elif check.name in ADDRESS_ROWS:
            checks.append(RowCheck(check.name, ADDRESS_ROWS[check.name](cells), label, _is_advice(check)))
        elif check.name not in ADDRESS_FILES and check.name != REQUIRED_COLUMN:
            known.append(fault("check-error", None, None, check.name))
    return checks, pl.concat(known)


class FileChecks:
    """The checks of a schema that need all the rows."""

    def __init__(self, schema: TableSchema, columns: Sequence[Column]) -> None:
        self._checks = [check for check in schema.custom_checks if check.name in ADDRESS_FILES]
        self._book = AddressBook(columns) if self._checks else None

    def add(self, frame: pl.DataFrame) -> None:
        """Remember what the checks need of a batch."""
        if self._book is not None:
            self._book.add(frame)

    def report(self, errors: Tally, warnings: Tally) -> None:
        """Tell the faults, once all rows are there."""
        for check in self._checks:
            if self._book is not None:
                (warnings if _is_advice(check) else errors).add(self._book.faults(check.name))
