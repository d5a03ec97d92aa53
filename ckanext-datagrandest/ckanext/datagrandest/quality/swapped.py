"""Rows whose latitude and longitude, in two columns of numbers, are swapped or in metres of Lambert-93.

Everything here is a remark, made only of rows that a repair would bring back to France: a number is a number. Schemas
without such a pair of columns are asked nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.repairing.pairs import column_pairs
from ckanext.datagrandest.quality.repairing.positions import in_france, in_lambert
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import Tally, faults

#: Validata's names, for positions in one column, of the same slips.
SWAPPED, ELSEWHERE = "reversed-french-gps-coordinates", "french-gps-coordinates"
#: The check of addresses that says the same as an error.
_SAID_ALREADY = "bal-hors-de-france"


class SwappedPairs:
    """Looks at each pair of a longitude and a latitude.

    Args:
        columns: of the file, bound to their fields.
        schema: what the file should be.
    """

    def __init__(self, columns: Sequence[Column], schema: TableSchema) -> None:
        said = any(check.name == _SAID_ALREADY for check in schema.custom_checks)
        self._pairs = [] if said else column_pairs(columns)
        self._found: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Look at the rows of a batch."""
        for lon, lat in self._pairs:
            x, y = (pl.col(column.name).cast(pl.Float64, strict=False) for column in (lon, lat))
            swapped = ~in_france(x, y) & in_france(y, x)
            metres = (in_lambert(x, y) | in_lambert(y, x)) & pl.lit("maximum" not in lon.field.constraints)
            rows = frame.select(
                "row", pl.col(lon.name).alias("value"), swapped.alias("swapped"), metres.alias("metres")
            )
            for code, where in ((SWAPPED, "swapped"), (ELSEWHERE, "metres")):
                some = rows.filter(pl.col(where))
                if some.height:
                    self._found.append(faults(some, code, lon.label, lat.label))

    def report(self, _errors: Tally, warnings: Tally) -> None:
        """Tell what was found."""
        for found in self._found:
            warnings.add(found)
