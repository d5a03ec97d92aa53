"""Faults counted in full and kept up to a limit a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from ckanext.datagrandest.quality.report import FIRST, SHOWN

#: Columns of a frame of faults. `rule` is the constraint or the detail that the message needs.
SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "field": pl.String,
    "code": pl.String,
    "rule": pl.String,
    "value": pl.String,
}


#: The `rule` of a column that is missing and may be.
OPTIONAL = "optional"


def faults(rows: pl.DataFrame, code: str, field_name: str | None, rule: str = "") -> pl.DataFrame:
    """Make faults of one code from a frame that has `row` and `value`."""
    return rows.select(
        pl.col("row").cast(pl.UInt32),
        pl.lit(field_name, dtype=pl.String).alias("field"),
        pl.lit(code).alias("code"),
        pl.lit(rule).alias("rule"),
        pl.col("value").cast(pl.String),
    )


def fault(code: str, row: int | None, field_name: str | None, value: str | None = None, rule: str = "") -> pl.DataFrame:
    """Make one fault."""
    return pl.DataFrame([(row, field_name, code, rule, value)], schema=SCHEMA, orient="row")


@dataclass(slots=True)
class Group:
    """Faults of the same code, field and rule: how many, and the first rows with their cells."""

    count: int = 0
    first: list[tuple[int | None, str | None]] = field(default_factory=list[tuple[int | None, str | None]])

    def add(self, count: int, first: Iterable[tuple[int | None, str | None]]) -> None:
        """Count more faults, and remember the first."""
        self.count += count
        self.first += islice(first, FIRST - len(self.first))


@dataclass(slots=True)
class Tally:
    """What has been found so far.

    Attributes:
        limit: how many faults of one code are kept; 0 keeps all.
        counts: how many were found, by code.
        groups: how many were found, and the first, by code, field and rule.
    """

    limit: int = 1000
    counts: Counter[str] = field(default_factory=Counter[str])
    groups: dict[tuple[str, str | None, str], Group] = field(default_factory=dict[tuple[str, "str | None", str], Group])
    _kept: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])

    def add(self, found: pl.DataFrame) -> None:
        """Count faults and keep the first of each code."""
        if found.is_empty():
            return
        ordered = found.sort("row", maintain_order=True, nulls_last=False)
        self._group(ordered)
        for code, part in ordered.group_by("code", maintain_order=True):
            name = str(code[0])
            room = self.limit - self.counts[name] if self.limit else part.height
            self.counts[name] += part.height
            if room > 0:
                self._kept.append(part.head(room))

    def _group(self, ordered: pl.DataFrame) -> None:
        first = [
            pl.col("row").head(FIRST).alias("rows"),
            pl.col("value").head(FIRST).str.slice(0, SHOWN).alias("values"),
        ]
        grouped = ordered.group_by("code", "field", "rule", maintain_order=True).agg(pl.len(), *first)
        for code, label, rule, count, rows, values in grouped.iter_rows():
            self.groups.setdefault((code, label, rule), Group()).add(count, zip(rows, values, strict=True))

    def take(self, other: Tally) -> None:
        """Count what another tally found, of other codes."""
        self.counts.update(other.counts)
        self.groups |= other.groups
        self._kept += other._kept

    def kept(self) -> pl.DataFrame:
        """Give the faults kept, in the order of the rows; those of the file or the header come first."""
        return pl.concat([pl.DataFrame(schema=SCHEMA), *self._kept]).sort("row", maintain_order=True, nulls_last=False)
