"""The custom checks of a schema, bound to the columns of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.rows import CHECKS
from ckanext.datagrandest.quality.custom.screens import SCREENS
from ckanext.datagrandest.quality.custom.values import TESTS, Test, is_swapped_in_france
from ckanext.datagrandest.quality.table_schema import CustomCheck, TableSchema
from ckanext.datagrandest.quality.tally import SCHEMA, fault, faults

_REMEMBERED = 100_000
_SWAPPED = "reversed-french-gps-coordinates"


@dataclass(slots=True)
class ValueCheck:
    """A check of the filled cells of one column; each distinct value is asked once."""

    name: str
    column: Column
    test: Test
    _known: dict[str, bool] = field(default_factory=dict[str, bool])

    def faults(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the cells of a batch that fail."""
        cells = frame.filter(~self.column.missing()).select("row", pl.col(self.column.name).alias("value"))
        screen = SCREENS.get(self.name)
        unsure = cells if screen is None else cells.filter(~screen(pl.col("value")))
        bad = [text for text in unsure["value"].unique() if not self.passes(text)]
        rows = cells.filter(pl.col("value").is_in(bad)) if bad else cells.clear()
        if self.test.__name__ != "is_in_france" or rows.is_empty():
            return faults(rows, self.name, self.column.label)
        swapped = pl.col("value").is_in([text for text in bad if is_swapped_in_france(text)])
        return pl.concat([faults(rows.filter(swapped), _SWAPPED, self.column.label),
                          faults(rows.filter(~swapped), self.name, self.column.label)])  # fmt: skip

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
    broken: pl.Expr
    label: str | None

    def faults(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of a batch that fail."""
        rows = frame.filter(self.broken.fill_null(value=False))
        return faults(rows.select("row", pl.lit(None, dtype=pl.String).alias("value")), self.name, self.label)


def _names(check: CustomCheck, keys: Sequence[str]) -> list[str]:
    values = [check.params.get(key) for key in keys]
    return [str(name) for value in values for name in (value if isinstance(value, list) else [value]) if name]


def _absent(check: CustomCheck, names: Sequence[str], found: Sequence[Column]) -> pl.DataFrame:
    """Report columns that only make sense together, or of which one is required."""
    none = not found
    partly = check.name == "cohesive-columns-value" and found and len(found) < len(names)
    if (check.name == "one-of-required" and none) or partly:
        return fault(check.name, None, None, rule=", ".join(names))
    return pl.DataFrame(schema=SCHEMA)


def bind_checks(schema: TableSchema, columns: Sequence[Column]) -> tuple[list[ValueCheck | RowCheck], pl.DataFrame]:
    """Bind a schema's custom checks.

    Returns:
        The checks to run on each batch, and the faults known from the header alone (an unknown check too).
    """
    by_label = {column.label: column for column in columns}
    checks: list[ValueCheck | RowCheck] = []
    known: list[pl.DataFrame] = [pl.DataFrame(schema=SCHEMA)]
    for check in schema.custom_checks:
        if check.name in TESTS:
            column = by_label.get(str(check.params.get("column")))
            if column is not None:
                checks.append(ValueCheck(check.name, column, TESTS[check.name](check.params)))
        elif check.name in CHECKS:
            build, keys = CHECKS[check.name]
            names = _names(check, keys)
            found = [by_label[name] for name in names if name in by_label]
            known.append(_absent(check, names, found))
            if len(found) == len(names):
                label = str(check.params["column"]) if "column" in check.params else None
                checks.append(RowCheck(check.name, build(found, check.params), label))
            elif check.name == "one-of-required" and found:
                checks.append(RowCheck(check.name, build(found, check.params), None))
        else:
            known.append(fault("check-error", None, None, check.name))
    return checks, pl.concat(known)
