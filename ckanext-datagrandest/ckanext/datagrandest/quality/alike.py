"""Rows that come twice: the same, the same but for the writing, or the same but for a few letters of one text.

All are remarks: Frictionless' `duplicate-row` is a check of its own that neither it nor Validata makes unasked.

Cost: rows that share the value of the column that tells most rows apart go on to the next column, and so on; in a
file of different rows one column is folded, and nothing else is looked at. Beyond `MOST_ROWS` rows it is not looked
for, beyond `MOST_ALIKE` similar rows misspellings are not: the report says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.misspelt import misspelt
from ckanext.datagrandest.quality.tally import Tally, fault, faults

#: Rows of a file beyond which none is compared, since all must be kept until the end.
MOST_ROWS = 100_000
#: Rows that share their most telling value, beyond which misspellings are not looked for.
MOST_ALIKE = 20_000
_SAMPLE, _FEW = 1_000, 200
_NUMBERS = frozenset({"number", "integer"})
#: Share of different values, or of letters, that makes a column telling or a text.
_TELLING, _HALF = 0.9, 0.5


def folded(column: Column) -> pl.Expr:
    """Give a column's cells without case, accents, blanks and punctuation; numbers by their value."""
    cell = pl.col(column.name).fill_null("")
    text = cell.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[^\p{L}\p{N}]+", "")
    if column.field.type not in _NUMBERS:
        return text
    digits = cell.str.replace_all(r"\s", "").str.replace(",", ".", literal=True)
    return pl.coalesce(digits.cast(pl.Float64, strict=False).cast(pl.String), text)


def _hashes(rows: pl.DataFrame, column: Column) -> pl.Series:
    """Hash the folded cells of a column; each distinct cell is folded once."""
    cells = rows[column.name]
    distinct = cells.unique()
    if distinct.len() * 2 > cells.len():
        return rows.select(folded(column).hash(seed=3).alias("hash")).to_series()
    known = pl.DataFrame({column.name: distinct}).with_columns(folded(column).hash(seed=3).alias("hash"))
    return cells.to_frame().join(known, on=column.name, how="left", nulls_equal=True, maintain_order="left")["hash"]


