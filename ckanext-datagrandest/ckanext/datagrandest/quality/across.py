"""The checks that need all the rows of a file, and what must be known beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from ckanext.datagrandest.quality.alike import AlikeRows
from ckanext.datagrandest.quality.area import Area, area_checks
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import FileChecks
from ckanext.datagrandest.quality.foreign import OpenTable, foreign_key_checks, nothing_else
from ckanext.datagrandest.quality.keys import keys
from ckanext.datagrandest.quality.swapped import SwappedPairs
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import Tally


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside a file.

    Attributes:
        opened: opens the other tables that its foreign keys refer to.
        area: where its rows are expected; None when that is not known.
    """

    opened: OpenTable = nothing_else
    area: Area | None = None


class AcrossRows(Protocol):
    """A check that is told each batch, and answers at the end."""

    def add(self, frame: pl.DataFrame) -> None:
        """Remember what is needed of a batch (a frame with `row` and `blank`)."""
        ...

    def report(self, errors: Tally, warnings: Tally, /) -> None:
        """Tell what was found, once all rows are there."""
        ...


def across_rows(schema: TableSchema, columns: Sequence[Column], around: Around) -> list[AcrossRows]:
    """Give the checks of a file that need all its rows.

    Raises:
        SchemaRefusedError: the schema makes no sense.
    """
    referring = foreign_key_checks(schema, columns, around.opened)
    placed = area_checks(columns, around.area)
    twice = AlikeRows(columns, schema.primary_key)
    turned = SwappedPairs(columns, schema)
    return [*keys(columns, schema.primary_key), *referring, FileChecks(schema, columns), *placed, turned, twice]
