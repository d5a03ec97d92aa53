"""What a repair does, rule by rule: how often, where for example, and every change in the order it was made."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from ckanext.datagrandest.quality.repairing.rules import RULES

#: How many cells a proposal shows as examples.
_EXAMPLES = 5
#: How often the rules beyond cells are right, from 0 to 1; those of cells say it themselves.
_CONFIDENCE = {
    "preamble": 0.97,
    "totals-row": 0.95,
    "header-name": 0.95,
    "commune-code": 0.95,
    "commune-name": 0.95,
    **{rule.name: rule.confidence for rule in RULES},
}
_SURE = 0.99
_CHANGES = {"rule": pl.String, "row": pl.UInt32, "field": pl.String, "before": pl.String, "after": pl.String}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, header or line: row (header = 1), header, text before and after."""

    row: int | None
    field: str | None
    before: str | None
    after: str | None


@dataclass(slots=True)
class Proposal:
    """What one rule would change: how many times, where for example, how sure it is (0 to 1)."""

    rule: str
    confidence: float
    count: int = 0
    examples: list[Change] = field(default_factory=list[Change])

    def add(self, change: Change, count: int = 1) -> None:
        """Count changes and keep the first as examples."""
        self.count += count
        if len(self.examples) < _EXAMPLES:
            self.examples.append(change)


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended table and what was done to it; the file itself is never touched."""

    table: pl.DataFrame
    proposals: list[Proposal]
    changes: pl.DataFrame


class Log:
    """Every change, by rule, in the order it was made."""

    def __init__(self) -> None:
        self._proposals: dict[str, Proposal] = {}
        self._single: list[tuple[str, int | None, str | None, str | None, str | None]] = []
        self._cells: list[pl.DataFrame] = []

    def add(self, rule: str, row: int | None, label: str | None, before: str | None, after: str | None) -> None:
        """Record one change."""
        self._proposal(rule).add(Change(row, label, before, after))
        self._single.append((rule, row, label, before, after))

    def add_cells(self, label: str, cells: pl.DataFrame) -> None:
        """Record the changed cells of a column: `row`, `before`, `after`, `rule`."""
        for (rule,), part in cells.group_by("rule", maintain_order=True):
            proposal = self._proposal(str(rule))
            for row, before, after in part.select("row", "before", "after").head(_EXAMPLES).iter_rows():
                proposal.add(Change(row, label, before, after), 0)
            proposal.count += part.height
        columns = ("rule", pl.col("row").cast(pl.UInt32), pl.lit(label).alias("field"), "before", "after")
        self._flush()
        self._cells.append(cells.select(columns))

    def _proposal(self, rule: str) -> Proposal:
        return self._proposals.setdefault(rule, Proposal(rule, _CONFIDENCE.get(rule, _SURE)))

    def _flush(self) -> None:
        if self._single:
            self._cells.append(pl.DataFrame(self._single, schema=_CHANGES, orient="row"))
            self._single = []

    def close(self, table: pl.DataFrame) -> Repaired:
        """Give the result."""
        self._flush()
        return Repaired(table, list(self._proposals.values()), pl.concat([pl.DataFrame(schema=_CHANGES), *self._cells]))
