"""The repairs of a whole file: proposed together, accepted rule by rule, applied to a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.check import bind
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import ValueCheck, bind_checks
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Choices
from ckanext.datagrandest.quality.repairing.cells import ColumnRepair, repairs_of
from ckanext.datagrandest.quality.repairing.headers import renamed
from ckanext.datagrandest.quality.repairing.layout import Layout, lay_out
from ckanext.datagrandest.quality.repairing.pairs import mend_pairs
from ckanext.datagrandest.quality.repairing.rules import RULES
from ckanext.datagrandest.quality.table_schema import TableSchema

#: How many cells a proposal shows as examples.
_EXAMPLES = 5
_CONFIDENCE = {rule.name: rule.confidence for rule in RULES}
_SURE = 0.99


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
        self._cells: list[pl.DataFrame] = []

    def add(self, rule: str, row: int | None, label: str | None, before: str | None, after: str | None) -> None:
        """Record one change."""
        self._proposal(rule).add(Change(row, label, before, after))
        self._cells.append(pl.DataFrame([(rule, row, label, before, after)], schema=_CHANGES, orient="row"))

    def add_cells(self, label: str, cells: pl.DataFrame) -> None:
        """Record the changed cells of a column: `row`, `before`, `after`, `rule`."""
        for (rule,), part in cells.group_by("rule", maintain_order=True):
            proposal = self._proposal(str(rule))
            for row, before, after in part.select("row", "before", "after").head(_EXAMPLES).iter_rows():
                proposal.add(Change(row, label, before, after), 0)
            proposal.count += part.height
        self._cells.append(
            cells.select("rule", pl.col("row").cast(pl.UInt32), pl.lit(label).alias("field"), "before", "after")
        )

    def _proposal(self, rule: str) -> Proposal:
        return self._proposals.setdefault(rule, Proposal(rule, _CONFIDENCE.get(rule, _SURE)))

    def close(self, table: pl.DataFrame) -> Repaired:
        """Give the result."""
        return Repaired(table, list(self._proposals.values()), pl.concat([pl.DataFrame(schema=_CHANGES), *self._cells]))


_CHANGES = {"rule": pl.String, "row": pl.UInt32, "field": pl.String, "before": pl.String, "after": pl.String}


def _column_repairs(
    layout: Layout, schema: TableSchema, refused: frozenset[str], own: str | None
) -> list[tuple[Column, ColumnRepair]]:
    columns = bind(layout.header, schema)
    checks, _ = bind_checks(schema, columns)
    by_label: dict[str, list[ValueCheck]] = defaultdict(list)
    for check in checks:
        if isinstance(check, ValueCheck):
            by_label[check.column.label].append(check)
    return [(column, ColumnRepair(column, by_label[column.label], refused, own)) for column in columns]


def _mend_column(frame: pl.DataFrame, column: Column, repair: ColumnRepair, log: Log) -> pl.Series:
    cells = frame[column.name]
    found = repairs_of(cells.drop_nulls().unique().to_list(), repair.mend)
    if not found:
        return cells
    after = cells.replace({before: mended.after for before, mended in found.items()})
    changed = pl.DataFrame({"row": frame["row"], "before": cells, "after": after}).filter(
        pl.col("before") != pl.col("after")
    )
    rules = {before: mended.rule for before, mended in found.items()}
    log.add_cells(column.label, changed.with_columns(pl.col("before").replace_strict(rules).alias("rule")))
    return after


def repair(
    path: Path,
    schema: TableSchema,
    *,
    refused: Iterable[str] = (),
    choices: Choices | None = None,
    own_siret: str | None = None,
) -> Repaired:
    """Repair a copy of a file.

    Args:
        path: the file, which is only read.
        schema: what it should be.
        refused: names of the rules that the sender does not want.
        choices: what the sender corrected of what was detected.
        own_siret: SIRET of the organisation that sends the file, the proof of one in scientific notation.

    Raises:
        NotATableError: the file cannot be read.
    """
    if schema.document is not None:
        raise NotATableError(Message(N_("This format is JSON: it is not repaired here. Correct the contracts in the software that writes the file.")))  # fmt: skip
    unwanted, log = frozenset(refused), Log()
    with open_table(path, schema.fields, choices) as table:
        layout = lay_out(table, schema, unwanted, log.add)
    for before, after in (
        {}
        if "header-name" in unwanted
        else renamed(layout.header, [item.name for item in schema.fields], schema.aliases())
    ).items():
        layout.header[layout.header.index(before)] = after
        log.add("header-name", 1, before, before, after)
    frame = layout.frame
    pairs = _column_repairs(layout, schema, unwanted, own_siret)
    columns = [column for column, _ in pairs]
    frame = frame.with_columns([_mend_column(frame, column, mend, log).alias(column.name) for column, mend in pairs])
    frame = mend_pairs(frame, columns, unwanted, log.add_cells)
    return log.close(_ordered(frame, columns, schema, unwanted, log))


def _ordered(
    frame: pl.DataFrame, columns: Sequence[Column], schema: TableSchema, unwanted: frozenset[str], log: Log
) -> pl.DataFrame:
    """Name the columns, and put those of the schema in its order, the others after them."""
    order = {item.name: place for place, item in enumerate(schema.fields)}
    wanted = sorted(columns, key=lambda column: order.get(column.label, len(order)))
    if "column-order" in unwanted or [c.position for c in wanted] == [c.position for c in columns]:
        wanted = list(columns)
    else:
        log.add("column-order", 1, None, ", ".join(c.label for c in columns), ", ".join(c.label for c in wanted))
    labels = _named_apart([column.label for column in wanted], log)
    cells = frame.select([pl.col(column.name).fill_null("") for column in wanted])
    return cells.rename(dict(zip(cells.columns, labels, strict=True)))


def _named_apart(labels: Sequence[str], log: Log) -> list[str]:
    """Number the columns that have the name of an earlier one: only a person knows which is which."""
    named: list[str] = []
    for label in labels:
        name, number = label, 2
        while name in named:
            name, number = f"{label} ({number})".strip(), number + 1
        if name != label:
            log.add("header-name", 1, label, label, name)
        named.append(name)
    return named