def equal_on(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Keep the rows that equal another one on all these columns once folded, with the `key` that they share."""
    rows = rows.with_columns(pl.lit(0, pl.UInt64).alias("key"))
    for column in columns:
        if rows.is_empty():
            break
        key = pl.struct("key", pl.lit(_hashes(rows, column)).alias("hash")).hash(seed=4)
        rows = rows.with_columns(key.alias("key")).filter(pl.col("key").is_duplicated())
    return rows


def _coarse(rows: pl.DataFrame, column: Column) -> pl.Series:
    """Give a key that rows equal once folded share, at little cost where the cells are whole numbers."""
    cells = rows[column.name]
    whole = cells.cast(pl.Int64, strict=False)
    odd = whole.is_null() & cells.is_not_null()
    if odd.sum() * 2 > cells.len():
        return _hashes(rows, column)
    if odd.any():
        folds = rows.filter(odd).select(folded(column).alias("text")).to_series()
        mended = folds.cast(pl.Int64, strict=False).fill_null(folds.hash(seed=3).reinterpret(signed=True))
        whole = whole.scatter(odd.arg_true(), mended)
    return whole


def _telling(rows: pl.DataFrame, columns: Sequence[Column]) -> list[Column]:
    """Order the columns: those whose values tell most rows apart first; whole numbers, then shorter texts, before others."""
    sample = rows.gather_every(max(1, rows.height // _SAMPLE))
    names = [item.name for item in columns]
    apart = sample.select(pl.col(names).n_unique()).row(0)
    sizes = sample.select(pl.col(names).str.len_bytes().mean().fill_null(0)).row(0)
    whole = sample.select(pl.col(names).cast(pl.Int64, strict=False).is_not_null().mean().fill_null(0)).row(0)
    ranked = {
        name: (-min(count, _TELLING * sample.height), -(share >= _TELLING), size)
        for name, count, size, share in zip(names, apart, sizes, whole, strict=True)
    }
    return sorted(columns, key=lambda item: ranked[item.name])


def _sharing(rows: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Keep the rows that share the coarse key of a column with another; blank rows are faults of their own."""
    key = _coarse(rows, column)
    again = key.is_duplicated()
    return rows.filter(again).with_columns(key.filter(again).alias("key")).filter(~pl.col("blank"))


class AlikeRows:
    """The rows of a file that come twice."""

    def __init__(self, columns: Sequence[Column], keys: Sequence[str] = ()) -> None:
        self._columns, self._keys = columns, frozenset(keys)
        self._kept: list[pl.DataFrame] = []
        self._rows = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Keep a batch (a frame with `row` and `blank`), until there are too many rows."""
        self._rows += frame.height
        if self._rows > MOST_ROWS:
            self._kept = []
        else:
            self._kept.append(frame)

    def report(self, _errors: Tally, warnings: Tally) -> None:
        """Tell the rows that repeat an earlier one; that it was not looked for, when there are too many."""
        if self._rows > MOST_ROWS:
            warnings.add(fault("duplicates-not-checked", None, None, str(MOST_ROWS)))
        elif self._rows > 1 and self._columns:
            rows, self._kept = pl.concat(self._kept, rechunk=False), []
            self._look(rows, _telling(rows, self._columns), warnings)

    def _look(self, rows: pl.DataFrame, ordered: Sequence[Column], warnings: Tally) -> None:
        alike = _sharing(rows, ordered[0])
        self._same(equal_on(alike, ordered), warnings)
        texts = [item for item in ordered if self._is_text(item, rows)] if alike.height or len(ordered) > 1 else []
        pools = [(alike, [item for item in texts if item is not ordered[0]])]
        if ordered[0] in texts and len(ordered) > 1:
            pools.append((_sharing(rows, ordered[1]), [ordered[0]]))
        for pool, columns in pools:
            if not columns or pool.is_empty():
                continue
            if pool.height > MOST_ALIKE:
                warnings.add(fault("duplicates-not-checked", None, None, str(MOST_ROWS)))
                return
            cells = pool.select("row", "key", *(folded(item).alias(item.name) for item in self._columns))
            for label, pairs in misspelt(cells, columns, self._columns, rows):
                warnings.add(faults(pairs, "misspelt-duplicate-row", label))

    def _same(self, rows: pl.DataFrame, warnings: Tally) -> None:
        """Tell the rows that are the same, as written or once folded."""
        if rows.is_empty():
            return
        raw = pl.struct([pl.col(item.name).fill_null("") for item in self._columns]).hash(seed=5)
        found = rows.with_columns(raw.alias("raw")).select(
            "row",
            pl.col("row").first().over("key").alias("first"),
            pl.col("row").first().over("key", "raw").alias("same"),
        )
        again = found.filter(pl.col("same") != pl.col("row"))
        warnings.add(faults(again.select("row", pl.col("same").alias("value")), "duplicate-row", None))
        near = found.filter((pl.col("same") == pl.col("row")) & (pl.col("first") != pl.col("row")))
        warnings.add(faults(near.select("row", pl.col("first").alias("value")), "near-duplicate-row", None))

    def _is_text(self, column: Column, rows: pl.DataFrame) -> bool:
        """Tell the columns in which a misspelling can be: free texts, many of whose cells have letters."""
        held = {"pattern", "enum", "unique"} & column.field.constraints.keys()
        if column.field.type not in {"string", "any"} or column.field.format != "default" or held:
            return False
        sample = rows[column.name].gather_every(max(1, rows.height // _FEW)).drop_nulls()
        letters = sample.str.contains(r"\p{L}{4}").mean()
        return isinstance(letters, float) and letters > _HALF and column.label not in self._keys
