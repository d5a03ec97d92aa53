"""The report of one file: the platform's own format, published as `report.schema.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality.check import Outcome, check
from ckanext.datagrandest.quality.explaining.sentences import Place, sentence
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.table import Choices, Table
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import fault

#: Characters of a cell that a report shows: a report of any file stays below a megabyte.
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the report.

    Attributes:
        code: Frictionless' error type where one exists, else Validata's name of its check.
        row: record number (header = 1); None for a fault of the file, the header or a column.
        line: physical line in the file; None when it has none (workbooks, header, columns).
        field: the header as written; None when no single column is at fault.
        value: the cell's text, cut at `SHOWN` characters.
        message: what is wrong and how to mend it, in the reader's language.
        repair: name of the rule that can mend it, when one can.
    """

    code: str
    row: int | None
    field: str | None
    value: str | None
    message: str
    repair: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a file once judged; `errors` and `warnings` are cut at the limit, `counts` are whole."""

    file: str
    schema: dict[str, str]
    valid: bool
    rows: int
    encoding: str | None
    delimiter: str | None
    errors: list[Fault] = field(default_factory=list[Fault])
    warnings: list[Fault] = field(default_factory=list[Fault])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    kind: str = "csv"
    sheet: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the report as JSON values."""
        return asdict(self)


def _faults(kept: pl.DataFrame, schema: TableSchema, translate: Callable[[str], str]) -> Iterator[Fault]:
    for row, label, code, rule, value in kept.iter_rows():
        place = Place(code, row, label, value and value[:SHOWN], rule, schema.field(label) if label else None)
        yield Fault(code, row, label, place.value, sentence(place).render(translate))


def _with_notes(table: Table, outcome: Outcome) -> Outcome:
    for note in table.notes:
        outcome.warnings.add(fault(note.code, note.row, note.field, note.value))
    return outcome


def judge(
    path: Path,
    schema: TableSchema,
    *,
    limit: int = 1000,
    choices: Choices | None = None,
    locale: str = "fr",
) -> Report:
    """Judge a file against a schema.

    Args:
        path: the file.
        schema: what it should be.
        limit: how many faults of one code are kept; 0 keeps all.
        choices: what the sender corrected of what was detected.
        locale: language of the messages.

    Raises:
        NotATableError: the file cannot be judged; its message says why.
    """
    translate = translator(locale)
    with open_table(path, schema.fields, choices) as table:
        outcome = _with_notes(table, check(table.header, table.batches, schema, limit))
    return Report(
        file=path.name,
        schema={"id": schema.id, "version": schema.version},
        valid=not outcome.errors.counts,
        rows=outcome.rows,
        encoding=table.encoding,
        delimiter=table.delimiter,
        errors=list(_faults(outcome.errors.kept(), schema, translate)),
        warnings=list(_faults(outcome.warnings.kept(), schema, translate)),
        counts=dict(outcome.errors.counts),
        kind=table.kind,
        sheet=table.sheet,
    )
