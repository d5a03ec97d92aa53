"""A file read as a table to be compared: text cells without blanks at their ends, columns by their names; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ckanext.datagrandest.quality.check import labels
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.repairing.headers import renamed
from ckanext.datagrandest.quality.repairing.layout import read_whole
from ckanext.datagrandest.quality.table_schema import TableSchema

_NUMBERS = frozenset({"number", "integer"})
_WRITTEN_NUMBER = r"^-?\d+(?:[.,]\d+)?$"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to compare.

    Attributes:
        shown: its cells as they are shown to people.
        compared: the same cells, those of number columns written in one way (`1500,00` is `1500`).
    """

    shown: pl.DataFrame
    compared: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in their order."""
        return self.shown.columns

    @property
    def height(self) -> int:
        """How many rows it has, empty ones left out."""
        return self.shown.height


def read_sheet(path: Path, schema: TableSchema) -> Sheet:
    """Read a file; its encoding, delimiter and kind leave no trace.

    Raises:
        NotATableError: it cannot be read.
    """
    with open_table(path, schema.fields) as table:
        frame, _, _ = read_whole(table)
        header = labels(table.header)
    names = renamed(header, schema)
    return sheet(frame.drop("row"), [names.get(label, label) for label in header], schema)


def sheet(frame: pl.DataFrame, header: Sequence[str], schema: TableSchema) -> Sheet:
    """Make a table of a frame of texts whose columns are in the order of a header; empty rows are left out."""
    named = frame.rename(dict(zip(frame.columns, _distinct(header), strict=True)))
    cells = named.with_columns(pl.all().cast(pl.String).fill_null("").str.strip_chars())
    if cells.width:
        cells = cells.filter(pl.any_horizontal(pl.all() != ""))
    numbers = [field.name for field in schema.fields if field.type in _NUMBERS and field.name in cells.columns]
    return Sheet(cells, cells.with_columns(_plain(pl.col(name)) for name in numbers))


def _plain(cell: pl.Expr) -> pl.Expr:
    """Write a decimal number with a point and without the zeros that mean nothing; other texts stay."""
    pointed = cell.str.replace(",", ".", literal=True)
    short = pl.when(pointed.str.contains(".", literal=True)).then(pointed.str.strip_chars_end("0")).otherwise(pointed)
    return pl.when(cell.str.contains(_WRITTEN_NUMBER)).then(short.str.strip_chars_end(".")).otherwise(cell)


def _distinct(header: Sequence[str]) -> list[str]:
    """Name each column once: those without a name by their place, those that come again by a number."""
    named: dict[str, None] = {}
    for place, label in enumerate(header, start=1):
        base = label.strip() or f"({place})"
        name, number = base, 2
        while name in named:
            name, number = f"{base} ({number})", number + 1
        named[name] = None
    return list(named)
