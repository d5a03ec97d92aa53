"""A table held against its schema, batch by batch, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ckanext.datagrandest.quality.columns import Column, check_batch, column
from ckanext.datagrandest.quality.keys import keys
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.table_schema import Field, TableSchema
from ckanext.datagrandest.quality.tally import Tally, fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check of a table found: faults that make it invalid, remarks that do not, rows read."""

    errors: Tally
    warnings: Tally
    rows: int


def bind(header: Sequence[str], schema: TableSchema) -> list[Column]:
    """Pair each header cell with its field, by name; a column that no field names may hold anything."""
    return [
        column(position, label, schema.field(label) or Field(label, type="any"))
        for position, label in enumerate(header)
    ]


def _check_header(header: Sequence[str], schema: TableSchema, errors: Tally, warnings: Tally) -> None:
    for field in schema.fields:
        if field.name not in header:
            absent = fault("missing-label", None, field.name)
            (errors if field.required or field.name in schema.primary_key else warnings).add(absent)
    for label in header:
        if schema.field(label) is None:
            warnings.add(fault("extra-label", None, label))


def check(header: Sequence[str], records: Iterable[Batch], schema: TableSchema, limit: int = 1000) -> Outcome:
    """Check a whole table.

    Args:
        header: the header cells, as read.
        records: the batches that follow it.
        schema: what the table should be.
        limit: how many faults of one code are kept; 0 keeps all.
    """
    errors, warnings = Tally(limit), Tally(limit)
    _check_header(header, schema, errors, warnings)
    columns = bind(header, schema)
    held = keys(columns, schema.primary_key)
    rows = 0
    for batch in records:
        found, frame = check_batch(batch, columns)
        errors.add(found)
        rows += frame.height
        for key in held:
            key.add(frame)
    for key in held:
        errors.add(key.faults())
    return Outcome(errors, warnings, rows)
