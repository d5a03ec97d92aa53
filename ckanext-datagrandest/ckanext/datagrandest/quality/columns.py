"""Each column held against its field: type, constraints, cells that are not there, blank rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from ckanext.datagrandest.quality.cells import judge
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.refusals import FAULTS, refused
from ckanext.datagrandest.quality.screens import screen
from ckanext.datagrandest.quality.table_schema import Field
from ckanext.datagrandest.quality.tally import SCHEMA, faults

#: Up to so many distinct doubtful cells of a column, the exact reader alone is the fastest.
_FEW = 300
_BROKEN = {"position": pl.UInt32, **FAULTS}
#: Distinct values of a column that are remembered with their verdict, from one batch to the next.
_REMEMBERED = 50_000


@dataclass(slots=True)
class Column:
    """One column of the file: its position, its header and the field that it answers to."""

    position: int
    label: str
    field: Field
    _judge: Callable[[str], tuple[str, ...]]
    _verdicts: dict[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """Name of the column in a batch's frame."""
        return str(self.position)

    def missing(self) -> pl.Expr:
        """True where the cell holds no value."""
        cell = pl.col(self.name)
        if self.field.missing_values == ("",):
            return cell.fill_null("") == ""
        return cell.is_null() | cell.is_in(list(self.field.missing_values))

    def sure(self) -> pl.Expr:
        """True where the cell is certainly right."""
        cell = screen(self.field, pl.col(self.name))
        return ~self.missing() & cell if self.field.required else self.missing() | cell

    def verdict(self, text: str) -> tuple[str, ...]:
        """Name what one filled cell breaks: `type` or constraints; `pattern` also when its check takes too long."""
        known = self._verdicts.get(text)
        if known is None:
            try:
                known = self._judge(text)
            except TimeoutError:
                known = ("pattern",)
            if len(self._verdicts) < _REMEMBERED:
                self._verdicts[text] = known
        return known


def column(position: int, label: str, field: Field) -> Column:
    """Bind a column of the file to its field."""
    return Column(position, label, field, judge(field), {})


class Checked(NamedTuple):
    """What a batch is.

    Attributes:
        found: the faults of its cells and lines.
        frame: its cells, with the columns `row` and `blank` for the checks across columns.
        filled: how many cells hold a value.
    """

    found: pl.DataFrame
    frame: pl.DataFrame
    filled: int


def check_batch(batch: Batch, columns: Sequence[Column]) -> Checked:
    """Check the cells of a batch."""
    if not columns or not batch.frame.height:
        frame = batch.frame.with_columns(pl.lit(not columns).alias("blank")).with_row_index("row", batch.first_row)
        return Checked(pl.DataFrame(schema=SCHEMA), frame, 0)
    missing, sure = _looked_at(batch.frame, columns)
    blank = missing.select(pl.all_horizontal(pl.all()).alias("blank"))["blank"]
    frame = batch.frame.with_columns(blank).with_row_index("row", batch.first_row)
    empty = frame[blank.arg_true()].select("row", pl.lit(None, dtype=pl.String).alias("value"))
    found = [faults(empty, "blank-row", None), *_irregular(batch, frame, columns)]
    cells = _unsure(frame, sure, columns)
    if cells.height:
        found += [_required(cells, columns), _broken(cells, columns)]
    filled = frame.height * len(columns) - sum(missing.select(pl.all().sum()).row(0))
    return Checked(pl.concat(found), frame, filled)


def _looked_at(frame: pl.DataFrame, columns: Sequence[Column]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give, for each column, where its cells hold no value, and where they are certainly right."""
    sure = [item.sure().alias(f"sure {item.name}") for item in columns]
    looked = frame.lazy().select(*(item.missing().alias(item.name) for item in columns), *sure).collect()
    names = [item.name for item in columns]
    return looked.select(names), looked.select(pl.col(f"sure {name}").alias(name) for name in names)


def _unsure(frame: pl.DataFrame, sure: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Give the cells that the screens are not sure of: `row`, `position`, `value`, `missing`."""
    parts: list[pl.DataFrame] = []
    for item in columns:
        if not sure[item.name].all():
            cells = frame.select("row", "blank", item.name)[(~sure[item.name]).arg_true()].filter(~pl.col("blank"))
            place = pl.lit(item.position, pl.UInt32).alias("position")
            parts.append(cells.select("row", place, pl.col(item.name).alias("value"), item.missing().alias("missing")))
    return pl.concat(parts) if parts else pl.DataFrame()


def _located(cells: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Name the field and the code of faults that have a `position` and a `rule`."""
    labels = pl.Series([item.label for item in columns], dtype=pl.String)
    code = pl.when(pl.col("rule") == "type").then(pl.lit("type-error")).otherwise(pl.lit("constraint-error"))
    label = pl.lit(labels).gather(pl.col("position")).alias("field")
    return cells.select("row", label, code.alias("code"), "rule", "value")


def _required(cells: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    required = [item.position for item in columns if item.field.required]
    empty = cells.filter(pl.col("missing") & pl.col("position").is_in(required))
    return _located(empty.with_columns(pl.lit("required").alias("rule")), columns)


def _broken(cells: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Judge each distinct value once, and give back the rows where it stands."""
    filled = cells.filter(~pl.col("missing"))
    distinct = filled.select("position", "value").unique()
    exact: list[tuple[int, str, str]] = []
    parts: list[pl.DataFrame] = []
    for (place,), part in distinct.partition_by("position", as_dict=True).items():
        item, unsure = columns[place], part["value"]
        if part.height > _FEW:
            known, unsure = refused(item.field, unsure)
            parts.append(known.select(pl.lit(place, pl.UInt32).alias("position"), "value", "rule"))
        exact += [(place, text, rule) for text in unsure for rule in item.verdict(text)]
    broken = pl.concat([pl.DataFrame(exact, schema=_BROKEN, orient="row"), *parts])
    if broken.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    return _located(filled.join(broken, on=["position", "value"]), columns)


def _irregular(batch: Batch, frame: pl.DataFrame, columns: Sequence[Column]) -> list[pl.DataFrame]:
    """Report the cells that a record has too many, or does not have."""
    extra = [(cell.row, None, "extra-cell", str(cell.position), cell.value) for cell in batch.extra]
    found = [pl.DataFrame(extra, schema=SCHEMA, orient="row")]
    if batch.short:
        rows = frame.filter(pl.col("row").is_in(list(batch.short)) & ~pl.col("blank"))
        for item in columns:
            if not rows[item.name].null_count():
                continue
            absent = rows.filter(pl.col(item.name).is_null()).select("row", pl.col(item.name).alias("value"))
            found.append(faults(absent, "missing-cell", item.label))
    return found
