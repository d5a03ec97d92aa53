"""Remarks on cells that their field accepts and that are better mended: needless blanks, formulas, a template's example.

They are no faults (the file stays valid), and no part of the check that is compared with Frictionless and Validata.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from ckanext.datagrandest.quality.check import bind, labels
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.example_row import CODE, first_is_example
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.repairing.formulas import is_formula, suspect
from ckanext.datagrandest.quality.repairing.texts import clean, untidy
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import Tally, fault, faults

BLANKS, FORMULA = "untidy-cell", "formula"
#: Rows at the start of a file among which the example of its template is looked for.
_FIRST = 5
#: Distinct texts of a column, in a batch, that are asked of the exact reader when the screen is not sure.
_ASKED = 1000


class Tidiness:
    """Looks at the batches of a table while they are checked.

    Args:
        header: of the file.
        schema: what it should be.
        limit: how many remarks of one code are kept; 0 keeps all.
    """

    def __init__(self, header: Sequence[str], schema: TableSchema, limit: int) -> None:
        self._header, self._schema = labels(header), schema
        self._columns = [column for column in bind(header, schema) if not _is_strict(column)]
        self.remarks = Tally(limit)

    def watching(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Give the batches on, after a look at each."""
        for place, batch in enumerate(batches):
            if place == 0:
                self._look_for_example(batch)
            if self._columns:
                self._look(batch)
            yield batch

    def _look_for_example(self, batch: Batch) -> None:
        first = batch.frame.head(_FIRST).select(str(place) for place in range(len(self._header)))
        rows = dict(enumerate(first.iter_rows(), batch.first_row))
        if (row := first_is_example(self._header, rows, self._schema)) is not None:
            self.remarks.add(fault(CODE, row, None))

    def _look(self, batch: Batch) -> None:
        if not self._columns:
            return
        odd = [(untidy(cell) | suspect(cell)).any() for cell in (pl.col(column.name) for column in self._columns)]
        seen = batch.frame.select(one.alias(str(place)) for place, one in enumerate(odd)).row(0)
        found: list[pl.DataFrame] = []
        for place, column in enumerate(self._columns):
            if seen[place]:
                frame = pl.DataFrame([batch.frame[column.name]])
                found.append(faults(_untidy(frame, batch.first_row, column), BLANKS, column.label))
                found.append(faults(_formulas(frame, batch.first_row, column), FORMULA, column.label))
        if found:
            self.remarks.add(pl.concat(found))


def _is_strict(column: Column) -> bool:
    """Tell whether the field refuses every cell that there would be a remark on."""
    return column.field.type in {"date", "datetime", "time", "boolean"} or "enum" in column.field.constraints


def _numbered(frame: pl.DataFrame, first_row: int, column: Column, where: pl.Expr) -> pl.DataFrame:
    cells = frame.select(pl.col(column.name).alias("value"), column.missing().alias("missing"), where.alias("where"))
    found = cells.with_row_index("row", first_row).filter(pl.col("where").fill_null(value=False) & ~pl.col("missing"))
    return found.select("row", "value")


def _untidy(frame: pl.DataFrame, first_row: int, column: Column) -> pl.DataFrame:
    """Give the cells that have something to clean although their field accepts them."""
    sure = frame.select(column.sure().alias("sure"))["sure"]
    marked = frame.with_columns(sure)
    where = untidy(pl.col(column.name))
    doubtful = marked.filter(where & ~pl.col("sure"))[column.name].unique().head(_ASKED)
    accepted = [text for text in doubtful if not column.verdict(text)]
    found = _numbered(marked, first_row, column, where & (pl.col("sure") | pl.col(column.name).is_in(accepted)))
    same = [text for text in found["value"].unique() if clean(text) == text] if found.height else []
    return found.filter(~pl.col("value").is_in(same)) if same else found


def _formulas(frame: pl.DataFrame, first_row: int, column: Column) -> pl.DataFrame:
    """Give the cells that a spreadsheet would run."""
    found = _numbered(frame, first_row, column, suspect(pl.col(column.name)))
    run = [text for text in found["value"].unique() if is_formula(clean(text))]
    return found.filter(pl.col("value").is_in(run))
